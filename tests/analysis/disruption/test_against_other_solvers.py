"""`Reroute` against an independent model, `ProRata` against the limit it stands for.

The independent model is written from the formulas alone: one column a flow, output and unmet
use, and scipy's solver. It shares no code with the engine.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

import mineralsec as ms
from mineralsec.testing import supply_graphs

GRAPHS = supply_graphs(max_places=4, max_stages=3)


def independent(graph, removed, *, lanes, growth, channel="all"):
    """Least unmet use of everybody who stays, by a model of its own. [t/yr]"""
    records = [r for r in graph.records if getattr(r, "year", 2024) in (2024, None)]
    kinds = {k: [r for r in records if type(r).__name__ == k] for k in
             ("Producer", "Refiner", "Flow", "Consumer")}  # fmt: skip

    def t(q):
        return q.m_as("tonne/year")

    columns, markets = [], {}

    def market(stage, place):
        return markets.setdefault((str(stage), place), len(markets))

    def column(high, cost, *entries):
        columns.append((high, cost, entries))

    for r in kinds["Producer"]:
        cap = max(t(r.output), t(r.capacity)) if r.capacity is not None else t(r.output)
        column(0 if r.place == removed else cap, 0, (market(r.stage, r.place), 1.0))
    for r in kinds["Refiner"]:
        cap = max(t(r.output), t(r.capacity)) if r.capacity is not None else t(r.output)
        column(
            0 if r.place == removed else cap, 0,
            (market(r.makes, r.place), 1.0), (market(r.takes, r.place), -1.0 / r.recovery),
        )  # fmt: skip
    for r in kinds["Consumer"]:
        away = r.place == removed and channel == "all"
        need = 0 if away else t(r.demand)
        # served, at a gain of one
        column(need, -1, (market(r.stage, r.place), -1.0))
    total = sum(t(r.demand) for r in kinds["Consumer"] if r.place != removed)
    used = set()
    for r in kinds["Flow"]:
        closed = channel == "all" and removed in (r.origin, r.destination)
        a, b = market(r.stage, r.origin), market(r.stage, r.destination)
        used.add((a, b))
        high = np.inf if growth is None else t(r.quantity) * (1 + growth)
        column(0 if closed else high, 0, (a, -1.0), (b, 1.0))
    if lanes == "open":
        for (stage, p), a in list(markets.items()):
            for (other, q), b in list(markets.items()):
                if stage == other and p != q and (a, b) not in used:
                    closed = channel == "all" and removed in (p, q)
                    column(0 if closed else np.inf, 0, (a, -1.0), (b, 1.0))
    matrix = np.zeros((len(markets), len(columns)))
    for j, (_, _, entries) in enumerate(columns):
        for i, value in entries:
            matrix[i, j] += value
    result = linprog(
        [cost for _, cost, _ in columns],
        A_eq=matrix,
        b_eq=np.zeros(len(markets)),
        bounds=[(0, high) for high, _, _ in columns],
        method="highs",
    )
    assert result.status == 0
    return total + result.fun


@given(GRAPHS, st.sampled_from((None, 0.0, 0.5)), st.sampled_from(("observed", "open")), st.data())
def test_reroute_equals_an_independent_linear_program(graph, growth, lanes, data):
    if lanes == "open" and growth is not None:
        growth = None
    removed = data.draw(st.sampled_from(graph.places))
    response = ms.Reroute(lanes=lanes, growth=growth, spare="nameplate")
    impact = ms.remove_country(graph, removed, minerals="cobalt", response=response)
    expected = independent(graph, removed, lanes=lanes, growth=growth)
    assert impact.totals().counted[1] == pytest.approx(expected, rel=1e-6, abs=1e-6)
    # the sum over consumers, which fairness made unique, is the same optimum
    parts = sum(v.m_as("tonne/year") for v in impact.by("consumer").values())
    assert parts == pytest.approx(expected, rel=1e-6, abs=1e-5)


@given(GRAPHS, st.data())
def test_pro_rata_equals_the_limit_of_passing_on_what_arrives(graph, data):
    removed = data.draw(st.sampled_from(graph.places))
    impact = ms.remove_country(graph, removed, minerals="cobalt", response=ms.ProRata())
    network = graph.network("cobalt")
    n = len(network)
    gone = graph.columns.place_mask(graph.place_codes(removed))[network.markets]
    refines = network.maker_intake >= 0
    available = np.zeros(n)
    for _ in range(20_000):
        got = np.bincount(
            network.maker_market,
            network.output
            * np.where(refines, available[network.maker_intake], 1.0)
            * ~gone[network.maker_market],
            n,
        )
        passed = network.flow * available[network.lane_from]
        passed *= ~gone[network.lane_from] & ~gone[network.lane_to]
        new = (got + np.bincount(network.lane_to, passed, n)) / np.where(
            network.supply > 0, network.supply, 1.0
        )
        if np.max(np.abs(new - available)) < 1e-14:
            break
        available = new
    expected = (network.received * ~gone[network.user_market]) @ (
        1 - available[network.user_market]
    )
    assert impact.totals().counted[1] == pytest.approx(expected, rel=1e-6, abs=1e-6)


@given(GRAPHS, st.data())
def test_a_further_tonne_is_worth_what_binding_says(graph, data):
    removed = data.draw(st.sampled_from(graph.places))
    base = ms.Reroute(growth=None, spare="none")
    impact = ms.remove_country(graph, removed, minerals="cobalt", response=base)
    before = impact.totals().counted[1]
    named = {b.name: b for b in impact.binding if b.kind == "capacity"}
    step = 1e-3
    for record in graph.records:
        if not hasattr(record, "output") or record.place == removed:
            continue
        more = ms.Reroute(growth=None, spare={record.id: ms.Q(step, "tonne/year")})
        after = ms.remove_country(graph, removed, minerals="cobalt", response=more)
        gain = (before - after.totals().counted[1]) / step
        expected = named[record.id].value if record.id in named else 0.0
        assert gain == pytest.approx(expected, abs=2e-3)


@given(supply_graphs(max_places=4, max_stages=2), st.data())
def test_no_fairer_split_exists(graph, data):
    """The largest rate of unmet use cannot be pushed down without unserving more in total."""
    removed = data.draw(st.sampled_from(graph.places))
    response = ms.Reroute(growth=None, spare="none")
    impact = ms.remove_country(graph, removed, minerals="cobalt", response=response)
    after = impact.headline_rung.after("cobalt")
    network = graph.network("cobalt")
    stays = network.received > 0
    stays &= impact.limits.counted[network.markets][network.user_market]
    rates = 1 - after.received[stays] / network.received[stays]
    if not len(rates) or rates.max() < 1e-6:
        return
    worst = rates.max()
    names = [graph.columns.users.id[i] for i in network.users[stays]]
    # asking every user to be at most a little below the worst rate must cost served tonnes:
    # a user of heavy weight below that floor stands for the wish
    lower = worst * (1 - 1e-3)
    records = []
    from attrs import evolve

    for r in graph.records:
        if type(r).__name__ == "Consumer" and r.id in names:
            kept = r.demand * (1 - lower)
            records.append(evolve(r, id=f"{r.id} floor", demand=kept, weight=100.0))
            records.append(evolve(r, id=f"{r.id} rest", demand=r.demand * lower))
        else:
            records.append(r)
    floors = ms.SupplyGraph.from_records(records)
    forced = ms.remove_country(floors, removed, minerals="cobalt", response=response)
    unserved = {
        k: v.m_as("tonne/year") for k, v in forced.by("consumer").items() if k.endswith("floor")
    }
    same_total = forced.totals().counted[1] <= impact.totals().counted[1] * (1 + 1e-9) + 1e-7
    assert not (same_total and sum(unserved.values()) < 1e-7)
