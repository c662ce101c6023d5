"""Deadlines that are counted: "within 5 business days of this letter"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from assistant.casework.calendars import add_days
from assistant.casework.frame import Frame, is_skipped
from assistant.casework.lexicon import Wording, either
from assistant.casework.spans import PHRASED, search
from assistant.casework.types import Deadline

_AGAIN = r"(?:\s*\(\w{1,12}\))?"  # "five (5) days"
_ASKING = (
    "ask", "submit", "explain", "edit", "replace", "delete", "disclose", "pay", "sign", "plan",
    "delete it", "threat",
)  # fmt: skip


def counted_deadlines(frame: Frame, number: int) -> Iterator[Deadline]:
    """Yield the deadlines of a sentence that are counted from a day."""
    start, end = frame.cues.spans[number]
    sentence = frame.text[start:end]
    for words in frame.wordings:
        if is_skipped(sentence, words) or not is_asking(frame, number, words):
            continue
        for match in (m for p in duration_patterns(words) for m in p.finditer(sentence)):
            count, unit = amount(match, words)
            due, rule = _count(
                frame, count, unit, bool(search(words.from_receipt, words, sentence))
            )
            span = (start + match.start(), start + match.end())
            yield frame.deadline(span, due, rule, (start, end), PHRASED)


def is_asking(frame: Frame, number: int, words: Wording) -> bool:
    """Whether a sentence tells its reader to do something, not what others do."""
    if any(name in frame.cues.found[number] for name in _ASKING):
        return True
    return search(words.addressed, words, frame.text[slice(*frame.cues.spans[number])]) is not None


def _count(frame: Frame, count: int, unit: str, from_receipt: bool) -> tuple[date | None, str]:
    said = f"{count} {unit}{'s' if count != 1 else ''}"
    if from_receipt:
        return None, f"{said} from receipt or service, a day that the notice does not state"
    if frame.sent is None:
        return None, f"{said} from the notice's date, which it does not state"
    rule = f"{said} after the notice's date, {frame.sent}"
    if unit == "business day":
        counted = "and federal holidays " if frame.country == "US" else ""
        rule += f"; Saturdays, Sundays {counted}do not count"
    return add_days(frame.sent, count, unit, frame.country), rule


@lru_cache
def length_pattern(words: Wording) -> str:
    """Return an expression for "5 business days" with the groups `count` and one a unit."""
    # a longer number word first: "two" is the beginning of none, but 十 is of 十五
    numbers = either((r"\d{1,3}", *sorted(words.numbers, key=len, reverse=True)), words.spaced)
    units = "|".join(
        f"(?P<{name.replace(' ', '_')}>{either(patterns, words.spaced)})"
        # business days first: their pattern contains that of days
        for name, patterns in sorted(
            words.units.items(), key=lambda item: item[0] != "business day"
        )
    )
    if words.spaced:
        return rf"(?P<count>{numbers}){_AGAIN}[\s-]+(?:{units})(?!\w)"
    return rf"(?P<count>{numbers})\s*(?:{units})"


@lru_cache
def duration_patterns(words: Wording) -> tuple[re.Pattern[str], ...]:
    """Return expressions for a duration with the words before or after it that limit it."""
    length = length_pattern(words)
    after = either(words.within_after, words.spaced) if words.within_after else "(?!)"
    if not words.spaced:
        return (re.compile(rf"{length}\s*{after}"),)
    before = either(words.within, True)
    return (
        re.compile(rf"(?<!\w){before}{length}", re.IGNORECASE),
        re.compile(rf"(?<!\w){length}\s+{after}(?!\w)", re.IGNORECASE),
    )


def amount(match: re.Match[str], words: Wording) -> tuple[int, str]:
    """Return count and unit of a match of `length_pattern`."""
    written = match["count"].lower()
    count = int(written) if written.isdecimal() else words.numbers[written]
    unit = next(name for name in words.units if match[name.replace(" ", "_")])
    return count, unit
