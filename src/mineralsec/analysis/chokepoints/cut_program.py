r"""The smallest sets of blocks that must fail, through the dual of the largest delivery.

The largest delivery :math:`D` is a flow with losses: along arc :math:`a` at most :math:`\bar u_a`
can arrive at market :math:`h(a)`, for which :math:`1 / \eta_a` times as much leaves market
:math:`t(a)`. Its dual is a generalised cut: what a tonne at each market is worth to the consumer,
:math:`\pi_m`, and a price :math:`\gamma_a` on each capacity. With a switch :math:`z_B` for each
block

.. math::

    D(z) = \min_{\pi, \gamma \ge 0} \sum_a \bar u_a \gamma_a, \qquad
    \gamma_a \ge \pi_{h(a)} - \pi_{t(a)} / \eta_a - M_a \sum_{B \ni a} z_B,
    \qquad \pi_m \le \bar \pi_m,

where :math:`\pi` is 1 for what the consumer uses and 0 before the sources, and :math:`B \ni a`
are the blocks that the arc leads into. :math:`\bar \pi_m` is the largest product of recoveries
from a market to the consumer. It limits what a tonne there can be worth, so
:math:`M_a = \bar \pi_{h(a)}` is exact; no recovery is above one, so no cycle makes it larger.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mineralsec.solver import LinearProgram, Matrix

if TYPE_CHECKING:
    from mineralsec.analysis.chokepoints.blocks import Block
    from mineralsec.analysis.chokepoints.delivery import Delivery
    from mineralsec.graph.columns import Floats

__all__ = ["CutProgram"]

#: How far a bound may be off, in rounding, before a branch is left. [-]
SLACK = 1e-6

Members = frozenset[int]


@frozen(eq=False)
class _Arcs:
    """What can move, per unit of the consumer's use; -1 is a source or the consumer's use.

    Parameters
    ----------
    tail, head
        Market at each end.
    recovery
        Part that arrives. [-]
    most
        Capacity. [-]
    into
        Blocks that each arc leads into, shape (n_arcs, n_blocks).
    worth
        The most a tonne can be worth at each market, shape (n_markets,). [-]
    """

    tail: NDArray[np.integer[Any]]
    head: NDArray[np.integer[Any]]
    recovery: Floats
    most: Floats
    into: NDArray[np.bool_]
    worth: Floats

    @classmethod
    def of(cls, delivery: Delivery, blocks: list[Block]) -> _Arcs:
        network, n = delivery.network, len(delivery.network)
        at, none = np.arange(n), np.full(n, -1)
        tail = np.concatenate([network.lane_from, network.maker_intake, at, none])
        head = np.concatenate([network.lane_to, network.maker_market, none, at])
        recovery = np.ones(len(tail))
        recovery[delivery.makers_from : delivery.served_from] = network.recovery
        most = delivery.high / delivery.scale / float(delivery.use.sum())
        into = np.zeros((len(tail), len(blocks)), np.bool_)
        for column, block in enumerate(blocks):
            if block.hold is None:
                inside = np.zeros(n + 1, np.bool_)  # the last one is for what is no market
                inside[block.markets] = True
                # nothing is left inside once nothing enters
                into[:, column] = inside[head] & ~inside[tail]
            else:
                into[delivery.makers_from : delivery.served_from, column] = block.hold == 1
        moves = most > 0
        worth = np.append((delivery.use > 0).astype(np.float64), 1.0)
        inner = moves & (tail >= 0) & (head >= 0)
        for _ in range(n):
            np.maximum.at(worth, tail[inner], recovery[inner] * worth[head[inner]])
        kept = moves & (worth[head] > 0)
        return cls(tail[kept], head[kept], recovery[kept], most[kept], into[kept], worth)


class CutProgram:
    """What the failure of blocks leaves, as one program over its dual.

    Parameters
    ----------
    delivery
        The largest delivery.
    blocks
        What can fail. None of them holds use of the consumer.
    largest
        Most blocks of a set.

    Notes
    -----
    Branch and bound on the switches, lowest bound first: in the relaxation a block can fail in
    part. What a whole set leaves is solved again in the delivery itself.
    """

    def __init__(self, delivery: Delivery, blocks: list[Block], largest: int) -> None:
        self.delivery, self.blocks = delivery, blocks
        arcs = _Arcs.of(delivery, blocks)
        n, count = len(delivery.network), len(arcs.tail)
        self.able = np.flatnonzero(arcs.into.any(axis=0))
        self.largest = min(largest, len(self.able))
        self.switch = n + count
        self.budget = count
        columns = self.switch + len(self.able)
        self.switches = np.arange(self.switch, columns, dtype=np.int32)
        arc = np.arange(count)
        starts, ends = np.flatnonzero(arcs.tail >= 0), np.flatnonzero(arcs.head >= 0)
        off, block = np.nonzero(arcs.into[:, self.able])
        rows = np.concatenate([ends, starts, arc, off, np.full(len(self.able), count)])
        cells = np.concatenate(
            [arcs.head[ends], arcs.tail[starts], n + arc, self.switch + block, self.switches]
        )
        values = np.concatenate(
            [
                np.ones(len(ends)),
                -1.0 / arcs.recovery[starts],
                -np.ones(count),
                -arcs.worth[arcs.head[off]],
                np.ones(len(self.able)),
            ]
        )
        cost = np.zeros(columns)
        cost[n : self.switch] = arcs.most
        most = np.append(np.where(arcs.head >= 0, 0.0, -1.0), float(self.largest))
        high = np.concatenate([arcs.worth[:-1], np.ones(count + len(self.able))])
        self.program = LinearProgram(
            cost,
            Matrix.of(rows, cells, values, (count + 1, columns)),
            np.full(count + 1, -np.inf),
            most,
            np.zeros(columns),
            high,
            what=f"cuts of {delivery.network.mineral}",
        )
        self._left: dict[Members, float] = {}

    def smallest(self, left: float, k: int) -> list[tuple[tuple[int, ...], float]]:
        """Return the smallest sets that leave at most so much; of one size the worst first.

        Parameters
        ----------
        left
            Part of the use that can still be delivered. [-]
        k
            Most sets; none contains another.

        Returns
        -------
        list of tuple
            Numbers of the blocks, and what they leave. [-]
        """
        found: list[tuple[Members, float]] = []
        for size in range(1, self.largest + 1):
            known = [members for members, _ in found]
            found += self._worst(size, left, k - len(found), known) if len(found) < k else []
        return [(tuple(sorted(self.able[list(m)].tolist())), value) for m, value in found]

    def _worst(
        self, size: int, left: float, k: int, known: list[Members]
    ) -> list[tuple[Members, float]]:
        """Return the k worst sets of one size that leave at most so much and hold no known one."""
        self.program.set_rows(np.array([self.budget], np.int32), np.array([-np.inf]),
                              np.array([float(size)]))  # fmt: skip
        nobody: Members = frozenset()
        open_ = [(*self._relaxed(nobody, nobody), 0, nobody, nobody)]
        found: list[tuple[Members, float]] = []
        limit, number = left + SLACK, 0
        while open_ and open_[0][0] <= limit:
            _, next_, _, fail, stay = heapq.heappop(open_)
            one = frozenset((next_,))
            for failing, staying in ((fail | one, stay), (fail, stay | one)):
                short = len(self.able) - len(staying) < size
                if short or any(members <= failing for members in known):
                    continue
                if len(failing) < size:
                    number += 1
                    node = self._relaxed(failing, staying)
                    heapq.heappush(open_, (*node, number, failing, staying))
                elif (value := self._exact(failing)) <= left:
                    found.append((failing, value))
                    found.sort(key=lambda row: (row[1], sorted(row[0])))
                    del found[k:]
                    if len(found) == k:
                        # as bad as those found is no reason to look further
                        limit = found[-1][1] - SLACK
        return found

    def _relaxed(self, fail: Members, stay: Members) -> tuple[float, int]:
        """Return a bound on what is left, and the switch to decide next."""
        low, high = np.zeros(len(self.able)), np.ones(len(self.able))
        low[list(fail)], high[list(stay)] = 1.0, 0.0
        self.program.set_columns(self.switches, low, high)
        optimum = self.program.solve()
        # the fullest switch, of equal ones the one that gains most
        wish = np.round(optimum.x[self.switch :], 6) * 1e6 - optimum.column_dual[self.switch :]
        wish[low == high] = -np.inf
        return optimum.objective, int(np.argmax(wish))

    def _exact(self, members: Members) -> float:
        """Return the part of the use that can be delivered without some blocks."""
        if members not in self._left:
            blocks = [self.blocks[i] for i in self.able[list(members)].tolist()]
            self._left[members] = self.delivery.without(*blocks) / float(self.delivery.use.sum())
        return self._left[members]
