r"""The GeoPolRisk score of a graph's own trade, at each stage.

.. math::

    S = \mathrm{HHI} \cdot \frac{\sum_c g_c M_c}{P + \sum_c M_c}, \qquad
    g_c = \frac{2.5 - PV_c}{5}

with world concentration HHI, the importer's imports :math:`M_c` by origin, its own output
:math:`P` and political stability :math:`PV` of each origin. :func:`geopolrisk` computes the same
from customs tables, with prices and characterisation factors.

Published in:

* Gemechu, E. D., Sonnemann, G. and Young, S. B. (2017). Geopolitical-related supply risk
  assessment as a complement to environmental impact assessment. Int. J. LCA 22, 31-39. DOI
  10.1007/s11367-015-0917-4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from mineralsec.analysis.criticality.governance import Governance, governance, governance_of
from mineralsec.analysis.criticality.scores import Score, Scores
from mineralsec.analysis.criticality.trade_balance import balance, importer
from mineralsec.analysis.criticality.wanted import wanted_minerals
from mineralsec.analysis.indices import hhi
from mineralsec.analysis.shares import shares
from mineralsec.errors import GraphError
from mineralsec.graph.given import given_graph

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["import_risk"]


def import_risk(
    graph: SupplyGraph,
    minerals: str | Iterable[str] | None = None,
    *,
    place: str | Iterable[str] = "EU27",
    wgi: Governance | Mapping[str, float] | int | tuple[int, int] | None = None,
) -> Scores:
    """Return the GeoPolRisk score of each stage for one importer, from a graph.

    Parameters
    ----------
    graph
        Graph with world production and trade.
    minerals
        Which; None takes all.
    place
        Importer: a country, several or a bloc.
    wgi
        Political stability; None takes that of the graph's year.

    Returns
    -------
    Scores
        0 to 1 [-]. Inputs: ``concentration``, ``import_risk``, ``governed`` (share of imports with
        an estimate). Without trade recorded the score is missing: no trade recorded is not no
        risk.

    Raises
    ------
    UnknownNameError
        If a mineral or place is not known.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> 0 < ms.criticality.import_risk(graph, place="JPN")["gallium"].value < 1
    True
    """
    graph = given_graph(graph)
    last = 2023 if graph.year is None else min(graph.year, 2023)
    stability = governance(last, indicators=("pv",)) if wgi is None else governance_of(wgi, last)
    members = importer(graph, place)
    rows = [
        _row(graph, mineral, str(stage), members, stability)
        for mineral in wanted_minerals(graph, minerals)
        for stage in graph.mineral(mineral).stages
    ]
    return Scores(
        method="GeoPolRisk of this graph",
        measure="score",
        rows=tuple(rows),
        year=graph.year,
        citations=tuple(c for c in (stability.citation,) if c),
    )


def _row(
    graph: SupplyGraph, mineral: str, stage: str, members: frozenset[str], stability: Governance
) -> Score:
    try:
        concentration = hhi(shares(graph, mineral, stage=stage))
    except GraphError as error:
        return Score(mineral=mineral, stage=stage, reason=str(error))
    found = balance(graph, mineral, stage, members)
    own, total = float(found.primary[1] + found.secondary[1]), float(found.imported[1])
    weighted = governed = 0.0
    for place, amount in found.imports.items():
        estimate = stability.get(place)
        if estimate is not None:
            weighted += float(amount[1]) * min(1.0, max(0.0, (2.5 - estimate) / 5.0))
            governed += float(amount[1])
    inputs = {
        "concentration": concentration,
        "import_risk": None,
        "governed": governed / total if total > 0 else None,
    }
    if not total > 0:
        why = "none of its imports are recorded at this stage, which is not the same as no risk"
        return Score(mineral=mineral, stage=stage, reason=why, inputs=inputs)
    if not governed > 0:
        why = "no governance estimate of any origin"
        return Score(mineral=mineral, stage=stage, reason=why, inputs=inputs)
    risk = weighted / (own + governed)
    value = concentration * risk
    return Score(
        mineral=mineral,
        stage=stage,
        value=value,
        low=min(value, concentration * weighted / (own + total)),
        high=max(value, concentration * (weighted + total - governed) / (own + total)),
        inputs={**inputs, "import_risk": risk},
    )
