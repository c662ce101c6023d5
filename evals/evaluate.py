"""One evaluation: every suite asked, every number counted, every failed case kept."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from assistant.service import Assistant
from assistant.types import Status
from evals import metrics, scorers
from evals.baselines import Comparison, compare
from evals.cases import DATASETS, EvalCase, load_real, load_suite, suite_names
from evals.citations import CitationJudge
from evals.counterfactual import counterfactual_scores, sample
from evals.metrics import Score
from evals.reliability import Bin, calibration_error, gate_says, reliability
from evals.run import run_cases
from evals.scorers import Result
from evals.verifier import own_error

REAL = DATASETS / "real-questions.jsonl"
ALL = "all"  # every suite but `real` together
VERIFIER = "verifier"  # the group of the verifier's own error


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GroupScores(_Model):
    """The scores of one suite, or of all, on one split."""

    suite: str
    split: str  # "dev", "test" or "whole"
    n: int
    scores: dict[str, Score]


class FailedCase(_Model):
    """A case that did not pass, readable by the author of the guidance."""

    id: str
    suite: str
    split: str
    question: str
    expected: tuple[Status, ...]
    status: Status
    answer: str
    missing: tuple[str, ...]
    forbidden: tuple[str, ...]
    gold: tuple[str, ...]
    cited: tuple[str, ...]
    tags: dict[str, str]


class Evaluation(_Model):
    """Everything a report, the gate and the history need."""

    corpus_hash: str
    generator: str
    embedder: str
    groups: tuple[GroupScores, ...]
    latency: dict[str, float]
    failed: tuple[FailedCase, ...]
    baselines: dict[str, dict[str, Score]] = {}
    significance: dict[str, dict[str, float]] = {}
    verifier: dict[str, Score] = {}
    by_tag: dict[str, dict[str, Score]] = {}
    reliability: dict[str, tuple[Bin, ...]] = {}  # of the gate, by split

    def scores(self, suite: str, split: str) -> dict[str, Score]:
        """Return the scores of a group, or of "verifier"; empty when it was not evaluated."""
        if suite == VERIFIER:
            return self.verifier
        for group in self.groups:
            if (group.suite, group.split) == (suite, split):
                return group.scores
        return {}


def load_suites(only: str | None = None) -> dict[str, tuple[EvalCase, ...]]:
    """Return the cases by suite. Raises ValueError when `only` names no suite."""
    names = (*suite_names(), "real")
    if only is not None and only not in names:
        raise ValueError(f"there is no suite {only!r}; there are {', '.join(names)}")
    chosen = [name for name in names if only in (None, name)]
    return {name: load_real(REAL) if name == "real" else load_suite(name) for name in chosen}


def sampled(suites: dict[str, tuple[EvalCase, ...]], size: int) -> dict[str, tuple[EvalCase, ...]]:
    """Return so many cases of all suites together, drawn by hash of the id; all of them for 0."""
    if not size:
        return suites
    ids = (case.id for cases in suites.values() for case in cases)
    drawn = set(sorted(ids, key=lambda i: hashlib.sha256(i.encode()).hexdigest())[:size])
    return {name: tuple(c for c in cases if c.id in drawn) for name, cases in suites.items()}


def evaluate(
    assistant: Assistant,
    suites: dict[str, tuple[EvalCase, ...]],
    *,
    baselines: bool = False,
    with_model: bool = False,
) -> Evaluation:
    """Ask everything once and return the scores. Same guidance, same numbers.

    `baselines` asks simpler systems the same cases; `with_model` adds the chat model of the
    settings, unverified.
    """
    results = {name: run_cases(assistant, cases) for name, cases in suites.items()}
    pooled = [r for name, found in results.items() if name != "real" for r in found]
    compared = (
        compare(results, assistant.parts, with_model=with_model)
        if baselines
        else Comparison({}, {})
    )
    index = assistant.parts.index
    return Evaluation(
        corpus_hash=index.corpus_hash,
        generator=assistant.parts.settings.chat_model or "extractive",
        embedder=assistant.parts.embedder.name,
        groups=_all_groups(assistant, results, pooled),
        latency=metrics.latency(pooled),
        failed=tuple(
            _failed(name, r)
            for name, found in results.items()
            for r in found
            if not scorers.passes(r)
        ),
        baselines=compared.scores,
        significance=compared.significance,
        by_tag=_by_tag(pooled),
        reliability={
            split: reliability(gate_says([r for r in pooled if r.case.split == split]))
            for split in ("dev", "test")
        },
    )


def with_verifier(evaluation: Evaluation, assistant: Assistant) -> Evaluation:
    """Return the evaluation with the error of the verifier that judged it."""
    parts = assistant.parts
    error = own_error(parts.verifier, parts.index.passages)
    return evaluation.model_copy(update={"verifier": error})


def _all_groups(
    assistant: Assistant, results: dict[str, list[Result]], pooled: list[Result]
) -> tuple[GroupScores, ...]:
    sampled = sample(pooled)
    groups = []
    for name, found in ({ALL: pooled} | results).items():
        for group in _groups(assistant, name, found):
            more = {}
            if name == ALL:
                drawn = [r for r in sampled if r.case.split == group.split]
                more = counterfactual_scores(assistant.parts, drawn)
            groups.append(group.model_copy(update={"scores": group.scores | more}))
    return tuple(groups)


def _groups(assistant: Assistant, name: str, results: Sequence[Result]) -> list[GroupScores]:
    if name == "real":  # its cases are few and all of them examples: no split
        english = [r for r in results if r.case.language == "en"]
        return [_group(assistant, name, "whole", results),
                _group(assistant, "real-en", "whole", english)]  # fmt: skip
    return [
        _group(assistant, name, split, [r for r in results if r.case.split == split])
        for split in ("dev", "test")
    ]


def _group(assistant: Assistant, suite: str, split: str, results: Sequence[Result]) -> GroupScores:
    parts = assistant.parts
    scores = (
        metrics.retrieval_scores(results)
        | metrics.answer_scores(results, parts.index.passages)
        | metrics.citation_scores(results, CitationJudge(parts.verifier, parts.index.passages))
        | metrics.dialogue_scores(results)
    )
    if error := calibration_error(gate_says(results)):
        scores["calibration error"] = error
    return GroupScores(suite=suite, split=split, n=len(results), scores=scores)


def _by_tag(results: Sequence[Result]) -> dict[str, dict[str, Score]]:
    """Return the share of passed cases per tag value, per tag."""
    values: dict[str, dict[str, list[float]]] = {}
    for result in results:
        for tag, value in result.case.tags.items():
            passed = float(scorers.passes(result))
            values.setdefault(tag, {}).setdefault(value, []).append(passed)
    return {
        tag: {value: s for value, v in sorted(found.items()) if (s := metrics.mean_score(v))}
        for tag, found in values.items()
    }


def _failed(suite: str, result: Result) -> FailedCase:
    return FailedCase(
        id=result.case.id,
        suite=suite,
        split="whole" if suite == "real" else result.case.split,
        question=result.case.question,
        expected=result.case.expect,
        status=result.answer.status,
        answer=result.answer.text,
        missing=scorers.missing_facts(result),
        forbidden=scorers.forbidden_claims(result),
        gold=result.case.gold,
        cited=tuple(c.passage_id for c in result.answer.citations),
        tags=result.case.tags,
    )
