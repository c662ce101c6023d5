"""Ablations: single parts of retrieval switched off, on the corpus of the tests."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from assistant.chain import Parts
from assistant.ranking import FEATURES, load_weights
from evals import ablation
from evals.ablation import measure, open_variants
from evals.gate import append
from tests.evals.builders import case

WAIT = "counter-notice#how-long-is-the-wait-after-a-counter-notice"
CASES = (
    case("wait", question="how long is the wait after a counter-notice", gold=(WAIT,)),
    case("no-gold", question="which pizza"),
)


def test_every_variant_is_measured_on_the_cases_with_gold_passages(parts: Parts) -> None:
    scores = measure(parts, CASES)
    assert set(scores) == set(open_variants(parts))
    assert {found["recall@1"].n for found in scores.values()} == {1}
    assert scores["as it is"]["recall@1"].value == 1.0


def test_a_switched_off_part_is_really_off(parts: Parts) -> None:
    ranker = ablation.PartialRanker(parts.index, parts.retriever.lexicon, ablation.MAPPED)
    vector = parts.index.text_vectors[WAIT][0]
    kept = np.asarray([feature not in ablation.MAPPED for feature in FEATURES])
    expected = np.dot(ranker.features(vector, "wait")[:, kept], load_weights()[kept])
    assert ranker.score(vector, "wait") == pytest.approx(expected)


def test_recording_appends_one_line_to_the_history(
    parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = tmp_path / "history.jsonl"
    monkeypatch.setattr(ablation, "append", lambda entry: append(entry, history))
    monkeypatch.setattr(ablation, "load_suite", lambda name: CASES)
    monkeypatch.setattr(ablation, "suite_names", lambda: ("one",))
    monkeypatch.setattr(ablation, "load_settings", lambda: None)
    monkeypatch.setattr(ablation, "Assistant", lambda settings: _Opened(parts))
    ablation.ablate(record="after a change")
    (line,) = history.read_text("utf-8").splitlines()
    assert json.loads(line)["note"] == "after a change"


class _Opened:
    def __init__(self, parts: Parts) -> None:
        self.parts = parts
