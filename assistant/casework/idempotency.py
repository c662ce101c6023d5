"""Idempotency-Key: a help desk that sends a call twice gets the first response twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, update
from sqlalchemy.exc import IntegrityError

from assistant.casework.store.database import Database
from assistant.casework.store.tables import IdempotencyRow, now
from assistant.errors import KeyReused

KEPT = timedelta(hours=24)
ABANDONED = timedelta(minutes=2)  # a call that has not answered by then has crashed


@dataclass(frozen=True)
class Kept:
    """The response that was given the first time."""

    status: int
    body: str


class Idempotency:
    """Remembers responses by user and key; a deleted case takes its responses along."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, user: str, key: str, fingerprint: str) -> Kept | None:
        """Return the first response, or None when this call is the first.

        Raises KeyReused when the key came with another call, or that call still runs.
        """
        try:
            with self._database.write() as session:
                session.execute(delete(IdempotencyRow).where(_outlived()))
                session.add(IdempotencyRow(user=user, key=key, fingerprint=fingerprint))
        except IntegrityError:
            return self._first(user, key, fingerprint)
        return None

    def keep(self, user: str, key: str, response: Kept, case_id: int | None) -> None:
        """Keep the response. When its case was deleted meanwhile nothing is kept."""
        change = update(IdempotencyRow).where(
            IdempotencyRow.user == user, IdempotencyRow.key == key
        )
        try:
            with self._database.write() as session:
                session.execute(
                    change.values(status=response.status, body=response.body, case_id=case_id)
                )
        except IntegrityError:
            self.forget(user, key)

    def forget(self, user: str, key: str) -> None:
        """Let the call be made again: it failed."""
        with self._database.write() as session:
            session.execute(
                delete(IdempotencyRow).where(IdempotencyRow.user == user, IdempotencyRow.key == key)
            )

    def _first(self, user: str, key: str, fingerprint: str) -> Kept:
        with self._database.read() as session:
            row = session.get(IdempotencyRow, (user, key))
        if row is not None and row.fingerprint != fingerprint:
            raise KeyReused(
                "this Idempotency-Key came with another call before. Use a new key for a new call."
            )
        if row is None or row.status == 0:
            raise KeyReused("a call with this Idempotency-Key still runs. Send it again later.")
        return Kept(row.status, row.body)


def _outlived() -> ColumnElement[bool]:
    unanswered = IdempotencyRow.status == 0
    return or_(
        IdempotencyRow.created_at < now() - KEPT,
        and_(unanswered, IdempotencyRow.created_at < now() - ABANDONED),
    )
