"""What the store gives back: frozen records, never rows that are tied to a session."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, computed_field

from assistant.casework.types import Letter, LetterKind, Notice, Tone
from assistant.types import Frozen


def storable(text: str) -> str:
    """Return the text without what no database holds: NUL, and half a surrogate pair."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


Text = Annotated[str, AfterValidator(storable)]


class Record(Frozen):
    """A stored row as a value: read from the attributes of a table class."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)


class CaseStatus(StrEnum):
    """How far a case is."""

    NEW = "new"
    DRAFTING = "drafting"
    READY = "ready"  # a draft has no open slot and waits to be sent
    SENT = "sent"
    CLOSED = "closed"


class DraftState(StrEnum):
    """What became of a draft."""

    OPEN = "open"
    SENT = "sent"
    DISCARDED = "discarded"


Verdict = Literal["helpful", "wrong"]


class CaseContent(Frozen):
    """What a case is about. A change of message, notice or deadline voids its open drafts."""

    message: Text = ""  # what the seller wrote
    notice_text: Text = ""  # the notice as it was pasted
    notice: Notice | None = None  # what was read out of it
    topic: Text = Field(default="", max_length=120)
    deadline: date | None = None
    language: str = Field(default="", max_length=16)  # of the seller, ISO 639-1
    reference: Text = Field(default="", max_length=200)  # the ticket's id in the help desk


class Case(Record, CaseContent):
    """A seller's complaint that agents work on. `version` counts changes of its content."""

    id: int
    status: CaseStatus
    version: int = Field(ge=1)
    created_by: str
    created_at: datetime
    updated_at: datetime

    def overdue(self, today: date | None = None) -> bool:
        """Whether the deadline has passed and nothing was sent."""
        done = self.status in (CaseStatus.SENT, CaseStatus.CLOSED)
        today = today or datetime.now(UTC).date()
        return self.deadline is not None and not done and self.deadline < today


class DraftRequest(Frozen):
    """Which letter an agent wants. An empty language is the seller's."""

    kind: LetterKind = LetterKind.REPLY
    tone: Tone = "calm"
    language: str = Field(default="", pattern=r"^([a-z]{2})?$")
    words: int = Field(default=200, ge=50, le=600)
    cite: bool = False  # print the citations in the text
    facts: dict[Text, Text] = Field(default_factory=dict, max_length=50)  # slot name to value


class Draft(Record):
    """A letter of a case, with the agent's newest text.

    `letter` is as it was drafted, with the facts that were filled in; `text` is what the agent
    made of it. `void` says why the draft must not be sent any more, empty while it may be.
    """

    id: int
    case_id: int
    case_version: int  # of the case when the draft was made
    kind: LetterKind
    letter: Letter
    text: str
    version: int = Field(ge=1)
    distance: int = Field(ge=0)  # Levenshtein, in characters, from the letter, its slots filled
    state: DraftState
    void: str = ""
    created_by: str
    created_at: datetime
    updated_at: datetime
    sent_at: datetime | None = None
    wanted: DraftRequest = DraftRequest()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def open_slots(self) -> tuple[str, ...]:
        """The facts that still stand as `[[name]]` in the text; signatures are left out."""
        needed = (slot for slot in self.letter.slots if slot.required and not slot.by_hand)
        return tuple(slot.name for slot in needed if f"[[{slot.name}]]" in self.text)


class DraftVersion(Record):
    """One saved text of a draft. Version 1 is what was drafted."""

    draft_id: int
    version: int
    text: str
    distance: int
    author: str
    created_at: datetime


class Note(Record):
    """An internal note. It never leaves the case."""

    id: int
    case_id: int
    author: str
    text: str
    created_at: datetime


class Feedback(Record):
    """What an agent thought of a draft or of a case's answers."""

    id: int
    case_id: int
    draft_id: int | None
    verdict: Verdict
    comment: str
    author: str
    created_at: datetime


class Gap(Record):
    """A question that the guidance did not cover."""

    id: int
    case_id: int | None
    question: str
    status: str  # abstained, partial
    created_at: datetime


class Receipt(Record):
    """What an answer or a draft rested on, to be looked at again later."""

    id: int
    case_id: int
    draft_id: int | None
    content: dict[str, Any]
    created_at: datetime


class AuditEntry(Record):
    """Who did what, when, on which case. Holds no content, and is never changed or deleted."""

    id: int
    actor: str
    action: str
    case_id: int | None
    detail: str
    created_at: datetime


class User(Record):
    """A support agent who may log in."""

    id: int
    name: str
    disabled: bool
    created_at: datetime
