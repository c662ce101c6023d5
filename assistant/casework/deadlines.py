"""By when something must be done: days that a notice names, and days that must be counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from assistant.casework.calendars import add_business_days, add_days
from assistant.casework.dates import FoundDate
from assistant.casework.lexicon import Wording, either
from assistant.casework.rules import passage_for
from assistant.casework.spans import LABELLED, PHRASED, search, sentences
from assistant.casework.types import Deadline, NoticeKind, Purpose, Reading

_CLOCK = (
    r"(?:[ \t,]*(?:at|on|um|à|alle|\d{1,2}(?:[.:]\d\d)?[ \t]*(?:am|pm|uhr|h)?)(?![\w.]))*[ \t,]*"
)
_RECEIVED = re.compile(r"receiv(?:ed|ing)|receipt", re.IGNORECASE)
_COMPLAINT = re.compile(
    r"receiv\w+ (?:a|the|this) (?:complaint|report|claim|notice)", re.IGNORECASE
)
MOST_DEADLINES = 20  # a notice has one to four; a text made to take long has thousands
STATUTE_DAYS = (10, 14)  # 17 U.S.C. 512(g)(2)(C)


@dataclass(frozen=True)
class Frame:
    """What deadlines are counted from and judged by."""

    text: str
    wordings: tuple[Wording, ...]
    dates: list[FoundDate]
    sent: date | None  # the notice's own date
    country: str
    kind: NoticeKind | None


def find_deadlines(frame: Frame) -> tuple[Deadline, ...]:
    """Return the deadlines in order of the text; `due` is None when the day cannot be known."""
    if frame.kind in (NoticeKind.RETRACTION, NoticeKind.SUPPRESSION):
        return ()
    if frame.kind is NoticeKind.COUNTER_NOTICE_RECEIPT:
        return _restoration(frame)
    found: list[Deadline] = []
    for start, end in sentences(frame.text):
        for deadline in chain(_named(frame, start, end), _counted(frame, start, end)):
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


def _named(frame: Frame, start: int, end: int) -> Iterator[Deadline]:
    """Yield the deadlines whose day is written out: "by 12 December"."""
    for found in frame.dates:
        if not start <= found.start < end:
            continue
        for words in frame.wordings:
            span = _trigger(frame.text, words, found, start, end)
            if span is None or _skipped(frame.text[start:end], words):
                continue
            due, rule = _named_day(found, frame.sent)
            if search(words.before, words, frame.text[span[0] : found.start]):
                rule += "; it says “before”: be done the day before"
            yield _deadline(frame, span, due, rule, (start, end), LABELLED)
            break


def _trigger(
    text: str, words: Wording, found: FoundDate, start: int, end: int
) -> tuple[int, int] | None:
    if words.by:
        before = rf"(?<!\w){either(words.by, words.spaced)}[ \t]+{_CLOCK}$"
        if match := re.search(before, text[start : found.start], re.IGNORECASE):
            return start + match.start(), found.end
    if words.by_after:
        after = re.compile(rf"\s*{either(words.by_after, words.spaced)}")
        if match := after.match(text, found.end, end):
            return found.start, match.end()
    return None


def _named_day(found: FoundDate, sent: date | None) -> tuple[date | None, str]:
    if found.value:
        return found.value, "the day that the notice names"
    if sent is None:
        return None, "the notice names a day without a year, and has no date of its own"
    year = sent.year + ((found.month, found.day) < (sent.month, sent.day))
    return date(year, found.month, found.day), f"the day that the notice names, next after {sent}"


def _counted(frame: Frame, start: int, end: int) -> Iterator[Deadline]:
    """Yield the deadlines that are counted: "within 5 business days"."""
    sentence = frame.text[start:end]
    for words in frame.wordings:
        if _skipped(sentence, words) or not search(words.addressed, words, sentence):
            continue
        for match in _duration_pattern(words).finditer(sentence):
            count, unit = _amount(match, words)
            due, rule = _count(
                frame, count, unit, bool(search(words.from_receipt, words, sentence))
            )
            span = (start + match.start(), start + match.end())
            yield _deadline(frame, span, due, rule, (start, end), PHRASED)


def _count(frame: Frame, count: int, unit: str, from_receipt: bool) -> tuple[date | None, str]:
    amount = f"{count} {unit}{'s' if count != 1 else ''}"
    if from_receipt:
        return None, f"{amount} from receipt or service, a day that the notice does not state"
    if frame.sent is None:
        return None, f"{amount} from the notice's date, which it does not state"
    rule = f"{amount} after the notice's date, {frame.sent}"
    if unit == "business day":
        counted = "and federal holidays " if frame.country == "US" else ""
        rule += f"; Saturdays, Sundays {counted}do not count"
    return add_days(frame.sent, count, unit, frame.country), rule


def _duration_pattern(words: Wording) -> re.Pattern[str]:
    numbers = either((r"\d{1,3}", *words.numbers), words.spaced)
    units = "|".join(
        f"(?P<{name.replace(' ', '_')}>{either(patterns, words.spaced)})"
        # business days first: their pattern contains that of days
        for name, patterns in sorted(
            words.units.items(), key=lambda item: item[0] != "business day"
        )
    )
    if words.spaced:
        within = either(words.within, words.spaced)
        return re.compile(
            rf"(?<!\w){within}(?P<count>{numbers})(?:\s*\(\d+\))?[\s-]+(?:{units})(?!\w)",
            re.IGNORECASE,
        )
    return re.compile(rf"(?P<count>{numbers})\s*(?:{units})\s*{either(words.within_after, False)}")


def _amount(match: re.Match[str], words: Wording) -> tuple[int, str]:
    written = match["count"].lower()
    count = int(written) if written.isdecimal() else words.numbers[written]
    unit = next(name for name in words.units if match[name.replace(" ", "_")])
    return count, unit


def _skipped(sentence: str, words: Wording) -> bool:
    """Whether the sentence is about what the marketplace does, or about held money."""
    return search(words.not_a_deadline, words, sentence) is not None


def _deadline(
    frame: Frame, span: tuple[int, int], due: date | None, rule: str, sentence: tuple[int, int],
    sure: float,
) -> Deadline:  # fmt: skip
    start, end = span
    purpose = _purpose(frame, frame.text[slice(*sentence)])
    value = due.isoformat() if due else frame.text[start:end]
    return Deadline(
        reading=Reading(value=value, start=start, end=end, confidence=sure),
        due=due,
        rule=rule,
        passage_id=passage_for(frame.kind, purpose),
        purpose=purpose,
    )


def _purpose(frame: Frame, sentence: str) -> Purpose:
    purposes: tuple[Purpose, ...] = ("inventory", "undertaking", "payment")
    for purpose in purposes:
        if any(search(words.purposes[purpose], words, sentence) for words in frame.wordings):
            return purpose
    return "answer"


def _restoration(frame: Frame) -> tuple[Deadline, ...]:
    """Return the first and last day on which the statute has a counter-noticed picture back.

    "10 days" in a marketplace's words are the statute's business days. They count from the
    receipt of the counter-notice.
    """
    match = re.search(
        r"(?<!\d)1[04](?: and [^.]{0,20}14)?\s+(?:business |working )?days", frame.text, re.I
    )
    if match is None:
        return ()
    received = _receipt(frame)
    deadlines = []
    for days, which in zip(STATUTE_DAYS, ("not before", "not later than"), strict=True):
        due = add_business_days(received, days, "US") if received else None
        since = f"{received}" if received else "a day that the notice does not state"
        rule = (
            f"17 U.S.C. 512(g)(2)(C): back {which} {days} business days after receipt of the "
            f"counter-notice, {since}; federal holidays do not count"
        )
        read = Reading(
            value=due.isoformat() if due else match[0],
            start=match.start(), end=match.end(), confidence=PHRASED,
        )  # fmt: skip
        passage = passage_for(frame.kind, "restoration")
        deadlines.append(
            Deadline(reading=read, due=due, rule=rule, passage_id=passage, purpose="restoration")
        )
    return tuple(deadlines)


def _receipt(frame: Frame) -> date | None:
    """Return the day of receipt: the first that is named with it, else the notice's own."""
    for start, end in sentences(frame.text):
        sentence = frame.text[start:end]
        if _RECEIVED.search(sentence) and not _COMPLAINT.search(sentence):
            named = [d.value for d in frame.dates if d.value and start <= d.start < end]
            if named:
                return named[0]
    return frame.sent


def _overlap(one: Reading, other: Reading) -> bool:
    return one.start < other.end and other.start < one.end
