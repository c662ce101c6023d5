"""Users, sessions, tokens: nothing in the database opens anything, and guessing is throttled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from assistant.casework import accounts as module
from assistant.casework.accounts import (
    MOST_BY_ADDRESS,
    MOST_BY_NAME_AND_ADDRESS,
    THROTTLE,
    Accounts,
)
from assistant.casework.store import Store
from assistant.casework.store.tables import AttemptRow, KeyRow, UserRow, now
from assistant.errors import InputError, LoginError, NotFound

PASSWORD = "correct horse battery"
HERE = "127.0.0.1"


@pytest.fixture
def accounts(store: Store) -> Accounts:
    opened = Accounts(store.database, session_hours=1)
    opened.add("ann", PASSWORD, actor="test")
    return opened


def fail(accounts: Accounts, name: str, address: str = HERE) -> str:
    with pytest.raises(LoginError) as refused:
        accounts.log_in(name, "wrong", address)
    return str(refused.value)


def test_a_password_opens_a_session_until_logout(accounts: Accounts) -> None:
    login = accounts.log_in(" Ann ", PASSWORD, HERE)
    found = accounts.who(login.secret, "session")
    assert found is not None and found.name == "ann"
    accounts.log_out(login.secret)
    assert accounts.who(login.secret, "session") is None


def test_no_secret_is_kept_in_the_clear(accounts: Accounts, store: Store) -> None:
    login = accounts.log_in("ann", PASSWORD, HERE)
    token = accounts.create_token("ann", actor="ann")
    with store.database.read() as session:
        stored = [
            *session.scalars(select(KeyRow.hash)),
            *session.scalars(select(UserRow.password_hash)),
        ]
    assert not {login.secret, token, PASSWORD} & set(stored)
    assert stored[-1].startswith("$argon2id$")


def test_a_session_expires(accounts: Accounts, store: Store) -> None:
    login = accounts.log_in("ann", PASSWORD, HERE)
    with store.database.write() as session:
        session.execute(update(KeyRow).values(expires_at=now() - timedelta(seconds=1)))
    assert accounts.who(login.secret, "session") is None


def test_a_token_is_no_session_and_a_session_no_token(accounts: Accounts) -> None:
    login, token = accounts.log_in("ann", PASSWORD, HERE), accounts.create_token("ann", actor="x")
    assert accounts.who(token, "token") is not None
    assert accounts.who(token, "session") is None
    assert accounts.who(login.secret, "token") is None
    assert accounts.who("guess", "token") is None


def test_a_wrong_password_and_an_unknown_name_look_alike(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    verify = module._HASHER.verify

    class Watching:
        hash = staticmethod(module._HASHER.hash)

        def verify(self, known: str, password: str) -> bool:
            checked.append(known)
            return verify(known, password)

    monkeypatch.setattr(module, "_HASHER", Watching())
    assert fail(accounts, "ann") == fail(accounts, "nobody")
    assert len(checked) == 2, "both cost one verification"


def test_a_disabled_user_is_out_at_once_and_can_be_let_in_again(accounts: Accounts) -> None:
    login, token = accounts.log_in("ann", PASSWORD, HERE), accounts.create_token("ann", actor="x")
    accounts.disable("ann", actor="lead")
    assert accounts.who(login.secret, "session") is None
    assert accounts.who(token, "token") is None
    assert fail(accounts, "ann")
    with pytest.raises(InputError, match="disabled"):
        accounts.create_token("ann", actor="x")
    accounts.enable("ann", actor="lead")
    assert accounts.log_in("ann", PASSWORD, HERE)


def test_a_new_password_ends_old_sessions_and_tokens(accounts: Accounts) -> None:
    login, token = accounts.log_in("ann", PASSWORD, HERE), accounts.create_token("ann", actor="x")
    accounts.set_password("ann", "another long password", actor="ann")
    assert accounts.who(login.secret, "session") is None
    assert accounts.who(token, "token") is None
    assert accounts.log_in("ann", "another long password", HERE)


def test_guessing_one_name_is_throttled_even_with_the_right_password(accounts: Accounts) -> None:
    for _ in range(MOST_BY_NAME_AND_ADDRESS):
        assert "wrong" in fail(accounts, "ann")
    with pytest.raises(LoginError, match="Wait 15 minutes"):
        accounts.log_in("ann", PASSWORD, HERE)
    assert accounts.log_in("ann", PASSWORD, "10.0.0.9"), "the agent elsewhere is not locked out"


def test_guessing_many_names_from_one_address_is_throttled(accounts: Accounts) -> None:
    for number in range(MOST_BY_ADDRESS):
        fail(accounts, f"name{number}")
    assert "Wait" in fail(accounts, "one-more")


def test_the_throttle_ends(accounts: Accounts, store: Store) -> None:
    for _ in range(MOST_BY_NAME_AND_ADDRESS):
        fail(accounts, "ann")
    with store.database.write() as session:
        session.execute(update(AttemptRow).values(created_at=now() - THROTTLE))
    assert accounts.log_in("ann", PASSWORD, HERE)


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        pytest.param("ben", "short", "12 to 1000", id="short password"),
        pytest.param("ben", "", "12 to 1000", id="no password"),
        pytest.param("no name", PASSWORD, "1 to 64", id="bad name"),
        pytest.param("ANN", PASSWORD, "already", id="twin"),
    ],
)
def test_a_user_that_cannot_be_is_refused(
    accounts: Accounts, name: str, password: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        accounts.add(name, password, actor="test")


def test_an_unknown_user_is_named_with_the_mend(accounts: Accounts) -> None:
    with pytest.raises(NotFound, match="user list"):
        accounts.disable("nobody", actor="test")


def test_logins_stand_in_the_audit_log_but_never_what_was_typed(
    accounts: Accounts, store: Store
) -> None:
    accounts.log_in("ann", PASSWORD, HERE)
    fail(accounts, PASSWORD)  # typed into the wrong field
    fail(accounts, "ann")
    log = store.audit_log()
    assert [entry.action for entry in log][:3] == ["login failed", "login failed", "login"]
    assert PASSWORD not in str(log)
