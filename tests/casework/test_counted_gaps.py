"""A gap of the seller chat is in the authors' log and counted for the measures."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.casework.counted_gaps import CountedGaps
from assistant.casework.measures import measures
from assistant.casework.store import Store
from assistant.errors import StoreError
from assistant.gaps import Gap, GapLog, read_gaps
from assistant.types import Status

GAP = Gap(
    at=datetime(2026, 11, 24, tzinfo=UTC), question="how do I name my SKUs?",
    status=Status.ABSTAINED, topics=("Listings",), missing=("sku",),
)  # fmt: skip


def test_a_gap_of_the_seller_chat_is_logged_and_counted(store: Store, tmp_path: Path) -> None:
    CountedGaps(GapLog(tmp_path), store).record(GAP)
    assert read_gaps(tmp_path).gaps == (GAP,)
    assert [(gap.question, gap.count) for gap in measures(store).gaps] == [(GAP.question, 1)]


def test_a_database_that_is_away_costs_no_answer(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StoreError("away")

    monkeypatch.setattr(store, "add_gap", fail)
    CountedGaps(GapLog(tmp_path), store).record(GAP)
    assert read_gaps(tmp_path).gaps == (GAP,)
