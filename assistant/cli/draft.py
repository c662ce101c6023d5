"""`complaint-assistant draft`: a reply to a seller, or the letter that the seller has to send."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.text import Text

    from assistant.casework.types import Letter, Notice

KINDS = (
    "reply, retraction-request, licence-request, apology-settlement, counter-notice, "
    "plan-of-action, infringement-report or cease-and-desist"
)


def draft(
    message: Annotated[str, typer.Option(help="File with what the seller wrote; - reads stdin.")],
    notice: Annotated[
        Path | None, typer.Option(help="File with the notice, as `notice` reads it.")
    ] = None,
    kind: Annotated[str, typer.Option(help=f"What to draft: {KINDS}.")] = "reply",
    tone: Annotated[str, typer.Option(help="calm, formal or brief.")] = "calm",
    language: Annotated[
        str, typer.Option(help="Language of the letter: en, de, es, fr, it, ja or zh.")
    ] = "en",
    fact: Annotated[
        list[str] | None,
        typer.Option(help="A fact for a slot, as name=value. May be given several times."),
    ] = None,
    words: Annotated[int, typer.Option(help="About how long a reply may be.")] = 140,
    cite: Annotated[bool, typer.Option("--cite", help="Print the citation markers.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the draft as JSON.")] = False,
    output: Annotated[
        Path | None, typer.Option(help="Write the letter to a .docx, .md or .eml file.")
    ] = None,
) -> None:
    """Draft a reply to a seller or a letter for the seller to send, with its open questions.

    Facts come from the message, the notice and --fact alone; what is missing stays an open slot.
    """
    text = _read(message)
    facts = _facts(fact or [])
    from assistant.casework.drafting import draft_letter
    from assistant.casework.export import export
    from assistant.service import Assistant
    from assistant.settings import load_settings

    found = _read_notice(notice) if notice else None
    letter = draft_letter(
        Assistant(load_settings()),
        kind,
        text,
        found,
        facts,
        tone=tone,  # type: ignore[arg-type]  # draft_letter checks it
        language=language,
        words=words,
        cite=cite,
    )
    if output is not None:
        _save(output, export(letter, output.suffix))
    if as_json:
        typer.echo(letter.model_dump_json(indent=2))
    else:
        _print(letter)


def _facts(given: list[str]) -> dict[str, str]:
    from assistant.errors import InputError

    facts: dict[str, str] = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals or not name.strip():
            raise InputError(f"--fact {item!r}: expected name=value, as in --fact name='Li Wei'.")
        if name.strip() in facts:
            raise InputError(f"--fact {name.strip()} is given twice. Give it once.")
        facts[name.strip()] = value
    return facts


def _read(path: str) -> str:
    from assistant.errors import InputError

    try:
        raw = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        return raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read as UTF-8 text ({error}).") from error


def _read_notice(path: Path) -> Notice:
    from assistant.casework.notice import read_notice
    from assistant.casework.reading import read_file

    return read_notice(read_file(path))


def _save(path: Path, content: bytes) -> None:
    from assistant.errors import InputError

    try:
        path.write_bytes(content)
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror}).") from error
    typer.echo(f"written to {path}", err=True)


def _print(letter: Letter) -> None:
    from rich.console import Console
    from rich.text import Text

    from assistant.casework.export import readiness

    console = Console(highlight=False)
    for warning in letter.warnings:
        console.print(Text(f"Warning: {warning}", style="yellow"))
    console.print(Text(f"To: {letter.recipient} – {letter.tone}", style="dim"))
    body = Text(f"Subject: {letter.subject}\n\n{letter.text}\n")
    body.highlight_regex(r"\[\[\w+\]\]", style="black on yellow")
    console.print(body, soft_wrap=True)  # so that it can be copied
    _print_beside(letter, console.print)
    style = "bold green" if letter.ready else "bold yellow"
    console.print(Text(readiness(letter), style=style))


def _print_beside(letter: Letter, show: Callable[[Text], None]) -> None:
    """Show what is for the agent alone: slots, deadline, guidance, next letters."""
    from rich.text import Text

    for slot in letter.open_slots:
        show(Text(f"Open: [[{slot.name}]] {slot.question}", style="yellow"))
    for slot in (slot for slot in letter.slots if slot.by_hand):
        show(Text(f"By hand: {slot.question}"))
    show(Text(f"Deadline: {_deadline(letter)}"))
    for statement in (*letter.statements, *letter.notes):
        markers = "".join(f"[{marker}]" for marker in statement.citations)
        aside = "Note: " if statement in letter.notes else ""
        show(Text(f"{markers} {aside}{statement.text}", style="dim"))
    for citation in letter.citations:
        reviewed = f"(reviewed {citation.reviewed})"
        show(Text(f"[{citation.marker}] {citation.document_title} › {citation.section} {reviewed}"))
        for source in citation.sources:
            show(Text(f"    {source.title} ({source.kind}) {source.url}", style="dim"))
    for removed in letter.removed:
        show(Text(f"Removed: {removed.text} ({'; '.join(removed.reasons)})", style="dim"))
    if letter.next_letters:
        show(Text(f"Next letters: {', '.join(letter.next_letters)}"))


def _deadline(letter: Letter) -> str:
    deadline = letter.deadline
    if deadline is None:
        return "none stated in the notice"
    return f"{deadline.due or deadline.reading.value} ({deadline.rule})"
