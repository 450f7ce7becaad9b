"""Many draws of supply at once under today's contracts: one product with the inverse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from mineralsec.analysis.coverage import pass_through
from mineralsec.analysis.disruption.outcome import market_use
from mineralsec.arguments import floats
from mineralsec.errors import RecordError
from mineralsec.graph.columns import freeze
from mineralsec.graph.given import given_graph

if TYPE_CHECKING:
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["producers_of", "share_short", "supply_draws"]


def supply_draws(graph: SupplyGraph, mineral: str, factors: ArrayLike) -> Floats:
    r"""Return what each market still has when first-stage output is drawn anew, many times.

    Availability is :math:`a = N b`, with :math:`N = (I - M)^{-1}` factorised once and
    :math:`b` the share of each market's supply that is made there: all draws are one product.

    Parameters
    ----------
    graph, mineral
        The question.
    factors
        Output of each producer relative to today, shape (n_draws, n_producers), in the order of
        ``producers_of(graph)``; refiners follow from what reaches them. [-]

    Returns
    -------
    ndarray, shape (n_draws, n_markets)
        Part of its usual supply that each market has, in the order of ``graph.network(mineral)``;
        above 1 where more is made than today. [-]

    Raises
    ------
    RecordError
        If the shape is another, or a factor is negative or not finite.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="cobalt")
    >>> count = len(producers_of(graph, "cobalt"))
    >>> bool(np.allclose(supply_draws(graph, "cobalt", np.ones((1, count))).max(), 1.0))
    True
    """
    network = given_graph(graph).network(mineral)
    rows = _rows(graph, mineral)
    drawn = np.ascontiguousarray(floats(factors, "factors", "a row a draw"))
    if drawn.ndim != 2 or drawn.shape[1] != len(rows):
        raise RecordError(
            f"factors must have a column a producer, (n_draws, {len(rows)}), got {drawn.shape}. "
            "producers_of(graph, mineral) names them in order."
        )
    if not (np.isfinite(drawn).all() and (drawn >= 0).all()):
        raise RecordError("factors must be 0 or more and finite.")
    through = pass_through(graph, mineral)
    key = ("supply draws", network.mineral)
    if key not in graph.cache:
        supply = np.where(network.supply > 0, network.supply, 1.0)
        made = np.zeros((len(network), len(rows)))
        made[network.maker_market[rows], np.arange(len(rows))] = network.output[rows]
        steady = np.where(through.fed, network.appears / supply, 0.0)
        # what a producer's output is at every market, and what is there without any producer
        both = np.column_stack([made / supply[:, None], steady])
        both[~through.fed] = 0.0
        graph.cache[key] = freeze(np.ascontiguousarray(through.downstream(both).T))
    effect = graph.cache[key]
    # what is there without any producer is one more factor, so that all is one product
    every = np.ones((len(drawn), len(rows) + 1))
    every[:, :-1] = drawn
    return np.asarray(every @ effect)


def producers_of(graph: SupplyGraph, mineral: str) -> tuple[str, ...]:
    """Return the ids of the producers whose output is drawn: those that take in nothing."""
    ids = graph.columns.makers.id
    return tuple(ids[row] for row in graph.network(mineral).makers[_rows(graph, mineral)].tolist())


def share_short(graph: SupplyGraph, mineral: str, available: Floats) -> Floats:
    """Return the part of all use that goes short in each draw, shape (n_draws,). [-]

    Parameters
    ----------
    available
        What :func:`supply_draws` returns.
    """
    network = graph.network(mineral)
    use = market_use(network, network.received, network.vanishes)
    short: Floats = 1.0 - np.minimum(available, 1.0) @ (use / use.sum())
    return short


def _rows(graph: SupplyGraph, mineral: str) -> np.ndarray:
    network = graph.network(mineral)
    return np.flatnonzero((network.maker_intake < 0) & (network.output > 0))
