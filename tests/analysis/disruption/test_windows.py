"""The window an answer is for."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.analysis.disruption.limits import Limits
from mineralsec.analysis.disruption.windows import MOST_YEARS, window

from .hand_network import hand_network


@pytest.mark.parametrize(
    ("start", "duration", "year", "expected"),
    [
        (None, "1 year", 2024, (date(2025, 1, 1), date(2026, 1, 1))),
        (None, "1 year", None, (date(2000, 1, 1), date(2001, 1, 1))),
        ("2025-04-04", "1 year", 2024, (date(2025, 4, 4), date(2026, 4, 4))),
        (date(2025, 4, 4), "12 month", 2024, (date(2025, 4, 4), date(2026, 4, 4))),
        (datetime(2025, 4, 4, 23, 59), "3 years", 2024, (date(2025, 4, 4), date(2028, 4, 4))),
        # whole years end on the same day of the calendar, with or without a leap day between
        ("2024-01-01", "1 year", 2024, (date(2024, 1, 1), date(2025, 1, 1))),
        ("2024-02-29", "1 year", 2024, (date(2024, 2, 29), date(2025, 2, 28))),
        ("2025-01-01", "90 days", 2024, (date(2025, 1, 1), date(2025, 4, 1))),
        ("2025-01-01", "1 day", 2024, (date(2025, 1, 1), date(2025, 1, 2))),
        ("2025-01-01", "36 hours", 2024, (date(2025, 1, 1), date(2025, 1, 3))),
        (None, ms.Q(2, "week"), 2024, (date(2025, 1, 1), date(2025, 1, 15))),
        ("2025-01-01", "50 years", 2024, (date(2025, 1, 1), date(2075, 1, 1))),
    ],
)
def test_a_window_is_a_first_day_and_a_length(start, duration, year, expected):
    assert window(start, duration, year) == expected


@pytest.mark.parametrize(
    ("start", "duration", "error", "message"),
    [
        (None, 1, ms.UnitsError, "duration needs a unit, got 1"),
        (None, 1.5, ms.UnitsError, "duration needs a unit, got 1.5"),
        (None, None, ms.UnitsError, "duration needs a unit"),
        (None, "1 tonne", ms.UnitsError, "duration must be a time"),
        (None, "soon", ms.UnitsError, "duration"),
        (None, "0 day", ms.RecordError, "duration must be from 1 day to 50 years, got 0 day"),
        (None, "23 hours", ms.RecordError, "from 1 day to 50 years"),
        (None, "-1 year", ms.RecordError, "duration must not be negative"),
        (None, "51 years", ms.RecordError, "from 1 day to 50 years, got 51 year"),
        ("soon", "1 year", ms.RecordError, "start must be a date, got 'soon'"),
        ("2025-02-30", "1 year", ms.RecordError, "start"),
        ("", "1 year", ms.RecordError, "start must be a date"),
        (2025, "1 year", ms.RecordError, "start must be a date, got 2025"),
        ("9999-06-01", "1 year", ms.RecordError, "start must be before 9949, got '9999-06-01'"),
    ],
)
def test_a_window_that_cannot_be_is_refused(start, duration, error, message):
    with pytest.raises(error, match=message):
        window(start, duration, 2024)
    with pytest.raises(error, match=message):
        ms.simulate(hand_network(), start=start, duration=duration)


@given(st.dates(date(1900, 1, 1), date(9900, 1, 1)), st.integers(1, MOST_YEARS * 365))
def test_days_are_days(first, days):
    assert window(first, ms.Q(days, "day"), None)[1] in {
        first + timedelta(days=days),
        # 1461 days are four years of the calendar, wherever its leap days fall
        first + timedelta(days=days + 1),
        first + timedelta(days=days - 1),
    }


@given(st.dates(date(1900, 1, 1), date(9900, 1, 1)), st.integers(1, MOST_YEARS))
def test_whole_years_count_as_such(first, years):
    start, end = window(first, ms.Q(years, "year"), None)
    limits = Limits.none(hand_network(), start, end)
    exact = (first.month, first.day) != (2, 29)
    assert limits.years == (years if exact else pytest.approx(years, abs=0.003))


def test_a_shortfall_is_that_of_the_window():
    def short(duration):
        return ms.remove_country(
            hand_network(), "XAA", response=ms.ProRata(), start="2025-01-01", duration=duration
        )

    year = short("1 year")
    assert year.shortfall.m_as("tonne") == pytest.approx(year.shortfall_rate.m_as("tonne/year"))
    assert short("2 years").shortfall.m_as("tonne") == pytest.approx(2 * 30)
    assert short("73 days").shortfall.m_as("tonne") == pytest.approx(30 * 73 / 365.25)
    assert "from 2025-01-01 to before 2025-03-15" in short("73 days").scope
