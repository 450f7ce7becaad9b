r"""Two measures of the IEA's Global Critical Minerals Outlook: top shares and the N-1 test.

.. math::

    T_k = \frac{\sum_{i \le k} q_{(i)}}{\sum_i q_i}, \qquad
    N_{-1} = \frac{Q - q_{(1)}}{D}

with output :math:`q` by country, largest first, and demand :math:`D`: what is used outside the
country removed, or all of it. The Outlook leaves the demand of that country out too (it finds
copper nearly covered because China is its largest user as well as its largest refiner). Its open
tables have no demand by country, so that they allow the cover of all demand only, which is less.

Published in:

* International Energy Agency (2025). Global Critical Minerals Outlook 2025. IEA, Paris.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Literal

import numpy as np
from attrs import evolve

from mineralsec.analysis.criticality.scores import Score, Scores
from mineralsec.analysis.criticality.trade_balance import trade_recorded
from mineralsec.analysis.criticality.wanted import wanted_minerals
from mineralsec.analysis.holdings import holdings
from mineralsec.analysis.shares import Shares, shares
from mineralsec.analysis.words import word
from mineralsec.arguments import is_word, whole
from mineralsec.datasets.tables import published
from mineralsec.errors import GraphError, UnknownNameError, show, suggest
from mineralsec.graph.given import given_graph
from mineralsec.places import RESIDUAL, country_of
from mineralsec.provenance import Citation

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Demand", "n_minus_1", "top_shares"]

#: Year of the IEA's tables that was counted; later ones are projected, by scenario.
_COUNTED = 2024

#: Demand that is compared: all of it, or what is used outside the country removed.
Demand = Literal["all", "outside"]

EXPLORER = Citation(
    title="Critical Minerals Data Explorer, 2025 edition",
    publisher="International Energy Agency",
    as_of="2025-05-21",
    url="https://www.iea.org/data-and-statistics/data-tools/critical-minerals-data-explorer",
    licence="CC BY 4.0 as recorded by redistributors",
)


def top_shares(
    graph: SupplyGraph | None = None,
    minerals: str | Iterable[str] | None = None,
    *,
    k: int = 3,
    year: int = 2024,
) -> Scores:
    """Return the share of the `k` largest countries at each stage.

    Parameters
    ----------
    graph
        Graph to read; None takes the IEA's tables of six minerals.
    minerals
        Which; None takes all.
    k
        How many countries. The residual "rest of the world" is none of them.
    year
        Year of the IEA's tables: 2024, or the base case of 2030, 2035, 2040. A graph has its own.

    Returns
    -------
    Scores
        [-] Inputs: ``top`` (the countries), ``published`` (the IEA's own share of three), and
        ``quality``.

    Raises
    ------
    UnknownNameError
        If a mineral is not known.
    GraphError
        If `k` is below 1 or the tables lack the year.

    Examples
    --------
    >>> import mineralsec as ms
    >>> row = ms.criticality.top_shares(minerals="lithium")["lithium", "refining"]
    >>> round(row.value, 4), row["published"]
    (0.9608, 0.960751447)
    """
    whole(k, "k", "k=3")
    whole(year, "year", "year=2024")
    rows = []
    if graph is None:
        for (mineral, stage), table in _tables(minerals, year).items():
            quality = "projected" if year > 2024 else "reported"
            held = Shares.from_quantities(table)
            printed = _printed(mineral, stage, year, k)
            row = _top(mineral, stage, held, k, printed, quality)
            rows.append(_over_total(row, table, _totals()[mineral, stage, year]))
    else:
        for mineral in wanted_minerals(graph, minerals):
            for stage in map(str, graph.mineral(mineral).stages):
                try:
                    held = shares(graph, mineral, stage=stage)
                except GraphError as error:
                    rows.append(Score(mineral=mineral, stage=stage, reason=str(error)))
                else:
                    rows.append(_top(mineral, stage, held, k, None, held.quality))
    return Scores(
        method="IEA top shares" if graph is None else "Top shares",
        measure=f"top_{k}_share",
        unit="share",
        rows=tuple(rows),
        year=year if graph is None else graph.year,
        citations=(EXPLORER,) if graph is None else (),
    )


def _top(
    mineral: str,
    stage: str,
    held: Shares,
    k: int,
    printed: float | None,
    quality: str | None,
) -> Score:
    largest = held.top(k)
    return Score(
        mineral=mineral,
        stage=stage,
        value=sum(share for _, share in largest),
        inputs={
            "top": ", ".join(name for name, _ in largest),
            "published": printed,
            "quality": quality,
        },
    )


def _over_total(row: Score, table: Mapping[str, float], total: float) -> Score:
    """Return a share over the published total, as the IEA takes it; rows can add up to more."""
    rows = sum(table.values())
    value = (row.value or 0.0) * rows / total
    notes = () if abs(rows / total - 1) < 0.005 else (f"rows add up to {rows / total:.1%}",)
    return evolve(row, value=value, low=value, high=value, notes=notes)


def n_minus_1(
    graph: SupplyGraph | None = None,
    minerals: str | Iterable[str] | None = None,
    *,
    demand: Demand | None = None,
    year: int | None = None,
    scenario: str | None = None,
) -> Scores:
    """Return which part of demand the supply without its largest country can meet.

    Parameters
    ----------
    graph
        Graph to read; None takes the IEA's tables, the last stage of six minerals.
    minerals
        Which; None takes all.
    demand
        ``"outside"``: use outside the country removed, whose own use leaves with it; needs a
        graph and is its default. ``"all"``: all demand; the only one the IEA's tables allow.
    year, scenario
        Of the IEA's tables: 2024 (the default), 2030, 2035 or 2040; ``"STEPS"`` (the default),
        ``"APS"`` or ``"NZE"``. A graph has its own year and no scenario.

    Returns
    -------
    Scores
        [-] Above 1 the rest covers demand; a small number is the risky end. At a stage that feeds
        another one, demand is what refiners take in and what is used directly. Inputs: ``removed``,
        ``left`` and ``demand``, in t/yr (IEA's tables: kt/yr).

    Raises
    ------
    UnknownNameError
        If a mineral, word or scenario is not known.
    GraphError
        If the tables lack the year, or a graph is given with a year or a scenario.

    Notes
    -----
    The test compares yearly totals and lets everything that is left reach every user. What trade
    can carry is asked by :func:`mineralsec.remove_country`.

    Examples
    --------
    >>> import mineralsec as ms
    >>> ms.criticality.n_minus_1(minerals="cobalt")["cobalt"].value < 0.3
    True
    """
    usual: Demand = "all" if graph is None else "outside"
    assumed: tuple[str, ...] = ()
    chosen: Demand = usual if demand is None else demand
    word(chosen, Demand, "demand")
    if graph is None:
        if chosen == "outside":
            raise GraphError("the IEA's tables have no demand by country. Write demand='all'.")
        year = whole(_COUNTED if year is None else year, "year", "year=2024")
        scenario = "STEPS" if scenario is None else scenario
        rows = _published_n_minus_1(minerals, year, scenario)
        counted = f"figures of {year} are the same in every scenario (year=)"
        asked = counted if year == _COUNTED else f"scenario {scenario} of {year} (scenario=, year=)"
        assumed = (asked,)
    else:
        graph = given_graph(graph)
        for name, value in (("year", year), ("scenario", scenario)):
            if value is not None:
                raise GraphError(
                    f"{name}={show(value)} is one of the IEA's tables, and the graph has figures "
                    f"of {graph.year}. Leave out {name}=, or leave out the graph."
                )
        rows = [
            _graph_n_minus_1(graph, mineral, str(stage), chosen)
            for mineral in wanted_minerals(graph, minerals)
            for stage in graph.mineral(mineral).stages
        ]
    of = "all demand" if chosen == "all" else "use outside the country removed"
    return Scores(
        method="IEA N-1 supply test",
        measure="n_minus_1_cover",
        unit="share",
        rows=tuple(rows),
        year=year if graph is None else graph.year,
        assumptions=(f"divided by {of} (demand=)", *assumed),
        citations=(EXPLORER,) if graph is None else (),
        high_is_risky=False,
    )


def _published_n_minus_1(
    minerals: str | Iterable[str] | None, year: int, scenario: str
) -> list[Score]:
    demands = {
        (row["mineral"], row["scenario"], int(row["year"])): float(row["kilotonnes"])
        for row in published("iea_outlook", "demand")
    }
    known = sorted({name for _, name, _ in demands if name})
    if not is_word(scenario, known):
        raise UnknownNameError(f"no scenario {show(scenario)}. Scenarios: {', '.join(known)}.")
    rows = []
    for (mineral, stage), table in _tables(minerals, year).items():
        used = demands.get((mineral, "" if year == _COUNTED else scenario, year))
        if stage != "refining":
            continue
        named = {place: amount for place, amount in table.items() if place != RESIDUAL}
        top = max(named, key=lambda place: named[place])
        left = sum(table.values()) - table[top]
        inputs = {"removed": top, "left": left, "demand": used}
        if used is None:
            rows.append(Score(mineral=mineral, stage=stage, reason="no demand", inputs=inputs))
        else:
            rows.append(Score(mineral=mineral, stage=stage, value=left / used, inputs=inputs))
    return rows


def _graph_n_minus_1(graph: SupplyGraph, mineral: str, stage: str, demand: Demand) -> Score:
    made = holdings(graph, mineral, "output", "place", "all").at(stage)
    output = _by_place(made.label, made.amount[1].tolist())
    named = {place: amount for place, amount in output.items() if place != RESIDUAL}
    if not named or not max(named.values()) > 0:
        return Score(mineral=mineral, stage=stage, reason="no output by country at this stage")
    if demand == "outside" and not trade_recorded(graph, mineral, stage):
        why = "no trade is recorded, so that use stands where output is (demand='all' can answer)"
        return Score(mineral=mineral, stage=stage, reason=why)
    top = max(named, key=lambda place: (named[place], place))
    left = sum(output.values()) - named[top]
    use = _needed(graph, mineral, stage)
    need = sum(use.values()) - (use.get(top, 0.0) if demand == "outside" else 0.0)
    inputs = {"removed": top, "left": left, "demand": need}
    if not need > 0:
        return Score(mineral=mineral, stage=stage, reason="nothing is used", inputs=inputs)
    return Score(mineral=mineral, stage=stage, value=left / need, inputs=inputs)


def _needed(graph: SupplyGraph, mineral: str, stage: str) -> dict[str, float]:
    """Return what consumers use and what the next stage takes in, by place. [t/yr]"""
    used = holdings(graph, mineral, "demand", "place", "all").at(stage)
    found = _by_place(used.label, used.amount[1].tolist())
    c = graph.columns
    here = (c.markets.mineral == c.minerals.index(mineral)) & (
        c.markets.stage == (c.stages.index(stage) if stage in c.stages else -1)
    )
    for row in np.flatnonzero((c.makers.intake >= 0) & here[c.makers.intake]).tolist():
        taken = float(c.makers.output[1, row] / c.makers.recovery[row])
        place = country_of(c.places[c.markets.place[c.makers.intake[row]]])
        if taken == taken:  # a withheld figure is NaN
            found[place] = found.get(place, 0.0) + taken
    return found


def _by_place(labels: Iterable[str], amounts: Iterable[float]) -> dict[str, float]:
    found: dict[str, float] = {}
    for place, amount in zip(labels, amounts, strict=True):
        if amount == amount:  # a withheld figure is NaN
            found[place] = found.get(place, 0.0) + amount
    return found


def _tables(
    minerals: str | Iterable[str] | None, year: int
) -> dict[tuple[str, str], Mapping[str, float]]:
    """Return output by country [kt/yr] by mineral and stage, of the IEA's tables."""
    every = _supply()
    years = sorted({when for _, _, when in every})
    if year not in years:
        raise GraphError(
            f"the IEA's tables have no {show(year)}. Years: {', '.join(map(str, years))}."
        )
    known = tuple(dict.fromkeys(mineral for mineral, _, _ in every))
    asked = known if minerals is None else (minerals,) if isinstance(minerals, str) else minerals
    names = []
    for name in asked:
        wanted = _ALSO.get(name.lower(), name.lower())
        if wanted not in known:
            raise UnknownNameError(
                f"the IEA's tables have no {show(name)}.{suggest(wanted, known)} "
                f"Minerals: {', '.join(known)}."
            )
        names.append(wanted)
    return {(m, s): table for (m, s, when), table in every.items() if when == year and m in names}


#: The IEA's graphite is natural and synthetic; its rare earths are the four of magnets.
_ALSO = {"natural graphite": "graphite", "rare earths": "magnet rare earths"}


@cache
def _totals() -> Mapping[tuple[str, str, int], float]:
    return {
        (row["mineral"], row["stage"], int(row["year"])): float(row["kilotonnes"])
        for row in published("iea_outlook", "supply")
        if row["place"] == "world"
    }


@cache
def _supply() -> Mapping[tuple[str, str, int], Mapping[str, float]]:
    found: dict[tuple[str, str, int], dict[str, float]] = {}
    for row in published("iea_outlook", "supply"):
        if row["place"] != "world":
            key = (row["mineral"], row["stage"], int(row["year"]))
            found.setdefault(key, {})[row["place"]] = float(row["kilotonnes"])
    return found


def _printed(mineral: str, stage: str, year: int, k: int) -> float | None:
    if k != 3:
        return None
    for row in published("iea_outlook", "top3"):
        if (row["mineral"], row["stage"], int(row["year"])) == (mineral, stage, year):
            return float(row["share"])
    return None
