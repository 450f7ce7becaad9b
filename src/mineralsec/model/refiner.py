"""Refiners: what takes material of one stage and makes the next."""

from __future__ import annotations

import datetime as dt

from attrs import field, frozen

from mineralsec.errors import RecordError
from mineralsec.model import fields
from mineralsec.model.balanced import tie
from mineralsec.model.names import mineral
from mineralsec.model.ownership import Owner, owners
from mineralsec.model.record import Shown, named
from mineralsec.model.stage import Stage, makes, takes
from mineralsec.provenance import Citation
from mineralsec.quantities import Amount, written

__all__ = ["Refiner"]


@named
@frozen(kw_only=True)
class Refiner(Shown):
    """A smelter, refinery, magnet or cell plant: it takes from one market and makes for another.

    Parameters
    ----------
    id
        What the record is called; the key of its history.
    mineral
        Name, alias or symbol, or a :class:`Mineral`, whose chain and forms are then checked.
    place
        ISO 3166-1 alpha-3 code, country name, or a site such as ``"CHN:bayan-obo"``.
    takes, makes
        Stage it takes from, and stage whose market the output goes to.
    output
        What is made: a Quantity, a Between, or a text such as ``"120 tonne/year"``. Contained
        mineral, or gross weight of `form`. [t/yr]
    capacity
        Published nameplate of output; None when unknown. It may be below output. [t/yr]
    recovery
        Contained mass out per contained mass in, in (0, 1]. [-]
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
        If a value cannot be: negative, not finite, recovery outside (0, 1], takes what it makes.
    UnknownNameError
        If a place, stage, form or word is not known.

    Examples
    --------
    >>> Refiner(id="kokkola", mineral="cobalt", place="Finland", output="12 kilotonne/year")
    Refiner(kokkola: cobalt, mining -> refining, FIN, 12 kilotonne / year)
    """

    id: str = field(converter=fields.identifier, metadata=fields.ID)
    mineral: str = field(converter=mineral, metadata=fields.MINERAL)
    place: str = field(converter=fields.place, metadata=fields.PLACE)
    takes: Stage = field(
        default=Stage("mining"),
        converter=takes,
        metadata=fields.about("Market it takes from.", invariant="before makes in the chain"),
    )
    makes: Stage = field(
        default=Stage("refining"),
        converter=makes,
        metadata=fields.about("Market the output goes to.", invariant="in the mineral's chain"),
    )
    output: Amount = field(converter=fields.output, eq=fields.FLOW_KEY, metadata=fields.OUTPUT)
    capacity: Amount | None = field(
        default=None, converter=fields.capacity, eq=fields.FLOW_KEY, metadata=fields.CAPACITY
    )
    recovery: float = field(
        default=1.0,
        converter=fields.recovery,
        metadata=fields.about("Contained mass out per mass in.", "t/t", "in (0, 1]"),
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
        """Refuse a refiner that takes what it makes, and a host that makes no sense."""
        if self.takes == self.makes:
            raise RecordError(
                f"takes and makes are both {str(self.makes)!r}. Name two stages of the chain."
            )
        fields.check_host(self.id, self.host, self.host_ratio)
        tie(self, "output")

    @property
    def key(self) -> tuple[str, int | None, str]:
        """What makes it one record: id, year and vintage."""
        return (self.id, self.year, self.vintage)

    def __repr__(self) -> str:
        when = "" if self.year is None else f"{self.year}, "
        return (
            f"Refiner({self.id}: {self.mineral}, {self.takes} -> {self.makes}, {self.place}, "
            f"{when}{written(self.output)})"
        )
