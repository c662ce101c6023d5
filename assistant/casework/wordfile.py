"""DOCX -> visible text; hidden, white and tiny runs are left out and counted."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from assistant.casework.documents import Document, needs
from assistant.casework.mail import hidden_warning
from assistant.errors import InputError

MAX_UNPACKED_BYTES = 20_000_000  # the text of a letter has a hundredth of that
_PART = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TINY = 6  # half points
_WHITE = frozenset({"FFFFFF", "FEFEFE", "FDFDFD", "FCFCFC"})


def read_docx(data: bytes, name: str) -> Document:
    """Return a Word file's visible text. Raises InputError when it cannot be used."""
    with needs("lxml", "Word files"):
        from lxml import etree
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(_document_xml(data, name), parser)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, NotImplementedError) as error:
        raise InputError(f"{name}: is damaged or not a Word file.") from error
    lines: list[str] = []
    hidden = 0
    for paragraph in root.iter(f"{_W}p"):
        runs = list(paragraph.iter(f"{_W}r"))
        unseen = [run for run in runs if _is_hidden(run) and _text(run).strip()]
        hidden += len(unseen)
        lines.append("".join(_text(run) for run in runs if not _is_hidden(run)))
    return Document("\n".join(lines), (hidden_warning(hidden),) if hidden else ())


def _document_xml(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(_PART) as part:
        xml = part.read(MAX_UNPACKED_BYTES + 1)  # what a zip says of its sizes may be a lie
    if len(xml) > MAX_UNPACKED_BYTES:
        raise InputError(
            f"{name}: unpacks to more than {MAX_UNPACKED_BYTES / 1e6:.0f} MB and is not read. "
            "Paste the text of the notice instead."
        )
    return xml


def _is_hidden(run: Any) -> bool:
    look = run.find(f"{_W}rPr")
    if look is None:
        return False

    def value(tag: str) -> str:
        found = look.find(f"{_W}{tag}")
        return "" if found is None else str(found.get(f"{_W}val", "true"))

    size = value("sz")
    return (
        value("vanish") not in ("", "false", "0")
        or (value("color").upper() in _WHITE and look.find(f"{_W}shd") is None)
        or (size.isdecimal() and int(size) <= _TINY)
    )


def _text(run: Any) -> str:
    parts = {f"{_W}tab": " ", f"{_W}br": "\n"}
    return "".join(
        child.text or "" if child.tag == f"{_W}t" else parts.get(child.tag, "") for child in run
    )
