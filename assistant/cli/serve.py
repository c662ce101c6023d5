"""`complaint-assistant serve`: the web chat."""

from __future__ import annotations

from typing import Annotated

import typer


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 7860,
) -> None:
    """Start the web chat; /healthz tells whether it is well."""
    from assistant.settings import load_settings

    settings = load_settings()
    from ui.app import run  # the only place where the library starts the UI

    run(settings, host, port)
