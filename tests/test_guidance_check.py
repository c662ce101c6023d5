"""The lint of the guidance: house rules on top of the schema."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assistant.guidance import load_knowledge
from assistant.guidance_check import lint

TODAY = date(2026, 12, 1)
FIRST = "The rights owner must send the retraction directly to Amazon from the address"
Lint = Callable[[str, str], list[str]]


@pytest.fixture
def linted(knowledge_dir: Path) -> Lint:
    """Return the problems after one text of retraction.md was replaced, new ones only."""
    before = set(lint(load_knowledge(knowledge_dir), knowledge_dir, today=TODAY))

    def linted(old: str, new: str) -> list[str]:
        path = knowledge_dir / "en" / "retraction.md"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
        after = lint(load_knowledge(knowledge_dir), knowledge_dir, today=TODAY)
        return [problem for problem in after if problem not in before]

    return linted


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param(f"{FIRST} used", "It is sent [s1]. He", "start with a pronoun", id="pronoun"),
        pytest.param("to Amazon?", "to Amazon", "heading must be a question", id="heading"),
        pytest.param("forwards [s1][s2]", "forwards", "no source marker: Amazon", id="no-source"),
        pytest.param("records [advice]", "7 records [advice]", "a figure needs", id="figure"),
        pytest.param("The ASIN of", "The **ASIN** of", "markup or a stray", id="markup"),
        pytest.param("[counter-notice]", "[no-page]", "'no-page' does not exist", id="related"),
        pytest.param("reviewed: 2026", "reviewed: 2024", "last reviewed on 2024", id="stale"),
        pytest.param("- is my own mail about the retraction enough\n", "", "2 questions", id="few"),
        pytest.param("forwards [s1]", f"forwards{' on' * 40} [s1]", "more than 40", id="long"),
    ],
)
def test_a_broken_house_rule_is_reported_with_file_and_line(
    linted: Lint, old: str, new: str, said: str
) -> None:
    problems = linted(old, new)
    assert any(said in problem for problem in problems), problems
    assert all("retraction.md:" in problem for problem in problems)


def test_a_source_that_backs_nothing_is_reported(linted: Lint) -> None:
    extra = "  - {id: s9, title: Unused, url: 'https://example.org', publisher: Example, kind: law"
    problems = linted("sources:\n", f"sources:\n{extra}, accessed: 2026-11-23}}\n")
    assert any("source s9 is never used" in problem for problem in problems)


def test_a_refused_request_must_name_guidance_that_exists(knowledge_dir: Path) -> None:
    problems = lint(load_knowledge(knowledge_dir), knowledge_dir, today=TODAY)
    assert [problem for problem in problems if "requests.yaml:1:" in problem] == [
        f"{knowledge_dir / 'requests.yaml'}:1: evade-enforcement names "
        "a-page-that-was-removed#section, which does not exist"
    ]


def test_the_line_is_that_of_the_heading(linted: Lint, knowledge_dir: Path) -> None:
    (problem,) = linted("forwards [s1][s2]", "forwards")
    lines = (knowledge_dir / "en" / "retraction.md").read_text().splitlines()
    number = int(problem.split(".md:")[1].split(":")[0])
    assert lines[number - 1] == "## Who must send the retraction to Amazon?"


def test_spaces_around_a_heading_do_not_matter(linted: Lint) -> None:
    assert linted("## Who must", "##  Who must") == []
