"""Straits, canals and border crossings: what moves through a corridor, and what a closure costs.

Closing a corridor delays what can go round it and stops what cannot. It takes away nobody's
output, so its figures stand apart from the structural measures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from attrs import frozen

from mineralsec.datasets.corridors import corridors
from mineralsec.errors import GraphError
from mineralsec.model import Flow
from mineralsec.quantities import bounds, checked
from mineralsec.units import MASS_FLOW, PRICE

if TYPE_CHECKING:
    from mineralsec.analysis.chokepoints.consumer import Question
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Passage", "passages"]

#: Days of a year.
YEAR = 365.25


@frozen
class Passage:
    """What moves through one corridor for one consumer.

    Parameters
    ----------
    corridor
        Its name.
    stage
        Stage of most of what moves.
    share
        Part of the consumer's recorded arrivals, from abroad, that moves through it. [-]
    flow
        That part. [t/yr]
    delay
        Days that going round takes longer; None if nobody knows. [day]
    detour
        Whether there is a way round; None if nobody knows.
    gap
        What is missing once, while the first detours are under way. [t]
    cost
        What going round costs in a year; None if no cost was given. [USD/yr]
    """

    corridor: str
    stage: str
    share: float
    flow: float
    delay: float | None
    detour: bool | None
    gap: float | None
    cost: float | None


def passages(
    question: Question,
    delays: Mapping[str, Any] | None,
    costs: Mapping[str, Any] | None,
) -> tuple[list[Passage], list[str]]:
    """Return what moves through each corridor for the consumer of one mineral, and notes.

    Parameters
    ----------
    question
        One mineral.
    delays
        Extra time of the way round by corridor; those of the bundled list otherwise. [time]
    costs
        Extra cost of the way round by corridor. [USD/t]
    """
    known = {name: c for c in corridors() for name in (c.name, c.id)}
    flows = _flows(question)
    total = sum(tonnes for _, tonnes in flows)
    through: dict[str, dict[str, float]] = {}
    unnamed = 0.0
    for record, tonnes in flows:
        if not record.routes:
            unnamed += tonnes
        for name, share in _shares(record.routes):
            name = known[name].name if name in known else name
            stages = through.setdefault(name, {})
            stage = str(record.stage)
            stages[stage] = stages.get(stage, 0.0) + share * tonnes
    found = []
    for name, stages in sorted(through.items()):
        corridor, moved = known.get(name), sum(stages.values())
        delay = _given(delays, name, "day", "delay")
        if delay is None and corridor is not None:
            delay = corridor.extra_days
        extra = _given(costs, name, PRICE, "cost")
        found.append(
            Passage(
                corridor=name,
                stage=max(stages, key=lambda s: stages[s]),
                share=moved / total if total > 0 else 0.0,
                flow=moved,
                delay=delay,
                detour=True
                if delay is not None
                else corridor.has_alternative
                if corridor
                else None,
                gap=None if delay is None else moved * delay / YEAR,
                cost=None if extra is None else moved * extra,
            )
        )
    notes = []
    if found and unnamed > 0:
        notes.append(
            f"{question.mineral}: {unnamed / total:.0%} of what arrives names no route, so the "
            "shares are lower bounds."
        )
    return found, notes


def _flows(question: Question) -> list[tuple[Flow, float]]:
    """Return the flows that arrive at the consumer, each with contained tonnes a year."""
    graph, mineral = question.graph, question.mineral
    content = {f.name: f.content for f in graph.mineral(mineral).forms}
    codes = question.whose.codes
    inside = None if codes is None else {graph.columns.places[c] for c in codes}
    found = []
    for record in graph.current_records:
        if not isinstance(record, Flow) or record.mineral != mineral:
            continue
        if inside is not None and (record.destination not in inside or record.origin in inside):
            continue
        tonnes = bounds(record.quantity, MASS_FLOW)[1] * content.get(str(record.form), 1.0)
        if tonnes > 0:  # also leaves out what is withheld
            found.append((record, tonnes))
    return found


def _shares(routes: Iterable[Any]) -> list[tuple[str, float]]:
    """Return names and shares; a bare name is passed by all that no pair speaks of."""
    pairs = [r for r in routes if not isinstance(r, str)]
    rest = max(0.0, 1.0 - sum(share for _, share in pairs))
    return [(r, rest) if isinstance(r, str) else (str(r[0]), float(r[1])) for r in routes]


def _given(values: Mapping[str, Any] | None, name: str, unit: str, what: str) -> float | None:
    if values is None or name not in values:
        return None
    return float(checked(values[name], unit, f"{what} of {name}").m_as(unit))


def require_routes(graph: SupplyGraph, found: int) -> None:
    """Refuse to say that nothing moves through a corridor where no flow names one."""
    if not found and not any(isinstance(r, Flow) and r.routes for r in graph.current_records):
        raise GraphError(
            "no flow of this graph names a route, so nothing is known of corridors. Write "
            "ms.Flow(..., routes=[('Suez Canal', 0.4)])."
        )
