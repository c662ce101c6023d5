"""How a page's events are wired: private, bounded, and an error is one line on the page."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from ui.agent.render import message

# handlers are no public API: that is /api/v1, with tokens
PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "minimal"}


def actor(request: gr.Request) -> str:
    """Return the name of the agent who is logged in."""
    return str(request.username)


def said(error: AssistantError) -> str:
    """Return an error as a line on the page."""
    return message(str(error), "error")
