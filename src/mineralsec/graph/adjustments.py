"""What reconciling changed: figure by figure, and totals that moved far."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from attrs import frozen

from mineralsec.graph.columns import POINT, Columns, Floats, Integers
from mineralsec.graph.finding import Finding
from mineralsec.graph.gaps import FILE_ROUNDING, tonnes
from mineralsec.graph.network import Network, gross
from mineralsec.graph.nx_view import market_ids

__all__ = ["MOVED", "Adjustment", "adjustments", "moved"]

#: A total that moves by more than this part of it is a finding. [-]
MOVED = 0.10


@frozen
class Adjustment:
    """One figure before and after it was reconciled.

    Parameters
    ----------
    record
        Id of a maker or consumer; a flow as ``"mineral|stage|origin>destination"``, with its
        form, seller and buyer behind it; a market, for mass that no record shows.
    kind
        ``"output"``, ``"flow"``, ``"use"``, ``"appears"`` or ``"vanishes"``.
    mineral, stage
        What it is about.
    before
        Reported figure; NaN where it is withheld. [t/yr]
    after
        Reconciled figure. [t/yr]
    change
        Relative change; NaN where nothing was before. [-]
    reason
        Which market did not balance.
    """

    record: str
    kind: str
    mineral: str
    stage: str
    before: float
    after: float
    change: float
    reason: str


def adjustments(columns: Columns, mineral: str) -> Iterator[Adjustment]:
    """Yield every figure of one mineral that reconciling changed, in the order of the tables.

    Parameters
    ----------
    columns
        Columns with reconciled figures.
    mineral
        Name.
    """
    before = Network.of(columns, mineral, reported=True)
    now = Network.of(columns, mineral)
    names = market_ids(columns)
    lanes, gap = columns.lanes, _gap(before)
    reason = _Reason(gap, [names[row] for row in before.markets.tolist()])
    stage = [columns.stages[code] for code in before.stage_of.tolist()]

    def row(
        record: str, kind: str, market: int, was: float, after: float, comes: int, leaves: int
    ) -> Adjustment:
        known = 0.0 if math.isnan(was) else was
        return Adjustment(
            record=record,
            kind=kind,
            mineral=mineral,
            stage=stage[market],
            before=was,
            after=after,
            change=(after - known) / known if known > 0 else math.nan,
            reason=reason.of(after > known, comes, leaves),
        )

    for i in np.flatnonzero(now.output != before.output).tolist():
        was = float(columns.makers.output[POINT, now.makers[i]])
        ends = int(now.maker_market[i]), int(now.maker_intake[i])
        name = columns.makers.id[now.makers[i]]
        yield row(name, "output", ends[0], was, float(now.output[i]), *ends)
    for i in np.flatnonzero(now.flow != before.flow).tolist():
        was = float(lanes.quantity[POINT, now.lanes[i]])
        start, end = int(now.lane_from[i]), int(now.lane_to[i])
        place = names[now.markets[end]].rpartition("|")[2]
        text = lanes.label[now.lanes[i]]
        name = f"{names[now.markets[start]]}>{place}" + (f"|{text}" if text else "")
        yield row(name, "flow", start, was, float(now.flow[i]), end, start)
    for i in np.flatnonzero(now.demand != before.demand).tolist():
        was = float(columns.users.demand[POINT, now.users[i]])
        market = int(now.user_market[i])
        name = columns.users.id[now.users[i]]
        yield row(name, "use", market, was, float(now.demand[i]), -1, market)
    for kind in ("appears", "vanishes"):
        old, new = getattr(before, kind), getattr(now, kind)
        for i in np.flatnonzero(~np.isclose(old, new, rtol=1e-6, atol=0.0)).tolist():
            yield Adjustment(
                record=names[now.markets[i]],
                kind=kind,
                mineral=mineral,
                stage=stage[i],
                before=float(old[i]),
                after=float(new[i]),
                change=float(new[i] / old[i] - 1) if old[i] > 0 else math.nan,
                reason="no record shows it: the part of the gap that the figures leave",
            )


def _gap(network: Network) -> Floats:
    """Return what comes into each market less all that leaves it or is wanted there [t/yr]."""
    ends = {
        name: getattr(network, name)
        for name in ("maker_market", "maker_intake", "lane_from", "lane_to")
    }
    n = len(network)
    supply, committed = gross(n, ends, network.output, network.recovery, network.flow)
    gap: Floats = supply - committed - np.bincount(network.user_market, network.demand, n)
    return np.where(np.abs(gap) > FILE_ROUNDING * np.maximum(supply, committed), gap, 0.0)


@frozen(eq=False)
class _Reason:
    """Says which of the ends of a figure did not balance."""

    gap: Floats
    names: list[str]

    def of(self, more: bool, comes: int, leaves: int) -> str:
        """Return why a figure that comes into one market and leaves another is more, or less.

        A market of -1 is none.
        """
        helped, other = (comes, leaves) if more else (leaves, comes)
        for market, word in ((helped, "lacks"), (other, "has more than it gives or uses, by")):
            sign = -1.0 if market == helped else 1.0
            if market >= 0 and (size := sign * float(self.gap[market])) > 0:
                return f"{self.names[market]} {word} {tonnes(size)} as reported"
        near = next((self.names[m] for m in (helped, other) if m >= 0), "")
        return f"follows what moved around {near}"


def moved(columns: Columns, network: Network) -> Iterator[Finding]:
    """Yield a finding for every total of one mineral that reconciling moved far.

    Parameters
    ----------
    columns
        The graph's columns.
    network
        The mineral's network of reconciled figures.
    """
    if not network.reconciled:
        return
    before = Network.of(columns, network.mineral, reported=True)
    tables: tuple[tuple[str, Floats, Floats, Integers], ...] = (
        ("output", before.output, network.output, network.maker_market),
        ("trade", before.flow, network.flow, network.lane_from),
        ("use", before.demand, network.demand, network.user_market),
    )
    for stage in np.unique(network.stage_of).tolist():
        for word, old, new, market in tables:
            here = network.stage_of[market] == stage
            was, now = float(old[here].sum()), float(new[here].sum())
            if was > 0 and abs(now - was) > MOVED * was:
                yield Finding(
                    "warning",
                    "moved",
                    f"{network.mineral}, {network.stages[stage]}: reconciling moves {word} from "
                    f"{tonnes(was)} to {tonnes(now)} ({now / was - 1:+.1%}). Look at the figures "
                    "behind it, or give reconcile(uncertainty=...).",
                    (f"{network.mineral}|{network.stages[stage]}",),
                    abs(now - was) / was,
                )
