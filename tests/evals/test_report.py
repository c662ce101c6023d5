"""The report: one page that needs nothing else, and shows every case that did not pass."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from assistant.types import Status
from evals.evaluate import ALL, Evaluation, FailedCase, GroupScores
from evals.gate import Check
from evals.metrics import Score
from evals.reliability import Bin
from evals.report import write_report

HALF = Score(value=0.5, low=0.4, high=0.6, n=10)


def _failed(number: int) -> FailedCase:
    return FailedCase(
        id=f"case-{number}",
        suite="accused",
        split="dev",
        question=f"<script>alert({number})</script> & more?",
        expected=(Status.ANSWERED,),
        status=Status.ABSTAINED,
        answer=f"answer <b>{number}</b>",
        missing=("says <10> days",),
        forbidden=("claims it's over",),
        gold=("wait#a",),
        cited=("form#a",),
        tags={"topic": "wait"},
    )


@pytest.fixture
def page(tmp_path: Path) -> str:
    evaluation = Evaluation(
        corpus_hash="0123456789abcdef",
        generator="extractive",
        embedder="MiniLM",
        groups=(GroupScores(suite=ALL, split="test", n=10, scores={"citation recall": HALF}),),
        latency={"latency p50": 30.0},
        failed=tuple(_failed(number) for number in range(25)),
        baselines={"ours": {"pass": HALF}, "BM25 alone": {"pass": HALF}},
        significance={"BM25 alone": {"pass": 0.0312}},
        verifier={"balanced accuracy": Score(value=0.91, low=0.89, high=0.93, n=600)},
        by_tag={"topic": {"wait": HALF}},
        reliability={"dev": (Bin(confidence=0.9, share=0.8, n=40),)},
    )
    checks = [Check("all.test.crag", "is 0.1, must be at least <0.4>"), Check("all.test.pass")]
    written = write_report(evaluation, checks, tmp_path / "report")
    assert json.loads((tmp_path / "report" / "evaluation.json").read_text("utf-8"))["failed"]
    return written.read_text("utf-8")


def test_the_page_loads_nothing_from_elsewhere(page: str) -> None:
    assert not re.search(r"<script", page, re.IGNORECASE)
    assert not re.search(r"""(?:src|href)\s*=\s*["']?\s*(?:https?:)?//""", page, re.IGNORECASE)
    assert not re.search(r"@import|url\(\s*['\"]?https?:", page, re.IGNORECASE)


def test_every_failed_case_is_shown(page: str) -> None:
    for number in range(25):
        assert f"<b>case-{number}</b>" in page


def test_what_sellers_and_answers_say_is_escaped(page: str) -> None:
    assert "&lt;script&gt;alert(3)&lt;/script&gt; &amp; more?" in page
    assert "answer &lt;b&gt;3&lt;/b&gt;" in page
    assert "says &lt;10&gt; days" in page
    assert "must be at least &lt;0.4&gt;" in page


def test_only_broken_checks_are_listed(page: str) -> None:
    assert "all.test.crag is 0.1" in page
    assert "all.test.pass" not in page


def test_the_verifiers_own_error_stands_beside_the_scores_that_use_it(page: str) -> None:
    assert "balanced accuracy 0.910 [0.890, 0.930] on 600 pairs" in page
    assert "citation recall †" in page


def test_how_sure_the_gate_is_is_drawn_beside_how_right_it_is(page: str) -> None:
    drawn = page.split("How sure the gate is, and how right")[1]
    assert drawn.index("<svg") < drawn.index("History")


def test_baselines_are_shown_with_their_p_value(page: str) -> None:
    assert "BM25 alone" in page and "0.0312" in page


def test_our_own_row_has_no_p_value(page: str) -> None:
    assert "nan" not in page.lower()
