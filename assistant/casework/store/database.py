"""One database, SQLite or PostgreSQL: transactions, and migrations run by code.

SQLite: WAL, foreign keys on, deleted content overwritten; a write takes the lock when it begins,
so that two writers wait for each other instead of failing half-way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import (
    ArgumentError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
    TimeoutError,
)
from sqlalchemy.orm import Session

from assistant.errors import StoreError
from assistant.settings import Settings

FILE = "cases.sqlite3"
BUSY_SECONDS = 15
_MIGRATIONS = Path(__file__).parent / "migrations"
_POOL = {"pool_size": 10, "max_overflow": 30}  # together a connection for each server thread
_LOCK = 6_110_747  # any number of ours: PostgreSQL's advisory lock while migrating


class Database:
    """Sessions on the configured database."""

    def __init__(self, url: URL) -> None:
        """Open an engine; nothing is connected yet. Raises StoreError for an unusable URL."""
        self.shown = url.render_as_string(hide_password=True)
        self.sqlite = url.get_backend_name() == "sqlite"
        self.engine = _engine(url, sqlite=self.sqlite)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session for reading. Raises StoreError when the database fails."""
        with self._translated(), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Yield a session that is committed at the end, or wholly undone on an error."""
        engine = self.engine.execution_options(write=True)
        with (
            self._translated(),
            Session(engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def migrate(self, revision: str = "head") -> None:
        """Bring the tables up to the revision. Raises StoreError when they are newer."""
        with self._translated(), self.engine.execution_options(write=True).begin() as connection:
            if not self.sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            self._refuse_newer(connection)
            command.upgrade(_alembic(connection), revision)

    def revision(self) -> str | None:
        """Return the revision of the tables, None when there are none."""
        with self._translated(), self.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()

    def describe(self) -> str:
        """Return in words what database this is and how up to date its tables are."""
        ask = "PRAGMA journal_mode" if self.sqlite else "SHOW server_version"
        with self._translated(), self.engine.connect() as connection:
            answer = connection.scalar(text(ask))
        kind = f"SQLite, journal {answer}" if self.sqlite else f"PostgreSQL {answer}"
        revision, newest = self.revision(), revisions()[-1]
        state = "up to date" if revision == newest else "migrated when it is next opened"
        return f"{kind}, {self.shown}, revision {revision or 'none'} of {newest}: {state}"

    def scrub(self) -> None:
        """Leave nothing of deleted content in SQLite's write-ahead log."""
        if self.sqlite:
            with self._translated(), self.engine.connect() as connection:
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def _refuse_newer(self, connection: Connection) -> None:
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in revisions():
            raise StoreError(
                f"{self.shown} was made by a newer version (revision {current}). "
                "Install that version, or set ASSISTANT_DATABASE_URL to another database."
            )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (OperationalError, InterfaceError) as error:
            what = str(error.orig).strip().splitlines()[0]
            raise StoreError(
                f"the database {self.shown} failed ({what}). Check ASSISTANT_DATABASE_URL and "
                "that the server runs or the data folder can be written."
            ) from error
        except TimeoutError as error:
            raise StoreError(
                f"the database {self.shown} is too busy. Try again; if it stays so, set "
                "ASSISTANT_DATABASE_URL to a PostgreSQL."
            ) from error


def open_database(settings: Settings) -> Database:
    """Return the configured database, or SQLite in the data folder."""
    configured = settings.database_url.get_secret_value()
    if configured:
        return Database(_checked(configured))
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return Database(URL.create("sqlite", database=str(settings.data_dir / FILE)))


def revisions() -> tuple[str, ...]:
    """Return all revisions, oldest first."""
    script = ScriptDirectory(str(_MIGRATIONS))
    return tuple(found.revision for found in reversed(list(script.walk_revisions())))


def _checked(configured: str) -> URL:
    try:
        url = make_url(configured)
    except ArgumentError as error:
        raise StoreError(
            "ASSISTANT_DATABASE_URL cannot be read. It looks like "
            "postgresql://user:password@host/name or sqlite:////folder/file.sqlite3."
        ) from error
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite" and url.database:
        return url
    raise StoreError(
        f"ASSISTANT_DATABASE_URL names {url.drivername}; only postgresql:// and sqlite:// with a "
        "file are supported."
    )


def _engine(url: URL, *, sqlite: bool) -> Engine:
    try:
        if not sqlite:
            return create_engine(url, pool_pre_ping=True, **_POOL)
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, **_POOL)
    except (ImportError, SQLAlchemyError) as error:
        raise StoreError(
            f"the driver for {url.drivername} is missing ({error}). "
            "pip install 'image-complaint-assistant[postgres]'"
        ) from error
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself: _begin_sqlite does
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "secure_delete=ON", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _alembic(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
