"""`complaint-assistant search`: what retrieval finds, without an answer."""

from __future__ import annotations

from typing import Annotated

import typer


def search(
    question: Annotated[str, typer.Argument(help="The question, in quotes.")],
    k: Annotated[int, typer.Option(min=1, max=50, help="How many passages.")] = 6,
) -> None:
    """Show the passages found for a question: look here first when an answer is wrong."""
    from rich.console import Console
    from rich.table import Table

    from assistant.service import Assistant
    from assistant.settings import load_settings

    passages = Assistant(load_settings()).search(question, k)
    table = Table("rank", "score", "similarity", "passage", box=None)
    for rank, found in enumerate(passages, start=1):
        table.add_row(str(rank), f"{found.score:.4f}", f"{found.similarity:.3f}", found.passage.id)
    Console().print(table)
