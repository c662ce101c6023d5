"""`eval --changed-since REV`: a reviewer sees which answers a change of the guidance moves."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.guidance import load_knowledge
from assistant.indexing import update_index
from assistant.settings import Settings
from assistant.types import Status
from evals import changes
from evals.cases import EvalCase
from evals.changes import changed_documents, compare_since, guidance_of
from tests.evals.builders import case
from tests.fakes import KeywordEmbedder

WAIT = "counter-notice#how-long-is-the-wait-after-a-counter-notice"
PROOF = "stolen-images#which-proof-shows-that-i-took-the-photo"
CASES = (
    case("wait", question="how long is the wait after a counter-notice", facts=("14",)),
    case("proof", question="which proof shows that i am the photographer", gold=(PROOF,)),
)


def _git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True)


@pytest.fixture
def repository(knowledge_dir: Path) -> Path:
    """The corpus in a repository of its own, committed."""
    _git(knowledge_dir.parent, "init", "--quiet")
    _git(knowledge_dir.parent, "add", "knowledge")
    _git(knowledge_dir.parent, "commit", "--quiet", "--message", "Guidance")
    return knowledge_dir


@pytest.fixture
def live(
    repository: Path, tmp_path: Path, embedder: KeywordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """Settings with a live index of the committed guidance; other text must be embedded."""
    monkeypatch.setattr(changes, "load_embedder", lambda model: embedder)
    monkeypatch.setattr("assistant.chain.load_embedder", lambda model: embedder)
    settings = Settings(data_dir=tmp_path / "live", knowledge_dir=repository)
    update_index(load_knowledge(repository), embedder, settings)
    embedder.embedded.clear()
    return settings


def _edit(document: Path, old: str, new: str) -> None:
    text = document.read_text("utf-8")
    assert old in text
    document.write_text(text.replace(old, new), "utf-8")


def test_edited_and_new_documents_count_as_changed(repository: Path) -> None:
    assert changed_documents("HEAD", repository) == ()
    _edit(repository / "en" / "counter-notice.md", "14 business", "21 business")
    (repository / "en" / "brand-new.md").write_text("new", "utf-8")
    (repository / "notes.txt").write_text("no guidance", "utf-8")
    assert changed_documents("HEAD", repository) == ("brand-new", "counter-notice")


def test_the_guidance_of_then_is_read_from_git(repository: Path, tmp_path: Path) -> None:
    _edit(repository / "en" / "counter-notice.md", "14 business", "21 business")
    old = guidance_of("HEAD", repository, tmp_path / "old")
    assert "14 business" in (old / "en" / "counter-notice.md").read_text("utf-8")
    assert load_knowledge(old).documents


def test_a_changed_sentence_shows_as_a_diff_of_the_answers_it_touches(
    repository: Path, live: Settings, embedder: KeywordEmbedder
) -> None:
    _edit(repository / "en" / "counter-notice.md", "14 business", "21 business")
    report = compare_since("HEAD", live, CASES)
    assert report.documents == ("counter-notice",)
    assert report.compared == 1  # the question about proof rests on another document
    (change,) = report.changed
    assert change.before.case.id == "wait"
    removed, added = (
        [line for line in change.diff.splitlines()[2:] if line.startswith(sign)] for sign in "-+"
    )
    assert "14 business" in removed[0] and "21 business" in added[0]
    assert change.verdict == "passes -> fails"
    assert not change.now_abstains
    assert 0 < len(embedder.embedded) < 10  # the rest of the vectors comes from the live index


def test_the_live_index_stays_as_it_was(
    repository: Path, live: Settings, embedder: KeywordEmbedder
) -> None:
    before = {p: p.read_bytes() for p in (live.data_dir / "chroma").rglob("*") if p.is_file()}
    _edit(repository / "en" / "counter-notice.md", "14 business", "21 business")
    compare_since("HEAD", live, CASES)
    assert {p: p.read_bytes() for p in before} == before


def test_an_answer_whose_document_is_gone_is_reported(repository: Path, live: Settings) -> None:
    (repository / "en" / "counter-notice.md").unlink()
    report = compare_since("HEAD", live, CASES)
    assert [c.before.case.id for c in report.changed] == ["wait"]
    (change,) = report.changed
    assert change.before.answer.status is Status.ANSWERED
    assert WAIT not in {c.passage_id for c in change.after.answer.citations}


def test_unchanged_guidance_asks_nothing(live: Settings) -> None:
    assert compare_since("HEAD", live, CASES).compared == 0


def test_a_case_is_touched_by_its_gold_passage_though_it_was_not_cited(
    repository: Path, live: Settings
) -> None:
    unasked: tuple[EvalCase, ...] = (case("pizza", question="zzz pizza", gold=(WAIT,)),)
    _edit(repository / "en" / "counter-notice.md", "14 business", "21 business")
    assert compare_since("HEAD", live, unasked).compared == 1


def test_an_unknown_revision_is_one_clear_error(live: Settings) -> None:
    with pytest.raises(InputError, match="--changed-since main"):
        compare_since("no-such-revision", live, CASES)


def test_guidance_outside_a_repository_is_one_clear_error(knowledge_dir: Path) -> None:
    with pytest.raises(InputError, match="git cannot compare"):
        changed_documents("HEAD", knowledge_dir)
