r"""Bounds of a measure over all amounts that the figures allow, where they can be proved.

The index and the effective number have exact ones. So has the share of the `k` largest: it is
largest with `k` holders at their upper and all others at their lower ends, and least with every
holder at one common level, clipped to its limits, at a level where one of them reaches an end. A
function of your own brings bounds along as an attribute ``bounds``, a function of
:class:`~mineralsec.Shares` that returns low and high. Any other measure has none, and says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mineralsec.analysis.bounds import hhi_bounds
from mineralsec.analysis.holders import Shares
from mineralsec.analysis.indices import concentration_ratio, effective_number, hhi
from mineralsec.errors import GraphError, show
from mineralsec.places import RESIDUAL

__all__ = ["metric_bounds", "ratio_bounds"]

Floats: TypeAlias = NDArray[np.float64]


def metric_bounds(metric: Callable[[Any], float], shares: Shares) -> tuple[float, float]:
    """Return the least and largest value of a measure, NaN where none are known.

    Parameters
    ----------
    metric
        Measure of the library, or a function of your own; with an attribute ``bounds`` that is
        asked.
    shares
        Shares with limits.

    Raises
    ------
    GraphError
        If the function's own bounds are no pair in order.

    Examples
    --------
    >>> shares = Shares.from_quantities({"CHN": 60, "AUS": (0, 40)})
    >>> def largest(s):
    ...     return float(max(s))
    >>> metric_bounds(largest, shares)
    (nan, nan)
    >>> largest.bounds = lambda s: (0.6, 1.0)
    >>> metric_bounds(largest, shares)
    (0.6, 1.0)
    """
    if metric is hhi:
        return hhi_bounds(shares)
    if metric is effective_number:
        low, high = hhi_bounds(shares)
        return 1 / high, 1 / low if low > 0 else math.inf
    if isinstance(metric, partial) and metric.func is concentration_ratio and not shares.open:
        k = metric.keywords.get("k", metric.args[-1] if metric.args else None)
        if isinstance(k, int) and shares.whole is None:
            return ratio_bounds(shares, k)
    own = getattr(metric, "bounds", None)
    if own is None:
        return math.nan, math.nan
    found = own(shares)
    if not (isinstance(found, (tuple, list)) and len(found) == 2 and found[0] <= found[1]):
        raise GraphError(f"bounds of a measure are a pair (low, high) in order, got {show(found)}.")
    return float(found[0]), float(found[1])


def ratio_bounds(shares: Shares, k: int) -> tuple[float, float]:
    """Return the least and largest share of the `k` largest holders.

    The residual can be anybody outside those named: one holder, or any number of small ones.

    Examples
    --------
    >>> shares = Shares.from_quantities({"CHN": 60, "AUS": 20, "USA": (0, 20)})
    >>> ratio_bounds(shares, 1)
    (0.6, 0.75)
    """
    names, amount = shares.everyone
    low, high = amount[0], amount[2]
    many = np.array([name == RESIDUAL for name in names], dtype=np.bool_)
    return _least(low, high, many, k), _most(low, high, k)


def _most(low: Floats, high: Floats, k: int) -> float:
    if np.isinf(high).any() or not low.sum() > 0:
        return 1.0
    ratio = -1.0
    value = 0.0
    # the best holders for a ratio, then the ratio of the best holders, until both agree
    while value > ratio:
        ratio = value
        chosen = np.argsort(-((1 - ratio) * high + ratio * low), kind="stable")[:k]
        top = float(high[chosen].sum())
        value = top / (top + float(np.delete(low, chosen).sum()))
    return min(1.0, value)


def _least(low: Floats, high: Floats, many: NDArray[np.bool_], k: int) -> float:
    if np.isinf(high[many]).any():
        return 0.0
    spread = float(high[many].sum())
    low, high = low[~many], high[~many]
    ends = np.concatenate([low, high, [0.0]])
    found = [1.0]
    for level in np.unique(ends[np.isfinite(ends)]):
        held = np.sort(np.clip(level, low, high))[::-1]
        if (total := float(held.sum()) + spread) > 0:
            found.append(float(held[:k].sum()) / total)
    endless = np.isinf(high)
    if endless.any():  # above every other end those without limit hold all there is, equally
        found.append(min(1.0, k / int(endless.sum())))
    return min(found)
