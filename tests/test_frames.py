"""Graphs, records and results become frames; frames become records, or all that is wrong."""

from __future__ import annotations

import datetime as dt
import math
import sys
from collections import namedtuple
from decimal import Decimal

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.io.frames import frame
from mineralsec.io.graph_tables import TABLES

BACKENDS = ("pandas", "polars", "pyarrow")
NATIVE = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "pyarrow": pa.Table}
MAKE = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "lazy": pl.LazyFrame, "pyarrow": pa.table}


def rows(native):
    """Return a frame as plain rows, NaN as None."""
    found = nw.from_native(native, eager_only=True).rows(named=True)
    return [
        {k: None if isinstance(v, float) and math.isnan(v) else v for k, v in row.items()}
        for row in found
    ]


def names(native):
    return nw.from_native(native, eager_only=True).columns


def records():
    oxide = ms.Form("oxide", content=0.5, stage="refining")
    lane = {"mineral": "handium", "stage": "refining", "origin": "XAA", "form": "oxide"}
    return [
        ms.Mineral("handium", stages=("mining", "refining"), forms=(oxide,)),
        ms.Producer(
            id="mine", mineral="handium", place="XAA", output="3 kilotonne/year", year=2024
        ),
        ms.Producer(
            id="hidden",
            mineral="handium",
            place="XAB:pit",
            output=ms.Between("0 tonne/year", None, mark="W"),
            capacity="9 tonne/year",
            year=2024,
        ),
        ms.Refiner(
            id="plant",
            mineral="handium",
            place="XAA",
            output="2 tonne/year",
            recovery=0.8,
            kind="secondary",
            form="oxide",
            host="mine",
            host_ratio=0.1,
            year=2024,
        ),
        ms.Flow(**lane, destination="XAB", quantity="6 tonne/year", buyer="Bert", year=2024),
        ms.Flow(**lane, destination="XAC", quantity="8 tonne/year", year=2023),
        ms.Consumer(
            id="use",
            mineral="handium",
            place="XAB",
            stage="refining",
            demand="5 tonne/year",
            priority=2,
            weight=1.5,
            year=2024,
        ),
        ms.Stockpile(
            id="store",
            mineral="handium",
            place="XAC",
            stage="refining",
            amount="7 tonne",
            as_of="2024-12-31",
        ),
        ms.Reserve(mineral="handium", place="XAA", amount="4 tonne", kind="resources", year=2024),
        ms.Control(
            id="act",
            issuer="XAA",
            instrument=ms.Ban(),
            minerals=("handium",),
            effective="2024-02-01",
            ends="2024-03-01",
        ),
    ]


@pytest.fixture(scope="module")
def graph():
    return ms.SupplyGraph.from_records(records())


EXPECTED = {
    "producers": [
        {
            "id": "mine",
            "mineral": "handium",
            "stage": "mining",
            "place": "XAA",
            "output_low_t_per_yr": 3000,
            "output_point_t_per_yr": 3000,
            "output_high_t_per_yr": 3000,
            "reconciled_t_per_yr": 3000,
            "capacity_t_per_yr": None,
            "peak_t_per_yr": 3000,
            "kind": "primary",
            "host": None,
            "host_ratio": None,
            "quality": "reported",
            "year": 2024,
        },
        {
            "id": "hidden",
            "mineral": "handium",
            "stage": "mining",
            "place": "XAB:pit",
            "output_low_t_per_yr": 0,
            "output_point_t_per_yr": None,
            "output_high_t_per_yr": math.inf,
            "reconciled_t_per_yr": None,
            "capacity_t_per_yr": 9,
            "peak_t_per_yr": 0,
            "kind": "primary",
            "host": None,
            "host_ratio": None,
            "quality": "reported",
            "year": 2024,
        },
    ],
    "refiners": [
        {
            "id": "plant",
            "mineral": "handium",
            "takes": "mining",
            "makes": "refining",
            "place": "XAA",
            "recovery": 0.8,
            "output_low_t_per_yr": 1,
            "output_point_t_per_yr": 1,
            "output_high_t_per_yr": 1,
            "reconciled_t_per_yr": 1,
            "capacity_t_per_yr": None,
            "peak_t_per_yr": 1,
            "kind": "secondary",
            "host": "mine",
            "host_ratio": 0.1,
            "quality": "reported",
            "year": 2024,
        }
    ],
    "consumers": [
        {
            "id": "use",
            "mineral": "handium",
            "stage": "refining",
            "place": "XAB",
            "demand_low_t_per_yr": 5,
            "demand_point_t_per_yr": 5,
            "demand_high_t_per_yr": 5,
            "reconciled_t_per_yr": 5,
            "priority": 2,
            "weight": 1.5,
            "quality": "reported",
            "year": 2024,
        }
    ],
    "flows": [
        {
            "mineral": "handium",
            "stage": "refining",
            "origin": "XAA",
            "destination": "XAB",
            "quantity_low_t_per_yr": 3,
            "quantity_point_t_per_yr": 3,
            "quantity_high_t_per_yr": 3,
            "reconciled_t_per_yr": 3,
            "peak_t_per_yr": 3,
            "form": "oxide",
            "seller": None,
            "buyer": "Bert",
            "quality": "reported",
            "year": 2024,
        }
    ],
    "stockpiles": [
        {
            "id": "store",
            "mineral": "handium",
            "stage": "refining",
            "place": "XAC",
            "amount_low_t": 7,
            "amount_point_t": 7,
            "amount_high_t": 7,
            "max_release_t_per_yr": None,
            "year": 2024,
        }
    ],
    "reserves": [
        {
            "mineral": "handium",
            "place": "XAA",
            "kind": "resources",
            "amount_low_t": 4,
            "amount_point_t": 4,
            "amount_high_t": 4,
            "year": 2024,
        }
    ],
}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("table", EXPECTED)
def test_a_graph_s_table_holds_contained_tonnes_of_its_year(graph, table, backend):
    found = ms.to_frame(graph, backend, table)
    assert isinstance(found, NATIVE[backend])
    assert names(found) == list(EXPECTED[table][0])
    assert rows(found) == EXPECTED[table]


def test_every_table_of_arrays_is_looked_at_here():
    assert set(EXPECTED) == set(TABLES)


@pytest.mark.parametrize("backend", BACKENDS)
def test_minerals_and_controls_are_read_from_their_records(graph, backend):
    (mineral,) = rows(ms.to_frame(graph, backend, "minerals"))
    assert mineral["stages"] == "mining, refining"
    assert mineral["forms"] == "Form(oxide, 50 %, refining)"
    (control,) = rows(ms.to_frame(graph, backend, "controls"))
    assert control["instrument"] == "Ban()"
    assert control["minerals"] == "handium"
    assert str(control["effective"]).startswith("2024-02-01")


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_table_without_rows_keeps_its_header(graph, backend):
    empty = ms.to_frame(graph, backend, "stakes")
    assert names(empty)[:3] == ["holder", "held", "fraction"]
    assert rows(empty) == []
    part = graph.select(stages="mining")
    assert names(ms.to_frame(part, backend, "refiners")) == list(EXPECTED["refiners"][0])


def test_the_bundled_flows_are_the_tonnes_of_the_arrays():
    world = ms.load("world", minerals="cobalt")
    found = ms.to_frame(world, table="flows")
    assert found["quantity_point_t_per_yr"].sum() == pytest.approx(
        np.nansum(world.columns.lanes.quantity[1])
    )
    assert set(found["year"]) == {2024}


@pytest.mark.parametrize("backend", BACKENDS)
def test_records_keep_the_amount_as_it_was_written(backend):
    _, mine, hidden, plant, *_ = records()
    first, second = rows(ms.to_frame([mine, hidden], backend))
    assert first["output_point_t_per_yr"] == 3000
    assert first["output_mark"] is None
    assert first["capacity_low_t_per_yr"] is None
    assert (second["output_low_t_per_yr"], second["output_mark"]) == (0, "W")
    assert second["output_point_t_per_yr"] is None
    # gross weight: the form stands beside it
    (gross,) = rows(ms.to_frame(plant, backend))
    assert (gross["output_point_t_per_yr"], gross["form"]) == (2, "oxide")
    assert "record" not in gross


def test_the_source_of_a_record_is_text():
    source = ms.Citation(title="A table", publisher="An office")
    mine = ms.Producer(
        id="m", mineral="Co", place="COD", output="1 tonne/year", source=source, opens="2030-01-01"
    )
    (row,) = rows(ms.to_frame([mine], "polars"))
    assert row["source"] == str(source)
    assert row["opens"] == dt.date(2030, 1, 1)


@pytest.mark.parametrize("backend", BACKENDS)
def test_records_of_several_classes_say_their_class(backend):
    found = rows(ms.to_frame(records(), backend))
    assert [row["record"] for row in found] == [type(r).__name__ for r in records()]
    assert found[0]["id"] is None


@pytest.mark.parametrize("backend", BACKENDS)
def test_findings_become_rows(graph, backend):
    found = rows(ms.to_frame(graph.findings(), backend))
    assert [row["code"] for row in found] == [f.code for f in graph.findings()]


class WithFrame:
    def to_frame(self, backend):
        return f"its own {backend} frame"


class WithRows:
    def rows(self):
        return [{"place": "CHN"}, {"place": "USA"}]


class Plain:
    def __init__(self, value):
        self.value = value

    def to_dict(self):
        return self.value


def test_a_result_says_itself_what_its_rows_are():
    assert ms.to_frame(WithFrame(), "polars") == "its own polars frame"
    assert rows(ms.to_frame(WithRows())) == [{"place": "CHN"}, {"place": "USA"}]
    assert rows(ms.to_frame(Plain({"share": 0.5}))) == [{"share": 0.5}]
    assert rows(ms.to_frame(Plain({"year": 2024, "rows": [{"share": 0.5}]}))) == [{"share": 0.5}]
    assert rows(ms.to_frame(Plain([{"share": 0.5}, {"share": 0.1}])))[1] == {"share": 0.1}


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_result_of_the_library_becomes_a_frame(graph, backend):
    impact = ms.remove_country(graph, "XAA", minerals="handium", response=ms.ProRata())
    assert rows(ms.to_frame(impact, backend))[0]["mineral"] == "handium"
    assert rows(ms.to_frame(impact.ladder, backend))[0]["response"] == impact.ladder[0].response


def test_named_tuples_and_plain_rows_become_rows():
    pair = namedtuple("pair", "place share")
    assert rows(ms.to_frame([pair("CHN", 0.5)])) == [{"place": "CHN", "share": 0.5}]
    # a list would be a list in one library and an object in another
    assert rows(ms.to_frame([{"places": ["CHN", "USA"]}])) == [{"places": "CHN, USA"}]


@pytest.mark.parametrize("backend", BACKENDS)
def test_no_rows_are_an_empty_frame(backend):
    assert isinstance(frame([], backend), NATIVE[backend])
    assert len(ms.to_frame([], backend)) == 0


@pytest.mark.parametrize("backend", BACKENDS)
def test_unknown_and_missing_are_blank(backend):
    found = rows(frame([{"share": 0.5}, {"share": math.nan, "note": "none"}], backend))
    assert found == [{"share": 0.5, "note": None}, {"share": None, "note": "none"}]


# --- what cannot go out -----------------------------------------------------------------------


def test_an_unknown_backend_lists_the_right_ones():
    with pytest.raises(ms.UnknownNameError, match=r"pandas, polars, pyarrow, got 'panda'.*mean"):
        frame([], "panda")


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_missing_library_says_what_to_install(backend, monkeypatch):
    monkeypatch.setitem(sys.modules, backend, None)
    with pytest.raises(ms.MineralsecError, match=r'pip install "mineralsec\[frames\]"'):
        frame([], backend)


def test_a_graph_without_a_table_lists_them(graph):
    with pytest.raises(ms.UnknownNameError, match=r"Write table='flows' or another of producers"):
        ms.to_frame(graph)
    with pytest.raises(ms.UnknownNameError, match=r"table='flow' .*mean 'flows'"):
        ms.to_frame(graph, table="flow")


def test_a_table_of_what_is_no_graph_is_refused():
    with pytest.raises(ms.UnknownNameError, match="table='flows' belongs to a graph"):
        ms.to_frame([], table="flows")


@pytest.mark.parametrize("what", [3, "flows", {"share": 0.5}, None])
def test_what_has_no_rows_is_refused(what):
    with pytest.raises(ms.RecordError, match="no rows can be made of"):
        ms.to_frame(what)


def test_a_row_that_is_none_is_refused():
    with pytest.raises(ms.RecordError, match=r"a row is a record, .* got 3"):
        ms.to_frame([3])


# --- in ---------------------------------------------------------------------------------------


def table(kind="pandas", **columns):
    return MAKE[kind](columns)


def read(frame, record=ms.Producer, **options):
    """Read producers of cobalt in tonnes per year, unless told otherwise."""
    given = {"units": {"output": "tonne/year"}, "mineral": "cobalt", **options}
    return ms.from_frame(frame, record, **given)


def problems(frame, *args, **options):
    with pytest.raises(ms.DataError) as caught:
        read(frame, *args, **options)
    return [(p.where, p.message) for p in caught.value.problems]


@pytest.mark.parametrize("kind", MAKE)
def test_a_frame_of_any_library_becomes_records(kind):
    found = ms.from_frame(
        table(kind, name=["a", "b"], country=["Chile", "PER"], kt=[1.5, 2.0], cap=[None, 3.0]),
        ms.Producer,
        columns={"id": "name", "place": "country", "output": "kt", "capacity": "cap"},
        units={"output": "kilotonne/year", "capacity": "tonne/year"},
        mineral="Cu",
        year=2024,
    )
    assert found == (
        ms.Producer(id="a", mineral="copper", place="CHL", output="1.5 kilotonne/year", year=2024),
        ms.Producer(
            id="b",
            mineral="copper",
            place="PER",
            output="2 kilotonne/year",
            capacity="3 tonne/year",
            year=2024,
        ),
    )


@given(
    st.lists(
        st.tuples(st.sampled_from(["CHN", "CHL", "XAA:pit"]), st.floats(0, 1e9), st.booleans()),
        max_size=5,
    ),
    st.sampled_from(BACKENDS),
)
def test_records_come_back_through_any_frame(figures, backend):
    kept = tuple(
        ms.Producer(
            id=f"m{i}",
            mineral="cobalt",
            place=place,
            output=ms.Q(size, "tonne/year"),
            year=2024 if dated else None,
        )
        for i, (place, size, dated) in enumerate(figures)
    )
    sent = ms.to_frame(kept, backend)
    if not kept:
        assert len(sent) == 0
        return
    fields = ("id", "mineral", "place", "stage", "year", "kind", "quality")
    columns = {name: name for name in fields} | {"output": "output_point_t_per_yr"}
    assert ms.from_frame(sent, ms.Producer, columns=columns, units={"output": "tonne/year"}) == kept


def test_columns_that_bear_the_name_of_a_field_are_read_by_themselves():
    found = read(table(id=["a"], place=["CHN"], output=[1], remarks=["none"]))
    assert found == (ms.Producer(id="a", mineral="cobalt", place="CHN", output="1 tonne/year"),)


def test_no_rows_are_no_records():
    assert read(table("pyarrow", id=[], place=[], output=[])) == ()


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (2, "2 tonne/year"),
        (2.5, "2.5 tonne/year"),
        (Decimal("2.5"), "2.5 tonne/year"),
        ("2.5", "2.5 tonne/year"),
        (" 1e3 ", "1000 tonne/year"),
        ("2 kilotonne/year", "2 kilotonne/year"),
        (ms.Q(2, "kilotonne/year"), "2 kilotonne/year"),
    ],
)
def test_an_amount_is_read_however_it_is_written(cell, amount):
    made = pd.DataFrame({"id": ["a"], "place": ["CHN"], "output": pd.Series([cell], dtype=object)})
    assert read(made)[0].output == ms.Q(amount)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("W", ms.Between("0 tonne/year", None, mark="W")),
        ("<5", ms.Between("0 tonne/year", "5 tonne/year", mark="<")),
        ("< 5 kilotonne/year", ms.Between("0 tonne/year", "5 kilotonne/year", mark="<")),
        (">90,000,000", ms.Between("90e6 tonne/year", None, mark=">")),
        ("1,200.5", ms.Q("1200.5 tonne/year")),
        ("1,200 kilogram/year", ms.Q("1200 kilogram/year")),
        ("7", ms.Q("7 tonne/year")),
    ],
)
def test_marks_are_read_when_asked_for(cell, amount):
    made = table(id=["a"], place=["CHN"], output=[cell])
    (found,) = read(made, marks=True)
    assert found == ms.Producer(id="a", mineral="cobalt", place="CHN", output=amount)


def test_a_withheld_figure_needs_no_unit():
    made = table(mineral=["Co"], place=["CHN"], amount=["W"])
    (found,) = ms.from_frame(made, ms.Reserve, marks=True)
    assert found.amount == ms.Between("0 tonne", None, mark="W")


@pytest.mark.parametrize("cell", ["W", "<5", ">90,000,000"])
def test_marks_are_refused_unless_asked_for(cell):
    ((where, message),) = problems(table(id=["a"], place=["CHN"], output=[cell]))
    assert where == "row 0, column 'output'"
    assert "Write marks=True" in message


@pytest.mark.parametrize(
    "blank", [None, math.nan, pd.NA, pd.NaT, "", "  ", Decimal("NaN")], ids=repr
)
def test_a_blank_cell_leaves_the_field_out(blank):
    columns = {"id": ["a"], "place": ["CHN"], "output": [1.0], "capacity": [blank]}
    made = pd.DataFrame({k: pd.Series(v, dtype=object) for k, v in columns.items()})
    assert read(made)[0].capacity is None
    made["output"] = pd.Series([blank], dtype=object)
    assert problems(made) == [
        ("row 0, column 'output'", "output is blank. Fill it in, or leave the row out.")
    ]


def test_years_shares_and_days_are_read_from_what_frames_make_of_them():
    made = table(
        id=["a", "b"],
        place=["CHN", "PER"],
        output=[1, 2],
        year=[2024.0, None],  # a column with a blank holds floats
        opens=pd.to_datetime(["2030-01-01", None]),
        host=["b", None],
        host_ratio=["0.5", None],
    )
    first, second = read(made)
    assert (first.year, second.year) == (2024, None)
    assert (first.opens, second.opens) == (dt.date(2030, 1, 1), None)
    assert first.host_ratio == 0.5


def test_a_year_that_is_no_whole_number_is_refused():
    made = table(id=["a"], place=["CHN"], output=[1], year=[2024.5])
    ((where, message),) = problems(made)
    assert where == "row 0, column 'year'"
    assert "whole number" in message


def test_all_bad_rows_come_back_at_once_with_every_reason():
    made = table(
        "pyarrow",
        id=["a", None, "c", "d"],
        place=["CHN", "Narnia", "PER", "ZMB"],
        output=["-1", "5", "1,200", "n.a."],
    )
    found = problems(made)
    assert [where for where, _ in found] == [
        "row 0, column 'output'",
        "row 1, column 'id'",
        "row 1, column 'place'",
        "row 2, column 'output'",
        "row 3, column 'output'",
    ]
    reasons = ("must not be negative", "is blank", "no place", "commas", "is not a number")
    for (_, message), reason in zip(found, reasons, strict=True):
        assert reason in message


def test_a_row_whose_fields_do_not_go_together_is_refused_as_a_whole():
    made = table(id=["a", "b"], place=["CHN", "PER"], output=[1, 2], host=["z", "b"])
    ((where, message),) = problems(made)
    assert where == "row 1"
    assert "host is the record itself" in message


def test_a_word_that_a_field_does_not_know_is_refused():
    made = table(id=["a"], place=["CHN"], output=[1], quality=["guessed"])
    ((where, message),) = problems(made)
    assert where == "row 0, column 'quality'"
    assert "'reported'" in message


def test_a_bare_number_without_unit_is_refused():
    for cell in (5, "5"):
        made = table(id=["a"], place=["CHN"], output=[cell])
        ((_, message),) = problems(made, units=None)
        assert "Write units={'output': 'tonne/year'}" in message


def test_a_truth_is_no_amount():
    made = pd.DataFrame({"id": ["a"], "place": ["CHN"], "output": [True]})
    ((_, message),) = problems(made)
    assert "needs a unit, got True" in message


def test_a_constant_is_checked_against_the_whole_mineral():
    metal = ms.Mineral("cobalt", stages=("refining",))
    made = table(id=["a"], place=["CHN"], output=[1])
    ((_, message),) = problems(made, mineral=metal)
    assert "not in the chain of cobalt" in message
    assert read(made, mineral=metal, stage="refining")[0].stage == "refining"


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"record": ms.Form}, ms.UnknownNameError, "record must be a class of records: Mineral"),
        ({"columns": {"outptu": "t"}}, ms.UnknownNameError, "'outptu'.*mean 'output'"),
        ({"columns": {"output": "outputs"}}, ms.UnknownNameError, "no column 'outputs'.*'output'"),
        ({"yaer": 2024}, ms.UnknownNameError, "no field is called 'yaer'.*'year'"),
        ({"place": "CHN"}, ms.RecordError, "place is given twice"),
        ({"year": 12}, ms.RecordError, "year must be a whole number"),
        ({"quality": "guessed"}, ms.UnknownNameError, "quality must be one of"),
        ({"columns": {"id": "id"}}, ms.RecordError, r"a Producer needs place, output.*columns="),
        ({"units": {"outptu": "t"}}, ms.UnknownNameError, "units: no field is called 'outptu'"),
        ({"units": {"place": "tonne"}}, ms.UnitsError, "units names place, which is no amount"),
        ({"units": {"capacity": "tonne/year"}}, ms.UnitsError, "capacity, which has no column"),
        ({"units": {"output": "tonne"}}, ms.UnitsError, "such as 'tonne/year', got 'tonne'"),
        ({"units": {"output": "mt/year"}}, ms.UnitsError, "'mt' is ambiguous"),
    ],
)
def test_what_is_wrong_in_the_call_is_said_before_any_row(options, error, message):
    with pytest.raises(error, match=message):
        read(table(id=["a"], place=["CHN"], output=["bad"]), **options)


@pytest.mark.parametrize(
    "what",
    [3, {"id": ["a"]}, pd.Series([1]), pd.DataFrame([[1, 2]], columns=["a", "a"])],
    ids=["number", "mapping", "series", "columns of one name"],
)
def test_what_is_no_data_frame_is_refused(what):
    with pytest.raises(ms.RecordError, match="a data frame of pandas, polars or pyarrow"):
        read(what)


def test_columns_whose_names_are_numbers_can_be_named():
    made = pd.DataFrame([["a", "CHN", 1]])
    assert read(made, columns={"id": 0, "place": 1, "output": 2})[0].id == "a"
    with pytest.raises(ms.UnknownNameError, match="Columns: 0, 1, 2"):
        read(made, columns={"id": 3})
