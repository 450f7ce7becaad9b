"""The smallest sets that must fail, against trying every set."""

from __future__ import annotations

import json
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

import mineralsec as ms
from mineralsec import solver
from mineralsec.analysis.chokepoints.blocks import MAKERS
from mineralsec.analysis.chokepoints.consumer import Consumer, Question
from mineralsec.analysis.chokepoints.delivery import Delivery
from mineralsec.testing.graphs import supply_graphs

from .test_chokepoint_measures import flow, graph_of, mine, refiner, use


@pytest.fixture(scope="module")
def five():
    """One large supplier and four small ones, half of it lost in refining."""
    sizes = {"XAA": 50, "XAB": 20, "XAC": 15, "XAD": 10, "XAE": 5}
    return graph_of(
        *(mine(p, 2 * t) for p, t in sizes.items()),
        *(refiner(p, t, recovery=0.5) for p, t in sizes.items()),
        *(flow(p, "XAT", t, stage="refining") for p, t in sizes.items()),
        use("XAT", 100, stage="refining"),
    )


def test_sets_are_the_smallest_and_say_what_is_lost(five):
    found = ms.min_cut_ladder(five, "cobalt", "XAT", losses=[0.1, 0.2, 0.5, 0.7], k=2)
    members = [(row.asked, row.members, round(row.lost, 6)) for row in found]
    assert members == [
        (0.1, ("XAA",), 0.5),
        (0.1, ("XAB",), 0.2),
        (0.2, ("XAA",), 0.5),
        (0.2, ("XAB",), 0.2),
        (0.5, ("XAA",), 0.5),
        (0.7, ("XAA", "XAB"), 0.7),
        (0.7, ("XAA", "XAC", "XAD"), 0.75),
    ]


def test_larger_sets_come_when_they_are_asked_for(five):
    found = ms.min_cut_ladder(five, "cobalt", "XAT", losses=[0.5], k=2, largest=4)
    assert [row.members for row in found.smallest(0.5)] == [("XAA",), ("XAB", "XAC", "XAD", "XAE")]
    assert found.smallest(0.1) == ()


def test_what_nobody_else_can_stop_is_said(five):
    graph = graph_of(mine("XAT", 95), mine("XAA", 5), flow("XAA", "XAT", 5), use("XAT", 100))
    found = ms.min_cut_ladder(graph, "cobalt", "XAT")
    assert len(found) == 0
    assert repr(found) == "MinCutLadder(cobalt for XAT: nothing can be lost)"
    assert "No 3 of them can make 10 % go missing" in found.notes[0]
    alone = graph_of(mine("XAT", 95), use("XAT", 95))
    assert len(ms.min_cut_ladder(alone, "cobalt", "XAT")) == 0


def asked(graph, place, by="place", mineral="cobalt"):
    """Return the largest delivery to a place, and the blocks that can fail, by name."""
    question = Question(graph, mineral, Consumer.of(graph, place), by)
    delivery = Delivery(graph, question.network, question.use[0])
    blocks = {
        b.place if b.stage is None else f"{b.place} {b.stage}": b
        for b in question.blocks
        if by in MAKERS or not question.mine[b.markets].any()
    }
    return delivery, blocks


@given(supply_graphs(max_places=5, max_stages=2, with_history=True), st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_the_k_smallest_sets_are_those_of_trying_all(graph, k):
    """Every set of up to three places, markets or records; of one size the worst come first."""
    place = sorted(graph.places)[-1]
    for by in ("place", "stage", "id"):
        delivery, blocks = asked(graph, place, by)
        assume(delivery.use.any())
        if len(blocks) > 10:
            continue
        use = float(delivery.use.sum())
        left = {
            frozenset(names): delivery.without(*(blocks[name] for name in names)) / use
            for size in range(4)
            for names in combinations(sorted(blocks), size)
        }
        found = ms.min_cut_ladder(graph, "cobalt", place, losses=[0.1, 0.5, 1], by=by, k=k)
        for loss in (0.1, 0.5, 1):
            enough = [names for names, part in left.items() if part <= 1 - loss + 1e-6]
            smallest = [n for n in enough if n and not any(some < n for some in enough)]
            expected = sorted((len(n), left[n]) for n in smallest)[:k]
            rows = found.smallest(loss)
            assert [len(r.members) for r in rows] == [size for size, _ in expected]
            assert [1 - r.lost for r in rows] == pytest.approx([f for _, f in expected], abs=1e-6)
            assert {frozenset(r.members) for r in rows} <= set(smallest)


def largest_delivery(delivery, gone):
    """Return the largest delivery without some markets by scipy, built row by row."""
    network = delivery.network
    rows, high = [], []
    for a, b, most in zip(network.lane_from, network.lane_to, delivery.lane, strict=True):
        rows.append({a: -1.0, b: 1.0})
        high.append(0.0 if gone & {a, b} else most)
    for i, (market, most) in enumerate(zip(network.maker_market, delivery.maker, strict=True)):
        rows.append({market: 1.0})
        if network.maker_intake[i] >= 0:
            rows[-1][network.maker_intake[i]] = -1.0 / network.recovery[i]
        high.append(0.0 if market in gone else most)
    for m in range(len(network)):
        rows += [{m: 1.0}, {m: -1.0}]
        high += [0.0 if m in gone else network.appears[m], 0.0 if m in gone else delivery.use[m]]
    balance = np.zeros((len(network), len(rows)))
    for column, row in enumerate(rows):
        for m, value in row.items():
            balance[m, column] = value
    cost = np.zeros(len(rows))
    cost[len(rows) - 2 * len(network) + 1 :: 2] = -1.0
    answer = linprog(
        cost, A_ub=-balance, b_ub=np.zeros(len(network)), bounds=[(0.0, most) for most in high]
    )
    assert answer.status == 0
    return -answer.fun


@given(supply_graphs(max_places=5, with_history=True))
@settings(max_examples=50, deadline=None)
def test_prices_times_capacities_are_what_can_still_be_delivered(graph):
    """Strong duality with yields, against another solver's largest flow."""
    place = sorted(graph.places)[-1]
    delivery, blocks = asked(graph, place)
    assume(delivery.use.any())
    use = float(delivery.use.sum())
    for row in ms.min_cut_ladder(graph, "cobalt", place, losses=[0.1, 0.3, 1]):
        gone = {m for name in row.members for m in blocks[name].markets.tolist()}
        most = largest_delivery(delivery, gone)
        assert sum(part.worth for part in row.cut) == pytest.approx(most, abs=1e-6 * use)
        assert (1 - row.lost) * use == pytest.approx(most, abs=1e-6 * use)
        # no tonne of capacity can add more than itself
        assert all(0 < part.price <= 1 + 1e-9 and part.capacity > 0 for part in row.cut)


@given(supply_graphs(max_places=5, with_history=True))
@settings(max_examples=50, deadline=None)
def test_the_prices_of_one_cut_limit_every_delivery(graph):
    """Weak duality: no set of failures leaves more than its capacities at anybody's prices."""
    delivery, blocks = asked(graph, sorted(graph.places)[-1])
    assume(delivery.use.any())
    sets = [some for size in range(3) for some in combinations(blocks.values(), size)]
    cuts = [delivery.cut_without(*some) for some in sets]
    for some, (price, left) in zip(sets, cuts, strict=True):
        most = delivery.without(*some)
        assert price @ left == pytest.approx(most, abs=1e-6 * delivery.use.sum())
    calm = cuts[0][0]
    assert all(
        delivery.without(*some) <= calm @ left + 1e-6 * delivery.use.sum()
        for some, (_, left) in zip(sets, cuts, strict=True)
    )


@given(supply_graphs(max_places=5, max_stages=2))
@settings(max_examples=50, deadline=None)
def test_without_losses_the_cut_is_that_of_networkx(graph):
    assume(np.all(graph.network("cobalt").recovery == 1))
    place = sorted(graph.places)[-1]
    delivery, blocks = asked(graph, place)
    assume(delivery.use.any())
    flows = graph.flow_network("cobalt", sink=place)
    ends = flows.graph["source"], flows.graph["sink"]
    for row in ms.min_cut_ladder(graph, "cobalt", place, losses=[0.1, 0.3, 1]):
        markets = {m for name in row.members for m in blocks[name].markets.tolist()}
        places = [graph.columns.places[delivery.network.place_of[m]] for m in markets]
        stages = [delivery.network.stages[delivery.network.stage_of[m]] for m in markets]
        gone = {f"cobalt|{s}|{p}|in" for s, p in zip(stages, places, strict=True)}
        assert gone <= set(flows)
        rest = flows.subgraph(set(flows) - gone)
        value, _ = nx.minimum_cut(rest, *ends)
        assert sum(part.worth for part in row.cut) == pytest.approx(value / 1000, abs=1e-2)


def test_a_cut_names_what_limits_the_rest():
    """Without XAA: ore without a record, of which half is lost; a lane; what XAU needs itself."""
    graph = graph_of(
        mine("XAA", 25),
        refiner("XAA", 25),
        flow("XAA", "XAT", 25, stage="refining"),
        refiner("XAT", 20, recovery=0.5, capacity="30 tonne/year"),
        mine("XAD", 50),
        refiner("XAD", 50),
        use("XAD", 45, stage="refining"),
        flow("XAD", "XAT", 5, stage="refining"),
        use("XAT", 50, stage="refining"),
        mine("XAU", 10, capacity="30 tonne/year"),
        use("XAU", 10),
    )
    (row,) = ms.min_cut_ladder(graph, "cobalt", ["XAT", "XAU"], losses=[0.4], k=1)
    assert row.members == ("XAA",)
    assert [(p.kind, p.what, round(p.price, 9), round(p.capacity, 9)) for p in row.cut] == [
        ("supply", "XAT, mining", 0.5, 40),
        ("use", "XAU, mining", 1, 10),
        ("lane", "XAD to XAT, refining", 1, 5),
    ]
    assert [round(p.worth, 9) for p in row.cut] == [20, 10, 5]
    assert repr(row.cut[0]) == "CutPart(supply XAT, mining: 40 t/yr at 50 %)"
    assert row.lost == pytest.approx(25 / 60)


def test_a_tonne_of_ore_has_the_price_of_what_it_becomes():
    graph = graph_of(
        mine("XAA", 100),
        mine("XAB", 20),
        flow("XAA", "XAC", 100),
        flow("XAB", "XAC", 20),
        refiner("XAC", 60, recovery=0.5),
        flow("XAC", "XAT", 60, stage="refining"),
        use("XAT", 60, stage="refining"),
    )
    found = ms.min_cut_ladder(graph, "cobalt", "XAT", losses=[0.5], k=2)
    row = next(r for r in found if r.members == ("XAA",))
    (part,) = row.cut
    # the mine and its lane limit alike
    assert (part.kind, part.what) in {("plant", "mine XAB"), ("lane", "XAB to XAC, mining")}
    assert (part.price, part.capacity) == pytest.approx((0.5, 20))
    assert row.lost == pytest.approx(50 / 60)


def test_a_plant_limits_where_its_lanes_have_carried_more():
    graph = graph_of(
        *(mine(p, t, year=2024) for p, t in (("XAA", 80), ("XAB", 20))),
        flow("XAA", "XAT", 80, year=2024),
        flow("XAB", "XAT", 20, year=2024),
        flow("XAB", "XAT", 40, year=2023),
        use("XAT", 100),
    )
    (row,) = ms.min_cut_ladder(graph, "cobalt", "XAT", losses=[0.5], k=1)
    assert [(p.kind, p.what, p.price, round(p.capacity, 9)) for p in row.cut] == [
        ("plant", "mine XAB", 1, 20)
    ]


def test_parallel_lanes_are_one_part():
    graph = graph_of(
        mine("XAA", 60),
        mine("XAB", 70),
        flow("XAA", "XAT", 10, seller="one"),
        flow("XAA", "XAT", 20, seller="two"),
        use("XAA", 30),
        flow("XAB", "XAT", 70),
        use("XAT", 100),
    )
    (row,) = ms.min_cut_ladder(graph, "cobalt", "XAT", losses=[0.5], k=1)
    assert row.members == ("XAB",)
    assert [(p.kind, p.what, p.price, round(p.capacity, 9)) for p in row.cut] == [
        ("lane", "XAA to XAT, mining", 1, 30)
    ]


def test_without_highspy_the_sets_are_the_same(five, monkeypatch):
    usual = ms.min_cut_ladder(five, "cobalt", "XAT", losses=[0.1, 0.5, 0.7], k=3)
    monkeypatch.setattr(solver, "_module", [None])
    other = ms.min_cut_ladder(five, "cobalt", "XAT", losses=[0.1, 0.5, 0.7], k=3)
    assert [r.members for r in other] == [r.members for r in usual]
    assert [r.lost for r in other] == pytest.approx([r.lost for r in usual])


@pytest.mark.parametrize(
    ("by", "mineral", "consumer"),
    [("bloc", "niobium", "USA"), ("bloc", "niobium", "JPN"), ("id", "cobalt", "CHN")],
)
def test_blocs_that_overlap_and_single_plants_are_found_in_the_bundled_data(by, mineral, consumer):
    """The worst pair of all is found, and what it leaves is what its cut says."""
    graph = ms.load("world", minerals=mineral)
    delivery, blocks = asked(graph, consumer, by, mineral)
    use = float(delivery.use.sum())
    lost = {
        frozenset(names): 1 - delivery.without(*(blocks[name] for name in names)) / use
        for size in (1, 2)
        for names in combinations(sorted(blocks), size)
    }
    worst = max(lost.values())
    assert worst > 0.01
    found = ms.min_cut_ladder(graph, mineral, consumer, losses=[0.99 * worst], by=by, largest=2)
    assert found.rows
    for row in found:
        assert row.lost == pytest.approx(lost[frozenset(row.members)], abs=1e-6)
        left = sum(part.worth for part in row.cut)
        assert left == pytest.approx((1 - row.lost) * use, abs=1e-6 * use)
    # of one size the worst comes first, so no set of that size is worse
    first = found.rows[0]
    of_size = [part for names, part in lost.items() if len(names) == len(first.members)]
    assert first.lost == pytest.approx(max(of_size), abs=1e-6)


def test_records_and_owners_fail_too(five):
    by_id = ms.min_cut_ladder(five, "cobalt", "XAT", losses=[0.5], by="id", k=2)
    assert {row.members for row in by_id} == {("mine XAA",), ("refiner XAA",)}
    owned = graph_of(
        mine("XAA", 60, owners=[ms.Owner("one", 0.9)]),
        mine("XAB", 40, owners=[ms.Owner("one", 0.4), ms.Owner("two", 0.4)]),
        flow("XAA", "XAT", 60),
        flow("XAB", "XAT", 40),
        use("XAT", 100),
    )
    by_owner = ms.min_cut_ladder(owned, "cobalt", "XAT", by="company", losses=[0.5])
    # half a plant is in no set
    assert [(r.members, round(r.lost, 6)) for r in by_owner] == [(("one",), 0.6)]


def test_a_stage_is_named_with_its_place(five):
    found = ms.min_cut_ladder(five, "cobalt", "XAT", losses=[0.5], by="stage", k=1)
    assert found.rows[0].members[0] in ("XAA mining", "XAA refining")


class TestResult:
    def test_it_prints_tabulates_and_is_json(self, five):
        found = ms.min_cut_ladder(five, "cobalt", "XAT", k=1)
        assert repr(found) == "MinCutLadder(cobalt for XAT: 10 % by XAA, 20 % by XAA, 50 % by XAA)"
        assert repr(found.rows[0]) == "CutSet(XAA: 50 % lost)"
        assert "even if all others stood back" in found._repr_html_()
        assert list(found.to_frame()["members"]) == ["XAA"] * 3
        read = json.loads(json.dumps(found.to_dict(), allow_nan=False))
        assert read["use_t_per_yr"] == pytest.approx(100)
        assert read["rows"][0]["members"] == ["XAA"]
        cut = read["rows"][0]["cut"]
        assert sum(p["price"] * p["capacity_t_per_yr"] for p in cut) == pytest.approx(50)
        assert found.sources == ()
        assert len(list(found)) == 3


class TestRefusals:
    @pytest.mark.parametrize("losses", [[0], [1.1], ["half"], [True], 0])
    def test_a_loss_is_a_share_above_zero(self, five, losses):
        with pytest.raises(ms.RecordError, match="losses are shares above 0"):
            ms.min_cut_ladder(five, "cobalt", "XAT", losses=losses)

    @pytest.mark.parametrize("word", ["k", "largest"])
    @pytest.mark.parametrize("value", [0, 1.5, True])
    def test_counts_are_whole_numbers(self, five, word, value):
        with pytest.raises(ms.RecordError, match=f"{word} must be a whole number"):
            ms.min_cut_ladder(five, "cobalt", "XAT", **{word: value})

    def test_a_consumer_without_use_has_none_to_lose(self, five):
        with pytest.raises(ms.GraphError, match="XAA uses no cobalt"):
            ms.min_cut_ladder(five, "cobalt", "XAA")

    def test_words_are_known(self, five):
        with pytest.raises(ms.UnknownNameError, match="by='country'"):
            ms.min_cut_ladder(five, "cobalt", "XAT", by="country")
        with pytest.raises(ms.UnknownNameError, match="capacity='full'"):
            ms.min_cut_ladder(five, "cobalt", "XAT", capacity="full")
