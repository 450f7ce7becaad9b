"""Use that no source places: all outside the producers, or all with them.

The residual consumer at the place ``QXR`` buys from every producer. Its use is somewhere; the
two ends of where are the graph as it is, and the graph with that use at home with whom it buys
from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve

from mineralsec.graph.columns import MODELLED, sums
from mineralsec.graph.supply_graph import SupplyGraph
from mineralsec.places import RESIDUAL, country_of

if TYPE_CHECKING:
    from mineralsec.graph.columns import Columns, Floats

__all__ = ["unplaced_minerals", "with_producers"]


def unplaced_minerals(columns: Columns) -> frozenset[str]:
    """Return minerals of which some use lies nowhere."""
    codes = [i for i, p in enumerate(columns.places) if country_of(p) == RESIDUAL]
    market = columns.place_mask(codes)[columns.users.market]
    used = columns.users.market[market & (columns.users.reconciled > 0)]
    return frozenset(columns.minerals[m] for m in columns.markets.mineral[used])


def with_producers(graph: SupplyGraph) -> SupplyGraph:
    """Return the graph with unplaced use at the places it is supplied from."""
    key = "unplaced use with producers"
    if key not in graph.cache:
        graph.cache[key] = _moved(graph)
    moved: SupplyGraph = graph.cache[key]
    return moved


def _moved(graph: SupplyGraph) -> SupplyGraph:
    c = graph.columns
    codes = [i for i, p in enumerate(c.places) if country_of(p) == RESIDUAL]
    nowhere = c.place_mask(codes)
    lane = np.flatnonzero(nowhere[c.lanes.destination] & (c.lanes.reconciled > 0))
    user = np.flatnonzero(nowhere[c.users.market])
    end = c.lanes.destination[lane]
    arrives = sums(end, c.lanes.reconciled[lane], len(c.markets))
    wanted = sums(c.users.market, c.users.reconciled, len(c.markets))
    # what arrives and is wanted moves home; the rest stays a matter of the balance
    part = np.minimum(1.0, wanted / np.where(arrives > 0, arrives, 1.0))[end]
    taken, figure = _times(c.lanes.quantity[:, lane], part), c.lanes.reconciled[lane] * part
    quantity, peak = c.lanes.quantity.copy(), c.lanes.peak.copy()
    moved = c.lanes.reconciled.copy()
    quantity[:, lane] = _times(quantity[:, lane], 1.0 - part)
    moved[lane] -= figure
    peak[lane] = np.maximum(peak[lane] - np.nan_to_num(taken[1]), np.nan_to_num(quantity[1, lane]))
    demand, used = c.users.demand.copy(), c.users.reconciled.copy()
    met = sums(end, figure, len(c.markets))
    left = 1.0 - np.minimum(1.0, met / np.where(wanted > 0, wanted, 1.0))
    demand[:, user] = _times(demand[:, user], left[c.users.market[user]])
    used[user] *= left[c.users.market[user]]
    home = [c.places[p] for p in c.markets.place[c.lanes.origin[lane]]]
    users = evolve(
        c.users,
        id=(*c.users.id, *(f"unplaced use with {place}" for place in home)),
        market=np.concatenate([c.users.market, c.lanes.origin[lane]]),
        demand=np.concatenate([demand, taken], axis=1),
        priority=np.concatenate([c.users.priority, np.ones(len(lane), np.int32)]),
        weight=np.concatenate([c.users.weight, np.ones(len(lane))]),
        quality=np.concatenate([c.users.quality, np.full(len(lane), MODELLED, np.int32)]),
        reconciled=np.concatenate([used, figure]),
    )  # fmt: skip
    lanes = evolve(c.lanes, quantity=quantity, reconciled=moved, peak=peak)
    return graph.counterfactual(evolve(c, users=users, lanes=lanes))


def _times(amounts: Floats, part: Floats) -> Floats:
    """Return a part of amounts; no part of what nothing limits is nothing."""
    with np.errstate(invalid="ignore"):
        return np.where(part > 0, amounts * part, 0.0)
