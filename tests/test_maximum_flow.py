"""The most a network delivers without some of its nodes: against NetworkX, and at its limits."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineralsec import maximum_flow
from mineralsec.maximum_flow import FlowNetwork, delivered_without


@st.composite
def networks(draw):
    """A random network with cycles, loops and parallel arcs, and sets of nodes to take out."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    nodes, arcs = draw(st.integers(1, 7)), draw(st.integers(0, 20))
    size = draw(st.sampled_from([1e-6, 1.0, 1e9]))
    capacity = size * rng.random(arcs) * 4
    capacity[rng.random(arcs) < 0.2] = np.inf
    network = FlowNetwork.of(
        rng.integers(0, nodes, arcs),
        rng.integers(0, nodes, arcs),
        capacity,
        size * rng.random(nodes) * 6 * (rng.random(nodes) < 0.5),
        size * rng.random(nodes) * 3 * (rng.random(nodes) < 0.7),
    )
    gone = [np.flatnonzero(rng.random(nodes) < 0.3) for _ in range(draw(st.integers(1, 5)))]
    return network, gone


def reference(network, gone):
    """The same by NetworkX."""
    there = np.ones(len(network.demand), bool)
    there[gone] = False
    graph = nx.DiGraph()
    graph.add_nodes_from(["source", "sink"])
    for node in np.flatnonzero(there).tolist():
        graph.add_edge("source", node, capacity=network.supply[node])
        graph.add_edge(node, "sink", capacity=network.demand[node])
    ends = zip(network.origin.tolist(), network.destination.tolist(), network.capacity, strict=True)
    for a, b, capacity in ends:
        if there[a] and there[b]:
            limit = {} if np.isinf(capacity) else {"capacity": capacity}
            graph.add_edge(a, b, **limit)
    return nx.maximum_flow_value(graph, "source", "sink")


@given(st.lists(networks(), min_size=1, max_size=4), st.sampled_from([1, 30, 40_000]))
def test_what_is_delivered_is_the_maximum_flow_of_networkx(questions, together):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(maximum_flow, "TOGETHER", together)
        found = delivered_without(questions)
    for (network, sets), delivered in zip(questions, found, strict=True):
        expected = [reference(network, gone) for gone in sets]
        assert delivered == pytest.approx(expected, rel=1e-7, abs=1e-7 * network.demand.sum())


@given(networks())
def test_taking_out_more_never_delivers_more(question):
    network, gone = question
    more = [np.union1d(gone[0], other) for other in gone]
    (delivered,) = delivered_without([(network, [gone[0], *more])])
    assert np.all(delivered[1:] <= delivered[0] * (1 + 1e-7))


def test_a_full_delivery_is_exact_however_the_limits_round():
    # a third has no end in any whole numbers, and supply is all of it demanded
    part = np.array([1 / 3, 1 / 7, 1 / 11])
    network = FlowNetwork.of([0, 0, 0], [1, 2, 3], part, np.array([part.sum(), 0, 0, 0]),
                             np.array([0, *part]))  # fmt: skip
    (delivered,) = delivered_without([(network, [np.array([], int)])])
    assert delivered[0] == pytest.approx(part.sum(), rel=1e-15)


def test_parallel_plants_that_are_each_large_enough_for_all_do_not_overflow():
    network = FlowNetwork.of([0] * 9, [1] * 9, np.full(9, 1e6), np.array([10.0, 0.0]),
                             np.array([0.0, 8.0]))  # fmt: skip
    (delivered,) = delivered_without([(network, [np.array([], int), np.array([0])])])
    assert delivered.tolist() == [8.0, 0.0]


def test_where_nothing_is_wanted_nothing_is_delivered():
    network = FlowNetwork.of([0], [1], np.ones(1), np.ones(2), np.zeros(2))
    (delivered,) = delivered_without([(network, [np.array([], int)])])
    assert delivered.tolist() == [0.0]


def test_no_questions_have_no_answers():
    network = FlowNetwork.of([0], [1], np.ones(1), np.ones(2), np.ones(2))
    assert delivered_without([]) == []
    assert delivered_without([(network, [])])[0].shape == (0,)
