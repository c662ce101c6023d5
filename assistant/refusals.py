"""Which requests are refused, learnt from example requests (`knowledge/requests.yaml`).

Some examples are refused (forge, evade, file falsely, reveal the prompt), some only sound alike;
the guidance's own sample questions are further harmless ones. Meaning alone does not tell "he
forged a letter" from "forge a letter", so words and pairs of words count beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from assistant.index import HARMLESS, GuidanceIndex, Vectors

# Chosen by 10-fold cross-validation over the examples, like ones kept in one fold.
REGULARISATION = 10.0
WORDING = 2.0  # weight of the words beside the embedding, both of length 1
SAMPLE_WEIGHT = 0.3  # of a sample question of the guidance: many, and seldom near the boundary
_WORD = r"(?u)\b\w+\b"  # one-letter words too: "sign for him" and "i sign" differ


@dataclass(frozen=True)
class Examples:
    """Texts and their vectors, (n, dim), in the same order."""

    texts: tuple[str, ...]
    vectors: Vectors


class RefusalClassifier:
    """Logistic regression from embedding and words to whether a request is to be refused."""

    def __init__(
        self, refused: Mapping[str, Examples], harmless: Examples, samples: Examples
    ) -> None:
        """Train on refused requests a kind, harmless look-alikes and guidance questions."""
        self._refused = {kind: refused[kind].vectors for kind in sorted(refused)}
        groups = [*(refused[kind] for kind in self._refused), harmless, samples]
        sizes = [len(group.texts) for group in groups]
        bad = [1] * len(self._refused) + [0, 0]
        weights = [1.0] * len(self._refused) + [1.0, SAMPLE_WEIGHT]
        texts = [text for group in groups for text in group.texts]
        self._words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=_WORD)
        self._words.fit(texts)
        self._model = LogisticRegression(C=REGULARISATION, solver="liblinear", random_state=0)
        self._model.fit(
            self._features(texts, np.concatenate([group.vectors for group in groups])),
            np.repeat(bad, sizes),
            sample_weight=np.repeat(weights, sizes),
        )

    def classify(self, texts: Sequence[str], vectors: Vectors) -> tuple[str, float]:
        """Return the nearest kind and the probability that the request is to be refused.

        `texts` are the whole message, then its parts; `vectors` (n, dim) are theirs. The worst
        counts, but a part with half its weight: torn out of the message, "what do I write to
        them?" tells too little.
        """
        each = self._model.predict_proba(self._features(texts, vectors))[:, 1]
        probabilities = (each[0] + each) / 2
        worst = int(probabilities.argmax())
        near = {kind: float((rows @ vectors[worst]).max()) for kind, rows in self._refused.items()}
        return max(near, key=lambda kind: near[kind]), float(probabilities[worst])

    def _features(self, texts: Sequence[str], vectors: Vectors) -> csr_matrix:
        """Return (n, dim + words)."""
        return hstack([csr_matrix(vectors), WORDING * self._words.transform(texts)], format="csr")


def train_refusals(kinds: Sequence[str], index: GuidanceIndex) -> RefusalClassifier | None:
    """Return a classifier of these kinds of requests; None when the index has none of them."""
    known = [kind for kind in kinds if kind in index.request_vectors]
    if not known:
        return None
    dimension = index.request_vectors[known[0]].shape[1]

    def joined(
        texts: Mapping[str, tuple[str, ...]], vectors: Mapping[str, Vectors], groups: Sequence[str]
    ) -> Examples:
        rows = [np.empty((0, dimension), np.float32), *(vectors[group] for group in groups)]
        return Examples(
            tuple(text for group in groups for text in texts[group]), np.concatenate(rows)
        )

    asked = index.request_texts, index.request_vectors
    return RefusalClassifier(
        {kind: joined(*asked, [kind]) for kind in known},
        joined(*asked, [HARMLESS] if HARMLESS in index.request_vectors else []),
        joined(index.question_texts, index.question_vectors, sorted(index.question_vectors)),
    )
