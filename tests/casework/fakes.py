"""A desk over a real store, with a fake assistant, reader of notices and drafter of letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import SimpleNamespace
from typing import cast

from assistant.casework.desk import Desk, open_desk
from assistant.casework.documents import Document
from assistant.casework.types import (
    Deadline,
    Letter,
    LetterKind,
    Notice,
    NoticeKind,
    Reading,
    Slot,
    Tone,
)
from assistant.errors import InputError
from assistant.languages import Language
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.streaming import AnswerChunk
from assistant.types import Answer, Right, Status, Turn
from tests.casework.store.builders import citation, letter

DUE = date(2026, 12, 3)
PASSAGE = "retraction#who-sends-it"


def answer(
    question: str,
    history: Sequence[Turn] = (),
    language: Language | None = None,
    *,
    noted: bool = True,
) -> Answer:
    """Answer anything but SKUs, and refuse what has no words, as the real one does."""
    if not question.strip():
        raise InputError("there is no question in the message.")
    status = Status.ABSTAINED if "sku" in question.lower() else Status.ANSWERED
    return Answer(
        question=question,
        language="en",
        status=status,
        text=f"Answered after {len(history)} turns.",
        citations=() if status == Status.ABSTAINED else (citation(PASSAGE),),
    )


def read_notice(document: Document) -> Notice:
    """Read a deadline where DEADLINE stands, and the right where copyright does."""
    text = document.text
    found = text.find("DEADLINE")
    reading = Reading(value=str(DUE), start=max(found, 0), end=len(text), confidence=1.0)
    deadlines = (Deadline(reading=reading, due=DUE, rule="stated"),) if found >= 0 else ()
    right: Right | None = "copyright" if "copyright" in text else None
    return Notice(
        text=text, language="en", kind=NoticeKind.COMPLAINT, right=right, deadlines=deadlines,
        certainty=document.certainty, warnings=document.warnings,
    )  # fmt: skip


def draft_letter(
    assistant: Assistant,
    kind: LetterKind,
    message: str,
    notice: Notice | None,
    facts: Mapping[str, str],
    *,
    tone: Tone,
    language: str,
    words: int,
    cite: bool,
) -> Letter:
    """Draft a letter with one slot, filled when the fact is given."""
    assistant.answer(message)
    owner = facts.get("owner", "")
    return letter(
        f"Dear {owner or '[[owner]]'}, about: {message}",
        slots=(Slot(name="owner", question="Who owns the pictures?", value=owner),),
        kind=kind,
        tone=tone,
        language=language,
    )


def stream(question: str, history: Sequence[Turn] = ()) -> Iterator[AnswerChunk | Answer]:
    yield answer(question, history)


def fake_assistant() -> Assistant:
    quoted = SimpleNamespace(
        id=PASSAGE, text="A quote.", document_id="retraction", document_title="Retraction"
    )
    passages = {PASSAGE: quoted}
    index = SimpleNamespace(generation="guidance-000001", passages=passages, corpus_hash="0" * 64)
    parts = SimpleNamespace(
        index=index,
        settings=Settings(),
        embedder=SimpleNamespace(name="fake", fingerprint="0" * 64),
    )
    return cast(Assistant, SimpleNamespace(answer=answer, stream=stream, parts=parts))


def fake_desk(settings: Settings) -> Desk:
    return open_desk(fake_assistant(), settings, read_notice=read_notice, draft_letter=draft_letter)
