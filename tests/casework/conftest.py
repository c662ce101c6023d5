"""Cheap password hashes: the real cost is a defence that tests need not pay."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from assistant.casework import accounts


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(accounts, "_HASHER", cheap)
