"""Today's contracts where material is barred by where it came from.

What a market has is a mix of free and marked material; every contract gets its part of the mix,
and a contract with a target gets the free part only. What is barred is not sold to anybody else.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from mineralsec.errors import GraphError, SolverError
from mineralsec.graph.columns import sums

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.origin_rows import Marks
    from mineralsec.analysis.disruption.prorata import Contracts, Edges
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.network import Network

__all__ = ["settle"]

#: Most bans at once: each doubles the kinds of material.
MOST_BANS = 4

#: Most rounds in which contracts settle.
MOST_ROUNDS = 100_000


def settle(
    network: Network, edges: Edges, marks: tuple[Marks, ...], contracts: Contracts
) -> tuple[Floats, Floats]:
    """Return what passes each edge, and what each market has. [t/yr]

    Parameters
    ----------
    network, edges
        The question.
    marks
        Bans by origin; none is a plain network.
    contracts
        Says what part of each edge's contract a market can keep with what it has.

    Raises
    ------
    GraphError
        If there are more than four bans.
    SolverError
        If the contracts do not settle.
    """
    if len(marks) > MOST_BANS:
        raise GraphError(
            f"{network.mineral}: {len(marks)} bans by origin at once; today's contracts follow at "
            f"most {MOST_BANS}. Name several countries in one shock."
        )
    n, lanes = len(network), len(network.lanes)
    start, end = edges.start, edges.end
    is_lane = np.arange(len(start)) < lanes
    kinds = [
        frozenset(c) for k in range(len(marks) + 1) for c in combinations(range(len(marks)), k)
    ]
    code = {kind: i for i, kind in enumerate(kinds)}
    becomes = np.empty((len(kinds), len(start)), np.int32)
    passes = np.ones((len(kinds), len(start)), np.bool_)
    for i, kind in enumerate(kinds):
        carried = np.zeros((len(marks), len(start)), np.bool_)
        for j, mark in enumerate(marks):
            outside = ~mark.source[start]
            kept = np.full(len(start), j in kind)
            if mark.transformed:
                kept &= is_lane | ~outside
            carried[j] = kept | (is_lane & mark.source[start] & ~mark.home[end])
            passes[i] &= ~(carried[j] & mark.targets[end] & ~mark.targets[start])
        becomes[i] = [code[frozenset(np.flatnonzero(column).tolist())] for column in carried.T]
    made = np.zeros((len(kinds), n))
    made[0] = edges.made
    passed = np.zeros((len(kinds), len(start)))
    largest = max(1.0, float(edges.size.max(initial=0.0)))
    # from zero upwards: the smallest solution, so a loop without a source holds nothing
    for _ in range(MOST_ROUNDS):
        has = made.copy()
        for i in range(len(kinds)):
            for j in np.unique(becomes[i]):
                some = becomes[i] == j
                has[j] += sums(end[some], passed[i][some], n)
        whole = has.sum(axis=0)
        mix = has / np.where(whole > 0, whole, 1.0)
        offered = np.minimum(edges.cap, edges.size * contracts(whole))
        new = offered * mix[:, start] * passes
        if np.max(np.abs(new - passed), initial=0.0) <= 1e-13 * largest:
            return new.sum(axis=0), whole
        passed = new
    raise SolverError(
        f"{network.mineral}: contracts did not settle in {MOST_ROUNDS:,} rounds. Use "
        "priority='proportional' without bans by origin, or ms.Reroute()."
    )
