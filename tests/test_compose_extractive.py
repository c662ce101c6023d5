"""The extractive composer: guidance sentences, word for word, within a number of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from assistant.compose.extractive import GENERATOR, compose_extractive
from assistant.index import Vectors
from assistant.types import Draft, Passage, ScoredPassage
from tests.fakes import passage, scored

WAIT = passage(
    "The wait is ten business days. Weekends do not count.\n\nDo this:\n\n"
    "1. Save the notice.\n2. Note the date.\n\nNever file twice.",
    "wait#days",
)
PROOF = passage("A raw file is proof. A contract is proof too.", "proof#file")
AGAIN = passage("The wait lasts ten business days. Courts may prolong it.", "again#days")


def _distinct(*found: Passage) -> dict[str, Vectors]:
    """Return vectors by which no two sentences say the same."""
    total = sum(len(one.sentences) for one in found)
    rows, start = np.eye(total, dtype=np.float32), 0
    vectors: dict[str, Vectors] = {}
    for one in found:
        vectors[one.id] = rows[start : start + len(one.sentences)]
        start += len(one.sentences)
    return vectors


def _texts(draft: Draft) -> list[str]:
    return [statement.text for statement in draft.statements]


def _compose(
    passages: Sequence[ScoredPassage],
    words: int = 300,
    vectors: Mapping[str, Vectors] | None = None,
) -> Draft:
    known = vectors or _distinct(*(found.passage for found in passages))
    return compose_extractive(passages, known, words)


def _words(draft: Draft) -> int:
    return sum(len(text.split()) for text in _texts(draft))


def test_the_best_section_is_given_whole_and_in_its_order() -> None:
    draft = _compose([scored(WAIT, 0.9)])
    assert _texts(draft) == [sentence.text for sentence in WAIT.sentences]
    assert draft.generator == GENERATOR


def test_every_statement_names_the_passage_it_was_taken_from() -> None:
    draft = _compose([scored(WAIT, 0.9), scored(PROOF, 0.85)])
    for statement in draft.statements:
        (passage_id,) = statement.evidence
        taken_from = {"wait#days": WAIT, "proof#file": PROOF}[passage_id]
        assert statement.text in taken_from.text


def test_lists_stay_lists() -> None:
    draft = _compose([scored(WAIT, 0.9)])
    assert [s.block for s in draft.statements] == [
        *("prose", "prose", "intro", "step", "step", "prose"),
    ]


def test_an_answer_keeps_within_the_words_it_may_have() -> None:
    for words in range(10, 40):
        draft = _compose([scored(WAIT, 0.9), scored(PROOF, 0.88)], words)
        assert 0 < _words(draft) <= words


def test_a_short_answer_keeps_the_first_sentence() -> None:
    low_first = (0.1, 0.9, 0.9, 0.9, 0.9, 0.9)
    draft = _compose([scored(WAIT, 0.9, sentences=low_first)], 12)
    assert _texts(draft)[0] == "The wait is ten business days."


def test_a_procedure_is_given_whole_or_not_at_all() -> None:
    steps = {"Do this:", "Save the notice.", "Note the date."}
    for words in range(6, 30):
        given = steps & set(_texts(_compose([scored(WAIT, 0.9)], words)))
        assert given in (set(), steps)


def test_a_near_second_section_supports_under_its_heading() -> None:
    draft = _compose([scored(WAIT, 0.9), scored(PROOF, 0.8)])
    headings = [(s.text, s.heading) for s in draft.statements if s.heading]
    assert headings == [("A raw file is proof.", "File?")]


def test_a_distant_second_section_is_left_out() -> None:
    distant = replace(scored(PROOF, 0.5), score=-9.0)
    draft = _compose([scored(WAIT, 0.9), distant])
    assert {s.evidence for s in draft.statements} == {("wait#days",)}


def test_the_paragraphs_of_two_sections_are_kept_apart() -> None:
    draft = _compose([scored(WAIT, 0.9), scored(PROOF, 0.8)])
    own = {s.paragraph for s in draft.statements if s.evidence == ("wait#days",)}
    other = {s.paragraph for s in draft.statements if s.evidence == ("proof#file",)}
    assert not own & other
    assert max(own) < min(other)


def test_the_same_thing_is_not_said_twice() -> None:
    vectors = _distinct(WAIT, AGAIN)
    vectors[AGAIN.id] = np.stack([vectors[WAIT.id][0], vectors[AGAIN.id][1]])
    texts = _texts(_compose([scored(WAIT, 0.9), scored(AGAIN, 0.9)], vectors=vectors))
    assert "The wait lasts ten business days." not in texts
    assert "Courts may prolong it." in texts


def test_the_better_a_section_fits_the_more_room_it_gets() -> None:
    long = [passage(f"Rule {n} holds. " * 60, f"page{n}#rule") for n in (1, 2, 3)]
    fits = (2.0, 1.0, 0.0)
    found = [replace(scored(one, 0.9), score=fit) for one, fit in zip(long, fits, strict=True)]
    draft = _compose(found, 300)
    given = [sum(s.evidence == (one.id,) for s in draft.statements) for one in long]
    assert given[0] > given[1] > given[2] > 0
    assert given[0] * 3 >= 0.5 * 300
