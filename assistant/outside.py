"""What is asked and not covered, learnt from examples (`knowledge/outside.yaml`).

Near passages alone do not tell "what does storage cost" from "what happens to my stock": a
question is also compared with examples of topics outside, as Larson et al. 2019 do for CLINC150
("An Evaluation Dataset for Intent Classification and Out-of-Scope Prediction"). A third kind of
message says nothing of a case at all.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from assistant.classifiers import TextFeatures, fit_decision
from assistant.index import UNCLEAR, GuidanceIndex, Vectors
from assistant.types import OutsideTopic

WORDING = 1.0  # weight of the words beside the embedding


class Outlook(NamedTuple):
    """How a message compares with what the guidance does not cover."""

    outside: float  # log odds of being about a topic outside
    unclear: float  # log odds of saying nothing of a case
    nearest: float  # best cosine of an example of a topic outside
    topic: OutsideTopic  # of that example


class OutsideDetector:
    """Tells questions of the guidance, questions outside and unclear messages apart."""

    def __init__(self, index: GuidanceIndex) -> None:
        """Train on an index that has questions of the guidance and examples of topics outside."""
        self._topics = tuple(index.outside_topics.values())
        self._examples = [index.outside_vectors[topic.id] for topic in self._topics]
        groups = [
            *(("guidance", t, index.question_vectors[i]) for i, t in index.question_texts.items()),
            *(
                ("unclear" if name == UNCLEAR else "outside", texts, index.outside_vectors[name])
                for name, texts in index.outside_texts.items()
            ),
        ]
        texts = [text for _, group, _ in groups for text in group]
        labels = np.repeat([kind for kind, _, _ in groups], [len(group) for _, group, _ in groups])
        self._features = TextFeatures(texts, WORDING)
        rows = self._features.rows(texts, np.concatenate([vectors for _, _, vectors in groups]))
        self._outside = fit_decision(rows, labels == "outside")
        self._unclear = fit_decision(rows, labels == "unclear") if "unclear" in labels else None

    def look(self, text: str, vector: Vectors) -> Outlook:
        """Return how a message compares; `vector` (dim,) is its embedding."""
        rows = self._features.rows([text], vector[None, :])
        nearest = [float((examples @ vector).max()) for examples in self._examples]
        best = int(np.argmax(nearest))
        return Outlook(
            outside=float(self._outside.log_odds(rows)[0]),
            unclear=float(self._unclear.log_odds(rows)[0]) if self._unclear else -np.inf,
            nearest=nearest[best],
            topic=self._topics[best],
        )


def train_outside(index: GuidanceIndex) -> OutsideDetector | None:
    """Return a detector; None when the index has no topics outside, or no guidance beside them."""
    if not index.outside_topics or not index.question_texts:
        return None
    return OutsideDetector(index)
