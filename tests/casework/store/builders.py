"""Letters and notices for tests of the store, with a name that must vanish when it is deleted."""

from __future__ import annotations

from datetime import date
from typing import Any

from assistant.casework.store import CaseContent
from assistant.casework.types import Letter, LetterKind, Notice, NoticeKind, Slot
from assistant.types import Citation, Statement

PERSON = "Rosalind Quimby"  # stands in every personal text of a built case
TEXT = "You need a retraction. Only the rights owner can send it to Amazon."


def content(**changes: Any) -> CaseContent:
    fields = {
        "message": f"pls help, {PERSON} took my listing down",
        "notice_text": f"We removed content reported by {PERSON}.",
        "notice": Notice(text=f"reported by {PERSON}", language="en", kind=NoticeKind.COMPLAINT),
        "topic": "retraction",
        "deadline": date(2026, 12, 1),
        "language": "en",
        "reference": f"ticket of {PERSON}",
    }
    return CaseContent(**{**fields, **changes})


def letter(text: str = TEXT, *, slots: tuple[Slot, ...] = (), **changes: Any) -> Letter:
    fields = {
        "kind": LetterKind.REPLY,
        "language": "en",
        "tone": "calm",
        "recipient": "the seller",
        "subject": "Your complaint",
        "text": text,
        "statements": (
            Statement(text="Only the rights owner can send it to Amazon.", citations=(1,)),
        ),
        "citations": (citation("retraction#who-sends-it"),),
        "slots": slots,
    }
    return Letter(**{**fields, **changes})


def citation(passage_id: str, marker: int = 1) -> Citation:
    document, _, section = passage_id.partition("#")
    return Citation(
        marker=marker,
        passage_id=passage_id,
        document_title=document,
        section=section,
        quote="A quote.",
        sources=(),
        reviewed=date(2026, 11, 23),
    )
