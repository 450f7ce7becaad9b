"""What limits a delivery: the generalised cut, part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from mineralsec.quantities import percent

if TYPE_CHECKING:
    from mineralsec.analysis.chokepoints.blocks import Block
    from mineralsec.analysis.chokepoints.delivery import Delivery
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["CutPart", "cut_parts"]

#: A part of the delivery below this is rounding. [-]
TRACE = 1e-9


@frozen
class CutPart:
    """One of the capacities that limit what can still be delivered.

    Parameters
    ----------
    kind
        ``"lane"``, ``"plant"``, ``"supply"`` (without a record) or ``"use"``: the consumer's own,
        where nothing else limits what it gets.
    what
        Which one: a lane's ends and stage, a record's id, a place and stage.
    price
        What a tonne more of it would add to the delivery, after all losses on the way. [-]
    capacity
        How much of it there is. [t/yr]
    """

    kind: str
    what: str
    price: float
    capacity: float

    @property
    def worth(self) -> float:
        """What the consumer gets through it: price times capacity. [t/yr]"""
        return self.price * self.capacity

    def __repr__(self) -> str:
        return f"CutPart({self.kind} {self.what}: {self.capacity:g} t/yr at {percent(self.price)})"


def cut_parts(graph: SupplyGraph, delivery: Delivery, *blocks: Block) -> tuple[CutPart, ...]:
    """Return the capacities that limit a delivery without some blocks, largest worth first."""
    price, left = delivery.cut_without(*blocks)
    network, none = delivery.network, TRACE * float(delivery.use.sum())
    places = [graph.columns.places[code] for code in network.place_of]
    stages = [network.stages[code] for code in network.stage_of]
    found: dict[tuple[str, str], list[float]] = {}
    for column in (price * left > none).nonzero()[0].tolist():
        if column < delivery.makers_from:
            start, end = network.lane_from[column], network.lane_to[column]
            key = ("lane", f"{places[start]} to {places[end]}, {stages[start]}")
        elif column < delivery.served_from:
            maker = network.makers[column - delivery.makers_from]
            key = ("plant", str(graph.columns.makers.id[maker]))
        else:
            kind = "use" if column < delivery.appears_from else "supply"
            market = (column - delivery.served_from) % len(network)
            key = (kind, f"{places[market]}, {stages[market]}")
        # lanes between the same markets have the same price
        part = found.setdefault(key, [float(price[column]), 0.0])
        part[1] += float(left[column])
    parts = [CutPart(kind, what, *numbers) for (kind, what), numbers in found.items()]
    return tuple(sorted(parts, key=lambda part: (-part.worth, part.kind, part.what)))
