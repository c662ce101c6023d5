"""The embedded composer: an answer made of guidance sentences, word for word.

The leading passage is given whole, because a section is written as a finished answer. What
room is left goes to the best sentences of further passages, procedures kept whole, nothing
said twice. A message with several questions gets one leading passage for each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.index import Vectors
from assistant.types import Draft, DraftStatement, Passage, ScoredPassage

GENERATOR = "extractive"
SUPPORTING_PASSAGES = 3  # at most this many beside the leading ones
SUPPORTING_WORDS = 80  # at most this many from each
SUPPORTING_SIMILARITY = 0.75  # of the leading passage's similarity
SAME_THING_TWICE = 0.86  # cosine between two sentences that say the same


@dataclass(frozen=True)
class Unit:
    """What is taken or left as one piece: a sentence, or a list with its lead-in."""

    positions: tuple[int, ...]  # in passage.sentences
    words: int


def compose_extractive(
    passages: Sequence[ScoredPassage], sentence_vectors: Mapping[str, Vectors], words: int
) -> Draft:
    """Return a draft of at most `words` words, unless one section alone is longer."""
    leading = _leading(passages)
    statements: list[DraftStatement] = []
    said: list[Vectors] = []  # vectors of what the draft says already, each (1, dim)
    room = words
    for number, found in enumerate(leading):
        share = room // (len(leading) - number)
        taken = _excerpt(found, sentence_vectors, said, share)
        room -= _append(statements, found.passage, taken, heading=number > 0)
    chosen = {found.passage.id for found in leading}
    floor = SUPPORTING_SIMILARITY * max(found.similarity for found in leading)
    supporting = [f for f in passages if f.passage.id not in chosen and f.similarity >= floor][
        :SUPPORTING_PASSAGES
    ]
    for found in supporting:
        share = min(room, SUPPORTING_WORDS) - len(found.passage.section.split())
        taken = _excerpt(found, sentence_vectors, said, share)
        room -= _append(statements, found.passage, taken, heading=True)
    return Draft(tuple(statements), GENERATOR)


def _leading(passages: Sequence[ScoredPassage]) -> list[ScoredPassage]:
    """Return the best passage, and the best one for each further part of the message."""
    leading = [passages[0]]
    parts = len(passages[0].similarities)
    for part in range(1, parts):
        best = max(passages, key=lambda found: found.similarities[part])
        if best not in leading and best.similarities[part] >= best.similarities[0]:
            leading.append(best)
    return leading


def _excerpt(
    found: ScoredPassage,
    sentence_vectors: Mapping[str, Vectors],
    said: list[Vectors],
    words: int,
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
