"""When a counter-noticed picture comes back: 17 U.S.C. 512(g)(2)(C)."""

from __future__ import annotations

import re
from datetime import date

from assistant.casework.calendars import add_business_days
from assistant.casework.dates import FoundDate
from assistant.casework.durations import amount, length_pattern
from assistant.casework.frame import Frame
from assistant.casework.lexicon import either
from assistant.casework.rules import passage_for
from assistant.casework.spans import PHRASED
from assistant.casework.types import Deadline, Reading

STATUTE_DAYS = (10, 14)
_DAYS = frozenset({"day", "business day"})
_RANGE = re.compile(
    r"(?<!\d)1[04](?: (?:and|to|-|–) [^.]{0,20}14)?\s+(?:business |working )?days", re.I
)
_RECEIVED = re.compile(r"receiv(?:ed|ing)|receipt", re.IGNORECASE)
_OF_COMPLAINT = re.compile(
    r"receiv\w+ (?:a|the|this) (?:complaint|report|claim|notice)", re.IGNORECASE
)


def restorations(frame: Frame) -> tuple[Deadline, ...]:
    """Return the first and last day on which the statute has a counter-noticed picture back.

    "10 days" in a marketplace's words are the statute's business days. They count from the
    receipt of the counter-notice.
    """
    span = _named_days(frame)
    if span is None:
        return ()
    received = _receipt(frame)
    since = f"{received}" if received else "a day that the notice does not state"
    deadlines = []
    for days, which in zip(STATUTE_DAYS, ("not before", "not later than"), strict=True):
        due = add_business_days(received, days, "US") if received else None
        rule = (
            f"17 U.S.C. 512(g)(2)(C): back {which} {days} business days after receipt of the "
            f"counter-notice, {since}; federal holidays do not count"
        )
        value = due.isoformat() if due else frame.text[slice(*span)]
        read = Reading(value=value, start=span[0], end=span[1], confidence=PHRASED)
        passage = passage_for(frame.kind, "restoration")
        deadlines.append(
            Deadline(reading=read, due=due, rule=rule, passage_id=passage, purpose="restoration")
        )
    return tuple(deadlines)


def _named_days(frame: Frame) -> tuple[int, int] | None:
    """Return where the notice speaks of 10 or 14 days, in any of its languages."""
    if match := _RANGE.search(frame.text):
        return match.span()
    for words in frame.wordings:
        for match in re.finditer(length_pattern(words), frame.text, re.IGNORECASE):
            count, unit = amount(match, words)
            if count in STATUTE_DAYS and unit in _DAYS:
                return match.span()
    return None


def _receipt(frame: Frame) -> date | None:
    """Return the day of receipt: the first that is named with it, else the notice's own."""
    for number, (start, end) in enumerate(frame.cues.spans):
        sentence = frame.text[start:end]
        named = [
            found.value
            for found in frame.dates_between(start, end)
            if found.value and not _is_its_own(frame, number, found)
        ]
        told = _RECEIVED.search(sentence) and not _OF_COMPLAINT.search(sentence)
        if named and (told or {"counter-notice", "received"} <= frame.cues.found[number].keys()):
            return named[0]
    return frame.sent


def _is_its_own(frame: Frame, number: int, found: FoundDate) -> bool:
    """Whether the day is that of the counter-notice: "your counter-notice of 13 November"."""
    dated = "|".join(either(words.dated, True) for words in frame.wordings if words.dated)
    return any(
        re.fullmatch(rf"\s*(?:{dated})\s*", frame.text[place.end : found.start], re.IGNORECASE)
        for place in frame.cues.found[number].get("counter-notice", ())
        if dated and place.end <= found.start
    )
