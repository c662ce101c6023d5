"""Flesch's reading ease against sums done by hand."""

from __future__ import annotations

import pytest

from evals.reading import count_syllables, reading_ease


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        *(("the", 1), ("file", 1), ("signed", 1), ("days", 1), ("rules", 1)),
        *(("seller", 2), ("people", 2), ("notice", 2), ("needed", 2), ("changes", 2)),
        *(("Amazon", 3), ("evidence", 3), ("retraction", 3), ("photographer", 4)),
    ],
)
def test_syllables_are_groups_of_vowels_without_the_silent_e(word: str, syllables: int) -> None:
    assert count_syllables(word) == syllables


def test_reading_ease_follows_the_formula() -> None:
    # 2 sentences, 8 words, 10 syllables: 206.835 - 1.015 * 8 / 2 - 84.6 * 10 / 8 = 97.025
    ease = reading_ease("The seller sends a form. The owner waits.")
    assert ease == pytest.approx(97.025, abs=0.006)


def test_list_items_are_read_as_sentences_of_their_own() -> None:
    assert reading_ease("1. Save the page\n2. Ask the owner") == reading_ease(
        "Save the page. Ask the owner."
    )


def test_long_words_read_harder() -> None:
    easy, hard = (
        reading_ease(text)
        for text in ("You must ask the owner.", "Notification necessitates authorisation.")
    )
    assert easy is not None and hard is not None
    assert easy > hard


def test_text_without_english_words_has_no_reading_ease() -> None:
    assert reading_ease("图片被投诉怎么办？") is None
