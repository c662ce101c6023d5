"""The counterfactual citation test: without the cited passages, the answer must change.

An answer that stays the same although what it cites cannot be found any more does not rest on
its citations. The passages are taken out of what retrieval returns; the index stays as it is.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from assistant.chain import Message, Parts, build_chain
from assistant.retrieval import Retriever
from assistant.types import Answer, Query, ScoredPassage, Status
from evals.metrics import Score, mean_score
from evals.scorers import Result

SAMPLE = 60  # answered cases; each costs a second answer


@dataclass(frozen=True)
class RetrieverWithout(Retriever):
    """A retriever that does not find certain passages."""

    gone: frozenset[str] = frozenset()

    def retrieve(
        self, query: Query, vectors: Sequence[Sequence[float]], k: int
    ) -> tuple[ScoredPassage, ...]:
        """Return the k best of the passages that are left."""
        found = super().retrieve(query, vectors, k + len(self.gone))
        return tuple(hit for hit in found if hit.passage.id not in self.gone)[:k]


def sample(results: Sequence[Result], size: int = SAMPLE) -> list[Result]:
    """Return up to `size` answered cases, the same ones in every run: by hash of the id."""
    answered = [
        r
        for r in results
        if r.answer.status in (Status.ANSWERED, Status.PARTIAL) and r.answer.citations
    ]
    answered.sort(key=lambda r: hashlib.sha256(r.case.id.encode()).hexdigest())
    return answered[:size]


def changes_without_citations(parts: Parts, result: Result) -> bool:
    """Whether the answer differs once the passages it cites cannot be found."""
    gone = frozenset(citation.passage_id for citation in result.answer.citations)
    kept = {f.name: getattr(parts.retriever, f.name) for f in fields(parts.retriever)}
    chain = build_chain(replace(parts, retriever=RetrieverWithout(**kept, gone=gone)))
    again = chain.invoke(Message(result.case.question, result.case.turns))
    return said(again) != said(result.answer)


def said(answer: Answer) -> Counter[str]:
    """Return what an answer says, whatever the order."""
    return Counter(statement.text for statement in answer.statements)


def counterfactual_scores(parts: Parts, sampled: Sequence[Result]) -> dict[str, Score]:
    """Return the share of the sampled answers that change; empty without any."""
    score = mean_score([float(changes_without_citations(parts, r)) for r in sampled])
    return {} if score is None else {"counterfactual change": score}
