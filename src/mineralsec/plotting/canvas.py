"""Where a chart is drawn: the user's Axes, or new ones that no global state knows of."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from mineralsec.errors import MineralsecError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "GREY",
    "INK",
    "PALE",
    "axes_for",
    "beside",
    "footnote",
    "open_frame",
    "wrapped",
]

#: Three tones of one hue that stay apart in grey: 20, 45 and 80 % light.
INK, GREY, PALE = "#12304d", "#5f6b76", "#b9cbdc"


def axes_for(ax: Axes | None, rows: int, notes: int) -> Axes:
    """Return `ax`, or Axes of a new figure with room for rows and for lines of notes.

    pyplot is not asked, so that nothing changes behind the user's back. A notebook shows the new
    Axes when a cell ends with them.

    Raises
    ------
    MineralsecError
        If matplotlib is not installed.
    """
    if ax is not None:
        return ax
    try:
        from matplotlib.layout_engine import ConstrainedLayoutEngine

        from mineralsec.plotting.notebook import NotebookAxes, NotebookFigure
    except ImportError as error:
        raise MineralsecError(
            f'matplotlib cannot be imported ({error}). Run pip install "mineralsec[plot]".'
        ) from error
    margins = ConstrainedLayoutEngine(w_pad=0.1, h_pad=0.1)  # inches
    figure = NotebookFigure(
        figsize=(8.0, 1.6 + 0.34 * max(1, rows) + 0.145 * notes), layout=margins
    )
    made: Axes = figure.add_subplot(axes_class=NotebookAxes)
    return made


def open_frame(ax: Axes, title: str, pad: float) -> None:
    """Take away the lines that say nothing and set the title, `pad` points above the chart."""
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.spines["bottom"].set_color(GREY)
    ax.tick_params(axis="y", length=0)
    ax.tick_params(axis="x", color=GREY)
    ax.grid(axis="x", color="0.9")
    ax.set_axisbelow(True)
    ax.set_title(textwrap.fill(title, 72), loc="left", fontsize=11, fontweight="bold", pad=pad)


def wrapped(*notes: str) -> list[str]:
    """Return notes as lines no wider than a chart."""
    lines = (line for note in notes for line in note.splitlines())
    return [part for line in lines for part in textwrap.wrap(line, 108)]


def footnote(ax: Axes, lines: list[str]) -> None:
    """Write small lines below the axis."""
    if lines:
        options: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points"}
        ax.annotate(
            "\n".join(lines), (0, 0), xytext=(0, -42), va="top", fontsize=7.5, color=GREY, **options
        ).set_gid("note")


def beside(ax: Axes, height: float, figure: str, limits: str, *, header: bool = False) -> None:
    """Write a row's figure and its limits in two columns on the right of the chart."""
    options: dict[str, Any] = {
        "xycoords": ("axes fraction", "data"),
        "textcoords": "offset points",
        "va": "center",
    }
    weight, size = ("normal", 8) if header else ("bold", 10)
    ax.annotate(
        figure,
        (1, height),
        xytext=(48, 0),
        ha="right",
        color=GREY if header else INK,
        fontsize=size,
        fontweight=weight,
        **options,
    )
    if limits:
        small = 8 if header else 9
        ax.annotate(
            limits, (1, height), xytext=(56, 0), ha="left", color=GREY, fontsize=small, **options
        )
