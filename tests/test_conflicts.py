"""Two figures for one thing: told once, with the one that governs; never for two things."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from assistant.conflicts import Kept, conflict_notes
from assistant.grounding import Support
from assistant.index import Vectors
from assistant.types import DraftStatement, Passage
from tests.fakes import passage

STATUTE = "The statute restores the picture 10 to 14 business days after the counter-notice [s1]."
HELP_PAGE = "The help page says 10 days after the counter-notice [s1]."


def _passage(body: str, name: str, kind: str = "official", **facets: Any) -> Passage:
    made = passage(body, f"{name}#wait", marketplaces=("any",), jurisdictions=("ANY",))
    sources = tuple(source.model_copy(update={"kind": kind}) for source in made.sources)
    return made.model_copy(update={"sources": sources, **facets})


def _kept(*shown: Passage) -> list[Kept]:
    """Every passage with its first sentence shown."""
    return [
        (
            DraftStatement(found.sentences[0].text, (found.id,), paragraph=number),
            Support(1.0, {found.id: (0,)}),
        )
        for number, found in enumerate(shown)
    ]


def _vectors(*found: Passage, cosine: float) -> Mapping[str, Vectors]:
    """Sentences of one passage are alike; those of two passages have the given cosine."""
    away = [np.array([1.0, 0.0]), np.array([cosine, (1 - cosine**2) ** 0.5])]
    return {
        one.id: np.asarray([away[number]] * len(one.sentences), dtype=np.float32)
        for number, one in enumerate(found)
    }


def _notes(*found: Passage, cosine: float = 0.8) -> list[str]:
    notes = conflict_notes(_kept(*found), {p.id: p for p in found}, _vectors(*found, cosine=cosine))
    return [draft.text for draft, _ in notes]


def test_both_figures_are_shown_with_source_and_date_and_the_law_governs() -> None:
    law, page = _passage(STATUTE, "law", "law"), _passage(HELP_PAGE, "page")
    assert _notes(page, law) == [
        "The sources differ: 10 to 14 business days according to the law itself (reviewed "
        "23 November 2026), 10 days according to an official page (reviewed 23 November 2026).",
        "The authoritative figure is 10 to 14 business days, because its source is the law "
        "itself, not an official page.",
    ]


def test_a_note_cites_both_sentences_in_a_paragraph_of_its_own() -> None:
    law, page = _passage(STATUTE, "law", "law"), _passage(HELP_PAGE, "page")
    kept = _kept(page, law)
    notes = conflict_notes(kept, {p.id: p for p in (page, law)}, _vectors(page, law, cosine=0.8))
    for draft, support in notes:
        assert support.spans == {law.id: (0,), page.id: (0,)}
        assert draft.paragraph == kept[-1][0].paragraph + 1


def test_a_figure_in_a_cited_passage_counts_though_its_sentence_is_not_shown() -> None:
    page = _passage(HELP_PAGE, "page")
    law = _passage(f"First wait for the mail [s1].\n\n{STATUTE}", "law", "law")
    assert len(_notes(page, law)) == 2


@pytest.mark.parametrize(
    ("one", "other", "word"),
    [
        pytest.param("law", "official", "authoritative", id="law-over-official"),
        pytest.param("official", "law-firm", "authoritative", id="official-over-law-firm"),
        pytest.param("law-firm", "agency", "better", id="law-firm-over-agency"),
        pytest.param("agency", "forum", "better", id="agency-over-forum"),
    ],
)
def test_the_weightier_source_governs(one: str, other: str, word: str) -> None:
    stronger, weaker = _passage(STATUTE, "a", one), _passage(HELP_PAGE, "b", other)
    assert _notes(weaker, stronger)[1].startswith(f"The {word} figure is 10 to 14 business days")


RETRACTION = "A retraction takes 14 days [s1]."


@pytest.mark.parametrize(
    ("one", "other", "cosine"),
    [
        pytest.param(
            _passage(STATUTE, "a", "law"), _passage(RETRACTION, "b"), 0.9, id="another-thing"
        ),
        pytest.param(_passage(STATUTE, "a", "law"), _passage(HELP_PAGE, "b"), 0.4, id="not-alike"),
        pytest.param(
            _passage(STATUTE, "a", "law"), _passage(HELP_PAGE, "b", "law"), 0.9, id="same-weight"
        ),
        pytest.param(
            _passage(STATUTE, "a", "law"),
            _passage("A seller reported 10 days after a counter-notice [s1].", "b", "forum"),
            0.9,
            id="one-seller's-case",
        ),
        pytest.param(
            _passage(STATUTE, "a", "law"),
            _passage("A counter-notice takes up to 14 working days [s1].", "b"),
            0.9,
            id="same-limit",
        ),
        pytest.param(
            _passage(STATUTE, "a", "law"),
            _passage("Send the counter-notice within 60 days [s1].", "b"),
            0.9,
            id="far-apart",
        ),
        pytest.param(
            _passage("A counter-notice is free, a suit costs USD 405 [s1].", "a", "law"),
            _passage("A suit after a counter-notice costs USD 400 [s1].", "b"),
            0.9,
            id="sums",
        ),
        pytest.param(
            _passage(STATUTE, "a", "law"),
            _passage("A counter-notice takes 10 days, and the statute governs [s1].", "b"),
            0.9,
            id="a-sentence-that-compares-itself",
        ),
        pytest.param(
            _passage(STATUTE, "a", "law"),
            _passage("On Temu a counter-notice takes 10 working days [s1].", "b"),
            0.9,
            id="one-marketplace's-own-time",
        ),
        pytest.param(
            _passage(STATUTE, "a", "law", marketplaces=("etsy",)),
            _passage(HELP_PAGE, "b", marketplaces=("amazon",)),
            0.9,
            id="marketplaces-of-the-documents",
        ),
        pytest.param(
            _passage("On eBay the counter-notice takes 10 business days [s1].", "a", "law"),
            _passage("On Etsy the counter-notice takes 10 days [s1].", "b"),
            0.9,
            id="marketplaces-of-the-sentences",
        ),
        pytest.param(
            _passage(STATUTE, "a", "law", jurisdictions=("US",)),
            _passage(HELP_PAGE, "b", jurisdictions=("CN",)),
            0.9,
            id="countries",
        ),
        pytest.param(
            _passage(STATUTE, "a", "law"),
            _passage(STATUTE.replace("restores", "brings back"), "b"),
            0.9,
            id="same-figure",
        ),
    ],
)
def test_no_alarm_is_given_for(one: Passage, other: Passage, cosine: float) -> None:
    assert _notes(one, other, cosine=cosine) == []


def test_a_sentence_with_sources_of_two_kinds_is_nobody_s_figure() -> None:
    law = _passage(STATUTE, "law", "law")
    page = passage(HELP_PAGE.replace("[s1]", "[s1][s2]"), "page#wait", sources=("s1", "s2"))
    mixed = page.model_copy(
        update={
            "marketplaces": ("any",),
            "jurisdictions": ("ANY",),
            "sources": (page.sources[0], page.sources[1].model_copy(update={"kind": "press"})),
        }
    )
    assert _notes(mixed, law) == []


def test_figures_of_one_passage_are_its_author_s_own_comparison() -> None:
    both = _passage(f"{STATUTE}\n\n{HELP_PAGE}", "a", "law")
    assert _notes(both) == []


def test_an_answer_that_tells_both_and_which_governs_needs_no_note() -> None:
    law, page = _passage(STATUTE, "law", "law"), _passage(HELP_PAGE, "page")
    third = _passage("The statute is authoritative [s1].", "third", "law")
    vectors = {**_vectors(law, page, cosine=0.8), third.id: np.ones((1, 2), np.float32)}
    found = {p.id: p for p in (law, page, third)}
    assert len(conflict_notes(_kept(law, page), found, vectors)) == 2
    assert conflict_notes(_kept(law, page, third), found, vectors) == []


def test_an_answer_without_figures_or_without_statements_has_no_note() -> None:
    assert _notes(_passage("Send the counter-notice [s1].", "a")) == []
    assert conflict_notes([], {}, {}) == []
