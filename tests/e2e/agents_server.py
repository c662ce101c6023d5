"""The server with a fake assistant, reader and drafter, for the browser: DATA_DIR USER... PORT."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import uvicorn
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from assistant.settings import Settings
from tests.casework.fakes import fake_assistant, fake_desk
from ui.app import build_app

PASSWORD = "correct horse battery"
AWAY = "database-is-away"  # while the data folder has a file of this name, the database fails


def main() -> None:
    """Serve until terminated; the users may log in."""
    data, *users, port = sys.argv[1:]
    settings = Settings(data_dir=Path(data))
    desk = fake_desk(settings)
    for user in users:
        desk.accounts.add(user, PASSWORD, actor="test")

    @event.listens_for(desk.store.database.engine, "before_cursor_execute")
    def fail(*_: object) -> None:
        if (Path(data) / AWAY).exists():
            raise OperationalError("", None, sqlite3.OperationalError("disk I/O error"))

    app = build_app(fake_assistant(), settings, desk)
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(port),
        log_level="warning",
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
