r"""The supply-risk axis of Yale's criticality space: Graedel et al. (2012, 2015).

Supply risk is the mean of three components, each the mean of two indicators, all from 0 to 100:

============================  ==============================================================
component                     indicators
============================  ==============================================================
geological, technological,    depletion time, companion fraction
and economic
social and regulatory         policy potential, human development
geopolitical                  political stability, global supply concentration
============================  ==============================================================

with the transforms

.. math::

    DT \mapsto \max(0, 100 - 0.2 \, DT - 0.008 \, DT^2), \qquad
    H \mapsto \mathrm{clip}(17.5 \ln H_{10k} - 61.18, 0, 100), \qquad
    PV \mapsto 20 \, (2.5 - PV)

where :math:`DT` is in years, :math:`H_{10k}` is the Herfindahl-Hirschman index on the scale of 0
to 10,000 and :math:`PV` political stability, weighted by production. The companion fraction counts
in per cent. The coefficients were not verified in the papers and are parameters.

Published in:

* Graedel, T. E. et al. (2015). Criticality of metals and metalloids. PNAS 112, 4257-4262. DOI
  10.1073/pnas.1500415112.
* Graedel, T. E. et al. (2012). Methodology of metal criticality determination. Environmental
  Science & Technology 46, 1063-1070. (DOI not verified.)
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal, get_args

from mineralsec.analysis.criticality.companions import companion_fraction
from mineralsec.analysis.criticality.eu_options import Picked, picked
from mineralsec.analysis.criticality.governance import Governance, governance, numbers_by_place
from mineralsec.analysis.criticality.reserve_life import reserve_life
from mineralsec.analysis.criticality.scores import Score, Scores
from mineralsec.analysis.criticality.wanted import wanted_minerals
from mineralsec.analysis.indices import hhi
from mineralsec.analysis.shares import shares
from mineralsec.analysis.words import word
from mineralsec.arguments import number, several
from mineralsec.errors import GraphError, show
from mineralsec.graph.given import given_graph
from mineralsec.provenance import Citation

if TYPE_CHECKING:
    from mineralsec.analysis.holders import Shares
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Indicator", "concentration_score", "depletion_score", "yale"]

Indicator = Literal["depletion", "companion", "policy", "development", "stability", "concentration"]

#: Indicators of each component.
COMPONENTS: tuple[tuple[Indicator, ...], ...] = (
    ("depletion", "companion"),
    ("policy", "development"),
    ("stability", "concentration"),
)

PAPER = Citation(
    title="Criticality of metals and metalloids",
    publisher="Graedel et al., PNAS 112",
    as_of="2015-01-01",
    url="doi:10.1073/pnas.1500415112",
)


def depletion_score(years: float, *, linear: float = 0.2, quadratic: float = 0.008) -> float:
    """Return the score of a depletion time: 100 at once, 0 from about 100 years on.

    Parameters
    ----------
    years
        Reserves over production. [yr]
    linear, quadratic
        Coefficients of the transform, not verified in the paper.

    Raises
    ------
    GraphError
        If `years` is negative or not a number.

    Examples
    --------
    >>> depletion_score(0), round(depletion_score(50), 1), depletion_score(1000)
    (100.0, 70.0, 0.0)
    """
    if not number(years, "years", "years=50") >= 0:
        raise GraphError(f"a depletion time is 0 years or more, got {show(years)}.")
    return 0.0 if math.isinf(years) else max(0.0, 100.0 - linear * years - quadratic * years**2)


def concentration_score(hhi: float, *, slope: float = 17.5, offset: float = 61.18) -> float:
    """Return the score of a supply concentration: 100 for a monopoly, 0 at 33 points and below.

    Parameters
    ----------
    hhi
        Herfindahl-Hirschman index from 0 to 1. [-]
    slope, offset
        Coefficients of the transform, not verified in the paper.

    Raises
    ------
    GraphError
        If `hhi` is not above 0 and at most 1.

    Examples
    --------
    >>> round(concentration_score(1.0), 1), round(concentration_score(0.0033), 1)
    (100.0, 0.0)
    """
    if not 0 < number(hhi, "hhi", "an index such as 0.4") <= 1 + 1e-9:
        raise GraphError(f"the index lies above 0 and at most at 1, got {show(hhi)}.")
    return min(100.0, max(0.0, slope * math.log(1e4 * hhi) - offset))


def yale(
    graph: SupplyGraph,
    minerals: str | Iterable[str] | None = None,
    *,
    indicators: Iterable[Indicator] = get_args(Indicator),
    policy_potential: Mapping[str, float] | None = None,
    human_development: Mapping[str, float] | None = None,
    companion: Picked = None,
    depletion_years: Picked = None,
    wgi: Governance | int | tuple[int, int] | None = None,
) -> Scores:
    """Return the supply-risk axis of Yale's method at the first stage of each mineral.

    Parameters
    ----------
    graph
        Graph with world production and reserves.
    minerals
        Which; None takes all.
    indicators
        Which to use; all six by default. A component has the mean of those that are used, the
        axis the mean of the components that have one. A choice is no longer the published
        method, and the result's name says so.
    policy_potential, human_development
        Risk score by country, 0 to 100, high is risky; no open table is bundled. [-]
    companion
        Companion fraction in place of :func:`companion_fraction`. [-]
    depletion_years
        Depletion time in place of :func:`reserve_life`. [yr]
    wgi
        Political stability: a table, a year or two; None takes the graph's year.

    Returns
    -------
    Scores
        0 to 100 [-]. Every indicator is an input of the row. One that is missing makes the score
        missing, with the limits that 0 and 100 would give.

    Raises
    ------
    UnknownNameError
        If a mineral or an indicator is not known.
    GraphError
        If no indicator is asked for.

    References
    ----------
    .. [1] Graedel, T. E. et al. (2015). PNAS 112, 4257-4262. DOI 10.1073/pnas.1500415112.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> two = ms.criticality.yale(graph, indicators=("stability", "concentration"))
    >>> 60 < two["gallium"].value < 100
    True
    """
    asked = several(indicators, "indicators", "indicators=('concentration',)")
    chosen = tuple(asked)
    for indicator in chosen:
        word(indicator, Indicator, "indicators")
    if not chosen:
        raise GraphError(f"indicators is empty. Choose from {', '.join(get_args(Indicator))}.")
    graph = given_graph(graph)
    last = 2023 if graph.year is None else min(graph.year, 2023)
    stability = (
        wgi
        if isinstance(wgi, Governance)
        else governance(last if wgi is None else wgi, indicators=("pv",))
    )
    names = wanted_minerals(graph, minerals)
    lives, fractions = reserve_life(graph, names), companion_fraction(graph, names)
    tables = {
        "policy": _scores(policy_potential, "policy_potential"),
        "development": _scores(human_development, "human_development"),
        "stability": {place: 20.0 * (2.5 - pv) for place, pv in stability.estimates.items()},
    }
    rows = []
    for name in names:
        stage = str(graph.mineral(name).stages[0])
        try:
            held = shares(graph, name, stage=stage)
        except GraphError:
            held = None
        found: dict[str, float | None] = {
            key: None if held is None else _weighted(held, table) for key, table in tables.items()
        }
        years = picked(depletion_years, name)
        years = lives[name].value if years is None else years
        share = picked(companion, name)
        share = fractions[name].value if share is None else share
        found["depletion"] = None if years is None else depletion_score(years)
        found["companion"] = (
            None if share is None else 100.0 * number(share, "companion", "companion=0.5")
        )
        found["concentration"] = None if held is None else concentration_score(hhi(held))
        rows.append(_row(name, stage, chosen, found))
    whole = len(chosen) == len(get_args(Indicator))
    return Scores(
        method="Yale supply risk" if whole else f"Yale supply risk from {', '.join(chosen)}",
        measure="supply_risk",
        rows=tuple(rows),
        year=graph.year,
        assumptions=("transforms: coefficients not verified in the papers",),
        citations=tuple(c for c in (PAPER, stability.citation) if c),
    )


def _scores(given: Mapping[str, float] | None, name: str) -> dict[str, float]:
    return {} if given is None else numbers_by_place(given, name)


def _weighted(held: Shares, table: Mapping[str, float]) -> float | None:
    """Return the mean score of the producers by share, over those that have one."""
    pairs = [
        (share, table[place])
        for place, share in zip(held.labels, held.share.tolist(), strict=True)
        if place in table
    ]
    total = math.fsum(share for share, _ in pairs)
    if not total > 0:
        return None
    mean = math.fsum(share * score for share, score in pairs) / total
    return min(100.0, max(0.0, mean))


def _row(
    mineral: str, stage: str, chosen: tuple[Indicator, ...], found: Mapping[str, float | None]
) -> Score:
    lacking = [name for name in chosen if found[name] is None]

    def axis(unknown: float) -> float:
        means = []
        for component in COMPONENTS:
            scores = [
                unknown if (score := found[name]) is None else score
                for name in component
                if name in chosen
            ]
            if scores:
                means.append(sum(scores) / len(scores))
        return sum(means) / len(means)

    return Score(
        mineral=mineral,
        stage=stage,
        value=None if lacking else axis(0.0),
        low=axis(0.0),
        high=axis(100.0),
        reason=f"no {', no '.join(lacking)}" if lacking else "",
        inputs={name: found[name] for name in chosen},
    )
