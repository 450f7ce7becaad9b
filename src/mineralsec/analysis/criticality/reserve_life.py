r"""Reserve life: reserves over mine production, in years.

.. math:: R/P = \frac{\sum_c R_c}{\sum_c P_c}

A working inventory at today's rate, not a time to exhaustion: exploration replaces reserves, and
both sides move with the price. By-products have no reserves of their own.

Published in:

* U.S. Geological Survey. Mineral Commodity Summaries, appendix C: resources and reserves.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

import numpy as np

from mineralsec.analysis.criticality.scores import Score, Scores
from mineralsec.analysis.criticality.wanted import wanted_minerals
from mineralsec.analysis.holdings import Holdings, holdings
from mineralsec.arguments import number
from mineralsec.errors import GraphError, show

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["reserve_life", "reserve_years"]


def reserve_years(reserves: float, production: float) -> float:
    """Return reserves over yearly production. [yr]

    Parameters
    ----------
    reserves
        In the ground. [t]
    production
        Mine production. [t/yr]

    Returns
    -------
    float
        Infinite where nothing is mined.

    Raises
    ------
    GraphError
        If an amount is negative or not a number, or both are zero.

    Examples
    --------
    >>> reserve_years(11_000_000, 290_000) > 37
    True
    """
    number(reserves, "reserves", "reserves=100.0")
    number(production, "production", "production=10.0")
    if not (reserves >= 0 and production >= 0) or (reserves == 0 and production == 0):
        raise GraphError(
            "reserves and production must be numbers of 0 or more, not both 0, got "
            f"{show(reserves)} and {show(production)}."
        )
    return math.inf if production == 0 else reserves / production


def reserve_life(
    graph: SupplyGraph,
    minerals: str | Iterable[str] | None = None,
    *,
    by: Literal["world", "place"] = "world",
    place: str | None = None,
) -> Scores:
    """Return reserves over mine production of each mineral.

    Parameters
    ----------
    graph
        Graph with reserves and the output of the first stage.
    minerals
        Which; None takes all.
    by, place
        ``by="world"`` over all places; ``by="place"`` with `place` over one country.

    Returns
    -------
    Scores
        Years [yr]; a small number is the risky end. Inputs: ``reserves`` [t], ``production``
        [t/yr].

    Raises
    ------
    UnknownNameError
        If a mineral or the place is not in the graph.
    GraphError
        If `by` and `place` do not fit together.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals=("cobalt", "gallium"))
    >>> life = ms.criticality.reserve_life(graph)
    >>> 20 < life["cobalt"].value < 100, life["gallium"].reason
    (True, 'no reserves in this graph: a by-product of aluminium, zinc has none of its own')
    """
    if (by == "place") != (place is not None) or by not in ("world", "place"):
        raise GraphError(
            f"by='place' needs place=, and by='world' has none, got by={show(by)} and "
            f"place={show(place)}."
        )
    where = None if place is None else graph.place(place)
    rows = [_row(graph, mineral, where) for mineral in wanted_minerals(graph, minerals)]
    return Scores(
        method="Reserve life",
        measure="reserve_life",
        unit="year",
        rows=tuple(rows),
        year=graph.year,
        assumptions=("static: both sides move with the price and with exploration",),
        high_is_risky=False,
    )


def _row(graph: SupplyGraph, mineral: str, place: str | None) -> Score:
    record = graph.mineral(mineral)
    first = str(record.stages[0])
    ground = holdings(graph, mineral, "reserves", "place", "primary")
    mined = holdings(graph, mineral, "output", "place", "primary").at(first)

    reserves, output = _summed(ground, place), _summed(mined, place)
    reason = ""
    if not len(ground) or not reserves[2] > 0:
        reason = "no reserves in this graph"
        if record.hosts:
            reason += f": a by-product of {', '.join(record.hosts)} has none of its own"
    elif not len(mined) or not output[1] > 0:
        reason = f"no output at {first!r} to divide by"
    inputs = {"reserves": reserves[1], "production": output[1]}
    if reason:
        return Score(mineral=mineral, reason=reason, inputs=inputs)
    value = reserve_years(reserves[1], output[1])
    low = min(value, reserves[0] / output[2] if output[2] > 0 else 0.0)
    high = max(value, reserves[2] / output[0] if output[0] > 0 else math.inf)
    return Score(mineral=mineral, value=value, low=low, high=high, inputs=inputs)


def _summed(held: Holdings, place: str | None) -> tuple[float, float, float]:
    """Return low, point and high of a place; a withheld figure is outside the point."""
    rows = [i for i, label in enumerate(held.label) if place in (None, label)]
    low, point, high = held.amount[:, rows]
    return float(low.sum()), float(np.nansum(point)), float(high.sum())
