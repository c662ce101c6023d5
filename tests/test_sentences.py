"""Sentence boundaries."""

from __future__ import annotations

import pytest

from assistant.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param("One rule. Another rule.", ["One rule.", "Another rule."], id="two"),
        pytest.param("  One rule.  ", ["One rule."], id="spaces-around"),
        pytest.param("Who files? The owner!", ["Who files?", "The owner!"], id="other-stops"),
        pytest.param(
            "The court decided Shi v. Zhu in 2024. It paid.",
            ["The court decided Shi v. Zhu in 2024.", "It paid."],
            id="case-name",
        ),
        pytest.param("The fee is 1.5 percent.", ["The fee is 1.5 percent."], id="decimal-point"),
        pytest.param(
            "Dr. Example wrote the letter. Keep it.",
            ["Dr. Example wrote the letter.", "Keep it."],
            id="abbreviation",
        ),
        pytest.param("no full stop at the end", ["no full stop at the end"], id="unfinished"),
        pytest.param("", [], id="empty"),
        pytest.param(" \n ", [], id="blank"),
    ],
)
def test_a_paragraph_is_split_where_sentences_end(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


def test_chinese_sentences_end_at_their_own_full_stop() -> None:
    assert split_sentences("请联系权利人。请保存证据。", "zh") == ["请联系权利人。", "请保存证据。"]
