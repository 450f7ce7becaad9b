"""Columns of a user's frame as arrays: whole numbers for labels, floats for amounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mineralsec.arguments import is_word
from mineralsec.errors import GraphError, RecordError, UnknownNameError, show, suggest

__all__ = ["amounts", "codes", "needs", "opened"]

Floats: TypeAlias = NDArray[np.float64]
Codes: TypeAlias = NDArray[np.int64]
Whole: TypeAlias = NDArray[np.integer[Any]]

#: Whole numbers that span less than this many times their count are codes as they stand.
SPREAD = 4

#: Rows that show whether labels come in runs.
SAMPLE = 10_000


def opened(frame: Any) -> Any:
    """Return a frame of any library as narwhals sees it.

    Raises
    ------
    RecordError
        If it is not a frame in memory.
    """
    import narwhals as nw

    try:
        return nw.from_native(frame, eager_only=True)
    except TypeError:
        raise RecordError(
            f"a data frame is needed, got {show(frame)}. Collect a lazy one first."
        ) from None


def needs(table: Any, names: Sequence[str]) -> None:
    """Refuse a frame without one of the columns.

    Raises
    ------
    UnknownNameError
        If one is not there; the nearest are suggested.
    """
    known = list(table.columns)
    for name in names:
        if not is_word(name, known):
            raise UnknownNameError(
                f"the frame has no column {show(name)}.{suggest(str(name), known)} "
                f"Columns: {', '.join(map(str, known))}."
            )


def codes(series: Any) -> tuple[Whole, Codes | None]:
    """Return whole numbers for the labels of a column, and the rank of each of them.

    Parameters
    ----------
    series
        narwhals Series of any type whose values can be put in order.

    Returns
    -------
    found : ndarray, shape (n,)
        Code of each row.
    ranks : ndarray or None
        Place of each code in the order of the labels, from zero; None if the codes are that.

    Raises
    ------
    GraphError
        If a value is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> found, ranks = codes(opened(pd.DataFrame({"place": ["USA", "CHN", "USA"]}))["place"])
    >>> ranks[found]
    array([1, 0, 1])
    """
    import narwhals as nw

    if missing := int(series.null_count()):
        first = int(np.argmax(series.is_null().to_numpy()))
        raise GraphError(
            f"column {show(series.name)} is blank in {missing} row(s), first in row {first} "
            "(from 0). Leave those rows out, or give them a name."
        )
    if len(series) == 0:
        return np.empty(0, dtype=np.int64), None
    if series.dtype.is_integer():
        found = series.to_numpy().astype(np.int64, copy=False)
        least, most = int(found.min()), int(found.max())
        if most - least < SPREAD * len(found) + 1024:
            return found - least, None
    found, ordered = _encoded(series)
    if ordered:
        return found, None
    row = np.full(int(found.max()) + 1, -1, dtype=np.int64)
    start = found[:SAMPLE]
    if 2 * np.count_nonzero(start[1:] != start[:-1]) < len(start):
        # one row of each label is enough: those that repeat the row before are passed over
        rows = np.flatnonzero(np.concatenate([[True], found[1:] != found[:-1]]))
        row[found[rows].astype(np.int64)] = rows
    else:
        row[found.astype(np.int64)] = np.arange(len(found))
    known = np.flatnonzero(row >= 0)
    labels = series[row[known]]
    text = labels.cast(nw.String) if labels.dtype in (nw.Categorical, nw.Enum) else labels
    ranks = np.zeros(len(row), dtype=np.int64)
    ranks[known[np.argsort(text.to_numpy(), kind="stable")]] = np.arange(len(known))
    return found, ranks


def _encoded(series: Any) -> tuple[NDArray[Any], bool]:
    """Return codes of a column, and whether they are in the order of the labels already."""
    native = series.to_native()
    library = series.implementation
    if library.is_pandas():
        if hasattr(native, "cat"):
            return native.cat.codes.to_numpy(), native.cat.categories.is_monotonic_increasing
        import pandas as pd

        return pd.factorize(native)[0], False
    if library.is_polars():
        import polars as pl

        if native.dtype == pl.String:
            native = native.cast(pl.Categorical)
        if native.dtype in (pl.Categorical, pl.Enum):
            return native.to_physical().to_numpy(), False
    return np.unique(series.to_numpy(), return_inverse=True)[1], True


def amounts(series: Any) -> tuple[Floats, NDArray[np.bool_]]:
    """Return a column of amounts, zero where there is none, and where that is.

    Raises
    ------
    GraphError
        If the column holds no numbers, or one is negative or infinite.

    Examples
    --------
    >>> import pandas as pd
    >>> amounts(opened(pd.DataFrame({"t": [1, None]}))["t"])
    (array([1., 0.]), array([False,  True]))
    """
    import narwhals as nw

    if not series.dtype.is_numeric():
        raise GraphError(
            f"column {show(series.name)} holds {series.dtype}, not numbers. Read the text as "
            "numbers first, blank where a figure is withheld."
        )
    numbers = series if series.dtype == nw.Float64 else series.cast(nw.Float64)
    if numbers.null_count() and not numbers.implementation.is_pandas():
        numbers = numbers.fill_null(float("nan"))
    found: Floats = np.asarray(numbers.to_numpy(), dtype=np.float64)
    blank = np.isnan(found)
    if found.flags.writeable and not numbers.implementation.is_pandas():
        np.copyto(found, 0.0, where=blank)  # an array made for us, not the caller's
    else:
        found = np.where(blank, 0.0, found)
    if not (found.min(initial=0.0) >= 0 and found.max(initial=0.0) < np.inf):
        bad = np.flatnonzero((found < 0) | np.isinf(found))
        raise GraphError(
            f"column {show(series.name)} is negative or infinite in {bad.size} row(s), first "
            f"in row {bad[0]} (from 0): {found[bad[0]]:g}. An amount is 0 or more; leave a "
            "withheld one blank."
        )
    return found, blank
