"""What the API takes: texts of a bounded length, without what no database can hold."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import Path
from pydantic import AfterValidator, Field

from assistant.casework.store import Case, CaseContent, Draft, Verdict, storable
from assistant.casework.types import LONGEST_TEXT
from assistant.types import Frozen

_LARGEST = 2_147_483_647


Id = Annotated[int, Path(ge=1, le=_LARGEST)]
Version = Annotated[int, Field(ge=1, le=_LARGEST)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(storable)]
Line = Annotated[str, Field(max_length=120), AfterValidator(storable)]
Reference = Annotated[str, Field(max_length=200), AfterValidator(storable)]
Language = Annotated[str, Field(pattern=r"^([a-z]{2})?$")]


class NewCase(Frozen):
    """What a help desk knows of a ticket. `message` or `notice_text` must have a text."""

    message: Text = ""
    notice_text: Text = ""
    topic: Line = ""
    deadline: date | None = None
    language: Language = ""
    reference: Reference = ""

    def content(self) -> CaseContent:
        """Return the content of the new case."""
        return CaseContent(**self.model_dump())


class CaseChange(Frozen):
    """The fields to change; what is left out stays."""

    message: Text | None = None
    notice_text: Text | None = None
    topic: Line | None = None
    deadline: date | None = None
    language: Language | None = None
    reference: Reference | None = None
    version: Version | None = None

    def applied_to(self, case: Case) -> CaseContent:
        """Return the case's content with the changes; a deadline of null takes it away."""
        fields = set(CaseContent.model_fields)
        given = self.model_fields_set & fields
        nullable = {"deadline"}
        change = {
            name: getattr(self, name)
            for name in given
            if name in nullable or getattr(self, name) is not None
        }
        kept = {name: getattr(case, name) for name in fields}
        return CaseContent(**{**kept, **change})


class CaseFile(Frozen):
    """A case with its drafts, newest first. Internal notes are not in it."""

    case: Case
    drafts: tuple[Draft, ...]


class DraftEdit(Frozen):
    """An agent's text, and the version it was written on (or the header If-Match)."""

    text: Text
    version: Version | None = None


class NewFeedback(Frozen):
    """An agent's verdict on a draft, or on the case."""

    verdict: Verdict
    comment: Annotated[str, Field(max_length=4000), AfterValidator(storable)] = ""
    draft_id: Annotated[int, Field(ge=1, le=_LARGEST)] | None = None


class PastTurn(Frozen):
    """One message of the conversation before."""

    role: Literal["user", "assistant"]
    content: Text


class Question(Frozen):
    """A seller's question, with the conversation before it."""

    question: Text
    history: tuple[PastTurn, ...] = Field(default=(), max_length=100)
