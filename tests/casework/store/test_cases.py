"""Cases: found, ordered, followed by their drafts, exported, and really deleted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import MetaData, select, text, update

from assistant.casework.accounts import Accounts
from assistant.casework.idempotency import Idempotency, Kept
from assistant.casework.store import CaseStatus, DraftState, Store
from assistant.casework.store.database import FILE
from assistant.casework.store.tables import CaseRow, now
from assistant.casework.types import Slot
from assistant.errors import InputError, NotFound
from assistant.settings import Settings
from tests.casework.store.builders import PERSON, content, letter


def full_case(store: Store) -> int:
    """Return a case whose person stands in every table that can hold a text of a case."""
    case = store.create_case(content(), actor="ann")
    draft = store.save_draft(case.id, letter(f"Dear {PERSON}"), case_version=1, actor="ann")
    store.edit_draft(draft.id, f"Hello {PERSON}", expected_version=1, actor="ann")
    store.add_note(case.id, f"{PERSON} called", actor="ann")
    store.add_feedback(case.id, "wrong", f"not {PERSON}", actor="ann", draft_id=draft.id)
    store.add_gap(f"who is {PERSON}?", "abstained", actor="ann", case_id=case.id)
    store.add_receipt(case.id, {"question": PERSON}, actor="ann", draft_id=draft.id)
    memory = Idempotency(store.database)
    memory.begin("ann", "key", "f")
    memory.keep("ann", "key", Kept(201, f'{{"message": "{PERSON}"}}'), case.id)
    return case.id


def rows(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table, read past the store's own classes."""
    tables = MetaData()
    with store.database.engine.connect() as connection:
        tables.reflect(connection)
        return {
            name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for name, table in tables.tables.items()
        }


def test_a_new_case_keeps_what_it_was_given(store: Store) -> None:
    created = store.create_case(content(), actor="ann")
    found = store.get_case(created.id)
    assert found == created
    assert found.notice == content().notice
    assert (found.status, found.version, found.created_by) == (CaseStatus.NEW, 1, "ann")


def test_an_empty_case_is_refused(store: Store) -> None:
    with pytest.raises(InputError, match="message or the notice"):
        store.create_case(content(message=" ", notice_text=""), actor="ann")


def test_cases_come_by_deadline_then_newest_first(store: Store) -> None:
    for day in (None, date(2026, 12, 9), date(2026, 12, 1), None):
        store.create_case(content(deadline=day), actor="ann")
    assert [case.id for case in store.list_cases()] == [3, 2, 4, 1]
    assert [case.id for case in store.list_cases(limit=2, offset=1)] == [2, 4]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        pytest.param("LISTING", [1], id="any letter case"),
        pytest.param("quimby listing", [1], id="all words"),
        pytest.param("100%", [2], id="a wildcard is a character"),
        pytest.param("#2", [2], id="number"),
        pytest.param("nothing", [], id="no hit"),
    ],
)
def test_cases_are_searched(store: Store, search: str, found: list[int]) -> None:
    store.create_case(content(message=f"listing of {PERSON} down"), actor="ann")
    plain = content(message="100% mine", notice_text="", notice=None, reference="", topic="x")
    store.create_case(plain, actor="ann")
    assert [case.id for case in store.list_cases(search)] == found
    assert store.count_cases(search) == len(found)


def test_cases_are_filtered_by_status_and_topic(store: Store) -> None:
    store.create_case(content(topic="licence"), actor="ann")
    closed = store.create_case(content(), actor="ann")
    store.set_status(closed.id, CaseStatus.CLOSED, actor="ann")
    assert [case.id for case in store.list_cases(status=CaseStatus.CLOSED)] == [closed.id]
    assert [case.id for case in store.list_cases(topic="licence")] == [1]
    assert store.topics() == ["licence", "retraction"]


def test_a_passed_deadline_is_overdue_until_something_was_sent(store: Store) -> None:
    case = store.create_case(content(deadline=date(2026, 11, 20)), actor="ann")
    assert case.overdue(date(2026, 11, 21))
    assert not case.overdue(date(2026, 11, 20))
    sent = store.set_status(case.id, CaseStatus.SENT, actor="ann")
    assert not sent.overdue(date(2026, 11, 21))


def test_a_draft_with_an_open_slot_is_not_ready_and_cannot_be_marked_sent(store: Store) -> None:
    case = store.create_case(content(), actor="ann")
    slots = (
        Slot(name="owner", question="Who?"),
        Slot(name="signature", question="", by_hand=True),
    )
    open_text = "Dear [[owner]], … [[signature]]"
    draft = store.save_draft(case.id, letter(open_text, slots=slots), case_version=1, actor="ann")
    assert draft.open_slots == ("owner",)
    assert store.get_case(case.id).status == CaseStatus.DRAFTING
    with pytest.raises(InputError, match="owner"):
        store.mark_sent(draft.id, expected_version=1, actor="ann")
    filled = store.edit_draft(
        draft.id, "Dear Ms Q, … [[signature]]", expected_version=1, actor="ann"
    )
    assert store.get_case(case.id).status == CaseStatus.READY
    sent = store.mark_sent(draft.id, expected_version=filled.version, actor="ann")
    assert (sent.state, sent.sent_at is not None) == (DraftState.SENT, True)
    assert store.get_case(case.id).status == CaseStatus.SENT


def test_the_edit_distance_counts_from_what_was_drafted(store: Store) -> None:
    case = store.create_case(content(), actor="ann")
    draft = store.save_draft(case.id, letter("abc"), case_version=1, actor="ann")
    store.edit_draft(draft.id, "abXc", expected_version=1, actor="ann")
    edited = store.edit_draft(draft.id, "abXcY", expected_version=2, actor="ann")
    assert edited.distance == 2  # X and Y
    assert [version.distance for version in store.draft_versions(draft.id)] == [0, 1, 2]
    assert edited.letter.text == "abc"


def test_a_discarded_draft_stays_for_the_measures(store: Store) -> None:
    case = store.create_case(content(), actor="ann")
    draft = store.save_draft(case.id, letter(), case_version=1, actor="ann")
    store.discard_draft(draft.id, actor="ann")
    assert [found.state for found in store.drafts_of(case.id)] == [DraftState.DISCARDED]


def test_feedback_on_another_cases_draft_is_refused(store: Store) -> None:
    first, second = (store.create_case(content(), actor="ann") for _ in range(2))
    draft = store.save_draft(first.id, letter(), case_version=1, actor="ann")
    with pytest.raises(InputError, match="another case"):
        store.add_feedback(second.id, "wrong", actor="ann", draft_id=draft.id)


def test_every_change_stands_in_the_audit_log_without_content(store: Store) -> None:
    case_id = full_case(store)
    log = store.audit_log(case_id)[::-1]
    assert [entry.action for entry in log] == [
        *("case created", "draft made", "draft edited", "note added", "feedback wrong"),
        *("gap noted", "receipt kept"),
    ]
    assert PERSON not in str(log)


@pytest.mark.parametrize("change", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
def test_the_audit_log_cannot_be_changed(store: Store, change: str) -> None:
    full_case(store)
    with (
        pytest.raises(Exception, match="the audit log only grows"),
        store.database.write() as open_,
    ):
        open_.execute(text(change))


def test_the_export_holds_all_that_is_stored(store: Store) -> None:
    case_id = full_case(store)
    exported = store.export_case(case_id, actor="ann")
    assert all(PERSON in str(exported[part]) for part in exported if part != "audit")
    assert exported["audit"][-1]["action"] == "case exported"


def test_a_deleted_case_leaves_no_personal_data_in_any_table(store: Store) -> None:
    case_id = full_case(store)
    holding = {name for name, found in rows(store).items() if PERSON in str(found)}
    assert holding == {
        *("cases", "drafts", "edits", "notes", "feedback", "gaps", "receipts", "idempotency")
    }, "the test must fill every table that hangs on a case"
    store.delete_case(case_id, actor="ben")
    assert not [name for name, found in rows(store).items() if PERSON in str(found)]
    assert store.audit_log(case_id)[0].action == "case deleted"
    assert store.audit_log(case_id)[0].actor == "ben"
    with pytest.raises(NotFound):
        store.get_case(case_id)


@pytest.mark.parametrize("database_url", [""], ids=["sqlite"])
def test_a_deleted_case_leaves_no_personal_data_in_the_files(
    store: Store, settings: Settings
) -> None:
    case_id = full_case(store)
    files = list(settings.data_dir.glob(f"{FILE}*"))
    assert any(PERSON.encode() in file.read_bytes() for file in files)
    store.delete_case(case_id, actor="ben")
    assert not any(PERSON.encode() in file.read_bytes() for file in files)


def test_a_number_is_never_used_again(store: Store) -> None:
    first = store.create_case(content(), actor="ann")
    store.delete_case(first.id, actor="ann")
    assert store.create_case(content(), actor="ann").id == first.id + 1


def test_purging_deletes_what_nobody_changed_for_so_long(store: Store) -> None:
    old, fresh = full_case(store), store.create_case(content(message="new"), actor="ann").id
    with store.database.write() as session:
        long_ago = now() - timedelta(days=31)
        session.execute(update(CaseRow).where(CaseRow.id == old).values(updated_at=long_ago))
    assert store.purge(30, actor="retention") == [old]
    assert [case.id for case in store.list_cases()] == [fresh]
    assert store.audit_log(old)[0].action == "case purged"
    assert store.purge(30, actor="retention") == []


def test_work_on_a_case_keeps_it_from_being_purged(store: Store) -> None:
    case = store.create_case(content(), actor="ann")
    with store.database.write() as session:
        session.execute(update(CaseRow).values(updated_at=now() - timedelta(days=31)))
    store.add_note(case.id, "still open", actor="ann")
    assert store.purge(30, actor="retention") == []


def test_purging_without_a_time_is_refused(store: Store) -> None:
    with pytest.raises(InputError, match="ASSISTANT_RETENTION_DAYS"):
        store.purge(0, actor="ann")


def test_characters_that_no_database_holds_are_left_out(store: Store) -> None:
    case = store.create_case(content(message="a\x00b\ud800c"), actor="ann")
    assert store.get_case(case.id).message == "ab?c"
    note = store.add_note(case.id, "n\x00ote", actor="ann")
    assert store.notes_of(case.id)[0].id == note.id
    assert store.list_cases("\x00")[0].id == case.id


def test_reflection_sees_users_too(store: Store) -> None:
    """The tables that the deletion tests read are all there are."""
    Accounts(store.database, 1).add("ann", "long enough password", actor="x")
    found = rows(store)
    assert [row["name"] for row in found["users"]] == ["ann"]
    assert set(found) == {*CaseRow.metadata.tables, "alembic_version"}
