"""What happens month by month: need, supply, what stocks cover and what goes short."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mineralsec.errors import RecordError
from mineralsec.plotting.canvas import GREY, INK, PALE, axes_for, footnote, open_frame, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["drawdown"]


def drawdown(
    months: Sequence[str],
    need: ArrayLike,
    supply: ArrayLike,
    released: ArrayLike,
    *,
    stock: ArrayLike | None = None,
    unit: str = "t a month",
    stock_unit: str = "t",
    title: str = "",
    note: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw a path over time: supply, stock released on top of it, and the gap to the need.

    Parameters
    ----------
    months
        Label of each step, e.g. ``"2025-01"``.
    need, supply, released
        Use wanted, use met from production, and use met from stock in each step, shape
        (n_steps,). [`unit`]
    stock
        What the stocks hold at the end of each step, drawn as a line on an axis of its own;
        None draws none. [`stock_unit`]
    unit, stock_unit
        Units of the two axes.
    title, note
        Lines above and below the chart.
    ax
        Axes to draw in, best of a figure with ``layout="constrained"``; None makes new ones.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    RecordError
        If the lengths differ, or a figure is negative or not a number.
    MineralsecError
        If matplotlib is not installed.

    Examples
    --------
    >>> ax = drawdown(["2025-01", "2025-02"], [10, 10], [4, 4], [6, 2], stock=[2, 0])
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['met from production', 'met from stock', 'goes short', 'need', 'stock left [t]']
    """
    series = [need, supply, released, *([] if stock is None else [stock])]
    found = [np.asarray(array, dtype=np.float64) for array in series]
    _check(months, found)
    lines = wrapped(note)
    ax = axes_for(ax, 9, len(lines))
    wanted, made, drawn = found[:3]
    steps = np.arange(len(months) + 1)
    met = made + drawn
    _band(ax, steps, np.zeros_like(made), made, color=PALE, label="met from production")
    _band(ax, steps, made, met, color="#5b8db8", label="met from stock")
    look = {"facecolor": "white", "edgecolor": GREY, "hatch": "////", "linewidth": 0.0}
    _band(ax, steps, met, np.maximum(met, wanted), label="goes short", **look)
    ax.stairs(wanted, steps, color=INK, linewidth=1.8, baseline=None, label="need")
    ax.set_ylim(0, 1.08 * float(np.maximum(wanted, met).max(initial=0.0)) or 1.0)
    ax.set_xlim(0, len(months))
    _months(ax, months)
    ax.set_ylabel(unit, fontsize=9.5)
    open_frame(ax, title, pad=44)
    ax.grid(visible=False)
    handles, labels = ax.get_legend_handles_labels()
    if stock is not None:
        line, label = _stock(ax, found[3], stock_unit)
        handles, labels = [*handles, line], [*labels, label]
    ax.legend(
        handles,
        labels,
        loc="lower left",
        bbox_to_anchor=(-0.01, 1.0),
        ncols=3,
        frameon=False,
        fontsize=9,
        columnspacing=1.6,
        borderpad=0.2,
    )
    footnote(ax, lines)
    return ax


def _check(months: Sequence[str], series: Sequence[NDArray[np.float64]]) -> None:
    if not months or any(array.shape != (len(months),) for array in series):
        shapes = ", ".join(str(array.shape) for array in series)
        raise RecordError(
            f"every series must have one number a month ({len(months)}, at least 1), got the "
            f"shapes {shapes}."
        )
    for array in series:
        if not np.all(array >= -1e-9):
            bad = int(np.argmin(array >= -1e-9))
            raise RecordError(f"{months[bad]}: {array[bad]:g} is not an amount of 0 or more.")


def _band(
    ax: Axes, steps: NDArray[Any], low: NDArray[np.float64], high: NDArray[np.float64], **look: Any
) -> None:
    ax.fill_between(steps, [*low, low[-1]], [*high, high[-1]], step="post", **look)


def _months(ax: Axes, months: Sequence[str]) -> None:
    every = max(1, -(-len(months) // 12))
    at = list(range(0, len(months), every))
    ax.set_xticks([i + 0.5 for i in at], [months[i] for i in at], fontsize=8.5)


def _stock(ax: Axes, stock: NDArray[np.float64], unit: str) -> tuple[Any, str]:
    beside = ax.twinx()
    (line,) = beside.plot(
        np.arange(1, len(stock) + 1), stock, color=GREY, linestyle=(0, (4, 2)), linewidth=1.6
    )
    beside.set_ylim(0, 1.08 * float(stock.max(initial=0.0)) or 1.0)
    beside.set_ylabel(f"stock left [{unit}]", fontsize=9.5, color=GREY)
    beside.spines[["top", "left", "bottom"]].set_visible(False)
    beside.spines["right"].set_color(GREY)
    beside.tick_params(axis="y", color=GREY, labelcolor=GREY)
    return line, f"stock left [{unit}]"
