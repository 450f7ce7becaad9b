"""One cell of a user's table, read as the value of a record's field."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any, Literal

from mineralsec.errors import RecordError, UnitsError, show
from mineralsec.model.fields import MONEY_FLOW
from mineralsec.quantities import Between, Q
from mineralsec.units import MASS, MASS_FLOW

__all__ = ["AMOUNTS", "absent", "reader"]

#: Units of fields that hold amounts: what columns are named after, and what pint reads.
AMOUNTS = {"t/yr": MASS_FLOW, "t": MASS, "USD/yr": MONEY_FLOW}

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\Z")
_BEGINS = re.compile(r"[+-]?\.?[0-9]")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])")


def absent(value: object) -> bool:
    """Return whether a cell holds nothing: None, NaN, NA, NaT or a blank text.

    Examples
    --------
    >>> absent(" "), absent(float("nan")), absent(0)
    (True, True, False)
    """
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, (float, Decimal)):
        return value != value
    # pandas' NA answers no comparison with a truth
    return value is None or type(value).__name__ in ("NAType", "NaTType")


def reader(attribute: Any, unit: str | None, marks: bool) -> Callable[[Any], Any]:
    """Return what reads a cell that is not blank into the value its record takes.

    Parameters
    ----------
    attribute
        The field of the record.
    unit
        Unit of cells that are bare numbers.
    marks
        Whether figures are written as the U.S. Geological Survey prints them.
    """
    canonical = AMOUNTS.get(attribute.metadata.get("unit"))
    if canonical is not None:
        return partial(_amount, name=attribute.name, canonical=canonical, unit=unit, marks=marks)
    types = str(attribute.type).split(" | ")
    return _whole if "int" in types else _real if "float" in types else _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _whole(value: Any) -> Any:
    """Return a whole number; a column with blanks holds its years as floats."""
    number = _real(value)
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _real(value: Any) -> Any:
    text = value.strip() if isinstance(value, str) else None
    if isinstance(value, Decimal) or (text is not None and _NUMBER.match(text)):
        return float(value)
    return value


def _amount(value: Any, *, name: str, canonical: str, unit: str | None, marks: bool) -> Any:
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, str):
        return _text(value.strip(), name=name, canonical=canonical, unit=unit, marks=marks)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Q(value, _unit(unit, name, value))
    return value


def _unit(unit: str | None, name: str, value: object) -> str:
    if unit is None:
        raise UnitsError(
            f"{name} needs a unit, got {show(value)}. Write units={{{name!r}: 'tonne/year'}}, or "
            "the unit in the cell."
        )
    return unit


def _text(text: str, *, name: str, canonical: str, unit: str | None, marks: bool) -> Any:
    sign: Any = text[0] if text[0] in "<>" else ""
    marked = text == "W" or bool(sign)
    if marked and not marks:
        raise RecordError(
            f"{name} is a mark, not a number, got {show(text)}. Write marks=True to read W, < and "
            "> as limits of an unknown figure, or leave the row out."
        )
    if text == "W":
        return Between(Q(0, unit or canonical), None, mark="W")
    rest = text[len(sign) :].strip()
    found = _GROUPED.match(rest)
    if found and not marks:
        raise RecordError(
            f"{name} has commas inside its number, got {show(text)}. Write marks=True to read them "
            "as groups of three digits."
        )
    if found:
        rest = found.group().replace(",", "") + rest[found.end() :]
    if not _BEGINS.match(rest):
        raise RecordError(
            f"{name} is not a number, got {show(text)}. Leave the cell blank where there is no "
            "figure."
        )
    quantity = Q(f"{rest} {_unit(unit, name, text)}" if _NUMBER.match(rest) else rest)
    return _limit(quantity, sign) if sign else quantity


def _limit(quantity: Any, sign: Literal["<", ">"]) -> Between:
    low, high = (0 * quantity, quantity) if sign == "<" else (quantity, None)
    return Between(low, high, mark=sign)
