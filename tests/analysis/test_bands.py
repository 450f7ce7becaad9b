"""Bands have a scheme, and a verdict says whether it survives what is not known."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.analysis.bands import SCHEMES, Scheme, band, verdict

HOUSE = Scheme("house rule", moderate=0.2, high=0.5)


@pytest.mark.parametrize(
    ("value", "scheme", "expected"),
    [
        # Horizontal Merger Guidelines (2010), section 5.3: unconcentrated below 1500, moderately
        # concentrated between 1500 and 2500, highly concentrated above 2500
        (0.1499, "2010", "low"),
        (0.15, "2010", "moderate"),
        (0.25, "2010", "moderate"),
        (0.2501, "2010", "high"),
        # Merger Guidelines (2023), guideline 1: highly concentrated above 1800
        (0.0999, "2023", "low"),
        (0.10, "2023", "moderate"),
        (0.18, "2023", "moderate"),
        (0.1801, "2023", "high"),
        (0.3, HOUSE, "moderate"),
        (1.0, "2023", "high"),
        (0.0, "2023", "low"),
    ],
)
def test_band_of_a_value(value, scheme, expected):
    assert band(value, scheme) == expected


def test_a_value_meant_to_lie_on_a_cut_is_on_it():
    tenth = [0.1] * 10
    assert ms.hhi(tenth) < 0.1  # by rounding
    assert band(ms.hhi(tenth), "2023") == "moderate"
    assert band(0.18 + 1e-16, "2023") == "moderate"


@pytest.mark.parametrize(
    ("value", "bounds", "text", "firm"),
    [
        (0.30, (0.26, 0.40), "high (US guidelines of 2010)", True),
        (0.24, (0.22, 0.26), "moderate to high (US guidelines of 2010)", False),
        (0.20, (0.10, 0.30), "low to high, point moderate (US guidelines of 2010)", False),
        (0.30, (0.20, 0.22), "moderate, point high (US guidelines of 2010)", False),
    ],
)
def test_a_verdict_says_whether_it_survives(value, bounds, text, firm):
    found = verdict(value, bounds, "2010")
    assert str(found) == text
    assert found.firm is firm


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from(sorted(SCHEMES)))
def test_a_larger_index_is_never_in_a_lower_band(a, b, scheme):
    order = ["low", "moderate", "high"]
    low, high = sorted((a, b))
    assert order.index(band(low, scheme)) <= order.index(band(high, scheme))


def test_every_scheme_says_where_it_stands():
    for scheme in SCHEMES.values():
        assert "Guidelines" in scheme.source


@pytest.mark.parametrize("value", [3000, -0.1, math.nan])
def test_a_value_off_the_scale_is_refused(value):
    with pytest.raises(ms.GraphError, match="lies between 0 and 1"):
        band(value, "2010")


@pytest.mark.parametrize("scheme", ["2032", 2023, None])
def test_an_unknown_scheme_is_refused(scheme):
    with pytest.raises(ms.UnknownNameError, match="Schemes: 2010, 2023; or give a Scheme"):
        band(0.2, scheme)


@pytest.mark.parametrize(("moderate", "high"), [(0.5, 0.2), (1500, 2500), (0, 0.1), (math.nan, 1)])
def test_a_scheme_that_divides_nothing_is_refused(moderate, high):
    with pytest.raises(ms.GraphError, match="in order between 0 and 1"):
        Scheme("odd", moderate=moderate, high=high)


def test_no_verdict_without_bounds():
    with pytest.raises(ms.GraphError, match="needs both bounds"):
        verdict(0.2, (math.nan, math.nan), "2010")
