"""A letter as a file: Word, Markdown or a mail that opens as a draft.

A letter with open slots says so in its first line and marks them: nobody sends it by mistake.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from assistant.casework.types import Letter
from assistant.errors import InputError

_PIECE = re.compile(r"(\[\[\w+\]\]|\*\*[^*\n]+\*\*)")
_ITEM = re.compile(r"^(?:(-)|\d+\.) (.*)$")
_ADDRESS = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\"]+")


def export(letter: Letter, file_format: str) -> bytes:
    """Return the letter as a file. `file_format` is docx, md or eml, with or without a dot.

    Raises InputError for another format.
    """
    wanted = file_format.lower().removeprefix(".")
    if wanted not in _WRITERS:
        raise InputError(f"{file_format!r} is no file format of a letter. Use .docx, .md or .eml.")
    return _WRITERS[wanted](letter)


def readiness(letter: Letter) -> str:
    """Return "ready to send", or how many slots are open."""
    return "ready to send" if letter.ready else f"not ready to send ({len(letter.open_slots)} open)"


def _markdown(letter: Letter) -> bytes:
    notice = "" if letter.ready else f"> **{readiness(letter)}**\n\n"
    return f"{notice}# {letter.subject}\n\n{letter.text}\n".encode()


def _mail(letter: Letter) -> bytes:
    mail = EmailMessage(policy=SMTP)
    notice = "" if letter.ready else f"[{readiness(letter)}] "
    mail["Subject"] = f"{notice}{letter.subject}"
    address = next((s.value for s in letter.slots if s.name == "rights_owner_email"), "")
    if _ADDRESS.fullmatch(address) and address.isascii():
        mail["To"] = address
    mail["X-Unsent"] = "1"  # mail programs open it for editing
    mail.set_content(letter.text.replace("**", "") + "\n")
    return mail.as_bytes()


def _word(letter: Letter) -> bytes:
    import docx
    from docx.enum.text import WD_COLOR_INDEX

    document = docx.Document()
    document.core_properties.title = letter.subject[:255]
    document.core_properties.author = ""
    document.core_properties.comments = ""
    if not letter.ready:
        run = document.add_paragraph().add_run(readiness(letter))
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
    document.add_heading(letter.subject, level=1)
    for line in (line for line in letter.text.splitlines() if line.strip()):
        item = _ITEM.match(line)
        style = None if item is None else "List Bullet" if item[1] else "List Number"
        _add_runs(document.add_paragraph(style=style), item[2] if item else line)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _add_runs(paragraph: Any, line: str) -> None:
    from docx.enum.text import WD_COLOR_INDEX

    for piece in (piece for piece in _PIECE.split(line) if piece):
        bold = piece.startswith("**") and piece.endswith("**") and len(piece) > 4
        run = paragraph.add_run(piece[2:-2] if bold else piece)
        run.bold = bold or None
        if piece.startswith("[[") and piece.endswith("]]"):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


_WRITERS: dict[str, Callable[[Letter], bytes]] = {"md": _markdown, "eml": _mail, "docx": _word}
