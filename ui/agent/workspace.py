"""Mounts the workspace below /agents. The guard stands before all of it; see `ui.guard`."""

from __future__ import annotations

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse

from assistant.casework.desk import Desk
from assistant.settings import Settings
from ui.agent.case_list import build_case_list
from ui.agent.case_page import build_case_page
from ui.agent.files import Export, file_routes
from ui.agent.measures_page import build_measures_page
from ui.agent.new_case import ReadFile, build_new_case
from ui.agent.render import HOME
from ui.agent.shell import CSS
from ui.guard import agent_of
from ui.theme import CSS as CHAT_CSS
from ui.theme import theme

MAX_UPLOAD = 20_000_000  # bytes, as many as the reader of notices takes


def mount_workspace(
    app: FastAPI, desk: Desk, settings: Settings, *, read_file: ReadFile, export: Export
) -> None:
    """Mount every page, before the chat is mounted at /."""
    app.include_router(file_routes(desk, export))
    for path in ("/agent", "/agents"):  # a mount answers below its path, not at it
        app.add_api_route(path, lambda: RedirectResponse(HOME), include_in_schema=False)
    pages = {  # the longer paths first: the first mount that fits answers
        "/agents/new": build_new_case(desk, read_file),
        "/agents/case": build_case_page(desk),
        "/agents/measures": build_measures_page(desk),
        "/agents": build_case_list(desk),
    }
    for path, page in pages.items():
        page.queue(max_size=settings.queue_size, default_concurrency_limit=settings.concurrency)
        gr.mount_gradio_app(
            app, page, path=path, auth_dependency=_name, theme=theme(), css=CHAT_CSS + CSS,
            footer_links=[], ssr_mode=False, pwa=False, max_file_size=MAX_UPLOAD,
        )  # fmt: skip


def _name(request: Request) -> str:
    return agent_of(request).name
