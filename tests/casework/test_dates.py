from datetime import date

import pytest

from assistant.casework.calendars import add_business_days, add_days
from assistant.casework.dates import ambiguous_dates, day_comes_first, find_dates
from assistant.casework.lexicon import wordings


def days(text: str, language: str = "en", country: str = "") -> list[str]:
    first = day_comes_first(language, country)
    return [str(found.value) for found in find_dates(text, wordings(language), first)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("12 November 2026", "en"), ("November 12, 2026", "en"), ("Nov. 12th, 2026", "en"),
        ("2026-11-12T10:00", "en"), ("12. November 2026", "de"), ("12.11.2026", "de"),
        ("12.11.26", "de"), ("le 12 novembre 2026", "fr"), ("12 de noviembre de 2026", "es"),
        ("12 novembre 2026", "it"), ("2026年11月12日", "ja"), ("2026 年 11 月 12 日", "zh"),
        ("2026/11/12", "ja"),
    ],
)  # fmt: skip
def test_dates_of_each_language_become_iso(text: str, language: str) -> None:
    assert days(text, language) == ["2026-11-12"]


def test_day_or_month_first_is_decided_by_the_country() -> None:
    assert days("05/11/2026", country="GB") == ["2026-11-05"]
    assert days("05/11/2026", country="US") == ["2026-05-11"]


@pytest.mark.parametrize("country", ["CA", ""])
def test_a_date_that_could_be_two_days_stays_missing(country: str) -> None:
    assert days("05/11/2026", country=country) == []
    assert ambiguous_dates("05/11/2026", None) == ("05/11/2026",)


@pytest.mark.parametrize("text", ["31/02/2026", "99.99.2026", "627,13 EUR", "US 10,123,456",
                                  "1:26-cv-08812", "192.168.1.20", "418/26"])  # fmt: skip
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert days(text, "de") == []


def test_business_days_leave_out_weekends_and_federal_holidays() -> None:
    # Monday 16 November 2026; Thanksgiving is Thursday the 26th
    assert add_business_days(date(2026, 11, 16), 10, "US") == date(2026, 12, 1)
    assert add_business_days(date(2026, 11, 16), 10, "GB") == date(2026, 11, 30)


def test_business_days_run_over_a_new_year_and_start_on_a_weekend() -> None:
    # Saturday 26 December 2026; 1 January 2027 is a holiday: 28, 29, 30, 31, 4
    assert add_business_days(date(2026, 12, 26), 5, "US") == date(2027, 1, 4)


def test_hours_round_down_and_months_end_with_their_month() -> None:
    assert add_days(date(2026, 11, 9), 36, "hour", "") == date(2026, 11, 10)
    assert add_days(date(2027, 1, 31), 1, "month", "") == date(2027, 2, 28)
