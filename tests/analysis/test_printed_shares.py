"""Printed shares: what rounding leaves open, and nothing more."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.analysis.printed_shares import largest_of_whole, smallest_of_whole

boxes = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 6)).map(lambda b: (b[0], b[0] + b[1])),
    min_size=1,
    max_size=5,
)


def ends(limits):
    return np.array(limits, dtype=float).T


@given(boxes, st.floats(0, 1))
def test_no_point_of_a_grid_leaves_the_bounds_and_some_reach_them(limits, part):
    low, high = ends(limits)
    whole = float(np.round(low.sum() + part * (high.sum() - low.sum())))
    assume(whole > 0)
    grid = np.array(list(itertools.product(*[range(int(a), int(b) + 1) for a, b in limits])))
    grid = grid[grid.sum(axis=1) == whole].astype(float)
    assume(len(grid))
    values = (grid**2).sum(axis=1) / whole**2
    least = smallest_of_whole(low, high, whole, np.ones(len(low)))
    most = largest_of_whole(low, high, whole)
    assert least - 1e-12 <= values.min()
    # ends and whole are whole numbers, and so is the largest corner
    assert most == pytest.approx(values.max())


@given(boxes, st.floats(0, 1))
def test_a_common_level_reaches_the_lower_bound(limits, part):
    low, high = ends(limits)
    whole = float(low.sum() + part * (high.sum() - low.sum()))
    assume(whole > 0)
    a, b = 0.0, float(high.max())
    for _ in range(80):
        level = (a + b) / 2
        a, b = (level, b) if np.clip(level, low, high).sum() < whole else (a, level)
    q = np.clip(b, low, high)
    least = smallest_of_whole(low, high, whole, np.ones(len(low)))
    assert least == pytest.approx((q @ q) / whole**2, abs=1e-9)


@given(st.lists(st.integers(1, 40), min_size=2, max_size=8))
def test_shares_that_round_to_the_printed_ones_are_within_the_bounds(amounts):
    exact = np.array(amounts) / sum(amounts)
    printed = {f"n{i}": round(float(s), 2) for i, s in enumerate(exact)}
    assume(all(printed.values()))
    shares = ms.printed_shares(printed, unit=0.01)
    low, high = ms.hhi_bounds(shares)
    assert low - 1e-9 <= exact @ exact <= high + 1e-9
    by_label = dict(zip(shares.labels, zip(shares.low, shares.high, strict=True), strict=True))
    for i, s in enumerate(exact):
        assert by_label[f"n{i}"][0] - 1e-9 <= s <= by_label[f"n{i}"][1] + 1e-9


def test_many_rows_of_different_widths_have_a_safe_upper_bound():
    rng = np.random.default_rng(0)
    low = rng.uniform(0, 1, 20)
    high = low + rng.uniform(0.1, 1, 20)
    whole = float((low.sum() + high.sum()) / 2)
    most = largest_of_whole(low, high, whole)
    for _ in range(300):
        order, held, left = rng.permutation(20), low.copy(), whole - low.sum()
        for i in order:
            more = min(high[i] - low[i], left)
            held[i] += more
            left -= more
        assert held @ held / whole**2 <= most + 1e-12


def test_a_share_printed_as_less_than_lies_below_it():
    shares = ms.printed_shares({"CHN": 0.95, "USA": 0.04, "AUS": (0, 0.01)}, unit=0.01)
    assert shares.withheld == ("AUS",)
    low, high = ms.hhi_bounds(shares)
    assert low < 0.95**2 + 0.04**2 < high


def test_the_residual_of_a_printed_table_follows_its_rule():
    table = ms.printed_shares({"CHN": 60, "AUS": 15, "USA": 5, "QXR": 20}, unit=1e-6, whole=100)
    assert ms.hhi_bounds(table) == pytest.approx((0.3850, 0.4250), abs=1e-6)
    assert ms.hhi_bounds(table, residual=4) == pytest.approx((0.3950, 0.4250), abs=1e-6)
    assert ms.hhi_bounds(table, residual="one holder") == pytest.approx((0.425, 0.425), abs=1e-6)


def test_what_was_printed_is_kept_beside_the_closed_shares():
    shares = ms.printed_shares({"CHN": 60, "AUS": 25, "USA": 14}, unit=1, whole=100)
    assert shares.share.sum() == pytest.approx(1)
    assert shares.quantities[1].sum() == 99
    assert shares.whole == 100


@pytest.mark.parametrize(
    ("shares", "unit", "message"),
    [
        ({"CHN": 60, "AUS": 30}, 1, r"sum to 90, not to 100: beyond rounding to 1"),
        ({"CHN": 60, "AUS": 40, "Sum": 100}, 1, "Look for a total among them"),
        ({"CHN": 60, "AUS": 40}, 0, "unit is the last printed digit"),
        ({"CHN": -1, "AUS": 100}, 1, "0 or more"),
        ({}, 1, "nothing is above zero"),
        ({"CHN": 0.0, "AUS": 0.0}, 1, "nothing is above zero"),
    ],
)
def test_what_cannot_be_a_table_of_shares_is_refused(shares, unit, message):
    with pytest.raises(ms.GraphError, match=message):
        ms.printed_shares(shares, unit=unit, whole=100)
