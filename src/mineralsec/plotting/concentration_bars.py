"""Bars with the limits of each value as whiskers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mineralsec.errors import RecordError
from mineralsec.plotting.canvas import GREY, PALE, axes_for, beside, footnote, open_frame, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["concentration_bars"]


def concentration_bars(
    labels: Sequence[str],
    values: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    *,
    axis: str = "",
    title: str = "",
    note: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw values as bars, first label on top, with what they can be as whiskers.

    Parameters
    ----------
    labels
        Name of each bar.
    values
        Length of each bar; NaN where it is unknown, and the bar is named below the chart.
    low, high
        Least and largest value each can have; NaN where no bounds are known (no whisker), an
        infinite high where nothing limits it (an arrow).
    axis
        What the values are.
    title, note
        Lines above and below the chart.
    ax
        Axes to draw in, best of a figure with ``layout="constrained"``; None makes new ones,
        which pyplot does not know and a notebook shows.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    RecordError
        If the lengths differ, or a value lies outside its bounds.
    MineralsecError
        If matplotlib is not installed.

    Examples
    --------
    >>> ax = concentration_bars(["gallium", "copper"], [0.98, 0.1], [0.97, 0.09], [0.99, 0.14])
    >>> [text.get_text() for text in ax.get_yticklabels()]
    ['copper', 'gallium']
    """
    value, least, most = _checked(labels, values, low, high)
    known = ~np.isnan(value)
    rows = np.flatnonzero(known)[::-1]
    lines = wrapped(_words(labels, known, least, most), note)
    ax = axes_for(ax, len(rows), len(lines))
    end = _end(value[rows], most[rows])
    heights = np.arange(len(rows))
    ax.barh(heights, value[rows], height=0.6, color=PALE)
    for height, row in enumerate(rows.tolist()):
        _whisker(ax, height, least[row], most[row], end)
        beside(ax, height, f"{value[row]:.3g}", _limits(least[row], most[row]))
    ax.set_yticks(heights.tolist(), [labels[row] for row in rows.tolist()])
    ax.set_ylim(-0.6, max(len(rows), 1) - 0.4)
    ax.set_xlim(0, 1.02 * end)
    ax.set_xlabel(axis, fontsize=9.5)
    open_frame(ax, title, pad=8)
    footnote(ax, lines)
    return ax


def _checked(
    labels: Sequence[str], values: ArrayLike, low: ArrayLike, high: ArrayLike
) -> list[NDArray[np.float64]]:
    found = [np.asarray(array, dtype=np.float64) for array in (values, low, high)]
    shapes = [array.shape for array in found]
    if not labels or any(shape != (len(labels),) for shape in shapes):
        raise RecordError(
            f"values, low and high must have one number a label ({len(labels)}, at least 1), got "
            f"the shapes {', '.join(map(str, shapes))}."
        )
    value, least, most = found
    outside = (value < least * (1 - 1e-9)) | (value > most * (1 + 1e-9))
    if outside.any():
        row = int(np.argmax(outside))
        raise RecordError(
            f"{labels[row]}: {value[row]:g} lies outside its bounds {least[row]:g} to "
            f"{most[row]:g}. Give low, value and high in this order."
        )
    return found


def _end(value: NDArray[np.float64], most: NDArray[np.float64]) -> float:
    """Return how far the chart must reach."""
    reach = np.concatenate([value, most[np.isfinite(most)]])
    return float(reach.max(initial=0.0)) or 1.0


def _limits(low: float, high: float) -> str:
    if np.isnan(low) or np.isnan(high):
        return "bounds unknown"
    return f"{low:.3g} or more" if np.isinf(high) else f"{low:.3g} to {high:.3g}"


def _whisker(ax: Axes, height: int, low: float, high: float, end: float) -> None:
    if np.isnan(low) or np.isnan(high):
        return
    look: dict[str, Any] = {"color": GREY, "linewidth": 1.6, "markersize": 7}
    ends = [low, min(high, end)]
    ax.plot(ends, [height] * 2, marker="|", markeredgewidth=1.6, markevery=[0], **look)
    ax.plot(ends[1], height, marker=">" if np.isinf(high) else "|", markeredgewidth=1.6, **look)


def _words(
    labels: Sequence[str],
    known: NDArray[np.bool_],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
) -> str:
    """Return what the bars and whiskers cannot show."""
    unknown = [name for name, there in zip(labels, known.tolist(), strict=True) if not there]
    bounded = ~(np.isnan(low) | np.isnan(high))
    lines = []
    if bounded.any():
        lines.append("Whiskers: least and largest value that the figures allow.")
    if np.isinf(high[known]).any():
        lines.append("Arrow: no upper limit is known.")
    if unknown:
        lines.append(f"Not shown, since no value is known: {', '.join(unknown)}.")
    return " ".join(lines)
