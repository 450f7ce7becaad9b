"""Controls hold between their days, and say so."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec import Ban, Control, Form, Licence, Mineral, Quota, Tariff
from mineralsec.errors import RecordError, UnitsError, UnknownNameError
from mineralsec.testing.strategies import controls, days


def act(**options):
    given = {
        "id": "act",
        "issuer": "CHN",
        "instrument": Ban(),
        "minerals": ("gallium",),
        "effective": "2024-12-03",
    }
    return Control(**{**given, **options})


@given(controls(), st.lists(days(), min_size=2, max_size=2))
@settings(deadline=None, max_examples=50)
def test_days_in_force_are_counted_one_by_one(control, pair):
    start, end = sorted(pair)
    end = min(end, start + dt.timedelta(days=800))
    span = [start + dt.timedelta(days=n) for n in range((end - start).days)]
    assert control.days_in_force(start, end) == sum(control.in_force(day) for day in span)


@given(controls(), st.lists(days(), min_size=3, max_size=3))
@settings(deadline=None, max_examples=50)
def test_days_in_force_add_up_over_adjacent_spans(control, ends):
    first, middle, last = sorted(ends)
    assert control.days_in_force(first, last) == (
        control.days_in_force(first, middle) + control.days_in_force(middle, last)
    )


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        ("2024-12-02", False),
        ("2024-12-03", True),
        ("2025-11-08", True),
        ("2025-11-09", False),
        ("2026-11-26", False),
        ("2026-11-27", True),
        ("2027-12-31", True),
        ("2028-01-01", False),
    ],
)
def test_the_first_day_is_in_and_the_last_day_is_out(day, holds):
    control = act(ends="2028-01-01", suspended=[("2025-11-09", "2026-11-27")])
    assert control.in_force(day) is holds
    assert control.in_force(dt.date.fromisoformat(day)) is holds


def test_a_suspension_without_an_end_lasts():
    control = act(suspended=[("2025-01-01", "2025-02-01"), ("2025-11-09", None)])
    assert control.in_force("2025-06-01")
    assert not control.in_force("2100-01-01")
    assert control.days_in_force("2025-01-01", "2200-01-01") == 281  # February 1 to November 8


def test_a_span_that_runs_backwards_is_refused():
    with pytest.raises(RecordError, match="end 2025-01-01 comes before start 2025-02-01"):
        act().days_in_force("2025-02-01", "2025-01-01")


@pytest.mark.parametrize(
    ("targets", "kept"),
    [
        ("world", "world"),
        ("World", "world"),
        (["world"], "world"),
        ("USA", ("USA",)),
        ("Japan", ("JPN",)),
        (["USA", "Japan", "EU27"], ("USA", "JPN", "EU27")),
    ],
)
def test_targets_are_the_world_or_places_and_blocs(targets, kept):
    assert act(targets=targets).targets == kept


def test_the_issuer_may_be_a_bloc_which_keeps_its_name():
    assert act(issuer="EU").issuer == "EU"
    assert act(issuer="China").issuer == "CHN"


def test_one_name_stands_for_a_list_of_one():
    control = act(minerals="REE", stages="refining", forms="magnets")
    assert control.minerals == ("rare earths",)
    assert control.stages == ("refining",)
    assert control.forms == ("magnets",)
    whole = Mineral("Ga", stages=["refining"])
    assert act(minerals=whole).minerals == act(minerals=[whole]).minerals == ("gallium",)
    metal = Form("metal", content=1, stage="refining")
    assert act(forms=metal).forms == act(forms=[metal]).forms == ("metal",)


def test_an_instrument_of_your_own_will_do():
    class ExportLottery:
        pass

    lottery = ExportLottery()
    assert act(instrument=lottery).instrument is lottery
    assert act(instrument=Tariff(7.5)).instrument.rate == 7.5


@pytest.mark.parametrize(
    ("instrument", "shown"),
    [
        (Ban(), "Ban()"),
        (Quota("30 kilotonne/year"), "Quota(30 kilotonne / year)"),
        (Licence(0.6, "45 day"), "Licence(60 % approved, 45 day)"),
        (Licence(0), "Licence(0 % approved)"),
        (Tariff(0.25), "Tariff(25 %)"),
    ],
)
def test_an_instrument_prints_what_it_does(instrument, shown):
    assert repr(instrument) == shown
    assert shown in repr(act(instrument=instrument))


def test_instruments_compare_by_value():
    assert Licence(1, "7 day") == Licence(1, "1 week")
    assert hash(Licence(1, "7 day")) == hash(Licence(1, "1 week"))
    assert Quota("1 t/year") != Quota("2 t/year")


@pytest.mark.parametrize(
    ("build", "error", "fragment"),
    [
        (lambda: Quota(5), UnitsError, "Quota 5: limit needs a unit, got 5"),
        (lambda: Quota("5 t"), UnitsError, "limit must be a mass per time"),
        (lambda: Licence(1.5), RecordError, "approval_rate must be in [0, 1], got 1.5"),
        (lambda: Licence(-0.1), RecordError, "approval_rate must be in [0, 1], got -0.1"),
        (lambda: Licence(60), RecordError, "Write 0.6 for 60 %"),
        (lambda: Licence(0.5, 45), UnitsError, "delay needs a unit, got 45. Write ms.Q(45, 'day')"),
        (lambda: Licence(0.5, "45 t"), UnitsError, "delay must be a time"),
        (lambda: Tariff(-0.1), RecordError, "rate must not be negative"),
        (lambda: Tariff(float("inf")), RecordError, "must be finite, got inf"),
        (lambda: Tariff(50), RecordError, "got 50. Write 0.5 for 50 %."),
    ],
)
def test_an_instrument_that_cannot_be_is_refused(build, error, fragment):
    with pytest.raises(error) as caught:
        build()
    assert fragment in str(caught.value)


@pytest.mark.parametrize(
    ("options", "error", "fragment"),
    [
        ({"minerals": ()}, RecordError, "Control 'act': minerals is empty"),
        ({"minerals": ("Ga", "gallium")}, RecordError, "minerals holds 'gallium' twice"),
        ({"stages": ("a", "a")}, RecordError, "stages holds 'a' twice"),
        ({"forms": ("a", "a")}, RecordError, "forms holds 'a' twice"),
        ({"targets": ()}, RecordError, "targets is empty. Write 'world'"),
        ({"targets": ("USA", "world")}, RecordError, "targets holds 'world' among others"),
        ({"targets": ("USA", "United States")}, RecordError, "targets holds 'USA' twice"),
        ({"targets": "Atlantis"}, UnknownNameError, "targets: no place is called 'Atlantis'"),
        ({"issuer": "Atlantis"}, UnknownNameError, "issuer: no place is called 'Atlantis'"),
        ({"instrument": "ban"}, RecordError, "instrument must be ms.Ban(), "),
        ({"instrument": Ban}, RecordError, "or an object of a class of your own, got <class"),
        ({"instrument": 0.25}, RecordError, "ms.Tariff(0.25) or an object"),
        ({"instrument": {"type": "Ban"}}, RecordError, "got {'type': 'Ban'}"),
        ({"instrument": [Ban()]}, RecordError, "got [Ban()]"),
        ({"instrument": ms.Q("5 tonne/year")}, RecordError, "ms.Quota('5 tonne/year')"),
        ({"instrument": np.array([1.0])}, RecordError, "got array([1.])"),
        ({"instrument": dt.date(2025, 1, 1)}, RecordError, "got datetime.date(2025, 1, 1)"),
        ({"instrument": ms.RemoveCountry("CHN")}, RecordError, "got RemoveCountry("),
        ({"instrument": None}, RecordError, "got None"),
        ({"ends": "2024-12-01"}, RecordError, "ends 2024-12-01 comes before effective 2024-12-03"),
        ({"announced": "2025-01-01"}, RecordError, "comes after effective 2024-12-03. Swap"),
        ({"effective": "3 December 2024"}, RecordError, "effective must be a date"),
        ({"effective": "2024-02-30"}, RecordError, "a day the calendar does not have"),
        ({"suspended": ["2025-01-01"]}, RecordError, "suspended holds pairs (from, to)"),
        ({"suspended": [("2025-01-01",)]}, RecordError, "suspended holds pairs (from, to)"),
        ({"suspended": [("2025-02-01", "2025-01-01")]}, RecordError, "stops before it starts"),
        ({"suspended": [("2025-02-01", "2025-02-01")]}, RecordError, "stops before it starts"),
        (
            {"suspended": [("2025-02-01", "2025-04-01"), ("2025-03-01", "2025-05-01")]},
            RecordError,
            "begins before the one before it stops (2025-04-01)",
        ),
        (
            {"suspended": [("2025-02-01", None), ("2025-03-01", "2025-05-01")]},
            RecordError,
            "begins before the one before it stops (None)",
        ),
    ],
)
def test_a_control_that_cannot_be_is_refused(options, error, fragment):
    with pytest.raises(error) as caught:
        act(**options)
    assert fragment in str(caught.value)


def test_a_control_may_begin_the_day_it_ends_and_is_then_never_in_force():
    control = act(ends="2024-12-03", announced="2024-12-03")
    assert control.days_in_force("2000-01-01", "2100-01-01") == 0


def test_adjacent_suspensions_do_not_overlap():
    control = act(suspended=[("2025-01-01", "2025-02-01"), ("2025-02-01", "2025-03-01")])
    assert control.days_in_force("2025-01-01", "2025-03-01") == 0
