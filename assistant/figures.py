"""Figures with a unit in a sentence, so that two sentences about one thing can be compared.

"10 to 14 business days", "two weeks" and "USD 750" are figures; a year, a section number or
an amount without a unit is not: nothing could be said about whether two of them disagree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORDS = """one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen""".split()  # noqa: SIM905 - reads better than a list of strings
_NUMBER = rf"(?:\d+(?:,\d{{3}})*(?:\.\d+)?|\b(?:{'|'.join(_WORDS)})\b)"
_CURRENCIES = {
    "USD": r"USD|US\$|\$|(?:US )?dollars?",
    "EUR": r"EUR|€|euros?",
    "GBP": r"GBP|£|pounds?",
    "CNY": r"CNY|RMB|yuan",
}
_MONEY = "|".join(_CURRENCIES.values())
_JOIN = r"to|and|or|-|–|and not (?:after|later than)"  # "not before 10 and not after 14 days"
_RANGE = rf"(?P<low>{_NUMBER})(?:\s*(?:{_JOIN})\s*(?:{_MONEY})?\s*(?P<high>{_NUMBER}))?"
_DURATION = re.compile(
    rf"{_RANGE}[ -](?P<kind>business|working|calendar)?\s*"
    r"(?P<unit>minute|hour|day|week|month|year)s?\b",
    re.I,
)
_BEFORE = re.compile(rf"(?P<money>{_MONEY})\s*{_RANGE}", re.I)
_AFTER = re.compile(rf"{_RANGE}\s+(?P<money>{_MONEY})(?!\w)", re.I)
_OTHER = re.compile(rf"{_RANGE}\s*(?P<unit>%|per cent|percent|pixels)", re.I)


@dataclass(frozen=True)
class Figure:
    """A number or a range with its unit; `low` equals `high` for a single number."""

    unit: str  # day, hour, month, year, minute, a currency, %, pixels
    low: float
    high: float
    working: bool = False  # business days count differently from days


def figures_in(text: str) -> frozenset[Figure]:
    """Return the figures of a sentence; weeks are counted in days."""
    found: set[Figure] = set()
    for match in _DURATION.finditer(text):
        unit, factor = match["unit"].lower(), 1
        if unit == "week":
            unit, factor = "day", 7
        working = (match["kind"] or "").lower() in ("business", "working")
        found.add(_figure(match, unit, factor=factor, working=working))
    for pattern in (_BEFORE, _AFTER):
        found.update(_figure(match, _currency(match["money"])) for match in pattern.finditer(text))
    for match in _OTHER.finditer(text):
        found.add(_figure(match, "pixels" if match["unit"].lower() == "pixels" else "%"))
    return frozenset(found)


def disagree(one: frozenset[Figure], other: frozenset[Figure]) -> str:
    """Return the unit for which two sentences share no figure; empty when none.

    "Up to 30,000" agrees with "750 to 30,000", because an end of the range is the same. Days
    must agree in full: "10 to 14 business days" is not "14 days".
    """
    for unit in sorted({f.unit for f in one} & {f.unit for f in other}):
        mine, theirs = ([f for f in side if f.unit == unit] for side in (one, other))
        if not any(_agree(a, b) for a in mine for b in theirs):
            return unit
    return ""


def _agree(one: Figure, other: Figure) -> bool:
    if one.unit == "day":
        return one == other
    return bool({one.low, one.high} & {other.low, other.high})


def _figure(match: re.Match[str], unit: str, *, factor: int = 1, working: bool = False) -> Figure:
    low = _value(match["low"]) * factor
    high = _value(match["high"]) * factor if match["high"] else low
    return Figure(unit, low, high, working)


def _value(number: str) -> float:
    word = number.lower()
    return float(_WORDS.index(word) + 1) if word in _WORDS else float(word.replace(",", ""))


def _currency(written: str) -> str:
    return next(c for c, words in _CURRENCIES.items() if re.fullmatch(words, written, re.I))
