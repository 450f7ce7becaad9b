"""Ways in and out: files, data frames, and what the publishers of this field release.

Reached as ``ms.io``; a name is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mineralsec.io.file_schema import json_schema

__all__ = ["json_schema"]

#: Module that holds each public name.
_HOME = {"json_schema": "file_schema"}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
