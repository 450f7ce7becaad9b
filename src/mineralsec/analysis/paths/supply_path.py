"""A path: need, supply, stocks and shortage of every month, and what to read from them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from attrs import field, frozen

from mineralsec.cards import card
from mineralsec.errors import UnknownNameError
from mineralsec.graph.columns import sums
from mineralsec.graph.grade import grade
from mineralsec.io.arrow import ArrowStream
from mineralsec.places import country_of
from mineralsec.quantities import Q, percent, text

if TYPE_CHECKING:
    from mineralsec.analysis.paths.assumptions import Assumptions
    from mineralsec.analysis.paths.month_program import Solved
    from mineralsec.analysis.paths.plan import MineralPlan, Plan
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.supply_graph import SupplyGraph
    from mineralsec.provenance import Citation
    from mineralsec.quantities import Quantity

__all__ = ["MineralPath", "SupplyPath"]

_T = TypeVar("_T")

#: Part of the need below which a gap is the solver's rounding. [-]
TRACE = 1e-6


@frozen(eq=False)
class MineralPath:
    """One mineral, month by month; every array has shape (n_months,) unless said. [t a month]

    Parameters
    ----------
    need
        Use that counts.
    unmet
        What of it goes short.
    released
        What stocks gave, those of places whose use counts together.
    stock
        What they hold at the end of the month. [t]
    stock_at_start
        What they held before. [t]
    places, by_place
        Countries that go short in any month, worst first, and by how much, shape
        (n_places, n_months).
    """

    need: Floats
    unmet: Floats
    released: Floats
    stock: Floats
    stock_at_start: float
    places: tuple[str, ...]
    by_place: Floats

    @classmethod
    def of(cls, plan: MineralPlan, solved: Solved) -> MineralPath:
        """Read a solution."""
        network, users = plan.network, plan.calm.users
        counted = plan.plan.counted[network.markets][users.market]
        months = len(plan.plan)
        need = np.stack([
            plan.calm.users.wanted / 12 * _demand(plan, month) for month in range(months)
        ])  # fmt: skip
        short = np.where(counted, np.maximum(need - solved.served, 0.0), 0.0)
        floor = TRACE * np.maximum(need, 1e-300)
        short[short <= floor] = 0.0
        names = plan.plan.graph.columns.places
        country = [country_of(names[code]) for code in network.place_of[users.market].tolist()]
        known = sorted(set(country))
        row = np.array([known.index(c) for c in country], dtype=np.int64)
        by = np.stack([sums(row, month, len(known)) for month in short], axis=1)
        order = [i for i in np.argsort(-by.sum(axis=1), kind="stable").tolist() if by[i].sum() > 0]
        # a store whose owner's use does not count stands in for nobody who counts
        ours = plan.plan.counted[network.markets][plan.stores.market]
        given = np.maximum(solved.released - solved.put, 0.0)[:, ours]
        return cls(
            need=(need * counted).sum(axis=1),
            unmet=short.sum(axis=1),
            released=given.sum(axis=1),
            stock=solved.held[:, ours].sum(axis=1),
            stock_at_start=float(plan.stores.held[ours].sum()),
            places=tuple(known[i] for i in order),
            by_place=by[order],
        )

    @property
    def share(self) -> Floats:
        """Part of the need that goes short, shape (n_months,). [-]"""
        return np.divide(self.unmet, self.need, out=np.zeros_like(self.unmet), where=self.need > 0)

    @property
    def first_shortage(self) -> int | None:
        """Number of the first month in which something goes short; None if none does."""
        return next((t + 1 for t, part in enumerate(self.share.tolist()) if part > TRACE), None)

    @property
    def recovered(self) -> int | None:
        """Number of the first month from which nothing goes short any more, if there is one."""
        short = np.flatnonzero(self.share > TRACE)
        if not len(short):
            return None
        return int(short[-1]) + 2 if short[-1] + 1 < len(self.share) else None


def _demand(plan: MineralPlan, month: int) -> Floats:
    """Return what each user wants in a month relative to today, whoever leaves included. [-]"""
    limits = plan.plan.limits(month)
    users = plan.calm.users
    recorded = limits.demand[plan.network.users]
    return np.concatenate([recorded, np.ones(len(users.market) - len(recorded))])


@frozen(eq=False, slots=False, repr=False)
class SupplyPath(ArrowStream):
    """What a shock does month by month.

    Made by :func:`mineralsec.simulate_path`. Figures of one mineral are plain values; of several
    they are mappings from mineral to value, and tonnes of two minerals are never added.

    Parameters
    ----------
    graph, plan, assumptions, foresight
        The question.
    by_mineral
        The answer, by mineral.
    scalar
        Whether there is one mineral.
    perfectly
        Solves the same months with everything known.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="germanium")
    >>> path = ms.simulate_path(graph, ms.RemoveCountry("CHN"), months=3)
    >>> path.minerals
    ('germanium',)
    """

    graph: SupplyGraph
    plan: Plan
    assumptions: Assumptions
    foresight: str
    by_mineral: dict[str, MineralPath]
    scalar: bool = True
    perfectly: Callable[[], dict[str, MineralPath]] = field(default=dict, repr=False)

    def _each(self, figure: Callable[[MineralPath], _T]) -> _T | Mapping[str, _T]:
        if self.scalar:
            return figure(next(iter(self.by_mineral.values())))
        return {mineral: figure(path) for mineral, path in self.by_mineral.items()}

    @property
    def minerals(self) -> tuple[str, ...]:
        """Names of the minerals followed."""
        return tuple(self.by_mineral)

    @property
    def months(self) -> tuple[str, ...]:
        """The months, e.g. ``"2025-01"``."""
        return tuple(f"{day.year}-{day.month:02d}" for day in self.plan.days[:-1])

    @property
    def first_shortage(self) -> int | Mapping[str, int | None] | None:
        """Number of the first month with a shortage, from 1; None if there is none."""
        return self._each(lambda p: p.first_shortage)

    @property
    def recovered(self) -> int | Mapping[str, int | None] | None:
        """Number of the month from which nothing is short any more; None if there is none."""
        return self._each(lambda p: p.recovered)

    @property
    def depth(self) -> float | Mapping[str, float]:
        """Largest part of a month's need that goes short. [-]"""
        return self._each(lambda p: float(p.share.max()))

    @property
    def area(self) -> Quantity | Mapping[str, Quantity]:
        """All that goes short over the path. [t]"""
        return self._each(lambda p: Q(float(p.unmet.sum()), "tonne"))

    @property
    def share(self) -> float | Mapping[str, float]:
        """All that goes short relative to all that is needed over the path. [-]"""
        return self._each(_share)

    @property
    def stock_used(self) -> Quantity | Mapping[str, Quantity]:
        """What stocks gave. [t]"""
        return self._each(lambda p: Q(float(p.released.sum()), "tonne"))

    @property
    def cover_used(self) -> Quantity | Mapping[str, Quantity]:
        """Days of the need that counts that stocks stood in for. [day]"""
        return self._each(lambda p: Q(_cover(p), "day"))

    @cached_property
    def perfect(self) -> SupplyPath:
        """The same path if everybody had known everything from the start."""
        return SupplyPath(
            self.graph, self.plan, self.assumptions, "perfect", self.perfectly(), self.scalar,
            self.perfectly,
        )  # fmt: skip

    @property
    def value_of_knowing(self) -> Quantity | Mapping[str, Quantity]:
        """What less would go short with perfect foresight. [t]"""
        gain = {
            m: Q(float(path.unmet.sum() - self.perfect.by_mineral[m].unmet.sum()), "tonne")
            for m, path in self.by_mineral.items()
        }
        return gain[self.minerals[0]] if self.scalar else gain

    @property
    def scope(self) -> str:
        """What was lost, in words."""
        words = dict.fromkeys(w for t in range(len(self.plan)) for w in self.plan.limits(t).scope)
        return "; ".join(words) or "nothing is lost"

    @property
    def denominator(self) -> str:
        """Whose need counts, in words."""
        return self.plan.whose

    @property
    def notes(self) -> tuple[str, ...]:
        """Every assumption with the argument that changes it."""
        told = dict.fromkeys(n for t in range(len(self.plan)) for n in self.plan.limits(t).notes)
        return (f"Foresight: {self.foresight} (foresight=...).", *self.assumptions.words(), *told)

    @cached_property
    def sources(self) -> tuple[Citation, ...]:
        """Sources of the records of the minerals followed."""
        return tuple(
            dict.fromkeys(
                r.source
                for r in self.graph.current_records
                if getattr(r, "mineral", None) in self.by_mineral and r.source is not None
            )
        )

    def explain(self, mineral: str | None = None) -> str:
        """Return plain sentences, each built from a number in this path."""
        lines = []
        for name in self.minerals if mineral is None else (self._one(mineral),):
            path = self.by_mineral[name]
            lines.append(f"Scope: {self.scope}, {self.months[0]} to {self.months[-1]}.")
            lines += _sentences(name, path, self.months, self.denominator)
            lines.append(f"Data of {self.graph.year}, grade {grade(self.graph, name)}.")
        return "\n".join(lines)

    def _one(self, mineral: str | None) -> str:
        if mineral is None:
            if len(self.by_mineral) > 1:
                raise UnknownNameError(
                    f"this path has several minerals; name one: {', '.join(self.minerals)}."
                )
            return self.minerals[0]
        name = self.graph.mineral_name(mineral)
        if name not in self.by_mineral:
            raise UnknownNameError(
                f"this path does not follow {name}. Minerals here: {', '.join(self.minerals)}."
            )
        return name

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain dictionary a mineral and month; amounts in tonnes."""
        return [
            {
                "mineral": mineral,
                "month": month,
                "need_t": float(path.need[t]),
                "unmet_t": float(path.unmet[t]),
                "unmet_share": float(path.share[t]),
                "released_t": float(path.released[t]),
                "stock_left_t": float(path.stock[t]),
            }
            for mineral, path in self.by_mineral.items()
            for t, month in enumerate(self.months)
        ]

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row a mineral and month as a data frame of pandas, polars or pyarrow."""
        from mineralsec.io.frames import frame

        return frame(self.rows(), backend)

    def by_place(self, mineral: str | None = None) -> dict[str, Floats]:
        """Return who goes short, worst first, each with shape (n_months,). [t a month]"""
        path = self.by_mineral[self._one(mineral)]
        return dict(zip(path.places, path.by_place, strict=True))

    def plot(self, mineral: str | None = None, ax: Any = None) -> Any:
        """Draw need, supply, stock and shortage of one mineral; return the Axes."""
        from mineralsec.plotting.drawdown import drawdown

        name = self._one(mineral)
        path = self.by_mineral[name]
        from_stock = np.minimum(path.released, path.need - path.unmet)
        publishers = dict.fromkeys(c.publisher or c.title for c in self.sources)
        note = f"Data year {self.graph.year}. Grade {grade(self.graph, name)}."
        if publishers:
            note += f" Sources: {' · '.join(publishers)}."
        return drawdown(
            self.months,
            path.need,
            np.maximum(path.need - path.unmet - from_stock, 0.0),
            from_stock,
            stock=path.stock if path.stock_at_start > 0 or path.stock.any() else None,
            title=f"{name[:1].upper()}{name[1:]}, {self.denominator}: {self.scope}",
            note=note,
            ax=ax,
        )

    def __repr__(self) -> str:
        lines = [f"{m}: {_short(p, self.months)}" for m, p in self.by_mineral.items()]
        if self.scalar:
            return f"SupplyPath({lines[0]}; {self.months[0]} to {self.months[-1]})"
        worst = max(self.by_mineral, key=lambda m: np.nan_to_num(_share(self.by_mineral[m])))
        said = _short(self.by_mineral[worst], self.months)
        return f"SupplyPath({len(lines)} minerals; worst {worst}: {said})"

    def __str__(self) -> str:
        rows = [f"{m}: {_short(p, self.months)}" for m, p in self.by_mineral.items()]
        return repr(self) if self.scalar else "\n  ".join(["SupplyPath(", *rows]) + "\n)"

    def _repr_html_(self) -> str:
        rows = [("scope", self.scope), ("months", f"{self.months[0]} to {self.months[-1]}")]
        rows += [(m, _short(p, self.months)) for m, p in self.by_mineral.items()]
        return card("SupplyPath", rows, notes=self.notes)


def _share(path: MineralPath) -> float:
    need = float(path.need.sum())
    return float(path.unmet.sum()) / need if need > 0 else math.nan


def _cover(path: MineralPath) -> float:
    need = float(path.need.mean())
    return float(path.released.sum()) / need * (365.0 / 12) if need > 0 else math.inf


def _short(path: MineralPath, months: tuple[str, ...]) -> str:
    first = path.first_shortage
    if first is None:
        return "nothing goes short"
    return (
        f"{percent(_share(path))} of need short, first in month {first} ({months[first - 1]}), "
        f"at worst {percent(float(path.share.max()))}"
    )


def _sentences(mineral: str, path: MineralPath, months: tuple[str, ...], whose: str) -> list[str]:
    name = f"{mineral[:1].upper()}{mineral[1:]}"
    first, back = path.first_shortage, path.recovered
    if first is None:
        lines = [f"{name}: nothing goes short in {len(months)} months."]
    else:
        lines = [
            f"{name}: the first shortage is in month {first} ({months[first - 1]}).",
            f"At worst {percent(float(path.share.max()))} of a month's {whose} goes short; over "
            f"the path {text(Q(float(path.unmet.sum()), 'tonne'))}, {percent(_share(path))}.",
            f"From month {back} ({months[back - 1]}) on nothing is short."
            if back is not None
            else "It does not recover within the path.",
            f"Hit hardest: {', '.join(path.places[:3])}.",
        ]
    if path.stock_at_start > 0:
        given = text(Q(float(path.released.sum()), "tonne"))
        held = text(Q(path.stock_at_start, "tonne"))
        lines.append(f"Stocks of {held} gave {given}, {_cover(path):.0f} days of the need.")
    return lines
