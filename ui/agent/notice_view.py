"""A notice as the agent reads it: its text with the fields marked in place, and their table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from assistant.casework.types import Notice, Reading
from ui.agent.render import safe

SURE = 0.9  # from here on a field is shown as sure
_SINGLE = (
    ("Kind", "kind_reading"),
    ("Right", "right_reading"),
    ("Marketplace", "domain"),
    ("Rights owner", "rights_owner"),
    ("Objected to", "objected"),
)
_MANY = (
    ("Complaint ID", "complaint_ids"),
    ("E-mail", "emails"),
    ("Asked", "asked"),
    ("Documents", "documents"),
    ("Date", "dates"),
)


class Field(NamedTuple):
    """One field of a notice: its name, what was read, and how it was worked out."""

    name: str
    reading: Reading
    shown: str
    how: str = ""


def fields_of(notice: Notice) -> list[Field]:
    """Return every field that was read, deadlines first."""
    return [*_deadlines(notice), *_plain(notice)]


def _deadlines(notice: Notice) -> Iterator[Field]:
    for deadline in notice.deadlines:
        due = str(deadline.due) if deadline.due else "day not stated"
        yield Field("Deadline", deadline.reading, due, deadline.rule)


def _plain(notice: Notice) -> Iterator[Field]:
    for name, attribute in _SINGLE:
        if (found := getattr(notice, attribute)) is not None:
            yield Field(name, found, found.value)
    for listing in notice.listings:
        yield Field("ASIN", listing.asin, listing.asin.value)
        if listing.title:
            yield Field("Title", listing.title, listing.title.value)
    for name, attribute in _MANY:
        for found in getattr(notice, attribute):
            yield Field(name, found, found.value)


def marked_text(notice: Notice) -> str:
    """Return the notice's text, each field marked where it was read, with its name."""
    html, end = [], 0
    spans = sorted(fields_of(notice), key=lambda f: (f.reading.start, -f.reading.end))
    for field in spans:
        start, stop = field.reading.start, min(field.reading.end, len(notice.text))
        if start < end or stop <= start:
            continue  # inside a field that is marked already; the table has it
        html.append(safe(notice.text[end:start]))
        html.append(
            f'<mark class="{_doubt(field, picture=notice.certainty < 1)}>'
            f"{safe(notice.text[start:stop])}<i>{safe(field.name)}</i></mark>"
        )
        end = stop
    return f'<div class="pasted">{"".join(html)}{safe(notice.text[end:])}</div>'


def field_table(notice: Notice) -> str:
    """Return the fields with their confidences; what was not read is named as missing."""
    fields = fields_of(notice)
    rows = "".join(_row(field, picture=notice.certainty < 1) for field in fields)
    wanted = ("Kind", "Right", "Complaint ID", "ASIN", "Rights owner", "Deadline")
    missing = [name for name in wanted if name not in {field.name for field in fields}]
    lacking = f'<p class="faint">Not in the notice: {", ".join(missing)}</p>' if missing else ""
    warned = "".join(f'<p class="say error">⚠ {safe(text)}</p>' for text in notice.warnings)
    return f'{warned}<table class="grid fields"><tbody>{rows}</tbody></table>{lacking}'


def _row(field: Field, *, picture: bool) -> str:
    how = f"<small>{safe(field.how)}</small>" if field.how else ""
    check = "<small>picture: check it</small>" if picture else ""
    return (
        f"<tr><th>{safe(field.name)}</th><td>{safe(field.shown)}{how}</td>"
        f'<td class="number {_doubt(field, picture=picture)}>'
        f"{field.reading.confidence:.0%}{check}</td></tr>"
    )


def _doubt(field: Field, *, picture: bool) -> str:
    """Return the end of a class attribute: whether the agent has to check what was read."""
    if picture:
        return 'doubt" title="read from a picture: check it"'
    return 'doubt" title="not sure: check it"' if field.reading.confidence < SURE else '"'
