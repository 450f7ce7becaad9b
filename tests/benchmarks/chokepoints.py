"""Coverage of every place for every consumer, and every origin of the world: against NetworkX.

The rival answers the first question as one would with NetworkX: for each place it takes the
place's nodes out of a copy of the graph and sends what is left along today's shares until nothing
changes; what a consumer no longer gets has passed the place. Both sides start from the graph's
numbers, both answers are compared before a ratio is printed, and the library factorises afresh
each time. Tracing is one call over all minerals; its rival walks back from one market at a time.

    python tests/benchmarks/chokepoints.py [mineral ...]
"""

import sys
import time

import networkx as nx
import numpy as np

import mineralsec as ms
from mineralsec.analysis.coverage import PassThrough
from mineralsec.places import RESIDUAL, country_of

#: Ratio to reach.
ASKED = 200

#: Places that the slow side is timed on.
SAMPLE = 12


def shares(network):
    """Return today's supply shares as a DiGraph, and what enters each market on its own."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(network)))
    supply = network.supply
    enters = network.appears.copy()
    for a, b, flow in zip(network.lane_from, network.lane_to, network.flow, strict=True):
        if flow > 0:
            known = graph.get_edge_data(int(a), int(b), {"share": 0.0})["share"]
            graph.add_edge(int(a), int(b), share=known + flow / supply[b])
    for market, takes, output in zip(
        network.maker_market, network.maker_intake, network.output, strict=True
    ):
        if takes < 0:
            enters[market] += output
        elif output > 0:
            a, b = int(takes), int(market)
            known = graph.get_edge_data(a, b, {"share": 0.0})["share"]
            graph.add_edge(a, b, share=known + output / supply[market])
    own = {m: float(enters[m] / supply[m]) if supply[m] > 0 else 0.0 for m in graph}
    nx.set_node_attributes(graph, own, "own")
    return graph


def available(graph):
    """Return the part of each market's supply that still arrives, by repeated passes."""
    left = dict(graph.nodes(data="own"))
    while True:
        new = {
            m: own + sum(d["share"] * left[a] for a, _, d in graph.in_edges(m, data=True))
            for m, own in graph.nodes(data="own")
        }
        if max(abs(new[m] - left[m]) for m in new) < 1e-12:
            return new
        left = new


def without(graph, block):
    """Return what every consumer has that passed the block: a removal in NetworkX."""
    rest = graph.copy()
    rest.remove_nodes_from(block)
    return available(rest)


def compare(mineral):
    graph = ms.load("world", minerals=mineral)
    network = graph.network(mineral)
    places = np.array([country_of(graph.columns.places[p]) for p in network.place_of])
    names = [p for p in dict.fromkeys(places.tolist()) if p != RESIDUAL]
    blocks = [np.flatnonzero(places == name) for name in names]

    def ours():
        start = time.perf_counter()
        found = PassThrough.of(network).coverages(blocks)
        return time.perf_counter() - start, found

    ours()
    rival = shares(network)
    chosen = np.linspace(0, len(blocks) - 1, min(SAMPLE, len(blocks))).astype(int)
    quick, slow = [], []
    covered = None
    for i in chosen:
        for _ in range(3):
            seconds, covered = ours()
            quick.append(seconds)
        start = time.perf_counter()
        left = without(rival, blocks[i].tolist())
        slow.append(time.perf_counter() - start)
        fed = PassThrough.of(network).fed
        for market, part in left.items():
            if fed[market]:
                assert abs(1.0 - part - covered[i, market]) < 1e-6, (names[i], market)
    loop = len(blocks) * float(np.median(slow))
    print(
        f"{mineral}: coverage of {len(blocks)} places at {len(network)} markets in "
        f"{1000 * min(quick):.1f} ms; removal loop in NetworkX / ours {loop / min(quick):8.0f} "
        f"(asked {ASKED}; the loop timed on {len(chosen)} places)"
    )


def world():
    graph = ms.load("world")
    for mineral in graph.minerals:
        graph.network(mineral)
    start = time.perf_counter()
    frame = ms.trace(graph).to_frame(per="market")
    ours = time.perf_counter() - start
    sums = frame.groupby(["mineral", "place", "stage"])["share [-]"].sum()
    assert np.allclose(sums, 1.0, atol=1e-9)
    print(
        f"world: origins of {len(sums)} markets of {len(graph.minerals)} minerals, {len(frame)} "
        f"pairs, in one call of {ours:.2f} s; shares sum to one"
    )


if __name__ == "__main__":
    for name in sys.argv[1:] or ("natural graphite", "copper", "cobalt", "lithium"):
        compare(name)
    world()
