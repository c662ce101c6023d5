"""The server with a fake assistant, reader and drafter, for the browser: PORT DATA_DIR."""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn

from assistant.settings import Settings
from tests.casework.fakes import fake_assistant, fake_desk
from ui.app import build_app

PASSWORD = "correct horse battery"


def main() -> None:
    """Serve until terminated; ann may log in."""
    settings = Settings(data_dir=Path(sys.argv[2]))
    desk = fake_desk(settings)
    desk.accounts.add("ann", PASSWORD, actor="test")
    app = build_app(fake_assistant(), settings, desk)
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")


if __name__ == "__main__":
    main()
