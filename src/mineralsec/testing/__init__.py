"""What tests of your own extensions need: strategies for records and graphs, and checks.

The strategies need hypothesis (``pip install "mineralsec[test]"``), which is loaded with the
first of them; the checks need nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mineralsec.testing import strategies
    from mineralsec.testing.conformance import (
        check_metric,
        check_response,
        check_shock,
        check_source,
    )
    from mineralsec.testing.example import example_graph
    from mineralsec.testing.graphs import supply_graphs, supply_records
    from mineralsec.testing.strategies import records

__all__ = [
    "check_metric",
    "check_response",
    "check_shock",
    "check_source",
    "example_graph",
    "records",
    "strategies",
    "supply_graphs",
    "supply_records",
]

#: Module that holds each public name; a module holds itself.
_HOME = {
    "check_metric": "conformance",
    "check_response": "conformance",
    "check_shock": "conformance",
    "check_source": "conformance",
    "example_graph": "example",
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
