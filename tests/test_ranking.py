"""The ranker: features of every passage, and what they add up to."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.chain import Parts
from assistant.ranking import FEATURES, DomainMap, Stack, load_weights


def _stack() -> Stack:
    rows = {
        "a": np.asarray([[1.0, 0.0], [0.8, 0.6]], dtype=np.float32),
        "b": np.asarray([[0.0, 1.0]], dtype=np.float32),
    }
    return Stack(rows, ["a", "b"])


def test_best_and_mean_are_taken_per_passage() -> None:
    stack = _stack()
    values = np.asarray([0.2, 0.6, 0.5], dtype=np.float32)
    assert stack.best(values) == pytest.approx([0.6, 0.5])
    assert stack.mean(values) == pytest.approx([0.4, 0.5])


def test_mapped_vectors_have_unit_length() -> None:
    stack = _stack()
    mapped = DomainMap(stack)(stack.vectors)
    assert np.linalg.norm(mapped, axis=1) == pytest.approx(np.ones(3), abs=1e-5)


def test_the_map_draws_texts_of_one_passage_together() -> None:
    # passages differ along x and y, texts of one passage only along z
    rows = {
        "a": np.asarray([[1, 0, 0.5], [1, 0, -0.5]], dtype=np.float32),
        "b": np.asarray([[0, 1, 0.5], [0, 1, -0.5]], dtype=np.float32),
    }
    stack = Stack(rows, ["a", "b"])
    mapped = DomainMap(stack)(stack.vectors)
    same, other = float(mapped[0] @ mapped[1]), float(mapped[0] @ mapped[2])
    plain_same = float(stack.vectors[0] @ stack.vectors[1]) / 1.25
    assert same > plain_same
    assert same > other


def test_every_feature_has_a_weight_and_every_passage_a_score(parts: Parts) -> None:
    ranker = parts.retriever.ranker
    vector = np.asarray(parts.embedder.embed_query("can i forward the retraction"), np.float32)
    features = ranker.features(vector, "can i forward the retraction")
    assert features.shape == (len(parts.index.passages), len(FEATURES))
    assert load_weights().shape == (len(FEATURES),)
    assert ranker.score(vector, "can i forward the retraction").shape == (len(ranker.ids),)
    assert np.abs(features.mean(axis=0)).max() < 1e-6, "features are standardised"
