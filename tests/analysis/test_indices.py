"""The measures: hand-checked numbers, laws, and what they refuse."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.analysis.indices import hill_number, normalised_hhi
from mineralsec.analysis.inequality import theil_decomposition

FOUR = [0.4, 0.3, 0.2, 0.1]
#: The example market of nine firms after the two largest merge, as used in teaching US merger
#: control.
EIGHT = [0.45, 0.15, 0.10, 0.08, 0.07, 0.06, 0.05, 0.04]
#: European Commission (2023), Study on the critical raw materials for the EU,
#: doi:10.2873/725585: shares of world processing, mean of 2016-2020.
GERMANIUM = [0.896, 0.054, 0.021, 0.019, 0.010]
LIGHT_RARE_EARTHS = [0.849, 0.105, 0.019, 0.016, 0.010, 0.001]

amounts = st.lists(st.floats(1e-3, 1e6), min_size=1, max_size=12)
several = st.lists(st.floats(1e-3, 1e6), min_size=2, max_size=12)
MEASURES = [
    ms.hhi,
    normalised_hhi,
    ms.effective_number,
    ms.entropy,
    ms.theil,
    ms.gini,
    lambda s: ms.concentration_ratio(s, 2),
    lambda s: hill_number(s, 0.5),
]


def of(quantities):
    q = np.array(quantities)
    return q / q.sum()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (ms.hhi(FOUR), 0.30),
        (normalised_hhi(FOUR), 0.0667),
        (ms.effective_number(FOUR), 3.3333),
        (ms.concentration_ratio(FOUR, 3), 0.90),
        (ms.entropy(FOUR), 1.2799),
        (hill_number(FOUR, 1), 3.5961),
        (ms.theil(FOUR), 0.1064),
        (ms.gini(FOUR), 0.25),
        (ms.hhi(EIGHT), 0.2540),
        (ms.hhi(GERMANIUM), 0.8066),
        (ms.hhi(LIGHT_RARE_EARTHS), 0.7325),
        (hill_number(FOUR, 0), 4),
        (hill_number(FOUR, math.inf), 2.5),
    ],
)
def test_hand_checked_number(value, expected):
    assert value == pytest.approx(expected, abs=5e-5)


def test_a_monopoly_is_as_concentrated_as_can_be():
    for one in ([1.0], [1.0, 0.0]):
        assert ms.hhi(one) == normalised_hhi(one) == ms.effective_number(one) == 1
        assert ms.entropy(one) == ms.theil(one) == ms.gini(one) == 0
        assert math.copysign(1, ms.entropy(one)) == 1


@pytest.mark.parametrize("measure", MEASURES)
@given(amounts, st.floats(1e-6, 1e6))
def test_no_measure_depends_on_the_unit(measure, quantities, factor):
    scaled = np.array(quantities) * factor
    assert measure(of(scaled)) == pytest.approx(measure(of(quantities)), rel=1e-7, abs=1e-7)


@pytest.mark.parametrize("measure", MEASURES)
@given(amounts, st.randoms())
def test_no_measure_depends_on_the_order(measure, quantities, random):
    mixed = random.sample(quantities, len(quantities))
    assert measure(of(mixed)) == pytest.approx(measure(of(quantities)), rel=1e-7, abs=1e-7)


@pytest.mark.parametrize("measure", MEASURES)
@given(amounts, st.integers(1, 5))
def test_who_holds_nothing_is_not_counted(measure, quantities, zeros):
    more = of(quantities + [0.0] * zeros)
    assert measure(more) == pytest.approx(measure(of(quantities)), rel=1e-9, abs=1e-9)


@given(several)
def test_merging_two_holders_never_lowers_the_hhi(quantities):
    merged = [quantities[0] + quantities[1], *quantities[2:]]
    assert ms.hhi(of(merged)) >= ms.hhi(of(quantities)) - 1e-12


@given(st.integers(1, 60), st.floats(0, 8))
def test_equal_holders_are_as_many_as_they_are(n, order):
    equal = np.full(n, 1 / n)
    assert hill_number(equal, order) == pytest.approx(n)
    assert ms.effective_number(equal) == pytest.approx(n)
    assert math.exp(ms.entropy(equal)) == pytest.approx(n)
    assert ms.theil(equal) == pytest.approx(0, abs=1e-9)
    assert ms.gini(equal) == pytest.approx(0, abs=1e-9)
    assert normalised_hhi(equal) == pytest.approx(float(n == 1), abs=1e-9)


@given(amounts, st.floats(0, 6), st.floats(0, 6))
def test_hill_numbers_fall_with_their_order(quantities, a, b):
    low, high = sorted((a, b))
    s = of(quantities)
    assert hill_number(s, high) <= hill_number(s, low) * (1 + 1e-9)
    assert 1 - 1e-9 <= 1 / s.max() <= hill_number(s, high) * (1 + 1e-9) <= len(s) * (1 + 2e-9)


@given(amounts)
def test_hill_numbers_near_order_one_reach_the_entropy(quantities):
    s = of(quantities)
    assert hill_number(s, 1 + 1e-6) == pytest.approx(math.exp(ms.entropy(s)), rel=1e-4)


@given(amounts)
def test_theil_is_what_entropy_lacks_to_equality(quantities):
    s = of(quantities)
    assert ms.theil(s) == pytest.approx(math.log(len(s)) - ms.entropy(s), abs=1e-9)


@given(amounts)
def test_gini_is_half_the_relative_mean_difference(quantities):
    s = of(quantities)
    difference = np.abs(s[:, None] - s[None, :]).mean()
    assert ms.gini(s) == pytest.approx(difference * len(s) / 2, abs=1e-9)


@given(st.lists(st.tuples(st.floats(1e-3, 1e6), st.sampled_from("abc")), min_size=1, max_size=15))
def test_theil_splits_exactly_between_and_within_groups(holders):
    quantities, groups = zip(*holders, strict=True)
    s = of(quantities)
    parts = theil_decomposition(s, groups)
    assert parts.total == pytest.approx(ms.theil(s), abs=1e-9)
    assert parts.between >= -1e-12
    assert parts.within >= 0
    assert set(parts.groups) == set(groups)


@given(amounts)
def test_one_group_has_all_inequality_within_and_single_holders_all_between(quantities):
    s = of(quantities)
    assert theil_decomposition(s, ["all"] * len(s)).between == pytest.approx(0, abs=1e-9)
    assert theil_decomposition(s, range(len(s))).within == 0


def test_groups_of_those_who_hold_nothing_are_not_counted():
    parts = theil_decomposition([0.5, 0.0, 0.5], ["north", "south", "north"])
    assert parts.groups == {"north": 0}
    assert parts.total == 0


@given(several)
def test_ratio_of_the_largest_grows_to_one(quantities):
    s = of(quantities)
    ratios = [ms.concentration_ratio(s, k) for k in range(1, len(s) + 2)]
    assert ratios == sorted(ratios)
    assert ratios[0] == pytest.approx(s.max())
    assert ratios[-1] == pytest.approx(1)


def test_shares_as_printed_are_closed_to_one():
    thirds = [0.333, 0.333, 0.333]
    assert ms.hhi(thirds) == pytest.approx(1 / 3)
    assert ms.concentration_ratio(thirds, 3) == 1


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ([], "there are no shares"),
        ([0.0, 0.0], "sum to 0, not to 1"),
        ([0.5, 0.48], "sum to 0.98, not to 1"),
        ([40, 30, 20, 10], "sum to 100, not to 1: .* percentages by 100"),
        ([1.5, -0.5], "got -0.5"),
        ([0.5, math.nan, 0.5], "got nan. Leave a withheld share out"),
        ([math.inf], "got inf"),
        ([[0.5, 0.5]], r"shape \(1, 2\)"),
        (1.0, r"shape \(\)"),
    ],
)
@pytest.mark.parametrize("measure", MEASURES)
def test_what_is_no_list_of_shares_is_refused(measure, shares, message):
    with pytest.raises(ms.GraphError, match=message):
        measure(shares)


@pytest.mark.parametrize("k", [0, -1, 1.5, True, "3"])
def test_a_ratio_of_no_whole_number_of_holders_is_refused(k):
    with pytest.raises(ms.GraphError, match="k counts holders"):
        ms.concentration_ratio(FOUR, k)


@pytest.mark.parametrize("order", [-1, math.nan])
def test_a_hill_number_of_no_order_is_refused(order):
    with pytest.raises(ms.GraphError, match=r"order (of a Hill number|must be a number)"):
        hill_number(FOUR, order)


def test_one_group_too_few_is_refused():
    with pytest.raises(ms.GraphError, match="got 3 for 4 holders"):
        theil_decomposition(FOUR, ["a", "b", "c"])


MANY = ms.Shares.from_quantities({"CHN": 60, "AUS": 20, "QXR": 20}, residual="many")
ONLY_MANY = ms.Shares.from_quantities({"QXR": 20}, residual="many")


def test_many_holders_of_no_size_add_nothing_to_the_hhi():
    assert ms.hhi(MANY) == normalised_hhi(MANY) == pytest.approx(0.6**2 + 0.2**2)
    assert ms.effective_number(MANY) == pytest.approx(1 / 0.4)
    assert ms.concentration_ratio(MANY, 5) == pytest.approx(0.8)
    assert hill_number(MANY, math.inf) == pytest.approx(1 / 0.6)


def test_many_holders_are_the_limit_of_more_and_more():
    split = {"CHN": 60, "AUS": 20} | {f"other {i}": 20 / 50_000 for i in range(50_000)}
    assert ms.hhi(ms.Shares.from_quantities(split)) == pytest.approx(ms.hhi(MANY), rel=1e-5)


def test_many_holders_have_no_end_of_diversity():
    assert ms.entropy(MANY) == hill_number(MANY, 1) == hill_number(MANY, 0) == math.inf
    assert ms.hhi(ONLY_MANY) == 0
    assert ms.effective_number(ONLY_MANY) == hill_number(ONLY_MANY, math.inf) == math.inf


@pytest.mark.parametrize("measure", [ms.theil, ms.gini])
def test_a_measure_that_counts_holders_refuses_many(measure):
    with pytest.raises(ms.GraphError, match=r"needs the number of holders.*residual='one holder'"):
        measure(MANY)
