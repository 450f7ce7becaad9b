"""What a response makes of a shock: rows after it, one set a mineral."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from attrs import frozen

from mineralsec.analysis.disruption.limits import Limits
from mineralsec.graph.columns import sums

if TYPE_CHECKING:
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.network import Network
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["After", "Outcome", "Response", "Totals", "market_use"]


@frozen(eq=False)
class After:
    """One mineral after a shock, in the row order of its network.

    Parameters
    ----------
    received
        What each consumer gets, shape (n_users,). [t/yr]
    unrecorded
        What each market's use without a record gets, shape (n_markets,). [t/yr]
    flow
        Shape (n_lanes,). [t/yr]
    output
        Shape (n_makers,). [t/yr]
    release
        Shape (n_stocks,). [t/yr]
    new_flow
        Flows on lanes nobody used before, as (origin, destination, t/yr) rows.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> impact = ms.remove_country(graph, "CHN")
    >>> after = ms.ProRata().respond(graph, impact.limits).after["gallium"]
    >>> bool(after.received.sum() < graph.columns.users.reconciled.sum())
    True
    """

    received: Floats
    unrecorded: Floats
    flow: Floats
    output: Floats
    release: Floats
    new_flow: tuple[tuple[int, int, float], ...] = ()


@frozen(eq=False)
class Totals:
    """Use that is unmet after a shock, by whose it is. [t/yr]

    Parameters
    ----------
    counted
        Use that counts in the shortfall: what it was, and how much of it is unmet.
    own
        Use that leaves, or that is served first: what it was, and how much is unmet.
    other
        Use that stays but does not count (not a target): what it was, how much is unmet.
    """

    counted: tuple[float, float]
    own: tuple[float, float]
    other: tuple[float, float]

    @property
    def unmet(self) -> float:
        """Unmet use of everybody, those who left included. [t/yr]"""
        return self.counted[1] + self.own[1] + self.other[1]

    @property
    def use(self) -> float:
        """Use of everybody in the undisturbed run. [t/yr]"""
        return self.counted[0] + self.own[0] + self.other[0]


@frozen(eq=False)
class Outcome:
    """What a response returns.

    Parameters
    ----------
    after
        By mineral name; a mineral that nothing touches is left out.
    notes
        Assumptions made on the way, in words.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> impact = ms.remove_country(graph, "CHN")
    >>> outcome = ms.ProRata().respond(graph, impact.limits)
    >>> sorted(outcome.after)
    ['gallium']
    """

    after: dict[str, After]
    notes: tuple[str, ...] = ()


@runtime_checkable
class Response(Protocol):
    """Anything that says how the rest reacts to a shock.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> class Stoic:
    ...     def respond(self, graph, limits):
    ...         return ms.ProRata().respond(graph, limits)
    >>> ms.remove_country(graph, "CHN", response=Stoic()).denominator
    'use outside China'
    """

    def respond(self, graph: SupplyGraph, limits: Limits, /) -> Outcome:
        """Return what everybody gets."""


def market_use(network: Network, received: Floats, unrecorded: Floats) -> Floats:
    """Return what is used at each market, with or without a record, shape (n_markets,). [t/yr]"""
    return sums(network.user_market, received, len(network)) + unrecorded


def totals(network: Network, limits: Limits, after: After) -> Totals:
    """Return unmet use by whose it is.

    Demand that a shock raises above today's counts as unmet as far as it is not served; use
    that leaves is unmet, and own.
    """
    wanted = network.received * limits.demand[network.users]
    before = market_use(network, wanted, network.vanishes)
    unmet = before - market_use(network, after.received, after.unrecorded)
    unmet[np.abs(unmet) <= 1e-9 * np.maximum(before, 1e-300)] = 0.0
    counted = limits.counted[network.markets]
    own = ~counted & (limits.first | (limits.leaves > 0))[network.markets]
    other = ~counted & ~own

    def of(mask: np.ndarray) -> tuple[float, float]:
        return float(before[mask].sum()), float(unmet[mask].sum())

    return Totals(of(counted), of(own), of(other))
