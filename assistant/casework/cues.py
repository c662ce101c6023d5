"""Cues in a text: which words for things and acts stand in which sentence, and in what mood.

A phrase is one of many ways to say a thing; its words come back in most of them. So a sentence
tells by the cues in it, in any order, and by whether its act happened, may happen or did not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

import yaml

from assistant.casework.lexicon import FOLDER, UNSPACED, Wording, compiled
from assistant.casework.spans import sentences
from assistant.casework.types import Reading
from assistant.types import Frozen

Mood = Literal["asserted", "possible", "denied", "any"]
_CLAUSE_END = re.compile(r"[,;:\n(]|[\u3001\uff0c\uff1b\uff1a]")
_WORD = re.compile(r"[\w'’-]+")
NEAR_WORDS = 6  # a modal verb or a negation stands within so many words before its act
NEAR_CHARACTERS = 10  # the same in a script without spaces, on both sides
BEFORE = 120  # characters before an act in which an "if" is looked for
MOST = 400  # places of one cue; a text made to take long has thousands


MOST_APART = 10_000


class Rule(Frozen):
    """Cues that tell something when one sentence has them all; the last is the act."""

    cues: tuple[str, ...]
    unless: tuple[str, ...] = ()  # cues that the sentence must not have
    near: int = MOST_APART  # characters between the act and each of the others
    mood: Mood = "any"
    weight: float = 1.0


class Rules(Frozen):
    """What cues tell, by name of a kind of notice or of something that is asked for."""

    kinds: dict[str, tuple[Rule, ...]]
    asked: dict[str, tuple[Rule, ...]]


@dataclass(frozen=True)
class Place:
    """Where a cue stands."""

    start: int
    end: int

    def overlaps(self, other: Place) -> bool:
        """Whether the two have a character in common."""
        return self.start < other.end and other.start < self.end

    def as_reading(self, value: str, sure: float) -> Reading:
        """Return a value that was read here."""
        return Reading(value=value, start=self.start, end=self.end, confidence=sure)

    def distance(self, other: Place) -> int:
        """Return the characters between the two; not above 0 when they touch."""
        return max(other.start - self.end, self.start - other.end)


@dataclass(frozen=True)
class Cues:
    """The cues of a text by sentence; sentences are spans of `text`."""

    text: str
    spans: tuple[tuple[int, int], ...]
    found: tuple[dict[str, list[Place]], ...] = field(repr=False)
    spaced: bool

    def matching(self, rule: Rule) -> Iterator[tuple[int, Place]]:
        """Yield sentence and place of the act for each sentence that the rule fits."""
        *others, act = (name.split("|") for name in rule.cues)
        for number, cues in enumerate(self.found):
            if any(name in cues for name in rule.unless):
                continue
            places = [place for name in act for place in cues.get(name, ())]
            for place in places:
                apart = all(_one_apart(cues, either, place, rule.near) for either in others)
                if apart and rule.mood in ("any", self.mood(number, place)):
                    yield number, place
                    break

    def mood(self, number: int, act: Place) -> Mood:
        """Return whether the act of a sentence happened, may happen, or did not."""
        start, end = self.spans[number]
        clause = _clause_start(self.text, start, act.start)
        cues = self.found[number]
        if any(self._near(place, clause, act, end) for place in cues.get("not", ())):
            return "denied"
        if any(self._near(place, clause, act, end) for place in cues.get("modal", ())):
            return "possible"
        earlier = (act.start - BEFORE, act.start if self.spaced else act.end + NEAR_CHARACTERS)
        if any(earlier[0] <= place.start < earlier[1] for place in cues.get("if", ())):
            return "possible"
        return "asserted"

    def _near(self, place: Place, clause: int, act: Place, end: int) -> bool:
        if place.distance(act) > BEFORE:
            return False
        if self.spaced:
            between = self.text[place.end : act.start]
            before = clause <= place.start and place.end <= act.start
            return before and len(_WORD.findall(between)) < NEAR_WORDS
        before = clause <= place.start and 0 <= act.start - place.end < NEAR_CHARACTERS
        after = 0 <= place.start - act.end < NEAR_CHARACTERS and place.end <= end
        return before or after


def _one_apart(cues: dict[str, list[Place]], names: list[str], act: Place, near: int) -> bool:
    """Whether one of the cues is not a word of the act itself: "complaint" is not two cues.

    In "take the pictures down" the pictures stand between the words of the act.
    """
    return any(
        (not place.overlaps(act) and place.distance(act) <= near)
        or (act.start < place.start and place.end < act.end)
        for name in names
        for place in cues.get(name, ())
    )


def _clause_start(text: str, start: int, act: int) -> int:
    ends = [match.end() for match in _CLAUSE_END.finditer(text, start, act)]
    return ends[-1] if ends else start


@lru_cache
def load_rules() -> Rules:
    """Return what cues tell."""
    return Rules.model_validate(yaml.safe_load((FOLDER / "rules.yaml").read_text("utf-8")))


@lru_cache
def load_cues(language: str) -> dict[str, re.Pattern[str]]:
    """Return one expression a cue of a language of `LANGUAGES`."""
    groups = yaml.safe_load((FOLDER / "cues" / f"{language}.yaml").read_text("utf-8"))
    spaced = language not in UNSPACED
    return {
        name: compiled(tuple(patterns), spaced)
        for group in groups.values()
        for name, patterns in group.items()
        if patterns
    }


def find_cues(text: str, wordings: tuple[Wording, ...]) -> Cues:
    """Return the cues of the notice's language; English ones only when it is in English."""
    words = wordings[0]
    spans = tuple(sentences(text))
    starts = [start for start, _ in spans]
    found: tuple[dict[str, list[Place]], ...] = tuple(defaultdict(list) for _ in spans)
    for name, pattern in load_cues(words.language).items():
        for count, match in enumerate(pattern.finditer(text)):
            if count == MOST:
                break
            number = max(bisect_right(starts, match.start()) - 1, 0)
            found[number][name].append(Place(*match.span()))
    return Cues(text, spans, tuple(dict(cues) for cues in found), words.spaced)
