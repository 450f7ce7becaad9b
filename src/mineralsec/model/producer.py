"""Producers: what comes out of the ground, or out of scrap, at one place."""

from __future__ import annotations

import datetime as dt

from attrs import field, frozen

from mineralsec.model import fields
from mineralsec.model.balanced import tie
from mineralsec.model.names import mineral
from mineralsec.model.ownership import Owner, owners
from mineralsec.model.record import Shown, named
from mineralsec.model.stage import Stage, stage
from mineralsec.provenance import Citation
from mineralsec.quantities import Amount, written

__all__ = ["Producer"]


@named
@frozen(kw_only=True)
class Producer(Shown):
    """A mine, a country's mines, or a recycler: it makes without taking from a market.

    Parameters
    ----------
    id
        What the record is called; the key of its history.
    mineral
        Name, alias or symbol, or a :class:`Mineral`, whose chain and forms are then checked.
    place
        ISO 3166-1 alpha-3 code, country name, or a site such as ``"CHN:bayan-obo"``.
    stage
        Stage whose market the output goes to.
    output
        What is made: a Quantity, a Between, or a text such as ``"120 tonne/year"``. Contained
        mineral, or gross weight of `form`. [t/yr]
    capacity
        Published nameplate; None when unknown. It may be below output. [t/yr]
    form
        Form that output and capacity are the gross weight of.
    kind
        ``"primary"`` from the ground, ``"secondary"`` from scrap.
    owners
        Owners with shares that sum to at most one.
    operator
        Who runs it.
    host
        Record (or its id) that this one is a by-product of.
    host_ratio
        Tonnes recoverable per tonne of the host's output. [t/t]
    opens
        First day of work, for a planned plant.
    reconciled
        Figure that balances with all others, as :func:`mineralsec.reconcile` finds it; None
        where it is the reported one. Flows and disruption read it. A copy with another `output`
        drops it, unless it is given anew. [t/yr]
    year
        Calendar year of the figures; None for any.
    vintage
        Edition they were published in; the newest answers.
    quality
        ``"reported"``, ``"estimated"``, ``"modelled"`` or ``"projected"``.
    source
        Where they were read.

    Raises
    ------
    UnitsError
        If an amount is a bare number or not a mass per time.
    RecordError
        If a value cannot be: negative, not finite, out of its range.
    UnknownNameError
        If a place, stage, form or word is not known.

    Examples
    --------
    >>> Producer(id="mutanda", mineral="Co", place="COD", output="23 kilotonne/year", year=2024)
    Producer(mutanda: cobalt, mining, COD, 2024, 23 kilotonne / year)
    """

    id: str = field(converter=fields.identifier, metadata=fields.ID)
    mineral: str = field(converter=mineral, metadata=fields.MINERAL)
    place: str = field(converter=fields.place, metadata=fields.PLACE)
    stage: Stage = field(
        default=Stage("mining"),
        converter=stage,
        metadata=fields.about("Market the output goes to.", invariant="in the mineral's chain"),
    )
    output: Amount = field(converter=fields.output, eq=fields.FLOW_KEY, metadata=fields.OUTPUT)
    capacity: Amount | None = field(
        default=None, converter=fields.capacity, eq=fields.FLOW_KEY, metadata=fields.CAPACITY
    )
    form: str | None = field(default=None, converter=fields.form, metadata=fields.FORM)
    kind: fields.Kind = field(
        default="primary", validator=fields.word(*fields.KINDS), metadata=fields.KIND
    )
    owners: tuple[Owner, ...] = field(default=(), converter=owners, metadata=fields.OWNERS)
    operator: str | None = field(default=None, converter=fields.operator, metadata=fields.OPERATOR)
    host: str | None = field(default=None, converter=fields.host, metadata=fields.HOST)
    host_ratio: float | None = field(
        default=None, converter=fields.host_ratio, metadata=fields.HOST_RATIO
    )
    opens: dt.date | None = field(default=None, converter=fields.opens, metadata=fields.OPENS)
    reconciled: Amount | None = field(
        default=None, converter=fields.reconciled, eq=fields.FLOW_KEY, metadata=fields.RECONCILED
    )
    year: int | None = field(default=None, converter=fields.year, metadata=fields.YEAR)
    vintage: str = field(default="", converter=fields.vintage, metadata=fields.VINTAGE)
    quality: fields.Quality = field(
        default="reported", validator=fields.word(*fields.QUALITIES), metadata=fields.QUALITY
    )
    source: Citation | None = field(default=None, validator=fields.cited, metadata=fields.SOURCE)

    def __attrs_post_init__(self) -> None:
        """Refuse a host that makes no sense; keep what was reconciled with its figure."""
        fields.check_host(self.id, self.host, self.host_ratio)
        tie(self, "output")

    @property
    def key(self) -> tuple[str, int | None, str]:
        """What makes it one record: id, year and vintage."""
        return (self.id, self.year, self.vintage)

    def __repr__(self) -> str:
        when = "" if self.year is None else f"{self.year}, "
        return (
            f"Producer({self.id}: {self.mineral}, {self.stage}, {self.place}, "
            f"{when}{written(self.output)})"
        )
