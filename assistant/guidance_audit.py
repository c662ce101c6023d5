"""What only vectors show: sections told twice, figures that disagree, questions gone astray.

All of it is for an author to judge, so all of it is a warning. Vectors are normalised, as
everywhere: a dot product is a cosine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from assistant.embeddings import SentenceTransformerEmbedder
from assistant.entries import entries_of
from assistant.figures import Figure, disagree, figures_in
from assistant.indexing import Progress, vectors_of
from assistant.rehearsal import Rehearsal, rehearse
from assistant.settings import Settings
from assistant.types import Knowledge, Passage, Sentence

Vector = Sequence[float]

# Measured on 493 sections: six pairs of different documents lie above 0.87 and say the same
# thing to the same reader; of the 20 between 0.85 and 0.87 most only share a topic.
SAME_SECTION = 0.87
# Six of seven pairs planted with another figure lie above 0.70, the seventh at 0.63; below
# 0.70 nearly all pairs are about different things.
SAME_SUBJECT = 0.70
WORST_QUESTIONS = 10

# the sentence says itself whose figure it gives, or that there is another one
_ATTRIBUTED = re.compile(
    r"\b(?:pages?|notices?|articles?|announcements?|reports?|blogs?) (?:\w+ ){0,6}"
    r"(?:says?|said|gives?|gave|writes?|wrote|speaks?|spoke|announces?|announced|asks?|quotes?)\b"
    r"|\b(?:law[- ]firm|agenc(?:y|ies)|older?|according to|awarded|cases?|reported|quoted|"
    r"differs?|governs|varies)\b",
    re.I,
)


def audit(
    knowledge: Knowledge,
    embedder: SentenceTransformerEmbedder,
    settings: Settings,
    progress: Progress = lambda done, total: None,
) -> list[str]:
    """Return the warnings, each `passage: what`.

    Text that the live index holds is not embedded again. Raises IndexUnusable.
    """
    entries = entries_of(knowledge)
    known = vectors_of(entries, embedder, settings, progress)
    vectors = {entry.id: known[entry.text_hash] for entry in entries}

    def section(passage: Passage) -> Vector:
        return vectors[f"{passage.language}/{passage.id}/text"]

    def sentence(passage: Passage, position: int) -> Vector:
        return vectors[f"{passage.language}/{passage.id}/sentence/{position}"]

    passages = [passage for document in knowledge.documents for passage in document.passages]
    return [
        *near_duplicates(passages, section),
        *contradictions(passages, sentence),
        *astray(rehearse(knowledge, entries, vectors, embedder, settings)),
    ]


def near_duplicates(
    passages: Sequence[Passage], vector: Callable[[Passage], Vector], above: float = SAME_SECTION
) -> list[str]:
    """Return a warning for each pair of sections of two documents that say the same."""
    rows = [vector(passage) for passage in passages]
    return [
        f"{passages[one].id}: says nearly the same as {passages[other].id} (cosine {cosine:.2f}); "
        "merge them, or say in each what sets it apart"
        for one, other, cosine in _near(passages, rows, above)
    ]


def contradictions(
    passages: Sequence[Passage],
    vector: Callable[[Passage, int], Vector],
    above: float = SAME_SUBJECT,
) -> list[str]:
    """Return a warning for each pair of sentences that give two figures for one thing.

    Not where a sentence says whose figure it is, nor where either section has both figures.
    """
    stated = [
        (passage, position, sentence)
        for passage in passages
        for position, sentence in enumerate(passage.sentences)
        if figures_in(sentence.text) and not _ATTRIBUTED.search(sentence.text)
    ]
    holders = [passage for passage, _, _ in stated]
    rows = [vector(passage, position) for passage, position, _ in stated]
    warnings: list[str] = []
    for one, other, cosine in _near(holders, rows, above):
        unit = _disagreement(holders[one], stated[one][2], holders[other], stated[other][2])
        if unit:
            warnings.append(
                f"{holders[one].id}: gives another figure ({unit}) than {holders[other].id} "
                f"(cosine {cosine:.2f}): “{stated[one][2].text}” against "
                f"“{stated[other][2].text}”; mend one, or say whose figure it is"
            )
    return warnings


def astray(rehearsal: Rehearsal) -> list[str]:
    """Return the share of sample questions that retrieval leads elsewhere, and the worst."""
    lost = rehearsal.astray
    if not lost:
        return []
    summary = (
        f"{len(lost)} of {len(rehearsal.asked)} sample questions find another section first when "
        f"held out (own section first: {rehearsal.share_among(1):.1%}, among the first three: "
        f"{rehearsal.share_among(3):.1%}); the worst:"
    )
    return [
        summary,
        *(f"{a.passage_id}: “{a.question}” finds {a.found_first}" for a in lost[:WORST_QUESTIONS]),
    ]


def _near(
    passages: Sequence[Passage], rows: Sequence[Vector], above: float
) -> Iterator[tuple[int, int, float]]:
    """Yield the pairs of rows of different documents above a cosine, nearest first."""
    if not rows:
        return
    matrix = np.asarray(rows, dtype=np.float32)
    cosines = np.triu(matrix @ matrix.T, 1)
    firsts, seconds = np.nonzero(cosines > above)
    order = np.argsort(-cosines[firsts, seconds], kind="stable")
    for one, other in zip(firsts[order].tolist(), seconds[order].tolist(), strict=True):
        mine, its = passages[one], passages[other]
        if mine.document_id != its.document_id and mine.language == its.language:
            yield one, other, float(cosines[one, other])


def _disagreement(one: Passage, mine: Sentence, other: Passage, its: Sentence) -> str:
    """Return the unit in which the sentences disagree and neither section has both figures."""
    figures, others = figures_in(mine.text), figures_in(its.text)
    unit = disagree(figures, others)
    if unit and disagree(figures, _all(other)) and disagree(_all(one), others):
        return unit
    return ""


def _all(passage: Passage) -> frozenset[Figure]:
    return frozenset().union(*(figures_in(sentence.text) for sentence in passage.sentences))
