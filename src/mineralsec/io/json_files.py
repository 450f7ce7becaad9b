"""Records to and from JSON files, without loss.

A file is an object ``{"format": "mineralsec", "version": 1, "records": [...]}`` with one record
a line. Each record has its class as ``"type"`` and its fields by name; a field at its default is
left out. Quantities keep the unit they were written in: ``{"value": 90.0, "unit": "kilotonne /
year"}``; a figure within limits is ``{"low": ..., "high": ...}``; days are ISO texts.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from mineralsec.arguments import file_path
from mineralsec.errors import DataError, MineralsecError, Problem, RecordError, show, suggest
from mineralsec.io.converter import BY_NAME, converter, hook, instrument_class, parts
from mineralsec.model import RECORD_TYPES, Record
from mineralsec.model.record import who
from mineralsec.provenance import Citation

__all__ = ["FORMAT", "VERSION", "dumps", "loads", "read_json", "write_json"]

FORMAT = "mineralsec"

#: Newest version of the format, the one that is written.
VERSION = 1


def dumps(records: Any) -> str:
    """Return records as JSON text; the same records always give the same text.

    Parameters
    ----------
    records
        Records, or an object that has them as ``.records``, such as a graph.

    Returns
    -------
    str
        One record a line.

    Raises
    ------
    DataError
        If something among them is not a record, or holds what no file can name; all of them
        at once.

    Examples
    --------
    >>> from mineralsec.model import Mineral
    >>> print(dumps([Mineral("gallium", stages=["refining"])]))
    {"format": "mineralsec", "version": 1, "records": [
    {"type": "Mineral", "name": "gallium", "stages": ["refining"]}
    ]}
    """
    lines, problems = [], []
    for i, record in enumerate(_records_of(records)):
        if not isinstance(record, RECORD_TYPES):
            problems.append(
                Problem(f"records[{i}]", f"not a record, got {show(record)}. Give ms.Producer ….")
            )
            continue
        try:
            value = {"type": type(record).__name__, **converter().unstructure(record)}
        except MineralsecError as error:
            problems.append(Problem(f"records[{i}]", f"{record!r}: {error}"))
            continue
        lines.append(json.dumps(value, ensure_ascii=False, allow_nan=False))
    if problems:
        raise DataError("these records cannot be written", problems)
    head = json.dumps({"format": FORMAT, "version": VERSION})[:-1]
    return f'{head}, "records": [\n' + ",\n".join(lines) + "\n]}\n"


def loads(text: str, *, name: str = "the text") -> tuple[Record, ...]:
    """Return the records that a JSON text holds.

    Parameters
    ----------
    text
        What :func:`dumps` returned, or a file of the same form.
    name
        What to call the text in messages.

    Returns
    -------
    tuple of Record
        In the order of the text.

    Raises
    ------
    DataError
        If the text is not JSON, not of this format or of a newer version; or if records are
        bad, all of them at once, each with its place such as ``records[3].output``.

    Examples
    --------
    >>> from mineralsec.model import Mineral
    >>> loads(dumps([Mineral("gallium", stages=["refining"])]))
    (Mineral(gallium: refining),)
    """
    rows = _rows(_parse(text, name), name)
    records, problems = [], []
    for i, row in enumerate(rows):
        try:
            records.append(_record(row))
        except Exception as error:
            # whatever broke: the walk says which field, and in whose words
            found = list(_diagnose_record(row, f"records[{i}]"))
            problems += found or [Problem(f"records[{i}]", _words(error))]
    if problems:
        raise DataError(f"{name} has bad records", problems)
    return tuple(records)


def write_json(records: Any, path: str | os.PathLike[str]) -> None:
    """Write records to a JSON file.

    Parameters
    ----------
    records
        Records, or an object that has them as ``.records``, such as a graph.
    path
        File to write; an older one is replaced.

    Raises
    ------
    DataError
        If something among them is not a record, or the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import mineralsec as ms
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "records.json"
    ...     ms.write_json([ms.Mineral("gallium", stages=["refining"])], path)
    ...     "gallium" in path.read_text(encoding="utf-8")
    True
    """
    text = dumps(records)  # before the file is opened: a bad record leaves the old file alone
    try:
        file_path(path).write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise DataError(f"cannot write {show(str(path), 300)}: {_reason(error)}.") from error


def read_json(path: str | os.PathLike[str]) -> tuple[Record, ...]:
    """Return the records of a JSON file.

    Parameters
    ----------
    path
        File that :func:`write_json` wrote, or one of the same form.

    Returns
    -------
    tuple of Record
        In the order of the file.

    Raises
    ------
    DataError
        If the file cannot be read, is not UTF-8, is not JSON of this format, or has bad
        records; all bad records come at once.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import mineralsec as ms
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "records.json"
    ...     ms.write_json([ms.Mineral("gallium", stages=["refining"])], path)
    ...     ms.read_json(path)[0].name
    'gallium'
    """
    name = show(str(path), 300)
    try:
        data = file_path(path).read_bytes()
    except OSError as error:
        raise DataError(f"cannot read {name}: {_reason(error)}. Check the path.") from error
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise DataError(f"{name} is written in UTF-16. Save it as UTF-8.")
    try:
        # RFC 8259 lets a reader skip the mark that some editors put in front
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DataError(
            f"{name} is not UTF-8: byte 0x{data[error.start]:02x} in line {line}. Save it as UTF-8."
        ) from None
    return loads(text, name=name)


def _records_of(records: Any) -> Iterable[Any]:
    found = getattr(records, "records", records)
    if isinstance(found, RECORD_TYPES):
        return (found,)
    if isinstance(found, Iterable) and not isinstance(found, (str, bytes, dict)):
        return found
    raise RecordError(f"records must be a list of records or a graph, got {show(records)}.")


def _words(error: Exception) -> str:
    if isinstance(error, MineralsecError):
        return str(error)
    # an instrument of another package has errors of its own
    return f"{type(error).__name__}: {error}"


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


class _Repeated(dict[str, Any]):
    """An object in which a key stands twice."""

    keys_twice: tuple[str, ...] = ()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    repeated = _Repeated(found)
    repeated.keys_twice = tuple(k for k, n in Counter(k for k, _ in pairs).items() if n > 1)
    return repeated


def _refuse_constant(word: str) -> Any:
    raise ValueError(f"{word} is no JSON number. Leave an unknown figure out")


def _parse(text: str, name: str) -> Any:
    if not text.strip():
        raise DataError(f'{name} is empty. It should begin with {{"format": "{FORMAT}".')
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        hint = " It may have been cut off." if cut else ""
        raise DataError(
            f"{name} is not JSON: {error.msg} in line {error.lineno}, column {error.colno}.{hint}"
        ) from None
    except ValueError as error:
        raise DataError(f"{name} is not JSON: {error}.") from None
    except RecursionError:
        raise DataError(f"{name} is not of this format: it is nested too deeply.") from None


def _rows(found: Any, name: str) -> list[Any]:
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise DataError(
            f'{name} is not a mineralsec file: it should be an object with "format": "{FORMAT}", '
            f"got {show(found)}."
        )
    if twice := list(_twice(found, "")):
        raise DataError(f"{name} says some things twice", twice)
    for key in found:
        if key not in ("format", "version", "records"):
            raise DataError(
                f"{name} has an unknown key {show(key)}. Keys: format, version, records."
            )
    version = found.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise DataError(f'{name} has no version, got {show(version)}. Write "version": {VERSION}.')
    if version > VERSION:
        raise DataError(
            f"{name} is of version {version}; this mineralsec reads up to {VERSION}. "
            "Install a newer mineralsec."
        )
    rows = found.get("records")
    if not isinstance(rows, list):
        raise DataError(f'{name} has no list of records, got {show(rows)}. Write "records": [...].')
    return rows


def _twice(value: Any, where: str) -> Iterator[Problem]:
    if isinstance(value, _Repeated):
        for key in value.keys_twice:
            yield Problem(where, f"the key {show(key)} comes twice. Leave one out.")
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _twice(inner, f"{where}.{key}".lstrip("."))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _twice(inner, f"{where}[{i}]")


def _record(row: Any) -> Record:
    fields = dict(row)
    return converter().structure(fields, BY_NAME[fields.pop("type")])


def _diagnose_record(row: Any, where: str) -> Iterator[Problem]:
    """Say what is wrong with one row, field by field."""
    if not isinstance(row, dict):
        yield Problem(where, f'a record is an object, got {show(row)}. Write {{"type": ...}}.')
        return
    word = row.get("type")
    if not isinstance(word, str) or word not in BY_NAME:
        hint = suggest(word, BY_NAME) if isinstance(word, str) else ""
        yield Problem(
            f"{where}.type",
            f"no record is called {show(word)}. Types: {', '.join(BY_NAME)}.{hint}",
        )
        return
    fields = {key: value for key, value in row.items() if key != "type"}
    name = who(word, (), fields)
    for problem in _diagnose(fields, BY_NAME[word], where):
        yield Problem(problem.where, f"{name}: {problem.message}")


def _diagnose(row: dict[str, Any], cls: type[Any], where: str) -> Iterator[Problem]:
    attributes = {attribute.name: attribute for attribute in attrs.fields(cls)}
    for key in row:
        if key not in attributes:
            yield Problem(
                f"{where}.{key}",
                f"unknown key {show(key)}.{suggest(key, attributes)} "
                f"Keys: {', '.join(attributes)}.",
            )
    for key, attribute in attributes.items():
        if key in row:
            yield from _diagnose_field(row[key], attribute, cls, f"{where}.{key}")
        elif attribute.default is attrs.NOTHING:
            yield Problem(f"{where}.{key}", f"{key} is missing. Write it.")


def _diagnose_field(value: Any, attribute: Any, cls: type[Any], where: str) -> Iterator[Problem]:
    inner = list(_diagnose_inside(value, attribute, cls, where))
    if inner:
        yield from inner
        return
    try:
        read = hook(attribute, cls)
        found = value if read is None else read(value)
        if attribute.converter is not None:
            found = attribute.converter(found)
        if attribute.validator is not None:
            attribute.validator(None, attribute, found)
    except Exception as error:
        yield Problem(where, _words(error))


def _diagnose_inside(value: Any, attribute: Any, cls: type[Any], where: str) -> Iterator[Problem]:
    """Look into the objects that a field holds."""
    part = parts(attribute, cls)
    if part is not None and isinstance(value, list):
        for i, item in enumerate(value):
            if isinstance(item, dict):
                yield from _diagnose(item, part, f"{where}[{i}]")
    elif attribute.name == "source" and isinstance(value, dict):
        yield from _diagnose(value, Citation, where)
    elif attribute.name == "instrument":
        try:
            kind = instrument_class(value)
        except MineralsecError as error:
            yield Problem(where, str(error))
        else:
            yield from _diagnose({k: v for k, v in value.items() if k != "type"}, kind, where)
