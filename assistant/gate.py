"""Whether the retrieved passages suffice to answer, and whether the request may be helped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.index import GuidanceIndex
from assistant.lexical import Lexicon
from assistant.refusals import train_refusals
from assistant.sufficiency import load_coefficients, measure
from assistant.types import Query, RefusedRequest, ScoredPassage, Status

# Swept on the dev split with cross-validated probabilities. 0.6 for both would decide 0.9 points
# more cases rightly, but leave more sellers without the guidance that there is.
ANSWER_FROM = 0.6
PARTLY_FROM = 0.5
MIN_REFUSAL = 0.6


@dataclass(frozen=True)
class Verdict:
    """What the gate decided; `confidence` in [0, 1] is about the status."""

    status: Status
    confidence: float
    refused: RefusedRequest | None = None


class Gate:
    """Decides between answering, asking back, abstaining and refusing."""

    def __init__(
        self, requests: Sequence[RefusedRequest], index: GuidanceIndex, lexicon: Lexicon
    ) -> None:
        """Train the refusal classifier on the index's vectors; a fraction of a second."""
        self._lexicon = lexicon
        self._coefficients = load_coefficients()
        self._requests = {r.id: r for r in requests if r.id in index.request_vectors}
        self._refusals = train_refusals(tuple(self._requests), index)

    def decide(
        self, query: Query, asked: Sequence[Sequence[float]], passages: Sequence[ScoredPassage]
    ) -> Verdict:
        """Return what to do with a question and its passages."""
        if self._refusals is not None:
            vectors = np.asarray(asked, dtype=np.float32)
            kind, probability = self._refusals.classify(query.texts, vectors)
            if probability >= MIN_REFUSAL:
                return Verdict(Status.REFUSED, probability, self._requests[kind])
        sufficiency = self.sufficiency(query, passages)
        if sufficiency < PARTLY_FROM:
            if not query.asked_back and self._says_little(query):
                return Verdict(Status.CLARIFY, 1.0 - sufficiency)
            return Verdict(Status.ABSTAINED, 1.0 - sufficiency)
        if sufficiency < ANSWER_FROM or query.uncovered:
            return Verdict(Status.PARTIAL, sufficiency)
        return Verdict(Status.ANSWERED, sufficiency)

    def _says_little(self, query: Query) -> bool:
        """Whether a message has at most one telling word, and that one from our subject."""
        terms = set(self._lexicon.terms(query.search_text))
        return len(terms) <= 1 and all(self._lexicon.knows(term) for term in terms)

    def sufficiency(self, query: Query, passages: Sequence[ScoredPassage]) -> float:
        """Return the probability that the passages answer the question, in [0, 1]."""
        if not passages:
            return 0.0
        return self._coefficients.probability(measure(query, passages, self._lexicon))
