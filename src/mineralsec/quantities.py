"""Quantities as users write them, and figures that are known only within limits."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from itertools import pairwise
from numbers import Real
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

from attrs import field, frozen

from mineralsec.arguments import is_word
from mineralsec.errors import RecordError, UnitsError, show
from mineralsec.units import MASS, MASS_FLOW, PRICE, SHARE, parse_quantity, parse_unit, spell, ureg

__all__ = [
    "Amount",
    "Between",
    "Mark",
    "Q",
    "Quantity",
    "bounds",
    "checked",
    "factor",
    "percent",
    "text",
    "written",
]

#: A pint quantity. pint's own type is generic over magnitudes, which says nothing here.
Quantity: TypeAlias = Any

Mark = Literal["W", "<", ">", "range", "rounded", "estimate"]

#: Dimension of each canonical unit, in the words of an error message.
_WORDS = {
    MASS_FLOW: "a mass per time",
    MASS: "a mass",
    PRICE: "a price per mass",
    "USD / year": "money per time",
    "USD": "money",
    "day": "a time",
    SHARE: "a share without unit",
}


def Q(value: float | str, unit: str | None = None) -> Quantity:  # noqa: N802 - the name is the API
    """Make a quantity, with the field's units and without pint's traps.

    Parameters
    ----------
    value
        A number, or a text with number and unit such as ``"120 tonne/year"``.
    unit
        Unit expression when `value` is a number.

    Returns
    -------
    pint.Quantity
        Of the application registry, with a float magnitude.

    Raises
    ------
    UnitsError
        If the unit is missing, unknown or known to mislead (``kt``, ``mt``, ``ton``, ``oz``).

    Examples
    --------
    >>> f"{Q(120, 'tonne/year')}"
    '120.0 metric_ton / year'
    >>> Q("120 tonne/year") == Q(0.12, "kilotonne/year")
    True
    """
    if isinstance(value, str):
        if unit is not None:
            raise UnitsError(
                f"give a number and a unit, or one text, not both: got {show(value)} "
                f"and {show(unit)}. Write for example ms.Q('120 tonne/year')."
            )
        return parse_quantity(value)
    if unit is None:
        raise UnitsError(
            f"a quantity needs a unit, got {show(value)}. Write ms.Q({value!r}, 'tonne/year')."
        )
    if not isinstance(unit, str):
        raise UnitsError(f"the unit must be a text such as 'tonne/year', got {show(unit)}.")
    return ureg.Quantity(_number(value, "a quantity"), parse_unit(unit))


def _number(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, Real):
        raise UnitsError(f"{name} must be one real number, got {show(value)}.")
    try:
        return float(value)
    except OverflowError:
        raise UnitsError(f"{name} is larger than any float, got {show(value)}.") from None


@lru_cache(maxsize=1024)
def factor(units: Any, canonical: str) -> float | None:
    """Return what one of `units` is in `canonical` units, or None if dimensions differ."""
    one = ureg.Quantity(1.0, units)
    if one.dimensionality != ureg.Quantity(1.0, canonical).dimensionality:
        return None
    scale, two = float(one.m_as(canonical)), ureg.Quantity(2.0, units).m_as(canonical)
    # a decibel has the dimension of a share, but no factor makes one of it
    return scale if math.isclose(two, 2 * scale) else None


def checked(value: object, canonical: str, name: str, *, signed: bool = False) -> Quantity:
    """Return `value` as a quantity of the dimension of `canonical`, or refuse it.

    Parameters
    ----------
    value
        A pint quantity, or a text of the grammar in :mod:`mineralsec.units`.
    canonical
        Unit that gives the dimension, e.g. ``"tonne / year"``.
    name
        What the value is, for the message.
    signed
        Whether a negative value makes sense.

    Raises
    ------
    UnitsError
        If it is a bare number, not one number, or has another dimension.
    RecordError
        If it is not finite, or negative where it cannot be.
    """
    if isinstance(value, str):
        try:
            value = parse_quantity(value)
        except UnitsError as error:
            raise UnitsError(f"{name}: {error}") from None
    if not (hasattr(value, "magnitude") and hasattr(value, "units")):
        number = "120"
        if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e99:
            number = f"{value:g}"
        raise UnitsError(
            f"{name} needs a unit, got {show(value)}. "
            f"Write ms.Q({number}, '{canonical.replace(' ', '')}')."
        )
    quantity = _ours(value)
    magnitude = _number(quantity.magnitude, name)
    if factor(quantity.units, canonical) is None:
        raise UnitsError(
            f"{name} must be {_WORDS[canonical]}, for example in '{canonical}', "
            f"got {written(quantity)}."
        )
    if not math.isfinite(magnitude):
        raise RecordError(
            f"{name} must be finite, got {written(quantity)}. Leave an unknown figure out, or use "
            "ms.Between for a figure known only within limits."
        )
    if magnitude < 0 and not signed:
        raise RecordError(
            f"{name} must not be negative, got {written(quantity)}. "
            "Write the size; a direction is said by the record."
        )
    return (
        quantity if type(quantity.magnitude) is float else ureg.Quantity(magnitude, quantity.units)
    )


def _end(value: object) -> Quantity | None:
    return parse_quantity(value) if isinstance(value, str) else _ours(value)


def _ours(value: Any) -> Any:
    """Return a quantity of another registry as one of ours, and anything else as it is."""
    if isinstance(value, ureg.Quantity) or not (
        hasattr(value, "magnitude") and hasattr(value, "units")
    ):
        return value
    # pint would refuse to compare it with ours
    return ureg.Quantity(_number(value.magnitude, "a quantity"), parse_unit(spell(value.units)))


@frozen(init=True)
class Between:
    """A figure known only within limits.

    Parameters
    ----------
    low
        Smallest value it can have: a quantity, or a text such as ``"0 tonne/year"``.
    high
        Largest value it can have, of the same dimension; None when nothing limits it
        (``">90,000,000"``).
    point
        Best single value inside the limits; None when there is none (a withheld figure).
    mark
        Why it is not one number: ``"W"`` withheld, ``"<"`` and ``">"`` as printed,
        ``"range"``, ``"rounded"``, ``"estimate"``.

    Raises
    ------
    UnitsError
        If an end is a bare number or the dimensions differ.
    RecordError
        If the limits are out of order, negative or not finite, or a withheld figure has a point.

    Examples
    --------
    >>> Between("50 tonne/year", "300 tonne/year")
    Between(50 to 300 tonne / year, range)
    >>> Between("0 tonne/year", None, mark="W")
    Between(at least 0 tonne / year, W)
    """

    low: Quantity = field(converter=_end)
    high: Quantity | None = field(converter=_end)
    point: Quantity | None = field(default=None, converter=_end)
    mark: Mark = "range"

    def __attrs_post_init__(self) -> None:
        """Refuse limits that are not limits of one figure."""
        if not is_word(self.mark, get_args(Mark)):
            raise RecordError(
                f"Between.mark must be one of {', '.join(map(repr, get_args(Mark)))}, "
                f"got {show(self.mark)}."
            )
        canonical = next(
            (c for c in _WORDS if factor(getattr(self.low, "units", None), c) is not None), None
        ) if hasattr(self.low, "units") else MASS_FLOW  # fmt: skip
        if canonical is None:
            raise UnitsError(
                f"Between.low has a dimension no record uses, got {show(self.low)}. "
                "Write for example '50 tonne/year'."
            )
        ends = {"low": self.low, "point": self.point, "high": self.high}
        size = {}
        for name, end in ends.items():
            if end is not None:
                quantity = checked(end, canonical, f"Between.{name}")
                object.__setattr__(self, name, quantity)
                size[name] = quantity.m_as(canonical)
            elif name == "low":
                raise RecordError(
                    "Between.low is missing. Write ms.Q(0, 'tonne/year') if nothing is known."
                )
        values = list(size.values())
        # one part in a billion: 0.9 + 0.1 in another unit is still inside
        if any(a > b * (1 + 1e-9) for a, b in pairwise(values)):
            raise RecordError(
                "low, point and high of a Between must be in this order, got "
                + ", ".join(f"{n} {written(end)}" for n, end in ends.items() if end is not None)
                + ". Write the smaller first."
            )
        if self.mark == "W" and self.point is not None:
            raise RecordError(
                f"a withheld figure (mark 'W') has no point, got {written(self.point)}. "
                "Leave point out, or use mark 'estimate'."
            )

    @property
    def units(self) -> Any:
        """Unit of the lower limit."""
        return self.low.units

    def __repr__(self) -> str:
        point = "" if self.point is None else f", point {written(self.point)}"
        return f"Between({_limits(self)}{point}, {self.mark})"


def _limits(between: Between) -> str:
    low, high = between.low, between.high
    if high is None:
        return f"at least {written(low)}"
    start = _digits(low) if low.units == high.units else written(low)
    return f"{start} to {written(high)}"


def _digits(quantity: Quantity) -> str:
    size = float(f"{quantity.magnitude:.6g}")
    return f"{size:,.0f}" if size.is_integer() and abs(size) < 1e15 else f"{size:,}"


class Figures(NamedTuple):
    """An amount already in canonical units, as datasets hold it; NaN where unknown."""

    low: float
    point: float
    high: float


#: What a record's field for an amount holds.
Amount: TypeAlias = Any


def bounds(value: Amount | None, canonical: str) -> tuple[float, float, float]:
    """Return (low, point, high) of an amount in `canonical` units; NaN where unknown.

    Examples
    --------
    >>> bounds(Q(2, "kilotonne/year"), "tonne / year")
    (2000.0, 2000.0, 2000.0)
    >>> bounds(Between("0 tonne/year", None, mark="W"), "tonne / year")
    (0.0, nan, inf)
    """
    if isinstance(value, Figures):
        return value
    if value is None:
        return math.nan, math.nan, math.nan
    if isinstance(value, Between):
        low = value.low.magnitude * _scale(value.low, canonical)
        high = (
            math.inf if value.high is None else value.high.magnitude * _scale(value.high, canonical)
        )
        point = (
            math.nan
            if value.point is None
            else value.point.magnitude * _scale(value.point, canonical)
        )
        return low, point, high
    size = value.magnitude * _scale(value, canonical)
    return size, size, size


def _scale(quantity: Quantity, canonical: str) -> float:
    scale = factor(quantity.units, canonical)
    if scale is None:
        raise UnitsError(
            f"{written(quantity)} is not {_WORDS[canonical]}. Write it in {canonical!r}."
        )
    return scale


def written(value: Amount | None) -> str:
    """Return an amount for people in the unit its source wrote, six figures at most.

    Examples
    --------
    >>> written(Q(90, "kilotonne/year"))
    '90 kilotonne / year'
    >>> written(Between("50 tonne/year", "300 tonne/year"))
    '50 to 300 tonne / year'
    >>> written(Between("0 tonne/year", "10 tonne/year", mark="W"))
    'withheld, 0 to 10 tonne / year'
    """
    if value is None:
        return "unknown"
    if isinstance(value, Between):
        if value.mark == "W":
            return f"withheld, {_limits(value)}"
        if value.point is None:
            return _limits(value)
        return f"{written(value.point)} ({_limits(value)})"
    unit = spell(value.units)
    return _digits(value) if unit == "dimensionless" else f"{_digits(value)} {unit}"


def percent(share: float) -> str:
    """Return a share for people, with no more figures than it deserves.

    Examples
    --------
    >>> percent(0.262), percent(0.0118), percent(0.0), percent(1e-6), percent(math.nan)
    ('26 %', '1.2 %', '0 %', '<0.01 %', '-')
    """
    value = 100 * share
    if math.isnan(value):
        return "-"
    if 0 < value < 0.01:
        return "<0.01 %"
    digits = 0 if value == 0 or value >= 9.95 else 1 if value >= 0.1 else 2
    return f"{value:.{digits}f} %"


def text(quantity: Quantity) -> str:
    """Return `quantity` for people: four figures and a unit, never pint's short symbols.

    Examples
    --------
    >>> text(Q(123456.7, "tonne/year"))
    '123,500 t/yr'
    """
    value = float(quantity.magnitude)
    unit = spell(quantity.units).replace(" / ", "/")
    unit = re.sub(r"\btonne\b", "t", re.sub(r"\byear\b", "yr", unit)).replace("dimensionless", "")
    if value == 0 or not math.isfinite(value):
        return f"{value:g} {unit}".strip()
    digits = max(0, 3 - math.floor(math.log10(abs(value))))
    rounded = float(f"{value:.4g}")
    return (
        f"{rounded:,.{min(digits, 6)}f} {unit}".strip()
        if digits
        else f"{rounded:,.0f} {unit}".strip()
    )
