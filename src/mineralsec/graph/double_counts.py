"""Findings about output that may be in a graph twice: plants beside their country's total."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from mineralsec.graph.columns import POINT, Columns
from mineralsec.graph.finding import Finding
from mineralsec.graph.gaps import tonnes
from mineralsec.model import Producer, Record, Refiner
from mineralsec.places import country_of

__all__ = ["beside_a_total"]


def beside_a_total(columns: Columns, records: Iterable[Record]) -> Iterator[Finding]:
    """Yield a finding where one source's figure may hold what other sources list one by one.

    A country has several producers of one stage, the largest is at the country itself, without
    owner or operator, makes as much as all others together or more, and comes of another source
    than they do.

    Parameters
    ----------
    columns
        The graph's columns.
    records
        Those that answer for the year.
    """
    actors = {r.id: r for r in records if isinstance(r, (Producer, Refiner))}
    makers, markets = columns.makers, columns.markets
    output = np.nan_to_num(makers.output[POINT])
    groups: dict[tuple[Any, ...], list[int]] = {}
    for row in np.flatnonzero(output > 0).tolist():
        market = makers.market[row]
        place = columns.places[markets.place[market]]
        step = columns.minerals[markets.mineral[market]], columns.stages[markets.stage[market]]
        groups.setdefault((*step, country_of(place), bool(makers.secondary[row])), []).append(row)
    for (mineral, stage, country, _), rows in groups.items():
        largest, *rest = sorted(rows, key=lambda row: -output[row])
        total, others = actors[makers.id[largest]], [actors[makers.id[row]] for row in rest]
        parts = float(output[rest].sum())
        if (
            not rest
            or total.owners
            or total.operator
            or total.place != country
            or output[largest] < parts
            or any(_origin(other) == _origin(total) for other in others)
        ):
            continue
        yield Finding(
            "warning",
            "beside-a-total",
            f"{mineral}, {stage}, {country}: {total.id!r} ({tonnes(output[largest])}) comes of "
            f"another source than {', '.join(repr(r.id) for r in others[:3])}"
            f"{' and others' if len(others) > 3 else ''} ({tonnes(parts)}). If it is the country's "
            "total, they count twice: lower it by them, or leave it out.",
            tuple(r.id for r in (total, *others)),
            parts / float(output[largest] + parts),
        )


def _origin(record: Any) -> tuple[str, str] | None:
    return None if record.source is None else (record.source.publisher, record.source.title)
