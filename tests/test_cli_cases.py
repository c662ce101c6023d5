"""`cases` and `user` on the command line, and what `doctor` says of them."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.casework import parts
from assistant.casework.accounts import Accounts
from assistant.casework.store import Store, open_store
from assistant.cli import doctor
from assistant.cli.main import main
from assistant.errors import SettingsError, StoreError
from assistant.settings import Settings
from tests.casework.store.builders import PERSON, content, letter

PASSWORD = "correct horse battery"
Run = Callable[..., int]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings) -> Run:
    """Run the command line in this process; return the exit code."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(settings.data_dir))

    def run(*arguments: str, stdin: str = "") -> int:
        monkeypatch.setattr(sys, "argv", ["complaint-assistant", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as left:
            main()
        return int(left.value.code or 0)

    return run


@pytest.fixture
def kept(settings: Settings) -> Iterator[Store]:
    """The store that the commands open: SQLite in the data folder."""
    opened = open_store(settings)
    yield opened
    opened.database.close()


def test_cases_are_listed_and_shown(
    run: Run, kept: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    case = kept.create_case(content(), actor="ann")
    kept.save_draft(case.id, letter(), case_version=1, actor="ann")
    kept.add_note(case.id, "call back", actor="ann")
    assert run("cases", "list", "--search", "listing", "--status", "ready") == 0
    out, err = capsys.readouterr()
    assert "ready  due 2026-12-01" in out
    assert "1 cases" in err
    assert run("cases", "show", "1") == 0
    out = capsys.readouterr().out
    assert all(
        part in out for part in ("took my listing down", "Only the rights owner", "call back")
    )


def test_a_status_that_does_not_exist_is_one_line(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("cases", "list", "--status", "lost") == 1
    assert "new, drafting, ready, sent, closed" in capsys.readouterr().err


def test_a_case_is_exported_to_a_file(run: Run, kept: Store, tmp_path: Path) -> None:
    kept.create_case(content(), actor="ann")
    assert run("cases", "export", "1", "--output", str(tmp_path / "case.json")) == 0
    exported = json.loads((tmp_path / "case.json").read_text(encoding="utf-8"))
    assert PERSON in exported["case"]["message"]


def test_a_case_is_deleted_only_after_a_yes(run: Run, kept: Store) -> None:
    kept.create_case(content(), actor="ann")
    assert run("cases", "delete", "1", stdin="n\n") == 1
    assert kept.count_cases() == 1
    assert run("cases", "delete", "1", "--yes") == 0
    assert kept.count_cases() == 0
    assert kept.audit_log(1)[0].actor == "command line"


def test_purging_needs_a_time(
    run: Run, kept: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.create_case(content(), actor="ann")
    assert run("cases", "purge") == 1
    assert "ASSISTANT_RETENTION_DAYS" in capsys.readouterr().err
    monkeypatch.setenv("ASSISTANT_RETENTION_DAYS", "30")
    assert run("cases", "purge") == 0
    assert "deleted: 0 cases" in capsys.readouterr().out


def test_a_user_is_added_and_can_log_in(
    run: Run, kept: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("user", "add", "ann", "--password-stdin", stdin=f"{PASSWORD}\n") == 0
    assert Accounts(kept.database, 1).log_in("ann", PASSWORD, "127.0.0.1")
    assert run("user", "list") == 0
    assert "ann  active" in capsys.readouterr().out


def test_a_password_is_asked_for_twice_and_there_is_no_default(
    run: Run, kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, object]] = []

    def prompt(_text: str, **options: object) -> str:
        asked.append(options)
        return PASSWORD

    monkeypatch.setattr("typer.prompt", prompt)
    assert run("user", "add", "ann") == 0
    assert asked == [{"hide_input": True, "confirmation_prompt": True}]
    assert run("user", "add", "ben", "--password-stdin", stdin="") == 1
    assert [user.name for user in Accounts(kept.database, 1).users()] == ["ann"]


def test_a_user_is_disabled_let_in_again_and_gets_a_new_password(run: Run, kept: Store) -> None:
    opened = Accounts(kept.database, 1)
    opened.add("ann", PASSWORD, actor="test")
    assert run("user", "disable", "ann") == 0
    assert opened.users()[0].disabled
    assert run("user", "enable", "ann") == 0
    new = "another long password"
    assert run("user", "password", "ann", "--password-stdin", stdin=f"{new}\n") == 0
    assert opened.log_in("ann", new, "127.0.0.1")


def test_a_token_is_printed_once_and_opens_the_api(
    run: Run, kept: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    opened = Accounts(kept.database, 1)
    opened.add("ann", PASSWORD, actor="test")
    assert run("user", "token", "ann") == 0
    assert opened.who(capsys.readouterr().out.strip(), "token") is not None


@pytest.mark.parametrize("command", [("cases", "list"), ("user", "list")])
def test_without_the_extra_the_mend_is_told(
    run: Run,
    command: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parts, "find_spec", lambda _name: None)
    assert run(*command) == 1
    assert "image-complaint-assistant[agents]" in capsys.readouterr().err


def test_doctor_needs_no_database_and_makes_none(settings: Settings) -> None:
    assert "is made when" in doctor._database(settings)
    assert "user add NAME" in doctor._agents(settings)
    assert not settings.data_dir.exists()


def test_doctor_says_what_database_it_found(store: Store, store_settings: Settings) -> None:
    said = doctor._database(store_settings)
    assert "SQLite, journal wal" in said or "PostgreSQL " in said
    assert "up to date" in said
    Accounts(store.database, 1).add("ann", PASSWORD, actor="test")
    assert doctor._agents(store_settings) == "1 can log in"


def test_doctor_fails_when_the_database_is_away(settings: Settings) -> None:
    away = SecretStr("postgresql://ann:secret@127.0.0.1:1/cases")
    with pytest.raises(StoreError, match="Check ASSISTANT_DATABASE_URL"):
        doctor._database(settings.model_copy(update={"database_url": away}))


def test_doctor_fails_when_nobody_could_log_in_to_a_closed_chat(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="user add NAME"):
        doctor._agents(settings.model_copy(update={"seller_chat": "login"}))


def test_doctor_says_that_agents_parts_are_off(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "find_spec", lambda _name: None)
    assert "image-complaint-assistant[agents]" in doctor._database(settings)
    assert "seller chat runs without" in doctor._agents(settings)
