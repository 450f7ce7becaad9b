"""What price clears the market after a shock, and how much use is given up at it.

The world of the mineral is one market, or two when a country's exports stop: outside, the dearer
one, and inside, where what used to be exported presses on the price. Lanes are free; what is
scarce is supply. It stands beside the ladder, not on it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, field, frozen

from mineralsec.analysis.disruption.cleared import Cleared, MarketSide
from mineralsec.analysis.disruption.elasticities import Elasticities
from mineralsec.analysis.disruption.hosts import hosts_first
from mineralsec.analysis.disruption.outcome import After, Outcome
from mineralsec.analysis.disruption.question import Question
from mineralsec.analysis.disruption.reroute import Reroute
from mineralsec.errors import GraphError, RecordError, show

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.limits import Limits
    from mineralsec.graph.columns import Flags, Floats
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Clearing"]


def _elasticities(value: Any) -> Any:
    if isinstance(value, Elasticities):
        return value
    if (
        isinstance(value, Mapping)
        and value
        and all(isinstance(v, Elasticities) for v in value.values())
    ):
        return tuple(value.items())
    raise RecordError(
        "elasticities are never assumed: write ms.Elasticities(demand=-0.3, supply=0.2), "
        "ms.elasticities('tin'), or a mapping from mineral to one of them. "
        f"Got {show(value)}."
    )


@frozen
class Clearing:
    r"""Use falls with the price until it is what can be supplied.

    .. math:: D\,p^{\varepsilon_D} = \min(S\,p^{\varepsilon_S}, \bar S)

    with :math:`D` the use that stays, :math:`S` what today's output still serves after the shock
    and :math:`\bar S` what can be served at most, both by :class:`~mineralsec.Reroute` with open
    lanes: chains, yields, by-products and hosts count. Where exports stop there are two prices.

    Parameters
    ----------
    elasticities
        :class:`~mineralsec.Elasticities`, or a mapping from mineral to them; there is no
        default.
    spare
        What caps supply: a word or mapping as :class:`~mineralsec.Reroute` takes it, or None for
        no cap.

    References
    ----------
    Nassar, N. T., and others (2025). Methodology and technical input for the 2025 U.S. list of
    critical minerals. Open-File Report 2025-1047, U.S. Geological Survey.
    https://doi.org/10.3133/ofr20251047 (price and quantity after a trade disruption).

    Examples
    --------
    >>> Clearing(Elasticities(demand=-0.3, supply=0.2)).spare
    'nameplate'
    """

    elasticities: Any = field(converter=_elasticities)
    spare: Any = field(default="nameplate", kw_only=True)

    def __attrs_post_init__(self) -> None:
        """Refuse a cap that means nothing."""
        self._most()

    def of(self, mineral: str) -> Elasticities:
        """Return the elasticities of a mineral.

        Raises
        ------
        GraphError
            If they were given by mineral, and not for this one.
        """
        if isinstance(self.elasticities, Elasticities):
            return self.elasticities
        given = dict(self.elasticities)
        if mineral not in given:
            raise GraphError(
                f"no elasticities of {mineral} are given, only of {', '.join(given)}. None are "
                "assumed: add them."
            )
        found: Elasticities = given[mineral]
        return found

    def _most(self) -> Reroute:
        spare = "nameplate" if self.spare is None else self.spare
        return Reroute(lanes="open", growth=None, spare=spare)

    def respond(self, graph: SupplyGraph, limits: Limits, /) -> Outcome:
        """Return what everybody gets at the price that clears the market."""
        after, found = self._solved(graph, limits)
        return Outcome(after, tuple(repr(c) for c in found.values()))

    def cleared(self, graph: SupplyGraph, limits: Limits) -> dict[str, Cleared]:
        """Return the market of each mineral that the limits touch."""
        return self._solved(graph, limits)[1]

    def _solved(
        self, graph: SupplyGraph, limits: Limits
    ) -> tuple[dict[str, After], dict[str, Cleared]]:
        after: dict[str, After] = {}
        markets: dict[str, Cleared] = {}
        for mineral, caps in hosts_first(graph, limits, after):
            found, parts = self.market(graph, limits, mineral, caps)
            question = self._question(self._most(), graph, mineral, limits, caps)
            factor = np.ones(len(question.users.wanted))
            for side, users in zip(found.sides, parts, strict=True):
                # users inside may buy more than before; nobody's use is counted as less than none
                factor[users] = min(1.0, side.use_at(side.price, found.elasticities.demand.point))
            question.users = evolve(question.users, wanted=question.users.wanted * factor)
            after[mineral] = question.detail()
            markets[mineral] = found
        return after, markets

    def _question(
        self, response: Reroute, graph: SupplyGraph, mineral: str, limits: Limits, caps: Floats
    ) -> Question:
        question = Question(response, graph, mineral, limits, caps)
        if self.spare is None and response == self._most():
            maker = np.where(question.bounds.maker > 0, np.inf, 0.0)
            question.bounds = evolve(question.bounds, maker=np.minimum(maker, caps))
        return question

    def market(
        self, graph: SupplyGraph, limits: Limits, mineral: str, caps: Floats
    ) -> tuple[Cleared, tuple[Flags, ...]]:
        """Return the cleared market of one mineral, and which users are on each side.

        Parameters
        ----------
        graph, limits, mineral
            The question.
        caps
            What hosts allow each maker, shape (n_makers,). [t/yr]
        """
        today = Reroute(lanes="open", growth=None, spare="none")
        kept_by, most_by = (
            self._question(response, graph, mineral, limits, caps)
            for response in (today, self._most())
        )
        users, network = kept_by.users, kept_by.network
        kept, most = kept_by.totals_only(), most_by.totals_only()
        counted = limits.counted[network.markets][users.market]
        first = limits.first[network.markets][users.market]
        stays = users.wanted > 0
        # third places may pass on what the targets do not get: one market again
        apart = bool(limits.first[network.markets].any()) and (
            bool(kept_by.marks) or not np.any(stays & ~counted & ~first)
        )
        outside = stays & counted if apart else stays
        inside = stays & ~outside

        def total(amount: Floats, who: Flags) -> float:
            return float(amount[who].sum())

        wanted = total(users.wanted, outside)
        cap = math.inf if self.spare is None else total(most, outside)
        words = " and ".join(limits.whose)
        sides = [MarketSide(words if apart else "world", wanted, total(kept, outside), cap)]
        if apart:
            own = total(users.wanted, inside)
            held_back = max(wanted - total(kept, outside), 0.0)
            sides.append(MarketSide("the rest", own, own + held_back, math.inf))
        today_cap = total(kept, outside)
        found = Cleared.of(mineral, tuple(sides), self.of(mineral), today_cap)
        return found, (outside, inside)[: len(sides)]
