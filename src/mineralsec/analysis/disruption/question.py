"""One mineral's question under one Reroute: its bounds, its program, its three aims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mineralsec.analysis.disruption.fairness import fairest, free_rates
from mineralsec.analysis.disruption.lane_options import open_lanes
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
    from mineralsec.analysis.disruption.limits import Limits
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


class Question:
    """One mineral under one set of limits and one Reroute."""

    def __init__(
        self, response: Reroute, graph: SupplyGraph, mineral: str, limits: Limits, host_caps: Floats
    ) -> None:
        self.response, self.graph, self.limits = response, graph, limits
        self.network = network = graph.network(mineral)
        self.notes: list[str] = []
        self.users = Users.of(network, graph, limits, classes=response.rationing == "priority")
        self.origin, self.destination, self.pair_of = lane_pairs(network)
        self.today = sums(self.pair_of, network.flow, len(self.origin))
        self.quotas: tuple[Any, ...] = ()
        self.quota_room: Floats = np.zeros(0)
        self.bounds = Bounds(
            lane=self._lane_caps(),
            leave=np.zeros(len(network)),
            arrive=np.zeros(len(network)),
            maker=self._maker_caps(host_caps),
            release=self._releases(),
            appears=network.appears * limits.appears_left[network.markets],
        )
        if response.lanes == "open" or limits.quotas:
            open_lanes(self, pools=response.lanes == "open")

    @property
    def one_off(self) -> bool:
        """Whether the limits need a matrix of their own."""
        plain = Users.of(self.network, self.graph, None, classes=False).wanted
        wanted = self.users.wanted
        return (
            bool(self.quotas)
            or len(self.origin) != len(lane_pairs(self.network)[0])
            # rates are relative to what is wanted, which stands in the matrix
            or bool(np.any((wanted != plain) & (wanted > 0)))
        )

    def _lane_caps(self) -> Floats:
        network, limits, growth = self.network, self.limits, self.response.growth
        c = self.graph.columns
        flow = network.flow
        if growth is None:
            cap = np.full(len(flow), np.inf)
        elif growth == "history":
            code = self.graph.minerals.index(network.mineral)
            stage = network.stage_of[network.lane_from]
            years = np.array([c.lane_years.get((code, int(s)), 1) for s in stage])
            cap = np.where(
                years > 1,
                np.maximum(c.lanes.peak[network.lanes], flow),
                flow * (1 + ONE_YEAR_GROWTH),
            )
            if np.any((years <= 1) & (flow > 0)):
                names = sorted(
                    {network.stages[s] for s, y in zip(stage, years, strict=True) if y <= 1}
                )
                self.notes.append(
                    f"{network.mineral}: one year of trade at {' and '.join(names)}; a lane may "
                    f"carry {ONE_YEAR_GROWTH:.0%} more than today (growth=...)."
                )
        else:
            cap = flow * (1 + float(growth))
        left = limits.lane_left[network.lanes]
        # a part of an unlimited lane is a part of what it carries today
        held = np.where(np.isinf(cap) & (left < 1), flow, cap)
        cap = np.where(left < 1, np.where(left > 0, held, 0.0) * left, cap)
        cap = np.minimum(cap, limits.lane_max[network.lanes])
        return sums(self.pair_of, cap, len(self.origin))

    def _maker_caps(self, host_caps: Floats) -> Floats:
        network, limits, spare = self.network, self.limits, self.response.spare
        m = self.graph.columns.makers
        rows, output = network.makers, network.output
        nameplate = np.maximum(np.nan_to_num(m.capacity[rows], nan=np.inf), output)
        shown = np.where(m.years[rows] > 1, np.minimum(m.peak[rows], nameplate), output)
        shown = np.where(output > 0, np.maximum(shown, output), output)
        if spare == "demonstrated":
            cap = shown
            if len(rows) and not np.any(m.years[rows] > 1):
                self.notes.append(
                    f"{network.mineral}: one year of output, so no spare capacity is shown; "
                    "nobody makes more than today (spare=...)."
                )
        elif spare == "nameplate":
            cap = np.where(np.isfinite(nameplate), nameplate, shown)
            unknown = int(np.sum(~np.isfinite(nameplate) & (output > 0)))
            if unknown:
                self.notes.append(
                    f"{network.mineral}: {unknown} of {len(rows)} producers and refiners publish "
                    "no capacity; they can make what they have shown in the last five years."
                )
        elif spare == "none":
            cap = output
        else:
            more = dict(spare)
            cap = output + np.array([more.pop(m.id[r], 0.0) for r in rows])
            unknown_ids = [k for k in more if k not in m.id]
            if unknown_ids:
                raise UnknownNameError(
                    f"spare names {show(unknown_ids[0])}, which is no Producer or Refiner here."
                    f"{suggest(unknown_ids[0], m.id)}"
                )
        cap = np.minimum(cap * limits.capacity_left[rows], limits.capacity_max[rows])
        capped: Floats = np.minimum(cap, host_caps)
        return capped

    def _releases(self) -> Floats:
        s, rows = self.graph.columns.stocks, self.network.stocks
        if not self.response.stocks or not len(rows):
            return np.zeros(len(rows))
        amount = np.where(np.isnan(s.amount[1, rows]), s.amount[0, rows], s.amount[1, rows])
        rate = np.minimum(amount / self.limits.years, s.max_release[rows])
        left: Floats = rate * self.limits.release_left[rows]
        return left

    @property
    def gain(self) -> float:
        """Most tonnes of one use that a tonne of another can free, by losses on the way."""
        recovery = self.network.recovery
        steps = max(len(set(self.network.stage_of.tolist())) - 1, 0)
        return float((1.0 / recovery.min(initial=1.0)) ** steps)

    def _program(self, *, detail: bool) -> Program:
        """Return the program of this mineral, from the graph's cache when its matrix is."""
        pools = self.response.lanes == "open"
        if self.one_off:
            return self._build(self.users, pools=pools, detail=detail)
        key = ("program", self.network.mineral, pools, detail)
        found = self.graph.cache.get(key)
        if found is None:
            plain = Users.of(self.network, self.graph, None, classes=False)
            found = self.graph.cache[key] = self._build(plain, pools=pools, detail=detail)
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
        )

    def _undisturbed(self, program: Program) -> Floats:
        """Return upper bounds of today's flows, from which every solve restarts."""
        network = self.network
        n = len(network)
        today = Bounds(
            self.today, np.zeros(n), np.zeros(n), network.output,
            np.zeros(len(network.stocks)), network.appears,
        )  # fmt: skip
        plain = program.users
        return program.bounds(today, plain.wanted, self.today, network.output)

    def served(self) -> tuple[Program, Optimum]:
        """Return the program and its optimum after the first aim; the caller holds its lock."""
        program = self._program(detail=False)
        high = program.bounds(self.bounds, self.users.wanted, self.today, self.network.output)
        cost = program.serve_cost(self.users, self.gain)
        self._start(program, cost)
        program.set_high(high)
        return program, program.solve(cost)

    def _start(self, program: Program, cost: Floats) -> None:
        """Go back to the undisturbed basis, which is found the first time."""
        if not program.restart("undisturbed") and not self.one_off:
            program.set_high(self._undisturbed(program))
            program.solve(cost, keep="undisturbed")

    def totals_only(self) -> Floats:
        """Return what each user gets at some optimum of the first aim. [t/yr]

        Only sums over a whole class are unique; rates come from :meth:`detail`.
        """
        program = self._program(detail=False)
        with program.lock:
            _, optimum = self.served()
            served: Floats = optimum.x[program.layout.served] / program.scale
            return np.clip(served, 0.0, self.users.wanted)

    def detail(self) -> After:
        """Return rows after all three aims."""
        program = self._program(detail=True)
        with program.lock:
            layout = program.layout
            high = program.bounds(self.bounds, self.users.wanted, self.today, self.network.output)
            free_rates(program)
            cost = program.serve_cost(self.users, self.gain)
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
        np.maximum.at(added, self.pair_of, self.limits.lane_cost[self.network.lanes])
        cost[layout.lanes], cost[layout.more] = added - 1.0, added + 1.0
        cost[layout.leave] = cost[layout.arrive] = NEW_LANE / 2
        cost[layout.makers], cost[layout.extra] = -1.0, 1.0
        return program.solve(cost)

    def _after(self, program: Program, optimum: Optimum, served: Floats) -> After:
        layout, network, x = program.layout, self.network, optimum.x / program.scale
        x = np.maximum(x, 0.0)
        lane = x[layout.lanes] + x[layout.more]
        observed = lane_pairs(network)
        pair_of = observed[2]
        # parallel rows share a lane in today's proportions, idle ones equally
        weight = np.where(network.flow > 0, network.flow, 1e-12)
        total = sums(pair_of, weight, len(observed[0]))
        flow = lane[: len(observed[0])][pair_of] * weight / total[pair_of]
        new = [
            (int(a), int(b), float(q))
            for a, b, q in zip(
                self.origin[len(observed[0]) :],
                self.destination[len(observed[0]) :],
                lane[len(observed[0]) :],
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
