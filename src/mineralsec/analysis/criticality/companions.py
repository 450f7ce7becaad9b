"""Companion fraction: which part of a mineral's output comes along with another one.

A companion (by-product) follows its host's output, not its own price. What a graph knows is which
makers name a host: their part of the output is the least that comes along. Published fractions are
few: the table of Nassar, Graedel and Harper (2015, DOI 10.1126/sciadv.1400180, not verified) is
not open for reuse.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from mineralsec.analysis.criticality.eu_options import Picked, picked
from mineralsec.analysis.criticality.scores import Score, Scores
from mineralsec.analysis.criticality.wanted import wanted_minerals
from mineralsec.arguments import number
from mineralsec.errors import GraphError, show
from mineralsec.provenance import Citation

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["companion_fraction"]

#: Least fraction that a source open for reuse prints, by mineral. [-]
PRINTED = {"tellurium": 0.9}

CHAPTERS = Citation(
    title="Mineral Commodity Summaries 2026",
    publisher="US Geological Survey",
    locator="Tellurium",
    as_of="2026-02-06",
    url="https://pubs.usgs.gov/periodicals/mcs2026/mcs2026-tellurium.pdf",
    licence="US public domain",
)


def companion_fraction(
    graph: SupplyGraph,
    minerals: str | Iterable[str] | None = None,
    *,
    fractions: Picked = None,
) -> Scores:
    """Return which part of the first stage's output is a by-product of something else.

    Parameters
    ----------
    graph
        Graph whose makers may name a host.
    minerals
        Which; None takes all.
    fractions
        Fractions from elsewhere, 0 to 1: a number or a mapping by mineral. [-]

    Returns
    -------
    Scores
        [-] Without `fractions`, the part whose makers name a host where all of it does; otherwise
        missing, with that part, or the least that a source prints, as the lower limit. Input
        ``hosts`` has the minerals it follows.

    Raises
    ------
    UnknownNameError
        If a mineral is not in the graph.
    GraphError
        If a fraction is outside 0 to 1.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals=("gallium", "copper"))
    >>> ms.criticality.companion_fraction(graph)["gallium"]["hosts"]
    'aluminium, zinc'
    """
    rows = []
    for mineral in wanted_minerals(graph, minerals):
        hosts = ", ".join(graph.mineral(mineral).hosts)
        given = picked(fractions, mineral)
        hosted = _hosted(graph, mineral)
        if given is not None:
            if not 0 <= number(given, "fractions", "0.5 for one half") <= 1:
                raise GraphError(
                    f"a fraction of {mineral} lies between 0 and 1, got {show(given)}."
                )
            rows.append(Score(mineral=mineral, value=float(given), inputs={"hosts": hosts}))
        elif hosted == 1.0:
            rows.append(Score(mineral=mineral, value=1.0, inputs={"hosts": hosts}))
        else:
            why = f"; it follows {hosts}" if hosts else ""
            rows.append(
                Score(
                    mineral=mineral,
                    low=max(hosted, PRINTED.get(mineral, 0.0)),
                    high=1.0,
                    reason=f"no fraction is published openly{why} (fractions=)",
                    inputs={"hosts": hosts},
                )
            )
    return Scores(
        method="Companion fraction",
        measure="companion_fraction",
        unit="share",
        rows=tuple(rows),
        year=graph.year,
        citations=(CHAPTERS,) if any(row.mineral in PRINTED for row in rows) else (),
    )


def _hosted(graph: SupplyGraph, mineral: str) -> float:
    """Return the part of the first stage's output whose makers name a host."""
    c = graph.columns
    first = str(graph.mineral(mineral).stages[0])
    market = c.makers.market
    rows = (
        (c.markets.mineral[market] == c.minerals.index(mineral))
        & (c.markets.stage[market] == (c.stages.index(first) if first in c.stages else -1))
        & ~c.makers.secondary
        & ~np.isnan(c.makers.output[1])
    )
    output = c.makers.output[1, rows]
    total = float(output.sum())
    return float(output[c.makers.host[rows] >= 0].sum()) / total if total > 0 else 0.0
