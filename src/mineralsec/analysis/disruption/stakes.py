"""Who holds how much of each plant, through chains of holdings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from mineralsec.errors import UnknownNameError, show, suggest
from mineralsec.model import Producer, Refiner, Stake
from mineralsec.places import bloc_members, country_of, is_bloc, place_name, resolve_places

if TYPE_CHECKING:
    from mineralsec.graph.columns import Flags, Floats
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Held", "held_by"]

#: Rounds in which holdings of holdings settle; chains are short, circles shrink each round.
ROUNDS = 100


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
    """Return what companies, or owners from countries and blocs, hold of each maker.

    Parameters
    ----------
    graph
        Its plants have owners, its stakes say who holds those.
    wanted
        Names of companies, countries or blocs.
    control
        Whether more than half counts as all, and less as nothing, at every step of a chain.

    Raises
    ------
    UnknownNameError
        If no plant has an owner, or a name is neither a company here nor a place.
    """
    plants = [r for r in graph.current_records if isinstance(r, (Producer, Refiner)) and r.owners]
    stakes = [r for r in graph.current_records if isinstance(r, Stake)]
    if not plants:
        raise UnknownNameError(
            "no plant of this graph has an owner on record. Write by='place', or give records "
            "owners=[ms.Owner(...)]."
        )
    seat = {o.name: o.place for r in plants for o in r.owners}
    seat |= {name: None for s in stakes for name in (s.holder, s.held) if name not in seat}
    chosen, who = _chosen(graph, wanted, seat)
    held = _settled(chosen, stakes, control)
    row = {name: i for i, name in enumerate(graph.columns.makers.id)}
    part = np.zeros(len(row))
    owned = np.zeros(len(row), np.bool_)
    for plant in plants:
        i = row[plant.id]
        owned[i] = True
        whole = sum(o.share * held.get(o.name, 0.0) for o in plant.owners)
        part[i] = float(whole > 0.5) if control else min(whole, 1.0)
    return Held(part, owned, who)


def _chosen(
    graph: SupplyGraph, wanted: tuple[str, ...], seat: dict[str, str | None]
) -> tuple[set[str], str]:
    day = None if graph.year is None else f"{graph.year}-12-31"
    chosen: set[str] = set()
    words = []
    for text in wanted:
        if text in seat:
            chosen.add(text)
            words.append(text)
            continue
        try:
            places: Any = bloc_members(text, day) if is_bloc(text) else resolve_places(text, day)
        except UnknownNameError:
            raise UnknownNameError(
                f"{show(text)} is neither an owner in this graph nor a place.{suggest(text, seat)}"
            ) from None
        codes = {country_of(place) for place in places}
        chosen |= {name for name, place in seat.items() if place and country_of(place) in codes}
        words.append(text if is_bloc(text) else ", ".join(place_name(c) for c in sorted(codes)))
    return chosen, ", ".join(words)


def _settled(chosen: set[str], stakes: list[Stake], control: bool) -> dict[str, float]:
    """Return the part of each company that the chosen ones hold, directly or through others."""
    held = dict.fromkeys(chosen, 1.0)
    for _ in range(ROUNDS):
        found: dict[str, float] = {}
        for stake in stakes:
            found[stake.held] = found.get(stake.held, 0.0) + stake.fraction * held.get(
                stake.holder, 0.0
            )
        new = {name: float(x > 0.5) if control else min(x, 1.0) for name, x in found.items()}
        new |= dict.fromkeys(chosen, 1.0)
        if all(abs(new[name] - held.get(name, 0.0)) < 1e-12 for name in new):
            break
        held = new
    return held
