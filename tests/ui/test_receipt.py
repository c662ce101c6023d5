"""The receipt that travels to the page with an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.errors import InputError
from assistant.streaming import AnswerChunk
from assistant.types import Answer, Status, Turn
from ui.receipt import with_receipt
from ui.seller import _responder


def _say(question: str, history: Sequence[Turn]) -> Iterator[AnswerChunk | Answer]:
    text = f"{question} after {len(history)}"
    yield AnswerChunk(question)
    yield Answer(question=question, language="en", status=Status.ANSWERED, text=text)


def _receipt_of(question: str, history: Sequence[Turn], answer: Answer) -> str:
    return f"{question}|{len(history)}|{answer.text}"


def test_the_whole_answer_carries_its_own_receipt_and_what_comes_before_it_none() -> None:
    respond = with_receipt(_responder, _say, _receipt_of)
    earlier = [{"role": "user", "content": "hello"}]
    shown = list(respond("what now", earlier))
    assert [receipt for _, receipt in shown] == ["", "what now|1|what now after 1"]
    assert shown[-1][0]["content"] == "what now after 1"


def test_without_an_answer_there_is_no_receipt() -> None:
    def fail(question: str, history: Sequence[Turn]) -> Iterator[AnswerChunk | Answer]:
        yield from ()
        raise InputError("there is no question.")

    ((_, receipt),) = with_receipt(_responder, fail, _receipt_of)("x", [])
    assert receipt == ""
