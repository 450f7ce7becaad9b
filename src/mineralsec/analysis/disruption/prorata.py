"""Today's contracts, nothing re-arranged: every market passes on what it gets."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import numpy as np
from attrs import frozen

from mineralsec.analysis.coverage import fed
from mineralsec.analysis.disruption.hosts import hosts_first
from mineralsec.analysis.disruption.marked_contracts import settle
from mineralsec.analysis.disruption.origin_rows import marks_of
from mineralsec.analysis.disruption.outcome import After, Outcome
from mineralsec.arguments import is_word
from mineralsec.errors import SolverError, UnknownNameError, show
from mineralsec.graph.columns import sums

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.limits import Limits
    from mineralsec.analysis.disruption.origin_rows import Marks
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.network import Network
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["ProRata"]

Priority = Literal["proportional", "home"]

#: Above this many markets the system is solved as a sparse one.
DENSE = 1500

#: Most linear systems solved until no further limit binds; a few are enough.
ROUNDS = 100

#: Says what part of each edge's contract is kept with what the markets have.
Contracts: TypeAlias = "Callable[[Floats], Floats]"


@frozen
class ProRata:
    r"""Every market passes on what it gets in today's proportions.

    Availability :math:`a_m`, the part of its usual supply that a market still has, solves

    .. math:: a = M a + b,

    with :math:`M_{mn}` the share of :math:`m`'s supply that comes through :math:`n` and
    :math:`b_m` the share that is made there. Material that traces back to no source is none:
    a loop between two hubs supplies nobody. Nothing is bought elsewhere, so this is the
    first-quarter end of the ladder.

    Parameters
    ----------
    priority
        ``"proportional"``: what is left is shared in today's proportions. ``"home"``: a market
        serves its own use and refiners first and exports what then remains.

    Examples
    --------
    >>> ProRata()
    ProRata(priority='proportional')
    """

    priority: Priority = "proportional"

    def __attrs_post_init__(self) -> None:
        """Refuse a priority that does not exist."""
        if not is_word(self.priority, get_args(Priority)):
            raise UnknownNameError(
                f"priority must be one of {', '.join(get_args(Priority))}, "
                f"got {show(self.priority)}."
            )

    def respond(self, graph: SupplyGraph, limits: Limits, /) -> Outcome:
        """Return what everybody gets under today's contracts."""
        after: dict[str, After] = {}
        for mineral, host_caps in hosts_first(graph, limits, after):
            network = graph.network(mineral)
            edges = Edges(network, limits, host_caps)
            marks = marks_of(network, limits)
            if marks or self.priority == "home":
                after[mineral] = _settled(network, edges, marks, self.priority)
            else:
                after[mineral] = _proportional(network, edges)
        return Outcome(after)


class Edges:
    """What passes a lane or a refiner, and what is made, under limits."""

    def __init__(self, network: Network, limits: Limits, host_caps: Floats) -> None:
        n = len(network)
        refines = network.maker_intake >= 0
        output = network.output
        cap = np.minimum(
            output * limits.capacity_left[network.makers], limits.capacity_max[network.makers]
        )
        cap = np.minimum(np.minimum(cap, host_caps), output)
        flow = network.flow
        lane_cap = np.minimum(
            flow * limits.lane_left[network.lanes], limits.lane_max[network.lanes]
        )
        for quota in limits.quotas:
            origin, destination = (m[network.markets] for m in (quota.origin, quota.destination))
            hit = origin[network.lane_from] & destination[network.lane_to]
            total = lane_cap[hit].sum()
            if total > quota.limit:
                lane_cap = np.where(hit, lane_cap * (quota.limit / total), lane_cap)
        self.refines = refines
        #: edges are the lanes, then the refiners
        self.start = np.concatenate([network.lane_from, network.maker_intake[refines]])
        self.end = np.concatenate([network.lane_to, network.maker_market[refines]])
        self.size = np.concatenate([flow, output[refines]])
        self.cap = np.concatenate([np.minimum(lane_cap, flow), cap[refines]])
        self.made = sums(network.maker_market[~refines], cap[~refines], n)
        self.made += network.appears * limits.appears_left[network.markets]
        self.produced = cap
        wanted = network.received * limits.demand[network.users]
        self.wanted = wanted
        self.stays = 1.0 - limits.leaves[network.markets]
        extra = sums(network.user_market, np.maximum(wanted - network.received, 0), n)
        #: a market where more is wanted than today passes on less of each tonne
        self.need = network.supply + extra


def _after(network: Network, edges: Edges, passed: Floats, use_rate: Floats) -> After:
    lanes = len(network.lanes)
    output = edges.produced.copy()
    output[edges.refines] = passed[lanes:]
    rate = use_rate * edges.stays
    return After(
        received=edges.wanted * rate[network.user_market],
        unrecorded=network.vanishes * rate,
        flow=passed[:lanes],
        output=output,
        release=np.zeros(len(network.stocks)),
    )


def _proportional(network: Network, edges: Edges) -> After:
    n = len(network)
    need = np.where(edges.need > 0, edges.need, 1.0)
    start, end, size, cap = edges.start, edges.end, edges.size, edges.cap
    # edges whose own limit holds; policy iteration: each pass solves a linear system
    held = cap < size * (1 - 1e-12)
    limited = held & (cap <= 0)
    for _ in range(ROUNDS):
        through = ~limited
        b = (edges.made + sums(end[limited], cap[limited], n)) / need
        a = _solve(n, start[through], end[through], (size / need[end])[through], b)
        a = np.clip(a, 0.0, 1.0)
        now = held & (size * a[start] > cap * (1 + 1e-12))
        now |= held & (cap <= 0)
        if np.array_equal(now, limited):
            break
        limited = now
    else:
        raise SolverError(f"{network.mineral}: pro-rata shares did not settle.")
    return _after(network, edges, np.minimum(cap, size * a[start]), a)


def _solve(n: int, start: Any, end: Any, weight: Floats, b: Floats) -> Floats:
    """Return the smallest solution of a = M a + b with M[end, start] = weight."""
    used = weight > 0
    live = fed(n, start[used], end[used], b)
    if n <= DENSE:
        matrix = np.zeros((n, n))
        np.add.at(matrix, (end, start), weight)
        # loops that nothing feeds would make the system singular; they hold nothing
        matrix[~live] = 0.0
        matrix[:, ~live] = 0.0
        solved: Any = np.linalg.solve(np.eye(n) - matrix, np.where(live, b, 0.0))
        return np.asarray(solved, dtype=np.float64)
    from scipy.sparse import csc_array, eye_array
    from scipy.sparse.linalg import splu

    keep = live[start] & live[end]
    m = csc_array((weight[keep], (end[keep], start[keep])), shape=(n, n))
    solved = splu((eye_array(n) - m).tocsc()).solve(np.where(live, b, 0.0))
    return np.asarray(solved, dtype=np.float64)


def _by_need(network: Network, edges: Edges) -> tuple[Contracts, Callable[[Floats], Floats]]:
    """Return how contracts and use are kept with what a market has: all in today's proportions."""
    need = np.where(edges.need > 0, edges.need, 1.0)

    def use(has: Floats) -> Floats:
        return np.minimum(1.0, has / need)

    return lambda has: use(has)[edges.start], use


def _by_home(network: Network, edges: Edges) -> tuple[Contracts, Callable[[Floats], Floats]]:
    """Return how contracts and use are kept where a market serves itself first."""
    n, lanes = len(network), len(network.lanes)
    refines = edges.refines
    intake = sums(network.maker_intake[refines], (network.output / network.recovery)[refines], n)
    home = (sums(network.user_market, edges.wanted, n) + network.vanishes) * edges.stays + intake
    away = sums(network.lane_from, network.flow, n)

    def use(has: Floats) -> Floats:
        return np.minimum(1.0, has / np.where(home > 0, home, 1.0))

    def contracts(has: Floats) -> Floats:
        abroad = np.clip((has - home) / np.where(away > 0, away, 1.0), 0.0, 1.0)
        at_home = use(has)
        return np.concatenate([abroad[edges.start[:lanes]], at_home[edges.start[lanes:]]])

    return contracts, use


def _settled(network: Network, edges: Edges, marks: tuple[Marks, ...], priority: Priority) -> After:
    contracts, use = (_by_need if priority == "proportional" else _by_home)(network, edges)
    passed, has = settle(network, edges, marks, contracts)
    return _after(network, edges, passed, use(has))
