"""Coded arrays make the same graph as records, and say what is wrong with them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mineralsec as ms

COBALT = ms.Mineral("cobalt", stages=("mining", "refining"))
PLACES = ["COD:kamoto", "CHN", "JPN"]
TABLES = {
    "producers": {"stage": [0, 0], "place": [0, 1], "output": [30.0, 5.0]},
    "refiners": {
        "takes": [0], "makes": [1], "place": [1], "output": [28.0], "recovery": [0.8],
        "capacity": [40.0], "id": ["plant"],
    },
    "flows": {
        "stage": [0, 1], "origin": [0, 1], "destination": [1, 2], "quantity": [30.0, 20.0],
        "peak": [36.0, 20.0],
    },
    "consumers": {
        "stage": [1, 1], "place": [1, 2], "demand": [8.0, 20.0], "priority": [2, 1],
        "weight": [1.0, 2.0],
    },
}  # fmt: skip


def build(**changes):
    return ms.from_columns(COBALT, PLACES, **{**TABLES, **changes}, year=2024)


def test_the_graph_is_the_one_that_its_own_records_make():
    coded = build()
    again = ms.SupplyGraph.from_records(coded.records)
    assert repr(again) == repr(coded)
    for shock in (ms.RemoveCountry("COD"), ms.RemoveCountry("CHN")):
        for response in (ms.ProRata(), ms.Reroute(growth=0.0)):
            one = ms.simulate(coded, shock, response=response)
            other = ms.simulate(again, shock, response=response)
            assert one.totals().counted == pytest.approx(other.totals().counted)
    assert ms.hhi(ms.shares(coded, "Co")) == pytest.approx(ms.hhi(ms.shares(again, "Co")))
    plant = next(r for r in coded.records if getattr(r, "id", "") == "plant")
    assert plant.capacity.m_as("tonne/year") == 40
    assert plant.recovery == 0.8


def test_earlier_peaks_let_lanes_grow():
    flat = {k: v for k, v in TABLES["flows"].items() if k != "peak"}
    grown = build().columns.lanes
    assert grown.peak.tolist() == [36, 20]
    assert build(flows=flat).columns.lanes.peak.tolist() == [30, 20]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_coded_network_is_what_its_records_say(data):
    places = [f"AA{letter}" for letter in "ABCDE"]
    codes = st.integers(0, 4)
    lanes = data.draw(st.lists(st.tuples(codes, codes).filter(lambda e: e[0] != e[1]),
                               unique=True, max_size=8))  # fmt: skip
    mines = data.draw(st.lists(codes, unique=True, min_size=1, max_size=4))
    amounts = st.floats(0.5, 100)
    graph = ms.from_columns(
        ms.Mineral("cobalt", stages=("mining",)),
        places,
        producers={
            "stage": [0] * len(mines), "place": mines, "output": [data.draw(amounts) for _ in mines]
        },
        flows={
            "stage": [0] * len(lanes),
            "origin": [a for a, _ in lanes],
            "destination": [b for _, b in lanes],
            "quantity": [data.draw(amounts) for _ in lanes],
        },
    )  # fmt: skip
    again = ms.SupplyGraph.from_records(graph.records)
    one, other = (ms.simulate(g, ms.CapacityLoss(1.0), response=ms.ProRata())
                  for g in (graph, again))  # fmt: skip
    assert one.totals().unmet == pytest.approx(other.totals().unmet)
    assert one.totals().use == pytest.approx(other.totals().use)


def test_what_is_left_out_is_empty():
    graph = ms.from_columns(COBALT, ["COD"], producers={"stage": [0], "place": [0], "output": [1]})
    assert repr(graph).startswith("SupplyGraph(undated: 1 mineral, 1 market, 1 maker, 0 flows")


def changed(table, **columns):
    return {table: {**TABLES[table], **columns}}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (changed("flows", tonnes=[1, 2]), "flows has no column 'tonnes'"),
        ({"flows": {"stage": [0]}}, "flows lacks origin and destination and quantity"),
        (changed("flows", quantity=[1.0]), "must have 2 rows as stage has, quantity has 1"),
        (changed("refiners", id=["a", "b"]), "id has 2 rows, the others 1"),
        (changed("flows", origin=[0.5, 1.0]), "flows: origin must be whole numbers, got float64"),
        (changed("flows", quantity=["a", "b"]), "must be one row of numbers"),
        (changed("producers", output=[[1.0], [2.0]]), "must be one row of numbers"),
    ],
)
def test_tables_of_another_shape_are_refused(change, message):
    with pytest.raises(ms.RecordError, match=message):
        build(**change)


def test_all_rows_that_cannot_be_come_back_at_once():
    bad = changed("flows", origin=[0, 7], destination=[-1, 2], quantity=[np.nan, -1.0])
    with pytest.raises(ms.DataError) as caught:
        build(**bad)
    text = str(caught.value)
    for words in ("flows row 1", "origin must be from 0 to 2, got 7", "destination must be from",
                  "quantity must be 0 or more and finite, got nan"):  # fmt: skip
        assert words in text
    with pytest.raises(ms.DataError, match="recovery must be above 0"):
        build(**changed("refiners", recovery=[0.0]))
    with pytest.raises(ms.DataError, match="capacity must be 0 or more, or NaN"):
        build(**changed("refiners", capacity=[-1.0]))


def test_places_are_codes_and_each_is_there_once():
    with pytest.raises(ms.RecordError, match="got 'Kongo'"):
        ms.from_columns(COBALT, ["Kongo"], producers=TABLES["producers"])
    with pytest.raises(ms.RecordError, match="got 'CHN'"):
        ms.from_columns(COBALT, ["CHN", "CHN"], producers=TABLES["producers"])


def test_nothing_at_all_is_refused():
    with pytest.raises(ms.GraphError, match="every table is empty"):
        ms.from_columns(COBALT, PLACES)
