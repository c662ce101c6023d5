"""Limits of the gate: a little under what was measured, never looser than before."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from evals.evaluate import ALL, Evaluation, GroupScores
from evals.gate import check_all
from evals.limits import limit_of, raise_limits
from evals.metrics import Score


def _score(value: float, n: int = 200) -> Score:
    return Score(value=value, low=value, high=value, n=n)


@pytest.mark.parametrize(
    ("metric", "measured", "limit"),
    [
        pytest.param("fact recall", _score(0.787), 0.76, id="a-little-under"),
        pytest.param("fact recall", _score(0.80, n=25), 0.72, id="more-under-where-few-are-asked"),
        pytest.param("calibration error", _score(0.101), 0.13, id="a-little-over-for-an-error"),
        pytest.param("exact tier", _score(1.0), 1.0, id="perfect-stays-perfect"),
        pytest.param("forbidden rate", _score(0.0), 0.0, id="none-stays-none"),
        pytest.param("forbidden rate", _score(0.01), 0.03, id="some-is-not-none"),
        pytest.param("crag", _score(-0.1), -0.12, id="below-zero"),
    ],
)
def test_a_limit_is_the_measured_score_less_a_margin(
    metric: str, measured: Score, limit: float
) -> None:
    assert limit_of(metric, measured) == pytest.approx(limit)


def _evaluation(**values: float) -> Evaluation:
    scores = {name.replace("_", " "): _score(value) for name, value in values.items()}
    return Evaluation(
        corpus_hash="c",
        generator="extractive",
        embedder="e",
        groups=(GroupScores(suite=ALL, split="dev", n=200, scores=scores),),
        latency={},
        failed=(),
        verifier={"balanced accuracy": _score(0.9)},
    )


def _written(path: Path) -> dict[str, float]:
    return dict(tomllib.loads(path.read_text("utf-8"))[ALL]["dev"])


def test_limits_rise_and_never_fall(tmp_path: Path) -> None:
    path = tmp_path / "thresholds.toml"
    path.write_text('[all.dev]\n"fact recall" = 0.7\n"forbidden rate" = 0.05\n"mrr@10" = 0.9\n')
    raise_limits(_evaluation(fact_recall=0.8, forbidden_rate=0.1, crag=0.5), path)
    raised = {"fact recall": 0.78, "forbidden rate": 0.05, "crag": 0.48, "mrr@10": 0.9}
    assert _written(path) == raised


def test_what_was_just_measured_holds_the_limits_written_from_it(tmp_path: Path) -> None:
    path = tmp_path / "thresholds.toml"
    evaluation = _evaluation(fact_recall=0.8, forbidden_rate=0.0, words=300)
    raise_limits(evaluation, path)
    checks = check_all(evaluation, path, tmp_path / "no-history.jsonl")
    assert {c.name for c in checks} >= {"all.dev.fact recall", "verifier.test.balanced accuracy"}
    assert [c.problem for c in checks if c.problem] == []
    assert "words" not in _written(path)
