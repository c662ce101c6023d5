"""Each scorer against an example done by hand."""

from __future__ import annotations

import pytest

from assistant.types import Passage, Status
from evals import scorers
from tests.evals.builders import answer, case, citation, cited, result
from tests.fakes import passage

WAIT = "wait#how-long"


@pytest.fixture
def passages() -> dict[str, Passage]:
    return {WAIT: passage("The wait is 10 to 14 business days. [s1]", WAIT)}


def test_markers_and_emphasis_are_not_part_of_what_is_scored() -> None:
    assert scorers.plain(answer("**You wait 10 days** [1][2]. Then ask.")) == (
        "You wait 10 days. Then ask."
    )


def test_an_outcome_is_right_when_it_is_one_of_those_accepted() -> None:
    either = case(expect=(Status.ABSTAINED, Status.PARTIAL))
    assert scorers.outcome_right(result(either, answer(status=Status.PARTIAL)))
    assert not scorers.outcome_right(result(either, answer(status=Status.ANSWERED)))


def test_fact_recall_is_the_share_of_facts_that_are_said() -> None:
    asked = case(facts=("10 days", "business", "owner", "court"))
    # one of four
    assert scorers.fact_recall(result(asked, answer("You wait 10 days."))) == 0.25
    assert scorers.missing_facts(result(asked, answer("You wait 10 days."))) == (
        "says business",
        "says owner",
        "says court",
    )


def test_a_case_without_facts_has_no_fact_recall() -> None:
    assert scorers.fact_recall(result(case())) is None


def test_a_forbidden_claim_makes_a_case_fail_though_all_facts_are_said() -> None:
    asked = case(facts=("10 days",), forbidden=("nothing happens",))
    assert scorers.passes(result(asked, answer("You wait 10 days.")))
    wrong = result(asked, answer("You wait 10 days, nothing happens."))
    assert scorers.forbidden_claims(wrong) == ("claims nothing happens",)
    assert not scorers.passes(wrong)


@pytest.mark.parametrize(
    ("text", "status", "expected"),
    [
        pytest.param("10 days, business", Status.ANSWERED, 1, id="right"),
        pytest.param("10 days", Status.ANSWERED, 1, id="half-of-the-facts"),
        pytest.param("no idea", Status.ANSWERED, -1, id="answered-without-facts"),
        pytest.param("I do not cover it", Status.ABSTAINED, 0, id="abstained"),
        pytest.param("Which notice?", Status.CLARIFY, 0, id="asked-back"),
        pytest.param("10 days, business, forever", Status.ANSWERED, -1, id="forbidden"),
    ],
)
def test_crag_rewards_right_and_punishes_wrong_more_than_silence(
    text: str, status: Status, expected: int
) -> None:
    asked = case(facts=("10 days", "business"), forbidden=("forever",))
    assert scorers.crag(result(asked, answer(text, status))) == expected


def test_answering_what_should_be_declined_is_wrong() -> None:
    asked = case(expect=(Status.ABSTAINED,))
    assert scorers.crag(result(asked, answer(status=Status.ANSWERED))) == -1
    assert scorers.crag(result(asked, answer(status=Status.ABSTAINED))) == 1


def test_an_answer_in_the_words_of_its_passage_has_no_faults(passages: dict[str, Passage]) -> None:
    said = cited(("The wait is 10 to 14 business days.", (WAIT,)))
    assert scorers.exact_faults(said, passages) == ()


def test_a_marker_without_a_citation_is_a_fault(passages: dict[str, Passage]) -> None:
    assert scorers.exact_faults(answer("You wait. [7]"), passages) == ("[7] resolves to nothing",)


def test_a_quote_that_does_not_stand_in_its_passage_is_a_fault(
    passages: dict[str, Passage],
) -> None:
    invented = answer("You wait. [1]", citations=(citation(1, WAIT, "The wait is 3 days."),))
    (fault,) = scorers.exact_faults(invented, passages)
    assert "quote of [1]" in fault


def test_the_date_of_review_is_judged_against_the_citation(passages: dict[str, Passage]) -> None:
    wait = "The wait is 10 to 14 business days"
    right = cited((f"{wait} (reviewed {passages[WAIT].reviewed:%d %B %Y}).", (WAIT,)))
    assert scorers.exact_faults(right, passages) == ()
    wrong = cited((f"{wait} (reviewed 01 May 1999).", (WAIT,)))
    assert len(scorers.exact_faults(wrong, passages)) == 1


def test_a_number_that_stands_in_no_cited_passage_is_a_fault(passages: dict[str, Passage]) -> None:
    said = cited(("The wait is 10 to 21 business days.", (WAIT,)))
    assert scorers.exact_faults(said, passages) == ("['21'] stands in no cited passage",)


def test_statements_without_a_citation_are_counted_in_answers_only() -> None:
    said = (("Cited.", (WAIT,)), ("Not cited.", ()))
    assert scorers.uncited(cited(*said)) == 1
    assert scorers.uncited(cited(*said, status=Status.ABSTAINED)) == 0
