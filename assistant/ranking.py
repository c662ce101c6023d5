"""How well each passage fits a question: a linear sum of vector, word and character features.

Cosines are taken twice: plain, and after a map that shrinks the directions in which texts of
one passage differ among themselves (within-class whitening; Fisher 1936, with the shrinkage of
Friedman 1989, "Regularized Discriminant Analysis"). The map is computed from the index's own
vectors when it is opened; the weights are learned from sample questions, each held out while
it is asked, by `python -m evals.train_ranking`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from assistant.characters import CharacterIndex
from assistant.index import GuidanceIndex, Vectors
from assistant.lexical import FIELDS, Lexicon

Scores = NDArray[np.float64]

SHRINKAGE = 0.3  # share of the identity in the within-passage covariance
FEATURES = (
    "mapped question, best",
    "mapped question, mean",
    "mapped text",
    "mapped sentence, best",
    "question, best",
    "text",
    "sentence, best",
    *(f"bm25 {field}" for field in FIELDS),
    "characters, best",
)
MODEL = "ranking.json"


def load_weights() -> Scores:
    """Return the shipped weights, one a feature."""
    text = (files("assistant") / "models" / MODEL).read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(text)
    # a feature that is still to be trained counts nothing
    return np.asarray([weights.get(feature, 0.0) for feature in FEATURES])


class Stack:
    """Vectors of many passages in one matrix, with the row of the passage they belong to."""

    def __init__(self, by_passage: Mapping[str, Vectors], ids: list[str]) -> None:
        found = [by_passage[passage_id] for passage_id in ids]
        self.vectors: Vectors = np.concatenate(found)
        self.owners = np.repeat(np.arange(len(ids)), [len(vectors) for vectors in found])
        self._starts = np.concatenate([[0], np.cumsum([len(v) for v in found])[:-1]])
        self.counts = np.asarray([len(vectors) for vectors in found])

    def best(self, values: Vectors) -> Scores:
        """Return the greatest value of each passage: (passages,)."""
        return np.maximum.reduceat(values, self._starts).astype(np.float64)

    def mean(self, values: Vectors) -> Scores:
        """Return the mean value of each passage: (passages,)."""
        return np.asarray(np.add.reduceat(values, self._starts) / self.counts, dtype=np.float64)


class DomainMap:
    """Within-passage whitening of the embedding space."""

    def __init__(self, *stacks: Stack) -> None:
        vectors = np.concatenate([stack.vectors for stack in stacks])
        owners = np.concatenate([stack.owners for stack in stacks])
        self._centre = vectors.mean(axis=0)
        sums = np.zeros((owners.max() + 1, vectors.shape[1]), dtype=np.float64)
        np.add.at(sums, owners, vectors)
        rest = vectors - (sums / np.bincount(owners)[:, None])[owners]
        within = rest.T @ rest / len(rest)
        size = np.trace(within) / len(within)
        shrunk = (1 - SHRINKAGE) * within + SHRINKAGE * size * np.eye(len(within))
        values, axes = np.linalg.eigh(shrunk)
        self._map = (axes / np.sqrt(np.maximum(values, 1e-9))) @ axes.T

    def __call__(self, vectors: Vectors) -> Vectors:
        """Return mapped unit vectors, (n, dim)."""
        mapped = (vectors - self._centre) @ self._map
        norms = np.linalg.norm(mapped, axis=-1, keepdims=True)
        return np.asarray(mapped / np.maximum(norms, 1e-9), dtype=np.float32)


class Ranker:
    """Scores every passage of an index for a question."""

    def __init__(self, index: GuidanceIndex, lexicon: Lexicon) -> None:
        self.ids = list(index.passages)
        self._weights = load_weights()
        self._lexicon = lexicon
        self._questions = Stack(index.question_vectors, self.ids)
        self._texts = Stack(index.text_vectors, self.ids)
        self._sentences = Stack(index.sentence_vectors, self.ids)
        self._characters = CharacterIndex(
            [text for passage_id in self.ids for text in index.passages[passage_id].asked]
        )
        self._map = DomainMap(self._questions, self._texts)
        self._mapped_questions = self._map(self._questions.vectors)
        self._mapped_texts = self._map(self._texts.vectors)
        self._mapped_sentences = self._map(self._sentences.vectors)

    def features(self, vector: Vectors, text: str) -> Scores:
        """Return the standardised features of every passage: (passages, features)."""
        mapped = self._map(vector[None])[0]
        near = self._mapped_questions @ mapped
        columns = [
            self._questions.best(near),
            self._questions.mean(near),
            (self._mapped_texts @ mapped).astype(np.float64),
            self._sentences.best(self._mapped_sentences @ mapped),
            self._questions.best(self._questions.vectors @ vector),
            (self._texts.vectors @ vector).astype(np.float64),
            self._sentences.best(self._sentences.vectors @ vector),
            *(self._lexicon.scores(field, text) for field in FIELDS),
            self._questions.best(self._characters.similarities(text)),
        ]
        matrix = np.stack(columns, axis=1)
        return np.asarray((matrix - matrix.mean(axis=0)) / (matrix.std(axis=0) + 1e-6))

    def score(self, vector: Vectors, text: str) -> Scores:
        """Return one score a passage, in the order of `ids`; higher fits better."""
        return np.asarray(self.features(vector, text) @ self._weights)
