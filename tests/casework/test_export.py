"""A letter as a file: what Word and mail programs read."""

from __future__ import annotations

import io
from email import message_from_bytes
from email.policy import default

import docx
import pytest
from docx.enum.text import WD_COLOR_INDEX

from assistant.casework.export import export, readiness
from assistant.casework.types import LetterKind
from assistant.errors import InputError
from tests.casework.drafts import MESSAGE, complete, drafted, notice

KIND = LetterKind.RETRACTION_REQUEST
READY = drafted(KIND, MESSAGE, notice(), complete(KIND))
OPEN = drafted(KIND, MESSAGE, notice())


def test_word_shows_the_letter_with_lists_and_bold_text() -> None:
    letter = drafted(
        LetterKind.PLAN_OF_ACTION, MESSAGE, notice(), complete(LetterKind.PLAN_OF_ACTION)
    )
    document = docx.Document(io.BytesIO(export(letter, "docx")))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == letter.subject
    assert "picture replaced on 12 November 2026" in texts
    assert any(p.style is not None and p.style.name == "List Bullet" for p in document.paragraphs)
    assert any(run.bold and run.text == "Root cause" for p in document.paragraphs for run in p.runs)
    assert "*" not in "".join(texts)
    assert document.core_properties.author == ""


def test_word_highlights_open_slots_and_says_that_the_letter_is_not_ready() -> None:
    document = docx.Document(io.BytesIO(export(OPEN, ".docx")))
    marked = {
        run.text
        for paragraph in document.paragraphs
        for run in paragraph.runs
        if run.font.highlight_color == WD_COLOR_INDEX.YELLOW
    }
    assert {"[[ground]]", "[[store_name]]", "not ready to send (4 open)"} <= marked


def test_a_mail_opens_as_a_draft_to_the_rights_owner() -> None:
    mail = message_from_bytes(export(READY, "eml"), policy=default)
    assert mail["To"] == "legal@example.com"
    assert mail["Subject"] == READY.subject
    assert mail["X-Unsent"] == "1"
    body = mail.get_content()
    assert "Bright Lamps" in body and "**" not in body


def test_a_mail_that_is_not_ready_says_so_in_its_subject() -> None:
    mail = message_from_bytes(export(OPEN, "eml"), policy=default)
    assert mail["Subject"].startswith("[not ready to send (4 open)]")


def test_an_address_with_a_second_header_is_not_used() -> None:
    evil = "legal@example.com\nBcc: all@example.com"
    letter = drafted(KIND, MESSAGE, notice(), {"rights_owner_email": evil})
    mail = message_from_bytes(export(letter, "eml"), policy=default)
    assert mail["To"] is None and mail["Bcc"] is None


def test_markdown_has_subject_text_and_readiness() -> None:
    ready, still_open = export(READY, "md").decode(), export(OPEN, "md").decode()
    assert ready == f"# {READY.subject}\n\n{READY.text}\n"
    assert still_open.startswith("> **not ready to send (4 open)**")
    assert readiness(READY) == "ready to send"


@pytest.mark.parametrize("wanted", ["", ".pdf", "exe", "docx.exe"])
def test_another_format_is_refused(wanted: str) -> None:
    with pytest.raises(InputError, match=r"Use \.docx, \.md or \.eml"):
        export(READY, wanted)
