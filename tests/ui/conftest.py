"""The agents' side of the server around a fake assistant and a real store."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.casework import accounts
from assistant.casework.desk import Desk
from assistant.settings import Settings
from tests.casework.fakes import fake_desk
from ui.agents import add_agents

PASSWORD = "correct horse battery"


@pytest.fixture
def desk(store_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk where ann and ben may log in."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(accounts, "_HASHER", cheap)
    opened = fake_desk(store_settings)
    for name in ("ann", "ben"):
        opened.accounts.add(name, PASSWORD, actor="test")
    yield opened
    opened.store.database.close()


@pytest.fixture
def visitor(desk: Desk, store_settings: Settings) -> Iterator[TestClient]:
    """Somebody who has not logged in, at a server without the chat: Gradio takes a second."""
    app = FastAPI(openapi_url=None)
    add_agents(app, desk, store_settings)
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def help_desk(visitor: TestClient, desk: Desk) -> TestClient:
    """A help desk with ann's token."""
    token = desk.accounts.create_token("ann", actor="test")
    visitor.headers["Authorization"] = f"Bearer {token}"
    return visitor
