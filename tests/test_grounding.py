"""The verifier: what may be shown, and why the rest may not."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from assistant.grounding import Support, Verifier, numbers_in
from assistant.lexical import Lexicon
from assistant.types import DraftStatement, Passage
from tests.fakes import KeywordEmbedder, passage

WAIT = passage(
    "The listing comes back after 10 to 14 business days [s1]. "
    "The platform must not delay the counter-notice [s1]. "
    "The fee is $1,500 [s1].",
    "wait#days",
)
FORWARD = passage(
    "Amazon does not accept a retraction that the seller forwards [s1]. "
    "The rights owner must send the retraction directly [s1].",
    "retraction#who",
)
PASSAGES: Mapping[str, Passage] = {found.id: found for found in (WAIT, FORWARD)}


@pytest.fixture
def verifier() -> Verifier:
    embedder = KeywordEmbedder(
        *("listing", "business days", "platform", "counter-notice", "fee"),
        *("forward", "rights owner", "send", "retraction", "new", "directly"),
    )
    vectors = {
        pid: np.asarray(
            embedder.embed_documents([s.text for s in found.sentences]), dtype=np.float32
        )
        for pid, found in PASSAGES.items()
    }
    return Verifier(embedder, Lexicon(PASSAGES.values()), vectors)


def _vouch(verifier: Verifier, text: str, *evidence: str) -> Support:
    return verifier.vouch(DraftStatement(text, evidence), PASSAGES)


def _check(verifier: Verifier, text: str, *evidence: str) -> Support:
    return verifier.check(DraftStatement(text, evidence), PASSAGES)


def test_a_sentence_of_the_guidance_word_for_word_is_fully_supported(verifier: Verifier) -> None:
    support = _check(verifier, "The fee is $1,500.", "wait#days")
    assert support == Support(1.0, {"wait#days": (2,)})
    assert support.supported


def test_a_quote_counts_only_for_the_passage_it_stands_in(verifier: Verifier) -> None:
    support = _check(verifier, "The fee is $1,500.", "retraction#who", "wait#days")
    assert support.spans == {"wait#days": (2,)}


def test_a_sentence_of_a_passage_that_is_not_cited_is_not_taken_as_evidence(
    verifier: Verifier,
) -> None:
    support = _check(verifier, "The fee is $1,500.", "retraction#who")
    assert not support.supported
    assert "1500 stands in no cited passage" in support.reasons


@pytest.mark.parametrize(
    "evidence",
    [
        pytest.param((), id="none"),
        pytest.param(("made-up#passage",), id="unknown-passage"),
    ],
)
def test_a_statement_that_cites_no_passage_is_not_supported(
    verifier: Verifier, evidence: tuple[str, ...]
) -> None:
    assert _check(verifier, "The fee is $1,500.", *evidence).reasons == ("cites no passage",)


@pytest.mark.parametrize(
    ("text", "passage_id"),
    [
        pytest.param(
            "Your listing comes back after 10 to 14 business days.", "wait#days", id="wait"
        ),
        pytest.param(
            "The retraction must be sent directly by the rights owner; send it.",
            "retraction#who",
            id="send",
        ),
    ],
)
def test_a_rewording_is_supported_by_the_nearest_sentence(
    verifier: Verifier, text: str, passage_id: str
) -> None:
    support = _check(verifier, text, passage_id)
    assert support.reasons == ()
    assert 0.62 <= support.score <= 1.0
    assert list(support.spans) == [passage_id]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        pytest.param("The listing comes back after 30 business days.", "30", id="other-deadline"),
        pytest.param("The listing comes back after 10 to 15 business days.", "15", id="one-of-two"),
        pytest.param("The fee is $15,000.", "15000", id="other-amount"),
    ],
)
def test_a_figure_that_stands_in_no_cited_passage_is_not_supported(
    verifier: Verifier, text: str, figure: str
) -> None:
    support = _check(verifier, text, "wait#days")
    assert f"{figure} stands in no cited passage" in support.reasons


@pytest.mark.parametrize(
    ("text", "passage_id"),
    [
        pytest.param(
            "Amazon accepts a retraction that the seller forwards.", "retraction#who",
            id="dropped-not",
        ),
        pytest.param(
            "The rights owner must not send the retraction directly.", "retraction#who",
            id="added-not",
        ),
    ],
)  # fmt: skip
def test_the_opposite_of_the_guidance_is_not_supported(
    verifier: Verifier, text: str, passage_id: str
) -> None:
    support = _check(verifier, text, passage_id)
    assert "says the opposite of the nearest sentence" in support.reasons


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("the fee is $1,500", id="no-capital-no-stop"),
        pytest.param("The fee  is $1,500.", id="spaces"),
    ],
)
def test_what_does_not_change_a_sentence_does_not_make_it_less_verbatim(
    verifier: Verifier, text: str
) -> None:
    assert _check(verifier, text, "wait#days") == Support(1.0, {"wait#days": (2,)})


def test_several_sentences_of_the_guidance_are_verbatim_together(verifier: Verifier) -> None:
    text = (
        "The rights owner must send the retraction directly. "
        "Amazon does not accept a retraction that the seller forwards."
    )
    assert _check(verifier, text, "retraction#who") == Support(1.0, {"retraction#who": (0, 1)})


@pytest.mark.parametrize(
    "text", ["Hello there!", "Thank you for your question.", "Can I forward it?", "Let me know."]
)
def test_a_greeting_or_a_question_states_nothing(verifier: Verifier, text: str) -> None:
    assert _check(verifier, text, "wait#days").reasons == ("states nothing that could be checked",)


def test_a_chat_model_may_always_quote_word_for_word(verifier: Verifier) -> None:
    assert _vouch(verifier, "The fee is $1,500.", "wait#days") == Support(1.0, {"wait#days": (2,)})


def test_a_chat_model_may_turn_the_words_of_a_sentence_round(verifier: Verifier) -> None:
    text = "Amazon does not accept that the seller forwards a retraction."
    assert _vouch(verifier, text, "retraction#who").supported


@pytest.mark.parametrize(
    ("text", "word"),
    [
        pytest.param("The new listing comes back after 10 to 14 business days.", "new", id="added"),
        pytest.param("The rights owner must send the retraction.", "directly", id="left-out"),
    ],
)
def test_a_chat_model_may_neither_add_nor_leave_out_a_telling_word(
    verifier: Verifier, text: str, word: str
) -> None:
    assert _check(verifier, text, *PASSAGES).supported
    assert _vouch(verifier, text, *PASSAGES).reasons == (f'adds or leaves out "{word}"',)


def test_what_is_likely_but_weak_is_not_shown_of_a_chat_model(
    verifier: Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Amazon does not accept that the seller forwards a retraction."
    monkeypatch.setattr("assistant.grounding.VOUCHED", 0.999)
    (reason,) = _vouch(verifier, text, "retraction#who").reasons
    assert reason.startswith("too weak (0.")


def test_what_is_rejected_anyway_keeps_its_reasons(verifier: Verifier) -> None:
    text = "The fee is $15,000."
    assert _vouch(verifier, text, "wait#days") == _check(verifier, text, "wait#days")


def test_an_invention_is_not_supported_and_says_how_weak_it_is(verifier: Verifier) -> None:
    support = _check(verifier, "You will win every lawsuit in court.", "wait#days")
    assert not support.supported
    assert "the cited passages do not say it (support 0." in support.reasons[-1]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        pytest.param("10-14 business days", {"10", "14"}, id="range"),
        pytest.param("a fee of $1,500.", {"1500"}, id="thousands"),
        pytest.param("1.5 percent", {"1.5"}, id="decimal"),
        pytest.param("17 USC 512(c)", {"17", "512"}, id="statute"),
        pytest.param("no figures", set(), id="none"),
    ],
)
def test_figures_are_read_alike_however_they_are_written(text: str, numbers: set[str]) -> None:
    assert numbers_in(text) == numbers
