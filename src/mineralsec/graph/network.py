"""One mineral's network in local row numbers, closed so that every market balances.

Published figures never balance. Two rows close the gap at each market, and both are findings:
``appears`` is mass that leaves a market without having come in (recorded shipments and intake
above recorded supply), ``vanishes`` is mass that nobody is recorded to take, which counts as
use that no consumer record covers (stock changes and unrecorded use sit in it).

Figures are the reconciled ones where the graph has them: what flows must balance.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mineralsec.graph.columns import POINT, Columns, Floats, Integers, sums

__all__ = ["Network"]

#: A gap below this part of what passes through a market is rounding, not a finding.
ROUNDING = 1e-9


@frozen(eq=False)
class Network:
    """Rows of one mineral, with market numbers of its own.

    Parameters
    ----------
    mineral
        Name.
    markets
        Global market row of each local one, shape (n,).
    stage_of, place_of
        Stage and place code of each local market.
    stages
        Names of the stages, by code, in the graph's vocabulary.
    makers, users, lanes, stocks
        Global rows of each table.
    maker_market, maker_intake, user_market, lane_from, lane_to, stock_market
        Local market numbers.
    output, demand, flow
        Reconciled values; where there are none the points, withheld ones as zero. [t/yr]
    maker_peak, lane_peak
        Largest output of the last five data years and most that a lane carried, in proportion
        to the reconciled figure of the year. [t/yr]
    recovery
        Contained mass out per contained mass in. [-]
    appears, vanishes
        What closes the balance of each market. [t/yr]
    received
        What each consumer gets when nothing is disturbed. [t/yr]
    reconciled
        Whether any figure is not the reported one.
    """

    mineral: str
    markets: Integers
    stage_of: Integers
    place_of: Integers
    stages: tuple[str, ...]
    makers: Integers
    users: Integers
    lanes: Integers
    stocks: Integers
    maker_market: Integers
    maker_intake: Integers
    user_market: Integers
    lane_from: Integers
    lane_to: Integers
    stock_market: Integers
    output: Floats
    recovery: Floats
    demand: Floats
    flow: Floats
    appears: Floats
    vanishes: Floats
    received: Floats
    maker_peak: Floats
    lane_peak: Floats
    reconciled: bool

    def __len__(self) -> int:
        return len(self.markets)

    @classmethod
    def of(cls, columns: Columns, mineral: str, *, reported: bool = False) -> Network:
        """Return the network of one mineral.

        Parameters
        ----------
        columns
            The graph's columns.
        mineral
            Name.
        reported
            Whether to read the reported figures even where there are reconciled ones.
        """
        code = columns.minerals.index(mineral)
        markets = np.flatnonzero(columns.markets.mineral == code).astype(np.int32)
        local = np.full(len(columns.markets), -1, dtype=np.int32)
        local[markets] = np.arange(len(markets), dtype=np.int32)

        def rows(of: NDArray[Any]) -> Integers:
            return np.flatnonzero(local[of] >= 0).astype(np.int32)

        makers, users = rows(columns.makers.market), rows(columns.users.market)
        lanes, stocks = rows(columns.lanes.origin), rows(columns.stocks.market)
        intake = columns.makers.intake[makers]
        recovery = columns.makers.recovery[makers]
        points = (
            np.nan_to_num(columns.makers.output[POINT, makers]),
            np.nan_to_num(columns.lanes.quantity[POINT, lanes]),
            np.nan_to_num(columns.users.demand[POINT, users]),
        )
        output, flow, demand = points
        if not reported:
            output = columns.makers.reconciled[makers]
            flow = columns.lanes.reconciled[lanes]
            demand = columns.users.reconciled[users]
        ends = {
            "maker_market": local[columns.makers.market[makers]],
            "maker_intake": np.where(intake >= 0, local[intake], -1).astype(np.int32),
            "user_market": local[columns.users.market[users]],
            "lane_from": local[columns.lanes.origin[lanes]],
            "lane_to": local[columns.lanes.destination[lanes]],
            "stock_market": local[columns.stocks.market[stocks]],
        }
        n = len(markets)
        supply, committed = gross(n, ends, output, recovery, flow)
        need = sums(ends["user_market"], demand, n)
        left = supply - committed
        left[np.abs(left) <= ROUNDING * np.maximum(supply, committed)] = 0.0
        short = (left < need * (1 - ROUNDING)) & (need > 0)
        rate = np.where(short, np.maximum(left, 0) / np.where(need > 0, need, 1), 1.0)
        surplus = np.maximum(left, 0) - need
        return cls(
            mineral=mineral,
            markets=markets,
            stage_of=columns.markets.stage[markets],
            place_of=columns.markets.place[markets],
            stages=columns.stages,
            makers=makers,
            users=users,
            lanes=lanes,
            stocks=stocks,
            **ends,
            output=output,
            recovery=recovery,
            demand=demand,
            flow=flow,
            appears=np.maximum(-left, 0),
            vanishes=np.where(surplus > ROUNDING * supply, surplus, 0.0),
            received=demand * rate[ends["user_market"]],
            maker_peak=_in_proportion(columns.makers.peak[makers], points[0], output),
            lane_peak=_in_proportion(columns.lanes.peak[lanes], points[1], flow),
            reconciled=any(
                not np.array_equal(a, b)
                for a, b in zip(points, (output, flow, demand), strict=True)
            ),
        )

    @property
    def basis(self) -> str:
        """Which figures stand here: ``"reconciled"`` or ``"reported"``."""
        return "reconciled" if self.reconciled else "reported"

    def made_at(self, stage: str) -> bool:
        """Return whether anything is made at `stage`, withheld figures included."""
        if stage not in self.stages:
            return False
        return bool(np.any(self.stage_of[self.maker_market] == self.stages.index(stage)))

    @property
    def supply(self) -> Floats:
        """What comes into each market: made, arrived or appearing, shape (n,) [t/yr]."""
        ends = {
            "maker_market": self.maker_market,
            "maker_intake": self.maker_intake,
            "lane_from": self.lane_from,
            "lane_to": self.lane_to,
        }
        return gross(len(self), ends, self.output, self.recovery, self.flow)[0] + self.appears


def gross(
    n: int, ends: dict[str, Any], output: Floats, recovery: Floats, flow: Floats
) -> tuple[Floats, Floats]:
    """Return what comes into and what leaves each market by makers and lanes [t/yr]."""
    refines = ends["maker_intake"] >= 0
    taken = sums(ends["maker_intake"][refines], (output / recovery)[refines], n)
    supply = sums(ends["maker_market"], output, n) + sums(ends["lane_to"], flow, n)
    return supply, sums(ends["lane_from"], flow, n) + taken


def _in_proportion(peak: Floats, reported: Floats, now: Floats) -> Floats:
    """Return the largest figures of other years on the scale of the reconciled ones.

    A lane that statistics show at 100 tonnes and balances at 60 has no 40 tonnes to spare.
    """
    known = reported > 0
    scale = np.where(known, now, 1.0) / np.where(known, reported, 1.0)
    return np.where(known, peak * scale, np.maximum(peak, now))
