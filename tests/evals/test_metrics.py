"""Ranking measures and means against sums done by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from assistant.types import Status, Timings
from evals import metrics
from evals.metrics import mean_score
from tests.evals.builders import answer, case, result


def test_a_mean_comes_with_its_count_and_an_interval_around_it() -> None:
    score = mean_score([1.0, 0.0, 1.0, 1.0])
    assert score is not None
    assert (score.value, score.n) == (0.75, 4)
    assert score.low < 0.75 < score.high


def test_the_same_values_have_the_same_interval() -> None:
    assert mean_score([1.0, 0.0, 0.5]) == mean_score([1.0, 0.0, 0.5])


def test_no_values_have_no_mean() -> None:
    assert mean_score([]) is None


def test_ranking_measures_of_a_hit_at_rank_two_and_four() -> None:
    measured = metrics.case_ranking(("a", "b"), ("x", "a", "y", "b"))
    assert measured["recall@1"] == 0.0
    assert measured["recall@3"] == measured["recall@5"] == measured["recall@10"] == 1.0
    assert measured["mrr@10"] == pytest.approx(1 / 2)
    # DCG: 1 / log2(2 + 1) + 1 / log2(4 + 1); ideal: 1 / log2(1 + 1) + 1 / log2(2 + 1)
    gained = 1 / math.log2(3) + 1 / math.log2(5)
    ideal = 1 + 1 / math.log2(3)
    assert measured["ndcg@10"] == pytest.approx(gained / ideal)


def test_nothing_found_scores_nothing() -> None:
    measured = metrics.case_ranking(("a",), ())
    assert set(measured.values()) == {0.0}


def test_cases_without_gold_passages_do_not_count_in_retrieval() -> None:
    scores = metrics.retrieval_scores(
        [result(case(gold=("a",)), ranked=("a",)), result(case(), ranked=("b",))]
    )
    assert (scores["recall@1"].value, scores["recall@1"].n) == (1.0, 1)


def test_precision_of_abstention_counts_what_abstained_recall_what_had_to() -> None:
    due = case("due", expect=(Status.ABSTAINED,))
    in_scope = case("in-scope")
    abstained = answer(status=Status.ABSTAINED)
    scores = metrics.answer_scores(
        [result(due, abstained), result(due), result(in_scope, abstained)], {}
    )
    assert scores["abstention precision"].value == 0.5  # of two abstentions one was right
    assert scores["abstention recall"].value == 0.5  # of two due ones one was given


def test_forbidden_rate_is_over_all_cases_because_some_claims_are_wrong_anywhere() -> None:
    guarded = case(forbidden=("forever",))
    ignored = result(case(), answer("You can safely ignore the complaint."))
    scores = metrics.answer_scores(
        [result(guarded, answer("forever")), result(guarded), result(case()), ignored], {}
    )
    assert (scores["forbidden rate"].value, scores["forbidden rate"].n) == (0.5, 4)


def test_all_facts_counts_only_complete_answers() -> None:
    asked = case(facts=("10 days", "owner"))
    scores = metrics.answer_scores(
        [result(asked, answer("10 days")), result(asked, answer("10 days, owner"))], {}
    )
    assert (scores["fact recall"].value, scores["all facts"].value) == (0.75, 0.5)


def test_the_cost_of_a_follow_up_is_set_beside_the_same_question_asked_whole() -> None:
    turn = result(case(facts=("10 days",), whole="All of it?"), answer("no idea"))
    both = metrics.dialogue_scores([replace(turn, answer_whole=answer("10 days"))])
    assert both["last turn minus whole"].value == -1.0


def test_latency_is_read_from_the_timings() -> None:
    timed = [answer(timings_ms=Timings(total=float(ms))) for ms in (10, 20, 30)]
    assert metrics.latency([result(said=t) for t in timed]) == {
        "latency p50": 20.0,
        "latency p95": 29.0,
    }
