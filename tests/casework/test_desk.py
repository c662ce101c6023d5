"""The desk: a case is opened with what can be found out, and a letter drafted from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from assistant.casework.desk import Desk
from assistant.casework.store import CaseContent, CaseStatus, DraftRequest
from assistant.casework.store.tables import CaseRow, now
from assistant.casework.types import LetterKind
from assistant.errors import InputError
from assistant.settings import Settings
from tests.casework.fakes import DUE, fake_desk


@pytest.fixture
def desk(settings: Settings) -> Iterator[Desk]:
    opened = fake_desk(settings)
    yield opened
    opened.store.database.close()


def test_a_new_case_has_its_notice_read_and_its_topic_found(desk: Desk) -> None:
    case = desk.open_case(CaseContent(message="help", notice_text="DEADLINE soon"), actor="ann")
    assert case.notice is not None and case.notice.text == "DEADLINE soon"
    assert (case.topic, case.language, case.deadline) == ("retraction", "en", DUE)


def test_what_the_agent_gives_wins(desk: Desk) -> None:
    day = date(2027, 1, 1)
    given = CaseContent(
        message="help", notice_text="DEADLINE", topic="mine", deadline=day, language="de"
    )
    case = desk.open_case(given, actor="ann")
    assert (case.topic, case.language, case.deadline) == ("mine", "de", day)


def test_a_question_without_guidance_becomes_a_gap_of_the_case(desk: Desk) -> None:
    case = desk.open_case(CaseContent(message="how do I name my SKUs?"), actor="ann")
    assert [(gap.case_id, gap.status) for gap in desk.store.gaps()] == [(case.id, "abstained")]


def test_a_notice_alone_is_a_case(desk: Desk) -> None:
    case = desk.open_case(CaseContent(notice_text="We removed SKU 1"), actor="ann")
    assert desk.store.gaps() == [], "a notice asks nothing"
    assert "We removed" in desk.draft(case.id, DraftRequest(), actor="ann").text


def test_without_an_answer_the_right_that_the_notice_claims_is_the_topic(desk: Desk) -> None:
    given = CaseContent(message="sku?", notice_text="We removed, copyright")
    assert desk.open_case(given, actor="ann").topic == "copyright"


def test_nothing_is_no_case(desk: Desk) -> None:
    with pytest.raises(InputError):
        desk.open_case(CaseContent(), actor="ann")


def test_a_changed_notice_is_read_again_and_voids_drafts(desk: Desk) -> None:
    case = desk.open_case(CaseContent(message="help", notice_text="first"), actor="ann")
    draft = desk.draft(case.id, DraftRequest(), actor="ann")
    fields = case.model_dump(include=set(CaseContent.model_fields) - {"notice"})
    changed = CaseContent(**{**fields, "notice_text": "DEADLINE"})
    found = desk.change_case(case.id, changed, expected_version=1, actor="ben")
    assert found.notice is not None and found.notice.text == "DEADLINE"
    assert found.deadline == DUE
    assert desk.store.get_draft(draft.id).void


def test_a_draft_is_in_english_where_no_letters_are_written_in_the_sellers_language(
    desk: Desk,
) -> None:
    case = desk.open_case(CaseContent(message="hilfe", language="de"), actor="ann")
    wanted = DraftRequest(kind=LetterKind.LICENCE_REQUEST, tone="formal")
    draft = desk.draft(case.id, wanted, actor="ann")
    assert (draft.kind, draft.letter.tone, draft.letter.language) == (
        *(LetterKind.LICENCE_REQUEST, "formal", "en"),
    )
    assert "hilfe" in draft.text
    assert draft.open_slots == ("owner",)


def test_given_facts_close_slots_and_make_the_case_ready(desk: Desk) -> None:
    case = desk.open_case(CaseContent(message="help"), actor="ann")
    draft = desk.draft(case.id, DraftRequest(facts={"owner": "Ms Q"}), actor="ann")
    assert draft.open_slots == ()
    assert desk.store.get_case(case.id).status == CaseStatus.READY


def test_opening_the_desk_purges_by_the_retention_setting(desk: Desk, settings: Settings) -> None:
    case = desk.open_case(CaseContent(message="help"), actor="ann")
    with desk.store.database.write() as session:
        session.execute(update(CaseRow).values(updated_at=now() - timedelta(days=11)))
    kept = fake_desk(settings)
    assert kept.store.count_cases() == 1, "0 days keep everything"
    purged = fake_desk(settings.model_copy(update={"retention_days": 10}))
    assert purged.store.count_cases() == 0
    assert purged.store.audit_log(case.id)[0].actor == "retention"
    for opened in (kept, purged):
        opened.store.database.close()
