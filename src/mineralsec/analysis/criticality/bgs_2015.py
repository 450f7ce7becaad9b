r"""The risk list of the British Geological Survey, 2015.

Seven criteria score 1 (low), 2 (medium) or 3 (high risk); their sum, over the most it can be,
gives an index up to 10:

.. math:: I = 10 \, \frac{\sum_{i=1}^{7} z_i}{21}

====================  ==========================================  ==========================
criterion             measured by                                 bounds of 1 | 2 | 3
====================  ==========================================  ==========================
production            share of the largest producer [-]           1/3, 2/3
reserves              share of the largest reserve holder [-]     1/3, 2/3
recycling             recycling rate [-]                          above 0.3, 0.1 to 0.3
substitution          substitution index [-]                      0.3, 0.7
governance_producer   percentile rank of the largest producer     above 2/3, 1/3 to 2/3
governance_holder     percentile rank of the reserve holder       above 2/3, 1/3 to 2/3
companion             companion fraction [-]                      1/3, 2/3
====================  ==========================================  ==========================

The criteria are the Survey's; their bounds were not verified and are parameters. Printed indices
of 2015 run from 4.5 (gold) to 9.5 (rare earths).

Published in:

* British Geological Survey (2015). Risk list 2015: an update to the supply risk index for
  elements or element groups that are of economic value. NERC.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

from mineralsec.analysis.criticality import eu_tables
from mineralsec.analysis.criticality.companions import companion_fraction
from mineralsec.analysis.criticality.eu_options import Picked, picked
from mineralsec.analysis.criticality.governance import Governance, governance_of
from mineralsec.analysis.criticality.scores import Score, Scores
from mineralsec.analysis.criticality.wanted import wanted_minerals
from mineralsec.analysis.shares import shares
from mineralsec.analysis.words import Of
from mineralsec.arguments import mapping, number
from mineralsec.errors import GraphError, show
from mineralsec.graph.given import given_graph
from mineralsec.provenance import Citation

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["BOUNDS", "Criterion", "bgs", "bgs_index"]

Criterion = Literal[
    "production",
    "reserves",
    "recycling",
    "substitution",
    "governance_producer",
    "governance_holder",
    "companion",
]

#: Two bounds of each criterion; where the first is the larger, a large value is the safe end.
BOUNDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "production": (1 / 3, 2 / 3),
        "reserves": (1 / 3, 2 / 3),
        "recycling": (0.3, 0.1),
        "substitution": (0.3, 0.7),
        "governance_producer": (2 / 3, 1 / 3),
        "governance_holder": (2 / 3, 1 / 3),
        "companion": (1 / 3, 2 / 3),
    }
)

LIST = Citation(
    title="Risk list 2015: current supply risk for chemical elements or element groups which are "
    "of economic value",
    publisher="British Geological Survey",
    as_of="2015-01-01",
)


def bgs_index(scores: Mapping[str, int]) -> float:
    """Return the index of seven criteria that score 1, 2 or 3.

    Parameters
    ----------
    scores
        Score by criterion.

    Returns
    -------
    float
        From 10/3 to 10. [-]

    Raises
    ------
    GraphError
        If a criterion is missing or unknown, or a score is none of 1, 2 and 3.

    Examples
    --------
    >>> round(bgs_index(dict.fromkeys(BOUNDS, 3)), 1), round(bgs_index(dict.fromkeys(BOUNDS, 1)), 2)
    (10.0, 3.33)
    """
    for score in mapping(scores, "scores", "{'recycling': 2, ...}").values():
        number(score, "a score", "1, 2 or 3")
    if set(scores) != set(BOUNDS) or not all(score in (1, 2, 3) for score in scores.values()):
        raise GraphError(
            f"give 1, 2 or 3 for each of {', '.join(BOUNDS)}, got {show(dict(scores))}."
        )
    return 10.0 * sum(scores.values()) / (3.0 * len(BOUNDS))


def bgs(
    graph: SupplyGraph,
    minerals: str | Iterable[str] | None = None,
    *,
    recycling: Picked = None,
    substitution: Picked = None,
    companion: Picked = None,
    wgi: Governance | Mapping[str, float] | int | tuple[int, int] | None = None,
    bounds: Mapping[str, tuple[float, float]] = BOUNDS,
) -> Scores:
    """Return the BGS supply risk index of each mineral, at its first stage.

    Parameters
    ----------
    graph
        Graph with world production and reserves.
    minerals
        Which; None takes all.
    recycling, substitution, companion
        Inputs by mineral, or a number for all. [-] None takes the EU study's end-of-life recycling
        input rate and substitution index, and :func:`companion_fraction`.
    wgi
        Governance, as :func:`eu`. Its percentile rank is counted among all countries with one.
    bounds
        Two bounds of each criterion, in place of ``BOUNDS`` (not verified).

    Returns
    -------
    Scores
        Up to 10 [-]. The seven scores are inputs of the row. A missing criterion makes the index
        missing, with the limits that 1 and 3 would give.

    Raises
    ------
    UnknownNameError
        If a mineral is not in the graph.
    GraphError
        If `bounds` lacks a criterion.

    Examples
    --------
    >>> import mineralsec as ms
    >>> row = ms.criticality.bgs(ms.load("world", minerals="cobalt"), companion=0.9)["cobalt"]
    >>> row["production"], row["companion"]
    (3, 3)
    """
    if lacking := sorted(set(BOUNDS) - set(bounds)):
        raise GraphError(f"bounds lacks {', '.join(lacking)}. Give two numbers of each.")
    graph = given_graph(graph)
    last = 2023 if graph.year is None else min(graph.year, 2023)
    governance = governance_of(wgi, last)
    names = wanted_minerals(graph, minerals)
    fractions = companion_fraction(graph, names, fractions=companion)
    rows = []
    for name in names:
        stage = str(graph.mineral(name).stages[0])
        producer, output = _largest(graph, name, stage, "output")
        holder, ground = _largest(graph, name, None, "reserves")
        measured: dict[str, float | None] = {
            "production": output,
            "reserves": ground,
            "recycling": _study(recycling, name, "recycling"),
            "substitution": _study(substitution, name, "si_sr"),
            "governance_producer": _rank(governance, producer),
            "governance_holder": _rank(governance, holder),
            "companion": fractions[name].value,
        }
        rows.append(_row(name, stage, measured, bounds))
    return Scores(
        method="BGS risk list 2015",
        measure="risk_index",
        rows=tuple(rows),
        year=graph.year,
        assumptions=(
            "bounds of the criteria were not verified (bounds=)",
            "recycling and substitution: those of the EU study (recycling=, substitution=)",
        ),
        citations=tuple(c for c in (LIST, governance.citation) if c),
    )


def _largest(
    graph: SupplyGraph, name: str, stage: str | None, of: Of
) -> tuple[str | None, float | None]:
    try:
        found = shares(graph, name, stage=stage, of=of).top(1)
    except GraphError:
        return None, None
    return found[0] if found else (None, None)


def _study(given: Picked, name: str, what: str) -> float | None:
    own = picked(given, name)
    if own is not None:
        return number(own, what, f"{what}=0.1")
    material = eu_tables.material(name)
    found = None if material is None else eu_tables.parameter(material, "extraction", what)
    return None if found is None else found.value


def _rank(governance: Governance, place: str | None) -> float | None:
    """Return which part of all countries a country is not worse than. [-]"""
    mine = None if place is None else governance.get(place)
    if mine is None:
        return None
    return sum(value <= mine for value in governance.estimates.values()) / len(governance)


def _points(value: float, bounds: tuple[float, float]) -> int:
    first, second = bounds
    if first <= second:
        return 1 if value < first else 2 if value <= second else 3
    return 1 if value > first else 2 if value >= second else 3


def _row(
    name: str,
    stage: str,
    measured: Mapping[str, float | None],
    bounds: Mapping[str, tuple[float, float]],
) -> Score:
    found = {
        key: None if (value := measured[key]) is None else _points(value, bounds[key])
        for key in get_args(Criterion)
    }
    lacking = [key for key, score in found.items() if score is None]
    low, high = (
        bgs_index({key: end if score is None else score for key, score in found.items()})
        for end in (1, 3)
    )
    return Score(
        mineral=name,
        stage=stage,
        value=None if lacking else low,
        low=low,
        high=high,
        reason=f"no {', no '.join(lacking)}" if lacking else "",
        inputs=found,
    )
