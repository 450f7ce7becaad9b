"""The order in which minerals are solved: hosts before what is won from them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from mineralsec.errors import GraphError

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.limits import Limits
    from mineralsec.analysis.disruption.outcome import After
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["hosts_first", "solving_order"]


def links(graph: SupplyGraph) -> dict[str, set[str]]:
    """Return for each mineral the minerals that host some of its makers."""
    c = graph.columns
    found: dict[str, set[str]] = {m: set() for m in graph.minerals}
    hosted = np.flatnonzero(c.makers.host >= 0)
    mineral = c.markets.mineral[c.makers.market]
    for row in hosted:
        own, host = int(mineral[row]), int(mineral[c.makers.host[row]])
        if own != host:
            found[c.minerals[own]].add(c.minerals[host])
    return found


def solving_order(graph: SupplyGraph, wanted: frozenset[str]) -> tuple[str, ...]:
    """Return the minerals to solve, hosts first; by-products of a wanted host come along.

    Raises
    ------
    GraphError
        If minerals host each other in a circle.
    """
    hosts = links(graph)
    need = set(wanted)
    while grown := {m for m, h in hosts.items() if h & need} - need:
        need |= grown
    order: list[str] = []
    open_: set[str] = set()

    def visit(mineral: str) -> None:
        if mineral in order:
            return
        if mineral in open_:
            raise GraphError(
                f"{mineral} is, through its hosts, a by-product of itself. "
                "Take the host out of one of the records."
            )
        open_.add(mineral)
        for host in sorted(hosts[mineral] & need):
            visit(host)
        order.append(mineral)

    for mineral in graph.minerals:
        if mineral in need:
            visit(mineral)
    return tuple(order)


def hosts_first(
    graph: SupplyGraph, limits: Limits, after: dict[str, After]
) -> Iterator[tuple[str, Floats]]:
    """Yield each touched mineral with the output its hosts still allow, hosts first.

    Parameters
    ----------
    graph, limits
        The question.
    after
        Filled by the caller between two steps; a host that is not in it is undisturbed.

    Yields
    ------
    mineral, caps
        Name, and the most each of its makers can make, shape (n_makers,). [t/yr]
    """
    touched = frozenset(graph.minerals[code] for code in limits.touched(graph.columns))
    for mineral in solving_order(graph, touched):
        yield mineral, host_caps(graph, mineral, after)


def host_caps(graph: SupplyGraph, mineral: str, after: dict[str, After]) -> Floats:
    """Return the most each maker of `mineral` can make from its host, infinite without one.

    A maker that reports more than its host's ratio allows keeps its own ratio: the figure was
    observed, the ratio is an estimate. A host whose output is withheld or nothing does not hold
    back what is made today.
    """
    c = graph.columns
    network = graph.network(mineral)
    caps = np.full(len(network.makers), np.inf)
    for i in np.flatnonzero(c.makers.host[network.makers] >= 0):
        row = network.makers[i]
        host = int(c.makers.host[row])
        name = c.minerals[c.markets.mineral[c.makers.market[host]]]
        there = graph.network(name)
        local = int(np.searchsorted(there.makers, host))
        before = there.output[local]
        now = after[name].output[local] if name in after else before
        ratio, output = c.makers.host_ratio[row], network.output[i]
        caps[i] = max(ratio, output / before) * now if before > 0 else max(ratio * now, output)
    return caps
