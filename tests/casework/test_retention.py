"""Old cases go at start and again while the server runs; a database that is away is no end."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from sqlalchemy import update

from assistant.casework.retention import keep_retention
from assistant.casework.store import Store
from assistant.casework.store.tables import CaseRow, now
from assistant.errors import StoreError
from tests.casework.store.builders import content

pytestmark = pytest.mark.parametrize("database_url", [""], ids=["sqlite"])


def _old_case(store: Store) -> None:
    store.create_case(content(), actor="ann")
    with store.database.write() as session:
        session.execute(update(CaseRow).values(updated_at=now() - timedelta(days=11)))


def _wait_until_empty(store: Store) -> None:
    deadline = time.monotonic() + 20
    while store.count_cases() and time.monotonic() < deadline:
        time.sleep(0.02)


def test_cases_that_grow_old_while_serving_are_deleted(store: Store) -> None:
    stop = keep_retention(store, 10, every=0.05)
    _old_case(store)
    _wait_until_empty(store)
    stop.set()
    assert store.count_cases() == 0


def test_a_failure_is_tried_again(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    calls = iter([[], StoreError("away")])
    real = store.purge

    def purge(days: int, *, actor: str) -> list[int]:
        outcome = next(calls, None)
        if isinstance(outcome, StoreError):
            raise outcome
        return real(days, actor=actor)

    monkeypatch.setattr(store, "purge", purge)
    stop = keep_retention(store, 10, every=0.05)
    _old_case(store)
    _wait_until_empty(store)
    stop.set()
    assert store.count_cases() == 0
    assert "old cases were not deleted: away" in caplog.text


def test_without_a_setting_nothing_is_deleted(store: Store) -> None:
    _old_case(store)
    keep_retention(store, 0, every=0.01)
    time.sleep(0.1)
    assert store.count_cases() == 1
