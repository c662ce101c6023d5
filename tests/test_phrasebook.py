from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import GuidanceError
from assistant.phrasebook import inflected, load_phrases, names_wrong, to_english, unspaced

CHINESE = {"投诉": "complaint", "撤回投诉": "retract the complaint", "图片": "photo"}


def test_the_longest_phrase_wins_in_writing_without_spaces() -> None:
    assert unspaced(CHINESE)("撤回投诉") == "retract the complaint"


def test_codes_and_english_words_stay_and_unknown_characters_go() -> None:
    assert unspaced(CHINESE)("我的listing B0D4QK7LTM图片呢") == "listing B0D4QK7LTM photo"


def test_inflected_words_are_found_by_their_stem() -> None:
    translate = inflected({"foto": "photo", "fotógrafo": "photographer"}, "spanish")
    assert translate("los fotógrafos y las fotos") == "los photographer y las photo"


def test_a_phrase_is_found_across_ignored_words() -> None:
    translate = inflected({"retirar queja": "retract"}, "spanish", frozenset({"la"}))
    assert translate("retirar la queja") == "retract"


def test_a_silent_word_counts_in_a_phrase_and_is_dropped_outside() -> None:
    phrases = {"mes photos": "my photos", "photo": "photo"}
    translate = inflected(phrases, "french", silent=frozenset({"mes"}))
    assert translate("mes photos") == "my photos"
    assert translate("photo") == "photo"
    assert translate("mes") == ""


def test_german_compounds_are_taken_apart() -> None:
    translate = inflected({"Foto": "photo", "Beschwerde": "complaint"}, "german")
    assert translate("Fotobeschwerde") == "photo complaint"
    assert translate("Sonnenschein") == "sonnenschein"


def test_questions_keep_their_mark_and_stay_apart() -> None:
    lines = to_english("链接被下架了。怎么申诉?多久能恢复", "zh").splitlines()
    assert [line[-1] for line in lines] == [".", "?", "?"]


def test_english_is_left_alone() -> None:
    assert to_english("What is an LOA?", "en") == "What is an LOA?"


def test_a_translation_tells_whether_it_kept_what_is_wrong() -> None:
    assert names_wrong(to_english("伪造授权书", "zh"))
    assert not names_wrong(to_english("授权书", "zh"))


@pytest.mark.parametrize(
    ("content", "problem"),
    [("phrases: {a: {xx: [b]}}", "phrases.a"), ("phrases: [", "cannot be read")],
)
def test_a_broken_phrasebook_is_named(tmp_path: Path, content: str, problem: str) -> None:
    file = tmp_path / "phrasebook.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(GuidanceError, match=problem):
        load_phrases(file)


def test_no_phrase_of_a_language_stands_for_two_things() -> None:
    book = load_phrases(Path(__file__).parents[1] / "knowledge" / "phrasebook.yaml")
    every = [*book.wrongs.values(), *book.phrases.values()]
    for language in ("zh", "de", "es", "fr", "it", "ja"):
        spoken = [p.lower() for entry in every for p in entry.get(language, ())]
        twice = sorted({phrase for phrase in spoken if spoken.count(phrase) > 1})
        assert not twice, f"{language}: {twice}"
