"""Instruments: what a control does to the flows it covers, as data.

How hard an instrument bites is the business of the shock that reads it. Any other frozen class
will do as an instrument: the vocabulary is open.
"""

from __future__ import annotations

import warnings
from functools import cache
from importlib.metadata import entry_points
from typing import Any

import attrs
from attrs import field, frozen

from mineralsec.errors import MineralsecWarning, RecordError
from mineralsec.model import fields
from mineralsec.model.record import named
from mineralsec.quantities import Amount, Quantity, checked, written
from mineralsec.units import MASS_FLOW

__all__ = ["Ban", "Licence", "Quota", "Tariff", "instrument_types", "is_instrument"]

#: Largest duty: an anti-dumping duty may be several times the value, 50 is a slip for 50 %. [-]
_HIGHEST_DUTY = 10.0


def _limit(value: Amount) -> Amount:
    return fields.amount_of(value, MASS_FLOW, "limit")


def _approval_rate(value: float) -> float:
    return fields.fraction(value, "approval_rate", zero=True)


def _delay(value: Any) -> Quantity | None:
    return None if value is None else checked(value, "day", "delay")


def _rate(value: float) -> float:
    rate = fields.not_negative(value, "rate")
    if rate > _HIGHEST_DUTY:
        raise RecordError(
            f"rate is duty per value, from 0 to {_HIGHEST_DUTY:g} (1,000 %), got {rate:g}. "
            f"Write {rate / 100:g} for {rate:g} %."
        )
    return rate


@frozen
class Ban:
    """Nothing that the control covers may leave.

    Examples
    --------
    >>> Ban()
    Ban()
    """


@named
@frozen
class Quota:
    """No more than a fixed amount may leave in a year.

    Parameters
    ----------
    limit
        Contained mineral, all targets together. [t/yr]

    Examples
    --------
    >>> Quota("30 kilotonne/year")
    Quota(30 kilotonne / year)
    """

    limit: Amount = field(
        converter=_limit,
        eq=fields.FLOW_KEY,
        metadata=fields.about("Most that may leave.", "t/yr", "not negative, finite"),
    )

    def __repr__(self) -> str:
        return f"Quota({written(self.limit)})"


@named
@frozen
class Licence:
    """Exports need an approval, which is given in part and late.

    Parameters
    ----------
    approval_rate
        Share of the tonnage asked for that is approved, in [0, 1]. [-]
    delay
        Time from asking to shipping; None when unknown. [day]

    Examples
    --------
    >>> Licence(0.6, "45 day")
    Licence(60 % approved, 45 day)
    """

    approval_rate: float = field(
        converter=_approval_rate,
        metadata=fields.about("Share of tonnage approved.", "-", "in [0, 1]"),
    )
    delay: Quantity | None = field(
        default=None,
        converter=_delay,
        eq=fields.TIME_KEY,
        metadata=fields.about("Time from asking to shipping.", "day", "not negative, finite"),
    )

    def __repr__(self) -> str:
        late = "" if self.delay is None else f", {written(self.delay)}"
        return f"Licence({self.approval_rate * 100:.4g} % approved{late})"


@named
@frozen
class Tariff:
    """A duty on value.

    Parameters
    ----------
    rate
        Duty per value, 0.25 for 25 %; above 1 is possible, above 10 is refused as a percentage
        written without its sign. [-]

    Raises
    ------
    RecordError
        If the rate is negative or above 10.

    Examples
    --------
    >>> Tariff(0.25)
    Tariff(25 %)
    """

    rate: float = field(
        converter=_rate,
        metadata=fields.about("Duty per value.", "-", "not negative, at most 10"),
    )

    def __repr__(self) -> str:
        return f"Tariff({self.rate * 100:.4g} %)"


def is_instrument(value: object) -> bool:
    """Return whether `value` can be what a law says: one of ours, or an object of a class apart.

    A class of another package needs nothing but a name. Numbers, texts, lists, days, quantities,
    arrays and tables are no laws, and neither is anything else of ours.

    Examples
    --------
    >>> (
    ...     is_instrument(Ban()),
    ...     is_instrument(Ban),
    ...     is_instrument({"type": "Ban"}),
    ...     is_instrument(0.25),
    ... )
    (True, False, False, False)
    """
    home = type(value).__module__.partition(".")[0]
    if home == "mineralsec":
        return isinstance(value, (Ban, Quota, Licence, Tariff))
    data = ("magnitude", "__float__", "__array__", "__dataframe__", "__arrow_c_stream__")
    return (
        home not in ("builtins", "datetime")
        and not isinstance(value, type)
        and not any(hasattr(value, name) for name in data)
    )


@cache
def instrument_types() -> dict[str, type[Any]]:
    """Return the instrument classes that a file can name, by name.

    Other packages announce theirs, attrs classes, by the entry point group
    ``mineralsec.instruments``. One that cannot be loaded is skipped with a warning.

    Examples
    --------
    >>> sorted(instrument_types())
    ['Ban', 'Licence', 'Quota', 'Tariff']
    """
    found: dict[str, type[Any]] = {cls.__name__: cls for cls in (Ban, Quota, Licence, Tariff)}
    for point in entry_points(group="mineralsec.instruments"):
        try:
            cls = point.load()
        except Exception as error:
            # whatever breaks there must not break us
            problem = f"{type(error).__name__}: {error}"
        else:
            problem = "" if isinstance(cls, type) and attrs.has(cls) else "not an attrs class"
            problem = problem or ("name taken" if cls.__name__ in found else "")
        if problem:
            warnings.warn(
                f"the instrument {point.name!r} of {point.value!r} is skipped: {problem}.",
                MineralsecWarning,
                stacklevel=2,
            )
        else:
            found[cls.__name__] = cls
    return found
