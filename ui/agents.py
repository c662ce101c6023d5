"""The agents' side of the server: the guard before everything, login, API.

Imported only where the extra `agents` is installed; see `assistant.casework.parts`.
"""

from __future__ import annotations

from fastapi import FastAPI

from assistant.casework.desk import Desk
from assistant.settings import Settings
from ui.api import build_api
from ui.guard import Guard
from ui.login import login_pages


def add_agents(app: FastAPI, desk: Desk, settings: Settings) -> None:
    """Give the server its login, its API and the guard. Call it before the chat is mounted at /."""
    app.include_router(login_pages(desk.accounts, settings.session_hours))
    app.mount("/api", build_api(desk))
    app.add_middleware(
        Guard, accounts=desk.accounts, sellers_log_in=settings.seller_chat == "login"
    )
