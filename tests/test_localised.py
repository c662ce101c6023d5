from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from assistant.compose.finish import render_text
from assistant.errors import GuidanceError
from assistant.languages import SUPPORTED, Language
from assistant.localised import Key, load_sentences, say
from assistant.outcomes import abstention, in_english, question_back
from assistant.types import Statement

ENGLISH_ONLY = {"says_nothing", "elsewhere"}
OTHERS_ONLY = {"in_english", "refused"}


@pytest.mark.parametrize("language", SUPPORTED)
def test_every_sentence_exists_in_every_language_that_needs_it(language: Language) -> None:
    needless = OTHERS_ONLY if language == "en" else ENGLISH_ONLY
    for key in get_args(Key):
        said = say(key, language, topics="A · B", about="", words="x", turn_to="y")
        assert bool(said) == (key not in needless), key


def test_an_abstention_speaks_the_askers_language_and_names_topics() -> None:
    statements, _ = abstention((), "de")
    assert statements[0].text == say("abstained", "de")
    assert "Reading a complaint notice" in statements[1].text


def test_the_question_back_offers_replies_in_the_askers_language() -> None:
    statements, replies = question_back("zh")
    assert statements[0].text == say("clarify", "zh")
    assert replies[0] == say("reply_accused", "zh")


def test_the_notice_is_the_first_line_and_the_answer_still_opens_in_bold() -> None:
    answer = Statement(text="No.", citations=(1,))
    lines = render_text((*in_english("fr"), answer)).splitlines()
    assert lines == [say("in_english", "fr"), "", "**No.** [1]"]
    assert in_english("en") == ()


def test_a_broken_file_of_sentences_is_named(tmp_path: Path) -> None:
    file = tmp_path / "sentences.yaml"
    file.write_text("greeting: {en: hello}", encoding="utf-8")
    with pytest.raises(GuidanceError, match="greeting"):
        load_sentences(file)
