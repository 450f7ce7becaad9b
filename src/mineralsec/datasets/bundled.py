"""A bundled dataset as a graph: columns at once, minerals and records when they are asked for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from mineralsec.datasets.assembly import Assembled, assembled
from mineralsec.datasets.editions import Odd
from mineralsec.datasets.facts import Texts, read_facts
from mineralsec.datasets.tables import rows, texts
from mineralsec.graph.supply_graph import SupplyGraph

if TYPE_CHECKING:
    from mineralsec.model import Mineral

__all__ = ["bundled_graph", "columns_of_texts"]


def bundled_graph(name: str, minerals: tuple[str, ...], year: int) -> SupplyGraph:
    """Return some minerals of a bundled dataset as a graph.

    Raises
    ------
    DataError
        If a table is damaged, or its rows do not fit together.
    GraphError
        If there is nothing of that year.
    """
    try:
        found = columns_of_texts(
            texts(name), rows(name, "minerals.csv"), rows(name, "forms.csv"), minerals, year
        )
    except (Odd, ValueError, KeyError):
        # records say what is wrong, and where
        return SupplyGraph.from_records(_records(name, minerals), year)
    return SupplyGraph(
        found.columns,
        year=year,
        minerals=partial(_minerals, name, minerals),
        records=partial(_records, name, minerals),
    )


def columns_of_texts(
    texts: Texts,
    minerals: list[dict[str, str]],
    forms: list[dict[str, str]],
    wanted: tuple[str, ...],
    year: int,
) -> Assembled:
    """Return the columns that tables hold.

    Parameters
    ----------
    texts
        Returns the text of a mineral's table.
    minerals, forms
        Rows of these tables of the dataset.
    wanted
        Names of minerals.
    year
        Year to answer for.
    """
    chains = {row["name"]: row["stages"].split(";") for row in minerals}
    contents = {(row["mineral"], row["name"]): float(row["content"]) for row in forms}
    tables = read_facts(texts, wanted)
    return assembled(tables, wanted, [chains[name] for name in wanted], contents, year)


def _minerals(name: str, minerals: tuple[str, ...]) -> dict[str, Mineral]:
    from mineralsec.datasets.records import mineral_records

    return mineral_records(name, minerals)


def _records(name: str, minerals: tuple[str, ...]) -> tuple[Any, ...]:
    from mineralsec.datasets.records import records

    return records(name, minerals)
