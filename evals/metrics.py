"""From results to numbers, each with its count and a bootstrap interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import ir_measures
import numpy as np
from ir_measures import RR, nDCG
from pydantic import BaseModel, ConfigDict

from assistant.types import Passage, Status
from evals import scorers
from evals.citations import CitationJudge
from evals.reading import reading_ease
from evals.scorers import Result

RESAMPLES = 1000
SEED = 20261123


class Score(BaseModel):
    """A mean with a 95 % bootstrap interval.

    In [0, 1], but CRAG in [-1, 1], words a count and reading ease on Flesch's scale.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: float
    low: float
    high: float
    n: int


def mean_score(values: Sequence[float]) -> Score | None:
    """Return mean and percentile bootstrap interval (Efron 1979); None without values."""
    if not values:
        return None
    array = np.asarray(values, dtype=np.float64)
    draws = np.random.default_rng(SEED).integers(0, len(array), (RESAMPLES, len(array)))
    means = array[draws].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Score(
        value=round(float(array.mean()), 4),
        low=round(float(low), 4),
        high=round(float(high), 4),
        n=len(array),
    )


def retrieval_scores(results: Sequence[Result]) -> dict[str, Score]:
    """Return recall@k, MRR@10 and nDCG@10 over the cases with gold passages.

    recall@k counts a case as found when any gold passage is among the first k: a case's gold
    passages are alternatives. nDCG uses binary gains.
    """
    judged = [r for r in results if r.case.gold]
    if not judged:
        return {}
    values: dict[str, list[float]] = {}
    for result in judged:
        for name, value in case_ranking(result.case.gold, result.ranked).items():
            values.setdefault(name, []).append(value)
    return {name: s for name, v in values.items() if (s := mean_score(v)) is not None}


def case_ranking(relevant: Sequence[str], ranked: Sequence[str]) -> dict[str, float]:
    """Return the ranking measures of one case, from the ids that answer and those found."""
    gold = set(relevant)
    hit = [float(any(pid in gold for pid in ranked[:k])) for k in (1, 3, 5, 10)]
    run = [ir_measures.ScoredDoc("q", pid, float(-rank)) for rank, pid in enumerate(ranked)]
    qrels = [ir_measures.Qrel("q", pid, 1) for pid in gold]
    found = ir_measures.calc_aggregate([RR @ 10, nDCG @ 10], qrels, run) if run else {}
    return {
        "recall@1": hit[0],
        "recall@3": hit[1],
        "recall@5": hit[2],
        "recall@10": hit[3],
        "mrr@10": float(found.get(RR @ 10, 0.0)),
        "ndcg@10": float(found.get(nDCG @ 10, 0.0)),
    }


def answer_scores(results: Sequence[Result], passages: Mapping[str, Passage]) -> dict[str, Score]:
    """Return the scores of outcomes, facts, exactness and length."""
    answered = [r for r in results if r.answer.status in (Status.ANSWERED, Status.PARTIAL)]
    facts = [f for r in results if r.case.in_scope and (f := scorers.fact_recall(r)) is not None]
    values: dict[str, list[float]] = {
        "outcome accuracy": _each(results, scorers.outcome_right),
        "fact recall": facts,
        "all facts": [float(value == 1.0) for value in facts],
        "forbidden rate": _each(results, lambda r: bool(scorers.forbidden_claims(r))),
        "crag": [float(scorers.crag(r)) for r in results],
        "pass": _each(results, scorers.passes),
        "exact tier": _each(answered, lambda r: not scorers.exact_faults(r.answer, passages)),
        "uncited statements": [
            scorers.uncited(r.answer) / max(1, len(r.answer.statements)) for r in answered
        ],
        "words": [float(len(scorers.plain(r.answer).split())) for r in answered],
        "reading ease": [
            ease for r in answered if (ease := reading_ease(scorers.plain(r.answer))) is not None
        ],
    }
    for status in (Status.ABSTAINED, Status.REFUSED):
        values |= _precision_recall(results, status)
    return {name: s for name, v in values.items() if (s := mean_score(v)) is not None}


def citation_scores(results: Sequence[Result], judge: CitationJudge) -> dict[str, Score]:
    """Return ALCE's citation precision and recall, and the share of unsupported statements."""
    judged = [scores for r in results if (scores := judge.score(r.answer)) is not None]
    values = {
        "citation precision": [j.precision for j in judged if j.precision is not None],
        "citation recall": [j.recall for j in judged],
        "unsupported shown": [j.unsupported for j in judged],
    }
    return {name: s for name, v in values.items() if (s := mean_score(v)) is not None}


def _each(results: Sequence[Result], holds: Callable[[Result], bool]) -> list[float]:
    return [float(holds(result)) for result in results]


def _precision_recall(results: Sequence[Result], status: Status) -> dict[str, list[float]]:
    """Precision over what got the status, recall over what only that status is right for."""
    name = {Status.ABSTAINED: "abstention", Status.REFUSED: "refusal"}[status]
    given = [r for r in results if r.answer.status is status]
    due = [r for r in results if status in r.case.expect and not r.case.in_scope]
    declined = (Status.ABSTAINED, Status.REFUSED, Status.CLARIFY)
    return {
        f"{name} precision": _each(given, scorers.outcome_right),
        f"{name} recall": _each(
            due, lambda r: r.answer.status in r.case.expect and r.answer.status in declined
        ),
    }


def latency(results: Sequence[Result]) -> dict[str, float]:
    """Return the median and 95th percentile of the total time of an answer, in ms."""
    times = [r.answer.timings_ms.total for r in results]
    if not times:
        return {}
    return {
        "latency p50": round(float(np.percentile(times, 50)), 1),
        "latency p95": round(float(np.percentile(times, 95)), 1),
    }


def dialogue_scores(results: Sequence[Result]) -> dict[str, Score]:
    """Return fact recall of last turns beside that of the same questions asked whole."""
    pairs = [
        (as_turn, as_whole)
        for r in results
        if r.answer_whole is not None
        and (as_turn := scorers.fact_recall(r)) is not None
        and (as_whole := scorers.fact_recall(replace(r, answer=r.answer_whole))) is not None
    ]
    values = {
        "last turn": [turn for turn, _ in pairs],
        "asked whole": [whole for _, whole in pairs],
        "last turn minus whole": [turn - whole for turn, whole in pairs],
    }
    return {name: s for name, v in values.items() if (s := mean_score(v)) is not None}
