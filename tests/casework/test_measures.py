"""Measures against sums done by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from assistant.casework.measures import measures, to_csv
from assistant.casework.store import Store
from assistant.casework.store.tables import CaseRow, DraftRow
from assistant.casework.types import Letter
from assistant.types import Statement
from tests.casework.store.builders import TEXT, citation, content, letter

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)  # ISO week 48


def drafted(store: Store, topic: str, start: datetime, seconds: int, made: Letter) -> int:
    """Return a draft made so many seconds after its case was opened."""
    case = store.create_case(content(topic=topic), actor="ann")
    draft = store.save_draft(case.id, made, case_version=1, actor="ann")
    with store.database.write() as session:
        session.execute(update(CaseRow).where(CaseRow.id == case.id).values(created_at=start))
        made_at = start + timedelta(seconds=seconds)
        session.execute(update(DraftRow).where(DraftRow.id == draft.id).values(created_at=made_at))
    return draft.id


@pytest.fixture
def worked(store: Store) -> Store:
    """Topic a in week 48: accepted, edited. Topic b in week 49: discarded, void, waiting."""
    accepted = drafted(store, "a", MONDAY, 10, letter("0123456789"))
    store.mark_sent(accepted, expected_version=1, actor="ann")
    edited = drafted(store, "a", MONDAY, 30, letter("0123456789"))
    store.edit_draft(edited, "01234XX789", expected_version=1, actor="ann")
    store.mark_sent(edited, expected_version=2, actor="ann")
    later = MONDAY + timedelta(days=7)
    store.discard_draft(drafted(store, "b", later, 5, letter()), actor="ann")
    void = store.get_draft(drafted(store, "b", later, 5, letter()))
    store.update_case(void.case_id, content(message="x", topic="b"), expected_version=1, actor="a")
    drafted(store, "b", later, 5, letter())
    return store


def test_outcomes_are_counted_and_means_are_over_sent_drafts(worked: Store) -> None:
    total = measures(worked).total
    counted = (total.drafts, total.accepted, total.edited, total.discarded)
    assert (*counted, total.voided, total.waiting) == (5, 1, 1, 1, 1, 1)
    assert total.edit_distance == 1.0  # (0 + 2) / 2
    assert total.edit_share == pytest.approx(0.1)  # (0/10 + 2/10) / 2
    assert total.seconds_to_draft == 5.0  # median of 10 30 5 5 5


def test_outcomes_are_split_by_topic_and_week(worked: Store) -> None:
    found = measures(worked)
    assert [(one.topic, one.drafts) for one in found.by_topic] == [("a", 2), ("b", 3)]
    assert [(one.week, one.drafts) for one in found.by_week] == [("2026-W48", 2), ("2026-W49", 3)]
    nothing_sent = found.by_topic[1]
    assert nothing_sent.edit_distance is None
    assert found.by_topic[0].seconds_to_draft == 20.0  # median of 10 and 30


def test_only_the_first_draft_of_a_case_counts_for_the_time_to_draft(store: Store) -> None:
    first = store.get_draft(drafted(store, "a", MONDAY, 10, letter()))
    again = store.save_draft(first.case_id, letter(), case_version=1, actor="ann")
    assert again.created_at > MONDAY + timedelta(seconds=10)
    assert measures(store).total.seconds_to_draft == 10.0


def test_a_draft_whose_slots_were_filled_by_hand_is_accepted_as_it_is(store: Store) -> None:
    statement = Statement(text="Complaint [[id]] stands.", citations=(1,))
    made = letter(
        "Dear [[owner]],\nComplaint [[id]] stands.", statements=(statement,),
        citations=(citation("a#kept", 1),),
    )  # fmt: skip
    draft = drafted(store, "a", MONDAY, 10, made)
    store.edit_draft(draft, "Dear Ms Q,\nComplaint 171 stands.", expected_version=1, actor="ann")
    store.mark_sent(draft, expected_version=2, actor="ann")
    found = measures(store)
    assert (found.total.accepted, found.total.edited, found.total.edit_distance) == (1, 0, 0.0)
    assert [passage.edited for passage in found.edited_passages] == [0]


def test_the_csv_has_a_line_a_topic_and_week_and_runs_no_formula(store: Store) -> None:
    drafted(store, "=1+1", MONDAY, 10, letter())
    lines = to_csv(measures(store)).splitlines()
    assert lines[0].startswith("topic,week,drafts,accepted,edited,discarded,voided,waiting")
    assert lines[1].startswith("'=1+1,2026-W48,1,0,0,0,0,1")


def test_the_passages_behind_edited_sentences_are_named(store: Store) -> None:
    made = letter(
        "Keep this sentence. Only the owner sends it.",
        statements=(
            Statement(text="Keep this sentence.", citations=(1,)),
            Statement(text="Only the owner sends it.", citations=(2,)),
        ),
        citations=(citation("a#kept", 1), citation("b#changed", 2)),
    )
    draft = drafted(store, "a", MONDAY, 10, made)
    store.edit_draft(draft, "Keep this sentence. Ask a lawyer!", expected_version=1, actor="ann")
    store.mark_sent(draft, expected_version=2, actor="ann")
    worst, kept = measures(store).edited_passages
    assert (worst.passage_id, worst.sent, worst.edited) == ("b#changed", 1, 1)
    assert (kept.passage_id, kept.edited, kept.likeness) == ("a#kept", 0, 1.0)


def test_a_draft_that_was_not_sent_says_nothing_about_passages(store: Store) -> None:
    drafted(store, "a", MONDAY, 10, letter(TEXT))
    assert measures(store).edited_passages == ()


def test_gaps_that_ask_alike_are_counted_together(store: Store) -> None:
    for question in ("how do I name my SKUs?", "How do i name my skus", "what are FBA fees"):
        store.add_gap(question, "abstained", actor="ann")
    gaps = measures(store).gaps
    assert [(gap.question, gap.count) for gap in gaps] == [
        ("How do i name my skus", 2),
        ("what are FBA fees", 1),
    ]


def test_verdicts_are_counted(store: Store) -> None:
    case = store.create_case(content(), actor="ann")
    for verdict in ("helpful", "wrong", "wrong"):
        store.add_feedback(case.id, verdict, actor="ann")
    found = measures(store)
    assert (found.helpful, found.wrong) == (1, 2)


def test_an_empty_store_has_measures(store: Store) -> None:
    found = measures(store)
    assert found.total.drafts == 0
    assert found.total.seconds_to_draft is None
    assert to_csv(found).count("\n") == 1
