"""The glossary: sellers' words, explained and turned into the guidance's words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.errors import GuidanceError
from assistant.glossary import (
    expand,
    explain,
    layered_glossary,
    load_glossary,
    our_glossary,
)

GOOD = """terms:
  - {term: letter of authorisation, aliases: [LOA], meaning: A letter that allows a use.}
"""


def test_the_glossary_has_what_sellers_write() -> None:
    terms = our_glossary().entries.terms
    assert 40 <= len(terms) <= 70
    words = (
        "ASIN,AHR,ROV,RAV,DMCA,POA,LOA,TRO,BSA,CCB,VeRO,NOCI,IPP,APEX,FBA,ODR,MAP,IP,C&D,CMI,SKU"
    )
    for word in words.split(","):
        assert our_glossary().look_up(word), word


def test_no_meaning_states_a_figure() -> None:
    for term in our_glossary().entries.terms:
        assert not re.search(r"\d", term.meaning), term.term


@pytest.mark.parametrize(
    ("text", "added"),
    [
        pytest.param("got a TRO", "temporary restraining order", id="abbreviation"),
        pytest.param("what is poa", "plan of action", id="lower-case"),
        pytest.param("how to send conter notice", "counter-notice", id="misspelt"),
        pytest.param("they took down my pics", "removed, image", id="slang-in-order"),
        pytest.param("LOA or L.O.A. or LOA", "letter of authorisation", id="once"),
        pytest.param("A+ copied", "A+ content", id="with-a-sign"),
    ],
)
def test_the_guidances_word_is_added(text: str, added: str) -> None:
    assert expand(text) == f"{text} ({added})"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("let me map this out for my sc friend", id="ordinary-words"),
        pytest.param("temporary restraining order (TRO)", id="already-there"),
        pytest.param("my asin", id="the-term-itself"),
        pytest.param("photograph", id="part-of-a-word"),
        pytest.param("", id="empty"),
    ],
)
def test_nothing_is_added_where_nothing_is_missing(text: str) -> None:
    assert expand(text) == text


def test_terms_are_explained_in_order_of_use_and_synonyms_are_not() -> None:
    found = explain("my pics: a POA and an LOA, then the POA again")
    assert [term.term for term in found] == ["plan of action", "letter of authorisation"]
    assert all(term.meaning for term in found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("terms: [", "cannot be read as a glossary", id="yaml"),
        pytest.param("terms: []\nsynonym: []", "synonym: Extra inputs", id="misspelt-key"),
        pytest.param(GOOD.replace("meaning", "meening"), "terms.0.meaning", id="no-meaning"),
        pytest.param(
            f"{GOOD}synonyms: [{{term: letter, aliases: [loa]}}]",
            "'loa' stands for two",
            id="twice",
        ),
        pytest.param("just text", "Input should be", id="not-a-mapping"),
    ],
)
def test_a_broken_glossary_is_reported_with_the_file(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text(text)
    with pytest.raises(GuidanceError) as caught:
        load_glossary(path)
    assert str(caught.value).startswith(f"{path}:1: ")
    assert said in str(caught.value)


def test_a_missing_glossary_is_reported_with_the_file(tmp_path: Path) -> None:
    with pytest.raises(GuidanceError, match=r"absent\.yaml:1: cannot be read"):
        load_glossary(tmp_path / "absent.yaml")


def test_a_company_s_glossary_lies_over_ours(tmp_path: Path) -> None:
    (tmp_path / "glossary.yaml").write_text(
        "terms:\n  - {term: our letter, aliases: [LOA], meaning: Our own kind of letter.}\n"
    )
    glossary, warnings = layered_glossary(tmp_path)
    assert warnings == ()
    assert [term.meaning for term in glossary.explain("an LOA")] == ["Our own kind of letter."]
    assert glossary.look_up("letter of authorisation") is None  # its name LOA was taken
    assert glossary.look_up("ASIN") == our_glossary().look_up("ASIN")


@pytest.mark.parametrize("content", ["terms: 3", "- [", ""])
def test_a_broken_glossary_of_a_company_is_named_and_ours_stays(
    tmp_path: Path, content: str
) -> None:
    (tmp_path / "glossary.yaml").write_text(content)
    glossary, (warning,) = layered_glossary(tmp_path)
    assert glossary is our_glossary()
    assert "glossary.yaml" in warning
    assert warning.endswith("skipped, ours stays")


def test_without_a_company_s_glossary_ours_is_used(tmp_path: Path) -> None:
    assert layered_glossary(None) == (our_glossary(), ())
    assert layered_glossary(tmp_path) == (our_glossary(), ())


def test_uses_tell_where_each_term_stands_first() -> None:
    text = "the LOA for my ASIN, again LOA"
    assert [text[use.start : use.end] for use in our_glossary().uses(text)] == ["LOA", "ASIN"]
