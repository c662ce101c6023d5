"""Old cases are deleted at start and daily while the server runs."""

from __future__ import annotations

import logging
from threading import Event, Thread

from assistant.casework.store import Store
from assistant.errors import StoreError

logger = logging.getLogger(__name__)
ACTOR = "retention"
DAY = 24 * 3600.0  # seconds


def keep_retention(store: Store, days: int, *, every: float = DAY) -> Event:
    """Delete cases untouched for so many days, now and then daily, until the event is set.

    0 days keep everything. A failure is logged and tried again the next time, except the first:
    raises StoreError when the database is away.
    """
    stop = Event()
    if days:
        store.purge(days, actor=ACTOR)
        Thread(target=_repeat, args=(store, days, every, stop), daemon=True, name=ACTOR).start()
    return stop


def _repeat(store: Store, days: int, every: float, stop: Event) -> None:
    while not stop.wait(every):
        try:
            gone = store.purge(days, actor=ACTOR)
        except StoreError as error:
            logger.error("old cases were not deleted: %s", error)
        else:
            logger.info("%d cases deleted after %d days", len(gone), days)
