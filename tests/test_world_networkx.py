"""NetworkX runs on every mineral of the bundled world."""

from __future__ import annotations

import networkx as nx
import pytest

import mineralsec as ms
from mineralsec.datasets.tables import minerals
from mineralsec.io import networkx_files as files

WORLD = pytest.mark.parametrize("mineral", minerals("world"))


@pytest.fixture(scope="module")
def world():
    return ms.load("world")


@pytest.fixture(scope="module")
def parts(world):
    """Return the nodes of each mineral."""
    found = {}
    for node, data in world.nx.nodes(data=True):
        found.setdefault(data["mineral"], []).append(node)
    return found


@WORLD
def test_flow_algorithms_run_and_agree(world, mineral):
    F = world.flow_network(mineral)
    source, sink = F.graph["source"], F.graph["sink"]
    most, flow = nx.maximum_flow(F, source, sink)
    assert nx.minimum_cut(F, source, sink)[0] == most
    assert sum(flow[source].values()) == most
    # what is used today can be had, so the cheapest way of it is found
    cost, _ = nx.network_simplex(F)
    assert cost >= 0
    assert -F.nodes[source]["demand"] <= most
    above = nx.immediate_dominators(F, source)
    assert above[sink] in F


@WORLD
def test_centralities_and_dominators_run_on_the_plain_graph(world, parts, mineral):
    # betweenness knows no parallel edges
    G = nx.DiGraph(world.nx.subgraph(parts[mineral]))
    score = nx.betweenness_centrality(G)
    assert set(score) == set(parts[mineral])
    producers = [n for n, data in G.nodes(data=True) if data["kind"] == "producer"]
    above = nx.immediate_dominators(G, producers[0])
    assert all(node == producers[0] or above[node] in G for node in above)


@WORLD
def test_exporters_write_and_read(world, parts, tmp_path, mineral):
    G = world.nx.subgraph(parts[mineral])
    files.write_graphml(G, tmp_path / "a.graphml")
    files.write_gexf(G, tmp_path / "a.gexf")
    for back in (
        files.read_graphml(tmp_path / "a.graphml"),
        files.read_gexf(tmp_path / "a.gexf"),
        files.from_node_link(files.to_node_link(G)),
    ):
        assert set(back) == set(G)
        assert back.number_of_edges() == G.number_of_edges()
