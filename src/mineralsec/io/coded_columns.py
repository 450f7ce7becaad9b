"""Large graphs from coded arrays: a facility model goes in without a record a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from mineralsec.arguments import mapping, several, whole
from mineralsec.errors import DataError, GraphError, Problem, RecordError, show, suggest
from mineralsec.graph.columns import (
    Columns,
    Floats,
    Integers,
    Lanes,
    Makers,
    Markets,
    Reserves,
    Stocks,
    Users,
)
from mineralsec.graph.supply_graph import SupplyGraph
from mineralsec.model import Consumer, Flow, Mineral, Producer, Refiner
from mineralsec.places import is_place
from mineralsec.quantities import Q
from mineralsec.units import MASS_FLOW

__all__ = ["from_columns"]

#: Columns of each table: those it must have, and those it may.
TABLES = {
    "producers": (("stage", "place", "output"), ("capacity", "id")),
    "refiners": (("takes", "makes", "place", "output"), ("capacity", "recovery", "id")),
    "flows": (("stage", "origin", "destination", "quantity"), ("peak",)),
    "consumers": (("stage", "place", "demand"), ("priority", "weight", "id")),
}
#: Columns that hold codes, by vocabulary.
STAGES = ("stage", "takes", "makes")
PLACES = ("place", "origin", "destination")

#: Most problems that an error lists.
MOST = 20


def from_columns(
    mineral: Mineral,
    places: Sequence[str],
    *,
    producers: Mapping[str, Any] | None = None,
    refiners: Mapping[str, Any] | None = None,
    flows: Mapping[str, Any] | None = None,
    consumers: Mapping[str, Any] | None = None,
    year: int | None = None,
) -> SupplyGraph:
    """Build the graph of one mineral from arrays in which stages and places are numbers.

    For models of ten thousands of facilities: the arrays go into the graph as they are, and
    records are made only when somebody asks for them. For anything else records say more.

    Parameters
    ----------
    mineral
        Its stages are the vocabulary of stage codes.
    places
        Vocabulary of place codes: countries, or sites such as ``"CHN:bayan-obo"``.
    producers
        ``stage``, ``place`` (codes) and ``output`` [t/yr]; may have ``capacity`` [t/yr] (NaN:
        unknown) and ``id``.
    refiners
        ``takes``, ``makes``, ``place`` and ``output`` [t/yr]; may have ``capacity`` [t/yr],
        ``recovery`` [-] and ``id``.
    flows
        ``stage``, ``origin``, ``destination`` and ``quantity`` [t/yr]; may have ``peak``, the
        most it carried in earlier years. [t/yr]
    consumers
        ``stage``, ``place`` and ``demand`` [t/yr]; may have ``priority``, ``weight`` and ``id``.
    year
        Year of the figures.

    Returns
    -------
    SupplyGraph

    Raises
    ------
    RecordError
        If a table lacks a column, has an unknown one, or columns of different lengths.
    DataError
        If codes or amounts cannot be; the first twenty rows of each kind, with their numbers.
    GraphError
        If every table is empty.

    Notes
    -----
    All amounts are contained tonnes a year: there are no units here to convert.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.from_columns(
    ...     ms.Mineral("cobalt", stages=("mining",)),
    ...     ["COD:kamoto", "CHN"],
    ...     producers={"stage": [0], "place": [0], "output": [25_000.0]},
    ...     flows={"stage": [0], "origin": [0], "destination": [1], "quantity": [25_000.0]},
    ...     consumers={"stage": [0], "place": [1], "demand": [25_000.0]},
    ... )
    >>> ms.remove_country(graph, "COD").shortfall_share
    1.0
    """
    if not isinstance(mineral, Mineral):
        raise RecordError(f"mineral must be a Mineral, got {show(mineral)}. Write ms.Mineral(...).")
    if year is not None:
        whole(year, "year", "year=2024")
    places = several(places, "places", "['CHN', 'JPN']")
    bad = [place for place in places if not is_place(place)]
    if bad or len(set(places)) < len(places):
        twice = next((p for p in places if list(places).count(p) > 1), None) if not bad else None
        raise RecordError(
            f"places must be codes, each once, got {show(bad[0] if bad else twice)}. Write for "
            "example 'CHN' or 'CHN:bayan-obo'."
        )
    given = {
        "producers": producers, "refiners": refiners, "flows": flows, "consumers": consumers,
    }  # fmt: skip
    stages = tuple(str(stage) for stage in mineral.stages)
    tables = {
        name: _table(name, {} if table is None else table, len(stages), len(places))
        for name, table in given.items()
    }
    if not any(len(table["size"]) for table in tables.values()):
        raise GraphError("every table is empty. Give producers, refiners, flows or consumers.")
    columns = _columns(mineral.name, stages, tuple(places), tables)
    return SupplyGraph(
        columns,
        year=year,
        minerals={mineral.name: mineral},
        records=partial(_records, columns, mineral, year),
    )


def _table(name: str, given: Mapping[str, Any], stages: int, places: int) -> dict[str, Any]:
    """Return a table's columns as arrays, checked."""
    needed, more = TABLES[name]
    for word in mapping(given, name, f"{name}={{'stage': [0], ...}}"):
        if word not in (*needed, *more):
            raise RecordError(
                f"{name} has no column {show(word)}.{suggest(str(word), (*needed, *more))} "
                f"Columns: {', '.join((*needed, *more))}."
            )
    missing = [word for word in needed if word not in given]
    if given and missing:
        raise RecordError(f"{name} lacks {' and '.join(missing)}.")
    found: dict[str, Any] = {}
    for word in (*needed, *more):
        if word == "id" or (word in more and word not in given):
            continue
        values = given.get(word, ())
        kind = np.int32 if word in (*STAGES, *PLACES, "priority") else np.float64
        found[word] = _array(values, kind, f"{name}: {word}")
    size = len(found[needed[0]])
    for word, values in found.items():
        if len(values) != size:
            raise RecordError(
                f"{name}: every column must have {size} rows as {needed[0]} has, {word} has "
                f"{len(values)}."
            )
    found["id"] = tuple(given["id"]) if "id" in given else None
    if found["id"] is not None and len(found["id"]) != size:
        raise RecordError(f"{name}: id has {len(found['id'])} rows, the others {size}.")
    found["size"] = range(size)
    _check(name, found, stages, places)
    return found


def _array(values: Any, kind: Any, what: str) -> Any:
    array = np.asarray(values)
    if array.ndim != 1 or (len(array) and array.dtype.kind not in "iuf"):
        raise RecordError(f"{what} must be one row of numbers, got {show(values)}.")
    if kind is np.int32 and array.dtype.kind == "f" and len(array):
        raise RecordError(f"{what} must be whole numbers, got {array.dtype}.")
    return array.astype(kind, copy=False)


def _check(name: str, table: dict[str, Any], stages: int, places: int) -> None:
    problems: list[Problem] = []
    for word, values in table.items():
        if word in (*STAGES, *PLACES):
            end = stages if word in STAGES else places
            wrong = (values < 0) | (values >= end)
            limit = f"from 0 to {end - 1}"
        elif word == "capacity":
            wrong, limit = (values < 0) | np.isinf(values), "0 or more, or NaN"
        elif word in ("recovery", "weight"):
            wrong, limit = ~((values > 0) & np.isfinite(values)), "above 0 and finite"
        elif word in ("output", "quantity", "demand", "peak"):
            wrong, limit = ~((values >= 0) & np.isfinite(values)), "0 or more and finite"
        else:
            continue
        for row in np.flatnonzero(wrong)[:MOST].tolist():
            text = f"{word} must be {limit}, got {values[row]:g}."
            problems.append(Problem(f"{name} row {row}", text))
    if problems:
        raise DataError(f"the columns of {name} do not fit", problems)


def _columns(
    mineral: str, stages: tuple[str, ...], places: tuple[str, ...], tables: dict[str, Any]
) -> Columns:
    producers, refiners = tables["producers"], tables["refiners"]
    flows, consumers = tables["flows"], tables["consumers"]
    wide = len(places)

    def key(stage: Integers, place: Integers) -> Any:
        return stage.astype(np.int64) * wide + place

    keys = {
        "made": key(producers["stage"], producers["place"]),
        "makes": key(refiners["makes"], refiners["place"]),
        "takes": key(refiners["takes"], refiners["place"]),
        "from": key(flows["stage"], flows["origin"]),
        "to": key(flows["stage"], flows["destination"]),
        "used": key(consumers["stage"], consumers["place"]),
    }
    there = np.zeros(len(stages) * wide, dtype=np.bool_)
    for each in keys.values():
        there[each] = True
    known = np.flatnonzero(there)
    number = np.empty(len(there), dtype=np.int32)
    number[known] = np.arange(len(known), dtype=np.int32)
    own, plants = len(producers["size"]), len(refiners["size"])
    output = np.concatenate([producers["output"], refiners["output"]])
    empty = np.zeros(0, dtype=np.int32)
    return Columns(
        minerals=(mineral,),
        stages=stages,
        places=places,
        markets=Markets(
            np.zeros(len(known), np.int32),
            (known // wide).astype(np.int32),
            (known % wide).astype(np.int32),
        ),
        makers=Makers(
            id=(*_ids("producer", producers), *_ids("refiner", refiners)),
            market=number[np.concatenate([keys["made"], keys["makes"]])],
            intake=np.concatenate([np.full(own, -1, np.int32), number[keys["takes"]]]),
            recovery=np.concatenate([np.ones(own), refiners.get("recovery", np.ones(plants))]),
            output=_plain(output),
            capacity=np.concatenate(
                [
                    producers.get("capacity", np.full(own, np.nan)),
                    refiners.get("capacity", np.full(plants, np.nan)),
                ]
            ),
            peak=output,
            years=np.ones(own + plants, np.int32),
            host=np.full(own + plants, -1, np.int32),
            host_ratio=np.full(own + plants, np.nan),
            secondary=np.zeros(own + plants, np.bool_),
            quality=np.zeros(own + plants, np.int32),
            reconciled=output,
        ),
        users=Users(
            id=_ids("consumer", consumers),
            market=number[keys["used"]],
            demand=_plain(consumers["demand"]),
            priority=consumers.get("priority", np.ones(len(consumers["size"]), np.int32)),
            weight=consumers.get("weight", np.ones(len(consumers["size"]))),
            quality=np.zeros(len(consumers["size"]), np.int32),
            reconciled=consumers["demand"],
        ),
        lanes=Lanes(
            origin=number[keys["from"]],
            destination=number[keys["to"]],
            quantity=_plain(flows["quantity"]),
            peak=np.maximum(flows.get("peak", flows["quantity"]), flows["quantity"]),
            label=("",) * len(flows["size"]),
            quality=np.zeros(len(flows["size"]), np.int32),
            reconciled=flows["quantity"],
        ),
        stocks=Stocks((), empty, np.zeros((3, 0)), np.zeros(0)),
        reserves=_no_reserves(),
        lane_years={(0, code): 1 + ("peak" in flows) for code in range(len(stages))},
    )


def _plain(values: Floats) -> Floats:
    """Return low, point and high of figures without limits: one array seen three times."""
    seen: Floats = np.broadcast_to(values, (3, len(values)))
    return seen


def _ids(kind: str, table: dict[str, Any]) -> tuple[str, ...]:
    named: tuple[str, ...] | None = table["id"]
    return tuple(f"{kind}-{row}" for row in table["size"]) if named is None else named


def _no_reserves() -> Reserves:
    empty = np.zeros(0, dtype=np.int32)
    return Reserves(empty, empty, np.zeros((3, 0)), np.zeros(0, dtype=np.bool_))


def _records(columns: Columns, mineral: Mineral, year: int | None) -> tuple[Any, ...]:
    """Return a record a row, for whoever wants them."""
    named = columns.market_names()
    makers, users, lanes = columns.makers, columns.users, columns.lanes
    shared: dict[str, Any] = {"mineral": mineral.name, "year": year}

    def flow(value: float) -> Any:
        return Q(float(value), MASS_FLOW)

    found: list[Any] = [mineral]
    for i, name in enumerate(makers.id):
        _, stage, place = named[makers.market[i]]
        about = {
            "id": name,
            "place": place,
            "output": flow(makers.reconciled[i]),
            "capacity": None if np.isnan(makers.capacity[i]) else flow(makers.capacity[i]),
        }
        if makers.intake[i] < 0:
            found.append(Producer(stage=stage, **about, **shared))
        else:
            takes = named[makers.intake[i]][1]
            recovery = float(makers.recovery[i])
            found.append(Refiner(takes=takes, makes=stage, recovery=recovery, **about, **shared))
    for i, name in enumerate(users.id):
        _, stage, place = named[users.market[i]]
        found.append(
            Consumer(
                id=name, stage=stage, place=place, demand=flow(users.reconciled[i]),
                priority=int(users.priority[i]), weight=float(users.weight[i]), **shared,
            )
        )  # fmt: skip
    for i in range(len(lanes)):
        _, stage, origin = named[lanes.origin[i]]
        destination = named[lanes.destination[i]][2]
        found.append(
            Flow(
                stage=stage, origin=origin, destination=destination,
                quantity=flow(lanes.reconciled[i]), **shared,
            )
        )  # fmt: skip
    return tuple(found)
