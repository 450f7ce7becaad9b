"""Losses of single plants: a part of their capacity, all of it, or what an owner holds of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from attrs import evolve, field, frozen

from mineralsec.analysis.disruption.shocks import markets_at, names, places, severity, share
from mineralsec.analysis.disruption.stakes import held_by
from mineralsec.arguments import is_word
from mineralsec.errors import UnknownNameError, show, suggest
from mineralsec.places import country_of, place_name

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.limits import Limits
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["CapacityLoss", "OwnerRule", "RemoveFacility", "RemoveOwner"]

#: How much of a plant goes with an owner: the part held, or all of it with who controls it.
OwnerRule = Literal["equity", "control"]


def _ids(value: Any) -> tuple[str, ...]:
    found = names(value)
    if found is None:
        raise UnknownNameError("the id of a facility is needed, got None. Write its record's id.")
    return found


@frozen
class CapacityLoss:
    """Part of the output of some producers or refiners is lost.

    Parameters
    ----------
    share
        Part that is lost, from 0 to 1. [-]
    ids
        Records that lose it; None means all that the other arguments leave.
    places, minerals, stages
        Where and what; None means everywhere and everything.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> half = ms.simulate(graph, ms.CapacityLoss(0.5, places="CHN"))
    >>> half.shortfall < ms.remove_country(graph, "CHN", channel="production").shortfall
    True
    """

    share: float = field(converter=share)
    ids: tuple[str, ...] | None = field(default=None, converter=names, kw_only=True)
    places: Any = field(default=None, converter=names, kw_only=True)
    minerals: tuple[str, ...] | None = field(default=None, converter=names, kw_only=True)
    stages: tuple[str, ...] | None = field(default=None, converter=names, kw_only=True)

    def limit(self, graph: SupplyGraph, limits: Limits, /) -> Limits:
        """Return `limits` with less capacity."""
        c = graph.columns
        hit = markets_at(graph, self.places, self.minerals, self.stages)[c.makers.market]
        if self.ids is not None:
            for name in self.ids:
                if name not in c.makers.id:
                    raise UnknownNameError(
                        f"no Producer or Refiner has the id {show(name)}."
                        f"{suggest(name, c.makers.id)}"
                    )
            hit &= np.array([i in self.ids for i in c.makers.id], dtype=np.bool_)
        if not hit.any():
            raise UnknownNameError("no Producer or Refiner is hit by this capacity loss.")
        which = f"{int(hit.sum())} producer(s) or refiner(s)"
        if self.ids is not None:
            which = " and ".join(self.ids)
        return limits.cut_makers(hit, 1.0 - self.share).said(
            f"{which}: {self.share:.0%} of capacity is lost"
        )


@frozen
class RemoveFacility:
    """Named mines, plants or refineries stop; everything else at their places goes on.

    A facility with a place of its own (``"CHN:bayan-obo"``) goes with its trade and stocks by
    :class:`RemoveCountry`.

    Parameters
    ----------
    ids
        Record id of a Producer or Refiner, or several.

    Examples
    --------
    >>> RemoveFacility("mine A").ids
    ('mine A',)
    """

    ids: tuple[str, ...] = field(converter=_ids)

    def limit(self, graph: SupplyGraph, limits: Limits, /) -> Limits:
        """Return `limits` without the facilities."""
        c = graph.columns
        after = CapacityLoss(1.0, ids=self.ids).limit(graph, limits)
        words = []
        for name in self.ids:
            place = c.places[c.markets.place[c.makers.market[c.makers.id.index(name)]]]
            words.append(f"{name} in {place_name(country_of(place))}")
        verb = "stops" if len(words) == 1 else "stop"
        return evolve(after, scope=limits.scope).said(
            f"{' and '.join(words)} {verb}; the rest of the country goes on"
        )


@frozen
class RemoveOwner:
    """What a country's, or a company's, owners hold of plants anywhere stops being made.

    Parameters
    ----------
    owner
        Country, bloc or company, or a list of them.
    rule
        ``"equity"``: a plant loses the part of its output that the owner holds; ``"control"``:
        it loses all where the owner holds more than half or operates it without such an owner,
        and the part where nobody controls it. Holdings in owning companies
        (:class:`~mineralsec.Stake`) are followed, as :func:`~mineralsec.shares` does.
    minerals, stages
        What stops; None means everything.
    severity
        Part of that which is lost, from 0 to 1. [-]

    Examples
    --------
    >>> RemoveOwner("CHN", rule="control").rule
    'control'
    """

    owner: Any = field(converter=places)
    rule: OwnerRule = field(default="equity", kw_only=True)
    minerals: tuple[str, ...] | None = field(default=None, converter=names, kw_only=True)
    stages: tuple[str, ...] | None = field(default=None, converter=names, kw_only=True)
    severity: float = field(default=1.0, converter=severity, kw_only=True)

    def __attrs_post_init__(self) -> None:
        """Refuse a rule that does not exist."""
        if not is_word(self.rule, get_args(OwnerRule)):
            raise UnknownNameError(
                f"rule must be one of {', '.join(get_args(OwnerRule))}, got {show(self.rule)}."
            )

    def limit(self, graph: SupplyGraph, limits: Limits, /) -> Limits:
        """Return `limits` without what the owner holds."""
        c = graph.columns
        held = held_by(graph, names(self.owner) or (), control=self.rule == "control")
        there = markets_at(graph, None, self.minerals, self.stages)[c.makers.market]
        lost = np.where(there, held.part, 0.0)
        if not lost.any():
            raise UnknownNameError(
                f"{held.who} holds no plant of this graph by rule {self.rule!r}. Ask for another "
                "owner, mineral or stage."
            )
        output = np.nan_to_num(c.makers.output[1])
        known = there & held.owned
        untold = 1.0 - float(output[known].sum()) / (float(output[there].sum()) or 1.0)
        part = "" if self.severity == 1 else f"{self.severity:.0%} of "
        how = "the part held" if self.rule == "equity" else "all with who controls it"
        count = int((lost > 0).sum())
        limits = evolve(limits, capacity_left=limits.capacity_left * (1.0 - self.severity * lost))
        return limits.said(
            f"{part}output of {count} plant{'s' if count != 1 else ''} owned from or by "
            f"{held.who} stops, wherever it stands ({how}); use stays and is counted",
            *(
                [f"No owner is on record for {untold:.0%} of the output looked at; it goes on."]
                if untold > 5e-3
                else []
            ),
        )
