r"""The threshold cascade of trade networks, for comparison: it does not conserve mass.

Countries that lose more of their supply than they tolerate cut their exports by the excess, and
so on. Many published models are of this kind; the tolerance is assumed in all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from mineralsec.analysis.disruption.prorata import ProRata
from mineralsec.analysis.disruption.published.trade_table import trade_table
from mineralsec.analysis.disruption.published.trade_vulnerability import shares_of
from mineralsec.analysis.disruption.shocks import RemoveCountry, share
from mineralsec.analysis.disruption.simulate import simulate
from mineralsec.cards import table
from mineralsec.errors import SolverError
from mineralsec.io.arrow import ArrowStream
from mineralsec.places import place_name
from mineralsec.quantities import percent

if TYPE_CHECKING:
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["WARNING", "ThresholdCascade", "cascade", "threshold_cascade"]

#: What every result says.
WARNING = (
    "The cascade does not conserve mass and its tolerance is assumed: read it as a comparison, "
    "and ms.remove_country for tonnes."
)

#: Most rounds in which a cascade settles.
ROUNDS = 100_000


@frozen(eq=False)
class ThresholdCascade(ArrowStream):
    """Who loses how much of its supply in the cascade.

    Parameters
    ----------
    mineral, stage, removed
        What it is about.
    places
        Countries.
    lost
        Part of each country's supply, shape (n,). [-]
    rounds
        Until nothing changed.
    lost_tonnes
        All of it in tonnes, of countries other than the removed. [t/yr]
    pro_rata_tonnes
        What the same stop costs others under today's contracts, which do conserve mass. [t/yr]

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="lithium")
    >>> ms.threshold_cascade(graph, "CHL", "lithium").mineral
    'lithium'
    """

    mineral: str
    stage: str
    removed: str
    places: tuple[str, ...]
    lost: Floats
    rounds: int
    lost_tonnes: float
    pro_rata_tonnes: float
    warning: str = WARNING

    def to_dict(self) -> list[dict[str, Any]]:
        """Return one plain row a country, worst first."""
        order = np.argsort(-self.lost, kind="stable")
        return [{"place": self.places[i], "supply_lost": float(self.lost[i])} for i in order]

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row a country as a data frame of pandas, polars or pyarrow."""
        from mineralsec.io.frames import frame

        return frame(self.to_dict(), backend)

    def __repr__(self) -> str:
        return (
            f"ThresholdCascade({self.mineral} at {self.stage} without {self.removed}: "
            f"{self.lost_tonnes:,.0f} t/yr lost, {self.pro_rata_tonnes:,.0f} under today's "
            f"contracts; {self.warning})"
        )

    def _repr_html_(self) -> str:
        return table(
            ("country", "supply lost"),
            [(place_name(r["place"]), percent(r["supply_lost"])) for r in self.to_dict()[:12]],
            caption=self.warning,
        )


def cascade(
    first: Any, shares: Any, *, passed_on: float = 1.0, tolerance: Any = 0.0
) -> tuple[Floats, int]:
    r"""Return the losses in which a cascade settles, and the rounds it takes.

    .. math:: \ell^{(k+1)} = \min\bigl(1,\ \ell^{(0)} + V^\top g(\ell^{(k)})\bigr),
              \qquad g(\ell) = \alpha\,(\ell - \beta)_+

    Parameters
    ----------
    first
        Part of its supply that each country loses at once, shape (n,). [-]
    shares
        Part of the column's supply that comes from the row, shape (n, n). [-]
    passed_on
        :math:`\alpha`. [-]
    tolerance
        :math:`\beta`, one number or one a country, shape (n,). [-]

    Raises
    ------
    SolverError
        If it does not settle.

    Notes
    -----
    Without a cap and a tolerance it is the solution of :math:`(I-\alpha V^\top)\ell=\ell^{(0)}`.

    Examples
    --------
    >>> import numpy as np
    >>> cascade([1.0, 0.0, 0.0], [[0, 0.5, 0], [0, 0, 0.5], [0, 0, 0]])[0].tolist()
    [1.0, 0.5, 0.25]
    """
    start = np.asarray(first, np.float64)
    matrix = passed_on * np.asarray(shares, np.float64).T
    lost = start.copy()
    for number in range(ROUNDS):
        new = np.minimum(1.0, start + matrix @ np.maximum(lost - tolerance, 0.0))
        if np.max(np.abs(new - lost), initial=0.0) <= 1e-13:
            return new, number
        lost = new
    raise SolverError(
        f"the cascade did not settle in {ROUNDS:,} rounds. Raise the tolerance or lower passed_on."
    )


def threshold_cascade(
    graph: SupplyGraph,
    country: str,
    mineral: str,
    *,
    stage: str | None = None,
    passed_on: float = 1.0,
    tolerance: float = 0.0,
) -> ThresholdCascade:
    r"""Return the threshold cascade after a country stops exporting, for comparison.

    Parameters
    ----------
    graph, mineral, stage
        What is traded; no stage is the first one with data.
    country
        Who loses all its supply at first.
    passed_on
        Part of the loss above the tolerance by which a country cuts its exports. [-]
    tolerance
        Part of its supply that a country can lose and go on as before (own output, stocks,
        substitution); an assumption. [-]

    Returns
    -------
    ThresholdCascade
        It says that mass is not conserved, and what today's contracts lose.

    Raises
    ------
    RecordError
        If `passed_on` or `tolerance` is not from 0 to 1.
    UnknownNameError
        If the country has no record at this stage.

    References
    ----------
    Burkholz, R., Schweitzer, F. (2019). International crop trade networks: the impact of shocks
    and cascades. Environmental Research Letters, 14(11), 114013 (cascading export
    restrictions; DOI not verified here).

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="lithium")
    >>> "does not conserve mass" in ms.threshold_cascade(graph, "CHL", "lithium").warning
    True
    """
    share(tolerance, "tolerance")
    share(passed_on, "passed_on")
    trade = trade_table(graph, mineral, stage)
    row = trade.row(country)
    first = np.zeros(len(trade.places))
    first[row] = 1.0
    lost, rounds = cascade(
        first, shares_of(trade, "supply"), passed_on=float(passed_on), tolerance=float(tolerance)
    )
    code = trade.places[row]
    stop = RemoveCountry(code, minerals=trade.mineral, stages=trade.stage)
    impact = simulate(graph, stop, minerals=trade.mineral, response=ProRata())
    others = np.delete(lost * trade.supply, row)
    return ThresholdCascade(
        trade.mineral, trade.stage, code, trade.places, lost, rounds, float(others.sum()),
        impact.totals(trade.mineral).counted[1],
    )  # fmt: skip
