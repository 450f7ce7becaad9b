"""A supply chain as bands whose width is mass; what is lost stays visible as an empty band."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mineralsec.errors import RecordError
from mineralsec.plotting.canvas import GREY, INK, axes_for, footnote, open_frame, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Chain", "sankey"]

#: Empty space between two nodes of a column, as a part of the column.
GAP = 0.22
#: Width of a node, in columns.
WIDTH = 0.045


@frozen(eq=False)
class Chain:
    """Nodes in columns and the bands between them, as plain arrays.

    Parameters
    ----------
    labels
        Name of each node.
    columns
        Column of each node, from 0 at the left.
    source, target
        Node each band starts and ends at, shape (n_bands,).
    before, after
        Mass of each band undisturbed and disturbed, shape (n_bands,); the same array where
        nothing is disturbed. [t/yr]
    removed
        Nodes that are taken out.
    headings
        Name of each column.

    Raises
    ------
    RecordError
        If the lengths differ, a band leads nowhere or backward, or a mass is negative.
    """

    labels: Sequence[str]
    columns: Sequence[int]
    source: Sequence[int]
    target: Sequence[int]
    before: NDArray[np.float64]
    after: NDArray[np.float64]
    removed: frozenset[int] = frozenset()
    headings: Sequence[str] = ()

    def __attrs_post_init__(self) -> None:
        bands = len(self.source)
        if not len(self.target) == len(self.before) == len(self.after) == bands or not bands:
            raise RecordError(
                f"source, target, before and after must have one entry a band (at least 1), got "
                f"{bands}, {len(self.target)}, {len(self.before)} and {len(self.after)}."
            )
        if len(self.columns) != len(self.labels):
            raise RecordError(
                f"columns must have one number a label, got {len(self.columns)} for "
                f"{len(self.labels)} labels."
            )
        for start, end in zip(self.source, self.target, strict=True):
            if not (0 <= start < len(self.labels) and 0 <= end < len(self.labels)):
                raise RecordError(f"a band joins nodes {start} and {end}; there is no such node.")
            if self.columns[end] <= self.columns[start]:
                raise RecordError(
                    f"the band from {self.labels[start]} to {self.labels[end]} must lead to the "
                    f"right, got columns {self.columns[start]} and {self.columns[end]}."
                )
        if np.any(self.before < 0) or np.any(self.after < 0):
            raise RecordError("the mass of a band must be 0 or more.")

    @property
    def sizes(self) -> NDArray[np.float64]:
        """Mass through each node undisturbed, shape (n_nodes,). [t/yr]"""
        into, out = np.zeros(len(self.labels)), np.zeros(len(self.labels))
        np.add.at(into, list(self.target), self.before)
        np.add.at(out, list(self.source), self.before)
        return np.maximum(into, out)

    @property
    def lost(self) -> NDArray[np.float64]:
        """Mass that a band carries no more. [t/yr]"""
        return np.maximum(self.before - self.after, 0.0)


def sankey(
    chain: Chain,
    *,
    unit: str = "t/yr",
    title: str = "",
    note: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw a chain from left to right; what is lost is an empty, hatched band.

    Parameters
    ----------
    chain
        Nodes and bands.
    unit
        Unit of the masses.
    title, note
        Lines above and below the chart.
    ax
        Axes to draw in, best of a figure with ``layout="constrained"``; None makes new ones.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    MineralsecError
        If matplotlib is not installed.

    Examples
    --------
    >>> mass = np.array([60.0, 40.0])
    >>> chain = Chain(["CHN", "COD", "refiners"], [0, 0, 1], [0, 1], [2, 2], mass, mass)
    >>> ax = sankey(chain)
    >>> [text.get_text().splitlines()[0] for text in ax.texts[:3]]
    ['CHN', 'COD', 'refiners']
    """
    tall = max(sum(1 for c in chain.columns if c == column) for column in set(chain.columns))
    disturbed = bool(chain.removed) or float(chain.lost.sum()) > 0
    key = "Empty bands: what is lost. Cross-hatched: taken out." if disturbed else ""
    lines = wrapped(f"Width of a band: mass [{unit}]. {key}", note)
    ax = axes_for(ax, max(9, 2 * tall), len(lines))
    bottom, scale = _layout(chain)
    _bands(ax, chain, bottom, scale)
    _nodes(ax, chain, bottom, scale)
    for column, heading in enumerate(chain.headings):
        ax.annotate(
            heading,
            (column, 1.0),
            xytext=(0, 10),
            textcoords="offset points",
            ha="center",
            fontsize=9.5,
            color=GREY,
        ).set_gid("heading")
    last = max(chain.columns)
    ax.set_xlim(-0.12, last + 0.12)
    ax.set_ylim(0, 1)
    open_frame(ax, title, pad=26 if chain.headings else 8)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_axis_off()
    footnote(ax, lines)
    return ax


def _layout(chain: Chain) -> tuple[NDArray[np.float64], float]:
    """Return the lower edge of each node, largest on top of its column, and height per mass."""
    sizes = chain.sizes
    columns = np.asarray(chain.columns)
    scale = (1 - GAP) / max(float(sizes[columns == c].sum()) for c in set(chain.columns))
    bottom = np.zeros(len(sizes))
    for column in sorted(set(chain.columns)):
        nodes = [int(i) for i in np.flatnonzero(columns == column)]
        nodes.sort(key=lambda i: (-sizes[i], chain.labels[i]))
        space = 1 - scale * float(sizes[nodes].sum())
        gap = space / (len(nodes) + 1)
        top = 1 - gap
        for node in nodes:
            bottom[node] = top - scale * sizes[node]
            top = bottom[node] - gap
    return bottom, scale


def _bands(ax: Axes, chain: Chain, bottom: NDArray[np.float64], scale: float) -> None:
    """Draw every band; bands of a node are stacked in the order of their other ends."""
    heights = scale * chain.before
    start, end = np.zeros(len(heights)), np.zeros(len(heights))
    ends = ((start, chain.source, chain.target), (end, chain.target, chain.source))
    for edge, own, other in ends:
        filled = bottom.copy()
        for band in sorted(range(len(heights)), key=lambda i: (bottom[other[i]], i)):
            edge[band] = filled[own[band]]
            filled[own[band]] += heights[band]
    for band, (source, target) in enumerate(zip(chain.source, chain.target, strict=True)):
        left, right = chain.columns[source] + WIDTH / 2, chain.columns[target] - WIDTH / 2
        kept = scale * min(float(chain.after[band]), float(chain.before[band]))
        low = (left, right, float(start[band]), float(end[band]))
        if kept > 0:
            _ribbon(ax, low, 0.0, kept, facecolor="#8fb1cc", alpha=0.65, linewidth=0.0)
        if heights[band] > kept:
            look: dict[str, Any] = {"facecolor": "none", "edgecolor": GREY, "hatch": "////"}
            # many thin outlines would hide the chart
            line = 0.4 if heights[band] - kept > 0.004 else 0.0
            _ribbon(ax, low, kept, float(heights[band]), linewidth=line, alpha=0.55, **look)


def _ribbon(
    ax: Axes, place: tuple[float, float, float, float], low: float, high: float, **look: Any
) -> None:
    left, right, start, end = place
    t = np.linspace(0, 1, 30)
    course = start + (end - start) * t * t * (3 - 2 * t)  # level where it meets a node
    ax.fill_between(left + (right - left) * t, course + low, course + high, **look)


def _nodes(ax: Axes, chain: Chain, bottom: NDArray[np.float64], scale: float) -> None:
    sizes = chain.sizes
    last = max(chain.columns)
    for node, label in enumerate(chain.labels):
        column, height = chain.columns[node], scale * sizes[node]
        out = node in chain.removed
        ax.bar(
            column,
            height,
            bottom=bottom[node],
            width=WIDTH,
            color="white" if out else INK,
            edgecolor=INK,
            hatch="xxxx" if out else "",
            linewidth=0.8,
            zorder=3,
        )
        side = -1 if column == last and last > 0 else 1
        ax.annotate(
            f"{label}\n{_figure(sizes[node])}" if height > 0.035 else label,
            (column, bottom[node] + height / 2),
            xytext=(side * 8, 0),
            textcoords="offset points",
            ha="left" if side > 0 else "right",
            va="center",
            fontsize=8,
            color=INK,
            bbox={"boxstyle": "round,pad=0.1", "facecolor": "white", "alpha": 0.7, "linewidth": 0},
            zorder=4,
        )


def _figure(mass: float) -> str:
    """Return a mass with three digits and no exponent, e.g. ``"226,000"``."""
    rounded = float(f"{mass:.3g}")
    return f"{rounded:,.0f}" if rounded >= 100 else f"{rounded:g}"
