"""Character n-grams: what is misspelt, glued together or inflected still looks alike."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

# Within words, so that word order does not count; in two texts at least, which drops rare typos.
NGRAMS = (3, 5)
LEAST_TEXTS = 2


class CharacterIndex:
    """Tf-idf of character n-grams over a fixed list of texts, computed when it is opened."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._vectorizer = TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=NGRAMS,
            min_df=LEAST_TEXTS,
            sublinear_tf=True,
            dtype=np.float32,
        )
        # transposed, because a product with few non-empty rows on the left is ten times faster
        self._texts = self._vectorizer.fit_transform(texts).T.tocsr()

    def similarities(self, text: str) -> NDArray[np.float32]:
        """Return the cosine of `text` to every text: (texts,)."""
        found = self._vectorizer.transform([text]) @ self._texts
        return np.asarray(found.toarray()[0], dtype=np.float32)
