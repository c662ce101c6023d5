"""The measures in words and tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.casework.measures import EditedPassage, GapCount, Measures
from ui.agent.render import safe

_CSV = '<a class="file" href="/agents/files/measures.csv" download>.csv</a>'


def summary(found: Measures) -> str:
    """Return what became of all drafts, and the link to the CSV."""
    total = found.total
    rows = [
        ("Drafts", str(total.drafts)),
        ("Sent as drafted", str(total.accepted)),
        ("Edited, then sent", str(total.edited)),
        ("Discarded", str(total.discarded)),
        ("Waiting", str(total.waiting)),
        ("Void", str(total.voided)),
        ("Changed characters, mean", _number(total.edit_distance)),
        ("Seconds to a draft, median", _number(total.seconds_to_draft, 1)),
    ]
    tiles = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in rows)
    return f'<dl class="tiles">{tiles}</dl><p class="files">By topic and week: {_CSV}</p>'


def passage_table(passages: Sequence[EditedPassage]) -> str:
    """Return the passages that agents change most: guidance to mend."""
    edited = [passage for passage in passages if passage.edited]
    if not edited:
        return '<h4>Most edited passages</h4><p class="faint">None was edited yet.</p>'
    rows = ((p.passage_id, f"{p.edited} of {p.sent}", f"{p.likeness:.0%}") for p in edited)
    return "<h4>Most edited passages</h4>" + _table(("Passage", "Edited", "Kept"), rows)


def gap_table(gaps: Sequence[GapCount]) -> str:
    """Return the questions that the guidance did not cover, most frequent first."""
    if not gaps:
        return '<h4>Not covered by the guidance</h4><p class="faint">No gap was noted.</p>'
    rows = ((gap.question[:300], str(gap.count), f"{gap.last:%d %b %Y}") for gap in gaps)
    return "<h4>Not covered by the guidance</h4>" + _table(("Question", "Asked", "Last"), rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    body = "".join(f"<tr>{_cells('td', row)}</tr>" for row in rows)
    return (
        f'<table class="grid figures"><thead><tr>{_cells("th", heads)}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _cells(tag: str, texts: Sequence[str]) -> str:
    """Return the cells of a row: a name, then numbers."""
    name, *numbers = texts
    figures = "".join(f'<{tag} class="number">{safe(number)}</{tag}>' for number in numbers)
    return f"<{tag}>{safe(name)}</{tag}>{figures}"


def _number(value: float | None, decimals: int = 0) -> str:
    return "–" if value is None else f"{value:.{decimals}f}"
