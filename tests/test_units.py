"""Text becomes a unit or a quantity only through our grammar."""

from __future__ import annotations

import string

import pint
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mineralsec import units
from mineralsec.errors import UnitsError
from mineralsec.testing.values import UNITS
from mineralsec.units import AMBIGUOUS, INSTEAD, parse_quantity, parse_unit, spell, ureg


def test_the_registry_is_the_one_that_other_libraries_use():
    assert ureg is pint.get_application_registry()


def test_a_unit_that_the_registry_knows_already_is_left_alone():
    before = ureg.Quantity(1, "flask").m_as("kilogram")
    assert units._registry() is ureg
    assert ureg.Quantity(1, "flask").m_as("kilogram") == before


@pytest.mark.parametrize(
    ("text", "kilograms"),
    [
        # ISO 80000-4 and the international pound of 1959 (0.45359237 kg)
        ("1 tonne", 1000.0),
        ("1 t", 1000.0),
        ("1 kilotonne", 1e6),
        ("1 Mt", 1e9),
        ("1 pound", 0.45359237),
        ("1 short_ton", 2000 * 0.45359237),
        ("1 long_ton", 2240 * 0.45359237),
        ("1 troy_ounce", 0.0311034768),
        ("1 kilotroy_ounce", 31.1034768),
        ("1 flask", 76 * 0.45359237),
        ("1 metric_ton_unit", 10.0),
        ("1 short_ton_unit", 20 * 0.45359237),
    ],
)
def test_units_of_the_field_weigh_what_they_weigh(text, kilograms):
    assert parse_quantity(text).m_as("kilogram") == pytest.approx(kilograms, rel=1e-12)


def test_currencies_do_not_convert_into_each_other():
    with pytest.raises(pint.DimensionalityError):
        parse_quantity("1 USD").to("EUR")


@pytest.mark.parametrize("name", sorted(AMBIGUOUS))
def test_a_spelling_that_misleads_is_refused_with_what_to_write(name):
    with pytest.raises(UnitsError, match="ambiguous") as caught:
        parse_unit(f"{name} / year")
    written = [word for word in str(caught.value).split("write")[1].split("'") if word.strip()]
    advice = [word for word in written if word[0].isalpha() and word != "or"]
    assert any(parse_unit(word.strip()) is not None for word in advice if word in ureg)


@pytest.mark.parametrize("name", sorted(INSTEAD))
def test_the_advice_for_an_unknown_spelling_is_a_unit(name):
    with pytest.raises(UnitsError, match="not known") as caught:
        parse_unit(name)
    assert INSTEAD[name] in str(caught.value)
    assert parse_unit(INSTEAD[name]) is not None


@pytest.mark.parametrize("name", ["mton", "Mtons", "ktons", "gigaton", "dt", "ht"])
def test_any_prefix_on_a_doubtful_ton_is_refused(name):
    with pytest.raises(UnitsError, match="ambiguous"):
        parse_unit(name)


@pytest.mark.parametrize("text", ["kiloshort_ton", "short_tons", "millitonne", "kilometric_ton"])
def test_a_prefix_on_a_clear_ton_is_read(text):
    assert parse_unit(text).dimensionality == {"[mass]": 1}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("tonne/year", "tonne / year"),
        (" tonne  *  year ** -1 ", "tonne / year"),
        ("tonne*year^-1", "tonne / year"),
        ("1/year", "1 / year"),
        ("1 / year", "1 / year"),
        ("t/a", "tonne / year"),
        ("USD/t", "USD / tonne"),
        ("short_ton/day", "short_ton / day"),
        ("tonne**2/year**2", "tonne ** 2 / year ** 2"),
        ("%", "percent"),
        ("", "dimensionless"),
        ("1", "dimensionless"),
        ("dimensionless", "dimensionless"),
    ],
)
def test_a_unit_is_read_and_spelled_the_same_way_everywhere(text, unit):
    assert spell(parse_unit(text)) == unit


@pytest.mark.parametrize("unit", sorted(u for units in UNITS.values() for u in units))
def test_what_is_spelled_is_read_back_as_the_same_unit(unit):
    assert parse_unit(spell(parse_unit(unit))) == parse_unit(unit)


def test_the_spelling_does_not_follow_a_global_format():
    unit = parse_unit("kilotonne / year")
    before = ureg.formatter.default_format
    assert f"{unit:~P}" == "kt/a"  # what a global format could make of it
    try:
        ureg.formatter.default_format = "~P"
        assert spell(unit) == "kilotonne / year"
    finally:
        ureg.formatter.default_format = before


@pytest.mark.parametrize(
    "text",
    [
        "tonne per year",
        "metric tons",
        "tonne/",
        "/year",
        "tonne//year",
        "tonne**22",
        "tonne**1.5",
        "tonne**year",
        "(tonne)/year",
        "tonne;year",
        "__import__('os')",
        "2 tonne",
        "tonne\x00",
        "tonne\nyear",
    ],
)
def test_anything_but_names_joined_by_signs_is_no_unit(text):
    with pytest.raises(UnitsError, match="is not a unit"):
        parse_unit(text)


def test_an_unknown_unit_comes_with_a_suggestion():
    with pytest.raises(UnitsError, match=r"'tonn' is not known\. Did you mean 'tonne'"):
        parse_unit("tonn / year")


@pytest.mark.parametrize("value", [None, 5, b"tonne"])
def test_what_is_no_text_is_no_unit(value):
    with pytest.raises(UnitsError, match="must be a text"):
        parse_unit(value)
    with pytest.raises(UnitsError, match="must be a text"):
        parse_quantity(value)


@pytest.mark.parametrize(
    "text",
    ["a" * 100_000, "5 " + "a" * 100_000, "9" * 100_000 + " kg", "9**9**9 kg", "5 kg" + "**9" * 30],
)
def test_text_that_hangs_pint_never_reaches_it(text, monkeypatch):
    class Deaf:
        def __getattr__(self, name):
            raise AssertionError(f"pint was asked for {name}")

    monkeypatch.setattr(units, "ureg", Deaf())
    with pytest.raises(UnitsError):
        parse_quantity(text)
    with pytest.raises(UnitsError):
        parse_unit(text)


@pytest.mark.parametrize(
    ("text", "magnitude"),
    [
        ("5 t", 5.0),
        ("+5t", 5.0),
        ("-5 t", -5.0),
        (".5 t", 0.5),
        ("5. t", 5.0),
        ("1.5e-3 t", 0.0015),
        ("  5   t  ", 5.0),
        ("5 1/year", 5.0),
        ("5 %", 5.0),
    ],
)
def test_one_number_and_one_unit_make_a_quantity(text, magnitude):
    assert parse_quantity(text).magnitude == magnitude


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("1.200,5 t", "separator inside its number"),
        ("1,200 t", "separator inside its number"),
        ("1 200 t", "separator inside its number"),
        ("1'200 t", "separator inside its number"),
        ("1_200 t", "separator inside its number"),
        ("1.2.3 t", "separator inside its number"),
        ("5", "has no unit. Write for example '5 tonne / year'"),
        ("tonne", "does not start with a number"),
        ("", "does not start with a number"),
        ("nan t", "does not start with a number"),
        ("inf t", "does not start with a number"),
        ("１２ t", "does not start with a number"),
        ("1e100 t", "exponent above 99"),
        ("5 kt", "'kt' is ambiguous"),
        ("5 t" + " " * 100, "at most 100 characters"),
    ],
)
def test_a_quantity_that_can_be_misread_is_refused(text, fragment):
    with pytest.raises(UnitsError) as caught:
        parse_quantity(text)
    assert fragment in str(caught.value)


@given(st.text(string.printable, max_size=120) | st.text(max_size=120))
@example("5 t**9/kg**-9")
@settings(deadline=None, max_examples=300)
def test_any_text_is_a_quantity_or_a_clear_refusal(text):
    try:
        quantity = parse_quantity(text)
    except UnitsError:
        return  # and nothing else is ever raised
    assert abs(quantity.magnitude) < float("inf")
    assert parse_unit(spell(quantity.units)) == quantity.units
