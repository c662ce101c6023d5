"""The embedded composer: an answer made of guidance sentences, word for word.

The room is shared among the best passages by how well they fit, and the leading one gets more
than half of it, because a section is written as a finished answer. Within its share a passage
gives its first sentence and then what is nearest to the question, procedures kept whole,
nothing said twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.index import Vectors
from assistant.types import Draft, DraftStatement, Passage, ScoredPassage

GENERATOR = "extractive"
# Swept on the dev split with 1 to 6 passages, temperatures from 0.3 to 3, leads from 0.35 to 0.55.
PASSAGES = 4
TEMPERATURE = 2.0  # of the ranker's score; higher shares more evenly
LEAD = 0.55  # least share of the leading passage
LEAST_SHARE = 0.03  # a passage that fits so much worse says something else
LEAST_WORDS = 35  # fewer are no help to a reader
SAME_THING_TWICE = 0.86  # cosine between two sentences that say the same


@dataclass(frozen=True)
class Unit:
    """What is taken or left as one piece: a sentence, or a list with its lead-in."""

    positions: tuple[int, ...]  # in passage.sentences
    words: int


def compose_extractive(
    passages: Sequence[ScoredPassage], sentence_vectors: Mapping[str, Vectors], words: int
) -> Draft:
    """Return a draft of at most `words` words. What a passage leaves of its share passes on."""
    statements: list[DraftStatement] = []
    said: list[Vectors] = []  # vectors of what the draft says already, each (1, dim)
    left = 0.0
    for found, share in zip(passages, _shares(passages[:PASSAGES]), strict=False):
        room = share * words + left
        if statements and (share < LEAST_SHARE or room < LEAST_WORDS):
            continue
        heading = bool(statements)
        taken = _excerpt(found, sentence_vectors, said, room - heading * _heading_words(found))
        left = room - _append(statements, found.passage, taken, heading=heading)
    return Draft(tuple(statements), GENERATOR)


def _shares(passages: Sequence[ScoredPassage]) -> list[float]:
    """Return each passage's share of the answer, best first; they sum to 1."""
    scores = np.asarray([found.score for found in passages])
    weights = np.exp((scores - scores.max()) / TEMPERATURE)
    rest = weights[1:].sum()
    weights[0] = max(weights[0], LEAD / (1 - LEAD) * rest)
    return list((weights / weights.sum()).tolist())


def _heading_words(found: ScoredPassage) -> int:
    return len(found.passage.section.split())


def _excerpt(
    found: ScoredPassage,
    sentence_vectors: Mapping[str, Vectors],
    said: list[Vectors],
    words: float,
) -> list[int]:
    """Return the positions of the sentences to take, in order; the first one is always best."""
    vectors = sentence_vectors[found.passage.id]
    units = [u for u in _units(found.passage) if not _repeats(vectors[list(u.positions)], said)]
    ranked = sorted(
        units,
        key=lambda unit: (
            unit.positions[0] != 0,
            -max(found.sentence_similarities[p] for p in unit.positions),
        ),
    )
    taken: list[int] = []
    room = words
    for unit in ranked:
        if unit.words <= room:
            taken.extend(unit.positions)
            room -= unit.words
    said.extend(vectors[[position]] for position in taken)
    return sorted(taken)


def _units(passage: Passage) -> list[Unit]:
    groups: dict[tuple[int, int], list[int]] = {}
    for position, sentence in enumerate(passage.sentences):
        alone = position + 1 if sentence.block == "prose" else 0
        groups.setdefault((sentence.paragraph, alone), []).append(position)
    return [
        Unit(tuple(positions), _count_words(passage, positions)) for positions in groups.values()
    ]


def _repeats(vectors: Vectors, said: Sequence[Vectors]) -> bool:
    """Whether most of a unit has been said already."""
    if not said:
        return False
    nearest = (vectors @ np.concatenate(said).T).max(axis=1)
    return bool(np.median(nearest) >= SAME_THING_TWICE)


def _count_words(passage: Passage, positions: Sequence[int]) -> int:
    """Return the words of sentences as they are shown: a list item has its mark."""
    sentences = [passage.sentences[p] for p in positions]
    return sum(len(s.text.split()) + (s.block in ("step", "bullet")) for s in sentences)


def _append(
    statements: list[DraftStatement], passage: Passage, positions: Sequence[int], heading: bool
) -> int:
    """Append the sentences at `positions`; return how many words that takes."""
    if not positions:
        return 0
    offset = statements[-1].paragraph + 1 if statements else 0
    for number, position in enumerate(positions):
        sentence = passage.sentences[position]
        statements.append(
            DraftStatement(
                text=sentence.text,
                evidence=(passage.id,),
                block=sentence.block,
                paragraph=offset + sentence.paragraph,
                heading=passage.section if heading and number == 0 else "",
            )
        )
    heading_words = len(passage.section.split()) if heading else 0
    return _count_words(passage, positions) + heading_words
