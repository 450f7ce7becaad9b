"""What stands where a graph is asked for."""

from __future__ import annotations

from typing import Any

from mineralsec.errors import GraphError, show
from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["given_graph"]


def given_graph(graph: Any) -> SupplyGraph:
    """Return a graph as it is, and refuse anything else.

    A dataset's or a mineral's name in place of the graph is the commonest slip of a first hour.

    Examples
    --------
    >>> given_graph("world")
    Traceback (most recent call last):
        ...
    mineralsec.errors.GraphError: graph must be a SupplyGraph, got 'world'. Write ms.load('world'),
    or build one with SupplyGraph.from_records.
    """
    if isinstance(graph, SupplyGraph):
        return graph
    raise GraphError(
        f"graph must be a SupplyGraph, got {show(graph)}. Write ms.load('world'), or build one "
        "with SupplyGraph.from_records."
    )
