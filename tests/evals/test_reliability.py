"""Calibration of the gate, against sums done by hand."""

from __future__ import annotations

import pytest

from assistant.types import Status
from evals.reliability import calibration_error, gate_says, reliability
from tests.evals.builders import answer, case, result


def test_the_confidence_of_an_abstention_is_turned_into_the_probability_of_sufficiency() -> None:
    abstained = result(said=answer(status=Status.ABSTAINED, confidence=0.8))
    ((sufficient, right),) = gate_says([abstained])
    assert (round(sufficient, 4), right) == (0.2, True)


def test_refusals_are_another_classifiers_business() -> None:
    refused = result(said=answer(status=Status.REFUSED, confidence=0.9))
    due = result(case(expect=(Status.REFUSED,)), answer(confidence=0.9))
    assert gate_says([refused, due]) == []


def test_a_case_that_may_only_be_declined_is_wrong_to_answer() -> None:
    declined = result(case(expect=(Status.ABSTAINED, Status.PARTIAL)), answer(confidence=0.7))
    assert gate_says([declined]) == [(0.7, False)]


def test_bins_say_how_sure_and_how_right() -> None:
    low, high = reliability([(0.12, False), (0.18, True), (0.95, True)])
    assert (low.confidence, low.share, low.n) == (0.15, 0.5, 2)
    assert (high.confidence, high.share, high.n) == (0.95, 1.0, 1)


def test_the_error_is_the_weighted_distance_of_the_bins() -> None:
    # bin 0.1: |0.15 - 0.5| * 2/3; bin 0.9: |0.95 - 1| * 1/3
    error = calibration_error([(0.12, False), (0.18, True), (0.95, True)])
    assert error is not None
    assert error.value == pytest.approx((0.35 * 2 + 0.05) / 3, abs=1e-4)
    assert error.n == 3


def test_without_cases_there_is_no_error() -> None:
    assert calibration_error([]) is None
