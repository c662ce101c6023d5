"""The second held-back set: it loads, it is broad, and what it expects stands in the notices.

Nothing here reads a notice with the extractor: the first reading is `python -m evals.notices`.
"""

import re
from collections import Counter
from datetime import date

import pytest

from assistant.casework.types import NoticeKind
from evals.notices import FIELDS, HELD_BACK_2, NoticeCase, load_notices

CASES = load_notices(HELD_BACK_2)
LITERAL = ("complaint_ids", "asins", "rights_owner", "emails")
VOCABULARY: dict[str, set[str]] = {
    "marketplace": {"amazon"},
    "kind": {kind.value for kind in NoticeKind},
    "right": {"copyright", "trademark", "patent", "design", "publicity", "policy"},
    "objected": {"image", "text", "detail page", "packaging", "product"},
    "asked": {
        "answer in court", "change the detail page", "explain the error", "give information",
        "obtain a retraction", "pay", "replace the image", "send a plan of action",
        "send documents", "sign an undertaking", "stop using the content",
    },
    "documents": {"court order", "invoice", "letter of authorization", "licence"},
}  # fmt: skip


def shown(case: NoticeCase) -> str:
    """The notice as a person sees it, on one line and without the marks of quoting."""
    text = re.sub("[\\u200b-\\u200d]", "", case.document.text)
    return " ".join(re.sub(r"(?m)^> ?", "", text).split())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_expected_literals_stand_in_the_notice(case: NoticeCase) -> None:
    text = shown(case)
    values = [value for field in LITERAL for value in case.expected.get(field, ())]
    values += [title.partition(": ")[2] for title in case.expected["titles"]]
    assert [value for value in values if value not in text] == []
    domain = next(iter(case.expected.get("domain", {""})))
    assert domain in text.lower()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_expected_values_are_of_the_kind_that_is_scored(case: NoticeCase) -> None:
    assert set(case.expected) <= {*FIELDS, "listings"}
    assert all(
        case.expected.get(field, frozenset()) <= words for field, words in VOCABULARY.items()
    )
    assert all(re.fullmatch(r"B0[0-9A-Z]{8}", asin) for asin in case.expected["asins"])
    days = case.expected.get("dates", frozenset()) | case.expected.get("deadlines", frozenset())
    assert all(date.fromisoformat(day) for day in days - {"None"})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_day_of_an_expected_date_stands_in_the_notice(case: NoticeCase) -> None:
    numbers = set(map(int, re.findall(r"(?<!\d)\d{1,2}(?!\d)", shown(case))))
    days = {date.fromisoformat(day).day for day in case.expected.get("dates", ())}
    assert days <= numbers


def test_every_kind_language_and_format_is_in_the_set() -> None:
    kinds = Counter(kind for case in CASES for kind in case.expected["kind"])
    languages = Counter(code for case in CASES for code in case.expected["language"])
    formats = Counter(case.format for case in CASES)
    assert len(CASES) >= 48
    assert min(kinds[kind] for kind in NoticeKind) >= 4
    assert min(languages[code] for code in ("en", "de", "fr", "it", "es", "ja", "zh")) >= 2
    assert min(formats[name] for name in ("txt", "eml", "html")) >= 4


def test_no_notice_repeats_a_complaint_or_a_listing_of_another_one() -> None:
    earlier = load_notices()
    for field in ("complaint_ids", "asins"):
        values = Counter(v for case in (*earlier, *CASES) for v in case.expected.get(field, ()))
        fresh = {v for case in CASES for v in case.expected.get(field, ())}
        assert [value for value in fresh if values[value] > 1] == []
