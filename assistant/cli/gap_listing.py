"""Coverage gaps as text and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.gaps import Gap, GapGroup

COLUMNS = ("group", "count", "at", "status", "question", "topics", "missing")
SHOWN = 5  # different questions of a group
SHOWN_CHARS = 160  # of a question
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_text(groups: Sequence[GapGroup]) -> str:
    """Return a paragraph a group: how often, when last, the questions, what is near and missing."""
    return "".join(_paragraph(group) for group in groups)


def _paragraph(group: GapGroup) -> str:
    newest = group.gaps[0]
    missing = ", ".join(dict.fromkeys(word.lower() for gap in group.gaps for word in gap.missing))
    questions = list(dict.fromkeys(_one_line(gap) for gap in group.gaps))
    more = [f"… and {len(questions) - SHOWN} more"] if len(questions) > SHOWN else []
    lines = [
        f"{len(group.gaps)}x, last {newest.at:%Y-%m-%d %H:%M} ({newest.status})",
        *questions[:SHOWN],
        *more,
        f"nearest: {' · '.join(newest.topics) or 'none'}",
        f"missing: {missing or 'none'}",
    ]
    return "\n  ".join(lines) + "\n\n"


def _one_line(gap: Gap) -> str:
    """Return the question without line breaks and control characters, shortened."""
    text = "".join(c for c in " ".join(gap.question.split()) if c.isprintable())
    return text if len(text) <= SHOWN_CHARS else f"{text[:SHOWN_CHARS]}…"


def as_csv_text(groups: Sequence[GapGroup]) -> str:
    """Return a header and a row for each gap. Cells that a spreadsheet would run are quoted."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number, group in enumerate(groups, start=1):
        for gap in group.gaps:
            cells = (gap.question, " | ".join(gap.topics), " | ".join(gap.missing))
            safe = (f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells)
            writer.writerow((number, len(group.gaps), gap.at.isoformat(), gap.status.value, *safe))
    return text.getvalue()
