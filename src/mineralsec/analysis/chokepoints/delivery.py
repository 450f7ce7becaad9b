r"""What could be delivered to a consumer if everybody else stood back: max flow with losses.

A generalised flow: a refiner passes on its recovery of what it takes in. The largest delivery is
a linear program, and its dual marks the smallest cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from mineralsec.solver import LinearProgram, Matrix

if TYPE_CHECKING:
    from mineralsec.analysis.chokepoints.blocks import Block
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.network import Network
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Capacity", "Delivery"]

Capacity = Literal["nameplate", "today"]

#: Use of the consumer inside the program, whatever its tonnage.
SCALE = 1e4


class Delivery:
    """The largest delivery to some use, with and without blocks.

    Parameters
    ----------
    graph, network
        One mineral.
    use
        What the consumer uses at each market, shape (n_markets,). [t/yr]
    capacity
        ``"nameplate"``: makers carry the larger of output and published capacity, lanes the most
        they carried in the loaded years. ``"today"``: both carry what they do today.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> network = graph.network("gallium")
    >>> use = np.zeros(len(network))
    >>> Delivery(graph, network, use).most
    0.0
    """

    def __init__(
        self, graph: SupplyGraph, network: Network, use: Floats, capacity: Capacity = "nameplate"
    ) -> None:
        self.network, self.use = network, use
        if capacity == "today":
            self.lane, self.maker = network.flow, network.output
        else:
            self.lane = np.maximum(network.lane_peak, network.flow)
            known = graph.columns.makers.capacity[network.makers]
            self.maker = np.fmax(known, network.output)
        n, lanes, makers = len(network), len(self.lane), len(self.maker)
        self.scale = SCALE / (float(use.sum()) or 1.0)
        self.makers_from = lanes
        self.served_from = lanes + makers
        self.appears_from = self.served_from + n
        columns = self.appears_from + n
        refines = np.flatnonzero(network.maker_intake >= 0)
        at = np.arange(n)
        rows: list[Any] = [network.lane_from, network.lane_to, network.maker_market]
        rows += [network.maker_intake[refines], at, at]
        lane, made = np.arange(lanes), self.makers_from + np.arange(makers)
        cells = [lane, lane, made, made[refines], self.served_from + at, self.appears_from + at]
        values = [-np.ones(lanes), np.ones(lanes), np.ones(makers)]
        values += [-1.0 / network.recovery[refines], -np.ones(n), np.ones(n)]
        self.rows = np.concatenate(rows)
        self.cells = np.concatenate(cells)
        self.values = np.concatenate(values)
        self.high = np.concatenate([self.lane, self.maker, use, network.appears]) * self.scale
        cost = np.zeros(columns)
        cost[self.served_from : self.appears_from] = -1.0
        self.program = LinearProgram(
            cost,
            Matrix.of(self.rows, self.cells, self.values, (n, columns)),
            np.zeros(n),
            # what is not wanted is not made, or left lying
            np.full(n, np.inf),
            np.zeros(columns),
            self.high,
            what=f"delivery of {network.mineral}",
        )
        self.most = max(0.0, -self.program.minimum() / self.scale)
        self._basis = self.program.keep_basis()

    def columns_of(self, block: Block) -> NDArray[np.int32]:
        """Return the columns that carry nothing without a block of markets."""
        inside = np.zeros(len(self.network), np.bool_)
        inside[block.markets] = True
        parts = [
            np.flatnonzero(inside[self.network.lane_from] | inside[self.network.lane_to]),
            self.makers_from + np.flatnonzero(inside[self.network.maker_market]),
            self.served_from + block.markets,
            self.appears_from + block.markets,
        ]
        return np.concatenate(parts).astype(np.int32)

    def without(self, *blocks: Block) -> float:
        """Return the largest delivery without some blocks, in t/yr."""
        high = self._high_without(blocks)
        if np.array_equal(high, self.high):
            return self.most
        with self._limited_to(high):
            return max(0.0, -self.program.minimum() / self.scale)

    def cut_without(self, *blocks: Block) -> tuple[Floats, Floats]:
        """Return the generalised cut that limits the delivery without some blocks.

        Returns
        -------
        price
            What a tonne more of each column's capacity would add to the delivery: the dual. [-]
        left
            The capacity that is left. Price times capacity sums to the delivery. [t/yr]
        """
        high = self._high_without(blocks)
        with self._limited_to(high):
            price: Floats = np.maximum(-self.program.solve().column_dual, 0.0)
        return price, high / self.scale

    def _high_without(self, blocks: tuple[Block, ...]) -> Floats:
        """Return the upper bounds of all columns without some blocks."""
        high = self.high.copy()
        for block in blocks:
            if block.hold is None:
                high[self.columns_of(block)] = 0.0
            else:
                high[self.makers_from : self.served_from] *= 1.0 - block.hold
        return high

    @contextmanager
    def _limited_to(self, high: Floats) -> Iterator[None]:
        """Give the columns other upper bounds for a while."""
        moved = np.flatnonzero(high != self.high).astype(np.int32)
        nothing = np.zeros(len(moved))
        self.program.set_columns(moved, nothing, high[moved])
        try:
            yield
        finally:
            self.program.set_columns(moved, nothing, self.high[moved])
            self.program.restart_from(self._basis)

    def cut(self) -> tuple[float, Floats, Floats, Floats]:
        """Return the largest delivery to a consumer that takes any amount, and the cut.

        Returns
        -------
        most
            Equal to the sum of all parts of the cut. [t/yr]
        lanes, makers, appears
            What the cut's members carry, counted in what is delivered of it. [t/yr]
        """
        high = self.high.copy()
        high[self.served_from + np.flatnonzero(self.use > 0)] = np.inf
        with self._limited_to(high):
            optimum = self.program.solve()
        worth = np.maximum(-optimum.column_dual, 0.0) * self.high / self.scale
        return (
            -optimum.objective / self.scale,
            worth[: self.makers_from],
            worth[self.makers_from : self.served_from],
            worth[self.appears_from :],
        )


def shares_without(delivery: Delivery, blocks: list[Block], outside: Any) -> list[float | None]:
    """Return the share of use outside each block that could not be delivered without it. [-]"""
    found: list[float | None] = []
    for block, use in zip(blocks, outside, strict=True):
        left = delivery.without(block)
        share = 1.0 - left / use if use > 0 else 0.0
        found.append(share if share > 1e-8 else 0.0)
    return found
