"""The server: health endpoint and chat in one process."""

from __future__ import annotations

import logging
import os

from fastapi import FastAPI

from assistant.errors import InputError
from assistant.service import Assistant
from assistant.settings import Settings

logger = logging.getLogger(__name__)

# Gradio reads these when it is imported: no telemetry, no calls home
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")


def build_app(assistant: Assistant, settings: Settings) -> FastAPI:
    """Return the web application around an opened assistant."""
    import gradio as gr

    from ui.seller import build_seller_chat
    from ui.theme import CSS, theme

    app = FastAPI(title="Image Complaint Assistant", docs_url=None, redoc_url=None)

    @app.get("/healthz")
    def healthz() -> dict[str, object]:
        """Tell that the server answers, and from which index."""
        index = assistant.parts.index
        return {"status": "ok", "index": index.generation, "passages": len(index.passages)}

    page = build_seller_chat(assistant.stream, settings.concurrency, settings.queue_size)
    mounted: FastAPI = gr.mount_gradio_app(
        app, page, path="/", theme=theme(), css=CSS, footer_links=[], ssr_mode=False, pwa=False
    )
    return mounted


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
    assistant = Assistant(settings)
    assistant.answer("What should I do first after an image complaint?")  # warm up
    app = build_app(assistant, settings)
    print(f"Image Complaint Assistant: http://{host}:{port}  (Ctrl+C stops it)")  # noqa: T201
    uvicorn.run(app, host=host, port=port, log_level="warning")
