"""Every definition of a chokepoint against brute force, NetworkX and hand-made networks."""

from __future__ import annotations

import json
import math
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings

import mineralsec as ms
from mineralsec.analysis.chokepoints.centrality import (
    between_blocks,
    current_flow,
    shortest_path,
)
from mineralsec.analysis.chokepoints.consumer import Consumer, Question
from mineralsec.analysis.chokepoints.correlation import spearman
from mineralsec.analysis.chokepoints.delivery import Delivery
from mineralsec.analysis.chokepoints.topology import Edges, pieces_without
from mineralsec.testing.graphs import supply_graphs

COBALT = ms.Mineral("cobalt", stages=("mining", "refining", "alloy"))


def mine(place, tonnes, id=None, **more):
    return ms.Producer(
        id=id or f"mine {place}", mineral="cobalt", place=place,
        output=f"{tonnes} tonne/year", **more,
    )  # fmt: skip


def refiner(place, tonnes, **more):
    return ms.Refiner(
        id=f"refiner {place}", mineral="cobalt", place=place, takes="mining", makes="refining",
        output=f"{tonnes} tonne/year", **more,
    )  # fmt: skip


def flow(origin, destination, tonnes, stage="mining", **more):
    return ms.Flow(
        mineral="cobalt", stage=stage, origin=origin, destination=destination,
        quantity=f"{tonnes} tonne/year", **more,
    )  # fmt: skip


def use(place, tonnes, stage="mining"):
    return ms.Consumer(
        id=f"use {stage} {place}", mineral="cobalt", place=place, stage=stage,
        demand=f"{tonnes} tonne/year",
    )  # fmt: skip


def graph_of(*records):
    return ms.SupplyGraph.from_records((COBALT, *records))


@pytest.fixture(scope="module")
def worked():
    """Two mines, two traders, two users: the worked example of the methods page."""
    return graph_of(
        mine("XAA", 60),
        mine("XAB", 40),
        flow("XAA", "XAP", 60),
        flow("XAB", "XAP", 20),
        flow("XAB", "XAQ", 20),
        flow("XAP", "XAT", 70),
        flow("XAQ", "XAT", 20),
        flow("XAP", "XAU", 10),
        use("XAT", 90),
        use("XAU", 10),
    )


def question(graph, consumer=None, by="stage"):
    return Question(graph, "cobalt", Consumer.of(graph, consumer), by)


def values(found):
    return {row.place: row.value for row in found}


class TestCutVertices:
    def test_who_holds_the_network_together(self, worked):
        found = ms.chokepoints(worked, measure="cut_vertex")
        assert found.id == "C1"
        # without P, mine A and user U stand alone; Q lies on a ring
        assert values(found) == {"XAP": 2.0}
        assert "2 pieces" in repr(found)

    @given(supply_graphs(max_stages=2))
    @settings(max_examples=30, deadline=None)
    def test_they_are_the_articulation_points_of_networkx(self, graph):
        asked = question(graph)
        edges = Edges.of(asked.network, asked.use[0])
        G = nx.Graph()
        G.add_nodes_from(range(len(asked.network)))
        G.add_edges_from(zip(edges.start.tolist(), edges.end.tolist(), strict=True))
        blocks = asked.parts.blocks
        pieces = pieces_without(edges, blocks)
        ours = {int(b.markets[0]) for b, k in zip(blocks, pieces, strict=True) if k > 0}
        assert ours == set(nx.articulation_points(G))


class TestDominators:
    def test_all_that_reaches_u_passes_p(self, worked):
        found = ms.chokepoints(worked, consumer="XAU", measure="dominator")
        assert found.id == "C2"
        assert values(found) == {"XAP": 1.0}
        assert found.rows[0].details == {"exact": True, "by_coverage": True, "by_filter": True}

    def test_the_two_readings_of_epsilon_differ(self):
        graph = graph_of(
            mine("XAA", 96),
            mine("XAB", 4),
            flow("XAA", "XAC", 96),
            flow("XAB", "XAC", 2),
            flow("XAB", "XAD", 2),
            flow("XAD", "XAC", 2),
            use("XAC", 100),
        )
        (row,) = ms.chokepoints(graph, consumer="XAC", measure="dominator")
        assert row.place == "XAA"
        assert row.details == {"exact": False, "by_coverage": True, "by_filter": True}
        # two small ways round: 6 % together, each below 5 %
        graph = graph_of(
            mine("XAA", 94), mine("XAB", 3), mine("XAD", 3), flow("XAA", "XAC", 94),
            flow("XAB", "XAC", 3), flow("XAD", "XAC", 3), use("XAC", 100),
        )  # fmt: skip
        (row,) = ms.chokepoints(graph, consumer="XAC", measure="dominator")
        assert row.details == {"exact": False, "by_coverage": False, "by_filter": True}
        assert not len(ms.chokepoints(graph, consumer="XAC", measure="dominator", epsilon=0.01))

    def test_a_filter_that_leaves_no_path_names_nobody(self):
        places = [f"XA{c}" for c in "ABCDEFGHIJKLMNOPQRSTUVW"]
        graph = graph_of(
            *(mine(p, 1) for p in places), *(flow(p, "XBA", 1) for p in places), use("XBA", 23)
        )
        found = ms.chokepoints(graph, consumer="XBA", measure="dominator")
        assert len(found) == 0
        assert "the filter names nobody" in found.notes[0]

    @given(supply_graphs(max_stages=2))
    @settings(max_examples=30, deadline=None)
    def test_they_are_those_of_networkx(self, graph):
        asked = question(graph)
        edges = Edges.of(asked.network, asked.use[0])
        assume(edges.reached())
        names = [str(i) for i in range(len(asked.network))]
        G = edges.graph(names)
        above = nx.immediate_dominators(G, "source")
        chain, node = set(), above["sink"]
        while node != "source":
            chain.add(node)
            node = above[node]
        ours = {n for n in names if not edges.without(np.array([int(n)])).reached()}
        # taking a market away takes its use along: only markets between source and all use count
        sinks = {n for n in names if asked.use[0][int(n)] > 0}
        assert ours - sinks == chain - sinks

    def test_trees_run_both_ways(self, worked):
        tree = ms.dominator_tree(worked, "cobalt", "XAU")
        assert tree["cobalt|mining|XAU"] == "cobalt|mining|XAP"
        assert tree["sink"] == "cobalt|mining|XAU"
        post = ms.dominator_tree(worked, "cobalt", post=True)
        assert post["cobalt|mining|XAQ"] == "cobalt|mining|XAT"
        assert post["cobalt|mining|XAA"] == "cobalt|mining|XAP"
        # without the smaller of its two ways all that leaves B goes through neither alone
        assert post["cobalt|mining|XAB"] == "sink"
        with pytest.raises(ms.RecordError, match="epsilon"):
            ms.dominator_tree(worked, "cobalt", epsilon=2)


class TestCapacity:
    def test_structure_without_rivals(self, worked):
        found = ms.chokepoints(worked, consumer="XAT", measure="capacity")
        assert found.id == "C4"
        # everybody else stands back: U's 10 t through P are not T's lane, which carries 70
        assert values(found) == {
            "XAP": pytest.approx(70 / 90),
            "XAB": pytest.approx(1 / 3),
            "XAA": pytest.approx(50 / 90),
            "XAQ": pytest.approx(20 / 90),
        }
        assert "nameplate capacities" in found.definition

    def test_nameplate_makes_room_that_today_does_not(self):
        graph = graph_of(
            mine("XAA", 60), mine("XAB", 40, capacity=ms.Q("70 tonne/year")),
            flow("XAA", "XAT", 60, year=2024), flow("XAB", "XAT", 40, year=2024),
            flow("XAB", "XAT", 65, year=2023), use("XAT", 100),
        )  # fmt: skip

        def share(capacity):
            found = ms.chokepoints(graph, consumer="XAT", measure="capacity", capacity=capacity)
            return values(found)["XAA"]

        assert share("today") == pytest.approx(0.6)
        assert share("nameplate") == pytest.approx(0.35)

    @given(supply_graphs(max_stages=2, with_history=True))
    @settings(max_examples=30, deadline=None)
    def test_the_most_that_can_be_delivered_is_the_max_flow_of_networkx(self, graph):
        network = graph.network("cobalt")
        assume(network.received.sum() > 0)
        # a plain network has no losses, so yields of one only
        assume(np.all(network.recovery == 1))
        everybody = question(graph)
        for place in sorted(graph.places):
            asked = question(graph, place)
            if not asked.use[0].any() or np.any(asked.use[0][network.vanishes > 0]):
                continue
            delivery = Delivery(graph, network, asked.use[0])
            F = graph.flow_network("cobalt", sink=place)
            most = nx.maximum_flow_value(F, F.graph["source"], F.graph["sink"])
            assert delivery.most == pytest.approx(most / 1000, abs=1e-3)
            for block in everybody.parts.blocks:
                if asked.mine[block.markets].any():
                    continue
                left = F.copy()
                name = f"cobalt|{block.stage}|{block.place}"
                left.remove_nodes_from([f"{name}|in", f"{name}|out"])
                rest = nx.maximum_flow_value(left, F.graph["source"], F.graph["sink"])
                assert delivery.without(block) == pytest.approx(rest / 1000, abs=1e-3)

    @given(supply_graphs(with_history=True))
    @settings(max_examples=30, deadline=None)
    def test_taking_more_away_never_leaves_more(self, graph):
        asked = question(graph, by="place")
        delivery = Delivery(graph, asked.network, asked.use[0])
        assert delivery.most == pytest.approx(asked.use[0].sum())
        blocks = asked.parts.blocks
        for one, other in pairwise(blocks):
            both = delivery.without(one, other)
            assert both <= min(delivery.without(one), delivery.without(other)) + 1e-6


class TestMinCut:
    def test_the_cut_adds_up_to_the_most_that_can_be_delivered(self):
        graph = graph_of(
            mine("XAA", 60, capacity=ms.Q("100 tonne/year")), mine("XAB", 40),
            refiner("XAC", 80, recovery=0.8, capacity=ms.Q("90 tonne/year")),
            flow("XAA", "XAC", 60), flow("XAB", "XAC", 40),
            flow("XAC", "XAT", 80, stage="refining"), use("XAT", 80, stage="refining"),
        )  # fmt: skip
        found = ms.chokepoints(graph, consumer="XAT", measure="min_cut")
        assert found.id == "C3"
        # lanes of ore carry 100, which is 80 refined; so does the lane to T
        assert sum(values(found).values()) == pytest.approx(1)
        assert "at most 80 t/yr could be delivered" in found.notes[0]
        assert sum(r.details["carries_t_per_yr"] for r in found) == pytest.approx(80)

    def test_the_consumers_own_part_is_named(self):
        graph = graph_of(mine("XAT", 50), mine("XAA", 50), flow("XAA", "XAT", 50), use("XAT", 100))
        found = ms.chokepoints(graph, consumer="XAT", measure="min_cut")
        assert values(found) == {"XAA": pytest.approx(0.5)}
        assert "50 t/yr of it the consumer's own" in found.notes[0]

    @given(supply_graphs(max_stages=2, with_history=True))
    @settings(max_examples=25, deadline=None)
    def test_it_is_the_minimum_cut_of_networkx(self, graph):
        asked = question(graph, by="id")
        network = asked.network
        assume(network.received.sum() > 0 and np.all(network.recovery == 1))
        delivery = Delivery(graph, network, asked.use[0])
        most, lanes, makers, appears = delivery.cut()
        G = nx.DiGraph()
        G.add_nodes_from(["source", "sink"])
        for a, b, cap in zip(network.lane_from, network.lane_to, delivery.lane, strict=True):
            known = G.get_edge_data(int(a), int(b), {"capacity": 0})["capacity"]
            G.add_edge(int(a), int(b), capacity=known + round(1000 * cap))
        for i, cap in enumerate(delivery.maker):
            start = int(network.maker_intake[i]) if network.maker_intake[i] >= 0 else "source"
            G.add_edge(start, ("maker", i), capacity=round(1000 * cap))
            G.add_edge(("maker", i), int(network.maker_market[i]))
        for m in np.flatnonzero(network.appears):
            G.add_edge("source", ("appears", m), capacity=round(1000 * network.appears[m]))
            G.add_edge(("appears", m), int(m))
        for m in np.flatnonzero(asked.use[0] > 0):
            G.add_edge(int(m), "sink")
        assert most == pytest.approx(nx.minimum_cut_value(G, "source", "sink") / 1000, abs=1e-3)
        assert lanes.sum() + makers.sum() + appears.sum() == pytest.approx(most, rel=1e-6)


class TestCentralities:
    @given(supply_graphs(max_stages=2))
    @settings(max_examples=25, deadline=None)
    def test_they_are_those_of_networkx(self, graph):
        asked = question(graph)
        flows = between_blocks(asked.network, asked.parts.blocks)
        G = nx.DiGraph()
        G.add_nodes_from(range(len(flows)))
        G.add_weighted_edges_from(
            (int(a), int(b), 1 / flows[a, b]) for a, b in np.argwhere(flows > 0)
        )
        expected = nx.betweenness_centrality(G, weight="weight")
        assert shortest_path(flows) == pytest.approx([expected[i] for i in range(len(flows))])
        U = nx.Graph()
        both = flows + flows.T
        U.add_weighted_edges_from(
            (int(a), int(b), both[a, b]) for a, b in np.argwhere(np.triu(both) > 0)
        )
        ours = current_flow(flows)
        for piece in nx.connected_components(U):
            if len(piece) > 2:
                score = nx.current_flow_betweenness_centrality(U.subgraph(piece), weight="weight")
                assert [ours[i] for i in score] == pytest.approx(list(score.values()), abs=1e-7)

    def test_a_country_is_one_node_and_its_markets_are_never_summed(self):
        graph = graph_of(
            mine("XAA", 10), flow("XAA", "XAB", 10), refiner("XAB", 10),
            flow("XAB", "XAC", 10, stage="refining"), use("XAC", 10, stage="refining"),
        )  # fmt: skip
        (row,) = ms.chokepoints(graph, measure="betweenness")
        assert (row.place, row.value) == ("XAB", 0.5)

    @pytest.mark.parametrize("measure", ["betweenness", "current_flow"])
    def test_how_well_they_rank_losses_is_printed(self, worked, measure):
        found = ms.chokepoints(worked, measure=measure)
        assert found.id == "C7"
        assert found.rows[0].place == "XAP"
        assert "rank correlation with the loss (Spearman): coverage" in found.notes[-1]
        rho = ms.chokepoints(worked).correlations()["cobalt"]
        assert set(rho) == {"coverage", "capacity", "betweenness", "current_flow"}
        assert f"coverage {rho['coverage']:.2f}" in found.notes[-1]
        assert rho["coverage"] > 0.9

    def test_a_measure_that_ranks_nobody_says_so(self):
        graph = graph_of(
            mine("XAA", 40), mine("XAB", 60), use("XAB", 10), use("XAA", 40),
            flow("XAB", "XAT", 50), flow("XAB", "XAU", 5), flow("XAU", "XAT", 5), use("XAT", 55),
        )  # fmt: skip
        note = ms.chokepoints(graph, consumer="XAA", measure="betweenness").notes[-1]
        assert "capacity ranks nobody" in note
        assert "nan" not in note

    def test_rank_correlation_has_ties_at_their_mean(self):
        assert spearman([1, 2, 2, 3], [1, 2, 2, 3]) == pytest.approx(1)
        assert spearman([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)
        assert math.isnan(spearman([1, 1], [1, 2]))

    def test_owners_have_none(self, worked):
        with pytest.raises(ms.GraphError, match="a centrality knows places"):
            ms.chokepoints(worked, by="id").correlations()


class TestOwners:
    @pytest.fixture
    def held(self):
        def cmoc(share):
            return ms.Owner("CMOC", share, "CHN")

        return graph_of(
            mine("COD:tfm", 50, owners=[cmoc(0.8), ms.Owner("Gécamines", 0.2, "COD")]),
            mine("ZMB", 30, owners=[cmoc(0.5), ms.Owner("ZCCM", 0.5, "ZMB")]),
            mine("CUB", 10, operator="Sherritt", owners=[ms.Owner("state", 0.5)]),
            mine("AUS", 10),
            flow("COD:tfm", "USA", 50), flow("ZMB", "USA", 30), flow("CUB", "USA", 10),
            flow("AUS", "USA", 10), use("USA", 100),
        )  # fmt: skip

    def test_what_an_owner_controls_stops_together(self, held):
        found = ms.chokepoints(held, consumer="USA", by="company", response=ms.ProRata())
        # all of the mine it holds 80 % of, half of the one nobody controls
        assert values(found) == {
            "CMOC": pytest.approx(0.65), "ZCCM": pytest.approx(0.15),
            "Sherritt": pytest.approx(0.10),
        }  # fmt: skip
        assert [r.coverage for r in found] == pytest.approx([0.65, 0.15, 0.10])
        assert found.rows[0].stage == "mining"
        assert found.rows[0].output_share == pytest.approx(0.65)
        assert not found.rows[0].hub
        assert "what the company controls" in found.definition

    def test_owners_of_a_country_stop_wherever_they_are(self, held):
        found = ms.chokepoints(held, consumer="USA", by="owner", response=ms.ProRata())
        assert values(found) == {"CHN": pytest.approx(0.65), "ZMB": pytest.approx(0.15)}
        assert found.rows[0].name == "China"
        assert "what owners there control" in found.definition

    def test_a_single_record_stops(self, held):
        found = ms.chokepoints(held, consumer="USA", by="id")
        assert values(found)["mine COD:tfm"] == pytest.approx(
            ms.simulate(held, ms.CapacityLoss(1.0, ids=["mine COD:tfm"])).shortfall_share
        )

    def test_capacity_without_an_owner(self, held):
        found = ms.chokepoints(held, consumer="USA", by="company", measure="capacity")
        assert values(found)["CMOC"] == pytest.approx(0.65)
        cut = ms.chokepoints(held, consumer="USA", by="company", measure="min_cut")
        assert all(0 <= r.value <= 1 for r in cut)

    @pytest.mark.parametrize("measure", ["cut_vertex", "dominator", "betweenness", "current_flow"])
    def test_structure_between_places_knows_no_owner(self, held, measure):
        with pytest.raises(ms.UnknownNameError, match="places that do not overlap"):
            ms.chokepoints(held, by="company", measure=measure)


class TestBlocs:
    def test_members_stop_together(self):
        graph = graph_of(
            mine("FRA", 30), mine("DEU", 30), mine("USA", 40),
            *(flow(p, "JPN", t) for p, t in (("FRA", 30), ("DEU", 30), ("USA", 40))),
            use("JPN", 100),
        )  # fmt: skip
        found = ms.chokepoints(graph, consumer="JPN", by="bloc", response=ms.ProRata())
        losses = values(found)
        assert losses["EU27"] == pytest.approx(0.6)
        assert losses["NATO"] == pytest.approx(1.0)
        assert "BRICS" not in losses
        # the consumer's own bloc would take the consumer along
        assert "OECD" not in losses


@given(supply_graphs())
@settings(max_examples=25, deadline=None)
def test_a_block_loses_everybody_at_least_what_any_part_does(graph):
    """Total unmet use, that of the removed ones included."""
    places = sorted(graph.places)
    for response in (ms.ProRata(), ms.Reroute()):

        def unmet(*gone, response=response):
            shocks = [tuple(ms.RemoveCountry(p) for p in gone)]
            rows = ms.sweep(graph, shocks, response=response, detail=False)
            return sum(row.total_unmet for row in rows)

        both = unmet(places[0], places[-1])
        assert both >= max(unmet(places[0]), unmet(places[-1])) - 1e-6


class TestSinglePoints:
    def test_the_only_plant_of_its_country_at_a_stage(self):
        graph = graph_of(
            mine("USA:mountain-pass", 10), mine("USA:other", 5), mine("AUS", 20),
            flow("USA:mountain-pass", "USA", 10), flow("USA:other", "USA", 5),
            flow("AUS", "USA", 20), refiner("USA", 30, operator="one firm"),
            use("USA", 30, stage="refining"), use("USA", 5),
        )  # fmt: skip
        found = ms.chokepoints(graph, consumer="USA", measure="single_point")
        assert found.id == "C8"
        (row,) = found
        assert (row.place, row.stage, row.value) == ("refiner USA", "refining", 1.0)
        assert row.details == {"place": "USA"}
        assert row.coverage == pytest.approx(30 / 35)
        assert "yes" in repr(found)
        everybody = ms.chokepoints(graph, measure="single_point")
        # one record of Australia, and nobody says how many mines that is
        assert [r.place for r in everybody] == ["refiner USA"]
        assert "1 record(s) are a country's total" in everybody.notes[-1]

    def test_plants_whose_users_are_unknown_have_no_coverage(self):
        """The bundled list of plants knows no trade and no use."""
        plants = ms.load("facilities", minerals="cobalt")
        found = ms.chokepoints(plants, measure="single_point")
        assert len(found) > 0
        assert {row.coverage for row in found} == {None}
        places = [(row.details["place"].partition(":")[0], row.stage) for row in found]
        assert len(set(places)) == len(places)
        with pytest.raises(ms.GraphError, match="nobody uses cobalt in this graph"):
            ms.chokepoints(plants, measure="coverage")


class TestRoutes:
    @pytest.fixture
    def shipped(self):
        oxide = ms.Mineral(
            "cobalt", stages=("mining",), forms=(ms.Form("hydroxide", content=0.5, stage="mining"),)
        )
        return ms.SupplyGraph.from_records(
            [
                oxide, mine("COD", 100), mine("AUS", 20),
                flow("COD", "DEU", 160, form="hydroxide", routes=[("Suez Canal", 0.6)]),
                flow("AUS", "DEU", 20, routes=["strait_of_malacca", "Suez Canal", "Lobito rail"]),
                flow("COD", "USA", 20), use("DEU", 100), use("USA", 20),
            ]
        )  # fmt: skip

    def test_shares_gaps_and_costs(self, shipped):
        found = ms.chokepoints(
            shipped, consumer="DEU", measure="route", costs={"Suez Canal": "50 USD/tonne"}
        )
        assert found.id == "C9"
        assert values(found) == pytest.approx(
            {"Suez Canal": 0.68, "Strait of Malacca": 0.2, "Lobito rail": 0.2}
        )
        suez = found.rows[0]
        assert suez.loss is None
        assert suez.details["flow_t_per_yr"] == pytest.approx(68)
        assert suez.details["delay_days"] == 12
        assert suez.details["gap_t"] == pytest.approx(68 * 12 / 365.25)
        assert suez.details["cost_usd_per_yr"] == pytest.approx(68 * 50)
        assert suez.details["way_round"] is True
        rail = next(r for r in found if r.place == "Lobito rail")
        assert rail.details["delay_days"] is None
        assert rail.details["way_round"] is None
        assert "stops nobody's output" in found.definition
        json.dumps(found.to_dict(), allow_nan=False)
        assert "Suez" in found._repr_html_()

    def test_a_delay_can_be_given_and_missing_routes_are_named(self, shipped):
        found = ms.chokepoints(shipped, measure="route", delays={"Lobito rail": "30 day"})
        rail = next(r for r in found if r.place == "Lobito rail")
        assert rail.details["gap_t"] == pytest.approx(20 * 30 / 365.25)
        assert "names no route, so the shares are lower bounds" in found.notes[0]
        assert len(found.to_frame()) == 3
        assert not len(ms.chokepoints(shipped, consumer="USA", measure="route"))

    def test_without_any_route_nothing_is_known(self, worked):
        with pytest.raises(ms.GraphError, match="no flow of this graph names a route"):
            ms.chokepoints(worked, measure="route")

    def test_a_delay_is_a_time(self, shipped):
        with pytest.raises(ms.UnitsError, match="delay of Suez Canal"):
            ms.chokepoints(shipped, measure="route", delays={"Suez Canal": 12})


class TestLevels:
    def test_a_loss_is_explained_by_capacity_and_coverage(self, worked):
        row = ms.chokepoints(worked, consumer="XAT").rows[0]
        assert row.place == "XAP"
        assert len(row.ladder) == 3
        assert row.value == row.loss == row.ladder[1]
        assert row.capacity == pytest.approx(70 / 90)
        assert row.coverage == pytest.approx(70 / 90)
        assert row.stocked == pytest.approx(max(0, row.loss - 90 / 365.25))
        assert row.data_coverage is not None

    def test_stock_is_a_time_and_can_be_none(self, worked):
        longer = ms.chokepoints(worked, consumer="XAT", stock="1 year").rows[0]
        assert longer.stocked == 0
        none = ms.chokepoints(worked, consumer="XAT", stock="0 day").rows[0]
        assert none.stocked == none.loss
        with pytest.raises(ms.UnitsError, match="stock needs a unit"):
            ms.chokepoints(worked, stock=90)

    def test_withheld_and_modelled_output_is_no_published_one(self):
        graph = graph_of(
            mine("XAA", 50), mine("XAB", 30, quality="modelled"),
            ms.Producer(
                id="w", mineral="cobalt", place="XAC",
                output=ms.Between("0 tonne/year", "20 tonne/year", mark="W"),
            ),
            flow("XAA", "XAD", 50), flow("XAB", "XAD", 30), use("XAD", 80),
        )  # fmt: skip
        found = ms.chokepoints(graph, measure="coverage")
        assert found.rows[0].data_coverage == pytest.approx(0.5)

    def test_a_solver_that_gives_up_leaves_the_other_rows(self, worked, monkeypatch):
        from mineralsec.analysis.disruption.rung import Rung

        def gives_up(self, mineral):
            raise ms.SolverError("HiGHS ended with 'Infeasible'")

        monkeypatch.setattr(Rung, "totals", gives_up)
        found = ms.chokepoints(worked, consumer="XAT", response=ms.Reroute())
        assert all(row.loss is None for row in found)
        assert "Infeasible" in found.rows[0].reason


class TestWords:
    def test_details_are_printed(self, worked):
        row = ms.chokepoints(worked, consumer="XAU", measure="dominator").rows[0]
        assert repr(row).endswith("exact yes, by coverage yes, by filter yes, re-export hub)")
        cut = ms.chokepoints(worked, consumer="XAU", measure="min_cut").rows[0]
        assert "carries t per yr 10" in repr(cut)
        only = ms.chokepoints(worked, measure="cut_vertex").rows[0]
        assert "coverage 80 %" in repr(only)

    def test_what_is_below_the_floor_has_no_value(self, worked):
        found = ms.chokepoints(worked, floor=0.5)
        assert found.said(found.rows[-1]) == "-"
        none = ms.chokepoints(worked, response=ms.ProRata(), floor=1.0)
        assert {none.said(row) for row in none} == {"-"}

    def test_a_value_without_a_figure_is_a_dash(self, worked):
        from attrs import evolve

        found = ms.chokepoints(worked, measure="coverage")
        assert found.said(evolve(found.rows[0], value=None)) == "-"

    def test_withheld_flows_move_through_no_corridor(self):
        hidden = ms.Between("0 tonne/year", "9 tonne/year", mark="W")
        graph = graph_of(
            mine("COD", 10),
            ms.Flow(
                mineral="cobalt", stage="mining", origin="COD", destination="DEU",
                quantity=hidden, routes=["Suez Canal"],
            ),
            flow("COD", "DEU", 5, form=None, routes=["Cape"], seller="one"),
            use("DEU", 5),
        )  # fmt: skip
        found = ms.chokepoints(graph, consumer="DEU", measure="route")
        assert values(found) == {"Cape": 1.0}


class TestMatrix:
    def test_minerals_are_rows_and_places_columns(self, worked):
        found = ms.chokepoints(worked, "cobalt", consumer="XAT", floor=0.5)
        frame = found.matrix()
        assert list(frame.index) == ["cobalt"]
        assert frame.loc["cobalt", "XAP"] == pytest.approx(found.rows[0].loss)
        assert math.isnan(found.matrix("loss").loc["cobalt", "XAQ"])
        assert found.matrix("coverage").loc["cobalt", "XAQ"] == pytest.approx(2 / 9)
        other = found.matrix(backend="polars")
        assert other.columns[0] == "mineral"
        by_stage = ms.chokepoints(worked, consumer="XAT", by="stage").matrix("capacity")
        assert "XAP mining" in by_stage.columns

    def test_another_figure_names_those_that_exist(self, worked):
        with pytest.raises(ms.UnknownNameError, match="Figures: value, loss, coverage"):
            ms.chokepoints(worked).matrix("risk")


class TestRefusals:
    def test_a_word_for_capacity(self, worked):
        with pytest.raises(ms.UnknownNameError, match="capacity='full'"):
            ms.chokepoints(worked, capacity="full")

    def test_sources_are_those_of_the_records(self, worked):
        found = ms.chokepoints(worked)
        assert found.sources == worked.citations()
        assert found.basis == {"cobalt": "reported"}
        assert found.to_dict()["basis"] == found.basis

    def test_a_picture_of_nothing(self, worked):
        with pytest.raises(ms.GraphError, match="no row for 'XAZ'"):
            ms.chokepoints(worked).plot("XAZ")
