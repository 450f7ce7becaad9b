r"""The linear program of one mineral: who can get what from whom.

Columns are lanes, makers' outputs, what each user is served, stock releases and supply without
a record; rows are the balances of markets. The matrix is built once a graph; a shock only
changes bounds. Everything is scaled so that the mineral's use is of the order of 10,000.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from mineralsec.analysis.disruption.origin_rows import MarkedPart
from mineralsec.analysis.disruption.why_unsolved import explained
from mineralsec.errors import SolverError
from mineralsec.solver import LinearProgram, Matrix, Optimum

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.limits import Limits
    from mineralsec.analysis.disruption.origin_rows import Marks
    from mineralsec.graph.columns import Floats, Integers
    from mineralsec.graph.network import Network
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Bounds", "Layout", "Program", "Users", "lane_pairs"]

#: Use of the whole mineral inside the program, whatever its tonnage.
SCALE = 1e4

#: What an amount found by one solve may give way by in the next, in the program's scale: ten
#: times the solver's tolerance, a ten-billionth of the mineral's use.
ROUNDING = 1e-6


@frozen(eq=False)
class Users:
    """Consumers and use without a record, in one list.

    Parameters
    ----------
    market
        Local market, shape (n_users,).
    wanted
        What each wants under the limits. [t/yr]
    weight
        Weight of a tonne unmet. [-]
    rank
        Class served first when smaller; own use under an export stop is before all classes.
    recorded
        How many of them are consumer records; the rest is use without a record.
    """

    market: Integers
    wanted: Floats
    weight: Floats
    rank: Integers
    recorded: int

    @classmethod
    def of(
        cls, network: Network, graph: SupplyGraph, limits: Limits | None, *, classes: bool
    ) -> Users:
        """Return the users of a network under limits."""
        c = graph.columns
        extra = np.flatnonzero(network.vanishes > 0)
        market = np.concatenate([network.user_market, extra]).astype(np.int32)
        rank = np.concatenate(
            [c.users.priority[network.users], np.ones(len(extra), np.int32)]
        ).astype(np.int32)
        if not classes:
            rank = np.ones_like(rank)
        wanted = np.concatenate([network.received, network.vanishes[extra]])
        if limits is not None:
            wanted = wanted * np.concatenate([limits.demand[network.users], np.ones(len(extra))])
            wanted *= 1.0 - limits.leaves[network.markets][market]
            rank = np.where(limits.first[network.markets][market], 0, rank).astype(np.int32)
        weight = np.concatenate([c.users.weight[network.users], np.ones(len(extra))])
        return cls(market, wanted, weight, rank, len(network.users))


@frozen(eq=False)
class Bounds:
    """Upper bounds of a program under limits and the choices of a response. [t/yr]

    Parameters
    ----------
    lane
        Of each merged lane.
    leave, arrive
        Of what each market may send to, or take from, places it never traded with.
    maker, release, appears
        Of each output, stock release and supply without a record.
    """

    lane: Floats
    leave: Floats
    arrive: Floats
    maker: Floats
    release: Floats
    appears: Floats


def lane_pairs(network: Network) -> tuple[Integers, Integers, Integers]:
    """Return (origin, destination, number of each lane row) of lanes with parallel rows merged."""
    key = network.lane_from.astype(np.int64) * max(len(network), 1) + network.lane_to
    pairs, which = np.unique(key, return_inverse=True)
    n = max(len(network), 1)
    return (pairs // n).astype(np.int32), (pairs % n).astype(np.int32), which.astype(np.int32)


@frozen(eq=False)
class Layout:
    """Where each kind of column and row stands in a program."""

    lanes: slice
    more: slice
    leave: slice
    arrive: slice
    makers: slice
    extra: slice
    served: slice
    release: slice
    appears: slice
    worst: int
    marked: slice
    columns: int
    markets: slice
    pools: slice
    balances: slice
    quotas: slice
    ceilings: slice
    rates: slice
    rows: int


class Program:
    """One mineral's linear program, built once and solved for many shocks.

    Parameters
    ----------
    network
        The mineral's rows.
    users
        Everybody who is served.
    origin, destination
        Ends of the lanes.
    pools
        Whether markets of a stage may also trade through a common pool (any lane is open).
    detail
        Whether lanes and makers are split at today's figure and users have a rate row, which
        fairness and least departure need.
    quotas
        For each quota the lanes and the markets whose pool exports it holds for.
    room
        What each quota allows. [t/yr]
    marks
        Bans on material by where it came from.
    """

    def __init__(
        self,
        network: Network,
        users: Users,
        origin: Integers,
        destination: Integers,
        *,
        pools: bool,
        detail: bool,
        quotas: tuple[tuple[Any, Any], ...] = (),
        room: Any = (),
        marks: tuple[Marks, ...] = (),
    ) -> None:
        self.network = network
        self.users = users
        self.lock = Lock()
        self.detail = detail
        total = float(np.sum(users.wanted)) or float(np.sum(network.output)) or 1.0
        self.scale = SCALE / total
        n, lanes, makers = len(network), len(origin), len(network.makers)
        self.stage_pool = (
            np.unique(network.stage_of, return_inverse=True)[1] if n else np.zeros(0, int)
        )
        pooled = n if pools else 0
        pool_rows = (int(self.stage_pool.max()) + 1 if n else 0) if pools else 0
        at = _Counter()
        lane, more = at(lanes), at(lanes if detail else 0)
        leave, arrive = at(pooled), at(pooled)
        maker, extra = at(makers), at(makers if detail else 0)
        served, release = at(len(users.market)), at(len(network.stocks))
        appears, worst = at(n), at(1 if detail else 0)
        plain = at.n
        numbers = self.stage_pool if pools else None
        parts = [MarkedPart(m, network, origin, destination, at, numbers) for m in marks]
        down = _Counter()
        markets, pool = down(n), down(pool_rows)
        for part in parts:
            part.balances(down)
        balances, quota = slice(pool.stop, down.n), down(len(quotas))
        for part in parts:
            part.ceilings(down)
        self.layout = layout = Layout(
            lane, more, leave, arrive, maker, extra, served, release, appears, worst.start,
            slice(plain, at.n), at.n, markets, pool, balances, quota, slice(quota.stop, down.n),
            down(len(users.market) if detail else 0), down.n,
        )  # fmt: skip
        entries = _Entries()
        for lanes_now in (lane, more) if detail else (lane,):
            entries.add(origin, lanes_now, -1.0)
            entries.add(destination, lanes_now, 1.0)
        if pools:
            market = np.arange(n)
            entries.add(market, leave, -1.0)
            entries.add(layout.pools.start + self.stage_pool, leave, 1.0)
            entries.add(market, arrive, 1.0)
            entries.add(layout.pools.start + self.stage_pool, arrive, -1.0)
        refines = np.flatnonzero(network.maker_intake >= 0)
        for made in (maker, extra) if detail else (maker,):
            entries.add(network.maker_market, made, 1.0)
            entries.add(
                network.maker_intake[refines],
                made.start + refines,
                -1.0 / network.recovery[refines],
            )
        entries.add(users.market, served, -1.0)
        entries.add(network.stock_market, release, 1.0)
        entries.add(np.arange(n), appears, 1.0)
        for i, (which_lanes, which_pool) in enumerate(quotas):
            row = layout.quotas.start + i
            for lanes_now in (lane, more) if detail else (lane,):
                entries.add(np.full(len(which_lanes), row), lanes_now.start + which_lanes, 1.0)
            if pools:
                entries.add(np.full(len(which_pool), row), leave.start + which_pool, 1.0)
        for part in parts:
            part.add(entries, layout, users.market, detail)
        row_low, row_high = np.zeros(layout.rows), np.zeros(layout.rows)
        if detail:
            rates = np.arange(layout.rates.start, layout.rates.stop)
            entries.add(rates, served, 1.0)
            entries.add(rates, np.full(len(rates), layout.worst), self.scale * users.wanted)
            row_low[layout.rates], row_high[layout.rates] = -np.inf, np.inf
        row_low[layout.quotas] = row_low[layout.ceilings] = -np.inf
        row_high[layout.quotas] = self.scale * np.asarray(room, np.float64)
        self.low, self.high = np.zeros(layout.columns), np.zeros(layout.columns)
        self.row_low, self.row_high = row_low, row_high
        self.matrix = entries.matrix((layout.rows, layout.columns))
        self.program = LinearProgram(
            np.zeros(layout.columns),
            self.matrix,
            row_low,
            row_high,
            self.low.copy(),
            self.high.copy(),
            what=f"supply of {network.mineral}",
        )
        self.cost = np.zeros(layout.columns)
        self._basis: dict[Any, Any] = {}
        self._here: Any = None

    def bounds(self, bounds: Bounds, wanted: Floats, today: Floats, output: Floats) -> Floats:
        """Return the upper bound of every column, scaled."""
        layout, high = self.layout, np.zeros(self.layout.columns)
        if self.detail:
            base = np.minimum(bounds.lane, today)
            high[layout.lanes], high[layout.more] = base, bounds.lane - base
            base = np.minimum(bounds.maker, output)
            high[layout.makers], high[layout.extra] = base, bounds.maker - base
            high[layout.worst] = 1.0 / self.scale
        else:
            high[layout.lanes], high[layout.makers] = bounds.lane, bounds.maker
        if layout.leave.stop > layout.leave.start:
            high[layout.leave], high[layout.arrive] = bounds.leave, bounds.arrive
        high[layout.served] = wanted
        high[layout.release] = bounds.release
        high[layout.appears] = bounds.appears
        high[layout.marked] = np.inf
        return high * self.scale

    def set_high(self, high: Floats) -> None:
        """Set every column's upper bound; lower bounds are zero."""
        low = np.zeros_like(high)
        moved = np.flatnonzero((high != self.high) | (low != self.low)).astype(np.int32)
        if len(moved):
            self.program.set_columns(moved, low[moved], high[moved])
        self.low, self.high = low, high

    def fix(self, which: Any, value: Floats, *, slack: float = 0.0) -> None:
        """Fix some columns at a value, or at most `slack` below it."""
        which = np.asarray(which, np.int32)
        if len(which):
            value = np.maximum(value, 0.0)  # a solver's zero may be a little below it
            self.high[which] = value
            self.low[which] = np.maximum(value - slack, 0.0)
            self.program.set_columns(which, self.low[which], self.high[which])

    def set_rows(self, which: Any, low: Floats, high: Floats) -> None:
        """Set bounds of some rows."""
        which = np.asarray(which, np.int32)
        changed = (self.row_low[which] != low) | (self.row_high[which] != high)
        if np.any(changed):
            self.row_low[which], self.row_high[which] = low, high
            self.program.set_rows(which[changed], low[changed], high[changed])

    def solve(self, cost: Floats, *, keep: Any = None) -> Optimum:
        """Return the optimum for `cost`; `keep` names the basis to keep for later restarts."""
        if not np.array_equal(cost, self.cost):
            self.program.set_costs(cost)
            self.cost = cost
        try:
            optimum = self.program.solve()
        except SolverError as error:
            raise explained(self, error) from error
        if keep is not None and keep not in self._basis:
            self._basis[keep] = self.program.keep_basis()
        return optimum

    def without(self, columns: Any) -> float:
        """Return the optimum with some columns at zero, restarted from where it is now."""
        nothing = np.zeros(len(columns))
        self.program.set_columns(columns, nothing, nothing)
        try:
            return self.program.minimum()
        except SolverError as error:
            raise explained(self, error) from error
        finally:
            self.program.set_columns(columns, self.low[columns], self.high[columns])
            self.program.restart_from(self._here)

    def stay(self) -> None:
        """Make the basis of the last solve the one that :meth:`without` restarts from."""
        self._here = self.program.keep_basis()

    def restart(self, kept: Any) -> bool:
        """Restart from a basis that was kept; return whether there is one."""
        basis = self._basis.get(kept)
        if basis is not None:
            self.program.restart_from(basis)
        return kept in self._basis

    def serve_cost(self, users: Users, gain: float) -> Floats:
        """Return costs that serve users by class, then weight.

        One class outweighs all later ones together: a tonne of one use never frees more than
        `gain` tonnes of another.
        """
        cost = np.zeros(self.layout.columns)
        ranks = np.unique(users.rank)
        span = float(users.weight.max(initial=1.0) / users.weight.min(initial=1.0))
        factor = 2.0 * gain * span
        above = len(ranks) - 1 - np.searchsorted(ranks, users.rank)
        cost[self.layout.served] = -users.weight * factor**above
        return cost


class _Counter:
    """Hand out consecutive ranges."""

    def __init__(self) -> None:
        self.n = 0

    def __call__(self, size: int) -> slice:
        start, self.n = self.n, self.n + size
        return slice(start, self.n)


class _Entries:
    """Collect matrix entries."""

    def __init__(self) -> None:
        self.rows: list[Any] = []
        self.columns: list[Any] = []
        self.values: list[Any] = []

    def add(self, rows: Any, columns: Any, values: Any) -> None:
        if isinstance(columns, slice):
            columns = np.arange(columns.start, columns.stop)
        self.rows.append(np.asarray(rows, np.int32))
        self.columns.append(np.asarray(columns, np.int32))
        self.values.append(np.broadcast_to(np.asarray(values, np.float64), len(columns)))

    def matrix(self, shape: tuple[int, int]) -> Matrix:
        return Matrix.of(
            np.concatenate(self.rows),
            np.concatenate(self.columns),
            np.concatenate(self.values),
            shape,
        )
