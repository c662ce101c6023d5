"""The grounding set is what it says: large, balanced, of every kind, and about this guidance."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.guidance import load_knowledge
from assistant.types import Passage
from evals.corruptions import CORRUPTIONS as RULES
from evals.grounding_set import (
    CORRUPTIONS,
    GroundingPair,
    load_grounding_set,
    unknown_evidence,
)
from evals.mutations import generate

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


@pytest.fixture(scope="module")
def pairs() -> tuple[GroundingPair, ...]:
    return load_grounding_set()


def test_the_set_is_as_large_as_promised_in_every_part(pairs: tuple[GroundingPair, ...]) -> None:
    origins = Counter(pair.origin for pair in pairs)
    assert len(pairs) >= 600
    assert origins["generated"] >= 350 and origins["hand"] >= 160 and origins["smollm2"] >= 100


@pytest.mark.parametrize("part", ["all", "dev", "test", "hand"])
def test_supported_and_unsupported_are_balanced(
    pairs: tuple[GroundingPair, ...], part: str
) -> None:
    chosen = [p for p in pairs if part in ("all", p.split, p.origin)]
    share = sum(p.supported for p in chosen) / len(chosen)
    assert 0.45 <= share <= 0.55


@pytest.mark.parametrize("kind", CORRUPTIONS)
def test_every_kind_of_corruption_is_in_both_splits_and_in_hand_and_generated_parts(
    pairs: tuple[GroundingPair, ...], kind: str
) -> None:
    found = [p for p in pairs if p.kind == kind]
    assert {p.split for p in found} == {"dev", "test"}
    assert {p.origin for p in found} >= {"hand", "generated"}


def test_ids_and_claims_are_unique(pairs: tuple[GroundingPair, ...]) -> None:
    assert len({p.id for p in pairs}) == len(pairs)
    assert len({(p.claim, p.evidence) for p in pairs}) == len(pairs)


def test_every_evidence_is_a_passage_of_the_guidance(pairs: tuple[GroundingPair, ...]) -> None:
    documents = load_knowledge(KNOWLEDGE).documents
    known = {passage.id: passage for document in documents for passage in document.passages}
    assert unknown_evidence(pairs, known) == []


def test_a_label_that_contradicts_its_kind_is_refused() -> None:
    with pytest.raises(ValidationError, match="kind is negation"):
        GroundingPair(
            id="hand-999", claim="It is so.", evidence=("a#b",), supported=True,
            kind="negation", origin="hand", why="test",
        )  # fmt: skip


def test_the_generated_part_is_the_same_for_the_same_guidance(
    passages: dict[str, Passage],
) -> None:
    assert generate(passages.values()) == generate(passages.values())


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        pytest.param("deadline", "Answer within 21 days.", id="deadline"),
        pytest.param("unit", "Answer within 21 days.", id="unit"),
        pytest.param("number", "The notice has six parts.", id="number"),
        pytest.param("negation", "Amazon does not accept it.", id="negation"),
        pytest.param("must-may", "The owner must send it.", id="must-may"),
        pytest.param("actor", "The complainant must send it.", id="actor"),
        pytest.param("jurisdiction", "In Germany, a letter is due.", id="jurisdiction"),
        pytest.param("right", "A copyright covers the photo.", id="right"),
        pytest.param("overgeneralised", "Sellers usually win.", id="overgeneralised"),
        pytest.param("invented-source", "A letter is due.", id="invented-source"),
        pytest.param(
            "condition-dropped", "If the photo is yours, you may answer.", id="condition-dropped"
        ),
    ],
)
def test_a_corruption_changes_a_sentence_that_it_fits(kind: str, sentence: str) -> None:
    import random

    changed = RULES[kind](sentence, random.Random(1))
    assert changed and changed != sentence
