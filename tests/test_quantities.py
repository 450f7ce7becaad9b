"""Quantities carry their unit, and figures known only within limits stay so."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pint
import pytest
from hypothesis import given, settings

from mineralsec.errors import RecordError, UnitsError
from mineralsec.quantities import Between, Q, bounds, checked, factor, text, written
from mineralsec.testing.strategies import betweens, quantities
from mineralsec.units import MASS, MASS_FLOW, PRICE, SHARE, parse_unit, ureg


def test_a_number_and_a_unit_or_one_text_make_the_same_quantity():
    assert Q(120, "tonne/year") == Q("120 tonne/year")
    assert type(Q(120, "tonne/year").magnitude) is float


@pytest.mark.parametrize("value", [np.float64(2), np.int32(2), Fraction(2), 2])
def test_any_real_number_will_do(value):
    assert Q(value, "tonne").magnitude == 2.0


@pytest.mark.parametrize(
    ("args", "fragment"),
    [
        ((5,), "needs a unit, got 5. Write ms.Q(5, 'tonne/year')"),
        (("5 t", "tonne"), "not both"),
        ((5, 7), "unit must be a text"),
        ((True, "tonne"), "one real number, got True"),
        ((None, "tonne"), "one real number, got None"),
        (([1, 2], "tonne"), "one real number, got [1, 2]"),
        ((np.array([1.0]), "tonne"), "one real number"),
        ((1j, "tonne"), "one real number"),
        ((Decimal(2), "tonne"), "one real number"),
        ((10**400, "tonne"), "larger than any float"),
        ((5, "kt"), "'kt' is ambiguous"),
    ],
)
def test_what_is_not_one_number_with_one_unit_is_refused(args, fragment):
    with pytest.raises(UnitsError) as caught:
        Q(*args)
    assert fragment in str(caught.value)


@pytest.mark.parametrize(
    ("value", "canonical"),
    [
        (Q(2, "kilotonne/year"), MASS_FLOW),
        (Q(2, "tonne"), MASS),
        (Q(2, "USD/kilogram"), PRICE),
        (Q(2, "percent"), SHARE),
        (Q(2, "kilogram/tonne"), SHARE),
        (Q(2, "week"), "day"),
        (Q(2, "USD/month"), "USD / year"),
        (Q(2, "USD"), "USD"),
    ],
)
def test_a_quantity_of_the_right_dimension_passes_in_its_own_unit(value, canonical):
    assert checked(value, canonical, "x") is value


def test_a_text_is_read_and_an_integer_becomes_a_float():
    assert checked("2 kilotonne/year", MASS_FLOW, "x") == Q(2, "kilotonne/year")
    assert type(checked(ureg.Quantity(2, "tonne"), MASS, "x").magnitude) is float


@pytest.mark.parametrize(
    ("value", "error", "fragment"),
    [
        (170000, UnitsError, "x needs a unit, got 170000. Write ms.Q(170000, 'tonne/year')"),
        (0.5, UnitsError, "Write ms.Q(0.5, 'tonne/year')"),
        (math.nan, UnitsError, "Write ms.Q(120, 'tonne/year')"),
        (True, UnitsError, "Write ms.Q(120, 'tonne/year')"),
        (None, UnitsError, "needs a unit, got None"),
        ("5 kt/year", UnitsError, "x: the unit 'kt' is ambiguous"),
        (Q(5, "tonne"), UnitsError, "x must be a mass per time, for example in 'tonne / year'"),
        (Q(math.nan, "tonne/year"), RecordError, "x must be finite, got nan tonne / year"),
        (Q(math.inf, "tonne/year"), RecordError, "x must be finite, got inf tonne / year"),
        (Q(-5, "tonne/year"), RecordError, "x must not be negative, got -5 tonne / year"),
        (ureg.Quantity([1, 2], "tonne/year"), UnitsError, "x must be one real number"),
        (ureg.Quantity(1j, "tonne/year"), UnitsError, "x must be one real number"),
    ],
)
def test_a_quantity_that_cannot_be_is_refused_by_name(value, error, fragment):
    with pytest.raises(error) as caught:
        checked(value, MASS_FLOW, "x")
    assert fragment in str(caught.value)


def test_a_signed_quantity_may_be_negative():
    assert checked(Q(-5, "tonne"), MASS, "x", signed=True).magnitude == -5.0


def test_a_decibel_is_no_share_though_it_has_no_dimension():
    assert factor(parse_unit("decibel"), SHARE) is None
    with pytest.raises(UnitsError, match="must be a share"):
        checked(Q(3, "decibel"), SHARE, "x")


def test_a_quantity_of_another_registry_becomes_one_of_ours():
    other = pint.UnitRegistry()
    found = checked(other.Quantity(2, "short_ton / year"), MASS_FLOW, "x")
    assert isinstance(found, ureg.Quantity)
    assert found == Q(2, "short_ton/year")
    assert Between(other.Quantity(1, "tonne"), other.Quantity(2, "tonne")).units == ureg.tonne


@given(betweens())
@settings(deadline=None)
def test_limits_stand_in_order_and_a_withheld_figure_has_no_point(between):
    low, point, high = bounds(between, MASS_FLOW)
    assert low <= high * (1 + 1e-9)
    if not math.isnan(point):
        assert low <= point * (1 + 1e-9)
        assert point <= high * (1 + 1e-9)
    assert (between.mark == "W") <= math.isnan(point)


@given(quantities())
@settings(deadline=None)
def test_a_quantity_is_its_own_limits(quantity):
    low, point, high = bounds(quantity, MASS_FLOW)
    assert low == point == high
    assert point == pytest.approx(quantity.m_as("tonne/year"), rel=1e-12)


def test_an_unknown_amount_has_no_limits():
    assert all(math.isnan(x) for x in bounds(None, MASS))


def test_limits_of_another_dimension_are_refused():
    with pytest.raises(UnitsError, match="5 tonne is not a mass per time"):
        bounds(Q(5, "tonne"), MASS_FLOW)


@pytest.mark.parametrize(
    ("options", "error", "fragment"),
    [
        ({"low": 5, "high": None}, UnitsError, "Between.low needs a unit, got 5"),
        ({"low": "1 t", "high": 5}, UnitsError, "Between.high needs a unit, got 5"),
        ({"low": "1 t", "high": "5 t/year"}, UnitsError, "Between.high must be a mass"),
        ({"low": "1 K", "high": "5 K"}, UnitsError, "a dimension no record uses"),
        ({"low": None, "high": "5 t"}, RecordError, "Between.low is missing"),
        ({"low": "5 t", "high": "1 t"}, RecordError, "must be in this order, got low 5 tonne"),
        ({"low": "-5 t", "high": "1 t"}, RecordError, "Between.low must not be negative"),
        ({"low": Q(math.nan, "t"), "high": "1 t"}, RecordError, "must be finite"),
        ({"low": "0 t", "high": Q(math.inf, "t")}, RecordError, "Between.high must be finite"),
        ({"low": "0 t", "high": "1 t", "point": "2 t"}, RecordError, "in this order"),
        ({"low": "0 t", "high": None, "point": "2 t", "mark": "W"}, RecordError, "no point"),
        ({"low": "0 t", "high": None, "mark": "guess"}, RecordError, "mark must be one of 'W'"),
    ],
)
def test_limits_of_no_figure_are_refused(options, error, fragment):
    with pytest.raises(error) as caught:
        Between(**options)
    assert fragment in str(caught.value)


def test_limits_that_differ_by_rounding_are_in_order():
    assert Between(Q(1.0, "tonne"), Q(1000 * (1 - 1e-12), "kilogram")).mark == "range"


@pytest.mark.parametrize(
    ("between", "shown"),
    [
        (Between("1 t", "2 t"), "Between(1 to 2 tonne, range)"),
        (Between("1 t", "2 kilotonne"), "Between(1 tonne to 2 kilotonne, range)"),
        (Between("1 t", None, mark=">"), "Between(at least 1 tonne, >)"),
        (Between("1 t", "3 t", "2 t"), "Between(1 to 3 tonne, point 2 tonne, range)"),
    ],
)
def test_limits_print_in_one_line(between, shown):
    assert repr(between) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Q(90, "kilotonne/year"), "90 kilotonne / year"),
        (Q(1234567.8, "tonne"), "1,234,570 tonne"),
        (Q(0.25, "dimensionless"), "0.25"),
        (Q(1e20, "tonne"), "1e+20 tonne"),
        (Q(5, "short_ton"), "5 short_ton"),
        (None, "unknown"),
        (Between("0 t", None, mark="W"), "withheld, at least 0 tonne"),
        (Between("1 t", "3 t", "2 t"), "2 tonne (1 to 3 tonne)"),
        (Between("1 t", "3 t"), "1 to 3 tonne"),
    ],
)
def test_an_amount_is_written_as_its_source_wrote_it(value, shown):
    assert written(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Q(123456.7, "tonne/year"), "123,500 t/yr"),
        (Q(90, "kilotonne/year"), "90.00 kilotonne/yr"),
        (Q(0, "tonne/year"), "0 t/yr"),
        (Q(math.nan, "tonne"), "nan t"),
        (Q(1234, "tonne"), "1,234 t"),
        (Q(0.001234, "tonne"), "0.001234 t"),
        (Q(0.5, "dimensionless"), "0.5000"),
    ],
)
def test_an_amount_has_four_figures_for_people(value, shown):
    assert text(value) == shown
