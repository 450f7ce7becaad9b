"""The smallest sets that must fail, against trying every set."""

from __future__ import annotations

import json
from itertools import combinations

import pytest
from hypothesis import assume, given, settings

import mineralsec as ms
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


@given(supply_graphs(max_places=4, max_stages=2, with_history=True))
@settings(max_examples=15, deadline=None)
def test_every_smaller_set_leaves_more(graph):
    """Against trying all sets of places, and of markets."""
    place = sorted(graph.places)[-1]
    for by in ("place", "stage"):
        asked = Question(graph, "cobalt", Consumer.of(graph, place), by)
        assume(asked.use[0].any())
        delivery = Delivery(graph, asked.network, asked.use[0])
        blocks = [b for b in asked.blocks if not asked.mine[b.markets].any()]
        total = asked.use[0].sum()
        for loss in (0.1, 0.5, 1.0):
            sizes = [
                size
                for size in range(1, min(3, len(blocks)) + 1)
                if any(
                    delivery.without(*some) <= (1 - loss + 1e-6) * total
                    for some in combinations(blocks, size)
                )
            ]
            found = ms.min_cut_ladder(graph, "cobalt", place, losses=[loss], by=by, k=2)
            rows = found.smallest(loss)
            assert [len(row.members) for row in rows[:1]] == sizes[:1]
            assert all(row.lost >= loss - 1e-5 for row in rows)
            sets = [set(row.members) for row in rows]
            assert not any(a < b for a in sets for b in sets)


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
