"""Part of a supply graph, cut out so that what crossed the border is still there.

The part balances wherever the whole did: every amount that a kept market got from or gave to
the rest is supply or use at the border.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import numpy as np
from attrs import evolve, fields

from mineralsec.errors import GraphError
from mineralsec.graph.columns import POINT, Makers
from mineralsec.graph.vintages import identity
from mineralsec.model import (
    Consumer,
    Control,
    Flow,
    Mineral,
    Producer,
    Record,
    Refiner,
    Reserve,
    Stake,
)
from mineralsec.places import country_of
from mineralsec.provenance import Citation
from mineralsec.quantities import Amount, Between, Q, bounds
from mineralsec.units import MASS_FLOW

__all__ = ["selected"]

_Maker = TypeVar("_Maker", Producer, Refiner)


def selected(
    records: Iterable[Record],
    current: Iterable[Record],
    *,
    minerals: frozenset[str],
    stages: frozenset[str] | None,
    places: frozenset[str] | None,
    makers: Makers,
) -> tuple[Record, ...]:
    """Return the records of part of a graph.

    - A flow with one end outside becomes a Producer (``"border-supply-…"``) or a Consumer
      (``"border-use-…"``) at its other end, with quality ``"modelled"``.
    - A refiner that takes from a stage outside becomes a Producer with the same id. One that
      makes a stage outside becomes a Consumer of its intake, quality ``"modelled"``.
    - A by-product whose host is outside gets a capacity instead: the larger of its output and
      `host_ratio` times the host's output (never above a published capacity that is above
      output). Its citation says so.
    - Reserves, controls and stakes come along with their mineral; reserves and stocks with
      their place.

    Records of other years and editions are treated alike, so history stays history.

    Parameters
    ----------
    records
        All records of the graph.
    current
        Those that answer for its year.
    minerals
        Names to keep.
    stages, places
        Names to keep; None keeps all.
    makers
        Producers and refiners that answer, for what hosts make.

    Raises
    ------
    GraphError
        If nothing is left that anybody makes, moves, stores or uses.
    """
    current = tuple(current)
    withheld = np.isnan(makers.output[POINT]) & (makers.reconciled == 0.0)
    made = np.where(withheld, np.nan, makers.reconciled)
    throughput = dict(zip(makers.id, made.tolist(), strict=True))
    cut = _Cut(minerals, stages, places, {id(record) for record in current}, throughput)
    cut.find_hosts(current)
    kept = [(record, cut.kept(record)) for record in records]
    if not any(
        part is not None and id(record) in cut.current
        for record, part in kept
        if not isinstance(record, (Mineral, Control, Stake))
    ):
        raise GraphError(
            "nothing is left after select: no record has all of the minerals, stages and "
            "places asked for. Ask for fewer at once."
        )
    return tuple(part for _, part in kept if part is not None)


class _Cut:
    """Says of each record what is left of it."""

    def __init__(
        self,
        minerals: frozenset[str],
        stages: frozenset[str] | None,
        places: frozenset[str] | None,
        current: set[int],
        throughput: Mapping[str, float],
    ) -> None:
        self.minerals, self.stages, self.places = minerals, stages, places
        self.current, self.throughput = current, throughput
        self.forms: dict[tuple[str, str], float] = {}
        self.hosts: set[str] = set()
        self.border: dict[Any, str] = {}
        self.taken: set[str] = set()

    def find_hosts(self, current: Iterable[Record]) -> None:
        """Note which makers stay, and what forms hold."""
        for record in current:
            self.taken.add(getattr(record, "id", ""))
            if isinstance(record, Mineral):
                self.forms |= {(record.name, form.name): form.content for form in record.forms}
            elif isinstance(record, (Producer, Refiner)):
                stage = record.makes if isinstance(record, Refiner) else record.stage
                if record.mineral in self.minerals and self.at(stage, record.place):
                    self.hosts.add(record.id)

    def at(self, stage: str, place: str) -> bool:
        """Return whether a stage and place are kept."""
        return (self.stages is None or stage in self.stages) and self.there(place)

    def there(self, place: str) -> bool:
        return self.places is None or place in self.places or country_of(place) in self.places

    def kept(self, record: Record) -> Record | None:
        """Return what is left of a record; None for nothing."""
        if isinstance(record, Mineral):
            return record if record.name in self.minerals else None
        if isinstance(record, Control):
            return record if self.minerals & set(record.minerals) else None
        if isinstance(record, Stake):
            return record
        if record.mineral not in self.minerals:
            return None
        if isinstance(record, Reserve):
            return record if self.there(record.place) else None
        if isinstance(record, Flow):
            return self.flow(record)
        if isinstance(record, Refiner):
            return self.refiner(record)
        if not self.at(record.stage, record.place):
            return None
        if isinstance(record, Producer):
            return self.freed(record, id(record) in self.current)
        return record

    def flow(self, flow: Flow) -> Flow | Producer | Consumer | None:
        arrives, leaves = self.at(flow.stage, flow.destination), self.at(flow.stage, flow.origin)
        if arrives and leaves:
            return flow
        common = _common(
            flow, form=flow.form, stage=flow.stage, quality="modelled", reconciled=flow.reconciled
        )
        if arrives:
            return Producer(
                id=self.named(flow, "supply"),
                place=flow.destination,
                output=flow.quantity,
                **common,
            )
        if leaves:
            return Consumer(
                id=self.named(flow, "use"), place=flow.origin, demand=flow.quantity, **common
            )
        return None

    def named(self, flow: Flow, what: str) -> str:
        """Return the id of what a cut lane becomes: the same in every year, no other record's."""
        lane = identity(flow)
        if lane not in self.border:
            parts = (flow.mineral, flow.stage, flow.origin, flow.destination)
            told_apart = (part for part in (flow.form, flow.seller, flow.buyer) if part)
            name = "-".join((f"border-{what}", *parts, *told_apart))
            number = 1
            while (unique := name if number == 1 else f"{name}-{number}") in self.taken:
                number += 1
            self.taken.add(unique)
            self.border[lane] = unique
        return self.border[lane]

    def refiner(self, refiner: Refiner) -> Refiner | Producer | Consumer | None:
        takes, makes = (self.at(s, refiner.place) for s in (refiner.takes, refiner.makes))
        if takes and makes:
            return self.freed(refiner, id(refiner) in self.current)
        if makes:
            same = {f.name: getattr(refiner, f.name) for f in fields(Producer) if f.name != "stage"}
            return self.freed(Producer(stage=refiner.makes, **same), id(refiner) in self.current)
        if takes:
            ratio = self.content(refiner) / refiner.recovery
            return Consumer(
                id=refiner.id,
                place=refiner.place,
                demand=_times(refiner.output, ratio),
                reconciled=None if refiner.reconciled is None else refiner.reconciled * ratio,
                sector=str(refiner.makes),
                **_common(refiner, stage=refiner.takes, quality="modelled"),
            )
        return None

    def content(self, record: Producer | Refiner) -> float:
        return 1.0 if record.form is None else self.forms[record.mineral, record.form]

    def freed(self, maker: _Maker, current: bool) -> _Maker:
        """Return a maker without a host that is outside, its throughput as a capacity."""
        if maker.host is None or maker.host in self.hosts:
            return maker
        free = evolve(maker, host=None, host_ratio=None)
        limit = self.throughput.get(maker.host, math.nan) * (maker.host_ratio or math.nan)
        if math.isnan(limit) or not current:
            return free
        output, nameplate = (bounds(a, MASS_FLOW)[1] for a in (maker.output, maker.capacity))
        # fmin and fmax pass over what is unknown
        most = np.fmax(output, np.fmin(nameplate, limit / self.content(maker)))
        return evolve(free, capacity=Q(float(most), MASS_FLOW), source=_noted(maker))


def _common(record: Flow | Refiner, **others: Any) -> dict[str, Any]:
    """Return the fields that what a record becomes has from it, and `others`."""
    return {
        "mineral": record.mineral,
        "year": record.year,
        "vintage": record.vintage,
        "source": record.source,
        **others,
    }


def _times(amount: Amount, ratio: float) -> Amount:
    if not isinstance(amount, Between):
        return amount * ratio
    low, high, point = (
        None if end is None else end * ratio for end in (amount.low, amount.high, amount.point)
    )
    return Between(low, high, point, mark=amount.mark)


def _noted(maker: Producer | Refiner) -> Citation | None:
    """Return the maker's citation with a word on where its capacity comes from."""
    if maker.source is None:
        return None
    note = f"capacity is what {maker.host} allowed with its output of the year"
    return evolve(maker.source, note="; ".join(filter(None, (maker.source.note, note))))
