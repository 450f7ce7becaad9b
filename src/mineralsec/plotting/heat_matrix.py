"""A matrix of shares, mineral by country, as tones with the figures written in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from mineralsec.errors import RecordError
from mineralsec.plotting.canvas import GREY, INK, axes_for, footnote, open_frame, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["heat_matrix"]

#: Tones from nothing to all: one hue, so that grey keeps the order.
TONES = ("#f4f7fa", "#c9d8e6", "#8fb1cc", "#4a7ba6", INK)


def heat_matrix(
    rows: Sequence[str],
    columns: Sequence[str],
    shares: ArrayLike,
    *,
    axis: str = "",
    title: str = "",
    note: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw shares as tones, first row on top, with each figure of 1 % or more written in.

    Parameters
    ----------
    rows, columns
        Labels, e.g. minerals and countries.
    shares
        From 0 to 1, shape (n_rows, n_columns); NaN where nothing is known (a dot). [-]
    axis, title, note
        What the shares are of, and lines above and below.
    ax
        Axes to draw in, best of a figure with ``layout="constrained"``; None makes new ones.

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
    >>> ax = heat_matrix(["gallium", "cobalt"], ["CHN", "COD"], [[0.9, 0.0], [0.1, 0.6]])
    >>> sorted(text.get_text() for text in ax.texts)
    ['10', '60', '90']
    """
    found = np.asarray(shares, dtype=np.float64)
    if not rows or not columns or found.shape != (len(rows), len(columns)):
        raise RecordError(
            f"shares must have a row a label and a column a label, ({len(rows)}, {len(columns)}) "
            f"and at least (1, 1), got {found.shape}."
        )
    if np.any((found < -1e-9) | (found > 1 + 1e-9)):
        raise RecordError(
            f"shares must be from 0 to 1, got {np.nanmin(found):g} to {np.nanmax(found):g}. "
            "Write 0.26 for 26 %."
        )
    lines = wrapped(axis and f"Figures: {axis}, in percent; less than 1 % is not written.", note)
    ax = axes_for(ax, len(rows), len(lines))
    from matplotlib.colors import LinearSegmentedColormap

    tones = LinearSegmentedColormap.from_list("loss", TONES)
    ax.pcolormesh(
        np.clip(found, 0, 1)[::-1], cmap=tones, vmin=0, vmax=1, edgecolors="white", linewidth=1
    )
    for (row, column), share in np.ndenumerate(found):
        words = "·" if np.isnan(share) else f"{100 * share:.0f}" if share >= 0.01 else ""
        if words:
            tone = "white" if share > 0.55 else INK
            place = (column + 0.5, len(rows) - row - 0.5)
            ax.text(*place, words, ha="center", va="center", fontsize=8, color=tone)
    ax.set_yticks(np.arange(len(rows)) + 0.5, list(rows)[::-1])
    ax.set_xticks(np.arange(len(columns)) + 0.5, list(columns))
    open_frame(ax, title, pad=24)
    ax.spines["bottom"].set_visible(False)
    ax.grid(visible=False)
    ax.tick_params(axis="x", length=0, top=True, labeltop=True, labelbottom=False, color=GREY)
    footnote(ax, lines)
    return ax
