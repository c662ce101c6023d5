"""The throwaway PostgreSQL of the tests: skipped with a reason, but not where CI promises it."""

from __future__ import annotations

import pytest

from tests import postgresql


def test_without_a_server_tests_are_skipped_with_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(postgresql, "PG_CTL", None)
    monkeypatch.setattr(postgresql, "REQUIRED", False)
    with (
        pytest.raises(pytest.skip.Exception, match="Debian: postgresql"),
        postgresql.running_postgresql(),
    ):
        pass


def test_where_ci_promises_a_server_its_absence_is_a_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(postgresql, "PG_CTL", None)
    monkeypatch.setattr(postgresql, "REQUIRED", True)
    with (
        pytest.raises(AssertionError, match="TESTS_REQUIRE names postgresql"),
        postgresql.running_postgresql(),
    ):
        pass
