"""One mineral's question under one Reroute: its bounds, its program, its three aims."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from mineralsec.analysis.disruption.fairness import fairest, free_rates
from mineralsec.analysis.disruption.lane_options import open_lanes
from mineralsec.analysis.disruption.limits import Limits
from mineralsec.analysis.disruption.origin_rows import marks_of
from mineralsec.analysis.disruption.outcome import After
from mineralsec.analysis.disruption.program import (
    ROUNDING,
    Bounds,
    Program,
    Users,
    lane_pairs,
)
from mineralsec.errors import UnknownNameError, show, suggest
from mineralsec.graph.columns import sums

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.reroute import Reroute
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.network import Network
    from mineralsec.graph.supply_graph import SupplyGraph
    from mineralsec.solver import Optimum

__all__ = ["Question"]

#: What a lane may grow by when only one year of trade is loaded. [-]
ONE_YEAR_GROWTH = 0.25

#: Departure that a tonne on a lane nobody used before counts for: the old lanes grow first. [-]
NEW_LANE = 1.001


@frozen(eq=False)
class Calm:
    """What a Reroute asks of a mineral before any shock: kept in the graph's cache.

    Parameters
    ----------
    origin, destination
        Ends of the lanes, parallel ones merged.
    pair_of
        Merged lane of each lane row.
    today
        Flow of each merged lane. [t/yr]
    lane
        Most each lane row may carry. [t/yr]
    maker
        Most each maker may make. [t/yr]
    wanted
        What each user gets undisturbed. [t/yr]
    gain
        Most tonnes of one use that a tonne of another can free, by losses on the way. [-]
    notes
        Assumptions made, in words.
    """

    origin: Any
    destination: Any
    pair_of: Any
    today: Floats
    lane: Floats
    maker: Floats
    wanted: Floats
    gain: float
    notes: tuple[str, ...]

    @classmethod
    def of(cls, response: Reroute, graph: SupplyGraph, network: Network) -> Calm:
        """Return it, made when first asked for."""
        key = ("calm", network.mineral, response)
        found = graph.cache.get(key)
        if found is None:
            notes: list[str] = []
            origin, destination, pair_of = lane_pairs(network)
            steps = max(len(np.unique(network.stage_of)) - 1, 0)
            found = graph.cache[key] = cls(
                origin=origin,
                destination=destination,
                pair_of=pair_of,
                today=sums(pair_of, network.flow, len(origin)),
                lane=_lane_caps(response, graph, network, notes),
                maker=_maker_caps(response, graph, network, notes),
                wanted=Users.of(network, graph, None, classes=False).wanted,
                gain=float((1.0 / network.recovery.min(initial=1.0)) ** steps),
                notes=tuple(notes),
            )
        calm: Calm = found
        return calm


def _lane_caps(response: Reroute, graph: SupplyGraph, network: Network, notes: list[str]) -> Floats:
    growth, flow, c = response.growth, network.flow, graph.columns
    if growth is None:
        return np.full(len(flow), np.inf)
    if growth != "history":
        return np.asarray(flow * (1 + float(growth)), dtype=np.float64)
    code = graph.minerals.index(network.mineral)
    stage = network.stage_of[network.lane_from]
    years_at = np.array([c.lane_years.get((code, s), 1) for s in range(len(c.stages))])
    years = years_at[stage]
    if np.any((years <= 1) & (flow > 0)):
        short = sorted({network.stages[s] for s in np.unique(stage[years <= 1])})
        notes.append(
            f"{network.mineral}: one year of trade at {' and '.join(short)}; a lane may "
            f"carry {ONE_YEAR_GROWTH:.0%} more than today (growth=...)."
        )
    return np.where(years > 1, np.maximum(network.lane_peak, flow), flow * (1 + ONE_YEAR_GROWTH))


def _maker_caps(
    response: Reroute, graph: SupplyGraph, network: Network, notes: list[str]
) -> Floats:
    spare, m = response.spare, graph.columns.makers
    rows, output = network.makers, network.output
    nameplate = np.maximum(np.nan_to_num(m.capacity[rows], nan=np.inf), output)
    shown = np.where(m.years[rows] > 1, np.minimum(network.maker_peak, nameplate), output)
    shown = np.where(output > 0, np.maximum(shown, output), output)
    if spare == "demonstrated":
        if len(rows) and not np.any(m.years[rows] > 1):
            notes.append(
                f"{network.mineral}: one year of output, so no spare capacity is shown; "
                "nobody makes more than today (spare=...)."
            )
        return shown
    if spare == "nameplate":
        unknown = int(np.sum(~np.isfinite(nameplate) & (output > 0)))
        if unknown:
            notes.append(
                f"{network.mineral}: {unknown} of {len(rows)} producers and refiners publish "
                "no capacity; they can make what they have shown in the last five years."
            )
        return np.where(np.isfinite(nameplate), nameplate, shown)
    if spare == "none":
        return output
    more = dict(spare)
    for name in more:
        if name not in m.id:
            raise UnknownNameError(
                f"spare names {show(name)}, which is no Producer or Refiner here."
                f"{suggest(name, m.id)}"
            )
    return np.asarray(output + np.array([more.get(m.id[r], 0.0) for r in rows]))


class Question:
    """One mineral under one set of limits and one Reroute."""

    def __init__(
        self, response: Reroute, graph: SupplyGraph, mineral: str, limits: Limits, host_caps: Floats
    ) -> None:
        self.response, self.graph, self.limits = response, graph, limits
        self.network = network = graph.network(mineral)
        self.calm = calm = Calm.of(response, graph, network)
        self.notes = calm.notes
        self.users = Users.of(network, graph, limits, classes=response.rationing == "priority")
        self.origin, self.destination, self.today = calm.origin, calm.destination, calm.today
        self.quotas: tuple[Any, ...] = ()
        self.quota_room: Floats = np.zeros(0)
        self.marks = marks_of(network, limits)
        left = limits.capacity_left[network.makers]
        maker = np.minimum(calm.maker * left, limits.capacity_max[network.makers])
        self.bounds = Bounds(
            lane=sums(calm.pair_of, self._lanes_left(), len(self.origin)),
            leave=np.zeros(len(network)),
            arrive=np.zeros(len(network)),
            maker=np.minimum(maker, host_caps),
            release=self._releases(),
            appears=network.appears * limits.appears_left[network.markets],
        )
        if response.lanes == "open" or limits.quotas:
            open_lanes(self, pools=response.lanes == "open")

    @cached_property
    def one_off(self) -> bool:
        """Whether the limits need a matrix of their own."""
        wanted = self.users.wanted
        return (
            bool(self.quotas or self.marks)
            or len(self.origin) != len(self.calm.origin)
            # rates are relative to what is wanted, which stands in the matrix
            or bool(np.any((wanted != self.calm.wanted) & (wanted > 0)))
        )

    def _lanes_left(self) -> Floats:
        network, cap = self.network, self.calm.lane
        left = self.limits.lane_left[network.lanes]
        part = left < 1
        if part.any():
            # a part of an unlimited lane is a part of what it carries today
            held = np.where(np.isinf(cap) & part, network.flow, cap)
            cap = np.where(part, held * left, cap)
        return np.minimum(cap, self.limits.lane_max[network.lanes])

    def _releases(self) -> Floats:
        s, rows = self.graph.columns.stocks, self.network.stocks
        if not self.response.stocks or not len(rows):
            return np.zeros(len(rows))
        amount = np.where(np.isnan(s.amount[1, rows]), s.amount[0, rows], s.amount[1, rows])
        rate = np.minimum(amount / self.limits.years, s.max_release[rows])
        left: Floats = rate * self.limits.release_left[rows]
        return left

    def program(self, *, detail: bool) -> Program:
        """Return the program of this mineral, from the graph's cache when its matrix is."""
        pools = self.response.lanes == "open"
        if self.one_off:
            return self._build(self.users, pools=pools, detail=detail)
        key = ("program", self.network.mineral, pools, detail)
        found = self.graph.cache.get(key)
        if found is None:
            plain = Users.of(self.network, self.graph, None, classes=False)
            built = self._build(plain, pools=pools, detail=detail)
            # of two threads that build it at once, both go on with the same one
            found = self.graph.cache.setdefault(key, built)
        program: Program = found
        return program

    def _build(self, users: Users, *, pools: bool, detail: bool) -> Program:
        return Program(
            self.network,
            users,
            self.origin,
            self.destination,
            pools=pools,
            detail=detail,
            quotas=self.quotas,
            room=self.quota_room,
            marks=self.marks,
        )

    def served(self, program: Program) -> Optimum:
        """Return the optimum of the first aim; the caller holds the program's lock."""
        high = program.bounds(self.bounds, self.users.wanted, self.today, self.network.output)
        cost = program.serve_cost(self.users, self.calm.gain)
        self._start(program, cost)
        program.set_high(high)
        return program.solve(cost)

    def _start(self, program: Program, cost: Floats) -> None:
        """Go back to the basis of this response without a shock, found the first time."""
        program.program.give(self.response.time_limit)
        if self.one_off or program.restart(self.response):
            return
        n = len(self.network)
        calm = Bounds(
            lane=sums(self.calm.pair_of, self.calm.lane, len(self.calm.origin)),
            leave=np.zeros(n),
            arrive=np.zeros(n),
            maker=self.calm.maker,
            release=np.zeros(len(self.network.stocks)),
            appears=self.network.appears,
        )
        program.set_high(program.bounds(calm, self.calm.wanted, self.today, self.network.output))
        program.solve(cost, keep=self.response)

    @contextmanager
    def ready(self) -> Iterator[Program]:
        """Lend the program of the first aim, solved; nobody else solves it meanwhile."""
        program = self.program(detail=False)
        with program.lock:
            self.served(program)
            program.stay()
            yield program

    def totals_only(self) -> Floats:
        """Return what each user gets at some optimum of the first aim. [t/yr]

        Only sums over a whole class are unique; rates come from :meth:`detail`.
        """
        program = self.program(detail=False)
        with program.lock:
            optimum = self.served(program)
            served: Floats = optimum.x[program.layout.served] / program.scale
            return np.clip(served, 0.0, self.users.wanted)

    def detail(self) -> After:
        """Return rows after all three aims."""
        program = self.program(detail=True)
        with program.lock:
            layout = program.layout
            high = program.bounds(self.bounds, self.users.wanted, self.today, self.network.output)
            free_rates(program)
            cost = program.serve_cost(self.users, self.calm.gain)
            self._start(program, cost)
            program.set_high(high)
            optimum = program.solve(cost)
            if self.response.rationing == "weight":
                served = optimum.x[layout.served]
            else:
                served = fairest(program, self.users, optimum)
            return self._after(program, self._nearest(program, served), served)

    def _nearest(self, program: Program, served: Floats) -> Optimum:
        """Return the solution with these amounts served that departs least from today."""
        layout = program.layout
        high = program.bounds(self.bounds, self.users.wanted, self.today, self.network.output)
        free_rates(program)
        program.set_high(high)
        column = np.arange(layout.served.start, layout.served.stop)
        program.fix(column, np.minimum(served, high[layout.served]), slack=ROUNDING)
        cost = np.zeros(layout.columns)
        added = np.zeros(len(self.origin))
        np.maximum.at(added, self.calm.pair_of, self.limits.lane_cost[self.network.lanes])
        cost[layout.lanes], cost[layout.more] = added - 1.0, added + 1.0
        cost[layout.leave] = cost[layout.arrive] = NEW_LANE / 2
        cost[layout.makers], cost[layout.extra] = -1.0, 1.0
        return program.solve(cost)

    def _after(self, program: Program, optimum: Optimum, served: Floats) -> After:
        layout, network, x = program.layout, self.network, optimum.x / program.scale
        x = np.maximum(x, 0.0)
        lane = x[layout.lanes] + x[layout.more]
        pair_of, known = self.calm.pair_of, len(self.calm.origin)
        # parallel rows share a lane in today's proportions, idle ones equally
        weight = np.where(network.flow > 0, network.flow, 1e-12)
        total = sums(pair_of, weight, known)
        flow = lane[:known][pair_of] * weight / total[pair_of]
        new = [
            (int(a), int(b), float(q))
            for a, b, q in zip(
                self.origin[known:],
                self.destination[known:],
                lane[known:],
                strict=True,
            )
            if q > 0
        ]
        if layout.leave.stop > layout.leave.start:
            new += _pooled(network, x[layout.leave], x[layout.arrive])
        served = np.clip(served / program.scale, 0.0, self.users.wanted)
        unrecorded = sums(
            self.users.market[self.users.recorded :],
            served[self.users.recorded :],
            len(network),
        )
        return After(
            received=served[: self.users.recorded],
            unrecorded=unrecorded,
            flow=flow,
            output=x[layout.makers] + x[layout.extra],
            release=x[layout.release],
            new_flow=tuple(new),
        )


def _pooled(network: Network, leave: Floats, arrive: Floats) -> list[tuple[int, int, float]]:
    """Return pairs for what went through the pool: senders to takers in proportion."""
    rows = []
    for stage in np.unique(network.stage_of):
        here = network.stage_of == stage
        sent, taken = np.where(here, leave, 0.0), np.where(here, arrive, 0.0)
        both = np.minimum(sent, taken)
        sent, taken = sent - both, taken - both
        total = taken.sum()
        if total <= 0:
            continue
        for a in np.flatnonzero(sent > 0):
            rows += [
                (int(a), int(b), float(sent[a] * taken[b] / total))
                for b in np.flatnonzero(taken > 0)
            ]
    return rows
