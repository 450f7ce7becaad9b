"""Months of a path."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from mineralsec.errors import RecordError, show

__all__ = ["MOST_MONTHS", "add_months", "months_from"]

#: Longest path. [month]
MOST_MONTHS = 240


def months_from(first: date, count: object) -> list[date]:
    """Return the first day of each month of a path, and the day after its end.

    Raises
    ------
    RecordError
        If `count` is no whole number from 1 to 240.

    Examples
    --------
    >>> [str(day) for day in months_from(date(2025, 11, 1), 2)]
    ['2025-11-01', '2025-12-01', '2026-01-01']
    """
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST_MONTHS:
        raise RecordError(
            f"months must be a whole number from 1 to {MOST_MONTHS}, got {show(count)}. "
            "Write months=24."
        )
    return [add_months(first, i) for i in range(count + 1)]


def add_months(day: date, count: int) -> date:
    """Return the same day `count` months later, the last of the month where there is none.

    Examples
    --------
    >>> str(add_months(date(2025, 1, 31), 1))
    '2025-02-28'
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
