r"""Supply risk to a manufacturing sector: Nassar et al. (2020).

.. math::

    SR = \left( DP \cdot TE \cdot EV \right)^{1/3}, \qquad
    DP = \sum_{c \ne home} P_c^2 \, w_c, \qquad TE = \max(0, NIR)

==========  ================================================================================
symbol      meaning
==========  ================================================================================
DP          disruption potential: squared world shares :math:`P_c` of foreign producers, each
            weighted by how unable or unwilling it may be to supply [0 to 1]
:math:`w`   of the inability :math:`a_c` and the unwillingness :math:`b_c`, combined
TE          trade exposure: net import reliance, 0 for a net exporter [0 to 1]
EV          economic vulnerability: spending on the mineral over operating profit, weighted by
            each industry's share of the economy, scaled to [0 to 1]
==========  ================================================================================

The geometric mean is zero as soon as one factor is: a net exporter has no supply risk *by
construction*, which the rows say. How the paper combines ability and willingness, and how it
scales EV, was not verified here: `combine` is a parameter, and EV is given by the user.

Published in:

* Nassar, N. T. et al. (2020). Evaluating the mineral commodity supply risk of the U.S.
  manufacturing sector. Science Advances 6, eaay8647. DOI 10.1126/sciadv.aay8647.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal

from mineralsec.analysis.criticality.eu_options import Picked, picked
from mineralsec.analysis.criticality.governance import Governance, governance_of, numbers_by_place
from mineralsec.analysis.criticality.scores import Score, Scores
from mineralsec.analysis.criticality.trade_balance import balance, importer
from mineralsec.analysis.criticality.wanted import wanted_minerals
from mineralsec.analysis.shares import shares
from mineralsec.analysis.words import word
from mineralsec.arguments import mapping, number
from mineralsec.errors import GraphError, show
from mineralsec.provenance import Citation

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Combine", "economic_vulnerability", "nassar", "nassar_supply_risk"]

#: How inability and unwillingness make one weight.
Combine = Literal["max", "mean", "prod_complement"]

PAPER = Citation(
    title="Evaluating the mineral commodity supply risk of the U.S. manufacturing sector",
    publisher="Nassar et al., Science Advances 6",
    as_of="2020-02-21",
    url="doi:10.1126/sciadv.aay8647",
)


def nassar_supply_risk(
    disruption_potential: float, trade_exposure: float, economic_vulnerability: float
) -> float:
    """Return the geometric mean of the three factors [1]_.

    Parameters
    ----------
    disruption_potential, trade_exposure, economic_vulnerability
        Factors from 0 to 1. [-]

    Raises
    ------
    GraphError
        If a factor is outside 0 to 1.

    References
    ----------
    .. [1] Nassar, N. T. et al. (2020). Science Advances 6, eaay8647. DOI 10.1126/sciadv.aay8647.

    Examples
    --------
    >>> round(nassar_supply_risk(0.5, 0.8, 0.2), 3), nassar_supply_risk(0.5, 0, 0.2)
    (0.431, 0.0)
    """
    factors = (disruption_potential, trade_exposure, economic_vulnerability)
    if not all(0 <= number(factor, "a factor", "0.5") <= 1 for factor in factors):
        raise GraphError(f"each factor lies between 0 and 1, got {show(factors)}.")
    return math.prod(factors) ** (1 / 3)


def economic_vulnerability(
    value_added: Mapping[str, float],
    spending: Mapping[str, float],
    operating_profit: Mapping[str, float],
    gdp: float,
) -> float:
    r"""Return :math:`\sum_j (VA_j / GDP) (EX_j / OP_j)`, before it is scaled to 0 to 1.

    Parameters
    ----------
    value_added, spending, operating_profit
        Of each industry that buys the mineral, in one currency and year.
    gdp
        Gross domestic product in the same currency and year.

    Raises
    ------
    GraphError
        If an industry lacks a figure, or a profit or the product is not above zero.

    Notes
    -----
    How the paper scales the sum was not verified; scale it yourself and say how.

    Examples
    --------
    >>> economic_vulnerability({"a": 10.0}, {"a": 2.0}, {"a": 4.0}, 100.0)
    0.05
    """
    tables = (value_added, spending, operating_profit)
    for name, given in zip(("value_added", "spending", "operating_profit"), tables, strict=True):
        for value in mapping(given, name, f"{name}={{'C26': 10.0}}").values():
            number(value, name, f"{name}={{'C26': 10.0}}")
    number(gdp, "gdp", "gdp=100.0")
    industries = set(value_added) | set(spending) | set(operating_profit)
    if lacking := sorted(j for j in industries if not all(j in table for table in tables)):
        raise GraphError(f"{', '.join(lacking)}: give value added, spending and profit of each.")
    if not gdp > 0 or not all(profit > 0 for profit in operating_profit.values()):
        raise GraphError(
            "the product and every operating profit must be above zero, got "
            f"{show(gdp)} and {show(dict(operating_profit))}."
        )
    return math.fsum(value_added[j] / gdp * spending[j] / operating_profit[j] for j in industries)


def nassar(
    graph: SupplyGraph,
    minerals: str | Iterable[str] | None = None,
    *,
    place: str | Iterable[str] = "USA",
    economic_vulnerability: Picked = None,
    inability: Mapping[str, float] | None = None,
    unwillingness: Mapping[str, float] | None = None,
    combine: Combine = "max",
    import_reliance: Picked = None,
    wgi: Governance | Mapping[str, float] | int | tuple[int, int] | None = None,
) -> Scores:
    """Return the supply risk of Nassar et al. (2020) at each stage.

    Parameters
    ----------
    graph
        Graph with world production and the importer's trade.
    minerals
        Which; None takes all.
    place
        Importer: a country, several or a bloc.
    economic_vulnerability
        Factor EV from 0 to 1: a number, or a mapping by mineral or stage. No open table has it:
        without it the score is missing and has limits only. [-]
    inability, unwillingness
        By country from 0 to 1 [-]. The paper builds them from a survey of mining policy and from
        trade, values and military ties, which no open table has. None: inability from governance,
        (2.5 - estimate) / 5, and no unwillingness.
    combine
        ``"max"``, ``"mean"`` or ``"prod_complement"`` (1 - (1 - a)(1 - b)).
    import_reliance
        Trade exposure in place of the graph's. [-]
    wgi
        Governance behind the default inability, as :func:`eu`.

    Returns
    -------
    Scores
        0 to 1 [-]. Inputs: ``disruption_potential``, ``trade_exposure``,
        ``economic_vulnerability``, ``unweighted`` (share of foreign output without a weight).

    Raises
    ------
    UnknownNameError
        If a mineral, place or word is not known.
    GraphError
        If a factor is outside 0 to 1.

    References
    ----------
    .. [1] Nassar, N. T. et al. (2020). Science Advances 6, eaay8647. DOI 10.1126/sciadv.aay8647.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> row = ms.criticality.nassar(graph, economic_vulnerability=0.1)["gallium"]
    >>> 0.2 < row.value < 0.6
    True
    """
    word(combine, Combine, "combine")
    members = importer(graph, place)
    last = 2023 if graph.year is None else min(graph.year, 2023)
    governance = governance_of(wgi, last)
    weights = _Weights(inability, unwillingness, combine, governance)
    rows = []
    for mineral in wanted_minerals(graph, minerals):
        for stage in map(str, graph.mineral(mineral).stages):
            reliance = picked(import_reliance, mineral, None, stage)
            if reliance is None:
                found = balance(graph, mineral, stage, members)
                ends = found.reliance() if found.recorded else None
                reliance = None if ends is None else ends[1]
            factor = picked(economic_vulnerability, mineral, None, stage)
            rows.append(_row(graph, mineral, stage, members, reliance, factor, weights))
    said = [f"inability and unwillingness are combined by {combine} (combine=; not verified)"]
    if inability is None:
        said.append("inability from governance, (2.5 - estimate) / 5 (inability=)")
    if unwillingness is None:
        said.append("no unwillingness (unwillingness=)")
    sources = [PAPER, governance.citation if inability is None else None]
    return Scores(
        method="Nassar et al. 2020",
        measure="supply_risk",
        rows=tuple(rows),
        year=graph.year,
        assumptions=tuple(said),
        citations=tuple(source for source in sources if source),
    )


class _Weights:
    """Weight of each foreign producer."""

    def __init__(
        self,
        inability: Mapping[str, float] | None,
        unwillingness: Mapping[str, float] | None,
        combine: Combine,
        governance: Governance,
    ) -> None:
        self._a, self._b = (
            None if given is None else numbers_by_place(given, name)
            for name, given in (("inability", inability), ("unwillingness", unwillingness))
        )
        self._combine, self._governance = combine, governance

    def get(self, place: str) -> float | None:
        if self._a is not None:
            a = self._a.get(place)
        else:
            estimate = self._governance.get(place)
            a = None if estimate is None else min(1.0, max(0.0, (2.5 - estimate) / 5.0))
        b = None if self._b is None else self._b.get(place)
        if a is None or (b is None and self._b is not None):
            return None
        if b is None:
            return a
        if self._combine == "max":
            return max(a, b)
        return (a + b) / 2.0 if self._combine == "mean" else 1.0 - (1.0 - a) * (1.0 - b)


def _row(
    graph: SupplyGraph,
    mineral: str,
    stage: str,
    members: frozenset[str],
    reliance: float | None,
    vulnerability: float | None,
    weights: _Weights,
) -> Score:
    potential, unweighted, lacking = None, None, []
    try:
        held = shares(graph, mineral, stage=stage)
    except GraphError:
        lacking.append("world production at this stage")
    else:
        abroad = [
            (share, weights.get(place))
            for place, share in zip(held.labels, held.share.tolist(), strict=True)
            if place not in members
        ]
        potential = math.fsum(share**2 * w for share, w in abroad if w is not None)
        unweighted = math.fsum(share for share, w in abroad if w is None)
    exposure = None
    if reliance is not None:
        exposure = min(1.0, max(0.0, number(reliance, "import_reliance", "import_reliance=0.9")))
    if exposure is None:
        lacking.append("net import reliance")
    if vulnerability is None:
        lacking.append("economic vulnerability (economic_vulnerability=)")
    factors = (potential, exposure, vulnerability)
    known = [1.0 if factor is None else factor for factor in factors]
    value = nassar_supply_risk(*known)
    notes = [] if exposure != 0 else ["zero by construction: a net exporter has no trade exposure"]
    nothing = 0.0 in factors
    return Score(
        mineral=mineral,
        stage=stage,
        # one factor at zero settles the product, whatever is missing
        value=value if not lacking or nothing else None,
        low=value if not lacking or nothing else 0.0,
        high=value,
        reason="" if not lacking or nothing else f"no {' and no '.join(lacking)}",
        notes=tuple(notes),
        inputs={
            "disruption_potential": potential,
            "trade_exposure": exposure,
            "economic_vulnerability": vulnerability,
            "unweighted": unweighted,
        },
    )
