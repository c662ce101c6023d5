"""Numbers as digits, whichever way they are written: "twenty-one days", "€1.000,50", "2 weeks"."""

from __future__ import annotations

import re
from functools import lru_cache

_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen twenty""".split()  # noqa: SIM905
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
         "eighty": 80, "ninety": 90}  # fmt: skip
_UNITS = r"(?:business |working |calendar )?(?:minute|hour|day|week|month|year)s?\b"
_NUMBER_WORD = re.compile(
    rf"\b(?:({'|'.join(_TENS)})[- ]({'|'.join(_ONES[1:10])})|"
    rf"({'|'.join([*_ONES[2:], *list(_TENS)[1:]])}))\b",
    re.I,
)
_EURO_STYLE = re.compile(r"\b(\d{1,3}(?:\.\d{3})+)(?:,(\d{1,2}))?\b")  # 1.000,50 is 1000.50


@lru_cache(maxsize=4096)
def normalised(text: str) -> str:
    """Return a text with number words as digits: "twenty-one days" is "21 days"."""
    text = _EURO_STYLE.sub(lambda m: m[1].replace(".", "") + (f".{m[2]}" if m[2] else ""), text)
    text = re.sub(r"(\d)\.00?\b", r"\1", text)
    text = re.sub(r"\bhalf a year\b", "6 months", text, flags=re.I)
    text = re.sub(r"\ba fortnight\b", "14 days", text, flags=re.I)
    text = re.sub(
        r"\b(?:a|one) quarter of an hour\b|\ba quarter[- ]hour\b", "15 minutes", text, flags=re.I
    )
    text = re.sub(r"\b(?:a|an)(?= (?:full )?(?:day|week|month|hour|minute)\b)", "1", text)
    text = re.sub(r"\ba year\b(?! later)", "1 year", text, flags=re.I)
    text = re.sub(r"(?<!-)\bone(?= " + _UNITS + ")", "1", text, flags=re.I)
    text = re.sub(r"(?<=\d) percent(?:age)?\b|(?<=\d) per cent\b", " %", text)
    text = _NUMBER_WORD.sub(_digits, text)
    return _IN_DAYS.sub(lambda m: f"{_days(int(m[1]), m[2])} days", text)


_IN_DAYS = re.compile(
    r"(?<!to )(?<!or )(?<!-)\b(\d{1,2}) (weeks?|(?<=24 )hours|(?<=48 )hours|(?<=72 )hours)\b"
)


def _days(number: int, unit: str) -> int:
    return number * 7 if unit.startswith("week") else number // 24


def _digits(match: re.Match[str]) -> str:
    if match[1]:
        return str(_TENS[match[1].lower()] + _ONES.index(match[2].lower()))
    word = match[3].lower()
    return str(_TENS.get(word) or _ONES.index(word))
