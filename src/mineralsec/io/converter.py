"""How records become plain JSON values and back, with cattrs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from mineralsec.errors import RecordError, UnitsError, UnknownNameError, show, suggest
from mineralsec.model import RECORD_TYPES, Form, Owner, Record
from mineralsec.model.instrument import instrument_types
from mineralsec.provenance import Citation
from mineralsec.quantities import Between, Q
from mineralsec.units import parse_unit, spell, ureg

__all__ = ["BY_NAME", "Hook", "converter", "hook", "instrument_class", "parts"]

#: Reads one JSON value of a field.
Hook = Callable[..., Any]

#: Record classes by the word in ``"type"``.
BY_NAME: dict[str, type[Record]] = {cls.__name__: cls for cls in RECORD_TYPES}

#: Units of fields that hold amounts, as their metadata names them.
_AMOUNTS = frozenset({"t/yr", "t", "USD/yr", "day"})


def only(value: dict[str, Any], *known: str) -> None:
    """Refuse keys that mean nothing."""
    for key in value:
        if key not in known:
            raise UnknownNameError(
                f"unknown key {show(key)} in {show(value)}. Keys: {', '.join(known)}."
                f"{suggest(key, known)}"
            )


def _quantity(value: Any) -> Any:
    if not isinstance(value, dict):
        return value  # text of the grammar; the record refuses the rest
    only(value, "value", "unit")
    size, unit = value.get("value"), value.get("unit")
    if isinstance(size, bool) or not isinstance(size, (int, float)) or not isinstance(unit, str):
        raise UnitsError(
            f"a quantity is a number and a unit, got {show(value)}. "
            'Write {"value": 120, "unit": "tonne / year"}.'
        )
    return Q(size, unit)


def _amount(value: Any, _: Any = None) -> Any:
    if not isinstance(value, dict) or "value" in value or "unit" in value:
        return _quantity(value)
    only(value, "low", "high", "point", "mark")
    return Between(
        **(
            {"low": None, "high": None}
            | {k: v if k == "mark" else _quantity(v) for k, v in value.items()}
        )
    )


def _prices(value: Any, _: Any = None) -> Any:
    if not isinstance(value, list):
        return value
    return [None if end is None else _quantity(end) for end in value]


@lru_cache(maxsize=4096)
def _known_citation(items: tuple[tuple[str, str], ...]) -> Citation:
    # one object for a source that stands beside thousands of figures
    return Citation(**dict(items))


def _citation(value: Any, _: Any = None) -> Any:
    if not isinstance(value, dict):
        return value
    only(value, *(a.name for a in attrs.fields(Citation)))
    if "title" not in value:
        raise RecordError(f'a Citation needs a title, got {show(value)}. Write "title": ...')
    if all(isinstance(v, str) for v in value.values()):
        return _known_citation(tuple(sorted(value.items())))
    return Citation(**value)


def instrument_class(value: Any) -> type[Any]:
    """Return the class that an instrument's ``"type"`` names."""
    word = value.get("type") if isinstance(value, dict) else None
    types = instrument_types()
    if not isinstance(word, str):
        raise RecordError(
            f'an instrument needs a type, got {show(value)}. Write {{"type": "Ban"}} or one of '
            f"{', '.join(types)}."
        )
    if word not in types:
        raise UnknownNameError(
            f"no instrument is called {show(word)}. Instruments: {', '.join(types)}."
            f"{suggest(word, types)} Others come by the entry point 'mineralsec.instruments'."
        )
    return types[word]


def _instrument(value: Any, _: Any = None) -> Any:
    cls = instrument_class(value)
    return converter().structure({k: v for k, v in value.items() if k != "type"}, cls)


def _unstructure_instrument(value: Any) -> dict[str, Any]:
    name, types = type(value).__name__, instrument_types()
    if types.get(name) is not type(value):
        raise UnknownNameError(
            f"an instrument of class {name!r} cannot be written: no file could name it. Announce "
            f"the class by the entry point 'mineralsec.instruments'. Known: {', '.join(types)}."
        )
    return {"type": name, **converter().unstructure(value)}


def parts(attribute: Any, owner: type[Any]) -> type[Any] | None:
    """Return the class of the objects a list field holds."""
    if attribute.name == "owners":
        return Owner
    return Form if attribute.name == "forms" and owner.__name__ == "Mineral" else None


def _listed(cls: type[Any]) -> Hook:
    def read(value: Any, _: Any = None) -> Any:
        if not isinstance(value, list):
            return value
        return [
            converter().structure(item, cls) if isinstance(item, dict) else item for item in value
        ]

    return read


def hook(attribute: Any, owner: type[Any]) -> Hook | None:
    """Return what reads a field before its record does; None where JSON says it as it is."""
    if attribute.name == "source":
        return _citation
    if attribute.name == "instrument":
        return _instrument
    if attribute.name == "unit_value":
        return _prices
    if (cls := parts(attribute, owner)) is not None:
        return _listed(cls)
    return _amount if attribute.metadata.get("unit") in _AMOUNTS else None


def _write_quantity(value: Any) -> dict[str, Any]:
    unit = spell(value.units)
    parse_unit(unit)  # what cannot be read back is not written
    return {"value": value.magnitude, "unit": unit}


def _write_between(value: Between) -> dict[str, Any]:
    ends = {"low": value.low, "high": value.high, "point": value.point}
    written: dict[str, Any] = {k: _write_quantity(v) for k, v in ends.items() if v is not None}
    return written if value.mark == "range" else {**written, "mark": value.mark}


@cache
def converter() -> Converter:
    """Return the converter between records and JSON values."""
    # records check and convert their own values, so that a file meets the same rules as code
    made = Converter(
        prefer_attrib_converters=True, detailed_validation=False, forbid_extra_keys=True
    )
    made.register_structure_hook_func(lambda t: not attrs.has(t), lambda value, _: value)
    made.register_unstructure_hook(ureg.Quantity, _write_quantity)
    made.register_unstructure_hook(Between, _write_between)
    made.register_unstructure_hook(dt.date, dt.date.isoformat)
    made.register_structure_hook_factory(attrs.has, _structure_factory(made))
    made.register_unstructure_hook_factory(
        lambda t: attrs.has(t) and t is not Between, _unstructure_factory(made)
    )
    return made


def _structure_factory(made: Converter) -> Callable[[type[Any]], Hook]:
    def make(cls: type[Any]) -> Hook:
        hooks = {a.name: h for a in attrs.fields(cls) if (h := hook(a, cls)) is not None}
        options: Any = {name: override(struct_hook=h) for name, h in hooks.items()}
        return make_dict_structure_fn(cls, made, _cattrs_forbid_extra_keys=True, **options)

    return make


def _unstructure_factory(made: Converter) -> Callable[[type[Any]], Callable[[Any], Any]]:
    def make(cls: type[Any]) -> Callable[[Any], Any]:
        options: Any = {
            a.name: override(
                unstruct_hook=_unstructure_instrument
                if a.name == "instrument"
                else made.unstructure
            )
            for a in attrs.fields(cls)
        }
        return make_dict_unstructure_fn(cls, made, _cattrs_omit_if_default=True, **options)

    return make
