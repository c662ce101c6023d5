"""What kind of notice a text is, by the weight of all its evidence."""

from __future__ import annotations

from assistant.casework.cues import Cues, Place, load_rules
from assistant.casework.lexicon import Wording, compiled
from assistant.casework.types import NoticeKind, Reading

TEMPLATE = 4.0  # weight of a phrase that notices of a kind have word for word
WEAK = 2.0  # of one that warnings have, but others too
LEAST = 3.0  # weight below which nothing is said
_WEAK_NAME = "weak-warning"


def find_kind(cues: Cues, words: tuple[Wording, ...]) -> tuple[NoticeKind | None, Reading | None]:
    """Return the kind with the most evidence and the place of its heaviest piece."""
    evidence = {kind: _evidence(kind, cues, words) for kind in NoticeKind}
    weights = {kind: sum(w for w, _ in pieces) for kind, pieces in evidence.items()}
    best, next_best = sorted(weights, key=lambda kind: -weights[kind])[:2]
    if weights[best] < LEAST or weights[best] == weights[next_best]:
        return None, None
    _, place = max(evidence[best], key=lambda piece: piece[0])
    sure = confidence(weights[best], weights[next_best])
    return best, place.as_reading(best, sure)


def confidence(best: float, next_best: float) -> float:
    """Return how often a kind with such a lead is right: 54 of 57 at first sight, or too few."""
    return 0.95 if best >= next_best + 4 else 0.75


def _evidence(
    kind: NoticeKind, cues: Cues, words: tuple[Wording, ...]
) -> list[tuple[float, Place]]:
    found: list[tuple[float, Place]] = []
    for rule in load_rules().kinds[kind]:
        place = next((place for _, place in cues.matching(rule)), None)
        if place:
            found.append((rule.weight, place))
    if place := _phrase(kind, cues, words):
        found.append((TEMPLATE, place))
    if kind is NoticeKind.WARNING and (place := _phrase(_WEAK_NAME, cues, words)):
        found.append((WEAK, place))
    return found


def _phrase(name: str, cues: Cues, words: tuple[Wording, ...]) -> Place | None:
    for wording in words:
        patterns = wording.kinds.get(name, ())
        if match := compiled(patterns, wording.spaced).search(cues.text) if patterns else None:
            return Place(*match.span())
    return None
