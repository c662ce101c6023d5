"""`complaint-assistant cases`: look at agents' cases, export and delete them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assistant.casework.store import Case, Draft, Store
    from assistant.settings import Settings

app = typer.Typer(help="List, show, export and delete agents' cases.", no_args_is_help=True)

ACTOR = "command line"
Number = Annotated[int, typer.Argument(min=1, max=2**31 - 1, help="The case's number.")]


@app.command("list")
def list_cases(
    search: Annotated[str, typer.Option(help="Words in message, notice, topic, ticket.")] = "",
    status: Annotated[
        str, typer.Option(help="new, drafting, ready, sent or closed; all if not given.")
    ] = "",
    topic: Annotated[str, typer.Option(help="Only this topic.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
) -> None:
    """List cases, nearest deadline first."""
    from assistant.casework.store import CaseStatus
    from assistant.errors import InputError

    if status and status not in set(CaseStatus):
        raise InputError(f"there is no status {status}. It is one of {', '.join(CaseStatus)}.")
    store, _ = _open()
    wanted = CaseStatus(status) if status else None
    for case in store.list_cases(search, wanted, topic, limit=limit):
        typer.echo(_line(case))
    found = store.count_cases(search, wanted, topic)
    typer.echo(f"{found} cases" + (f", {limit} shown" if found > limit else ""), err=True)


@app.command("show")
def show(number: Number) -> None:
    """Show a case: message, notice, drafts, notes."""
    store, _ = _open()
    case = store.get_case(number)
    typer.echo(_line(case))
    for heading, text in (("Message", case.message), ("Notice", case.notice_text)):
        if text:
            typer.echo(f"\n{heading}:\n{text}")
    for draft in store.drafts_of(number):
        typer.echo(f"\nDraft {draft.id} ({_state(draft)}):\n{draft.text}")
    for note in store.notes_of(number):
        typer.echo(f"\nNote by {note.author}, {note.created_at:%Y-%m-%d %H:%M}:\n{note.text}")


@app.command("export")
def export(
    number: Number,
    output: Annotated[Path | None, typer.Option(help="File; printed if not given.")] = None,
) -> None:
    """Write all that is stored about a case as JSON: it holds personal data."""
    store, _ = _open()
    exported = store.export_case(number, actor=ACTOR)
    text = json.dumps(exported, ensure_ascii=False, indent=2)
    if output is None:
        typer.echo(text)
        return
    output.write_text(text + "\n", encoding="utf-8")
    typer.echo(f"written: {output}", err=True)


@app.command("delete")
def delete(
    number: Number,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete a case and all that hangs on it. The audit log keeps its number, no content."""
    store, _ = _open()
    case = store.get_case(number)
    if not yes:
        typer.confirm(f"Delete case {case.id} and all its drafts and notes for good?", abort=True)
    store.delete_case(number, actor=ACTOR)
    typer.echo(f"deleted: case {number}")


@app.command("purge")
def purge(
    days: Annotated[
        int | None,
        typer.Option(min=1, help="Days without a change; ASSISTANT_RETENTION_DAYS if not given."),
    ] = None,
) -> None:
    """Delete the cases that are older than the retention setting."""
    store, settings = _open()
    gone = store.purge(days or settings.retention_days, actor=ACTOR)
    typer.echo(f"deleted: {len(gone)} cases")


def _open() -> tuple[Store, Settings]:
    from assistant.casework.parts import require_parts
    from assistant.settings import load_settings

    require_parts()
    from assistant.casework.store import open_store

    settings = load_settings()
    return open_store(settings), settings


def _line(case: Case) -> str:
    due = f"due {case.deadline}" + (" OVERDUE" if case.overdue() else "") if case.deadline else ""
    first = " ".join((case.message or case.notice_text).split())[:60]
    parts = (f"{case.id:>5}", case.status, due or "no deadline", case.topic or "-", first)
    return "  ".join(parts)


def _state(draft: Draft) -> str:
    said = f"{draft.kind}, {draft.state}, version {draft.version} by {draft.created_by}"
    return f"{said}; VOID: {draft.void}" if draft.void else said
