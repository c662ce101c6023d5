"""Without the extra `mcp` the server runs as before, and doctor says how to get the endpoint."""

from __future__ import annotations

from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient

from assistant.cli.doctor import PROBES
from assistant.service import Assistant
from assistant.settings import Settings
from tests.casework.fakes import fake_assistant
from ui.app import build_app


@pytest.fixture
def _not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_mcp(name: str, package: str | None = None) -> Any:
        return None if name == "mcp" else find_spec(name, package)

    monkeypatch.setattr("ui.app.find_spec", without_mcp)
    monkeypatch.setattr("importlib.util.find_spec", without_mcp)


@pytest.mark.usefixtures("_not_installed")
def test_the_server_starts_without_the_package() -> None:
    with TestClient(build_app(fake_assistant(), Settings())) as client:
        assert client.get("/healthz").status_code == 200
        assert client.post("/mcp", json={}).status_code in (404, 405)
    assert "pip install" in PROBES["mcp"](Settings())


def test_doctor_names_the_endpoint_and_who_may_use_it() -> None:
    assert PROBES["mcp"](Settings()).endswith("/mcp")
    assert PROBES["mcp"](Settings(seller_chat="login")).endswith("with an API token")


def test_a_server_starts_and_stops_twice_with_the_endpoint() -> None:
    """Each app has an endpoint of its own, whose lifespan runs with the app's."""
    index = SimpleNamespace(generation="guidance-000001", passages={})
    for _ in range(2):
        assistant = cast(Assistant, SimpleNamespace(**{"parts": SimpleNamespace(index=index)}))
        assistant.stream = fake_assistant().stream  # type: ignore[method-assign]
        with TestClient(build_app(assistant, Settings())) as client:
            accepted = {"Accept": "application/json, text/event-stream"}
            call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
            assert client.post("/mcp", json=call, headers=accepted).status_code < 500
