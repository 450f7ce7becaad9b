"""N-1 over every place of one mineral: the library against a cold linprog and network_simplex.

All three answer the same question: the least use that goes unmet when one place is removed,
lanes and producers limited as ``ms.Reroute()`` limits them. The rivals get the numbers ready
made; only their solving is timed. Removals that cannot change anything are left out of all sides.

    python tests/benchmarks/removals.py [mineral ...]
"""

import sys
import time

import networkx as nx
import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

import mineralsec as ms
from mineralsec.analysis.disruption.question import Calm
from mineralsec.analysis.disruption.sweep import can_change

#: Ratios to reach, by number of traded stages.
ASKED = {1: (10, 60), 2: (5, 30)}


class Numbers:
    """The question in plain arrays: lanes, makers and users with their limits. [t/yr]"""

    def __init__(self, graph, mineral):
        self.network = network = graph.network(mineral)
        calm = Calm.of(ms.Reroute(), graph, network)
        self.origin, self.destination = calm.origin, calm.destination
        self.lane = np.bincount(calm.pair_of, calm.lane, len(calm.origin))
        self.maker = calm.maker
        extra = np.flatnonzero(network.vanishes > 0)
        self.user_market = np.concatenate([network.user_market, extra])
        self.wanted = np.concatenate([network.received, network.vanishes[extra]])
        self.supply = np.flatnonzero(network.appears > 0)

    def without(self, inside):
        """Return limits when the markets `inside` are removed."""
        here = np.zeros(len(self.network), bool)
        here[inside] = True
        return (
            np.where(here[self.origin] | here[self.destination], 0.0, self.lane),
            np.where(here[self.network.maker_market], 0.0, self.maker),
            np.where(here[self.user_market], 0.0, self.wanted),
            np.where(here[self.supply], 0.0, self.network.appears[self.supply]),
        )


class Linprog:
    """A cold scipy.optimize.linprog per removal; the matrix is built once."""

    def __init__(self, numbers):
        n, network = len(numbers.network), numbers.network
        lanes, makers = len(numbers.lane), len(numbers.maker)
        users, supply = len(numbers.wanted), len(numbers.supply)
        refines = np.flatnonzero(network.maker_intake >= 0)
        rows = np.concatenate(
            [numbers.origin, numbers.destination, network.maker_market,
             network.maker_intake[refines], numbers.user_market, numbers.supply]
        )  # fmt: skip
        columns = np.concatenate(
            [np.arange(lanes), np.arange(lanes), lanes + np.arange(makers), lanes + refines,
             lanes + makers + np.arange(users), lanes + makers + users + np.arange(supply)]
        )  # fmt: skip
        values = np.concatenate(
            [-np.ones(lanes), np.ones(lanes), np.ones(makers), -1 / network.recovery[refines],
             -np.ones(users), np.ones(supply)]
        )  # fmt: skip
        total = lanes + makers + users + supply
        self.matrix = csr_array((values, (rows, columns)), shape=(n, total))
        self.cost = np.zeros(total)
        self.cost[lanes + makers : lanes + makers + users] = -1.0
        self.rhs = np.zeros(n)

    def unmet(self, limits):
        high = np.concatenate(limits)
        bounds = np.column_stack([np.zeros(len(high)), high])
        result = linprog(self.cost, A_eq=self.matrix, b_eq=self.rhs, bounds=bounds, method="highs")
        assert result.status == 0, result.message
        return limits[2].sum() + result.fun


def simplex(numbers, limits):
    """networkx.network_simplex on integer kilograms: unmet use costs one, all else nothing."""
    network = numbers.network
    lane, maker, wanted, supply = (np.rint(1000 * x).astype(int) for x in limits)
    graph = nx.DiGraph()
    total = int(wanted.sum())
    graph.add_node("source", demand=-total)
    graph.add_node("sink", demand=total)
    graph.add_edge("source", "sink", capacity=total, weight=1)
    for a, b, high in zip(numbers.origin, numbers.destination, lane, strict=True):
        if high:
            graph.add_edge(int(a), int(b), capacity=int(high), weight=0)
    for i, high in enumerate(maker):
        if high:
            start = int(network.maker_intake[i]) if network.maker_intake[i] >= 0 else "source"
            graph.add_edge(start, ("maker", i), capacity=int(high), weight=0)
            graph.add_edge(("maker", i), int(network.maker_market[i]), weight=0)
    for i, (market, high) in enumerate(zip(numbers.user_market, wanted, strict=True)):
        if high:
            graph.add_edge(int(market), ("user", i), capacity=int(high), weight=0)
            graph.add_edge(("user", i), "sink", weight=0)
    for i, (market, high) in enumerate(zip(numbers.supply, supply, strict=True)):
        if high:
            graph.add_edge("source", ("supply", i), capacity=int(high), weight=0)
            graph.add_edge(("supply", i), int(market), weight=0)
    cost, _ = nx.network_simplex(graph)
    return cost / 1000


def compare(mineral):
    graph = ms.load("world", minerals=mineral)
    removals = [
        s for s in ms.every_country(graph) if can_change(graph, mineral, graph.place_codes(s.place))
    ]
    numbers = Numbers(graph, mineral)
    inside = [
        np.flatnonzero(np.isin(numbers.network.place_of, list(graph.place_codes(s.place))))
        for s in removals
    ]
    limits = [numbers.without(block) for block in inside]
    rival = Linprog(numbers)
    ms.sweep(graph, removals[:1], response=ms.Reroute(), detail=False)
    ms.sweep(graph, removals[:1], response=ms.ProRata(), detail=False)

    def seconds(task):
        start = time.perf_counter()
        answer = task()
        return time.perf_counter() - start, answer

    def sweep(response):
        return seconds(lambda: ms.sweep(graph, removals, response=response, detail=False))

    # the sides take turns: a short run is easily disturbed, so the shortest of many counts
    ours, prorata, cold, slow = [], [], [], 0.0
    integer = []
    for part in np.array_split(np.arange(len(limits)), 10):
        for _ in range(3):
            ours.append(sweep(ms.Reroute()))
            prorata.append(sweep(ms.ProRata())[0])
        if len(cold) < 3:
            cold.append(seconds(lambda: [rival.unmet(x) for x in limits]))
        took, found = seconds(lambda part=part: [simplex(numbers, limits[i]) for i in part])
        slow += took
        integer += found
    (ours, swept), (cold, linear) = (min(runs, key=lambda run: run[0]) for runs in (ours, cold))
    prorata = min(prorata)
    unmet = np.array([row.unmet for row in swept])
    scale = numbers.wanted.sum()
    assert np.allclose(unmet, linear, atol=1e-6 * scale), np.abs(unmet - linear).max()
    # integer kilograms round every limit by up to half a kilogram
    assert np.allclose(unmet, integer, atol=1e-3 * len(numbers.lane) + 1e-6 * scale)
    stages = len({int(s) for s in numbers.network.stage_of[numbers.origin]})
    asked = ASKED[min(stages, 2)]
    print(
        f"{mineral}: {len(removals)} removals, {len(numbers.lane)} lanes, "
        f"{stages} traded stage(s); "
        f"{1000 * ours / len(removals):.2f} ms each\n"
        f"  Reroute: linprog / ours {cold / ours:6.1f} (asked {asked[0]}), "
        f"network_simplex / ours {slow / ours:6.1f} (asked {asked[1]})\n"
        f"  ProRata: network_simplex / ours {slow / prorata:8.0f} (asked 1000)"
    )


if __name__ == "__main__":
    for name in sys.argv[1:] or ("natural graphite", "silver", "copper", "lithium", "cobalt"):
        compare(name)
