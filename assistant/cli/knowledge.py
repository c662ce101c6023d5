"""`complaint-assistant knowledge`: what concerns the guidance documents."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assistant.overlay import Layered
    from assistant.settings import Settings

app = typer.Typer(
    help="Check, review, map and import the guidance documents.", no_args_is_help=True
)

Folder = Annotated[
    Path | None, typer.Argument(help="Folder with guidance documents.", show_default=False)
]


@app.command("check")
def check(
    folder: Folder = None,
    fast: Annotated[
        bool, typer.Option("--fast", help="Leave out what needs the embedding model.")
    ] = False,
) -> None:
    """Check the guidance: errors exit with 1, warnings are for an author to judge."""
    from assistant.guidance_check import lint, weakly_sourced

    settings, layered = _load(folder)
    knowledge = layered.knowledge
    problems = lint(
        knowledge,
        settings.knowledge_dir,
        paths=layered.paths,
        review_days=settings.review_days,
    )
    warnings = [*layered.warnings, *weakly_sourced(knowledge.documents)]
    if not fast:
        warnings.extend(_audit(settings, layered))
    for problem in problems:
        typer.echo(problem, err=True)
    for warning in warnings:
        typer.echo(f"warning: {warning}", err=True)
    sections = sum(len(document.passages) for document in knowledge.documents)
    typer.echo(
        f"{len(knowledge.documents)} documents, {sections} sections: "
        f"{len(problems) or 'no'} problems, {len(warnings) or 'no'} warnings"
    )
    if problems:
        raise typer.Exit(1)


@app.command("stale")
def stale(
    days: Annotated[
        int | None,
        typer.Option(min=0, help="Due after so many days; ASSISTANT_REVIEW_DAYS if not given."),
    ] = None,
) -> None:
    """List the documents that are due for review, oldest first, with their sources."""
    from assistant import guidance_check

    settings, layered = _load(None)
    documents = layered.knowledge.documents
    after = settings.review_days if days is None else days
    due = guidance_check.stale(documents, date.today(), after)
    for document in due:
        typer.echo(f"{document.reviewed}  {document.id}: {document.title}")
        for source in document.sources:
            typer.echo(f"    {source.id} ({source.kind}) {source.title}: {source.url}")
    oldest = min((document.reviewed for document in documents), default=None)
    typer.echo(
        f"{len(due)} of {len(documents)} documents were last reviewed more than {after} days ago; "
        f"the oldest review is of {oldest}",
        err=True,
    )


@app.command("coverage")
def coverage(folder: Folder = None) -> None:
    """Write COVERAGE.md beside the guidance: countries, marketplaces, audiences, gaps."""
    from assistant.coverage import FILE, render_coverage
    from assistant.guidance import load_guidance
    from assistant.settings import load_settings

    target = folder or load_settings().knowledge_dir
    (target / FILE).write_text(render_coverage(load_guidance(target)), encoding="utf-8")
    typer.echo(f"written: {target / FILE}")


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="DOCX, PDF, HTML or Markdown, up to 25 MB.")],
    to: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the draft; the language folder of ASSISTANT_OVERLAY_DIR, else the "
            "current one, if not given.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Turn a file into a draft document, and name what a person must fill in."""
    from assistant.importing import import_document
    from assistant.settings import load_settings

    draft = import_document(file, to, load_settings().overlay_dir)
    typer.echo(f"written: {draft.path}")
    typer.echo("fill in before it can be indexed:")
    for todo in draft.todos:
        typer.echo(f"  {todo}")


@app.command("gaps")
def gaps(
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print one line of CSV for each question.")
    ] = False,
) -> None:
    """List the questions that were not answered, grouped by likeness, newest first."""
    from assistant.cli.gap_listing import as_csv_text, as_text
    from assistant.embeddings import load_embedder
    from assistant.gaps import group_gaps, read_gaps
    from assistant.settings import load_settings

    settings = load_settings()
    found = read_gaps(settings.data_dir)
    groups = group_gaps(found.gaps, load_embedder(settings.embedding_model)) if found.gaps else []
    typer.echo(as_csv_text(groups) if as_csv else as_text(groups), nl=False)
    unreadable = f"; {found.unreadable} lines cannot be read" if found.unreadable else ""
    listed = sum(len(group.gaps) for group in groups)
    typer.echo(f"{listed} of {len(found.gaps)} gaps in {len(groups)} groups{unreadable}", err=True)


def _load(folder: Path | None) -> tuple[Settings, Layered]:
    """Return settings and guidance: of the given folder alone, or as configured."""
    from assistant.overlay import load_layered
    from assistant.settings import load_settings

    settings = load_settings(**({"knowledge_dir": folder, "overlay_dir": None} if folder else {}))
    return settings, load_layered(settings.knowledge_dir, settings.overlay_dir)


def _audit(settings: Settings, layered: Layered) -> list[str]:
    from rich.console import Console
    from rich.progress import Progress

    from assistant.embeddings import load_embedder
    from assistant.guidance_audit import audit

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("embedding", total=None)
        return audit(
            layered.knowledge,
            load_embedder(settings.embedding_model),
            settings,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
