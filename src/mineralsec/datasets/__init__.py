"""Bundled data by name: cited, offline, one row a fact.

>>> import mineralsec as ms
>>> graph = ms.load("world", minerals="gallium")
>>> graph.year
2024
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING

from mineralsec.arguments import is_word
from mineralsec.datasets.tables import BUNDLED
from mineralsec.datasets.tables import minerals as _minerals
from mineralsec.errors import GraphError, UnknownNameError, show, suggest

if TYPE_CHECKING:
    from mineralsec.datasets.catalogue import Info, info
    from mineralsec.datasets.critical_lists import critical_list
    from mineralsec.datasets.plugins import Source, names
    from mineralsec.datasets.us_figures import us_statistics
    from mineralsec.datasets.us_lines import us_reliance
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = [
    "BUNDLED",
    "Info",
    "Source",
    "critical_list",
    "info",
    "load",
    "names",
    "us_reliance",
    "us_statistics",
]

#: Last year with trade in each bundled dataset: what `load` answers for unless told.
DEFAULT_YEAR = {"world": 2024}

#: Names whose modules are loaded when they are first asked for.
_HOMES = {
    "Info": "catalogue",
    "Source": "plugins",
    "critical_list": "critical_lists",
    "info": "catalogue",
    "names": "plugins",
    "us_reliance": "us_lines",
    "us_statistics": "us_figures",
}


def __getattr__(name: str) -> object:
    if (home := _HOMES.get(name)) is None:
        raise AttributeError(f"module 'mineralsec.datasets' has no attribute {name!r}")
    value = getattr(import_module(f"mineralsec.datasets.{home}"), name)
    globals()[name] = value  # the next access does not come here
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


def load(
    name: str = "world",
    year: int | None = None,
    minerals: str | Iterable[str] | None = None,
) -> SupplyGraph:
    """Return a bundled dataset as a supply graph.

    Parameters
    ----------
    name
        ``"world"``, or ``"facilities"``: mines and plants of Africa and the Indo-Pacific with
        their owners, where capacities are published and output is not. Other packages add
        names of their own by the entry point group ``mineralsec.sources``.
    year
        Year the graph answers for. None takes the last year with trade (2024 in ``"world"``);
        2025 has the producers' estimates only. Other years are kept as history.
    minerals
        Names, symbols or aliases; None takes every mineral. The graph has them in the dataset's
        order.

    Returns
    -------
    SupplyGraph
        Its records are made, with their citations, when they are first asked for.

    Raises
    ------
    UnknownNameError
        If there is no such dataset or mineral.
    GraphError
        If there is nothing of that year.

    Examples
    --------
    >>> import mineralsec as ms
    >>> ms.load("world", minerals=("gallium", "Ge")).minerals
    ('gallium', 'germanium')
    """
    if not is_word(name, BUNDLED):
        from mineralsec.datasets.plugins import plugin_graph

        return plugin_graph(name, year, minerals)
    wanted = _wanted(name, minerals)
    if name == "facilities":
        from mineralsec.datasets.facilities_table import facility_graph

        return facility_graph(wanted, year)
    from mineralsec.datasets.bundled import bundled_graph

    return bundled_graph(name, wanted, DEFAULT_YEAR[name] if year is None else year)


def _wanted(dataset: str, asked: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return the dataset's names of the minerals asked for, in the dataset's order."""
    from mineralsec.datasets.tables import rows

    every = _minerals(dataset)
    if asked is None:
        return every
    if not isinstance(asked, Iterable):
        raise UnknownNameError(
            f"minerals must be a name or several, got {show(asked)}. Write minerals='gallium'."
        )
    symbols = {r["symbol"]: r["name"] for r in rows(dataset, "minerals.csv") if r["symbol"]}
    found = []
    for text in (asked,) if isinstance(asked, str) else tuple(asked):
        try:
            key = text if text in every else symbols.get(text) or _name(text)
        except (TypeError, ValueError, LookupError):
            key = str(text)
        if key not in every:
            raise UnknownNameError(
                f"no mineral {show(text)} in {dataset!r}.{suggest(str(text), every)} "
                f"Minerals: {', '.join(every)}."
            )
        found.append(key)
    if not found:
        raise GraphError("minerals is empty. Name at least one, or leave it out for all.")
    return tuple(m for m in every if m in found)


def _name(text: str) -> str:
    from mineralsec.model.mineral import mineral_name  # units come with it, which takes a moment

    return mineral_name(text)
