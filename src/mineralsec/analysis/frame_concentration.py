"""The Herfindahl-Hirschman index of every group of a user's frame, in one call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mineralsec.analysis.frame_columns import SPREAD, amounts, codes, needs, opened
from mineralsec.arguments import several
from mineralsec.errors import GraphError, UnknownNameError, show

__all__ = ["hhi_by"]

Floats: TypeAlias = NDArray[np.float64]
Codes: TypeAlias = NDArray[np.int64]
Whole: TypeAlias = NDArray[np.integer[Any]]

#: Columns of the answer beside those of `by`.
MADE = ("hhi", "holders", "total", "unknown")

#: A total this small a part of the largest amount is squared by itself.
TINY = 1e-140


def hhi_by(frame: Any, *, by: str | Sequence[str], holder: str, amount: str) -> Any:
    r"""Return the Herfindahl-Hirschman index of every group of rows.

    .. math:: \mathrm{HHI}_g = \sum_{i \in g} \Bigl(\frac{q_i}{\sum_{j \in g} q_j}\Bigr)^2

    Parameters
    ----------
    frame
        Of any library narwhals knows, in memory: pandas, polars, pyarrow …
    by
        Column or columns that make a group, e.g. ``["hs", "importer", "year"]``.
    holder
        Column of who holds; rows of one holder in one group are added up first.
    amount
        Column of how much, 0 or more, in one unit and one form within a group. Blank is
        unknown, and is not zero. [unit of the column]

    Returns
    -------
    DataFrame
        Of the same library, a row a group, sorted by the columns of `by`: these
        columns; ``hhi`` [-], from ``1/n`` to 1; ``holders``, the number above zero;
        ``total`` [unit of the column]; and ``unknown``, the number of rows without a figure.
        A group without any amount above zero has a missing ``hhi``; it is not dropped.

    Raises
    ------
    GraphError
        If an amount is negative or infinite, a label is blank, or the column holds no numbers.
    UnknownNameError
        If there is no such column, or one of `by` bears a name of the answer.
    RecordError
        If `frame` is not a data frame in memory.

    See Also
    --------
    mineralsec.concentration : the same over a supply graph, with exact bounds.

    Notes
    -----
    Rows without a figure are outside the index; ``unknown`` says how many there were. The index
    has no bounds here, since a frame of trade does not say how large a missing figure can be.

    Examples
    --------
    >>> import pandas as pd
    >>> trade = pd.DataFrame(
    ...     {
    ...         "importer": ["JPN", "JPN", "JPN", "KOR"],
    ...         "exporter": ["CHN", "AUS", "CHN", "CHN"],
    ...         "t": [40.0, 50.0, 10.0, None],
    ...     }
    ... )
    >>> hhi_by(trade, by="importer", holder="exporter", amount="t")
      importer  hhi  holders  total  unknown
    0      JPN  0.5        2  100.0        0
    1      KOR  NaN        0    0.0        1
    """
    import narwhals as nw

    table = opened(frame)
    names = list(several(by, "by", "by='mineral'"))
    if not names:
        raise GraphError("by is empty. Name the columns that make a group, e.g. by=['year'].")
    needs(table, [*names, holder, amount])
    if taken := [name for name in names if name in MADE]:
        raise UnknownNameError(
            f"{show(taken[0])} is a column of the answer. Give the column of the frame another "
            "name."
        )
    parts = [codes(table[name]) for name in names]
    # rows of a group mostly stand together: labels are joined once for each run of them
    starts = _starts([found for found, _ in parts])
    of_run, n_groups = _joined([(found[starts], ranks) for found, ranks in parts])
    group = np.repeat(of_run.astype(np.int64), np.diff(starts, append=len(table)))
    who, n_holders = _joined([codes(table[holder])])
    quantity, blank = amounts(table[amount])
    answer, rows = _indices(group, starts, n_groups, who, n_holders, quantity, blank)
    if table.implementation.is_polars():
        return _polars_frame(table.to_native(), names, rows, answer)
    space = nw.get_native_namespace(table)
    columns = [
        nw.new_series(name, values, backend=space)
        for name, values in zip(MADE, answer, strict=True)
    ]
    made = nw.maybe_reset_index(table.select(names)[rows]).with_columns(*columns)
    return made.with_columns(nw.col("hhi").fill_nan(None)).to_native()


def _polars_frame(frame: Any, names: list[str], rows: Codes, answer: Sequence[Any]) -> Any:
    """Return the answer column by column: a query of polars waits for its threads each time."""
    import polars as pl

    labels = {name: frame[name].gather(rows) for name in names}
    made = {n: pl.Series(n, x, nan_to_null=True) for n, x in zip(MADE, answer, strict=True)}
    return pl.DataFrame(labels | made)


def _joined(parts: Sequence[tuple[Whole, Codes | None]]) -> tuple[Whole, int]:
    """Return one number a row for several columns in their order, and how many there can be."""
    group: Whole = np.zeros(1, dtype=np.int32)
    count = 1
    for found, ranks in parts:
        n = int((found if ranks is None else ranks).max(initial=0)) + 1
        whole = _whole(count * n)
        group = group.astype(whole, copy=False) * whole(n)
        group = group + (found.astype(whole) if ranks is None else ranks.astype(whole).take(found))
        count *= n
        if count > SPREAD * len(group) + 1024:  # too many to count by
            known, small = np.unique(group, return_inverse=True)
            group, count = small.astype(_whole(len(known))), len(known)
    return group, count


def _whole(count: int) -> Any:
    """Return the smaller type that counts that far: half the memory is half the time."""
    return np.int32 if count < 2**31 else np.int64


def _indices(
    group: Codes,
    starts: Codes,
    n_groups: int,
    who: Whole,
    n_holders: int,
    quantity: Floats,
    blank: NDArray[np.bool_],
) -> tuple[tuple[NDArray[Any], ...], Codes]:
    """Return index, holders, total and unknown rows of each group with rows, and one of them."""
    unknown = np.bincount(group[np.flatnonzero(blank)], minlength=n_groups)
    row = np.full(n_groups, -1, dtype=np.int64)
    row[group[starts]] = starts
    there = np.flatnonzero(row >= 0)
    if _may_repeat(who, starts, len(there)):
        # a group and a holder in one number; the groups are few enough for that
        pair = group * n_holders + who
        pairs, at = np.unique(pair, return_inverse=True)
        if len(pairs) < len(pair):
            quantity = np.bincount(at, quantity, len(pairs)).astype(np.float64, copy=False)
            group = pairs // n_holders
            starts = _starts([group])
    runs = np.diff(starts, append=len(group))
    holders = np.bincount(group[starts], runs, n_groups).astype(np.int64)
    holders -= np.bincount(group[np.flatnonzero(quantity == 0)], minlength=n_groups)
    total = np.bincount(group, quantity, n_groups)
    # a power of two changes no digit, and keeps the squares from running out of range
    scale = 2.0 ** -min(max(np.frexp(quantity.max(initial=0.0))[1], -1000), 1000)
    square = quantity * scale
    square *= square
    squares, whole = np.bincount(group, square, n_groups)[there], total[there]
    scaled = whole * scale
    if np.any((scaled < TINY) & (whole > 0)):
        # beside amounts this much larger their squares would be lost
        share = quantity / np.where(total > 0, total, 1.0)[group]
        squares = np.bincount(group, share * share, n_groups)[there]
        scaled = np.sign(whole)
    with np.errstate(invalid="ignore"):
        index = np.minimum(squares / scaled**2, 1.0)  # NaN where the total is zero
    return (index, holders[there], whole, unknown[there]), row[there]


def _starts(columns: Sequence[Whole]) -> Codes:
    """Return where each run of rows with the same labels starts."""
    changes = np.ones(len(columns[0]), dtype=np.bool_)
    if len(changes) > 1:
        changes[1:] = columns[0][1:] != columns[0][:-1]
        for column in columns[1:]:
            changes[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(changes)


def _may_repeat(who: Whole, starts: Codes, groups: int) -> bool:
    """Return False if rows of a group stand together and their holders rise: none comes twice."""
    if len(starts) > groups:
        return True
    rises = who[1:] > who[:-1]
    rises[starts[1:] - 1] = True
    return not rises.all()
