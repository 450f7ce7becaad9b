"""From records to columns."""

from __future__ import annotations

import itertools
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.errors import DataError, GraphError
from mineralsec.testing import supply_records


def messages(error):
    return {p.where: p.message for p in error.value.problems}


def test_amounts_become_contained_tonnes_a_year(make):
    mineral = make.mineral(forms=(ms.Form("hydroxide", content=0.3, stage="mining"),))
    graph = make.graph(
        mineral,
        make.mine("m", "XAA", ms.Q("2 kilotonne/year"), capacity=ms.Q("3 kilotonne/year")),
        make.mine("n", "XAA", 1000, capacity="2000 tonne/year", form="hydroxide"),
        make.flow("XAA", "XAB", ms.Q("500 kilogram/day"), form="hydroxide"),
        make.stock("s", "XAB", 100, stage="mining", form="hydroxide", max_release="10 tonne/year"),
        make.stock("t", "XAB", 100),
        make.use("u", "XAB", 10, stage="mining", form="hydroxide", weight=2, priority=3),
        ms.Reserve(mineral="cobalt", place="XAC", amount="1 kilotonne", form="hydroxide"),
        ms.Reserve(mineral="cobalt", place="XAC", amount="1 kilotonne", kind="resources"),
    )
    c = graph.columns
    assert c.makers.output[1] == pytest.approx([2000, 300])
    assert c.makers.capacity == pytest.approx([3000, 600])
    assert c.lanes.quantity[1] == pytest.approx([0.5 * 365.25 * 0.3])
    assert c.stocks.amount[1] == pytest.approx([30, 100])
    assert c.stocks.max_release == pytest.approx([3, np.inf])
    assert c.users.demand[1] == pytest.approx([3])
    assert (c.users.weight[0], c.users.priority[0]) == (2, 3)
    assert c.reserves.amount[1] == pytest.approx([300, 1000])
    assert c.reserves.resources.tolist() == [False, True]
    assert graph.places == ("XAA", "XAB", "XAC")
    assert [len(t) for t in (c.makers, c.users, c.lanes, c.stocks, c.reserves)] == [2, 1, 1, 2, 2]


def test_limits_stay_limits_and_a_withheld_point_is_no_number(make):
    ends = ms.Between("50 tonne/year", "300 tonne/year", "100 tonne/year")
    graph = make.graph(make.mine("m", "XAA", ends), make.mine("n", "XAA", make.withheld()))
    low, point, high = graph.columns.makers.output
    assert (low[0], point[0], high[0]) == (50, 100, 300)
    assert low[1] == 0
    assert np.isnan(point[1])
    assert high[1] == np.inf
    assert graph.columns.makers.peak.tolist() == [100, 0]
    assert graph.columns.makers.years.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("capacity", "expected"),
    [
        (None, np.nan),
        (ms.Between("0 tonne/year", None, mark="W"), np.nan),
        (ms.Between("7 tonne/year", None, mark=">"), 7),
        (ms.Between("0 tonne/year", "9 tonne/year"), 9),
        (ms.Between("0 tonne/year", "9 tonne/year", "8 tonne/year"), 8),
        ("0 tonne/year", 0),
    ],
)
def test_an_unknown_capacity_is_not_zero(make, capacity, expected):
    graph = make.graph(make.mine("m", "XAA", 5, capacity=capacity))
    assert graph.columns.makers.capacity == pytest.approx([expected], nan_ok=True)


def test_a_plant_that_opens_later_lends_no_capacity_yet(make):
    mine = [
        make.mine("m", "XAA", 0, capacity="9 tonne/year", opens=day, year=2024)
        for day in ("2025-01-01", "2024-12-31")
    ]
    assert np.isnan(make.graph(mine[0]).columns.makers.capacity[0])
    assert make.graph(mine[1]).columns.makers.capacity[0] == 9


def test_peak_output_looks_back_five_data_years_and_never_ahead(make):
    years = {2018: 900, 2020: 30, 2022: 70, 2024: 50, 2025: 800}
    mines = [make.mine("m", "XAA", t, year=y) for y, t in years.items()]
    makers = make.graph(*mines, make.mine("n", "XAA", 1, year=2024), year=2024).columns.makers
    assert makers.peak.tolist() == [70, 1]
    assert makers.years.tolist() == [3, 1]


def test_peak_reads_each_year_in_the_form_of_that_year(make):
    mineral = make.mineral(forms=(ms.Form("ore", content=0.1, stage="mining"),))
    mines = make.mine("m", "XAA", 5, year=2024), make.mine("m", "XAA", 100, form="ore", year=2023)
    assert make.graph(mineral, *mines).columns.makers.peak.tolist() == [10]


def test_a_lane_keeps_the_most_it_carried_and_idle_lanes_stay(make):
    graph = make.graph(
        make.flow("XAA", "XAB", 5, year=2024),
        make.flow("XAA", "XAB", 8, year=2023),
        make.flow("XAA", "XAC", 3, year=2022),
        make.flow("XAA", "XAC", 4, year=2021),
        make.flow("XAA", "XAD", 9, year=2025),
        make.flow("XAA", "XAE", make.withheld(), year=2023),
        year=2024,
    )
    lanes = graph.columns.lanes
    assert lanes.quantity[1].tolist() == [5, 0]
    assert lanes.peak.tolist() == [8, 4]
    assert graph.places == ("XAA", "XAB", "XAC")
    assert list(graph.columns.lane_years.values()) == [4]
    assert "1 flow" in repr(graph)


def test_a_withheld_flow_has_no_peak(make):
    lanes = make.graph(make.flow("XAA", "XAB", make.withheld(9))).columns.lanes
    assert np.isnan(lanes.quantity[1, 0])
    assert lanes.peak.tolist() == [0]


def test_a_by_product_points_to_its_host(make):
    graph = make.graph(
        make.mineral(name="gallium", stages=("refining",)),
        make.mineral(name="aluminium", stages=("alumina",)),
        make.mine("ga", "CHN", 5, mineral="gallium", stage="refining", host="al", host_ratio=1e-4),
        make.mine("al", "CHN", 9e4, mineral="aluminium", stage="alumina"),
        make.mine("loose", "CHN", 1, mineral="gallium", stage="refining", host="al"),
    )
    makers = graph.columns.makers
    assert makers.host.tolist() == [1, -1, -1]
    assert makers.host_ratio == pytest.approx([1e-4, np.nan, np.nan], nan_ok=True)


def test_a_host_that_is_no_maker_here_is_refused_with_a_suggestion(make):
    with pytest.raises(DataError) as error:
        make.graph(make.mine("alumina", "XAA", 1), make.mine("m", "XAA", 1, host="alumna"))
    assert "Did you mean 'alumina'?" in messages(error)["m"]


def test_hosts_in_a_circle_are_refused(make):
    mines = [make.mine(a, "XAA", 1, host=b, host_ratio=1) for a, b in ("ab", "bc", "cb")]
    with pytest.raises(DataError) as error:
        make.graph(*mines)
    assert set(messages(error)) == {"b", "c"}, "a only hangs on the circle"
    assert "b -> c -> b" in messages(error)["b"]


def test_everything_that_does_not_fit_comes_back_at_once(make):
    with pytest.raises(DataError) as error:
        make.graph(
            make.mine("nickel-mine", "XAA", 1, mineral="nickel"),
            make.mine("alloy", "XAA", 1, stage="refning"),
            make.plant("backwards", "XAA", 1, takes="refining", makes="mining"),
            make.plant("far", "XAA", 1, makes="magnet"),
            make.use("oxide", "XAA", 1, form="oxid"),
            make.flow("XAA", "XAB", 1, stage="powder"),
            make.mineral(forms=(ms.Form("oxide", content=0.7, stage="refining"),)),
        )
    found = messages(error)
    assert len(found) == 6
    assert "no Mineral record for 'nickel'" in found["nickel-mine"]
    assert "Add ms.Mineral('nickel', stages=(...))" in found["nickel-mine"]
    assert "Did you mean 'refining'" in found["alloy"]
    assert "the chain of cobalt runs mining -> refining. Swap them." in found["backwards"]
    assert "makes 'magnet' is not in the chain of cobalt" in found["far"]
    assert "form 'oxid' of cobalt is not defined. Did you mean 'oxide'?" in found["oxide"]
    assert "stage 'powder'" in found["Flow(cobalt, powder, XAA -> XAB, 1 tonne / year)"]


@pytest.mark.parametrize(
    "old",
    [
        lambda make: make.mine("m", "XAA", 1, form="ore", year=2023),
        lambda make: make.flow("XAA", "XAB", 1, mineral="nickel", year=2023),
        lambda make: make.flow("XAA", "XAB", 1, stage="powder", year=2023),
    ],
)
def test_history_has_to_fit_too(make, old):
    with pytest.raises(DataError, match="do not fit together"):
        make.graph(make.mine("m", "XAA", 1, year=2024), old(make))


@pytest.mark.parametrize("records", [[], [ms.Mineral("cobalt", stages=("mining",))]])
def test_nothing_makes_no_graph(records):
    with pytest.raises(GraphError, match="at least one Producer"):
        ms.SupplyGraph.from_records(records)


def test_reserves_alone_make_a_graph_without_markets(make):
    graph = make.graph(ms.Reserve(mineral="cobalt", place="XAA", amount="5 tonne"))
    assert len(graph.columns.markets) == 0
    assert len(graph.network("cobalt")) == 0
    assert graph.places == ("XAA",)


def test_columns_are_closed_for_writing_also_out_of_a_pickle(make):
    columns = make.graph(*make.hand()).columns
    for table in (columns, pickle.loads(pickle.dumps(columns))):
        with pytest.raises(ValueError, match="read-only"):
            table.makers.output[1, 0] = 5
    assert columns.nbytes > 500


@given(supply_records(with_stocks=True, with_history=True), st.randoms(use_true_random=False))
def test_order_of_records_changes_nothing_but_the_order_of_rows(records, random):
    shuffled = list(records)
    random.shuffle(shuffled)
    first, second = (ms.SupplyGraph.from_records(r).columns for r in (records, shuffled))

    def rows(c):
        market = [
            (c.stages[s], c.places[p])
            for s, p in zip(c.markets.stage.tolist(), c.markets.place.tolist(), strict=True)
        ]
        makers = {
            (i, market[m], o, p, y)
            for i, m, o, p, y in zip(
                c.makers.id,
                c.makers.market.tolist(),
                c.makers.output[1].tolist(),
                c.makers.peak.tolist(),
                c.makers.years.tolist(),
                strict=True,
            )
        }
        lanes = {
            (market[a], market[b], q, p)
            for a, b, q, p in zip(
                c.lanes.origin.tolist(),
                c.lanes.destination.tolist(),
                c.lanes.quantity[1].tolist(),
                c.lanes.peak.tolist(),
                strict=True,
            )
        }
        return makers, lanes

    assert rows(first) == rows(second)


@given(supply_records(with_history=True), st.sampled_from(["kilogram/day", "pound/year"]))
def test_the_unit_of_records_changes_nothing(records, unit):
    def written(record):
        import attrs

        for name in ("output", "demand", "quantity", "capacity"):
            if (value := getattr(record, name, None)) is not None:
                record = attrs.evolve(record, **{name: value.to(unit)})
        return record

    before, after = (
        ms.SupplyGraph.from_records(r).columns for r in (records, map(written, records))
    )
    for table, name in itertools.chain(
        (("makers", n) for n in ("output", "peak", "capacity")), [("lanes", "quantity")]
    ):
        a, b = (getattr(getattr(c, table), name) for c in (before, after))
        np.testing.assert_allclose(a, b, rtol=1e-12)
