"""`complaint-assistant notice`: what was read out of a complaint notice."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assistant.casework.types import Notice, Reading

_QUOTED = 60  # characters of a span that are shown


def notice(
    file: Annotated[
        Path,
        typer.Argument(
            help="A notice: .txt .eml .msg .pdf .docx .html .png .jpg, or - for standard input.",
            allow_dash=True,
        ),
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print every field with its span as JSON.")
    ] = False,
) -> None:
    """Read a complaint notice: who complains, about what, and by when to act."""
    from assistant.casework.notice import read_notice
    from assistant.casework.reading import read_bytes, read_file

    if str(file) == "-":
        document = read_bytes(sys.stdin.buffer.read(), "standard input")
    else:
        document = read_file(file)
    found = read_notice(document)
    typer.echo(found.model_dump_json(indent=2)) if as_json else _print(found)


def _print(notice: Notice) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("field", "value", "sure", "read from", box=None, pad_edge=False)
    for name, value, found in _rows(notice):
        sure = f"{found.confidence:.0%}" if found else ""
        table.add_row(name, value, sure, _quote(notice, found))
    console = Console()
    console.print(table, markup=False)
    for warning in notice.warnings:
        console.print(f"Note: {warning}", style="yellow", markup=False)


def _rows(notice: Notice) -> Iterator[tuple[str, str, Reading | None]]:
    """Yield name, value and reading of each field; what is missing is said to be."""
    singles = (
        ("marketplace", notice.marketplace or "", notice.domain),
        ("kind", notice.kind or "", notice.kind_reading),
        ("right", notice.right or "", notice.right_reading),
    )
    for name, value, found in singles:
        shown = found.value if name == "marketplace" and found else value
        yield name, shown or "–", found
    yield from _several("complaint id", notice.complaint_ids)
    for listing in notice.listings:
        title = f" {listing.title.value}" if listing.title else ""
        yield "listing", listing.asin.value + title, listing.asin
    yield from _several("rights owner", (notice.rights_owner,) if notice.rights_owner else ())
    yield from _several("e-mail", notice.emails)
    yield from _several("about", (notice.objected,) if notice.objected else ())
    yield from _several("date", notice.dates)
    for deadline in notice.deadlines:
        due = str(deadline.due or "not known")
        backed = f" [{deadline.passage_id}]" if deadline.passage_id else ""
        yield f"due ({deadline.purpose})", f"{due}: {deadline.rule}{backed}", deadline.reading
    yield from _several("asked", notice.asked)
    yield from _several("accepted", notice.documents)


def _several(name: str, found: tuple[Reading, ...]) -> Iterator[tuple[str, str, Reading | None]]:
    if not found:
        yield name, "–", None
    for reading in found:
        yield name, reading.value, reading


def _quote(notice: Notice, found: Reading | None) -> str:
    if found is None:
        return ""
    span = " ".join(notice.text[found.start : found.end].split())
    return f"“{span[:_QUOTED]}{'…' if len(span) > _QUOTED else ''}”"
