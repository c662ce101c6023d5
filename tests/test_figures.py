"""Figures with units: what counts as one, and when two sentences disagree."""

from __future__ import annotations

import pytest

from assistant.figures import Figure, disagree, figures_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("It takes 14 days.", {Figure("day", 14, 14)}, id="days"),
        pytest.param("It takes two weeks.", {Figure("day", 14, 14)}, id="weeks-are-days"),
        pytest.param(
            "Restored in 10 to 14 business days.", {Figure("day", 10, 14, True)}, id="range"
        ),
        pytest.param(
            "Not before 10 and not after 14 business days.",
            {Figure("day", 10, 14, True)},
            id="range-in-words",
        ),
        pytest.param("A 30-day wait.", {Figure("day", 30, 30)}, id="hyphen"),
        pytest.param(
            "USD 750 to USD 30,000 per work.", {Figure("USD", 750, 30000)}, id="money-range"
        ),
        pytest.param("It costs $1,500.50.", {Figure("USD", 1500.5, 1500.5)}, id="dollar-sign"),
        pytest.param("They paid 300 euros.", {Figure("EUR", 300, 300)}, id="unit-behind"),
        pytest.param("At least 85% of the frame.", {Figure("%", 85, 85)}, id="share"),
        pytest.param("Section 512 of 1998, since 3 May 2020.", set(), id="no-unit"),
    ],
)
def test_a_figure_is_a_number_with_a_unit(text: str, expected: set[Figure]) -> None:
    assert figures_in(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "unit"),
    [
        pytest.param("10 to 14 business days", "14 days", "day", id="business-days-are-not-days"),
        pytest.param("14 days", "2 weeks", "", id="same-time"),
        pytest.param("up to USD 30,000", "USD 750 to USD 30,000", "", id="end-of-a-range"),
        pytest.param("USD 15,000", "USD 30,000", "USD", id="sums"),
        pytest.param("USD 15,000", "EUR 30,000", "", id="currencies-are-not-compared"),
        pytest.param("10 days or 3 hours", "12 days or 3 hours", "day", id="one-unit-of-two"),
    ],
)
def test_sentences_disagree_when_a_shared_unit_has_no_shared_figure(
    one: str, other: str, unit: str
) -> None:
    assert disagree(figures_in(one), figures_in(other)) == unit
