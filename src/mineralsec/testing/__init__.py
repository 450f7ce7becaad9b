"""What tests of your own extensions need: strategies for records and graphs, and checks.

Needs hypothesis (``pip install "mineralsec[test]"``), which is loaded with the first name used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mineralsec.testing import strategies
    from mineralsec.testing.graphs import supply_graphs, supply_records
    from mineralsec.testing.strategies import records

__all__ = ["records", "strategies", "supply_graphs", "supply_records"]

#: Module that holds each public name; a module holds itself.
_HOME = {
    "records": "strategies",
    "strategies": "strategies",
    "supply_graphs": "graphs",
    "supply_records": "graphs",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        module = import_module(f"{__name__}.{_HOME[name]}")
    except ModuleNotFoundError as error:
        if error.name != "hypothesis":
            raise
        raise ImportError(
            f"{__name__}.{name} needs hypothesis. Install it with: pip install 'mineralsec[test]'"
        ) from None
    return module if name == _HOME[name] else getattr(module, name)


def __dir__() -> list[str]:
    return sorted(__all__)
