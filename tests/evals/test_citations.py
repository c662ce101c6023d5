"""ALCE's citation precision and recall, by hand; the judge knows only verbatim sentences."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from assistant.grounding import Support, Verifier
from assistant.types import DraftStatement, Passage, Status
from evals.citations import CitationJudge
from tests.evals.builders import cited
from tests.fakes import passage

WAIT, OWNER, FORM = "wait#a", "owner#a", "form#a"
SAYS_WAIT, SAYS_OWNER = "The wait is 10 days.", "The owner writes to Amazon."


class ByWords(Verifier):
    """Supports a statement when every word of it stands in some cited passage."""

    def __init__(self) -> None:
        pass

    def check(self, statement: DraftStatement, passages: Mapping[str, Passage]) -> Support:
        known = {word for pid in statement.evidence for word in passages[pid].text.split()}
        lacking = sorted(set(statement.text.split()) - known)
        return Support(0.0 if lacking else 1.0, {}, tuple(lacking))


@pytest.fixture
def judge() -> CitationJudge:
    texts = {WAIT: SAYS_WAIT, OWNER: SAYS_OWNER, FORM: "A form exists."}
    return CitationJudge(ByWords(), {pid: passage(f"{t} [s1]", pid) for pid, t in texts.items()})


def test_a_sentence_with_the_passage_that_says_it_has_full_precision_and_recall(
    judge: CitationJudge,
) -> None:
    scores = judge.score(cited((SAYS_WAIT, (WAIT,))))
    assert scores is not None
    assert (scores.recall, scores.precision, scores.unsupported) == (1.0, 1.0, 0.0)


def test_a_sentence_without_a_citation_costs_recall_but_not_precision(
    judge: CitationJudge,
) -> None:
    scores = judge.score(cited((SAYS_WAIT, (WAIT,)), (SAYS_OWNER, ())))
    assert scores is not None
    # recall (1 + 0) / 2; precision over one citation; the owner's sentence stands nowhere cited
    assert (scores.recall, scores.precision, scores.unsupported) == (0.5, 1.0, 0.5)


def test_a_citation_that_adds_nothing_to_another_costs_precision(judge: CitationJudge) -> None:
    scores = judge.score(cited((SAYS_WAIT, (WAIT, FORM))))
    assert scores is not None
    # the form does not carry it alone, the wait carries it without the form: 1 of 2
    assert (scores.recall, scores.precision) == (1.0, 0.5)


def test_two_passages_that_carry_a_sentence_only_together_are_both_relevant(
    judge: CitationJudge,
) -> None:
    scores = judge.score(cited(("The wait is the owner", (WAIT, OWNER))))
    assert scores is not None
    assert scores.recall == 0.0  # "the" stands in neither: case counts for this judge
    together = judge.score(cited(("The wait is owner", (WAIT, OWNER))))
    assert together is not None
    assert (together.recall, together.precision) == (1.0, 1.0)


def test_a_sentence_cited_to_the_wrong_passage_is_miscited_but_supported(
    judge: CitationJudge,
) -> None:
    scores = judge.score(cited((SAYS_WAIT, (OWNER,)), (SAYS_OWNER, (WAIT,))))
    assert scores is not None
    assert (scores.recall, scores.precision, scores.unsupported) == (0.0, 0.0, 0.0)


def test_a_marker_that_resolves_to_nothing_counts_as_a_wrong_citation(
    judge: CitationJudge,
) -> None:
    broken = cited((SAYS_WAIT, (WAIT,))).model_copy(update={"citations": ()})
    scores = judge.score(broken)
    assert scores is not None
    assert (scores.recall, scores.precision, scores.unsupported) == (0.0, 0.0, 1.0)


def test_an_abstention_has_no_citation_scores(judge: CitationJudge) -> None:
    assert judge.score(cited((SAYS_WAIT, ()), status=Status.ABSTAINED)) is None
