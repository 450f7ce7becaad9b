"""How large a strategic stock should be, and what buying it does to the market."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from mineralsec.arguments import floats, mapping, number
from mineralsec.cards import card
from mineralsec.errors import RecordError, show
from mineralsec.io.arrow import ArrowStream
from mineralsec.quantities import Q, checked, percent, text

if TYPE_CHECKING:
    from mineralsec.quantities import Quantity

__all__ = [
    "Purchase",
    "acquisition_pressure",
    "newsvendor_stock",
    "stock_for_chance",
    "stock_for_path",
]


def _rate(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | np.floating):
        raise RecordError(f"{name} must be a number, got {show(value)}.")
    if not 0 < float(value) < math.inf:
        raise RecordError(f"{name} must be above 0 and finite, got {value:g}.")
    return float(value)


def stock_for_path(need: ArrayLike, supply: ArrayLike) -> float:
    r"""Return the stock that covers a known path of need and supply.

    .. math:: K^* = \max_t \sum_{s \le t} (D_s - S_s)

    Parameters
    ----------
    need, supply
        What is used and what still comes in, in each step, shape (n_steps,). [t a step]

    Returns
    -------
    float
        Least stock with which nothing goes short; 0 where supply suffices. [t]

    Raises
    ------
    RecordError
        If the lengths differ, or a figure is negative or not finite.

    Examples
    --------
    Need 10 a month, supply 4, and 2 more from the fourth month on:

    >>> stock_for_path([10] * 6, [4, 4, 4, 6, 6, 6])
    30.0
    """
    wanted, made = floats(need, "need", "[10, 10]"), floats(supply, "supply", "[4, 6]")
    if wanted.ndim != 1 or wanted.shape != made.shape or not len(wanted):
        raise RecordError(
            f"need and supply must have one figure a step, got the shapes {wanted.shape} and "
            f"{made.shape}."
        )
    for name, array in (("need", wanted), ("supply", made)):
        if not np.all(np.isfinite(array) & (array >= 0)):
            raise RecordError(f"{name} must be 0 or more and finite, got {array.tolist()}.")
    return max(0.0, float(np.cumsum(wanted - made).max()))


def stock_for_chance(shortfalls: ArrayLike, risk: float) -> float:
    r"""Return the smallest stock that is too small with at most a given probability.

    The smallest :math:`K` with :math:`P(X > K) \le \epsilon`, over equally likely draws of the
    shortfall :math:`X`.

    Parameters
    ----------
    shortfalls
        Draws, shape (n_draws,). [t]
    risk
        Probability :math:`\epsilon` that the stock does not suffice, from 0 to below 1. [-]

    Raises
    ------
    RecordError
        If there is no draw, a draw is negative or not finite, or `risk` is no probability.

    Examples
    --------
    >>> stock_for_chance([0, 10, 20, 30, 40], 0.2)
    30.0
    """
    draws = np.sort(floats(shortfalls, "shortfalls", "[0, 10, 20]").ravel())
    if not len(draws) or not np.all(np.isfinite(draws) & (draws >= 0)):
        raise RecordError("shortfalls must be one draw or more, each 0 or more and finite.")
    if not 0 <= number(risk, "risk", "risk=0.05") < 1:
        raise RecordError(f"risk must be from 0 to below 1, got {show(risk)}. Write 0.05.")
    # at most this many draws may lie above the stock; the small term forgives rounding of risk * n
    above = math.floor(risk * len(draws) + 1e-9)
    return float(draws[len(draws) - 1 - above])


def newsvendor_stock(
    disruptions_per_year: float,
    value_ratio: float,
    holding: float,
    quantile: Callable[[float], float],
) -> float:
    r"""Return the stock whose last tonne is worth what it costs to hold.

    A tonne is worth its value :math:`v` in every disruption that reaches it, and costs
    :math:`h p` a year: :math:`\lambda\, P(X > K)\, v = h\, p`.

    Parameters
    ----------
    disruptions_per_year
        Rate :math:`\lambda`. [1/yr]
    value_ratio
        Worth of a tonne in need over its price, :math:`v / p`. [-]
    holding
        Capital, storage and rotation over the price, :math:`h`. [1/yr]
    quantile
        Quantile function of the shortfall of a disruption: probability to tonnes.

    Returns
    -------
    float
        Stock; 0 where even the first tonne costs more than it is worth. [t]

    Raises
    ------
    RecordError
        If a rate is not above 0, or `quantile` returns no amount.

    Examples
    --------
    One disruption in ten years, a tonne worth 20 times its price, 8 % a year to hold, and an
    exponential shortfall with a mean of 100 t:

    >>> round(newsvendor_stock(0.1, 20, 0.08, lambda p: -100 * math.log(1 - p)))
    322
    """
    rate = _rate(disruptions_per_year, "disruptions_per_year")
    reached = _rate(holding, "holding") / (rate * _rate(value_ratio, "value_ratio"))
    if reached >= 1:
        return 0.0
    if not callable(quantile):
        raise RecordError(
            f"quantile must be a function from probability to tonnes, got {show(quantile)}."
        )
    stock = float(quantile(1.0 - reached))
    if not 0 <= stock < math.inf:
        raise RecordError(f"quantile({1 - reached:g}) must be an amount of 0 or more, got {stock}.")
    return stock


@frozen
class Purchase(ArrowStream):
    """What a purchase for stock asks of its markets.

    Parameters
    ----------
    amount, years
        What is bought [t], over how long [yr].
    pressure
        Part of each market that the purchase takes a year, by its name. [-]
    price_change
        Rise of the price while it is bought, relative to the price before, by market; empty
        without an elasticity. [-]

    Examples
    --------
    >>> import mineralsec as ms
    >>> bought = ms.acquisition_pressure("100 tonne", {"world": "1000 tonne/year"})
    >>> bought.pressure
    {'world': 0.1}
    """

    amount: float
    years: float
    pressure: Mapping[str, float]
    price_change: Mapping[str, float]

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain dictionary a market."""
        return [
            {
                "market": name,
                "share_of_market": share,
                "price_change": self.price_change.get(name, math.nan),
            }
            for name, share in self.pressure.items()
        ]

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row a market as a data frame of pandas, polars or pyarrow."""
        from mineralsec.io.frames import frame

        return frame(self.rows(), backend)

    def __repr__(self) -> str:
        parts = ", ".join(f"{percent(share)} of {name}" for name, share in self.pressure.items())
        return f"Purchase({text(Q(self.amount, 'tonne'))} over {self.years:g} yr: {parts} a year)"

    def _repr_html_(self) -> str:
        rows = [
            (name, f"{percent(share)} a year{self._rise(name)}")
            for name, share in self.pressure.items()
        ]
        title = f"Purchase of {text(Q(self.amount, 'tonne'))} over {self.years:g} yr"
        return card(title, rows)

    def _rise(self, market: str) -> str:
        change = self.price_change.get(market)
        return "" if change is None else f"; price {change:+.0%}"


def acquisition_pressure(
    amount: Quantity | str,
    markets: Mapping[str, Any],
    *,
    years: float = 1.0,
    elasticity_gap: float | None = None,
) -> Purchase:
    r"""Return which part of each market a purchase takes.

    .. math:: \phi = \frac{A}{Y M}, \qquad \Delta \ln p \approx \frac{\phi}{\varepsilon_S -
        \varepsilon_D}

    Parameters
    ----------
    amount
        What is bought, :math:`A`. [t]
    markets
        Size :math:`M` of each market by name: world output, what is traded outside the issuer's
        bloc, national use. Print all three: the answer hangs on which market can be bought
        from. [t/yr]
    years
        Over how long, :math:`Y`. [yr]
    elasticity_gap
        Supply less demand elasticity, :math:`\varepsilon_S - \varepsilon_D`; None leaves the
        price out. No default: elasticities of minor metals are not published. [-]

    Raises
    ------
    UnitsError
        If an amount is a bare number or has another unit.
    RecordError
        If a market is empty, none is given, or a number is not above 0.

    Examples
    --------
    >>> acquisition_pressure(
    ...     "222 tonne", {"US use": "250 tonne/year", "world output": "1100 tonne/year"}
    ... )
    Purchase(222.0 t over 1 yr: 89 % of US use, 20 % of world output a year)
    """
    tonnes = float(checked(amount, "tonne", "amount").m_as("tonne"))
    length = _rate(years, "years")
    if not mapping(markets, "markets", "{'world output': '1100 tonne/year'}"):
        raise RecordError("markets is empty. Write markets={'world output': '1100 tonne/year'}.")
    pressure = {}
    for name, size in markets.items():
        flow = float(checked(size, "tonne/year", f"market {name}").m_as("tonne/year"))
        if not flow > 0:
            raise RecordError(f"market {name} must be above 0, got {show(size)}.")
        pressure[name] = tonnes / (length * flow)
    change = {}
    if elasticity_gap is not None:
        gap = _rate(elasticity_gap, "elasticity_gap")
        change = {name: math.expm1(share / gap) for name, share in pressure.items()}
    return Purchase(tonnes, length, pressure, change)
