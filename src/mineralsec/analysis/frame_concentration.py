"""The Herfindahl-Hirschman index of every group of a user's frame, in one call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mineralsec.analysis.frame_columns import (
    SPREAD,
    Labels,
    amounts,
    blocks,
    encoded,
    from_zero,
    in_order,
    needs,
    opened,
)
from mineralsec.analysis.holders import TOTALS
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
        If an amount is negative or infinite, a label is blank, the column holds no numbers, or a
        total stands among the holders ("World", "Total").
    UnknownNameError
        If there is no such column, or one of `by` bears a name of the answer.
    RecordError
        If `frame` is not a data frame in memory.

    See Also
    --------
    mineralsec.concentration : the same over a supply graph, with exact bounds.

    Notes
    -----
    Labels are taken as they are: two names of one country are two holders. A holder that is called
    a total is refused. Rows without a figure are outside the index; ``unknown`` says how many there
    were. The index has no bounds here, since a frame of trade does not say how large a missing
    figure can be.

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
    parts = [encoded(table[name]) for name in names]
    # rows of a group mostly stand together: labels are put in order once for each run of them
    starts = _starts([part.found for part in parts])
    run, n_groups = _joined([_codes(part, starts) for part in parts])
    who = encoded(table[holder])
    who.without(TOTALS)
    answer, rows = _indices(run, n_groups, starts, who, table[amount])
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

    made = [pl.Series(n, x, nan_to_null=True) for n, x in zip(MADE, answer, strict=True)]
    return frame.select(names)[rows].hstack(made)


def _codes(labels: Labels, rows: Codes) -> Whole:
    """Return codes from zero for some rows of a column, in the order of its labels."""
    found = labels.found[rows]
    if not len(found):
        return found
    if not labels.ordered:
        return labels.ranks(rows).take(found)
    codes = from_zero(found)
    return in_order(found) if codes is None else codes


def _joined(parts: Sequence[Whole]) -> tuple[Codes, int]:
    """Return one number a row for several columns in their order, and how many there can be."""
    group: Codes = np.zeros(len(parts[0]), dtype=np.int64)
    count = 1
    for found in parts:
        n = int(found.max(initial=0)) + 1
        group = group * n + found
        count *= n
        if count > SPREAD * len(group) + 1024:  # too many to count by
            known, group = np.unique(group, return_inverse=True)
            count = len(known)
    return group, count


def _indices(
    run: Codes, n_groups: int, starts: Codes, who: Labels, amount: Any
) -> tuple[tuple[NDArray[Any], ...], Codes]:
    """Return index, holders, total and unknown rows of each group with rows, and one of them.

    Parameters
    ----------
    run, starts
        Group of each run of rows that stand together, and where it starts.
    n_groups
        How many numbers of groups there are.
    who, amount
        Column of holders and of amounts.
    """
    seen = np.zeros(n_groups, dtype=np.bool_)
    seen[run] = True
    narrow = np.int32 if n_groups < 2**31 else np.int64
    up_to: Whole = np.cumsum(seen, dtype=narrow)
    place: Whole = up_to[run] - 1
    groups = int(place.max(initial=-1)) + 1
    one = np.empty(groups, dtype=np.int64)
    one[place] = starts
    if groups == len(run) and _once(who, starts):

        def block(rows: slice) -> tuple[Floats, NDArray[np.bool_]]:
            try:
                return amounts(amount[rows])
            except GraphError:
                return amounts(amount)  # the error with the rows of the whole column

        return _of_runs(block, len(amount), starts, place), one
    # rows of a group and holder are added up, in the order of the groups
    quantity, blank = amounts(amount)
    group = np.repeat(place.astype(np.int64), np.diff(starts, append=len(quantity)))
    codes, n_holders = _joined([_codes(who, np.arange(len(quantity)))])
    pairs = group * n_holders + codes
    order = _order(pairs)
    pairs = pairs[order]
    firsts = _starts([pairs])
    summed = np.add.reduceat(quantity[order], firsts)
    never = np.zeros(len(summed), dtype=np.bool_)
    index, holders, total, _ = _of_runs(
        lambda rows: (summed[rows], never[rows]),
        len(summed),
        _starts([pairs[firsts] // n_holders]),
        np.arange(groups),
    )
    return (index, holders, total, np.bincount(group[blank], minlength=groups)), one


def _of_runs(
    read: Callable[[slice], tuple[Floats, NDArray[np.bool_]]], n: int, starts: Codes, place: Whole
) -> tuple[NDArray[Any], ...]:
    """Return index, holders, total and unknown rows of each run of rows.

    Parameters
    ----------
    read
        Gives the amounts of some rows, zero where there is none, and where that is. The amounts
        are worked on in place.
    n
        How many rows there are.
    starts, place
        Where each run starts, and its place in the answer.
    """
    index, total = np.empty(len(starts)), np.empty(len(starts))
    holders, unknown = np.empty(len(starts), np.int64), np.empty(len(starts), np.int64)
    for runs, rows in _run_blocks(starts, n):
        quantity, blank = read(rows)
        first, there = starts[runs] - rows.start, place[runs]
        lengths = np.diff(first, append=len(quantity))
        zero = np.flatnonzero(quantity == 0)
        at = np.searchsorted(first, zero, side="right") - 1
        holders[there] = lengths - np.bincount(at, minlength=len(first))
        unknown[there] = np.bincount(at[blank[zero]], minlength=len(first))
        total[there] = whole = np.add.reduceat(quantity, first)
        # a power of two changes no digit, and keeps the squares from running out of range
        scale = 2.0 ** -min(max(np.frexp(quantity.max())[1], -1000), 1000)
        scaled = whole * scale
        if np.any((scaled < TINY) & (whole > 0)):
            # beside amounts this much larger their squares would be lost
            quantity /= np.repeat(np.where(whole > 0, whole, 1.0), lengths)
            scaled = np.sign(whole)
        else:
            quantity *= scale
        quantity *= quantity
        with np.errstate(invalid="ignore"):
            squares = np.add.reduceat(quantity, first)
            index[there] = np.minimum(squares / scaled**2, 1.0)  # NaN where the total is zero
    return index, holders, total, unknown


def _order(numbers: Codes) -> Codes:
    """Return the rows of whole numbers from zero in their order, equal ones as they come.

    Sixteen bits at a time: numpy counts numbers of that width, and compares wider ones.
    """
    order: Codes = np.arange(len(numbers))
    for shift in range(0, int(numbers.max()).bit_length(), 16):
        digits = (numbers >> shift).astype(np.uint16)
        order = order[np.argsort(digits[order], kind="stable")]
    return order


def _run_blocks(starts: Codes, n: int) -> Iterator[tuple[slice, slice]]:
    """Yield runs and their rows, a block of whole runs at a time."""
    cuts = np.searchsorted(starts, [0, *(block.stop for block in blocks(n))]).tolist()
    for first, stop in pairwise(sorted(set(cuts))):
        end = int(starts[stop]) if stop < len(starts) else n
        yield slice(first, stop), slice(int(starts[first]), end)


def _starts(columns: Sequence[Whole]) -> Codes:
    """Return where each run of rows with the same labels starts."""
    n = len(columns[0])
    changes = np.ones(n, dtype=np.bool_)
    for rows in blocks(n - 1):
        here, before = slice(rows.start + 1, rows.stop + 1), rows
        changes[here] = columns[0][here] != columns[0][before]
        for column in columns[1:]:
            changes[here] |= column[here] != column[before]
    return np.flatnonzero(changes)


def _once(who: Labels, starts: Codes) -> bool:
    """Return whether holders rise within each run of rows, so that none comes twice."""
    if _rise(who.found, starts, None):
        return True
    return not who.ordered and _rise(who.found, starts, who.ranks())


def _rise(codes: Whole, starts: Codes, ranks: Whole | None) -> bool:
    """Return whether codes, or their ranks, rise within each run of rows."""
    for runs, rows in _run_blocks(starts, len(codes)):
        here = codes[rows] if ranks is None else ranks.take(codes[rows])
        rises = here[1:] > here[:-1]
        rises[starts[runs][1:] - rows.start - 1] = True
        if not rises.all():
            return False
    return True
