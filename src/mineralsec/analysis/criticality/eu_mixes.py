"""Supply mixes of the EU method: countries with their shares, from the study or from a graph."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from mineralsec.analysis.criticality import eu_tables
from mineralsec.analysis.criticality.eu_formula import governance_weight
from mineralsec.analysis.criticality.eu_tables import Supply
from mineralsec.analysis.shares import shares
from mineralsec.arguments import mapping, number
from mineralsec.errors import GraphError, show
from mineralsec.places import RESIDUAL, bloc_members, resolve_place

if TYPE_CHECKING:
    from mineralsec.analysis.criticality.governance import Governance
    from mineralsec.analysis.criticality.trade_balance import Balance
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Mix", "mixed", "own_rows", "sourcing_of", "world_of"]

#: Largest governance weight that a country without indicators can have.
WORST = 10.0

#: Trade variable of a member and of any other country where the study prints none.
MEMBER_TRADE, OTHER_TRADE = 0.8, 1.0


@frozen
class Mix:
    """Weighted concentration of one supply mix.

    Parameters
    ----------
    value, low, high
        Weighted index and what it can be; no value where no country has indicators. [-]
    unweighted
        Share of countries without governance indicators, left out of the value. [-]
    unlisted
        Share that the rows leave open; inside the upper limit as one country. [-]
    top
        Largest country and its share.
    """

    value: float | None
    low: float
    high: float
    unweighted: float
    unlisted: float
    top: tuple[str, float]


def mixed(
    rows: Iterable[Supply],
    governance: Governance,
    trade: Mapping[str, float] | None = None,
) -> Mix | None:
    """Return the weighted concentration of a mix, None if it has no rows.

    Parameters
    ----------
    rows
        Countries with shares and trade variables.
    governance
        Estimates of governance.
    trade
        Trade variables that replace those of the rows.
    """
    listed = tuple(rows)
    if not listed:
        return None
    value = low = high = unweighted = 0.0
    for row in listed:
        t = (trade or {}).get(row.place, row.trade)
        estimate = governance.get(row.place)
        if estimate is None:
            unweighted += row.share
            high += row.high**2 * WORST * t
        else:
            g = governance_weight(estimate)
            value += row.share**2 * g * t
            low += row.low**2 * g * t
            high += row.high**2 * g * t
    total = math.fsum(row.share for row in listed)
    unlisted = max(0.0, 1.0 - total)
    largest = max(listed, key=lambda row: row.share)
    return Mix(
        value=value if unweighted < total else None,
        low=low,
        high=high + unlisted**2 * WORST,
        unweighted=unweighted,
        unlisted=unlisted,
        top=(largest.place, largest.share),
    )


def world_of(
    graph: SupplyGraph,
    mineral: str,
    stage: str,
    members: frozenset[str],
    printed: tuple[str, str] | None,
) -> tuple[Supply, ...]:
    """Return the world mix of a graph; none where no output is known at the stage.

    Parameters
    ----------
    graph
        Graph to read.
    mineral, stage
        Names in the graph's vocabulary.
    members
        Countries of the importer.
    printed
        Material and stage of the study whose trade variables are taken; None takes none of them.
    """
    try:
        held = shares(graph, mineral, stage=stage)
    except GraphError:
        return ()
    trade = _trade(printed, "world")
    return tuple(
        Supply(place, float(low), float(share), float(high), _of(place, trade, members))
        for place, low, share, high in zip(
            held.labels, held.low, held.share, held.high, strict=True
        )
    )


def sourcing_of(
    found: Balance, members: frozenset[str], printed: tuple[str, str] | None
) -> tuple[Supply, ...]:
    """Return the importer's sourcing mix: what it makes itself and imports by origin.

    None where the graph has no imports at this stage: nothing recorded is not nothing bought.
    """
    rows = [(place, float(amount[1])) for place, amount in found.domestic.items()]
    rows += [(place, float(amount[1])) for place, amount in found.imports.items()]
    total = math.fsum(amount for _, amount in rows)
    if not found.imported[1] > 0:
        return ()
    trade = _trade(printed, "EU")
    return tuple(
        Supply(place, amount / total, amount / total, amount / total, _of(place, trade, members))
        for place, amount in rows
        if amount > 0
    )


def own_rows(shares: Mapping[str, float], trade: Mapping[str, float]) -> tuple[Supply, ...]:
    """Return a mix of the user's shares, with trade variables by place where they are printed.

    Raises
    ------
    GraphError
        If a share is not between 0 and 1 or they add up to more than 1.05.
    """
    found = {
        resolve_place(place): number(share, f"share of {place}", "0.5 for one half")
        for place, share in mapping(shares, "shares of supply", "{'CHN': 0.9}").items()
    }
    if not all(0 <= share <= 1 for share in found.values()) or sum(found.values()) > 1.05:
        raise GraphError(
            "shares must lie between 0 and 1 and add up to 1 at most (1.05 with rounding), got "
            f"{show(dict(shares))}. Divide percentages by 100."
        )
    members = bloc_members("EU27")
    return tuple(
        Supply(place, share, share, share, _of(place, trade, members))
        for place, share in found.items()
    )


def _trade(printed: tuple[str, str] | None, scope: str) -> Mapping[str, float]:
    if printed is None:
        return {}
    return {row.place: row.trade for row in eu_tables.supply(scope, *printed)}


def _of(place: str, trade: Mapping[str, float], members: frozenset[str]) -> float:
    if place == RESIDUAL:
        return OTHER_TRADE
    return trade.get(place, MEMBER_TRADE if place in members else OTHER_TRADE)
