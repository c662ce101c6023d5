"""What the chat shows of an answer."""

from __future__ import annotations

from datetime import date

from assistant.glossary import Entries, Glossary, Term
from assistant.types import Answer, Citation, CitedSource, Statement, Status
from ui.render import render_answer, render_body, render_words


def _answer(quote: str = "Only the complainant can send it.", title: str = "Retraction") -> Answer:
    source = CitedSource(title="Help <page>", url="https://example.org/?a=1&b=2", kind="official")
    return Answer(
        question="q",
        language="en",
        status=Status.ANSWERED,
        text="**Only the complainant can send it.** [1]",
        statements=(Statement(text="Only the complainant can send it.", citations=(1,)),),
        citations=(
            Citation(
                marker=1,
                passage_id="retraction#who",
                document_title=title,
                section="Who sends it?",
                quote=quote,
                sources=(source,),
                reviewed=date(2026, 11, 23),
            ),
        ),
        notices=("the chat model failed <b>",),
    )


def test_markers_become_superscripts() -> None:
    assert render_body("A rule. [1][2] More.") == ('A rule.<sup class="cite">[1][2]</sup> More.')


def test_a_card_shows_quote_title_section_source_link_and_review_date() -> None:
    shown = render_answer(_answer())
    for part in (
        "<details>",
        "Only the complainant can send it.",
        "Retraction › Who sends it?",
        'href="https://example.org/?a=1&amp;b=2"',
        "Reviewed 23 November 2026",
    ):
        assert part in shown


def test_guidance_and_notices_cannot_smuggle_markup_into_the_page() -> None:
    shown = render_answer(_answer(quote="<script>x</script>", title='"><img src=x>'))
    assert "<script>" not in shown
    assert "<img" not in shown
    assert "Help &lt;page&gt;" in shown
    assert "failed &lt;b&gt;" in shown


def test_an_answer_without_citations_has_no_cards() -> None:
    bare = _answer().model_copy(update={"citations": (), "notices": ()})
    assert "cards" not in render_answer(bare)


def test_a_quoted_list_keeps_its_lines_without_being_read_as_markdown() -> None:
    shown = render_answer(_answer(quote="Do this:\n\n1. Save it.\n2. Send it.\n\n- Or wait."))
    assert "Do this:<br>1) Save it.<br>2) Send it.<br>• Or wait." in shown


WORDS = Glossary(
    Entries(
        terms=(
            Term(term="retraction", aliases=("retract",), meaning='Taken "back" <by> the filer.'),
            Term(term="ASIN", aliases=("asin number",), meaning="The code of a product page."),
        )
    )
)


def test_a_term_is_marked_where_it_first_stands_and_only_there() -> None:
    shown = render_body("An ASIN. The ASIN again, and a retraction [1].", WORDS)
    assert shown == (
        'An <abbr title="The code of a product page.">ASIN</abbr>. The ASIN again, and a '
        '<abbr title="Taken &quot;back&quot; &lt;by&gt; the filer.">retraction</abbr>'
        '<sup class="cite">[1]</sup>.'
    )


def test_a_term_inside_a_link_an_address_or_code_is_left_alone() -> None:
    text = "[ASIN](https://example.org) https://example.org/ASIN `ASIN`"
    assert render_body(text, WORDS) == text
    assert render_words(text, WORDS) == ""
    assert "<abbr" in render_body(f"{text} ASIN", WORDS)


def test_the_words_are_listed_closed_under_the_answer_and_never_in_cards() -> None:
    answer = _answer(quote="The ASIN stands in the notice.")
    shown = render_answer(answer.model_copy(update={"text": "A retraction. [1]"}), WORDS)
    words = shown[shown.index('<details class="words">') : shown.index('<div class="cards">')]
    assert "<summary>Words explained: retraction</summary>" in words
    assert "<dt>retraction</dt><dd>Taken &quot;back&quot; &lt;by&gt; the filer.</dd>" in words
    assert "abbr" not in shown[shown.index('<div class="cards">') :]
    assert "ASIN</abbr>" not in shown


def test_an_answer_without_terms_has_no_list() -> None:
    assert "words" not in render_answer(_answer().model_copy(update={"text": "Wait. [1]"}), WORDS)


def test_a_question_back_ends_with_its_question() -> None:
    asked = _answer().model_copy(
        update={
            "status": Status.CLARIFY,
            "text": "Which ASIN is it?",
            "citations": (),
            "notices": (),
        }
    )
    assert render_answer(asked, WORDS).endswith("is it?")
