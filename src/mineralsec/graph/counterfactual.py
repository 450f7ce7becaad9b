"""Another state of the same graph: new figures in the same rows, or rows at the end of a table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from attrs import evolve

from mineralsec.graph.build import label
from mineralsec.quantities import Between, Q
from mineralsec.units import MASS_FLOW

if TYPE_CHECKING:
    from mineralsec.graph.columns import Columns
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["counterfactual_records"]


def counterfactual_records(graph: SupplyGraph, columns: Columns) -> tuple[Any, ...]:
    """Return the current records with the figures of `columns`, quality ``"modelled"``.

    Figures that did not change keep their record as it was written; history is left out.
    """
    from mineralsec.model import Consumer, Flow, Producer, Refiner

    before = graph.columns
    makers = {name: i for i, name in enumerate(columns.makers.id)}
    users = {name: i for i, name in enumerate(columns.users.id)}
    market = [
        (columns.minerals[m], columns.stages[s], columns.places[p])
        for m, s, p in zip(
            columns.markets.mineral, columns.markets.stage, columns.markets.place, strict=True
        )
    ]
    lanes = {
        (*market[a], market[b][2], text): i
        for i, (a, b, text) in enumerate(
            zip(columns.lanes.origin, columns.lanes.destination, columns.lanes.label, strict=True)
        )
    }
    content = {(m, f.name): f.content for m in columns.minerals for f in graph.mineral(m).forms}

    def size(record: Any) -> float:
        """Contained mineral per unit of what the record counts."""
        return content.get((record.mineral, record.form), 1.0)

    records: list[Any] = []
    for record in graph.current_records:
        if isinstance(record, (Producer, Refiner)):
            i = makers[record.id]
            same = before.makers.output[:, i], columns.makers.output[:, i]
            records.append(_moved(record, "output", *same, size(record)))
        elif isinstance(record, Consumer):
            i = users[record.id]
            records.append(
                _moved(
                    record,
                    "demand",
                    before.users.demand[:, i],
                    columns.users.demand[:, i],
                    size(record),
                )
            )
        elif isinstance(record, Flow):
            # what stays in `lanes` has no record yet: idle lanes and new ones
            i = lanes.pop(
                (record.mineral, record.stage, record.origin, record.destination, label(record))
            )
            records.append(
                _moved(
                    record,
                    "quantity",
                    before.lanes.quantity[:, i],
                    columns.lanes.quantity[:, i],
                    size(record),
                )
            )
        else:
            records.append(record)
    for i in range(len(before.users), len(columns.users)):
        mineral, stage, place = market[columns.users.market[i]]
        records.append(
            Consumer(
                id=columns.users.id[i], mineral=mineral, stage=stage, place=place,
                demand=_amount(columns.users.demand[:, i]), year=graph.year, quality="modelled",
            )
        )  # fmt: skip
    for (mineral, stage, origin, destination, text), i in lanes.items():
        if columns.lanes.quantity[2, i] > 0:
            # an idle lane has the label that build.label wrote, a new one any word
            parts = f"{text}||" if i < len(before.lanes) else f"|{text}|"
            form, seller, buyer, *_ = (part or None for part in parts.split("|"))
            gross = columns.lanes.quantity[:, i] / content.get((mineral, form or ""), 1.0)
            records.append(
                Flow(
                    mineral=mineral, stage=stage, origin=origin, destination=destination,
                    quantity=_amount(gross), form=form, seller=seller, buyer=buyer,
                    year=graph.year, quality="modelled",
                )
            )  # fmt: skip
    return tuple(records)


def _moved(record: Any, name: str, before: Any, after: Any, content: float) -> Any:
    same = all(
        a == b or (math.isnan(a) and math.isnan(b)) for a, b in zip(before, after, strict=True)
    )
    if same:
        return record
    return evolve(record, **{name: _amount(after / content)}, quality="modelled")


def _amount(figures: Any) -> Any:
    low, point, high = (float(x) for x in figures)
    if low == point == high:
        return Q(point, MASS_FLOW)
    return Between(
        Q(low, MASS_FLOW),
        Q(high, MASS_FLOW) if math.isfinite(high) else None,
        None if math.isnan(point) else Q(point, MASS_FLOW),
    )
