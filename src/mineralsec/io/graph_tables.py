"""The tables of a supply graph as columns with the unit in their names.

Everything is contained mineral in the year of the graph, read from its arrays at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from mineralsec.errors import UnknownNameError, show, suggest
from mineralsec.graph.columns import QUALITIES
from mineralsec.io.rows import columns_of, header, rows_of
from mineralsec.model import Control, Mineral, Stake

if TYPE_CHECKING:
    from mineralsec.graph.columns import Columns, Floats, Integers
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["TABLES", "Table", "graph_table"]

#: Columns by name, each a list or an array, all of one length.
Table: TypeAlias = dict[str, Any]


def graph_table(graph: SupplyGraph, name: str | None) -> Table:
    """Return one table of a graph, from its arrays or from the records that have none.

    Raises
    ------
    UnknownNameError
        If there is no such table; the right ones are listed.
    """
    words = (*TABLES, *_RECORDS)
    if isinstance(name, str) and name in TABLES:
        c = graph.columns
        table = TABLES[name](c)
        return {**table, "year": [graph.year] * len(next(iter(table.values())))}
    if isinstance(name, str) and name in _RECORDS:
        kept = [r for r in graph.current_records if isinstance(r, _RECORDS[name])]
        return columns_of(rows_of(kept), header(_RECORDS[name]))
    hint = "" if name is None else suggest(str(name), words)
    raise UnknownNameError(
        f"a graph holds several tables, and table={show(name)} is none of them.{hint} "
        f"Write table='flows' or another of {', '.join(words)}."
    )


def _names(words: tuple[str, ...], codes: Integers) -> list[str]:
    return [words[code] for code in codes.tolist()]


def _market(c: Columns, rows: Integers) -> Table:
    return {
        "mineral": _names(c.minerals, c.markets.mineral[rows]),
        "stage": _names(c.stages, c.markets.stage[rows]),
        "place": _names(c.places, c.markets.place[rows]),
    }


def _limits(name: str, amounts: Floats, unit: str) -> Table:
    ends = ("low", "point", "high")
    return {f"{name}_{end}_{unit}": row for end, row in zip(ends, amounts, strict=True)}


def _balanced(table: Any, amounts: Floats, rows: Integers) -> Table:
    figures = table.reconciled[rows]
    # a withheld figure that nobody reconciled is not zero
    withheld = np.isnan(amounts[1, rows]) & (figures == 0.0)
    return {"reconciled_t_per_yr": np.where(withheld, np.nan, figures)}


def _pick(words: tuple[str, ...], rows: Integers) -> list[str]:
    return [words[row] for row in rows.tolist()]


def _makers(c: Columns, rows: Integers) -> Table:
    m = c.makers
    hosts = [m.id[host] if host >= 0 else None for host in m.host[rows].tolist()]
    return {
        **_limits("output", m.output[:, rows], "t_per_yr"),
        **_balanced(m, m.output, rows),
        "capacity_t_per_yr": m.capacity[rows],
        "peak_t_per_yr": m.peak[rows],
        "kind": np.where(m.secondary[rows], "secondary", "primary").tolist(),
        "host": hosts,
        "host_ratio": m.host_ratio[rows],
        "quality": _names(QUALITIES, m.quality[rows]),
    }


def _producers(c: Columns) -> Table:
    rows = np.flatnonzero(c.makers.intake < 0).astype(np.int32)
    return {
        "id": _pick(c.makers.id, rows),
        **_market(c, c.makers.market[rows]),
        **_makers(c, rows),
    }


def _refiners(c: Columns) -> Table:
    m = c.makers
    rows = np.flatnonzero(m.intake >= 0).astype(np.int32)
    at = _market(c, m.market[rows])
    return {
        "id": _pick(m.id, rows),
        "mineral": at["mineral"],
        "takes": _names(c.stages, c.markets.stage[m.intake[rows]]),
        "makes": at["stage"],
        "place": at["place"],
        "recovery": m.recovery[rows],
        **_makers(c, rows),
    }


def _consumers(c: Columns) -> Table:
    u = c.users
    return {
        "id": list(u.id),
        **_market(c, u.market),
        **_limits("demand", u.demand, "t_per_yr"),
        **_balanced(u, u.demand, np.arange(len(u), dtype=np.int32)),
        "priority": u.priority,
        "weight": u.weight,
        "quality": _names(QUALITIES, u.quality),
    }


def _flows(c: Columns) -> Table:
    lanes = c.lanes
    # a lane that carried something in earlier years only has no record of this year
    rows = np.flatnonzero(lanes.quantity[2] > 0).astype(np.int32)
    start = _market(c, lanes.origin[rows])
    labels = [(*lanes.label[row].split("|"), "", "")[:3] for row in rows.tolist()]
    return {
        "mineral": start["mineral"],
        "stage": start["stage"],
        "origin": start["place"],
        "destination": _names(c.places, c.markets.place[lanes.destination[rows]]),
        **_limits("quantity", lanes.quantity[:, rows], "t_per_yr"),
        **_balanced(lanes, lanes.quantity, rows),
        "peak_t_per_yr": lanes.peak[rows],
        "form": [form or None for form, _, _ in labels],
        "seller": [seller or None for _, seller, _ in labels],
        "buyer": [buyer or None for _, _, buyer in labels],
        "quality": _names(QUALITIES, lanes.quality[rows]),
    }


def _stockpiles(c: Columns) -> Table:
    s = c.stocks
    return {
        "id": list(s.id),
        **_market(c, s.market),
        **_limits("amount", s.amount, "t"),
        # no limit is known, which is not an endless one
        "max_release_t_per_yr": np.where(np.isinf(s.max_release), np.nan, s.max_release),
    }


def _reserves(c: Columns) -> Table:
    r = c.reserves
    return {
        "mineral": _names(c.minerals, r.mineral),
        "place": _names(c.places, r.place),
        "kind": np.where(r.resources, "resources", "reserves").tolist(),
        **_limits("amount", r.amount, "t"),
    }


#: Tables made from the arrays.
TABLES: dict[str, Callable[[Columns], Table]] = {
    "producers": _producers,
    "refiners": _refiners,
    "consumers": _consumers,
    "flows": _flows,
    "stockpiles": _stockpiles,
    "reserves": _reserves,
}

#: Tables of records that have no arrays.
_RECORDS: dict[str, type[Any]] = {"minerals": Mineral, "controls": Control, "stakes": Stake}
