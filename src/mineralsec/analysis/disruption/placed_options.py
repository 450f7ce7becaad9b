"""Options as rows of a graph: at nothing today, so that the undisturbed run stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, fields, frozen

from mineralsec.analysis.disruption.options import (
    AddCapacity,
    AddLane,
    AddStock,
    Option,
    Recycle,
    Substitute,
)
from mineralsec.analysis.disruption.shocks import markets_at
from mineralsec.errors import GraphError, UnknownNameError, show, suggest
from mineralsec.places import resolve_place

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Placed", "placed"]


@frozen
class Placed:
    """Rows that options have in a longer graph.

    Parameters
    ----------
    graph
        The graph with a row, at nothing today, for whatever each option adds.
    rows
        For each option its table (``"stock"``, ``"maker"``, ``"lane"`` or ``"use"``), rows of
        that table, and what one unit adds to each. [t/yr, stocks t]
    """

    graph: SupplyGraph
    rows: tuple[tuple[str, tuple[int, ...], tuple[float, ...]], ...]


class _Longer:
    """A graph that grows rows at the ends of its tables."""

    def __init__(self, graph: SupplyGraph, mineral: str) -> None:
        self.graph, self.mineral = graph, mineral
        self.columns = graph.columns
        self.chain = [str(s) for s in graph.mineral(mineral).stages]
        network = graph.network(mineral)
        used = {
            network.stages[s]
            for s in np.unique(network.stage_of[network.user_market[network.received > 0]])
        }
        self.last = next((s for s in reversed(self.chain) if s in used), self.chain[-1])

    def market(self, place: str, stage: str) -> int:
        c = self.columns
        if stage not in self.chain:
            raise UnknownNameError(
                f"{self.mineral} has no stage {show(stage)}.{suggest(stage, self.chain)} "
                f"Stages: {', '.join(self.chain)}."
            )
        code = resolve_place(place)
        if code not in c.places:
            c = evolve(c, places=(*c.places, code))
        if stage not in c.stages:
            c = evolve(c, stages=(*c.stages, stage))
        key = (c.minerals.index(self.mineral), c.stages.index(stage), c.places.index(code))
        m = c.markets
        there = np.flatnonzero((m.mineral == key[0]) & (m.stage == key[1]) & (m.place == key[2]))
        if len(there):
            self.columns = c
            return int(there[0])
        longer = _appended(m, mineral=key[0], stage=key[1], place=key[2])
        self.columns = evolve(c, markets=longer)
        return len(m)

    def stock(self, market: int, name: str) -> int:
        table = self.columns.stocks
        longer = _appended(table, id=name, market=market, max_release=np.inf)
        self.columns = evolve(self.columns, stocks=longer)
        return len(table)

    def maker(self, option: AddCapacity, name: str) -> int:
        at = self.chain.index(option.stage) if option.stage in self.chain else 0
        takes = option.takes or (self.chain[at - 1] if at else None)
        market = self.market(option.place, option.stage)
        intake = -1 if takes is None else self.market(option.place, takes)
        recovery = option.recovery
        if recovery is None:
            recovery = self._usual_recovery(option.stage) if takes else 1.0
        table = self.columns.makers
        longer = _appended(
            table, id=name, market=market, intake=intake, recovery=recovery, capacity=np.nan,
            host=-1, host_ratio=np.nan,
        )  # fmt: skip
        self.columns = evolve(self.columns, makers=longer)
        return len(table)

    def _usual_recovery(self, stage: str) -> float:
        network = self.graph.network(self.mineral)
        stages = np.array([network.stages[s] for s in network.stage_of])
        here = (network.maker_intake >= 0) & (stages[network.maker_market] == stage)
        rows = np.flatnonzero(here)
        return float(network.recovery[rows[np.argmax(network.output[rows])]]) if len(rows) else 1.0

    def lane(self, option: AddLane, name: str) -> int:
        stage = option.stage or self.last
        a, b = (self.market(place, stage) for place in (option.origin, option.destination))
        if a == b:
            raise GraphError(f"{option.label}: a lane leads from one place to another.")
        table = self.columns.lanes
        self.columns = evolve(
            self.columns, lanes=_appended(table, origin=a, destination=b, label=f"|{name}|")
        )
        return len(table)


def _appended(table: Any, **values: Any) -> Any:
    """Return a table with one row more; what is not given is zero."""
    new: dict[str, Any] = {}
    for attribute in fields(type(table)):
        old, value = getattr(table, attribute.name), values.get(attribute.name, 0)
        if isinstance(old, tuple):
            new[attribute.name] = (*old, value)
        else:
            row = np.full((*old.shape[:-1], 1), value, dtype=old.dtype)
            new[attribute.name] = np.concatenate([old, row], axis=-1)
    return type(table)(**new)


def placed(graph: SupplyGraph, mineral: str, options: tuple[Any, ...]) -> Placed:
    """Return the graph with rows for what the options add.

    Raises
    ------
    UnknownNameError
        If a place or stage is unknown.
    GraphError
        If something is no option, or recycling and substitution meet no use.
    """
    longer = _Longer(graph, mineral)
    rows: list[tuple[str, tuple[int, ...], tuple[float, ...]]] = []
    for number, option in enumerate(options):
        name = f"option {number}: {option.label}" if isinstance(option, Option) else ""
        if isinstance(option, AddStock):
            row = longer.stock(longer.market(option.place, option.stage or longer.last), name)
            rows.append(("stock", (row,), (option.amount,)))
        elif isinstance(option, AddCapacity):
            rows.append(("maker", (longer.maker(option, name),), (option.amount,)))
        elif isinstance(option, AddLane):
            rows.append(("lane", (longer.lane(option, name),), (option.amount,)))
        elif isinstance(option, (Recycle, Substitute)):
            used = _use(graph, mineral, option)
            if isinstance(option, Substitute):
                rows.append(("use", tuple(used), tuple(x * option.part for x in used.values())))
                continue
            made = tuple(longer.stock(m, f"{name} {i}") for i, m in enumerate(used))
            rows.append(("recycling", made, tuple(x * option.part for x in used.values())))
        else:
            raise GraphError(
                f"{show(option)} is no option. Write ms.AddStock('JPN'), ms.AddCapacity('JPN', "
                "'refining'), ms.AddLane('AUS', 'JPN'), ms.Recycle(0.01) or ms.Substitute(0.01)."
            )
    return Placed(graph.counterfactual(longer.columns), tuple(rows))


def _use(graph: SupplyGraph, mineral: str, option: Recycle | Substitute) -> dict[int, float]:
    """Return today's use at each market that an option is about. [t/yr]"""
    network = graph.network(mineral)
    stages = None if option.stage is None else (option.stage,)
    there = markets_at(graph, option.places, (mineral,), stages)[network.markets]
    use = np.bincount(network.user_market, network.received, len(network)) + network.vanishes
    found = {int(network.markets[i]): float(use[i]) for i in np.flatnonzero(there & (use > 0))}
    if not found:
        raise GraphError(f"{option.label}: nobody uses {mineral} there.")
    return found
