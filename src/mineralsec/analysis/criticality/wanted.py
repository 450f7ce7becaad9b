"""Which minerals of a graph a method is asked about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mineralsec.arguments import several
from mineralsec.errors import GraphError, show
from mineralsec.graph.given import given_graph

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["wanted_minerals"]


def wanted_minerals(graph: SupplyGraph, minerals: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return the graph's names of the minerals asked for, None for all.

    Raises
    ------
    UnknownNameError
        If one of them is not in the graph.
    GraphError
        If none is asked for.
    """
    graph = given_graph(graph)
    if minerals is None:
        return graph.minerals
    asked = several(minerals, "minerals", "minerals='gallium', or leave it out for all")
    if not asked:
        raise GraphError(f"minerals={show(minerals)} names none. Leave it out for all.")
    return tuple(dict.fromkeys(graph.mineral_name(name) for name in asked))
