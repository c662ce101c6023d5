"""Questions in other languages against the real guidance's phrasebook and the real model."""

from __future__ import annotations

import pytest

from assistant.languages import Language
from assistant.localised import say
from assistant.service import Assistant
from assistant.types import Status

pytestmark = pytest.mark.integration

RETRACTION = {
    "zh": "投诉人同意撤诉,我可以把他的邮件转发给亚马逊吗?",
    "de": "Der Rechteinhaber will die Beschwerde zurückziehen. Kann ich seine E-Mail weiterleiten?",
    "es": "El titular quiere retirar la queja. ¿Puedo reenviar su correo a Amazon?",
    "fr": "L'ayant droit veut retirer sa plainte. Puis-je transférer son courriel à Amazon ?",
    "it": "Il titolare vuole ritirare il reclamo. Posso inoltrare la sua email ad Amazon?",
    "ja": "権利者が取り下げると言っています。そのメールをアマゾンに転送してもいいですか?",
}


@pytest.mark.parametrize("language", RETRACTION)
def test_an_english_answer_is_led_by_a_sentence_in_the_askers_language(
    assistant: Assistant, language: Language
) -> None:
    answer = assistant.answer(RETRACTION[language])
    assert answer.language == language
    assert answer.status in (Status.ANSWERED, Status.PARTIAL)
    assert answer.text.splitlines()[0] == say("in_english", language)
    assert answer.citations[0].passage_id.startswith("retraction#")


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("VAT税号怎么注册?", "zh"),
        ("Wie hoch ist die Umsatzsteuer in der Schweiz?", "de"),
        ("Le transporteur a perdu mon colis, comment me faire rembourser ?", "fr"),
    ],
)
def test_another_subject_is_declined_in_the_askers_language(
    whole: Assistant, question: str, language: Language
) -> None:
    answer = whole.answer(question)
    assert answer.status is Status.ABSTAINED
    assert answer.text.startswith(f"**{say('abstained', language)}**")


def test_a_given_language_is_not_guessed(assistant: Assistant) -> None:
    assert assistant.answer("Amazon", language="it").language == "it"
