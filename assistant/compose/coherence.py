"""What is left of a draft after verification must still read as one text.

A statement that lost the one it leans on goes too: "However, …" after a removed sentence, the
rest of a list item whose beginning was removed, "Do these steps:" without steps.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.grounding import Support
from assistant.types import DraftStatement, Removed

Checked = tuple[DraftStatement, Support]
_LEANS = re.compile(
    r"^(?:however|but|yet|otherwise|instead|therefore|thus|so|hence|consequently|as a result|"
    r"because of (?:this|that)|in (?:this|that|such a) case|if (?:so|not)|this|that|these|those|"
    r"it|they|he|she|such|then|after (?:this|that)|for (?:this|that) reason|the (?:former|latter)|"
    r"on the other hand|nevertheless|still)\b",
    re.I,
)
LOST_CONTEXT = "leans on a sentence that was removed"
NO_ITEMS = "leads into a list of which nothing is left"


def coherent(
    checked: Sequence[Checked], *, done: bool = True
) -> tuple[list[Checked], list[Removed]]:
    """Return what may be shown, in order, and what was removed, with reasons.

    While a reply is still being written (`done` is False) a lead-in at its end waits for the
    first item of its list: it is in neither of the two.
    """
    kept: list[Checked] = []
    removed: list[Removed] = []
    for position, (statement, support) in enumerate(checked):
        if not support.supported:
            removed.append(Removed(text=statement.text, reasons=support.reasons))
        elif _leans(checked, position, kept):
            removed.append(Removed(text=statement.text, reasons=(LOST_CONTEXT,)))
        elif not _leads_in(statement) or _items(checked, position):
            kept.append((statement, support))
        elif done or (position + 1 < len(checked) and not _listed(checked[-1][0])):
            removed.append(Removed(text=statement.text, reasons=(NO_ITEMS,)))
    return kept, removed


def _leans(checked: Sequence[Checked], position: int, kept: Sequence[Checked]) -> bool:
    """Whether a statement goes on from the one before, and that one is not shown."""
    if position == 0:
        return False
    statement, before = checked[position][0], checked[position - 1][0]
    if kept and kept[-1][0] is before:
        return False
    continues_item = (
        statement.block == "prose" and _listed(before) and before.paragraph == statement.paragraph
    )
    return continues_item or bool(statement.block == "prose" and _LEANS.match(statement.text))


def _leads_in(statement: DraftStatement) -> bool:
    return statement.text.rstrip().endswith(":")


def _items(checked: Sequence[Checked], position: int) -> list[DraftStatement]:
    """Return the supported items of the list that follows a lead-in."""
    items: list[DraftStatement] = []
    paragraph: int | None = None
    for statement, support in checked[position + 1 :]:
        if paragraph is None:
            if not _listed(statement):
                break
            paragraph = statement.paragraph
        if statement.paragraph != paragraph:
            break
        if _listed(statement) and support.supported:
            items.append(statement)
    return items


def _listed(statement: DraftStatement) -> bool:
    return statement.block in ("step", "bullet")
