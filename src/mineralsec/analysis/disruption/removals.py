"""Plain removals of many places, totals only: what no place changes is done once.

A plain removal takes a place out of everything: its rows carry nothing, its use leaves. Under
today's contracts all removals are one block formula; under rerouting without yields each
is a maximum flow, and those of all minerals are solved together; with yields each is the same
linear program with a few upper bounds at zero, restarted from the undisturbed basis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from mineralsec.analysis.coverage import pass_through
from mineralsec.analysis.disruption.limits import Limits
from mineralsec.analysis.disruption.outcome import market_use
from mineralsec.analysis.disruption.prorata import ProRata
from mineralsec.analysis.disruption.question import Calm, Question
from mineralsec.analysis.disruption.reroute import Reroute
from mineralsec.graph.columns import sums
from mineralsec.maximum_flow import FlowNetwork, delivered_without

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.program import Layout
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.network import Network
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["lost_outside", "totals_suffice"]

#: Unmet use below this part of the mineral's use is the solver's rounding. [-]
ROUNDING = 1e-9


def totals_suffice(graph: SupplyGraph, response: Any) -> bool:
    """Return whether sums after plain removals can be had without solving each place in full.

    They can for contracts shared in proportion, and for rerouting when a tonne of anybody's use
    weighs the same. A by-product waits for its hosts, so it is solved in full all the same.
    """
    if type(response) is ProRata:
        return response.priority == "proportional"
    users = graph.columns.users
    return (
        type(response) is Reroute
        and bool(np.all(users.weight == 1.0))
        and (response.rationing != "priority" or bool(np.all(users.priority == 1)))
    )


def lost_outside(
    graph: SupplyGraph,
    blocks: Mapping[str, Sequence[Any]],
    response: Any,
    window: tuple[date, date],
) -> dict[str, Floats]:
    """Return the use outside each block of markets that is unmet without the block.

    Parameters
    ----------
    graph
        Supply graph.
    blocks
        For each mineral the local markets of each removal.
    response
        One for which :func:`totals_suffice`.
    window
        First day and the day after the last.

    Returns
    -------
    dict of ndarray, shape (n_blocks,)
        By mineral. [t/yr]
    """
    use = {name: _use(graph.network(name)) for name in blocks}
    if isinstance(response, ProRata):
        lost = {
            name: pass_through(graph, name).lost_use(gone, use[name])
            for name, gone in blocks.items()
        }
    else:
        lost = _rerouted(graph, blocks, response, window)
    return {
        name: np.where(found > ROUNDING * use[name].sum(), found, 0.0)
        for name, found in lost.items()
    }


def _use(network: Network) -> Floats:
    return market_use(network, network.received, network.vanishes)


def _rerouted(
    graph: SupplyGraph,
    blocks: Mapping[str, Sequence[Any]],
    response: Reroute,
    window: tuple[date, date],
) -> dict[str, Floats]:
    """Return what is lost when everybody buys elsewhere; without yields it is a maximum flow."""
    plain = {name: flow for name in blocks if (flow := _flow_network(graph, name, response))}
    delivered = delivered_without((flow, blocks[name]) for name, flow in plain.items())
    lost = {
        name: np.array([flow.demand.sum() - flow.demand[gone].sum() for gone in blocks[name]])
        - found
        for (name, flow), found in zip(plain.items(), delivered, strict=True)
    }
    for name in blocks:
        if name not in lost:
            lost[name] = _by_program(graph, name, blocks[name], response, window)
    return lost


def _flow_network(graph: SupplyGraph, mineral: str, response: Reroute) -> FlowNetwork | None:
    """Return the mineral as a network without losses; None if it or the response is more."""
    network = graph.network(mineral)
    if (
        np.any(network.recovery != 1.0)
        or response.lanes == "open"
        or (response.stocks and len(network.stocks))
        or response.time_limit is not None
    ):
        return None
    key = ("flow network", mineral, response)
    if key not in graph.cache:
        calm = Calm.of(response, graph, network)
        n, refines = len(network), network.maker_intake >= 0
        use = _use(network)
        graph.cache[key] = FlowNetwork.of(
            origin=np.concatenate([calm.origin, network.maker_intake[refines]]),
            destination=np.concatenate([calm.destination, network.maker_market[refines]]),
            capacity=np.concatenate(
                [sums(calm.pair_of, calm.lane, len(calm.origin)), calm.maker[refines]]
            ),
            supply=sums(network.maker_market[~refines], calm.maker[~refines], n) + network.appears,
            demand=use,
        )
    found: FlowNetwork = graph.cache[key]
    return found


def _by_program(
    graph: SupplyGraph,
    mineral: str,
    blocks: Sequence[Any],
    response: Reroute,
    window: tuple[date, date],
) -> Floats:
    network = graph.network(mineral)
    free = np.full(len(network.makers), np.inf)
    question = Question(response, graph, mineral, Limits.none(graph, *window), free)
    wanted = np.bincount(question.users.market, question.users.wanted, len(network))
    with question.ready() as program:
        columns, start = _columns_at(question, program.layout)
        unmet = np.empty(len(blocks))
        for i, block in enumerate(blocks):
            gone = [columns[start[m] : start[m + 1]] for m in block]
            served = -program.without(np.unique(np.concatenate(gone))) / program.scale
            unmet[i] = wanted.sum() - wanted[block].sum() - served
    return unmet


def _columns_at(question: Question, layout: Layout) -> tuple[Any, Any]:
    """Return the program's columns that carry something at each market, and where each begins."""
    network = question.network
    every = np.arange(len(network))
    pairs = [
        (layout.lanes, question.origin),
        (layout.lanes, question.destination),
        (layout.makers, network.maker_market),
        (layout.served, question.users.market),
        (layout.release, network.stock_market),
        (layout.appears, every),
    ]
    if layout.leave.stop > layout.leave.start:
        pairs += [(layout.leave, every), (layout.arrive, every)]
    column = np.concatenate([np.arange(s.start, s.stop) for s, _ in pairs]).astype(np.int32)
    market = np.concatenate([m for _, m in pairs])
    order = np.argsort(market, kind="stable")
    return column[order], np.searchsorted(market[order], np.arange(len(network) + 1))
