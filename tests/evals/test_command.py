"""`complaint-assistant eval`: what it prints, writes and exits with."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer

from assistant.errors import InputError, SettingsError
from assistant.service import Assistant
from assistant.settings import Settings
from evals import command, gate
from evals.command import Options
from evals.evaluate import load_suites
from evals.gate import check_all, record
from evals.judge import judge
from evals.limits import raise_limits
from tests.evals.builders import case
from tests.fakes import KeywordEmbedder

CASES = tuple(
    case(f"wait-{n}", question="how long is the wait after a counter-notice", facts=("10",))
    for n in range(6)
)


@pytest.fixture(autouse=True)
def _small(
    monkeypatch: pytest.MonkeyPatch, indexed: Settings, embedder: KeywordEmbedder, tmp_path: Path
) -> None:
    """Six cases on the corpus of the tests, thresholds that hold, and no history."""
    monkeypatch.setattr("assistant.chain.load_embedder", lambda model: embedder)
    monkeypatch.setattr(command, "load_settings", lambda: indexed)
    monkeypatch.setattr(command, "load_suites", lambda suite: {"part": CASES})
    _require(monkeypatch, tmp_path, 0.1)


def _require(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, limit: float) -> None:
    thresholds = tmp_path / "thresholds.toml"
    thresholds.write_text(f'[all.dev]\n"outcome accuracy" = {limit}\n')
    history = tmp_path / "history.jsonl"
    monkeypatch.setattr(gate, "check_all", lambda e: check_all(e, thresholds, history))


def test_an_evaluation_prints_its_scores_and_writes_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command.run(Options(gate=True, report=tmp_path / "report"))
    printed = capsys.readouterr()
    assert "outcome accuracy" in printed.out
    assert "1 checks hold" in printed.err
    assert (tmp_path / "report" / "index.html").is_file()


def test_a_broken_gate_exits_with_one_and_leaves_junit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _require(monkeypatch, tmp_path, 1.1)
    options = Options(gate=True, report=tmp_path / "report", junit=tmp_path / "gate.xml")
    with pytest.raises(typer.Exit) as left:
        command.run(options)
    assert left.value.exit_code == 1
    assert "must be at least 1.1" in capsys.readouterr().err
    assert 'failures="1"' in (tmp_path / "gate.xml").read_text()


def test_without_the_gate_option_a_broken_check_is_only_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _require(monkeypatch, tmp_path, 1.1)
    command.run(Options(report=tmp_path / "report"))
    assert "must be at least 1.1" in capsys.readouterr().err


def test_baselines_are_printed_beside_ours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    command.run(Options(baselines=True, report=tmp_path / "report"))
    assert "tutorial RAG" in capsys.readouterr().out


def test_recording_appends_the_scores_and_raises_the_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history, thresholds = tmp_path / "history.jsonl", tmp_path / "thresholds.toml"
    monkeypatch.setattr(gate, "record", lambda e, v, note: record(e, v, note, history))
    monkeypatch.setattr(command, "raise_limits", lambda e: raise_limits(e, thresholds))
    command.run(Options(record="a better ranker", report=tmp_path / "report"))
    (line,) = history.read_text("utf-8").splitlines()
    assert json.loads(line)["note"] == "a better ranker"
    limits = tomllib.loads(thresholds.read_text("utf-8"))
    assert limits["all"]["dev"]["outcome accuracy"] > 0.1


def test_a_part_of_the_cases_is_not_recorded() -> None:
    with pytest.raises(InputError, match="all cases"):
        command.run(Options(record="half", sample=3))


def test_a_sample_is_scored_without_the_gate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command.run(Options(sample=2, gate=True, report=tmp_path / "report"))
    assert "0 checks hold" in capsys.readouterr().err
    evaluation = json.loads((tmp_path / "report" / "evaluation.json").read_text("utf-8"))
    assert sum(group["n"] for group in evaluation["groups"] if group["suite"] == "part") == 2


def test_an_unknown_suite_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "load_suites", load_suites)
    with pytest.raises(InputError, match="there is no suite 'pizza'"):
        command.run(Options(suite="pizza"))


def test_the_judge_without_a_chat_model_says_what_to_set(indexed: Settings) -> None:
    with pytest.raises(SettingsError, match="ASSISTANT_CHAT_MODEL"):
        judge(Assistant(indexed), CASES, 2)


def test_listing_the_commands_does_not_load_the_evals() -> None:
    script = (
        "import sys; from assistant.cli.main import app; app(['eval', '--help'], "
        "standalone_mode=False); "
        "sys.exit(bool({'evals', 'pydantic_evals', 'scipy', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "--changed-since" in done.stdout
