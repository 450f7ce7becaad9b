r"""Prices that clear a market of constant elasticities, and what the change is worth to whom.

Prices are relative to the undisturbed one, which is 1. Money is in tonnes at that price.
"""

from __future__ import annotations

import math

from mineralsec.errors import RecordError

__all__ = ["clearing_price", "consumer_loss", "lagged", "producer_gain", "supplied"]

#: Logarithm beyond which a price means that nothing clears the market.
FARTHEST = 200.0


def supplied(price: float, kept: float, cap: float, elasticity: float) -> float:
    """Return what is made at a price: surviving output that grows with it, up to a cap. [t/yr]"""
    return min(kept * math.pow(price, elasticity), cap)


def clearing_price(
    demand: float,
    kept: float,
    *,
    demand_elasticity: float,
    supply_elasticity: float,
    cap: float = math.inf,
    released: float = 0.0,
) -> float:
    r"""Return the price at which use falls to what can be supplied.

    .. math:: D\,p^{\varepsilon_D} = \min(S\,p^{\varepsilon_S}, \bar S) + R

    Parameters
    ----------
    demand
        Use at the undisturbed price. [t/yr]
    kept
        Output that survives, at the undisturbed price. [t/yr]
    demand_elasticity
        Negative: use falls by so many per cent when the price rises by one. [-]
    supply_elasticity
        Zero or more. [-]
    cap
        Most that can be made. [t/yr]
    released
        From stocks, whatever the price. [t/yr]

    Returns
    -------
    float
        Relative to the undisturbed price; infinite where nothing is supplied or use does not
        respond. [-]

    Raises
    ------
    RecordError
        If an amount is negative, or the supply elasticity is.

    Notes
    -----
    Uncapped and without stocks the price is :math:`(S/D)^{1/(\varepsilon_D-\varepsilon_S)}`,
    at the cap :math:`(\bar S/D)^{1/\varepsilon_D}`.

    Examples
    --------
    >>> elasticities = {"demand_elasticity": -0.3, "supply_elasticity": 0.2}
    >>> round(clearing_price(100, 40, **elasticities), 2)
    6.25
    >>> round(clearing_price(100, 40, cap=50, **elasticities), 2)
    10.08
    """
    for name, value in (("demand", demand), ("kept", kept), ("cap", cap), ("released", released)):
        if not value >= 0:
            raise RecordError(f"{name} must be 0 or more, got {value!r}.")
    if not supply_elasticity >= 0:
        raise RecordError(
            f"a supply elasticity below 0 ({supply_elasticity!r}) means that dearer material is "
            "made less: write 0 or more."
        )

    def missing(log_price: float) -> float:
        price = math.exp(log_price)
        made = supplied(price, kept, cap, supply_elasticity)
        return demand * math.pow(price, demand_elasticity) - made - released

    if demand == 0 or missing(0.0) == 0:
        return 1.0
    if not demand_elasticity < 0:
        return math.inf
    low, high = (0.0, 1.0) if missing(0.0) > 0 else (-1.0, 0.0)
    while missing(high) > 0:
        low, high = high, 2 * high
        if high > FARTHEST:
            return math.inf
    while missing(low) < 0:
        low, high = 2 * low, low
        if low < -FARTHEST:
            return 0.0
    # what is missing only falls with the price: halving finds the one root
    for _ in range(200):
        middle = (low + high) / 2
        if missing(middle) > 0:
            low = middle
        else:
            high = middle
    return math.exp((low + high) / 2)


def _power_area(scale: float, elasticity: float, low: float, high: float) -> float:
    """Return the integral of ``scale * p**elasticity`` from `low` to `high`."""
    if abs(elasticity + 1.0) < 1e-12:
        return scale * math.log(high / low)
    power = elasticity + 1
    return scale * (math.pow(high, power) - math.pow(low, power)) / power


def consumer_loss(demand: float, price: float, elasticity: float) -> float:
    """Return what users lose by paying `price`: dearer tonnes and tonnes given up.

    The area left of the demand curve between the two prices; negative where the price falls.

    Parameters
    ----------
    demand
        Use at the undisturbed price. [t/yr]
    price
        Relative. [-]
    elasticity
        Of demand. [-]

    Examples
    --------
    >>> round(consumer_loss(100, 2, -1.0), 1)  # 100 ln 2
    69.3
    """
    if math.isinf(price):
        return math.inf
    return _power_area(demand, elasticity, 1.0, price)


def producer_gain(kept: float, cap: float, price: float, elasticity: float) -> float:
    """Return what surviving producers gain by selling at `price`.

    The area left of their supply curve between the two prices.

    Parameters
    ----------
    kept, cap
        Surviving output at the undisturbed price, and the most they can make. [t/yr]
    price
        Relative. [-]
    elasticity
        Of supply. [-]

    Examples
    --------
    >>> round(producer_gain(40, 50, 10.0, 0.0))  # no more is made, only dearer
    360
    """
    if math.isinf(price):
        return math.inf
    if kept <= 0:
        return 0.0
    if kept >= cap:
        return cap * (price - 1.0)
    bend = math.pow(cap / kept, 1 / elasticity) if elasticity > 0 else math.inf
    if price <= bend:
        return _power_area(kept, elasticity, 1.0, price)
    return _power_area(kept, elasticity, 1.0, bend) + cap * (price - bend)


def lagged(at_once: float, in_the_end: float, years: float, lag: float) -> float:
    r"""Return an elasticity some years after the price moved.

    .. math:: \varepsilon(t)=\varepsilon_\infty-(\varepsilon_\infty-\varepsilon_0)e^{-t/T}

    Parameters
    ----------
    at_once, in_the_end
        Elasticity at first, and when everybody has adapted. [-]
    years
        Time since. [yr]
    lag
        Time in which 63 % of the way is gone. [yr]

    Examples
    --------
    >>> round(lagged(-0.1, -0.6, 5.0, 5.0), 3)
    -0.416
    """
    if not lag > 0 or not years >= 0:
        raise RecordError(f"years must be 0 or more and lag above 0, got {years!r} and {lag!r}.")
    return in_the_end - (in_the_end - at_once) * math.exp(-years / lag)
