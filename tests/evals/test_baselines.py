"""Baselines: cut, searched and scored as said; McNemar's test against sums done by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from assistant.chain import Parts
from assistant.errors import ChatModelError, SettingsError
from assistant.types import Knowledge, Status
from evals import baselines
from evals.baselines import ask_baseline, compare, mcnemar, open_systems, split_document
from tests.evals.builders import answer, case, result
from tests.fakes import BrokenChatModel

WAIT = "counter-notice#how-long-is-the-wait-after-a-counter-notice"
QUESTION = "how long is the wait after a counter-notice"


def test_mcnemar_counts_only_pairs_that_differ() -> None:
    # 5 against 0: 2 * 0.5 ** 5 = 0.0625, whatever the pairs that agree
    won = [(True, False)] * 5
    assert mcnemar(won) == mcnemar([*won, (True, True), (False, False)]) == 0.0625
    # 4 against 1: 2 * (1 + 5) / 2 ** 5 = 0.375
    assert mcnemar([*won[:4], (False, True)]) == 0.375


def test_systems_that_never_differ_are_not_told_apart() -> None:
    assert mcnemar([(True, True), (False, False)]) == 1.0


def test_chunks_are_cut_by_length_and_know_the_section_they_mostly_stand_in(
    corpus: Knowledge,
) -> None:
    (document,) = (d for d in corpus.documents if d.id == "counter-notice")
    chunks = split_document(document)
    assert all(len(chunk.text) <= baselines.CHUNK_SIZE for chunk in chunks)
    known = {passage.id for passage in document.passages}
    assert {chunk.passage_id for chunk in chunks} <= known


@pytest.mark.parametrize("name", ["BM25 alone", "dense alone"])
def test_a_search_alone_answers_with_the_text_of_its_first_passage(parts: Parts, name: str) -> None:
    reply = open_systems(parts)[name](QUESTION)
    assert reply.ranked[0] == WAIT
    assert reply.text == parts.index.passages[WAIT].text


def test_the_tutorial_answers_with_its_first_chunk_and_finds_at_most_four(parts: Parts) -> None:
    reply = open_systems(parts)["tutorial RAG"](QUESTION)
    assert 0 < len(reply.text) <= baselines.CHUNK_SIZE
    assert 0 < len(reply.ranked) <= baselines.CHUNKS


def test_the_whole_document_holds_every_section(parts: Parts) -> None:
    text = open_systems(parts)["whole nearest document"](QUESTION).text
    sections = [p for p in parts.index.passages.values() if p.document_id == "counter-notice"]
    assert all(passage.text in text for passage in sections)


def test_a_baseline_always_answers(parts: Parts) -> None:
    system = open_systems(parts)["BM25 alone"]
    assert ask_baseline(system, case(question="zzz")).answer.status is Status.ANSWERED


def test_a_model_that_says_it_does_not_know_has_abstained(parts: Parts) -> None:
    replies = iter([AIMessage("I don't know."), AIMessage("You wait 10 days.")])
    with_model = replace(parts, chat_model=GenericFakeChatModel(messages=replies))
    (name,) = (n for n in open_systems(with_model, with_model=True) if "unverified" in n)
    system = open_systems(with_model, with_model=True)[name]
    assert system(QUESTION).status is Status.ABSTAINED
    said = system(QUESTION)
    assert (said.status, said.text) == (Status.ANSWERED, "You wait 10 days.")


def test_a_model_baseline_without_a_model_says_what_to_set(parts: Parts) -> None:
    with pytest.raises(SettingsError, match="ASSISTANT_CHAT_MODEL"):
        open_systems(parts, with_model=True)


def test_a_model_that_fails_ends_the_comparison(parts: Parts) -> None:
    broken = replace(parts, chat_model=BrokenChatModel())
    (name,) = (n for n in open_systems(broken, with_model=True) if "unverified" in n)
    with pytest.raises(ChatModelError, match="connection refused"):
        open_systems(broken, with_model=True)[name](QUESTION)


def test_ours_stands_first_and_every_baseline_has_a_p_value_on_the_test_split(
    parts: Parts,
) -> None:
    asked = [case(f"case-{n}", question=QUESTION, facts=("10",), gold=(WAIT,)) for n in range(9)]
    ours = {"part": [result(c, answer("You wait 10 days."), (WAIT,)) for c in asked]}
    compared = compare(ours, parts)
    first, *others = compared.scores
    assert first == "ours"
    assert set(compared.significance) == set(others)
    assert compared.scores["ours"]["pass"].n == 9
    drawn = sum(c.split == "test" for c in asked)
    assert compared.scores["ours"]["pass (test)"].n == drawn
    assert "recall@1" in compared.scores["BM25 alone"]
    assert "recall@1" not in compared.scores["whole nearest document"]
