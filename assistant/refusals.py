"""Which requests are refused, learnt from example requests (`knowledge/requests.yaml`).

Some examples are refused (forge, evade, file falsely, reveal the prompt), some only sound alike;
questions of the guidance and of topics outside are further harmless ones. Meaning alone does not
tell "he forged a letter" from "forge a letter", so words and pairs of words count beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from assistant.classifiers import TextFeatures, Values, fit_decision
from assistant.index import HARMLESS, GuidanceIndex, Vectors
from assistant.types import Query

# Chosen by cross-validation over the examples, like ones kept in one fold, and on the dev split.
WORDING = 2.0  # weight of the words beside the embedding, both of length 1
SAMPLE_WEIGHT = 0.3  # of a sample question: many, and seldom near the boundary
JOINED_WEIGHT = 0.5  # of two examples joined
JOINED = 1  # joined examples for each refused one, and twice as many harmless pairs
SURE_OF_WORDING = 0.7  # probability from which letters alone are believed
HARMLESS_SHARE = 3.0  # weight of all that is harmless, beside all that is refused
_SEED = 0


@dataclass(frozen=True)
class Examples:
    """Texts and their vectors, (n, dim), in the same order."""

    texts: tuple[str, ...]
    vectors: Vectors

    def __add__(self, other: Examples) -> Examples:
        """Return both, one after the other."""
        return Examples(self.texts + other.texts, np.concatenate([self.vectors, other.vectors]))


class RefusalClassifier:
    """Logistic regression from embedding and words to whether a request is to be refused."""

    def __init__(
        self,
        refused: Mapping[str, Examples],
        harmless: Examples,
        samples: Examples,
        foreign: ForeignClassifier | None = None,
    ) -> None:
        """Train on refused requests a kind, harmless look-alikes and sample questions.

        `harmless` and `samples` may not both be empty.
        """
        self._refused = {kind: refused[kind].vectors for kind in sorted(refused)}
        self._foreign = foreign
        bad, *rest = (refused[kind] for kind in self._refused)
        for more in rest:
            bad += more
        groups = [bad, harmless, samples, *_joined(bad, harmless, samples)]
        labels = [1, 0, 0, 1, 0]
        weights = [1.0, 1.0, SAMPLE_WEIGHT, JOINED_WEIGHT, JOINED_WEIGHT]
        sizes = [len(group.texts) for group in groups]
        texts = [text for group in groups for text in group.texts]
        self._features = TextFeatures(texts, WORDING)
        self._decision = fit_decision(
            self._features.rows(texts, np.concatenate([group.vectors for group in groups])),
            np.repeat(labels, sizes) == 1,
            _balanced(np.repeat(labels, sizes), np.repeat(weights, sizes)),
        )

    def classify(self, query: Query, vectors: Vectors) -> tuple[str, float]:
        """Return the nearest kind and the probability that the request is to be refused.

        `vectors` (n, dim) are those of the query's texts: the whole message, then its parts. The
        worst counts, but a part with half its weight: torn out of the message, "what do I write
        to them?" tells too little. In other languages the asker's own wording counts too, because
        what is wrong with a request is often lost in translation.
        """
        each = self._decision.probability(self._features.rows(query.texts, vectors))
        probabilities = (each[0] + each) / 2
        worst = int(probabilities.argmax())
        near = {kind: float((rows @ vectors[worst]).max()) for kind, rows in self._refused.items()}
        kind, probability = max(near, key=lambda kind: near[kind]), float(probabilities[worst])
        if self._foreign is not None and query.language != "en":
            wording = self._foreign.classify(query.question)
            if wording[1] >= max(probability, SURE_OF_WORDING):
                return wording
        return kind, probability


class ForeignClassifier:
    """Which requests in other languages are refused, by their letters as they were written."""

    def __init__(self, requests: Mapping[str, Sequence[str]]) -> None:
        """Train on requests a kind, harmless ones among them."""
        texts = [text for kind in sorted(requests) for text in requests[kind]]
        kinds = [kind for kind in sorted(requests) for _ in requests[kind]]
        # parts of words: the languages have no stems or spaces in common
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), sublinear_tf=True)
        rows = self._letters.fit_transform(texts)
        bad = np.asarray([kind != HARMLESS for kind in kinds])
        self._decision = fit_decision(rows, bad)
        self._bad = rows[bad]
        self._kinds = [kind for kind in kinds if kind != HARMLESS]

    def classify(self, text: str) -> tuple[str, float]:
        """Return the nearest kind and the probability that the request is to be refused."""
        row = self._letters.transform([text])
        nearest = int((self._bad @ row.T).toarray().argmax())
        return self._kinds[nearest], float(self._decision.probability(row)[0])


def _joined(bad: Examples, harmless: Examples, samples: Examples) -> tuple[Examples, Examples]:
    """Return refused requests joined with harmless ones, and harmless ones joined.

    A wrong hidden behind an honest question is still one; a long honest message is none.
    """
    draw = np.random.default_rng(_SEED)
    size = JOINED * len(bad.texts)
    look_alikes, questions = harmless if harmless.texts else samples, samples
    if not samples.texts:
        questions = harmless
    halves = (_pairs(bad, group, size // 2, draw) for group in (look_alikes, questions))
    return next(halves) + next(halves), _pairs(look_alikes, questions, 2 * size, draw)


def _pairs(one: Examples, other: Examples, size: int, draw: Generator) -> Examples:
    """Return texts joined in either order; mean vectors stand in for those of the joined text."""
    first = draw.integers(len(one.texts), size=size)
    second = draw.integers(len(other.texts), size=size)
    swapped = draw.random(size) < 0.5
    texts = tuple(
        f"{other.texts[j]} {one.texts[i]}" if swap else f"{one.texts[i]} {other.texts[j]}"
        for i, j, swap in zip(first, second, swapped, strict=True)
    )
    sums = one.vectors[first] + other.vectors[second]
    return Examples(texts, sums / np.linalg.norm(sums, axis=1, keepdims=True).clip(1e-9))


def _balanced(labels: NDArray[np.int_], weights: Values) -> Values:
    """Return weights whose share does not depend on how much guidance there is."""
    good = labels == 0
    scale = HARMLESS_SHARE * weights[~good].sum() / weights[good].sum()
    return np.where(good, weights * scale, weights)


def train_refusals(kinds: Sequence[str], index: GuidanceIndex) -> RefusalClassifier | None:
    """Return a classifier of these kinds of requests.

    None when the index has none of them, or nothing harmless to tell them from.
    """
    known = [kind for kind in kinds if kind in index.request_vectors]
    if not known:
        return None
    dimension = index.request_vectors[known[0]].shape[1]

    def group(
        texts: Mapping[str, tuple[str, ...]], vectors: Mapping[str, Vectors], names: Sequence[str]
    ) -> Examples:
        rows = [np.empty((0, dimension), np.float32), *(vectors[name] for name in names)]
        return Examples(tuple(t for name in names for t in texts[name]), np.concatenate(rows))

    asked = index.request_texts, index.request_vectors
    harmless = group(*asked, [HARMLESS] if HARMLESS in index.request_vectors else [])
    samples = group(
        index.question_texts, index.question_vectors, sorted(index.question_vectors)
    ) + group(index.outside_texts, index.outside_vectors, sorted(index.outside_vectors))
    if not harmless.texts and not samples.texts:
        return None
    return RefusalClassifier(
        {kind: group(*asked, [kind]) for kind in known}, harmless, samples, _foreign(known, index)
    )


def _foreign(kinds: Sequence[str], index: GuidanceIndex) -> ForeignClassifier | None:
    written = index.foreign_requests
    known = {kind: written[kind] for kind in (*kinds, HARMLESS) if kind in written}
    return ForeignClassifier(known) if len(known) > 1 and HARMLESS in known else None
