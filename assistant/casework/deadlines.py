"""By when something must be done: days that a notice names, and days that must be counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain

from assistant.casework.dates import FoundDate
from assistant.casework.durations import counted_deadlines, is_asking
from assistant.casework.frame import Frame, is_skipped
from assistant.casework.lexicon import Wording, either
from assistant.casework.restoration import restorations
from assistant.casework.spans import LABELLED, search
from assistant.casework.types import Deadline, NoticeKind, Reading

_TIME = (
    r"\d{1,2}(?:[.:h]\d\d)?[ \t]*(?:a\.?m\.?|p\.?m\.?|uhr|h|heures?|horas?|o[’']clock)?"
    r"|p[sd]?t|e[sd]?t|ce?s?t|mez|gmt|utc|bst"
)
_BREAK = r"[ \t,.:\uff1a()\u3000]*\n?[ \t]*"  # a line may end between "by" and its day
MOST_DEADLINES = 20  # a notice has one to four; a text made to take long has thousands
FARTHEST = timedelta(days=366)
MOST_BETWEEN = 60  # characters from "by" to its day: "5 p.m. Pacific time on Friday,"


def find_deadlines(frame: Frame) -> tuple[Deadline, ...]:
    """Return the deadlines in order of the text; `due` is None when the day cannot be known."""
    if frame.kind is NoticeKind.RETRACTION:
        return ()
    if frame.kind is NoticeKind.COUNTER_NOTICE_RECEIPT:
        return restorations(frame)
    found: list[Deadline] = []
    for number in range(len(frame.cues.spans)):
        for deadline in chain(_named(frame, number), counted_deadlines(frame, number)):
            if len(found) == MOST_DEADLINES:
                return tuple(found)
            if not any(_overlap(deadline.reading, other.reading) for other in found):
                found.append(deadline)
    return tuple(found)


def disagreement(deadlines: tuple[Deadline, ...]) -> str:
    """Return a warning when two deadlines for one purpose name different days, else ""."""
    for purpose in dict.fromkeys(d.purpose for d in deadlines if d.purpose != "restoration"):
        days = sorted({d.due for d in deadlines if d.due and d.purpose == purpose})
        if len(days) > 1:
            said = ", ".join(str(day) for day in days)
            return f"the notice names different deadlines ({said}): keep the earliest"
    return ""


def _named(frame: Frame, number: int) -> Iterator[Deadline]:
    """Yield the deadlines whose day is written out: "by 12 December"."""
    start, end = frame.cues.spans[number]
    for found in frame.dates_between(start, end):
        for words in frame.wordings:
            span = _trigger(frame.text, words, found, start, end)
            if span is None or is_skipped(frame.text[start:end], words):
                continue
            if not is_asking(frame, number, words):
                continue
            due, rule = _named_day(found, frame.sent)
            if due and frame.sent and not frame.sent <= due < frame.sent + FARTHEST:
                continue  # what is over is no deadline, nor is a term of protection
            if search(words.before, words, frame.text[span[0] : found.start]):
                rule += "; it says “before”: be done the day before"
            yield frame.deadline(span, due, rule, (start, end), LABELLED)
            break


def _trigger(
    text: str, words: Wording, found: FoundDate, start: int, end: int
) -> tuple[int, int] | None:
    """Return the span from the word that limits to the day, or from the day to that word."""
    before, after = _limits(words)
    near = max(start, found.start - MOST_BETWEEN)
    if before and (match := before.search(text[near : found.start])):
        return near + match.start(), found.end
    if after and (match := after.match(text, found.end, end)):
        return found.start, match.end()
    return None


@lru_cache
def _limits(words: Wording) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """Return expressions for what stands before and behind a day to make it a deadline."""
    parts = either((*words.weekdays, *words.filler, _TIME), words.spaced)
    edge = r"(?<!\w)" if words.spaced else ""
    close = r"(?!\w)" if words.spaced else ""
    filler = rf"(?:{_BREAK}{edge}{parts}{close}){{0,8}}"
    by = rf"{edge}{either(words.by, words.spaced)}{close}{filler}{_BREAK}$" if words.by else ""
    by_after = rf"{filler}\s*{either(words.by_after, words.spaced)}" if words.by_after else ""
    return (
        re.compile(by, re.IGNORECASE) if by else None,
        re.compile(by_after, re.IGNORECASE) if by_after else None,
    )


def _named_day(found: FoundDate, sent: date | None) -> tuple[date | None, str]:
    if found.value:
        return found.value, "the day that the notice names"
    if sent is None:
        return None, "the notice names a day without a year, and has no date of its own"
    year = sent.year + ((found.month, found.day) < (sent.month, sent.day))
    return date(year, found.month, found.day), f"the day that the notice names, next after {sent}"


def _overlap(one: Reading, other: Reading) -> bool:
    return one.start < other.end and other.start < one.end
