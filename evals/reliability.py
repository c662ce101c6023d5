"""Is the gate as sure as it is right? Reliability of P(sufficient), and its calibration error.

An answer's confidence is about its status, so it is turned back into the probability that the
passages suffice; it is right where the case is to be answered. Refusals come from another
classifier and are left out, with what cannot be processed at all.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from assistant.types import Status
from evals.metrics import RESAMPLES, SEED, Score
from evals.scorers import Result

BINS = 10
Floats = NDArray[np.float64]


class Bin(BaseModel):
    """Cases of like confidence: how sure the gate was, and how often it should have been."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    confidence: float  # mean P(sufficient), in [0, 1]
    share: float  # of cases that are to be answered, in [0, 1]
    n: int


def gate_says(results: Sequence[Result]) -> list[tuple[float, bool]]:
    """Return P(sufficient) and whether the case is to be answered, a case that was judged."""
    judged = []
    for result in results:
        status, confidence = result.answer.status, result.answer.confidence
        if status is Status.REFUSED or Status.REFUSED in result.case.expect or not confidence:
            continue
        answered = status in (Status.ANSWERED, Status.PARTIAL)
        sufficient = confidence if answered else 1.0 - confidence
        judged.append((sufficient, Status.ANSWERED in result.case.expect))
    return judged


def reliability(judged: Sequence[tuple[float, bool]]) -> tuple[Bin, ...]:
    """Return the cases in bins of equal width, the empty bins left out."""
    said = np.asarray([probability for probability, _ in judged], dtype=np.float64)
    right = np.asarray([label for _, label in judged], dtype=np.float64)
    rows = _bins(said)
    return tuple(
        Bin(
            confidence=round(float(said[rows == b].mean()), 4),
            share=round(float(right[rows == b].mean()), 4),
            n=int((rows == b).sum()),
        )
        for b in range(BINS)
        if (rows == b).any()
    )


def calibration_error(judged: Sequence[tuple[float, bool]]) -> Score | None:
    """Return the expected calibration error with its bootstrap interval; None without cases.

    The mean distance between confidence and share over the bins, weighted by their cases
    (Guo et al. 2017, "On Calibration of Modern Neural Networks"). In [0, 1], lower is better.
    """
    if not judged:
        return None
    said = np.asarray([probability for probability, _ in judged], dtype=np.float64)
    right = np.asarray([label for _, label in judged], dtype=np.float64)
    draws = np.random.default_rng(SEED).integers(0, len(said), (RESAMPLES, len(said)))
    errors = [_error(said[draw], right[draw]) for draw in draws]
    low, high = np.percentile(errors, [2.5, 97.5])
    return Score(
        value=round(_error(said, right), 4),
        low=round(float(low), 4),
        high=round(float(high), 4),
        n=len(said),
    )


def _bins(said: Floats) -> NDArray[np.int64]:
    return np.minimum((said * BINS).astype(np.int64), BINS - 1)


def _error(said: Floats, right: Floats) -> float:
    gaps = np.bincount(_bins(said), weights=said - right, minlength=BINS)
    return float(np.abs(gaps).sum() / len(said))
