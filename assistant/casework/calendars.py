"""Counting days: calendar days, business days, and the United States' federal holidays."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from assistant.errors import InputError


def add_business_days(start: date, days: int, country: str) -> date:
    """Return the n-th business day after `start`; the day after `start` is the first to count.

    Saturdays and Sundays do not count, for "US" federal holidays neither. Other countries'
    holidays differ by region and count here: the result is then the earlier day, to be safe.
    """
    holidays = _federal_holidays(start.year) if country == "US" else ()
    # "backward" sets a start on a weekend to the Friday before, from which the count is the same
    day = np.busday_offset(start, days, roll="backward", holidays=list(holidays))
    return date.fromisoformat(str(day))


@lru_cache
def _federal_holidays(year: int) -> tuple[date, ...]:
    """Return the federal holidays of a year and the next, on the days they are observed."""
    try:
        from pandas.tseries.holiday import USFederalHolidayCalendar
    except ImportError as error:
        raise InputError(
            "business days in the United States need pandas. Run `pip install "
            "'image-complaint-assistant[notices]'`."
        ) from error
    days = USFederalHolidayCalendar().holidays(f"{year}-01-01", f"{year + 1}-12-31")
    return tuple(day.date() for day in days)


def add_days(start: date, count: int, unit: str, country: str) -> date:
    """Return the day so many hours, days, business days, weeks or months after `start`.

    Hours are whole days, rounded down: a day early is safe, a day late is not.
    """
    if unit == "business day":
        return add_business_days(start, count, country)
    if unit == "month":
        return date.fromisoformat(str(_add_months(start, count)))
    days = {"hour": count // 24, "day": count, "week": 7 * count}[unit]
    return start + timedelta(days=days)


def _add_months(start: date, count: int) -> date:
    """Return the same day of a later month, or that month's last day if it has none."""
    month = np.datetime64(start, "M") + count
    last = (month + 1).astype("datetime64[D]") - 1
    same = month.astype("datetime64[D]") + (start.day - 1)
    return date.fromisoformat(str(min(same, last)))
