r"""Days of cover: how long a stock lasts.

.. math::

    D = 365 \frac{K}{C}, \qquad D_{net} = 365 \frac{K}{\max(0, C - S)}

with the stock :math:`K` [t], consumption :math:`C` [t/yr] and the supply that survives :math:`S`
[t/yr]. Where supply covers consumption the stock is never drawn on: cover is infinite.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from mineralsec.analysis.criticality.eu_options import Picked, picked
from mineralsec.analysis.criticality.scores import Score, Scores
from mineralsec.analysis.criticality.trade_balance import balance, importer
from mineralsec.analysis.criticality.wanted import wanted_minerals
from mineralsec.analysis.holdings import holdings
from mineralsec.arguments import number
from mineralsec.errors import GraphError, show
from mineralsec.places import country_of

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["cover_days", "days_of_cover"]

DAYS = 365.0


def cover_days(stock: float, consumption: float, surviving: float = 0.0) -> float:
    """Return for how many days a stock covers what supply leaves open. [day]

    Parameters
    ----------
    stock
        [t]
    consumption, surviving
        Use, and supply that goes on. [t/yr]

    Returns
    -------
    float
        Infinite where nothing is used or supply covers it.

    Raises
    ------
    GraphError
        If an amount is negative or not a number.

    Examples
    --------
    >>> cover_days(60, 365), cover_days(60, 365, surviving=265), cover_days(0, 10, surviving=10)
    (60.0, 219.0, inf)
    """
    named = {"stock": stock, "consumption": consumption, "surviving": surviving}
    if not all(number(value, name, f"{name}=10.0") >= 0 for name, value in named.items()):
        raise GraphError(
            "stock, consumption and supply must be numbers of 0 or more, got "
            f"{show(stock)}, {show(consumption)} and {show(surviving)}."
        )
    gap = consumption - surviving
    return math.inf if not gap > 0 else DAYS * stock / gap


def days_of_cover(
    graph: SupplyGraph,
    minerals: str | Iterable[str] | None = None,
    *,
    place: str | Iterable[str],
    without: str | Iterable[str] | None = None,
    surviving: Picked = None,
    stock: Picked = None,
) -> Scores:
    """Return for how many days a place's stockpiles cover its use.

    Parameters
    ----------
    graph
        Graph with stockpiles, use and trade.
    minerals
        Which; None takes all.
    place
        Who holds the stocks: a country, several or a bloc.
    without
        Suppliers whose exports to the place stop. What the place makes itself and what others
        send goes on, less what it sends out. None: everything stops, the gross cover.
    surviving
        Supply that goes on, in place of that: a number or a mapping by mineral or stage. [t/yr]
    stock
        Stock in place of the graph's; stocks of traders are in no graph. [t]

    Returns
    -------
    Scores
        Days; a small number is the risky end, infinite where nothing is used or supply covers it.
        A row a mineral and stage with a stockpile; without one the score is missing, since no
        stock recorded is not no stock. Inputs: ``stock`` [t], ``consumption``, ``surviving``
        [t/yr].

    Raises
    ------
    UnknownNameError
        If a mineral or place is not known.
    GraphError
        If an amount given is negative.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="cobalt")
    >>> ms.criticality.days_of_cover(graph, place="JPN", stock=1000)["cobalt", "refining"].value > 0
    True
    """
    members = importer(graph, place)
    lost = None if without is None else importer(graph, without)
    rows = [
        _row(graph, mineral, str(stage), members, lost, surviving, stock)
        for mineral in wanted_minerals(graph, minerals)
        for stage in graph.mineral(mineral).stages
    ]
    gone = "everything" if lost is None else f"supply from {', '.join(sorted(lost))}"
    return Scores(
        method=f"Days of cover without {gone}" if surviving is None else "Days of cover",
        measure="cover",
        unit="day",
        rows=tuple(rows),
        year=graph.year,
        assumptions=("release takes no time and every tonne can be used in the form it is kept",),
        high_is_risky=False,
    )


def _row(
    graph: SupplyGraph,
    mineral: str,
    stage: str,
    members: frozenset[str],
    lost: frozenset[str] | None,
    surviving: Picked,
    stock: Picked,
) -> Score:
    kept = _stocks(graph, mineral, stage, members)
    given = picked(stock, mineral, None, stage)
    if given is not None:
        kept = (number(given, "stock", "stock=10.0"),) * 3
    used = holdings(graph, mineral, "demand", "place", "all").at(stage)
    rows = [i for i, label in enumerate(used.label) if label in members]
    low, point, high = (float(np.nansum(end)) for end in used.amount[:, rows])
    going_on = picked(surviving, mineral, None, stage)
    if going_on is not None:
        going_on = number(going_on, "surviving", "surviving=10.0")
    else:
        going_on = 0.0 if lost is None else _surviving(graph, mineral, stage, members, lost)
    inputs = {
        "stock": None if kept is None else kept[1],
        "consumption": point if rows else None,
        "surviving": going_on,
    }
    if kept is None:
        why = "no stockpile is recorded here, which is not the same as none"
        return Score(mineral=mineral, stage=stage, reason=why, inputs=inputs)
    if not rows:
        why = "no use is recorded here at this stage"
        return Score(mineral=mineral, stage=stage, reason=why, inputs=inputs)
    value = cover_days(kept[1], point, going_on)
    return Score(
        mineral=mineral,
        stage=stage,
        value=value,
        low=min(value, cover_days(kept[0], high, going_on) if math.isfinite(high) else 0.0),
        high=max(value, cover_days(kept[2], low, going_on)),
        inputs=inputs,
    )


def _stocks(
    graph: SupplyGraph, mineral: str, stage: str, members: frozenset[str]
) -> tuple[float, float, float] | None:
    c = graph.columns
    market = c.stocks.market
    rows = [
        row
        for row in range(len(market))
        if c.minerals[c.markets.mineral[market[row]]] == mineral
        and c.stages[c.markets.stage[market[row]]] == stage
        and country_of(c.places[c.markets.place[market[row]]]) in members
        and not np.isnan(c.stocks.amount[1, row])
    ]
    if not rows:
        return None
    low, point, high = (float(end.sum()) for end in c.stocks.amount[:, rows])
    return low, point, high


def _surviving(
    graph: SupplyGraph, mineral: str, stage: str, members: frozenset[str], lost: frozenset[str]
) -> float:
    found = balance(graph, mineral, stage, members)
    arriving = sum(float(amount[1]) for place, amount in found.imports.items() if place not in lost)
    made = float(found.primary[1] + found.secondary[1])
    return max(0.0, made + arriving - float(found.exports[1]))
