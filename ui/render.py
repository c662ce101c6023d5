"""`Answer` -> what the chat shows: Markdown text, then expandable citation cards."""

from __future__ import annotations

import re
from html import escape

from assistant.types import Answer, Citation

_MARKERS = re.compile(r" ?((?:\[\d+\])+)")


def render_answer(answer: Answer) -> str:
    """Return the whole message: text, cards, notices."""
    return render_body(answer.text) + render_cards(answer) + _notices(answer)


def render_body(text: str) -> str:
    """Return the answer's Markdown with its markers as small superscripts."""
    return _MARKERS.sub(lambda found: f'<sup class="cite">{found.group(1)}</sup>', text)


def render_cards(answer: Answer) -> str:
    """Return one expandable card a citation; empty when nothing is cited."""
    if not answer.citations:
        return ""
    cards = "".join(_card(citation) for citation in answer.citations)
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
