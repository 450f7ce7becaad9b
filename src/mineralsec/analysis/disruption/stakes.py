"""Which part of each plant is held from a country or by a company, through chains of holdings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from mineralsec.analysis.ownership import Ownership, ownership_of, plants_of
from mineralsec.errors import UnknownNameError, show, suggest
from mineralsec.model import Stake
from mineralsec.places import bloc_members, country_of, is_bloc, place_name, resolve_places

if TYPE_CHECKING:
    from mineralsec.graph.columns import Flags, Floats
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Held", "held_by"]


@frozen(eq=False)
class Held:
    """What some owners hold.

    Parameters
    ----------
    part
        Part of each maker's output that goes with them, shape (n_makers,). [-]
    owned
        Whether any owner of the maker is on record, shape (n_makers,).
    who
        The owners in words.
    """

    part: Floats
    owned: Flags
    who: str


def held_by(graph: SupplyGraph, wanted: tuple[str, ...], *, control: bool) -> Held:
    """Return what companies, or owners who sit in countries and blocs, hold of each maker.

    Parameters
    ----------
    graph
        Its plants have owners, its stakes say who holds those.
    wanted
        Names of companies, countries or blocs.
    control
        Whether who controls a plant has all of it; where nobody does, parts count.

    Raises
    ------
    UnknownNameError
        If no plant has an owner, or a name is neither a company here nor a place.
    """
    ownership, plants = ownership_of(graph), plants_of(graph)
    if not ownership.names:
        raise UnknownNameError(
            "no plant of this graph has an owner on record. Write by='place', or give records "
            "owners=[ms.Owner(...)]."
        )
    companies = tuple(name for name in wanted if name in ownership.names)
    codes, who = _places(graph, wanted, ownership.names)
    if companies:
        # who holds the company itself does not matter: what it holds goes with it
        ownership = Ownership.of(
            r for r in graph.current_records if not (isinstance(r, Stake) and r.held in companies)
        )
    rule: Any = "control" if control else "equity"
    part = np.zeros(len(graph.columns.makers))
    owned = np.zeros(len(part), np.bool_)
    for i, name in enumerate(graph.columns.makers.id):
        # rows that a question added to the graph have no record, hence no owner
        plant = plants.get(name)
        if plant is None or not (plant.owners or plant.operator):
            continue
        owned[i] = True
        whole = 0.0
        if codes:
            held = ownership.parts(plant, "place", rule)
            whole += sum(held.get(code, 0.0) for code in codes)
        if companies:
            held = ownership.parts(plant, "company", rule)
            whole += sum(
                held.get(name, 0.0) for name in companies if ownership.seat.get(name) not in codes
            )
        part[i] = min(whole, 1.0)
    return Held(part, owned, who)


def _places(
    graph: SupplyGraph, wanted: tuple[str, ...], companies: tuple[str, ...]
) -> tuple[frozenset[str], str]:
    """Return countries among the names, and all of them in words."""
    day = None if graph.year is None else f"{graph.year}-12-31"
    codes: set[str] = set()
    words = []
    for text in wanted:
        if text in companies:
            words.append(text)
            continue
        try:
            places: Any = bloc_members(text, day) if is_bloc(text) else resolve_places(text, day)
        except UnknownNameError:
            raise UnknownNameError(
                f"{show(text)} is neither an owner in this graph nor a place."
                f"{suggest(text, companies)}"
            ) from None
        here = {country_of(place) for place in places}
        codes |= here
        words.append(text if is_bloc(text) else ", ".join(place_name(c) for c in sorted(here)))
    return frozenset(codes), ", ".join(words)
