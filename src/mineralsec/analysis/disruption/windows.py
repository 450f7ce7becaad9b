"""The window an answer is for: a first day and a length."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from mineralsec.errors import RecordError, show
from mineralsec.provenance import to_date
from mineralsec.quantities import checked

__all__ = ["window"]

#: Longest window that makes sense for one-year data. [yr]
MOST_YEARS = 50


def window(start: Any, duration: Any, year: int | None) -> tuple[date, date]:
    """Return the first day and the day after the last.

    Parameters
    ----------
    start
        ISO date or date; None takes the day after the data's year (or 1 January 2000 for
        undated data, on which nothing but controls depends).
    duration
        Quantity of time, or a text such as ``"1 year"``.
    year
        The data's year.

    Raises
    ------
    UnitsError
        If `duration` is a bare number or no time.
    RecordError
        If the date cannot be read, the duration is not from 1 day to 50 years, or the window
        leads past the calendar's end.

    Examples
    --------
    >>> window(None, "1 year", 2024)
    (datetime.date(2025, 1, 1), datetime.date(2026, 1, 1))
    """
    quantity = checked(duration, "day", "duration")
    days = float(quantity.m_as("day"))
    if not 1 <= days <= MOST_YEARS * 366:
        raise RecordError(
            f"duration must be from 1 day to {MOST_YEARS} years, got {duration!s}. "
            "Write for example duration='6 months'."
        )
    first = (
        date(2000 if year is None else year + 1, 1, 1) if start is None else to_date(start, "start")
    )
    if first.year + MOST_YEARS >= date.max.year:
        raise RecordError(f"start must be before {date.max.year - MOST_YEARS}, got {show(start)}.")
    # a pint year is 365.25 days; whole years end on the same day of the calendar
    years = days / 365.25
    if abs(years - round(years)) < 1e-9 and (first.month, first.day) != (2, 29):
        return first, first.replace(year=first.year + round(years))
    return first, first + timedelta(days=round(days))
