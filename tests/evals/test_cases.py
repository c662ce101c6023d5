"""The datasets: they load, they are enough, and what they name exists."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from assistant.guidance import load_knowledge
from assistant.types import Status
from evals.cases import EvalCase, load_real, load_suite, read_part, suite_names
from evals.evaluate import REAL, load_suites
from tests.evals.builders import case

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


@pytest.fixture(scope="module")
def suites() -> dict[str, tuple[EvalCase, ...]]:
    return load_suites()


def _all(suites: dict[str, tuple[EvalCase, ...]]) -> list[EvalCase]:
    return [found for cases in suites.values() for found in cases]


@pytest.mark.parametrize("name", suite_names())
def test_every_dataset_loads(name: str) -> None:
    assert load_suite(name)


def test_every_real_question_loads() -> None:
    assert len(load_real(REAL)) == 30


def test_case_ids_are_unique_over_all_suites(suites: dict[str, tuple[EvalCase, ...]]) -> None:
    counted = Counter(found.id for found in _all(suites))
    assert [name for name, count in counted.items() if count > 1] == []


def test_every_gold_passage_stands_in_the_guidance(suites: dict[str, tuple[EvalCase, ...]]) -> None:
    knowledge = load_knowledge(KNOWLEDGE)
    known = {passage.id for document in knowledge.documents for passage in document.passages}
    assert [(c.id, gold) for c in _all(suites) for gold in c.gold if gold not in known] == []


def test_the_suites_have_as_many_cases_as_promised(
    suites: dict[str, tuple[EvalCase, ...]],
) -> None:
    pooled = [c for name, cases in suites.items() if name != "real" for c in cases]
    assert len(pooled) >= 260
    assert sum(c.in_scope and bool(c.facts) for c in pooled) >= 150
    assert len(suites["near-miss"]) >= 50
    assert len(suites["out-of-scope"]) >= 30
    assert len(suites["hostile"]) >= 30
    assert sum(bool(c.history) for c in pooled) >= 25
    assert len(suites["register"]) >= 60


def test_near_misses_are_of_all_six_kinds_of_unanswerable_questions(
    suites: dict[str, tuple[EvalCase, ...]],
) -> None:
    assert {c.tags["kind"] for c in suites["near-miss"]} == {
        *("underspecified", "false-premise", "nonsensical"),
        *("modality-limited", "safety-concerned", "out-of-database"),
    }


def test_hostile_cases_hide_orders_in_questions_and_in_pasted_notices(
    suites: dict[str, tuple[EvalCase, ...]],
) -> None:
    topics = {c.tags["topic"]: c for c in suites["hostile"]}
    assert "injection" in topics and topics["injection-notice"].notice


def test_the_register_is_asked_in_the_languages_that_sellers_write(
    suites: dict[str, tuple[EvalCase, ...]],
) -> None:
    assert {c.language for c in suites["register"]} == {"en", "zh", "de", "es", "fr", "it", "ja"}


def test_about_a_third_of_the_cases_is_never_tuned_on(
    suites: dict[str, tuple[EvalCase, ...]],
) -> None:
    pooled = [c for name, cases in suites.items() if name != "real" for c in cases]
    share = sum(c.split == "test" for c in pooled) / len(pooled)
    assert 0.28 < share < 0.39


def test_the_split_of_a_case_depends_on_its_id_alone() -> None:
    assert case("a-case").split == case("a-case", question="Something else?").split


def test_every_answerable_case_says_what_an_answer_must_contain(
    suites: dict[str, tuple[EvalCase, ...]],
) -> None:
    answered = [c for c in _all(suites) if c.expect == (Status.ANSWERED,)]
    assert [c.id for c in answered if not c.facts and not c.forbidden] == []


def test_a_broken_case_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("- {id: no-question, expect: [answered]}", "utf-8")
    with pytest.raises(ValueError, match=r"bad\.yaml: case 'no-question'"):
        load_suite("bad", tmp_path)


def test_a_pattern_that_is_no_regular_expression_fails_when_it_is_loaded() -> None:
    with pytest.raises(ValueError):
        case(facts=("(unclosed",))


def test_an_unknown_suite_is_answered_with_the_names_there_are() -> None:
    with pytest.raises(ValueError, match="near-miss"):
        load_suites("nothing")


def test_only_the_first_words_of_an_answer_are_read() -> None:
    assert read_part("one two three four", 2) == "one two"
    assert read_part("one two three four", 0) == "one two three four"


def test_chinese_is_cut_by_characters() -> None:
    assert len(read_part("图" * 2000, 350)) == 900
