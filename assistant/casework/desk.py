"""The desk: what agents do with a case, joined once for the workspace and the API.

It reads the notice, asks the guidance, drafts, and hands everything to the store. The reader of
notices and the drafter of letters are given, so that each can be tested without the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from assistant.casework.accounts import Accounts
from assistant.casework.documents import Document
from assistant.casework.filling import carried_over, in_slots
from assistant.casework.known import (
    as_written,
    earliest,
    facts_of,
    language_of,
    source_of,
    topic_of,
)
from assistant.casework.retention import keep_retention
from assistant.casework.store import Case, CaseContent, Draft, DraftRequest, Store, open_store
from assistant.casework.types import Letter, LetterKind, Notice, Tone
from assistant.casework.witness import Witness
from assistant.errors import InputError
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.types import Answer, Status, Turn

GAPS = (Status.ABSTAINED, Status.PARTIAL)


class NoticeReader(Protocol):
    """A notice as it was read from a file or pasted to what was read out of it."""

    def __call__(self, document: Document) -> Notice:
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

    def open_case(
        self, content: CaseContent, *, actor: str, read_from: Document | None = None
    ) -> Case:
        """Return a new case: notice read, topic found, a gap in the guidance noted.

        Given fields win over found ones. `read_from` is what the notice's text was read from,
        when it was not pasted: how certain it is, what was left out. Raises InputError without
        message and notice.
        """
        content = self._with_notice(content, read_from)
        answer = self._answer(content.message or content.notice_text)
        if answer is not None:
            content = content.model_copy(
                update={
                    "topic": content.topic or topic_of(answer, content.notice),
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
        before = self.store.get_case(case_id)
        if changed.notice_text != before.notice_text:
            changed = self._with_notice(
                changed.model_copy(update={"notice": None}), source_of(before.notice)
            )
        return self.store.update_case(
            case_id, changed, expected_version=expected_version, actor=actor
        )

    def draft(self, case_id: int, wanted: DraftRequest, *, actor: str) -> Draft:
        """Return a new draft of the case as it is now, receipts kept. Raises NotFound."""
        case = self.store.get_case(case_id)
        letter, receipts = self._written(case, wanted)
        return self.store.save_draft(
            case_id,
            letter,
            case_version=case.version,
            actor=actor,
            wanted=as_written(wanted, letter),
            receipts=receipts,
        )

    def fill(
        self, draft_id: int, text: str, facts: Mapping[str, str], *, expected_version: int,
        actor: str,
    ) -> Draft:  # fmt: skip
        """Return the draft written again with more facts, the agent's changes in `text` kept.

        It is written again because a fact may change more than its slot: a counter-notice from
        abroad consents to another court. Where an edit has lost its place, the facts are put into
        the slots alone. A fact that asks for another letter makes a new draft. Raises
        ConflictError, and InputError for a fact that the letter does not take.
        """
        draft = self.store.get_draft(draft_id)
        update = {"kind": draft.kind, "facts": {**draft.wanted.facts, **facts}}
        wanted = draft.wanted.model_copy(update=update)
        letter, receipts = self._written(self.store.get_case(draft.case_id), wanted)
        if letter.kind != draft.kind:
            self.store.edit_draft(draft_id, text, expected_version=expected_version, actor=actor)
            return self.draft(draft.case_id, wanted, actor=actor)
        carried = carried_over(draft.letter.text, text, letter.text)
        return self.store.fill_draft(
            draft_id,
            letter,
            in_slots(text, facts) if carried is None else carried,
            wanted=wanted,
            expected_version=expected_version,
            actor=actor,
            receipts=receipts,
        )

    def ask(self, case_id: int, question: str, asked: Sequence[Turn], *, actor: str) -> Answer:
        """Return the guidance's answer about this case, its receipt kept, a gap noted.

        The case stands just before the newest question: a follow-up is read with what is near it.
        Raises InputError when nothing is asked.
        """
        case = self.store.get_case(case_id)
        witness = Witness(self.assistant)
        answer = witness.answer(question, [*asked[:-2], Turn("user", facts_of(case)), *asked[-2:]])
        for receipt in witness.receipts:
            self.store.add_receipt(case_id, receipt, actor=actor)
        if answer.status in GAPS:
            self.store.add_gap(question, answer.status, actor=actor, case_id=case_id)
        return answer

    def _written(
        self, case: Case, wanted: DraftRequest
    ) -> tuple[Letter, tuple[dict[str, Any], ...]]:
        """Return the letter, and the receipts of the answers that it rests on."""
        witness = Witness(self.assistant)
        letter = self._draft_letter(
            witness,
            wanted.kind,
            case.message or case.notice_text,
            case.notice,
            wanted.facts,
            tone=wanted.tone,
            language=wanted.language or language_of(case),
            words=wanted.words,
            cite=wanted.cite,
        )
        return letter, tuple(witness.receipts)

    def _with_notice(self, content: CaseContent, read_from: Document | None) -> CaseContent:
        if content.notice is not None or not content.notice_text.strip():
            return content
        text = content.notice_text
        document = replace(read_from, text=text) if read_from else Document(text)
        notice = self._read_notice(document)
        found = {"notice": notice, "deadline": content.deadline or earliest(notice)}
        return content.model_copy(update=found)

    def _answer(self, message: str) -> Answer | None:
        """Return the guidance's answer, None when the message asks nothing that can be answered."""
        try:
            return self.assistant.answer(message, noted=False)
        except InputError:
            return None  # the case is kept all the same


def open_desk(
    assistant: Assistant,
    settings: Settings,
    *,
    read_notice: NoticeReader,
    draft_letter: LetterDrafter,
) -> Desk:
    """Return the desk on the configured database, old cases purged now and daily.

    Raises StoreError when the database cannot be used.
    """
    store = open_store(settings)
    keep_retention(store, settings.retention_days)
    accounts = Accounts(store.database, settings.session_hours)
    return Desk(assistant, store, accounts, read_notice=read_notice, draft_letter=draft_letter)
