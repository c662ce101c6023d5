"""Markers, quotes and Markdown of a finished answer."""

from __future__ import annotations

import pytest

from assistant.compose.finish import number_citations, quote, render_text
from assistant.grounding import Support
from assistant.types import Block, DraftStatement, Passage, Statement
from tests.fakes import passage

WAIT = passage(
    "The wait is ten days [s1]. Weekends do not count [s2].\n\nDo this:\n\n"
    "1. Save the notice [s1].\n2. Note the date [s1].",
    "wait#days",
    sources=("s1", "s2"),
)
PROOF = passage("A raw file is proof [s3]. Keep it [advice].", "proof#file", sources=("s3",))
PASSAGES = {found.id: found for found in (WAIT, PROOF)}


def _kept(found: Passage, position: int) -> tuple[DraftStatement, Support]:
    statement = DraftStatement(found.sentences[position].text, (found.id,))
    return statement, Support(0.87654, {found.id: (position,)})


def test_passages_are_numbered_in_order_of_appearance() -> None:
    statements, citations = number_citations(
        [_kept(PROOF, 0), _kept(WAIT, 0), _kept(PROOF, 1)], PASSAGES
    )
    assert [s.citations for s in statements] == [(1,), (2,), (1,)]
    assert [(c.marker, c.passage_id) for c in citations] == [(1, "proof#file"), (2, "wait#days")]


def test_a_statement_may_rest_on_two_passages() -> None:
    both = DraftStatement("x", ()), Support(0.7, {"wait#days": (0,), "proof#file": (0,)})
    statements, citations = number_citations([both], PASSAGES)
    assert statements[0].citations == (1, 2)
    assert len(citations) == 2


def test_support_is_shown_with_four_digits() -> None:
    statements, _ = number_citations([_kept(WAIT, 0)], PASSAGES)
    assert statements[0].support == 0.8765


def test_a_citation_shows_only_the_sources_behind_what_was_used() -> None:
    _, (citation,) = number_citations([_kept(WAIT, 1)], PASSAGES)
    assert [source.url for source in citation.sources] == ["https://example.org/s2"]


def test_a_citation_of_advice_shows_the_sources_of_the_section() -> None:
    _, (citation,) = number_citations([_kept(PROOF, 1)], PASSAGES)
    assert [source.url for source in citation.sources] == ["https://example.org/s3"]


def test_nothing_kept_gives_nothing_cited() -> None:
    assert number_citations([], PASSAGES) == ((), ())


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        pytest.param(0, 0, "The wait is ten days.", id="one-sentence"),
        pytest.param(0, 1, "The wait is ten days. Weekends do not count.", id="two-sentences"),
        pytest.param(3, 4, "Save the notice.\n2. Note the date.", id="two-steps"),
        pytest.param(
            1, 3, "Weekends do not count.\n\nDo this:\n\n1. Save the notice.", id="across-blocks"
        ),
    ],
)
def test_a_quote_stands_word_for_word_in_its_passage(first: int, last: int, text: str) -> None:
    assert quote(WAIT, first, last) == text
    assert text in WAIT.text


def test_a_sentence_that_repeats_is_quoted_where_it_stands() -> None:
    twice = passage("Wait. Call them. Wait. Write to them.")
    assert quote(twice, 2, 3) == "Wait. Write to them."


def _statement(
    text: str, block: Block = "prose", paragraph: int = 0, *citations: int, heading: str = ""
) -> Statement:
    return Statement(
        text=text, block=block, paragraph=paragraph, citations=citations, heading=heading
    )


def test_the_first_sentence_stands_out_and_each_has_its_markers() -> None:
    text = render_text([_statement("Yes.", "prose", 0, 1), _statement("Go on.", "prose", 0, 1, 2)])
    assert text == "**Yes.** [1] Go on. [1][2]"


def test_paragraphs_and_headings_are_set_apart() -> None:
    text = render_text([_statement("Yes."), _statement("Also.", paragraph=1, heading="And proof?")])
    assert text == "**Yes.**\n\n**And proof?** Also."


def test_steps_are_numbered_and_follow_their_lead_in() -> None:
    text = render_text(
        [
            _statement("Yes."),
            _statement("Do:", "intro", 1),
            _statement("One.", "step", 1, 1),
            _statement("Two.", "step", 1, 1),
            _statement("End.", "prose", 2),
        ]
    )
    assert text == "**Yes.**\n\nDo:\n\n1. One. [1]\n2. Two. [1]\n\nEnd."


def test_a_step_of_two_sentences_is_one_step() -> None:
    text = render_text(
        [
            _statement("One.", "step"),
            _statement("More of one.", "prose"),
            _statement("Two.", "step"),
        ]
    )
    assert text == "1. One. More of one.\n2. Two."


def test_a_second_list_starts_at_one_again() -> None:
    text = render_text(
        [
            _statement("One.", "step", 0),
            _statement("Two.", "step", 0),
            _statement("Other.", "step", 1),
        ]
    )
    assert text == "1. One.\n2. Two.\n\n1. Other."


def test_bullets_are_bullets() -> None:
    assert render_text([_statement("A.", "bullet"), _statement("B.", "bullet")]) == "- A.\n- B."


def test_nothing_renders_as_nothing() -> None:
    assert render_text([]) == ""
