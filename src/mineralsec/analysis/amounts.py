"""Labelled amounts: summed, ordered, bounded, and how much of a total they cover."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias, TypedDict

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mineralsec.analysis.words import Residual
from mineralsec.errors import GraphError, show
from mineralsec.graph.columns import freeze
from mineralsec.places import RESIDUAL

__all__ = [
    "Coverage",
    "amount_text",
    "arranged",
    "by_label",
    "limits",
    "listed",
    "percent",
    "share_limits",
]

Floats: TypeAlias = NDArray[np.float64]


@frozen(eq=False, repr=False)
class Coverage:
    """What part of a total was seen by a point value, and what is missing.

    Parameters
    ----------
    least, most
        Part of the total behind the point, if what is missing is as large, or as small, as it
        can be. [-]
    withheld
        Labels with at least one figure that is withheld or unknown.
    left_out
        Labels that were left out on request.

    Examples
    --------
    >>> Coverage(0.75, 1.0, withheld=("USA",))
    Coverage(75% or more, no figure for USA)
    """

    least: float = 1.0
    most: float = 1.0
    withheld: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.withheld and not self.left_out

    def __str__(self) -> str:
        if self.complete:
            return "100%"
        missing = []
        if self.withheld:
            missing.append(f"no figure for {listed(self.withheld)}")
        if self.left_out:
            missing.append(f"{listed(self.left_out)} left out")
        if self.least == 0.0:
            seen = "an unknown part"
        elif self.most - self.least < 5e-4:
            seen = f"{self.least:.0%}"
        else:
            seen = f"{self.least:.0%} or more"
        return f"{seen}, {', '.join(missing)}"

    def __repr__(self) -> str:
        return f"Coverage({self})"


def by_label(labels: Sequence[str], amount: Floats) -> tuple[tuple[str, ...], Floats]:
    """Return each label once, with the sum of its rows.

    The point of a label is the sum of the points it has; it is NaN if none of them is known.

    Parameters
    ----------
    labels
        Label of each row.
    amount
        Low, point, high, shape (3, n).

    Examples
    --------
    >>> names, sums = by_label(
    ...     ["CHN", "USA", "CHN"], np.array([[1, 0, 1], [1, np.nan, 1], [1, 9, 1]])
    ... )
    >>> names, sums.tolist()
    (('CHN', 'USA'), [[2.0, 0.0], [2.0, nan], [2.0, 9.0]])
    """
    code: dict[str, int] = {}
    of_row = np.array([code.setdefault(name, len(code)) for name in labels], dtype=np.intp)
    known = ~np.isnan(amount[1])
    sums = np.zeros((3, len(code)))
    for line, into in zip(np.where(np.isnan(amount), 0.0, amount), sums, strict=True):
        np.add.at(into, of_row, line)
    sums[1, np.bincount(of_row[known], minlength=len(code)) == 0] = np.nan
    return tuple(code), sums


class Arranged(TypedDict):
    """Fields of :class:`~mineralsec.Shares` that follow from labelled amounts."""

    labels: tuple[str, ...]
    quantities: Floats
    withheld: tuple[str, ...]
    withheld_quantities: Floats
    unnamed: Floats
    coverage: Coverage


def arranged(labels: Sequence[str], amount: Floats, residual: Residual) -> Arranged:
    """Return the holders of labelled amounts, largest first, the residual by its rule.

    Raises
    ------
    GraphError
        If no figure is above zero.
    """
    names, sums = by_label(labels, amount)
    is_residual = np.array([name == RESIDUAL for name in names], dtype=np.bool_)
    out = is_residual & (residual == "left out")
    many = is_residual & (residual == "many") & ~np.isnan(sums[1])
    some = (sums[2] > 0) & ~out & ~many
    known = some & ~np.isnan(sums[1])
    hidden = some & ~known
    unnamed = sums[:, many].sum(axis=1)
    if not sums[1, known].sum() + unnamed[1] > 0:
        raise GraphError(
            "every figure is withheld or unknown: "
            f"{listed([n for n, h in zip(names, hidden, strict=True) if h])}."
            if hidden.any()
            else "nothing is above zero, so there are no shares."
        )
    # largest first, then by name; the residual is no one's name and comes last
    order = sorted(np.flatnonzero(known), key=lambda i: (is_residual[i], -sums[1, i], names[i]))
    gone = np.flatnonzero(hidden)
    return {
        "labels": tuple(names[i] for i in order),
        "quantities": freeze(sums[:, order]),
        "withheld": tuple(names[i] for i in gone),
        "withheld_quantities": freeze(sums[:, gone]),
        "unnamed": freeze(unnamed),
        "coverage": _coverage(labels, amount, out=residual == "left out"),
    }


def _coverage(labels: Sequence[str], amount: Floats, *, out: bool) -> Coverage:
    """Return what part of the rows' total their points are."""
    left_out = np.array([out and name == RESIDUAL for name in labels], dtype=np.bool_)
    left_out &= amount[2] > 0
    withheld = np.isnan(amount[1]) & (amount[2] > 0) & ~left_out
    missing = withheld | left_out
    seen = float(np.nansum(amount[1, ~missing]))

    def named(which: NDArray[np.bool_]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(n for n, hit in zip(labels, which, strict=True) if hit))

    return Coverage(
        least=seen / (seen + float(amount[2, missing].sum())),
        most=seen / (seen + float(amount[0, missing].sum())),
        withheld=named(withheld),
        left_out=named(left_out),
    )


def share_limits(
    low: Floats, high: Floats, anybody: NDArray[np.bool_] | None = None
) -> tuple[Floats, Floats]:
    r"""Return the least and largest share of each holder, whatever the others hold.

    .. math::

        \frac{l_i}{l_i + \sum_{j \ne i} h_j} \le s_i \le \frac{h_i}{h_i + \sum_{j \ne i} l_j}

    Parameters
    ----------
    low, high
        Limits of what each holds, shape (n,); `high` may be infinite.
    anybody
        Rows that may belong to any of the others, shape (n,).

    Examples
    --------
    >>> least, most = share_limits(np.array([60.0, 20.0]), np.array([60.0, 40.0]))
    >>> least.tolist(), most.tolist()
    ([0.6, 0.25], [0.75, 0.4])
    """
    unlimited = np.isinf(high)
    finite = np.where(unlimited, 0.0, high)
    above = np.maximum(finite.sum() - finite, 0.0)
    above[unlimited.sum() - unlimited > 0] = np.inf
    below = np.maximum(low.sum() - low, 0.0)
    most_held = high.copy()
    if anybody is not None:
        most_held[~anybody] += high[anybody].sum()
        below[~anybody] = np.maximum(below[~anybody] - low[anybody].sum(), 0.0)
        unlimited = np.isinf(most_held)
    with np.errstate(invalid="ignore", divide="ignore"):
        # who is alone holds everything, however little that is
        least = np.where((low > 0) | (above > 0), low / (low + above), high > 0)
        most = np.where(
            unlimited, 1.0, np.where(most_held > 0, most_held / (most_held + below), 0.0)
        )
    return least, most


def listed(names: Sequence[str], shown: int = 8) -> str:
    """Return some names for people, and how many more there are.

    Examples
    --------
    >>> listed(["CHN", "RUS", "USA"], shown=2)
    'CHN, RUS and 1 more'
    """
    more = len(names) - shown
    return ", ".join(names[:shown]) + (f" and {more} more" if more > 0 else "")


def limits(name: str, value: object) -> tuple[float, float, float]:
    """Return (low, point, high) of an amount in one of the forms of `from_quantities`."""
    given = tuple(value) if isinstance(value, (tuple, list)) else (value, value, value)
    if len(given) == 2:
        given = (given[0], math.nan, given[1])
    try:
        low, point, high = (float(x) for x in given)
    except (TypeError, ValueError):
        raise GraphError(
            f"{name}: an amount is a number, (low, high) or (low, point, high), got {show(value)}."
        ) from None
    between = low <= high if math.isnan(point) else low <= point <= high
    finite = low < math.inf and not math.isinf(point)
    if not (low >= 0 and between and finite) or (len(given) == 3 and value is None):
        raise GraphError(
            f"{name}: amounts are 0 or more and in the order low, point, high, got {show(value)}. "
            "Write (0, math.inf) for one that nothing limits."
        )
    return low, point, high


def percent(share: float) -> str:
    """Return a share for people.

    Examples
    --------
    >>> percent(0.98765), percent(math.nan)
    ('98.8%', 'withheld')
    """
    return "withheld" if math.isnan(share) else f"{share:.1%}"


def amount_text(amount: float) -> str:
    """Return an amount for people.

    Examples
    --------
    >>> amount_text(230000.0), amount_text(0.75), amount_text(math.nan)
    ('230,000', '0.75', 'withheld')
    """
    if math.isnan(amount):
        return "withheld"
    return f"{amount:,.0f}" if amount >= 100 else f"{amount:.3g}"
