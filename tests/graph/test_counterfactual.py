"""Other figures in the same rows come back as records."""

from __future__ import annotations

import attrs
import numpy as np
import pytest
from hypothesis import given

import mineralsec as ms
from mineralsec.testing import supply_records


def changed(columns, table, **arrays):
    return attrs.evolve(columns, **{table: attrs.evolve(getattr(columns, table), **arrays)})


@given(supply_records(with_stocks=True, with_history=True))
def test_the_same_figures_are_the_same_records(records):
    graph = ms.SupplyGraph.from_records(records)
    other = graph.counterfactual(graph.columns)
    assert other.records == graph.current_records
    assert other.columns is graph.columns
    assert other.year == graph.year


@given(supply_records(with_history=True))
def test_half_of_everything_comes_back_as_records_of_half(records):
    graph = ms.SupplyGraph.from_records(records)
    columns = graph.columns
    for table, name in (("makers", "output"), ("users", "demand"), ("lanes", "quantity")):
        columns = changed(columns, table, **{name: getattr(getattr(columns, table), name) / 2})
    again = ms.SupplyGraph.from_records(graph.counterfactual(columns).records)
    net, before = again.network("cobalt"), graph.network("cobalt")
    assert net.received == pytest.approx(before.received / 2)
    assert sorted(net.flow) == pytest.approx(sorted(before.flow[before.flow > 0] / 2))
    assert not net.appears.any()
    moved = [r for r in again.records if not isinstance(r, ms.Mineral)]
    assert {r.quality for r in moved} == {"modelled"}


def test_what_did_not_change_keeps_its_array_and_its_record(make):
    graph = make.graph(*make.hand())
    columns = changed(graph.columns, "users", demand=graph.columns.users.demand * [[1, 1, 0]])
    other = graph.counterfactual(columns)
    assert other.columns.makers.output is graph.columns.makers.output
    assert [r for r in other.records if r not in graph.records] == [
        make.use("use-c", "XAC", 0, quality="modelled")
    ]


def test_gross_weight_stays_gross_weight(make):
    mineral = make.mineral(forms=(ms.Form("ore", content=0.5, stage="mining"),))
    graph = make.graph(
        mineral,
        make.mine("m", "XAA", 10, form="ore", capacity="20 tonne/year"),
        make.flow("XAA", "XAB", 10, form="ore"),
        make.flow("XAB", "XAC", 8, form="ore", seller="s", buyer="b", year=2023),
        make.flow("XAA", "XAC", 0, year=2024),
    )
    columns = changed(graph.columns, "makers", output=graph.columns.makers.output + 1)
    columns = changed(columns, "lanes", quantity=graph.columns.lanes.quantity + 1)
    mine, *flows = graph.counterfactual(columns).records[1:]
    assert (mine.output, mine.capacity, mine.form) == (
        ms.Q(12, "tonne/year"),
        ms.Q(20, "tonne/year"),
        "ore",
    )
    opened = flows[-1]
    assert (opened.form, opened.seller, opened.buyer) == ("ore", "s", "b")
    assert opened.quantity == ms.Q(2, "tonne/year"), "the idle lane carries a tonne of metal"
    again = ms.SupplyGraph.from_records([mineral, mine, *flows])
    assert sorted(again.columns.lanes.quantity[1]) == [1, 1, 6]


def test_withheld_figures_that_move_stay_limits(make):
    graph = make.graph(
        make.mine("m", "XAA", make.withheld()), make.mine("n", "XAA", make.withheld(8))
    )
    columns = changed(
        graph.columns, "makers", output=np.array([[1.0, 1.0], [np.nan, 2.0], [np.inf, 8.0]])
    )
    first, second = graph.counterfactual(columns).records[1:]
    assert first.output == ms.Between("1 tonne/year", None)
    assert second.output == ms.Between("1 tonne/year", "8 tonne/year", "2 tonne/year")


def test_new_rows_at_the_end_become_records(make):
    graph = make.graph(*make.hand())
    users, lanes = graph.columns.users, graph.columns.lanes
    columns = attrs.evolve(
        graph.columns,
        users=attrs.evolve(
            users,
            id=(*users.id, "rest"),
            market=np.append(users.market, users.market[0]),
            demand=np.hstack([users.demand, [[5.0]] * 3]),
        ),
        lanes=attrs.evolve(
            lanes,
            origin=np.append(lanes.origin, lanes.destination[:2]),
            destination=np.append(lanes.destination, lanes.origin[:2]),
            quantity=np.hstack([lanes.quantity, [[4.0, 0.0]] * 3]),
            label=(*lanes.label, "new lane", ""),
        ),
    )
    use, flow = graph.counterfactual(columns).records[len(graph.records) :]
    assert use == make.use("rest", "XAA", 5, quality="modelled")
    assert flow == make.flow("XAA", "XAB", 4, seller="new lane", quality="modelled")
