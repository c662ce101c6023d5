"""Dates in the ways of the notices' languages, as ISO 8601.

Whether 05/11/2026 is in May or in November is decided by the marketplace or the language; when
neither tells, the date stays missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assistant.casework.lexicon import Wording
from assistant.casework.types import Reading

_YEAR_FIRST = re.compile(
    r"(?<![\d/.-])(?P<y>20\d\d)\s*(?P<sep>[-/.]|年)\s*(?P<m>\d{1,2})\s*(?:(?P=sep)|月)\s*(?P<d>\d{1,2})"
    r"(?:\s*日)?(?!\d|[-/.]\d)"
)
_YEAR_LAST = re.compile(
    r"(?<![\d/.-])(?P<a>\d{1,2})(?P<sep>[-/.])\s?(?P<b>\d{1,2})(?P=sep)\s?(?P<y>20\d\d|(?<=\.)\d\d)(?![\d]|[-/.]\d)"
)
_CJK_DAY = re.compile(r"(?<![\d年])(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日")
_REIWA = re.compile(r"令和\s*(?P<y>元|\d{1,2})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日")
REIWA = 2018  # the year before the first of the era
MONTH_FIRST = frozenset({"US"})
UNDECIDED = frozenset({"CA", ""})  # both orders are usual in Canada; "" is a country not known
DAY_FIRST_LANGUAGES = frozenset({"de", "fr", "it", "es"})


@dataclass(frozen=True)
class FoundDate:
    """A day in the text; without a year only `month` and `day` are said."""

    start: int
    end: int
    month: int
    day: int
    year: int | None

    @property
    def value(self) -> date | None:
        """The day, None when its year is not said."""
        return date(self.year, self.month, self.day) if self.year else None

    def as_reading(self, confidence: float) -> Reading:
        """Return the date in its normal form; only for dates with a year."""
        assert self.value is not None
        return Reading(
            value=self.value.isoformat(), start=self.start, end=self.end, confidence=confidence
        )


def find_dates(text: str, wordings: tuple[Wording, ...], day_first: bool | None) -> list[FoundDate]:
    """Return the dates in order; those whose day and month cannot be told apart are left out."""
    found: list[FoundDate] = []
    for date_found in (
        *_numeric(text, day_first),
        *(d for words in wordings for d in _with_month_names(text, words)),
    ):
        if not any(
            date_found.start < other.end and other.start < date_found.end for other in found
        ):
            found.append(date_found)
    return sorted(found, key=lambda each: each.start)


def day_comes_first(language: str, country: str) -> bool | None:
    """Return whether dates in digits begin with the day; None when that is not known."""
    if language in DAY_FIRST_LANGUAGES:
        return True
    if language != "en" or country in UNDECIDED:
        return None
    return country not in MONTH_FIRST


def ambiguous_dates(text: str, day_first: bool | None) -> tuple[str, ...]:
    """Return the dates in digits that could be two days."""
    if day_first is not None:
        return ()
    found = (m for m in _YEAR_LAST.finditer(text) if max(int(m["a"]), int(m["b"])) <= 12)
    return tuple(match[0] for match in found if match["a"] != match["b"])


def _numeric(text: str, day_first: bool | None) -> Iterator[FoundDate]:
    for match in _YEAR_FIRST.finditer(text):
        yield from _valid(match, int(match["y"]), int(match["m"]), int(match["d"]))
    for match in _YEAR_LAST.finditer(text):
        a, b = int(match["a"]), int(match["b"])
        year = int(match["y"]) + (0 if len(match["y"]) == 4 else 2000)
        first = _order(a, b, day_first)
        if first is not None:
            yield from _valid(match, year, *((b, a) if first else (a, b)))
    for match in _REIWA.finditer(text):
        year = REIWA + (1 if match["y"] == "元" else int(match["y"]))
        yield from _valid(match, year, int(match["m"]), int(match["d"]))
    for match in _CJK_DAY.finditer(text):
        yield from _valid(match, None, int(match["m"]), int(match["d"]))


def _order(a: int, b: int, day_first: bool | None) -> bool | None:
    """Return whether the first number is the day; a number above 12 decides for itself."""
    if a > 12 or a == b:
        return True
    return False if b > 12 else day_first


def _with_month_names(text: str, words: Wording) -> Iterator[FoundDate]:
    for pattern in _name_patterns(words):
        for match in pattern.finditer(text):
            written = match["month"].lower().rstrip(".")
            month = next(n for n, names in enumerate(words.months, 1) if written in names)
            yield from _valid(
                match, int(match["y"]) if match["y"] else None, month, int(match["d"])
            )


def _name_patterns(words: Wording) -> tuple[re.Pattern[str], ...]:
    if not words.months:
        return ()
    names = "|".join(sorted((n for month in words.months for n in month), key=len, reverse=True))
    month = rf"(?P<month>{names})\.?(?![^\W\d_])"
    day = r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th|er|º|°|\.)?"
    year = r"(?:(?:,?[ \t]+|-)(?:del?[ \t]+)?(?P<y>20\d\d)(?!\d))?"
    between = r"[ \t-]*(?:of[ \t]+|de[ \t]+)?"
    return (
        re.compile(rf"{day}{between}{month}{year}", re.IGNORECASE),
        re.compile(rf"(?<![^\W\d_]){month}[ \t]+{day}(?!\d){year}", re.IGNORECASE),
    )


def _valid(match: re.Match[str], year: int | None, month: int, day: int) -> Iterator[FoundDate]:
    try:
        date(year or 2024, month, day)  # 2024 has a 29th of February
    except ValueError:
        return
    yield FoundDate(match.start(), match.end(), month, day, year)
