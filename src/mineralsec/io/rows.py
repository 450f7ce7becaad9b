"""Records and other small results as rows of plain values, with units in the names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from numbers import Number
from typing import Any

import attrs

from mineralsec.errors import RecordError, show
from mineralsec.io.cells import AMOUNTS
from mineralsec.quantities import bounds

__all__ = ["columns_of", "header", "rows_of"]

#: How the unit of an amount is written in the name of a column.
_SUFFIX = {"t/yr": "t_per_yr", "t": "t", "USD/yr": "usd_per_yr"}


def columns_of(
    rows: Iterable[Mapping[str, Any]], names: Iterable[str] = ()
) -> dict[str, list[Any]]:
    """Return rows as columns; a name that a row lacks is None in it.

    Parameters
    ----------
    rows
        One mapping a row.
    names
        Names that come first, and are there even without rows.
    """
    kept = list(rows)
    every = dict.fromkeys([*names, *(name for row in kept for name in row)])
    return {name: [row.get(name) for row in kept] for name in every}


def header(cls: type[Any]) -> list[str]:
    """Return the names of the columns that records of one class have."""
    return [name for attribute in attrs.fields(cls) for name in _cells(attribute, None)]


def rows_of(things: Sequence[Any]) -> list[dict[str, Any]]:
    """Return one row a thing; things of several classes are told apart by ``record``.

    Parameters
    ----------
    things
        Records, findings, named tuples, or rows that are plain already.

    Raises
    ------
    RecordError
        If a thing is none of these.
    """
    rows = [_row(thing) for thing in things]
    classes = {type(thing) for thing in things}
    if len(classes) > 1 and all(map(attrs.has, classes)):
        return [{"record": type(t).__name__, **r} for t, r in zip(things, rows, strict=True)]
    return rows


def _row(thing: Any) -> dict[str, Any]:
    if attrs.has(type(thing)):
        row: dict[str, Any] = {}
        for attribute in attrs.fields(type(thing)):
            row |= _cells(attribute, getattr(thing, attribute.name))
        return row
    if callable(as_dict := getattr(thing, "_asdict", None)):
        thing = as_dict()
    if isinstance(thing, Mapping):
        return {str(name): _plain(value) for name, value in thing.items()}
    raise RecordError(
        f"a row is a record, a named tuple or a mapping, got {show(thing)}. "
        "Write for example [ms.Producer(...)]."
    )


def _cells(attribute: Any, value: Any) -> dict[str, Any]:
    name, unit = attribute.name, attribute.metadata.get("unit")
    if unit not in AMOUNTS:
        return {name: _plain(value)}
    ends = zip(("low", "point", "high"), bounds(value, AMOUNTS[unit]), strict=True)
    cells: dict[str, Any] = {f"{name}_{end}_{_SUFFIX[unit]}": size for end, size in ends}
    return {**cells, f"{name}_mark": getattr(value, "mark", None)}


def _plain(value: Any) -> Any:
    """Return a value as every frame library holds it; what is made of parts becomes text."""
    if isinstance(value, str):
        return str(value)  # a Stage is a text of its own type
    if value is None or isinstance(value, Number) or hasattr(value, "isoformat"):
        return value
    if isinstance(value, (tuple, list)):
        return ", ".join(str(_plain(part)) for part in value)
    return str(value)
