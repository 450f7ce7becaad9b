"""The index of every group of a frame: one call, nothing dropped, nothing counted twice."""

from __future__ import annotations

import datetime as dt
import math

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.analysis import frame_columns

TRADE = {
    "year": [2023, 2023, 2023, 2024, 2024, 2024],
    "importer": ["JPN", "JPN", "KOR", "JPN", "JPN", "KOR"],
    "exporter": ["CHN", "AUS", "CHN", "CHN", "AUS", "CHN"],
    "t": [60.0, 40.0, None, 100.0, 0.0, 0.0],
}
BY = ["importer", "year"]
EXPECTED = {
    "importer": ["JPN", "JPN", "KOR", "KOR"],
    "year": [2023, 2024, 2023, 2024],
    "hhi": [0.52, 1.0, None, None],
    "holders": [2, 1, 0, 0],
    "total": [100.0, 100.0, 0.0, 0.0],
    "unknown": [0, 0, 1, 0],
}


def asked(frame, by=BY):
    return ms.hhi_by(frame, by=by, holder="exporter", amount="t")


def plain(frame):
    """Return a frame as lists by column, NaN as None."""
    columns = nw.from_native(frame, eager_only=True).to_dict(as_series=False)
    return {
        name: [None if isinstance(v, float) and math.isnan(v) else v for v in values]
        for name, values in columns.items()
    }


def categories(frame):
    return frame.astype({"importer": "category", "exporter": "category"})


@pytest.mark.parametrize(
    "make",
    [
        pd.DataFrame,
        lambda data: categories(pd.DataFrame(data)),
        lambda data: categories(pd.DataFrame(data)).assign(
            importer=lambda f: f["importer"].cat.reorder_categories(["KOR", "JPN"])
        ),
        pl.DataFrame,
        lambda data: pl.DataFrame(data).with_columns(
            pl.col("importer", "exporter").cast(pl.Categorical)
        ),
        pa.table,
    ],
    ids=["pandas", "categories", "categories in no order", "polars", "categorical", "pyarrow"],
)
def test_every_group_has_a_row_whatever_the_library(make):
    frame = make(TRADE)
    answer = asked(frame)
    assert type(answer) is type(frame)
    found = plain(answer)
    assert list(found) == list(EXPECTED)
    assert found["hhi"][:2] == pytest.approx(EXPECTED["hhi"][:2])
    rest = [name for name in EXPECTED if name != "hhi"]
    if "importer" in found and found["importer"][0] == "KOR":  # the order of the categories
        found = {name: values[2:] + values[:2] for name, values in found.items()}
    assert {name: found[name] for name in rest} == {name: EXPECTED[name] for name in rest}
    assert found["hhi"][2:] == [None, None]


rows = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from("abc"),
        st.sampled_from("xyz"),
        st.one_of(st.none(), st.floats(0, 1e6), st.just(0.0)),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=30)
@given(rows)
def test_each_group_has_the_index_of_its_holders(data):
    frame = pd.DataFrame(data, columns=["year", "importer", "exporter", "t"])
    frame["t"] = frame["t"].astype(float)
    answer = asked(frame).set_index(BY)
    assert len(answer) == len(frame.groupby(BY))
    for key, group in frame.groupby(BY):
        held = group.groupby("exporter")["t"].sum()
        row = answer.loc[key]
        assert row["unknown"] == group["t"].isna().sum()
        assert row["total"] == pytest.approx(held.sum())
        assert row["holders"] == (held > 0).sum()
        if held.sum() > 0:
            expected = ms.hhi(ms.Shares.from_quantities(held.to_dict()))
            assert row["hhi"] == pytest.approx(expected)
        else:
            assert math.isnan(row["hhi"])


@settings(max_examples=30)
@given(rows, st.randoms())
def test_the_order_of_the_rows_plays_no_part(data, random):
    names = ["year", "importer", "exporter", "t"]
    mixed = random.sample(data, len(data))
    answers = []
    for given_rows in (data, mixed):
        frame = pd.DataFrame(given_rows, columns=names)
        frame["t"] = frame["t"].astype(float)
        answers.append(asked(frame))
    pd.testing.assert_frame_equal(*answers)


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table])
def test_blocks_of_rows_are_no_border(make, monkeypatch):
    n = 400
    frame = {
        "year": [2000 + row // 90 for row in range(n)],
        "importer": [f"i{row // 7 % 13:02}" for row in range(n)],
        "exporter": [f"e{row % 7}" for row in range(n)],
        "t": [None if row % 11 == 0 else float(row % 5) for row in range(n)],
    }
    whole = plain(asked(make(frame)))
    monkeypatch.setattr(frame_columns, "BLOCK", 16)
    assert plain(asked(make(frame))) == whole
    assert sum(whole["unknown"]) == len(range(0, n, 11))


def test_a_bad_figure_far_down_is_named_by_its_row(monkeypatch):
    monkeypatch.setattr(frame_columns, "BLOCK", 16)
    amounts = [1.0] * 100
    amounts[70] = -3.0
    frame = pd.DataFrame({"g": range(100), "exporter": "a", "t": amounts})
    with pytest.raises(ms.GraphError, match=r"in 1 row\(s\), first in row 70 \(from 0\): -3"):
        asked(frame, "g")


def test_categories_of_many_chunks_are_one_column():
    parts = [pl.DataFrame(TRADE)[i : i + 2] for i in range(0, 6, 2)]
    frame = pl.concat(parts, rechunk=False).with_columns(
        pl.col("importer", "exporter").cast(pl.Categorical)
    )
    assert frame["t"].n_chunks() == 3
    assert plain(asked(frame))["holders"] == EXPECTED["holders"]


@pytest.mark.parametrize(
    "years",
    [
        pd.array([2023, 2023, 2024], dtype="Int64"),
        np.array([2**64 - 2, 2**64 - 2, 2**64 - 1], dtype=np.uint64),
        np.array([0, 0, 2**64 - 1], dtype=np.uint64),
        np.array([-128, -128, 127], dtype=np.int8),
        np.array([-(2**63), -(2**63), 2**63 - 1]),
    ],
    ids=["nullable", "large", "wide", "narrow", "widest"],
)
def test_whole_numbers_of_any_width_are_labels(years):
    frame = pd.DataFrame({"year": years, "exporter": [7, 10**12, 7], "t": [1.0, 1.0, 2.0]})
    assert asked(frame, "year")["hhi"].tolist() == [0.5, 1.0]
    assert asked(frame[::-1], "year")["holders"].tolist() == [2, 1]
    same = pd.DataFrame({"exporter": years, "g": 1, "t": [1.0, 1.0, 2.0]})
    assert asked(same, "g")["hhi"].tolist() == [0.5]


@pytest.mark.parametrize(
    "make",
    [
        pd.DataFrame,
        lambda data: categories(pd.DataFrame(data)),
        pl.DataFrame,
        lambda data: pl.DataFrame(data).with_columns(pl.col("exporter").cast(pl.Categorical)),
        pa.table,
    ],
    ids=["pandas", "categories", "polars", "categorical", "pyarrow"],
)
def test_a_total_among_the_holders_is_refused(make):
    frame = TRADE | {"exporter": ["CHN", "AUS", "CHN", "CHN", "World", "CHN"]}
    with pytest.raises(ms.GraphError, match=r"'World' in 1 row\(s\), first in row 4 \(from 0\)"):
        asked(make(frame))


def test_a_category_that_no_row_has_is_no_total():
    frame = categories(pd.DataFrame(TRADE))
    frame["exporter"] = frame["exporter"].cat.add_categories(["World"])
    assert plain(asked(frame))["holders"] == EXPECTED["holders"]


def test_groups_that_could_be_too_many_to_count_are_joined():
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=i) for i in range(60)]
    frame = pd.DataFrame(
        {
            "day": days,
            "lot": [f"lot {i:02}" for i in range(60)],
            "code": range(0, 60_000_000, 1_000_000),
            "exporter": "CHN",
            "t": 1.0,
        }
    )
    answer = asked(frame, ["day", "lot", "code"])
    assert len(answer) == 60
    assert (answer["hhi"] == 1).all()
    assert answer["day"].tolist() == days


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table])
@pytest.mark.parametrize("label", [dt.date(2024, 1, 1), 0.5, True])
def test_labels_of_any_kind_make_groups(label, make):
    frame = make({"g": [label, label], "exporter": ["a", "b"], "t": [1.0, 1.0]})
    assert plain(asked(frame, "g"))["hhi"] == [0.5]
    assert plain(asked(frame, "g"))["g"] == [label]


def test_a_table_in_parts_is_one_table():
    parts = [pa.table({n: values[i : i + 2] for n, values in TRADE.items()}) for i in (0, 2, 4)]
    coded = [part.set_column(1, "importer", part["importer"].dictionary_encode()) for part in parts]
    for tables in (parts, coded):
        found = plain(asked(pa.concat_tables(tables)))
        assert found["importer"] == EXPECTED["importer"]
        assert found["holders"] == EXPECTED["holders"]


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table])
def test_nothing_has_no_groups(make):
    nothing = nw.from_native(make(TRADE), eager_only=True)[:0].to_native()
    assert plain(asked(nothing)) == {name: [] for name in EXPECTED}


def test_amounts_near_the_end_of_the_numbers_keep_their_index():
    frame = pd.DataFrame({"g": [1, 1], "exporter": ["a", "b"], "t": [1e200, 1e200]})
    assert asked(frame, "g")["hhi"].tolist() == [0.5]


def test_whole_numbers_and_nothing_at_all_are_amounts_too():
    frame = pd.DataFrame({"g": ["x", "x"], "exporter": ["a", "b"], "t": [1, 3]})
    assert asked(frame, "g")["hhi"].tolist() == [0.625]
    assert len(asked(frame[:0], "g")) == 0


def test_the_index_of_an_equal_trade_is_one_over_its_partners():
    n = 40
    frame = pd.DataFrame({"g": 1, "exporter": range(n), "t": 2.5})
    assert asked(frame, "g")["hhi"].item() == pytest.approx(1 / n)


@pytest.mark.parametrize(
    ("change", "by", "error", "message"),
    [
        ({"t": -1.0}, "g", ms.GraphError, r"column 't' is negative or infinite in 2 row\(s\)"),
        ({"t": np.inf}, "g", ms.GraphError, r"first in row 0 \(from 0\): inf"),
        ({"t": "5"}, "g", ms.GraphError, "not numbers"),
        ({"exporter": ["a", None]}, "g", ms.GraphError, r"'exporter' is blank in 1 row\(s\), f"),
        ({"g": [None, "y"]}, "g", ms.GraphError, "'g' is blank in 1 row"),
        ({}, "importr", ms.UnknownNameError, "Did you mean 'importer'"),
        ({"hhi": 1}, "hhi", ms.UnknownNameError, "'hhi' is a column of the answer"),
        ({}, [], ms.GraphError, "by is empty"),
    ],
)
def test_a_frame_that_cannot_be_right_is_refused(change, by, error, message):
    data = {"g": ["x", "x"], "importer": "JPN", "exporter": ["a", "b"], "t": [1.0, 2.0]} | change
    with pytest.raises(error, match=message):
        asked(pd.DataFrame(data), by)


@pytest.mark.parametrize("what", [pl.DataFrame(TRADE).lazy(), TRADE, None])
def test_what_is_no_frame_in_memory_is_refused(what):
    with pytest.raises(ms.RecordError, match="a data frame is needed"):
        asked(what)
