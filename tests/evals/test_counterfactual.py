"""The counterfactual citation test: without what it cites, an answer must change."""

from __future__ import annotations

from assistant.chain import Message, Parts, build_chain
from assistant.types import Status
from evals.counterfactual import changes_without_citations, counterfactual_scores, said, sample
from evals.scorers import Result
from tests.evals.builders import answer, case, cited, result

QUESTION = "how long is the wait after a counter-notice"


def _answered(parts: Parts, case_id: str = "case") -> Result:
    return result(case(case_id, question=QUESTION), build_chain(parts).invoke(Message(QUESTION)))


def test_an_answer_from_the_guidance_changes_without_its_passages(parts: Parts) -> None:
    given = _answered(parts)
    assert given.answer.citations
    assert changes_without_citations(parts, given)
    score = counterfactual_scores(parts, [given])["counterfactual change"]
    assert (score.value, score.n) == (1.0, 1)


def test_an_answer_that_does_not_rest_on_its_citations_stays(parts: Parts) -> None:
    given = _answered(parts)
    elsewhere = "stolen-images#how-do-i-report-a-seller-who-stole-my-photos"
    wrong = tuple(
        c.model_copy(update={"passage_id": elsewhere}) for c in given.answer.citations[:1]
    )
    unmoved = result(given.case, given.answer.model_copy(update={"citations": wrong}))
    assert not changes_without_citations(parts, unmoved)


def test_the_same_sentences_in_another_order_are_no_change() -> None:
    one, other = (
        cited(("A.", ("a#a",)), ("B.", ("b#b",))),
        cited(("B.", ("b#b",)), ("A.", ("a#a",))),
    )
    assert said(one) == said(other)
    assert said(one) != said(cited(("A.", ("a#a",))))


def test_the_sample_holds_answers_with_citations_only_and_is_always_the_same() -> None:
    spoken = cited(("A.", ("a#a",)))
    results = [result(case(f"case-{n}"), spoken) for n in range(80)]
    silent = [
        result(case("abstained"), answer(status=Status.ABSTAINED)),
        result(case("uncited"), answer()),
    ]
    drawn = [r.case.id for r in sample([*results, *silent])]
    assert len(drawn) == 60
    assert not {"abstained", "uncited"} & set(drawn)
    assert [r.case.id for r in sample([*silent, *reversed(results)])] == drawn


def test_without_answers_there_is_no_score(parts: Parts) -> None:
    assert counterfactual_scores(parts, []) == {}
