"""The gate: thresholds that hold, and no regression against the last recorded evaluation."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from evals.evaluate import VERIFIER, Evaluation
from evals.metrics import Score

THRESHOLDS = Path(__file__).parent / "thresholds.toml"
HISTORY = Path(__file__).parent / "history.jsonl"
LOWER_IS_BETTER = frozenset(
    {"forbidden rate", "uncited statements", "unsupported shown", "calibration error"}
)
# neither more nor less is better; the last one falls, too, when the question asked whole gains
UNDIRECTED = frozenset({"words", "reading ease", "last turn minus whole"})


@dataclass(frozen=True)
class Check:
    """One thing the gate looked at; `problem` is empty when it holds."""

    name: str
    problem: str = ""


def check_all(
    evaluation: Evaluation, thresholds: Path = THRESHOLDS, history: Path = HISTORY
) -> list[Check]:
    """Return every check of thresholds and of the no-regression rule."""
    limits = tomllib.loads(thresholds.read_text(encoding="utf-8"))
    checks = [
        _threshold(evaluation, suite, split, metric, limit)
        for suite, splits in limits.items()
        for split, wanted in splits.items()
        for metric, limit in wanted.items()
    ]
    return [*checks, *_regressions(evaluation, last_recorded(history))]


def _threshold(evaluation: Evaluation, suite: str, split: str, metric: str, limit: float) -> Check:
    name = f"{suite}.{split}.{metric}"
    score = evaluation.scores(suite, split).get(metric)
    if score is None:
        return Check(name, "was not measured")
    if metric in LOWER_IS_BETTER:
        broken, relation = score.value > limit, "at most"
    else:
        broken, relation = score.value < limit, "at least"
    return Check(name, f"is {score.value:.4f}, must be {relation} {limit}" if broken else "")


def last_recorded(history: Path = HISTORY) -> dict[str, dict[str, Score]]:
    """Return the scores of the last line of the history, by "suite.split"; empty if none."""
    lines = recorded(history)
    if not lines:
        return {}
    last = json.loads(lines[-1])
    groups = last["scores"] | {f"{VERIFIER}.test": last["verifier"]}
    return {
        group: {metric: Score.model_validate(score) for metric, score in scores.items()}
        for group, scores in groups.items()
    }


def recorded(history: Path = HISTORY) -> list[str]:
    """Return the lines of the history that are evaluations, oldest first.

    The others are ablations, which no later evaluation is compared with.
    """
    if not history.exists():
        return []
    lines = history.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and "scores" in json.loads(line)]


# nothing was declined, so there is no share of it that was right; the recalls tell if that is wrong
MAY_BE_EMPTY = frozenset({"abstention precision", "refusal precision"})


def _regressions(evaluation: Evaluation, last: dict[str, dict[str, Score]]) -> list[Check]:
    """A score may fall below the last one only within the last one's interval."""
    checks = []
    for group, scores in last.items():
        suite, split = group.rsplit(".", 1)
        now = evaluation.scores(suite, split)
        for metric, before in scores.items():
            if metric in UNDIRECTED:
                continue
            after = now.get(metric)
            if after is None and metric in MAY_BE_EMPTY:
                continue
            if after is None:
                checks.append(Check(f"regression.{group}.{metric}", "is no longer measured"))
                continue
            if metric in LOWER_IS_BETTER:
                worse = after.value > before.high
            else:
                worse = after.value < before.low
            checks.append(
                Check(
                    f"regression.{group}.{metric}",
                    f"fell from {before.value:.4f} [{before.low:.4f}, {before.high:.4f}] to "
                    f"{after.value:.4f}"
                    if worse
                    else "",
                )
            )
    return checks


def record(evaluation: Evaluation, version: str, note: str, history: Path = HISTORY) -> None:
    """Append the evaluation's scores to the history."""
    entry = {
        "version": version,
        "note": note,
        "corpus_hash": evaluation.corpus_hash,
        "generator": evaluation.generator,
        "latency": evaluation.latency,
        "scores": {
            f"{group.suite}.{group.split}": {
                name: score.model_dump() for name, score in group.scores.items()
            }
            for group in evaluation.groups
        },
        "verifier": {name: score.model_dump() for name, score in evaluation.verifier.items()},
    }
    append(entry, history)


def append(entry: dict[str, Any], history: Path = HISTORY) -> None:
    """Append a line to the history."""
    with history.open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry, ensure_ascii=False) + "\n")


def write_junit(checks: list[Check], path: Path) -> None:
    """Write the checks as JUnit XML, for CI."""
    suite = ElementTree.Element(
        "testsuite",
        name="eval gate",
        tests=str(len(checks)),
        failures=str(sum(bool(check.problem) for check in checks)),
    )
    for check in checks:
        case = ElementTree.SubElement(suite, "testcase", name=check.name)
        if check.problem:
            ElementTree.SubElement(case, "failure", message=f"{check.name} {check.problem}")
    path.parent.mkdir(parents=True, exist_ok=True)
    ElementTree.ElementTree(suite).write(path, encoding="utf-8", xml_declaration=True)
