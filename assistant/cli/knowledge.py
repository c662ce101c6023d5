"""`complaint-assistant knowledge`: what concerns the guidance documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Check the guidance documents.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keep `check` a subcommand."""


@app.command("check")
def check(
    folder: Annotated[Path | None, typer.Argument(help="Folder with guidance documents.")] = None,
) -> None:
    """Lint the guidance: schema, sections, sources, sample questions."""
    from assistant.guidance import load_knowledge
    from assistant.guidance_check import lint
    from assistant.settings import load_settings

    target = folder or load_settings().knowledge_dir
    knowledge = load_knowledge(target)
    problems = lint(knowledge, target)
    for problem in problems:
        typer.echo(problem, err=True)
    sections = sum(len(document.passages) for document in knowledge.documents)
    summary = f"{len(knowledge.documents)} documents, {sections} sections"
    if problems:
        typer.echo(f"{summary}, {len(problems)} problems", err=True)
        raise typer.Exit(1)
    typer.echo(f"{summary}, no problems")
