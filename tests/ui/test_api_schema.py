"""Made-up calls by the API's own OpenAPI: each is answered as it says, none is a server error."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from argon2 import PasswordHasher
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from pydantic import SecretStr
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from assistant.casework import accounts
from assistant.casework.desk import Desk
from assistant.settings import Settings as AssistantSettings
from tests.casework.fakes import fake_desk
from tests.conftest import CORPUS
from tests.postgresql import PostgreSQL
from ui.agents import add_agents

CALLS = 25  # of each operation, mode and database
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FastAPI, str]]:
    """The API over one database for all calls, and a token for it."""
    url = ""
    if request.param == "postgresql":
        server: PostgreSQL = request.getfixturevalue("postgresql")
        url = server.new_database()
    folder: Path = tmp_path_factory.mktemp("api")
    configured = AssistantSettings(
        data_dir=folder, knowledge_dir=CORPUS, database_url=SecretStr(url)
    )
    desk = fake_desk(configured)
    app = FastAPI(openapi_url=None)
    add_agents(app, desk, configured)
    yield app, _token(desk)
    desk.store.database.close()


def _token(desk: Desk) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_HASHER", PasswordHasher(1, 8, 1))
        desk.accounts.add("ann", "correct horse battery", actor="test")
    return desk.accounts.create_token("ann", actor="test")


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_made_up_call_is_answered_as_described(
    served: tuple[FastAPI, str], mode: GenerationMode
) -> None:
    app, token = served
    login = {"Authorization": f"Bearer {token}"}
    described = schemathesis.openapi.from_asgi("/api/openapi.json", app, headers=login)
    operations = [found.ok() for found in described.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) >= 15
    called = 0
    for operation in operations:

        @settings(
            max_examples=CALLS,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(mode))
        def call(case: schemathesis.Case[Any]) -> None:
            nonlocal called
            called += 1
            case.call_and_validate(headers=login, checks=CHECKS)

        with contextlib.suppress(Unsatisfiable):  # nothing to get wrong: no parameter, no body
            call()
    assert called > len(operations)
