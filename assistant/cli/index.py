"""`complaint-assistant index`: make the index hold what the knowledge folder holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

KnowledgeOption = Annotated[
    Path | None,
    typer.Option("--knowledge", help="Folder with guidance documents.", show_default=False),
]


def index(
    knowledge: KnowledgeOption = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Embed everything again, for another model.")
    ] = False,
) -> None:
    """Index the guidance: only what changed is embedded."""
    from rich.console import Console
    from rich.progress import Progress

    from assistant.embeddings import load_embedder
    from assistant.indexing import update_index
    from assistant.overlay import load_layered
    from assistant.settings import load_settings

    settings = load_settings(**({"knowledge_dir": knowledge} if knowledge else {}))
    layered = load_layered(settings.knowledge_dir, settings.overlay_dir)
    for warning in layered.warnings:
        typer.echo(f"warning: {warning}", err=True)
    embedder = load_embedder(settings.embedding_model)
    console = Console(stderr=True)
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("embedding", total=None)
        report = update_index(
            layered.knowledge,
            embedder,
            settings,
            rebuild=rebuild,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    if settings.overlay_dir:
        typer.echo(f"{settings.overlay_dir}: {layered.summary}")
    typer.echo(
        f"{report.added} added, {report.updated} updated, {report.deleted} deleted, "
        f"{report.unchanged} unchanged passages; {report.embedded} texts embedded in "
        f"{report.encode_seconds:.1f} s of {report.seconds:.1f} s"
    )
