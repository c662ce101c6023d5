"""The desk: what agents do with a case, joined once for the workspace and the API.

It reads the notice, asks the guidance, drafts, and hands everything to the store. The reader of
notices and the drafter of letters are given, so that each can be tested without the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from pydantic import Field

from assistant.casework.accounts import Accounts
from assistant.casework.store import Case, CaseContent, Draft, Store, Text, open_store
from assistant.casework.types import Letter, LetterKind, Notice, Tone
from assistant.errors import InputError
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.types import Answer, Frozen, Status

GAPS = (Status.ABSTAINED, Status.PARTIAL)


class NoticeReader(Protocol):
    """Text of a notice to what was read out of it."""

    def __call__(self, text: str) -> Notice:
        """Return the notice."""


class LetterDrafter(Protocol):
    """What is known of a case to a letter."""

    def __call__(
        self,
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
        """Return the letter, its unfilled slots open."""


class DraftRequest(Frozen):
    """Which letter an agent wants. An empty language is the seller's."""

    kind: LetterKind = LetterKind.REPLY
    tone: Tone = "calm"
    language: str = Field(default="", pattern=r"^([a-z]{2})?$")
    words: int = Field(default=200, ge=50, le=600)
    cite: bool = False  # print the citations in the text
    facts: dict[Text, Text] = Field(default_factory=dict, max_length=50)  # slot name to value


class Desk:
    """Opens cases and drafts letters."""

    def __init__(
        self,
        assistant: Assistant,
        store: Store,
        accounts: Accounts,
        *,
        read_notice: NoticeReader,
        draft_letter: LetterDrafter,
    ) -> None:
        self.assistant = assistant
        self.store = store
        self.accounts = accounts
        self._read_notice = read_notice
        self._draft_letter = draft_letter

    def open_case(self, content: CaseContent, *, actor: str) -> Case:
        """Return a new case: notice read, topic found, a gap in the guidance noted.

        Given fields win over found ones. Raises InputError without message and notice.
        """
        content = self._with_notice(content)
        answer = self._answer(content.message or content.notice_text)
        if answer is not None:
            content = content.model_copy(
                update={
                    "topic": content.topic or _topic(answer, content.notice),
                    "language": content.language or answer.language,
                }
            )
        case = self.store.create_case(content, actor=actor)
        if answer is not None and answer.status in GAPS and content.message:
            self.store.add_gap(answer.question, answer.status, actor=actor, case_id=case.id)
        return case

    def change_case(
        self, case_id: int, changed: CaseContent, *, expected_version: int, actor: str
    ) -> Case:
        """Return the changed case; a changed notice is read again. Raises ConflictError."""
        if changed.notice_text != self.store.get_case(case_id).notice_text:
            changed = self._with_notice(changed.model_copy(update={"notice": None}))
        return self.store.update_case(
            case_id, changed, expected_version=expected_version, actor=actor
        )

    def draft(self, case_id: int, wanted: DraftRequest, *, actor: str) -> Draft:
        """Return a new draft of the case as it is now. Raises NotFound."""
        case = self.store.get_case(case_id)
        letter = self._draft_letter(
            self.assistant,
            wanted.kind,
            case.message or case.notice_text,
            case.notice,
            wanted.facts,
            tone=wanted.tone,
            language=wanted.language or case.language or "en",
            words=wanted.words,
            cite=wanted.cite,
        )
        return self.store.save_draft(case_id, letter, case_version=case.version, actor=actor)

    def _with_notice(self, content: CaseContent) -> CaseContent:
        if content.notice is not None or not content.notice_text.strip():
            return content
        notice = self._read_notice(content.notice_text)
        found = {"notice": notice, "deadline": content.deadline or _earliest(notice)}
        return content.model_copy(update=found)

    def _answer(self, message: str) -> Answer | None:
        """Return the guidance's answer, None when the message asks nothing that can be answered."""
        try:
            return self.assistant.answer(message)
        except InputError:
            return None  # the case is kept all the same


def open_desk(
    assistant: Assistant,
    settings: Settings,
    *,
    read_notice: NoticeReader,
    draft_letter: LetterDrafter,
) -> Desk:
    """Return the desk on the configured database, old cases purged by the retention setting.

    Raises StoreError when the database cannot be used.
    """
    store = open_store(settings)
    if settings.retention_days:
        store.purge(settings.retention_days, actor="retention")
    accounts = Accounts(store.database, settings.session_hours)
    return Desk(assistant, store, accounts, read_notice=read_notice, draft_letter=draft_letter)


def _topic(answer: Answer, notice: Notice | None) -> str:
    """Return the guidance document that the answer rests on first, else the right claimed."""
    if answer.citations:
        return answer.citations[0].passage_id.partition("#")[0]
    return (notice.right if notice else None) or ""


def _earliest(notice: Notice) -> date | None:
    return min((found.due for found in notice.deadlines if found.due), default=None)
