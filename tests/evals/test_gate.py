"""The gate: thresholds, no regression beyond the interval, JUnit XML."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from evals.evaluate import ALL, Evaluation, GroupScores
from evals.gate import Check, append, check_all, last_recorded, record, write_junit
from evals.metrics import Score


def _evaluation(**values: float) -> Evaluation:
    scores = {
        name.replace("_", " "): Score(value=value, low=value - 0.1, high=value + 0.1, n=50)
        for name, value in values.items()
    }
    return Evaluation(
        corpus_hash="c",
        generator="extractive",
        embedder="e",
        groups=(GroupScores(suite=ALL, split="test", n=50, scores=scores),),
        latency={},
        failed=(),
        verifier={"balanced accuracy": Score(value=0.9, low=0.88, high=0.92, n=600)},
    )


@pytest.fixture
def thresholds(tmp_path: Path) -> Path:
    path = tmp_path / "thresholds.toml"
    path.write_text(
        '[all.test]\n"fact recall" = 0.7\n"forbidden rate" = 0.05\n'
        '[verifier.whole]\n"balanced accuracy" = 0.85\n'
    )
    return path


def _problems(evaluation: Evaluation, thresholds: Path) -> dict[str, str]:
    checks = check_all(evaluation, thresholds, thresholds.parent / "history.jsonl")
    return {check.name: check.problem for check in checks if check.problem}


def test_scores_at_their_thresholds_hold(thresholds: Path) -> None:
    assert _problems(_evaluation(fact_recall=0.7, forbidden_rate=0.05), thresholds) == {}


def test_a_score_below_its_threshold_fails_and_says_both_numbers(thresholds: Path) -> None:
    problems = _problems(_evaluation(fact_recall=0.69, forbidden_rate=0.0), thresholds)
    assert problems == {"all.test.fact recall": "is 0.6900, must be at least 0.7"}


def test_a_rate_of_errors_fails_above_its_threshold(thresholds: Path) -> None:
    problems = _problems(_evaluation(fact_recall=0.9, forbidden_rate=0.06), thresholds)
    assert list(problems) == ["all.test.forbidden rate"]


def test_a_score_that_was_not_measured_fails(thresholds: Path) -> None:
    problems = _problems(_evaluation(fact_recall=0.9), thresholds)
    assert problems == {"all.test.forbidden rate": "was not measured"}


def test_a_fall_beyond_the_last_interval_is_a_regression(thresholds: Path) -> None:
    history = thresholds.parent / "history.jsonl"
    record(_evaluation(fact_recall=0.95, forbidden_rate=0.0), "1.0", "first", history)
    within = _evaluation(fact_recall=0.86, forbidden_rate=0.0)  # 0.95 - 0.1 is the lower end
    assert _problems(within, thresholds) == {}
    beyond = _evaluation(fact_recall=0.84, forbidden_rate=0.0)
    assert list(_problems(beyond, thresholds)) == ["regression.all.test.fact recall"]


def test_a_score_that_vanishes_is_a_regression(thresholds: Path) -> None:
    history = thresholds.parent / "history.jsonl"
    record(_evaluation(fact_recall=0.9, forbidden_rate=0.0, crag=0.5), "1.0", "first", history)
    problems = _problems(_evaluation(fact_recall=0.9, forbidden_rate=0.0), thresholds)
    assert problems == {"regression.all.test.crag": "is no longer measured"}


def test_a_precision_with_nothing_declined_is_no_regression(thresholds: Path) -> None:
    history = thresholds.parent / "history.jsonl"
    before = _evaluation(fact_recall=0.9, forbidden_rate=0.0, refusal_precision=0.5)
    record(before, "1.0", "first", history)
    assert _problems(_evaluation(fact_recall=0.9, forbidden_rate=0.0), thresholds) == {}


def test_only_the_last_line_of_the_history_counts(tmp_path: Path) -> None:
    history = tmp_path / "history.jsonl"
    for value in (0.9, 0.4):
        record(_evaluation(fact_recall=value), "1.0", "", history)
    assert last_recorded(history)["all.test"]["fact recall"].value == 0.4


def test_a_verifier_that_errs_more_than_before_is_a_regression(thresholds: Path) -> None:
    history = thresholds.parent / "history.jsonl"
    before = _evaluation(fact_recall=0.9, forbidden_rate=0.0)
    record(before, "1.0", "first", history)
    worse = {"balanced accuracy": Score(value=0.87, low=0.85, high=0.89, n=600)}
    problems = _problems(before.model_copy(update={"verifier": worse}), thresholds)
    assert list(problems) == ["regression.verifier.test.balanced accuracy"]


def test_length_and_reading_ease_cannot_regress(thresholds: Path) -> None:
    history = thresholds.parent / "history.jsonl"
    kept = {"fact_recall": 0.9, "forbidden_rate": 0.0}
    record(_evaluation(**kept, words=300, reading_ease=60), "1.0", "", history)
    assert _problems(_evaluation(**kept, words=100, reading_ease=20), thresholds) == {}


def test_an_ablation_in_the_history_is_not_what_the_next_evaluation_is_compared_with(
    tmp_path: Path,
) -> None:
    history = tmp_path / "history.jsonl"
    record(_evaluation(fact_recall=0.9), "1.0", "", history)
    append({"note": "parts switched off", "ablation": {}}, history)
    assert last_recorded(history)["all.test"]["fact recall"].value == 0.9


def test_without_a_history_nothing_can_regress(tmp_path: Path) -> None:
    assert last_recorded(tmp_path / "none.jsonl") == {}


def test_junit_has_a_test_case_for_every_check(tmp_path: Path) -> None:
    path = tmp_path / "out" / "gate.xml"
    write_junit([Check("all.test.crag"), Check("all.test.pass", "is 0, must be <1>")], path)
    suite = ElementTree.parse(path).getroot()
    assert suite.attrib["tests"] == "2" and suite.attrib["failures"] == "1"
    (failure,) = suite.iter("failure")
    assert failure.attrib["message"] == "all.test.pass is 0, must be <1>"
