"""Rows of a dataset as light stand-ins for records: what building the columns needs, no more.

Making and checking thirteen thousand records takes a second; their columns do not need that.
The stand-ins bear the names of the record classes and have the fields that
:mod:`mineralsec.graph.build` reads, with amounts already in canonical units. A test holds both
ways together: the columns are the same as those of the records.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from mineralsec.datasets.tables import host, rows, slug
from mineralsec.quantities import Figures, factor
from mineralsec.units import MASS, MASS_FLOW, parse_unit

__all__ = ["facts"]


class Producer(NamedTuple):
    """See :class:`mineralsec.Producer`."""

    id: str
    mineral: str
    place: str
    stage: str
    output: Any
    capacity: Any
    form: str | None
    kind: str
    host: str | None
    host_ratio: float | None
    year: int | None
    vintage: str
    quality: str
    opens: date | None = None
    reconciled: Any = None


class Refiner(NamedTuple):
    """See :class:`mineralsec.Refiner`."""

    id: str
    mineral: str
    place: str
    takes: str
    makes: str
    recovery: float
    output: Any
    capacity: Any
    form: str | None
    kind: str
    host: str | None
    host_ratio: float | None
    year: int | None
    vintage: str
    quality: str
    opens: date | None = None
    reconciled: Any = None


class Consumer(NamedTuple):
    """See :class:`mineralsec.Consumer`."""

    id: str
    mineral: str
    place: str
    stage: str
    demand: Any
    form: str | None
    priority: int
    weight: float
    year: int | None
    vintage: str
    quality: str
    reconciled: Any = None


class Flow(NamedTuple):
    """See :class:`mineralsec.Flow`."""

    mineral: str
    stage: str
    origin: str
    destination: str
    quantity: Any
    form: str | None
    year: int | None
    vintage: str
    quality: str
    seller: str | None = None
    buyer: str | None = None
    reconciled: Any = None


class Stockpile(NamedTuple):
    """See :class:`mineralsec.Stockpile`."""

    id: str
    mineral: str
    place: str
    stage: str
    amount: Any
    max_release: Any
    form: str | None
    as_of: date | None
    vintage: str
    quality: str


class Reserve(NamedTuple):
    """See :class:`mineralsec.Reserve`."""

    mineral: str
    place: str
    amount: Any
    form: str | None
    kind: str
    year: int | None
    vintage: str
    quality: str


_scales: dict[tuple[str, str], float] = {}


def _scale(unit: str, canonical: str) -> float:
    known = _scales.get((unit, canonical))
    if known is None:
        known = factor(parse_unit(unit), canonical)
        assert known is not None, unit
        _scales[unit, canonical] = known
    return known


def amount(row: dict[str, str], name: str, canonical: str) -> Figures:
    """Return low, point and high of a row in canonical units."""
    scale = _scale(row["unit"], canonical)
    point, mark = row[name], row["mark"]
    if not mark:
        size = float(point) * scale
        return Figures(size, size, size)
    high = row[f"{name}_high"]
    return Figures(
        float(row[f"{name}_low"] or 0) * scale,
        float(point) * scale if point else math.nan,
        float(high) * scale if high else math.inf,
    )


def _one(text: str, unit: str) -> Figures | None:
    if not text:
        return None
    size = float(text) * _scale(unit, MASS_FLOW)
    return Figures(size, size, size)


def _year(row: dict[str, str]) -> int | None:
    return int(row["year"]) if row["year"] else None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def facts(dataset: str, minerals: Iterable[str]) -> list[Any]:
    """Return stand-ins for the records of some minerals, in the order of the tables."""
    found: list[Any] = []
    minerals = tuple(minerals)
    for mineral in minerals:
        at = slug(mineral)
        for r in rows(dataset, at, "producers.csv"):
            found.append(
                Producer(
                    r["id"], mineral, r["place"], r["stage"], amount(r, "output", MASS_FLOW),
                    _one(r["capacity"], r["unit"]), r["form"] or None, r["kind"],
                    *host(r, minerals),
                    _year(r), r["vintage"], r["quality"], _day(r["opens"]),
                )
            )  # fmt: skip
        for r in rows(dataset, at, "refiners.csv"):
            found.append(
                Refiner(
                    r["id"], mineral, r["place"], r["takes"], r["makes"], float(r["recovery"]),
                    amount(r, "output", MASS_FLOW), _one(r["capacity"], r["unit"]),
                    r["form"] or None, r["kind"], *host(r, minerals),
                    _year(r), r["vintage"], r["quality"], _day(r["opens"]),
                )
            )  # fmt: skip
        for r in rows(dataset, at, "consumers.csv"):
            found.append(
                Consumer(
                    r["id"], mineral, r["place"], r["stage"], amount(r, "demand", MASS_FLOW),
                    r["form"] or None, int(r["priority"]), float(r["weight"]),
                    _year(r), r["vintage"], r["quality"],
                )
            )  # fmt: skip
        for r in rows(dataset, at, "flows.csv"):
            size = float(r["quantity"]) * _scale(r["unit"], MASS_FLOW)
            found.append(
                Flow(
                    mineral, r["stage"], r["origin"], r["destination"], Figures(size, size, size),
                    r["form"] or None, _year(r), r["vintage"], r["quality"],
                )
            )  # fmt: skip
        for r in rows(dataset, at, "stockpiles.csv"):
            found.append(
                Stockpile(
                    r["id"], mineral, r["place"], r["stage"], amount(r, "amount", MASS),
                    _one(r["max_release"], "tonne/year"), r["form"] or None,
                    date.fromisoformat(r["as_of"]), r["vintage"], r["quality"],
                )
            )  # fmt: skip
        for r in rows(dataset, at, "reserves.csv"):
            found.append(
                Reserve(
                    mineral, r["place"], amount(r, "amount", MASS), r["form"] or None, r["kind"],
                    _year(r), r["vintage"], r["quality"],
                )
            )  # fmt: skip
    return found
