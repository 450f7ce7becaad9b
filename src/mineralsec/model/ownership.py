"""Who owns what: shares of a plant, and chains of holdings."""

from __future__ import annotations

import datetime as dt
from typing import Any

from attrs import field, frozen

from mineralsec.errors import RecordError, show
from mineralsec.model import fields
from mineralsec.model.record import Shown, named
from mineralsec.provenance import Citation

__all__ = ["Owner", "Stake", "owners"]


def _owner_name(value: str) -> str:
    return fields.label(value, "name")


def _share(value: float) -> float:
    return fields.fraction(value, "share")


def _holder(value: str) -> str:
    return fields.label(value, "holder")


def _held(value: str) -> str:
    return fields.label(value, "held")


def _fraction(value: float) -> float:
    return fields.fraction(value, "fraction")


@named
@frozen
class Owner(Shown):
    """One owner of a producer or refiner.

    Parameters
    ----------
    name
        Company, state or person.
    share
        Part of the equity, in (0, 1]. [-]
    place
        Where the owner sits, if known.

    Raises
    ------
    RecordError
        If the share is outside (0, 1].

    Examples
    --------
    >>> Owner("Glencore", 0.75, "CHE")
    Owner(Glencore 75 %, CHE)
    """

    name: str = field(converter=_owner_name, metadata=fields.about("Company, state or person."))
    share: float = field(
        converter=_share, metadata=fields.about("Part of the equity.", "-", "in (0, 1]")
    )
    place: str | None = field(
        default=None,
        converter=fields.place_or_none,
        metadata=fields.about("Where the owner sits.", invariant="a known place"),
    )

    def __repr__(self) -> str:
        place = f", {self.place}" if self.place else ""
        return f"Owner({self.name} {self.share * 100:.4g} %{place})"


def owners(value: Any) -> tuple[Owner, ...]:
    """Read the owners of a plant; their shares sum to at most one."""
    found = (value,) if isinstance(value, Owner) else fields.listed(value, "owners")
    for owner in found:
        if not isinstance(owner, Owner):
            raise RecordError(
                f"owners holds Owner records, got {show(owner)}. Write ms.Owner('Glencore', 0.75)."
            )
    fields.once((owner.name for owner in found), "owners")
    total = sum(owner.share for owner in found)
    if total > 1 + 1e-9:  # thirds are written as 0.333333
        raise RecordError(f"shares of owners sum to {total:g}. Write shares that sum to at most 1.")
    return found


@named
@frozen(kw_only=True)
class Stake(Shown):
    """One holding in a chain of ownership, on one day.

    Parameters
    ----------
    holder
        Who holds.
    held
        Company that is held.
    fraction
        Part of the equity, in (0, 1]. [-]
    as_of
        Day it holds for.
    vintage, quality, source
        Edition, firmness and origin of the figure.

    Raises
    ------
    RecordError
        If the fraction is outside (0, 1], or a company holds itself.

    Examples
    --------
    >>> Stake(holder="CMOC", held="TFM", fraction=0.8, as_of="2024-12-31")
    Stake(CMOC holds 80 % of TFM, 2024-12-31)
    """

    holder: str = field(converter=_holder, metadata=fields.about("Who holds."))
    held: str = field(
        converter=_held, metadata=fields.about("What is held.", invariant="not the holder")
    )
    fraction: float = field(
        converter=_fraction, metadata=fields.about("Part of the equity.", "-", "in (0, 1]")
    )
    as_of: dt.date = field(
        converter=fields.as_of, metadata=fields.about("Day it holds for.", "date")
    )
    vintage: str = field(default="", converter=fields.vintage, metadata=fields.VINTAGE)
    quality: fields.Quality = field(
        default="reported", validator=fields.word(*fields.QUALITIES), metadata=fields.QUALITY
    )
    source: Citation | None = field(default=None, validator=fields.cited, metadata=fields.SOURCE)

    def __attrs_post_init__(self) -> None:
        """Refuse a company that holds itself."""
        if self.holder == self.held:
            raise RecordError(f"holder and held are both {self.held!r}. Name two companies.")

    @property
    def key(self) -> tuple[str, str, dt.date, str]:
        """What makes it one record: holder, held, day and vintage."""
        return (self.holder, self.held, self.as_of, self.vintage)

    def __repr__(self) -> str:
        return (
            f"Stake({self.holder} holds {self.fraction * 100:.4g} % of {self.held}, {self.as_of})"
        )
