"""One mineral's network closes its own balance and says by how much."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

import mineralsec as ms
from mineralsec.graph.network import ROUNDING, gross
from mineralsec.testing import supply_graphs


def by_market(graph, values):
    net = graph.network("cobalt")
    c = graph.columns
    return {
        (net.stages[s], c.places[p]): float(v)
        for s, p, v in zip(net.stage_of, net.place_of, values, strict=True)
        if v
    }


@given(supply_graphs(with_stocks=True, with_history=True))
def test_a_balanced_graph_has_nothing_that_appears_or_vanishes(graph):
    net = graph.network("cobalt")
    assert not net.appears.any()
    assert not net.vanishes.any()
    np.testing.assert_array_equal(net.received, net.demand)


@given(supply_graphs())
def test_mass_is_conserved_from_mines_to_consumers(graph):
    net = graph.network("cobalt")
    refines = net.maker_intake >= 0
    mined, refined = net.output[~refines].sum(), net.output[refines].sum()
    lost = (net.output / net.recovery)[refines].sum() - refined
    assert mined == pytest.approx(net.received.sum() + lost)


@given(supply_graphs())
def test_what_comes_in_is_the_sum_of_makers_and_lanes(graph):
    net = graph.network("cobalt")
    for market in range(len(net)):
        made = net.output[net.maker_market == market].sum()
        arrived = net.flow[net.lane_to == market].sum()
        assert net.supply[market] == pytest.approx(made + arrived)


def test_the_hand_network_balances(make):
    net = make.graph(*make.hand()).network("Co")
    assert net.received.tolist() == [40, 20, 30]
    assert not net.appears.any()
    assert not net.vanishes.any()


def test_what_leaves_without_having_come_in_appears(make):
    graph = make.graph(
        make.mine("m", "XAA", 5),
        make.flow("XAA", "XAB", 8),
        make.plant("p", "XAB", 10, recovery=0.5),
    )
    net = graph.network("cobalt")
    assert by_market(graph, net.appears) == {("mining", "XAA"): 3, ("mining", "XAB"): 12}
    assert by_market(graph, net.vanishes) == {("refining", "XAB"): 10}
    assert by_market(graph, net.supply) == {
        ("mining", "XAA"): 8,
        ("mining", "XAB"): 20,
        ("refining", "XAB"): 10,
    }


def test_consumers_share_what_is_left_and_get_no_more_than_they_want(make):
    common = {"stage": "mining"}
    graph = make.graph(
        make.mine("m", "XAA", 30),
        make.use("u", "XAA", 30, **common),
        make.use("v", "XAA", 30, **common),
        make.mine("n", "XAB", 30),
        make.use("w", "XAB", 10, **common),
        make.use("x", "XAC", 10, **common),
    )
    net = graph.network("cobalt")
    assert net.received.tolist() == [15, 15, 10, 0]
    assert by_market(graph, net.vanishes) == {("mining", "XAB"): 20}
    assert not net.appears.any()


def test_rounding_is_no_gap(make):
    graph = make.graph(
        make.mine("m", "XAA", 1e6),
        make.flow("XAA", "XAB", 1e6 * (1 + ROUNDING / 2)),
        make.use("u", "XAB", 1e6, stage="mining"),
    )
    net = graph.network("cobalt")
    assert not net.appears.any()
    assert not net.vanishes.any()
    assert net.received.tolist() == [1e6]


def test_withheld_figures_count_as_zero(make):
    graph = make.graph(
        make.mine("m", "XAA", make.withheld()),
        make.flow("XAA", "XAB", make.withheld()),
        make.use("u", "XAB", make.withheld(), stage="mining"),
    )
    net = graph.network("cobalt")
    assert (net.output.tolist(), net.flow.tolist(), net.received.tolist()) == ([0], [0], [0])
    assert net.made_at("mining"), "a withheld output is an output"


def test_a_stage_is_made_where_something_makes_it(make):
    net = make.graph(make.mine("m", "XAA", 1), make.use("u", "XAA", 1)).network("cobalt")
    assert net.made_at("mining")
    assert not net.made_at("refining")
    assert not net.made_at("magnet")


def test_each_mineral_has_rows_of_its_own(make):
    graph = make.graph(
        make.mineral(),
        make.mineral(name="nickel"),
        make.mine("co", "XAA", 1),
        make.mine("ni", "XAA", 2, mineral="nickel"),
        make.plant("nip", "XAA", 2, mineral="nickel"),
        make.flow("XAA", "XAB", 1),
        make.stock("s", "XAB", 1, mineral="nickel"),
        make.use("u", "XAB", 1, mineral="nickel"),
    )
    cobalt, nickel = graph.network("cobalt"), graph.network("Ni")
    assert (len(cobalt), len(nickel)) == (2, 3)
    assert [len(x) for x in (cobalt.makers, cobalt.lanes, cobalt.users, cobalt.stocks)] == [
        1,
        1,
        0,
        0,
    ]
    assert [len(x) for x in (nickel.makers, nickel.lanes, nickel.users, nickel.stocks)] == [
        2,
        0,
        1,
        1,
    ]
    assert nickel.maker_intake.tolist() == [-1, nickel.maker_market[0]]
    assert graph.columns.makers.id[nickel.makers[1]] == "nip"
    assert graph.network("nickel") is nickel, "made once"


def test_gross_counts_intake_before_losses():
    ends = {
        "maker_market": np.array([0, 1]),
        "maker_intake": np.array([-1, 0]),
        "lane_from": np.array([1]),
        "lane_to": np.array([2]),
    }
    came, went = gross(3, ends, np.array([10.0, 4.0]), np.array([1.0, 0.5]), np.array([4.0]))
    assert came.tolist() == [10, 4, 4]
    assert went.tolist() == [8, 4, 0]


def test_a_network_is_of_one_mineral(make):
    with pytest.raises(ms.UnknownNameError, match="Did you mean 'cobalt'"):
        make.graph(make.mine("m", "XAA", 1)).network("cobolt")
