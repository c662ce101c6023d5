"""A company's file -> a draft document that a person completes.

markitdown converts DOCX, PDF and HTML without network or model. What the file cannot tell -
who may rely on it, who published it, which questions it answers - is left as TODO, and a
draft with TODO in its front matter is not indexed.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.errors import InputError
from assistant.guidance import slugify
from assistant.import_draft import draft_text

MAX_BYTES = 25_000_000
MAX_UNPACKED_BYTES = 200_000_000  # a DOCX is a zip: a small one can unpack to anything

_SUFFIXES = {
    ".docx": "DOCX",
    ".pdf": "PDF",
    ".html": "HTML",
    ".htm": "HTML",
    ".md": "Markdown",
    ".markdown": "Markdown",
}
_OLE = b"\xd0\xcf\x11\xe0"  # Word's old container; also what an encrypted DOCX is wrapped in
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Draft:
    """A draft that was written, and what a person must fill in."""

    path: Path
    todos: tuple[str, ...]


def import_document(file: Path, to: Path | None = None, overlay: Path | None = None) -> Draft:
    """Convert `file` and write the draft; an existing file is never overwritten.

    The draft goes to `to`, else to the language folder of `overlay`, else to the current
    folder. Raises InputError in one line when the file cannot be used.
    """
    markdown = read_markdown(file)
    document_id = slugify(file.stem)
    if not document_id:
        raise InputError(f"{file}: a file name needs Latin letters or digits to become an id.")
    language = "zh" if len(_HAN.findall(markdown)) > len(markdown) / 5 else "en"
    folder = to or (overlay / language if overlay else Path())
    text, todos = draft_text(document_id, markdown, language, file.name, date.today())
    path = folder / f"{document_id}.md"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as target:
            target.write(text)
    except FileExistsError as error:
        raise InputError(f"{path} exists and is not overwritten. Use --to, or rename.") from error
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror}).") from error
    return Draft(path, todos)


def read_markdown(file: Path) -> str:
    """Return the text of a file as Markdown. Raises InputError with what is wrong."""
    kind = _SUFFIXES.get(file.suffix.lower())
    if kind is None:
        raise InputError(f"{file}: only DOCX, PDF, HTML and Markdown files can be imported.")
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise InputError(
                f"{file}: has {size / 1e6:.0f} MB; at most {MAX_BYTES / 1e6:.0f} MB are imported. "
                "Split it, or leave its pictures out."
            )
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file} cannot be read ({error.strerror}).") from error
    _check_content(file, kind, data)
    text = _decoded(file, data) if kind == "Markdown" else _converted(file, kind)
    if not any(character.isalpha() for character in text):
        raise InputError(
            f"{file}: holds no text; if it is a scan, run text recognition (OCR) on it first."
        )
    return text


def _check_content(file: Path, kind: str, data: bytes) -> None:
    """Raise InputError when the bytes are not what the name says, or are encrypted."""
    if kind == "DOCX":
        if data.startswith(_OLE):
            raise InputError(
                f"{file}: is encrypted or an old Word file. Save it as DOCX without a password."
            )
        fits = _is_docx(file)
    elif kind == "PDF":
        fits = b"%PDF-" in data[:1024]
    else:
        head = data[:4096].lower()
        fits = b"\0" not in head and not head.startswith((b"%pdf-", b"pk\3\4"))
        fits = fits and (kind == "Markdown" or re.search(rb"<[a-z!]", head) is not None)
    if not fits:
        raise InputError(f"{file}: is not a {kind} file, whatever its name says.")


def _is_docx(file: Path) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise InputError(f"{file}: unpacks to more than {MAX_UNPACKED_BYTES / 1e6:.0f} MB.")
            return "word/document.xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False


def _decoded(file: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: is not UTF-8 text. Save it as UTF-8.") from error


def _converted(file: Path, kind: str) -> str:
    try:
        from markitdown import MarkItDown, converters
    except ImportError as error:
        raise InputError(
            f"{file}: {kind} needs the converter. Run `pip install "
            "'image-complaint-assistant[import]'`."
        ) from error
    one = {
        "DOCX": converters.DocxConverter,
        "PDF": converters.PdfConverter,
        "HTML": converters.HtmlConverter,
    }
    converter = MarkItDown(enable_builtins=False, enable_plugins=False)
    converter.register_converter(one[kind]())  # no other: a damaged PDF is not plain text
    try:
        return converter.convert_local(file).markdown
    except Exception as error:  # every converter raises its own kinds for one fact
        if "password" in f"{type(error).__name__} {error}".lower():
            raise InputError(f"{file}: is encrypted. Save it without a password.") from error
        raise InputError(f"{file}: is damaged, its text cannot be read as {kind}.") from error
