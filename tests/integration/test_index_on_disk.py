"""The real embedding model and a real Chroma on disk: incremental, safe, honest when broken."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from chromadb.api.models.Collection import Collection

from assistant.embeddings import PACKAGED_MODEL, PACKAGED_SHA256, SentenceTransformerEmbedder
from assistant.errors import IndexMismatch, IndexMissing, IndexUnusable
from assistant.guidance import load_knowledge
from assistant.index import live_generation, open_index
from assistant.indexing import update_index
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.types import Knowledge
from tests.fakes import KeywordEmbedder

pytestmark = pytest.mark.integration

QUESTION = "how many days is the wait after i filed a counter-notice"
Edit = Callable[[str, str], Knowledge]


@pytest.fixture
def mine(real_settings: Settings, tmp_path: Path) -> Settings:
    """Settings with an own copy of the index, to write to and to break."""
    folder = shutil.copytree(real_settings.data_dir, tmp_path / "mine")
    return real_settings.model_copy(update={"data_dir": Path(folder)})


@pytest.fixture
def edit(knowledge_dir: Path) -> Edit:
    """Return the corpus with one text of the page on counter-notices replaced."""

    def edit(old: str, new: str) -> Knowledge:
        path = knowledge_dir / "en" / "counter-notice.md"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))
        return load_knowledge(knowledge_dir)

    return edit


def test_the_packaged_model_is_the_expected_one_and_its_vectors_are_normalised(
    real_embedder: SentenceTransformerEmbedder,
) -> None:
    assert (real_embedder.name, real_embedder.fingerprint) == (PACKAGED_MODEL, PACKAGED_SHA256)
    vector = real_embedder.embed_query("who may file a counter-notice")
    assert len(vector) == 384
    assert sum(value * value for value in vector) == pytest.approx(1.0, abs=1e-5)


def test_a_second_run_embeds_nothing(
    mine: Settings, real_embedder: SentenceTransformerEmbedder, corpus: Knowledge
) -> None:
    report = update_index(corpus, real_embedder, mine)
    assert (report.unchanged, report.embedded) == (6, 0)


def test_a_changed_sentence_embeds_only_what_changed(
    mine: Settings, real_embedder: SentenceTransformerEmbedder, edit: Edit
) -> None:
    report = update_index(edit("10 to 14", "11 to 15"), real_embedder, mine)
    assert (report.updated, report.unchanged) == (1, 5)
    assert report.embedded == 2, "the sentence, and the section's text that holds it"
    assert "11 to 15 business days" in Assistant(mine).answer(QUESTION).text


def test_a_removed_document_is_no_longer_answered_from(
    mine: Settings, real_embedder: SentenceTransformerEmbedder, knowledge_dir: Path
) -> None:
    (knowledge_dir / "en" / "counter-notice.md").unlink()
    report = update_index(load_knowledge(knowledge_dir), real_embedder, mine)
    assert (report.deleted, report.embedded) == (2, 0)
    cited = {citation.passage_id for citation in Assistant(mine).answer(QUESTION).citations}
    assert not any(passage_id.startswith("counter-notice") for passage_id in cited)


@pytest.mark.parametrize("step", ["add", "modify"])
def test_a_crash_while_building_leaves_the_old_index_answering(
    monkeypatch: pytest.MonkeyPatch,
    mine: Settings,
    real_embedder: SentenceTransformerEmbedder,
    edit: Edit,
    step: str,
) -> None:
    def crash(self: Collection, *arguments: Any, **options: Any) -> None:
        raise RuntimeError("the disk is full")

    before = live_generation(mine)
    changed = edit("10 to 14", "11 to 15")
    with monkeypatch.context() as patch:
        patch.setattr(Collection, step, crash)
        with pytest.raises(IndexUnusable, match="the disk is full"):
            update_index(changed, real_embedder, mine)
    assert live_generation(mine) == before
    assert "10 to 14 business days" in Assistant(mine).answer(QUESTION).text

    update_index(changed, real_embedder, mine)
    assert "11 to 15 business days" in Assistant(mine).answer(QUESTION).text


def test_a_running_assistant_survives_a_crash_of_the_build(
    monkeypatch: pytest.MonkeyPatch,
    mine: Settings,
    real_embedder: SentenceTransformerEmbedder,
    edit: Edit,
) -> None:
    def killed(self: Collection, *arguments: Any, **options: Any) -> None:
        raise KeyboardInterrupt

    assistant = Assistant(mine)
    monkeypatch.setattr("assistant.service.REFRESH_SECONDS", 0.0)
    monkeypatch.setattr(Collection, "modify", killed)
    with pytest.raises(KeyboardInterrupt):
        update_index(edit("10 to 14", "11 to 15"), real_embedder, mine)
    assert "10 to 14 business days" in assistant.answer(QUESTION).text


def test_an_index_of_another_model_says_how_to_mend_it(mine: Settings) -> None:
    with pytest.raises(IndexMismatch) as caught:
        open_index(KeywordEmbedder(), mine)
    assert f"built with {PACKAGED_MODEL}, but settings ask for keywords" in str(caught.value)
    assert "Run `complaint-assistant index --rebuild`" in str(caught.value)


def test_a_damaged_database_is_one_line_with_the_mend(
    mine: Settings, real_embedder: SentenceTransformerEmbedder, corpus: Knowledge
) -> None:
    for file in (mine.data_dir / "chroma").glob("chroma.sqlite3*"):
        file.write_bytes(b"this is not a database\n" * 400)
    for use in (
        lambda: open_index(real_embedder, mine),
        lambda: update_index(corpus, real_embedder, mine),
    ):
        with pytest.raises(IndexUnusable) as caught:
            use()
        assert f"{mine.data_dir / 'chroma'} is damaged or cannot be read" in str(caught.value)
        assert "run `complaint-assistant index`" in str(caught.value)
        assert "\n" not in str(caught.value)


def test_a_damaged_database_is_mended_as_the_message_says(
    mine: Settings, real_embedder: SentenceTransformerEmbedder, corpus: Knowledge
) -> None:
    (mine.data_dir / "chroma" / "chroma.sqlite3").write_bytes(b"this is not a database\n" * 400)
    (mine.data_dir / "chroma").rename(mine.data_dir / "chroma-damaged")
    report = update_index(corpus, real_embedder, mine)
    assert report.added == 6
    assert "10 to 14 business days" in Assistant(mine).answer(QUESTION).text


def test_a_data_folder_that_cannot_be_written_is_one_line_with_the_mend(
    tmp_path: Path, real_embedder: SentenceTransformerEmbedder, corpus: Knowledge
) -> None:
    (tmp_path / "file").write_text("a regular file")
    settings = Settings(data_dir=tmp_path / "file" / "data")
    with pytest.raises(IndexUnusable) as caught:
        update_index(corpus, real_embedder, settings)
    assert "cannot be written (Not a directory). Set ASSISTANT_DATA_DIR" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_empty_data_folder_says_how_to_make_an_index(
    tmp_path: Path, real_embedder: SentenceTransformerEmbedder
) -> None:
    with pytest.raises(IndexMissing, match="Run `complaint-assistant index`"):
        open_index(real_embedder, Settings(data_dir=tmp_path / "data"))
