"""Reconciled figures: laws on random graphs, and both columns kept wherever a graph goes."""

from __future__ import annotations

import pickle

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import lsq_linear

import mineralsec as ms
from mineralsec.graph.network import Network, gross
from mineralsec.graph.reconcile import balanced
from mineralsec.graph.uncertainty import beliefs, completed
from mineralsec.io.json_files import dumps, loads
from mineralsec.testing import supply_records

AMOUNT = {
    ms.Producer: "output",
    ms.Refiner: "output",
    ms.Consumer: "demand",
    ms.Flow: "quantity",
}


@st.composite
def unbalanced(draw, **options):
    """Records of a graph of which every amount is off by its own factor."""
    factor = st.sampled_from([0.5, 0.9, 1.0, 1.1, 3.0])
    records = []
    for record in draw(supply_records(**options)):
        name = AMOUNT.get(type(record))
        if name is not None and record.year == 2024:
            quality = draw(st.sampled_from(["reported", "estimated", "modelled", "projected"]))
            amount = getattr(record, name) * draw(factor)
            record = attrs.evolve(record, **{name: amount}, quality=quality)
        records.append(record)
    return tuple(records)


def figures(graph):
    c = graph.columns
    return np.concatenate([c.makers.reconciled, c.lanes.reconciled, c.users.reconciled])


def points(graph):
    c = graph.columns
    parts = c.makers.output, c.lanes.quantity, c.users.demand
    return np.concatenate([np.nan_to_num(part[1]) for part in parts])


def gap(network):
    """What comes into each market less all that leaves it or is wanted there."""
    names = ("maker_market", "maker_intake", "lane_from", "lane_to")
    ends = {name: getattr(network, name) for name in names}
    parts = network.output, network.recovery, network.flow
    supply, committed = gross(len(network), ends, *parts)
    return supply, supply - committed - np.bincount(
        network.user_market, network.demand, len(network)
    )


# ---- laws


@given(supply_records(with_history=True, with_stocks=True))
def test_a_balanced_graph_stays_as_it_is(records):
    graph = ms.SupplyGraph.from_records(records)
    found = ms.reconcile(graph)
    assert len(found.adjustments) == 0
    assert found.findings == ()
    assert set(found.effort.values()) == {0.0}
    assert found.graph.network("cobalt").basis == "reported"
    assert found.graph.records == graph.records
    assert np.array_equal(figures(found.graph), points(graph))


@given(unbalanced())
def test_a_reconciled_graph_balances(records):
    graph = ms.SupplyGraph.from_records(records)
    network = ms.reconcile(graph).graph.network("cobalt")
    part = balanced(graph.columns, "cobalt", completed(None))
    supply, left = gap(network)
    assert left == pytest.approx(-part.unseen, abs=1e-6 * supply.max())
    # what no record shows is what the network closes each market with
    wanted = network.demand - network.received
    short = np.bincount(network.user_market, wanted, len(network))
    assert network.appears + short == pytest.approx(
        np.maximum(part.unseen, 0), abs=1e-6 * supply.max()
    )


@given(unbalanced())
def test_nothing_turns_negative_and_zero_stays_zero(records):
    graph = ms.SupplyGraph.from_records(records)
    found = figures(ms.reconcile(graph).graph)
    assert np.all(found >= 0)
    assert np.all(np.isfinite(found))
    assert not np.any(found[points(graph) == 0])


@given(unbalanced(max_places=3))
def test_the_weighted_change_is_the_smallest_that_scipy_finds(records):
    graph = ms.SupplyGraph.from_records(records)
    sizes = completed(None)
    part = balanced(graph.columns, "cobalt", sizes)
    network = Network.of(graph.columns, "cobalt", reported=True)
    held = beliefs(graph.columns, network, sizes)
    mean, deviation = (
        np.concatenate([getattr(b, name) for b in held]) for name in ("mean", "deviation")
    )
    moves = deviation > 0
    supply, lack = gap(network)
    through = np.maximum(supply, supply - lack)
    live = through > 0
    # the gap of each market is linear in the figures, so unit steps give the matrix
    columns = []
    for i in np.flatnonzero(moves):
        step = np.zeros(len(mean))
        step[i] = deviation[i]
        output, flow, demand = np.split(
            mean + step, [len(held[0].mean), len(held[0].mean) + len(held[1].mean)]
        )
        other = attrs.evolve(network, output=output, flow=flow, demand=demand)
        columns.append(gap(other)[1][live] - lack[live])
    matrix = np.array(columns).T.reshape(int(live.sum()), -1)
    left = np.maximum(lack, 0)[live]
    unseen = np.hypot(sizes["unseen"] * through[live], sizes["unrecorded"] * left)
    # unseen mass takes what the figures leave of the gap: no constraint remains
    rows = np.vstack([np.eye(matrix.shape[1]), matrix / unseen[:, None]])
    goal = np.concatenate([np.zeros(matrix.shape[1]), np.maximum(-lack[live], 0) / unseen])
    low = -mean[moves] / deviation[moves]
    best = lsq_linear(rows, goal, (low, np.inf), method="bvls", tol=1e-14, max_iter=10_000)
    assert part.size == pytest.approx(best.cost, rel=1e-6, abs=1e-6)
    assert ms.reconcile(graph).effort["cobalt"] == part.size


@given(unbalanced(), st.sampled_from([1e-6, 1e-3, 1e3, 1e6]))
def test_the_unit_does_not_matter(records, scale):
    def scaled(record):
        name = AMOUNT.get(type(record))
        return record if name is None else attrs.evolve(
            record, **{name: getattr(record, name) * scale}, **(
                {"capacity": None} if name == "output" else {}
            )
        )  # fmt: skip

    usual = ms.reconcile(ms.SupplyGraph.from_records(records))
    other = ms.reconcile(ms.SupplyGraph.from_records(map(scaled, records)))
    assert figures(other.graph) == pytest.approx(
        scale * figures(usual.graph), rel=1e-7, abs=1e-9 * scale * points(usual.graph).max()
    )


@given(unbalanced(), st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(records, random):
    def by_record(found):
        return {row.record: row.after for row in found.adjustments}

    mixed = list(records)
    random.shuffle(mixed)
    usual = by_record(ms.reconcile(ms.SupplyGraph.from_records(records)))
    other = by_record(ms.reconcile(ms.SupplyGraph.from_records(mixed)))
    most = max(usual.values(), default=1.0)
    for name in usual.keys() | other.keys():
        # what differs by rounding only may count as moved in one of them
        if name in usual and name in other:
            assert other[name] == pytest.approx(usual[name], rel=1e-6, abs=1e-6 * most)


@given(unbalanced(with_history=True))
def test_reconciling_again_changes_nothing(records):
    first = ms.reconcile(ms.SupplyGraph.from_records(records)).graph
    again = ms.reconcile(first).graph
    assert np.array_equal(figures(again), figures(first))
    assert again.records == first.records


# ---- both columns everywhere


@given(unbalanced(with_history=True, with_stocks=True))
def test_records_files_and_pickles_keep_both_figures(records):
    graph = ms.reconcile(ms.SupplyGraph.from_records(records)).graph
    near = {"rel": 1e-12, "abs": 0.0}
    for other in (
        ms.SupplyGraph.from_records(graph.records),
        ms.SupplyGraph.from_records(loads(dumps(graph))),
        pickle.loads(pickle.dumps(graph)),
        graph.select(minerals="cobalt"),
    ):
        assert figures(other) == pytest.approx(figures(graph), **near)
        assert points(other) == pytest.approx(points(graph), **near)
        assert other.network("cobalt").basis == graph.network("cobalt").basis
    past = [r for r in graph.records if getattr(r, "year", 2024) not in (2024, None)]
    assert all(r.reconciled is None for r in past if hasattr(r, "reconciled"))


@given(unbalanced())
def test_a_counterfactual_keeps_the_figures_that_it_does_not_change(records):
    graph = ms.reconcile(ms.SupplyGraph.from_records(records)).graph
    same = graph.counterfactual(graph.columns)
    assert same.columns is graph.columns
    assert same.records == graph.current_records
    c = graph.columns
    output = c.makers.output.copy()
    output[:, 0] += 1.0
    changed = graph.counterfactual(attrs.evolve(c, makers=attrs.evolve(c.makers, output=output)))
    now = changed.columns.makers.reconciled
    assert now[0] == output[1, 0]
    assert np.array_equal(now[1:], c.makers.reconciled[1:])
    again = ms.SupplyGraph.from_records(changed.records)
    assert again.columns.makers.reconciled == pytest.approx(now, rel=1e-12)


def lithium(make):
    """USGS ore against IEA refined lithium, in contained tonnes: one of them moves."""
    return make.graph(
        make.mine("ore", "CHN", 223_000.0),
        make.plant("refined", "CHN", 241_600.0),
        make.use("batteries", "CHN", 241_600.0, quality="modelled"),
    )


def test_frames_and_networks_show_both_figures(make):
    graph = ms.reconcile(lithium(make)).graph
    (mine,) = ms.to_frame(graph, "polars", "producers").to_dicts()
    assert mine["output_point_t_per_yr"] == 223_000
    assert 223_000 < mine["reconciled_t_per_yr"] < 241_600
    assert graph.nx.nodes["ore"]["output"] == 223_000
    assert graph.nx.nodes["ore"]["reconciled"] == mine["reconciled_t_per_yr"]
    flows = graph.flow_network("cobalt")
    assert flows.graph["basis"] == "reconciled"
    into = flows["ore|out"]["cobalt|mining|CHN|in"]["capacity"]
    assert into == pytest.approx(1000 * mine["reconciled_t_per_yr"], abs=1)


def test_shares_read_reported_figures_and_disruption_reconciled_ones(make):
    graph = ms.reconcile(lithium(make)).graph
    reported, used = ms.shares(graph, "cobalt"), ms.remove_country(graph, "CHN")
    assert (reported.quantities[1].tolist(), reported.basis) == ([223_000.0], "reported")
    assert ms.concentration(graph).basis == "reported"
    assert used.basis == "reconciled"
    assert "cobalt: basis of figures: reconciled." in used.notes
    received = graph.network("cobalt").received.sum()
    assert used.own_use.magnitude == pytest.approx(received)
    assert received < 241_600


def test_what_a_shock_leaves_alone_keeps_both_figures(make):
    graph = make.graph(
        *make.hand(), make.mine("mine-d", "XAD", 30), make.flow("XAD", "XAE", 33),
        make.use("use-e", "XAE", 33, stage="mining"),
    )  # fmt: skip
    graph = ms.reconcile(graph).graph
    after = ms.remove_country(graph, "XAB").after
    i = graph.columns.makers.id.index("mine-d")
    assert after.columns.makers.output[1, i] == 30
    assert after.columns.makers.reconciled[i] == graph.columns.makers.reconciled[i] != 30
    assert after.columns.makers.reconciled[1] == 0


# ---- what is believed of a figure


def test_the_less_certain_figure_moves_more(make):
    found = {
        quality: ms.reconcile(
            make.graph(
                make.mine("ore", "XAA", 100), make.plant("metal", "XAA", 110, quality=quality)
            )
        ).adjustments.rows
        for quality in ("reported", "estimated", "modelled", "projected")
    }
    moved = [abs(rows[1].change) for rows in found.values()]
    assert moved == sorted(moved)
    assert [rows[0].record for rows in found.values()] == ["ore"] * 4


def test_the_user_says_how_uncertain_what_is(make):
    graph = lithium(make)
    firm = ms.reconcile(graph, uncertainty={"reported": 1e-6, "unseen": 10.0})
    assert all(abs(row.change) < 1e-6 for row in firm.adjustments if row.kind == "output")
    tight = ms.reconcile(graph, uncertainty={"unseen": 1e-6})
    network = tight.graph.network("cobalt")
    assert network.appears.max() < 1
    assert network.output == pytest.approx(network.output.mean(), rel=1e-4)
    assert tight.uncertainty["unseen"] == 1e-6
    assert tight.uncertainty["reported"] == 0.05


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"unsen": 0.1}, ms.UnknownNameError, "no 'unsen'. Did you mean 'unseen'"),
        ({"unseen": 0}, ms.GraphError, "'unseen' must be a number above zero, got 0"),
        ({"form": float("nan")}, ms.GraphError, "must be a number above zero, got nan"),
        ({"form": True}, ms.GraphError, "must be a number above zero, got True"),
        ({"form": "5 %"}, ms.GraphError, "Write 0.05 for five per cent"),
    ],
)
def test_uncertainty_that_cannot_be_is_refused(make, given, error, message):
    with pytest.raises(error, match=message):
        ms.reconcile(lithium(make), uncertainty=given)


def test_gross_weight_is_less_certain_than_contained_mass(make):
    mineral = make.mineral(forms=(ms.Form("ore", content=0.5, stage="mining"),))
    graph = make.graph(
        mineral,
        make.mine("mine", "XAA", 90),
        make.flow("XAA", "XAB", 100, form="ore"),
        make.flow("XAA", "XAC", 50),
        make.use("use-b", "XAB", 50, stage="mining", quality="modelled"),
        make.use("use-c", "XAC", 50, stage="mining", quality="modelled"),
    )
    found = ms.reconcile(graph)
    rows = {row.record: row for row in found.adjustments}
    assert rows["cobalt|mining|XAA>XAB|ore"].change < rows["cobalt|mining|XAA>XAC"].change < 0
    assert rows["cobalt|mining|XAA>XAB|ore"].reason == "cobalt|mining|XAA lacks 10 t/yr as reported"
    flow = next(r for r in found.graph.records if getattr(r, "form", None) == "ore")
    assert flow.quantity == ms.Q(100, "tonne/year")
    assert flow.reconciled.m_as("tonne/year") == pytest.approx(
        2 * rows["cobalt|mining|XAA>XAB|ore"].after
    )


def test_figures_never_leave_their_limits(make):
    between = ms.Between("90 tonne/year", "101 tonne/year", "100 tonne/year")
    graph = make.graph(
        make.mine("a", "XAA", between),
        make.mine("b", "XAA", make.withheld(5)),
        make.plant("metal", "XAA", 200),
    )
    found = ms.reconcile(graph, uncertainty={"unseen": 1e-3})
    after = dict(zip(graph.columns.makers.id, found.graph.columns.makers.reconciled, strict=True))
    assert (after["a"], after["b"]) == (101, 5)
    assert after["metal"] == pytest.approx(106, rel=1e-2)
    rows = {row.record: row for row in found.adjustments}
    assert np.isnan(rows["b"].before)
    assert np.isnan(rows["b"].change)
    assert [f.code for f in found.findings] == ["moved"]
    assert "refining: reconciling moves output from 200 t/yr to 106" in found.findings[0].message
    assert found.findings[0] in found.graph.findings()


def test_a_withheld_figure_without_limit_takes_what_is_missing(make):
    graph = make.graph(
        make.mine("a", "XAA", 90), make.mine("w", "XAA", make.withheld()),
        make.plant("metal", "XAA", 100, quality="reported"),
    )  # fmt: skip
    rows = {row.record: row for row in ms.reconcile(graph).adjustments}
    assert rows["w"].after > 0
    withheld = ms.reconcile(graph).graph
    assert withheld.select(stages="mining").columns.makers.reconciled.min() > 0
    frame = ms.to_frame(graph, "polars", "producers")
    assert frame["reconciled_t_per_yr"].to_list() == [90, None]


def test_a_surplus_is_use_that_nobody_recorded(make):
    graph = make.graph(make.mine("a", "XAA", 100), make.use("u", "XAA", 1, stage="mining"))
    assert len(ms.reconcile(graph).adjustments) == 0


def test_a_by_product_stays_within_its_host(make):
    def made(ratio):
        graph = make.graph(
            make.mineral(), make.mineral(name="copper"),
            make.mine("host", "XAA", 1000, mineral="copper"),
            make.mine("by", "XAA", 10, host="host", host_ratio=ratio, quality="modelled"),
            make.plant("metal", "XAA", 14),
        )  # fmt: skip
        after = ms.reconcile(graph, uncertainty={"unseen": 1e-3}).graph.columns.makers
        return after.reconciled[after.id.index("by")]

    assert made(0.011) == pytest.approx(11)
    assert made(0.001) == pytest.approx(10)
    assert made(None) > 13


def test_peaks_keep_their_distance_from_the_figure(make):
    graph = make.graph(
        make.mine("m", "XAA", 100, year=2024), make.mine("m", "XAA", 120, year=2023),
        make.plant("metal", "XAA", 150, year=2024),
    )  # fmt: skip
    network = ms.reconcile(graph).graph.network("cobalt")
    assert network.maker_peak[0] == pytest.approx(1.2 * network.output[0])


def test_other_records_come_along(make):
    control = ms.Control(
        id="ban", issuer="XAA", instrument=ms.Ban(), minerals=("cobalt",), effective="2024-01-01"
    )
    stock = make.stock("pile", "XAA", 5)
    graph = make.graph(
        make.mine("ore", "XAA", "90 tonne/year"), make.plant("metal", "XAA", 100), stock, control
    )
    assert [r for r in ms.reconcile(graph).graph.records if r in (control, stock)] == [
        stock, control
    ]  # fmt: skip
