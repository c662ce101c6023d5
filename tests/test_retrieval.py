"""Retrieval: what is found, what is left out and what facets add."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pytest

from assistant.chain import Parts
from assistant.index import GuidanceIndex
from assistant.retrieval import (
    admits,
    facet_fit,
    metadata_filter,
    sentence_similarities,
)
from assistant.types import Passage, Query, Role, ScoredPassage
from assistant.understanding import understand
from tests.fakes import KeywordEmbedder, passage


def _retrieve(parts: Parts, question: str, k: int = 6) -> tuple[ScoredPassage, ...]:
    query = understand(question)
    vectors = parts.embed(query)
    return parts.retriever.retrieve(query, vectors, k)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        pytest.param(
            "how long to wait, i sent the counter notice",
            "counter-notice#how-long-is-the-wait-after-a-counter-notice",
            id="wait",
        ),
        pytest.param(
            "can i forward his retraction",
            "retraction#who-must-send-the-retraction-to-amazon",
            id="forward",
        ),
        pytest.param(
            "what proof do i need as the photographer",
            "stolen-images#which-proof-shows-that-i-took-the-photo",
            id="proof",
        ),
    ],
)
def test_the_passage_that_answers_comes_first(parts: Parts, question: str, first: str) -> None:
    found = _retrieve(parts, question)
    assert found[0].passage.id == first
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)


def test_no_more_than_k_passages_are_returned_and_none_twice(parts: Parts) -> None:
    found = _retrieve(parts, "retraction and counter notice and proof of the photo", k=3)
    assert len({f.passage.id for f in found}) == len(found) == 3


def test_an_owner_gets_guidance_for_owners_first(parts: Parts) -> None:
    found = _retrieve(parts, "someone stole my photos, can i get a retraction")
    assert found[0].passage.audience == "owner"


@pytest.mark.parametrize(("role", "other"), [(Role.ACCUSED, "owner"), (Role.OWNER, "accused")])
def test_guidance_for_the_other_side_weighs_less_but_is_never_excluded(
    role: Role, other: Literal["owner", "accused"]
) -> None:
    query = Query("q", "q", role=role)
    same, both = passage("Text.", audience=other), passage("Text.", audience="both")
    assert facet_fit(query, same) == pytest.approx(facet_fit(query, both) - 1.5)
    assert admits(query, same)


def test_guidance_for_another_platform_is_left_out(parts: Parts) -> None:
    found = _retrieve(parts, "retraction or counter notice on ebay")
    assert {f.passage.document_id for f in found} == {"counter-notice", "stolen-images"}


def test_each_question_of_a_message_has_its_own_similarity(parts: Parts) -> None:
    found = _retrieve(parts, "How long is the wait? Which proof do they want?")
    by_id = {f.passage.id: f.similarities for f in found}
    wait = by_id["counter-notice#how-long-is-the-wait-after-a-counter-notice"]
    proof = by_id["stolen-images#which-proof-shows-that-i-took-the-photo"]
    assert len(wait) == len(proof) == 3  # the whole message, then its two questions
    assert wait[1] > wait[2]
    assert proof[2] > proof[1]


def test_every_sentence_of_a_found_passage_is_compared_with_the_question(parts: Parts) -> None:
    for found in _retrieve(parts, "how long is the wait"):
        assert len(found.sentence_similarities) == len(found.passage.sentences)
        assert all(-1.001 <= value <= 1.001 for value in found.sentence_similarities)


def test_a_sentence_counts_by_the_question_it_is_nearest_to() -> None:
    sentences = np.asarray([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)
    asked = np.asarray([[1, 0], [0, 1]], dtype=np.float32)
    assert sentence_similarities(sentences, asked) == pytest.approx((1.0, 1.0, 0.8))


@pytest.mark.parametrize(
    ("places", "asked", "added"),
    [
        pytest.param(("US",), {"US"}, 0.4, id="same-country"),
        pytest.param(("EU",), {"DE"}, 0.4, id="member-of-the-union"),
        pytest.param(("GB",), set(), -1.5, id="special-country-unasked"),
        pytest.param(("DE",), {"CN"}, -1.5, id="other-country"),
        pytest.param(("US",), {"CN"}, 0.0, id="us-law-may-matter-anywhere"),
        pytest.param(("ANY",), {"DE"}, 0.0, id="any"),
    ],
)
def test_a_country_weighs_but_never_excludes(
    places: tuple[str, ...], asked: set[str], added: float
) -> None:
    query = Query("q", "q", role=Role.ACCUSED, jurisdictions=frozenset(asked))
    found = passage("Text.", jurisdictions=places)
    assert facet_fit(query, found) == pytest.approx(added)
    assert admits(query, found)


def test_another_right_weighs_but_never_excludes() -> None:
    query = Query("q", "q", role=Role.ACCUSED, rights=frozenset({"trademark"}))
    found = passage("Text.", jurisdictions=("ANY",), rights=("copyright",))
    assert facet_fit(query, found) == pytest.approx(-0.8)
    assert admits(query, found)


def test_guidance_for_owners_comes_later_when_the_side_is_not_said() -> None:
    query = Query("q", "q")
    assert facet_fit(query, passage("Text.", audience="owner")) < facet_fit(
        query, passage("Text.", audience="both")
    )


def test_a_question_that_states_nothing_is_not_filtered() -> None:
    assert metadata_filter(Query("q", "q")) is None


def _hits(index: GuidanceIndex, where: dict[str, Any] | None) -> set[str]:
    vector = KeywordEmbedder().embed_query("anything")
    return {hit.passage_id for hit in index.search(vector, 500, where)}


@pytest.mark.parametrize("marketplaces", [(), ("amazon",), ("etsy",), ("amazon", "ebay")])
def test_the_database_filter_and_the_lexical_filter_are_the_same_rule(
    index: GuidanceIndex, passages: dict[str, Passage], marketplaces: tuple[str, ...]
) -> None:
    query = Query("q", "q", marketplaces=frozenset(marketplaces))
    admitted = {pid for pid, found in passages.items() if admits(query, found)}
    assert _hits(index, metadata_filter(query)) == admitted
