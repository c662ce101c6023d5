from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.casework.cues import Rule, find_cues, load_cues, load_rules
from assistant.casework.documents import Document
from assistant.casework.lexicon import LANGUAGES, wordings
from assistant.casework.notice import read_notice
from assistant.casework.types import Notice

SENTENCES = yaml.safe_load((Path(__file__).parent / "sentences.yaml").read_text("utf-8"))
HEAD = "From Amazon.com\nDate: November 16, 2026\n\nYour account is at risk of deactivation. "


def read(text: str) -> Notice:
    return read_notice(Document(text))


def moods(text: str, language: str) -> list[str]:
    cues = find_cues(text, wordings(language))
    rule = Rule(cues=("listing|image", "removed"))
    return [cues.mood(number, place) for number, place in cues.matching(rule)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cue_that_a_rule_names_is_known_in_every_language(language: str) -> None:
    rules = load_rules()
    every = [r for group in (rules.kinds, rules.asked) for some in group.values() for r in some]
    named = {name for r in every for cue in (*r.cues, *r.unless) for name in cue.split("|")}
    assert named - load_cues(language).keys() <= {"delete it"}  # languages without such a pronoun


@pytest.mark.parametrize(
    ("text", "language", "mood"),
    [
        ("We removed your images because they may infringe.", "en", "asserted"),
        ("Your listing may be removed.", "en", "possible"),
        ("If we do not hear from you, your listing is removed.", "en", "possible"),
        ("No listing has been removed.", "en", "denied"),
        ("Ihr Angebot wurde entfernt.", "de", "asserted"),
        ("Es wurde kein Angebot entfernt.", "de", "denied"),
        ("L'annonce sera supprimée.", "fr", "possible"),
        ("出品は停止されておりません。", "ja", "denied"),
        ("您的商品已被下架。", "zh", "asserted"),
        ("您的商品可能会被下架。", "zh", "possible"),
    ],
)
def test_an_act_is_asserted_possible_or_denied(text: str, language: str, mood: str) -> None:
    assert moods(text, language) == [mood]


@pytest.mark.parametrize("case", SENTENCES["kinds"], ids=lambda case: case["text"][:40])
def test_the_kind_is_told_by_cues_in_any_wording(case: dict[str, str]) -> None:
    assert read(case["text"]).kind == case["kind"]


@pytest.mark.parametrize("case", SENTENCES["owners"], ids=lambda case: case["text"][:40])
def test_the_owner_is_found_by_label_sentence_or_signature(case: dict[str, str]) -> None:
    owner = read(case["text"]).rights_owner
    assert (owner and owner.value) == case["owner"]


@pytest.mark.parametrize("case", SENTENCES["asked"], ids=lambda case: case["text"][:40])
def test_what_is_asked_is_found_by_cues(case: dict[str, Any]) -> None:
    assert {each.value for each in read(case["text"]).asked} == set(case["asked"])


def test_an_owner_and_its_address_on_one_line_are_both_read() -> None:
    notice = read("We removed your listing.\nRights owner: Example Ltd., mail@example.com")
    assert notice.rights_owner is not None
    assert notice.rights_owner.value == "Example Ltd."
    assert [mail.value for mail in notice.emails] == ["mail@example.com"]


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("Please respond by Friday, December 4, 2026.", "2026-12-04"),
        ("Please respond by 5:00 PM ET on December 14, 2026.", "2026-12-14"),
        ("Response deadline: December 2, 2026.", "2026-12-02"),
        ("You have ten (10) days to appeal.", "2026-11-26"),
    ],
)
def test_deadlines_stand_behind_labels_weekdays_and_times(sentence: str, day: str) -> None:
    assert [str(deadline.due) for deadline in read(HEAD + sentence).deadlines] == [day]


@pytest.mark.parametrize(
    "sentence",
    [
        "The photo was published by March 2, 2019.",
        "Under section 507 claims must be brought within 3 years.",
        "Our team will review your appeal within 7 days.",
    ],
)
def test_the_past_the_law_and_the_marketplace_set_no_deadline(sentence: str) -> None:
    assert read(HEAD + sentence).deadlines == ()


def test_a_forwarded_mail_is_read_without_its_marks() -> None:
    from assistant.casework.reading import read_text

    text = "> We removed your listing.\n> ASIN: B0F3K8WQ2M\n> Complaint ID: 17120448391"
    assert read_text(text).text.startswith("We removed")
