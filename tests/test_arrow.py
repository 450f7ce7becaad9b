"""Other libraries read results as Arrow streams, without asking ours for a frame."""

from __future__ import annotations

import inspect

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import mineralsec as ms
from mineralsec.io.arrow import ArrowStream


@pytest.fixture(scope="module")
def results():
    graph = ms.load("world", minerals="gallium")
    gone = ms.RemoveCountry("CHN")
    impact = ms.remove_country(graph, "CHN")
    return {
        "shares": ms.shares(graph, "gallium"),
        "concentration": ms.concentration(graph),
        "impact": impact,
        "sweep": ms.sweep(graph, ms.every_country(graph), detail=False),
        "path": ms.simulate_path(graph, gone, months=3),
        "interdiction": ms.interdiction(graph, k=1),
        "draws": ms.monte_carlo(graph, gone, draws=2),
        "chokepoints": ms.chokepoints(graph, "gallium"),
        "trace": ms.trace(graph, "gallium"),
        "reconciled": ms.reconcile(graph),
        "eu": ms.criticality.eu(graph),
    }


def test_every_result_with_a_frame_is_a_stream():
    results = [value for name in ms.__all__ if inspect.isclass(value := getattr(ms, name))]
    framed = [value for value in results if callable(getattr(value, "to_frame", None))]
    assert len(framed) >= 20
    assert [value.__name__ for value in framed if not issubclass(value, ArrowStream)] == []
    # and it takes the name of the library first, so that all results are asked alike
    for value in framed:
        assert list(inspect.signature(value.to_frame).parameters)[1] == "backend"


def test_polars_pandas_pyarrow_and_duckdb_read_every_result(results):
    for name, result in results.items():
        expected = result.to_frame("pyarrow")
        assert pa.table(result).equals(expected), name
        assert pl.DataFrame(result).columns == expected.column_names, name
        assert len(pd.DataFrame.from_arrow(result)) == expected.num_rows, name
        counted = duckdb.from_arrow(pa.table(result)).aggregate("count(*)").fetchall()
        assert counted == [(expected.num_rows,)], name


def test_a_stream_without_a_frame_says_what_is_missing():
    class Bare(ArrowStream):
        pass

    with pytest.raises(TypeError, match="Bare must define to_frame"):
        pa.table(Bare())
