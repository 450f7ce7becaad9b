"""What could be done before a shock: a stock, a plant, a lane, recycling, substitution."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import field, frozen

from mineralsec.analysis.disruption.shocks import names, places, share
from mineralsec.arguments import is_number
from mineralsec.errors import RecordError, show
from mineralsec.places import place_name, resolve_place
from mineralsec.quantities import Q, checked, text
from mineralsec.units import MASS, MASS_FLOW

__all__ = [
    "AddCapacity",
    "AddLane",
    "AddStock",
    "Option",
    "Recycle",
    "Substitute",
]


#: One unit unless told otherwise; the converters read the text.
_ONE: Any = "1 tonne"
_ONE_A_YEAR: Any = "1 tonne/year"


def _cost(value: Any) -> float | None:
    return None if value is None else float(checked(value, "USD", "cost").m_as("USD"))


def _most(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
        raise RecordError(f"most must be a whole number from 1 up, got {show(value)}.")
    return int(value)


def _mass(value: Any) -> float:
    return float(checked(value, MASS, "amount").m_as(MASS))


def _rate(value: Any) -> float:
    return float(checked(value, MASS_FLOW, "amount").m_as(MASS_FLOW))


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise RecordError(f"a place and a stage are texts, got {show(value)}. Write 'JPN'.")
    return str(value)


def _stage(value: Any) -> str | None:
    return None if value is None else _text(value)


def _part(value: Any) -> float:
    return share(value, "part")


def _where(value: Any) -> Any:
    return None if value is None else places(value)


@frozen
class AddStock:
    """A stock that can be released where it lies, over the window.

    Parameters
    ----------
    place
        Country or site.
    stage
        What it holds; None takes the last stage of the chain that is used.
    amount
        One unit. [t]
    cost
        Of one unit, in USD; needed for a budget only.
    most
        How many units can be bought.

    Examples
    --------
    >>> AddStock("JPN", stage="refining").label
    '1.000 t of refining stock in Japan'
    """

    place: str = field(converter=_text)
    stage: str | None = field(default=None, converter=_stage)
    amount: float = field(default=_ONE, converter=_mass, kw_only=True)
    cost: float | None = field(default=None, converter=_cost, kw_only=True)
    most: int = field(default=1, converter=_most, kw_only=True)

    @property
    def label(self) -> str:
        """What one unit is, in words."""
        return f"{_t(self.amount)} of {self.stage or 'the last stage'} stock in {_in(self.place)}"


@frozen
class AddCapacity:
    """Capacity of a mine or refinery at a place, whether there is one or not.

    Parameters
    ----------
    place
        Country or site.
    stage
        What it makes.
    takes
        What it refines; None takes the stage before, nothing for the first stage of a chain.
    recovery
        Contained mass out per contained mass in; None takes that of the largest refiner of the
        stage, 1 if there is none. [-]
    amount
        One unit. [t/yr]
    cost, most
        As for :class:`AddStock`.

    Examples
    --------
    >>> AddCapacity("JPN", "refining", amount="1000 tonne/year").label
    '1,000 t/yr of refining capacity in Japan'
    """

    place: str = field(converter=_text)
    stage: str = field(converter=_text)
    takes: str | None = field(default=None, converter=_stage, kw_only=True)
    recovery: float | None = field(default=None, kw_only=True)
    amount: float = field(default=_ONE_A_YEAR, converter=_rate, kw_only=True)
    cost: float | None = field(default=None, converter=_cost, kw_only=True)
    most: int = field(default=1, converter=_most, kw_only=True)

    def __attrs_post_init__(self) -> None:
        """Refuse a recovery that makes or loses everything."""
        given: Any = self.recovery
        if given is not None and not (is_number(given) and 0 < float(given) <= 1):
            raise RecordError(f"recovery must be above 0 and at most 1, got {show(self.recovery)}.")

    @property
    def label(self) -> str:
        """What one unit is, in words."""
        return f"{_t(self.amount)}/yr of {self.stage} capacity in {_in(self.place)}"


@frozen
class AddLane:
    """Room on a lane from one place to another, whether it was used or not.

    Parameters
    ----------
    origin, destination
        Countries or sites.
    stage
        What moves; None takes the last stage of the chain that is used.
    amount
        One unit. [t/yr]
    cost, most
        As for :class:`AddStock`.

    Examples
    --------
    >>> AddLane("AUS", "JPN", "mining").label
    '1.000 t/yr of mining trade from Australia to Japan'
    """

    origin: str = field(converter=_text)
    destination: str = field(converter=_text)
    stage: str | None = field(default=None, converter=_stage)
    amount: float = field(default=_ONE_A_YEAR, converter=_rate, kw_only=True)
    cost: float | None = field(default=None, converter=_cost, kw_only=True)
    most: int = field(default=1, converter=_most, kw_only=True)

    @property
    def label(self) -> str:
        """What one unit is, in words."""
        return (
            f"{_t(self.amount)}/yr of {self.stage or 'last-stage'} trade from "
            f"{_in(self.origin)} to {_in(self.destination)}"
        )


@frozen
class _OfUse:
    """Something done about a part of today's use.

    Parameters
    ----------
    part
        One unit, relative to today's use. [-]
    places
        Where; None means everywhere.
    stage
        Use at which stage; None means all.
    cost, most
        As for :class:`AddStock`.
    """

    part: float = field(default=0.01, converter=_part)
    places: Any = field(default=None, converter=_where)
    stage: str | None = field(default=None, converter=_stage, kw_only=True)
    cost: float | None = field(default=None, converter=_cost, kw_only=True)
    most: int = field(default=1, converter=_most, kw_only=True)

    def _label(self, what: str) -> str:
        words = names(self.places)
        where = "" if words is None else f" in {', '.join(map(_in, words))}"
        at = "" if self.stage is None else f" at {self.stage}"
        return f"{what} for {100 * self.part:.3g} % of use{at}{where}"


class Recycle(_OfUse):
    """A part of today's use comes back as scrap, at the stage and place where it is used.

    Takes the arguments of a part of use: `part` (0.01 is one per cent), `places`, `stage`,
    `cost` and `most`.

    Examples
    --------
    >>> Recycle(0.01, "JPN").label
    'recycling for 1 % of use in Japan'
    """

    @property
    def label(self) -> str:
        """What one unit is, in words."""
        return self._label("recycling")


class Substitute(_OfUse):
    """A part of today's use does without the mineral.

    Takes the arguments of a part of use: `part` (0.01 is one per cent), `places`, `stage`,
    `cost` and `most`.

    Examples
    --------
    >>> Substitute(0.01).label
    'substitution for 1 % of use'
    """

    @property
    def label(self) -> str:
        """What one unit is, in words."""
        return self._label("substitution")


Option = AddStock | AddCapacity | AddLane | Recycle | Substitute


def _t(amount: float) -> str:
    return text(Q(amount, "tonne"))


def _in(place: str) -> str:
    code = resolve_place(place)
    return place_name(code.partition(":")[0]) + (f" ({code})" if ":" in code else "")
