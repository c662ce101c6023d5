"""The exact tier's checks of what goes with what: clause beside clause, word beside word.

Every word of a claim may stand in the guidance and the claim may still be wrong: the fee of the
renewal given for the first fee, the seller in the owner's place, "weeks" for "months" in an
otherwise copied sentence, permission where the guidance warns. What a finding is,
`exactness.py` says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from functools import lru_cache

from assistant.exact_figures import Evidence, Finding
from assistant.figures import figures_in
from assistant.numerals import normalised
from assistant.wording import (
    JURISDICTIONS,
    RIGHTS,
    actors_in_order,
    clauses,
    mentioned,
    negations,
    stems,
)

NEAR_COPY = 0.7  # likeness of wording from which a single other word is a change, not a style
SAME_MATTER = 0.34  # share of a claim's words from which a sentence speaks of the same matter
CLEARLY_MORE = 0.25  # share of the context by which another clause must fit better
_ITEM = re.compile(
    "|".join(
        [
            r"\d[\d.,]*",
            r"\b(?:business|working|calendar|minute|hour|day|week|month|year|dollar|euro|USD|EUR)s?\b",
            *RIGHTS.values(),
        ]
    )
)
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|%|€|\$|£")
_PERMITS = re.compile(
    r"\b(?:may|can|could|fine|ok|okay|safely|allowed|permitted|acceptable|harmless|no problem|"
    r"free to|all right)\b",
    re.I,
)
_FORBIDS = re.compile(
    r"^(?:do not|don['’]t|never)\b|\b(?:must|may|should|can) ?not\b|\bnot allowed\b|"
    r"\b(?:forbid|prohibit)\w*\b",
    re.I,
)
# Words of one row exclude each other where one replaces another in an otherwise equal sentence.
_ROWS = (
    "minute hour day week month quarter year",
    "january february march april may june july august september october november december",
    "some many most often usually normally generally sometimes rarely few one / "
    "all every each always any never entire whole",
    "can may might could / must shall has have needs required",
    "seller / owner complainant claimant holder / amazon / platform marketplace / buyer customer / "
    "court judge / lawyer attorney / supplier / agent / photographer",
    "copyright / trademark / patent / design",
    "business working / calendar",
    "before / after",
    "within / after",
    "more / less fewer",
    "first / second / third / last",
    "minimum least / maximum most",
)


def _members(row: str) -> Mapping[str, int]:
    """Return the word forms of a row with the number of their group."""
    groups = row.split(" / ") if " / " in row else row.split()
    return {
        form: number
        for number, group in enumerate(groups)
        for word in group.split()
        for form in (word, f"{word}s")
    }


_GROUPS = tuple(_members(row) for row in _ROWS)


def check_changed_words(claim: str, evidence: Evidence) -> list[Finding]:
    """Check that a near copy of the nearest sentence has no word that excludes the original."""
    mine, theirs = (
        [word.lower() for word in _TOKEN.findall(text)] for text in (claim, evidence.best)
    )
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    if matcher.ratio() < NEAR_COPY:
        return []
    for tag, start, end, from_, to in matcher.get_opcodes():
        if tag == "replace" and (pair := _excluding(mine[start:end], theirs[from_:to])):
            return [
                Finding(
                    "changed word", f'says "{pair[0]}" where the evidence says "{pair[1]}"', True
                )
            ]
    return []


def _excluding(new: list[str], old: list[str]) -> tuple[str, str] | None:
    for groups in _GROUPS:
        said = [word for word in new if word in groups]
        given = {groups[word]: word for word in old if word in groups}
        for word in said:
            if given and groups[word] not in given:
                return word, next(iter(given.values()))
    return None


def check_exchanged(claim: str, evidence: Evidence) -> list[Finding]:
    """Check that figures and rights stand with what they are said of, not with its neighbour."""
    for name, items_in in _ITEMS.items():
        beside = [(items_in(c), stems(c)) for c in _all_clauses(evidence.everything)]
        beside = [(items, words) for items, words in beside if items]
        for clause in clauses(normalised(claim)):
            mine = items_in(clause)
            context = stems(_ITEM.sub(" ", clause))
            if mine and len(context) > 1 and _fits_another(mine, context, beside):
                return [Finding("exchanged", f"the {name} belongs to something else", True)]
    return []


_Items = frozenset[object]


def _fits_another(
    mine: _Items, context: frozenset[str], beside: Iterable[tuple[_Items, frozenset[str]]]
) -> bool:
    same = other = 0.0
    for items, words in beside:
        share = len(context & words) / len(context)
        if mine & items:
            same = max(same, share)
        elif _comparable(mine, items):
            other = max(other, share)
    return other >= 0.5 and other - same >= CLEARLY_MORE


def _comparable(mine: _Items, theirs: _Items) -> bool:
    units = {getattr(item, "unit", "right") for item in mine}
    return bool(units & {getattr(item, "unit", "right") for item in theirs})


_ITEMS: Mapping[str, Callable[[str], _Items]] = {
    "figure": lambda text: frozenset(figures_in(text)),
    "right": lambda text: frozenset(mentioned(RIGHTS, text)),
}


@lru_cache(maxsize=512)
def _all_clauses(text: str) -> tuple[str, ...]:
    return tuple(c for line in text.splitlines() for c in clauses(normalised(line)))


def check_order(claim: str, evidence: Evidence) -> list[Finding]:
    """Check that who does something to whom is not turned round, nor two figures."""
    for mine, theirs in _alike(claim, evidence):
        here, there = actors_in_order(mine), actors_in_order(theirs)
        turned = sorted(here) == sorted(there) and here != there
        if turned and _passive(mine) == _passive(theirs):
            return [Finding("exchanged", f"{' and '.join(here)} are exchanged", True)]
    for unit, mine_ in _amounts(claim).items():
        theirs_ = _amounts(evidence.best).get(unit, [])
        if len(mine_) > 1 and sorted(mine_) == sorted(theirs_) and mine_ != theirs_:
            return [Finding("exchanged", f"the figures in {unit} are exchanged", True)]
    return []


def _alike(claim: str, evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Yield the clauses of a claim with the clauses that share most of their words."""
    for mine in clauses(claim):
        words = stems(mine)
        for theirs in clauses(evidence.nearest):
            if words and len(words & stems(theirs)) >= 0.6 * len(words):
                yield mine, theirs


def _passive(clause: str) -> bool:
    return bool(re.search(r"\b(?:is|are|was|were|be|been)\b.*\bby\b", clause, re.I))


def _amounts(text: str) -> dict[str, list[float]]:
    """Return the single figures of each unit in the order in which they stand."""
    plain = normalised(text).replace(",", "")
    amounts: dict[str, list[float]] = {}
    for figure in sorted(figures_in(plain), key=lambda f: plain.find(f"{f.low:g}")):
        amounts.setdefault(figure.unit, []).append(figure.low)
    return amounts


def check_permission(claim: str, evidence: Evidence) -> list[Finding]:
    """Check that nothing is called allowed that the nearest sentence forbids, and the reverse."""
    words = stems(claim)
    for sentence in evidence.sentences:
        if len(words & stems(sentence)) < SAME_MATTER * len(words):
            continue
        if _forbids(sentence) and _PERMITS.search(claim) and not negations(claim):
            return [Finding("permission", "allows what the evidence warns of")]
        if _forbids(claim) and _PERMITS.search(sentence) and not negations(sentence):
            return [Finding("permission", "forbids what the evidence allows")]
    return []


def _forbids(text: str) -> bool:
    return bool(_FORBIDS.search(text))


def check_place(claim: str, evidence: Evidence) -> list[Finding]:
    """Check that what is said of a country is said of it, and not of its neighbour in a list."""
    mine = mentioned(JURISDICTIONS, claim)
    if not mine:
        return []
    context = stems(claim) - stems(" ".join(mine))
    beside = [
        (frozenset(mentioned(JURISDICTIONS, line)), stems(line))
        for line in evidence.everything.splitlines()
    ]
    if len(context) > 1 and _fits_another(frozenset(mine), context, beside):
        return [Finding("jurisdiction elsewhere", "the evidence says it of another country", True)]
    return []
