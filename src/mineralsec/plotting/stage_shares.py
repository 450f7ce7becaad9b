"""A chain, stage by stage: one bar of 100 % a stage, a piece for each holder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mineralsec.errors import RecordError
from mineralsec.plotting.canvas import GREY, INK, PALE, axes_for, footnote, open_frame, wrapped
from mineralsec.quantities import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["stage_shares"]

#: Look of the holders that can be followed from stage to stage: tone and hatching, so that they
#: stay apart in grey and for every kind of colour vision.
LOOKS = ((INK, ""), ("#5b8db8", ""), (PALE, "////"), ("#dfe7ee", "...."))
#: Of every other named holder, and of what no source names.
OTHERS, UNNAMED = (PALE, ""), ("white", "xxxx")
#: A piece narrower than this carries no text.
NARROW = 0.055


def stage_shares(
    stages: Sequence[str],
    shares: Sequence[Mapping[str, float]],
    *,
    unnamed: Sequence[float] = (),
    axis: str = "share of output",
    title: str = "",
    note: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw who holds each stage of a chain, first stage on top.

    Parameters
    ----------
    stages
        Label of each stage, in the order of the chain.
    shares
        For each stage a mapping from holder to share, 0 to 1; the shares of a stage and its
        `unnamed` part sum to 1. [-]
    unnamed
        For each stage the part that no source names; left out: none. [-]
    axis, title, note
        What the shares are of, and lines above and below the chart.
    ax
        Axes to draw in, best of a figure with ``layout="constrained"``; None makes new ones.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    RecordError
        If the lengths differ or the parts of a stage do not sum to 1.
    MineralsecError
        If matplotlib is not installed.

    Examples
    --------
    >>> ax = stage_shares(["mining", "refining"], [{"AUS": 0.6, "CHN": 0.4}, {"CHN": 1.0}])
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['refining', 'mining']
    """
    rest = list(unnamed) or [0.0] * len(stages)
    _check(stages, shares, rest)
    followed = _followed(shares)
    lines = wrapped(_words(shares, rest), note)
    ax = axes_for(ax, 2 * len(stages), len(lines))
    for height, (held, other) in enumerate(zip(shares[::-1], rest[::-1], strict=True)):
        _bar(ax, height, held, other, followed)
    ax.set_yticks(range(len(stages)), list(stages)[::-1])
    ax.set_ylim(-0.6, len(stages) - 0.4)
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(lambda share, _: f"{100 * share:.4g} %")
    ax.set_xlabel(axis, fontsize=9.5)
    open_frame(ax, title, pad=8)
    footnote(ax, lines)
    return ax


def _check(
    stages: Sequence[str], shares: Sequence[Mapping[str, float]], rest: Sequence[float]
) -> None:
    if not stages or not len(stages) == len(shares) == len(rest):
        raise RecordError(
            f"shares and unnamed must have one entry a stage ({len(stages)}, at least 1), got "
            f"{len(shares)} and {len(rest)}."
        )
    for stage, held, other in zip(stages, shares, rest, strict=True):
        parts = [*held.values(), other]
        if min(parts) < -1e-9 or abs(sum(parts) - 1.0) > 1e-6:
            raise RecordError(
                f"{stage}: the shares must be 0 or more and sum to 1, got a sum of "
                f"{sum(parts):g} and a least share of {min(parts):g}. Divide by the total."
            )


def _followed(shares: Sequence[Mapping[str, float]]) -> dict[str, tuple[str, str]]:
    """Return the look of the holders with the largest share at any stage."""
    best: dict[str, float] = {}
    for held in shares:
        for name, share in held.items():
            best[name] = max(best.get(name, 0.0), share)
    order = sorted(best, key=lambda name: (-best[name], name))
    return dict(zip(order, LOOKS, strict=False))


def _bar(
    ax: Axes,
    height: int,
    held: Mapping[str, float],
    other: float,
    followed: Mapping[str, tuple[str, str]],
) -> None:
    order = sorted(held, key=lambda name: (-held[name], name))
    pieces = [(name, held[name], followed.get(name, OTHERS)) for name in order]
    pieces.append(("not named", other, UNNAMED))
    left = 0.0
    for name, share, (tone, hatch) in pieces:
        if share <= 0.0:
            continue
        ax.barh(
            height,
            share,
            left=left,
            height=0.62,
            color=tone,
            hatch=hatch,
            edgecolor="white" if tone != "white" else GREY,
            linewidth=0.8,
        )
        if share >= NARROW:
            _label(ax, left + share / 2, height, f"{name}\n{percent(share)}", tone, bool(hatch))
        left += share


def _label(ax: Axes, x: float, y: float, words: str, tone: str, hatched: bool) -> None:
    options: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 8.5}
    options["color"] = "white" if tone in (INK, LOOKS[1][0]) else INK
    if hatched:
        options["bbox"] = {"boxstyle": "round,pad=0.15", "facecolor": "white", "linewidth": 0}
    ax.text(x, y, words, **options)


def _words(shares: Sequence[Mapping[str, float]], rest: Sequence[float]) -> str:
    """Return what the pieces cannot say."""
    small = int(np.sum([sum(0 < share < NARROW for share in held.values()) for held in shares]))
    lines = []
    if small:
        lines.append(f"{small} holders with less than {percent(NARROW)} of a stage have no label.")
    if any(part > 0 for part in rest):
        lines.append("Not named: countries that the source counts together.")
    return " ".join(lines)
