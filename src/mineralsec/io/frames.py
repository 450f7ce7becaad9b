"""Records, graphs and results to data frames, and data frames to records.

Frames go out as pandas, polars or pyarrow; they come in from any library narwhals knows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any, Literal, TypeVar, get_args

import numpy as np

from mineralsec.arguments import is_word
from mineralsec.errors import (
    MineralsecError,
    RecordError,
    UnknownNameError,
    show,
    suggest,
)
from mineralsec.graph.supply_graph import SupplyGraph
from mineralsec.io.frame_reader import read_records
from mineralsec.io.graph_tables import graph_table
from mineralsec.io.rows import columns_of, rows_of
from mineralsec.model import RECORD_TYPES

__all__ = ["Backend", "frame", "from_frame", "to_frame"]

Backend = Literal["pandas", "polars", "pyarrow"]

R = TypeVar("R")

# --- out --------------------------------------------------------------------------------------


def frame(rows: Iterable[Mapping[str, Any]], backend: str = "pandas") -> Any:
    """Return plain rows as a data frame.

    Parameters
    ----------
    rows
        One mapping a row. A name that a row lacks is blank in it.
    backend
        ``"pandas"``, ``"polars"`` or ``"pyarrow"``; loaded when it is asked for.

    Returns
    -------
    DataFrame
        Of that library. What is unknown is NaN in pandas and null in the others.

    Raises
    ------
    UnknownNameError
        If the backend is none of these.
    MineralsecError
        If the library is not installed.

    Examples
    --------
    >>> frame([{"place": "CHN", "share": 0.5}, {"place": "USA"}], "polars").shape
    (2, 2)
    """
    return frame_of_columns(columns_of(rows), backend)


def to_frame(what: Any, backend: str = "pandas", table: str | None = None) -> Any:
    """Return a graph's table, records or a result as a data frame.

    Parameters
    ----------
    what
        A :class:`~mineralsec.SupplyGraph`; a sequence of records, findings or plain rows; or any
        result of the library.
    backend
        ``"pandas"``, ``"polars"`` or ``"pyarrow"``.
    table
        Which table of a graph: ``"producers"``, ``"refiners"``, ``"consumers"``, ``"flows"``,
        ``"stockpiles"``, ``"reserves"``, ``"minerals"``, ``"controls"`` or ``"stakes"``.

    Returns
    -------
    DataFrame
        One row a record, with the unit in the header. Of a graph: what holds in its year, as
        contained mineral [t/yr], stocks and reserves [t]. Of records: the amount as it was
        written, gross weight where there is a `form`. Each amount has three columns, low, point
        and high; a withheld figure has no point, an infinite high has no known limit.

    Raises
    ------
    UnknownNameError
        If the backend or the table is none of these.
    RecordError
        If no rows can be made of `what`.
    MineralsecError
        If the library is not installed.

    Examples
    --------
    >>> import mineralsec as ms
    >>> mine = ms.Producer(id="mine", mineral="Co", place="COD", output="2 kilotonne/year")
    >>> ms.to_frame([mine])[["id", "place", "output_point_t_per_yr"]]
         id place  output_point_t_per_yr
    0  mine   COD                 2000.0
    """
    if isinstance(what, SupplyGraph):
        return frame_of_columns(graph_table(what, table), backend)
    if table is not None:
        raise UnknownNameError(
            f"table={show(table)} belongs to a graph, got {show(what)}. Leave table out."
        )
    if callable(own := getattr(what, "to_frame", None)):
        return own(backend)
    if callable(own := getattr(what, "rows", None)):
        return frame(own(), backend)
    if isinstance(what, RECORD_TYPES):
        return frame(rows_of((what,)), backend)
    if callable(own := getattr(what, "to_dict", None)):
        plain = own()
        rows = plain.get("rows", [plain]) if isinstance(plain, Mapping) else plain
        return frame(rows, backend)
    if isinstance(what, Iterable) and not isinstance(what, (str, bytes, Mapping)):
        return frame(rows_of(tuple(what)), backend)
    raise RecordError(
        f"no rows can be made of {show(what)}. Give a graph, a sequence of records, or a result."
    )


def frame_of_columns(columns: Mapping[str, Any], backend: str = "pandas") -> Any:
    """Return columns by name as a data frame, as :func:`frame` does for rows."""
    library = _library(backend)
    if backend == "pandas":
        return library.DataFrame(dict(columns))
    known = {name: _without_nan(values) for name, values in columns.items()}
    if backend == "polars":
        return library.DataFrame(known, strict=False, nan_to_null=True)
    return library.table({n: library.array(v, from_pandas=True) for n, v in known.items()})


def _without_nan(values: Any) -> Any:
    if isinstance(values, np.ndarray):
        return values  # both libraries look through arrays themselves
    return [None if isinstance(v, float) and math.isnan(v) else v for v in values]


def _library(backend: str) -> Any:
    words = get_args(Backend)
    if not is_word(backend, words):
        raise UnknownNameError(
            f"backend must be one of {', '.join(words)}, got {show(backend)}."
            f"{suggest(str(backend), words)}"
        )
    try:
        return import_module(backend)
    except ImportError as error:
        raise MineralsecError(
            f'{backend} cannot be imported ({error}). Run pip install "mineralsec[frames]".'
        ) from error


# --- in ---------------------------------------------------------------------------------------


def from_frame(
    frame: Any,
    record: type[R],
    *,
    columns: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    marks: bool = False,
    **constants: Any,
) -> tuple[R, ...]:
    """Read the rows of a data frame as records.

    Parameters
    ----------
    frame
        Of any library narwhals knows: pandas, polars, pyarrow …
    record
        Class of the records, e.g. :class:`~mineralsec.Producer`.
    columns
        Column of each field that the frame holds. None takes the columns that bear the name of
        a field.
    units
        Unit of each amount whose cells are bare numbers, e.g. ``{"output": "tonne/year"}``. A
        text with its own unit, ``"120 tonne/year"``, needs none.
    marks
        Whether figures are written as the U.S. Geological Survey prints them: ``W`` is withheld,
        ``<5`` and ``>90,000,000`` are limits, commas part groups of three digits. Without it
        such cells are refused.
    **constants
        Fields that are the same in every row: ``mineral="cobalt"``, ``year=2024``.

    Returns
    -------
    tuple of records
        In the order of the rows. A blank cell leaves the field at its default.

    Raises
    ------
    DataError
        If rows are bad: all of them at once, numbered from 0. A blank cell is bad where the
        field has no default.
    UnknownNameError
        If a field or a column does not exist; the nearest are suggested.
    RecordError
        If a field is given twice or not at all, or `frame` is not a data frame.
    UnitsError
        If a unit does not fit its field.

    Examples
    --------
    >>> import pandas as pd
    >>> import mineralsec as ms
    >>> table = pd.DataFrame({"country": ["Chile", "Peru"], "kt": [5300.0, 2600.0]})
    >>> ms.from_frame(
    ...     table.assign(name=["cl", "pe"]),
    ...     ms.Producer,
    ...     columns={"id": "name", "place": "country", "output": "kt"},
    ...     units={"output": "kilotonne/year"},
    ...     mineral="copper",
    ...     year=2024,
    ... )
    (Producer(cl: copper, mining, CHL, 2024, 5,300 kilotonne / year),
     Producer(pe: copper, mining, PER, 2024, 2,600 kilotonne / year))
    """
    return read_records(frame, record, columns, units or {}, marks, constants)
