"""`Answer` -> what the chat shows: Markdown text, words explained, then citation cards.

A word of the glossary is explained where it first stands, for those who point at it with a
mouse, and in a list under the answer, for those who use touch, a keyboard or a screen reader.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from assistant.glossary import Glossary, Use, our_glossary
from assistant.types import Answer, Citation, Status

_MARKERS = re.compile(r" ?((?:\[\d+\])+)")
# what must stay as it is: links, addresses, code, HTML
_UNTOUCHED = re.compile(r"!?\[[^\]]*\]\([^)]*\)|https?://\S+|`[^`]*`|<[^>]*>")


def render_answer(answer: Answer, glossary: Glossary | None = None) -> str:
    """Return the whole message: text, words explained, cards, notices.

    `glossary` is ours when none is given.
    """
    asks_back = answer.status is Status.CLARIFY  # what is asked must stay the last thing said
    return (
        render_body(answer.text, glossary)
        + ("" if asks_back else render_words(answer.text, glossary))
        + render_cards(answer)
        + _notices(answer)
    )


def render_body(text: str, glossary: Glossary | None = None) -> str:
    """Return the answer's Markdown, its markers as superscripts, terms marked once."""
    marked = _MARKERS.sub(lambda found: f'<sup class="cite">{found.group(1)}</sup>', text)
    for use in reversed(_uses(marked, glossary)):
        word = marked[use.start : use.end]
        explained = f'<abbr title="{escape(use.term.meaning, quote=True)}">{word}</abbr>'
        marked = marked[: use.start] + explained + marked[use.end :]
    return marked


def render_words(text: str, glossary: Glossary | None = None) -> str:
    """Return the list of words that the text uses, closed; empty when there is none."""
    uses = _uses(text, glossary)
    if not uses:
        return ""
    words = " · ".join(escape(text[use.start : use.end]) for use in uses)
    rows = "".join(
        f"<dt>{escape(use.term.term)}</dt><dd>{escape(use.term.meaning)}</dd>" for use in uses
    )
    return (
        f'\n\n<details class="words"><summary>Words explained: {words}</summary>'
        f"<dl>{rows}</dl></details>"
    )


def _uses(text: str, glossary: Glossary | None) -> list[Use]:
    """Return the first use of each term outside links and the like."""
    plain = _UNTOUCHED.sub(lambda found: " " * len(found.group()), text)
    return (glossary or our_glossary()).uses(plain)


def render_cards(answer: Answer) -> str:
    """Return one expandable card a citation; empty when nothing is cited."""
    return citation_cards(answer.citations)


def citation_cards(citations: Sequence[Citation]) -> str:
    """Return the cards of some citations; empty for none."""
    if not citations:
        return ""
    cards = "".join(_card(citation) for citation in citations)
    return (
        '\n\n<div class="cards"><p class="cards-title">Where this stands – open a card to read the '
        f"passage and its sources</p>{cards}</div>"
    )


def _card(citation: Citation) -> str:
    sources = "".join(
        f'<li><a href="{escape(source.url, quote=True)}" target="_blank" rel="noopener noreferrer">'
        f"{escape(source.title)}</a> ({escape(source.kind)})</li>"
        for source in citation.sources
    )
    quote = re.sub(r"\n{2,}", "\n", citation.quote)
    return (
        f"<details><summary><b>[{citation.marker}]</b>{escape(citation.document_title)} › "
        f"{escape(citation.section)}</summary>"
        f'<div class="quote">{_without_markdown(quote)}</div><ul>{sources}</ul>'
        f'<p class="reviewed">Reviewed {citation.reviewed:%d %B %Y}</p></details>'
    )


def _without_markdown(quote: str) -> str:
    """Return the quote as HTML that Markdown leaves alone: list markers become characters."""
    lines = (
        re.sub(r"^(\d+)\. ", r"\1) ", re.sub(r"^- ", "• ", line)) for line in quote.split("\n")
    )
    return "<br>".join(escape(line) for line in lines)


def _notices(answer: Answer) -> str:
    return "".join(f'\n\n<p class="notice">{escape(notice)}</p>' for notice in answer.notices)
