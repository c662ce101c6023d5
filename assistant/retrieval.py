"""From a `Query` to scored passages: dense and lexical search, fused by reciprocal rank.

Fusion: Cormack, Clarke and Buettcher 2009, "Reciprocal Rank Fusion outperforms Condorcet and
individual Rank Learning Methods", score = sum of 1 / (k + rank).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assistant.index import EntryHit, GuidanceIndex, Vectors
from assistant.lexical import Lexicon
from assistant.types import Passage, Query, Role, ScoredPassage

RRF_K = 20  # the paper has 60; held-out sample questions: MRR 0.466 against 0.452
ENTRIES = 200  # per dense search; several lead to one passage
LEXICAL = 60  # passages per lexical search
KINDS = ("question", "text", "sentence")
_EU_MEMBERS = frozenset({"DE", "FR", "IT"})
_ELSEWHERE = _EU_MEMBERS | {"EU", "GB", "CN", "JP", "IN", "CA", "AU"}


@dataclass(frozen=True)
class Retriever:
    """Searches one opened index."""

    index: GuidanceIndex
    lexicon: Lexicon

    def retrieve(
        self, query: Query, vectors: Sequence[Sequence[float]], k: int
    ) -> tuple[ScoredPassage, ...]:
        """Return the k best passages, best first.

        `vectors` holds the embedding of the whole search text and of each part, each (dim,).
        """
        where = metadata_filter(query)
        rankings: list[list[str]] = []
        nearest: list[dict[str, float]] = []
        for vector in vectors:
            hits = self.index.search(vector, ENTRIES, where)
            nearest.append(_best(hits))
            rankings.extend(list(_best(h for h in hits if h.kind == kind)) for kind in KINDS)
        for text in (query.search_text, *query.parts):
            found = [pid for pid, _ in self.lexicon.search(text, LEXICAL)]
            rankings.append([pid for pid in found if admits(query, self.index.passages[pid])])
        fused = reciprocal_rank_fusion(rankings)
        asked = np.asarray(vectors, dtype=np.float32)
        scored = [
            ScoredPassage(
                passage=self.index.passages[passage_id],
                score=score * facet_fit(query, self.index.passages[passage_id]),
                similarities=tuple(found.get(passage_id, 0.0) for found in nearest),
                sentence_similarities=sentence_similarities(
                    self.index.sentence_vectors[passage_id], asked
                ),
            )
            for passage_id, score in fused.items()
        ]
        scored.sort(key=lambda found: (-found.score, found.passage.id))
        return tuple(scored[:k])


def _best(hits: Iterable[EntryHit]) -> dict[str, float]:
    """Return passage id -> best cosine, nearest first. `hits` come nearest first."""
    best: dict[str, float] = {}
    for hit in hits:
        best.setdefault(hit.passage_id, hit.similarity)
    return best


def reciprocal_rank_fusion(rankings: Sequence[Sequence[str]]) -> dict[str, float]:
    """Return the fused score of every id in the rankings (each best first)."""
    fused: dict[str, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, start=1):
            fused[item] = fused.get(item, 0.0) + 1.0 / (RRF_K + rank)
    return fused


def sentence_similarities(sentences: Vectors, asked: Vectors) -> tuple[float, ...]:
    """Return for each sentence its best cosine to any of the asked vectors: (sentences,)."""
    return tuple(float(value) for value in (sentences @ asked.T).max(axis=1))


def _other_side(query: Query) -> str | None:
    return {Role.ACCUSED: "owner", Role.OWNER: "accused"}.get(query.role)


def facet_fit(query: Query, passage: Passage) -> float:
    """Return a factor for the score: how well country and right fit what was asked.

    These two only weigh, because the answer for a seller in China may stand in US law, and
    a notice that says "trademark" may turn out to be about a photo.
    """
    fit = 1.0
    wanted = set(query.jurisdictions)
    if wanted & _EU_MEMBERS:
        wanted.add("EU")
    places = set(passage.jurisdictions)
    if places & wanted:
        fit *= 1.1
    elif places <= _ELSEWHERE:
        fit *= 0.75
    if query.rights and not query.rights & set(passage.rights):
        fit *= 0.85
    if query.role is Role.UNKNOWN and passage.audience == "owner":
        fit *= 0.9  # most who ask were complained about
    return fit


def metadata_filter(query: Query) -> dict[str, Any] | None:
    """Return the Chroma filter for what the question states; None when it states nothing.

    A filter only takes away what is certainly wrong: the other side of the complaint and
    other platforms. `admits` says the same of one passage, for the lexical side.
    """
    conditions: list[dict[str, Any]] = []
    if other := _other_side(query):
        conditions.append({"audience": {"$ne": other}})
    if query.marketplaces:
        wanted = [*sorted(query.marketplaces), "any"]
        conditions.append({"$or": [{"marketplaces": {"$contains": m}} for m in wanted]})
    if not conditions:
        return None
    return conditions[0] if len(conditions) == 1 else {"$and": conditions}


def admits(query: Query, passage: Passage) -> bool:
    """Whether a passage fits what the question states. The same rule as `metadata_filter`."""
    if passage.audience == _other_side(query):
        return False
    wanted = query.marketplaces
    return not wanted or bool((wanted | {"any"}) & set(passage.marketplaces))
