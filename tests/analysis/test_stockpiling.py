"""Stocks are as large as the published rules make them, and purchases weigh what they weigh."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.analysis.stockpiling import (
    acquisition_pressure,
    newsvendor_stock,
    stock_for_chance,
    stock_for_path,
)

AMOUNTS = st.floats(0, 1e6)


def test_the_stock_for_a_known_path_is_its_largest_cumulative_deficit():
    assert stock_for_path([10] * 6, [4, 4, 4, 6, 6, 6]) == 30
    assert stock_for_path([10, 10, 10], [4, 16, 4]) == 6
    assert stock_for_path([10, 10], [12, 12]) == 0


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=30))
def test_with_that_stock_nothing_goes_short_and_with_less_something_does(path):
    need, supply = np.array(path).T
    stock = stock_for_path(need, supply)
    left = stock + np.cumsum(supply - need)
    assert left.min() >= -1e-6 * (1 + need.sum())
    if stock > 1e-3:
        assert (0.99 * stock + np.cumsum(supply - need)).min() < 0


@given(st.lists(AMOUNTS, min_size=1, max_size=60), st.floats(0, 0.99))
def test_the_stock_for_a_chance_is_the_smallest_that_keeps_it(draws, risk):
    stock = stock_for_chance(draws, risk)
    draws = np.array(draws)
    assert np.mean(draws > stock) <= risk + 1e-9
    smaller = draws[draws < stock]
    if len(smaller):
        assert np.mean(draws > smaller.max()) > risk - 1e-9


def test_the_newsvendor_holds_the_96th_percentile():
    # rate 0.1 a year, a tonne worth 20 times its price, 8 % a year: P(X > K) = 0.04
    asked = []
    assert newsvendor_stock(0.1, 20, 0.08, lambda p: asked.append(p) or 1.0) == 1.0
    assert asked == [pytest.approx(0.96)]
    exponential = newsvendor_stock(0.1, 20, 0.08, lambda p: -100 * math.log1p(-p))
    assert exponential == pytest.approx(100 * math.log(25))
    assert newsvendor_stock(0.01, 2, 0.08, lambda p: 1.0) == 0.0


@pytest.mark.parametrize(
    ("amount", "market", "years", "share"),
    [
        # US purchases announced in 2025 against figures of the USGS
        ("222 tonne", "250 tonne/year", 1, 0.888),  # indium, US refined use
        ("222 tonne", "250 tonne/year", 5, 0.1776),
        ("222 tonne", "1100 tonne/year", 1, 0.2018),  # world refinery output
        ("222 tonne", "1100 tonne/year", 5, 0.0404),
        ("3000 tonne", "24000 tonne/year", 1, 0.125),  # antimony, US use
        ("2341 tonne", "1000 tonne/year", 5, 0.468),  # bismuth, US apparent use
        ("2341 tonne", "2000 tonne/year", 5, 0.234),  # bismuth made outside China
    ],
)
def test_pressure_on_a_market(amount, market, years, share):
    found = acquisition_pressure(amount, {"market": market}, years=years)
    assert found.pressure["market"] == pytest.approx(share, abs=5e-4)


def test_the_price_rises_by_the_pressure_over_the_elasticities():
    found = acquisition_pressure(
        "2341 tonne", {"US use": "1000 tonne/year"}, years=5, elasticity_gap=0.5
    )
    assert found.price_change["US use"] == pytest.approx(math.exp(0.468 / 0.5) - 1, rel=1e-3)
    outside = acquisition_pressure("468 tonne", {"outside": "2000 tonne/year"}, elasticity_gap=0.5)
    assert outside.price_change["outside"] == pytest.approx(0.60, abs=0.01)
    assert "price +60%" in outside._repr_html_()


def test_a_purchase_shows_every_market():
    found = acquisition_pressure("10 tonne", {"a <b>": "100 tonne/year", "c": "50 tonne/year"})
    assert repr(found) == "Purchase(10.00 t over 1 yr: 10 % of a <b>, 20 % of c a year)"
    assert "a &lt;b&gt;" in found._repr_html_()
    frame = found.to_frame()
    assert frame["share_of_market"].tolist() == [0.1, 0.2]
    assert frame["price_change"].isna().all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: stock_for_path([1], [1, 2]), r"one figure a step, got the shapes \(1,\) and"),
        (lambda: stock_for_path([-1], [1]), "need must be 0 or more"),
        (lambda: stock_for_chance([], 0.1), "one draw or more"),
        (lambda: stock_for_chance([1], 1), "risk must be from 0 to below 1"),
        (lambda: newsvendor_stock("x", 1, 1, float), "must be a number, got 'x'"),
        (lambda: newsvendor_stock(0, 1, 1, float), "must be above 0"),
        (lambda: newsvendor_stock(1, 2, 1, lambda p: -1), "must be an amount"),
        (lambda: acquisition_pressure("1 tonne", {}), "markets is empty"),
        (lambda: acquisition_pressure("1 tonne", {"a": "0 tonne/year"}), "market a must be above"),
        (lambda: acquisition_pressure(3, {"a": "1 tonne/year"}), "amount"),
    ],
)
def test_what_cannot_be_is_refused(call, message):
    with pytest.raises(ms.MineralsecError, match=message):
        call()
