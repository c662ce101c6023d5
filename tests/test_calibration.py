"""The shipped decision: small, versioned, and made of features that are really measured."""

from __future__ import annotations

import pytest

from assistant.calibration import NEAR_COPY, Calibration, crossed, load_calibration
from assistant.exactness import KINDS
from assistant.likeness import FEATURES


def test_the_shipped_model_knows_exactly_the_features_that_are_measured() -> None:
    measured = dict.fromkeys([*FEATURES, *KINDS], 0.0)
    assert set(load_calibration().coefficients) == set(crossed(measured))


def test_the_probability_is_the_logistic_of_the_weighted_features() -> None:
    # 1 / (1 + e^-(0.5 + 2 * 0.25)) = 1 / (1 + e^-1) = 0.7311
    model = Calibration(trained_on=1, threshold=0.5, intercept=0.5, coefficients={"covered": 2.0})
    features = dict.fromkeys([*FEATURES, *KINDS], 0.0) | {"covered": 0.25}
    assert model.probability(features) == pytest.approx(0.7311, abs=1e-4)


def test_a_changed_word_counts_more_in_a_near_copy() -> None:
    features = dict.fromkeys([*FEATURES, *KINDS], 0.0) | {"negation": 1.0, NEAR_COPY: 0.9}
    assert crossed(features)["negation × wording"] == pytest.approx(0.9)


@pytest.mark.parametrize("kind", ["number", "negation", "jurisdiction", "condition", "quantifier"])
def test_no_finding_speaks_for_a_claim(kind: str) -> None:
    assert load_calibration().coefficients[kind] <= 0.0
