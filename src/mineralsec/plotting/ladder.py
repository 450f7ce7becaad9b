"""The ladder chart: for each mineral the range from first to last response, and the headline."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from mineralsec.errors import RecordError
from mineralsec.plotting.canvas import (
    INK,
    PALE,
    axes_for,
    beside,
    footnote,
    open_frame,
    wrapped,
)
from mineralsec.quantities import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["ladder"]

#: Marker of the first rung, of the headline, of those between and of the last. Shape tells them
#: apart, not colour.
FIRST, HEADLINE, BETWEEN, LAST = "|", "D", ".", "o"


def ladder(
    minerals: Sequence[str],
    shares: ArrayLike,
    horizons: Sequence[str],
    *,
    denominator: str,
    title: str = "",
    note: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw how much goes short, worst first, from the first response to the last.

    Parameters
    ----------
    minerals
        Label of each row.
    shares
        Share that goes short, shape (n_minerals, n_rungs), least adaptive response first. NaN
        where there is no use; the row is left out and named below the chart. [-]
    horizons
        What each rung is called, e.g. ``"first quarter"``. The middle one is the headline.
    denominator
        Whose use the shares are relative to, in words.
    title
        What is removed.
    note
        Year of the data, grade and sources.
    ax
        Axes to draw in, best of a figure with ``layout="constrained"``; None makes new ones,
        which pyplot does not know and a notebook shows.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    RecordError
        If labels and shares do not fit together, or a share is outside 0 to 1.
    MineralsecError
        If matplotlib is not installed.

    Examples
    --------
    >>> ax = ladder(
    ...     ["gallium", "copper"],
    ...     [[0.92, 0.9, 0.81], [0.03, 0.01, 0.0]],
    ...     ["first quarter", "first year", "about three years"],
    ...     denominator="use outside China",
    ... )
    >>> ax.get_xlabel()
    'share of use outside China that goes short'
    """
    found = _checked(minerals, shares, horizons)
    head = found.shape[1] // 2
    known = ~np.isnan(found).any(axis=1)
    # worst last in the list is worst on top of the chart
    order = sorted(
        np.flatnonzero(known).tolist(),
        key=lambda i: (found[i, head], found[i].max(), [-ord(c) for c in minerals[i]]),
    )
    lines = _lines(minerals, known, horizons, note)
    ax = axes_for(ax, len(order), len(lines))
    for height, i in enumerate(order):
        _row(ax, height, found[i], head)
    _labels(ax, [minerals[i] for i in order], found[order], head)
    _axis(ax, found[order], denominator)
    if len(horizons) > 1:
        _key(ax, horizons, head)
    open_frame(ax, title[:1].upper() + title[1:], pad=28 if len(horizons) > 1 else 8)
    footnote(ax, lines)
    return ax


def _checked(minerals: Sequence[str], shares: ArrayLike, horizons: Sequence[str]) -> Any:
    found = np.asarray(shares, dtype=np.float64)
    if len(minerals) == 0 or len(horizons) == 0 or found.shape != (len(minerals), len(horizons)):
        raise RecordError(
            f"shares must have a row a mineral and a column a rung, ({len(minerals)}, "
            f"{len(horizons)}) and at least (1, 1), got {found.shape}."
        )
    # a solver's rounding may leave a trace outside
    if np.any((found < -1e-9) | (found > 1 + 1e-9)):
        raise RecordError(
            f"shares must be from 0 to 1, got {np.nanmin(found):g} to {np.nanmax(found):g}. "
            "Write 0.26 for 26 %."
        )
    return np.clip(found, 0.0, 1.0)


def _lines(minerals: Sequence[str], known: Any, horizons: Sequence[str], note: str) -> list[str]:
    """Return what stands below the chart."""
    left_out = ", ".join(minerals[i] for i in np.flatnonzero(~known).tolist())
    return wrapped(
        f"Response: {horizons[0]}." if len(horizons) == 1 else "",
        f"Not shown, since none is used there: {left_out}." if left_out else "",
        note,
    )


def _row(ax: Axes, height: int, shares: Any, head: int) -> None:
    ax.plot([shares[0], shares[-1]], [height] * 2, color=PALE, linewidth=6, solid_capstyle="butt")
    for rung, share in enumerate(shares):
        ax.plot(share, height, **_marker(rung, len(shares), head))


def _marker(rung: int, count: int, head: int) -> dict[str, Any]:
    """Return the look of a rung; all of them can be told apart where they fall together."""
    look: dict[str, Any] = {"color": INK, "linestyle": "", "zorder": 4, "clip_on": False}
    if rung == head:
        return look | {"marker": HEADLINE, "markersize": 5.5, "zorder": 5}
    if rung == 0:
        return look | {"marker": FIRST, "markersize": 15, "markeredgewidth": 1.8, "zorder": 3}
    if rung == count - 1:
        return look | {"marker": LAST, "markersize": 10.5, "markerfacecolor": "white"}
    return look | {"marker": BETWEEN, "markersize": 5}


def _labels(ax: Axes, names: list[str], shares: Any, head: int) -> None:
    """Name the rows on the left and write their figures on the right."""
    ax.set_yticks(range(len(names)), names)
    top = max(len(names), 1) - 0.4
    ax.set_ylim(-0.6, top)
    for height, row in enumerate(shares):
        first, last = sorted((row[0], row[-1]))
        ends = f"{percent(first).removesuffix(' %')} to {percent(last)}" if len(row) > 1 else ""
        beside(ax, height, percent(row[head]), ends)
    if shares.shape[1] > 1:
        beside(ax, top, "headline", "range", header=True)


def _axis(ax: Axes, shares: Any, denominator: str) -> None:
    end = _end(float(shares.max(initial=0.0)))
    ax.set_xlim(-0.012 * end, 1.012 * end)
    ax.xaxis.set_major_formatter(lambda share, _: f"{100 * share:.4g} %")
    ax.set_xlabel(f"share of {denominator} that goes short", fontsize=9.5)


def _end(largest: float) -> float:
    """Return where the axis ends: at all of it, or at a round number above the largest."""
    if largest > 0.5:
        return 1.0
    if largest < 1e-4:  # an axis of nothing is a percent long
        return 0.01
    step = math.pow(10, math.floor(math.log10(largest))) / 2
    return step * (math.floor(largest / step) + 1)


def _key(ax: Axes, horizons: Sequence[str], head: int) -> None:
    """Say above the chart which marker is which rung."""
    from matplotlib.lines import Line2D

    count = len(horizons)
    ax.legend(
        [Line2D([], [], **_marker(rung, count, head)) for rung in range(count)],
        list(horizons),
        loc="lower left",
        bbox_to_anchor=(-0.01, 1.0),
        ncols=count,
        frameon=False,
        fontsize=9,
        handletextpad=0.2,
        columnspacing=1.6,
        borderpad=0.2,
    )
