"""Loss in a set of scenarios when some options are there, solved from kept programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mineralsec.analysis.disruption.rung import Rung
from mineralsec.analysis.disruption.simulate import limits_of

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.placed_options import Placed
    from mineralsec.analysis.disruption.reroute import Reroute
    from mineralsec.graph.columns import Floats

__all__ = ["Scenario"]


class Scenario:
    """One set of shocks on a mineral, ready to be solved with any number of options.

    Parameters
    ----------
    placed
        The graph with rows for the options.
    mineral
        Name.
    shocks
        What is lost.
    response
        How the rest reacts.
    start, duration
        Window.
    """

    def __init__(
        self,
        placed: Placed,
        mineral: str,
        shocks: tuple[Any, ...],
        response: Reroute,
        start: Any,
        duration: Any,
    ) -> None:
        self._given = (placed, mineral, shocks, response, start, duration)
        graph = placed.graph
        limits = limits_of(graph, shocks, start, duration)
        self.years, self.scope = limits.years, "; ".join(limits.scope) or "nothing is lost"
        question = Rung(response, "", graph, limits).question(mineral)
        self.users = users = question.users
        self.program = program = question.program(detail=False)
        self.cost = program.serve_cost(users, question.calm.gain)
        wanted = users.wanted
        self.base = program.bounds(question.bounds, wanted, question.today, question.network.output)
        self.change = np.zeros((len(placed.rows), program.layout.columns))
        for i, (table, rows, amounts) in enumerate(placed.rows):
            self._place(question, i, table, rows, amounts)
        self.change *= program.scale
        #: One class of users: a tonne of any of them has the solver's own price.
        self.one_class = len(np.unique(users.rank[wanted > 0])) <= 1

    def __reduce__(self) -> tuple[Any, ...]:
        # a program of the solver cannot go to another process: it is built anew there
        return Scenario, self._given

    def _place(
        self, question: Any, i: int, table: str, rows: tuple[int, ...], amounts: tuple[float, ...]
    ) -> None:
        network, layout, limits = question.network, self.program.layout, question.limits
        for row, amount in zip(rows, amounts, strict=True):
            if table == "use":
                local = int(np.flatnonzero(network.markets == row)[0])
                here = np.flatnonzero(self.users.market == local)
                wanted = self.users.wanted[here]
                total = float(wanted.sum())
                if total > 0:
                    # who left wants nothing any more, and substitutes nothing
                    part = min(amount, total) * wanted / total
                    self.change[i, layout.served.start + here] -= part
            elif table in ("stock", "recycling"):
                local = int(np.flatnonzero(network.stocks == row)[0])
                rate = amount / self.years if table == "stock" else amount
                self.change[i, layout.release.start + local] += rate * limits.release_left[row]
            elif table == "maker":
                local = int(np.flatnonzero(network.makers == row)[0])
                self.change[i, layout.makers.start + local] += amount * limits.capacity_left[row]
            else:
                local = int(np.flatnonzero(network.lanes == row)[0])
                pair = question.calm.pair_of[local]
                self.change[i, layout.lanes.start + pair] += amount * limits.lane_left[row]

    def high(self, count: Floats) -> Floats:
        """Return upper bounds with so many units of each option."""
        # an unlimited lane stays unlimited
        high: Floats = np.maximum(self.base + count @ self.change, 0.0)
        return high

    def loss(self, count: Floats) -> float:
        """Return unmet use by weight over the window, with so many units of each option. [t]"""
        return self._loss(self._solved(count).x, self.high(count))

    def _solved(self, count: Floats) -> Any:
        with self.program.lock:
            self.program.set_high(self.high(count))
            return self.program.solve(self.cost)

    def _loss(self, x: Floats, high: Floats) -> float:
        served = self.program.layout.served
        unmet = np.maximum(high[served] - x[served], 0.0)
        return float(self.users.weight @ unmet) * self.years / self.program.scale

    def prices(self) -> Floats:
        """Return the loss that the solver's prices say one unit of each option avoids. [t]

        Not a number where users come in classes: the price then also puts one before another.
        """
        if not self.one_class:
            return np.full(len(self.change), np.nan)
        best = self._solved(np.zeros(len(self.change)))
        # nobody is made to use what there is more of: only a price below zero is worth something
        price = np.minimum(best.column_dual, 0.0)
        served = self.program.layout.served
        # a tonne that is wanted no more avoids its own loss, at most its weight
        price[served] += self.users.weight
        with np.errstate(invalid="ignore"):
            worth = np.where(self.change != 0, self.change * -price, 0.0).sum(axis=1)
        found: Floats = worth * self.years / self.program.scale
        return found
