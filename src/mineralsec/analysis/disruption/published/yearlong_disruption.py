"""A yearlong trade disruption as the US Geological Survey assesses it: price and quantity.

The disrupted country's net exports are gone for a year; the rest of the world clears at a higher
price, within its excess capacity. The effect on the economy, which the survey adds by an
input-output model, is not in here.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from attrs import frozen

from mineralsec.analysis.disruption.elasticities import Elasticities
from mineralsec.analysis.disruption.market import clearing_price, supplied
from mineralsec.analysis.disruption.published.trade_table import trade_table
from mineralsec.cards import card
from mineralsec.errors import GraphError, RecordError, show
from mineralsec.io.arrow import ArrowStream
from mineralsec.quantities import checked, percent

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["YearlongDisruption", "yearlong_disruption"]


@frozen
class YearlongDisruption(ArrowStream):
    """Price and quantity after a country's net exports are gone.

    Parameters
    ----------
    mineral, stage, country, importer
        What it is about.
    net_exports
        That are gone. [t/yr]
    demand
        Use of the rest of the world before. [t/yr]
    price
        Relative to the one before. [-]
    quantity
        Use of the rest of the world after. [t/yr]
    importer_before, importer_after
        Use of the importer, before and after. [t/yr]
    extra_cost
        What the importer pays more for what it still uses; not a number without a price. [USD/yr]
    elasticities
        What it rests on.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="lithium")
    >>> guess = ms.Elasticities(demand=-0.3, supply=0.2)
    >>> ms.yearlong_disruption(graph, "AUS", "lithium", guess, stage="mining").mineral
    'lithium'
    """

    mineral: str
    stage: str
    country: str
    importer: str | None
    net_exports: float
    demand: float
    price: float
    quantity: float
    importer_before: float
    importer_after: float
    extra_cost: float
    elasticities: Elasticities

    @property
    def price_change(self) -> float:
        """Relative to the price before: 0.26 is 26 % dearer. [-]"""
        return self.price - 1.0

    @property
    def quantity_change(self) -> float:
        """Relative to the use before, negative when use falls. [-]"""
        return self.quantity / self.demand - 1.0

    def to_dict(self) -> dict[str, Any]:
        """Return plain figures."""
        return {
            "mineral": self.mineral,
            "stage": self.stage,
            "country": self.country,
            "importer": self.importer,
            "net_exports_t_per_yr": self.net_exports,
            "price_change": self.price_change,
            "quantity_change": self.quantity_change,
            "importer_use_before_t_per_yr": self.importer_before,
            "importer_use_after_t_per_yr": self.importer_after,
            "importer_extra_cost_usd_per_yr": self.extra_cost,
        }

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row as a data frame of pandas, polars or pyarrow."""
        from mineralsec.io.frames import frame

        return frame([self.to_dict()], backend)

    def __repr__(self) -> str:
        price = "no price clears it" if math.isinf(self.price) else percent(self.price_change)
        return (
            f"YearlongDisruption({self.mineral} at {self.stage} without net exports of "
            f"{self.country}: price +{price}, use {percent(self.quantity_change)}; "
            f"{self.elasticities!r})"
        )

    def _repr_html_(self) -> str:
        return card(
            f"{self.mineral} at {self.stage} without net exports of {self.country}",
            list(self.to_dict().items()),
            notes=("Price and quantity only; effects on the economy are another model's.",),
        )


def yearlong_disruption(
    graph: SupplyGraph,
    country: str,
    mineral: str,
    elasticities: Elasticities,
    *,
    stage: str | None = None,
    importer: str | None = None,
    price: Any = None,
) -> YearlongDisruption:
    r"""Return price and quantity when a country's net exports are gone for a year.

    The rest of the world used :math:`D`; of that, net exports :math:`X` are gone, and the others
    can make :math:`K` more at most:

    .. math:: D\,p^{\varepsilon_D} = \min\bigl((D-X)\,p^{\varepsilon_S},\ D-X+K\bigr)

    Parameters
    ----------
    graph, mineral, stage
        What is traded; no stage is the first one with data.
    country
        Whose net exports are gone.
    elasticities
        There is no default; see :func:`~mineralsec.elasticities`.
    importer
        A country whose use and bill are told apart.
    price
        Price before. [USD/t]

    Returns
    -------
    YearlongDisruption

    Raises
    ------
    GraphError
        If the country is no net exporter.
    RecordError
        If `elasticities` are none.

    Notes
    -----
    The survey adds the effect on each industry by an optimisation over an input-output table and
    weights scenarios by probability. Excess capacity here is what is published as nameplate
    above output.

    References
    ----------
    Nassar, N. T., Pineault, D., and others (2025). Methodology and technical input for the 2025
    U.S. list of critical minerals. Open-File Report 2025-1047, U.S. Geological Survey.
    https://doi.org/10.3133/ofr20251047

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="lithium")
    >>> given = ms.Elasticities(demand=-0.3, supply=0.2)
    >>> ms.yearlong_disruption(graph, "AUS", "lithium", given, stage="mining").price > 1
    True
    """
    if not isinstance(elasticities, Elasticities):
        raise RecordError(
            f"elasticities are never assumed: write ms.Elasticities(...), got {show(elasticities)}."
        )
    trade = trade_table(graph, mineral, stage)
    row = trade.row(country)
    net = float(trade.exports[row] - trade.imports[row])
    if net <= 0:
        raise GraphError(
            f"{trade.places[row]} imports {-net:,.0f} t/yr more {trade.mineral} at {trade.stage} "
            "than it exports: there are no net exports to lose."
        )
    used = trade.supply - trade.exports
    demand = float(used.clip(min=0).sum() - max(used[row], 0.0))
    # what others use is at least what they buy on balance
    kept = demand - net
    cap = kept + float(trade.spare.sum() - trade.spare[row])
    down, up = elasticities.demand.point, elasticities.supply.point
    relative = clearing_price(demand, kept, demand_elasticity=down, supply_elasticity=up, cap=cap)
    quantity = 0.0 if math.isinf(relative) else supplied(relative, kept, cap, up)
    before = 0.0 if importer is None else max(float(used[trade.row(importer)]), 0.0)
    after = before * quantity / demand
    usd = math.nan
    if price is not None:
        usd = float(checked(price, "USD / tonne", "price").m_as("USD / tonne"))
    # nothing is bought at a price that nothing clears
    extra = 0.0 if after == 0 else after * usd * (relative - 1.0)
    return YearlongDisruption(
        trade.mineral, trade.stage, trade.places[row],
        None if importer is None else trade.places[trade.row(importer)],
        net, demand, relative, quantity, before, after, extra, elasticities,
    )  # fmt: skip
