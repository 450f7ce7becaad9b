from __future__ import annotations

from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.analysis import coverage as module
from mineralsec.analysis.coverage import PassThrough, fed, pass_through
from mineralsec.analysis.disruption.limits import Limits
from mineralsec.analysis.disruption.outcome import market_use
from mineralsec.analysis.disruption.windows import window
from mineralsec.testing.graphs import supply_graphs

FLOWS = [
    ("XAA", "XAP", 60),
    ("XAB", "XAP", 20),
    ("XAB", "XAQ", 20),
    ("XAP", "XAT", 70),
    ("XAQ", "XAT", 20),
    ("XAP", "XAU", 10),
]


def graph_of(flows, mines, use=None):
    """Return a graph of one stage; what is left at a market is used there unless told."""
    left = dict(mines)
    for origin, destination, tonnes in flows:
        left[origin] = left.get(origin, 0) - tonnes
        left[destination] = left.get(destination, 0) + tonnes
    use = {p: t for p, t in left.items() if t > 0} if use is None else use
    return ms.SupplyGraph.from_records(
        [
            ms.Mineral("cobalt", stages=("mining",)),
            *(
                ms.Producer(id=p, mineral="cobalt", place=p, output=f"{t} tonne/year")
                for p, t in mines.items()
            ),
            *(
                ms.Flow(
                    mineral="cobalt",
                    stage="mining",
                    origin=a,
                    destination=b,
                    quantity=f"{t} tonne/year",
                )
                for a, b, t in flows
            ),
            *(
                ms.Consumer(
                    id=f"use {p}",
                    mineral="cobalt",
                    place=p,
                    stage="mining",
                    demand=f"{t} tonne/year",
                )
                for p, t in use.items()
            ),
        ]
    )


def market(graph, place, stage="mining"):
    network = graph.network("cobalt")
    (found,) = [
        i
        for i, (p, s) in enumerate(zip(network.place_of, network.stage_of, strict=True))
        if graph.columns.places[p] == place and network.stages[s] == stage
    ]
    return found


def used(graph):
    network = graph.network("cobalt")
    return market_use(network, network.received, network.vanishes)


def by_place(graph):
    """Return the markets of each place, as blocks."""
    network = graph.network("cobalt")
    return {
        graph.columns.places[p]: np.flatnonzero(network.place_of == p)
        for p in np.unique(network.place_of)
    }


def after_removal(graph, place, stages=None):
    """Return what each market still gets of its use under today's contracts, and the use."""
    shock = ms.RemoveCountry(place, stages=stages)
    limits = shock.limit(graph, Limits.none(graph, *window(None, "1 year", graph.year)))
    after = ms.ProRata().respond(graph, limits).after["cobalt"]
    return market_use(graph.network("cobalt"), after.received, after.unrecorded)


@pytest.fixture(scope="module")
def worked():
    return graph_of(FLOWS, {"XAA": 60, "XAB": 40})


both = pytest.mark.parametrize("dense", [1500, 0], ids=["inverse", "sparse"])


@both
@pytest.mark.parametrize(
    ("through", "to", "expected"),
    [
        ("XAP", "XAT", 70 / 90),
        ("XAA", "XAT", 70 / 90 * 0.75),
        ("XAB", "XAT", 0.4166666666666667),
        ("XAA", "XAU", 0.75),
        ("XAT", "XAU", 0.0),
        ("XAT", "XAT", 1.0),
    ],
)
def test_coverage_of_the_worked_example(worked, through, to, expected, dense):
    """The check of the methods page: 0.778, 0.583, 0.417 and 0.75."""
    kernel = PassThrough.of(worked.network("cobalt"), dense=dense)
    covered = kernel.coverage(np.array([market(worked, through)]))
    assert covered[market(worked, to)] == pytest.approx(expected, abs=1e-12)


@both
def test_a_block_counts_a_tonne_once_however_often_it_comes_by(worked, dense):
    kernel = PassThrough.of(worked.network("cobalt"), dense=dense)
    block = np.array([market(worked, p) for p in ("XAA", "XAP")])
    # all that passed the mine at XAA passed XAP as well
    assert kernel.coverage(block)[market(worked, "XAT")] == pytest.approx(70 / 90)


@both
def test_lost_use_is_the_use_outside_that_passed_the_block(worked, dense):
    kernel = PassThrough.of(worked.network("cobalt"), dense=dense)
    blocks = [np.array([market(worked, p)]) for p in ("XAP", "XAA", "XAT")]
    assert kernel.lost_use(blocks, used(worked)) == pytest.approx([80, 60, 0])


@both
@given(supply_graphs(max_places=4))
@settings(max_examples=60, deadline=None)
def test_a_single_block_equals_the_same_block_among_many(dense, graph):
    kernel = PassThrough.of(graph.network("cobalt"), dense=dense)
    blocks = [np.array([], dtype=np.intp), *by_place(graph).values()]
    together = kernel.coverages(blocks)
    for block, row in zip(blocks, together, strict=True):
        assert kernel.coverage(block) == pytest.approx(row, abs=1e-12)
    assert not together[0].any()
    assert together.min() >= 0
    assert together.max() <= 1


@both
@given(supply_graphs(max_places=4))
@settings(max_examples=60, deadline=None)
def test_lost_use_is_coverage_times_use_outside(dense, graph):
    kernel = PassThrough.of(graph.network("cobalt"), dense=dense)
    blocks = [np.array([], dtype=np.intp), *by_place(graph).values()]
    use = used(graph)
    expected = []
    for block, row in zip(blocks, kernel.coverages(blocks), strict=True):
        outside = np.ones(len(use), np.bool_)
        outside[block] = False
        expected.append(use[outside] @ row[outside])
    assert kernel.lost_use(blocks, use) == pytest.approx(expected, abs=1e-9)
    several = kernel.lost_use(blocks, np.stack([use, 2 * use, 0 * use]))
    assert several[0] == pytest.approx(expected, abs=1e-9)
    assert several[1] == pytest.approx(2 * several[0])
    assert not several[2].any()


@given(supply_graphs(max_places=4))
@settings(max_examples=100, deadline=None)
def test_coverage_is_what_is_lost_pro_rata_when_the_place_is_removed(graph):
    """Two-way trade and longer cycles included; the other end is a solver of its own."""
    kernel, use = PassThrough.of(graph.network("cobalt")), used(graph)
    for place, block in by_place(graph).items():
        outside = np.ones(len(use), np.bool_)
        outside[block] = False
        covered = kernel.coverage(block)
        left = after_removal(graph, place)
        assert left[outside] == pytest.approx((use * (1 - covered))[outside], abs=1e-7)


@given(supply_graphs(max_places=4))
@settings(max_examples=50, deadline=None)
def test_coverage_of_one_stage_is_what_is_lost_when_it_alone_is_removed(graph):
    network = graph.network("cobalt")
    kernel, use = pass_through(graph, "cobalt"), used(graph)
    for m in range(len(use)):
        place, stage = (
            graph.columns.places[network.place_of[m]],
            network.stages[network.stage_of[m]],
        )
        outside = np.arange(len(use)) != m
        left = after_removal(graph, place, stages=(stage,))
        expected = use * (1 - kernel.coverage(np.array([m])))
        assert left[outside] == pytest.approx(expected[outside], abs=1e-7)


@st.composite
def acyclic(draw):
    """Draw a graph whose lanes go from earlier to later places only."""
    places = [f"XA{c}" for c in "ABCDE"[: draw(st.integers(2, 5))]]
    mines = {p: draw(st.integers(0, 20)) for p in places[:-1]}
    mines[places[0]] = draw(st.integers(1, 20))
    stock = dict.fromkeys(places, 0) | mines
    flows = []
    for i, origin in enumerate(places[:-1]):
        for destination in places[i + 1 :]:
            tonnes = draw(st.integers(0, stock[origin]))
            if tonnes:
                stock[origin] -= tonnes
                stock[destination] += tonnes
                flows.append((origin, destination, tonnes))
    return graph_of(flows, {p: t for p, t in mines.items() if t}), flows, mines


@given(acyclic())
@settings(max_examples=100, deadline=None)
def test_coverage_equals_the_sum_over_paths_on_graphs_without_cycles(drawn):
    graph, flows, mines = drawn
    into = {}
    for origin, destination, tonnes in flows:
        into.setdefault(destination, []).append((origin, tonnes))

    def paths(place):
        """Yield every way a tonne can have come: the places it passed, and its probability."""
        sources = [(None, mines.get(place, 0)), *into.get(place, [])]
        total = sum(tonnes for _, tonnes in sources)
        for origin, tonnes in sources:
            if tonnes and origin is None:
                yield {place}, tonnes / total
            elif tonnes:
                for passed, weight in paths(origin):
                    yield passed | {place}, weight * tonnes / total

    kernel = pass_through(graph, "cobalt")
    places = sorted(set(chain(mines, *(f[:2] for f in flows))) & set(graph.places))
    for through in places:
        covered = kernel.coverage(np.array([market(graph, through)]))
        for to in places:
            ways = list(paths(to))
            if ways:
                expected = sum(weight for passed, weight in ways if through in passed)
                assert covered[market(graph, to)] == pytest.approx(expected, abs=1e-9)


def test_a_loop_that_nothing_feeds_holds_nothing():
    graph = graph_of(
        [("XAA", "XAB", 10), ("XAC", "XAD", 5), ("XAD", "XAC", 5)], {"XAA": 10}, {"XAB": 10}
    )
    for dense in (1500, 0):
        kernel = PassThrough.of(graph.network("cobalt"), dense=dense)
        loop = np.array([market(graph, "XAC"), market(graph, "XAD")])
        assert not kernel.fed[loop].any()
        assert not kernel.coverage(loop).any()
        assert kernel.lost_use([loop], used(graph)).tolist() == [0]
        assert kernel.coverage(np.array([market(graph, "XAA")]))[loop].tolist() == [0, 0]


def test_what_was_fed_once_goes_on_along_the_whole_line():
    line = np.arange(5)
    assert fed(6, line, line + 1, np.array([0, 1.0, 0, 0, 0, 0])).tolist() == [False, *[True] * 5]


def test_blocks_are_worked_off_in_parts_where_the_inverse_is_not_kept(worked, monkeypatch):
    kernel = PassThrough.of(worked.network("cobalt"), dense=0)
    blocks = [np.array([m, (m + 1) % 6]) for m in range(6)]
    whole = kernel.coverages(blocks), kernel.lost_use(blocks, used(worked))
    monkeypatch.setattr(module, "AT_A_TIME", 3)
    assert kernel.coverages(blocks) == pytest.approx(whole[0])
    assert kernel.lost_use(blocks, used(worked)) == pytest.approx(whole[1])


def test_a_network_is_factorised_once_for_a_graph(worked):
    assert pass_through(worked, "cobalt") is pass_through(worked, "cobalt")
    assert len(pass_through(worked, "cobalt")) == len(worked.network("cobalt"))


def test_nobody_can_write_to_a_kept_inverse(worked):
    with pytest.raises(ValueError, match="read-only"):
        pass_through(worked, "cobalt").inverse[0, 0] = 2.0


@both
@given(supply_graphs(max_places=4))
@settings(max_examples=40, deadline=None)
def test_what_makers_made_is_lost_pro_rata_when_they_stop(dense, graph):
    network, use = graph.network("cobalt"), used(graph)
    kernel = PassThrough.of(network, dense=dense)
    ids = [graph.columns.makers.id[row] for row in network.makers]
    holds = [np.zeros(len(ids)), *np.eye(len(ids)), np.ones(len(ids))]
    made = kernel.made(network, holds)
    assert not made[0].any()
    assert made[-1][kernel.fed & (use > 0)] == pytest.approx(1)
    for row, name in zip(made[1:-1], ids, strict=True):
        lost = ms.simulate(graph, ms.CapacityLoss(1.0, ids=[name]), response=ms.ProRata())
        assert row @ use / use.sum() == pytest.approx(lost.shortfall_share, abs=1e-7)


@both
def test_what_starts_somewhere_arrives_everywhere(worked, dense):
    kernel = PassThrough.of(worked.network("cobalt"), dense=dense)
    starts = np.zeros((len(kernel), 1))
    starts[market(worked, "XAA"), 0] = 1.0
    held = kernel.downstream(starts)[:, 0]
    assert held[market(worked, "XAT")] == pytest.approx(70 / 90 * 0.75)
