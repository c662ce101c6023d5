"""The exact tier: what it finds wrong, and what it leaves alone."""

from __future__ import annotations

import pytest

from assistant.exactness import findings

WAIT = "Content comes back 10 to 14 business days after a valid counter-notice, if nobody sues."
FORWARD = "The rights owner must send the retraction; Amazon does not accept a forwarded one."
GERMANY = "In Germany, a copyright warning letter can cost 1,500 euros."


def _kinds(claim: str, *evidence: str) -> set[str]:
    return {finding.kind for finding in findings(claim, evidence, evidence)}


@pytest.mark.parametrize(
    ("claim", "evidence", "kind"),
    [
        pytest.param("Content comes back after 30 business days.", WAIT, "number", id="number"),
        pytest.param("Content comes back after 10 to 14 weeks.", WAIT, "unit", id="unit"),
        pytest.param("Content comes back after 14 calendar days.", WAIT, "unit", id="day-kind"),
        pytest.param("It costs 1,500 dollars.", GERMANY, "unit", id="currency"),
        pytest.param(
            "Amazon accepts a forwarded retraction.",
            "Amazon does not accept a forwarded retraction.",
            "negation",
            id="negation",
        ),
        pytest.param("The rights owner may send the retraction.", FORWARD, "modality", id="duty"),
        pytest.param("Amazon must send the retraction.", FORWARD, "actor", id="actor"),
        pytest.param("In France, a warning letter costs.", GERMANY, "jurisdiction", id="country"),
        pytest.param("A trademark warning letter can cost.", GERMANY, "right", id="right"),
        pytest.param("Content always comes back.", WAIT, "quantifier", id="always"),
        pytest.param(
            "Content comes back in 10 to 14 business days.", WAIT, "condition", id="condition"
        ),
        pytest.param(
            "According to the World Bank, content comes back.", WAIT, "source", id="source"
        ),
        pytest.param("See section 107.", "Section 512 says so.", "statute", id="statute"),
        pytest.param("It began on 3 May 2024.", "It began on 3 June 2024.", "date", id="date"),
        pytest.param("It began on 2024-05-04.", "It began on 3 May 2024.", "date", id="iso-date"),
        pytest.param("Answer after 10 days.", "Answer within 10 days.", "bound", id="within-after"),
        pytest.param("At most 10 days go by.", "At least 10 days go by.", "bound", id="least-most"),
        pytest.param(
            "Less than 30 percent is new.", "More than 30% is new.", "bound", id="less-more"
        ),
        pytest.param("Keep it for weeks.", "Keep it for months.", "changed word", id="bare-unit"),
        pytest.param(
            "The second notice counts.", "The first notice counts.", "changed word", id="ordinal"
        ),
        pytest.param(
            "All sellers lose their money.",
            "Some sellers lose their money.",
            "changed word",
            id="some-all",
        ),
        pytest.param(
            "Renewing costs 190 dollars, the first fee is 80 dollars.",
            "The first fee is 190 dollars, and renewing costs 80 dollars.",
            "exchanged",
            id="figures-exchanged",
        ),
        pytest.param(
            "The court held the seller liable for Amazon's picture.",
            "The court held Amazon liable for the seller's picture.",
            "exchanged",
            id="parties-exchanged",
        ),
        pytest.param(
            "Damages go up to USD 15,000 per work.",
            "Damages go up to USD 7,500 per work and USD 15,000 per case.",
            "exchanged",
            id="amount-of-another-basis",
        ),
        pytest.param(
            "Content can come back.",
            "Only after a valid notice can content come back.",
            "condition",
            id="condition-before-its-verb",
        ),
        pytest.param(
            "Copying is fine without permission.",
            "Copying needs permission.",
            "without",
            id="without-what-is-needed",
        ),
        pytest.param(
            "It is fine to open a second account.",
            "Do not open a second account.",
            "permission",
            id="allowed-and-forbidden",
        ),
    ],
)
def test_a_changed_word_that_changes_the_meaning_is_found(
    claim: str, evidence: str, kind: str
) -> None:
    assert kind in _kinds(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        pytest.param("It takes three days.", "It takes 3 days.", id="number-word"),
        pytest.param("Answer in twenty-one days.", "Answer in 21 days.", id="compound-word"),
        pytest.param("It lasts half a year.", "It lasts six months.", id="half-a-year"),
        pytest.param("The US has a register.", "The United States has a register.", id="country"),
        pytest.param(
            "The retraction must be sent by the rights owner.",
            "The rights owner must send the retraction.",
            id="passive",
        ),
        pytest.param("You can't do it.", "You cannot do it.", id="contraction"),
        pytest.param("Ten working days go by.", "10 business days go by.", id="working-days"),
        pytest.param("It takes two weeks.", "It takes 14 days.", id="weeks-in-days"),
        pytest.param("The fee is €1.000,50.", "The fee is EUR 1,000.50.", id="euro-style"),
        pytest.param("Amazon sued on 30.05.2023.", "On 30 May 2023 Amazon sued.", id="german-date"),
        pytest.param("Amazon sued on May 30, 2023.", "On 30 May 2023 Amazon sued.", id="us-date"),
        pytest.param("Fifty percent are copies.", "50 % are copies.", id="percent"),
        pytest.param("It takes 10 to 14 days.", "It takes 10-14 days.", id="range"),
        pytest.param(
            "Over 30 percent is copied.", "More than 30% is copied.", id="more-than-is-over"
        ),
        pytest.param("See 17 U.S.C. § 512(g).", "See 17 USC 512(g).", id="statute"),
        pytest.param("It takes 4 or 6 weeks.", "It takes 4-6 weeks.", id="weeks-of-a-range"),
        pytest.param(
            "Content can come back after a valid notice.",
            "Only after a valid notice can content come back.",
            id="condition-at-the-end",
        ),
    ],
)
def test_another_wording_of_the_same_is_left_alone(claim: str, evidence: str) -> None:
    assert _kinds(claim, evidence) == set()


@pytest.mark.parametrize(
    ("claim", "evidence", "kind"),
    [
        pytest.param(
            "Whoever holds the account says so.", "The seller says so.", "source", id="no-speaker"
        ),
        pytest.param(
            "It costs $7,500 for each photo.", "It costs $7,500 per work.", "exchanged", id="basis"
        ),
    ],
)
def test_what_only_looks_like_a_mistake_is_left_alone(claim: str, evidence: str, kind: str) -> None:
    assert kind not in _kinds(claim, evidence)


def test_a_number_that_stands_nowhere_is_enough_to_reject() -> None:
    found = findings(
        "The fee is 70 dollars.", ["The fee is 90 dollars."], ["The fee is 90 dollars."]
    )
    assert any(f.strict and "70" in f.reason for f in found)
