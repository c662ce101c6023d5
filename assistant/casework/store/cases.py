"""Cases: what a seller wrote, the notice, the deadline; changed only by who saw the newest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update
from sqlalchemy.orm import Session

from assistant.casework.store.base import StorePart, audit, case_row
from assistant.casework.store.records import (
    Case,
    CaseContent,
    CaseStatus,
    DraftState,
    storable,
)
from assistant.casework.store.tables import CaseRow, DraftRow, GapRow, now
from assistant.errors import ConflictError, InputError

Rows = TypeVar("Rows", bound=Select[Any])
VOIDING = ("message", "notice_text", "notice", "deadline")  # drafts are made from these


class CaseStore(StorePart):
    """Creating, finding, changing and deleting cases."""

    def create_case(self, content: CaseContent, *, actor: str) -> Case:
        """Return the new case. Raises InputError without a message and a notice."""
        if not (content.message.strip() or content.notice_text.strip()):
            raise InputError("a case needs the seller's message or the notice; both are empty.")
        with self.database.write() as session:
            row = CaseRow(**_columns(content), status=CaseStatus.NEW, version=1, created_by=actor)
            session.add(row)
            session.flush()
            audit(session, actor, "case created", row.id)
            return _case(row)

    def get_case(self, case_id: int) -> Case:
        """Return the case. Raises NotFound."""
        with self.database.read() as session:
            return _case(case_row(session, case_id))

    def list_cases(
        self,
        search: str = "",
        status: CaseStatus | None = None,
        topic: str = "",
        *,
        limit: int = 50,
        offset: int = 0,
    ) -> list[Case]:
        """Return the cases that fit, nearest deadline first, then the newest."""
        order = (CaseRow.deadline.is_(None), CaseRow.deadline, CaseRow.id.desc())
        query = _fitting(select(CaseRow), search, status, topic).order_by(*order)
        with self.database.read() as session:
            return [_case(row) for row in session.scalars(query.limit(limit).offset(offset))]

    def count_cases(
        self, search: str = "", status: CaseStatus | None = None, topic: str = ""
    ) -> int:
        """Return how many cases fit."""
        query = _fitting(select(func.count()).select_from(CaseRow), search, status, topic)
        with self.database.read() as session:
            return session.scalar(query) or 0

    def topics(self) -> list[str]:
        """Return the topics in use, by name."""
        query = select(CaseRow.topic).where(CaseRow.topic != "").distinct()
        with self.database.read() as session:
            return sorted(session.scalars(query))

    def update_case(
        self, case_id: int, changed: CaseContent, *, expected_version: int, actor: str
    ) -> Case:
        """Return the changed case; `changed` is the whole content as it shall be.

        A changed message, notice or deadline voids the open drafts, with a notice. Raises
        ConflictError when somebody changed the case after `expected_version`; nothing is lost.
        """
        with self.database.write() as session:
            row = case_row(session, case_id, lock=True)
            if row.version != expected_version:
                raise _case_conflict(row, changed, expected_version)
            columns = _columns(changed)
            fields = [name for name, value in columns.items() if getattr(row, name) != value]
            if not fields:
                return _case(row)
            for name in fields:
                setattr(row, name, columns[name])
            row.version += 1
            _void_drafts(session, case_id, [name for name in fields if name in VOIDING])
            audit(session, actor, "case changed", case_id, ", ".join(fields))
            session.flush()
            return _case(row)

    def set_status(self, case_id: int, status: CaseStatus, *, actor: str) -> Case:
        """Return the case with the status."""
        with self.database.write() as session:
            row = case_row(session, case_id, lock=True)
            if row.status != status:
                audit(session, actor, "status changed", case_id, f"{row.status} to {status}")
                row.status = status
            session.flush()
            return _case(row)

    def delete_case(self, case_id: int, *, actor: str) -> None:
        """Delete the case and all that hangs on it. The audit log keeps its number."""
        with self.database.write() as session:
            case_row(session, case_id, lock=True)
            session.execute(delete(CaseRow).where(CaseRow.id == case_id))
            audit(session, actor, "case deleted", case_id)
        self.database.scrub()

    def purge(self, days: int, *, actor: str) -> list[int]:
        """Return the numbers of the cases deleted: not changed for so many days.

        Questions that the guidance did not cover go after the same time.
        """
        if days < 1:
            raise InputError("say after how many days: ASSISTANT_RETENTION_DAYS, or --days N.")
        too_old = now() - timedelta(days=days)
        old = CaseRow.updated_at < too_old
        with self.database.write() as session:
            gone = list(session.scalars(select(CaseRow.id).where(old).order_by(CaseRow.id)))
            session.execute(delete(CaseRow).where(CaseRow.id.in_(gone)))
            session.execute(delete(GapRow).where(GapRow.created_at < too_old))
            for case_id in gone:
                audit(session, actor, "case purged", case_id, f"after {days} days")
        self.database.scrub()
        return gone


def _case(row: CaseRow) -> Case:
    return Case.model_validate(row)


def _columns(content: CaseContent) -> dict[str, Any]:
    fields = set(CaseContent.model_fields)
    columns = content.model_dump(include=fields - {"notice"})
    notice = content.notice
    return {**columns, "notice": notice.model_dump(mode="json") if notice else None}


def _fitting(query: Rows, search: str, status: CaseStatus | None, topic: str) -> Rows:
    if status is not None:
        query = query.where(CaseRow.status == status)
    if topic:
        query = query.where(CaseRow.topic == storable(topic))
    for word in storable(search).split():
        query = query.where(_mentions(word))
    return query


def _mentions(word: str) -> ColumnElement[bool]:
    texts = (CaseRow.message, CaseRow.notice_text, CaseRow.reference, CaseRow.topic)
    found = [column.icontains(word, autoescape=True) for column in texts]
    number = word.lstrip("#")
    if number.isascii() and number.isdigit() and len(number) < 10:
        found.append(CaseRow.id == int(number))
    return or_(*found)


def _void_drafts(session: Session, case_id: int, fields: list[str]) -> None:
    if not fields:
        return
    what = " and ".join(sorted({name.replace("notice_text", "notice") for name in fields}))
    session.execute(
        update(DraftRow)
        .where(DraftRow.case_id == case_id, DraftRow.state == DraftState.OPEN, DraftRow.void == "")
        .values(void=f"The case changed after this draft was made ({what}). Draft again.")
    )


def _case_conflict(row: CaseRow, changed: CaseContent, expected: int) -> ConflictError:
    stored = CaseContent.model_validate(
        _case(row).model_dump(include=set(CaseContent.model_fields))
    )
    return ConflictError(
        f"case {row.id} is at version {row.version}, you saw {expected}: somebody changed it "
        "meanwhile. Compare both, then save again with the new version.",
        version=row.version,
        theirs=stored.model_dump_json(),
        yours=changed.model_dump_json(),
    )
