"""Letters in other languages than English: the same claims, in words of their own."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistant.casework.rendering import TEMPLATES, languages
from assistant.casework.types import Letter, LetterKind
from assistant.casework.types import NoticeKind as Kind
from assistant.languages import SUPPORTED, detect
from assistant.types import Status
from tests.casework.drafts import (
    FORGED,
    MESSAGE,
    answered,
    complete,
    deadline,
    drafted,
    guidance,
    notice,
    reading,
)

OTHERS = sorted(set(SUPPORTED) - {"en"})
RULE = "counter-notice-clock#how-long-is-the-wait-after-a-counter-notice"
REPORT = LetterKind.INFRINGEMENT_REPORT
COUNTER = LetterKind.COUNTER_NOTICE
OWNERS = (REPORT, LetterKind.CEASE_AND_DESIST)
PERJURY = {
    "de": "unter Strafandrohung wegen Falschaussage",
    "es": "bajo pena de perjurio",
    "fr": "sous peine de parjure",
    "it": "sotto pena di falsa testimonianza",
    "ja": "偽証罪の制裁の下に",
    "zh": "愿承担伪证罪的法律责任",
}
GOOD_FAITH = {
    "de": "in gutem Glauben",
    "es": "de buena fe",
    "fr": "de bonne foi",
    "it": "in buona fede",
    "ja": "誠実に確信",
    "zh": "善意相信",
}
NOT_AUTHORISED = {
    "de": "weder vom Inhaber des Urheberrechts noch von dessen Vertreter noch durch das Gesetz",
    "es": "no está autorizado por el titular de los derechos de autor, por su representante ni "
    "por la ley",
    "fr": "ni par le titulaire du droit d'auteur, ni par son mandataire, ni par la loi",
    "it": "non sia autorizzato dal titolare del diritto d'autore, dal suo rappresentante o dalla "
    "legge",
    "ja": "著作権者、その代理人または法律によって許諾されていない",
    "zh": "未经著作权人、其代理人或法律许可",
}
ACCURATE = {
    "de": "Die Angaben in dieser Meldung sind richtig",
    "es": "La información de esta notificación es exacta",
    "fr": "Les informations figurant dans la présente notification sont exactes",
    "it": "Le informazioni contenute nella presente segnalazione sono esatte",
    "ja": "本通知に記載された情報は正確であり",
    "zh": "本通知中的信息准确无误",
}
AUTHORISED_TO_ACT = {
    "de": "oder berechtigt bin, für dessen Inhaber zu handeln",
    "es": "o que estoy autorizado para actuar en nombre de su titular",
    "fr": "ou être habilité à agir au nom de son titulaire",
    "it": "o di essere autorizzato ad agire per conto del suo titolare",
    "ja": "または権利者を代理して行動する権限を有する者",
    "zh": "或者获授权代表该权利人行事",
}
NO_ADMISSION = {
    "de": "ohne Anerkennung einer Rechtspflicht und ist kein Eingeständnis",
    "es": "no supone reconocimiento alguno de responsabilidad",
    "fr": "n'emporte aucune reconnaissance de responsabilité",
    "it": "non costituisce ammissione né riconoscimento di responsabilità",
    "ja": "いかなる責任も認めるものではなく",
    "zh": "均不构成承认",
}
ADMISSIONS = {
    "de": ("verletzt haben", "unser Fehler", "unsere Schuld", "entschuldigen", "kopiert"),
    "es": ("hemos infringido", "nuestro error", "culpa", "pedimos disculpas", "hemos copiado"),
    "fr": ("avons enfreint", "notre faute", "notre erreur", "excuses", "avons copié"),
    "it": ("abbiamo violato", "nostro errore", "colpa", "scusiamo", "abbiamo copiato"),
    "ja": ("侵害しました", "過失", "お詫び", "申し訳", "コピーしました"),
    "zh": ("我方侵犯", "我方侵权", "过错", "道歉", "抄袭", "盗用"),
}
FORMAL = {"de": "Sie", "fr": "vous", "it": "Vi", "ja": "いたします", "zh": "贵方", "es": "ustedes"}
DAY = {
    "de": "1. Dezember 2026",
    "es": "1 de diciembre de 2026",
    "fr": "1 décembre 2026",
    "it": "1 dicembre 2026",
    "ja": "2026年12月1日",
    "zh": "2026年12月1日",
}


def _complete(kind: LetterKind, language: str, tone: str = "calm", **facts: str) -> Letter:
    given = complete(kind) | ({"marketplace": "Amazon"} if kind is REPORT else {}) | facts
    due = deadline(date(2026, 12, 1), passage_id=RULE)
    found = None if kind in OWNERS else notice(deadlines=(due,))
    return drafted(kind, MESSAGE, found, given, language=language, tone=tone)


def _evidence(letter: Letter) -> list[tuple[list[str], float]]:
    passage = {citation.marker: citation.passage_id for citation in letter.citations}
    return [([passage[m] for m in s.citations], s.support) for s in letter.statements]


def test_letters_can_be_written_in_each_language_that_is_understood_english_first() -> None:
    assert languages() == ("en", *OTHERS)


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_the_templates_that_english_has(language: str) -> None:
    names = {path.name for path in (TEMPLATES / "en").iterdir()}
    assert {path.name for path in (TEMPLATES / language).iterdir()} == names


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("tone", ["calm", "formal", "brief"])
@pytest.mark.parametrize("kind", LetterKind)
def test_a_translation_makes_the_claims_of_the_english_letter_on_the_same_evidence(
    kind: LetterKind, tone: str, language: str
) -> None:
    english, other = _complete(kind, "en", tone), _complete(kind, language, tone)
    assert other.language == language
    assert other.ready == english.ready
    assert _evidence(other) == _evidence(english)
    if kind is not COUNTER:  # it has one more note for the agent
        assert other.citations == english.citations
    for statement in other.statements:
        assert statement.text in other.text


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("kind", [kind for kind in LetterKind if kind is not COUNTER])
def test_a_letter_is_in_its_language_and_shows_each_open_slot(
    kind: LetterKind, language: str
) -> None:
    letter = drafted(kind, MESSAGE, language=language, answer=answered(status=Status.ABSTAINED))
    paragraphs = re.sub(r"\[\[\w+\]\]", "", letter.text).split("\n\n")
    assert {detect(text) for text in paragraphs if len(text) > 60} <= {language}
    shown = letter.text + letter.subject
    for slot in letter.open_slots:
        assert f"[[{slot.name}]]" in shown, slot.name


@pytest.mark.parametrize("language", OTHERS)
def test_a_letter_to_the_rights_owner_is_formally_polite(language: str) -> None:
    for kind in (LetterKind.RETRACTION_REQUEST, LetterKind.LICENCE_REQUEST):
        assert FORMAL[language] in _complete(kind, language).text


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(
    "element",
    [
        pytest.param(dict.fromkeys(OTHERS, "17 USC 512(c)(3)"), id="statute"),
        pytest.param(dict.fromkeys(OTHERS, "Lamp on oak table"), id="work"),
        pytest.param(dict.fromkeys(OTHERS, "B0ZZZZZZZZ, main image"), id="material-and-place"),
        pytest.param(dict.fromkeys(OTHERS, "Blue Road 7, Springfield"), id="address"),
        pytest.param(dict.fromkeys(OTHERS, "+86 755 5550100"), id="telephone"),
        pytest.param(dict.fromkeys(OTHERS, "li@shop.example"), id="e-mail"),
        pytest.param(dict.fromkeys(OTHERS, "______"), id="signature-left-open"),
        pytest.param(GOOD_FAITH, id="good-faith"),
        pytest.param(NOT_AUTHORISED, id="not-authorised"),
        pytest.param(ACCURATE, id="accuracy"),
        pytest.param(PERJURY, id="under-oath"),
        pytest.param(dict.fromkeys(OTHERS, "under penalty of perjury"), id="oath-of-the-statute"),
        pytest.param(AUTHORISED_TO_ACT, id="authority"),
    ],
)
def test_an_infringement_report_has_each_element_of_the_statute(
    element: dict[str, str], language: str
) -> None:
    letter = _complete(REPORT, language)
    assert element[language] in letter.text
    assert letter.ready


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("country", ["China", "USA"])
def test_a_counter_notice_keeps_its_statements_in_english_and_says_so_to_the_agent(
    country: str, language: str
) -> None:
    letter = _complete(COUNTER, language, country=country)
    english = _complete(COUNTER, "en", country=country)
    assert letter.statements == english.statements
    assert "17 USC 512(g)(3)" in letter.text
    assert letter.text != english.text, "headings are explained in the signer's language"
    assert any("stay in English" in note.text and note.citations for note in letter.notes)
    assert not any("stay in English" in note.text for note in english.notes)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("offer", ["", "300 EUR"])
@pytest.mark.parametrize("tone", ["calm", "formal", "brief"])
def test_an_apology_admits_nothing(tone: str, offer: str, language: str) -> None:
    facts = {"offer": offer} if offer else {}
    text = _complete(LetterKind.APOLOGY_SETTLEMENT, language, tone, **facts).text
    assert NO_ADMISSION[language] in text
    assert not [words for words in ADMISSIONS[language] if words.lower() in text.lower()]
    assert ("Rule 408" in text) == bool(offer)
    assert NO_ADMISSION[language] in _complete(LetterKind.LICENCE_REQUEST, language, tone).text


@pytest.mark.parametrize("language", OTHERS)
def test_a_reply_frames_english_guidance_and_says_that_it_is_english(language: str) -> None:
    letter = _complete(LetterKind.REPLY, language)
    guided = [s.text for s in letter.statements if DAY[language] not in s.text]
    assert guided
    frame, _, _ = letter.text.partition(guided[0])
    assert detect(frame.strip().splitlines()[-1]) == language
    silent = drafted(answer=answered(status=Status.ABSTAINED), language=language)
    assert frame.strip().splitlines()[-1] not in silent.text


@pytest.mark.parametrize("language", OTHERS)
def test_a_deadline_is_written_in_the_way_of_the_language(language: str) -> None:
    assert DAY[language] in _complete(LetterKind.REPLY, language).text


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("kind", Kind)
def test_each_kind_of_notice_is_told_in_the_language(kind: Kind, language: str) -> None:
    told = {
        drafted(found=notice(kind=k), language=language, answer=answered()).text.split("\n\n")[1]
        for k in (kind, None)
    }
    assert len(told) == 2
    assert {detect(text) for text in told} == {language}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(
    "message",
    [
        "someone complained about my picture. what now?",
        "i bought the pics from the factory",
        "our photographer made the pictures",
        "the picture is from shutterstock",
        "i took the photos myself",
        "another seller uses my photos",
        "it is a trademark complaint about my listing",
    ],
)
def test_a_reply_asks_in_the_language_what_the_english_one_asks(
    message: str, language: str
) -> None:
    english = drafted(message=message).open_slots
    letter = drafted(message=message, language=language)
    assert english and letter.open_slots == english, "agents are asked in English"
    for slot in letter.open_slots:
        line = next(line for line in letter.text.splitlines() if f"[[{slot.name}]]" in line)
        assert slot.question not in line
        assert len(line) > len(slot.name) + 15


@pytest.mark.parametrize("language", OTHERS)
def test_a_refusal_declines_in_the_language_and_gives_the_reason_of_the_guidance(
    language: str,
) -> None:
    passage = next(pid for pid in guidance() if pid.startswith(f"{FORGED}#"))
    refused = answered(passage, status=Status.REFUSED, lead="I can't help make that.")
    text = drafted(message="forge it", language=language, answer=refused).text
    assert "I can't help make that." in text
    assert detect(text.split("\n\n")[1]) == language


def test_a_store_elsewhere_has_no_settlement_mark_in_its_language_either() -> None:
    kind = LetterKind.APOLOGY_SETTLEMENT
    facts = complete(kind) | {"offer": "300 EUR"}
    letter = drafted(kind, MESSAGE, notice(domain=reading("amazon.de")), facts, language="de")
    assert "prejudice" not in letter.text.lower() and "Rule" not in letter.text
