"""Retrieval rehearsed on the guidance's own sample questions, each held out while it is asked.

In round n the n-th sample question of every section is taken out of the index and of the
lexicon and then asked: does it still find its section? The search is exact and in memory, so
that a round costs no new index; everything else is the retrieval that answers sellers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.embeddings import SentenceTransformerEmbedder
from assistant.entries import Entry
from assistant.index import GuidanceIndex, Vectors
from assistant.lexical import Lexicon
from assistant.ranking import Ranker
from assistant.retrieval import Retriever
from assistant.settings import Settings
from assistant.types import Knowledge, Passage
from assistant.understanding import understand

Mask = NDArray[np.bool_]
DEPTH = 10  # a section that is not among so many counts as not found


@dataclass(frozen=True)
class Asked:
    """A sample question and what it found; `rank` is that of its own section, from 1."""

    question: str
    passage_id: str
    found_first: str
    rank: int  # DEPTH + 1 when it is not among the first DEPTH


@dataclass(frozen=True)
class Rehearsal:
    """Every sample question, asked once."""

    asked: tuple[Asked, ...]

    def share_among(self, k: int) -> float:
        """Return the share of questions that found their section among the first k.

        1.0 when nothing was asked.
        """
        return sum(a.rank <= k for a in self.asked) / len(self.asked) if self.asked else 1.0

    @property
    def astray(self) -> tuple[Asked, ...]:
        """The questions that found another section first, worst first."""
        return tuple(sorted((a for a in self.asked if a.rank > 1), key=lambda a: -a.rank))


class Hit(NamedTuple):
    """Looks like LangChain's Document where `GuidanceIndex.search` reads one."""

    metadata: Mapping[str, Any]


class ExactCollection:
    """Stands in for the Chroma collection: searched exhaustively, without what is held out."""

    def __init__(self, entries: Sequence[Entry], vectors: Vectors) -> None:
        self._ids = [entry.id for entry in entries]
        self._hits = [Hit(entry.metadata) for entry in entries]
        self._vectors = vectors
        self._masks: dict[str, Mask] = {}
        self._kept: Mask = np.ones(len(entries), dtype=np.bool_)

    def hold_out(self, question: int) -> None:
        """Leave out this sample question of every section; all others are back."""
        gone = f"/question/{question + 1}"  # question 0 of the entries is the heading
        self._kept = np.array([not entry_id.endswith(gone) for entry_id in self._ids])

    def similarity_search_by_vector_with_relevance_scores(
        self, embedding: list[float], k: int, filter: dict[str, Any] | None
    ) -> list[tuple[Hit, float]]:
        """Return (entry, cosine distance) of the k nearest, nearest first."""
        allowed = self._kept & self._mask(filter) if filter else self._kept
        cosines = np.where(allowed, self._vectors @ np.asarray(embedding, dtype=np.float32), -2.0)
        nearest = np.argpartition(-cosines, min(k, len(cosines) - 1))[:k]
        nearest = nearest[np.argsort(-cosines[nearest], kind="stable")]
        return [(self._hits[n], 1.0 - float(cosines[n])) for n in nearest if cosines[n] > -2.0]

    def _mask(self, where: Mapping[str, Any]) -> Mask:
        key = repr(where)
        if key not in self._masks:
            self._masks[key] = np.array([_matches(hit.metadata, where) for hit in self._hits])
        return self._masks[key]


def _matches(metadata: Mapping[str, Any], where: Mapping[str, Any]) -> bool:
    """Whether an entry passes a filter of `retrieval.metadata_filter`."""
    ((key, condition),) = where.items()
    if key == "$or":
        return any(_matches(metadata, part) for part in condition)
    ((operator, value),) = condition.items()
    if operator == "$contains":
        return value in metadata.get(key, ())
    raise NotImplementedError(f"the rehearsal does not know the filter {operator}")


def rehearse(
    knowledge: Knowledge,
    entries: Sequence[Entry],
    vectors: Mapping[str, Sequence[float]],
    embedder: SentenceTransformerEmbedder,
    settings: Settings,
) -> Rehearsal:
    """Ask every sample question once. `vectors` has the vector of each entry, by entry id."""
    passages = _passages(knowledge)
    rounds = max((len(passage.questions) for passage in passages), default=0)
    asked = [
        _ask(passage, held_out, retriever, vectors, embedder)
        for held_out, retriever in islice(
            held_out_retrievers(knowledge, entries, vectors, settings), rounds
        )
        for passage in passages
        if held_out < len(passage.questions)
    ]
    return Rehearsal(tuple(asked))


def held_out_retrievers(
    knowledge: Knowledge,
    entries: Sequence[Entry],
    vectors: Mapping[str, Sequence[float]],
    settings: Settings,
) -> Iterator[tuple[int, Retriever]]:
    """Yield, for n from 0, the retrieval that has not seen the n-th question of any section.

    The sample questions come first, then the other ways to ask.
    """
    matrix = np.asarray([vectors[entry.id] for entry in entries], dtype=np.float32)
    rows: dict[str, list[int]] = {}
    for row, entry in enumerate(entries):
        if entry.metadata["kind"] == "sentence":
            rows.setdefault(entry.metadata["passage_id"], []).append(row)
    sentences = {passage_id: matrix[found] for passage_id, found in rows.items()}
    passages = _passages(knowledge)
    texts = {
        passage.id: np.asarray([vectors[f"{passage.language}/{passage.id}/text"]], np.float32)
        for passage in passages
    }
    collection = ExactCollection(entries, matrix)
    for held_out in range(max((len(passage.asked) - 1 for passage in passages), default=0)):
        collection.hold_out(held_out)
        left = {passage.id: _without(held_out, passage) for passage in passages}
        questions = _questions_without(held_out, passages, vectors)
        index = GuidanceIndex(
            collection, left, texts, sentences, questions, {}, "rehearsal", "", settings
        )
        lexicon = Lexicon(left.values())
        yield held_out, Retriever(index, lexicon, Ranker(index, lexicon))


def _passages(knowledge: Knowledge) -> list[Passage]:
    found = (passage for document in knowledge.documents for passage in document.passages)
    return sorted(found, key=lambda passage: passage.id)


def _questions_without(
    held_out: int, passages: Sequence[Passage], vectors: Mapping[str, Sequence[float]]
) -> dict[str, Vectors]:
    """Return the vectors of heading and questions of each passage, but the one held out."""
    return {
        passage.id: np.asarray(
            [
                vectors[f"{passage.language}/{passage.id}/question/{number}"]
                for number in range(len(passage.asked))
                if number != held_out + 1
            ],
            dtype=np.float32,
        )
        for passage in passages
    }


def _without(held_out: int, passage: Passage) -> Passage:
    """Return the passage as if it had never been asked this way."""
    left = passage.asked[1 : held_out + 1] + passage.asked[held_out + 2 :]
    return passage.model_copy(update={"questions": left, "paraphrases": ()})


def _ask(
    passage: Passage,
    number: int,
    retriever: Retriever,
    vectors: Mapping[str, Sequence[float]],
    embedder: SentenceTransformerEmbedder,
) -> Asked:
    question = passage.questions[number]
    query = understand(question)
    asked = [
        vectors[f"{passage.language}/{passage.id}/question/{number + 1}"]
        if text == question
        else embedder.embed_query(text)
        for text in query.texts
    ]
    found = [hit.passage.id for hit in retriever.retrieve(query, asked, DEPTH)]
    rank = found.index(passage.id) + 1 if passage.id in found else DEPTH + 1
    return Asked(question, passage.id, found[0] if found else "nothing", rank)
