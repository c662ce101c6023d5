"""Drafts: what was drafted, every text that agents made of it, what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rapidfuzz.distance import Levenshtein
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.casework.filling import as_filled
from assistant.casework.store.base import StorePart, audit, case_row, draft_row
from assistant.casework.store.records import (
    CaseStatus,
    Draft,
    DraftRequest,
    DraftState,
    DraftVersion,
)
from assistant.casework.store.tables import CaseRow, DraftRow, EditRow, ReceiptRow, now
from assistant.casework.types import Letter
from assistant.errors import ConflictError, InputError

_CHANGED = "The case changed while this draft was made. Draft again."


class DraftStore(StorePart):
    """Saving, editing and sending drafts."""

    def save_draft(
        self,
        case_id: int,
        letter: Letter,
        *,
        case_version: int,
        actor: str,
        wanted: DraftRequest | None = None,
        receipts: Sequence[dict[str, Any]] = (),
    ) -> Draft:
        """Return the new draft of a letter that was made from the case at `case_version`.

        It is void from the start when the case changed meanwhile. `receipts` are kept with it:
        what the letter rests on.
        """
        wanted = wanted or DraftRequest(kind=letter.kind, tone=letter.tone)
        with self.database.write() as session:
            case = case_row(session, case_id, lock=True)
            row = DraftRow(
                case_id=case_id,
                case_version=case_version,
                kind=letter.kind,
                letter=letter.model_dump(mode="json"),
                text=letter.text,
                version=1,
                distance=0,
                state=DraftState.OPEN,
                void="" if case.version == case_version else _CHANGED,
                created_by=actor,
                wanted=wanted.model_dump(mode="json"),
            )
            session.add(row)
            session.flush()
            _keep_version(session, row, actor)
            _keep_receipts(session, row, receipts)
            audit(session, actor, "draft made", case_id, f"draft {row.id}, {letter.kind}")
            return _advance(session, case, row)

    def get_draft(self, draft_id: int) -> Draft:
        """Return the draft. Raises NotFound."""
        with self.database.read() as session:
            return Draft.model_validate(draft_row(session, draft_id))

    def drafts_of(self, case_id: int) -> list[Draft]:
        """Return the drafts of a case, newest first."""
        query = select(DraftRow).where(DraftRow.case_id == case_id).order_by(DraftRow.id.desc())
        with self.database.read() as session:
            return [Draft.model_validate(row) for row in session.scalars(query)]

    def draft_versions(self, draft_id: int) -> list[DraftVersion]:
        """Return every saved text of a draft, oldest first."""
        query = select(EditRow).where(EditRow.draft_id == draft_id).order_by(EditRow.version)
        with self.database.read() as session:
            return [DraftVersion.model_validate(row) for row in session.scalars(query)]

    def edit_draft(self, draft_id: int, text: str, *, expected_version: int, actor: str) -> Draft:
        """Return the draft with the agent's text as its next version.

        Raises ConflictError, with both texts, when somebody saved after `expected_version`, and
        InputError when the draft was sent or discarded.
        """
        with self.database.write() as session:
            case, row = _open(session, draft_id)
            _expect(row, expected_version, text)
            if text == row.text:
                return Draft.model_validate(row)
            _set_text(session, row, text, actor)
            audit(session, actor, "draft edited", case.id, f"draft {row.id}, version {row.version}")
            return _advance(session, case, row)

    def fill_draft(
        self,
        draft_id: int,
        letter: Letter,
        text: str,
        *,
        wanted: DraftRequest,
        expected_version: int,
        actor: str,
        receipts: Sequence[dict[str, Any]] = (),
    ) -> Draft:
        """Return the draft with its facts filled in; that is no edit of the agent's.

        `letter` takes the place of the drafted one, `text` is that with the agent's own changes.
        Raises ConflictError, and InputError when the draft is void, sent or discarded.
        """
        with self.database.write() as session:
            case, row = _open(session, draft_id)
            _expect(row, expected_version, text)
            if row.void:
                raise InputError(f"draft {draft_id} is void. {row.void}")
            row.letter = letter.model_dump(mode="json")
            row.wanted = wanted.model_dump(mode="json")
            _set_text(session, row, text, actor)
            _keep_receipts(session, row, receipts)
            audit(session, actor, "draft filled", case.id, f"draft {row.id}, version {row.version}")
            return _advance(session, case, row)

    def mark_sent(self, draft_id: int, *, expected_version: int, actor: str) -> Draft:
        """Return the draft, marked as sent; its case is sent, too.

        Raises ConflictError when somebody saved after `expected_version`, and InputError when the
        draft is void or has open slots.
        """
        with self.database.write() as session:
            case, row = _open(session, draft_id)
            _expect(row, expected_version, row.text)
            _refuse_unready(Draft.model_validate(row))
            row.state, row.sent_at = DraftState.SENT, now()
            case.status, case.updated_at = CaseStatus.SENT, now()
            audit(session, actor, "draft sent", case.id, f"draft {row.id}, version {row.version}")
            session.flush()
            return Draft.model_validate(row)

    def discard_draft(self, draft_id: int, *, actor: str) -> Draft:
        """Return the draft, marked as not wanted; it stays in the case for the measures."""
        with self.database.write() as session:
            case, row = _open(session, draft_id)
            row.state = DraftState.DISCARDED
            audit(session, actor, "draft discarded", case.id, f"draft {row.id}")
            session.flush()
            return Draft.model_validate(row)


def _open(session: Session, draft_id: int) -> tuple[CaseRow, DraftRow]:
    """Lock case and draft, always in this order: two agents wait, none deadlocks."""
    case = case_row(session, draft_row(session, draft_id).case_id, lock=True)
    row = draft_row(session, draft_id, lock=True)
    if row.state != DraftState.OPEN:
        raise InputError(f"draft {draft_id} was {row.state} already. Draft again to change it.")
    return case, row


def _expect(row: DraftRow, expected_version: int, yours: str) -> None:
    if row.version == expected_version:
        return
    raise ConflictError(
        f"draft {row.id} is at version {row.version}, you saw {expected_version}: somebody saved "
        "it meanwhile. Compare both texts, then save again with the new version.",
        version=row.version,
        theirs=row.text,
        yours=yours,
    )


def _refuse_unready(draft: Draft) -> None:
    if draft.void:
        raise InputError(f"draft {draft.id} is void and cannot be sent. {draft.void}")
    if draft.open_slots:
        names = ", ".join(draft.open_slots)
        raise InputError(
            f"draft {draft.id} is not ready to send: fill in {names} (in the text as [[…]])."
        )


def _set_text(session: Session, row: DraftRow, text: str, author: str) -> None:
    row.text = text
    row.version += 1
    row.distance = Levenshtein.distance(as_filled(row.letter["text"], text), text)
    _keep_version(session, row, author)


def _keep_receipts(session: Session, row: DraftRow, receipts: Sequence[dict[str, Any]]) -> None:
    kept = (ReceiptRow(case_id=row.case_id, draft_id=row.id, content=one) for one in receipts)
    session.add_all(kept)


def _keep_version(session: Session, row: DraftRow, author: str) -> None:
    session.add(
        EditRow(
            draft_id=row.id,
            version=row.version,
            text=row.text,
            distance=row.distance,
            author=author,
        )
    )


def _advance(session: Session, case: CaseRow, row: DraftRow) -> Draft:
    """Let the case follow its newest draft, and return that draft."""
    session.flush()
    draft = Draft.model_validate(row)
    ready = not (draft.open_slots or draft.void)
    case.status = CaseStatus.READY if ready else CaseStatus.DRAFTING
    case.updated_at = now()
    return draft
