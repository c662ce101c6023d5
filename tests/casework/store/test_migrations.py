"""Migrations: from nothing and from each revision to what the tables say, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from pydantic import SecretStr
from sqlalchemy import text

from assistant.casework.store import open_store
from assistant.casework.store.database import FILE, Database, open_database, revisions
from assistant.casework.store.tables import Table
from assistant.errors import StoreError
from assistant.settings import Settings
from tests.casework.store.builders import content


def differences(database: Database) -> list[object]:
    with database.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), Table.metadata))


def test_an_empty_database_gets_the_tables_that_the_classes_describe(
    store_settings: Settings,
) -> None:
    database = open_database(store_settings)
    database.migrate()
    assert database.revision() == revisions()[-1]
    assert differences(database) == []
    database.close()


@pytest.mark.parametrize("revision", revisions())
def test_each_revision_leads_to_the_newest_and_keeps_cases(
    store_settings: Settings, revision: str
) -> None:
    database = open_database(store_settings)
    database.migrate(revision)
    with database.write() as session:
        session.execute(
            text(
                "INSERT INTO cases (status, topic, language, reference, message, notice_text, "
                "version, created_by, created_at, updated_at) VALUES ('new', '', 'en', '', "
                "'kept', '', 1, 'ann', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)"
            )
        )
    database.close()
    store = open_store(store_settings)
    assert [case.message for case in store.list_cases()] == ["kept"]
    assert differences(store.database) == []
    store.database.close()


def test_opening_twice_changes_nothing(store_settings: Settings) -> None:
    first = open_store(store_settings)
    case = first.create_case(content(), actor="ann")
    second = open_store(store_settings)
    assert second.get_case(case.id) == case
    first.database.close()
    second.database.close()


def test_servers_that_start_at_once_migrate_once(store_settings: Settings) -> None:
    def start(_number: int) -> str | None:
        database = open_database(store_settings)
        database.migrate()
        revision = database.revision()
        database.close()
        return revision

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(start, range(4))) == {revisions()[-1]}


def test_a_database_of_a_newer_version_is_left_alone(store_settings: Settings) -> None:
    store = open_store(store_settings)
    with store.database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.database.close()
    with pytest.raises(StoreError, match="newer version"):
        open_store(store_settings)


def test_a_failing_migration_leaves_the_database_as_it_was(
    store_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_database(store_settings)
    monkeypatch.setattr(
        "alembic.operations.Operations.execute",
        lambda *_: (_ for _ in ()).throw(RuntimeError("power cut")),
    )
    with pytest.raises(RuntimeError):
        database.migrate()  # the trigger of the audit log comes after the tables
    monkeypatch.undo()
    assert database.revision() is None
    database.migrate()
    assert differences(database) == []
    database.close()


def test_sqlite_runs_with_wal_and_foreign_keys(settings: Settings) -> None:
    store = open_store(settings)
    with store.database.engine.connect() as connection:
        pragmas = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "foreign_keys", "secure_delete")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "secure_delete": 1}
    assert (settings.data_dir / FILE).exists()
    store.database.close()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        pytest.param("nonsense", "looks like", id="unreadable"),
        pytest.param("mysql://host/name", "only postgresql", id="other database"),
        pytest.param("sqlite://", "with a file", id="in memory"),
        pytest.param(
            "postgresql://ann:secret@127.0.0.1:1/cases", "Check ASSISTANT_DATABASE_URL", id="away"
        ),
    ],
)
def test_an_unusable_database_is_one_line_with_the_mend_and_no_password(
    settings: Settings, url: str, said: str
) -> None:
    with pytest.raises(StoreError, match=said) as refused:
        open_store(settings.model_copy(update={"database_url": SecretStr(url)}))
    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)
