"""What can be lost: a country or a lane, or more wanted than before.

A shock is anything with ``limit(graph, limits) -> limits``; these are the ones that come with
the library. Shocks compose: each narrows what the one before has left.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, Protocol, get_args, runtime_checkable

import numpy as np
from attrs import evolve, field, frozen

from mineralsec.analysis.disruption.limits import Flags, Limits, OriginBan
from mineralsec.arguments import is_number, is_word
from mineralsec.errors import GraphError, RecordError, UnknownNameError, show, suggest
from mineralsec.places import country_of, is_bloc, place_name, resolve_places

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Channel", "CloseLane", "DemandSurge", "Reexport", "RemoveCountry", "Shock"]

Channel = Literal["all", "production", "exports"]

#: Whether what is barred from the targets may reach them through third places.
Reexport = Literal["transformed"] | bool


@runtime_checkable
class Shock(Protocol):
    """Anything that says what it leaves of the graph's limits.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> class Strike:
    ...     def limit(self, graph, limits):
    ...         import numpy as np
    ...
    ...         everybody = np.ones(len(graph.columns.makers.id), dtype=bool)
    ...         return limits.cut_makers(everybody, 0.5).said("a strike")
    >>> ms.simulate(graph, Strike()).shortfall > ms.Q(0, "tonne")
    True
    """

    def limit(self, graph: SupplyGraph, limits: Limits, /) -> Limits:
        """Return `limits`, narrowed."""


def names(value: Any) -> tuple[str, ...] | None:
    """Return one name or several as a tuple; None stays None (all of them)."""
    if value is None or isinstance(value, str):
        return None if value is None else (value,)
    found = tuple(value) if isinstance(value, Iterable) else ()
    if not found or not all(isinstance(name, str) for name in found):
        raise UnknownNameError(f"a name or a list of names is needed, got {show(value)}.")
    return found


def places(value: Any) -> Any:
    """Return one place as it is written, several as a tuple; nothing is refused."""
    if value is None:
        raise UnknownNameError("a place is needed, got None. Write for example 'CHN'.")
    return value if isinstance(value, str) else names(value)


def share(value: Any, name: str = "share") -> float:
    """Return `value` if it is a share from 0 to 1."""
    if not is_number(value) or not 0 <= float(value) <= 1:
        raise RecordError(f"{name} must be a share from 0 to 1, got {show(value)}.")
    return float(value)


def severity(value: Any) -> float:
    """Return `value` if it is a share from 0 to 1."""
    return share(value, "severity")


def _factor(value: Any) -> float:
    if not is_number(value) or not 0 <= float(value) < float("inf"):
        raise RecordError(f"factor must be a number from 0 up, got {show(value)}.")
    return float(value)


def markets_at(
    graph: SupplyGraph,
    places: Any,
    minerals: tuple[str, ...] | None,
    stages: tuple[str, ...] | None,
) -> Flags:
    """Return which markets lie at the places, minerals and stages; None means all."""
    c = graph.columns
    mask = np.ones(len(c.markets), np.bool_)
    if places is not None:
        mask &= c.place_mask(graph.place_codes(places))
    if minerals is not None:
        wanted = [c.minerals.index(graph.mineral_name(m)) for m in minerals]
        mask &= np.isin(c.markets.mineral, wanted)
    if stages is not None:
        known = [s for s in stages if s in c.stages]
        for stage in stages:
            if stage not in c.stages:
                raise UnknownNameError(
                    f"no stage {show(str(stage))} in this graph.{suggest(str(stage), c.stages)} "
                    f"Stages here: {', '.join(c.stages)}."
                )
        mask &= np.isin(c.markets.stage, [c.stages.index(s) for s in known])
    return mask


def destinations(graph: SupplyGraph, places: Any, targets: Any) -> Flags:
    """Return markets outside `places`, those of `targets` if there are any."""
    outside = ~markets_at(graph, places, None, None)
    if targets is not None:
        outside &= markets_at(graph, targets, None, None)
        if not outside.any():
            raise GraphError(
                f"all of {in_words(graph, targets)} lies in {in_words(graph, places)}, so nothing "
                "leaves for there. Write other targets."
            )
    return outside


def serve_first(
    graph: SupplyGraph,
    limits: Limits,
    places: Any,
    minerals: tuple[str, ...] | None,
    targets: Any,
    who: str,
) -> Limits:
    """Let the places serve their own use first, and count that of the others or the targets."""
    own = markets_at(graph, places, minerals, None)
    limits = evolve(limits, first=limits.first | own)
    if targets is None:
        return limits.count(~own, f"outside {who}")
    return limits.count(
        destinations(graph, places, targets), f"in {', '.join(names(targets) or ())}"
    )


@frozen
class RemoveCountry:
    """A country, a site, a list of them or a bloc stops supplying.

    Parameters
    ----------
    place
        ISO code, name, site, list or bloc.
    minerals, stages
        What it stops supplying; None means everything.
    channel
        ``"production"`` stops output, ``"exports"`` stops flows that leave, ``"all"`` stops
        output and flows in and out and takes the country's own use along.
    targets
        Destinations of the exports that stop (with ``channel="exports"``); None means all.
    severity
        Part that is lost, from 0 to 1. [-]
    reexport
        With `targets`: whether third places may pass on to the targets what the country sends
        them. False: nothing that left the country reaches the targets, in whatever form;
        ``"transformed"``: it may once somebody outside has refined it further.

    Examples
    --------
    >>> RemoveCountry("CHN", minerals="gallium", channel="exports").minerals
    ('gallium',)
    """

    place: Any = field(converter=places)
    minerals: tuple[str, ...] | None = field(default=None, converter=names, kw_only=True)
    stages: tuple[str, ...] | None = field(default=None, converter=names, kw_only=True)
    channel: Channel = field(default="all", kw_only=True)
    targets: Any = field(default=None, converter=names, kw_only=True)
    severity: float = field(default=1.0, converter=severity, kw_only=True)
    reexport: Reexport = field(default=True, kw_only=True)

    def __attrs_post_init__(self) -> None:
        """Refuse words that mean nothing."""
        if not (isinstance(self.reexport, bool) or is_word(self.reexport, ("transformed",))):
            raise UnknownNameError(
                f"reexport must be True, False or 'transformed', got {show(self.reexport)}."
            )
        if not is_word(self.channel, get_args(Channel)):
            raise UnknownNameError(
                f"channel must be one of {', '.join(get_args(Channel))}, got {show(self.channel)}."
                f"{suggest(str(self.channel), get_args(Channel))}"
            )
        if self.targets is not None and self.channel != "exports":
            raise GraphError(
                f"targets go with channel='exports', got channel={self.channel!r}. "
                "Write channel='exports', or leave targets out."
            )
        if self.reexport is not True and (self.targets is None or self.severity < 1):
            raise GraphError(
                f"reexport={self.reexport!r} bars material from targets altogether. Write "
                "channel='exports' with targets=... and no severity, or leave reexport out."
            )

    def limit(self, graph: SupplyGraph, limits: Limits, /) -> Limits:
        """Return `limits` without what the country supplied."""
        c = graph.columns
        places = self.place
        here = markets_at(graph, places, self.minerals, self.stages)
        if not here.any():
            raise UnknownNameError(
                f"{self.who(graph)} has no record of {self._what()} in this graph. "
                "Ask for another mineral, stage or place."
            )
        left = 1.0 - self.severity
        if self.channel in ("all", "production"):
            limits = limits.cut_makers(here[c.makers.market], left)
            limits = evolve(
                limits, appears_left=np.where(here, limits.appears_left * left, limits.appears_left)
            )
        if self.channel == "all":
            limits = limits.cut_lanes(c, here, np.ones_like(here), left)
            limits = limits.cut_lanes(c, ~here, here, left)
            stock = here[c.stocks.market]
            limits = evolve(
                limits,
                leaves=np.where(here, np.maximum(limits.leaves, self.severity), limits.leaves),
                release_left=np.where(stock, limits.release_left * left, limits.release_left),
            )
            limits = limits.count(~here, f"outside {self.who(graph)}")
        if self.channel == "exports":
            end = destinations(graph, places, self.targets)
            limits = limits.cut_lanes(c, here, end, left)
            if self.reexport is not True:
                home = markets_at(graph, places, None, None)
                ban = OriginBan(here, home, end, self.reexport == "transformed", self.who(graph))
                limits = evolve(limits, bans=(*limits.bans, ban))
            limits = serve_first(
                graph, limits, places, self.minerals, self.targets, self.who(graph)
            )
        return limits.said(self.scope(graph))

    def who(self, graph: SupplyGraph) -> str:
        """Return the place in words."""
        return in_words(graph, self.place)

    def _what(self) -> str:
        return " and ".join(self.minerals or ("any mineral",)) + (
            f" at {' and '.join(self.stages)}" if self.stages else ""
        )

    def scope(self, graph: SupplyGraph) -> str:
        """Return what stops, in words."""
        who = self.who(graph)
        part = "" if self.severity == 1 else f"{self.severity:.0%} of "
        at = f" at {' and '.join(self.stages)}" if self.stages else ""
        minerals = "" if self.minerals is None else f" of {' and '.join(self.minerals)}"
        if self.channel == "production":
            return f"{part}output{minerals}{at} of {who} stops; its own use stays and is counted"
        if self.channel == "exports":
            to = "" if self.targets is None else f" to {', '.join(names(self.targets) or ())}"
            if self.targets is None:
                way = ""
            elif self.reexport is True:
                way = ", third places may pass them on"
            else:
                form = " unless refined there" if self.reexport == "transformed" else ""
                way = f", nor do they arrive through third places{form}"
            return (
                f"{part}exports{minerals}{at} of {who}{to} stop{way}; it serves its own use "
                "first, which is not counted"
            )
        return f"{part}output and trade{minerals}{at} of {who} stop; its own use leaves with it"


def in_words(graph: SupplyGraph, place: Any) -> str:
    """Return countries, sites or blocs as a reader calls them."""
    words = []
    for text in names(place) or ():
        if is_bloc(text):
            words.append(text)
            continue
        for code in resolve_places(text, None if graph.year is None else f"{graph.year}-12-31"):
            site = code.partition(":")[2]
            words.append(place_name(country_of(code)) + (f" ({site})" if site else ""))
    return ", ".join(words[:6]) + (f" and {len(words) - 6} more" if len(words) > 6 else "")


@frozen
class DemandSurge:
    """More is wanted than today, everywhere or at some places.

    Parameters
    ----------
    factor
        Demand relative to today's, 0 or more. [-]
    places, minerals, stages
        Where and what; None means everywhere and everything.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> surge = ms.simulate(graph, ms.DemandSurge(1.2))
    >>> surge.shortfall > ms.Q(0, "tonne")
    True
    """

    factor: float = field(converter=_factor)
    places: Any = field(default=None, converter=names, kw_only=True)
    minerals: tuple[str, ...] | None = field(default=None, converter=names, kw_only=True)
    stages: tuple[str, ...] | None = field(default=None, converter=names, kw_only=True)

    def limit(self, graph: SupplyGraph, limits: Limits, /) -> Limits:
        """Return `limits` with other demand."""
        hit = markets_at(graph, self.places, self.minerals, self.stages)[graph.columns.users.market]
        if not hit.any():
            raise UnknownNameError("no Consumer is hit by this surge in demand.")
        demand = np.where(hit, limits.demand * self.factor, limits.demand)
        return evolve(limits, demand=demand).said(
            f"demand of {int(hit.sum())} consumer(s) is {self.factor:g} times today's"
        )


@frozen
class CloseLane:
    """Nothing moves from one place to another.

    Parameters
    ----------
    origin, destination
        Country, site, list or bloc.
    minerals, stages
        What stops moving; None means everything.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> closed = ms.simulate(graph, ms.CloseLane("CHN", "JPN"))
    >>> closed.shortfall >= ms.Q(0, "tonne")
    True
    """

    origin: Any = field(converter=places)
    destination: Any = field(converter=places)
    minerals: tuple[str, ...] | None = field(default=None, converter=names, kw_only=True)
    stages: tuple[str, ...] | None = field(default=None, converter=names, kw_only=True)

    def limit(self, graph: SupplyGraph, limits: Limits, /) -> Limits:
        """Return `limits` without the lane."""
        start = markets_at(graph, self.origin, self.minerals, self.stages)
        end = markets_at(graph, self.destination, self.minerals, self.stages)
        return limits.cut_lanes(graph.columns, start, end).said(
            f"nothing moves from {in_words(graph, self.origin)} "
            f"to {in_words(graph, self.destination)}"
        )
