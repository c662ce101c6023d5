"""Letters with elements that a statute asks for: each element by itself."""

from __future__ import annotations

import re

import pytest

from assistant.casework.types import Letter, LetterKind
from tests.casework.drafts import CONTACT, complete, drafted, notice

COUNTER = LetterKind.COUNTER_NOTICE
REPORT = LetterKind.INFRINGEMENT_REPORT
FORM = LetterKind.COUNTER_NOTICE, LetterKind.INFRINGEMENT_REPORT


def _counter(**facts: str) -> Letter:
    return drafted(COUNTER, found=notice(), facts=complete(COUNTER) | facts)


def _report() -> Letter:
    return drafted(
        REPORT, "Another seller uses my photos.", None, complete(REPORT) | {"marketplace": "Amazon"}
    )


@pytest.mark.parametrize(
    "element",
    [
        pytest.param("second gallery image", id="removed-material"),
        pytest.param("https://www.amazon.com/dp/B0ABCDEFGH, gallery position 2", id="its-place"),
        pytest.param("ASIN B0ABCDEFGH", id="asin"),
        pytest.param("complaint 12345678901", id="complaint-id"),
        pytest.param("under penalty of perjury", id="penalty-of-perjury"),
        pytest.param("good faith belief", id="good-faith"),
        pytest.param("as a result of mistake or misidentification", id="mistake"),
        pytest.param(CONTACT["name"], id="name"),
        pytest.param(CONTACT["address"], id="address"),
        pytest.param(CONTACT["phone"], id="telephone"),
        pytest.param("I consent to the jurisdiction of the Federal District Court", id="consent"),
        pytest.param("I will accept service of process from the person who", id="service"),
        pytest.param("or an agent of such person", id="service-by-agent"),
    ],
)
def test_a_counter_notice_has_each_element_of_the_statute(element: str) -> None:
    letter = _counter()
    assert element in letter.text
    assert letter.ready


def test_the_sworn_sentence_names_oath_belief_and_mistake_together() -> None:
    oath = re.compile(
        r"I declare under penalty of perjury that I have a good faith belief that the material "
        r"[^.]*was removed or disabled as a result of mistake or misidentification of the material"
    )
    assert oath.search(_counter().text)


@pytest.mark.parametrize("country", ["China", "Germany", "Hong Kong", "American Samoa Trading"])
def test_a_seller_abroad_consents_where_the_service_provider_may_be_found(country: str) -> None:
    text = _counter(country=country).text
    assert "outside of the United States" in text
    assert "for any judicial district in which Amazon may be found" in text
    assert "in which my address is located" not in text


@pytest.mark.parametrize("country", ["US", "usa", "United States", "United States of America"])
def test_a_seller_in_the_us_consents_to_the_court_of_the_address(country: str) -> None:
    text = _counter(country=country).text
    assert "for the judicial district in which my address is located" in text
    assert "may be found" not in text


def test_without_a_country_the_consent_has_both_variants_and_the_slot_stays_open() -> None:
    facts = complete(COUNTER)
    del facts["country"]
    letter = drafted(COUNTER, found=notice(), facts=facts)
    assert "my address is located, or, if my address is outside of the United States" in letter.text
    assert [slot.name for slot in letter.open_slots] == ["country"]


@pytest.mark.parametrize("kind", FORM)
@pytest.mark.parametrize("name", ["signature", "oath"])
def test_signature_and_oath_are_left_to_the_person(kind: LetterKind, name: str) -> None:
    letter = _counter() if kind is COUNTER else _report()
    slot = next(slot for slot in letter.slots if slot.name == name)
    assert slot.by_hand and not slot.value and not slot.open
    assert "Signature: ____" in letter.text


@pytest.mark.parametrize("name", ["location", "ground", *CONTACT])
def test_a_missing_element_is_an_open_slot_and_the_letter_is_not_ready(name: str) -> None:
    facts = complete(COUNTER)
    del facts[name]
    letter = drafted(COUNTER, found=notice(), facts=facts)
    assert f"[[{name}]]" in letter.text
    assert not letter.ready


@pytest.mark.parametrize(
    "element",
    [
        pytest.param("Lamp on oak table", id="work"),
        pytest.param("B0ZZZZZZZZ, main image", id="infringing-material-and-place"),
        pytest.param(CONTACT["address"], id="address"),
        pytest.param(CONTACT["phone"], id="telephone"),
        pytest.param(CONTACT["email"], id="e-mail"),
        pytest.param(
            "I have a good faith belief that use of the material in the manner complained of is "
            "not authorized by the copyright owner, its agent, or the law",
            id="good-faith",
        ),
        pytest.param("The information in this notice is accurate", id="accuracy"),
        pytest.param(
            "under penalty of perjury, I am the owner or authorized to act on behalf of the owner "
            "of an exclusive right that is allegedly infringed",
            id="authority-under-oath",
        ),
        pytest.param("17 USC 512(c)(3)", id="statute"),
    ],
)
def test_an_infringement_report_has_each_element_of_the_statute(element: str) -> None:
    letter = _report()
    assert element in letter.text
    assert letter.ready


@pytest.mark.parametrize("kind", FORM)
def test_every_statutory_sentence_has_guidance_beside_it(kind: LetterKind) -> None:
    letter = _counter() if kind is COUNTER else _report()
    cited = " ".join(statement.text for statement in letter.statements)
    for words in ("perjury", "512", "good faith"):
        assert words in cited
    assert all(statement.citations for statement in letter.statements)


@pytest.mark.parametrize("tone", ["calm", "formal", "brief"])
@pytest.mark.parametrize("kind", FORM)
def test_a_tone_changes_no_sworn_statement(kind: LetterKind, tone: str) -> None:
    facts = complete(kind)
    found = notice() if kind is COUNTER else None
    message = "Another seller uses my photos." if kind is REPORT else "What can I do?"
    assert (
        drafted(kind, message, found, facts, tone=tone).text
        == drafted(kind, message, found, facts).text
    )
