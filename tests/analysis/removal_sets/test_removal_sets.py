"""Sets of countries: exact answers, by enumeration and by integer program, and their parts."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.analysis.disruption.outcome import market_use
from mineralsec.analysis.removal_sets import interdiction as module
from mineralsec.analysis.removal_sets import shapley as shapley_module
from mineralsec.analysis.removal_sets.joint_loss import JointLoss
from mineralsec.analysis.removal_sets.supply_draws import (
    producers_of,
    share_short,
    supply_draws,
)
from mineralsec.testing import supply_graphs

FREE = ms.Reroute(growth=None, spare="nameplate")
SLOW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def supplier(place, output, capacity):
    return [
        ms.Producer(
            id=place, mineral="cobalt", place=place, output=f"{output} tonne/year",
            capacity=f"{capacity} tonne/year",
        ),
        ms.Flow(
            mineral="cobalt", stage="mining", origin=place, destination="AAD",
            quantity=f"{output} tonne/year",
        ),
    ]  # fmt: skip


def backed_up():
    """Demand 100; A supplies 40 of 40, B and C 30 of 60 each."""
    return ms.SupplyGraph.from_records(
        [
            ms.Mineral("cobalt", stages=("mining",)),
            *supplier("AAA", 40, 40),
            *supplier("AAB", 30, 60),
            *supplier("AAC", 30, 60),
            ms.Consumer(
                id="d", mineral="cobalt", place="AAD", stage="mining", demand="100 tonne/year"
            ),
        ]
    )


# --- interdiction -------------------------------------------------------------------------------


@pytest.mark.parametrize("tried", [5000, 0])
def test_exact_finds_sixty_where_greedy_finds_forty(tried, monkeypatch):
    monkeypatch.setattr(module, "TRIED", tried)
    found = ms.interdiction(backed_up(), k=2, response=FREE)
    assert found.worst == ("AAB", "AAC")
    assert found.shortfall.m_as("tonne/year") == pytest.approx(60)
    assert found.greedy_loss == pytest.approx(40)
    assert found.gap == pytest.approx(1 / 3)
    assert found.share == pytest.approx(0.6)
    assert found.interaction == pytest.approx(60)
    assert found.singles == pytest.approx({"AAA": 0, "AAB": 0, "AAC": 0})
    assert found.method == ("enumeration" if tried else "integer program")


@pytest.mark.parametrize("channel", ["production", "all"])
@SLOW
@given(graph=supply_graphs(), k=st.integers(1, 3))
def test_the_integer_program_finds_what_enumeration_finds(channel, graph, k):
    for mineral in graph.minerals:
        try:
            candidates = JointLoss(graph, mineral, channel).candidates(None)
        except ms.GraphError:
            continue
        if not k <= len(candidates):
            continue
        exact = ms.interdiction(graph, mineral, k=k, channel=channel)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "TRIED", 0)
            program = ms.interdiction(graph, mineral, k=k, channel=channel)
        assert program.loss == pytest.approx(exact.loss, rel=1e-5, abs=1e-6 * exact.use)
        assert exact.greedy_loss <= exact.loss * (1 + 1e-9) + 1e-9


def test_one_country_is_the_worst_row_of_a_sweep():
    graph = ms.load("world", minerals="germanium")
    worst = ms.sweep(graph, ms.every_country(graph), detail=False).of("germanium")
    found = ms.interdiction(graph, k=1, channel="all")
    assert found.loss == pytest.approx(max(row.unmet for row in worst))


def test_an_executor_changes_nothing():
    graph = ms.load("world", minerals="germanium")
    with ThreadPoolExecutor(2) as pool:
        there = ms.interdiction(graph, executor=pool)
    assert there.worst == ms.interdiction(graph).worst
    assert there.loss == pytest.approx(ms.interdiction(graph).loss, rel=1e-9)


def test_an_interdiction_prints_itself():
    found = ms.interdiction(backed_up(), "Co", k=2, response=FREE, places=("AAA", "AAB", "AAC"))
    assert "AAB + AAC 60.00 t/yr short (60 % of all use); greedy AAA + AAB" in repr(found)
    assert "Worst 2 countries for cobalt" in found._repr_html_()
    assert found.to_frame()["loss_t_per_yr"].tolist() == pytest.approx([60, 40])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"k": 0}, "whole number from 1 to 3"),
        ({"k": 4}, "whole number from 1 to 3"),
        ({"channel": "exprots"}, "production, all, got 'exprots'"),
        ({"places": "AAX"}, "AAX"),
        ({"mineral": "galium"}, "galium"),
    ],
)
def test_questions_that_cannot_be_are_refused(options, message):
    with pytest.raises(ms.MineralsecError, match=message):
        ms.interdiction(backed_up(), **options)


def test_too_many_sets_for_a_response_without_a_program(monkeypatch):
    monkeypatch.setattr(module, "TRIED", 0)
    with pytest.raises(ms.GraphError, match="3 sets of 2 countries are too many"):
        ms.interdiction(backed_up(), k=2, response=ms.ProRata())


def test_one_of_several_minerals_must_be_named():
    graph = ms.load("world", minerals=("gallium", "germanium"))
    with pytest.raises(ms.UnknownNameError, match="name one mineral of gallium, germanium"):
        ms.interdiction(graph)


def test_a_mineral_that_nobody_makes_has_nobody_to_remove():
    graph = ms.SupplyGraph.from_records(
        [
            ms.Mineral("cobalt", stages=("mining",)),
            ms.Consumer(
                id="c", mineral="cobalt", place="AAA", stage="mining", demand="1 tonne/year"
            ),
        ]
    )
    with pytest.raises(ms.GraphError, match="no country makes cobalt"):
        ms.interdiction(graph, k=1)


# --- interaction --------------------------------------------------------------------------------


def test_interaction_is_what_a_pair_loses_beyond_its_members():
    found = ms.interactions(backed_up(), response=FREE)
    assert {(p.first, p.second): p.index for p in found} == pytest.approx(
        {("AAB", "AAC"): 60, ("AAA", "AAB"): 40, ("AAA", "AAC"): 40}
    )
    assert len(found) == 3
    assert "AAB and AAC lose 60.00 t/yr more together" in repr(found)
    assert "AAB, AAC" in found._repr_html_()
    assert found.to_frame()["interaction_t_per_yr"].tolist() == pytest.approx([60, 40, 40])


def test_a_pair_needs_two():
    with pytest.raises(ms.GraphError, match="pairs need two countries, got AAA"):
        ms.interactions(backed_up(), places="AAA")


# --- Shapley ------------------------------------------------------------------------------------


def by_hand(loss, players):
    """Return Shapley values from their definition: the mean over all orders."""
    orders = list(permutations(players))
    return {
        p: sum(
            loss[frozenset(o[: o.index(p) + 1])] - loss[frozenset(o[: o.index(p)])] for o in orders
        )
        / len(orders)
        for p in players
    }


def test_shapley_values_are_means_over_all_orders():
    players = ("AAA", "AAB", "AAC")
    losses = JointLoss(backed_up(), "cobalt", "production", FREE)
    sets = [frozenset(s) for size in range(4) for s in combinations(players, size)]
    loss = dict(zip(sets, losses.of(sets), strict=True))
    found = ms.shapley(backed_up(), response=FREE)
    assert found.values == pytest.approx(by_hand(loss, players))
    assert found.exact
    assert sum(found.shares.values()) == pytest.approx(1)


def test_drawn_orders_come_near_the_exact_values(monkeypatch):
    exact = ms.shapley(backed_up(), response=FREE)
    monkeypatch.setattr(shapley_module, "EXACT", 0)
    drawn = ms.shapley(backed_up(), response=FREE, orders=200, seed=1)
    assert not drawn.exact
    assert sum(drawn.values.values()) == pytest.approx(drawn.total)
    for country, value in exact.values.items():
        assert drawn.values[country] == pytest.approx(value, abs=4 * drawn.errors[country] + 1e-9)
    again = ms.shapley(backed_up(), response=FREE, orders=200, seed=1)
    assert again.values == drawn.values
    single = ms.shapley(backed_up(), response=FREE, orders=2)
    assert all(math.isnan(error) for error in single.errors.values())


def test_shapley_prints_itself():
    found = ms.shapley(backed_up(), response=FREE)
    assert repr(found).endswith("of 100.0 t/yr; exact)")
    assert "AAB" in found._repr_html_()
    assert found.to_frame()["share"].sum() == pytest.approx(1)


def test_nothing_lost_has_no_parts():
    graph = ms.SupplyGraph.from_records([ms.Mineral("cobalt", stages=("mining",)),
                                         *supplier("AAA", 40, 40)])  # fmt: skip
    found = ms.shapley(graph.select(places="AAA"))
    assert set(found.shares.values()) <= {0.0, 1.0}


@pytest.mark.parametrize("orders", [0, 3, True])
def test_orders_come_in_pairs(orders):
    with pytest.raises(ms.MineralsecError, match=r"(even|whole) number .*orders=64|Write 64"):
        ms.shapley(backed_up(), orders=orders)


# --- draws of supply ----------------------------------------------------------------------------


@SLOW
@given(graph=supply_graphs(), seed=st.integers(0, 9))
def test_every_draw_is_what_pro_rata_answers(graph, seed):
    mineral = graph.minerals[0]
    ids = producers_of(graph, mineral)
    assume(ids and not (graph.columns.makers.host >= 0).any())
    factors = np.random.default_rng(seed).random((3, len(ids)))
    available = supply_draws(graph, mineral, factors)
    short = share_short(graph, mineral, available)
    network = graph.network(mineral)
    use = float(market_use(network, network.received, network.vanishes).sum())
    for draw, part in zip(factors, short, strict=True):
        shocks = [
            ms.CapacityLoss(1 - float(f), ids=name) for f, name in zip(draw, ids, strict=True)
        ]
        impact = ms.simulate(graph, *shocks, minerals=mineral, response=ms.ProRata())
        unmet = impact.totals(mineral).unmet
        assert part * use == pytest.approx(unmet, abs=1e-6 * use)


def test_factors_of_another_shape_are_refused():
    graph = backed_up()
    with pytest.raises(ms.RecordError, match=r"\(n_draws, 3\), got \(2, 2\)"):
        supply_draws(graph, "cobalt", np.ones((2, 2)))
    with pytest.raises(ms.RecordError, match="0 or more and finite"):
        supply_draws(graph, "cobalt", -np.ones((1, 3)))
