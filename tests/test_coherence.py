"""What is left of a draft reads as one text: nothing leans on what was removed."""

from __future__ import annotations

import pytest

from assistant.compose.coherence import LOST_CONTEXT, NO_ITEMS, Checked, coherent
from assistant.grounding import Support
from assistant.types import Block, DraftStatement


def _said(text: str, *, yes: bool = True, block: Block = "prose", paragraph: int = 0) -> Checked:
    support = Support(1.0, {"a#b": (0,)}) if yes else Support(0.1, {}, ("not in the guidance",))
    return DraftStatement(text, ("a#b",), block, paragraph), support


def _texts(*checked: Checked, done: bool = True) -> list[str]:
    return [statement.text for statement, _ in coherent(checked, done=done)[0]]


@pytest.mark.parametrize(
    "follows",
    [
        "However, it costs 90 dollars.",
        "This takes ten days.",
        "If so, send it.",
        "It must be signed.",
    ],
)
def test_a_sentence_that_leans_on_a_removed_one_goes_too(follows: str) -> None:
    kept, removed = coherent([_said("You always win.", yes=False), _said(follows)])
    assert kept == []
    assert [r.reasons for r in removed] == [("not in the guidance",), (LOST_CONTEXT,)]


def test_a_sentence_that_stands_by_itself_stays_after_a_removed_one() -> None:
    assert _texts(_said("You win.", yes=False), _said("Amazon asks.")) == ["Amazon asks."]


def test_a_sentence_may_lean_on_one_that_is_shown() -> None:
    assert len(_texts(_said("The wait is ten days."), _said("However, courts differ."))) == 2


def test_a_lead_in_goes_when_nothing_of_its_list_is_left() -> None:
    kept, removed = coherent(
        [_said("Do these steps:"), _said("Pay.", yes=False, block="step", paragraph=1)]
    )
    assert kept == []
    assert removed[0].reasons == (NO_ITEMS,)


def test_a_lead_in_stays_with_one_step_left() -> None:
    pay = _said("Pay.", yes=False, block="step", paragraph=1)
    save = _said("Save it.", block="step", paragraph=1)
    assert _texts(_said("Do these steps:"), pay, save) == ["Do these steps:", "Save it."]


def test_the_rest_of_a_step_goes_with_its_beginning() -> None:
    pay = _said("Pay 90 dollars.", yes=False, block="step", paragraph=1)
    assert _texts(pay, _said("Keep the receipt.", paragraph=1)) == []


def test_while_a_reply_is_written_a_lead_in_waits_for_its_first_step() -> None:
    lead = _said("Do these steps:")
    assert coherent([lead], done=False) == ([], [])
    assert _texts(lead, _said("Save it.", block="step", paragraph=1), done=False)[0] == (
        "Do these steps:"
    )
