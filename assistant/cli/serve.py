"""`complaint-assistant serve`: chat, workspace, API and MCP endpoint."""

from __future__ import annotations

from typing import Annotated

import typer


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 7860,
) -> None:
    """Start the web chat, agents' workspace, HTTP API and MCP endpoint, watched at /healthz."""
    from assistant.settings import load_settings

    settings = load_settings()
    from ui.app import run  # the only place where the library starts the UI

    run(settings, host, port)
