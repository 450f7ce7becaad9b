r"""Shares as tables print them: rounded, and known to sum to one.

A printed share :math:`p_i` of unit :math:`u` lies between :math:`p_i - u/2` and :math:`p_i + u/2`.
Unlike amounts, whose total moves with them, all shares together are the whole. The sum of squares
is then least when every share stands at one common level, clipped to its limits, and largest at a
corner of the limits: all but one share at an end.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from mineralsec.analysis.amounts import limits
from mineralsec.analysis.holders import Shares
from mineralsec.analysis.words import Residual
from mineralsec.arguments import mapping, number
from mineralsec.errors import GraphError, show

__all__ = ["largest_of_whole", "printed_shares", "smallest_of_whole"]

Floats: TypeAlias = NDArray[np.float64]

#: Rows of different widths up to which every corner is tried.
TRIED = 14


def printed_shares(
    shares: Mapping[str, float | tuple[float, float]],
    *,
    unit: float,
    whole: float = 1.0,
    residual: Residual = "one holder",
) -> Shares:
    r"""Return the shares of a printed table, with what its rounding leaves open.

    Parameters
    ----------
    shares
        Printed share by holder: a number, rounded to `unit`; ``(low, high)`` for one printed as
        "less than" or withheld. ``"QXR"`` is what the table names "other countries".
    unit
        Last printed digit: 1 for whole percent with ``whole=100``, 0.1 for tenths.
    whole
        What they sum to: 1, or 100 for percentages.
    residual
        As :func:`mineralsec.shares`.

    Returns
    -------
    Shares
        The point is the printed shares divided by their sum; ``quantities`` keeps them as
        printed. :func:`mineralsec.hhi_bounds` gives the exact least and largest index of all
        shares that round to the printed ones and sum to the whole.

    Raises
    ------
    GraphError
        If no shares within the rounding sum to the whole, one is negative, or the unit is not
        above zero.

    Examples
    --------
    >>> import mineralsec as ms
    >>> shares = printed_shares({"CHN": 60, "AUS": 25, "USA": 14}, unit=1, whole=100)
    >>> [round(x, 4) for x in ms.hhi_bounds(shares)]
    [0.4461, 0.4506]
    """
    number(whole, "whole", "whole=1.0")
    if not number(unit, "unit", "unit=0.01") > 0:
        raise GraphError(f"unit is the last printed digit, above zero, got {show(unit)}.")
    rows: dict[str, tuple[float, float] | tuple[float, float, float]] = {}
    for name, value in mapping(shares, "shares", "{'CHN': 0.6}").items():
        low, point, high = limits(name, value)
        if not isinstance(value, (tuple, list)):
            low, high = max(0.0, point - unit / 2), min(whole, point + unit / 2)
        rows[name] = (low, min(high, whole)) if np.isnan(point) else (low, point, high)
    found = Shares.from_quantities(rows, residual=residual)
    ends = found.everyone[1]
    slack = 1e-9 * whole
    if not ends[0].sum() - slack <= whole <= ends[2].sum() + slack:
        raise GraphError(
            f"the shares sum to {np.nansum(ends[1]):g}, not to {whole:g}: beyond rounding to "
            f"{unit:g}. Look for a total among them, or one that is missing."
        )
    return evolve(found, whole=whole)


def smallest_of_whole(low: Floats, high: Floats, whole: float, holders: Floats) -> float:
    """Return the least index of shares within limits that sum to the whole.

    Parameters
    ----------
    low, high
        Limits of each row, shape (n,).
    whole
        What they sum to.
    holders
        Number of holders that share each row; infinite for any number. [-]

    Examples
    --------
    >>> smallest_of_whole(np.array([0.5, 0.0, 0.0]), np.array([0.6, 1.0, 1.0]), 1.0, np.ones(3))
    0.375
    """
    endless = np.isinf(holders)
    # what any number of holders can hold costs nothing: it is as large as can be
    spread = min(float(high[endless].sum()), whole - float(low[~endless].sum()))
    size, low, high = holders[~endless], low[~endless], high[~endless]
    left = whole - spread

    def amounts(level: float) -> Floats:
        return np.clip(size * level, low, high)

    ends = np.unique(np.concatenate([low / size, high / size, [0.0]]))
    before, after = 0, len(ends) - 1
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (middle, after) if amounts(ends[middle]).sum() < left else (before, middle)
    a, b = float(amounts(ends[before]).sum()), float(amounts(ends[after]).sum())
    part = (left - a) / (b - a) if b > a else 0.0
    held = amounts(float(ends[before] + min(max(part, 0.0), 1.0) * (ends[after] - ends[before])))
    return float((held * held / size).sum() / whole**2)


def largest_of_whole(low: Floats, high: Floats, whole: float) -> float:
    """Return the largest index of shares within limits that sum to the whole.

    Of rows rounded to one unit the largest fill first. Where widths differ every corner is tried,
    up to 14 open rows; above, the value is an upper bound that may not be reached.

    Examples
    --------
    >>> round(largest_of_whole(np.array([0.5, 0.2, 0.2]), np.array([0.6, 0.3, 0.3]), 1.0), 4)
    0.44
    """
    width = high - low
    left = whole - float(low.sum())
    free = np.flatnonzero(width > 0)
    if len(free) == 0 or left <= 0:
        return float(low @ low) / whole**2
    order = free[np.argsort(-(low + high)[free], kind="stable")]
    same = np.ptp(width[free]) <= 1e-9 * whole
    if same or len(free) > TRIED:
        held, chord = low.copy(), 0.0
        for i in order:
            more = min(float(width[i]), left)
            held[i] += more
            chord += more * float(low[i] + high[i])
            left -= more
        # a square lies below its chord, so the chords bound every way to fill
        squares = float(held @ held) if same else float(low @ low) + chord
        return min(1.0, squares / whole**2)
    best = 0.0
    for part in free:
        others = free[free != part]
        for full in itertools.product((False, True), repeat=len(others)):
            filled = others[list(full)] if len(others) else others
            rest = left - float(width[filled].sum())
            if -1e-12 * whole <= rest <= width[part] + 1e-12 * whole:
                held = low.copy()
                held[filled] = high[filled]
                held[part] += rest
                best = max(best, float(held @ held))
    return best / whole**2
