"""Plain removals of many places, totals only: what no place changes is done once.

A plain removal takes a place out of everything: its rows carry nothing, its use leaves. Under
today's contracts all removals are one block formula; under rerouting each is the same linear
program with a few upper bounds at zero, restarted from the undisturbed basis.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from mineralsec.analysis.coverage import pass_through
from mineralsec.analysis.disruption.limits import Limits
from mineralsec.analysis.disruption.outcome import market_use
from mineralsec.analysis.disruption.prorata import ProRata
from mineralsec.analysis.disruption.question import Question
from mineralsec.analysis.disruption.reroute import Reroute

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.program import Layout
    from mineralsec.graph.columns import Floats
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
    mineral: str,
    blocks: list[Any],
    response: Any,
    window: tuple[date, date],
) -> Floats:
    """Return the use outside each block of markets that is unmet without the block.

    Parameters
    ----------
    graph, mineral
        The question.
    blocks
        For each removal its local markets.
    response
        One for which :func:`totals_suffice`.
    window
        First day and the day after the last.

    Returns
    -------
    ndarray, shape (n_blocks,)
        [t/yr]
    """
    network = graph.network(mineral)
    use = market_use(network, network.received, network.vanishes)
    if isinstance(response, ProRata):
        lost = pass_through(graph, mineral).lost_use(blocks, use)
    else:
        lost = _rerouted(graph, mineral, blocks, response, window)
    return np.where(lost > ROUNDING * use.sum(), lost, 0.0)


def _rerouted(
    graph: SupplyGraph,
    mineral: str,
    blocks: list[Any],
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
