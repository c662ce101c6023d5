"""What the parts of the store share: the database, and the audit log in the same transaction."""

from __future__ import annotations

from sqlalchemy.orm import Session

from assistant.casework.store.database import Database
from assistant.casework.store.tables import AuditRow, CaseRow, DraftRow
from assistant.errors import NotFound


class StorePart:
    """A part of the store over one database."""

    def __init__(self, database: Database) -> None:
        self.database = database


def audit(
    session: Session, actor: str, action: str, case_id: int | None = None, detail: str = ""
) -> None:
    """Write who did what. `detail` holds ids, versions and states, never content."""
    session.add(AuditRow(actor=actor, action=action, case_id=case_id, detail=detail))


def case_row(session: Session, case_id: int, *, lock: bool = False) -> CaseRow:
    """Return the case's row, locked for this transaction if asked. Raises NotFound."""
    row = session.get(CaseRow, case_id, with_for_update=lock)
    if row is None:
        raise NotFound(f"there is no case {case_id}; it may have been deleted.")
    return row


def draft_row(session: Session, draft_id: int, *, lock: bool = False) -> DraftRow:
    """Return the draft's row, locked for this transaction if asked. Raises NotFound."""
    row = session.get(DraftRow, draft_id, with_for_update=lock)
    if row is None:
        raise NotFound(f"there is no draft {draft_id}; its case may have been deleted.")
    return row
