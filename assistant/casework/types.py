"""The frozen types of a support agent's work: a notice that was read, a letter that was drafted.

What is missing is missing: a field that was not read is None or empty, never guessed.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from assistant.types import Citation, Frozen, Marketplace, Removed, Right, Statement

LONGEST_TEXT = 200_000  # characters of a notice or a draft that is taken


class NoticeKind(StrEnum):
    """What kind of message a marketplace, a lawyer or a court has sent."""

    COMPLAINT = "complaint"  # content or a listing was removed after a rights owner's report
    WARNING = "warning"  # nothing was removed yet
    DEACTIVATION = "deactivation"
    SUPPRESSION = "suppression"  # an image rule, not a right
    RETRACTION = "retraction"  # the marketplace confirms that a complaint was withdrawn
    COUNTER_NOTICE_RECEIPT = "counter-notice-receipt"
    LAWYER_LETTER = "lawyer-letter"
    COURT_ORDER = "court-order"


class Reading(Frozen):
    """A value read from a notice and the place it was read from.

    `text[start:end]` of the notice is the span; `value` is that span, or its normal form.
    """

    value: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    confidence: float = Field(ge=0.0, le=1.0)


class Listing(Frozen):
    """A product that the notice names; the ASIN has the valid form (B0 and 8 more, or ISBN-10)."""

    asin: Reading
    title: Reading | None = None


Purpose = Literal["answer", "undertaking", "payment", "inventory", "restoration"]


class Deadline(Frozen):
    """A day by which something must be done.

    `due` is None when the notice counts from a day that it does not state. `rule` says how the
    day was computed, `passage_id` names the guidance that backs the rule, when one does.
    """

    reading: Reading
    due: date | None
    rule: str
    passage_id: str = ""
    purpose: Purpose = "answer"  # "restoration": the marketplace acts then, not the seller


class Notice(Frozen):
    """What was read out of one notice. Every `Reading` points into `text`."""

    text: str  # what was read, without hidden text; the spans point into it
    language: str  # ISO 639-1, "" when unknown
    marketplace: Marketplace | None = None
    domain: Reading | None = None  # amazon.de
    kind: NoticeKind | None = None
    kind_reading: Reading | None = None
    right: Right | None = None
    right_reading: Reading | None = None
    complaint_ids: tuple[Reading, ...] = ()
    listings: tuple[Listing, ...] = ()
    rights_owner: Reading | None = None
    emails: tuple[Reading, ...] = ()  # of the rights owner or of the one who complained
    objected: Reading | None = None  # the content that is complained about
    dates: tuple[Reading, ...] = ()  # `value` is ISO 8601
    deadlines: tuple[Deadline, ...] = ()
    asked: tuple[Reading, ...] = ()  # what the seller is to do or to send
    documents: tuple[Reading, ...] = ()  # which papers are accepted
    warnings: tuple[str, ...] = ()  # hidden text was left out; two deadlines disagree
    # of the text itself, from 0 to 1: below 1 when it was recognised in a picture. Every
    # `confidence` allows for it already
    certainty: float = Field(default=1.0, ge=0.0, le=1.0)


class LetterKind(StrEnum):
    """What can be drafted."""

    REPLY = "reply"
    RETRACTION_REQUEST = "retraction-request"
    COUNTER_NOTICE = "counter-notice"
    LICENCE_REQUEST = "licence-request"
    APOLOGY_SETTLEMENT = "apology-settlement"
    PLAN_OF_ACTION = "plan-of-action"
    INFRINGEMENT_REPORT = "infringement-report"
    CEASE_AND_DESIST = "cease-and-desist"


Tone = Literal["calm", "formal", "brief"]
Origin = Literal["notice", "message", "agent"]


class Slot(Frozen):
    """A fact that a letter needs. Open while `value` is empty; never invented."""

    name: str  # "rights_owner"
    question: str  # what the agent has to find out: "Who took the pictures?"
    value: str = ""
    origin: Origin | None = None
    required: bool = True
    by_hand: bool = False  # a signature or an oath: only the person fills it in, never the product

    @property
    def open(self) -> bool:
        """Whether the letter cannot be sent before somebody fills this in."""
        return self.required and not self.value


class Letter(Frozen):
    """A draft as the agent sees it: a form, with the guidance beside each sentence.

    Open slots stand in `text` as `[[slot name]]`; citation markers stand only in `statements`.
    """

    kind: LetterKind
    language: str
    tone: Tone
    recipient: str  # "the seller", or the rights owner's name
    subject: str
    text: str  # Markdown without citation markers
    # claims about rules, with markers; `support` of a template's claim is the share of its words
    # that the cited sentence has
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    notes: tuple[Statement, ...] = ()  # guidance for the agent alone, not in `text`; same markers
    slots: tuple[Slot, ...] = ()
    deadline: Deadline | None = None
    next_letters: tuple[LetterKind, ...] = ()
    removed: tuple[Removed, ...] = ()  # what a chat model's polish changed and lost
    warnings: tuple[str, ...] = ()
    generator: str = "extractive"

    @property
    def open_slots(self) -> tuple[Slot, ...]:
        """The facts that are still missing."""
        return tuple(slot for slot in self.slots if slot.open)

    @property
    def ready(self) -> bool:
        """Whether nothing is missing but what a person must sign."""
        return not self.open_slots
