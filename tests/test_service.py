"""The assistant as an object: it follows an index that another process renews."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import chain, service
from assistant.errors import GuidanceError, IndexMissing
from assistant.guidance import load_knowledge
from assistant.indexing import update_index
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.types import Knowledge
from tests.fakes import KeywordEmbedder

QUESTION = "how long to wait after the counter notice"


@pytest.fixture(autouse=True)
def _fake_model(monkeypatch: pytest.MonkeyPatch, embedder: KeywordEmbedder) -> None:
    monkeypatch.setattr(chain, "load_embedder", lambda model: embedder)


def _reindex(settings: Settings, embedder: KeywordEmbedder, folder: Path) -> None:
    path = folder / "en" / "counter-notice.md"
    path.write_text(path.read_text().replace("10 to 14", "11 to 15"))
    update_index(load_knowledge(folder), embedder, settings)


def test_a_renewed_index_is_used_without_a_restart(
    monkeypatch: pytest.MonkeyPatch,
    indexed: Settings,
    embedder: KeywordEmbedder,
    knowledge_dir: Path,
) -> None:
    monkeypatch.setattr(service, "REFRESH_SECONDS", 0.0)
    assistant = Assistant(indexed)
    assert "10 to 14" in assistant.answer(QUESTION).text
    _reindex(indexed, embedder, knowledge_dir)
    assert "11 to 15" in assistant.answer(QUESTION).text
    assert assistant.parts.index.generation == "guidance-000002"


def test_between_two_looks_the_opened_index_answers(
    monkeypatch: pytest.MonkeyPatch,
    indexed: Settings,
    embedder: KeywordEmbedder,
    knowledge_dir: Path,
) -> None:
    monkeypatch.setattr(service, "REFRESH_SECONDS", 3600.0)
    assistant = Assistant(indexed)
    _reindex(indexed, embedder, knowledge_dir)
    assert "10 to 14" in assistant.answer(QUESTION).text


def test_an_assistant_without_an_index_says_how_to_make_one(settings: Settings) -> None:
    with pytest.raises(IndexMissing, match="complaint-assistant index"):
        Assistant(settings)


def test_an_assistant_without_guidance_names_the_missing_file(
    indexed: Settings, tmp_path: Path, corpus: Knowledge
) -> None:
    elsewhere = indexed.model_copy(update={"knowledge_dir": tmp_path / "nowhere"})
    with pytest.raises(GuidanceError, match=r"nowhere/requests\.yaml"):
        Assistant(elsewhere)
