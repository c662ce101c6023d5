"""The server around the chat, with a fake assistant: no model, no index."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from fastapi.testclient import TestClient

from assistant.errors import IndexMissing, InputError
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.streaming import AnswerChunk
from assistant.types import Answer, Statement, Status, Turn
from ui.app import build_app, open_agents_desk
from ui.seller import _responder, build_seller_chat

PAGE = SimpleNamespace(document_id="a", document_title="A page")
ROOT = Path(__file__).parent.parent.parent


def _say(question: str, history: Sequence[Turn]) -> Iterator[AnswerChunk | Answer]:
    yield AnswerChunk(f"You asked after {len(history)} turns.")
    yield Answer(
        question=question,
        language="en",
        status=Status.ANSWERED,
        text=f"You asked after {len(history)} turns.\n\nSecond paragraph.",
        statements=(Statement(text="You asked."),),
        follow_ups=("What next?",),
    )


@pytest.fixture()
def client() -> Iterator[TestClient]:
    index = SimpleNamespace(generation="guidance-000007", passages={"a#b": PAGE})
    assistant = SimpleNamespace(stream=_say, parts=SimpleNamespace(index=index))
    with TestClient(build_app(cast(Assistant, assistant), Settings())) as client:
        yield client


def test_healthz_says_which_index_answers(client: TestClient) -> None:
    assert client.get("/healthz").json() == {
        "status": "ok",
        "index": "guidance-000007",
        "passages": 1,
    }


def test_the_page_names_no_outside_host(client: TestClient) -> None:
    page = client.get("/").text
    for host in ("googleapis", "gstatic", "cdnjs", "jsdelivr", "unpkg"):
        assert host not in page


def test_the_queue_is_bounded_and_questions_run_side_by_side() -> None:
    page = build_seller_chat(
        _say, concurrency=3, queue_size=17, receipt_of=lambda question, history, answer: "{}"
    )
    assert page._queue.max_size == 17
    assert {event.concurrency_limit for event in page.fns.values() if event.api_name == "ask"} == {
        3
    }


def test_an_answer_streams_and_ends_with_follow_up_buttons() -> None:
    shown = list(_responder(_say)("what now", [{"role": "user", "content": "hello"}]))
    assert shown[0] == "You asked after 1 turns."
    assert "Second paragraph." in shown[-1]["content"]
    assert shown[-1]["options"] == [{"value": "What next?"}]


def test_history_that_arrives_as_parts_is_read() -> None:
    parts = [{"role": "user", "content": [{"type": "text", "text": "hello"}]}]
    seen: list[Sequence[Turn]] = []

    def remember(question: str, history: Sequence[Turn]) -> Iterator[AnswerChunk | Answer]:
        seen.append(history)
        return _say(question, history)

    list(_responder(remember)("and then?", parts))
    assert seen == [[Turn("user", "hello")]]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        pytest.param(InputError("there is no question."), "There is no question.", id="input"),
        pytest.param(IndexMissing("/data"), "can't answer at the moment", id="environment"),
    ],
)
def test_an_error_is_one_clear_sentence_in_the_chat(error: Exception, said: str) -> None:
    def fail(question: str, history: Sequence[Turn]) -> Iterator[AnswerChunk | Answer]:
        raise error

    shown = list(_responder(fail)("x", []))
    assert len(shown) == 1
    assert said in shown[0]


def test_the_chat_runs_without_the_agents_parts() -> None:
    script = (
        "import sys; sys.modules.update(dict.fromkeys(('sqlalchemy', 'alembic', 'argon2')));"
        "from tests.ui.test_app import served_without_agents; served_without_agents()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr


def served_without_agents() -> None:
    """Ask for the pages of a server in a process that lacks the extra `agents`."""
    index = SimpleNamespace(generation="guidance-000007", passages={})
    assistant = cast(Assistant, SimpleNamespace(stream=_say, parts=SimpleNamespace(index=index)))
    settings = Settings()
    desk = open_agents_desk(assistant, settings)
    assert desk is None
    with TestClient(build_app(assistant, settings, desk)) as client:
        assert client.get("/").status_code == 200
        assert client.get("/api/v1/cases").status_code == 404
