"""Receipts: what they hold, what a replay says, and files that are none."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant import chain
from assistant.errors import InputError
from assistant.guidance import load_knowledge
from assistant.indexing import update_index
from assistant.receipts import Receipt, make_receipt, read_receipt, replay, write_receipt
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.types import Turn
from tests.fakes import KeywordEmbedder

QUESTION = "how long to wait after the counter notice"
HISTORY = (Turn("user", "they reported my photo"), Turn("assistant", "Which right is it?"))


@pytest.fixture(autouse=True)
def _fake_model(monkeypatch: pytest.MonkeyPatch, embedder: KeywordEmbedder) -> None:
    monkeypatch.setattr(chain, "load_embedder", lambda model: embedder)


@pytest.fixture
def assistant(indexed: Settings) -> Assistant:
    return Assistant(indexed)


@pytest.fixture
def receipt(assistant: Assistant) -> Receipt:
    answer = assistant.answer(QUESTION, HISTORY)
    return make_receipt(QUESTION, HISTORY, answer, assistant.parts)


def test_a_receipt_names_question_history_corpus_passages_and_checks(
    receipt: Receipt, assistant: Assistant
) -> None:
    index = assistant.parts.index
    assert receipt.question == QUESTION
    assert [turn.content for turn in receipt.history] == [turn.content for turn in HISTORY]
    assert receipt.corpus.hash == index.corpus_hash
    assert [p.passage_id for p in receipt.passages] == [
        c.passage_id for c in receipt.answer.citations
    ]
    for kept in receipt.passages:
        text = index.passages[kept.passage_id].text
        assert kept.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert len(receipt.checks) == len(receipt.answer.statements) > 0
    cited = [check for check in receipt.checks if check.citations]
    assert cited and all(check.verbatim for check in cited)


def test_a_statement_in_other_words_is_not_called_verbatim(
    receipt: Receipt, assistant: Assistant
) -> None:
    first = receipt.answer.statements[0].model_copy(update={"text": "Two weeks or so."})
    reworded = receipt.answer.model_copy(update={"statements": (first,)})
    (check,) = make_receipt(QUESTION, (), reworded, assistant.parts).checks
    assert not check.verbatim


def test_a_receipt_that_was_written_is_read_back_and_replays_the_same(
    receipt: Receipt, assistant: Assistant, tmp_path: Path
) -> None:
    write_receipt(receipt, tmp_path / "receipt.json")
    again = read_receipt(tmp_path / "receipt.json")
    assert again == receipt
    assert replay(again, assistant).changes == ()


def test_a_receipt_holds_no_key(indexed: Settings) -> None:
    secret = indexed.model_copy(update={"chat_api_key": "not-a-real-key"})
    assistant = Assistant(secret)
    made = make_receipt(QUESTION, (), assistant.answer(QUESTION), assistant.parts)
    assert "not-a-real-key" not in made.model_dump_json()


def test_a_changed_passage_is_named_by_a_replay(
    receipt: Receipt, indexed: Settings, embedder: KeywordEmbedder, knowledge_dir: Path
) -> None:
    path = knowledge_dir / "en" / "counter-notice.md"
    path.write_text(path.read_text().replace("10 to 14", "11 to 15"))
    update_index(load_knowledge(knowledge_dir), embedder, indexed)
    changes = "\n".join(replay(receipt, Assistant(indexed)).changes)
    assert "guidance: corpus" in changes
    assert "passage: the text of counter-notice#" in changes
    assert "citations:" not in changes


def test_a_removed_document_changes_passages_and_citations(
    receipt: Receipt, indexed: Settings, embedder: KeywordEmbedder, knowledge_dir: Path
) -> None:
    (knowledge_dir / "en" / "counter-notice.md").unlink()
    update_index(load_knowledge(knowledge_dir), embedder, indexed)
    changes = "\n".join(replay(receipt, Assistant(indexed)).changes)
    assert "no longer in the guidance" in changes
    assert "citations: -counter-notice#" in changes


def test_other_settings_generator_and_status_are_changes(
    receipt: Receipt, assistant: Assistant
) -> None:
    other = receipt.model_copy(
        update={
            "generator": "openai:x",
            "settings": receipt.settings.model_copy(update={"top_k": 3}),
            "answer": receipt.answer.model_copy(update={"status": "partial"}),
        }
    )
    assert replay(other, assistant).changes == (
        "setting: top_k was 3, is 6",
        "generator: was openai:x, is extractive",
        "status: was partial, is answered",
    )


def _without(key: str) -> Callable[[dict[str, Any]], object]:
    return lambda content: content.pop(key)


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        pytest.param(_without("schema_version"), "no `schema_version`", id="no-receipt"),
        pytest.param(lambda c: c.update(schema_version=2), "receipt of schema 2", id="newer"),
        pytest.param(_without("passages"), "passages: Field required", id="no-passages"),
        pytest.param(lambda c: c.update(passages=[]), "`passages` lacks that", id="lost-passages"),
        pytest.param(lambda c: c.update(more=1), "more: Extra inputs", id="unknown-field"),
    ],
)
def test_a_file_that_is_no_whole_receipt_is_one_clear_line(
    receipt: Receipt, tmp_path: Path, break_it: Callable[[dict[str, Any]], object], said: str
) -> None:
    content = json.loads(receipt.model_dump_json())
    break_it(content)
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(content))
    with pytest.raises(InputError) as raised:
        read_receipt(path)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("content", [b"no json", b"[1]", b"\xff\xfe", b"[" * 100_000])
def test_a_file_that_is_not_json_is_one_clear_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "receipt.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"receipt\.json") as raised:
        read_receipt(path)
    assert "\n" not in str(raised.value)


def test_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_receipt(tmp_path / "nowhere.json")


def test_a_receipt_that_cannot_be_written_says_so(receipt: Receipt, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write_receipt(receipt, tmp_path / "no" / "receipt.json")
