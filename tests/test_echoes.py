"""Sentences that tell nothing of the matter are told from those that do."""

from __future__ import annotations

import pytest

from assistant.echoes import ABOUT_THE_TEXT, HEADING, tells_nothing
from tests.fakes import passage

# titled "Counter notices in the US", headed "How long is the wait after a counter notice?"
WAIT = passage(
    "The listing comes back after 10 to 14 business days [s1].",
    "counter-notices-in-the-US#how-long-is-the-wait-after-a-counter-notice",
)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("How long the wait is after a counter notice.", id="question-as-a-sentence"),
        pytest.param("How long is a wait after the counter notice.", id="articles-changed"),
        pytest.param("Counter notices in the US are a long matter.", id="begins-with-the-title"),
    ],
)
def test_a_heading_told_back_is_no_statement(text: str) -> None:
    assert tells_nothing(text, [WAIT]) == HEADING


@pytest.mark.parametrize(
    "text",
    [
        "The passage says how long it takes.",
        "Passage 1 is about the wait.",
        "The seller's message is about a photo.",
        "The question is how long it takes.",
    ],
)
def test_talk_about_the_text_is_no_statement(text: str) -> None:
    assert tells_nothing(text, [WAIT]) == ABOUT_THE_TEXT


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The listing comes back after 14 business days.", id="matter"),
        pytest.param("After a counter notice the wait is 14 business days.", id="answers-it"),
        pytest.param("When nobody sues, the listing comes back.", id="begins-like-a-question"),
    ],
)
def test_a_sentence_about_the_matter_is_a_statement(text: str) -> None:
    assert tells_nothing(text, [WAIT]) is None


def test_a_passage_without_a_heading_is_never_echoed() -> None:
    bare = passage("The fee is 90 dollars [s1].", "fee#amount").model_copy(update={"section": ""})
    assert tells_nothing("What the fee is.", [bare]) is None
