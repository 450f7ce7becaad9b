"""Whose a plant is, and which records are plants rather than totals of a country."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from mineralsec.analysis.ownership import ownership_of, plants_of
from mineralsec.places import site_of

if TYPE_CHECKING:
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.network import Network
    from mineralsec.graph.supply_graph import SupplyGraph
    from mineralsec.model import Producer, Refiner

__all__ = ["held_by", "is_plant", "makers_of"]


def makers_of(graph: SupplyGraph, network: Network) -> list[Producer | Refiner]:
    """Return the record of each maker of one mineral, in the order of the network."""
    plants, ids = plants_of(graph), graph.columns.makers.id
    return [plants[ids[row]] for row in network.makers]


def is_plant(record: Producer | Refiner) -> bool:
    """Return whether a record has a site, an owner or an operator of its own.

    Examples
    --------
    >>> import mineralsec as ms
    >>> total = ms.Producer(id="a", mineral="tin", place="PER", output="5 tonne/year")
    >>> is_plant(total)
    False
    """
    owned = bool(record.owners) or record.operator is not None
    return owned or site_of(record.place) is not None


def held_by(
    graph: SupplyGraph, network: Network, by: Literal["owner", "company"]
) -> dict[str, Floats]:
    """Return the part of each maker's output that each owner can stop, by name. [-]

    Parameters
    ----------
    graph, network
        One mineral.
    by
        ``"owner"``: the countries where owners sit; ``"company"``: ultimate owners by name.

    Returns
    -------
    dict of str to ndarray, shape (n_makers,)
        All of a plant for who holds more than half of it, through chains of holdings; else all
        for its operator; else each owner's part.
    """
    ownership, held = ownership_of(graph), dict[str, "Floats"]()
    for i, record in enumerate(makers_of(graph, network)):
        for name, part in ownership.parts(record, by, "control").items():
            held.setdefault(name, np.zeros(len(network.makers)))[i] = part
    return dict(sorted(held.items()))
