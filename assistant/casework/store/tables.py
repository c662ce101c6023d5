"""The tables. Personal data hangs on a case by foreign keys that delete with it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, ForeignKey, MetaData, String, Text, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from assistant.casework.store.records import storable


class UtcTime(TypeDecorator[datetime]):
    """A time with zone on every database: SQLite forgets the zone, which is UTC here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class CleanText(TypeDecorator[str]):
    """A text without what no database holds; `impl` is Text or a bounded String."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return what is stored, or searched for."""
        return None if value is None else storable(value)


def now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


class Table(DeclarativeBase):
    """Base of all tables: named constraints, so that migrations can change them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: UtcTime, str: CleanText, dict[str, Any]: JSON}


def _of_case(*, optional: bool = False) -> Any:
    return mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True, nullable=optional)


def _of_draft(*, optional: bool = False) -> Any:
    return mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"), index=True, nullable=optional)


class CaseRow(Table):
    """A case. Ids are never used again, so that the audit log stays unambiguous."""

    __tablename__ = "cases"
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(String(16), index=True)
    topic: Mapped[str] = mapped_column(String(120), index=True)
    deadline: Mapped[date | None] = mapped_column(index=True)
    language: Mapped[str] = mapped_column(String(16))
    reference: Mapped[str] = mapped_column(String(200), index=True)
    message: Mapped[str]
    notice_text: Mapped[str]
    notice: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    version: Mapped[int]
    created_by: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class DraftRow(Table):
    """A draft with its newest text."""

    __tablename__ = "drafts"
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = _of_case()
    case_version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(32))
    letter: Mapped[dict[str, Any]]
    text: Mapped[str]
    version: Mapped[int]
    distance: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    void: Mapped[str] = mapped_column(default="")
    created_by: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
    sent_at: Mapped[datetime | None]
    wanted: Mapped[dict[str, Any]] = mapped_column(server_default="{}")


class EditRow(Table):
    """One saved text of a draft: nothing that an agent wrote is overwritten."""

    __tablename__ = "edits"
    __table_args__ = (UniqueConstraint("draft_id", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = _of_draft()
    version: Mapped[int]
    text: Mapped[str]
    distance: Mapped[int]
    author: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(default=now)


class NoteRow(Table):
    """An internal note."""

    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = _of_case()
    author: Mapped[str] = mapped_column(String(80))
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)


class FeedbackRow(Table):
    """An agent's verdict."""

    __tablename__ = "feedback"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = _of_case()
    draft_id: Mapped[int | None] = _of_draft(optional=True)
    verdict: Mapped[str] = mapped_column(String(16))
    comment: Mapped[str]
    author: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(default=now)


class GapRow(Table):
    """A question that the guidance did not cover; without a case it came from the chat."""

    __tablename__ = "gaps"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = _of_case(optional=True)
    question: Mapped[str]
    status: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)


class ReceiptRow(Table):
    """What an answer or a draft rested on."""

    __tablename__ = "receipts"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = _of_case()
    draft_id: Mapped[int | None] = _of_draft(optional=True)
    content: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)


class AuditRow(Table):
    """Append only: triggers refuse changes. `case_id` is no foreign key, it outlives the case."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    actor: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(40))
    case_id: Mapped[int | None] = mapped_column(index=True)
    detail: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=now)


class UserRow(Table):
    """A support agent."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    disabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)


class KeyRow(Table):
    """A session or an API token: only the hash of the secret is kept."""

    __tablename__ = "keys"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))  # session, token
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime | None]


class AttemptRow(Table):
    """A failed login, kept for the time of the throttle."""

    __tablename__ = "attempts"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), index=True)
    address: Mapped[str] = mapped_column(String(80), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class IdempotencyRow(Table):
    """The response to a request with an Idempotency-Key; `status` 0 while it is being made."""

    __tablename__ = "idempotency"
    user: Mapped[str] = mapped_column(String(80), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))  # of method, path and body
    case_id: Mapped[int | None] = _of_case(optional=True)
    status: Mapped[int] = mapped_column(default=0)
    body: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
