"""Logistic regression over short texts: their embedding and, beside it, their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from assistant.index import Vectors

REGULARISATION = 10.0  # 3 to 30 do equally well on the dev split
_WORD = r"(?u)\b\w+\b"  # one-letter words too: "sign for him" and "i sign" differ

Values = NDArray[np.float64]


class TextFeatures:
    """Turns texts into rows of embedding and words; words are those of the texts given here."""

    def __init__(self, texts: Sequence[str], wording: float) -> None:
        """`wording` weighs the words beside the embedding, both of length 1."""
        self._wording = wording
        self._words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=_WORD)
        self._words.fit(texts)

    def rows(self, texts: Sequence[str], vectors: Vectors) -> csr_matrix:
        """Return (n, dim + words)."""
        words = self._wording * self._words.transform(texts)
        return hstack([csr_matrix(vectors), words], format="csr")


@dataclass(frozen=True)
class Decision:
    """A fitted yes or no; plain numbers, because scikit-learn's checks cost more than the sum."""

    weights: Values  # (features,)
    intercept: float

    def log_odds(self, rows: csr_matrix) -> Values:
        """Return (n,)."""
        return np.asarray(rows @ self.weights + self.intercept)

    def probability(self, rows: csr_matrix) -> Values:
        """Return (n,), in [0, 1]."""
        return np.asarray(1.0 / (1.0 + np.exp(-self.log_odds(rows))))


def fit_decision(
    rows: csr_matrix, yes: NDArray[np.bool_], weights: Values | None = None
) -> Decision:
    """Return a decision; without weights, yes and no count alike however many there are."""
    model = LogisticRegression(
        C=REGULARISATION,
        class_weight="balanced" if weights is None else None,
        solver="liblinear",
        random_state=0,
    ).fit(rows, yes, sample_weight=weights)
    return Decision(np.asarray(model.coef_[0]), float(model.intercept_[0]))
