"""Stockpiles: what has been put aside and can be released."""

from __future__ import annotations

import datetime as dt

from attrs import field, frozen

from mineralsec.model import fields
from mineralsec.model.names import mineral
from mineralsec.model.record import Shown, named
from mineralsec.model.stage import Stage, stage
from mineralsec.provenance import Citation
from mineralsec.quantities import Amount, written

__all__ = ["Stockpile"]


@named
@frozen(kw_only=True)
class Stockpile(Shown):
    """Material held at one place on one day.

    Parameters
    ----------
    id
        What the record is called; the key of its history.
    mineral
        Name, alias or symbol, or a :class:`Mineral`, whose chain and forms are then checked.
    place
        ISO 3166-1 alpha-3 code, country name, or a site below one.
    stage
        Stage of the market it is released to.
    amount
        What lies there: a Quantity, a Between, or a text such as ``"5 tonne"``. Contained
        mineral, or gross weight of `form`. [t]
    as_of
        Day it was counted: a date or a text ``"2024-12-31"``.
    form
        Form that the amounts are the gross weight of.
    max_release
        How fast it can be drawn; None when nothing is known to limit it. [t/yr]
    holder
        Who holds it.
    vintage
        Edition it was published in; the newest answers.
    quality
        ``"reported"``, ``"estimated"``, ``"modelled"`` or ``"projected"``.
    source
        Where it was read.

    Raises
    ------
    UnitsError
        If the amount is a bare number or not a mass.
    RecordError
        If a value cannot be: negative, not finite, not a date.
    UnknownNameError
        If a place, stage, form or word is not known.

    Examples
    --------
    >>> Stockpile(
    ...     id="nds-ge",
    ...     mineral="Ge",
    ...     place="USA",
    ...     stage="refining",
    ...     amount="14 tonne",
    ...     as_of="2024-09-30",
    ... )
    Stockpile(nds-ge: germanium, refining, USA, 2024-09-30, 14 tonne)
    """

    id: str = field(converter=fields.identifier, metadata=fields.ID)
    mineral: str = field(converter=mineral, metadata=fields.MINERAL)
    place: str = field(converter=fields.place, metadata=fields.PLACE)
    stage: Stage = field(
        converter=stage,
        metadata=fields.about("Market it is released to.", invariant="in the mineral's chain"),
    )
    amount: Amount = field(
        converter=fields.amount,
        eq=fields.MASS_KEY,
        metadata=fields.about("What lies there.", "t", "not negative, finite"),
    )
    as_of: dt.date = field(
        converter=fields.as_of, metadata=fields.about("Day it was counted.", "date")
    )
    form: str | None = field(default=None, converter=fields.form, metadata=fields.FORM)
    max_release: Amount | None = field(
        default=None,
        converter=fields.max_release,
        eq=fields.FLOW_KEY,
        metadata=fields.about("How fast it can be drawn.", "t/yr", "not negative, finite"),
    )
    holder: str | None = field(
        default=None, converter=fields.holder, metadata=fields.about("Who holds it.")
    )
    vintage: str = field(default="", converter=fields.vintage, metadata=fields.VINTAGE)
    quality: fields.Quality = field(
        default="reported", validator=fields.word(*fields.QUALITIES), metadata=fields.QUALITY
    )
    source: Citation | None = field(default=None, validator=fields.cited, metadata=fields.SOURCE)

    @property
    def key(self) -> tuple[str, dt.date, str]:
        """What makes it one record: id, day and vintage."""
        return (self.id, self.as_of, self.vintage)

    def __repr__(self) -> str:
        return (
            f"Stockpile({self.id}: {self.mineral}, {self.stage}, {self.place}, "
            f"{self.as_of}, {written(self.amount)})"
        )
