"""Guidance documents: what is read out of them, and what an author is told to mend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.errors import GuidanceError
from assistant.guidance import (
    load_document,
    load_guidance,
    parse_sentences,
    render_sentences,
    slugify,
)
from assistant.requests import load_requests
from assistant.types import Knowledge, Passage

VALID = """---
id: page
title: A page for tests
language: en
topics: [test]
rights: [copyright]
jurisdictions: [ANY]
marketplaces: [any]
audience: both
reviewed: 2026-11-23
sources:
  - {id: s1, title: Law, url: "https://a.org", publisher: It, kind: law, accessed: 2026-11-23}
---

## Who may file?

<!-- questions:
- can i file
-->

A seller may file [s1].
"""

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(text: str) -> Path:
        path = tmp_path / "en" / "page.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_section_becomes_a_passage_named_after_document_and_heading(
    passages: dict[str, Passage],
) -> None:
    found = passages["counter-notice#how-long-is-the-wait-after-a-counter-notice"]
    assert found.document_title == "Filing a DMCA counter-notice"
    assert found.section == "How long is the wait after a counter-notice?"
    assert found.audience == "accused"
    assert found.marketplaces == ("amazon", "ebay")


def test_every_section_of_every_document_is_read(corpus: Knowledge) -> None:
    sections = {document.id: len(document.passages) for document in corpus.documents}
    assert sections == {"counter-notice": 2, "retraction": 2, "stolen-images": 2}


def test_sample_questions_lead_to_the_passage_and_are_never_its_text(
    passages: dict[str, Passage],
) -> None:
    found = passages["retraction#who-must-send-the-retraction-to-amazon"]
    assert "he emailed me that he takes the complaint back, can i forward the mail" in (
        found.questions
    )
    assert "he emailed me" not in found.text
    assert "<!--" not in found.text


def test_markers_become_sources_and_leave_the_text(passages: dict[str, Passage]) -> None:
    found = passages["retraction#who-must-send-the-retraction-to-amazon"]
    second = found.sentences[1]
    assert second.text == "Amazon does not accept a retraction that the seller forwards."
    assert second.sources == ("s1", "s2")
    assert "[s" not in found.text


def test_a_passage_carries_only_the_sources_that_it_uses(passages: dict[str, Passage]) -> None:
    found = passages["counter-notice#how-long-is-the-wait-after-a-counter-notice"]
    assert [source.id for source in found.sources] == ["s1"]


def test_advice_is_told_apart_from_a_sourced_rule(passages: dict[str, Passage]) -> None:
    sentences = passages["retraction#what-must-the-retraction-mail-say"].sentences
    assert [sentence.advice for sentence in sentences] == [False, False, True]
    assert sentences[-1].sources == ()


def test_a_list_belongs_to_the_sentence_that_leads_into_it() -> None:
    sentences = parse_sentences("A rule.\n\nSend this:\n\n1. First.\n\n2. Second.\n\nThe end.")
    assert [(s.block, s.paragraph) for s in sentences] == [
        ("prose", 0),
        ("intro", 1),
        ("step", 1),
        ("step", 1),
        ("prose", 2),
    ]


def test_a_colon_without_a_list_after_it_leads_into_nothing() -> None:
    sentences = parse_sentences("There is one rule:\n\nKeep the notice.")
    assert [s.block for s in sentences] == ["prose", "prose"]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param("One [s1]. Two [s1].", "One. Two.", id="one-paragraph"),
        pytest.param("One [s1].\n\nTwo [s1].", "One.\n\nTwo.", id="two-paragraphs"),
        pytest.param("A line\nthat goes on.", "A line that goes on.", id="wrapped-line"),
        pytest.param("Do:\n1. One.\n2. Two.", "Do:\n\n1. One.\n2. Two.", id="steps"),
        pytest.param("Do:\n\n7. One.\n9. Two.", "Do:\n\n1. One.\n2. Two.", id="renumbered"),
        pytest.param("* One.\n- Two.\n\nEnd.", "- One.\n- Two.\n\nEnd.", id="bullets"),
    ],
)
def test_the_text_that_quotes_stand_in_is_clean_markdown(body: str, text: str) -> None:
    assert render_sentences(parse_sentences(body)) == text


def test_every_sentence_stands_word_for_word_in_the_text(passages: dict[str, Passage]) -> None:
    for found in passages.values():
        for sentence in found.sentences:
            assert sentence.text in found.text


@pytest.mark.parametrize(
    ("heading", "slug"),
    [
        pytest.param("Who may file?", "who-may-file", id="question"),
        pytest.param("Is 85 % – really – enough?", "is-85-really-enough", id="signs"),
    ],
)
def test_a_slug_is_lower_case_words_joined_by_hyphens(heading: str, slug: str) -> None:
    assert slugify(heading) == slug


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param("---\nid: page", "id: page", "page.md:1: no YAML front matter", id="no-front"),
        pytest.param("title: A", "title: [A", "front matter is not valid YAML", id="bad-yaml"),
        pytest.param("id: page", "id: other", "differs from the file name", id="other-id"),
        pytest.param("audience: both", "audience: all", "page.md:9: audience:", id="bad-choice"),
        pytest.param("topics:", "topic:", "topics: Field required", id="missing-key"),
        pytest.param("topics: [test]", "topics: [test]\nowner: me", "owner: Extra", id="extra-key"),
        pytest.param("kind: law", "kind: blog", "sources.0.kind:", id="bad-source"),
        pytest.param("## Who may file?", "Who may file?", "add a `## Heading`", id="no-section"),
        pytest.param("file [s1]", "file [s7]", "source [s7] is not listed", id="unknown-source"),
        pytest.param("A seller may file [s1].", "", "has no text", id="empty-section"),
        pytest.param(
            "A seller may file [s1].",
            "One [s1].\n\n## Who may file?\n\nTwo [s1].",
            "two sections are named 'Who may file?'",
            id="same-heading-twice",
        ),
    ],
)
def test_a_broken_document_is_reported_with_file_line_and_mend(
    write: Write, old: str, new: str, said: str
) -> None:
    assert old in VALID
    with pytest.raises(GuidanceError) as caught:
        load_document(write(VALID.replace(old, new, 1)))
    assert said in str(caught.value)
    assert all("page.md:" in problem for problem in caught.value.problems)


def test_a_problem_in_a_section_names_the_line_of_its_heading(write: Write) -> None:
    path = write(VALID.replace("file [s1]", "file [s7]"))
    line = path.read_text().splitlines().index("## Who may file?") + 1
    with pytest.raises(GuidanceError, match=rf"page\.md:{line}: "):
        load_document(path)


def test_a_file_that_is_not_utf8_is_reported(write: Write) -> None:
    path = write(VALID)
    path.write_bytes(path.read_bytes().replace(b"seller", b"s\xe4ller"))
    with pytest.raises(GuidanceError, match="cannot be read as UTF-8"):
        load_document(path)


def test_all_broken_files_are_reported_at_once(knowledge_dir: Path) -> None:
    for name in ("retraction", "stolen-images"):
        path = knowledge_dir / "en" / f"{name}.md"
        path.write_text(path.read_text().replace("language: en", "language: english"))
    with pytest.raises(GuidanceError) as caught:
        load_guidance(knowledge_dir)
    assert len(caught.value.problems) == 2
    assert "retraction.md:4: language:" in caught.value.problems[0]
    assert "stolen-images.md:4: language:" in caught.value.problems[1]


def test_a_folder_without_documents_says_what_is_expected(tmp_path: Path) -> None:
    with pytest.raises(GuidanceError, match=r"<language>/<id>\.md"):
        load_guidance(tmp_path)


def test_the_same_id_twice_in_one_language_is_reported(knowledge_dir: Path) -> None:
    again = knowledge_dir / "de" / "retraction.md"
    again.parent.mkdir()
    again.write_text((knowledge_dir / "en" / "retraction.md").read_text())
    with pytest.raises(GuidanceError, match="'retraction' is already used by"):
        load_guidance(knowledge_dir)


def test_a_document_cannot_be_changed_after_loading(corpus: Knowledge) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        corpus.documents[0].title = "Another title"


def test_refused_requests_are_read_with_the_lawful_way(corpus: Knowledge) -> None:
    forging = corpus.requests[0]
    assert forging.id == "forge-document"
    assert forging.passages == ("retraction#who-must-send-the-retraction-to-amazon",)
    assert "forge the owner's signature on the retraction" in forging.requests
    assert "someone forged my signature on a retraction" in forging.harmless


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("- id: [", id="bad-yaml"),
        pytest.param("- id: x\n  reply: no", id="keys-missing"),
        pytest.param("a: mapping", id="not-a-list"),
    ],
)
def test_broken_requests_are_reported_with_the_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "requests.yaml"
    path.write_text(text)
    with pytest.raises(GuidanceError, match=r"requests\.yaml:1: cannot be read"):
        load_requests(path)


def test_missing_requests_are_reported_with_the_file(tmp_path: Path) -> None:
    with pytest.raises(GuidanceError, match=r"requests\.yaml:1: cannot be read"):
        load_requests(tmp_path / "requests.yaml")
