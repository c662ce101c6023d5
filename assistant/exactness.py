"""The exact tier of the verifier: what a claim states exactly must stand in the evidence.

Each check compares a claim with the sentences that carry it (`nearest`) and with everything
that it cites (`everything`), and returns a finding with its reason. A strict finding is wrong
in itself (a number that stands nowhere); the others weigh in the calibrated decision, because
a fair paraphrase may also say "you" for "the seller". No check reads more than words: each is
a table and a short rule, so that every reason can be followed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from assistant.contrast import (
    check_changed_words,
    check_exchanged,
    check_order,
    check_permission,
    check_place,
)
from assistant.exact_figures import (
    KINDS,
    Evidence,
    Finding,
    check_bases,
    check_bounds,
    check_dates,
    check_figures,
    check_numbers,
    check_statutes,
    numbers_in,
)
from assistant.wording import (
    HEDGES,
    JURISDICTIONS,
    MAY,
    MUST,
    RIGHTS,
    actor_pairs,
    actors_in,
    conditions,
    mentioned,
    modal_pairs,
    negated_pairs,
    polarities,
    stems,
    strong_words,
)

__all__ = ["KINDS", "Evidence", "Finding", "findings", "numbers_in"]

_NAME = re.compile(r"(?<![.!?:;\"“] )(?<!^)\b[A-Z][\w’'-]*[\w]")
_SPEAKS = (
    r"says?|said|reports?|reported|held|holds|ruled|decided|warns?|advis\w+|recommends?|states?"
)
_SOURCE = re.compile(
    rf"[Aa]ccording to (?:the |an? )?([^,.;]{{3,60}})|"
    rf"^(?:The |An? )?([^,.;]{{3,50}}?) (?:{_SPEAKS})\b"
)
_CLAUSE = re.compile(r"\b(?:that|who\w*|whether|is|are|was|were|be|to|about|can|must|may)\b", re.I)


def findings(claim: str, nearest: Sequence[str], everything: Iterable[str]) -> tuple[Finding, ...]:
    """Return what the evidence does not bear out, in the order of the checks."""
    evidence = Evidence(
        "".join(nearest[:1]), " ".join(nearest), "\n".join(everything), tuple(nearest)
    )
    return tuple(finding for check in _CHECKS for finding in check(claim, evidence))


def _check_names(claim: str, evidence: Evidence) -> list[Finding]:
    known = stems(evidence.everything)
    names = [n for n in _NAME.findall(claim) if n.lower() not in _NO_NAMES]
    places = {word for pattern in JURISDICTIONS.values() for word in re.findall(pattern, claim)}
    joined = " ".join(places)
    missing = [n for n in names if not stems(n) <= known and n not in joined and not n.isdigit()]
    if not missing:
        return []
    return [Finding("name", f"{', '.join(dict.fromkeys(missing))} is not named in the evidence")]


_NO_NAMES = frozenset(
    ("i", "i'm", "i'll", "amazon", "amazon's", "asin", "asins", "us", "uk", "eu", "dmca", "rgb")
)


def _check_source(claim: str, evidence: Evidence) -> list[Finding]:
    for match in _SOURCE.finditer(claim):
        named = stems(match[1] or match[2])
        if match[2] and _CLAUSE.search(match[2]):
            continue  # "whoever holds the account": no speaker is named
        if named and len(named - stems(evidence.nearest)) > 0.4 * len(named):
            who = (match[1] or match[2]).strip()
            return [Finding("source", f"the evidence does not say it comes from {who}", True)]
    return []


def _check_negation(claim: str, evidence: Evidence) -> list[Finding]:
    found: list[Finding] = []
    theirs = polarities(evidence.nearest)
    if any(len(words) > 1 and _opposed(words, nots, theirs) for words, nots in polarities(claim)):
        found.append(Finding("negation", "says the opposite of the nearest sentence"))
    mine_not, mine_plain = negated_pairs(claim)
    best_not, best_plain = negated_pairs(evidence.best)
    near_not, _ = negated_pairs(evidence.nearest)
    if (mine_not & best_plain) - near_not or (mine_plain & best_not) - best_plain - mine_not:
        found.append(Finding("negation nearby", "may say the opposite of the nearest sentence"))
    if best_not and not mine_not:
        found.append(
            Finding("negation dropped", "the nearest sentence says that something is not so")
        )
    if mine_not and not best_not:
        found.append(
            Finding("negation added", "the nearest sentence does not say that something is not so")
        )
    return found


def _opposed(
    words: frozenset[str], nots: int, theirs: Sequence[tuple[frozenset[str], int]]
) -> bool:
    """Whether the part of the evidence that is most alike denies what this part says."""
    overlaps = [(2 * len(words & w) / (len(words) + len(w) or 1), w, n) for w, n in theirs]
    overlap, best, there = max(overlaps, key=lambda o: o[0], default=(0.0, frozenset(), 0))
    if overlap > 0.85:
        return nots % 2 != there % 2
    if len(words & best) < 0.6 * len(words) or bool(nots) == bool(there):
        return False
    return not any(o > 0.8 * overlap and bool(n) == bool(nots) for o, _, n in overlaps)


def _check_modality(claim: str, evidence: Evidence) -> list[Finding]:
    mine, theirs = modal_pairs(claim), modal_pairs(evidence.nearest)
    words = {MUST: "must", MAY: "may"}
    for verb, modal in mine:
        there = {m for v, m in theirs if v == verb}
        if there and modal not in there:
            other = words[next(iter(there))]
            return [
                Finding(
                    "modality", f'says "{words[modal]}" where the evidence says "{other}"', True
                )
            ]
    said, given = {m for _, m in mine}, {m for _, m in theirs}
    if said and given and not said & given:
        return [Finding("modality nearby", "turns permission into duty, or duty into permission")]
    return []


def _check_actors(claim: str, evidence: Evidence) -> list[Finding]:
    found: list[Finding] = []
    mine, theirs = actor_pairs(claim), actor_pairs(evidence.nearest)
    for actor, act in sorted(mine):
        others = {a for a, there in theirs if there == act}
        if others and actor not in others and not {"you", actor} & others and actor != "you":
            found.append(Finding("actor", f"the evidence says it of the {'/'.join(sorted(others))}, not of the {actor}", True))  # fmt: skip # noqa: E501
            break
    not_done = {(a, act.removeprefix("not ")) for a, act in theirs if act.startswith("not ")}
    parties = {"you": ("you", "seller")}
    for actor, act in sorted(mine):
        same = {(other, act) for other in parties.get(actor, (actor,))}
        if same & not_done and not same & theirs:
            found.append(Finding("actor", f"the evidence says that the {actor} does not", True))
            break
    new = actors_in(claim) - actors_in(evidence.nearest) - {"you"}
    if new:
        found.append(Finding("actor new", f"the nearest sentence says nothing about the {'/'.join(sorted(new))}"))  # fmt: skip # noqa: E501
    return found


def _check_jurisdiction(claim: str, evidence: Evidence) -> list[Finding]:
    mine, best = mentioned(JURISDICTIONS, claim), mentioned(JURISDICTIONS, evidence.best)
    if missing := mine - mentioned(JURISDICTIONS, evidence.everything):
        return [
            Finding("jurisdiction", f"the evidence is not about {', '.join(sorted(missing))}", True)
        ]
    if mine and best and not mine & best:
        where = ", ".join(sorted(best))
        return [Finding("jurisdiction elsewhere", f"the nearest sentence is about {where}", True)]
    if best and not mine:
        return [
            Finding(
                "jurisdiction dropped", f"the evidence speaks of {', '.join(sorted(best))} only"
            )
        ]
    return []


def _check_right(claim: str, evidence: Evidence) -> list[Finding]:
    mine, best = mentioned(RIGHTS, claim), mentioned(RIGHTS, evidence.best)
    if missing := mine - mentioned(RIGHTS, evidence.everything):
        return [Finding("right", f"the evidence is not about {', '.join(sorted(missing))}", True)]
    if mine - best and best - mine:
        return [
            Finding("right elsewhere", f"the nearest sentence is about {', '.join(sorted(best))}")
        ]
    return []


_EXCEPTS = re.compile(r"\W*(?:only|unless|except|provided)\b", re.I)


def _check_condition(claim: str, evidence: Evidence) -> list[Finding]:
    mine = stems(claim)
    conditional = bool(conditions(claim))
    for condition, rest in conditions(evidence.nearest):
        if conditional and not _EXCEPTS.match(condition):
            continue  # the claim may put the condition in other words, as in "once" for "after"
        of_rest, of_condition = stems(rest), stems(condition)
        told = len(of_rest & mine) >= 0.4 * len(of_rest)
        if told and len(of_condition & mine) <= 0.34 * len(of_condition):
            return [Finding("condition", f"leaves out a condition: {condition.strip()}", True)]
    return []


def _check_quantifier(claim: str, evidence: Evidence) -> list[Finding]:
    found: list[Finding] = []
    mine, theirs = (strong_words(text) for text in (claim, evidence.nearest))
    if new := mine - theirs:
        found.append(Finding("quantifier", f'the evidence does not say "{sorted(new)[0]}"'))
    if HEDGES.search(evidence.nearest) and not HEDGES.search(claim):
        found.append(Finding("hedge", "leaves out that this is not so in every case"))
    return found


_WITHOUT = re.compile(r"\bwithout (?:the |an? |any |your )?([^,.;]+)")
_NEEDS = r"\b(?:needs?|requires?|asks? for|must|only with|demands?)\b"


def _check_without(claim: str, evidence: Evidence) -> list[Finding]:
    """Check that nothing is said to go without what the evidence says is needed."""
    for match in _WITHOUT.finditer(claim):
        lacking = stems(match[1])
        needed = re.split(_NEEDS, evidence.nearest, maxsplit=1)[1:]
        told = _WITHOUT.findall(evidence.nearest)
        if (
            lacking
            and needed
            and lacking <= stems(needed[0])
            and not any(lacking & stems(other) for other in told)
        ):
            return [Finding("without", f"the evidence says that it needs {match[1].strip()}", True)]
    return []


_CHECKS: tuple[Callable[[str, Evidence], list[Finding]], ...] = (
    check_numbers, check_figures, check_bounds, check_bases, check_dates, check_statutes,
    _check_names, _check_source,
    _check_negation, _check_modality, _check_actors, _check_jurisdiction, _check_right,
    _check_condition, _check_quantifier, _check_without, check_changed_words, check_exchanged,
    check_order, check_permission, check_place,
)  # fmt: skip
