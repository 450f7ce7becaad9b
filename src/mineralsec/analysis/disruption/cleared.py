"""A cleared market: prices, use given up, who pays, and how much it hangs on the elasticities."""

from __future__ import annotations

import math
from typing import Any

from attrs import evolve, frozen

from mineralsec.analysis.disruption.elasticities import Elasticities
from mineralsec.analysis.disruption.market import (
    clearing_price,
    consumer_loss,
    producer_gain,
    supplied,
)
from mineralsec.cards import card, table
from mineralsec.io.arrow import ArrowStream
from mineralsec.provenance import Citation

__all__ = ["Cleared", "MarketSide", "Tornado", "TornadoRow"]


def _times(price: float) -> str:
    return "no price clears it" if math.isinf(price) else f"{price:,.3g} times"


@frozen
class MarketSide:
    """One side of a market: the whole world, outside an export stop, or the rest inside it.

    Parameters
    ----------
    who
        Whose market it is, in words.
    demand
        Use at the undisturbed price. [t/yr]
    kept
        What today's output still supplies. [t/yr]
    cap
        Most that can be supplied. [t/yr]
    price
        Relative to the undisturbed one. [-]
    supply
        What is supplied at that price. [t/yr]
    consumer_loss, producer_gain
        What users lose and surviving producers gain, in tonnes at the undisturbed price. [t/yr]
    """

    who: str
    demand: float
    kept: float
    cap: float
    price: float = 1.0
    supply: float = 0.0
    consumer_loss: float = 0.0
    producer_gain: float = 0.0

    def use_at(self, price: float, elasticity: float) -> float:
        """Return use at a price, relative to that at the undisturbed one. [-]"""
        return 0.0 if math.isinf(price) else math.pow(price, elasticity)

    def price_at(self, demand: float, supply: float, cap: float | None = None) -> float:
        """Return the clearing price with other elasticities or another cap. [-]"""
        return clearing_price(
            self.demand,
            self.kept,
            demand_elasticity=demand,
            supply_elasticity=supply,
            cap=self.cap if cap is None else cap,
        )

    @property
    def given_up(self) -> float:
        """Use given up at the price; nothing where it falls. [t/yr]"""
        return max(self.demand - self.supply, 0.0)

    def cleared(self, elasticities: Elasticities) -> MarketSide:
        """Return this side at its price."""
        demand, supply = elasticities.demand.point, elasticities.supply.point
        price = self.price_at(demand, supply)
        made = 0.0 if math.isinf(price) else supplied(price, self.kept, self.cap, supply)
        return evolve(
            self,
            price=price,
            supply=made,
            consumer_loss=consumer_loss(self.demand, price, demand),
            producer_gain=producer_gain(self.kept, self.cap, price, supply),
        )


@frozen
class TornadoRow:
    """How far one assumption moves the price.

    Parameters
    ----------
    name
        The assumption.
    low, high
        Its two ends, in words.
    price_low, price_high
        Relative price at them, everything else at its point; infinite where none clears. [-]
    """

    name: str
    low: str
    high: str
    price_low: float
    price_high: float

    @property
    def width(self) -> float:
        """Distance between the two prices. [-]"""
        if math.isinf(self.price_low) and math.isinf(self.price_high):
            return 0.0
        return abs(self.price_high - self.price_low)


@frozen
class Tornado(ArrowStream):
    """The price with each assumption at its ends, the one that moves it most first.

    Parameters
    ----------
    mineral, who
        Which market.
    price
        With everything at its point. [-]
    rows
        One an assumption.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> impact = ms.remove_country(graph, "CHN")
    >>> guess = ms.Elasticities(demand=(-0.6, -0.3, -0.1), supply=(0.0, 0.2, 0.5))
    >>> tornado = impact.clearing(guess).tornado()
    >>> tornado.mineral, tornado.price > 1
    ('gallium', True)
    """

    mineral: str
    who: str
    price: float
    rows: tuple[TornadoRow, ...]

    def __repr__(self) -> str:
        """Return one line; ``print`` shows every row."""
        names = ", ".join(row.name for row in self.rows)
        return f"Tornado({self.mineral}, {self.who}: {_times(self.price)}; {names})"

    def __str__(self) -> str:
        lines = [
            f"  {r.name}: {_times(r.price_low)} at {r.low}, {_times(r.price_high)} at {r.high}"
            for r in self.rows
        ]
        return (
            "\n".join([f"Tornado({self.mineral}, {self.who}: {_times(self.price)}", *lines]) + ")"
        )

    def _repr_html_(self) -> str:
        return table(
            ("assumption", "price at", "relative price [-]", "price at", "relative price [-]"),
            [(r.name, r.low, _times(r.price_low), r.high, _times(r.price_high)) for r in self.rows],
            caption=f"{self.mineral}, {self.who}: {_times(self.price)} today's price",
        )

    def to_dict(self) -> list[dict[str, Any]]:
        """Return plain rows."""
        return [
            {
                "assumption": r.name,
                "low": r.low,
                "high": r.high,
                "relative_price_low": r.price_low,
                "relative_price_high": r.price_high,
            }
            for r in self.rows
        ]

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return the rows as a data frame of pandas, polars or pyarrow."""
        from mineralsec.io.frames import frame

        return frame(self.to_dict(), backend)

    def plot(self, ax: Any = None) -> Any:
        """Draw the prices as bars around the point; return the Axes."""
        from mineralsec.plotting.tornado import tornado

        return tornado(
            [r.name for r in self.rows],
            [(r.price_low, r.price_high) for r in self.rows],
            [(r.low, r.high) for r in self.rows],
            middle=self.price,
            label="price relative to today's",
            title=f"{self.mineral.capitalize()}, {self.who}: what the price hangs on",
            ax=ax,
        )


@frozen
class Cleared(ArrowStream):
    """The market of one mineral after a shock.

    Parameters
    ----------
    mineral
        Name.
    sides
        The world, or outside an export stop and the rest.
    elasticities
        What it rests on.
    today
        What today's producers serve outside without spare capacity, a cap to compare. [t/yr]

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> impact = ms.remove_country(graph, "CHN")
    >>> cleared = impact.clearing(ms.Elasticities(demand=-0.3, supply=0.2))
    >>> cleared.mineral, cleared.price > 1
    ('gallium', True)
    """

    mineral: str
    sides: tuple[MarketSide, ...]
    elasticities: Elasticities
    today: float

    @classmethod
    def of(
        cls,
        mineral: str,
        sides: tuple[MarketSide, ...],
        elasticities: Elasticities,
        today: float,
    ) -> Cleared:
        """Return the market with each side at its price."""
        return cls(mineral, tuple(s.cleared(elasticities) for s in sides), elasticities, today)

    @property
    def price(self) -> float:
        """Price relative to the undisturbed one, outside where there are two. [-]"""
        return self.sides[0].price

    @property
    def given_up(self) -> float:
        """Use given up at that price. [t/yr]"""
        return self.sides[0].given_up

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Where the elasticities come from, if they are published ones."""
        source = self.elasticities.source
        return (source,) if isinstance(source, Citation) else ()

    def tornado(self) -> Tornado:
        """Return how far each assumption moves the price, the largest first.

        A published elasticity of the wrong sign stays as it is published: use that does not fall
        with the price clears no market (infinite), and supply that falls counts as fixed.
        """
        side, e = self.sides[0], self.elasticities
        demand, supply = e.demand, e.supply
        rows = [
            TornadoRow(
                "demand elasticity", f"{demand.low:g}", f"{demand.high:g}",
                side.price_at(demand.low, supply.point), side.price_at(demand.high, supply.point),
            ),
            TornadoRow(
                "supply elasticity", f"{supply.low:g}", f"{supply.high:g}",
                side.price_at(demand.point, max(supply.low, 0.0)),
                side.price_at(demand.point, max(supply.high, 0.0)),
            ),
            TornadoRow(
                "cap on supply", "no cap", "today's output",
                side.price_at(demand.point, supply.point, math.inf),
                side.price_at(demand.point, supply.point, self.today),
            ),
        ]  # fmt: skip
        widest = tuple(sorted(rows, key=lambda r: -r.width))
        return Tornado(self.mineral, side.who, side.price, widest)

    def to_dict(self) -> list[dict[str, Any]]:
        """Return one plain row a side."""
        return [
            {
                "mineral": self.mineral,
                "market": s.who,
                "relative_price": s.price,
                "use_before_t_per_yr": s.demand,
                "use_after_t_per_yr": s.supply,
                "given_up_t_per_yr": s.given_up,
                "supply_kept_t_per_yr": s.kept,
                "supply_cap_t_per_yr": s.cap,
                "consumer_loss_t_at_old_price_per_yr": s.consumer_loss,
                "producer_gain_t_at_old_price_per_yr": s.producer_gain,
            }
            for s in self.sides
        ]

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row a side as a data frame of pandas, polars or pyarrow."""
        from mineralsec.io.frames import frame

        return frame(self.to_dict(), backend)

    def __repr__(self) -> str:
        sides = "; ".join(
            f"{s.who}: price {_times(s.price)}, {s.given_up:,.0f} t/yr given up" for s in self.sides
        )
        return f"Cleared({self.mineral}; {sides}; {self.elasticities!r})"

    def _repr_html_(self) -> str:
        rows = [
            (s.who, f"price {_times(s.price)} today's; {s.given_up:,.0f} t/yr of use given up")
            for s in self.sides
        ]
        return card(
            f"Cleared market of {self.mineral}", [*rows, ("rests on", repr(self.elasticities))]
        )
