"""What all records have in common: they name themselves in errors and show themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from attrs import NOTHING, fields

from mineralsec import cards
from mineralsec.errors import MineralsecError, RecordError, UnknownNameError, show, suggest
from mineralsec.quantities import written

__all__ = ["Shown", "named", "who"]

_T = TypeVar("_T")

#: Fields that say which record it is, before it has a key.
_NAMING = ("id", "name", "mineral", "stage", "place", "origin", "destination", "holder", "held")


def named(cls: type[_T]) -> type[_T]:
    """Let errors of the constructor say which record they speak of.

    The check against a whole :class:`Mineral` stands here too: the record keeps its name only.
    """
    # attrs wrote __init__ for this very class: mypy warns of the general case only
    init: Callable[..., None] = cls.__init__

    @wraps(init)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807 - it becomes one
        try:
            init(self, *args, **kwargs)
            if not isinstance(mineral := kwargs.get("mineral", ""), str):
                _in_chain(self, mineral)
        except MineralsecError as error:
            raise type(error)(f"{who(cls.__name__, args, kwargs)}: {error}") from None
        except TypeError as error:
            if hint := _meant(cls, args, kwargs):
                raise TypeError(f"{error}.{hint}") from None
            raise

    cls.__init__ = __init__  # type: ignore[method-assign]  # wraps what it replaces
    return cls


def _meant(cls: type[Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """Return what to write where a call does not fit the fields of a record."""
    known = [a.alias or a.name for a in fields(cls) if a.init]
    for name in kwargs:
        if name not in known:
            return f"{suggest(name, known)} Fields: {', '.join(known)}."
    # the shorter records take their first fields without a name
    if len(args) > sum(not a.kw_only for a in fields(cls) if a.init):
        return f" Write each field with its name: {cls.__name__}({known[0]}={show(args[0])}, ...)."
    return ""


def who(kind: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """Return what to call a record that may not come to be."""
    if (name := kwargs.get("id", args[0] if args else None)) is not None:
        return f"{kind} {show(getattr(name, 'name', name))}"
    parts = [kwargs[key] for key in _NAMING if key in kwargs]
    return " ".join((kind, *(show(str(getattr(p, "name", p)), 40)[1:-1] for p in parts)))


def _in_chain(record: Any, mineral: Any) -> None:
    chain = [str(stage) for stage in mineral.stages]
    for key in ("takes", "makes", "stage"):
        stage = getattr(record, key, None)
        if stage is not None and stage not in chain:
            raise UnknownNameError(
                f"{key} {show(str(stage))} is not in the chain of {mineral.name}: "
                f"{', '.join(chain)}.{suggest(str(stage), chain)}"
            )
    if hasattr(record, "takes") and chain.index(record.takes) > chain.index(record.makes):
        raise RecordError(
            f"takes {str(record.takes)!r} and makes {str(record.makes)!r}, but the chain of "
            f"{mineral.name} runs {' -> '.join(chain)}. Swap them."
        )
    form, known = getattr(record, "form", None), [f.name for f in mineral.forms]
    if form is not None and form not in known:
        raise UnknownNameError(
            f"form {show(form)} is not among the forms of {mineral.name}: "
            f"{', '.join(known) or 'it has none'}.{suggest(form, known)} "
            "Add ms.Form(...) to the mineral."
        )


def _cell(value: object) -> str:
    if hasattr(value, "units"):
        return written(value)
    if isinstance(value, tuple):
        return ", ".join(_cell(v) for v in value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


class Shown:
    """Shows a record as a card in notebooks."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        rows = []
        for attribute in fields(type(self)):  # type: ignore[arg-type]  # every subclass is attrs
            value = getattr(self, attribute.name)
            if attribute.default is NOTHING or value != attribute.default:
                rows.append((attribute.name.replace("_", " "), _cell(value)))
        return cards.card(repr(self), rows)
