"""Which words of a claim its evidence does not bear out, and which it leaves out."""

from __future__ import annotations

import pytest

from assistant.lexical import Lexicon
from assistant.likeness import Likeness
from tests.fakes import KeywordEmbedder, passage

# a word of its own is unlike every other; words that are none of these are all alike
OWN = ("valid", "signed", "send", "lawyer")


@pytest.fixture
def likeness() -> Likeness:
    return Likeness(KeywordEmbedder(*OWN), Lexicon([passage("Send a notice [s1].")]), {})


@pytest.mark.parametrize(
    ("claim", "evidence", "word"),
    [
        pytest.param("Send a signed notice.", "Send a notice.", "signed", id="added"),
        pytest.param("Send a notice.", "Send a valid notice.", "valid", id="left-out"),
        pytest.param("Send the complaint.", "Send the notice.", None, id="near-synonym"),
        pytest.param("You sent notices.", "A notice was sent by you.", None, id="turned-round"),
        pytest.param(
            "Send a notice.", "Send a notice, and pay a lawyer.", None, id="clause-not-told"
        ),
    ],
)
def test_a_telling_word_must_have_its_like_on_the_other_side(
    likeness: Likeness, claim: str, evidence: str, word: str | None
) -> None:
    assert likeness.unborne(claim, [evidence]) == word
