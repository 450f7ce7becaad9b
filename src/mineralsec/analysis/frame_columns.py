"""Columns of a user's frame as arrays: whole numbers for labels, floats for amounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mineralsec.arguments import is_word
from mineralsec.errors import GraphError, RecordError, UnknownNameError, show, suggest

__all__ = [
    "Labels",
    "amounts",
    "blocks",
    "codes",
    "encoded",
    "from_zero",
    "in_order",
    "needs",
    "opened",
]

Floats: TypeAlias = NDArray[np.float64]
Codes: TypeAlias = NDArray[np.int64]
Whole: TypeAlias = NDArray[np.integer[Any]]

#: Whole numbers that span less than this many times their count are codes as they stand.
SPREAD = 4

#: One row in so many is read first for the labels of a column.
PART = 16

#: Rows of a block.
BLOCK = 65_536


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


def codes(series: Any) -> tuple[Whole, Whole | None]:
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
    >>> ranks[found].tolist()
    [1, 0, 1]
    """
    labels = encoded(series)
    if not len(labels.found):
        return np.empty(0, dtype=np.int64), None
    if labels.ordered:
        found = from_zero(labels.found)
        return (found, None) if found is not None else (in_order(labels.found), None)
    return labels.found, labels.ranks()


@frozen(eq=False)
class Labels:
    """A column of labels as whole numbers, equal where the labels are.

    Parameters
    ----------
    series
        The column, a narwhals Series.
    found
        Number of each row, as narrow as the column has it.
    ordered
        Whether the numbers are in the order of the labels.
    """

    series: Any
    found: Whole
    ordered: bool

    @cached_property
    def known(self) -> tuple[Codes, NDArray[Any]]:
        """Different numbers and the label of each."""
        return self.among(None)

    def among(self, rows: Codes | None) -> tuple[Codes, NDArray[Any]]:
        """Return the different numbers of some rows (None: of all) and the label of each."""
        import narwhals as nw

        numbers = self.found if rows is None else self.found[rows]
        size = int(numbers.max()) + 1 if len(numbers) else 0
        # a part of the rows has most of the labels, and a look-up finds the rest
        seen = np.zeros(size, dtype=np.bool_)
        seen[numbers[::PART]] = True
        rest = [k.start + np.flatnonzero(~seen.take(numbers[k])) for k in blocks(len(numbers))]
        row = np.full(size, -1, dtype=np.int64)
        for at in (np.arange(0, len(numbers), PART), *rest):
            row[numbers[at]] = at if rows is None else rows[at]
        known = np.flatnonzero(row >= 0)
        labels = self.series[row[known]]
        text = labels.cast(nw.String) if labels.dtype in (nw.Categorical, nw.Enum) else labels
        return known, text.to_numpy()

    def ranks(self, rows: Codes | None = None) -> Whole:
        """Return the place of each number in the order of the labels, from zero.

        Parameters
        ----------
        rows
            Rows whose labels are asked for; None takes all of them.
        """
        known, labels = self.known if rows is None else self.among(rows)
        # the narrower type is looked up in a fraction of the time
        narrow = np.int16 if len(known) < 2**15 else np.int64
        ranks: Whole = np.zeros(int(known.max(initial=-1)) + 1, dtype=narrow)
        ranks[known[np.argsort(labels, kind="stable")]] = np.arange(len(known))
        return ranks

    def without(self, words: frozenset[str]) -> None:
        """Refuse labels that are one of some words, given in lower case.

        Raises
        ------
        GraphError
            If a row bears one.
        """
        import narwhals as nw

        if self.series.dtype not in (nw.String, nw.Categorical, nw.Enum, nw.Object):
            return
        native = self.series.to_native()
        if hasattr(native, "cat") and hasattr(native.cat, "categories"):
            labels = native.cat.categories  # of pandas, numbered in their order
            known = np.arange(len(labels))
        else:
            known, labels = self.known
        for number, label in zip(known.tolist(), labels, strict=True):
            if str(label).strip().lower() in words and (bad := self.found == number).any():
                raise GraphError(
                    f"column {show(self.series.name)} has {show(str(label))} in {bad.sum()} "
                    f"row(s), first in row {np.argmax(bad)} (from 0): a total among the parts. "
                    "Leave those rows out."
                )


def blocks(n: int) -> Iterator[slice]:
    """Yield rows a block at a time.

    What is worked out for a block stays in the cache, where whole columns of it go through memory.
    """
    for start in range(0, n, BLOCK):
        yield slice(start, min(start + BLOCK, n))


def from_zero(numbers: Whole) -> Codes | None:
    """Return whole numbers less the least of them; None if they lie too far apart for codes."""
    least, most = int(numbers.min()), int(numbers.max())
    if most - least >= SPREAD * len(numbers) + 1024:
        return None
    # wide enough first: the least of a narrow type may be far below zero
    return numbers.astype(np.int64) - least if most < 2**63 else (numbers - least).astype(np.int64)


def in_order(numbers: Whole) -> Codes:
    """Return the place of each number among the different ones.

    Examples
    --------
    >>> in_order(np.array([7, 10**12, 7]))
    array([0, 1, 0])
    """
    return np.unique(numbers, return_inverse=True)[1]


def encoded(series: Any) -> Labels:
    """Return a column of labels as whole numbers.

    Parameters
    ----------
    series
        narwhals Series of any type whose values can be put in order.

    Raises
    ------
    GraphError
        If a value is missing.
    """
    if missing := int(series.null_count()):
        first = int(np.argmax(series.is_null().to_numpy()))
        raise GraphError(
            f"column {show(series.name)} is blank in {missing} row(s), first in row {first} "
            "(from 0). Leave those rows out, or give them a name."
        )
    if series.dtype.is_integer():
        found = series.to_numpy()
        return Labels(series, found if found.dtype.kind in "iu" else found.astype(np.int64), True)
    return Labels(series, *_encoded(series))


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
            # chunks are read where they stand; the narrower type is copied in half the time
            chunks = [chunk.to_numpy() for chunk in native.to_physical().get_chunks()]
            most = max(int(chunk.max(initial=0)) for chunk in chunks)
            return np.concatenate(
                chunks, dtype=np.min_scalar_type(most), casting="same_kind"
            ), False
    if library.is_pyarrow():
        coded = native.dictionary_encode().unify_dictionaries().combine_chunks()
        return coded.indices.to_numpy(), False
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
