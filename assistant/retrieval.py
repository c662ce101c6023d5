"""From a `Query` to scored passages: dense and lexical search find, the ranker orders.

The nearest entries of Chroma and the best passages of BM25 are the candidates; `ranking.py`
says how well each fits, and facets that the question states tip the scale.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assistant.glossary import expand
from assistant.index import EntryHit, GuidanceIndex, Vectors
from assistant.lexical import Lexicon
from assistant.ranking import Ranker
from assistant.reranking import RERANKED, Reranker
from assistant.types import Passage, Query, Role, ScoredPassage

ENTRIES = 200  # per dense search; several lead to one passage
LEXICAL = 60  # passages per lexical search
# Beside the whole message: its best part, the pasted notice, a follow-up alone. Swept on dev.
PART_WEIGHT = 0.25
NOTICE_WEIGHT = 0.7
ALONE_WEIGHT = 0.5
OTHER_SIDE = 1.5  # taken off for guidance to the other side; 1 to 3 do alike, a filter does worse
_EU_MEMBERS = frozenset({"DE", "FR", "IT"})
_ELSEWHERE = _EU_MEMBERS | {"EU", "GB", "CN", "JP", "IN", "CA", "AU"}


@dataclass(frozen=True)
class Retriever:
    """Searches one opened index."""

    index: GuidanceIndex
    lexicon: Lexicon
    ranker: Ranker
    rerank: Reranker | None = None

    def retrieve(
        self, query: Query, vectors: Sequence[Sequence[float]], k: int
    ) -> tuple[ScoredPassage, ...]:
        """Return the k best passages, best first.

        `vectors` holds the embedding of each of the query's texts, (dim,).
        """
        # Chroma's filter takes longer than its search, so it serves where few passages fit;
        # most guidance is about Amazon, and what does not fit is dropped here
        rare = query.marketplaces - {"amazon"}
        where = metadata_filter(query) if rare else None
        nearest = [
            _best(
                hit
                for hit in self.index.search(vector, ENTRIES, where)
                if admits(query, self.index.passages[hit.passage_id])
            )
            for vector in vectors
        ]
        texts = query.texts
        candidates = {passage_id for found in nearest for passage_id in found}
        for text in map(expand, texts):
            found = (pid for pid, _ in self.lexicon.search(text, LEXICAL))
            candidates |= {pid for pid in found if admits(query, self.index.passages[pid])}
        asked = np.asarray(vectors, dtype=np.float32)
        fits = self._fits(query, asked)
        scores = {
            passage_id: fits[passage_id] + facet_fit(query, self.index.passages[passage_id])
            for passage_id in candidates
        }
        taken = max(k, RERANKED) if self.rerank else k
        best = sorted(scores, key=lambda passage_id: (-scores[passage_id], passage_id))[:taken]
        first = tuple(
            ScoredPassage(
                passage=self.index.passages[passage_id],
                score=scores[passage_id],
                similarities=tuple(found.get(passage_id, 0.0) for found in nearest),
                sentence_similarities=sentence_similarities(
                    self.index.sentence_vectors[passage_id], asked
                ),
            )
            for passage_id in best
        )
        if self.rerank is None:
            return first
        return (*self.rerank(query, first[:RERANKED]), *first[RERANKED:])[:k]

    def _fits(self, query: Query, asked: Vectors) -> dict[str, float]:
        """Return the ranker's score of every passage, summed over the query's texts."""
        scores = [
            self.ranker.score(vector, text) for vector, text in zip(asked, query.texts, strict=True)
        ]
        parts, beside = scores[1 : 1 + len(query.parts)], scores[1 + len(query.parts) :]
        total = scores[0]
        if parts:
            total = total + PART_WEIGHT * np.max(parts, axis=0)
        weights = [NOTICE_WEIGHT] * bool(query.notice) + [ALONE_WEIGHT] * bool(query.alone)
        for weight, score in zip(weights, beside, strict=True):
            total = total + weight * score
        return dict(zip(self.ranker.ids, total.tolist(), strict=True))


def _best(hits: Iterable[EntryHit]) -> dict[str, float]:
    """Return passage id -> best cosine, nearest first. `hits` come nearest first."""
    best: dict[str, float] = {}
    for hit in hits:
        best.setdefault(hit.passage_id, hit.similarity)
    return best


def sentence_similarities(sentences: Vectors, asked: Vectors) -> tuple[float, ...]:
    """Return for each sentence its best cosine to any of the asked vectors: (sentences,)."""
    return tuple(float(value) for value in (sentences @ asked.T).max(axis=1))


def _other_side(query: Query) -> str | None:
    return {Role.ACCUSED: "owner", Role.OWNER: "accused"}.get(query.role)


def facet_fit(query: Query, passage: Passage) -> float:
    """Return what the facets add to a score: how well country, right and side fit.

    They only weigh: the answer for a seller in China may stand in US law, a notice that says
    "trademark" may turn out to be about a photo, and who was reported may own the picture.
    """
    fit = 0.0
    if passage.audience == _other_side(query):
        fit -= OTHER_SIDE
    wanted = set(query.jurisdictions)
    if wanted & _EU_MEMBERS:
        wanted.add("EU")
    places = set(passage.jurisdictions)
    if places & wanted:
        fit += 0.4
    elif places <= _ELSEWHERE:
        fit -= 1.5
    if query.rights and not query.rights & set(passage.rights):
        fit -= 0.8
    if query.role is Role.UNKNOWN and passage.audience == "owner":
        fit -= 0.5  # most who ask were complained about
    return fit


def metadata_filter(query: Query) -> dict[str, Any] | None:
    """Return the Chroma filter for the platforms that the question names; None when it names none.

    `admits` says the same of one passage, for the lexical side.
    """
    if not query.marketplaces:
        return None
    wanted = [*sorted(query.marketplaces), "any"]
    return {"$or": [{"marketplaces": {"$contains": m}} for m in wanted]}


def admits(query: Query, passage: Passage) -> bool:
    """Whether a passage fits what the question states. The same rule as `metadata_filter`."""
    wanted = query.marketplaces
    return not wanted or bool((wanted | {"any"}) & set(passage.marketplaces))
