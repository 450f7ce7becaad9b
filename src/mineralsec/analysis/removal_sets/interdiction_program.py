r"""The worst set of countries as one integer program.

The inner problem, least unmet use, is a linear program; its dual is a maximum, so both levels
become one. With prices :math:`\pi_m` of markets, values :math:`\alpha_d \le \min(1, \pi_m)` of
users and :math:`\beta_j` of limits, and a switch :math:`x_c` for each country,

.. math::

    \max \sum_d D_d \alpha_d - \sum_j \bar u_j \gamma_j, \qquad
    \gamma_j \ge \beta_j - M x_{c(j)}, \qquad \sum_c x_c = k,

where :math:`\beta_j` is at least what a tonne through :math:`j` gains, and :math:`M` is the most
a tonne can be worth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mineralsec.analysis.disruption.limits import Limits
from mineralsec.analysis.disruption.question import Question
from mineralsec.analysis.disruption.windows import window
from mineralsec.errors import SolverError
from mineralsec.places import country_of

if TYPE_CHECKING:
    from mineralsec.analysis.removal_sets.joint_loss import JointLoss

__all__ = ["worst_set"]


def worst_set(losses: JointLoss, known: tuple[str, ...], k: int) -> tuple[str, ...]:
    """Return the k of the `known` countries whose joint removal leaves most use unmet.

    Raises
    ------
    SolverError
        If the integer program is not solved.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    rows = _Rows(losses, known)
    high = np.where(rows.binary, 1.0, np.inf)
    low = np.where(rows.free, -np.inf, 0.0)
    matrix = coo_array(
        (np.concatenate(rows.values), (np.concatenate(rows.row), np.concatenate(rows.column))),
        shape=(rows.count, len(rows.cost)),
    ).tocsr()
    choose = np.where(rows.binary, 1.0, 0.0)
    found = milp(
        rows.cost,
        integrality=rows.binary.astype(np.int64),
        bounds=Bounds(low, high),
        constraints=[
            LinearConstraint(matrix, -np.inf, np.array(rows.most)),
            LinearConstraint(choose[None, :], k, k),
        ],
    )
    if found.x is None:
        raise SolverError(
            f"the worst {k} countries for {losses.mineral}: {found.message} Name fewer countries "
            "with places=..."
        )
    chosen = np.flatnonzero(rows.binary & (found.x > 0.5)) - rows.switch
    return tuple(sorted(known[i] for i in chosen.tolist()))


class _Rows:
    """The integer program as entries; every row is an upper limit."""

    def __init__(self, losses: JointLoss, known: tuple[str, ...]) -> None:
        graph, network = losses.graph, losses.network
        limits = Limits.none(graph, *window(None, "1 year", graph.year))
        free = np.full(len(network.makers), np.inf)
        question = Question(losses.response, graph, losses.mineral, limits, free)
        users, bounds, n = question.users, question.bounds, len(network)
        scale = 1.0 / max(float(users.wanted.sum()), 1e-300)
        # what a tonne may be worth: one tonne of use, times the losses on the way
        self.most_worth = question.calm.gain
        lanes, makers = len(question.origin), len(network.makers)
        self.row: list[Any] = []
        self.column: list[Any] = []
        self.values: list[Any] = []
        self.most: list[float] = []
        self.count = 0
        price = np.arange(n)
        value = n + np.arange(len(users.market))
        lane = value.size + n + np.arange(lanes)
        maker = lane.size + value.size + n + np.arange(makers)
        supply = n + value.size + lanes + makers + np.arange(n)
        self.switch = n + value.size + lanes + makers + n
        columns = self.switch + len(known)
        self.cost, self.free = np.zeros(columns), np.zeros(columns, np.bool_)
        self.binary = np.zeros(columns, np.bool_)
        self.free[price] = True
        self.binary[self.switch :] = True
        self.cost[value] = -users.wanted * scale
        for column, limit in ((lane, bounds.lane), (maker, bounds.maker), (supply, bounds.appears)):
            self.cost[column] = np.where(np.isinf(limit), 0.0, limit) * scale
        names = graph.columns.places
        number = {country: i for i, country in enumerate(known)}
        at = np.array([
            number.get(country_of(names[code]), -1) for code in network.place_of.tolist()
        ])  # fmt: skip
        everything = losses.channel == "all"
        self._add((value, 1.0), (price[users.market], -1.0))  # a user pays no more than the price
        for i in range(len(value)):
            off = at[users.market[i]] if everything else -1
            # nor more than 1, and nothing once it has left
            self._add((value[i : i + 1], 1.0), *self._switched([off], 1.0), most=1.0)
        start, end = question.origin, question.destination
        for a in range(lanes):
            off = sorted({at[start[a]], at[end[a]]}) if everything else []
            gain = [(price[end[a]][None], 1.0), (price[start[a]][None], -1.0)]
            self._gain(lane[a], gain, bounds.lane[a], off)
        for j in range(makers):
            market, intake = network.maker_market[j], network.maker_intake[j]
            gain = [(price[market][None], 1.0)]
            if intake >= 0:
                gain.append((price[intake][None], -1.0 / network.recovery[j]))
            self._gain(maker[j], gain, bounds.maker[j], [at[market]])
        for m in np.flatnonzero(bounds.appears > 0).tolist():
            off = [at[m]] if everything else []
            self._gain(supply[m], [(price[m][None], 1.0)], bounds.appears[m], off)

    def _gain(self, column: int, gain: list[Any], limit: float, off: list[int]) -> None:
        """Make a limit worth what it gains, unless a switch has closed it."""
        if limit <= 0:
            return  # nothing passes: the price difference is free
        ours = [] if np.isinf(limit) else [(np.array([column]), -1.0)]
        self._add(*gain, *ours, *self._switched(off, -self.most_worth * 2))

    def _switched(self, off: list[int], by: float) -> list[tuple[Any, float]]:
        return [(np.array([self.switch + country]), by) for country in off if country >= 0]

    def _add(self, *parts: tuple[Any, Any], most: float = 0.0) -> None:
        """Add rows: the sum of each part's columns times its value is at most `most`."""
        size = max(len(columns) for columns, _ in parts)
        row = self.count + np.arange(size)
        for columns, value in parts:
            self.row.append(row)
            self.column.append(np.broadcast_to(columns, size))
            self.values.append(np.full(size, value, dtype=np.float64))
        self.most += [most] * size
        self.count += size
