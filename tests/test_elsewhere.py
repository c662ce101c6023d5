"""Platforms and countries that the guidance does not cover."""

from __future__ import annotations

import pytest

from assistant.elsewhere import uncovered


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("my lazada shop got a strike for a photo", ("Lazada",), id="platform"),
        pytest.param("what does swiss law say about packshots", ("Switzerland",), id="law"),
        pytest.param("is amazon.com.mx under a takedown law", ("Mexico",), id="store"),
        pytest.param("shopee says thai law counts", ("Shopee", "Thailand"), id="both"),
    ],
)
def test_a_platform_or_a_country_s_law_without_guidance_is_named(
    text: str, named: tuple[str, ...]
) -> None:
    assert uncovered(text) == named


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("i live in vietnam and sell on amazon.com", id="lives-there"),
        pytest.param("germany sent an abmahnung, is that law", id="covered-country"),
        pytest.param("removed from amazon.com.mx. Is that lawful?", id="sells-there"),
        pytest.param("i wish they would answer", id="ordinary-word"),
    ],
)
def test_where_a_seller_lives_and_what_is_covered_does_not_count(text: str) -> None:
    assert uncovered(text) == ()
