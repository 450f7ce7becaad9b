"""The tornado chart: how far each assumption moves one figure, the widest bar on top."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mineralsec.errors import RecordError
from mineralsec.plotting.canvas import GREY, INK, PALE, axes_for, footnote, open_frame, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["tornado"]


def tornado(
    names: Sequence[str],
    ends: Sequence[tuple[float, float]],
    words: Sequence[tuple[str, str]],
    *,
    middle: float,
    label: str,
    title: str = "",
    note: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw a bar an assumption from its figure at one end to that at the other.

    Parameters
    ----------
    names
        Label of each bar, widest first.
    ends
        Figure at the low and at the high end; an infinite one is drawn to the edge and said so.
    words
        What the two ends are.
    middle
        Figure with every assumption at its point.
    label
        What the figure is, for the axis.
    title, note
        Above and below the chart.
    ax
        Axes to draw in; None makes new ones.

    Raises
    ------
    RecordError
        If names, ends and words are not one each.
    MineralsecError
        If matplotlib is not installed.

    Examples
    --------
    >>> ax = tornado(["demand"], [(4.0, 9.0)], [("-0.5", "-0.2")], middle=6.0, label="price")
    >>> ax.get_xlabel()
    'price'
    """
    if not len(names) == len(ends) == len(words):
        raise RecordError(
            f"{len(names)} names, {len(ends)} ends and {len(words)} pairs of words; one each."
        )
    lines = wrapped(note)
    axes = axes_for(ax, len(names), len(lines))
    known = [x for pair in ends for x in pair if math.isfinite(x)] or [1.0]
    if math.isfinite(middle):
        known.append(middle)
    left, right = min(known), max(known)
    room = 0.25 * (right - left or 1.0)
    shown: dict[str, Any] = {"va": "center", "fontsize": 8, "color": GREY}
    for row, (pair, two) in enumerate(zip(ends, words, strict=True)):
        order = sorted(zip(pair, two, strict=True))
        drawn = [min(value, right + room) for value, _ in order]
        axes.barh(row, drawn[1] - drawn[0], left=drawn[0], height=0.55, color=PALE, edgecolor=INK)
        for value, (whole, word), side in zip(drawn, order, ("right", "left"), strict=True):
            said = word if math.isfinite(whole) else f"{word}: none clears"
            shift = -4 if side == "right" else 4
            axes.annotate(
                said, (value, row), xytext=(shift, 0), textcoords="offset points", ha=side, **shown
            )
    if math.isfinite(middle):
        axes.axvline(middle, color=INK, linewidth=1.2)
    axes.set_yticks(range(len(names)), list(names))
    axes.set_xlim(left - 1.6 * room, right + 2.2 * room)
    if left >= 0:
        # room for words on the left, but no tick at figures that cannot be
        axes.set_xticks([tick for tick in axes.get_xticks() if 0 <= tick <= right + 2.2 * room])
    axes.invert_yaxis()
    axes.set_xlabel(label)
    open_frame(axes, title, 10)
    footnote(axes, lines)
    return axes
