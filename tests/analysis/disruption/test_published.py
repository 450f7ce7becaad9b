"""Published models of a disruption: trade vulnerability, the threshold cascade, a yearlong stop."""

import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.analysis.disruption.published import threshold_cascade as cascades
from mineralsec.analysis.disruption.published.threshold_cascade import cascade
from mineralsec.analysis.disruption.published.trade_table import trade_table
from mineralsec.testing import supply_graphs

from .hand_network import tonnes

M = "cobalt"
E = ms.Elasticities(demand=-0.3, supply=0.2)


def traders(spare=0.0):
    """XAA makes 80 and sells 50; XAB makes 20; XAC buys 30 and makes none."""

    def mine(place, output):
        return ms.Producer(
            id=place, mineral=M, place=place, output=tonnes(output),
            capacity=tonnes(output + (spare if place == "XAB" else 0)),
        )  # fmt: skip

    def lane(a, b, amount):
        return ms.Flow(mineral=M, stage="mining", origin=a, destination=b, quantity=tonnes(amount))

    def use(place, amount):
        return ms.Consumer(
            id=f"use {place}", mineral=M, place=place, stage="mining", demand=tonnes(amount)
        )

    return ms.SupplyGraph.from_records(
        [
            ms.Mineral(M, stages=("mining",)),
            mine("XAA", 80),
            mine("XAB", 20),
            lane("XAA", "XAB", 30),
            lane("XAA", "XAC", 20),
            lane("XAB", "XAC", 10),
            use("XAA", 30),
            use("XAB", 40),
            use("XAC", 30),
        ]
    )


# ---- trade vulnerability


def test_vulnerability_is_the_part_of_imports_or_of_supply():
    imports = ms.trade_vulnerability(traders(), M)
    assert imports.on("XAC") == pytest.approx({"XAA": 2 / 3, "XAB": 1 / 3})
    assert imports.on("XAB") == pytest.approx({"XAA": 1.0})
    supply = ms.trade_vulnerability(traders(), M, of="supply")
    assert supply.on("XAB") == pytest.approx({"XAA": 0.6})
    assert imports.on("XAA") == {}


def test_an_unstable_exporter_weighs_more():
    found = ms.trade_vulnerability(traders(), M, stability={"XAA": 25.0, "XAB": 100.0})
    assert found.on("XAC") == pytest.approx({"XAA": 0.75 * 2 / 3})
    assert found.weighted


@given(supply_graphs(max_places=4), st.data())
def test_shares_of_imports_sum_to_one_and_the_ranking_is_pagerank(graph, data):
    if not trade_table(graph, M, None).trade.any():
        with pytest.raises(ms.GraphError, match="is traded at"):
            ms.trade_vulnerability(graph, M)
        return
    found = ms.trade_vulnerability(graph, M)
    sums = found.matrix.sum(axis=0)
    assert np.all(np.isclose(sums, 1) | np.isclose(sums, 0))
    walk = nx.DiGraph()
    walk.add_nodes_from(found.places)
    for row in found.to_dict():
        walk.add_edge(row["exporter"], row["importer"], weight=row["vulnerability"])
    rank = nx.pagerank(walk)
    assert found.spread == pytest.approx([rank[p] for p in found.places], abs=1e-5)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"of": "exports"}, ms.UnknownNameError, "of must be one of imports, supply"),
        ({"stability": {"XAA": 20.0}}, ms.GraphError, "stability is missing for XAB"),
        ({"stability": {"XAA": 20.0, "XAB": 200}}, ms.RecordError, "must be from 0 to 100"),
    ],
)
def test_vulnerability_refuses_what_means_nothing(options, error, message):
    with pytest.raises(error, match=message):
        ms.trade_vulnerability(traders(), M, **options)


def test_vulnerability_is_a_table():
    found = ms.trade_vulnerability(traders(), M)
    assert "shocks gather at" in repr(found)
    assert len(found.to_frame()) == 3
    assert "shares of imports" in found._repr_html_()
    with pytest.raises(ms.UnknownNameError, match="'DEU' trades no cobalt"):
        found.on("DEU")


# ---- threshold cascade


matrices = st.integers(2, 5).flatmap(
    lambda n: st.lists(st.lists(st.floats(0, 1), min_size=n, max_size=n), min_size=n, max_size=n)
)


@given(matrices, st.floats(0.05, 0.95), st.data())
def test_without_tolerance_and_cap_the_cascade_is_a_linear_system(rows, passed_on, data):
    shares = np.array(rows)
    shares /= np.maximum(shares.sum(axis=0), 1.0)
    n = len(shares)
    first = np.full(n, (1 - passed_on) * data.draw(st.floats(0, 1)))
    lost, _ = cascade(first, shares, passed_on=passed_on)
    exact = np.linalg.solve(np.eye(n) - passed_on * shares.T, first)
    assert np.all(exact <= 1 + 1e-9)
    assert lost == pytest.approx(exact, abs=1e-9)


@given(matrices, st.floats(0, 1), st.floats(0, 1), st.data())
def test_more_tolerance_never_spreads_further(rows, one, two, data):
    shares = np.array(rows)
    shares /= np.maximum(shares.sum(axis=0), 1.0)
    first = np.zeros(len(shares))
    first[data.draw(st.integers(0, len(shares) - 1))] = 1.0
    low, high = sorted((one, two))
    wide = cascade(first, shares, passed_on=0.9, tolerance=low)[0]
    narrow = cascade(first, shares, passed_on=0.9, tolerance=high)[0]
    assert np.all(narrow <= wide + 1e-9)
    assert np.all((first - 1e-12 <= wide) & (wide <= 1))


def test_the_cascade_of_three_traders_by_hand():
    found = ms.threshold_cascade(traders(), "XAA", M, tolerance=0.1)
    # XAB loses 30 of 50; above its tolerance it cuts 0.5, of which XAC has 10 of 30
    lost = dict(zip(found.places, found.lost, strict=True))
    assert lost["XAB"] == pytest.approx(0.9 * 0.6)
    assert lost["XAC"] == pytest.approx(0.9 * 2 / 3 + (0.9 * 0.6 - 0.1) / 3)
    assert "does not conserve mass" in repr(found)
    assert "does not conserve mass" in found._repr_html_()
    assert found.to_frame()["place"][0] == "XAA"
    assert found.pro_rata_tonnes > 0


def test_the_cascade_loses_mass_that_is_there():
    """Two traders that sell each other what one of them made: the loss is counted twice."""
    found = ms.threshold_cascade(traders(), "XAA", M)
    # 50 t no longer come; today's contracts lose 50 t of use, the cascade more of supply
    assert found.pro_rata_tonnes == pytest.approx(50)
    assert found.lost_tonnes > found.pro_rata_tonnes * 1.05


def test_a_cascade_that_does_not_settle_is_an_error(monkeypatch):
    monkeypatch.setattr(cascades, "ROUNDS", 1)
    with pytest.raises(ms.SolverError, match="did not settle in 1 rounds"):
        ms.threshold_cascade(traders(), "XAA", M)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"tolerance": 2}, "tolerance must be a share"), ({"passed_on": 2}, "passed_on must be")],
)
def test_a_cascade_has_shares(options, message):
    with pytest.raises(ms.RecordError, match=message):
        ms.threshold_cascade(traders(), "XAA", M, **options)


# ---- a yearlong disruption


def test_net_exports_are_gone_and_the_rest_clears():
    found = ms.yearlong_disruption(traders(), "XAA", M, E, importer="XAC", price="1000 USD/tonne")
    # no excess capacity: the rest of the world makes 20 of 70
    price = (20 / 70) ** (1 / -0.3)
    assert found.net_exports == pytest.approx(50)
    assert found.price == pytest.approx(price)
    assert found.quantity_change == pytest.approx(20 / 70 - 1)
    assert found.importer_after == pytest.approx(30 * 20 / 70)
    assert found.extra_cost == pytest.approx(30 * 20 / 70 * 1000 * (price - 1))
    # with room for all, supply follows the price
    free = ms.yearlong_disruption(traders(spare=100.0), "XAA", M, E)
    assert free.price == pytest.approx((20 / 70) ** (1 / -0.5))
    assert free.importer is None
    assert math.isnan(free.extra_cost) or free.extra_cost == 0


def test_a_disruption_that_nothing_clears_has_no_price():
    records = [r for r in traders().records if getattr(r, "id", "") != "XAB"]
    graph = ms.SupplyGraph.from_records(records)
    found = ms.yearlong_disruption(graph, "XAA", M, E, importer="XAC", price="1 USD/tonne")
    # XAB has nothing of its own
    assert found.price > 100 or math.isinf(found.price)
    assert found.extra_cost >= 0
    assert "use -" in repr(found)
    assert "another model" in found._repr_html_()
    assert found.to_frame()["country"][0] == "XAA"


@pytest.mark.parametrize(
    ("country", "elasticities", "error", "message"),
    [
        ("XAC", E, ms.GraphError, "no net exports to lose"),
        ("XAA", -0.3, ms.RecordError, "elasticities are never assumed"),
        ("DEU", E, ms.UnknownNameError, "'DEU' has no record of cobalt at mining"),
    ],
)
def test_a_disruption_needs_a_net_exporter_and_elasticities(country, elasticities, error, message):
    with pytest.raises(error, match=message):
        ms.yearlong_disruption(traders(), country, M, elasticities)


@given(supply_graphs(max_places=4), st.data())
def test_less_is_used_at_a_higher_price(graph, data):
    trade = trade_table(graph, M, None)
    net = trade.exports - trade.imports
    if not np.any(net > 0):
        return
    country = data.draw(
        st.sampled_from([p for p, x in zip(trade.places, net, strict=True) if x > 0])
    )
    found = ms.yearlong_disruption(graph, country, M, E)
    assert found.price >= 1
    assert found.demand >= found.net_exports - 1e-9
    assert found.demand - found.net_exports - 1e-9 <= found.quantity <= found.demand + 1e-9
