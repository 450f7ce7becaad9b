"""From records to columns: names become codes, amounts become contained tonnes per year."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mineralsec.errors import DataError, GraphError, Problem, show, suggest
from mineralsec.graph.columns import (
    POINT,
    QUALITIES,
    Columns,
    Floats,
    Lanes,
    Makers,
    Markets,
    Reserves,
    Stocks,
    Users,
)
from mineralsec.graph.lane_history import flow_history, label, lane_years
from mineralsec.graph.vintages import LOOK_BACK, Choice, choose, identity, only_records
from mineralsec.quantities import bounds
from mineralsec.units import MASS, MASS_FLOW

if TYPE_CHECKING:
    from mineralsec.model import Record

__all__ = ["build", "parts"]

#: Fields that hold an amount which `form` may say is gross weight.
_AMOUNT = {
    "Producer": "output",
    "Refiner": "output",
    "Consumer": "demand",
    "Flow": "quantity",
    "Stockpile": "amount",
    "Reserve": "amount",
}


class _Codes:
    """A vocabulary that grows as names are met."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self.code = {name: i for i, name in enumerate(names)}

    def __getitem__(self, name: str) -> int:
        return self.code.setdefault(name, len(self.code))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.code)


class _Market(dict[tuple[int, int, int], int]):
    """Market rows by (mineral, stage, place) code."""

    def __missing__(self, key: tuple[int, int, int]) -> int:
        self[key] = row = len(self)
        return row


def content(record: Any, forms: dict[tuple[str, str], float]) -> float:
    """Return contained mineral per unit of what the record counts [-]."""
    form = getattr(record, "form", None)
    return 1.0 if form is None else forms[record.mineral, form]


def check(choice: Choice, minerals: dict[str, Any], forms: dict[tuple[str, str], float]) -> None:
    """Refuse records that do not fit together, all at once; the history is read too."""
    problems: list[Problem] = []
    past = (record for records in choice.history.values() for record in records)
    chains = {name: frozenset(map(str, m.stages)) for name, m in minerals.items()}
    for record in (*choice.current, *past):
        kind = type(record).__name__
        if kind not in _AMOUNT:
            continue
        chain = chains.get(record.mineral, frozenset())
        form = record.form
        if kind == "Refiner":
            stages_fit = record.takes in chain and record.makes in chain
            stages_fit = stages_fit and _forward(record, minerals[record.mineral])
        else:
            stages_fit = kind == "Reserve" or record.stage in chain
        if chain and stages_fit and (form is None or (record.mineral, form) in forms):
            continue
        where = getattr(record, "id", None) or repr(record)
        problems += [Problem(where, text) for text in _misfits(record, minerals, forms)]
    if problems:
        raise DataError("the records do not fit together", problems)


def _forward(record: Any, mineral: Any) -> bool:
    chain = list(mineral.stages)
    return bool(chain.index(record.takes) < chain.index(record.makes))


def _misfits(
    record: Any, minerals: dict[str, Any], forms: dict[tuple[str, str], float]
) -> list[str]:
    """Return in words what does not fit of a record."""
    mineral = minerals.get(record.mineral)
    if mineral is None:
        from mineralsec.model.names import VOCABULARY  # only where something is wrong

        near = minerals if record.mineral in VOCABULARY else {*minerals, *VOCABULARY}
        return [
            f"no Mineral record for {show(record.mineral)}.{suggest(record.mineral, near)} "
            f"Add ms.Mineral({record.mineral!r}, stages=(...))."
        ]
    chain = mineral.stages
    texts = [
        f"{word} {show(str(stage))} is not in the chain of {record.mineral}: "
        f"{', '.join(chain)}.{suggest(str(stage), map(str, chain))}"
        for word in ("stage", "takes", "makes")
        if (stage := getattr(record, word, None)) not in (None, *chain)
    ]
    if type(record).__name__ == "Refiner" and not texts and not _forward(record, mineral):
        texts.append(
            f"takes {record.takes} and makes {record.makes}, but the chain of "
            f"{record.mineral} runs {' -> '.join(chain)}. Swap them."
        )
    form = record.form
    if form is not None and (record.mineral, form) not in forms:
        known = [f for m, f in forms if m == record.mineral]
        texts.append(
            f"form {show(form)} of {record.mineral} is not defined.{suggest(form, known)} "
            f"Add ms.Form({form!r}, content=..., stage=...) to the mineral's forms."
        )
    return texts


def parts(
    records: Iterable[Record], year: int | None
) -> tuple[Columns, int | None, dict[str, Any], tuple[Record, ...]]:
    """Return columns, year, minerals by name and all records of a graph made of records."""
    kept = only_records(records)
    choice = choose(kept, year)
    minerals = {r.name: r for r in choice.current if type(r).__name__ == "Mineral"}
    forms = {(m.name, f.name): f.content for m in minerals.values() for f in m.forms}
    return build(choice, minerals, forms), choice.year, minerals, kept


def build(choice: Choice, minerals: dict[str, Any], forms: dict[tuple[str, str], float]) -> Columns:
    """Return the columns of the chosen records.

    Parameters
    ----------
    choice
        Records that answer, with their history.
    minerals
        Mineral records by name.
    forms
        Contained mineral per gross weight by (mineral, form name). [-]

    Raises
    ------
    DataError
        If records do not fit together (unknown mineral, stage outside the chain, unknown form,
        unknown host); all problems at once.
    GraphError
        If there is nothing to build from.
    """
    check(choice, minerals, forms)
    rows: dict[str, list[Any]] = {}
    for record in choice.current:
        rows.setdefault(type(record).__name__, []).append(record)
    if not any(kind in rows for kind in _AMOUNT):
        raise GraphError(
            "a supply graph needs at least one Producer, Refiner, Consumer, Flow, Stockpile or "
            "Reserve for its year; got none."
        )
    codes = {name: i for i, name in enumerate(minerals)}
    stages, places, market = _Codes(), _Codes(), _Market()

    def at(mineral: str, stage: str, place: str) -> int:
        return market[codes[mineral], stages[str(stage)], places[place]]

    lanes = _lanes(choice, rows.get("Flow", []), forms, at)
    makers = _makers(choice, rows.get("Producer", []) + rows.get("Refiner", []), forms, at)
    users = _users(rows.get("Consumer", []), forms, at)
    stocks = _stocks(rows.get("Stockpile", []), forms, at)
    reserves = _reserves(rows.get("Reserve", []), codes, forms, places)
    keys = np.array(list(market), dtype=np.int32).reshape(-1, 3)
    return Columns(
        minerals=tuple(minerals),
        stages=stages.names,
        places=places.names,
        markets=Markets(keys[:, 0].copy(), keys[:, 1].copy(), keys[:, 2].copy()),
        makers=makers,
        users=users,
        lanes=lanes,
        stocks=stocks,
        reserves=reserves,
        lane_years=lane_years(choice, codes, stages),
    )


def _amounts(records: Sequence[Any], name: str, unit: str, forms: Any) -> Floats:
    """Return low, point and high of one field in contained tonnes, shape (3, n)."""
    values = [tuple(content(r, forms) * x for x in bounds(getattr(r, name), unit)) for r in records]
    return np.array(values, dtype=np.float64).reshape(-1, 3).T.copy()


def _reconciled(records: Sequence[Any], amounts: Floats, forms: Any) -> Floats:
    """Return the reconciled figure of each record, the reported one where it has none."""
    found: Floats = np.nan_to_num(amounts[POINT])
    for i, record in enumerate(records):
        if (figure := record.reconciled) is not None:
            found[i] = bounds(figure, MASS_FLOW)[POINT] * content(record, forms)
    return found


def _point(record: Any, name: str, forms: Any) -> float:
    return bounds(getattr(record, name), MASS_FLOW)[1] * content(record, forms)


def _quality(records: Sequence[Any]) -> Any:
    return np.array([QUALITIES.index(r.quality) for r in records], dtype=np.int32)


def _makers(choice: Choice, records: list[Any], forms: Any, at: Any) -> Makers:
    row = {r.id: i for i, r in enumerate(records)}
    n = len(records)
    market, intake = np.empty(n, np.int32), np.full(n, -1, np.int32)
    recovery, capacity, ratio = np.ones(n), np.full(n, np.nan), np.full(n, np.nan)
    peak, years, host = np.zeros(n), np.ones(n, np.int32), np.full(n, -1, np.int32)
    output = _amounts(records, "output", MASS_FLOW, forms)
    problems: list[Problem] = []
    hosts: dict[str, str] = {}
    for i, r in enumerate(records):
        refiner = type(r).__name__ == "Refiner"
        market[i] = at(r.mineral, r.makes if refiner else r.stage, r.place)
        if refiner:
            intake[i], recovery[i] = at(r.mineral, r.takes, r.place), r.recovery
        # a plant that opens after the graph's year lends it no capacity
        if r.capacity is not None and not (
            r.opens is not None and choice.year is not None and r.opens.year > choice.year
        ):
            capacity[i] = _nameplate(bounds(r.capacity, MASS_FLOW)) * content(r, forms)
        earlier = [
            _point(h, "output", forms)
            for h in choice.history.get(identity(r), ())
            if choice.year is not None and choice.year - LOOK_BACK < h.year < choice.year
        ]
        known = [x for x in (*earlier, output[1, i]) if not math.isnan(x)]
        peak[i], years[i] = max(known, default=0.0), len(known)
        if r.host is not None:
            if r.host not in row:
                problems.append(
                    Problem(
                        r.id,
                        f"host {show(r.host)} is not a Producer or Refiner here."
                        f"{suggest(r.host, row)} Name the id of the host's record.",
                    )
                )
            else:
                hosts[r.id] = r.host
                if r.host_ratio is not None:
                    host[i], ratio[i] = row[r.host], r.host_ratio
    problems += _circles(hosts)
    if problems:
        raise DataError("the records do not fit together", problems)
    return Makers(
        id=tuple(r.id for r in records),
        market=market,
        intake=intake,
        recovery=recovery,
        output=output,
        capacity=capacity,
        peak=peak,
        years=years,
        host=host,
        host_ratio=ratio,
        secondary=np.array([r.kind == "secondary" for r in records], dtype=np.bool_),
        quality=_quality(records),
        reconciled=_reconciled(records, output, forms),
    )


def _nameplate(limits: tuple[float, float, float]) -> float:
    """Return the one figure for a capacity; NaN when all that is known is that it exists."""
    low, point, high = limits
    if not math.isnan(point):
        return point
    return high if math.isfinite(high) else low or math.nan


def _circles(hosts: dict[str, str]) -> list[Problem]:
    """Return a problem for every record that is, through its hosts, its own host."""
    problems = []
    for name in hosts:
        line = [name]
        while (host := hosts.get(line[-1])) is not None and host not in line:
            line.append(host)
        if host == name:
            problems.append(
                Problem(
                    name,
                    f"is its own host: {' -> '.join((*line, name))}. Name as host what would "
                    "be made for its own sake.",
                )
            )
    return problems


def _users(records: list[Any], forms: Any, at: Any) -> Users:
    demand = _amounts(records, "demand", MASS_FLOW, forms)
    return Users(
        id=tuple(r.id for r in records),
        market=np.array([at(r.mineral, r.stage, r.place) for r in records], dtype=np.int32),
        demand=demand,
        priority=np.array([r.priority for r in records], dtype=np.int32),
        weight=np.array([r.weight for r in records], dtype=np.float64),
        quality=_quality(records),
        reconciled=_reconciled(records, demand, forms),
    )


def _stocks(records: list[Any], forms: Any, at: Any) -> Stocks:
    limits = [bounds(r.max_release, MASS_FLOW)[2] * content(r, forms) for r in records]
    release = np.array(limits, dtype=np.float64)
    return Stocks(
        id=tuple(r.id for r in records),
        market=np.array([at(r.mineral, r.stage, r.place) for r in records], dtype=np.int32),
        amount=_amounts(records, "amount", MASS, forms),
        # without a published limit nothing holds it back
        max_release=np.where(np.isnan(release), np.inf, release),
    )


def _reserves(records: list[Any], codes: dict[str, int], forms: Any, places: _Codes) -> Reserves:
    return Reserves(
        mineral=np.array([codes[r.mineral] for r in records], dtype=np.int32),
        place=np.array([places[r.place] for r in records], dtype=np.int32),
        amount=_amounts(records, "amount", MASS, forms),
        resources=np.array([r.kind == "resources" for r in records], dtype=np.bool_),
    )


def _lanes(choice: Choice, current: list[Any], forms: Any, at: Any) -> Lanes:
    history = flow_history(choice)
    carried = {identity(r) for r in current}
    # a lane that carried something in an earlier year only is still a lane
    idle = [
        max(past, key=lambda r: _point(r, "quantity", forms))
        for thing, past in history.items()
        if thing not in carried
    ]
    records = current + idle
    quantity = _amounts(records, "quantity", MASS_FLOW, forms)
    peak = np.nan_to_num(quantity[1].copy())
    quantity[:, len(current) :] = 0.0
    reconciled = np.zeros(len(records))
    reconciled[: len(current)] = _reconciled(current, quantity[:, : len(current)], forms)
    for i, r in enumerate(current):
        for past in history.get(identity(r), ()):
            peak[i] = max(peak[i], _point(past, "quantity", forms))
    return Lanes(
        origin=np.array([at(r.mineral, r.stage, r.origin) for r in records], dtype=np.int32),
        destination=np.array(
            [at(r.mineral, r.stage, r.destination) for r in records], dtype=np.int32
        ),
        quantity=quantity,
        peak=peak,
        label=tuple(label(r) for r in records),
        quality=_quality(records),
        reconciled=reconciled,
    )
