"""Five hundred random networks: the engine against models that share no code with it."""

import functools

import networkx as nx
import numpy as np
import pytest

import mineralsec as ms
from mineralsec import solver

from .random_networks import M, random_network
from .test_against_other_solvers import independent

SEEDS = range(500)
#: Parts, so that one network that fails is found among few.
PARTS = [range(start, start + 50) for start in range(0, 500, 50)]


@functools.cache
def network(seed, lossless=False):
    return random_network(seed, lossless=lossless)


def unmet(graph, place, response):
    shock = ms.RemoveCountry(place)
    return ms.simulate(graph, shock, minerals=M, response=response).totals()


@pytest.mark.parametrize("seeds", PARTS)
def test_reroute_equals_an_independent_program_on_every_network(seeds):
    for seed in seeds:
        graph, place = network(seed)
        growth, lanes = ((None, "observed"), (0.3, "observed"), (None, "open"))[seed % 3]
        response = ms.Reroute(lanes=lanes, growth=growth, spare="nameplate")
        found = unmet(graph, place, response).counted[1]
        expected = independent(graph, place, lanes=lanes, growth=growth)
        assert found == pytest.approx(expected, rel=1e-6, abs=1e-6), seed


def max_flow_outside(graph, place):
    """What reaches users outside `place`, by networkx on whole kilograms. [t/yr]"""
    network = nx.DiGraph(graph.flow_network(M))
    gone = [node for node in network if node.split("|")[2:3] == [place]]
    network.remove_nodes_from(gone)
    source, sink = network.graph["source"], network.graph["sink"]
    return nx.maximum_flow_value(network, source, sink) / 1000


@pytest.mark.parametrize("seeds", PARTS)
def test_reroute_equals_the_maximum_flow_where_nothing_is_lost(seeds):
    for seed in seeds:
        graph, place = network(seed, lossless=True)
        found = unmet(graph, place, ms.Reroute(growth=0.0, spare="nameplate"))
        served = found.counted[0] - found.counted[1]
        assert served == pytest.approx(max_flow_outside(graph, place), abs=0.1), seed


def naive_limit(graph, place):
    """Pass on what arrives, again and again, until nothing changes; return unmet use outside."""
    network = graph.network(M)
    n = len(network)
    here = graph.columns.place_mask(graph.place_codes(place))[network.markets]
    supply = np.zeros(n)
    np.add.at(supply, network.maker_market, network.output)
    np.add.at(supply, network.lane_to, network.flow)
    share = np.zeros((n, n))
    made = np.zeros(n)
    for i, market in enumerate(network.maker_market.tolist()):
        if here[market]:
            continue
        if network.maker_intake[i] < 0:
            made[market] += network.output[i] / supply[market]
        else:
            share[market, network.maker_intake[i]] += network.output[i] / supply[market]
    for a, b, q in zip(network.lane_from, network.lane_to, network.flow, strict=True):
        if not here[a] and not here[b]:
            share[b, a] += q / supply[b]
    available = np.zeros(n)
    # doubling: a, then M a + a, then M^2 a + ... sums 2^k passes in k steps
    available, power = made.copy(), share.copy()
    for _ in range(60):
        available = available + power @ available
        power = power @ power
        if np.max(power, initial=0.0) < 1e-16:
            break
    stays = ~here[network.user_market]
    return float((network.received * (1 - available[network.user_market]))[stays].sum())


@pytest.mark.parametrize("seeds", PARTS)
def test_pro_rata_equals_the_naive_limit_with_circular_trade(seeds):
    for seed in seeds:
        graph, place = network(seed)
        found = unmet(graph, place, ms.ProRata()).counted[1]
        assert found == pytest.approx(naive_limit(graph, place), rel=1e-6, abs=1e-6), seed


def test_circular_trade_is_among_the_networks():
    """Some of the networks have a loop that carries ten times what feeds it, or more."""
    loops = 0
    for seed in SEEDS:
        graph, _ = network(seed)
        lanes = {
            (r.stage, r.origin, r.destination): r.quantity.m_as("tonne/year")
            for r in graph.records
            if isinstance(r, ms.Flow)
        }
        loops += any(
            min(q, lanes.get((stage, b, a), 0)) > 10 * max(1, abs(q - lanes.get((stage, b, a), 0)))
            for (stage, a, b), q in lanes.items()
        )
    assert loops >= 20


@pytest.mark.parametrize("seeds", PARTS)
def test_prices_lie_between_the_finite_differences(seeds):
    tried = 0
    for seed in seeds:
        graph, place = network(seed)
        impact = ms.remove_country(
            graph, place, minerals=M, response=ms.Reroute(growth=None, spare="nameplate")
        )
        for row in impact.binding:
            if row.limit > 1e-3:
                tried += 1
                assert row.value - 1e-6 <= row.dual <= row.lost + 1e-6, (seed, row)
    assert tried > 20


@pytest.mark.parametrize("seeds", PARTS)
def test_two_solvers_leave_the_same_users_short(seeds, monkeypatch):
    """The fairness of the rationing makes each user's loss unique."""
    found = {}
    for name in ("highspy", "scipy"):
        if name == "scipy":
            monkeypatch.setattr(solver, "_module", [None])
        for seed in seeds:
            graph, place = random_network(seed)  # a graph keeps the programs it has built
            response = ms.Reroute(growth=0.2, spare="none")
            impact = ms.remove_country(graph, place, minerals=M, response=response)
            found[name, seed] = {k: q.m_as("tonne/year") for k, q in impact.by("id").items()}
    for seed in seeds:
        one, two = found["highspy", seed], found["scipy", seed]
        for user in {*one, *two}:
            assert one.get(user, 0) == pytest.approx(two.get(user, 0), abs=1e-4), (seed, user)
