r"""The linear program of some months in a row: what moves, what is stored, who goes short.

For market :math:`m` and month :math:`t`, with lanes :math:`a` that take :math:`\ell_a` months,

.. math::

    \sum_{a \to m} f_{a,t-\ell_a} + \sum_n q_{n,t} + r_{m,t} + e_{m,t}
    = \sum_{m \to a} f_{a,t} + \sum_{n \text{ takes } m} \frac{q_{n,t}}{\eta_n}
    + s_{m,t} + p_{m,t} + w_{m,t},

.. math:: K_{k,t} = (1 - \delta) K_{k,t-1} - r_{k,t} + p_{k,t},

with supply without a record :math:`e`, use served :math:`s`, stock released :math:`r` and put
aside :math:`p`, and :math:`w` stranded where nobody takes it. What was sent before the first
month still arrives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from mineralsec.graph.columns import sums
from mineralsec.solver import LinearProgram, Matrix

if TYPE_CHECKING:
    from mineralsec.graph.columns import Floats, Integers
    from mineralsec.graph.network import Network

__all__ = ["Month", "MonthProgram", "Solved", "Stores"]

#: Use of the whole mineral in a month inside the program, whatever its tonnage.
SCALE = 1e4

#: What is worth how much to the program, relative to a tonne of use served. Use comes first;
#: then a month earlier, an even spread over those who go short, a full store, keeping stock, and
#: moving as today.
EARLIER, EVEN, FULL, KEEP, AS_TODAY = 2e-3, 2e-4, 1e-2, 1e-4, 2e-6

#: Steps in which a user's need is met: equal use comes nearest to equal shares.
STEPS = 8


@frozen(eq=False)
class Stores:
    """Stocks of one mineral.

    Parameters
    ----------
    market
        Local market of each, shape (n_stores,).
    held
        What lies there at the start. [t]
    room
        What it is filled up to when supply allows; 0 where nothing is put aside. [t]
    loss
        Part lost a month. [-]
    """

    market: Integers
    held: Floats
    room: Floats
    loss: float


@frozen(eq=False)
class Month:
    """Upper bounds of one month. [t a month]

    Parameters
    ----------
    lane, maker, appears, release
        Of each merged lane, maker, market and store.
    wanted
        What each user wants.
    room
        What each store may hold at the end. [t]
    quotas
        For each quota its lanes and what they may carry together.
    """

    lane: Floats
    maker: Floats
    appears: Floats
    release: Floats
    wanted: Floats
    room: Floats
    quotas: tuple[tuple[Any, float], ...] = ()


@frozen(eq=False)
class Solved:
    """The first month, or all months, of a solution; the first axis is the month. [t a month]

    Parameters
    ----------
    served, sent, made, released, put, held
        Shapes (n_months, n_users), (n_months, n_lanes), (n_months, n_makers) and three of
        (n_months, n_stores); `held` is in tonnes.
    """

    served: Floats
    sent: Floats
    made: Floats
    released: Floats
    put: Floats
    held: Floats


class MonthProgram:
    """Builds and solves the program of a window of months.

    Parameters
    ----------
    network
        The mineral's rows.
    user_market
        Local market of each user.
    value
        What a tonne served is worth, shape (n_users,); 1 is plain use. [-]
    origin, destination, transit
        Ends of each merged lane and how many months it takes.
    lane_today, made_today
        What each lane carries and each maker makes. [t a month]
    stores
        Stocks.
    """

    def __init__(
        self,
        network: Network,
        user_market: Integers,
        value: Floats,
        origin: Integers,
        destination: Integers,
        transit: Integers,
        lane_today: Floats,
        made_today: Floats,
        stores: Stores,
    ) -> None:
        self.network, self.user_market, self.value = network, user_market, value
        self.origin, self.destination, self.transit = origin, destination, transit
        self.lane_today, self.made_today, self.stores = lane_today, made_today, stores
        self._kept: dict[Any, tuple[LinearProgram, _Places]] = {}

    def solve(self, months: Sequence[Month], sent: Floats, held: Floats) -> Solved:
        """Return the best use of a window of months.

        Parameters
        ----------
        months
            Bounds of each month.
        sent
            What each lane carried in the months before, the latest last, shape
            (longest transit, n_lanes). [t a month]
        held
            What each store holds at the start. [t]
        """
        total = float(months[0].wanted.sum()) or float(self.made_today.sum()) or 1.0
        scale = SCALE / total
        shape = (len(months), tuple(len(m.quotas) for m in months))
        fresh = shape not in self._kept or any(shape[1])
        places = _Places(self, len(months), sum(shape[1])) if fresh else self._kept[shape][1]
        high = np.concatenate([self._high(months, held, part) for part in places.parts]) * scale
        rhs = self._known(len(months), sent, held) * scale
        quota = np.array([limit for m in months for _, limit in m.quotas]) * scale
        low_rows = np.concatenate([rhs, np.full(len(quota), -np.inf)])
        high_rows = np.concatenate([rhs, quota])
        if fresh:
            matrix = self._matrix(months, places)
            program = LinearProgram(
                self._cost(len(months), places), matrix, low_rows, high_rows, np.zeros(len(high)),
                high, what=f"months of {self.network.mineral}",
            )  # fmt: skip
            self._kept = {shape: (program, places)}
        else:
            program = self._kept[shape][0]
            every = np.arange(len(high), dtype=np.int32)
            program.set_columns(every, np.zeros(len(high)), high)
            rows = np.arange(len(rhs), dtype=np.int32)
            program.set_rows(rows, low_rows, high_rows)
        x = np.maximum(program.solve().x, 0.0) / scale
        return self._solved(x, len(months), places)

    # columns -----------------------------------------------------------------------------------

    def _high(self, months: Sequence[Month], held: Floats, part: str) -> Floats:
        """Return the upper bounds of one kind of column, month after month."""
        of: dict[str, Callable[[Month], Floats]] = {
            "as today": lambda m: np.minimum(m.lane, self.lane_today),
            "more": lambda m: m.lane - np.minimum(m.lane, self.lane_today),
            "made as today": lambda m: np.minimum(m.maker, self.made_today),
            "made more": lambda m: m.maker - np.minimum(m.maker, self.made_today),
            "served": lambda m: np.tile(m.wanted / STEPS, STEPS),
            "released": lambda m: m.release,
            "put": lambda m: np.where(m.room > 0, np.inf, 0.0),
            # what was put aside before is not thrown away
            "held": lambda m: np.where(np.isinf(m.room), np.inf, np.maximum(m.room, held)),
            "appears": lambda m: m.appears,
            # what was under way to a place that takes nothing any more
            "stranded": lambda m: np.full(len(self.network), np.inf),
        }
        return np.concatenate([of[part](month) for month in months])

    def _cost(self, count: int, places: _Places) -> Floats:
        cost = np.zeros(places.columns)
        for t in range(count):
            cost[places.of("as today", t)] = -AS_TODAY
            cost[places.of("more", t)] = AS_TODAY
            cost[places.of("made as today", t)] = -AS_TODAY
            cost[places.of("made more", t)] = AS_TODAY
            step = np.repeat(np.arange(STEPS)[::-1], len(self.value))
            worth = np.tile(self.value, STEPS) * (1 + EARLIER * (count - t) + EVEN * step)
            cost[places.of("served", t)] = -worth
            cost[places.of("released", t)] = cost[places.of("stranded", t)] = KEEP
            # put aside only for what it is worth to have at the end of each month
            full = np.where(self.stores.room > 0, FULL / count, 0.0)
            cost[places.of("held", t)] = -full
        return cost

    # rows --------------------------------------------------------------------------------------

    def _known(self, count: int, sent: Floats, held: Floats) -> Floats:
        """Return the right-hand sides: what is under way, and what lies in store."""
        n = len(self.network)
        balance = np.zeros((count, n))
        for t in range(count):
            late = self.transit > t
            rows = len(sent) + t - self.transit[late]
            arrives = sent[rows, np.flatnonzero(late)] if late.any() else np.zeros(0)
            balance[t] -= sums(self.destination[late], arrives, n)
        store = np.zeros((count, len(held)))
        store[0] = (1.0 - self.stores.loss) * held
        return np.concatenate([balance.ravel(), store.ravel()])

    def _matrix(self, months: Sequence[Month], places: _Places) -> Matrix:
        network, n, stocks = self.network, len(self.network), len(self.stores.market)
        count = len(months)
        refines = np.flatnonzero(network.maker_intake >= 0)
        rows: list[Any] = []
        columns: list[Any] = []
        values: list[Any] = []

        def add(row: Any, column: Any, value: Any) -> None:
            rows.append(np.asarray(row))
            columns.append(np.asarray(column))
            values.append(np.broadcast_to(np.asarray(value, np.float64), len(rows[-1])))

        quota_row = count * (n + stocks)
        for t in range(count):
            for part in ("as today", "more"):
                at = places.of(part, t)
                add(t * n + self.origin, at, -1.0)
                seen = t + self.transit < count
                arrival = (t + self.transit[seen]) * n + self.destination[seen]
                add(arrival, at[seen], 1.0)
            for part in ("made as today", "made more"):
                at = places.of(part, t)
                add(t * n + network.maker_market, at, 1.0)
                add(t * n + network.maker_intake[refines], at[refines],
                    -1.0 / network.recovery[refines])  # fmt: skip
            add(t * n + np.tile(self.user_market, STEPS), places.of("served", t), -1.0)
            add(t * n + self.stores.market, places.of("released", t), 1.0)
            add(t * n + self.stores.market, places.of("put", t), -1.0)
            add(t * n + np.arange(n), places.of("appears", t), 1.0)
            add(t * n + np.arange(n), places.of("stranded", t), -1.0)
            store = count * n + t * stocks + np.arange(stocks)
            add(store, places.of("held", t), 1.0)
            add(store, places.of("released", t), 1.0)
            add(store, places.of("put", t), -1.0)
            if t + 1 < count:
                add(store + stocks, places.of("held", t), -(1.0 - self.stores.loss))
            for lanes, _ in months[t].quotas:
                for part in ("as today", "more"):
                    add(np.full(len(lanes), quota_row), places.of(part, t)[lanes], 1.0)
                quota_row += 1
        shape = (places.rows, places.columns)
        return Matrix.of(
            np.concatenate(rows).astype(np.int32), np.concatenate(columns).astype(np.int32),
            np.concatenate(values), shape,
        )  # fmt: skip

    def _solved(self, x: Floats, count: int, places: _Places) -> Solved:
        def block(part: str) -> Floats:
            return np.stack([x[places.of(part, t)] for t in range(count)])

        served = block("served").reshape(count, STEPS, len(self.value)).sum(axis=1)
        return Solved(
            served=served,
            sent=block("as today") + block("more"),
            made=block("made as today") + block("made more"),
            released=block("released"),
            put=block("put"),
            held=block("held"),
        )


class _Places:
    """Where each kind of column of each month stands."""

    def __init__(self, of: MonthProgram, count: int, quotas: int) -> None:
        lanes, makers, stocks = len(of.origin), len(of.network.makers), len(of.stores.market)
        self.size = {
            "as today": lanes,
            "more": lanes,
            "made as today": makers,
            "made more": makers,
            "served": STEPS * len(of.value),
            "released": stocks,
            "put": stocks,
            "held": stocks,
            "appears": len(of.network),
            "stranded": len(of.network),
        }
        self.parts = tuple(self.size)
        starts = np.cumsum([0, *(count * size for size in self.size.values())])
        self.start = dict(zip(self.parts, starts.tolist(), strict=False))
        self.columns = int(starts[-1])
        self.rows = count * (len(of.network) + stocks) + quotas

    def of(self, part: str, month: int) -> Any:
        """Return the columns of one kind in one month."""
        start = self.start[part] + month * self.size[part]
        return np.arange(start, start + self.size[part])
