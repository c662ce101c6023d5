"""Who may work on cases: users, sessions, API tokens, and a throttle on wrong passwords.

Passwords are kept as argon2id hashes, sessions and tokens as SHA-256 of 256 random bits: what is
in the database opens nothing. An unknown name costs the same time as a wrong password.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.casework.store.base import audit
from assistant.casework.store.database import FILE, Database, open_database, revisions
from assistant.casework.store.records import User
from assistant.casework.store.tables import AttemptRow, KeyRow, UserRow, now
from assistant.errors import InputError, LoginError, NotFound
from assistant.settings import Settings

SHORTEST_PASSWORD = 12  # characters; length is what makes guessing hopeless
LONGEST_PASSWORD = 1000  # hashing more would only cost time
THROTTLE = timedelta(minutes=15)
MOST_BY_NAME_AND_ADDRESS, MOST_BY_ADDRESS, MOST_BY_NAME = 5, 20, 100
_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
_WRONG = "the name or the password is wrong."
_HASHER = PasswordHasher()

Kind = Literal["session", "token"]


@dataclass(frozen=True)
class Login:
    """A new session: the secret goes into the cookie and is shown nowhere else."""

    user: User
    secret: str


class Accounts:
    """Users and their keys, over the store's database."""

    def __init__(self, database: Database, session_hours: float) -> None:
        self._database = database
        self._session = timedelta(hours=session_hours)

    def add(self, name: str, password: str, *, actor: str) -> User:
        """Return the new user. Raises InputError for a bad name, a short password or a twin."""
        name = _checked_name(name)
        row = UserRow(name=name, password_hash=_hash(password), disabled=False)
        try:
            with self._database.write() as session:
                session.add(row)
                audit(session, actor, "user added", detail=name)
                session.flush()
                return User.model_validate(row)
        except IntegrityError as error:
            raise InputError(
                f"there is a user {name} already. Choose another name, or change the password: "
                f"complaint-assistant user password {name}"
            ) from error

    def users(self) -> list[User]:
        """Return all users by name."""
        with self._database.read() as session:
            rows = session.scalars(select(UserRow).order_by(UserRow.name))
            return [User.model_validate(row) for row in rows]

    def set_password(self, name: str, password: str, *, actor: str) -> None:
        """Change the password; all sessions and tokens of the user end."""
        hashed = _hash(password)
        with self._database.write() as session:
            row = _user(session, name)
            row.password_hash = hashed
            session.execute(delete(KeyRow).where(KeyRow.user_id == row.id))
            audit(session, actor, "password changed", detail=row.name)

    def disable(self, name: str, *, actor: str) -> None:
        """Lock the user out at once: sessions and tokens end."""
        with self._database.write() as session:
            row = _user(session, name)
            row.disabled = True
            session.execute(delete(KeyRow).where(KeyRow.user_id == row.id))
            audit(session, actor, "user disabled", detail=row.name)

    def enable(self, name: str, *, actor: str) -> None:
        """Let a disabled user log in again."""
        with self._database.write() as session:
            row = _user(session, name)
            row.disabled = False
            audit(session, actor, "user enabled", detail=row.name)

    def log_in(self, name: str, password: str, address: str) -> Login:
        """Return a new session. Raises LoginError for wrong data or after too many attempts."""
        name, address = name.strip().lower()[:80], address[:80]
        self._throttle(name, address)
        with self._database.read() as session:
            row = session.scalar(select(UserRow).where(UserRow.name == name))
            known = row.password_hash if row and not row.disabled else None
        if not _matches(known, password) or row is None:
            self._remember_failure(name, address, known=row is not None)
            raise LoginError(_WRONG)
        return Login(User.model_validate(row), self._issue(row.id, "session", name, "login"))

    def log_out(self, secret: str) -> None:
        """End the session; an unknown one is no error."""
        with self._database.write() as session:
            session.execute(delete(KeyRow).where(KeyRow.hash == _digest(secret)))

    def create_token(self, name: str, *, actor: str) -> str:
        """Return a new API token of the user. It is shown once: only its hash is kept."""
        with self._database.read() as session:
            user = User.model_validate(_user(session, name))
        if user.disabled:
            raise InputError(f"{user.name} is disabled and gets no token.")
        return self._issue(user.id, "token", actor, "token made", user.name)

    def who(self, secret: str, kind: Kind) -> User | None:
        """Return the user of a live session or token, else None."""
        query = (
            select(UserRow)
            .join(KeyRow)
            .where(KeyRow.hash == _digest(secret), KeyRow.kind == kind, ~UserRow.disabled)
            .where(or_(KeyRow.expires_at.is_(None), KeyRow.expires_at > now()))
        )
        with self._database.read() as session:
            row = session.scalar(query)
            return User.model_validate(row) if row else None

    def _issue(self, user_id: int, kind: Kind, actor: str, action: str, detail: str = "") -> str:
        secret = secrets.token_urlsafe(32)
        expires = now() + self._session if kind == "session" else None
        with self._database.write() as session:
            session.execute(delete(KeyRow).where(KeyRow.expires_at < now()))
            session.add(
                KeyRow(kind=kind, hash=_digest(secret), user_id=user_id, expires_at=expires)
            )
            audit(session, actor, action, detail=detail)
        return secret

    def _throttle(self, name: str, address: str) -> None:
        recent = select(AttemptRow.name, AttemptRow.address).where(
            AttemptRow.created_at > now() - THROTTLE,
            or_(AttemptRow.name == name, AttemptRow.address == address),
        )
        with self._database.read() as session:
            failed = [tuple(row) for row in session.execute(recent)]
        if (
            failed.count((name, address)) >= MOST_BY_NAME_AND_ADDRESS
            or sum(where == address for _, where in failed) >= MOST_BY_ADDRESS
            or sum(who == name for who, _ in failed) >= MOST_BY_NAME
        ):
            minutes = THROTTLE.seconds // 60
            raise LoginError(f"too many wrong passwords. Wait {minutes} minutes and try again.")

    def _remember_failure(self, name: str, address: str, *, known: bool) -> None:
        # an unknown name may be a password typed into the wrong field: it is not logged
        detail = f"as {name}" if known else "unknown name"
        with self._database.write() as session:
            session.execute(delete(AttemptRow).where(AttemptRow.created_at < now() - THROTTLE))
            session.add(AttemptRow(name=name, address=address))
            audit(session, "nobody", "login failed", detail=detail)


def count_active(settings: Settings) -> int:
    """Return how many users can log in, without making a database. Raises StoreError."""
    configured = settings.database_url.get_secret_value()
    if not (configured or (settings.data_dir / FILE).exists()):
        return 0
    database = open_database(settings)
    try:
        if database.revision() != revisions()[-1]:
            return 0
        return sum(not user.disabled for user in Accounts(database, 1).users())
    finally:
        database.close()


def _user(session: Session, name: str) -> UserRow:
    row = session.scalar(select(UserRow).where(UserRow.name == name.strip().lower()))
    if row is None:
        raise NotFound(f"there is no user {name}. See `complaint-assistant user list`.")
    return row


def _checked_name(name: str) -> str:
    name = name.strip().lower()
    if not _NAME.fullmatch(name):
        raise InputError(
            "a user's name has 1 to 64 letters a-z, figures and . _ @ -, and begins with a letter "
            f"or figure; {name!r} does not."
        )
    return name


def _hash(password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InputError(
            f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters; this one has "
            f"{len(password)}."
        )
    return _HASHER.hash(password)


@cache
def _hash_of_nobody() -> str:
    return _HASHER.hash(secrets.token_urlsafe(32))


def _matches(known: str | None, password: str) -> bool:
    """Whether the password fits; without a known hash it takes as long and is never right."""
    try:
        return _HASHER.verify(known or _hash_of_nobody(), password[:LONGEST_PASSWORD]) and bool(
            known
        )
    except (VerificationError, InvalidHashError):
        return False


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
