"""HTML -> the text that a browser shows; what it hides from the eye is left out and counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.casework.documents import needs
from assistant.casework.styles import PAGE, Look, declarations_of, look_of, looks_hidden, rules_in

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import Tag

_BLOCKS = (
    "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
    "nav", "ol", "p", "pre", "section", "table", "tr", "ul",
)  # fmt: skip
_NEVER_SHOWN = frozenset(
    {"script", "style", "template", "noscript", "head", "title", "meta", "object", "iframe"}
)
_BREAK = "\x01"  # a line end that is meant; those of the source are spaces


def page_text(html: str) -> tuple[str, int]:
    """Return visible text and how many pieces of hidden text were left out."""
    with needs("beautifulsoup4", "HTML and e-mail"):
        from bs4 import BeautifulSoup
        from bs4.element import Comment, NavigableString, PreformattedString, Tag
    soup = BeautifulSoup(html.replace(_BREAK, ""), "html.parser")
    _mark_breaks(soup)
    ruled = _ruled(soup)
    looks: dict[int, Look] = {id(soup): PAGE}
    pieces: list[str] = []
    hidden = 0
    for node in soup.descendants:
        look = looks[id(node.parent)]
        if isinstance(node, Tag):
            declared = ruled.get(id(node), {}) | declarations_of(node.name, node.attrs)
            unseen = node.name in _NEVER_SHOWN or node.has_attr("hidden")
            looks[id(node)] = look_of(declared, look, unseen=unseen)
        elif isinstance(node, Comment):
            # Outlook's conditional comments are in every mail and say nothing to anyone
            hidden += bool(re.search(r"\w{3}", node)) and not node.strip().startswith("[")
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            if not looks_hidden(look):
                pieces.append(re.sub(r"\s+", " ", node))
            elif re.search(r"\w{3}", node) and not _never_shown(node.parent):
                hidden += 1
    return _lines("".join(pieces)), hidden


def _mark_breaks(soup: BeautifulSoup) -> None:
    """Put marks where a browser begins a new line or a new cell."""
    for tag in soup.find_all("br"):
        tag.replace_with(_BREAK)
    for tag in soup.find_all(_BLOCKS):
        tag.insert_before(_BREAK)
        tag.insert_after(_BREAK)
    for tag in soup.find_all(["td", "th"]):
        if tag.find_next_sibling(["td", "th"]) is not None:
            tag.insert_after(" | ")


def _ruled(soup: BeautifulSoup) -> dict[int, dict[str, str]]:
    """Return what the page's style sheets declare for each element they select."""
    ruled: dict[int, dict[str, str]] = {}
    for sheet in soup.find_all("style"):
        for selector, declarations in rules_in(sheet.get_text()):
            for tag in _selected(soup, selector):
                ruled.setdefault(id(tag), {}).update(declarations)
    return ruled


def _selected(soup: BeautifulSoup, selector: str) -> Iterator[Tag]:
    from soupsieve import SelectorSyntaxError

    try:
        yield from soup.select(selector)
    except (SelectorSyntaxError, NotImplementedError, ValueError):
        return  # a selector that no mail client would understand either


def _never_shown(tag: Tag | None) -> bool:
    return tag is not None and any(t.name in _NEVER_SHOWN for t in (tag, *tag.parents))


def _lines(marked: str) -> str:
    """Return the text with meant line ends; two or more of them are one empty line."""
    lines = [line.strip().strip("|").strip() for line in marked.split(_BREAK)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
