"""A notice in any form -> `Document`: pasted text, mail, PDF, Word, web page or picture.

What the first bytes say goes before the name; a file that is not what its name says is an
error, because an agent should know. Nothing is ever executed, followed or fetched.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.casework.documents import Document, needs
from assistant.casework.invisible import without_invisible
from assistant.casework.mail import hidden_warning, read_eml, read_msg
from assistant.casework.ocr import PICTURE_WARNING, recognised_text
from assistant.casework.pdf import read_pdf
from assistant.casework.webpage import page_text
from assistant.casework.wordfile import read_docx
from assistant.errors import InputError

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_BYTES = 20_000_000
MAX_CHARACTERS = 50_000  # twenty pages of a letter; a notice has two to five thousand
_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"\xd0\xcf\x11\xe0", "Outlook"),
    (b"PK\x03\x04", "Word"),
)
_SUFFIXES = {
    ".pdf": "PDF", ".png": "picture", ".jpg": "picture", ".jpeg": "picture", ".msg": "Outlook",
    ".docx": "Word", ".eml": "e-mail", ".html": "HTML", ".htm": "HTML", ".txt": "text",
    ".md": "text",
}  # fmt: skip
_MAIL_START = re.compile(rb"(?:[A-Za-z][A-Za-z-]*: ?[^\n]*\n(?:[ \t][^\n]*\n)*){3}")
_QUOTED = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
QUOTED_LINES = 3  # fewer marks may be arrows of the notice itself
_HTML_START = re.compile(rb"\s*(?:<!doctype html|<html|<head|<body|<div|<table|<!--)", re.I)


def read_file(path: Path) -> Document:
    """Return what a person would see of a file. Raises InputError in one line."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise InputError(_too_large(str(path), size))
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}).") from error
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str = "the notice") -> Document:
    """Return what a person would see of an upload or of standard input.

    Without a known ending of `name` the content decides. Raises InputError in one line.
    """
    if len(data) > MAX_BYTES:
        raise InputError(_too_large(name, len(data)))
    form = _form(data, name)
    return _tidied(_READERS[form](data, name), name, form)


def read_text(text: str) -> Document:
    """Return pasted text as a document. Raises InputError when nothing is in it."""
    return _tidied(Document(text), "the text", "text")


def _too_large(name: str, size: int) -> str:
    return (
        f"{name}: has {size / 1e6:.0f} MB; at most {MAX_BYTES / 1e6:.0f} MB are read. "
        "Save the pages of the notice alone, or paste its text."
    )


def _form(data: bytes, name: str) -> str:
    """Return the form of the content. Raises InputError when the name says another."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t")
    found = next((form for magic, form in _MAGIC if head.startswith(magic)), "")
    claimed = _SUFFIXES.get(Path(name).suffix.lower(), "")
    if not found and claimed in ("PDF", "picture", "Outlook", "Word"):
        raise InputError(f"{name}: is not a {claimed} file, whatever its name says.")
    if found and claimed and found != claimed:
        raise InputError(f"{name}: holds a {found} file, not what its name says. Rename it.")
    if found or claimed:
        return found or claimed
    if _MAIL_START.match(head) and b"\nmime-version:" in data[:20_000].lower():
        return "e-mail"
    return "HTML" if _HTML_START.match(head) else "text"


def _tidied(document: Document, name: str, form: str) -> Document:
    text, invisible = without_invisible(_unquoted(document.text))
    if not any(character.isalnum() for character in text):
        hint = "no text was found in the picture" if form == "picture" else "holds no text to read"
        raise InputError(f"{name}: {hint}. Paste the text of the notice instead.")
    if len(text) > MAX_CHARACTERS:
        raise InputError(
            f"{name}: has {len(text):,} characters; at most {MAX_CHARACTERS:,} are read. "
            "Paste the notice alone."
        )
    said = document.warnings
    if invisible:
        said += (f"{invisible} invisible characters were left out",)
    return Document(text, said, document.certainty)


def _unquoted(text: str) -> str:
    """Return a forwarded mail without the marks before its lines."""
    return _QUOTED.sub("", text) if len(_QUOTED.findall(text)) >= QUOTED_LINES else text


def _decoded(data: bytes, name: str) -> str:
    """Return the text of bytes in UTF-8, UTF-16 or what they most look like."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in data[:4096]:
            raise InputError(f"{name}: is not text. Save it as PDF, text or a picture.") from error
        with needs("charset-normalizer", "text that is not UTF-8"):
            from charset_normalizer import from_bytes
        best = from_bytes(data[:MAX_CHARACTERS]).best()
        if best is None:
            raise InputError(f"{name}: is not UTF-8 text. Save it as UTF-8.") from error
        return data.decode(best.encoding, "replace")


def _from_html(data: bytes, name: str) -> Document:
    text, hidden = page_text(_decoded(data, name))
    return Document(text, (hidden_warning(hidden),) if hidden else ())


def _from_picture(data: bytes, name: str) -> Document:
    text, certainty = recognised_text(_opened(data, name))
    return Document(text, (PICTURE_WARNING,), certainty)


def _opened(data: bytes, name: str) -> Image:
    with needs("pillow", "pictures"):
        from PIL import Image, UnidentifiedImageError
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
            picture.load()
            return picture
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise InputError(f"{name}: has too many pixels. Crop it to the notice.") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise InputError(f"{name}: is damaged, it cannot be opened as a picture.") from error


_READERS: dict[str, Callable[[bytes, str], Document]] = {
    "PDF": read_pdf,
    "picture": _from_picture,
    "Outlook": read_msg,
    "Word": read_docx,
    "e-mail": read_eml,
    "HTML": _from_html,
    "text": lambda data, name: Document(_decoded(data, name)),
}
