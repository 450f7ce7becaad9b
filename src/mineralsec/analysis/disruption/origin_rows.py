r"""Origin marks in the linear program: what left some markets must not reach others.

The program moves tonnes without asking where they came from. A ban adds, for every lane, plant
and user, the marked part of what it carries: at most all of it, balanced at every market, and
nothing into the targets. Who holds both marked and free material may send each where it likes
(the two are kept apart, as by segregated shipments), which is the least loss a ban can cause.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.limits import Limits
    from mineralsec.graph.columns import Flags, Integers
    from mineralsec.graph.network import Network

__all__ = ["Marks", "marks_of"]


@frozen(eq=False)
class Marks:
    """One ban in a mineral's own market numbers.

    Parameters
    ----------
    source, home, targets
        Local markets, boolean, shape (n,).
    transformed
        Whether refining outside takes the mark away.
    """

    source: Flags
    home: Flags
    targets: Flags
    transformed: bool

    def leaving(self, origin: Integers, destination: Integers) -> Flags:
        """Return which lanes mark what they carry."""
        return self.source[origin] & ~self.home[destination]

    def carrying(self, origin: Integers, destination: Integers) -> Flags:
        """Return which lanes may carry marked material on."""
        inside = self.source | self.targets
        found: Flags = ~inside[origin] & ~self.targets[destination]
        return found

    @property
    def balanced(self) -> Integers:
        """Markets at which marked material is balanced."""
        return np.flatnonzero(~(self.source | self.targets)).astype(np.int32)


def marks_of(network: Network, limits: Limits) -> tuple[Marks, ...]:
    """Return the bans that are about a mineral."""
    found = []
    for ban in limits.bans:
        source, targets = ban.source[network.markets], ban.targets[network.markets]
        if source.any() and targets.any():
            found.append(Marks(source, ban.home[network.markets], targets, ban.transformed))
    return tuple(found)


class MarkedPart:
    """Columns and rows of one ban.

    Parameters
    ----------
    marks
        The ban.
    network
        The mineral's rows.
    origin, destination
        Ends of the program's lanes.
    at, down
        Hand out columns and rows.
    pools
        Number of each market's pool, or None without pools.
    """

    def __init__(
        self,
        marks: Marks,
        network: Network,
        origin: Integers,
        destination: Integers,
        at: Any,
        pools: Any,
    ) -> None:
        self.marks, self.network = marks, network
        self.origin, self.destination, self.pools = origin, destination, pools
        self.lanes = np.flatnonzero(marks.carrying(origin, destination))
        refines = network.maker_intake >= 0
        inside = marks.source | marks.targets
        self.makers = np.flatnonzero(refines & ~inside[network.maker_intake])
        self.markets = marks.balanced
        pooled = len(self.markets) if pools is not None else 0
        self.lane = at(len(self.lanes))
        self.intake = at(len(self.makers))
        self.used = at(len(self.markets))
        self.leave, self.arrive = at(pooled), at(pooled)

    def balances(self, down: Any) -> None:
        """Take the rows that balance marked material."""
        self.row = down(len(self.markets))
        self.pool_row = down(int(self.pools.max()) + 1 if self.leave.stop > self.leave.start else 0)

    def ceilings(self, down: Any) -> None:
        """Take the rows that keep marked material at most all of it."""
        self.most_lane, self.most_intake = down(len(self.lanes)), down(len(self.makers))
        self.most_used = down(len(self.markets))
        pooled = self.leave.stop - self.leave.start
        self.most_leave, self.most_arrive = down(pooled), down(pooled)

    def add(self, entries: Any, layout: Any, user_market: Any, detail: bool) -> None:
        """Write the entries of the columns and rows."""
        network, marks = self.network, self.marks
        row_of = np.full(len(network), -1)
        row_of[self.markets] = self.row.start + np.arange(len(self.markets))

        def balance(market: Any, columns: Any, value: Any) -> None:
            known = row_of[market] >= 0
            value = np.broadcast_to(np.asarray(value, np.float64), len(market))
            columns = columns[known]
            entries.add(row_of[market][known], columns, value[known])

        def span(part: slice) -> Any:
            return np.arange(part.start, part.stop)

        lane, intake, used = span(self.lane), span(self.intake), span(self.used)
        balance(self.origin[self.lanes], lane, -1.0)
        balance(self.destination[self.lanes], lane, 1.0)
        leaving = np.flatnonzero(marks.leaving(self.origin, self.destination))
        for part in (layout.lanes, layout.more) if detail else (layout.lanes,):
            balance(self.destination[leaving], part.start + leaving, 1.0)
            entries.add(span(self.most_lane), part.start + self.lanes, -1.0)
        balance(network.maker_intake[self.makers], intake, -1.0)
        if not marks.transformed:
            recovery = network.recovery[self.makers]
            balance(network.maker_market[self.makers], intake, recovery)
        for part in (layout.makers, layout.extra) if detail else (layout.makers,):
            taken = -1.0 / network.recovery[self.makers]
            entries.add(span(self.most_intake), part.start + self.makers, taken)
        balance(self.markets, used, -1.0)
        place = np.full(len(network), -1)
        place[self.markets] = np.arange(len(self.markets))
        there = np.flatnonzero(place[user_market] >= 0)
        entries.add(
            self.most_used.start + place[user_market[there]], layout.served.start + there, -1.0
        )
        for rows, columns in (
            (self.most_lane, lane),
            (self.most_intake, intake),
            (self.most_used, used),
        ):
            entries.add(span(rows), columns, 1.0)
        if self.leave.stop > self.leave.start:
            self._pooled(entries, layout, balance, span)

    def _pooled(self, entries: Any, layout: Any, balance: Any, span: Any) -> None:
        leave, arrive = span(self.leave), span(self.arrive)
        balance(self.markets, leave, -1.0)
        balance(self.markets, arrive, 1.0)
        pool = self.pool_row.start + self.pools[self.markets]
        entries.add(pool, leave, 1.0)
        entries.add(pool, arrive, -1.0)
        source = np.flatnonzero(self.marks.source)
        entries.add(self.pool_row.start + self.pools[source], layout.leave.start + source, 1.0)
        for rows, columns, part in (
            (self.most_leave, leave, layout.leave),
            (self.most_arrive, arrive, layout.arrive),
        ):
            entries.add(span(rows), columns, 1.0)
            entries.add(span(rows), part.start + self.markets, -1.0)
