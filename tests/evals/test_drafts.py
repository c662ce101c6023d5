"""The draft cases: they are sound, the scorer bites, and the drafts are accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.casework.drafting import draft_letter
from assistant.casework.types import LetterKind
from assistant.service import Assistant
from assistant.settings import Settings
from evals.cases import suite_names
from evals.drafts import DraftCase, Scored, load_drafts, problems, report, score_drafts
from tests.casework.drafts import MESSAGE, drafted, notice


def _case(**changes: object) -> DraftCase:
    fields = {"id": "x", "message": MESSAGE, "kind": "reply", "contains": ["Hello"], "why": "…"}
    return DraftCase.model_validate(fields | changes)


def test_there_are_cases_for_every_letter_and_no_question_suite_reads_them() -> None:
    cases = load_drafts()
    assert len(cases) >= 20
    assert {case.kind for case in cases} == set(LetterKind)
    assert not {"drafts", "replies", "letters"} & set(suite_names())


def test_a_notice_is_built_from_its_fields_and_points_into_its_text() -> None:
    for case in (case for case in load_drafts() if case.notice):
        assert case.notice is not None
        built = case.notice.as_notice()
        readings = (*built.complaint_ids, *(listing.asin for listing in built.listings))
        assert all(built.text[r.start : r.end] == r.value for r in readings)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"contains": ["Bonjour"]}, "lacks 'Bonjour'"),
        ({"absent": ["Example"]}, "has 'Example'"),
        ({"open": ["proof"]}, "asks for ['picture_source'], not for ['proof']"),
        ({"warns": "fire"}, "does not warn of 'fire'"),
        ({"expect_kind": "plan-of-action"}, "is a reply, not a plan-of-action"),
    ],
)
def test_the_scorer_names_what_is_wrong(changes: dict[str, object], says: str) -> None:
    letter = drafted(found=notice())
    assert not problems(_case(open=["picture_source"]), letter)
    assert says in problems(_case(**{"open": ["picture_source"]} | changes), letter)


def test_a_broken_or_repeated_case_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("- {id: a-case, kind: poem}\n")
    with pytest.raises(ValueError, match=r"a\.yaml: case 'a-case'"):
        load_drafts(tmp_path)
    good = "- {id: twice, message: hi, kind: reply, contains: [x], why: y}\n"
    (tmp_path / "a.yaml").write_text(good + good)
    with pytest.raises(ValueError, match="twice stand more than once"):
        load_drafts(tmp_path)


def test_the_report_counts_and_names_failures() -> None:
    text = report([Scored("good", (), 100.0), Scored("bad", ("lacks 'x'",), 300.0)])
    assert text.splitlines() == [
        "bad: lacks 'x'",
        "1 of 2 drafts accepted; median 200 ms, slowest 300 ms",
    ]


@pytest.mark.integration
def test_every_draft_is_accepted(whole: Assistant) -> None:
    scored = score_drafts(whole, load_drafts())
    assert not [s for s in scored if s.problems], report(scored)


@pytest.mark.integration
def test_the_real_chain_drafts_the_same_twice(part_settings: Settings) -> None:
    assistant = Assistant(part_settings)
    for kind in LetterKind:
        one, other = (draft_letter(assistant, kind, MESSAGE, notice()) for _ in range(2))
        assert one == other
