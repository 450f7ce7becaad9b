"""Who feeds whom: mass from the places that make to the places that use, stage by stage.

A tonne that reaches a market over other markets (a re-export) is traced back under proportional
mixing to where it was made, so that a hub appears only with what it makes itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from mineralsec.graph.columns import Floats, sums

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.outcome import After
    from mineralsec.graph.network import Network

__all__ = ["USE", "Movement", "movements"]

#: Stage code of final use.
USE = -1


@frozen
class Movement:
    """Mass from the makers of one place to the users of another.

    Parameters
    ----------
    stage, origin
        Stage and place codes of the makers; place -1 is supply without a record.
    next_stage, destination
        Stage and place codes of the makers that take it in; stage -1 is final use.
    mass
        What moves. [t/yr]
    """

    stage: int
    origin: int
    next_stage: int
    destination: int
    mass: float


def movements(network: Network, after: After | None = None) -> list[Movement]:
    """Return all movements of one mineral.

    Parameters
    ----------
    network
        The mineral's network.
    after
        Its rows after a shock; None takes today's.
    """
    state = _State.of(network, after)
    found: list[Movement] = []
    for stage in np.unique(network.stage_of):
        found += _of_stage(network, state, int(stage))
    return found


@frozen(eq=False)
class _State:
    """Rows of a network, today or after a shock."""

    output: Floats
    taken: Floats
    used: Floats
    start: Any
    end: Any
    flow: Floats
    appears: Floats

    @classmethod
    def of(cls, network: Network, after: After | None) -> _State:
        n = len(network)
        output = network.output if after is None else after.output
        received = network.received if after is None else after.received
        rest = network.vanishes if after is None else after.unrecorded
        flow = network.flow if after is None else after.flow
        new = () if after is None else after.new_flow
        extra = np.zeros(n) if after is None else sums(network.stock_market, after.release, n)
        return cls(
            output=output,
            taken=output / network.recovery,
            used=sums(network.user_market, received, n) + rest,
            start=np.array([*network.lane_from, *(a for a, _, _ in new)], dtype=np.int64),
            end=np.array([*network.lane_to, *(b for _, b, _ in new)], dtype=np.int64),
            flow=np.array([*flow, *(q for _, _, q in new)], dtype=np.float64),
            appears=network.appears + extra,
        )


def _of_stage(network: Network, state: _State, stage: int) -> list[Movement]:
    markets = np.flatnonzero(network.stage_of == stage)
    local = np.full(len(network), -1)
    local[markets] = np.arange(len(markets))
    moves = (local[state.start] >= 0) & (local[state.end] >= 0) & (state.flow > 0)
    makers = np.flatnonzero((local[network.maker_market] >= 0) & (state.output > 0))
    where = network.place_of[network.maker_market[makers]]
    origins = [*np.unique(where).tolist(), -1]
    column = {place: i for i, place in enumerate(origins)}
    made = np.zeros((len(markets), len(origins)))
    at = local[network.maker_market[makers]]
    by = np.array([column[place] for place in where.tolist()], dtype=np.int64)
    np.add.at(made, (at, by), state.output[makers])
    made[:, -1] = state.appears[markets]
    carried = np.zeros((len(markets), len(markets)))
    np.add.at(carried, (local[state.end[moves]], local[state.start[moves]]), state.flow[moves])
    shares = _mixed(made, carried)
    found = []
    for next_stage, market, place, mass in _takers(network, state, stage):
        for i in np.flatnonzero(shares[local[market]] > 0).tolist():
            part = float(shares[local[market], i]) * mass
            found.append(Movement(stage, origins[i], next_stage, place, part))
    return found


def _mixed(made: Floats, carried: Floats) -> Floats:
    """Return which part of each market's supply each origin made, shape (n_markets, n_origins)."""
    supply = made.sum(axis=1) + carried.sum(axis=1)
    live = supply > 0
    system = np.diag(np.where(live, supply, 1.0))
    # what comes from another market has that market's mix
    system -= carried
    # loops that nothing feeds have no origin; the least-squares answer of least size is none
    shares: Floats = np.clip(np.linalg.lstsq(system, made, rcond=None)[0], 0.0, 1.0)
    return shares


def _takers(network: Network, state: _State, stage: int) -> list[tuple[int, int, int, float]]:
    """Return what is taken at each market: next stage, market, place and mass."""
    found = []
    refines = (network.maker_intake >= 0) & (state.taken > 0)
    for maker in np.flatnonzero(refines).tolist():
        market = int(network.maker_intake[maker])
        if network.stage_of[market] == stage:
            home = network.maker_market[maker]
            taken = float(state.taken[maker])
            found.append((int(network.stage_of[home]), market, int(network.place_of[home]), taken))
    for market in np.flatnonzero((network.stage_of == stage) & (state.used > 0)).tolist():
        found.append((USE, market, int(network.place_of[market]), float(state.used[market])))
    return found
