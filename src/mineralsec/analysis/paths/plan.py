"""What holds in each month of a path: limits, plants that open, stocks, time under way."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from mineralsec.analysis.disruption.limits import Limits, check
from mineralsec.analysis.disruption.question import Question
from mineralsec.analysis.paths.month_program import Month, Stores
from mineralsec.errors import GraphError
from mineralsec.graph.build import content
from mineralsec.graph.columns import sums
from mineralsec.model.producer import Producer
from mineralsec.model.refiner import Refiner
from mineralsec.quantities import bounds
from mineralsec.units import MASS_FLOW

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.outcome import After
    from mineralsec.analysis.paths.assumptions import Assumptions
    from mineralsec.analysis.paths.episode import Episode
    from mineralsec.graph.columns import Floats, Integers
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["MineralPlan", "Plan"]

#: Months of a year, and half of one.
YEAR, HALF = 12, 6


class Plan:
    """Limits of every month, as they are and as buyers expect them.

    Parameters
    ----------
    graph
        Supply graph of one year.
    acts
        Shocks with their days.
    days
        First day of each month, and the day after the last.
    """

    def __init__(self, graph: SupplyGraph, acts: tuple[Episode, ...], days: list[date]) -> None:
        self.graph, self.acts, self.days = graph, acts, days
        self._limits: dict[Any, Limits] = {}

    def __len__(self) -> int:
        return len(self.days) - 1

    def limits(self, month: int, seen_from: int | None = None) -> Limits:
        """Return the limits of a month.

        Parameters
        ----------
        month
            Which.
        seen_from
            Month in which a buyer thinks of it, who knows what is announced but not when it
            ends; None is how it will be.
        """
        month = min(month, len(self) - 1)
        first, end = self.days[month], self.days[month + 1]
        if seen_from is None:
            acting = tuple(i for i, act in enumerate(self.acts) if _mostly(act, first, end))
        else:
            now = self.days[min(seen_from, len(self) - 1)]
            last = self.days[min(seen_from, len(self) - 1) + 1]
            acting = tuple(
                i
                for i, act in enumerate(self.acts)
                if act.known(now)
                and (act.start is None or _mostly(act, first, end) or act.start <= first)
                and (act.ends is None or act.ends > now)
                and (month > seen_from or _mostly(act, now, last))
            )
        key = (acting, month if any(self._dated(i) for i in acting) else -1)
        if key not in self._limits:
            limits = Limits.none(self.graph, first, end)
            for i in acting:
                shock = self.acts[i].shock
                limits = check(shock.limit(self.graph, limits), self.graph, shock)
            self._limits[key] = limits
        return self._limits[key]

    def _dated(self, act: int) -> bool:
        """Return whether what a shock does may depend on the days it is asked about."""
        return hasattr(self.acts[act].shock, "control")

    def ahead(self, month: int) -> bool:
        """Return whether something is announced in a month that does not act yet."""
        first = self.days[month]
        return any(
            act.known(first) and act.start is not None and act.start > first for act in self.acts
        )

    def known_since(self, month: int) -> int:
        """Return for how many months, this one included, buyers have known of any shock."""
        since = [t for t in range(month + 1) if any(a.known(self.days[t]) for a in self.acts)]
        return month - since[0] + 1 if since else 0

    @cached_property
    def counted(self) -> Any:
        """Markets whose use counts in every month, boolean, shape (n_markets,)."""
        return np.logical_and.reduce([self.limits(t).counted for t in range(len(self))])

    @cached_property
    def whose(self) -> str:
        """Whose use that is, in words."""
        words = dict.fromkeys(w for t in range(len(self)) for w in self.limits(t).whose)
        return f"use {' and '.join(words)}" if words else "all use"

    @property
    def touched(self) -> frozenset[str]:
        """Minerals that any month can change anything for."""
        codes: set[int] = set()
        for t in range(len(self)):
            codes |= self.limits(t).touched(self.graph.columns)
        return frozenset(self.graph.minerals[code] for code in codes)


def _mostly(act: Episode, first: date, end: date) -> bool:
    """Return whether a shock acts on at least half of the days of a month.

    A control says itself which part of the month it acts in.
    """
    if hasattr(act.shock, "control"):
        return act.acts(first, end)
    start = first if act.start is None else max(act.start, first)
    stop = end if act.ends is None else min(act.ends, end)
    return 2 * (stop - start).days >= (end - first).days


class MineralPlan:
    """Bounds of every month for one mineral.

    Parameters
    ----------
    plan
        The months.
    mineral
        Name.
    assume
        What is taken for granted.
    """

    def __init__(self, plan: Plan, mineral: str, assume: Assumptions) -> None:
        self.plan, self.mineral, self.assume = plan, mineral, assume
        self.network = plan.graph.network(mineral)
        none = np.full(len(self.network.makers), np.inf)
        self.calm = Question(assume.response, plan.graph, mineral, self._undisturbed(), none)
        self.transit = self._transit()
        self.plants = _plants(plan.graph, self.network.makers)
        self.stores = self._stores()

    def _undisturbed(self) -> Limits:
        days = self.plan.days
        return Limits.none(self.plan.graph, days[0], days[1])

    def _transit(self) -> Integers:
        calm, places = self.calm, self.plan.graph.columns.places
        country = np.array([p.split(":")[0] for p in places])[self.network.place_of]
        ends = country[calm.origin], country[calm.destination]
        found = np.zeros(len(calm.origin), dtype=np.int64)
        for (origin, destination), months in self.assume.transit:
            if origin:
                found[(ends[0] == origin) & (ends[1] == destination)] = months
            else:
                found[ends[0] != ends[1]] = months
        return found.astype(np.int32)

    def _stores(self) -> Stores:
        stocks, rows = self.plan.graph.columns.stocks, self.network.stocks
        rows = rows if self.assume.stocks else rows[:0]
        amount = np.where(np.isnan(stocks.amount[1, rows]), stocks.amount[0, rows],
                          stocks.amount[1, rows])  # fmt: skip
        use = sums(self.calm.users.market, self.calm.users.wanted, len(self.network))
        held_by_users = np.flatnonzero(use * self.assume.commercial_days > 0)
        commercial = use[held_by_users] * self.assume.commercial_days / 365.0
        return Stores(
            market=np.concatenate([self.network.stock_market[: len(rows)], held_by_users]).astype(
                np.int32
            ),
            held=np.concatenate([amount, commercial]),
            room=np.concatenate([np.zeros(len(rows)), commercial]),
            loss=self.assume.storage_loss,
        )

    def month(self, month: int, seen_from: int | None, caps: Floats) -> Month:
        """Return the bounds of a month. [t a month]

        Parameters
        ----------
        month, seen_from
            As :meth:`Plan.limits` takes them.
        caps
            What hosts allow each maker. [t/yr]
        """
        plan, assume = self.plan, self.assume
        limits = plan.limits(month, seen_from)
        question = Question(assume.response, plan.graph, self.mineral, limits, caps)
        if question.marks:
            raise GraphError(
                "a path has no layers by origin: a shock with reexport=False cannot be followed "
                "month by month. Leave reexport out, or use simulate."
            )
        now = min(month if seen_from is None else seen_from, len(plan) - 1)
        lane = question.bounds.lane
        ahead = plan.ahead(now) and month == now
        if ahead and assume.frontload:
            lane = np.where(
                lane > 0, np.maximum(lane, (1 + assume.frontload) * self.calm.today), lane
            )
        stays = limits.capacity_left[self.network.makers]
        maker = np.minimum(question.bounds.maker, self._spare(now) * stays)
        maker = maker + self._opened(month) * stays
        strategic = np.full(len(self.stores.held) - self._commercial, np.inf)
        rows = self.network.stocks[: len(strategic)]
        stocks = plan.graph.columns.stocks
        strategic = np.minimum(strategic, stocks.max_release[rows] / YEAR)
        strategic = np.where(limits.release_left[rows] > 0, strategic, 0.0)
        release = np.concatenate([strategic, np.full(self._commercial, np.inf)])
        return Month(
            lane=lane / YEAR,
            maker=maker / YEAR,
            appears=question.bounds.appears / YEAR,
            release=release,
            wanted=question.users.wanted / YEAR,
            room=np.where((self.stores.room > 0) & ahead, np.inf, self.stores.room),
            quotas=tuple(
                (lanes, float(room) / YEAR)
                for (lanes, _), room in zip(question.quotas, question.quota_room, strict=True)
            ),
        )

    @cached_property
    def _commercial(self) -> int:
        return int(np.sum(self.stores.room > 0))

    def _spare(self, month: int) -> Floats:
        """Return what each maker can make once spare capacity has come in so far. [t/yr]"""
        known = self.plan.known_since(month)
        part = 1.0 if known >= self.assume.spare_months else known / self.assume.spare_months
        output, most = self.network.output, self.calm.calm.maker
        spare = np.where(np.isinf(most), np.inf, np.maximum(most - output, 0.0))
        return np.asarray(output + (spare * part if part > 0 else 0.0))

    def _opened(self, month: int) -> Floats:
        """Return what plants that have opened since the data's year can make. [t/yr]"""
        found = np.zeros(len(self.network.makers))
        day = self.plan.days[min(month, len(self.plan) - 1)]
        for row, opens, nameplate in self.plants:
            if opens <= day:
                age = (day.year - opens.year) * YEAR + day.month - opens.month
                step = min(age // HALF, len(self.assume.ramp) - 1)
                found[row] = nameplate * self.assume.ramp[step]
        return found

    def after(self, made: Floats) -> After:
        """Return a month as hosts are read: output at a yearly rate. [t/yr]"""
        from mineralsec.analysis.disruption.outcome import After

        empty = np.zeros(0)
        return After(empty, empty, empty, made * YEAR, empty)


def _plants(graph: SupplyGraph, makers: Integers) -> list[tuple[int, date, float]]:
    """Return local row, opening day and nameplate of plants that open after the data's year."""
    wanted = {graph.columns.makers.id[row]: i for i, row in enumerate(makers.tolist())}
    forms = {
        (name, form.name): form.content
        for name in graph.minerals
        for form in graph.mineral(name).forms
    }
    found = []
    for record in graph.current_records:
        if not isinstance(record, Producer | Refiner) or record.id not in wanted:
            continue
        opens, capacity = record.opens, record.capacity
        if opens is None or capacity is None or graph.year is None or opens.year <= graph.year:
            continue
        nameplate = bounds(capacity, MASS_FLOW)[1] * content(record, forms)
        if np.isfinite(nameplate):
            found.append((wanted[record.id], opens, float(nameplate)))
    return found
