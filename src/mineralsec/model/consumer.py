"""Consumers: what takes material out of the chain."""

from __future__ import annotations

from attrs import field, frozen

from mineralsec.model import fields
from mineralsec.model.balanced import tie
from mineralsec.model.names import mineral
from mineralsec.model.record import Shown, named
from mineralsec.model.stage import Stage, stage
from mineralsec.provenance import Citation
from mineralsec.quantities import Amount, written

__all__ = ["Consumer"]


@named
@frozen(kw_only=True)
class Consumer(Shown):
    """A country's use, a sector, or a plant beyond the last stage of the graph.

    Parameters
    ----------
    id
        What the record is called; the key of its history.
    mineral
        Name, alias or symbol, or a :class:`Mineral`, whose chain and forms are then checked.
    place
        ISO 3166-1 alpha-3 code, country name, or a site below one.
    stage
        Stage of the market it buys in.
    demand
        What is used: a Quantity, a Between, or a text such as ``"120 tonne/year"``. Contained
        mineral, or gross weight of `form`. [t/yr]
    form
        Form that demand is the gross weight of.
    sector
        What the mineral is used for.
    priority
        Class that is served first when it is smaller.
    weight
        Weight of a tonne unmet. [-]
    reconciled
        Figure that balances with all others, as :func:`mineralsec.reconcile` finds it; None
        where it is the reported one. Flows and disruption read it. A copy with another `demand`
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
        If demand is a bare number or not a mass per time.
    RecordError
        If a value cannot be: negative, not finite, a weight of zero.
    UnknownNameError
        If a place, stage, form or word is not known.

    Examples
    --------
    >>> Consumer(id="use-usa", mineral="Ga", place="USA", stage="refining", demand="19 tonne/year")
    Consumer(use-usa: gallium, refining, USA, 19 tonne / year)
    """

    id: str = field(converter=fields.identifier, metadata=fields.ID)
    mineral: str = field(converter=mineral, metadata=fields.MINERAL)
    place: str = field(converter=fields.place, metadata=fields.PLACE)
    stage: Stage = field(
        converter=stage,
        metadata=fields.about("Market it buys in.", invariant="in the mineral's chain"),
    )
    demand: Amount = field(
        converter=fields.demand,
        eq=fields.FLOW_KEY,
        metadata=fields.about("What is used.", "t/yr", "not negative, finite"),
    )
    form: str | None = field(default=None, converter=fields.form, metadata=fields.FORM)
    sector: str | None = field(
        default=None, converter=fields.sector, metadata=fields.about("What it is used for.")
    )
    priority: int = field(
        default=1,
        converter=fields.priority,
        metadata=fields.about("Class served first when smaller.", invariant="from 1 up"),
    )
    weight: float = field(
        default=1.0,
        converter=fields.weight,
        metadata=fields.about("Weight of a tonne unmet.", invariant="above 0, finite"),
    )
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
        """Keep what was reconciled with its figure."""
        tie(self, "demand")

    @property
    def key(self) -> tuple[str, int | None, str]:
        """What makes it one record: id, year and vintage."""
        return (self.id, self.year, self.vintage)

    def __repr__(self) -> str:
        when = "" if self.year is None else f"{self.year}, "
        return (
            f"Consumer({self.id}: {self.mineral}, {self.stage}, {self.place}, "
            f"{when}{written(self.demand)})"
        )
