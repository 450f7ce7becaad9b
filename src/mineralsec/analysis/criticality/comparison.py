"""The usual methods asked of one graph, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from mineralsec.analysis.criticality.comparison_result import Comparison
from mineralsec.analysis.criticality.european_union import eu
from mineralsec.analysis.criticality.iea_outlook import n_minus_1
from mineralsec.analysis.criticality.import_reliance import net_import_reliance
from mineralsec.analysis.criticality.import_risk import import_risk
from mineralsec.analysis.criticality.reserve_life import reserve_life
from mineralsec.analysis.criticality.scores import Score, Scores
from mineralsec.analysis.criticality.single_country import single_country
from mineralsec.analysis.criticality.wanted import wanted_minerals
from mineralsec.analysis.criticality.yale_2015 import yale
from mineralsec.analysis.indices import hhi
from mineralsec.analysis.shares import shares
from mineralsec.errors import GraphError, show

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["compare"]


def compare(
    graph: SupplyGraph,
    minerals: str | Iterable[str] | None = None,
    *,
    place: str = "EU27",
    methods: Mapping[str, Scores] | None = None,
) -> Comparison:
    """Put methods side by side on the same minerals.

    The choice of a method moves ranks more than the choice of data [1]_: two methods at least
    belong beside each other.

    Parameters
    ----------
    graph
        Graph to score.
    minerals
        Which; None takes all.
    place
        Importer, for the methods that have one: a country or a bloc.
    methods
        Results by name, e.g. with parameters or methods of your own. None takes concentration
        (HHI), EU supply risk, GeoPolRisk, net import reliance, the single-country benchmark, the
        N-1 test, Yale's axis from the three indicators that a graph has, and reserve life.

    Returns
    -------
    Comparison
        Values, ranks, rank correlations with the number of minerals, and the minerals that two
        methods put at opposite ends, with the reason.

    Raises
    ------
    UnknownNameError
        If a mineral or the place is not known.
    GraphError
        If no method scores any mineral, or there are fewer than two methods.

    References
    ----------
    .. [1] Schrijvers, D. et al. (2020). A review of methods and data to determine raw material
       criticality. Resources, Conservation and Recycling 155, 104617. (DOI not verified.)

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals=("gallium", "cobalt", "copper", "tungsten"))
    >>> result = ms.criticality.compare(graph, place="EU27")
    >>> result.minerals[0], len(result.methods)
    ('cobalt', 8)
    """
    names = wanted_minerals(graph, minerals)
    chosen = dict(_usual(graph, names, place) if methods is None else methods)
    if len(chosen) < 2:
        raise GraphError(f"a comparison needs two methods or more, got {show(list(chosen))}.")
    scored = {row.mineral for scores in chosen.values() for row in scores if row.known}
    kept = tuple(name for name in names if name in scored)
    if not kept:
        raise GraphError("no method scores any of the minerals asked for.")
    return Comparison(chosen, kept, place, graph.year)


def _usual(graph: SupplyGraph, names: tuple[str, ...], place: str) -> dict[str, Scores]:
    return {
        "HHI": _concentration(graph, names),
        "EU supply risk": eu(graph, names, bloc=place),
        "GeoPolRisk": import_risk(graph, names, place=place),
        "import reliance": net_import_reliance(graph, names, place=place),
        "one country": single_country(graph, names, bloc=place),
        "N-1": n_minus_1(graph, names),
        "Yale": yale(graph, names, indicators=("depletion", "stability", "concentration")),
        "reserve life": reserve_life(graph, names),
    }


def _concentration(graph: SupplyGraph, names: tuple[str, ...]) -> Scores:
    rows = []
    for mineral in names:
        for stage in map(str, graph.mineral(mineral).stages):
            try:
                value = hhi(shares(graph, mineral, stage=stage))
            except GraphError as error:
                rows.append(Score(mineral=mineral, stage=stage, reason=str(error)))
            else:
                inputs = {"concentration": value}
                rows.append(Score(mineral=mineral, stage=stage, value=value, inputs=inputs))
    return Scores(method="Concentration", measure="hhi", rows=tuple(rows), year=graph.year)
