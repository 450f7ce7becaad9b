"""Exact bounds on content: every way in which the flows' balances allow it to be shared out.

Each flow is split into what counts and what does not. At a market as much of what counts leaves
as comes in; a refiner passes it on in proportion to what it takes. Nothing else is assumed, so
the least and the largest content over all such splits are bounds that no mixing rule can leave.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mineralsec.analysis.coverage import fed
from mineralsec.solver import LinearProgram, Matrix

if TYPE_CHECKING:
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.network import Network

__all__ = ["Counts", "FlowSplits"]

Flags = NDArray[np.bool_]
Indices = NDArray[np.integer[Any]]

#: Supply of the whole network inside the program, whatever its tonnage.
SCALE = 1e4


@frozen(eq=False)
class Counts:
    """What counts wherever it goes from there.

    Parameters
    ----------
    makers
        Makers all of whose output counts, shape (n_makers,).
    markets
        Markets all of whose supply counts, shape (n_markets,).
    """

    makers: Flags
    markets: Flags


class FlowSplits:
    """Every split of one mineral's flows into what counts and what does not.

    Parameters
    ----------
    network
        Markets, lanes and makers.
    use
        What is used at each market, shape (n_markets,). [t/yr]
    counts
        What counts.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="cobalt")
    >>> network = graph.network("cobalt")
    >>> nothing = Counts(np.zeros(len(network.makers), bool), np.zeros(len(network), bool))
    >>> FlowSplits(network, network.supply * 0, nothing).of_supply(np.array([0]))
    (0.0, 0.0)
    """

    def __init__(self, network: Network, use: Floats, counts: Counts) -> None:
        self.network, self.use, self.whole = network, use, counts.markets
        n, lanes, makers = len(network), len(network.lanes), len(network.makers)
        self.refines = refines = np.flatnonzero(network.maker_intake >= 0)
        #: columns: lanes, outputs, intakes of refiners, use
        self.out = lanes
        self.take = self.out + makers
        self.used = self.take + len(refines)
        self.columns = columns = self.used + n
        taken = (network.output / network.recovery)[refines]
        high = np.concatenate([network.flow, network.output, taken, use])
        total = float(high.max(initial=0.0)) or 1.0
        self.scale = SCALE / total
        low = np.zeros(columns)
        # primary output counts or it does not
        made = np.arange(self.out, self.take)
        producer = network.maker_intake < 0
        high[made[producer & ~counts.makers]] = 0.0
        fixed = np.zeros(columns, np.bool_)
        fixed[made[counts.makers]] = True
        inside = counts.markets
        fixed[np.flatnonzero(inside[network.lane_from])] = True
        fixed[self.take + np.flatnonzero(inside[network.maker_intake[refines]])] = True
        fixed[self.used + np.flatnonzero(inside)] = True
        low[fixed] = high[fixed]
        self._end_at_sources(counts, low, high)
        link = n + np.arange(len(refines))
        at = np.arange(n)
        rows = np.concatenate(
            [network.lane_from, network.lane_to, network.maker_market,
             network.maker_intake[refines], at, link, link]
        )  # fmt: skip
        lane = np.arange(lanes)
        take = self.take + np.arange(len(refines))
        cells = np.concatenate(
            [lane, lane, made, take, self.used + at, self.out + refines, take]
        )  # fmt: skip
        values = np.concatenate(
            [-np.ones(lanes), np.ones(lanes), np.ones(makers), -np.ones(len(refines)),
             -np.ones(n), np.ones(len(refines)), -network.recovery[refines]]
        )  # fmt: skip
        # what starts to count here need not have counted before
        free = np.concatenate([inside, counts.makers[refines]])
        slack = np.where(free, np.inf, 0.0)
        # what appears without a record is of no known origin, so it does not count
        self.program = LinearProgram(
            np.zeros(columns),
            Matrix.of(rows, cells, values, (n + len(refines), columns)),
            -slack,
            slack,
            low * self.scale,
            high * self.scale,
            what=f"shares of {network.mineral}",
        )

    def _end_at_sources(self, counts: Counts, low: Floats, high: Floats) -> None:
        """Let nothing go round in a loop that it has not come into.

        A balance alone would: what leaves a loop's market for the next one is what came from
        the one before.
        """
        network, refines = self.network, self.refines
        start = np.concatenate([network.lane_from, network.maker_intake[refines]])
        end = np.concatenate([network.lane_to, network.maker_market[refines]])
        moves = np.concatenate([network.flow, network.output[refines]]) > 0
        # what a maker or market that counts passes on is not what has come to it
        made_here = np.concatenate([np.zeros(len(network.lanes), np.bool_), counts.makers[refines]])
        plain = moves & ~made_here & ~counts.markets[start]
        source = counts.markets.astype(np.float64)
        source[network.maker_market[counts.makers]] = 1.0
        counting = fed(len(network), start[moves & ~made_here], end[moves & ~made_here], source)
        other = np.where(counts.markets, 0.0, network.appears)
        primary = (network.maker_intake < 0) & ~counts.makers & (network.output > 0)
        other[network.maker_market[primary]] = 1.0
        other[counts.markets] = 0.0
        free = fed(len(network), start[plain], end[plain], other)
        leaving = np.concatenate([network.lane_from, network.maker_intake[refines]])
        columns = np.concatenate(
            [np.arange(len(network.lanes)), self.take + np.arange(len(refines))]
        )
        high[columns[~counting[leaving]]] = 0.0
        full = columns[counting[leaving] & ~free[leaving]]
        low[full] = high[full]

    def of_use(self, markets: Indices) -> tuple[float, float]:
        """Return the least and largest part of the use at some markets that counts. [-]"""
        return self._extremes([self.used + markets], float(self.use[markets].sum()))

    def of_supply(self, markets: Indices) -> tuple[float, float]:
        """Return the least and largest part of the supply of some markets that counts. [-]"""
        network = self.network
        # at a market that counts, all that is there counts
        whole = float(network.supply[markets[self.whole[markets]]].sum())
        inside = np.zeros(len(network), np.bool_)
        inside[markets[~self.whole[markets]]] = True
        columns: list[Indices] = [
            np.flatnonzero(inside[network.lane_to]),
            self.out + np.flatnonzero(inside[network.maker_market]),
        ]
        return self._extremes(columns, float(network.supply[markets].sum()), whole)

    def _extremes(
        self, columns: list[Indices], total: float, whole: float = 0.0
    ) -> tuple[float, float]:
        ends = []
        for sign in (1.0, -1.0):
            cost = np.zeros(self.columns)
            for part in columns:
                cost[part] = sign
            self.program.set_costs(cost)
            ends.append((sign * self.program.minimum() / self.scale + whole) / total)
        low, high = (min(1.0, max(0.0, end)) for end in ends)
        return min(low, high), high
