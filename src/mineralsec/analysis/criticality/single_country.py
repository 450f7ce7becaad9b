r"""The EU's benchmark on single countries: at most 65 % of use from one third country.

Regulation (EU) 2024/1252 sets for 2030 that no more than 65 % of the Union's annual consumption of
each strategic raw material, at any relevant stage of processing, comes from a single third country.
Here

.. math:: B = \max_{c \notin bloc} \frac{M_c}{P + \sum_c M_c}

with imports :math:`M_c` by country of origin and production :math:`P` inside the bloc: what leaves
the bloc again is taken to have the same origins as what came in and was made.

Published in:

* Regulation (EU) 2024/1252 of 11 April 2024, benchmarks for 2030. OJ L, 2024/1252, 3.5.2024.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mineralsec.analysis.criticality import eu_tables
from mineralsec.analysis.criticality.scores import Score, Scores
from mineralsec.analysis.criticality.trade_balance import balance, importer, named
from mineralsec.analysis.criticality.wanted import wanted_minerals
from mineralsec.errors import GraphError, show
from mineralsec.places import bloc_members
from mineralsec.provenance import Citation

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["single_country"]

LAW = Citation(
    title="Regulation (EU) 2024/1252, benchmarks for 2030",
    publisher="European Union",
    as_of="2024-04-11",
    url="https://data.europa.eu/eli/reg/2024/1252/oj",
)
STUDY = Citation(
    title=eu_tables.STUDY,
    publisher="European Commission, Grohol, M. and Veeh, C.",
    locator="EU sourcing shares",
    url="doi:10.2873/725585",
    licence="CC BY 4.0",
)


def single_country(
    graph: SupplyGraph | None = None,
    minerals: str | Iterable[str] | None = None,
    *,
    bloc: str | Iterable[str] = "EU27",
    limit: float = 0.65,
) -> Scores:
    """Return the largest share of one outside country in a bloc's supply, against a limit.

    Parameters
    ----------
    graph
        Graph with production and trade; None takes the EU sourcing shares of the study of 2023.
    minerals
        Which; None takes all.
    bloc
        Importer: a bloc, a country or several. Without a graph it can only be the EU.
    limit
        Benchmark; 0.65 in the law, for strategic raw materials by 2030. [-]

    Returns
    -------
    Scores
        [-] Inputs: ``country`` (the largest outside), ``exceeds``, ``strategic`` (the entry in the
        law's Annex I; the benchmark binds only those).

    Raises
    ------
    UnknownNameError
        If a mineral or bloc is not known.
    GraphError
        If `limit` is outside 0 to 1, or another bloc is asked for without a graph.

    Notes
    -----
    Origin is where customs say the material comes from, which is the last shipper, not the mine.

    Examples
    --------
    >>> import mineralsec as ms
    >>> row = ms.criticality.single_country(minerals="magnesium")["magnesium"]
    >>> row["country"], row["exceeds"]
    ('CHN', True)
    """
    if not 0 < limit <= 1:
        raise GraphError(f"limit is a share above 0 and at most 1, got {show(limit)}.")
    if graph is None:
        if not isinstance(bloc, str) or bloc_members(bloc) != bloc_members("EU27"):
            raise GraphError(f"the study's shares are of the EU, got bloc={show(bloc)}.")
        rows = _of_study(minerals, limit)
    else:
        members = importer(graph, bloc)
        rows = [
            _of_graph(graph, mineral, str(stage), members, limit)
            for mineral in wanted_minerals(graph, minerals)
            for stage in graph.mineral(mineral).stages
        ]
    return Scores(
        method="Single-country benchmark",
        measure="largest_outside_share",
        unit="share",
        rows=tuple(rows),
        year=2023 if graph is None else graph.year,
        assumptions=(
            f"limit {limit:.0%} (limit=)",
            "what leaves the bloc again has the same origins as what came in",
        ),
        citations=(LAW, STUDY) if graph is None else (LAW,),
    )


def _of_study(minerals: str | Iterable[str] | None, limit: float) -> list[Score]:
    inside = bloc_members("EU27", "2020-12-31")
    asked = (minerals,) if isinstance(minerals, str) else minerals
    names = (
        eu_tables.materials()
        if asked is None
        else tuple(dict.fromkeys(map(eu_tables.material_or_error, asked)))
    )
    rows = []
    for name in names:
        for stage in eu_tables.stages(name):
            supply = eu_tables.supply("EU", name, stage)
            outside = {row.place: row for row in supply if row.place not in inside}
            if not supply:
                rows.append(Score(mineral=name, stage=stage, reason="no EU sourcing shares"))
                continue
            country = max(outside, key=lambda place: outside[place].share, default=None)
            top = None if country is None else outside[country]
            share, low, high = (0.0, 0.0, 0.0) if top is None else (top.share, top.low, top.high)
            rows.append(_row(name, stage, name, country, (low, share, high), limit))
    return rows


def _of_graph(
    graph: SupplyGraph, mineral: str, stage: str, members: frozenset[str], limit: float
) -> Score:
    found = balance(graph, mineral, stage, members)
    total = float(found.primary[1] + found.secondary[1] + found.imported[1])
    if not found.imported[1] > 0:
        why = "none of its imports are recorded at this stage, which is not the same as none"
        return Score(mineral=mineral, stage=stage, reason=why)
    origins = named(found.imports)
    country = next(iter(origins), None)
    share = 0.0 if country is None else float(origins[country][1]) / total
    unnamed = max(0.0, float(found.imported[1] - sum(m[1] for m in origins.values()))) / total
    if country is None and unnamed > 0:
        why = "where its imports come from is not published"
        return Score(mineral=mineral, stage=stage, low=0.0, high=unnamed, reason=why)
    # what no source places may all be of the largest origin, or of another one
    ends = (share, share, share + unnamed)
    return _row(mineral, stage, eu_tables.material(mineral), country, ends, limit)


def _row(
    mineral: str,
    stage: str,
    material: str | None,
    country: str | None,
    share: tuple[float, float, float],
    limit: float,
) -> Score:
    return Score(
        mineral=mineral,
        stage=stage,
        value=share[1],
        low=share[0],
        high=share[2],
        inputs={
            "country": country,
            "exceeds": share[1] > limit,
            "strategic": eu_tables.strategic().get(material or "", ""),
        },
    )
