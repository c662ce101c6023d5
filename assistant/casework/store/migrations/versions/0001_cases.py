"""Cases, drafts and what hangs on them; the audit log, which only grows."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_REFUSE_SQLITE = """
CREATE TRIGGER audit_no_{verb} BEFORE {verb} ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END
"""
_REFUSE_POSTGRESQL = (
    """
CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log only grows'; END $$
""",
    """
CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()
""",
)


def upgrade() -> None:
    """Create the tables of casework."""
    _cases()
    _drafts()
    _beside_a_case()
    _audit()


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("status", sa.String(16), nullable=False, index=True),
        sa.Column("topic", sa.String(120), nullable=False, index=True),
        sa.Column("deadline", sa.Date, index=True),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("reference", sa.String(200), nullable=False, index=True),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("notice_text", sa.Text, nullable=False),
        sa.Column("notice", sa.JSON),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_by", sa.String(80), nullable=False),
        _time("created_at", index=True),
        _time("updated_at"),
        sqlite_autoincrement=True,
    )


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer, primary_key=True),
        _reference("cases"),
        sa.Column("case_version", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("letter", sa.JSON, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("distance", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("void", sa.Text, nullable=False),
        sa.Column("created_by", sa.String(80), nullable=False),
        _time("created_at"),
        _time("updated_at"),
        _time("sent_at", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "edits",
        sa.Column("id", sa.Integer, primary_key=True),
        _reference("drafts"),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("distance", sa.Integer, nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
        _time("created_at"),
        sa.UniqueConstraint("draft_id", "version"),
    )


def _beside_a_case() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer, primary_key=True),
        _reference("cases"),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        _time("created_at"),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, primary_key=True),
        _reference("cases"),
        _reference("drafts", nullable=True),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
        _time("created_at"),
    )
    op.create_table(
        "gaps",
        sa.Column("id", sa.Integer, primary_key=True),
        _reference("cases", nullable=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        _time("created_at", index=True),
    )
    op.create_table(
        "receipts",
        sa.Column("id", sa.Integer, primary_key=True),
        _reference("cases"),
        _reference("drafts", nullable=True),
        sa.Column("content", sa.JSON, nullable=False),
        _time("created_at"),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("case_id", sa.Integer, index=True),
        sa.Column("detail", sa.String(200), nullable=False),
        _time("created_at"),
    )
    if op.get_bind().dialect.name == "sqlite":
        statements = [_REFUSE_SQLITE.format(verb=verb) for verb in ("UPDATE", "DELETE")]
    else:
        statements = list(_REFUSE_POSTGRESQL)
    for statement in statements:
        op.execute(statement)


def _time(name: str, *, nullable: bool = False, index: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, index=index)


def _reference(table: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(
        f"{table[:-1]}_id",
        sa.Integer,
        sa.ForeignKey(f"{table}.id", ondelete="CASCADE"),
        nullable=nullable,
        index=True,
    )
