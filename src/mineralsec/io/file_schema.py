"""The JSON Schema of the file format, made from the record classes and their metadata."""

from __future__ import annotations

import datetime as dt
import re
import types
from collections.abc import Mapping
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from mineralsec.io.cells import AMOUNTS
from mineralsec.io.converter import BY_NAME
from mineralsec.io.json_files import FORMAT, VERSION
from mineralsec.model.instrument import instrument_types
from mineralsec.quantities import Mark

__all__ = ["json_schema"]

DRAFT = "https://json-schema.org/draft/2020-12/schema"

#: A day as records write it.
_DAY = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "format": "date"}

#: What the words of a field's invariant mean for a number, a list or a text.
_RULES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("number", r"in \(0, 1\]", {"exclusiveMinimum": 0, "maximum": 1}),
    ("number", r"in \[0, 1\]", {"minimum": 0, "maximum": 1}),
    ("number", r"above 0", {"exclusiveMinimum": 0}),
    ("number", r"not negative", {"minimum": 0}),
    ("integer", r"from 1 up", {"minimum": 1}),
    ("integer", r"1800 to 2200", {"minimum": 1800, "maximum": 2200}),
    ("array", r"at least one", {"minItems": 1}),
)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the files that :func:`mineralsec.write_json` makes.

    A file that :func:`mineralsec.write_json` wrote always validates. A file that validates has
    the right keys and types; what ties records together (a stage that is in its mineral's chain,
    ids that differ, a unit of the right dimension) is said by :func:`mineralsec.read_json` and by
    the graph. Instruments of other packages pass with whatever they hold.

    Returns
    -------
    dict
        Plain JSON values; a new object each time.

    Examples
    --------
    >>> import mineralsec as ms
    >>> schema = ms.io.json_schema()
    >>> sorted(schema["properties"])
    ['format', 'records', 'version']
    >>> schema["$defs"]["Owner"]["required"]
    ['name', 'share']
    """
    defs: dict[str, Any] = {"quantity": _quantity(), "between": _between()}
    for cls in BY_NAME.values():
        defs[cls.__name__] = _object(cls, defs, tagged=True)
    own = {
        name: cls
        for name, cls in instrument_types().items()
        if cls.__module__.startswith("mineralsec.")
    }
    for name, cls in own.items():
        defs[name] = _object(cls, defs, tagged=True)
    defs["instrument"] = {
        "description": "What a control does; other packages add types of their own.",
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"type": "string"}},
        "allOf": [_when(name) for name in own],
    }
    return {
        "$schema": DRAFT,
        "title": "mineralsec records",
        "type": "object",
        "required": ["format", "version", "records"],
        "additionalProperties": False,
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "records": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["type"],
                    "properties": {"type": {"enum": list(BY_NAME)}},
                    "allOf": [_when(name) for name in BY_NAME],
                },
            },
        },
        "$defs": defs,
    }


def _when(name: str) -> dict[str, Any]:
    """Return the branch of one type; a mistake in it is then told as such."""
    return {
        "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
        "then": {"$ref": f"#/$defs/{name}"},
    }


def _quantity() -> dict[str, Any]:
    return {
        "description": "A number and its unit, or both as one text such as '120 tonne/year'.",
        "oneOf": [
            {
                "type": "object",
                "required": ["value", "unit"],
                "additionalProperties": False,
                "properties": {
                    "value": {"type": "number", "minimum": 0},
                    "unit": {"type": "string", "minLength": 1},
                },
            },
            {"type": "string", "minLength": 1, "maxLength": 100},
        ],
    }


def _between() -> dict[str, Any]:
    end = {"$ref": "#/$defs/quantity"}
    return {
        "description": "A figure within limits; without a high there is none, without a point "
        "it is not known.",
        "type": "object",
        "required": ["low"],
        "additionalProperties": False,
        "properties": {
            "low": end,
            "high": end,
            "point": end,
            "mark": {"enum": list(get_args(Mark))},
        },
    }


def _object(cls: type[Any], defs: dict[str, Any], *, tagged: bool = False) -> dict[str, Any]:
    """Return the schema of one attrs class; classes of its parts go into `defs`."""
    hints = get_type_hints(cls)
    properties: dict[str, Any] = {"type": {"const": cls.__name__}} if tagged else {}
    required = ["type"] if tagged else []
    for attribute in attrs.fields(cls):
        properties[attribute.name] = _field(attribute, hints[attribute.name], defs)
        if attribute.default is attrs.NOTHING:
            required.append(attribute.name)
    summary = (cls.__doc__ or "").strip().partition("\n")[0]
    return {
        "description": summary,
        "type": "object",
        "required": required,
        "additionalProperties": False,
        "properties": properties,
    }


def _field(attribute: Any, hint: Any, defs: dict[str, Any]) -> dict[str, Any]:
    about = attribute.metadata
    found = _of(hint, about, defs)
    if attribute.name == "instrument":
        found = {"$ref": "#/$defs/instrument"}
    words = [about.get("doc", "")]
    if about.get("unit", "-") not in ("-", "date"):
        words.append(f"[{about['unit']}]")
    if about.get("invariant"):
        words.append(f"({about['invariant']})")
    text = " ".join(word for word in words if word)
    return {"description": text, **found} if text else found


def _of(hint: Any, about: Mapping[str, str], defs: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of values of one type; `about` is the metadata of their field."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_of(part, about, defs) for part in parts]}
    if origin is Literal:
        return {"enum": list(parts)}
    if origin is tuple:
        return _tuple(parts, about, defs)
    if hint is type(None):
        return {"type": "null"}
    if hint is Any:
        return _amount(about.get("unit", "-"))
    return _of_class(hint, about, defs)


def _amount(unit: str) -> dict[str, Any]:
    """Return the schema of an amount; pint's quantities have no type, their unit tells them."""
    quantity = {"$ref": "#/$defs/quantity"}
    if unit in AMOUNTS:
        return {"anyOf": [quantity, {"$ref": "#/$defs/between"}]}
    return {} if unit == "-" else quantity


def _of_class(cls: Any, about: Mapping[str, str], defs: dict[str, Any]) -> dict[str, Any]:
    if attrs.has(cls):
        if cls.__name__ not in defs:
            defs[cls.__name__] = _object(cls, defs)
        return {"$ref": f"#/$defs/{cls.__name__}"}
    if issubclass(cls, str):
        return {"type": "string"}
    if issubclass(cls, dt.date):
        return dict(_DAY)
    word = {int: "integer", float: "number"}[cls]
    return {"type": word, **_rules(word, about)}


def _tuple(parts: Any, about: Mapping[str, str], defs: dict[str, Any]) -> dict[str, Any]:
    if parts[-1] is Ellipsis:
        # the rules are about the list, not about what stands in it
        items = _of(parts[0], {"unit": about.get("unit", "-")}, defs)
        return {"type": "array", "items": items, **_rules("array", about)}
    size = len(parts)
    return {
        "type": "array",
        "prefixItems": [_of(part, about, defs) for part in parts],
        "minItems": size,
        "maxItems": size,
    }


def _rules(word: str, about: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for kind, pattern, rule in _RULES:
        if kind == word and re.search(pattern, about.get("invariant", "")):
            found |= rule
    return found
