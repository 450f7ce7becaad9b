"""How firm the ground under one mineral's answers is: A, B or C."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mineralsec.graph.columns import MODELLED

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["GRADES", "grade"]

#: What each grade means.
GRADES = {
    "A": "observed trade and production",
    "B": "modelled trade",
    "C": "modelled production at some stage, or no trade at all",
}

#: Part of the tonnes above which a modelled figure sets the grade. [-]
MOSTLY = 0.5


def grade(graph: SupplyGraph, mineral: str) -> str:
    """Return ``"A"``, ``"B"`` or ``"C"`` for the data behind a mineral.

    A: most tonnes of trade and of output at every stage are reported or estimated by a
    statistical office. B: most tonnes of trade at some stage are modelled. C: most output of
    some stage is modelled, or there is no trade between places.

    Examples
    --------
    >>> import mineralsec as ms
    >>> grade(ms.load("world", minerals="copper"), "copper") in GRADES
    True
    """
    c, network = graph.columns, graph.network(mineral)
    if not np.any(network.flow > 0) and len(set(network.place_of.tolist())) > 1:
        return "C"
    worst = "A"
    for stage in np.unique(network.stage_of):
        made = network.stage_of[network.maker_market] == stage
        if _part(network.output[made], c.makers.quality[network.makers][made] >= MODELLED) > MOSTLY:
            return "C"
        moved = network.stage_of[network.lane_from] == stage
        if _part(network.flow[moved], c.lanes.quality[network.lanes][moved] >= MODELLED) > MOSTLY:
            worst = "B"
    return worst


def _part(size: np.ndarray, which: np.ndarray) -> float:
    total = float(size.sum())
    return float(size[which].sum()) / total if total > 0 else 0.0
