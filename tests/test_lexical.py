"""Lexical search over the test corpus."""

from __future__ import annotations

import math

import pytest

from assistant.lexical import Lexicon
from assistant.types import Passage
from tests.fakes import passage


@pytest.fixture(scope="module")
def lexicon(passages: dict[str, Passage]) -> Lexicon:
    return Lexicon(passages.values())


@pytest.mark.parametrize(
    ("text", "first"),
    [
        pytest.param(
            "how many business days", "counter-notice#how-long-is-the-wait-after-a-counter-notice",
            id="words-of-the-text",
        ),
        pytest.param(
            "raw file", "stolen-images#which-proof-shows-that-i-took-the-photo",
            id="words-of-a-sample-question",
        ),
        pytest.param(
            "forwarding mails", "retraction#who-must-send-the-retraction-to-amazon", id="stems"
        ),
    ],
)  # fmt: skip
def test_the_passage_with_the_rare_words_comes_first(
    lexicon: Lexicon, text: str, first: str
) -> None:
    assert lexicon.search(text, 3)[0][0] == first


def test_scores_fall_and_are_above_zero(lexicon: Lexicon) -> None:
    scores = [score for _, score in lexicon.search("retraction mail complaint", 6)]
    assert scores == sorted(scores, reverse=True)
    assert all(score > 0 for score in scores)


def test_no_more_than_k_are_returned(lexicon: Lexicon) -> None:
    assert len(lexicon.search("complaint listing photo", 2)) == 2


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("pizza in Naples", id="unknown-words"),
        pytest.param("what is it and how do you", id="stopwords"),
        pytest.param("?!", id="signs"),
        pytest.param("", id="empty"),
    ],
)
def test_a_text_without_known_words_finds_nothing(lexicon: Lexicon, text: str) -> None:
    assert lexicon.search(text, 5) == []


def test_terms_are_stems_of_the_words_that_carry_meaning(lexicon: Lexicon) -> None:
    assert lexicon.terms("What are the retracted complaints?") == ["retract", "complaint"]


def test_both_apostrophes_read_alike(lexicon: Lexicon) -> None:
    assert lexicon.terms("the owner's") == lexicon.terms("the owner’s")


def test_idf_is_the_formula_of_lucene_bm25() -> None:
    lexicon = Lexicon([passage("Apple pear.", "a#x"), passage("Apple plum.", "b#x")])
    # N = 2; apple in n = 2: ln(1 + 0.5 / 2.5); pear in n = 1: ln(1 + 1.5 / 1.5)
    assert lexicon.idf("appl") == pytest.approx(math.log(1.2))
    assert lexicon.idf("pear") == pytest.approx(math.log(2))
    assert not lexicon.knows("kiwi")
    # unknown counts as n = 0: ln(1 + 2.5 / 0.5)
    assert lexicon.idf("kiwi") == pytest.approx(math.log(6))


def test_coverage_is_the_share_of_the_terms_weighed_by_rareness() -> None:
    lexicon = Lexicon([passage("Apple pear.", "a#x"), passage("Apple plum.", "b#x")])
    # ln 1.2 of (ln 1.2 + ln 2)
    expected = math.log(1.2) / (math.log(1.2) + math.log(2))
    assert lexicon.coverage(["appl", "pear"], ["an apple"]) == pytest.approx(expected)
    assert lexicon.coverage(["appl", "pear"], ["an apple", "a pear"]) == 1.0
    assert lexicon.coverage(["appl"], ["nothing"]) == 0.0
    assert lexicon.coverage([], ["nothing"]) == 1.0
