"""The map of a mineral: who makes it, where it goes, who goes short."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mineralsec.analysis.shares import shares
from mineralsec.graph.columns import sums
from mineralsec.graph.supply_graph import SupplyGraph
from mineralsec.places import country_of
from mineralsec.places.boundaries import BOUNDARIES_NOTE, boundaries, middle
from mineralsec.plotting.world_map import world_map
from mineralsec.reporting.chain_figures import given_impact, provenance, subject

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from mineralsec.analysis.disruption.impact import Impact

__all__ = ["plot_map"]

#: How many of the largest lanes are drawn.
LANES = 14


def plot_map(
    what: SupplyGraph | Impact,
    mineral: str | None = None,
    *,
    stage: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw makers and trade of one stage on a world map; of an impact also who goes short.

    Parameters
    ----------
    what
        A graph; or the impact of a removal.
    mineral
        Name, symbol or alias; left out where there is only one.
    stage
        Stage of makers and trade; None takes the first one with output.
    ax
        Axes to draw in; None makes new ones.

    Returns
    -------
    matplotlib.axes.Axes
        Discs are shares of primary output, arcs shares of trade and tones shares of use that
        goes short at the headline rung. [-]

    Raises
    ------
    GraphError
        If nothing is made at that stage.
    UnknownNameError
        If the mineral or the stage is not there.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="cobalt")
    >>> ax = ms.plot_map(ms.remove_country(graph, "COD"))
    >>> any(text.get_text().startswith("COD") for text in ax.texts)
    True
    """
    if isinstance(what, SupplyGraph):
        graph, impact, name = what, None, subject(what, mineral)
    else:
        what = given_impact(what)
        graph, impact, name = what.graph, what, subject(what.graph, mineral, what.minerals)
    held = shares(graph, name, stage=stage)
    made_at = str(held.stage)
    scope = f": {impact.limits.scope[0]}" if impact is not None and impact.limits.scope else ""
    return world_map(
        boundaries(),
        loss={} if impact is None else _loss(impact, name),
        discs=_discs(dict(zip(held.labels, held.share.tolist(), strict=True))),
        arcs=_arcs(graph, name, made_at, impact),
        removed=() if impact is None else _removed(impact),
        disc_words=f"primary output at {made_at}",
        loss_words="share of each country's use that goes short, first year",
        title=f"{name[:1].upper()}{name[1:]}{scope}",
        note=f"{BOUNDARIES_NOTE} {provenance(graph, name)}",
        ax=ax,
    )


def _discs(held: dict[str, float]) -> dict[str, tuple[float, float, float]]:
    found = {}
    for place, share in held.items():
        at = middle(country_of(place))
        if at is not None and share > 0:
            found[place] = (*at, share)
    return found


def _by_country(graph: SupplyGraph, markets: np.ndarray, amount: np.ndarray) -> dict[str, float]:
    found: dict[str, float] = {}
    for code, value in zip(graph.columns.markets.place[markets], amount, strict=True):
        country = country_of(graph.columns.places[code])
        found[country] = found.get(country, 0.0) + float(value)
    return found


def _loss(impact: Impact, mineral: str) -> dict[str, float]:
    """Return the share of its use, all stages together, that each country goes short."""
    network = impact.graph.network(mineral)
    after = impact.headline_rung.after(mineral)
    n = len(network)
    before = sums(network.user_market, network.received, n) + network.vanishes
    left = sums(network.user_market, after.received, n) + after.unrecorded
    used = _by_country(impact.graph, network.markets, before)
    met = _by_country(impact.graph, network.markets, np.minimum(left, before))
    gone = set(_removed(impact))
    return {
        country: min(1.0, max(0.0, 1 - met[country] / use))
        for country, use in used.items()
        if use > 0 and country not in gone
    }


def _removed(impact: Impact) -> tuple[str, ...]:
    columns = impact.graph.columns
    codes = columns.markets.place[np.flatnonzero(impact.limits.leaves > 0)]
    return tuple(sorted({country_of(columns.places[code]) for code in codes.tolist()}))


def _arcs(
    graph: SupplyGraph, mineral: str, stage: str, impact: Impact | None
) -> list[tuple[float, float, float, float, float, float]]:
    """Return the largest lanes between countries: both ends, share before and after."""
    network = graph.network(mineral)
    after = network.flow if impact is None else impact.headline_rung.after(mineral).flow
    here = network.stage_of[network.lane_from] == network.stages.index(stage)
    total = float(network.flow[here].sum())
    places = graph.columns.places
    lanes: dict[tuple[str, str], list[float]] = {}
    for lane in np.flatnonzero(here & (network.flow > 0)).tolist():
        ends = tuple(
            country_of(places[network.place_of[market[lane]]])
            for market in (network.lane_from, network.lane_to)
        )
        both = lanes.setdefault((ends[0], ends[1]), [0.0, 0.0])
        both[0] += float(network.flow[lane])
        both[1] += float(min(after[lane], network.flow[lane]))
    found = []
    for (origin, destination), (before, kept) in sorted(lanes.items(), key=lambda row: -row[1][0]):
        start, end = middle(origin), middle(destination)
        if origin != destination and start is not None and end is not None:
            found.append((*start, *end, before / total, kept / total))
    return found[:LANES]
