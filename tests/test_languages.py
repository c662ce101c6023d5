from __future__ import annotations

import subprocess
import sys

import pytest

from assistant.languages import SUPPORTED, detect

NOTICE = """Hello,
We removed some of your images because of a report from a rights owner about copyright.
ASIN: B0D4QK7LTM
Complaint ID: 17744120938"""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("my listing was removed, what do i do", "en"),
        ("ASIN B0D4QK7LTM complaint ID 17744120938 what now", "en"),
        ("is this PicRights letter real", "en"),
        ("i got an Abmahnung from a german lawyer", "en"),
        ("", "en"),
        ("12345", "en"),
        ("收到版权投诉 listing 被下架 ASIN B0C1234567", "zh"),
        ("侵權投訴怎麼處理", "zh"),
        ("出品が削除されました", "ja"),
        ("画像 著作権 侵害 対応", "ja"),
        ("Listing gesperrt und nun?", "de"),
        ("abmahnung bekommen was jetzt", "de"),
        ("me robaron las fotos de mi anuncio", "es"),
        ("on ma volé mes photos sur amazon", "fr"),
        ("il venditore ha rubato le mie foto", "it"),
    ],
)
def test_the_language_of_short_and_mixed_messages(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("这个通知是什么意思,我该怎么办?", "zh"),
        ("请问要提供什么材料", "zh"),
        ("Was genau muss ich da jetzt machen und bis wann?", "de"),
        ("Qué significa esto, no entiendo nada de lo que piden", "es"),
        ("what does this mean?", "en"),
    ],
)
def test_a_pasted_english_notice_does_not_hide_the_language_of_the_question(
    question: str, language: str
) -> None:
    assert detect(f"{NOTICE}\n\n{question}") == language
    assert detect(f"{question}\n\n{NOTICE}") == language


def test_an_english_question_about_a_german_letter_is_english() -> None:
    letter = "Sehr geehrte Damen und Herren, wir fordern Sie auf, die Erklärung zu unterschreiben."
    assert detect(f"got this from a lawyer, what do i do?\n\n{letter}") == "en"


def test_the_model_is_loaded_only_when_a_message_is_in_latin_letters() -> None:
    program = (
        "import sys; from assistant.languages import detect; assert detect('怎么申诉') == 'zh'; "
        "assert 'py3langid' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_seven_languages_are_supported() -> None:
    assert SUPPORTED == ("en", "zh", "de", "es", "fr", "it", "ja")
