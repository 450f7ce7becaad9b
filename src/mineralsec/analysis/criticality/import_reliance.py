r"""Net import reliance and apparent consumption, as the US Geological Survey defines them.

.. math::

    AC = P_{prim} + P_{sec} + M - X + \Delta S, \qquad
    NIR = \frac{M - X + \Delta S}{AC}

with production from ore and from old scrap, imports :math:`M`, exports :math:`X` and what stocks
released, :math:`\Delta S` (negative where they grew), all in one unit. What counts differs by
commodity: the publisher's definition stands in every row.

Published in:

* U.S. Geological Survey (2026). Mineral commodity summaries 2026 data release. DOI
  10.5066/P1WKQ63T.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from mineralsec.analysis.criticality.scores import Score, Scores
from mineralsec.analysis.criticality.trade_balance import DUST, Balance, balance, importer
from mineralsec.analysis.criticality.us_import_reliance import (
    consumption_row,
    published_scores,
    reliance_row,
)
from mineralsec.analysis.criticality.wanted import wanted_minerals
from mineralsec.arguments import number
from mineralsec.errors import GraphError, show
from mineralsec.graph.given import given_graph

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = [
    "apparent_consumption",
    "consumption_of_parts",
    "net_import_reliance",
    "reliance_of_parts",
]

_NO_TRADE = "none of its trade is recorded at this stage, which is not the same as no trade"
_NOT_POSITIVE = "apparent consumption is not above zero (a re-export hub): no share of it can be"


def consumption_of_parts(
    production: float,
    imports: float,
    exports: float,
    *,
    secondary: float = 0.0,
    released: float = 0.0,
) -> float:
    """Return apparent consumption, in the unit of its parts.

    Parameters
    ----------
    production, secondary
        Output from ore and from old scrap. [unit]
    imports, exports
        What comes in and leaves. [unit]
    released
        What left stocks; negative where they grew. [unit]

    Examples
    --------
    Antimony in the United States in 2024 (printed 28,600 t):

    >>> consumption_of_parts(588, 24_000 + 4_920, 2_690 + 1_570, secondary=3_330)
    28578.0
    """
    parts = {
        "production": production, "imports": imports, "exports": exports,
        "secondary": secondary, "released": released,
    }  # fmt: skip
    for name, value in parts.items():
        # a stock may grow, which is a release below zero
        if number(value, name, f"{name}=100.0") < 0 and name != "released":
            raise GraphError(f"{name} must be 0 or more, got {show(value)}.")
    return float(production + secondary + imports - exports + released)


def reliance_of_parts(
    production: float,
    imports: float,
    exports: float,
    *,
    secondary: float = 0.0,
    released: float = 0.0,
) -> float:
    """Return net import reliance, negative for a net exporter. [-]

    Parameters
    ----------
    production, imports, exports, secondary, released
        As :func:`consumption_of_parts`.

    Raises
    ------
    GraphError
        If apparent consumption is not above zero.

    Examples
    --------
    Antimony in 2024 (printed 86 %) and cobalt in 2024 (printed 74 %):

    >>> round(reliance_of_parts(588, 24_000 + 4_920, 2_690 + 1_570, secondary=3_330), 3)
    0.863
    >>> round(reliance_of_parts(0, 10_800, 4_880, secondary=2_050), 2)
    0.74
    """
    used = consumption_of_parts(
        production, imports, exports, secondary=secondary, released=released
    )
    if not used > 0:
        raise GraphError(f"{_NOT_POSITIVE}: {show(used)}.")
    return float(imports - exports + released) / used


def net_import_reliance(
    graph: SupplyGraph | None = None,
    minerals: str | Iterable[str] | None = None,
    *,
    place: str | Iterable[str] = "USA",
    year: int | None = None,
) -> Scores:
    r"""Return net import reliance: of the US from its statistics, of any place by graph.

    Parameters
    ----------
    graph
        Graph to read production and trade from; None takes the published US statistics.
    minerals
        Which; None takes all.
    place
        Country, several or a bloc; without a graph it can only be ``"USA"``.
    year
        Year of the US statistics, 2021 to 2025; None takes 2025. A graph has its own year.

    Returns
    -------
    Scores
        Shares of apparent consumption [-]; negative for a net exporter. Without a graph the
        number that follows from the published parts; the printed one where parts are not
        published, which the row notes; limits only where a bound or ``E`` is printed.
        ``row["printed"]`` has the print, ``row["definition"]`` the publisher's definition.

    Raises
    ------
    UnknownNameError
        If a mineral or place is not known.
    GraphError
        If another place or year is asked for than there is.

    Notes
    -----
    The reliance of a refined form is blind to what comes in inside products (magnets,
    semiconductors) and to domestic concentrate that leaves to be refined elsewhere. A graph has no
    stock changes, so :math:`\Delta S` is 0 there.

    References
    ----------
    .. [1] U.S. Geological Survey (2026). Mineral commodity summaries 2026 data release. DOI
       10.5066/P1WKQ63T.

    Examples
    --------
    >>> import mineralsec as ms
    >>> row = ms.criticality.net_import_reliance(minerals="cobalt", year=2024)["cobalt"]
    >>> round(row.value, 2), row["printed"]
    (0.74, '74')
    """
    if graph is None:
        return published_scores(minerals, place, year, "net import reliance", reliance_row)
    rows = [_place_row(*found) for found in _balances(graph, minerals, place, year)]
    return Scores(
        method=f"Net import reliance of {_words(place)}",
        measure="net_import_reliance",
        unit="share",
        rows=tuple(rows),
        year=graph.year,
        assumptions=("stock changes are not in the graph and count as 0",),
    )


def apparent_consumption(
    graph: SupplyGraph | None = None,
    minerals: str | Iterable[str] | None = None,
    *,
    place: str | Iterable[str] = "USA",
    year: int | None = None,
) -> Scores:
    """Return apparent consumption: production and net imports, contained in what is traded.

    Parameters
    ----------
    graph, minerals, place, year
        As :func:`net_import_reliance`.

    Returns
    -------
    Scores
        [t/yr] Without a graph the published figure, with the sum of the parts as
        ``row["from_parts"]``. Zero or less is missing with its reason.

    Raises
    ------
    UnknownNameError
        If a mineral or place is not known.
    GraphError
        If another place or year is asked for than there is.

    Examples
    --------
    >>> import mineralsec as ms
    >>> ms.criticality.apparent_consumption(minerals="antimony", year=2024)["antimony"].value
    28600.0
    """
    if graph is None:
        return published_scores(minerals, place, year, "apparent consumption", consumption_row)
    rows = []
    for mineral, stage, found in _balances(graph, minerals, place, year):
        made = found.primary + found.secondary
        low, point, high = (float(x) for x in made + found.net_imports)
        reason = "" if found.recorded else _NO_TRADE
        least = DUST * float(made[1] + found.imported[1])
        reason = reason or ("" if point > least else "it is not above zero (a re-export hub)")
        rows.append(
            Score(
                mineral=mineral,
                stage=stage,
                value=None if reason else point,
                low=None if reason else min(low, point),
                high=None if reason else max(high, point),
                reason=reason,
                inputs=_parts(found),
            )
        )
    return Scores(
        method=f"Apparent consumption of {_words(place)}",
        measure="apparent_consumption",
        unit="t/yr",
        rows=tuple(rows),
        year=graph.year,
        assumptions=("stock changes are not in the graph and count as 0",),
    )


def _words(place: str | Iterable[str]) -> str:
    return place if isinstance(place, str) else ", ".join(place)


def _balances(
    graph: SupplyGraph,
    minerals: str | Iterable[str] | None,
    place: str | Iterable[str],
    year: int | None,
) -> Iterable[tuple[str, str, Balance]]:
    if year not in (None, given_graph(graph).year):
        raise GraphError(
            f"this graph answers for {graph.year}, got year={show(year)}. Leave it out."
        )
    members = importer(graph, place)
    for mineral in wanted_minerals(graph, minerals):
        for stage in graph.mineral(mineral).stages:
            yield mineral, str(stage), balance(graph, mineral, str(stage), members)


def _parts(found: Balance) -> dict[str, Any]:
    return {
        "production": float(found.primary[1]),
        "secondary": float(found.secondary[1]),
        "imports": float(found.imported[1]),
        "exports": float(found.exports[1]),
    }


def _place_row(mineral: str, stage: str, found: Balance) -> Score:
    reliance = found.reliance() if found.recorded else None
    reason = "" if reliance else _NOT_POSITIVE if found.recorded else _NO_TRADE
    low, point, high = reliance or (None, None, None)
    notes = [] if point is None or point > 0 else ["net exporter"]
    if found.withheld:
        notes.append("a figure is withheld: outside the value, inside the limits")
    return Score(
        mineral=mineral,
        stage=stage,
        value=point,
        low=low,
        high=high,
        reason=reason,
        notes=tuple(notes),
        inputs=_parts(found),
    )
