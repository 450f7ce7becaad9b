"""Bounds of the HHI are never left and always reached."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.analysis.amounts import share_limits
from mineralsec.analysis.bounds import largest_hhi, smallest_hhi

#: Published by hand: three named and "other countries".
TABLE = ms.Shares.from_quantities({"CHN": 60, "AUS": 15, "USA": 5, "QXR": 20})

whole = st.integers(0, 30).map(float)
box = st.tuples(whole, st.one_of(st.just(0.0), whole)).map(lambda b: (b[0], b[0] + b[1]))
boxes = st.lists(box, min_size=1, max_size=7).filter(lambda b: any(high > 0 for _, high in b))


def ends(limits):
    low, high = np.array(limits).T
    return low, high


def index(q):
    return (q * q).sum(axis=-1) / q.sum(axis=-1) ** 2


@given(boxes, st.data())
def test_no_amounts_within_the_limits_leave_the_bounds(limits, data):
    low, high = ends(limits)
    steps = [data.draw(st.floats(0, 1)) for _ in limits]
    q = low + np.array(steps) * (high - low)
    assume(q.sum() > 0)
    assert smallest_hhi(low, high) - 1e-9 <= index(q) <= largest_hhi(low, high) * (1 + 2e-9)


@given(boxes)
def test_no_point_of_a_grid_leaves_the_bounds_and_a_corner_reaches_the_upper_one(limits):
    low, high = ends(limits)
    assume(low.sum() > 0)
    grid = np.array(list(itertools.product(*[{a, (a + b) / 2, b} for a, b in limits])))
    values = index(grid)
    assert values.max() == pytest.approx(largest_hhi(low, high), rel=2e-9)
    assert values.min() >= smallest_hhi(low, high) - 1e-12


@given(boxes)
def test_a_common_level_reaches_the_lower_bound(limits):
    low, high = ends(limits)
    # between two neighbouring ends the rows that stand at one of theirs are always the same
    marks = np.unique(np.concatenate([low, high, [0.0]]))
    levels = [*marks, *(marks[1:] + marks[:-1]) / 2]
    for a, b in itertools.pairwise(marks):
        fixed = np.where(low >= b, low, np.where(high <= a, high, 0.0))
        if fixed.sum() > 0:
            levels.append((fixed @ fixed) / fixed.sum())
    reached = [index(q) for x in levels if (q := np.clip(x, low, high)).sum() > 0]
    assert min(reached) == pytest.approx(smallest_hhi(low, high), rel=1e-9)


@given(boxes, st.floats(1e-6, 1e6))
def test_bounds_do_not_depend_on_the_unit(limits, factor):
    low, high = ends(limits)
    for bound in (smallest_hhi, largest_hhi):
        assert bound(low * factor, high * factor) == pytest.approx(bound(low, high), rel=1e-8)


@given(st.lists(whole, min_size=1, max_size=8).filter(any))
def test_exact_figures_have_their_index_for_both_bounds(quantities):
    q = np.array(quantities)
    assert smallest_hhi(q, q) == pytest.approx(index(q))
    assert largest_hhi(q, q) == pytest.approx(index(q))


@given(boxes, st.integers(0, 6), st.floats(0, 10))
def test_wider_limits_never_tighten_the_bounds(limits, row, more):
    low, high = ends(limits)
    wide = high.copy()
    wide[row % len(limits)] += more
    assert smallest_hhi(low, wide) <= smallest_hhi(low, high) + 1e-12
    assert largest_hhi(low, wide) >= largest_hhi(low, high) * (1 - 2e-9)


def test_the_largest_index_is_not_found_by_filling_the_largest_first():
    # filling by upper end gives (4, 2), 20/36; the best corner is (1, 3)
    assert largest_hhi(np.array([1.0, 2.0]), np.array([4.0, 3.0])) == 10 / 16


@pytest.mark.parametrize("seed", range(5))
def test_a_search_cut_short_still_gives_a_bound(seed):
    # one midpoint for all: which rows to fill is a subset sum
    width = np.random.default_rng(seed).integers(1, 40, 14) + 0.0
    low, high = 100 - width, 100 + width
    corners = np.array(list(itertools.product([-1, 1], repeat=14))) * width + 100
    exact = index(corners).max()
    assert largest_hhi(low, high) == pytest.approx(exact, rel=2e-9)
    assert exact * (1 - 1e-12) <= largest_hhi(low, high, corners=1) <= exact * 1.001


def test_a_search_over_many_rows_ends():
    rng = np.random.default_rng(1)
    width = np.round(rng.random(50) * 20, 6)
    assert 1 / 50 < largest_hhi(100 - width, 100 + width) < 1 / 50 * 1.05


def test_nothing_known_of_one_from_above_allows_a_monopoly():
    shares = ms.Shares.from_quantities({"CHN": 60, "USA": (0, math.inf)})
    low, high = ms.hhi_bounds(shares)
    assert low == 0.5
    assert high == 1


def test_nothing_known_from_below_allows_a_monopoly():
    assert largest_hhi(np.zeros(3), np.ones(3)) == 1
    assert smallest_hhi(np.zeros(3), np.ones(3)) == pytest.approx(1 / 3)
    assert smallest_hhi(np.zeros(3), np.full(3, np.inf)) == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("residual", "low", "high"),
    [
        ("unnamed", 0.3850, 0.4250),
        ("named are the largest", 0.3850, 0.3950),
        ("one holder", 0.4250, 0.4250),
        (1, 0.4250, 0.4250),
        (4, 0.3950, 0.4250),
    ],
)
def test_who_the_residual_can_be_sets_the_bounds(residual, low, high):
    assert ms.hhi_bounds(TABLE, residual=residual) == pytest.approx((low, high))


@pytest.mark.parametrize("rule", ["one holder", "many", "left out"])
def test_the_rule_of_the_point_plays_no_part_in_the_bounds(rule):
    shares = ms.Shares.from_quantities({"CHN": 60, "AUS": 20, "QXR": 20}, residual=rule)
    expected = (0.625, 0.625) if rule == "left out" else (0.4, 0.44)
    assert ms.hhi_bounds(shares) == pytest.approx(expected)


@given(
    st.lists(st.integers(1, 30), min_size=1, max_size=4),
    st.integers(0, 40),
    st.integers(0, 40),
)
def test_named_that_are_the_largest_cap_the_unnamed(named, floor, more):
    cap = min(named)
    quantities = {f"n{i}": q for i, q in enumerate(named)} | {"QXR": (floor, floor + more)}
    if floor + more == 0:
        quantities["QXR"] = 0
    low, high = ms.hhi_bounds(
        ms.Shares.from_quantities(quantities), residual="named are the largest"
    )
    q = np.array(named, dtype=float)
    tried = []
    for rest in np.linspace(floor, floor + more, 4 * more + 1):
        full = math.floor(rest / cap)
        left = rest - full * cap
        value = ((q @ q) + full * cap**2 + left**2) / (q.sum() + rest) ** 2
        tried.append(value)
        assert low - 1e-12 <= value <= high + 1e-12
    assert max(tried) == pytest.approx(high, rel=1e-9)


def test_a_residual_alone_is_anybody():
    alone = ms.Shares.from_quantities({"QXR": 5})
    assert ms.hhi_bounds(alone) == (0, 1)
    assert ms.hhi_bounds(alone, residual="named are the largest") == (0, 1)
    assert ms.hhi_bounds(alone, residual=4) == (0.25, 1)


def test_a_residual_without_limit_may_be_any_number_of_holders():
    shares = ms.Shares.from_quantities({"CHN": 5, "QXR": (0, math.inf)})
    assert ms.hhi_bounds(shares) == (0, 1)
    assert ms.hhi_bounds(shares, residual=3) == (0.25, 1)


@given(st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=8), st.floats(0, 1e3))
def test_the_point_lies_within_bounds_when_nothing_is_withheld(quantities, rest):
    named = {f"n{i}": q for i, q in enumerate(quantities)}
    for rule in ("one holder", "many"):
        shares = ms.Shares.from_quantities({**named, "QXR": rest}, residual=rule)
        low, high = ms.hhi_bounds(shares)
        assert low - 1e-12 <= ms.hhi(shares) <= high * (1 + 2e-9)


def test_bare_shares_are_exact():
    assert ms.hhi_bounds([0.5, 0.3, 0.2]) == pytest.approx((0.38, 0.38))


@given(boxes)
def test_share_limits_hold_and_are_reached(limits):
    low, high = ends(limits)
    least, most = share_limits(low, high)
    assert np.all((least >= 0) & (least <= most + 1e-12) & (most <= 1 + 1e-12))
    corners = np.array(list(itertools.product(*limits)))
    corners = corners[corners.sum(axis=1) > 0]
    reached = corners / corners.sum(axis=1, keepdims=True)
    assert reached.min(axis=0) == pytest.approx(least, abs=1e-12)
    positive = high > 0
    assert reached.max(axis=0)[positive] == pytest.approx(most[positive], abs=1e-12)


@pytest.mark.parametrize(
    ("residual", "error", "message"),
    [
        ("many", ms.UnknownNameError, "residual='many' means nothing here. Words: unnamed, "),
        (0, ms.GraphError, "a whole number of at least 1, got 0"),
        (2.5, ms.GraphError, "got 2.5"),
        (True, ms.GraphError, "got True"),
    ],
)
def test_a_residual_that_is_nobody_is_refused(residual, error, message):
    with pytest.raises(error, match=message):
        ms.hhi_bounds(TABLE, residual=residual)


def test_named_are_the_largest_needs_exact_figures():
    shares = ms.Shares.from_quantities({"CHN": 60, "USA": (0, 5), "QXR": 20})
    with pytest.raises(ms.GraphError, match="but USA is known within limits only"):
        ms.hhi_bounds(shares, residual="named are the largest")
