"""The exact tier's checks of figures: numbers, units, dates, sections of the law, cases.

Number words count as digits. What a finding is, `exactness.py` says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from assistant.figures import Figure, figures_in
from assistant.numerals import normalised

Kind = Literal[
    "number", "unit", "bound", "figure elsewhere", "date", "statute", "name", "source", "negation",
    "negation nearby", "negation dropped", "negation added", "modality", "modality nearby",
    "actor", "actor new",
    "jurisdiction", "jurisdiction elsewhere", "jurisdiction dropped", "right", "right elsewhere",
    "condition", "quantifier", "hedge", "changed word", "exchanged", "permission", "without",
]  # fmt: skip
KINDS: tuple[str, ...] = get_args(Kind)

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|March|April|May|June|July|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_MONTHS = """January February March April May June July August September October November
    December""".split()  # noqa: SIM905 - reads better than a list of strings
_DATE = re.compile(
    rf"(?:(\d{{1,2}}) )?\b({_MONTH})\b\.?(?: (\d{{1,2}})(?:st|nd|rd|th)?\b,?)?(?: (\d{{4}}))?"
)
_STATUTE = re.compile(
    r"(?:\d+ (?:USC|U\.S\.C\.) |§+ ?|[Ss]ections? |[Aa]rticles? )(\d+(?:\([a-z0-9]+\))*)"
)
_CASE = re.compile(r"([A-Z][\w-]+) v\.? ([A-Z][\w-]+)")
_EVERY = re.compile(
    r"\b(?:every|each|per|once an?|times an?) (day|week|month|year|hour)\b|"
    r"\b(dai|week|month|year)ly\b",
    re.I,
)


@dataclass(frozen=True)
class Finding:
    """Something exact that the evidence does not bear out."""

    kind: Kind
    reason: str
    strict: bool = False  # enough by itself to reject the claim


@dataclass(frozen=True)
class Evidence:
    """What a claim is compared with."""

    best: str  # the nearest sentence
    nearest: str  # all sentences that carry the claim
    everything: str  # titles, headings and text of all that is cited
    sentences: tuple[str, ...] = ()  # those of `nearest`, one by one


def numbers_in(text: str) -> set[str]:
    """Return the figures of a text, thousands separators removed."""
    return {number.replace(",", "").rstrip(".") for number in _NUMBER.findall(text)}


def check_numbers(claim: str, evidence: Evidence) -> list[Finding]:
    """Check that every number of the claim stands in the evidence."""
    claim = _spelt_dates(claim)
    mine = numbers_in(normalised(claim))
    written = mine & numbers_in(claim)
    everything = _spelt_dates(evidence.everything)
    known = numbers_in(normalised(everything)) | numbers_in(everything)
    if missing := sorted(mine - known):
        strict = bool(written & set(missing) or (len(missing) and _counts(claim, missing)))
        return [Finding("number", f"{', '.join(missing)} stands in no cited passage", strict)]
    nearest = _spelt_dates(evidence.nearest)
    nearby = numbers_in(normalised(nearest)) | numbers_in(nearest)
    if mine - nearby:
        return [
            Finding(
                "figure elsewhere", f"{', '.join(sorted(mine - nearby))} is about something else"
            )
        ]
    return []


def _counts(claim: str, missing: Sequence[str]) -> bool:
    """Whether a missing number word counts something: "ten reports", not "one of them"."""
    return any(re.search(rf"\b{n} \w{{3,}}", normalised(claim)) for n in missing if n != "1")


def check_figures(claim: str, evidence: Evidence) -> list[Finding]:
    """Check that every figure with a unit, and every rhythm, is in the evidence."""
    mine = figures_in(normalised(claim))
    nearby = figures_in(normalised(evidence.nearest))
    known = figures_in(normalised(evidence.everything))
    unknown = [f for f in mine if not any(_fits(f, other) for other in known)]
    if unknown:
        names = ", ".join(sorted(_figure_name(f) for f in unknown))
        return [Finding("unit", f"{names} stands in no cited passage", strict=True)]
    if any(not any(_fits(f, other) for other in nearby) for f in mine):
        return [Finding("figure elsewhere", "a figure of the claim belongs to another sentence")]
    rhythm, theirs = _rhythm(claim), _rhythm(evidence.everything)
    if rhythm - theirs and theirs:
        return [
            Finding("unit", f"every {', '.join(sorted(rhythm - theirs))} is not in the evidence")
        ]
    return []


def check_bounds(claim: str, evidence: Evidence) -> list[Finding]:
    """Check that "at least" has not become "at most", nor "within" "after"."""
    given = _bounds(evidence.everything)
    for figure, bounds in _bounds(claim).items():
        there = given.get(figure, frozenset())
        if bounds and there and not bounds & there:
            return [
                Finding("bound", f"{figure} is a limit of the other kind in the evidence", True)
            ]
    return []


def check_bases(claim: str, evidence: Evidence) -> list[Finding]:
    """Check that an amount per work has not become the amount that stands per case beside it."""
    given = _bases(evidence.nearest)
    for figure, basis in _bases(claim):
        there = {b for f, b in given if f == figure}
        others = {f for f, b in given if b == basis}
        if there and others and figure not in others:
            return [Finding("exchanged", f"{figure} is not given per {basis}", True)]
    return []


_BASIS = re.compile(
    r"(\d[\d.,]*)(?: ?(?:%|€|\$|£|[A-Z]{3}\b|dollars?|euros?|pounds?))?"
    r" (?:per|for each|for every) (\w+)"
)


def _bases(text: str) -> set[tuple[str, str]]:
    """Return (figure, what it is counted for): ("7500", "work") for "7,500 per work"."""
    return {
        (match[1].replace(",", "").rstrip("."), match[2].lower().removesuffix("s"))
        for match in _BASIS.finditer(normalised(text))
    }


_LEAST = r"at least|a minimum of|minimum|more than|over|after|from"
_MOST = r"at most|up to|a maximum of|maximum|less than|under|within|by"
_BOUND = re.compile(
    rf"\b(?:(?P<most>no more than|not more than|not after|no later than)|(?P<none>no less than|"
    rf"not less than|not before|no earlier than)|(?P<least>{_LEAST})|(?P<max>{_MOST}))"
    r"(?: (?:about|the|another|a total of))? (?:[A-Z]{3} |[€$£])?(\d[\d.,]*)",
    re.I,
)


def _bounds(text: str) -> dict[str, frozenset[str]]:
    """Return, for each figure with a limit, whether it is the least or the most."""
    found: dict[str, frozenset[str]] = {}
    for match in _BOUND.finditer(normalised(text)):
        figure = match[5].replace(",", "").rstrip(".")
        kind = "most" if match["most"] or match["max"] else "least"
        found[figure] = found.get(figure, frozenset()) | {kind}
    return found


def _rhythm(text: str) -> set[str]:
    return {(a or b).lower().replace("dai", "day") for a, b in _EVERY.findall(text)}


def _fits(one: Figure, other: Figure) -> bool:
    same = one.unit == other.unit and one.working == other.working
    return same and {one.low, one.high} <= {other.low, other.high}


def _figure_name(figure: Figure) -> str:
    span = f"{figure.low:g}" if figure.low == figure.high else f"{figure.low:g}–{figure.high:g}"
    return f"{span} {'business ' if figure.working else ''}{figure.unit}"


def _dates(text: str) -> list[tuple[str, str, str]]:
    """Return (day, month, year) of each date; what it does not state is empty."""
    return [
        (m[1] or m[3] or "", m[2].lower()[:3], m[4] or "")
        for m in _DATE.finditer(_spelt_dates(text))
        if m[2] != "May" or m[1] or m[3] or m[4]
    ]


def _spelt_dates(text: str) -> str:
    """Return a text with 2023-05-30, 30.5.2023 and 30/05/2023 as "30 May 2023"."""

    def spelt(year: str, month: str, day: str) -> str:
        known = 1 <= int(month) <= 12
        return f"{int(day)} {_MONTHS[int(month) - 1]} {year}" if known else f"{day}/{month}/{year}"

    text = re.sub(r"\b(\d{4})-(\d{2})-(\d{2})\b", lambda m: spelt(m[1], m[2], m[3]), text)
    text = re.sub(r"\b(\d{1,2})([./])(\d{1,2})\2(\d{4})\b", lambda m: spelt(m[4], m[3], m[1]), text)
    return re.sub(r"\b(\d{1,2})(?:st|nd|rd|th)(?: day)?(?: of)?(?= [A-Z])", r"\1", text)


def check_dates(claim: str, evidence: Evidence) -> list[Finding]:
    """Check that every date is in the evidence, as far as the claim states it."""
    known = _dates(evidence.everything)
    wrong = [
        d
        for d in _dates(claim)
        if not any(all(not a or a == b for a, b in zip(d, k, strict=True)) for k in known)
    ]
    return [
        Finding("date", f"the date {' '.join(d).strip()} is not in the evidence", True)
        for d in wrong
    ]


def check_statutes(claim: str, evidence: Evidence) -> list[Finding]:
    """Check that every section and every case is named in the evidence."""
    known = set(_STATUTE.findall(evidence.everything))
    roots = known | {k.split("(")[0] for k in known} | numbers_in(evidence.everything)
    wrong = [s for s in _STATUTE.findall(claim) if s not in roots]
    found = [Finding("statute", f"section {s} is not in the evidence", True) for s in wrong]
    for parties in _CASE.findall(claim):
        if any(party not in evidence.everything for party in parties):
            found.append(
                Finding("statute", f"the case {' v. '.join(parties)} is not in the evidence", True)
            )
    return found
