"""The rows of a user's data frame, read as records: all bad rows come back at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import Any, TypeVar

import attrs

from mineralsec.arguments import mapping, yes
from mineralsec.errors import (
    DataError,
    MineralsecError,
    Problem,
    RecordError,
    UnitsError,
    UnknownNameError,
    show,
    suggest,
)
from mineralsec.io.cells import AMOUNTS, absent, reader
from mineralsec.model import RECORD_TYPES
from mineralsec.quantities import factor
from mineralsec.units import parse_unit

__all__ = ["read_records", "sorted_rows"]

R = TypeVar("R")


def read_records(
    frame: Any,
    record: type[R],
    columns: Mapping[str, str] | None,
    units: Mapping[str, str],
    marks: bool,
    constants: Mapping[str, Any],
) -> tuple[R, ...]:
    """Read a frame as :func:`mineralsec.from_frame` says, which has the parameters."""
    found, problems, _ = sorted_rows(frame, record, columns, units, marks, constants)
    if problems:
        raise DataError(
            f"the frame does not hold {record.__name__} records (rows count from 0)", problems
        )
    return found


def sorted_rows(
    frame: Any,
    record: type[R],
    columns: Mapping[str, str] | None,
    units: Mapping[str, str],
    marks: bool,
    constants: Mapping[str, Any],
) -> tuple[tuple[R, ...], list[Problem], int]:
    """Return the records of the good rows, what is wrong with the others, and how many there are.

    Raises what concerns the whole frame.
    """
    if record not in RECORD_TYPES:
        names = ", ".join(cls.__name__ for cls in RECORD_TYPES)
        raise UnknownNameError(f"record must be a class of records: {names}; got {show(record)}.")
    table = _opened(frame)
    kind: type[Any] = record
    attributes = {a.name: a for a in attrs.fields(kind)}
    chosen = _columns(list(table.columns), attributes, columns, constants)
    for name, value in constants.items():
        _hold(attributes[name], value)  # once, not once a row
    _all_there(kind.__name__, attributes, chosen, constants)
    yes(marks, "marks")
    _units_fit(attributes, chosen, units)
    readers = {name: reader(attributes[name], units.get(name), marks) for name in chosen}
    needed = [name for name in chosen if attributes[name].default is attrs.NOTHING]
    cells = {name: table.get_column(column).to_list() for name, column in chosen.items()}
    found: list[R] = []
    problems: list[Problem] = []
    for row in range(len(table)):
        given = {name: column[row] for name, column in cells.items() if not absent(column[row])}
        try:
            values = {name: readers[name](value) for name, value in given.items()}
            if all(name in values for name in needed):
                found.append(record(**values, **constants))
                continue
            reason = ""
        except MineralsecError as error:
            reason = str(error)
        # what is wrong with each field by itself, or else with all of them together
        wrong = list(_diagnose(given, readers, attributes, needed))
        problems += [
            Problem(f"row {row}, column {show(chosen[name])}", message) for name, message in wrong
        ] or [Problem(f"row {row}", reason)]
    return tuple(found), problems, len(table)


def _diagnose(
    given: Mapping[str, Any],
    readers: Mapping[str, Callable[[Any], Any]],
    attributes: Mapping[str, Any],
    needed: Iterable[str],
) -> Iterator[tuple[str, str]]:
    """Yield each field of a row that is wrong by itself, with the reason."""
    for name in readers:
        try:
            if name in given:
                _hold(attributes[name], readers[name](given[name]))
            elif name in needed:
                yield name, f"{name} is blank. Fill it in, or leave the row out."
        except MineralsecError as error:
            yield name, str(error)


def _hold(attribute: Any, value: Any) -> None:
    """Refuse a value that a field cannot have."""
    held = attribute.converter(value) if attribute.converter is not None else value
    if attribute.validator is not None:
        attribute.validator(None, attribute, held)


def _opened(frame: Any) -> Any:
    import narwhals as nw

    try:
        table: Any = nw.from_native(frame)
        return table.collect() if isinstance(table, nw.LazyFrame) else table
    except (TypeError, ValueError, nw.exceptions.NarwhalsError) as error:
        if isinstance(frame, (str, PurePath)):
            raise RecordError(
                f"a data frame is needed, got the file {show(str(frame))}. Read it first, for "
                f"example with pandas.read_csv({show(str(frame))}, keep_default_na=False)."
            ) from None
        raise RecordError(
            f"a data frame of pandas, polars or pyarrow is needed, got {show(frame)}: {error}"
        ) from error


def _columns(
    there: list[str],
    attributes: Mapping[str, Any],
    columns: Mapping[str, str] | None,
    constants: Mapping[str, Any],
) -> dict[str, str]:
    _fields_known(attributes, constants, "")
    if columns is None:
        chosen = {name: name for name in there if name in attributes}
    else:
        mapping(columns, "columns", "{'output': 'Output 2024'}")
        if columns and not any(n in attributes for n in columns) and set(columns) <= set(there):
            turned = {value: name for name, value in columns.items()}
            raise UnknownNameError(
                "columns names the field first, then its column. Write "
                f"columns={show(turned, 200)}."
            )
        _fields_known(attributes, columns, "columns: ")
        chosen = dict(columns)
    for name, column in chosen.items():
        if column not in there:
            # pandas also has columns whose names are numbers
            words = [str(word) for word in there]
            raise UnknownNameError(
                f"the frame has no column {show(column)} for {name}."
                f"{suggest(str(column), words)} Columns: {', '.join(words)}."
            )
        if name in constants:
            raise RecordError(
                f"{name} is given twice: as the column {show(column)} and as {name}=... for every "
                "row. Leave one out; columns={...} says which columns are read."
            )
    return chosen


def _fields_known(attributes: Mapping[str, Any], names: Iterable[str], where: str) -> None:
    for name in names:
        if name not in attributes:
            raise UnknownNameError(
                f"{where}no field is called {show(name)}.{suggest(str(name), attributes)} "
                f"Fields: {', '.join(attributes)}."
            )


def _all_there(
    kind: str,
    attributes: Mapping[str, Any],
    columns: Mapping[str, str],
    constants: Mapping[str, Any],
) -> None:
    needed = [
        name
        for name, attribute in attributes.items()
        if attribute.default is attrs.NOTHING and name not in columns and name not in constants
    ]
    if needed:
        raise RecordError(
            f"a {kind} needs {', '.join(needed)}. Name the column, "
            f"columns={{{needed[0]!r}: ...}}, or write {needed[0]}=... for every row."
        )


def _units_fit(
    attributes: Mapping[str, Any], columns: Mapping[str, str], units: Mapping[str, str]
) -> None:
    mapping(units, "units", "units={'output': 'tonne/year'}")
    _fields_known(attributes, units, "units: ")
    for name, unit in units.items():
        canonical = AMOUNTS.get(attributes[name].metadata.get("unit"))
        if canonical is None or name not in columns:
            what = "is no amount" if canonical is None else "has no column"
            raise UnitsError(f"units names {name}, which {what}. Leave it out.")
        if factor(parse_unit(unit), canonical) is None:
            raise UnitsError(
                f"the unit of {name} must be one such as {canonical.replace(' ', '')!r}, got "
                f"{show(unit)}."
            )
