"""Whose a plant is, and which records are plants rather than totals of a country."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from mineralsec.model import Producer, Refiner
from mineralsec.places import site_of

if TYPE_CHECKING:
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.network import Network
    from mineralsec.graph.supply_graph import SupplyGraph
    from mineralsec.model.ownership import Owner

__all__ = ["Facility", "facilities_of", "held_by"]

#: An owner with more than this part of the equity controls the plant. [-]
CONTROL = 0.5


@frozen
class Facility:
    """One record of output as its publisher describes it.

    Parameters
    ----------
    id, place
        As in the record.
    owners, operator
        Whose it is and who runs it, where a source says so.
    """

    id: str
    place: str
    owners: tuple[Owner, ...]
    operator: str | None

    @property
    def known(self) -> bool:
        """Whether it is a plant: it has a site, an owner or an operator of its own."""
        return bool(self.owners) or self.operator is not None or site_of(self.place) is not None


def facilities_of(graph: SupplyGraph, network: Network) -> tuple[Facility, ...]:
    """Return what is known of each maker of one mineral, in the order of the network."""
    records = {
        record.id: record
        for record in graph.current_records
        if isinstance(record, (Producer, Refiner))
    }
    ids = graph.columns.makers.id
    found = []
    for row in network.makers:
        record = records[ids[row]]
        found.append(Facility(record.id, record.place, record.owners, record.operator))
    return tuple(found)


def held_by(facilities: tuple[Facility, ...]) -> dict[str, Floats]:
    """Return the part of each facility's output that each owner can stop, by name.

    All of it for who holds more than half of the equity; else all for the declared operator; else
    each owner's part. [-]

    Examples
    --------
    >>> import mineralsec as ms
    >>> plants = (
    ...     Facility("a", "COD", (ms.Owner("CMOC", 0.8), ms.Owner("Gécamines", 0.2)), None),
    ...     Facility("b", "COD", (ms.Owner("CMOC", 0.5), ms.Owner("Sicomines", 0.5)), None),
    ... )
    >>> {name: part.tolist() for name, part in held_by(plants).items()}
    {'CMOC': [1.0, 0.5], 'Sicomines': [0.0, 0.5]}
    """
    held: dict[str, Floats] = {}
    for i, facility in enumerate(facilities):
        for name, part in _parts(facility).items():
            held.setdefault(name, np.zeros(len(facilities)))[i] = part
    return dict(sorted(held.items()))


def _parts(facility: Facility) -> dict[str, float]:
    if major := [o.name for o in facility.owners if o.share > CONTROL]:
        return {major[0]: 1.0}
    if facility.operator is not None:
        return {facility.operator: 1.0}
    return {owner.name: owner.share for owner in facility.owners}
