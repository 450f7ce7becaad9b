"""A chain as columns of bars with ribbons between them, and one place marked throughout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from mineralsec.errors import RecordError
from mineralsec.plotting.canvas import GREY, INK, PALE, axes_for, footnote, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["chokepoint_graph"]

#: Title, labels, sizes and marks of one column.
Column: TypeAlias = tuple[str, Sequence[str], Sequence[float], Sequence[bool]]

#: Number of the column it starts in, label there, label in the next one, size.
Ribbon: TypeAlias = tuple[int, str, str, float]

#: Bars of a column that have a name of their own; the rest is one bar.
NAMED = 7

#: Part of a column below which a bar has no name of its own, unless it is marked. [-]
THIN = 0.0005

#: What the rest is called.
REST = "others"

#: Width of a bar, and room between two bars, in parts of the column's distance and height.
WIDTH, GAP = 0.16, 0.025

#: Height of a line of text.
LINE = 0.055


def chokepoint_graph(
    columns: Sequence[Column],
    ribbons: Sequence[Ribbon],
    *,
    unit: str,
    title: str = "",
    note: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw who hands on how much to whom, with one place marked wherever it makes something.

    Parameters
    ----------
    columns
        From left to right: title, labels, sizes and whether each bar is marked. Every column is
        drawn as high as all others, since losses and unrecorded amounts make sums differ.
    ribbons
        What goes from a bar of one column to a bar of the next.
    unit
        Of sizes.
    title, note
        Lines above and below.
    ax
        Axes to draw in; None makes new ones, which a notebook shows.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    RecordError
        If there is no column with anything in it, lengths differ, or a size is negative.
    MineralsecError
        If matplotlib is not installed.

    Notes
    -----
    The marked place is dark and hatched, so it stands out in grey and to every eye; ribbons that
    come from a marked bar are hatched too.

    Examples
    --------
    >>> ax = chokepoint_graph(
    ...     [
    ...         ("made", ["COD", "AUS"], [7, 3], [True, False]),
    ...         ("used", ["CHN", "USA"], [8, 2], [False, False]),
    ...     ],
    ...     [(0, "COD", "CHN", 7), (0, "AUS", "CHN", 1), (0, "AUS", "USA", 2)],
    ...     unit="t/yr",
    ... )
    >>> [text.get_text() for text in ax.texts if "COD" in text.get_text()]
    ['COD 70 %']
    """
    stacks = [_Stack(*_checked(column)) for column in columns]
    if not any(stack.total > 0 for stack in stacks):
        raise RecordError("columns must have at least one bar above zero.")
    lines = wrapped(note)
    if ax is None:
        ax = axes_for(None, 3 + NAMED, len(lines))
        # drawn Axes always have a figure, which the stubs do not know
        figure: Any = ax.get_figure(root=True)
        figure.set_figwidth(max(8.0, 1.9 * len(stacks)))
    _ribbons(ax, stacks, ribbons)
    ax.set_xlim(-0.12, len(stacks) - 1 + 0.55)
    lowest = max([1.0, *(_bars(ax, x, stack) for x, stack in enumerate(stacks))])
    for x, stack in enumerate(stacks):
        ax.text(x, lowest + 0.05, f"{stack.total:,.0f} {unit}", fontsize=8, color=GREY, va="top")
    ax.set_ylim(lowest + 0.1, -0.12)
    ax.set_axis_off()
    ax.set_title(title, loc="left", fontsize=11, fontweight="bold", pad=8, wrap=True)
    footnote(ax, lines)
    return ax


def _checked(column: Column) -> tuple[str, list[str], Any, list[bool]]:
    title, labels, sizes, marks = column
    size = np.asarray(sizes, np.float64)
    if not len(labels) == len(size) == len(marks):
        raise RecordError(
            f"column {title!r} has {len(labels)} labels, {len(size)} sizes and {len(marks)} marks; "
            "write one of each a bar."
        )
    # also refuses NaN
    if not np.all(size >= 0):
        raise RecordError(f"column {title!r} has a size below zero or none at all.")
    return title, list(labels), size, list(marks)


class _Stack:
    """One column: the largest bars by name, marked ones always, and the rest as one bar."""

    def __init__(self, title: str, labels: list[str], size: Any, marks: list[bool]) -> None:
        self.title, self.total = title, float(size.sum())
        order = sorted(range(len(labels)), key=lambda i: (not marks[i], -size[i], labels[i]))
        shown = sorted(order[:NAMED], key=lambda i: (-size[i], labels[i]))
        least = THIN * self.total
        shown = [i for i in shown if size[i] > (0.0 if marks[i] else least)]
        self.labels = [labels[i] for i in shown]
        self.part = [float(size[i]) / self.total for i in shown]
        self.marks = [marks[i] for i in shown]
        rest = 1.0 - sum(self.part)
        self.bar_of = {label: i for i, label in enumerate(self.labels)}
        if self.total > 0 and rest > 1e-9:
            self.bar_of |= {label: len(self.labels) for label in labels if label not in self.bar_of}
            self.labels.append(REST)
            self.part.append(rest)
            self.marks.append(False)
        room = 1.0 - GAP * max(len(self.part) - 1, 0)
        self.height = [room * part for part in self.part]
        tops = np.concatenate([[0.0], np.cumsum([h + GAP for h in self.height])])
        self.top: list[float] = tops[: len(self.height)].tolist()
        self.scale = room / self.total if self.total > 0 else 0.0


def _ribbons(ax: Axes, stacks: list[_Stack], ribbons: Sequence[Ribbon]) -> None:
    """Draw what goes from column to column, thin ones below, marked ones on top."""
    merged: dict[tuple[int, int, int], float] = {}
    for at, start, end, size in ribbons:
        left, right = stacks[at], stacks[at + 1]
        if start in left.bar_of and end in right.bar_of and size > 0:
            key = at, left.bar_of[start], right.bar_of[end]
            merged[key] = merged.get(key, 0.0) + size
    leaves: dict[tuple[int, int], float] = {}
    arrives: dict[tuple[int, int], float] = {}
    for (at, a, b), size in sorted(merged.items()):
        left, right = stacks[at], stacks[at + 1]
        y0 = left.top[a] + leaves.get((at, a), 0.0)
        y1 = right.top[b] + arrives.get((at, b), 0.0)
        h0, h1 = size * left.scale, size * right.scale
        leaves[at, a] = leaves.get((at, a), 0.0) + h0
        arrives[at, b] = arrives.get((at, b), 0.0) + h1
        _ribbon(ax, at, (y0, h0), (y1, h1), marked=left.marks[a])


def _ribbon(
    ax: Axes, at: int, start: tuple[float, float], end: tuple[float, float], *, marked: bool
) -> None:
    x = np.linspace(at + WIDTH, at + 1, 24)
    t = (x - x[0]) / (x[-1] - x[0])
    ease = t * t * (3 - 2 * t)
    top = start[0] + (end[0] - start[0]) * ease
    bottom = top + start[1] + (end[1] - start[1]) * ease
    look: dict[str, Any] = {"facecolor": PALE, "alpha": 0.55, "linewidth": 0, "zorder": 1}
    if marked:
        look = {
            "facecolor": "#7d97b0", "alpha": 0.9, "hatch": "///", "edgecolor": "white",
            "linewidth": 0, "zorder": 2,
        }  # fmt: skip
    ax.fill_between(x, top, bottom, **look)


def _bars(ax: Axes, x: int, stack: _Stack) -> float:
    """Draw one column; return how low its last label reaches."""
    ax.text(x, -0.03, stack.title, fontsize=8.5, color=GREY, va="bottom")
    free = 0.0
    for label, part, top, height, marked in zip(
        stack.labels, stack.part, stack.top, stack.height, stack.marks, strict=True
    ):
        ax.fill_between(
            [x, x + WIDTH], top, top + height, zorder=3, linewidth=0,
            facecolor=INK if marked else GREY, edgecolor="white", hatch="xx" if marked else None,
            alpha=1.0 if marked else 0.75,
        )  # fmt: skip
        # labels of thin bars are moved down until they are clear of the one above
        y = max(top + height / 2, free)
        free = y + LINE
        ax.text(
            x + WIDTH + 0.02, y, f"{label} {100 * part:.{0 if part >= 0.0995 else 1}f} %",
            fontsize=8.5, va="center", zorder=5, color=INK,
            fontweight="bold" if marked else "normal",
            bbox={"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 0.8},
        )  # fmt: skip
    return free - LINE
