"""NetworkX's flow algorithms run on every graph, and answer what the records say."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.errors import GraphError, UnknownNameError
from mineralsec.graph.flow_network import stage_factors
from mineralsec.testing import supply_graphs, supply_records


def max_flow(F):
    return nx.maximum_flow_value(F, F.graph["source"], F.graph["sink"])


@st.composite
def unbalanced(draw):
    """A graph with some records missing, as in real statistics."""
    first, *rest = draw(supply_records(with_stocks=True, with_history=True))
    kept = [record for record in rest if draw(st.integers(0, 4))]
    users = [record for record in rest if isinstance(record, ms.Consumer)]
    return ms.SupplyGraph.from_records([first, *dict.fromkeys([*kept, users[0]])])


@given(unbalanced(), st.sampled_from(["nameplate", "today"]), st.booleans())
def test_every_algorithm_runs_on_every_graph(graph, capacity, stocks):
    F = graph.flow_network("cobalt", capacity=capacity, stocks=stocks)
    source, sink = F.graph["source"], F.graph["sink"]
    for _, _, data in F.edges(data=True):
        assert {name: type(value) for name, value in data.items()} == {
            "capacity": int,
            "weight": int,
        }
        assert data["capacity"] > 0
    demand = dict(F.nodes(data="demand"))
    assert sum(demand.values()) == 0
    assert all(type(kilograms) is int for kilograms in demand.values())
    assert -demand[source] == demand[sink] >= 0
    most = max_flow(F)
    assert most >= demand[sink], "what is used today fits through"
    assert nx.minimum_cut_value(F, source, sink) == most
    cost, flow = nx.network_simplex(F)
    assert cost == nx.cost_of_flow(F, flow)
    assert nx.max_flow_min_cost(F, source, sink)


@given(
    supply_graphs(with_history=True).filter(
        lambda graph: len(set(graph.columns.makers.recovery[graph.columns.makers.intake >= 0])) < 2
    )
)
def test_todays_network_carries_exactly_todays_use_where_recoveries_agree(graph):
    F = graph.flow_network("cobalt", capacity="today")
    assert max_flow(F) == F.nodes["sink"]["demand"]
    assert nx.network_simplex(F)[0] <= 3 * len(F.edges), "nothing but rounding comes from nowhere"


@given(supply_graphs(max_stages=1))
def test_without_refining_the_demand_is_todays_use_in_kilograms(graph):
    F = graph.flow_network("cobalt", capacity="today")
    assert F.nodes["sink"]["demand"] == round(graph.network("cobalt").received.sum() * 1000)


@given(supply_graphs())
def test_a_larger_network_never_carries_less(graph):
    nameplate, today = (
        max_flow(graph.flow_network("cobalt", capacity=word)) for word in ("nameplate", "today")
    )
    assert nameplate >= today


def test_the_hand_network_carries_ninety_tonnes_and_plant_a_most_of_them(make):
    F = make.graph(*make.hand()).flow_network("cobalt")
    assert max_flow(F) == 90_000
    G = nx.DiGraph(F)
    G.remove_edge("plant-a|in", "plant-a|out")
    assert max_flow(G) == 20_000
    assert F.edges["mine-a|in", "mine-a|out"] == {"capacity": 60_000, "weight": 0}
    assert F.edges["plant-c|in", "plant-c|out"]["capacity"] == 30_000


def test_the_sink_can_be_some_places(make):
    graph = make.graph(*make.hand())
    assert graph.flow_network("cobalt", "XAC").nodes["sink"]["demand"] == 30_000
    assert max_flow(graph.flow_network("cobalt", "XAC")) == 30_000
    assert graph.flow_network("cobalt", ["XAB", "XAC"]).nodes["sink"]["demand"] == 50_000
    assert "use-a|in" not in graph.flow_network("cobalt", "XAC")


def test_a_sink_without_use_is_refused(make):
    graph = make.graph(make.mine("m", "XAA", 1), make.mine("n", "XAB", 1))
    with pytest.raises(GraphError, match="nobody is recorded to use cobalt here"):
        graph.flow_network("cobalt")
    with pytest.raises(GraphError, match="nobody is recorded to use cobalt in XAB"):
        graph.flow_network("cobalt", "XAB")
    with pytest.raises(UnknownNameError, match="no record of this graph lies in JPN"):
        graph.flow_network("cobalt", "JPN")


def test_a_wrong_word_for_capacity_is_refused(make):
    with pytest.raises(UnknownNameError, match=r"'nameplate', 'today', got 'todday'.*'today'"):
        make.graph(*make.hand()).flow_network("cobalt", capacity="todday")


def test_it_is_made_once_for_each_question_and_frozen(make):
    graph = make.graph(*make.hand())
    F = graph.flow_network("cobalt", "XAA")
    assert graph.flow_network("Co", ["XAA"]) is F
    assert graph.flow_network("cobalt", "XAA", capacity="today") is not F
    with pytest.raises(nx.NetworkXError, match="Frozen"):
        F.add_edge("source", "sink")


def test_amounts_are_counted_at_the_last_stage(make):
    graph = make.graph(
        make.mine("m", "XAA", 100),
        make.plant("p", "XAA", 40, recovery=0.5),
        make.use("u", "XAA", 40),
        make.use("v", "XAA", 20, stage="mining"),
    )
    F = graph.flow_network("cobalt", capacity="today")
    assert F.edges["m|in", "m|out"]["capacity"] == 50_000
    assert F.edges["p|in", "p|out"]["capacity"] == 40_000
    assert F.nodes["sink"]["demand"] == 50_000
    assert max_flow(F) == 50_000


def test_different_recoveries_count_at_their_mean_and_the_better_plant_gets_the_difference(make):
    graph = make.graph(
        make.mine("m", "XAA", 200),
        make.plant("good", "XAA", 80, recovery=0.8),
        make.plant("poor", "XAA", 40, recovery=0.4),
        make.use("u", "XAA", 120),
    )
    factors = stage_factors(graph.network("cobalt"))
    assert [factors[s] for s in sorted(factors)] == pytest.approx([0.6, 1])
    F = graph.flow_network("cobalt", capacity="today")
    assert F.edges["source", "good|in"] == {"capacity": 20_000, "weight": 3}
    assert ("source", "poor|in") not in F.edges
    assert max_flow(F) == F.nodes["sink"]["demand"] == 120_000


def test_factors_multiply_down_the_chain_and_weigh_by_intake(make):
    mineral = make.mineral(stages=("mining", "refining", "alloy"))
    graph = make.graph(
        mineral,
        make.plant("p", "XAA", 10, recovery=0.5),
        make.plant("short", "XAA", 15, recovery=0.25, makes="alloy"),
        make.plant("q", "XAA", 8, recovery=0.8, takes="refining", makes="alloy"),
    )
    net = graph.network("cobalt")
    found = {net.stages[code]: factor for code, factor in stage_factors(net).items()}
    mining = (20 * 0.5 * 0.8 + 60 * 0.25) / 80
    assert found == pytest.approx({"mining": mining, "refining": 0.8, "alloy": 1})


def test_withheld_refiners_count_alike(make):
    plants = [make.plant(str(r), "XAA", make.withheld(), recovery=r) for r in (0.5, 1)]
    net = make.graph(*plants, make.use("u", "XAA", 1)).network("cobalt")
    assert sorted(stage_factors(net).values()) == [0.75, 1]


def test_what_appears_comes_from_the_source_at_the_highest_weight(make):
    graph = make.graph(make.flow("XAA", "XAB", 8), make.use("u", "XAB", 8, stage="mining"))
    F = graph.flow_network("cobalt")
    assert F.edges["source", "cobalt|mining|XAA|in"] == {"capacity": 8000, "weight": 3}
    assert nx.network_simplex(F)[0] == 24_000


def test_lanes_carry_their_peak_and_idle_ones_weigh_more(make):
    graph = make.graph(
        make.mine("m", "XAA", 8, year=2024),
        make.flow("XAA", "XAB", 8, year=2024),
        make.flow("XAA", "XAB", 9, year=2023),
        make.flow("XAA", "XAC", 3, year=2023),
        make.use("u", "XAB", 10, stage="mining", year=2024),
    )
    ends = [("cobalt|mining|XAA|out", f"cobalt|mining|{p}|in") for p in ("XAB", "XAC")]
    F = graph.flow_network("cobalt")
    assert F.edges[ends[0]] == {"capacity": 9000, "weight": 0}
    assert F.edges[ends[1]] == {"capacity": 3000, "weight": 1}
    assert F.edges["u|in", "u|out"]["capacity"] == 10_000
    today = graph.flow_network("cobalt", capacity="today")
    assert today.edges[ends[0]]["capacity"] == 8000
    assert ends[1] not in today.edges
    assert today.edges["u|in", "u|out"]["capacity"] == 8000


def test_parallel_lanes_are_one_edge(make):
    flows = [make.flow("XAA", "XAB", t, seller=s) for t, s in ((3, "s"), (4, None))]
    graph = make.graph(make.mine("m", "XAA", 7), *flows, make.use("u", "XAB", 7, stage="mining"))
    F = graph.flow_network("cobalt")
    assert F.edges["cobalt|mining|XAA|out", "cobalt|mining|XAB|in"] == {
        "capacity": 7000,
        "weight": 0,
    }


def test_stocks_are_sources_when_asked_for(make):
    graph = make.graph(
        make.mine("m", "XAA", 5, stage="refining"),
        make.use("u", "XAA", 50),
        make.stock("fast", "XAA", 5),
        make.stock("slow", "XAA", 50, max_release="2 tonne/year"),
        make.stock("secret", "XAA", 50).__class__(
            id="secret", mineral="cobalt", place="XAA", stage="refining", as_of="2024-12-31",
            amount=ms.Between("0 tonne", None, mark="W"),
        ),
    )  # fmt: skip
    assert max_flow(graph.flow_network("cobalt")) == 5000
    F = graph.flow_network("cobalt", stocks=True)
    assert max_flow(F) == 12_000
    assert F.edges["fast|in", "fast|out"] == {"capacity": 5000, "weight": 2}
    assert "secret|in" not in F


def test_ids_cannot_be_taken_for_the_super_nodes(make):
    graph = make.graph(make.mine("source", "XAA", 5, stage="refining"), make.use("sink", "XAA", 5))
    assert max_flow(graph.flow_network("cobalt")) == 5000
