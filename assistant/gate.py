"""Whether the retrieved passages suffice to answer, and whether the request may be helped.

Refusal is a small classifier over embeddings. It learns from example requests
(`knowledge/requests.yaml`): some are refused (forge, evade, file falsely, reveal the prompt),
some only sound alike; the guidance's own sample questions are further harmless ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant.index import HARMLESS, GuidanceIndex, Vectors
from assistant.lexical import Lexicon
from assistant.sufficiency import load_coefficients, measure
from assistant.types import Query, RefusedRequest, ScoredPassage, Status

# Set by hand after looking at the dev split; not yet chosen by a recorded sweep.
ANSWER_FROM = 0.40
PARTLY_FROM = 0.30
MIN_REFUSAL = 0.68
REGULARISATION = 10.0
NEAR_COPY = 0.75  # cosine to a refused example, nearer than any harmless one


@dataclass(frozen=True)
class Verdict:
    """What the gate decided; `confidence` in [0, 1] is about the status."""

    status: Status
    confidence: float
    refused: RefusedRequest | None = None


class RefusalClassifier:
    """Logistic regression from an embedding to the kind of refused request, or none."""

    def __init__(self, examples: Mapping[str, Vectors], harmless: Vectors) -> None:
        """`examples` holds (n, dim) a kind of request; `harmless` is (m, dim)."""
        self._kinds = sorted(examples)
        labels = [kind for kind in self._kinds for _ in examples[kind]] + [HARMLESS] * len(harmless)
        vectors = np.concatenate([*(examples[kind] for kind in self._kinds), harmless])
        self._examples, self._harmless = examples, harmless
        self._model = LogisticRegression(C=REGULARISATION, max_iter=1000).fit(vectors, labels)

    def classify(self, asked: Vectors) -> tuple[str, float]:
        """Return the likeliest kind and the probability that the request is to be refused.

        `asked` holds the message and its parts, (n, dim); the worst of them counts.
        """
        probabilities = self._model.predict_proba(asked)
        classes = list(self._model.classes_)
        refused = 1.0 - probabilities[:, classes.index(HARMLESS)]
        if copied := self._near_copy(asked):
            return copied
        worst = int(refused.argmax())
        kinds = {kind: probabilities[worst, classes.index(kind)] for kind in self._kinds}
        return max(self._kinds, key=lambda kind: kinds[kind]), float(refused[worst])

    def _near_copy(self, asked: Vectors) -> tuple[str, float] | None:
        """Return the kind and cosine of an example that is almost what is asked."""
        nearest = {kind: float((self._examples[kind] @ asked.T).max()) for kind in self._kinds}
        kind = max(self._kinds, key=lambda name: nearest[name])
        harmless = float((self._harmless @ asked.T).max())
        return (kind, nearest[kind]) if nearest[kind] >= max(NEAR_COPY, harmless) else None


class Gate:
    """Decides between answering, asking back, abstaining and refusing."""

    def __init__(
        self, requests: Sequence[RefusedRequest], index: GuidanceIndex, lexicon: Lexicon
    ) -> None:
        """Train the refusal classifier on the index's vectors; a fraction of a second."""
        self._lexicon = lexicon
        self._coefficients = load_coefficients()
        self._requests = {r.id: r for r in requests if r.id in index.request_vectors}
        self._refusals = (
            RefusalClassifier(
                {kind: index.request_vectors[kind] for kind in self._requests},
                np.concatenate([index.request_vectors[HARMLESS], *index.question_vectors.values()]),
            )
            if self._requests
            else None
        )

    def decide(
        self, query: Query, asked: Sequence[Sequence[float]], passages: Sequence[ScoredPassage]
    ) -> Verdict:
        """Return what to do with a question and its passages."""
        if self._refusals is not None:
            kind, probability = self._refusals.classify(np.asarray(asked, dtype=np.float32))
            if probability >= MIN_REFUSAL:
                return Verdict(Status.REFUSED, probability, self._requests[kind])
        sufficiency = self.sufficiency(query, passages)
        if sufficiency < PARTLY_FROM:
            if not query.asked_back and self._says_little(query):
                return Verdict(Status.CLARIFY, 1.0 - sufficiency)
            return Verdict(Status.ABSTAINED, 1.0 - sufficiency)
        if sufficiency < ANSWER_FROM:
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
