"""How hard a legal act bites: from a Control in force to limits.

An act counts for the days on which it holds within the window that is asked about. What it did
before the data's year is in the data already; what it did within that year is in them in part.
"""

from __future__ import annotations

from datetime import date
from functools import singledispatch
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, frozen

from mineralsec.analysis.disruption.limits import Flags, LaneQuota, Limits
from mineralsec.analysis.disruption.shocks import (
    destinations,
    in_words,
    markets_at,
    serve_first,
)
from mineralsec.arguments import yes
from mineralsec.errors import GraphError, RecordError, UnknownNameError, show, suggest
from mineralsec.model.control import Control
from mineralsec.model.instrument import Ban, Licence, Quota
from mineralsec.model.names import VOCABULARY
from mineralsec.quantities import bounds, percent, written
from mineralsec.units import MASS_FLOW

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["InForce", "bite"]


@frozen
class InForce:
    """A Control as a shock: it acts on the days on which it is in force.

    Parameters
    ----------
    control
        The legal act.
    again
        Whether an act from before the data's year, which the data already contain, acts a
        second time.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> law = {"id": "ban", "issuer": "CHN", "instrument": ms.Ban(), "effective": "2025-01-01"}
    >>> ban = ms.Control(**law, minerals=("gallium",))
    >>> ms.simulate(graph, ms.InForce(ban)).shortfall > ms.Q(0, "tonne")
    True
    """

    control: Control
    again: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse what is no legal act."""
        if not isinstance(self.control, Control):
            raise RecordError(
                f"a Control is in force, got {show(self.control)}. Write InForce(ms.Control(...))."
            )
        yes(self.again, "again")

    def limit(self, graph: SupplyGraph, limits: Limits, /) -> Limits:
        """Return `limits` under the act."""
        control = self.control
        window = (limits.end - limits.start).days
        part = control.days_in_force(limits.start, limits.end) / window
        fresh = 1.0 if self.again else _not_in_data(control, graph.year)
        if part == 0:
            return limits.said(
                "", f"{control.id} is not in force between {limits.start} and {limits.end}."
            )
        if fresh == 0:
            return limits.said(
                "",
                f"{control.id} took effect on {control.effective}, before the data's year "
                f"{graph.year}: it is in the data already and does nothing here. "
                "Use again=True to let it act a second time.",
            )
        c = graph.columns
        known = tuple(m for m in control.minerals if m in c.minerals)
        if not known:
            _slips(control, c.minerals)
        places = control.issuer
        stages = tuple(s for s in control.stages if s in c.stages) or None
        targets = _targets(graph, control)
        if (
            not known
            or not _has_records(graph, places)
            or (control.stages and stages is None)
            or targets == ()
        ):
            return limits.said("", f"{control.id} is about nothing in this graph.")
        start = markets_at(graph, places, known, stages)
        end = destinations(graph, places, targets)
        after = bite(control.instrument, graph, limits, start, end, part * fresh, control.id)
        after = serve_first(graph, after, places, known, targets, in_words(graph, places))
        after = after.said(f"{_words(graph, control)}, in force {part:.0%} of the window")
        if isinstance(control.instrument, Licence) and control.instrument.delay is not None:
            after = after.said(
                "",
                f"{control.id}: what is approved counts as if it came at once; its delay of "
                f"{written(control.instrument.delay)} is read by simulate_path.",
            )
        if fresh < 1:
            after = after.said(
                "",
                f"{control.id} held for {1 - fresh:.0%} of {graph.year}, which the data contain: "
                f"it acts by the other {fresh:.0%}.",
            )
        return after


def _targets(graph: SupplyGraph, control: Control) -> tuple[str, ...] | None:
    """Return those of the targets that the graph has records of; None is the world."""
    if control.targets == "world":
        return None
    return tuple(place for place in control.targets if _has_records(graph, place))


def _words(graph: SupplyGraph, control: Control) -> str:
    """Return what an act does, for a reader, with its name."""
    where = f"from {in_words(graph, control.issuer)}"
    if control.targets != "world":
        where += f" to {in_words(graph, control.targets)}"
    stages = f" at {', '.join(map(str, control.stages))}" if control.stages else ""
    exports = f"exports of {', '.join(control.minerals)}{stages} {where}"
    act = control.instrument
    if isinstance(act, Ban):
        does = "stop"
    elif isinstance(act, Quota):
        does = f"are limited to {written(act.limit)} a mineral"
    elif isinstance(act, Licence):
        does = f"need a licence, given for {percent(act.approval_rate)}"
    else:
        does = f"are under {act!r}"
    return f"{exports} {does} ({control.id})"


def _slips(control: Control, minerals: tuple[str, ...]) -> None:
    """Refuse an act whose minerals are all unknown, if one looks like a slip of the pen."""
    for name in control.minerals:
        if name not in VOCABULARY and (near := suggest(name, minerals)):
            raise UnknownNameError(
                f"{control.id} is about {show(name)}, and no mineral of this graph is called so."
                f"{near} Minerals here: {', '.join(minerals)}."
            )


def _has_records(graph: SupplyGraph, places: str) -> bool:
    try:
        return bool(graph.place_codes(places))
    except UnknownNameError:
        return False


def _not_in_data(control: Control, year: int | None) -> float:
    """Return the part of the data's year in which the act did not hold yet. [-]"""
    if year is None:
        return 1.0
    first, next_first = date(year, 1, 1), date(year + 1, 1, 1)
    held = control.days_in_force(first, next_first) / (next_first - first).days
    return 1.0 - held


@singledispatch
def bite(
    instrument: Any,
    graph: SupplyGraph,
    limits: Limits,
    origin: Flags,
    destination: Flags,
    part: float,
    what: str,
) -> Limits:
    """Return `limits` under an instrument; register a function here for an instrument of yours.

    Parameters
    ----------
    instrument
        What the law says, e.g. :class:`~mineralsec.Ban`.
    graph, limits
        What there is, and what is left of it so far.
    origin, destination
        Markets whose lanes the act is about, boolean, shape (n_markets,).
    part
        Part of the window in which it acts. [-]
    what
        Id of the act, for messages.
    """
    raise GraphError(
        f"{what}: {type(instrument).__name__} has no effect on quantities that this version knows. "
        "Known: Ban, Quota, Licence. Register your own with "
        "mineralsec.analysis.disruption.instruments.bite.register."
    )


@bite.register(Ban)
def _(
    instrument: Ban,
    graph: SupplyGraph,
    limits: Limits,
    origin: Flags,
    destination: Flags,
    part: float,
    what: str,
) -> Limits:
    return limits.cut_lanes(graph.columns, origin, destination, 1.0 - part)


@bite.register(Licence)
def _(
    instrument: Licence,
    graph: SupplyGraph,
    limits: Limits,
    origin: Flags,
    destination: Flags,
    part: float,
    what: str,
) -> Limits:
    return limits.cut_lanes(
        graph.columns, origin, destination, 1.0 - part * (1.0 - instrument.approval_rate)
    )


@bite.register(Quota)
def _(
    instrument: Quota,
    graph: SupplyGraph,
    limits: Limits,
    origin: Flags,
    destination: Flags,
    part: float,
    what: str,
) -> Limits:
    c = graph.columns
    _, point, high = bounds(instrument.limit, MASS_FLOW)
    # of a quota known only within limits the best figure, else the most it can be
    limit = high if np.isnan(point) else point
    quotas = []
    # tonnes of different minerals are never added: each has the quota to itself
    for mineral in np.unique(c.markets.mineral[origin]):
        own = origin & (c.markets.mineral == mineral)
        moved = c.lanes.reconciled[own[c.lanes.origin] & destination[c.lanes.destination]]
        # outside the days in force what moves today may go on moving
        blended = part * limit + (1.0 - part) * max(float(moved.sum()), limit)
        quotas.append(LaneQuota(own, destination, blended, what))
    return evolve(limits, quotas=(*limits.quotas, *quotas))
