r"""Exact bounds of the Herfindahl-Hirschman index when figures are known only within limits.

Holder :math:`i` has an amount :math:`q_i` between :math:`l_i` and :math:`h_i`; the total is not
known apart from them. Both bounds are extremes of :math:`\sum q_i^2 / (\sum q_i)^2` over all such
amounts.

- The root of the index is convex over linear, so it has one **least** value: every holder has the
  common level :math:`\lambda = \sum q_i^2 / \sum q_i`, or the end of its interval that lies nearest
  (water-filling). The level is the root of a piecewise linear function.
- The **largest** value lies at a corner, where every holder has one of its ends. Filling in the
  order of the midpoints is right unless two corners tie closely: choosing among those is a subset
  sum. A search over corners, merged where their totals agree and cut where even the best mixture
  of what is left falls short, settles it.
"""

from __future__ import annotations

import math
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mineralsec.analysis.holders import Shares
from mineralsec.analysis.indices import hhi
from mineralsec.analysis.printed_shares import largest_of_whole, smallest_of_whole
from mineralsec.errors import GraphError, UnknownNameError, show
from mineralsec.places import RESIDUAL

__all__ = ["hhi_bounds", "largest_hhi", "smallest_hhi"]

Floats: TypeAlias = NDArray[np.float64]

WORDS = ("unnamed", "named are the largest", "one holder", "anybody")

#: Corners kept while searching; beyond it the bound is still a bound, but may not be reached.
CORNERS = 10_000

#: Totals closer than this part count as one.
SAME = 1e-12

#: A corner is not looked for if it could raise the index by less than this part.
NOTHING_GAINED = 1e-9


def hhi_bounds(
    shares: Shares | ArrayLike,
    *,
    residual: Literal["unnamed", "named are the largest", "one holder", "anybody"]
    | int
    | None = None,
) -> tuple[float, float]:
    r"""Return the least and largest Herfindahl-Hirschman index that the figures allow.

    Parameters
    ----------
    shares
        Shares with limits. Bare shares are exact, and both bounds are their index.
    residual
        Who the residual "other countries" can be:

        - ``"unnamed"``: anybody, from one holder to any number of small ones;
        - ``"named are the largest"``: the same, but nobody above the smallest named holder,
          which needs exact figures for those named;
        - a number of holders;
        - ``"one holder"``: exactly one;
        - ``"anybody"``: anybody, those named included.

        None means ``"unnamed"``, and ``"anybody"`` for shares by owner: equity that nobody is on
        record for may belong to an owner who is.

    Returns
    -------
    tuple of float
        Low and high. [-] The high bound is 1 when nothing limits a withheld figure from above.

    Raises
    ------
    UnknownNameError
        If `residual` is none of the words.
    GraphError
        If it is a number below 1, or a holder named among the largest has no exact figure.

    See Also
    --------
    mineralsec.hhi : the point value.

    Notes
    -----
    Withheld figures take part with their limits, so the point, which leaves them out, can lie
    outside. The rule by which the point counts the residual plays no part. Between both bounds
    every value can be reached. For shares by owner that is so if the plants' figures are exact;
    of plants known within limits, the owners of one move together, and the bounds are safe but
    may be wide.

    Examples
    --------
    >>> import mineralsec as ms
    >>> shares = ms.Shares.from_quantities({"CHN": 60, "AUS": 15, "USA": 5, "QXR": 20})
    >>> [round(x, 4) for x in hhi_bounds(shares)]
    [0.385, 0.425]
    >>> [round(x, 4) for x in hhi_bounds(shares, residual="named are the largest")]
    [0.385, 0.395]
    """
    if residual is None:
        residual = "anybody" if isinstance(shares, Shares) and shares.open else "unnamed"
    count = _number_of_holders(residual)
    if not isinstance(shares, Shares):
        return (value := hhi(shares)), value
    names, amount = shares.everyone
    others = np.array([name == RESIDUAL for name in names], dtype=np.bool_)
    low, high = amount[0], amount[2]
    if shares.whole is not None and residual != "named are the largest":
        spread = np.where(others, count, 1.0)
        return (
            smallest_of_whole(low, high, shares.whole, spread),
            largest_of_whole(low, high, shares.whole),
        )
    least = smallest_hhi(low, high, np.where(others, count, 1.0))
    if residual == "named are the largest" and others.any() and not others.all():
        most = _capped(shares, low, high, others)
    elif residual == "anybody" and others.any():
        most = _joined(low, high, others)
    else:
        most = largest_hhi(low, high)
    return min(least, most), most


def smallest_hhi(low: Floats, high: Floats, holders: Floats | None = None) -> float:
    """Return the least index of amounts within limits.

    Parameters
    ----------
    low, high
        Limits of each row, shape (n,), not all zero; `high` may be infinite.
    holders
        Number of holders that share each row; infinite for any number. [-]

    Examples
    --------
    >>> smallest_hhi(np.array([50.0, 0.0]), np.array([50.0, 100.0]))
    0.5
    """
    many = np.ones_like(low) if holders is None else holders
    endless = np.isinf(many)
    if np.isinf(high[endless]).any():
        return 0.0
    size = np.where(endless, 1.0, many)

    def amounts(level: float) -> Floats:
        return np.where(endless, high, np.clip(size * level, low, high))

    def squares(amount: Floats) -> Floats:
        return np.where(endless, 0.0, amount * amount / size)

    def excess(level: float) -> float:
        amount = amounts(level)
        return float((squares(amount) - level * amount).sum())

    ends = np.concatenate([(low / size)[~endless], (high / size)[~endless], [0.0]])
    ends = np.unique(ends[np.isfinite(ends)])
    ends = np.append(ends, 1.0 + ends[-1])
    # the excess falls as the level rises; at the last end it is not above zero
    before, after = 0, len(ends) - 1
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (middle, after) if excess(ends[middle]) > 0 else (before, middle)
    level = float(ends[before] + ends[after]) / 2
    amount = amounts(level)
    stuck = endless | (amount != size * level)
    if (held := float(amount[stuck].sum())) > 0:
        amount = amounts(float(squares(amount)[stuck].sum()) / held)
    return float(squares(amount).sum() / amount.sum() ** 2)


def largest_hhi(low: Floats, high: Floats, *, corners: int = CORNERS) -> float:
    """Return the largest index of amounts within limits.

    Parameters
    ----------
    low, high
        Limits of each row, shape (n,), not all zero; `high` may be infinite.
    corners
        Corners kept while searching. With more of them in play the value is an upper bound that
        may not be reached.

    Examples
    --------
    >>> round(largest_hhi(np.array([50.0, 20.0]), np.array([50.0, 100.0])), 4)
    0.5918
    """
    free = low < high
    total, squares = float(low.sum()), float(low @ low)
    if np.isinf(high).any() or total == 0.0:
        # one of them can be all there is, or nearly so
        return 1.0
    slope = (low + high)[free]
    order = np.argsort(-slope, kind="stable")
    slope = slope[order]
    width = (high - low)[free][order]
    # what the first j of the rest add to total and squares, in the order of their midpoints
    wide = np.concatenate([[0.0], np.cumsum(width)])
    tall = np.concatenate([[0.0], np.cumsum(width * slope)])
    best = float(np.max((squares + tall) / (total + wide) ** 2))
    missed = 0.0
    totals, sums = np.array([total]), np.array([squares])
    for i in range(len(width)):
        hope = _relaxed(totals, sums, wide[i:] - wide[i], tall[i:] - tall[i], slope[i:])
        keep = hope > best * (1 + NOTHING_GAINED)
        totals, sums, hope = totals[keep], sums[keep], hope[keep]
        if len(totals) > corners:
            ranked = np.argsort(-hope, kind="stable")
            missed = max(missed, float(hope[ranked[corners]]))
            totals, sums = totals[ranked[:corners]], sums[ranked[:corners]]
        totals = np.concatenate([totals, totals + width[i]])
        sums = np.concatenate([sums, sums + width[i] * slope[i]])
        best = max(best, float(np.max(sums / totals**2, initial=0.0)))
        totals, sums = _merged(totals, sums, total + float(wide[-1]))
    return min(1.0, max(best, missed))


def _relaxed(totals: Floats, sums: Floats, wide: Floats, tall: Floats, slope: Floats) -> Floats:
    """Return the largest index each corner can reach if one row may be mixed of its two ends."""
    base = totals[:, None] + wide
    value = sums[:, None] + tall
    hope: Floats = np.max(value / base**2, axis=1)
    # on the way to the next corner squares grow as offset + slope * total
    offset = value[:, :-1] - slope * base[:, :-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        turn = -2 * offset / slope
        inside = (offset < 0) & (base[:, :-1] < turn) & (turn < base[:, 1:])
        mixed = np.where(inside, slope**2 / (-4 * offset), 0.0)
    np.maximum(hope, mixed.max(axis=1, initial=0.0), out=hope)
    return hope


def _merged(totals: Floats, sums: Floats, largest: float) -> tuple[Floats, Floats]:
    """Of corners with one total, keep the one with the largest squares."""
    cell = np.round(totals / (largest * SAME))
    order = np.lexsort((-sums, cell))
    first = np.concatenate([[True], np.diff(cell[order]) > 0])[: len(order)]
    return totals[order][first], sums[order][first]


def _joined(low: Floats, high: Floats, others: NDArray[np.bool_]) -> float:
    """Return the largest index if the residual may belong to those named.

    Squares grow fastest at one place, so all of it belongs to one holder, named or not.
    """
    named_low, named_high = low[~others], high[~others]
    rest_low, rest_high = float(low[others].sum()), float(high[others].sum())
    tries = [largest_hhi(np.append(named_low, rest_low), np.append(named_high, rest_high))]
    for i in range(len(named_low)):
        more_low, more_high = named_low.copy(), named_high.copy()
        more_low[i] += rest_low
        more_high[i] += rest_high
        tries.append(largest_hhi(more_low, more_high))
    return max(tries)


def _capped(shares: Shares, low: Floats, high: Floats, others: NDArray[np.bool_]) -> float:
    """Return the largest index if no unnamed holder is above the smallest named one."""
    if (low < high)[~others].any():
        names = [n for n, a, b in zip(shares.everyone[0], low, high, strict=True) if a < b]
        raise GraphError(
            "residual='named are the largest' needs exact figures of those named, but "
            f"{', '.join(n for n in names if n != RESIDUAL)} is known within limits only. "
            "Write residual='unnamed'."
        )
    named = low[~others]
    cap = float(named[named > 0].min())
    floor, ceiling = float(low[others].sum()), float(high[others].sum())
    # at a given number of full holders the index falls with their total, and between two such
    # totals it bends upwards: the ends and the first full number are all there is to try
    full = math.ceil(floor / cap * (1 - SAME)) * cap
    tries = [floor, min(full, ceiling)]
    return max(_index(named, cap, rest) for rest in tries)


def _index(named: Floats, cap: float, rest: float) -> float:
    """Return the index with the rest in as few holders as the cap allows."""
    full = math.floor(rest / cap * (1 + SAME))
    left = max(0.0, rest - full * cap)
    return float((named @ named + full * cap**2 + left**2) / (named.sum() + rest) ** 2)


def _number_of_holders(residual: object) -> float:
    """Return how many holders the residual can spread over at most."""
    if isinstance(residual, str):
        if residual not in WORDS:
            raise UnknownNameError(
                f"residual={show(residual)} means nothing here. Words: {', '.join(WORDS)}, or a "
                "number of holders."
            )
        return 1.0 if residual == "one holder" else math.inf
    if isinstance(residual, bool) or not isinstance(residual, (int, np.integer)) or residual < 1:
        raise GraphError(
            f"residual counts holders: a whole number of at least 1, got {show(residual)}. "
            "Write 5, or 'unnamed'."
        )
    return float(residual)
