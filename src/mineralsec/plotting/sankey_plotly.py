"""The same chain as an interactive page element of plotly."""

from __future__ import annotations

from typing import Any

from mineralsec.errors import MineralsecError
from mineralsec.plotting.canvas import INK
from mineralsec.plotting.sankey import Chain

__all__ = ["sankey_plotly"]

_KEPT, _LOST, _OUT = "rgba(74, 123, 166, 0.55)", "rgba(190, 120, 20, 0.35)", "#ffffff"


def sankey_plotly(chain: Chain, *, unit: str = "t/yr", title: str = "", note: str = "") -> Any:
    """Return a chain as a plotly figure; what is lost is a band of its own.

    Parameters
    ----------
    chain
        Nodes and bands.
    unit
        Unit of the masses.
    title, note
        Lines above and below the chart.

    Returns
    -------
    plotly.graph_objects.Figure

    Raises
    ------
    MineralsecError
        If plotly is not installed.

    Examples
    --------
    >>> import numpy as np
    >>> mass = np.array([60.0, 40.0])
    >>> chain = Chain(["CHN", "COD", "refiners"], [0, 0, 1], [0, 1], [2, 2], mass, mass)
    >>> sankey_plotly(chain).data[0].type
    'sankey'
    """
    try:
        from plotly.graph_objects import Figure, Sankey
    except ImportError as error:
        raise MineralsecError(
            f'plotly cannot be imported ({error}). Run pip install "mineralsec[plot]".'
        ) from error
    bands = []
    for i, (source, target) in enumerate(zip(chain.source, chain.target, strict=True)):
        lost = float(chain.lost[i])
        kept = float(chain.before[i]) - lost
        bands += [(source, target, kept, _KEPT, "")] * (kept > 0)
        bands += [(source, target, lost, _LOST, "lost: ")] * (lost > 0)
    last = max(max(chain.columns), 1)
    drawing = Sankey(
        arrangement="snap",
        valueformat=",.4~g",
        valuesuffix=f" {unit}",
        node={
            "label": [
                f"{label} (taken out)" if i in chain.removed else label
                for i, label in enumerate(chain.labels)
            ],
            "color": [_OUT if i in chain.removed else INK for i in range(len(chain.labels))],
            "line": {"color": INK, "width": 1},
            # plotly leaves out a node at exactly 0 or 1
            "x": [0.001 + 0.998 * column / last for column in chain.columns],
            "y": _heights(chain),
            "pad": 12,
            "thickness": 14,
        },
        link={
            "source": [band[0] for band in bands],
            "target": [band[1] for band in bands],
            "value": [band[2] for band in bands],
            "color": [band[3] for band in bands],
            "label": [band[4] for band in bands],
            "hovertemplate": "%{label}%{source.label} to %{target.label}: %{value}<extra></extra>",
        },
    )
    figure = Figure(drawing)
    figure.update_layout(
        title={"text": f"{title}<br><sup>{note}</sup>" if note else title, "font": {"size": 15}},
        font={"size": 12, "color": INK},
        margin={"l": 10, "r": 10, "t": 60, "b": 20},
        paper_bgcolor="white",
    )
    return figure


def _heights(chain: Chain) -> list[float]:
    """Return the middle of each node from the top, largest first in its column."""
    sizes = chain.sizes
    found = [0.0] * len(chain.labels)
    for column in set(chain.columns):
        nodes = [i for i, c in enumerate(chain.columns) if c == column]
        nodes.sort(key=lambda i: (-sizes[i], chain.labels[i]))
        total = float(sizes[nodes].sum()) or 1.0
        above = 0.0
        for node in nodes:
            part = float(sizes[node]) / total
            found[node] = min(max(above + part / 2, 0.001), 0.999)
            above += part
    return found
