"""`knowledge` and `glossary` on the command line: what fails, what only warns, what is written."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import embeddings, guidance_check
from assistant.cli.main import main
from assistant.coverage import FILE, render_coverage
from assistant.guidance import load_guidance
from assistant.guidance_check import weakly_sourced
from assistant.types import Knowledge
from tests.fakes import KeywordEmbedder

OURS = Path(__file__).parent.parent / "knowledge"
PAGE = "en/retraction.md"
Run = Callable[..., int]


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    knowledge_dir: Path,
    embedder: KeywordEmbedder,
) -> Run:
    """Run the command line on a copy of the corpus with the fake model; return the exit code."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("ASSISTANT_KNOWLEDGE_DIR", str(knowledge_dir))
    monkeypatch.setattr(embeddings, "load_embedder", lambda model: embedder)

    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["complaint-assistant", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        return int(left.value.code or 0)

    return run


def _edit(folder: Path, old: str, new: str) -> None:
    path = folder / PAGE
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_check_prints_warnings_and_counts(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run("knowledge", "check")
    printed = capsys.readouterr()
    assert "warning: " in printed.err
    assert "sample questions find another section first" in printed.err
    assert "3 documents, 6 sections: " in printed.out


def test_a_fast_check_needs_no_model(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(embeddings, "load_embedder", None)
    run("knowledge", "check", "--fast")
    assert "sample questions" not in capsys.readouterr().err


def test_an_error_fails_the_check(
    run: Run, knowledge_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _edit(knowledge_dir, "reviewed: 2026", "reviewed: 2019")
    assert run("knowledge", "check", "--fast") == 1
    assert "retraction.md:1: was last reviewed on 2019" in capsys.readouterr().err


def test_a_warning_does_not_fail_the_check(
    run: Run,
    knowledge_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(guidance_check, "lint", lambda *given, **named: [])
    _edit(knowledge_dir, "kind: official", "kind: forum")
    assert run("knowledge", "check", "--fast") == 0
    printed = capsys.readouterr().err
    assert "warning: retraction: all 2 sources are of kind forum" in printed


def test_a_draft_that_still_says_todo_fails_the_check(
    run: Run, knowledge_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _edit(knowledge_dir, "topics: [retraction", "topics: [TODO")
    assert run("knowledge", "check", "--fast") == 1
    assert "title or topics still say TODO" in capsys.readouterr().err


def test_the_overlay_is_checked_with_ours(
    run: Run,
    knowledge_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    company = tmp_path / "company" / "en"
    company.mkdir(parents=True)
    (company / "broken.md").write_text("no front matter")
    (company / "retraction.md").write_text(
        (knowledge_dir / PAGE).read_text() + "\n## Now what?\n\nWait.\n"
    )
    monkeypatch.setenv("ASSISTANT_OVERLAY_DIR", str(company.parent))
    assert run("knowledge", "check", "--fast") == 1
    printed = capsys.readouterr().err
    assert f"warning: {company / 'broken.md'}:1: no YAML front matter" in printed
    assert f"{company / 'retraction.md'}:" in printed
    assert run("index") == 0
    assert "1 of our documents replaced (retraction), 0 added" in capsys.readouterr().out


def test_what_is_due_for_review_is_listed_oldest_first_with_sources(
    run: Run, knowledge_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _edit(knowledge_dir, "reviewed: 2026-11-23", "reviewed: 2019-01-02")
    assert run("knowledge", "stale") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "2019-01-02  retraction: Getting a complaint retracted"
    assert "s1 (official) Retract a report (test page): https://example.org/retract" in lines[1]
    assert run("knowledge", "stale", "--days", "3650") == 0
    assert "0 of 3 documents" in capsys.readouterr().err


def test_the_review_setting_decides_what_is_due(
    run: Run,
    knowledge_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _edit(knowledge_dir, "reviewed: 2026-11-23", "reviewed: 2019-01-02")
    monkeypatch.setenv("ASSISTANT_REVIEW_DAYS", "3650")
    assert run("knowledge", "stale") == 0
    assert capsys.readouterr().out == ""


def test_coverage_is_written_with_gaps_visible(run: Run, knowledge_dir: Path) -> None:
    assert run("knowledge", "coverage") == 0
    text = (knowledge_dir / FILE).read_text()
    assert "3 documents, 6 sections." in text
    # counter-notice covers Amazon and eBay; nothing says ANY marketplace in its row
    assert "| counter-notice | en | 2 | copyright |" in text
    assert "·" in text


def test_the_committed_coverage_is_current() -> None:
    assert (OURS / FILE).read_text(encoding="utf-8") == render_coverage(load_guidance(OURS)), (
        "run `complaint-assistant knowledge coverage`"
    )


def test_one_official_source_is_enough(corpus: Knowledge) -> None:
    assert not [w for w in weakly_sourced(corpus.documents) if w.startswith("retraction:")]


def test_an_import_names_what_is_missing(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rules.md").write_text("# Our rules\n\n## Who may?\n\nNobody.\n")
    assert run("knowledge", "import", "rules.md", "--to", "drafts") == 0
    printed = capsys.readouterr().out
    assert "written: drafts/rules.md" in printed
    assert "audience: accused, owner or both" in printed
    assert run("knowledge", "import", "rules.md", "--to", "drafts") == 1
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert "exists and is not overwritten" in line


def test_a_term_is_explained(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("glossary", "loa") == 0
    assert capsys.readouterr().out.startswith("letter of authorisation: A letter")


def test_an_unknown_term_offers_the_nearest(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("glossary", "AISN number") == 1
    assert "Did you mean" in capsys.readouterr().err


def test_the_doctor_says_what_can_be_imported(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run("doctor")
    assert "import: DOCX, PDF, HTML and Markdown" in capsys.readouterr().out
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    run("doctor")
    assert "pip install 'image-complaint-assistant[import]'" in " ".join(
        capsys.readouterr().out.split()
    )
