"""The server: health, chat, MCP endpoint, and the agents' login and API in one process."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from fastapi import FastAPI

from assistant.casework.parts import INSTALL, missing_parts
from assistant.errors import InputError, SettingsError
from assistant.gaps import open_gap_log
from assistant.glossary import layered_glossary
from assistant.receipts import make_receipt
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.types import Answer, Turn

if TYPE_CHECKING:
    import gradio as gr
    from starlette.applications import Starlette

    from assistant.casework.desk import Desk
    from assistant.casework.types import Notice

logger = logging.getLogger(__name__)

# Gradio reads these when it is imported: no telemetry, no calls home
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")


def build_app(assistant: Assistant, settings: Settings, desk: Desk | None = None) -> FastAPI:
    """Return the web application around an opened assistant; agents work only with a desk.

    Raises SettingsError when sellers shall log in and there is no desk to log in at.
    """
    import gradio as gr

    from ui.theme import CSS, theme

    tools = _tools(assistant)
    app = FastAPI(
        title="Image Complaint Assistant",
        openapi_url=None,
        lifespan=tools.router.lifespan_context if tools else None,
        routes=tools.routes if tools else None,
    )

    @app.get("/healthz")
    def healthz() -> dict[str, object]:
        """Tell that the server answers, and from which index."""
        index = assistant.parts.index
        return {"status": "ok", "index": index.generation, "passages": len(index.passages)}

    if desk is not None:
        from ui.agents import add_agents

        add_agents(app, desk, settings)
        _mount_workspace(app, desk, settings)
    elif settings.seller_chat == "login":
        raise SettingsError(
            "ASSISTANT_SELLER_CHAT is login, but the agents' parts are not installed. "
            f"{INSTALL}, or set it to open."
        )
    else:
        _say_what_is_missing(app)
    page = _seller_page(assistant, settings)
    mounted: FastAPI = gr.mount_gradio_app(
        app, page, path="/", theme=theme(), css=CSS, footer_links=[], ssr_mode=False, pwa=False
    )
    return mounted


def _tools(assistant: Assistant) -> Starlette | None:
    """Return the MCP endpoint, None where the extra `mcp` is not installed."""
    if find_spec("mcp") is None:
        return None
    from ui.tools import build_tools

    return build_tools(assistant)


def _seller_page(assistant: Assistant, settings: Settings) -> gr.Blocks:
    from ui.seller import build_seller_chat

    def receipt_of(question: str, history: Sequence[Turn], answer: Answer) -> str:
        receipt = make_receipt(question, history, answer, assistant.parts)
        return receipt.model_dump_json(indent=2)

    glossary, warnings = layered_glossary(settings.overlay_dir)
    for warning in warnings:
        logger.warning("%s", warning)
    return build_seller_chat(
        assistant.stream,
        settings.concurrency,
        settings.queue_size,
        receipt_of=receipt_of,
        glossary=glossary,
    )


def _mount_workspace(app: FastAPI, desk: Desk, settings: Settings) -> None:
    from assistant.casework.export import export
    from assistant.casework.reading import read_bytes
    from ui.agent.workspace import mount_workspace

    mount_workspace(app, desk, settings, read_file=read_bytes, export=export)


def _say_what_is_missing(app: FastAPI) -> None:
    """Answer below /agents with one line, where the chat would answer with its page."""
    from fastapi.responses import PlainTextResponse

    def missing() -> PlainTextResponse:
        return PlainTextResponse(f"The agents' workspace is not installed: {INSTALL}", 503)

    for path in ("/agent", "/agents", "/agents/{page:path}"):
        app.add_api_route(path, missing, include_in_schema=False)


def open_agents_desk(assistant: Assistant, settings: Settings) -> Desk | None:
    """Return the desk, None where the extra `agents` is not installed. Raises StoreError."""
    if missing_parts():
        return None
    from assistant.casework.desk import open_desk
    from assistant.casework.drafting import draft_letter
    from assistant.casework.notice import read_notice
    from assistant.casework.reading import read_text

    def read_pasted(text: str) -> Notice:
        return read_notice(read_text(text))

    return open_desk(assistant, settings, read_notice=read_pasted, draft_letter=draft_letter)


def run(settings: Settings, host: str, port: int) -> None:
    """Serve until stopped. Raises InputError when the port is taken."""
    import socket

    import uvicorn

    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise InputError(
                f"{host}:{port} cannot be used ({error.strerror}). Choose another with --port."
            ) from error
    assistant = Assistant(settings, open_gap_log(settings))
    assistant.answer("What should I do first after an image complaint?")  # warm up
    app = build_app(assistant, settings, open_agents_desk(assistant, settings))
    print(f"Image Complaint Assistant: http://{host}:{port}  (Ctrl+C stops it)")  # noqa: T201
    uvicorn.run(app, host=host, port=port, log_level="warning")
