"""Two agents, threads and crashes: nobody's edit is lost, and nothing is half done."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from assistant.casework.store import CaseContent, CaseStatus, Draft, Store, open_store
from assistant.errors import ConflictError, InputError
from assistant.settings import Settings
from tests.casework.store.builders import TEXT, content, letter

WRITERS = 8

# edits a draft as far as the commit, and is killed there
_KILLED = """
import os, signal, sys
from pathlib import Path
from pydantic import SecretStr
from sqlalchemy import text
from assistant.casework.store.database import open_database
from assistant.settings import Settings

folder, url, draft = sys.argv[1:]
database = open_database(Settings(data_dir=Path(folder), database_url=SecretStr(url)))
with database.write() as session:
    session.execute(text(f"UPDATE drafts SET text = 'half', version = 2 WHERE id = {draft}"))
    session.execute(
        text(
            "INSERT INTO edits (draft_id, version, text, distance, author, created_at) "
            f"VALUES ({draft}, 2, 'half', 1, 'x', CURRENT_TIMESTAMP)"
        )
    )
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def draft(store: Store) -> Draft:
    case = store.create_case(content(), actor="ann")
    return store.save_draft(case.id, letter(), case_version=1, actor="ann")


def test_the_second_of_two_agents_gets_both_texts_and_overwrites_nothing(
    store: Store, draft: Draft
) -> None:
    store.edit_draft(draft.id, "Ann's text.", expected_version=1, actor="ann")
    with pytest.raises(ConflictError) as refused:
        store.edit_draft(draft.id, "Ben's text.", expected_version=1, actor="ben")
    assert refused.value.theirs == "Ann's text."
    assert refused.value.yours == "Ben's text."
    assert refused.value.version == 2
    assert store.get_draft(draft.id).text == "Ann's text."


def test_after_a_conflict_the_agent_saves_on_the_newest_version(store: Store, draft: Draft) -> None:
    store.edit_draft(draft.id, "Ann's text.", expected_version=1, actor="ann")
    merged = store.edit_draft(draft.id, "Ann's and Ben's.", expected_version=2, actor="ben")
    assert merged.version == 3
    kept = store.draft_versions(draft.id)
    assert [(version.author, version.text) for version in kept] == [
        ("ann", TEXT),
        ("ann", "Ann's text."),
        ("ben", "Ann's and Ben's."),
    ]


def test_a_case_changed_by_somebody_else_is_not_overwritten(store: Store) -> None:
    case = store.create_case(content(), actor="ann")
    store.update_case(case.id, content(topic="licence"), expected_version=1, actor="ann")
    with pytest.raises(ConflictError) as refused:
        store.update_case(case.id, content(topic="appeal"), expected_version=1, actor="ben")
    assert CaseContent.model_validate_json(refused.value.theirs).topic == "licence"
    assert CaseContent.model_validate_json(refused.value.yours).topic == "appeal"


def test_an_old_view_cannot_mark_a_newer_text_as_sent(store: Store, draft: Draft) -> None:
    store.edit_draft(draft.id, "Ann's text.", expected_version=1, actor="ann")
    with pytest.raises(ConflictError):
        store.mark_sent(draft.id, expected_version=1, actor="ben")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"message": "new facts"}, id="message"),
        pytest.param({"notice_text": "another notice"}, id="notice"),
        pytest.param({"deadline": None}, id="deadline"),
    ],
)
def test_a_changed_case_voids_its_open_drafts_with_a_notice(
    store: Store, draft: Draft, change: dict[str, object]
) -> None:
    store.update_case(draft.case_id, content(**change), expected_version=1, actor="ben")
    void = store.get_draft(draft.id)
    assert "changed after this draft was made" in void.void
    assert next(iter(change)).removesuffix("_text") in void.void
    with pytest.raises(InputError, match="void"):
        store.mark_sent(draft.id, expected_version=1, actor="ann")


def test_a_new_topic_leaves_drafts_valid(store: Store, draft: Draft) -> None:
    store.update_case(draft.case_id, content(topic="other"), expected_version=1, actor="ben")
    assert store.get_draft(draft.id).void == ""


def test_a_sent_draft_stays_as_it_was_sent(store: Store, draft: Draft) -> None:
    store.mark_sent(draft.id, expected_version=1, actor="ann")
    store.update_case(draft.case_id, content(message="x"), expected_version=1, actor="ben")
    assert store.get_draft(draft.id).void == ""
    with pytest.raises(InputError, match="sent already"):
        store.edit_draft(draft.id, "too late", expected_version=1, actor="ben")


def test_a_draft_made_while_the_case_changed_is_void_from_the_start(store: Store) -> None:
    case = store.create_case(content(), actor="ann")
    store.update_case(case.id, content(message="new facts"), expected_version=1, actor="ben")
    late = store.save_draft(case.id, letter(), case_version=1, actor="ann")
    assert late.void
    assert store.get_case(case.id).status == CaseStatus.DRAFTING


def test_of_many_writers_on_one_version_exactly_one_wins(store: Store, draft: Draft) -> None:
    start = Barrier(WRITERS)

    def write(number: int) -> bool:
        start.wait()
        try:
            store.edit_draft(draft.id, f"text {number}", expected_version=1, actor=f"a{number}")
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(WRITERS) as pool:
        won = list(pool.map(write, range(WRITERS)))
    assert won.count(True) == 1
    assert store.get_draft(draft.id).text == f"text {won.index(True)}"
    assert len(store.draft_versions(draft.id)) == 2


def test_writers_who_retry_on_conflict_lose_no_edit(store: Store, draft: Draft) -> None:
    def append(number: int) -> None:
        while True:
            seen = store.get_draft(draft.id)
            text = f"{seen.text} <{number}>"
            try:
                store.edit_draft(draft.id, text, expected_version=seen.version, actor="a")
            except ConflictError:
                continue
            return

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(append, range(WRITERS)))
    final = store.get_draft(draft.id)
    assert all(f"<{number}>" in final.text for number in range(WRITERS))
    assert final.version == 1 + WRITERS


def test_many_cases_are_created_side_by_side(store: Store) -> None:
    def create(number: int) -> int:
        return store.create_case(content(message=f"case {number}"), actor="a").id

    with ThreadPoolExecutor(WRITERS) as pool:
        ids = list(pool.map(create, range(40)))
    assert len(set(ids)) == 40
    assert store.count_cases() == 40
    created = [entry for entry in store.audit_log() if entry.action == "case created"]
    assert len(created) == 40


def test_a_crash_in_mid_transaction_leaves_nothing(
    store: Store, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("assistant.casework.store.drafts.audit", crash)
    with pytest.raises(RuntimeError):
        store.edit_draft(draft.id, "half done", expected_version=1, actor="ann")
    assert store.get_draft(draft.id) == draft
    assert len(store.draft_versions(draft.id)) == 1


def test_a_process_killed_in_mid_transaction_leaves_nothing_and_no_lock(
    store: Store, store_settings: Settings, draft: Draft
) -> None:
    url = store_settings.database_url.get_secret_value()
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(store_settings.data_dir), url, str(draft.id)],
        cwd=Path(__file__).parents[3],
        timeout=60,
    )
    assert done.returncode == -signal.SIGKILL
    assert store.get_draft(draft.id) == draft
    assert len(store.draft_versions(draft.id)) == 1
    assert store.edit_draft(draft.id, "goes on", expected_version=1, actor="ann").version == 2


def test_a_second_process_sees_what_the_first_has_written(
    store: Store, store_settings: Settings, draft: Draft
) -> None:
    other = open_store(store_settings)
    try:
        assert other.get_draft(draft.id) == draft
    finally:
        other.database.close()
