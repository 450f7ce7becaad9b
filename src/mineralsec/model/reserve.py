"""Reserves: what is still in the ground."""

from __future__ import annotations

from typing import Literal

from attrs import field, frozen

from mineralsec.model import fields
from mineralsec.model.names import mineral
from mineralsec.model.record import Shown, named
from mineralsec.provenance import Citation
from mineralsec.quantities import Amount, written

__all__ = ["Reserve"]


@named
@frozen(kw_only=True)
class Reserve(Shown):
    """Material in the ground at one place; it feeds no market within the model's horizon.

    Parameters
    ----------
    mineral
        Name, alias or symbol, or a :class:`Mineral`, whose forms are then checked.
    place
        ISO 3166-1 alpha-3 code, country name, or a site below one.
    amount
        What lies there: a Quantity, a Between, or a text such as ``"7 megatonne"``. Contained
        mineral, or gross weight of `form`. [t]
    form
        Form that the amount is the gross weight of.
    kind
        ``"reserves"`` (could be extracted at a profit today) or ``"resources"``, in the sense
        of the US Geological Survey [1]_.
    year
        Calendar year of the figure; None for any.
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
        If the amount is negative or not finite.
    UnknownNameError
        If a place, form or word is not known.

    References
    ----------
    .. [1] U.S. Bureau of Mines and U.S. Geological Survey (1980). Principles of a
       Resource/Reserve Classification for Minerals. Geological Survey Circular 831.
       https://doi.org/10.3133/cir831

    Examples
    --------
    >>> Reserve(mineral="cobalt", place="COD", amount="6 megatonne", year=2024)
    Reserve(cobalt, COD, 2024, reserves of 6 megatonne)
    """

    mineral: str = field(converter=mineral, metadata=fields.MINERAL)
    place: str = field(converter=fields.place, metadata=fields.PLACE)
    amount: Amount = field(
        converter=fields.amount,
        eq=fields.MASS_KEY,
        metadata=fields.about("What lies there.", "t", "not negative, finite"),
    )
    form: str | None = field(default=None, converter=fields.form, metadata=fields.FORM)
    kind: Literal["reserves", "resources"] = field(
        default="reserves",
        validator=fields.word("reserves", "resources"),
        metadata=fields.about("Profitable today, or not.", invariant="reserves | resources"),
    )
    year: int | None = field(default=None, converter=fields.year, metadata=fields.YEAR)
    vintage: str = field(default="", converter=fields.vintage, metadata=fields.VINTAGE)
    quality: fields.Quality = field(
        default="reported", validator=fields.word(*fields.QUALITIES), metadata=fields.QUALITY
    )
    source: Citation | None = field(default=None, validator=fields.cited, metadata=fields.SOURCE)

    @property
    def key(self) -> tuple[str, str, str, str | None, int | None, str]:
        """What makes it one record: mineral, place, kind, form, year and vintage."""
        return (self.mineral, self.place, self.kind, self.form, self.year, self.vintage)

    def __repr__(self) -> str:
        when = "" if self.year is None else f"{self.year}, "
        return f"Reserve({self.mineral}, {self.place}, {when}{self.kind} of {written(self.amount)})"
