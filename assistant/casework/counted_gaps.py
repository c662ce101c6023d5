"""Gaps that the seller chat shows, counted in the store for the page of measures."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from assistant.casework.store import Store
from assistant.errors import StoreError
from assistant.gaps import Gap, GapLog

logger = logging.getLogger(__name__)
ACTOR = "seller chat"


@dataclass(frozen=True)
class CountedGaps:
    """The log of gaps, which keeps what the authors need, and a count of each in the store."""

    log: GapLog
    store: Store

    def record(self, gap: Gap) -> None:
        """Note the gap in both; where the database is away the log has it."""
        self.log.record(gap)
        try:
            self.store.add_gap(gap.question, gap.status, actor=ACTOR)
        except StoreError as error:
            logger.warning("a coverage gap was not counted: %s", error)
