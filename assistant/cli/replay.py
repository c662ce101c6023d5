"""`complaint-assistant replay`: does a receipt's question still lead to the same citations?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def replay(
    file: Annotated[Path, typer.Argument(help="A receipt, of `ask --receipt` or the chat.")],
) -> None:
    """Ask a receipt's question again: same citations (exit 0), or what changed (exit 1)."""
    from assistant import receipts
    from assistant.service import Assistant
    from assistant.settings import load_settings

    receipt = receipts.read_receipt(file)
    replayed = receipts.replay(receipt, Assistant(load_settings()))
    if not replayed.changes:
        typer.echo(f"same citations: {len(replayed.answer.citations)}, as of {receipt.created}")
        return
    for change in replayed.changes:
        typer.echo(change)
    raise typer.Exit(1)
