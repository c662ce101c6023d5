"""Whether the retrieved passages suffice to answer, and whether the request may be helped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.index import GuidanceIndex, Vectors
from assistant.lexical import Lexicon
from assistant.outside import Outlook, train_outside
from assistant.refusals import train_refusals
from assistant.sufficiency import Features, load_coefficients, measure
from assistant.types import OutsideTopic, Query, RefusedRequest, ScoredPassage, Status, Turn

# Swept on the dev split with cross-validated probabilities.
ANSWER_FROM = 0.55
PARTLY_FROM = 0.5
MIN_REFUSAL = 0.65
INSISTING = 0.3  # probability that is enough right after a refusal
UNCLEAR_FROM = -2.3  # log odds of saying nothing of a case
FEW_TERMS = 6  # telling words that an unclear message has at most
OPENING = 3  # words by which a refusal is recognised
NAMED_FROM = 0.0  # log odds from which the topic outside is named


@dataclass(frozen=True)
class Verdict:
    """What the gate decided; `confidence` in [0, 1] is about the status."""

    status: Status
    confidence: float
    refused: RefusedRequest | None = None
    outside: OutsideTopic | None = None  # what an unanswered question is about


class Gate:
    """Decides between answering, asking back, abstaining and refusing."""

    def __init__(
        self, requests: Sequence[RefusedRequest], index: GuidanceIndex, lexicon: Lexicon
    ) -> None:
        """Train the classifiers on the index's vectors; seconds at most."""
        self._lexicon = lexicon
        self._coefficients = load_coefficients()
        self._requests = {r.id: r for r in requests if r.id in index.request_vectors}
        self._refusals = train_refusals(tuple(self._requests), index)
        self._outside = train_outside(index)

    def decide(
        self,
        query: Query,
        asked: Sequence[Sequence[float]],
        passages: Sequence[ScoredPassage],
        history: Sequence[Turn] = (),
    ) -> Verdict:
        """Return what to do with a question and its passages."""
        vectors = np.asarray(asked, dtype=np.float32)
        outlook = self._look(query, vectors)
        sufficiency = self.sufficiency(query, passages, outlook)
        refused = self._refused(query, vectors, history, sufficiency, outlook)
        if refused is not None:
            return refused
        if sufficiency < ANSWER_FROM and self._says_little(query, outlook):
            return Verdict(Status.CLARIFY, 1.0 - sufficiency)
        if sufficiency < PARTLY_FROM:
            named = outlook is not None and outlook.outside >= NAMED_FROM
            topic = outlook.topic if outlook is not None and named else None
            return Verdict(Status.ABSTAINED, 1.0 - sufficiency, outside=topic)
        if sufficiency < ANSWER_FROM or query.uncovered:
            return Verdict(Status.PARTIAL, sufficiency)
        return Verdict(Status.ANSWERED, sufficiency)

    def features(
        self, query: Query, asked: Sequence[Sequence[float]], passages: Sequence[ScoredPassage]
    ) -> Features:
        """Return what the decision whether passages suffice looks at (at least one passage)."""
        outlook = self._look(query, np.asarray(asked, dtype=np.float32))
        return measure(query, passages, self._lexicon, outlook)

    def sufficiency(
        self, query: Query, passages: Sequence[ScoredPassage], outlook: Outlook | None = None
    ) -> float:
        """Return the probability that the passages answer the question, in [0, 1]."""
        if not passages:
            return 0.0
        return self._coefficients.probability(measure(query, passages, self._lexicon, outlook))

    def _look(self, query: Query, vectors: Vectors) -> Outlook | None:
        return self._outside.look(query.search_text, vectors[0]) if self._outside else None

    def _refused(
        self,
        query: Query,
        vectors: Vectors,
        history: Sequence[Turn],
        sufficiency: float,
        outlook: Outlook | None,
    ) -> Verdict | None:
        """Return the refusal of a request that may not be helped; None when it may."""
        if self._refusals is None:
            return None
        kind, probability = self._refusals.classify(query, vectors)
        elsewhere = outlook is not None and outlook.outside >= NAMED_FROM
        insisting = (
            self._refused_before(history)
            and not elsewhere
            and (probability >= INSISTING or sufficiency < PARTLY_FROM)
        )
        if probability >= MIN_REFUSAL or insisting:
            return Verdict(Status.REFUSED, max(probability, INSISTING), self._requests[kind])
        return None

    def _says_little(self, query: Query, outlook: Outlook | None) -> bool:
        """Whether a message says nothing of a case; nobody is asked back twice."""
        if query.asked_back or query.notice:
            return False
        terms = set(self._lexicon.terms(query.search_text))
        if len(terms) <= 1 and all(self._lexicon.knows(term) for term in terms):
            return True
        return (
            outlook is not None
            and len(terms) <= FEW_TERMS
            and outlook.unclear >= max(UNCLEAR_FROM, outlook.outside)
        )

    def _refused_before(self, history: Sequence[Turn]) -> bool:
        """Whether the assistant's last turn declined: pressure may follow."""
        if not history or history[-1].role != "assistant":
            return False
        said = history[-1].content.replace("\u2019", "'")
        replies = [request.reply.replace("\u2019", "'") for request in self._requests.values()]
        openings = tuple(" ".join(reply.split()[:OPENING]) for reply in replies)
        return said.startswith(openings) or any(reply in said for reply in replies)
