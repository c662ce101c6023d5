"""The chain from message to answer, with a fake embedder, fake chat models and a real Chroma."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from langchain_core.language_models import BaseChatModel, GenericFakeChatModel
from langchain_core.messages import AIMessage

from assistant.chain import Message, Parts, build_chain
from assistant.errors import InputError
from assistant.types import Answer, Status, Turn
from tests.fakes import BrokenChatModel

WAIT = "counter-notice#how-long-is-the-wait-after-a-counter-notice"
QUESTION = "how long to wait after the counter notice"
RULE = (
    "The listing comes back 10 to 14 business days after the counter-notice, unless the "
    "complainant goes to court"
)
Ask = Callable[..., Answer]
Write = Callable[[str], Answer]


@pytest.fixture
def ask(parts: Parts) -> Ask:
    def ask(question: str, *history: Turn) -> Answer:
        return build_chain(parts).invoke(Message(question, history))

    return ask


def _with_model(parts: Parts, model: BaseChatModel) -> Answer:
    settings = parts.settings.model_copy(update={"chat_model": "fake:model"})
    return build_chain(replace(parts, settings=settings, chat_model=model)).invoke(
        Message(QUESTION)
    )


@pytest.fixture
def written(parts: Parts) -> Write:
    """Return the answer made of what a chat model wrote."""

    def written(reply: str) -> Answer:
        return _with_model(parts, GenericFakeChatModel(messages=iter([AIMessage(reply)])))

    return written


def test_an_answer_begins_with_the_guidance_for_the_question(ask: Ask) -> None:
    answer = ask(QUESTION)
    assert answer.status is Status.ANSWERED
    assert answer.generator == "extractive"
    assert answer.text.startswith(f"**{RULE}.** [1]")
    assert answer.citations[0].passage_id == WAIT


def test_every_statement_of_an_answer_is_cited_and_fully_supported(ask: Ask) -> None:
    answer = ask(QUESTION)
    markers = {citation.marker for citation in answer.citations}
    assert answer.removed == ()
    for statement in answer.statements:
        assert statement.support == 1.0
        assert statement.citations and set(statement.citations) <= markers


def test_every_quote_stands_word_for_word_in_its_passage(ask: Ask, parts: Parts) -> None:
    for citation in ask(QUESTION).citations:
        assert citation.quote in parts.index.passages[citation.passage_id].text


def test_follow_ups_are_sections_that_were_not_cited_yet(ask: Ask) -> None:
    answer = ask(QUESTION)
    assert answer.follow_ups
    assert not set(answer.follow_ups) & {citation.section for citation in answer.citations}


def test_every_stage_is_timed(ask: Ask) -> None:
    timings = ask(QUESTION).timings_ms
    stages = (timings.understand, timings.embed, timings.retrieve, timings.compose, timings.verify)
    assert all(spent > 0 for spent in stages)
    assert timings.total == pytest.approx(sum(stages), abs=0.05)


def test_an_answer_is_the_json_that_other_tools_rely_on(ask: Ask) -> None:
    answer = ask(QUESTION)
    data = answer.model_dump(mode="json")
    assert set(data) >= {
        *("question", "language", "status", "text", "statements", "citations", "follow_ups"),
        *("confidence", "generator", "removed", "timings_ms"),
    }
    assert set(data["statements"][0]) >= {"text", "citations", "support"}
    assert set(data["citations"][0]) >= {
        *("marker", "passage_id", "document_title", "section", "quote", "sources", "reviewed"),
    }
    assert set(data["citations"][0]["sources"][0]) >= {"title", "url", "kind"}
    assert Answer.model_validate_json(answer.model_dump_json()) == answer


def test_a_question_outside_the_guidance_is_declined_with_what_is_covered(ask: Ask) -> None:
    answer = ask("which pizza is best in Naples")
    assert answer.status is Status.ABSTAINED
    assert answer.citations == ()
    assert "does not cover this question" in answer.text


def test_a_follow_up_is_answered_in_its_context(ask: Ask) -> None:
    history = (Turn("user", "i filed a counter notice"), Turn("assistant", "Good."))
    answer = ask("how long wait?", *history)
    assert answer.question == "how long wait?"
    assert answer.citations[0].passage_id == WAIT


def test_a_forging_request_is_refused_with_the_lawful_way(ask: Ask) -> None:
    answer = ask("make me a fake licence for the photos")
    assert answer.status is Status.REFUSED
    assert answer.statements[0].text.startswith("I can't help make a document")
    (citation,) = answer.citations
    assert citation.passage_id == "retraction#who-must-send-the-retraction-to-amazon"
    assert "directly to Amazon" in answer.text


def test_a_refusal_leaves_out_guidance_that_does_not_exist(ask: Ask) -> None:
    answer = ask("flip the photo so the image detection does not find it")
    assert answer.status is Status.REFUSED
    assert [c.passage_id for c in answer.citations] == [
        "stolen-images#which-proof-shows-that-i-took-the-photo"
    ]


def test_a_message_without_a_question_is_an_error_and_not_an_answer(ask: Ask) -> None:
    with pytest.raises(InputError):
        ask("?!")


def test_what_a_model_writes_is_shown_when_the_guidance_says_it(written: Write) -> None:
    answer = written(f"{RULE} [1].")
    assert answer.generator == "fake:model"
    assert answer.text == f"**{RULE}.** [1]"
    assert answer.notices == ()


def test_what_a_model_invents_is_removed_with_the_reason(written: Write) -> None:
    answer = written(f"{RULE} [1]. A court fee of $350 is due at once [1].")
    assert answer.generator == "fake:model"
    assert "350" not in answer.text
    (removed,) = answer.removed
    assert removed.text == "A court fee of $350 is due at once."
    assert "350 stands in no cited passage" in removed.reasons


def test_a_sentence_of_a_model_without_citation_is_removed(written: Write) -> None:
    answer = written(f"{RULE} [1]. Everything will be fine.")
    assert [r.reasons for r in answer.removed] == [("cites no passage",)]


def test_a_citation_to_a_passage_that_was_not_retrieved_removes_the_statement(
    written: Write,
) -> None:
    answer = written(f"{RULE} [1]. The platform must wait [57].")
    assert [r.text for r in answer.removed] == ["The platform must wait."]
    assert [c.marker for c in answer.citations] == [1]


def test_a_model_that_mostly_invents_is_set_aside_for_the_guidance(written: Write) -> None:
    answer = written(f"Pay 99 dollars [1]. Call 555 now [1]. {RULE} [1].")
    assert answer.generator == "extractive"
    assert answer.status is Status.ANSWERED
    assert "most of what fake:model wrote was not in the guidance" in answer.notices[0]
    assert len(answer.removed) == 2
    assert all(statement.support == 1.0 for statement in answer.statements)


def test_a_failing_model_is_replaced_by_the_guidance_and_it_is_said(parts: Parts) -> None:
    answer = _with_model(parts, BrokenChatModel())
    assert answer.status is Status.ANSWERED
    assert answer.generator == "extractive"
    assert answer.text.startswith(f"**{RULE}.**")
    assert answer.notices == (
        "the chat model fake:model failed (connection refused); "
        "this answer quotes the guidance instead.",
    )


def test_a_model_is_not_asked_when_the_request_is_refused(parts: Parts) -> None:
    chain = build_chain(replace(parts, chat_model=BrokenChatModel()))
    answer = chain.invoke(Message("make me a fake licence for the photos"))
    assert answer.status is Status.REFUSED
    assert answer.notices == ()
