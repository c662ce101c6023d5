"""The exact tier's checks of figures: numbers, units, dates, sections of the law, cases.

Number words count as digits. What a finding is, `exactness.py` says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from assistant.figures import Figure, figures_in
from assistant.wording import normalised

Kind = Literal[
    "number", "unit", "figure elsewhere", "date", "statute", "name", "source", "negation",
    "negation nearby", "negation dropped", "negation added", "modality", "modality nearby", "actor", "actor new",
    "jurisdiction", "jurisdiction elsewhere", "jurisdiction dropped", "right", "right elsewhere",
    "condition", "quantifier", "hedge", "changed word", "exchanged", "permission", "without",
]  # fmt: skip
KINDS: tuple[str, ...] = get_args(Kind)

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|March|April|May|June|July|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_DATE = re.compile(rf"(?:(\d{{1,2}}) )?\b({_MONTH})\b(?: (\d{{1,2}})\b,?)?(?: (\d{{4}}))?")
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
    mine, written = numbers_in(normalised(claim)), numbers_in(claim)
    known = numbers_in(normalised(evidence.everything)) | numbers_in(evidence.everything)
    if missing := sorted(mine - known):
        strict = bool(written & set(missing) or (len(missing) and _counts(claim, missing)))
        return [Finding("number", f"{', '.join(missing)} stands in no cited passage", strict)]
    nearby = numbers_in(normalised(evidence.nearest)) | numbers_in(evidence.nearest)
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


def _rhythm(text: str) -> set[str]:
    return {(a or b).lower().replace("dai", "day") for a, b in _EVERY.findall(text)}


def _fits(one: Figure, other: Figure) -> bool:
    same = one.unit == other.unit and one.working == other.working
    return same and {one.low, one.high} <= {other.low, other.high}


def _figure_name(figure: Figure) -> str:
    span = f"{figure.low:g}" if figure.low == figure.high else f"{figure.low:g}–{figure.high:g}"
    return f"{span} {'business ' if figure.working else ''}{figure.unit}"


def _dates(text: str) -> list[tuple[str, str, str]]:
    return [
        (m[1] or m[3] or "", m[2].lower()[:3], m[4] or "")
        for m in _DATE.finditer(text)
        if m[2] != "May" or m[1] or m[4]
    ]


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
