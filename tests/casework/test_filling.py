"""Filling slots is no edit; a letter that is written again keeps the agent's edits."""

from __future__ import annotations

import pytest

from assistant.casework.filling import as_filled, carried_over, in_slots, says, without_slots

DRAFTED = "Dear [[owner]],\n\nPlease take it back.\n\n[[name]]\n[[store]], [[country]]"
FILLED = "Dear Ms Q,\n\nPlease take it back.\n\nLi Wei\nBright Lamps, China"


@pytest.mark.parametrize(
    ("text", "edited"),
    [
        (DRAFTED, False),
        (FILLED, False),
        ("Dear,\n\nPlease take it back.\n\nLi Wei\nBright Lamps, China", False),
        (FILLED.replace("Please take", "Take"), True),
        (FILLED.replace("Dear", "Hello"), True),
        (FILLED + "\nThank you.", True),
    ],
    ids=["open", "filled", "left out", "another line", "the line of a slot", "a new line"],
)
def test_only_what_is_changed_beside_the_slots_is_an_edit(text: str, edited: bool) -> None:
    assert (as_filled(DRAFTED, text) != text) is edited


def test_an_edit_elsewhere_leaves_the_filled_lines_filled() -> None:
    text = FILLED.replace("Please take it back.", "Take it back!")
    assert as_filled(DRAFTED, text) == FILLED


def test_a_sentence_is_still_said_when_its_slot_was_filled() -> None:
    assert says("The complaint 171 stands. More.", "The complaint [[complaint_id]] stands.")
    assert not says("The complaint 171 falls.", "The complaint [[complaint_id]] stands.")


def test_slots_are_filled_or_left_out() -> None:
    assert in_slots("Dear [[owner]] [[x]]", {"owner": "Ms Q"}) == "Dear Ms Q [[x]]"
    assert without_slots("- Who is it? [[owner]]\nBye") == "- Who is it?\nBye"


def test_a_letter_written_again_keeps_edits_and_facts_typed_by_hand() -> None:
    before = "Dear [[owner]],\n\nI live in [[country]]. I accept the court of my home.\n\n[[name]]"
    again = "Dear [[owner]],\n\nI live in China. I accept any court of Amazon's.\n\n[[name]]"
    typed = before.replace("[[name]]", "Li Wei").replace("home.", "home. Thank you.")
    carried = carried_over(before, typed, again)
    assert carried == again.replace("[[name]]", "Li Wei").replace(
        "Amazon's.", "Amazon's. Thank you."
    )


def test_an_edit_that_has_lost_its_place_is_not_put_anywhere() -> None:
    before = "One sentence stands here. Another one follows it at once."
    assert carried_over(before, before.replace("Another", "No other"), "[[x]] 12345 ###") is None


def test_an_unchanged_draft_becomes_the_letter_written_again() -> None:
    assert carried_over(DRAFTED, DRAFTED, FILLED) == FILLED
