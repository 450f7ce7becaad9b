"""What a shock leaves: arrays aligned with the graph's rows, which shocks narrow in turn."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from mineralsec.errors import GraphError

if TYPE_CHECKING:
    from mineralsec.graph.columns import Columns, Floats
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["LaneQuota", "LaneRule", "Limits", "OriginBan"]

Flags = NDArray[np.bool_]


@frozen(eq=False)
class LaneRule:
    """What is left of every lane from some markets to others, observed or not.

    Parameters
    ----------
    origin, destination
        Markets the rule holds for, boolean, shape (n_markets,).
    left
        Part of each lane's limit that stays. [-]
    """

    origin: Flags
    destination: Flags
    left: float


@frozen(eq=False)
class LaneQuota:
    """The most that all lanes from some markets to others may carry together.

    Parameters
    ----------
    origin, destination
        Markets the quota holds for, boolean, shape (n_markets,).
    limit
        Contained mineral. [t/yr]
    what
        Who set it, for messages.
    """

    origin: Flags
    destination: Flags
    limit: float
    what: str


@frozen(eq=False)
class OriginBan:
    """Material that leaves some markets must not reach others, by whatever way.

    Parameters
    ----------
    source
        Markets whose exports are marked, boolean, shape (n_markets,).
    home
        Markets of the same country: what moves among them does not leave.
    targets
        Markets that take nothing that is marked.
    transformed
        Whether the mark goes once somebody outside has refined the material.
    what
        Who set it, for messages.
    """

    source: Flags
    home: Flags
    targets: Flags
    transformed: bool
    what: str


@frozen(eq=False)
class Limits:
    """What is still possible under a set of shocks.

    A shock returns a narrower copy; upper bounds take the minimum, shares multiply.

    Parameters
    ----------
    start, end
        Window the answer is for; `end` is the first day after it.
    capacity_left
        Part of each producer's and refiner's capacity that stays, shape (n_makers,). [-]
    capacity_max
        Upper bound of each output, shape (n_makers,). [t/yr]
    lane_left
        Part of each lane's limit that stays, shape (n_lanes,). [-]
    lane_max
        Upper bound of each flow, shape (n_lanes,). [t/yr]
    lane_cost
        Added cost of a tonne on each lane, shape (n_lanes,); it ranks lanes, it never makes
        anybody go without. [-]
    demand
        Demand relative to today's, shape (n_users,). [-]
    release_left
        Part of each stockpile that can be released, shape (n_stocks,). [-]
    appears_left
        Part of supply without a record that stays, shape (n_markets,). [-]
    leaves
        Part of a market's use that leaves with its country, shape (n_markets,). [-]
    first
        Whether a market's use is served before that of others, shape (n_markets,).
    counted
        Whether a market's use counts in the shortfall, shape (n_markets,).
    rules, quotas
        Limits on lanes that hold for unobserved ones too.
    bans
        Material that may not reach some markets through third places either.
    whose
        Whose use counts, in words such as ``"outside China"``.
    scope, notes
        What was done, and what the reader must know, in words.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> impact = ms.remove_country(graph, "CHN")
    >>> float(min(impact.limits.capacity_left))
    0.0
    """

    start: date
    end: date
    capacity_left: Floats
    capacity_max: Floats
    lane_left: Floats
    lane_max: Floats
    lane_cost: Floats
    demand: Floats
    release_left: Floats
    appears_left: Floats
    leaves: Floats
    first: Flags
    counted: Flags
    rules: tuple[LaneRule, ...] = ()
    quotas: tuple[LaneQuota, ...] = ()
    bans: tuple[OriginBan, ...] = ()
    whose: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @classmethod
    def none(cls, graph: SupplyGraph, start: date, end: date) -> Limits:
        """Return limits that hold nothing back."""
        c = graph.columns
        makers, lanes, markets = len(c.makers), len(c.lanes), len(c.markets)
        return cls(
            start=start,
            end=end,
            capacity_left=np.ones(makers),
            capacity_max=np.full(makers, np.inf),
            lane_left=np.ones(lanes),
            lane_max=np.full(lanes, np.inf),
            lane_cost=np.zeros(lanes),
            demand=np.ones(len(c.users)),
            release_left=np.ones(len(c.stocks)),
            appears_left=np.ones(markets),
            leaves=np.zeros(markets),
            first=np.zeros(markets, np.bool_),
            counted=np.ones(markets, np.bool_),
        )

    @property
    def years(self) -> float:
        """Length of the window; whole calendar years count as such. [yr]"""
        if (self.start.month, self.start.day) == (self.end.month, self.end.day):
            return float(self.end.year - self.start.year)
        return (self.end - self.start).days / 365.25

    def cut_lanes(
        self, columns: Columns, origin: Flags, destination: Flags, left: float = 0.0
    ) -> Limits:
        """Leave a part of every lane between two sets of markets, unobserved ones too."""
        hit = origin[columns.lanes.origin] & destination[columns.lanes.destination]
        return evolve(
            self,
            lane_left=np.where(hit, self.lane_left * left, self.lane_left),
            rules=(*self.rules, LaneRule(origin, destination, left)),
        )

    def cut_makers(self, hit: Flags, left: float = 0.0) -> Limits:
        """Leave a part of the capacity of some makers."""
        return evolve(
            self, capacity_left=np.where(hit, self.capacity_left * left, self.capacity_left)
        )

    def count(self, markets: Flags, whose: str) -> Limits:
        """Count only use at `markets`, which `whose` says in words."""
        return evolve(
            self,
            counted=self.counted & markets,
            whose=(*(w for w in self.whose if w != whose), whose),
        )

    def said(self, scope: str = "", *notes: str) -> Limits:
        """Add to the words that describe what was done."""
        return evolve(
            self,
            scope=(*self.scope, scope) if scope else self.scope,
            notes=(*self.notes, *(n for n in notes if n not in self.notes)),
        )

    def touched(self, columns: Columns) -> frozenset[int]:
        """Return codes of the minerals that these limits can change anything for."""
        mineral = columns.markets.mineral
        hit: set[int] = set()
        for rows, changed in (
            (columns.makers.market, (self.capacity_left != 1) | np.isfinite(self.capacity_max)),
            (
                columns.lanes.origin,
                (self.lane_left != 1) | np.isfinite(self.lane_max) | (self.lane_cost != 0),
            ),
            (columns.users.market, self.demand != 1),
            (columns.stocks.market, self.release_left != 1),
        ):
            hit.update(mineral[rows[changed]].tolist())
        own = (self.appears_left != 1) | (self.leaves != 0) | self.first
        hit.update(mineral[own].tolist())
        ends = [(r.origin, r.destination) for r in self.rules if r.left != 1]
        for origin, destination in (*ends, *((q.origin, q.destination) for q in self.quotas)):
            # a lane never leads from one mineral to another
            hit |= set(mineral[origin].tolist()) & set(mineral[destination].tolist())
        return frozenset(hit)


def check(limits: Any, graph: SupplyGraph, shock: object) -> Limits:
    """Return `limits` if they are what a shock may return, else refuse them by the shock's name."""
    name = type(shock).__name__
    if not isinstance(limits, Limits):
        raise GraphError(f"{name}.limit must return Limits, got {type(limits).__name__}.")
    plain = Limits.none(graph, limits.start, limits.end)
    arrays: dict[str, Any] = {}
    for field in (
        "capacity_left", "capacity_max", "lane_left", "lane_max", "lane_cost", "demand",
        "release_left", "appears_left", "leaves", "first", "counted",
    ):  # fmt: skip
        array, expected = np.asarray(getattr(limits, field)), getattr(plain, field)
        if array.shape != expected.shape:
            raise GraphError(
                f"{name}.limit returned {field} of shape {array.shape}; one value a row is "
                f"{expected.shape}."
            )
        if array.dtype.kind not in ("b" if expected.dtype == np.bool_ else "if"):
            raise GraphError(
                f"{name}.limit returned {field} of type {array.dtype}; it holds {expected.dtype}."
            )
        if not np.all(array >= 0):
            raise GraphError(f"{name}.limit returned a negative or missing value in {field}.")
        if not field.endswith("max") and not np.all(np.isfinite(array)):
            raise GraphError(f"{name}.limit returned an infinite value in {field}.")
        arrays[field] = array.astype(expected.dtype, copy=False)
    if np.any(arrays["leaves"] > 1):
        raise GraphError(f"{name}.limit returned leaves above 1: more use leaves than there is.")
    return evolve(limits, **arrays)
