"""What the guidance does not cover: topics with examples, and messages that say nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from assistant.errors import GuidanceError
from assistant.gate import Gate
from assistant.guidance import load_knowledge
from assistant.guidance_check import lint
from assistant.index import UNCLEAR, GuidanceIndex, Vectors, open_index
from assistant.indexing import update_index
from assistant.lexical import Lexicon
from assistant.outcomes import abstention
from assistant.outside import train_outside
from assistant.overlay import layered_outside
from assistant.requests import load_outside
from assistant.settings import Settings
from assistant.types import OutsideTopic, Query, Status
from tests.fakes import KeywordEmbedder, passage, scored

FEES = OutsideTopic(id="fees", about="storage fees", turn_to="the fee pages", questions=())
FILE = """
topics:
  - id: fees
    about: storage fees
    turn_to: the fee pages
    questions: [what does storage cost, how high is the storage fee]
unclear: [please help, what now]
"""
WAIT = passage("The wait is 10 business days [s1].")
COVERED, OUTSIDE, VAGUE = ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0])


def _index(**changed: Any) -> GuidanceIndex:
    def rows(row: list[float], count: int) -> Vectors:
        return np.asarray([row] * count, dtype=np.float32)

    whole = {
        "request_vectors": {},
        "question_texts": {"page#wait": ("how long is the wait",) * 20},
        "question_vectors": {"page#wait": rows(COVERED, 20)},
        "outside_topics": {"fees": FEES},
        "outside_texts": {"fees": ("what does storage cost",) * 4, UNCLEAR: ("please help",) * 3},
        "outside_vectors": {"fees": rows(OUTSIDE, 4), UNCLEAR: rows(VAGUE, 3)},
    }
    return cast(GuidanceIndex, SimpleNamespace(**{**whole, **changed}))


@pytest.mark.parametrize(
    ("text", "row", "outside", "unclear"),
    [
        ("how long is the wait", COVERED, False, False),
        ("what does storage cost", OUTSIDE, True, False),
        ("please help", VAGUE, False, True),
    ],
)
def test_three_kinds_of_messages_are_told_apart(
    text: str, row: list[float], outside: bool, unclear: bool
) -> None:
    detector = train_outside(_index())
    assert detector is not None
    look = detector.look(text, np.asarray(row, dtype=np.float32))
    assert (look.outside > 0, look.unclear > 0) == (outside, unclear)
    assert look.topic is FEES
    assert look.nearest == pytest.approx(row[1])


@pytest.mark.parametrize("missing", ["outside_topics", "question_texts"])
def test_without_topics_or_guidance_there_is_nothing_to_compare(missing: str) -> None:
    assert train_outside(_index(**{missing: {}})) is None


def test_topics_without_unclear_messages_are_enough() -> None:
    index = _index()
    texts, vectors = (
        {"fees": found["fees"]} for found in (index.outside_texts, index.outside_vectors)
    )
    detector = train_outside(_index(outside_texts=texts, outside_vectors=vectors))
    assert detector is not None
    assert detector.look("please help", np.asarray(VAGUE)).unclear == -np.inf


@pytest.fixture
def gate() -> Gate:
    return Gate([], _index(), Lexicon([WAIT]))


def test_a_question_of_a_topic_outside_is_declined_with_its_topic(gate: Gate) -> None:
    found = [replace(scored(WAIT, 0.5), sentence_similarities=(0.4,))]
    query = Query("", "what does storage of pallets cost")
    verdict = gate.decide(query, [OUTSIDE], found)
    assert verdict.status is Status.ABSTAINED
    assert verdict.outside is FEES


@pytest.mark.parametrize(("asked_back", "status"), [(False, "clarify"), (True, "abstained")])
def test_an_unclear_message_is_asked_back_once(gate: Gate, asked_back: bool, status: str) -> None:
    found = [replace(scored(WAIT, 0.1), sentence_similarities=(0.1,))]
    query = Query("", "please help, blocked and desperate", asked_back=asked_back)
    assert gate.decide(query, [VAGUE], found).status == status


def test_an_abstention_says_where_to_turn() -> None:
    statements, _ = abstention((), "en", FEES)
    assert "storage fees; for that, turn to the fee pages" in statements[1].text
    unnamed = FEES.model_copy(update={"about": ""})
    assert abstention((), "en", unnamed) == abstention((), "en")
    assert abstention((), "de", FEES) == abstention((), "de"), "the file is in English"


def test_the_index_holds_the_topics_and_no_search_finds_them(
    knowledge_dir: Path, settings: Settings, embedder: KeywordEmbedder
) -> None:
    (knowledge_dir / "outside.yaml").write_text(FILE)
    update_index(load_knowledge(knowledge_dir), embedder, settings)
    index = open_index(embedder, settings)
    assert index.outside_topics == {"fees": FEES}
    assert index.outside_texts["fees"] == ("what does storage cost", "how high is the storage fee")
    assert index.outside_texts[UNCLEAR] == ("please help", "what now")
    assert index.outside_vectors["fees"].shape[0] == 2
    hits = index.search(embedder.embed_query("what does storage cost"), 500)
    assert {hit.kind for hit in hits} == {"text", "question", "sentence"}


def test_guidance_without_the_file_has_no_topics(tmp_path: Path) -> None:
    assert load_outside(tmp_path / "outside.yaml").topics == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("topics: [", "cannot be read"),
        ("topics: [{id: Fees, questions: []}]", "topics.0.id"),
        ("topics: [{id: fees}]", "topics.0.questions"),
        ("topics: [{id: fees, questions: []}, {id: fees, questions: []}]", "fees stands twice"),
    ],
)
def test_a_broken_file_is_reported_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "outside.yaml"
    path.write_text(text)
    with pytest.raises(GuidanceError) as caught:
        load_outside(path)
    (problem,) = caught.value.problems
    assert problem.startswith(f"{path}:1:")
    assert said in problem


def test_a_question_that_the_guidance_answers_is_not_outside(knowledge_dir: Path) -> None:
    asked = load_knowledge(knowledge_dir).documents[0].passages[0].section
    (knowledge_dir / "outside.yaml").write_text(
        f'topics: [{{id: fees, questions: ["{asked.upper()}"]}}]'
    )
    problems = lint(load_knowledge(knowledge_dir), knowledge_dir)
    assert any("outside.yaml:1: fees:" in problem for problem in problems)


def test_an_overlay_replaces_and_takes_out_topics(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    ours.mkdir()
    theirs.mkdir()
    (ours / "outside.yaml").write_text(FILE)
    assert layered_outside(ours, theirs)[0] == load_outside(ours / "outside.yaml")
    (theirs / "outside.yaml").write_text("topics: [{id: fees, questions: []}]\nunclear: [hm]")
    outside, warnings = layered_outside(ours, theirs)
    assert outside.topics[0].questions == ()
    assert outside.unclear == ("please help", "what now", "hm")
    assert warnings == ()
    (theirs / "outside.yaml").write_text("topics: [")
    outside, (warning,) = layered_outside(ours, theirs)
    assert outside == load_outside(ours / "outside.yaml")
    assert "ours stays" in warning


def test_our_own_file_has_enough_topics_with_enough_questions() -> None:
    root = Path(__file__).parents[1] / "knowledge"
    outside = load_outside(root / "outside.yaml")
    assert len(outside.topics) >= 25
    assert all(len(topic.questions) >= 8 for topic in outside.topics)
