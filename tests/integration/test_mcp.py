"""The MCP endpoint of a running server, called by the SDK's own client."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import anyio
import httpx
import httpx2
import pytest
import uvicorn
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import TextContent, TextResourceContents
from pydantic import SecretStr

from assistant.casework.types import LONGEST_TEXT
from assistant.service import Assistant
from assistant.settings import Settings
from tests.integration.test_chroma_server import free_port
from ui.app import build_app, open_agents_desk

pytestmark = pytest.mark.integration

QUESTION = "how long is the wait after a counter-notice"
NOTICE = "Hello, we removed content. Complaint ID: 12345678901. ASIN: B0ABCDEFGH. Amazon.com"
Use = Callable[[Client], Coroutine[Any, Any, Any]]


@contextmanager
def _serving(assistant: Assistant, settings: Settings, tokens: list[str]) -> Iterator[str]:
    """Run the whole server, chat included; its lifespan is that of the app and of /mcp."""
    desk = open_agents_desk(assistant, settings)
    assert desk is not None
    desk.accounts.add("ann", "correct horse battery", actor="test")
    tokens.append(desk.accounts.create_token("ann", actor="test"))
    port = free_port()
    app = build_app(assistant, settings, desk)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)
    assert not thread.is_alive(), "the server does not stop"
    desk.store.database.close()


@pytest.fixture(scope="module")
def url(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("open"), database_url=SecretStr(""))
    with _serving(assistant, settings, []) as address:
        yield address


def _with(url: str, use: Use, token: str = "") -> Any:
    async def run() -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with httpx2.AsyncClient(headers=headers, timeout=60) as http:
            transport = streamable_http_client(f"{url}/mcp", http_client=http)
            async with Client(transport) as client:
                return await use(client)

    return anyio.run(run)


def _call(url: str, tool: str, **arguments: Any) -> Any:
    return _with(url, lambda client: client.call_tool(tool, arguments))


def _problem(result: Any) -> str:
    assert result.is_error
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def test_it_offers_three_tools_that_only_read(url: str) -> None:
    tools = _with(url, lambda client: client.list_tools()).tools
    assert {tool.name for tool in tools} == {"ask", "search", "read_notice"}
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools)


def test_ask_gives_the_answer_of_the_assistant(url: str, assistant: Assistant) -> None:
    given = _call(url, "ask", question=QUESTION).structured_content
    expected = assistant.answer(QUESTION).model_dump(mode="json")
    for field in ("status", "text", "citations", "statements"):
        assert given[field] == expected[field]


def test_a_follow_up_is_asked_with_the_conversation_before_it(
    url: str, assistant: Assistant
) -> None:
    history = [
        {"role": "user", "content": QUESTION},
        {"role": "assistant", "content": assistant.answer(QUESTION).text},
    ]
    answered = _call(url, "ask", question="and who counts the days?", history=history)
    assert not answered.is_error


def test_search_finds_passages_best_first(url: str) -> None:
    found = _call(url, "search", query=QUESTION, k=3).structured_content["result"]
    assert len(found) == 3
    assert [f["score"] for f in found] == sorted((f["score"] for f in found), reverse=True)
    assert "counter" in found[0]["passage_id"]
    assert found[0]["text"] and found[0]["sources"]


def test_a_notice_is_read(url: str) -> None:
    notice = _call(url, "read_notice", text=NOTICE).structured_content
    assert notice["complaint_ids"][0]["value"] == "12345678901"
    assert notice["listings"][0]["asin"]["value"] == "B0ABCDEFGH"


def test_the_documents_are_listed_and_read(url: str, assistant: Assistant) -> None:
    documents = {p.document_id: p for p in assistant.parts.index.passages.values()}
    listed = _with(url, lambda client: client.list_resources()).resources
    assert {str(r.uri) for r in listed} == {f"guidance://{name}" for name in documents}
    passage = next(iter(documents.values()))
    read = _with(url, lambda client: client.read_resource(f"guidance://{passage.document_id}"))
    (content,) = read.contents
    assert isinstance(content, TextResourceContents)
    assert passage.text in content.text
    assert passage.sources[0].url in content.text


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("ask", {"question": "  "}, "no question"),
        ("ask", {"question": "help " * 4000}, "at most"),
        ("ask", {"question": "x" * (LONGEST_TEXT + 1)}, str(LONGEST_TEXT)),
        ("ask", {"question": "a", "history": [{"role": "system", "content": "a"}]}, "role"),
        ("search", {"query": QUESTION, "k": 1000}, "20"),
        ("read_notice", {"text": "x" * (LONGEST_TEXT + 1)}, str(LONGEST_TEXT)),
    ],
)
def test_what_is_too_long_or_nothing_is_refused(
    url: str, tool: str, arguments: dict[str, Any], says: str
) -> None:
    assert says in _problem(_call(url, tool, **arguments))


def test_a_body_that_is_too_large_is_refused(url: str) -> None:
    assert httpx.post(f"{url}/mcp", content=b"x" * 1_000_001, timeout=30).status_code == 413


def test_another_sites_page_cannot_call_it(url: str) -> None:
    headers = {"Origin": "https://elsewhere.example"}
    assert httpx.post(f"{url}/mcp", json={}, headers=headers, timeout=30).status_code == 403


def test_the_chat_and_its_health_stand_beside_it(url: str) -> None:
    assert httpx.get(f"{url}/healthz", timeout=30).json()["status"] == "ok"
    assert "<html" in httpx.get(url, timeout=30).text


def test_a_closed_chat_closes_it_to_all_but_tokens(
    assistant: Assistant, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = Settings(data_dir=tmp_path_factory.mktemp("closed"), seller_chat="login")
    tokens: list[str] = []
    with _serving(assistant, settings, tokens) as url:
        for headers in ({}, {"Authorization": "Bearer wrong"}):
            reply = httpx.post(f"{url}/mcp", json={}, headers=headers, timeout=30)
            assert reply.status_code == 401
        answer = _with(url, lambda c: c.call_tool("ask", {"question": QUESTION}), tokens[0])
        assert answer.structured_content["status"] == "answered"
