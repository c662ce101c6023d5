"""The verifier's own error is computed as it is defined."""

from __future__ import annotations

import pytest

from evals.grounding_set import GroundingPair
from evals.verifier import Judged, balanced, f1, resampled, verifier_scores


def _judged(number: int, kind: str, said: bool) -> Judged:
    pair = GroundingPair.model_validate(
        {
            "id": f"hand-{number:03}",
            "claim": "It is so.",
            "evidence": ["a#b"],
            "supported": kind == "paraphrase",
            "kind": kind,
            "origin": "hand",
            "why": "test",
        }
    )
    return Judged(pair, said, 0.5, ())


VERDICTS = [
    _judged(1, "paraphrase", True),
    _judged(2, "paraphrase", True),
    _judged(3, "paraphrase", True),
    _judged(4, "paraphrase", False),
    _judged(5, "number", False),
    _judged(6, "negation", True),
]


def test_balanced_accuracy_is_the_mean_of_the_recalls_of_both_classes() -> None:
    # supported: 3 of 4 accepted; unsupported: 1 of 2 rejected; (0.75 + 0.5) / 2 = 0.625
    score = resampled(VERDICTS, balanced)
    assert score and score.value == 0.625
    assert score.low <= score.value <= score.high


def test_f1_counts_accepted_claims() -> None:
    # 3 rightly accepted, 1 wrongly accepted, 1 wrongly rejected: 2 * 3 / (4 + 4) = 0.75
    score = resampled(VERDICTS, f1)
    assert score and score.value == 0.75


def test_a_group_with_one_class_only_has_no_balanced_accuracy() -> None:
    assert resampled(VERDICTS[:4], balanced) is None


def test_each_kind_is_weighed_against_all_supported_claims() -> None:
    scores = verifier_scores(VERDICTS)
    for split in ("dev", "test"):
        rejected = [j for j in VERDICTS if j.pair.split == split and j.pair.kind == "number"]
        assert ("rejected, number" in scores[split]) == bool(rejected)


def test_the_same_verdicts_give_the_same_interval() -> None:
    assert resampled(VERDICTS, balanced) == resampled(VERDICTS, balanced)


@pytest.mark.parametrize("said", [True, False])
def test_a_verifier_that_says_one_thing_only_is_no_better_than_chance(said: bool) -> None:
    score = resampled([_judged(1, "paraphrase", said), _judged(2, "number", said)], balanced)
    assert score and score.value == 0.5
