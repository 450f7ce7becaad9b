"""The question itself: what if a country, or anything else, is lost?"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal, get_args

from mineralsec.analysis.disruption.impact import Impact
from mineralsec.analysis.disruption.instruments import InForce
from mineralsec.analysis.disruption.ladder import climb
from mineralsec.analysis.disruption.limits import Limits, check
from mineralsec.analysis.disruption.plants import OwnerRule, RemoveOwner
from mineralsec.analysis.disruption.shocks import (
    Channel,
    Reexport,
    RemoveCountry,
    Shock,
    names,
)
from mineralsec.analysis.disruption.windows import window
from mineralsec.arguments import is_word
from mineralsec.errors import GraphError, UnknownNameError, show
from mineralsec.graph.given import given_graph
from mineralsec.model.control import Control

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["limits_of", "remove_country", "simulate"]

By = Literal["place", "owner"]


def remove_country(
    graph: SupplyGraph,
    country: Any,
    *,
    minerals: Any = None,
    stages: Any = None,
    channel: Channel = "all",
    targets: Any = None,
    by: By = "place",
    severity: float = 1.0,
    reexport: Reexport = True,
    ownership: OwnerRule = "equity",
    start: Any = None,
    duration: Any = "1 year",
    response: Any = None,
) -> Impact:
    """Return what happens if a country stops supplying.

    Parameters
    ----------
    graph
        Supply graph of one year.
    country
        ISO code, name, site below a country, list of them, or bloc.
    minerals, stages
        What it stops supplying; None means everything it has records of.
    channel
        ``"all"``: output and trade stop and its own use leaves; ``"production"``: output stops,
        its use stays and counts; ``"exports"``: flows that leave stop, its own use is served
        first and does not count.
    targets
        Destinations of the exports that stop; None means all.
    by
        ``"place"``: what lies in the country; ``"owner"``: what owners from there (or a company
        of that name) hold of plants anywhere. An owner's loss is one of output, so `channel`
        stays ``"all"`` or ``"production"`` and nobody's use leaves.
    severity
        Part that is lost, from 0 to 1. [-]
    reexport
        With `targets`: whether third places may pass on to the targets what the country sends
        them. False: nothing that left the country reaches the targets, in whatever form;
        ``"transformed"``: it may once somebody outside has refined it further.
    ownership
        With ``by="owner"``: ``"equity"``, a plant loses the part that is held, or ``"control"``,
        all of it where more than half is held and the part where nobody has control.
    start, duration
        Window of the answer; by default the year after the data's. [time]
    response
        How the rest reacts. None climbs the ladder: today's contracts (first quarter), history
        lanes and shown capacity (first year), open lanes, nameplate and stocks (about three
        years); the middle rung is the headline.

    Returns
    -------
    Impact

    Raises
    ------
    UnknownNameError
        If the country, mineral or stage has no records here.
    MineralsecError
        If an argument cannot be.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="lithium")
    >>> impact = ms.remove_country(graph, "CHN")
    >>> 0 <= impact.shortfall_share <= 1
    True
    """
    if not is_word(by, get_args(By)):
        raise UnknownNameError(f"by must be one of {', '.join(get_args(By))}, got {show(by)}.")
    if by == "owner":
        if channel == "exports" or targets is not None or reexport is not True:
            raise GraphError(
                "by='owner' is about output: what an owner's plants sell abroad is not told apart. "
                "Leave channel, targets and reexport out, or write by='place'."
            )
        held = RemoveOwner(
            country, rule=ownership, minerals=minerals, stages=stages, severity=severity
        )
        return simulate(
            graph, held, minerals=minerals, response=response, start=start, duration=duration
        )
    if not is_word(ownership, ("equity",)):
        raise GraphError(f"ownership={show(ownership)} goes with by='owner'. Write by='owner'.")
    shock = RemoveCountry(
        country,
        minerals=minerals,
        stages=stages,
        channel=channel,
        targets=targets,
        severity=severity,
        reexport=reexport,
    )
    return simulate(
        graph, shock, minerals=minerals, response=response, start=start, duration=duration
    )


def simulate(
    graph: SupplyGraph,
    *shocks: Any,
    minerals: Any = None,
    response: Any = None,
    start: Any = None,
    duration: Any = "1 year",
) -> Impact:
    """Return what happens under any shocks together.

    Parameters
    ----------
    graph
        Supply graph of one year.
    *shocks
        Objects with ``limit(graph, limits)``, or Controls, which act on the days on which they
        are in force.
    minerals
        Minerals to answer for; None takes those that the shocks touch.
    response
        How the rest reacts; None climbs the ladder.
    start, duration
        Window of the answer; by default the year after the data's. [time]

    Returns
    -------
    Impact

    Raises
    ------
    GraphError
        If a shock has no method ``limit``.
    MineralsecError
        If an argument cannot be.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="cobalt")
    >>> ms.simulate(graph).shortfall_share
    0.0
    """
    limits = limits_of(graph, shocks, start, duration)
    asked = names(minerals)
    if asked is None:
        touched = limits.touched(graph.columns)
        chosen = tuple(m for i, m in enumerate(graph.minerals) if i in touched) or graph.minerals
    else:
        chosen = tuple(dict.fromkeys(graph.mineral_name(m) for m in asked))
    rungs = climb(graph, limits, response)
    if asked is None:
        # what is won from a host that is hit is hit too
        chosen = tuple(m for m in graph.minerals if m in {*chosen, *rungs[0].touched})
    scalar = len(chosen) == 1 and (asked is not None or len(graph.minerals) == 1)
    # of a function of this module, so that an impact can go to another process
    again = partial(_again, shocks, chosen, response, start, duration)
    return Impact(graph, shocks, limits, chosen, scalar, rungs, again)


def _again(
    shocks: tuple[Any, ...],
    minerals: tuple[str, ...],
    response: Any,
    start: Any,
    duration: Any,
    graph: SupplyGraph,
) -> Impact:
    """Ask the same question of another graph."""
    return simulate(
        graph, *shocks, minerals=minerals, response=response, start=start, duration=duration
    )


def limits_of(graph: SupplyGraph, shocks: tuple[Any, ...], start: Any, duration: Any) -> Limits:
    """Return what all shocks together leave in a window."""
    first, end = window(start, duration, given_graph(graph).year)
    limits = Limits.none(graph, first, end)
    for shock in shocks:
        if isinstance(shock, Control):
            shock = InForce(shock)
        if isinstance(shock, type) or not isinstance(shock, Shock):
            raise GraphError(
                f"a shock needs a method limit(graph, limits), got {show(shock)}. Write for "
                "example ms.RemoveCountry('CHN'), or pass a Control."
            )
        limits = check(shock.limit(graph, limits), graph, shock)
    return limits
