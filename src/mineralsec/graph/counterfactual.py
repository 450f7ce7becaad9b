"""Another state of the same graph: new figures in the same rows, or rows at the end of a table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve

from mineralsec.graph.columns import POINT
from mineralsec.graph.lane_history import label
from mineralsec.quantities import Between, Q
from mineralsec.units import MASS_FLOW

if TYPE_CHECKING:
    from mineralsec.graph.columns import Columns
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["counterfactual_records", "followed"]


def followed(before: Columns, after: Columns) -> Columns:
    """Return columns in which reconciled figures follow the amounts that changed alone."""
    found = {}
    for name, amount in (("makers", "output"), ("users", "demand"), ("lanes", "quantity")):
        old, new = getattr(before, name), getattr(after, name)
        amounts = getattr(new, amount)
        if new.reconciled is not old.reconciled or amounts is getattr(old, amount):
            continue
        points = np.nan_to_num(amounts[POINT])
        known = len(old)
        same = np.all(
            np.nan_to_num(amounts[:, :known]) == np.nan_to_num(getattr(old, amount)), axis=0
        )
        points[:known][same] = old.reconciled[same]
        found[name] = evolve(new, reconciled=points)
    return evolve(after, **found) if found else after


def counterfactual_records(graph: SupplyGraph, columns: Columns) -> tuple[Any, ...]:
    """Return the current records with the figures of `columns`, quality ``"modelled"``.

    Figures that did not change keep their record as it was written; history is left out.
    """
    from mineralsec.model import Consumer, Flow, Producer, Refiner

    before = graph.columns
    makers = {name: i for i, name in enumerate(columns.makers.id)}
    users = {name: i for i, name in enumerate(columns.users.id)}
    market, lanes = columns.market_names(), columns.lane_rows()
    content = {(m, f.name): f.content for m in columns.minerals for f in graph.mineral(m).forms}

    def size(record: Any) -> float:
        """Contained mineral per unit of what the record counts."""
        return content.get((record.mineral, record.form), 1.0)

    records: list[Any] = []
    for record in graph.current_records:
        if isinstance(record, (Producer, Refiner)):
            i = makers[record.id]
            records.append(
                _moved(
                    record,
                    "output",
                    _figures(before.makers, before.makers.output, i),
                    _figures(columns.makers, columns.makers.output, i),
                    size(record),
                )
            )
        elif isinstance(record, Consumer):
            i = users[record.id]
            records.append(
                _moved(
                    record,
                    "demand",
                    _figures(before.users, before.users.demand, i),
                    _figures(columns.users, columns.users.demand, i),
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
                    _figures(before.lanes, before.lanes.quantity, i),
                    _figures(columns.lanes, columns.lanes.quantity, i),
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
                year=graph.year, quality="modelled",
                **_written("demand", _figures(columns.users, columns.users.demand, i), 1.0),
            )
        )  # fmt: skip
    for (mineral, stage, origin, destination, text), i in lanes.items():
        if columns.lanes.quantity[2, i] > 0:
            # an idle lane has the label that build.label wrote, a new one any word
            parts = f"{text}||" if i < len(before.lanes) else f"|{text}|"
            form, seller, buyer, *_ = (part or None for part in parts.split("|"))
            figures = _figures(columns.lanes, columns.lanes.quantity, i)
            records.append(
                Flow(
                    mineral=mineral, stage=stage, origin=origin, destination=destination,
                    form=form, seller=seller, buyer=buyer, year=graph.year, quality="modelled",
                    **_written("quantity", figures, content.get((mineral, form or ""), 1.0)),
                )
            )  # fmt: skip
    return tuple(records)


def _figures(table: Any, amounts: Any, row: int) -> tuple[float, ...]:
    """Return low, point, high and the reconciled figure of a row."""
    return (*map(float, amounts[:, row]), float(table.reconciled[row]))


def _moved(record: Any, name: str, before: Any, after: Any, content: float) -> Any:
    same = all(
        a == b or (math.isnan(a) and math.isnan(b)) for a, b in zip(before, after, strict=True)
    )
    if same:
        return record
    return evolve(record, **_written(name, after, content), quality="modelled")


def _written(name: str, figures: Any, content: float) -> dict[str, Any]:
    """Return the fields that hold an amount: as it is counted, in the unit of columns."""
    low, point, high, balanced = (float(x) / content for x in figures)
    same = balanced == (0.0 if math.isnan(point) else point)
    fields = {"reconciled": None if same else Q(balanced, MASS_FLOW)}
    if low == point == high:
        return {name: Q(point, MASS_FLOW), **fields}
    amount = Between(
        Q(low, MASS_FLOW),
        Q(high, MASS_FLOW) if math.isfinite(high) else None,
        None if math.isnan(point) else Q(point, MASS_FLOW),
    )
    return {name: amount, **fields}
