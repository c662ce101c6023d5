from assistant.casework.documents import Document
from assistant.casework.notice import read_notice
from evals.notices import FieldScore, below, development, load_notices, score, values_of


def test_there_are_forty_notices_in_seven_languages_and_a_third_is_held_back() -> None:
    cases = load_notices()
    held_back = [case for case in cases if case.split == "test"]
    assert len(cases) >= 40
    assert len(held_back) >= len(cases) / 3
    assert {next(iter(c.expected["language"])) for c in held_back} == {
        "en", "de", "fr", "it", "es", "ja", "zh",
    }  # fmt: skip


def test_notices_are_read_as_well_as_promised() -> None:
    assert below(score(development())) == ()
    assert below(score(case for case in load_notices() if case.split == "test")) == ()


def test_the_gate_bites_when_a_field_is_wrong_or_missing() -> None:
    problems = below({"asins": FieldScore(9, 10, 9), "dates": FieldScore(8, 8, 10)})
    assert problems == (
        "asins: precision 0.900, wanted 1.0",
        "dates: recall 0.800, wanted 0.92",
    )


def test_a_value_that_no_fixture_names_counts_against_precision() -> None:
    said = values_of(read_notice(Document("We removed your listing. Complaint ID: 17120448391")))
    assert said["complaint_ids"] == {"17120448391"}
    assert said["deadlines"] == frozenset()
