"""Ranks of the same things by several methods, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from mineralsec.errors import RecordError
from mineralsec.plotting.canvas import GREY, INK, axes_for, footnote, open_frame, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["concordance"]

#: Tones from the safest to the riskiest rank: one hue, so that grey keeps the order.
TONES = ("#f4f7fa", "#c9d8e6", "#8fb1cc", "#4a7ba6", INK)


def concordance(
    labels: Sequence[str],
    methods: Sequence[str],
    ranks: ArrayLike,
    correlations: ArrayLike,
    *,
    title: str = "",
    note: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw a table of ranks as tones, with the mean rank correlation of each method below.

    Parameters
    ----------
    labels, methods
        Names of the rows and of the columns.
    ranks
        Rank by each method, 1 the riskiest, shape (n_labels, n_methods); NaN where the method has
        no score (a dot).
    correlations
        Rank correlation of every pair of methods, shape (n_methods, n_methods); NaN where none can
        be given. [-]
    title, note
        Lines above and below.
    ax
        Axes to draw in, best of a figure with ``layout="constrained"``; None makes new ones.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    RecordError
        If labels and numbers do not fit together, or a rank is below 1.
    MineralsecError
        If matplotlib is not installed.

    Examples
    --------
    >>> nan = float("nan")
    >>> ax = concordance(
    ...     ["gallium", "tin"], ["EU", "R/P"], [[1, nan], [2, 1]], [[1, nan], [nan, 1]]
    ... )
    >>> [text.get_text() for text in ax.texts if text.get_text().isdigit()]
    ['1', '2', '1']
    """
    found, pairs = np.asarray(ranks, dtype=float), np.asarray(correlations, dtype=float)
    shape, square = (len(labels), len(methods)), (len(methods),) * 2
    if not labels or not methods or found.shape != shape or pairs.shape != square:
        raise RecordError(
            f"ranks must have the shape {shape} and correlations {square}, at least one of each, "
            f"got {found.shape} and {pairs.shape}."
        )
    if np.any(found < 1):
        raise RecordError(f"ranks start at 1, got {np.nanmin(found):g}.")
    last = max(2.0, float(np.nanmax(np.where(np.isnan(found), 1.0, found))))
    lines = wrapped(
        "Figures: rank by each method, 1 the riskiest. Dot: no score. Below: mean Spearman "
        "correlation with the other methods.",
        note,
    )
    ax = axes_for(ax, len(labels) + 2, len(lines))
    from matplotlib.colors import LinearSegmentedColormap

    tones = LinearSegmentedColormap.from_list("rank", TONES[::-1])
    ax.pcolormesh(
        np.ma.masked_invalid(found[::-1]), cmap=tones, vmin=1, vmax=last, edgecolors="white"
    )
    middle: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 8}
    for (row, column), rank in np.ndenumerate(found):
        place = (column + 0.5, len(labels) - row - 0.5)
        if np.isnan(rank):
            ax.text(*place, "·", color=GREY, **middle)
        else:
            dark = (rank - 1) / (last - 1) < 0.45
            ax.text(*place, f"{rank:.3g}", color="white" if dark else INK, **middle)
    for column, mean in enumerate(_others(pairs)):
        words = "-" if np.isnan(mean) else f"{mean:.2f}"
        ax.text(column + 0.5, -0.6, words, color=INK, fontweight="bold", **middle)
    ax.text(-0.08, -0.6, "mean correlation", ha="right", va="center", fontsize=8, color=GREY)
    ax.set_ylim(-1.1, len(labels))
    ax.set_yticks(np.arange(len(labels)) + 0.5, list(labels)[::-1])
    names = ["\n".join(_short(method)) for method in methods]
    ax.set_xticks(np.arange(len(methods)) + 0.5, names, fontsize=8)
    open_frame(ax, title, pad=44)
    ax.spines["bottom"].set_visible(False)
    ax.grid(visible=False)
    ax.tick_params(axis="x", length=0, top=True, labeltop=True, labelbottom=False, color=GREY)
    footnote(ax, lines)
    return ax


def _others(pairs: Any) -> list[float]:
    """Return the mean correlation of each method with the others, NaN if none is known."""
    found = []
    for column in range(len(pairs)):
        others = np.delete(pairs[:, column], column)
        known = others[~np.isnan(others)]
        found.append(float(known.mean()) if len(known) else float("nan"))
    return found


def _short(name: str) -> list[str]:
    """Return a name as lines short enough for a column."""
    import textwrap

    return textwrap.wrap(name, 14) or [""]
