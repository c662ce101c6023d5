"""How the workspace looks, its keyboard, its care for typed text. Nothing comes from outside."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent
CSS = (_HERE / "workspace.css").read_text(encoding="utf-8")
SCRIPT = (_HERE / "workspace.js").read_text(encoding="utf-8").partition("\n")[2]
COPY = "(text) => window.copyText(text)"  # defined in workspace.js


def stored(boxes: str, text: str = "") -> str:
    """Return what is stored of the boxes that a CSS selector names: leaving the page compares.

    `text` is safe HTML.
    """
    return f'<div hidden data-saved="{boxes}">{text}</div>'
