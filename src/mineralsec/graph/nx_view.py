"""The supply graph as NetworkX sees it: markets and actors as nodes, what moves as edges.

Every attribute is one plain Python value of one type, so that the graph can go to any format
that NetworkX writes. What is unknown or withheld is left out: no attribute is None, NaN or
infinite.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, TypeAlias

import networkx as nx

from mineralsec.graph.columns import HIGH, LOW, POINT, QUALITIES, Columns, Floats
from mineralsec.places import place_name

__all__ = ["UNITS", "market_ids", "multidigraph"]

#: What ``G.graph["units"]`` says.
UNITS = (
    "contained mineral: quantity, output, capacity, demand, reconciled and max_release in t/yr, "
    "amount in t; "
    "recovery, host_ratio and weight have no unit"
)

Attributes: TypeAlias = dict[str, Any]


def market_ids(columns: Columns) -> list[str]:
    """Return the node ids of all markets, in row order.

    Examples
    --------
    >>> import mineralsec as ms
    >>> gallium = ms.Mineral("gallium", stages=("refining",))
    >>> plant = ms.Producer(
    ...     id="plant", mineral="gallium", place="CHN", stage="refining", output="9 tonne/year"
    ... )
    >>> market_ids(ms.SupplyGraph.from_records([gallium, plant]).columns)
    ['gallium|refining|CHN']
    """
    markets = columns.markets
    codes = zip(
        markets.mineral.tolist(), markets.stage.tolist(), markets.place.tolist(), strict=True
    )
    return [f"{columns.minerals[m]}|{columns.stages[s]}|{columns.places[p]}" for m, s, p in codes]


def multidigraph(columns: Columns, year: int | None = None) -> nx.MultiDiGraph[str]:
    """Return a supply graph as a frozen ``MultiDiGraph``; it is ``graph.nx``.

    Parameters
    ----------
    columns
        The graph's columns.
    year
        Year it answers for.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes are markets (``"gallium|refining|CHN"``) and actors (the record's id), with
        ``kind`` "market", "producer", "refiner", "consumer" or "stockpile". Edges have string
        keys and ``kind`` "output", "intake", "flow", "use" or "release"; ``quantity`` is what
        moves in the graph's year, with ``quantity_low`` and ``quantity_high``, and
        ``reconciled`` where the figure that balances is another one. [t/yr] Lanes that carried
        something in earlier years only are left out.

    Examples
    --------
    >>> import mineralsec as ms
    >>> cobalt = ms.Mineral("cobalt", stages=("mining",))
    >>> mine = ms.Producer(id="mine", mineral="cobalt", place="COD", output="9 tonne/year")
    >>> ship = ms.Flow(
    ...     mineral="cobalt",
    ...     stage="mining",
    ...     origin="COD",
    ...     destination="CHN",
    ...     quantity="9 tonne/year",
    ... )
    >>> G = ms.SupplyGraph.from_records([cobalt, mine, ship]).nx
    >>> sorted(G)
    ['cobalt|mining|CHN', 'cobalt|mining|COD', 'mine']
    >>> G["cobalt|mining|COD"]["cobalt|mining|CHN"]["flow"]["quantity"]
    9.0
    """
    c = columns
    names = market_ids(c)
    G: nx.MultiDiGraph[str] = nx.MultiDiGraph(units=UNITS, minerals=", ".join(c.minerals))
    if year is not None:
        G.graph["year"] = year
    G.add_nodes_from(zip(names, _market_nodes(c), strict=True))
    for nodes, edges in (_makers(c, names), _users(c, names), _stocks(c, names)):
        G.add_nodes_from(nodes)
        G.add_edges_from(edges)
    G.add_edges_from(_flows(c, names))
    frozen: nx.MultiDiGraph[str] = nx.freeze(G)
    return frozen


def _known(**values: float) -> Attributes:
    """Return the values that are finite, as plain floats."""
    return {name: float(value) for name, value in values.items() if math.isfinite(value)}


def _figure(name: str, amounts: Floats, row: int) -> Attributes:
    return _known(
        **{
            name: amounts[POINT, row],
            f"{name}_low": amounts[LOW, row],
            f"{name}_high": amounts[HIGH, row],
        }
    )


def _balanced(table: Any, amounts: Floats, row: int) -> Attributes:
    """Return the reconciled figure where it is not the reported one."""
    figure = float(table.reconciled[row])
    reported = amounts[POINT, row]
    return {} if figure == (0.0 if math.isnan(reported) else reported) else {"reconciled": figure}


def _where(c: Columns, market: int) -> Attributes:
    place = c.places[c.markets.place[market]]
    return {
        "mineral": c.minerals[c.markets.mineral[market]],
        "stage": c.stages[c.markets.stage[market]],
        "place": place,
        "place_name": place_name(place),
    }


def _market_nodes(c: Columns) -> Iterator[Attributes]:
    for row in range(len(c.markets)):
        yield {"kind": "market", **_where(c, row)}


def _makers(c: Columns, names: list[str]) -> tuple[list[Any], list[Any]]:
    nodes, edges = [], []
    m = c.makers
    for row, name in enumerate(m.id):
        market, intake = int(m.market[row]), int(m.intake[row])
        balanced = _balanced(m, m.output, row)
        made = _figure("quantity", m.output, row) | balanced
        attributes = {
            "kind": "producer" if intake < 0 else "refiner",
            **_where(c, market),
            "quality": QUALITIES[m.quality[row]],
            "secondary": bool(m.secondary[row]),
            **_figure("output", m.output, row),
            **balanced,
            **_known(capacity=m.capacity[row], host_ratio=m.host_ratio[row]),
        }
        if m.host[row] >= 0:
            attributes["host"] = m.id[m.host[row]]
        if intake >= 0:
            recovery = float(m.recovery[row])
            attributes |= {"takes": c.stages[c.markets.stage[intake]], "recovery": recovery}
            taken = {key: tonnes / recovery for key, tonnes in made.items()}
            edges.append((names[intake], name, "intake", {"kind": "intake", **taken}))
        nodes.append((name, attributes))
        edges.append((name, names[market], "output", {"kind": "output", **made}))
    return nodes, edges


def _users(c: Columns, names: list[str]) -> tuple[list[Any], list[Any]]:
    nodes, edges = [], []
    u = c.users
    for row, name in enumerate(u.id):
        market = int(u.market[row])
        attributes = {
            "kind": "consumer",
            **_where(c, market),
            "quality": QUALITIES[u.quality[row]],
            "priority": int(u.priority[row]),
            "weight": float(u.weight[row]),
            **_figure("demand", u.demand, row),
            **_balanced(u, u.demand, row),
        }
        nodes.append((name, attributes))
        used = _figure("quantity", u.demand, row) | _balanced(u, u.demand, row)
        edges.append((names[market], name, "use", {"kind": "use", **used}))
    return nodes, edges


def _stocks(c: Columns, names: list[str]) -> tuple[list[Any], list[Any]]:
    nodes, edges = [], []
    for row, name in enumerate(c.stocks.id):
        market = int(c.stocks.market[row])
        limit = _known(max_release=c.stocks.max_release[row])
        attributes = {
            "kind": "stockpile",
            **_where(c, market),
            **_figure("amount", c.stocks.amount, row),
            **limit,
        }
        nodes.append((name, attributes))
        # nothing is released before something happens
        edges.append(
            (name, names[market], "release", {"kind": "release", "quantity": 0.0, **limit})
        )
    return nodes, edges


def _flows(c: Columns, names: list[str]) -> Iterator[Any]:
    lanes = c.lanes
    for row, label in enumerate(lanes.label):
        if lanes.quantity[HIGH, row] == 0:
            continue
        # "flow|" cannot be another label, and no reader takes the key for a number
        key = f"flow|{label}" if label else "flow"
        attributes = {
            "kind": "flow",
            "quality": QUALITIES[lanes.quality[row]],
            **_figure("quantity", lanes.quantity, row),
            **_balanced(lanes, lanes.quantity, row),
        }
        parts = zip(("form", "seller", "buyer"), label.split("|"), strict=False)
        attributes |= {part: value for part, value in parts if value}
        yield names[lanes.origin[row]], names[lanes.destination[row]], key, attributes
