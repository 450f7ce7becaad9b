"""Bounds of measures: proved for some, brought along by others, absent for the rest."""

from __future__ import annotations

import itertools
import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.analysis.metric_bounds import metric_bounds, ratio_bounds

box = st.tuples(st.integers(0, 12), st.integers(0, 6)).map(
    lambda b: (float(b[0]), float(b[0] + b[1]))
)
tables = st.lists(box, min_size=1, max_size=5).filter(lambda rows: sum(low for low, _ in rows) > 0)


def top(q, k):
    return np.sort(q, axis=-1)[..., ::-1][..., :k].sum(axis=-1) / q.sum(axis=-1)


def shares_of(limits, rest=None):
    rows = {f"n{i}": (a, (a + b) / 2, b) for i, (a, b) in enumerate(limits)}
    return ms.Shares.from_quantities(rows | ({} if rest is None else {"QXR": rest}))


@given(tables, st.integers(1, 3))
def test_no_amounts_leave_the_bounds_of_the_ratio_and_some_reach_them(limits, k):
    low, high = ratio_bounds(shares_of(limits), k)
    axes = [np.unique([*np.linspace(a, b, 4), *np.clip(np.arange(19), a, b)]) for a, b in limits]
    axes = [axis[:: max(1, len(axis) // 6)] for axis in axes]
    values = top(np.array(list(itertools.product(*axes))), k)
    assert low - 1e-12 <= values.min()
    assert values.max() <= high + 1e-12
    corners = np.array(list(itertools.product(*limits)))
    assert top(corners[corners.sum(axis=1) > 0], k).max() == pytest.approx(high)
    levels = [np.clip(x, *np.array(limits).T) for x in np.unique(np.ravel(limits))]
    assert min(top(q, k) for q in levels if q.sum() > 0) == pytest.approx(low)


def test_a_residual_is_one_holder_or_any_number():
    low, high = ratio_bounds(shares_of([(60, 60), (20, 20)], 20.0), 2)
    assert (low, high) == (0.8, 0.8)
    assert ratio_bounds(shares_of([(60, 60), (20, 20)], 20.0), 3) == (0.8, 1.0)


@pytest.mark.parametrize(
    ("rows", "k", "expected"),
    [
        ({"CHN": 60, "USA": (0, math.inf)}, 1, (0.5, 1.0)),
        ({"CHN": 60, "USA": (0, math.inf), "AUS": (0, math.inf)}, 1, (1 / 3, 1.0)),
        ({"CHN": 60, "USA": (1, math.inf), "AUS": (0, math.inf)}, 2, (2 / 3, 1.0)),
        ({"CHN": 60, "QXR": (0, math.inf)}, 1, (0.0, 1.0)),
    ],
)
def test_what_nothing_limits_can_be_all_there_is(rows, k, expected):
    assert ratio_bounds(ms.Shares.from_quantities(rows), k) == pytest.approx(expected)


def test_the_ratio_of_a_table_has_its_bounds():
    shares = shares_of([(50, 60), (30, 40)])
    ratio = partial(ms.concentration_ratio, k=1)
    assert metric_bounds(ratio, shares) == pytest.approx((50 / 90, 60 / 90))
    assert metric_bounds(partial(ms.concentration_ratio, k="1"), shares)[0] != 0  # not a number


def largest(shares):
    return float(max(shares))


def test_a_function_without_bounds_has_none():
    assert all(math.isnan(end) for end in metric_bounds(largest, shares_of([(1, 2)])))
    assert all(math.isnan(end) for end in metric_bounds(ms.entropy, shares_of([(1, 2)])))


def test_a_function_brings_its_bounds_along():
    def measure(shares):
        return float(max(shares))

    measure.bounds = lambda shares: (float(max(shares.low)), float(max(shares.high)))
    mines = [
        ms.Producer(
            id=place,
            mineral="cobalt",
            place=place,
            output=ms.Between(f"{low} tonne/year", f"{high} tonne/year", f"{low} tonne/year"),
            year=2024,
        )
        for place, low, high in (("COD", 60, 80), ("AUS", 40, 40))
    ]
    graph = ms.SupplyGraph.from_records([ms.Mineral("cobalt", stages=("mining",)), *mines])
    row = ms.concentration(graph, metric=measure)[0]
    assert (row.low, row.value, row.high) == pytest.approx((0.6, 0.6, 80 / 120))
    assert "bounds unknown" in str(ms.concentration(graph, metric=largest))


@pytest.mark.parametrize("wrong", [(2, 1), 5, (1, 2, 3)])
def test_bounds_that_are_no_pair_in_order_are_refused(wrong):
    def measure(shares):
        return 1.0

    measure.bounds = lambda shares: wrong
    with pytest.raises(ms.GraphError, match=r"a pair \(low, high\) in order"):
        metric_bounds(measure, shares_of([(1, 2)]))
