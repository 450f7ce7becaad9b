"""The graph after a shock, over the same rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve

from mineralsec.graph.columns import MODELLED

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.rung import Rung
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["after_graph"]


def after_graph(graph: SupplyGraph, rung: Rung) -> SupplyGraph:
    """Return the graph in which everybody makes, moves and uses what the rung leaves them."""
    c = graph.columns
    output, quantity, demand = (
        a.copy() for a in (c.makers.output, c.lanes.quantity, c.users.demand)
    )
    made, moved, used = (t.reconciled.copy() for t in (c.makers, c.lanes, c.users))
    new: list[tuple[int, int, float]] = []
    for mineral in rung.touched:
        network, after = graph.network(mineral), rung.after(mineral)
        for amounts, figures, rows, before, now in (
            (output, made, network.makers, network.output, after.output),
            (quantity, moved, network.lanes, network.flow, after.flow),
            (demand, used, network.users, network.received, after.received),
        ):
            # what a shock does not change keeps its reported and its reconciled figure
            same = np.isclose(now, before, rtol=1e-9, atol=0.0) & network.reconciled
            amounts[:, rows[~same]] = figures[rows[~same]] = now[~same]
        new += [(int(network.markets[a]), int(network.markets[b]), q) for a, b, q in after.new_flow]
    peak = np.maximum(c.lanes.peak, moved)
    lanes = evolve(c.lanes, quantity=quantity, reconciled=moved, peak=peak)
    if new:
        a, b, q = zip(*new, strict=True)
        lanes = _longer(lanes, np.array(a, np.int32), np.array(b, np.int32), np.array(q))
    return graph.counterfactual(
        evolve(
            c,
            makers=evolve(c.makers, output=output, reconciled=made),
            lanes=lanes,
            users=evolve(c.users, demand=demand, reconciled=used),
        )
    )


def _longer(lanes: Any, origin: Any, destination: Any, quantity: Any) -> Any:
    return evolve(
        lanes,
        origin=np.concatenate([lanes.origin, origin]),
        destination=np.concatenate([lanes.destination, destination]),
        quantity=np.concatenate([lanes.quantity, np.tile(quantity, (3, 1))], axis=1),
        reconciled=np.concatenate([lanes.reconciled, quantity]),
        peak=np.concatenate([lanes.peak, quantity]),
        label=(*lanes.label, *("new lane" for _ in origin)),
        quality=np.concatenate([lanes.quality, np.full(len(origin), MODELLED, np.int32)]),
    )
