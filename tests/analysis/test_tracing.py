"""Origins, content and bounds: worked examples, other solvers, random walks."""

from __future__ import annotations

import json
import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

import mineralsec as ms
from mineralsec.analysis.tracing import (
    embedded_share,
    price_of_capture,
    share_at_price,
    trace,
)
from mineralsec.analysis.tracing.chain import UNRECORDED, UNTRACED, MineralChain
from mineralsec.testing.graphs import supply_graphs, supply_records

COBALT = ms.Mineral("cobalt", stages=("mining", "refining", "alloy"))


def mine(place, tonnes, stage="mining", **more):
    return ms.Producer(
        id=f"{stage} {place}", mineral="cobalt", place=place, stage=stage,
        output=f"{tonnes} tonne/year" if isinstance(tonnes, (int, float)) else tonnes, **more,
    )  # fmt: skip


def refiner(place, tonnes, **more):
    return ms.Refiner(
        id=f"refiner {place}", mineral="cobalt", place=place, takes="mining", makes="refining",
        output=f"{tonnes} tonne/year", **more,
    )  # fmt: skip


def flow(origin, destination, tonnes, stage="mining"):
    return ms.Flow(
        mineral="cobalt", stage=stage, origin=origin, destination=destination,
        quantity=f"{tonnes} tonne/year",
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


@pytest.fixture(scope="module")
def chain():
    """Ore of XAA and XAB is refined in XAB, some in XAC, half of it lost; both sell to XAD."""
    return graph_of(
        mine("XAA", 80),
        mine("XAB", 20),
        flow("XAA", "XAB", 60),
        flow("XAA", "XAC", 20),
        refiner("XAB", 40, recovery=0.5),
        refiner("XAC", 10, recovery=0.5),
        flow("XAB", "XAD", 35, stage="refining"),
        flow("XAC", "XAD", 10, stage="refining"),
        use("XAB", 5, stage="refining"),
        use("XAD", 45, stage="refining"),
    )


def test_shares_and_bounds_of_the_worked_example(worked):
    """0.778, 0.583, 0.417 and 0.75; of T's supply 0.556 to 0.667 may be A's."""
    traced = trace(worked, "Co")
    passed = traced.content("XAP", how="passed", at="XAT", bounds=True)["XAT"]
    assert passed.share == pytest.approx(0.778, abs=5e-4)
    assert (passed.low, passed.high) == pytest.approx((70 / 90, 70 / 90))
    mined = traced.content("XAA", bounds=True)
    assert mined["XAT"].share == pytest.approx(0.583, abs=5e-4)
    assert mined["XAT"].low == pytest.approx(0.556, abs=5e-4)
    assert mined["XAT"].high == pytest.approx(0.667, abs=5e-4)
    assert mined["XAU"].share == pytest.approx(0.75)
    assert (mined["XAU"].low, mined["XAU"].high) == pytest.approx((0, 1))
    assert traced.content("XAB")["XAT"].share == pytest.approx(0.417, abs=5e-4)
    assert traced.origins("XAT") == pytest.approx({"XAA": 0.58333333, "XAB": 0.41666667})


def test_a_market_has_bounds_of_its_own(worked):
    rows = trace(worked, "cobalt").content("XAA", per="market", at="XAP", bounds=True).rows
    assert [(r.stage, r.share, r.low, r.high) for r in rows] == [
        ("mining", pytest.approx(0.75), pytest.approx(0.75), pytest.approx(0.75))
    ]


def test_a_tonne_counts_where_it_was_processed_whatever_its_origin(chain):
    traced = trace(chain, "cobalt")
    assert traced.content("XAB", stage="refining")["XAD"].share == pytest.approx(35 / 45)
    assert traced.content("XAB", stage="mining")["XAD"].share == pytest.approx(35 / 45 * 0.25)
    # at any stage: what XAB mined it also refined, so nothing is counted twice
    assert traced.content("XAB")["XAD"].share == pytest.approx(35 / 45)
    assert traced.content("XAB", how="origin")["XAD"].share == pytest.approx(35 / 45 * 0.25)
    both = traced.content(["XAB", "XAC"], stage="refining")
    assert both["XAD"].share == pytest.approx(1)
    assert both.world == pytest.approx(1)
    assert trace(chain, "cobalt").content("XAA", per="market").rows[0].share == 1


def test_the_four_rules_of_mixing(worked):
    def share(mixing):
        return trace(worked, "cobalt", mixing=mixing).content("XAA", at="XAT")["XAT"]

    assert share("proportional").share == pytest.approx(7 / 12)
    assert share("mass_balance").share == pytest.approx(50 / 90)
    assert math.isnan(share("segregated").share)
    assert (share("segregated").low, share("segregated").high) == pytest.approx((50 / 90, 60 / 90))
    assert share("any_touch").share == 1
    untouched = trace(worked, "cobalt", mixing="any_touch").content("XAT", at="XAU", how="passed")
    assert untouched["XAU"].share == 0
    assert "limits are known: XAT 56 to 67 %" in repr(
        trace(worked, "cobalt", mixing="segregated").content("XAA", at="XAT")
    )


def test_by_value_content_is_worth_what_it_costs(chain):
    """Ore at 10 USD/t, half lost: 20 USD of it in refined material worth 40 USD."""
    traced = trace(chain, "cobalt")
    prices = {"mining": "10 USD/tonne", "refining": "40 USD/tonne"}
    worth = traced.content("XAA", stage="mining", prices=prices)
    assert worth["XAD"].share == pytest.approx(
        traced.content("XAA", stage="mining")["XAD"].share * 20 / 40
    )
    assert "by value" in worth.definition
    # a controlled product counts whole, and what went into it is not added again
    whole = traced.content("XAB", prices=prices)["XAD"].share
    assert whole == pytest.approx(traced.content("XAB", stage="refining")["XAD"].share)
    # no value is added at 20 USD
    cheap = {"mining": "10 USD/tonne", "refining": "19 USD/tonne"}
    with pytest.raises(ms.GraphError, match="no value is added"):
        traced.content("XAA", prices=cheap)


@given(supply_graphs(max_stages=2))
@settings(max_examples=30, deadline=None)
def test_content_by_value_is_the_leontief_inverse(graph):
    """The markets as goods: what each takes from the others per dollar of its supply."""
    prices = {"mining": 10.0, "refining": 100.0, "alloy": 1000.0}
    chain_ = MineralChain(graph, "cobalt")
    network, n = chain_.network, len(chain_.network)
    stages = chain_.stages
    inputs, direct = np.zeros((n, n)), np.zeros(n)
    place = chain_.places[network.maker_market[0]]
    supply = np.where(network.supply > 0, network.supply, 1)
    for a, b, tonnes in zip(network.lane_from, network.lane_to, network.flow, strict=True):
        inputs[a, b] += tonnes / supply[b]
    for i, (market, takes) in enumerate(
        zip(network.maker_market, network.maker_intake, strict=True)
    ):
        if stages[market] == "mining" and chain_.places[market] == place:
            direct[market] += network.output[i] / supply[market]
        elif takes >= 0:
            taken = network.output[i] / network.recovery[i]
            inputs[takes, market] += (
                taken * prices[stages[takes]] / (supply[market] * prices[stages[market]])
            )
    # trade alone adds no value, so the series is solved as it stands
    expected = np.linalg.solve((np.eye(n) - inputs).T, direct)
    found = trace(graph, "cobalt").content(
        place, stage="mining", per="market",
        prices={s: f"{p} USD/tonne" for s, p in prices.items()},
    )  # fmt: skip
    for row in found:
        market = [i for i in range(n) if (chain_.places[i], stages[i]) == (row.place, row.stage)]
        assert row.share == pytest.approx(expected[market[0]], abs=1e-9)


class TestEmbeddedShare:
    """The worked example of the content rule of 2025 in the methods page on controls."""

    INPUTS = ((0, 0.30, 0, 0), (0, 0, 0.02, 0), (0, 0, 0, 0.01), (0, 0, 0, 0))

    def test_a_motor_is_caught_and_a_machine_is_not(self):
        shares = embedded_share(self.INPUTS, [0.9, 0, 0, 0])
        assert shares[2] == pytest.approx(0.0054)
        assert shares[2] >= 0.001
        assert shares[3] == pytest.approx(0.000054)
        assert shares[3] < 0.001

    def test_a_listed_magnet_counts_whole_and_its_oxide_no_more(self):
        shares = embedded_share(self.INPUTS, [0.9, 1, 0, 0])
        assert shares[1] == 1
        assert shares[2] == pytest.approx(0.02)

    def test_break_even_origin_share(self):
        assert embedded_share(self.INPUTS, [0.001 / (0.30 * 0.02), 0, 0, 0])[2] == pytest.approx(
            0.001
        )
        assert price_of_capture(0.0054, 0.001) < 1

    def test_price_at_capture(self):
        assert price_of_capture(0.0002, 0.001) == pytest.approx(5.0, abs=0.01)
        assert price_of_capture(0, 0.001) == math.inf

    @given(st.floats(1e-6, 0.5), st.floats(1e-6, 0.9))
    def test_at_that_price_the_share_is_the_threshold(self, share, threshold):
        at = price_of_capture(share, threshold)
        assert share_at_price(share, at) == pytest.approx(threshold, rel=1e-9)

    @given(st.integers(1, 5), st.data())
    @settings(max_examples=50)
    def test_it_is_the_sum_over_all_rounds(self, n, data):
        numbers = st.floats(0, 1)
        inputs = np.array(data.draw(st.lists(numbers, min_size=n * n, max_size=n * n)))
        inputs = inputs.reshape(n, n) * 0.9 / n
        direct = np.array(data.draw(st.lists(numbers, min_size=n, max_size=n)))
        left, term, total = inputs * (1 - direct), direct.copy(), np.zeros(n)
        for _ in range(400):
            total += term
            term = term @ left
        assert embedded_share(inputs, direct) == pytest.approx(total, abs=1e-9)

    @pytest.mark.parametrize(
        ("inputs", "direct", "error", "message"),
        [
            ([[0.5]], [0.1, 0.2], ms.RecordError, "square with a row"),
            ([[1.5]], [0.1], ms.RecordError, "coefficients must be shares"),
            ([[0.5]], [float("nan")], ms.RecordError, "direct must be shares"),
            ([[1.0]], [0.1], ms.GraphError, "worth 1 of its value"),
        ],
    )
    def test_coefficients_that_cannot_be_are_refused(self, inputs, direct, error, message):
        with pytest.raises(error, match=message):
            embedded_share(inputs, direct)

    @pytest.mark.parametrize("bad", [-0.1, 1.1, float("nan"), True, "half"])
    def test_a_share_is_from_0_to_1(self, bad):
        with pytest.raises(ms.RecordError, match="must be a share"):
            share_at_price(bad, 2)
        with pytest.raises(ms.RecordError, match="must be a share"):
            price_of_capture(0.1, bad)

    @pytest.mark.parametrize("bad", [0, -1, float("inf"), float("nan"), True, "ten"])
    def test_a_multiple_is_above_zero(self, bad):
        with pytest.raises(ms.RecordError, match="multiple must be a number above 0"):
            share_at_price(0.1, bad)

    def test_a_threshold_of_all_is_refused(self):
        with pytest.raises(ms.RecordError, match="threshold must be below 1"):
            price_of_capture(0.1, 1)


@given(supply_graphs())
@settings(max_examples=30, deadline=None)
def test_origin_shares_sum_to_one_and_lie_within_their_bounds(graph):
    traced = trace(graph, "cobalt")
    assert sum(traced.origins().values()) == pytest.approx(1)
    for place in list(traced.origins())[:2]:
        if place in (UNRECORDED, UNTRACED):
            continue
        rows = traced.content(place, how="origin", bounds=True).rows
        for row in rows:
            assert traced.origins(row.place).get(place, 0) == pytest.approx(row.share, abs=1e-9)
            assert row.low - 1e-7 <= row.share <= row.high + 1e-7


@given(supply_graphs(), st.sampled_from(["made", "passed"]))
@settings(max_examples=20, deadline=None)
def test_content_lies_within_its_bounds_and_grows_with_the_block(graph, how):
    traced = trace(graph, "cobalt")
    first, *others = sorted(graph.places)
    one = traced.content(first, how=how, bounds=True, per="market")
    for row in one:
        assert 0 <= row.low <= row.share + 1e-7
        assert row.share <= row.high + 1e-7
    if others:
        both = {r.place: r.share for r in traced.content([first, others[0]], how=how)}
        for row in traced.content(first, how=how):
            assert both[row.place] >= row.share - 1e-9


@given(supply_graphs())
@settings(max_examples=20, deadline=None)
def test_the_table_of_all_sources_is_the_content_of_each(graph):
    traced = trace(graph, "cobalt")
    for how in ("made", "passed"):
        frame = traced.to_frame("pandas", how=how)
        for (place, stage), rows in frame.groupby(["source", "source_stage"]):
            content = traced.content(place, stage=stage, how=how)
            for _, row in rows.iterrows():
                assert content[row["place"]].share == pytest.approx(row["share [-]"], abs=1e-9)


def reached_from(chain_, starts, stops, makers):
    """Return the markets that are or lie downstream of some, by networkx.

    Nothing passes a market of `stops` or a maker that counts.
    """
    network = chain_.network
    ways = nx.DiGraph()
    ways.add_nodes_from(range(len(network)))
    for a, b, tonnes in zip(network.lane_from, network.lane_to, network.flow, strict=True):
        if tonnes > 0 and a not in stops:
            ways.add_edge(a, b)
    for i, (a, b) in enumerate(zip(network.maker_intake, network.maker_market, strict=True)):
        if a >= 0 and network.output[i] > 0 and not makers[i] and a not in stops:
            ways.add_edge(a, b)
    return set(starts).union(*(nx.descendants(ways, m) for m in starts))


class OwnSplits:
    """Bounds from scipy, built row by row: how much of each flow counts.

    What goes round in a loop has come into it: what leaves a market that nothing that counts has
    reached does not count, and what leaves one that nothing else has reached does.
    """

    def __init__(self, chain_, makers, markets):
        network = chain_.network
        self.network, self.use, self.inside = network, chain_.use, markets
        lanes, k, n = len(network.flow), len(network.output), len(network)
        #: columns: lanes, outputs, intakes, use
        self.out, self.take, self.used = lanes, lanes + k, lanes + 2 * k
        whole = np.concatenate(
            [network.flow, network.output, network.output / network.recovery, chain_.use]
        )
        limits = [[0.0, most] for most in whole]
        makes = [m for i, m in enumerate(network.maker_market) if makers[i]]
        counting = reached_from(chain_, {*makes, *markets}, set(), makers)
        others = {
            m for i, m in enumerate(network.maker_market)
            if network.maker_intake[i] < 0 and not makers[i] and network.output[i] > 0
        }  # fmt: skip
        others |= set(np.flatnonzero(network.appears > 0).tolist())
        mixed = reached_from(chain_, others - markets, markets, makers) - markets

        def leaves(column, market):
            if market in markets or (market in counting and market not in mixed):
                limits[column][0] = limits[column][1]
            elif market not in counting:
                limits[column][1] = 0.0

        rows = {m: np.zeros(len(whole)) for m in range(n) if m not in markets}
        spare = np.zeros(len(whole))
        links = []
        for j, (a, b) in enumerate(zip(network.lane_from, network.lane_to, strict=True)):
            rows.get(a, spare)[j] -= 1
            rows.get(b, spare)[j] += 1
            leaves(j, a)
        for i, (intake, market) in enumerate(
            zip(network.maker_intake, network.maker_market, strict=True)
        ):
            made, taken = self.out + i, self.take + i
            rows.get(market, spare)[made] += 1
            if makers[i]:
                limits[made][0] = limits[made][1]
            elif intake < 0:
                limits[made][1] = 0.0
            if intake < 0:
                limits[taken][1] = 0.0
                continue
            rows.get(intake, spare)[taken] -= 1
            leaves(taken, intake)
            if not makers[i]:
                link = np.zeros(len(whole))
                link[made], link[taken] = 1, -network.recovery[i]
                links.append(link)
        for m in range(n):
            rows.get(m, spare)[self.used + m] -= 1
            if m in markets:
                limits[self.used + m][0] = limits[self.used + m][1]
        self.balance, self.limits = np.array([*rows.values(), *links]), limits

    def of_use(self, markets):
        return self.ends([self.used + m for m in markets], self.use[markets].sum(), 0.0)

    def of_supply(self, market):
        network = self.network
        total = network.supply[market]
        if market in self.inside:
            return [1.0, 1.0]
        columns = [*np.flatnonzero(network.lane_to == market)]
        columns += [self.out + i for i in np.flatnonzero(network.maker_market == market)]
        return self.ends(columns, total, 0.0)

    def ends(self, columns, total, known):
        cost = np.zeros(len(self.limits))
        cost[columns] = 1.0
        found = []
        for sign in (1.0, -1.0):
            answer = linprog(
                sign * cost,
                A_eq=self.balance if self.balance.size else None,
                b_eq=np.zeros(len(self.balance)) if self.balance.size else None,
                bounds=self.limits,
            )
            assert answer.status == 0
            found.append((sign * answer.fun + known) / total)
        return found


@st.composite
def graphs_with_gaps(draw):
    """Balanced graphs, some without one of their mines: unrecorded supply and unfed loops."""
    records = draw(supply_records(max_places=4))
    mines = [r for r in records if isinstance(r, ms.Producer)]
    lacks = draw(st.sampled_from([None, *mines])) if len(mines) > 1 else None
    return ms.SupplyGraph.from_records([r for r in records if r is not lacks])


@given(
    graphs_with_gaps(),
    st.sampled_from(["made", "passed", "origin"]),
    st.sampled_from([None, "mining", "refining"]),
)
@settings(max_examples=40, deadline=None)
def test_bounds_are_those_of_another_solver(graph, how, stage):
    """At every market and every consumer, with losses in refining and loops of trade."""
    chain_ = MineralChain(graph, "cobalt")
    network = chain_.network
    place = sorted(graph.places)[0]
    if stage not in (None, *network.stages):
        stage = None
    here = [
        p == place and stage in (None, s) for p, s in zip(chain_.places, chain_.stages, strict=True)
    ]
    makers = np.array([
        how != "passed" and here[m] and tonnes > 0 and (how == "made" or intake < 0)
        for m, intake, tonnes in zip(
            network.maker_market, network.maker_intake, network.output, strict=True
        )
    ])  # fmt: skip
    markets = set(np.flatnonzero(here).tolist()) if how == "passed" else set()
    own = OwnSplits(chain_, makers, markets)
    traced = trace(graph, "cobalt")
    for row in traced.content(place, how=how, stage=stage, bounds=True):
        at = np.flatnonzero(np.array(chain_.countries) == row.place)
        assert [row.low, row.high] == pytest.approx(own.of_use(at), abs=1e-6)
    rows = traced.content(place, how=how, stage=stage, bounds=True, per="market").rows
    assert len(rows) == np.count_nonzero(network.supply > 0)
    for row in rows:
        (market,) = [
            m for m in range(len(network))
            if (chain_.places[m], chain_.stages[m]) == (row.place, row.stage)
        ]  # fmt: skip
        assert [row.low, row.high] == pytest.approx(own.of_supply(market), abs=1e-6)
        assert row.low - 1e-6 <= row.share <= row.high + 1e-6


def test_what_counts_goes_round_only_where_it_has_come_in():
    graph = graph_of(
        mine("XAA", 10),
        mine("XAB", 10),
        flow("XAA", "XAC", 10),
        flow("XAC", "XAD", 50),
        flow("XAD", "XAC", 45),
        use("XAC", 5),
        use("XAD", 5),
        use("XAB", 10),
    )
    rows = {r.place: r for r in trace(graph, "cobalt").content("XAB", per="market", bounds=True)}
    assert (rows["XAC"].low, rows["XAC"].high) == (0, 0)
    rows = {r.place: r for r in trace(graph, "cobalt").content("XAA", per="market", bounds=True)}
    assert (rows["XAC"].low, rows["XAC"].high) == pytest.approx((1, 1))
    assert (rows["XAB"].low, rows["XAB"].high) == (0, 0)


def test_shares_are_those_of_a_random_walk_on_a_graph_with_cycles():
    graph = graph_of(
        mine("XAA", 60),
        mine("XAB", 30),
        flow("XAA", "XAB", 50),
        flow("XAB", "XAA", 20),
        flow("XAB", "XAC", 45),
        flow("XAC", "XAB", 10),
        flow("XAC", "XAA", 5),
        refiner("XAC", 30),
        refiner("XAA", 35),
        flow("XAC", "XAA", 20, stage="refining"),
        flow("XAA", "XAC", 15, stage="refining"),
        use("XAC", 25, stage="refining"),
        use("XAA", 40, stage="refining"),
        use("XAB", 25),
    )
    chain_ = MineralChain(graph, "cobalt")
    network = chain_.network
    rng = np.random.default_rng(7)
    into = {m: [] for m in range(len(network))}
    for a, b, t in zip(network.lane_from, network.lane_to, network.flow, strict=True):
        into[b].append((t, None, a))
    for i, (m, takes) in enumerate(zip(network.maker_market, network.maker_intake, strict=True)):
        into[m].append((network.output[i], chain_.places[m], takes))
    start = next(m for m in into if (chain_.places[m], chain_.stages[m]) == ("XAC", "refining"))
    walks = 8_000
    visits, made, origin = 0, 0, 0
    for _ in range(walks):
        market, passed, worked_on, last = start, False, False, None
        while market >= 0:
            passed |= chain_.places[market] == "XAB"
            ways = into[market]
            size = np.array([w[0] for w in ways])
            _, maker, market = ways[rng.choice(len(ways), p=size / size.sum())]
            worked_on |= maker == "XAA"
            last = maker or last
        visits, made, origin = visits + passed, made + worked_on, origin + (last == "XAA")
    traced = trace(graph, "cobalt")

    def share(how):
        found = traced.content("XAB" if how == "passed" else "XAA", how=how, per="market")
        return next(r.share for r in found if (r.place, r.stage) == ("XAC", "refining"))

    for how, seen in (("passed", visits), ("made", made), ("origin", origin)):
        assert share(how) == pytest.approx(seen / walks, abs=0.02)


def test_supply_without_a_record_is_an_origin_of_its_own():
    graph = graph_of(
        mine("XAA", 10), flow("XAA", "XAB", 10), flow("XAC", "XAB", 30), use("XAB", 40)
    )
    traced = trace(graph, "cobalt")
    assert traced.origins() == pytest.approx({"unrecorded": 0.75, "XAA": 0.25})
    content = traced.content("XAA", bounds=True)
    assert (content["XAB"].low, content["XAB"].high) == pytest.approx((0.25, 0.25))
    assert "75 % of the use comes from supply without a record" in content.notes[0]


def test_a_loop_that_nothing_feeds_is_untraced():
    graph = graph_of(
        mine("XAA", 10),
        use("XAA", 10),
        flow("XAB", "XAC", 5),
        flow("XAC", "XAB", 5),
        refiner("XAC", 3),
        refiner("XAD", 1),
    )
    # two markets trade in a circle: what goes round has no source
    chain_ = MineralChain(graph, "cobalt")
    labels, shares = chain_.origins()
    assert labels[-1] == UNTRACED
    assert shares.sum(axis=1)[chain_.network.supply > 0] == pytest.approx(1)


def test_unplaced_use_and_untraced_use_are_named():
    graph = graph_of(
        mine("XAA", 10), flow("XAA", "QXR", 10), use("QXR", 10),
        flow("XAB", "XAC", 5), flow("XAC", "XAB", 5),
    )  # fmt: skip
    notes = trace(graph, "cobalt").content("XAA").notes
    assert "cobalt: 100 % of the use lies not placed." in notes


def test_markets_without_use_are_traced_too():
    graph = graph_of(mine("XAA", ms.Between("0 t/yr", "9 t/yr", mark="W")), mine("XAB", 5))
    content = trace(graph, "cobalt").content("XAB", per="market", at="XAB")
    assert content["XAB"].share == 1
    with pytest.raises(ms.GraphError, match="nobody named uses"):
        trace(graph_of(flow("XAA", "XAB", 0.0), mine("XAA", 0)), "cobalt").content("XAA")


def test_all_minerals_are_traced_in_one_call():
    tin = ms.Mineral("tin", stages=("mining",))
    graph = graph_of(
        tin,
        mine("XAA", 10),
        use("XAA", 10),
        ms.Producer(id="t", mineral="tin", place="XAB", output="5 tonne/year"),
        ms.Consumer(id="u", mineral="tin", place="XAB", stage="mining", demand="5 tonne/year"),
    )
    traced = trace(graph)
    assert traced.minerals == ("cobalt", "tin")
    assert traced.year is None
    assert repr(traced) == "Trace(2 minerals, proportional mixing)"
    frame = traced.to_frame()
    assert [tuple(r) for r in frame[["mineral", "place", "source", "share [-]"]].values] == [
        ("cobalt", "XAA", "XAA", 1.0),
        ("tin", "XAB", "XAB", 1.0),
    ]
    assert len(traced.to_frame("polars", how="made", per="market")) == 2
    assert {r.mineral for r in traced.content("XAA")} == {"cobalt", "tin"}
    with pytest.raises(ms.GraphError, match="do not add up"):
        traced.origins()
    with pytest.raises(ms.UnknownNameError, match="no mineral here has a stage 'smelting'"):
        traced.content("XAA", stage="smelting")
    assert [r.mineral for r in traced.content("XAA", stage="refining", per="market", at="XAA")] == [
        "cobalt"
    ]


class TestResult:
    def test_it_prints_in_one_line_and_as_a_table(self, worked):
        traced = trace(worked, "cobalt")
        assert repr(traced) == (
            "Trace(cobalt, proportional mixing: use comes from XAA 60 %, XAB 40 %)"
        )
        found = traced.content("XAA", bounds=True)
        assert repr(found) == (
            "Content(share of use made in XAA at least once, by mass; proportional mixing: "
            "XAU 75 % (0 to 100 %), XAT 58 % (56 to 67 %))"
        )
        assert repr(found.rows[1]) == "ContentRow(cobalt, XAT: 58 % (56 to 67 %) of 90 t/yr)"
        assert "58 % (56 to 67 %)" in found._repr_html_()
        assert "4 rows" in repr(
            traced.content("XAA", per="market", at=["XAA", "XAP", "XAT", "XAU"])
        )
        assert repr(trace(worked, "cobalt", mixing="any_touch")) == (
            "Trace(cobalt, any touch counts as all)"
        )

    def test_it_is_json_and_a_frame(self, worked):
        found = trace(worked, "cobalt", mixing="segregated").content("XAA")
        read = json.loads(json.dumps(found.to_dict(), allow_nan=False))
        assert read["rows"][0]["share"] is None
        assert read["basis"] == {"cobalt": "reported"}
        assert math.isnan(found.world)
        for backend in ("pandas", "polars"):
            frame = found.to_frame(backend)
            assert list(frame["place"]) == [r.place for r in found]
        assert found.sources == ()
        assert len(found) == 2

    def test_a_place_without_a_row_or_with_several_is_refused(self, chain):
        found = trace(chain, "cobalt").content("XAA", per="market")
        with pytest.raises(ms.UnknownNameError, match="no row for 'XAZ'"):
            found["XAZ"]
        with pytest.raises(ms.UnknownNameError, match="2 rows for 'XAB'"):
            found["XAB"]

    def test_a_group_of_consumers_is_one_row(self, worked):
        found = trace(worked, "cobalt").content("XAA", at=["XAT, XAU", "XAT"], bounds=True)
        assert found["XAT, XAU"].share == pytest.approx(0.6)
        assert (found["XAT, XAU"].low, found["XAT, XAU"].high) == pytest.approx((0.6, 0.6))


class TestRefusals:
    @pytest.mark.parametrize(
        ("arguments", "error", "message"),
        [
            ({"how": "owned"}, ms.UnknownNameError, "how='owned'"),
            ({"per": "site"}, ms.UnknownNameError, "per='site'"),
            ({"stage": "smelting"}, ms.UnknownNameError, "has no stage 'smelting'"),
            ({"at": "XAP"}, ms.GraphError, "nobody named uses cobalt"),
            ({"at": "DEU"}, ms.UnknownNameError, "DEU"),
            ({"how": "passed", "prices": {}}, ms.GraphError, "value goes with"),
            ({"bounds": True, "prices": {}}, ms.GraphError, "limits are of mass"),
            ({"prices": {}}, ms.GraphError, "needs a price at mining too"),
            ({"prices": {"mining": 5}}, ms.UnitsError, "price at mining needs a unit"),
            ({"prices": {"mining": "5 tonne"}}, ms.UnitsError, "a price per mass"),
            ({"prices": {"mining": "0 USD/tonne"}}, ms.GraphError, "must be above zero"),
        ],
    )
    def test_a_question_that_cannot_be_is_refused(self, worked, arguments, error, message):
        with pytest.raises(error, match=message):
            trace(worked, "cobalt").content("XAA", **arguments)

    def test_other_rules_give_no_table(self, worked):
        with pytest.raises(ms.GraphError, match="needs shares"):
            trace(worked, "cobalt", mixing="mass_balance").to_frame()
        with pytest.raises(ms.GraphError, match="needs shares"):
            trace(worked, "cobalt", mixing="any_touch").origins()

    def test_words_and_names_are_known(self, worked):
        with pytest.raises(ms.UnknownNameError, match="mixing='blended'"):
            trace(worked, "cobalt", mixing="blended")
        with pytest.raises(ms.UnknownNameError, match="cobolt"):
            trace(worked, "cobolt")
        with pytest.raises(ms.GraphError, match="nobody there uses cobalt"):
            trace(worked, "cobalt").origins("XAP")
