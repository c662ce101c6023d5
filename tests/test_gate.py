"""The gate: answer, ask back, abstain or refuse."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from assistant.gate import Gate, Verdict
from assistant.index import HARMLESS, GuidanceIndex, Vectors
from assistant.lexical import Lexicon
from assistant.types import Query, RefusedRequest, ScoredPassage, Status, Turn
from tests.fakes import passage, scored

FORGE = RefusedRequest(
    id="forge", reply="I can't help forge it.", passages=(), requests=("forge it",), harmless=()
)
EVADE = RefusedRequest(id="evade", reply="No.", passages=(), requests=("hide it",), harmless=())
PASSAGE = passage("The wait is 10 business days [s1].")
NOT_ASKED = (0.0, 0.0, -1.0)


def _rows(*rows: Sequence[float]) -> Vectors:
    return np.asarray(rows, dtype=np.float32)


# forging lies along x, evading along y; harmless: talk of forging, and everything along z
EXAMPLES = {"forge": _rows([1, 0, 0], [0.98, 0.2, 0]), "evade": _rows([0, 1, 0], [0.2, 0.98, 0])}
HARMLESS_EXAMPLES = _rows([0.7, 0, 0.7], *([[0, 0, 1], [0, 0, -1]] * 12))


@pytest.fixture
def gate() -> Gate:
    index = SimpleNamespace(
        request_vectors={**EXAMPLES, HARMLESS: HARMLESS_EXAMPLES},
        request_texts={
            **{kind: (f"{kind} it",) * len(rows) for kind, rows in EXAMPLES.items()},
            HARMLESS: ("the wait",) * len(HARMLESS_EXAMPLES),
        },
        question_vectors={PASSAGE.id: _rows([0, 0, -1])},
        question_texts={PASSAGE.id: ("the wait",)},
        foreign_requests={},
        outside_vectors={},
        outside_texts={},
        outside_topics={},
    )
    lexicon = Lexicon([PASSAGE, passage("Another text about proof.", "other#page")])
    return Gate([FORGE, EVADE], cast(GuidanceIndex, index), lexicon)


def _decide(
    gate: Gate,
    *asked: Sequence[float],
    text: str = "the wait",
    parts: tuple[str, ...] = (),
    passages: Sequence[ScoredPassage] = (),
    asked_back: bool = False,
    history: Sequence[Turn] = (),
) -> Verdict:
    query = Query(text, text, parts=parts, asked_back=asked_back)
    return gate.decide(query, asked or [NOT_ASKED], passages, history)


def test_a_question_that_the_passages_cover_is_answered(gate: Gate) -> None:
    verdict = _decide(gate, passages=[scored(PASSAGE, 0.9)])
    assert verdict.status is Status.ANSWERED
    assert verdict.confidence > 0.7


def test_a_question_with_distant_passages_and_unknown_words_is_declined(gate: Gate) -> None:
    verdict = _decide(gate, text="pizza in Naples", passages=[scored(PASSAGE, 0.3)])
    assert verdict.status is Status.ABSTAINED
    assert verdict.confidence > 0.7


def test_a_question_without_any_passage_is_declined_with_certainty(gate: Gate) -> None:
    assert _decide(gate, text="pizza in Naples") == Verdict(Status.ABSTAINED, 1.0)


def test_the_nearer_the_passages_the_surer_the_answer(gate: Gate) -> None:
    sure = [gate.sufficiency(Query("wait", "wait"), [scored(PASSAGE, s)]) for s in (0.2, 0.5, 0.9)]
    assert sure == sorted(sure)
    assert 0.0 <= sure[0] < sure[-1] <= 1.0


def test_one_near_passage_suffices_wherever_it_ranks(gate: Gate) -> None:
    far, near = scored(PASSAGE, 0.1), scored(PASSAGE, 0.2, 0.95)
    assert _decide(gate, passages=[far, near]).status is Status.ANSWERED


def test_a_message_that_says_nothing_of_a_case_is_asked_back(gate: Gate) -> None:
    verdict = _decide(gate, text="hello, can you please help me?")
    assert verdict.status is Status.CLARIFY


def test_one_word_of_our_subject_is_asked_back_rather_than_declined(gate: Gate) -> None:
    assert _decide(gate, text="what about the wait").status is Status.CLARIFY


def test_nobody_is_asked_back_twice(gate: Gate) -> None:
    verdict = _decide(gate, text="yes please", asked_back=True)
    assert verdict.status is Status.ABSTAINED


def test_a_request_like_a_refused_one_is_refused_even_when_guidance_is_near(gate: Gate) -> None:
    verdict = _decide(gate, (0.0, 1.0, 0.0), text="evade it", passages=[scored(PASSAGE, 0.99)])
    assert verdict.status is Status.REFUSED
    assert verdict.refused is EVADE


def test_a_question_like_the_samples_of_the_guidance_is_not_refused(gate: Gate) -> None:
    assert _decide(gate, NOT_ASKED, passages=[scored(PASSAGE, 0.9)]).refused is None


def test_one_bad_question_in_a_dubious_message_is_enough_to_refuse(gate: Gate) -> None:
    asked = ((0.8, 0.0, 0.6), (0.0, 0.0, -1.0), (1.0, 0.0, 0.0))
    texts = ("the wait", "forge it")
    passages = [scored(PASSAGE, 0.9)]
    verdict = _decide(gate, *asked, text="forge it", parts=texts, passages=passages)
    assert verdict.refused is FORGE


def test_without_examples_nothing_is_refused(gate: Gate) -> None:
    index = SimpleNamespace(
        request_vectors={}, question_vectors={}, question_texts={}, outside_topics={}
    )
    gate = Gate([FORGE], cast(GuidanceIndex, index), Lexicon([PASSAGE]))
    verdict = _decide(gate, (1.0, 0.0, 0.0), passages=[scored(PASSAGE, 0.9)])
    assert verdict.status is Status.ANSWERED


DECLINED = (Turn("user", "forge it"), Turn("assistant", "I can't help forge it.\n\nInstead: ask."))


@pytest.mark.parametrize(("history", "status"), [((), "abstained"), (DECLINED, "refused")])
def test_pressing_after_a_refusal_is_refused_again(
    gate: Gate, history: Sequence[Turn], status: str
) -> None:
    passages = [scored(PASSAGE, 0.2)]
    verdict = _decide(gate, text="my pizza needs tomato", passages=passages, history=history)
    assert verdict.status == status


def test_a_covered_question_after_a_refusal_is_answered(gate: Gate) -> None:
    verdict = _decide(gate, passages=[scored(PASSAGE, 0.9)], history=DECLINED)
    assert verdict.status is Status.ANSWERED
