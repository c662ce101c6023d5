"""What is kept beside a case: notes, feedback, gaps, receipts, the audit log, the export."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, select

from assistant.casework.store.base import StorePart, audit, case_row, draft_row
from assistant.casework.store.records import (
    AuditEntry,
    Case,
    Draft,
    DraftVersion,
    Feedback,
    Gap,
    Note,
    Receipt,
    Record,
    Verdict,
)
from assistant.casework.store.tables import (
    AuditRow,
    DraftRow,
    EditRow,
    FeedbackRow,
    GapRow,
    NoteRow,
    ReceiptRow,
    Table,
    now,
)
from assistant.errors import InputError

Kept = TypeVar("Kept", bound=Record)


class RecordKeeping(StorePart):
    """Adding to a case and reading back; exporting all of it."""

    def add_note(self, case_id: int, text: str, *, actor: str) -> Note:
        """Return the new internal note. Raises InputError when it is empty."""
        if not text.strip():
            raise InputError("the note is empty.")
        row = NoteRow(case_id=case_id, author=actor, text=text)
        return self._add(row, Note, actor, "note added", case_id)

    def notes_of(self, case_id: int) -> list[Note]:
        """Return the internal notes, oldest first."""
        return self._read(_of(NoteRow, case_id), Note)

    def add_feedback(
        self,
        case_id: int,
        verdict: Verdict,
        comment: str = "",
        *,
        actor: str,
        draft_id: int | None = None,
    ) -> Feedback:
        """Return the new feedback on a case or on one of its drafts."""
        if draft_id is not None and self._case_of(draft_id) != case_id:
            raise InputError(f"draft {draft_id} is of another case than {case_id}.")
        row = FeedbackRow(
            case_id=case_id, draft_id=draft_id, verdict=verdict, comment=comment, author=actor
        )
        return self._add(row, Feedback, actor, f"feedback {verdict}", case_id)

    def feedback_of(self, case_id: int) -> list[Feedback]:
        """Return the feedback on a case, oldest first."""
        return self._read(_of(FeedbackRow, case_id), Feedback)

    def add_gap(self, question: str, status: str, *, actor: str, case_id: int | None = None) -> Gap:
        """Return the new coverage gap: a question that was not, or only partly, answered."""
        row = GapRow(case_id=case_id, question=question, status=status)
        return self._add(row, Gap, actor, "gap noted", case_id)

    def gaps(self) -> list[Gap]:
        """Return all coverage gaps, oldest first."""
        return self._read(select(GapRow).order_by(GapRow.id), Gap)

    def add_receipt(
        self,
        case_id: int,
        content: dict[str, Any],
        *,
        actor: str,
        draft_id: int | None = None,
    ) -> Receipt:
        """Return the new receipt of what an answer or a draft rested on."""
        row = ReceiptRow(case_id=case_id, draft_id=draft_id, content=content)
        return self._add(row, Receipt, actor, "receipt kept", case_id)

    def receipts_of(self, case_id: int) -> list[Receipt]:
        """Return the receipts of a case, oldest first."""
        return self._read(_of(ReceiptRow, case_id), Receipt)

    def audit_log(self, case_id: int | None = None, *, limit: int = 200) -> list[AuditEntry]:
        """Return the newest entries first, of one case or of everything."""
        query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
        if case_id is not None:
            query = query.where(AuditRow.case_id == case_id)
        return self._read(query, AuditEntry)

    def export_case(self, case_id: int, *, actor: str) -> dict[str, Any]:
        """Return all that is stored about a case, as JSON: also notes, edits and audit log."""
        edits = (
            select(EditRow)
            .join(DraftRow)
            .where(DraftRow.case_id == case_id)
            .order_by(EditRow.draft_id, EditRow.version)
        )
        with self.database.write() as session:
            case = Case.model_validate(case_row(session, case_id))
            audit(session, actor, "case exported", case_id)
        return {
            "case": case.model_dump(mode="json"),
            "drafts": _json(self._read(_of(DraftRow, case_id), Draft)),
            "edits": _json(self._read(edits, DraftVersion)),
            "notes": _json(self.notes_of(case_id)),
            "feedback": _json(self.feedback_of(case_id)),
            "gaps": _json(self._read(_of(GapRow, case_id), Gap)),
            "receipts": _json(self.receipts_of(case_id)),
            "audit": _json(self.audit_log(case_id, limit=100_000)[::-1]),
        }

    def _case_of(self, draft_id: int) -> int:
        with self.database.read() as session:
            return draft_row(session, draft_id).case_id

    def _add(
        self, row: Table, record: type[Kept], actor: str, action: str, case_id: int | None
    ) -> Kept:
        with self.database.write() as session:
            if case_id is not None:
                case_row(session, case_id).updated_at = now()
            session.add(row)
            audit(session, actor, action, case_id)
            session.flush()
            return record.model_validate(row)

    def _read(self, query: Select[Any], record: type[Kept]) -> list[Kept]:
        with self.database.read() as session:
            return [record.model_validate(row) for row in session.scalars(query)]


def _of(table: Any, case_id: int) -> Select[Any]:
    return select(table).where(table.case_id == case_id).order_by(table.id)


def _json(records: Sequence[Record]) -> list[dict[str, Any]]:
    return [record.model_dump(mode="json") for record in records]
