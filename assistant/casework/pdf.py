"""PDF -> the text that can be seen on its pages.

Each page is drawn, and a character counts only where the drawing has ink: text that is white,
transparent, behind a picture or outside the page leaves none. A page that shows something but
has no text is a scan and goes to text recognition.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.casework.documents import Document, needs
from assistant.casework.mail import hidden_warning
from assistant.casework.ocr import PICTURE_WARNING, recognised_text
from assistant.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_PAGES = 20
SCALE = 2.0  # pixels for a point, 144 dpi: enough to see a full stop
SCAN_SCALE = 200 / 72  # what text recognition likes
LEAST_CONTRAST = 40  # of 255, between the lightest and darkest pixel of a character
SMALLEST = 2.5  # points of height; smaller letters are not read by people


@dataclass(frozen=True)
class Page:
    """What can be seen on one page; `hidden` counts the runs of characters that cannot."""

    text: str
    hidden: int = 0
    certainty: float = 1.0


def read_pdf(data: bytes, name: str) -> Document:
    """Return a PDF's visible text. Raises InputError in one line when it cannot be used."""
    with needs("pypdfium2", "PDF files"):
        import pypdfium2
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError(f"{name}: is encrypted. Save it without a password.") from error
        raise InputError(f"{name}: is damaged, its text cannot be read as PDF.") from error
    with pdf:
        pages = [_read_page(pdf[number]) for number in range(min(len(pdf), MAX_PAGES))]
        total = len(pdf)
    warnings = []
    if total > MAX_PAGES:
        warnings.append(f"only the first {MAX_PAGES} of {total} pages were read")
    if hidden := sum(page.hidden for page in pages):
        warnings.append(hidden_warning(hidden))
    certainty = min((page.certainty for page in pages), default=1.0)
    if certainty < 1.0:
        warnings.append(PICTURE_WARNING)
    return Document("\n\n".join(p.text for p in pages).strip(), tuple(warnings), certainty)


def _read_page(page: Any) -> Page:
    """Return the visible text of a page; a page without text is read as a picture."""
    textpage = page.get_textpage()
    characters = textpage.get_text_range()
    ink = np.asarray(page.render(scale=SCALE).to_pil().convert("RGB"))
    if not characters.strip():
        if int(np.ptp(ink)) < LEAST_CONTRAST:
            return Page("")
        text, certainty = recognised_text(page.render(scale=SCAN_SCALE).to_pil())
        return Page(text, certainty=certainty)
    kept: list[str] = []
    runs, visible = 0, True
    for index in range(textpage.count_chars()):
        character = textpage.get_text_range(index, 1)
        if character.strip():
            was, visible = visible, _has_ink(textpage, index, ink, page.get_height())
            runs += was and not visible
        if visible:
            kept.append(character)
        elif character in "\r\n":
            kept.append("\n")
    return Page("".join(kept), runs)


def _has_ink(textpage: Any, index: int, ink: NDArray[np.uint8], height: float) -> bool:
    left, bottom, right, top = textpage.get_charbox(index, loose=True)
    if top - bottom < SMALLEST:
        return False
    left, bottom, right, top = textpage.get_charbox(index)
    rows = slice(
        max(0, int((height - top) * SCALE) - 1), max(0, int((height - bottom) * SCALE) + 2)
    )
    columns = slice(max(0, int(left * SCALE) - 1), max(0, int(right * SCALE) + 2))
    box = ink[rows, columns]
    return box.size > 0 and int(np.ptp(box.reshape(-1, 3), axis=0).max()) >= LEAST_CONTRAST
