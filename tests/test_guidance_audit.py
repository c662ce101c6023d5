"""The audit: sections told twice, figures that disagree, questions gone astray."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.embeddings import SentenceTransformerEmbedder
from assistant.entries import entries_of
from assistant.guidance_audit import astray, audit, contradictions, near_duplicates
from assistant.index import live_generation
from assistant.rehearsal import Asked, ExactCollection, Rehearsal, rehearse
from assistant.retrieval import admits, metadata_filter
from assistant.settings import Settings
from assistant.types import Knowledge, Passage, Query
from tests.fakes import KeywordEmbedder, passage

NEAR = {"same": (1.0, 0.0), "near": (0.95, 0.3122), "far": (0.0, 1.0)}


def _sentences(first: str, second: str, *, pages: tuple[str, str] = ("a#x", "b#y")) -> list[str]:
    """Return what is said of two sentences about one subject on two pages."""
    passages = [passage(text, name) for text, name in zip((first, second), pages, strict=True)]
    return contradictions(passages, lambda p, position: NEAR["same"])


def test_nearly_the_same_section_in_two_documents_is_reported() -> None:
    passages = [passage("One.", "a#x"), passage("Two.", "b#y"), passage("Three.", "c#z")]
    vectors = dict(zip("abc", NEAR.values(), strict=True))
    (warning,) = near_duplicates(passages, lambda p: vectors[p.document_id])
    assert warning.startswith("a#x: says nearly the same as b#y (cosine 0.95)")


def test_sections_of_one_document_may_be_alike() -> None:
    passages = [passage("One.", "a#x"), passage("Two.", "a#y")]
    assert near_duplicates(passages, lambda p: NEAR["same"]) == []


def test_two_figures_for_one_thing_are_reported_with_both_sentences() -> None:
    (warning,) = _sentences(
        "Restoring takes 10 to 14 business days [s1].", "Restoring takes 14 days [s1]."
    )
    assert warning.startswith("a#x: gives another figure (day) than b#y")
    assert "“Restoring takes 10 to 14 business days.” against “Restoring takes 14 days.”" in warning


@pytest.mark.parametrize(
    "second",
    [
        pytest.param("Restoring takes 10 to 14 business days [s1].", id="same-figure"),
        pytest.param("Amazon's help page says that it takes 14 days [s1].", id="page"),
        pytest.param("Law-firm pages write 14 days [s1].", id="law-firm"),
        pytest.param("An older notice gave 14 days [s1].", id="older"),
        pytest.param("Restoring costs 14 dollars [s1].", id="another-unit"),
        pytest.param("It takes 14 days [s1]. Some say 10 to 14 business days [s1].", id="has-both"),
    ],
)
def test_a_difference_that_is_stated_or_none_is_not_reported(second: str) -> None:
    assert _sentences("Restoring takes 10 to 14 business days [s1].", second) == []


def test_figures_of_one_document_are_its_authors_matter() -> None:
    assert _sentences("It takes 3 days [s1].", "It takes 4 days [s1].", pages=("a#x", "a#y")) == []


def test_sentences_about_different_things_are_not_compared() -> None:
    passages = [passage("It takes 3 days [s1].", "a#x"), passage("It takes 9 days [s1].", "b#y")]
    vectors = {"a": NEAR["same"], "b": NEAR["far"]}
    assert contradictions(passages, lambda p, position: vectors[p.document_id]) == []


def test_questions_gone_astray_are_counted_and_the_worst_named() -> None:
    asked = (
        Asked("fine", "a#x", "a#x", 1),
        Asked("second", "a#x", "b#y", 2),
        Asked("lost", "a#x", "c#z", 11),
        Asked("fine too", "b#y", "b#y", 1),
    )
    summary, *worst = astray(Rehearsal(asked))
    # 2 of 4 first; 3 of 4 among three
    assert summary.startswith("2 of 4 sample questions find another section first")
    assert "own section first: 50.0%, among the first three: 75.0%" in summary
    assert worst == ["a#x: “lost” finds c#z", "a#x: “second” finds b#y"]


def test_nothing_is_said_when_every_question_finds_its_section() -> None:
    assert astray(Rehearsal((Asked("fine", "a#x", "a#x", 1),))) == []
    assert astray(Rehearsal(())) == []


def _collection(knowledge: Knowledge) -> ExactCollection:
    entries = entries_of(knowledge)
    vectors = KeywordEmbedder().embed_documents([entry.text for entry in entries])
    return ExactCollection(entries, np.asarray(vectors, dtype=np.float32))


def test_a_question_that_is_held_out_is_not_found(corpus: Knowledge) -> None:
    collection = _collection(corpus)
    sample = KeywordEmbedder().embed_query("retract")

    def found() -> int:
        hits = collection.similarity_search_by_vector_with_relevance_scores(sample, 1000, None)
        return len(hits)

    everything = found()
    collection.hold_out(0)
    assert found() == everything - 6, "one question of each of the six sections"
    collection.hold_out(1)
    assert found() == everything - 6, "the first one is back"


@pytest.mark.parametrize("marketplaces", [(), ("amazon",), ("etsy",), ("amazon", "ebay")])
def test_the_filter_of_retrieval_holds(corpus: Knowledge, marketplaces: tuple[str, ...]) -> None:
    query = Query("q", "q", marketplaces=frozenset(marketplaces))
    sample = KeywordEmbedder().embed_query("report")
    collection = _collection(Knowledge(corpus.documents, ()))
    hits = collection.similarity_search_by_vector_with_relevance_scores(
        sample, 1000, metadata_filter(query)
    )
    passages = [passage for document in corpus.documents for passage in document.passages]
    admitted = {passage.id for passage in passages if admits(query, passage)}
    assert {hit.metadata["passage_id"] for hit, _ in hits} == admitted


def test_every_sample_question_is_asked_once(corpus: Knowledge, settings: Settings) -> None:
    entries = entries_of(corpus)
    embedder = KeywordEmbedder()
    vectors = {entry.id: embedder.embed_query(entry.text) for entry in entries}
    rehearsal = rehearse(corpus, entries, vectors, embedder, settings)
    expected = [q for d in corpus.documents for p in d.passages for q in p.questions]
    assert sorted(asked.question for asked in rehearsal.asked) == sorted(expected)
    assert rehearsal.share_among(3) > 0.5


def test_what_the_live_index_holds_is_not_embedded_again(
    corpus: Knowledge, indexed: Settings, embedder: KeywordEmbedder
) -> None:
    before = live_generation(indexed)
    audit(corpus, embedder, indexed)
    assert embedder.embedded == []
    assert live_generation(indexed) == before, "an audit writes nothing"


def test_an_audit_needs_no_index(
    corpus: Knowledge, settings: Settings, embedder: KeywordEmbedder
) -> None:
    audit(corpus, embedder, settings)
    assert len(embedder.embedded) == len({entry.text for entry in entries_of(corpus)})
    assert live_generation(settings) is None


@pytest.mark.integration
def test_real_vectors_find_a_planted_contradiction(
    real_embedder: SentenceTransformerEmbedder,
) -> None:
    planted = [
        passage("The rights owner has 10 business days to sue after a counter-notice [s1].", "a#x"),
        passage("After a counter-notice the owner must sue within 14 days [s1].", "b#y"),
        passage("A main image shows the product alone on white for 3 days [s1].", "c#z"),
    ]

    def vector(found: Passage, position: int) -> list[float]:
        return real_embedder.embed_query(found.sentences[position].text)

    (warning,) = contradictions(planted, vector)
    assert warning.startswith("a#x: gives another figure (day) than b#y")
