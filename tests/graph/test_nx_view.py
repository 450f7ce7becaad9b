"""NetworkX and the columns say the same."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings

import mineralsec as ms
from mineralsec.graph.nx_view import UNITS, market_ids
from mineralsec.testing import supply_graphs

graphs = supply_graphs(with_stocks=True, with_history=True, with_weights=True)


def markets(G):
    return [node for node, kind in G.nodes(data="kind") if kind == "market"]


@settings(max_examples=50)
@given(graphs)
def test_columns_and_networkx_agree_on_inflow(graph):
    net, G = graph.network("cobalt"), graph.nx
    inflow = dict(G.in_degree(markets(G), weight="quantity"))
    assert [inflow[name] for name in market_ids(graph.columns)] == pytest.approx(
        net.supply.tolist()
    )


@settings(max_examples=50)
@given(graphs)
def test_columns_and_networkx_agree_on_shares_of_output(graph):
    makers, G = graph.columns.makers, graph.nx
    made = {n: d["output"] for n, d in G.nodes(data=True) if d["kind"] in ("producer", "refiner")}
    shares = makers.output[1] / makers.output[1].sum()
    total = sum(made.values())
    assert [made[name] / total for name in makers.id] == pytest.approx(shares.tolist())


@settings(max_examples=50)
@given(graphs)
def test_columns_and_networkx_agree_on_what_can_be_reached(graph):
    """Powers of the adjacency matrix from columns against NetworkX's search."""
    net, G = graph.network("cobalt"), graph.nx
    step = np.eye(len(net), dtype=bool)
    moves = net.flow > 0
    step[net.lane_from[moves], net.lane_to[moves]] = True
    refines = net.maker_intake >= 0
    step[net.maker_intake[refines], net.maker_market[refines]] = True
    reach = np.linalg.matrix_power(step.astype(float), len(net)) > 0
    names = market_ids(graph.columns)
    for i, name in enumerate(names):
        found = {n for n in nx.descendants(G, name) | {name} if "|" in n}
        assert found == {names[j] for j in np.flatnonzero(reach[i])}


@settings(max_examples=50)
@given(graphs)
def test_every_attribute_is_plain_and_known(graph):
    G = graph.nx
    kinds: dict[tuple[str, str], set[type]] = {}
    everything = [("graph", G.graph)]
    everything += [("node", data) for _, data in G.nodes(data=True)]
    everything += [("edge", data) for *_, data in G.edges(data=True)]
    for what, data in everything:
        for name, value in data.items():
            assert type(value) in (str, int, float, bool)
            assert type(value) is not float or math.isfinite(value)
            kinds.setdefault((what, name), set()).add(type(value))
    assert all(len(types) == 1 for types in kinds.values()), "one type per attribute"
    assert all(isinstance(key, str) for *_, key in G.edges(keys=True))


@settings(max_examples=50)
@given(graphs)
def test_every_actor_hangs_on_its_market(graph):
    G = graph.nx
    wanted = {
        "producer": (set(), {"output"}),
        "refiner": ({"intake"}, {"output"}),
        "consumer": ({"use"}, set()),
        "stockpile": (set(), {"release"}),
    }
    for node, data in G.nodes(data=True):
        if data["kind"] == "market":
            continue
        into = {d["kind"] for *_, d in G.in_edges(node, data=True)}
        out = {d["kind"] for *_, d in G.out_edges(node, data=True)}
        assert (into, out) == wanted[data["kind"]]


def test_the_hand_network_in_networkx(make):
    G = make.graph(*make.hand()).nx
    assert G.nodes["cobalt|mining|XAA"] == {
        "kind": "market",
        "mineral": "cobalt",
        "stage": "mining",
        "place": "XAA",
        "place_name": "XAA",
    }
    plant = G.nodes["plant-c"]
    assert (plant["kind"], plant["stage"], plant["takes"]) == ("refiner", "refining", "mining")
    assert (plant["output"], plant["capacity"], plant["recovery"]) == (20, 30, 1)
    assert G.nodes["use-a"]["demand"] == 40
    assert G.edges["cobalt|mining|XAB", "cobalt|mining|XAC", "flow"]["quantity"] == 20
    assert G.edges["cobalt|mining|XAC", "plant-c", "intake"]["quantity"] == 20
    assert G.edges["plant-c", "cobalt|refining|XAC", "output"]["quantity"] == 20
    assert G.graph == {"units": UNITS, "minerals": "cobalt"}


def test_the_view_is_made_once_and_frozen(make):
    graph = make.graph(*make.hand())
    assert graph.nx is graph.nx
    with pytest.raises(nx.NetworkXError, match="Frozen"):
        graph.nx.add_node("x")


def test_the_year_is_a_number(make):
    assert make.graph(make.mine("m", "CHN", 1, year=2024)).nx.graph["year"] == 2024


def test_intake_is_output_before_losses(make):
    G = make.graph(make.plant("p", "XAA", 10, recovery=0.8)).nx
    assert G.edges["cobalt|mining|XAA", "p", "intake"]["quantity"] == pytest.approx(12.5)


def test_unknown_figures_are_left_out(make):
    G = make.graph(
        make.mine("m", "CHN:bayan-obo", make.withheld()),
        make.flow("CHN:bayan-obo", "CHN", make.withheld(8)),
    ).nx
    assert G.nodes["m"] == {
        "kind": "producer",
        "mineral": "cobalt",
        "stage": "mining",
        "place": "CHN:bayan-obo",
        "place_name": "China: bayan-obo",
        "quality": "reported",
        "secondary": False,
        "output_low": 0.0,
    }
    assert G.edges["cobalt|mining|CHN:bayan-obo", "cobalt|mining|CHN", "flow"] == {
        "kind": "flow",
        "quality": "reported",
        "quantity_low": 0.0,
        "quantity_high": 8.0,
    }


def test_idle_lanes_are_left_out(make):
    flows = make.flow("XAA", "XAB", 5, year=2024), make.flow("XAB", "XAA", 5, year=2023)
    assert list(make.graph(*flows).nx.edges) == [("cobalt|mining|XAA", "cobalt|mining|XAB", "flow")]


def test_parallel_flows_have_keys_of_their_own_and_say_what_tells_them_apart(make):
    mineral = make.mineral(forms=(ms.Form("flow", content=1, stage="mining"),))
    flows = [
        make.flow("XAA", "XAB", 1),
        make.flow("XAA", "XAB", 2, form="flow"),
        make.flow("XAA", "XAB", 4, seller="5", buyer="b"),
    ]
    G = make.graph(mineral, *flows).nx
    found = {key: data for *_, key, data in G.edges(keys=True, data=True)}
    assert {key: data["quantity"] for key, data in found.items()} == {
        "flow": 1,
        "flow|flow": 2,
        "flow||5|b": 4,
    }
    assert found["flow|flow"]["form"] == "flow"
    assert (found["flow||5|b"]["seller"], found["flow||5|b"]["buyer"]) == ("5", "b")
    assert "form" not in found["flow||5|b"]


def test_by_products_and_stocks_carry_what_is_known(make):
    G = make.graph(
        make.mine("host", "XAA", 9),
        make.mine("by", "XAA", 1, stage="refining", host="host", host_ratio=0.5, kind="secondary"),
        make.stock("s", "XAA", 5, max_release="2 tonne/year"),
        make.stock("t", "XAA", 5),
    ).nx
    assert (G.nodes["by"]["host"], G.nodes["by"]["host_ratio"]) == ("host", 0.5)
    assert G.nodes["by"]["secondary"] is True
    assert (G.nodes["s"]["amount"], G.nodes["s"]["max_release"]) == (5, 2)
    assert "max_release" not in G.nodes["t"]
    release = G.edges["s", "cobalt|refining|XAA", "release"]
    assert release == {"kind": "release", "quantity": 0.0, "max_release": 2.0}
