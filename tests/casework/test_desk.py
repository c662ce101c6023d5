"""The desk: a case is opened with what can be found out, and a letter drafted from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from assistant.casework.desk import Desk, open_desk
from assistant.casework.documents import Document
from assistant.casework.drafting import draft_letter
from assistant.casework.ocr import PICTURE_WARNING
from assistant.casework.store import CaseContent, CaseStatus, DraftRequest
from assistant.casework.store.tables import CaseRow, now
from assistant.casework.types import LetterKind
from assistant.errors import InputError
from assistant.receipts import Receipt
from assistant.settings import Settings
from tests.casework.drafts import MESSAGE, TEXT, ScriptedAssistant, notice
from tests.casework.fakes import DUE, PASSAGE, fake_desk


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
    case = desk.open_case(CaseContent(message="hilfe", language="sv"), actor="ann")
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


def test_a_draft_and_an_answer_leave_their_receipts(desk: Desk) -> None:
    case = desk.open_case(CaseContent(message="help"), actor="ann")
    draft = desk.draft(case.id, DraftRequest(), actor="ann")
    desk.ask(case.id, "who sends it?", [], actor="ann")
    of_draft, of_answer = desk.store.receipts_of(case.id)
    assert of_draft.draft_id == draft.id
    kept = [Receipt.model_validate(one.content) for one in (of_draft, of_answer)]
    assert [receipt.question for receipt in kept] == ["help", "who sends it?"]
    assert [passage.passage_id for passage in kept[1].passages] == [PASSAGE]
    assert [turn.content for turn in kept[1].history] == ["help"]


def test_a_filled_slot_is_no_edit_and_leaves_a_receipt(desk: Desk) -> None:
    case = desk.open_case(CaseContent(message="help"), actor="ann")
    draft = desk.draft(case.id, DraftRequest(), actor="ann")
    filled = desk.fill(draft.id, draft.text, {"owner": "Ms Q"}, expected_version=1, actor="ann")
    assert (filled.text, filled.distance, filled.version) == ("Dear Ms Q, about: help", 0, 2)
    assert filled.wanted.facts == {"owner": "Ms Q"}
    assert len(desk.store.receipts_of(case.id)) == 2
    assert [v.text for v in desk.store.draft_versions(draft.id)] == [draft.text, filled.text]


def test_filling_keeps_what_the_agent_changed_and_counts_only_that(desk: Desk) -> None:
    case = desk.open_case(CaseContent(message="help"), actor="ann")
    draft = desk.draft(case.id, DraftRequest(), actor="ann")
    mine = draft.text + " Bye."
    filled = desk.fill(draft.id, mine, {"owner": "Ms Q"}, expected_version=1, actor="ann")
    assert filled.text == "Dear Ms Q, about: help Bye."
    assert filled.distance == len(" Bye.")


def test_a_void_draft_is_not_filled(desk: Desk) -> None:
    case = desk.open_case(CaseContent(message="help"), actor="ann")
    draft = desk.draft(case.id, DraftRequest(), actor="ann")
    desk.change_case(case.id, CaseContent(message="else"), expected_version=1, actor="ben")
    with pytest.raises(InputError, match="void"):
        desk.fill(draft.id, draft.text, {"owner": "Ms Q"}, expected_version=1, actor="ann")


def test_a_notice_from_a_picture_stays_unsure_when_its_text_is_mended(desk: Desk) -> None:
    picture = Document("DEADLlNE", (PICTURE_WARNING,), 0.8)
    content = CaseContent(notice_text="DEADLINE")
    case = desk.open_case(content, actor="ann", read_from=picture)
    assert case.notice is not None
    assert (case.notice.certainty, case.notice.warnings) == (0.8, (PICTURE_WARNING,))
    mended = CaseContent(notice_text="DEADLINE 3 December")
    again = desk.change_case(case.id, mended, expected_version=1, actor="ann").notice
    assert again is not None
    assert (again.certainty, again.warnings) == (0.8, (PICTURE_WARNING,))


def test_a_fact_changes_the_sworn_words_that_turn_on_it_and_edits_stay(settings: Settings) -> None:
    opened = open_desk(
        ScriptedAssistant(),
        settings,
        read_notice=lambda document: notice(),
        draft_letter=draft_letter,
    )
    case = opened.open_case(CaseContent(message=MESSAGE, notice_text=TEXT), actor="ann")
    wanted = DraftRequest(kind=LetterKind.COUNTER_NOTICE)
    draft = opened.draft(case.id, wanted, actor="ann")
    mine = draft.text.replace("**Reason.**", "**Our reason.**")
    assert "in which my address is located" in mine
    facts = {"country": "China", "name": "Li Wei"}
    filled = opened.fill(draft.id, mine, facts, expected_version=1, actor="ann")
    assert "in which my address is located" not in filled.text
    assert "**Our reason.**" in filled.text
    assert filled.distance == len("Our ") + 1  # and R to r
    opened.store.database.close()
