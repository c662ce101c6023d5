"""What agents do on a case's page: nothing typed is lost, and hostile text stays text."""

from __future__ import annotations

import pytest

from assistant.casework.desk import Desk
from assistant.casework.store import CaseContent, DraftRequest, DraftState
from assistant.casework.types import Notice, Reading
from assistant.errors import ConflictError, InputError
from ui.agent import case_actions as actions
from ui.agent.diff_view import changes, conflict
from ui.agent.draft_view import readiness
from ui.agent.notice_view import marked_text
from ui.agent.render import plain_markdown, safe

pytestmark = pytest.mark.parametrize("database_url", [""], ids=["sqlite"])


def _opened(desk: Desk) -> tuple[actions.Seen, str]:
    case = desk.open_case(CaseContent(message="help"), actor="ann")
    draft = desk.draft(case.id, DraftRequest(), actor="ann")
    return actions.seen_of(case, draft), draft.text


def test_a_filled_slot_stands_in_the_text_and_the_draft_is_ready(desk: Desk) -> None:
    seen, text = _opened(desk)
    assert "not ready to send (1 open)" in readiness(desk.store.get_draft(seen.draft_id))
    draft = actions.fill(desk, seen, text, ["Example\nLtd."], "ann")
    assert draft.text.startswith("Dear Example Ltd.")
    assert "✓ ready to send" in readiness(draft)


def test_a_conflict_shows_both_texts_and_loses_neither(desk: Desk) -> None:
    seen, _ = _opened(desk)
    actions.save(desk, seen, "text of ann", "ann")
    with pytest.raises(ConflictError) as clash:
        actions.save(desk, seen, "text of <ben>", "ben")
    shown = conflict(clash.value)
    assert "text of ann" in shown
    assert "ben" in shown
    assert "<ben>" not in shown


def test_drafting_again_keeps_what_was_typed_and_discards_the_old_draft(desk: Desk) -> None:
    seen, text = _opened(desk)
    draft = actions.draft_again(desk, seen, text + " mine", DraftRequest(), ["Ltd."], "ann")
    before = desk.store.get_draft(seen.draft_id)
    assert (before.text, before.state) == (text + " mine", DraftState.DISCARDED)
    assert draft.text.startswith("Dear Ltd.")


def test_a_changed_case_voids_its_draft_and_says_so(desk: Desk) -> None:
    seen, _ = _opened(desk)
    typed = {"message": "other", "notice_text": "", "topic": "", "deadline": "", "reference": ""}
    actions.change(desk, seen, typed, "ann")
    assert "Void" in readiness(desk.store.get_draft(seen.draft_id))


def test_a_bad_day_is_refused_with_the_mend(desk: Desk) -> None:
    with pytest.raises(InputError, match="2026-12-03"):
        actions.day("tomorrow")


def test_markup_in_any_text_is_inert(desk: Desk) -> None:
    hostile = "<img src=x> ${alert(1)} {{x}} ![y](http://evil.example)"
    notice = Notice(
        text=hostile,
        language="en",
        emails=(Reading(value="x", start=0, end=4, confidence=0.5),),
    )
    for html in (safe(hostile), marked_text(notice), changes("", hostile)):
        assert "<img" not in html
        assert "${" not in html
        assert "{{" not in html
    assert "![" not in plain_markdown(hostile)
