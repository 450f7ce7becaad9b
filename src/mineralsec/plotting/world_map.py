"""A map of the world: makers as discs, trade as arcs, loss as tone and hatching."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mineralsec.errors import RecordError
from mineralsec.plotting.canvas import GREY, INK, axes_for, footnote, open_frame, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["equal_earth", "world_map"]

#: Polynomial of the Equal Earth projection.
_A = (1.340264, -0.081106, 0.000893, 0.003796)
#: Land, and steps of loss from least to most.
LAND, STEPS = "#e9ebed", ("#c0d4e7", "#93b5d4", "#5b8db8", "#2c577f")
#: Least share of each step.
LIMITS = (0.01, 0.1, 0.25, 0.5)

Rings = Sequence[Sequence[tuple[float, float]]]


def equal_earth(longitude: ArrayLike, latitude: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return map coordinates that keep areas true.

    Parameters
    ----------
    longitude, latitude
        Of any shape. [degree]

    Returns
    -------
    x, y
        For a sphere of radius 1. [-]

    References
    ----------
    Šavrič, B., Patterson, T. and Jenny, B. (2019), The Equal Earth map projection, International
    Journal of Geographical Information Science 33, doi:10.1080/13658816.2018.1504949.

    Examples
    --------
    >>> x, y = equal_earth(0.0, 0.0)
    >>> float(x), float(y)
    (0.0, 0.0)
    """
    lam, phi = np.radians(longitude), np.radians(latitude)
    theta = np.arcsin(np.sqrt(3) / 2 * np.sin(phi))
    a, b, c, d = _A
    slope = a + 3 * b * theta**2 + theta**6 * (7 * c + 9 * d * theta**2)
    x = 2 * np.sqrt(3) * lam * np.cos(theta) / (3 * slope)
    return x, theta * (a + b * theta**2 + theta**6 * (c + d * theta**2))


def world_map(
    outlines: Mapping[str, Rings],
    *,
    loss: Mapping[str, float] | None = None,
    discs: Mapping[str, tuple[float, float, float]] | None = None,
    arcs: Sequence[tuple[float, float, float, float, float, float]] = (),
    removed: Sequence[str] = (),
    disc_words: str = "output",
    loss_words: str = "share of use that goes short",
    title: str = "",
    note: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw a world map in the Equal Earth projection.

    Parameters
    ----------
    outlines
        Rings of each country by code. [degree]
    loss
        Share of its use that each country goes short. [-]
    discs
        Longitude, latitude [degree] and share of the whole [-] of each maker, by label; area
        shows the share.
    arcs
        Longitude and latitude of both ends [degree], share of the whole before, and after [-].
    removed
        Codes of countries that are taken out (cross-hatched).
    disc_words, loss_words
        What the discs and the tones are.
    title, note
        Lines above and below the map.
    ax
        Axes to draw in; None makes new ones.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    RecordError
        If there is no outline, or a share is outside 0 to 1.
    MineralsecError
        If matplotlib is not installed.

    Examples
    --------
    >>> square = [[(0, 0), (10, 0), (10, 10), (0, 10)]]
    >>> ax = world_map({"AAA": square}, discs={"AAA": (5.0, 5.0, 0.6)})
    >>> ax.texts[0].get_text()
    'AAA 60 %'
    """
    loss, discs = loss or {}, discs or {}
    _check(outlines, [*loss.values(), *(d[2] for d in discs.values()), *(a[4] for a in arcs)])
    unseen = sorted(code for code in loss if loss[code] >= LIMITS[0] and code not in outlines)
    lines = wrapped(
        f"Discs: {disc_words}, area by share." if discs else "",
        "Arcs: trade, width by share; dotted where it is lost." if arcs else "",
        f"Too small to be drawn: {', '.join(unseen)}." if unseen else "",
        note,
    )
    ax = axes_for(ax, 10, len(lines))
    for code, rings in outlines.items():
        _country(ax, rings, _tone(loss.get(code, 0.0)), code in removed)
    for arc in sorted(arcs, key=lambda a: a[4]):
        _arc(ax, arc)
    for label, (longitude, latitude, share) in sorted(discs.items(), key=lambda d: -d[1][2]):
        _disc(ax, label, longitude, latitude, share)
    open_frame(ax, title, pad=40 if loss else 26 if removed else 8)
    ax.set_aspect("equal")
    # without Antarctica, which makes and uses nothing
    ax.set_xlim(*equal_earth([-180.0, 180.0], [0.0, 0.0])[0])
    ax.set_ylim(*equal_earth([0.0, 0.0], [-58.0, 84.0])[1])
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_axis_off()
    _key(ax, bool(loss), bool(removed), loss_words)
    footnote(ax, lines)
    return ax


def _check(outlines: Mapping[str, Rings], shares: Sequence[float]) -> None:
    if not outlines:
        raise RecordError("outlines is empty. Give the rings of at least one country.")
    bad = [share for share in shares if not -1e-9 <= share <= 1 + 1e-9]
    if bad:
        raise RecordError(f"shares must be from 0 to 1, got {bad[0]:g}. Write 0.26 for 26 %.")


def _tone(share: float) -> str:
    step = int(np.searchsorted(LIMITS, share, side="right"))
    return STEPS[step - 1] if step else LAND


def _country(ax: Axes, rings: Rings, tone: str, out: bool) -> None:
    for ring in rings:
        x, y = equal_earth([p[0] for p in ring], [p[1] for p in ring])
        ax.fill(x, y, facecolor=tone, edgecolor="white", linewidth=0.4)
        if out:
            ax.fill(x, y, facecolor="none", edgecolor=INK, hatch="xxxx", linewidth=0.6)


def _arc(ax: Axes, arc: tuple[float, float, float, float, float, float]) -> None:
    from matplotlib.patches import FancyArrowPatch

    *ends, before, after = arc
    (x0, x1), (y0, y1) = equal_earth([ends[0], ends[2]], [ends[1], ends[3]])
    for share, style in ((after, "-"), (before - after, ":")):
        if share > 0.002:
            ax.add_patch(
                FancyArrowPatch(
                    (x0, y0),
                    (x1, y1),
                    connectionstyle="arc3,rad=-0.18",
                    arrowstyle="-|>",
                    mutation_scale=7,
                    shrinkA=2,
                    shrinkB=4,
                    linewidth=0.4 + 7 * float(np.sqrt(share)) * 0.5,
                    linestyle=style,
                    color=GREY,
                    alpha=0.65,
                )
            )


def _disc(ax: Axes, label: str, longitude: float, latitude: float, share: float) -> None:
    x, y = equal_earth(longitude, latitude)
    ax.scatter(x, y, s=900 * share, facecolor=INK, edgecolor="white", linewidth=0.7, alpha=0.85)
    if share >= 0.04:
        ax.annotate(
            f"{label} {100 * share:.0f} %",
            (float(x), float(y)),
            xytext=(0, 3 + 15 * float(np.sqrt(share))),
            textcoords="offset points",
            ha="center",
            fontsize=8,
            color=INK,
            bbox={"boxstyle": "round,pad=0.1", "facecolor": "white", "alpha": 0.75, "linewidth": 0},
            zorder=6,
        )


def _key(ax: Axes, loss: bool, removed: bool, words: str) -> None:
    from matplotlib.patches import Patch

    handles = []
    if loss:
        ends = [f"{100 * limit:.0f}" for limit in LIMITS] + ["100"]
        steps = zip(STEPS, ends, ends[1:], strict=False)
        handles += [Patch(color=tone, label=f"{low} to {high} %") for tone, low, high in steps]
    if removed:
        handles.append(Patch(facecolor="white", edgecolor=INK, hatch="xxxx", label="taken out"))
    if handles:
        ax.legend(
            handles=handles,
            title=words if loss else None,
            title_fontsize=9,
            loc="lower left",
            bbox_to_anchor=(0.0, 0.98),
            ncols=len(handles),
            frameon=False,
            fontsize=8.5,
            alignment="left",
            borderpad=0.1,
        )
