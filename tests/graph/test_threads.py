"""One graph may be read by several threads at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import networkx as nx

import mineralsec as ms


def questions(graph):
    """Return questions that fill every cache a graph has, as (function, name)."""

    def shares():
        return ms.shares(graph, "gallium").to_frame().to_csv()

    def hhi():
        return ms.hhi(ms.shares(graph, "tungsten"))

    def removed():
        return ms.remove_country(graph, "CHN", minerals="gallium", response=ms.ProRata()).shortfall

    def network():
        return nx.number_of_edges(graph.nx)

    def flow():
        made = graph.flow_network("gallium")
        return nx.maximum_flow_value(made, made.graph["source"], made.graph["sink"])

    def records():
        return len(graph.records), len(graph.findings()), len(graph.citations())

    def reconciled():
        return ms.concentration(graph).to_frame().to_csv()

    return shares, hhi, removed, network, flow, records, reconciled


def test_threads_that_share_a_graph_answer_as_one_does():
    names = ("gallium", "tungsten")
    alone = [ask() for ask in questions(ms.load("world", minerals=names))]
    for _ in range(3):  # each round begins with empty caches
        graph = ms.load("world", minerals=names)
        asked = questions(graph) * 4
        with ThreadPoolExecutor(8) as pool:
            found = [done.result() for done in [pool.submit(ask) for ask in asked]]
        assert found == alone * 4


def test_threads_share_one_cached_network():
    graph = ms.load("world", minerals="gallium")
    with ThreadPoolExecutor(8) as pool:
        views = list(pool.map(lambda _: graph.nx, range(16)))
    assert all(nx.utils.graphs_equal(views[0], view) for view in views)
    assert graph.nx is graph.nx
