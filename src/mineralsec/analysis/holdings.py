"""Who holds how much of what: the rows of a graph that a share is taken over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mineralsec.analysis.ownership import attributed, offtake, ownership_of
from mineralsec.analysis.words import OWNED, By, Kind, Of, Rule
from mineralsec.errors import UnknownNameError
from mineralsec.graph.columns import QUALITIES
from mineralsec.places import RESIDUAL, country_of, resolve_place

if TYPE_CHECKING:
    from mineralsec.graph.columns import Columns
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Holdings", "holdings"]

Floats: TypeAlias = NDArray[np.float64]


@frozen(eq=False)
class Holdings:
    """Amounts of one mineral and the label under which each counts.

    Parameters
    ----------
    label
        Place, site or record id of each row.
    stage
        Stage of each row; empty for reserves, which have none.
    amount
        Low, point, high, shape (3, n); the point of a withheld or unknown figure is NaN.
        [t/yr, reserves in t]
    quality
        Code into :data:`~mineralsec.graph.columns.QUALITIES`; empty for reserves.
    """

    label: tuple[str, ...]
    stage: tuple[str, ...]
    amount: Floats
    quality: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.label)

    def at(self, stage: str) -> Holdings:
        """Return the rows of one stage."""
        rows = [i for i, name in enumerate(self.stage) if name == stage]
        return Holdings(
            tuple(self.label[i] for i in rows),
            tuple(self.stage[i] for i in rows),
            self.amount[:, rows],
            self.quality[rows],
        )

    def stages(self, chain: Sequence[str]) -> list[str]:
        """Return the stages with rows, in the order of the chain."""
        return [str(name) for name in chain if str(name) in self.stage]

    @property
    def worst(self) -> str | None:
        """Least firm quality among the rows with a figure above zero."""
        if len(self.quality) == 0:
            return None
        seen = self.quality[self.amount[1] > 0]
        return QUALITIES[int(seen.max(initial=0))]


def holdings(
    graph: SupplyGraph, mineral: str, of: Of, by: By, kind: Kind, rule: Rule = "equity"
) -> Holdings:
    """Return the rows of one mineral at all of its stages.

    Parameters
    ----------
    graph
        Graph to read.
    mineral
        Name in the graph's vocabulary.
    of, by, kind, rule
        Words of :func:`mineralsec.shares`, checked.
    """
    c = graph.columns
    code = c.minerals.index(mineral)
    if of == "reserves":
        rows = np.flatnonzero((c.reserves.mineral == code) & ~c.reserves.resources)
        none = np.empty(0, dtype=np.int32)
        return Holdings(
            _labels(c, c.reserves.place[rows], by), (), c.reserves.amount[:, rows], none
        )
    if of == "exportable":
        return _exportable(c, code, by, kind)
    market, amount, quality, ids = _table(c, of)
    rows = np.flatnonzero(c.markets.mineral[market] == code)
    if of in ("output", "capacity") and kind != "all":
        rows = rows[c.makers.secondary[rows] == (kind == "secondary")]
    if of in ("imports", "exports"):
        # what moves between two sites of one country crosses no border
        country = [country_of(place) for place in c.places]
        origin = c.markets.place[c.lanes.origin[rows]]
        destination = c.markets.place[c.lanes.destination[rows]]
        abroad = [country[a] != country[b] for a, b in zip(origin, destination, strict=True)]
        rows = rows[np.array(abroad, dtype=np.bool_)]
    where = market[rows]
    if by in OWNED:
        named, amount = [ids[i] for i in rows.tolist()], amount[:, rows]
        parts, label, amount = (
            offtake(_contracts(graph, where, amount, by), named, amount)
            if rule == "offtake"
            else attributed(graph, named, amount, by, rule)
        )
        of_part = where[parts]
        stage = tuple(c.stages[s] for s in c.markets.stage[of_part])
        return Holdings(tuple(label), stage, amount, quality[rows][parts])
    return Holdings(
        _labels(c, c.markets.place[where], by, [ids[i] for i in rows.tolist()] if ids else ()),
        tuple(c.stages[s] for s in c.markets.stage[where]),
        amount[:, rows],
        quality[rows],
    )


def _table(
    c: Columns, of: Of
) -> tuple[NDArray[np.int32], Floats, NDArray[np.int32], Sequence[str]]:
    """Return market, amounts, quality and ids of the rows that `of` speaks of."""
    if of == "output":
        return c.makers.market, c.makers.output, c.makers.quality, c.makers.id
    if of == "capacity":
        known = c.makers.capacity
        unknown = np.isnan(known)
        limits = np.where(unknown, 0.0, known), known, np.where(unknown, np.inf, known)
        return c.makers.market, np.stack(limits), c.makers.quality, c.makers.id
    if of == "demand":
        return c.users.market, c.users.demand, c.users.quality, c.users.id
    end = c.lanes.origin if of == "exports" else c.lanes.destination
    return end, c.lanes.quantity, c.lanes.quality, ()


def _labels(
    c: Columns, places: NDArray[np.int32], by: By, ids: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return the label of each row; what no source places has one label under every word."""
    own = tuple(country_of(c.places[p]) if by == "place" else c.places[p] for p in places)
    if by != "id":
        return own
    return tuple(RESIDUAL if place == RESIDUAL else i for place, i in zip(own, ids, strict=True))


def _contracts(
    graph: SupplyGraph, market: NDArray[np.int32], amount: Floats, by: By
) -> list[tuple[int, str, Floats]]:
    """Return what buyers on record take of the output of each row.

    A lane leaves a market, and a market may have several makers: each sells its part of it.
    """
    lanes, seats = graph.columns.lanes, ownership_of(graph)
    made = np.bincount(market, np.nan_to_num(amount[1]), len(graph.columns.markets))
    found = []
    for lane, label in enumerate(lanes.label):
        buyer = f"{label}||".split("|")[2]
        origin = lanes.origin[lane]
        if not buyer or made[origin] <= 0:
            continue
        who = seats.label(buyer, by)
        if who == RESIDUAL and (who := _country(buyer)) == RESIDUAL:
            continue
        for row in np.flatnonzero(market == origin):
            part = float(np.nan_to_num(amount[1, row])) / made[origin]
            found.append((int(row), who, lanes.quantity[:, lane] * part))
    return found


def _country(buyer: str) -> str:
    """Return the country that a buyer is, if it is one: a state buys under its own name."""
    try:
        return country_of(resolve_place(buyer))
    except UnknownNameError:
        return RESIDUAL


def _exportable(c: Columns, mineral: int, by: By, kind: Kind) -> Holdings:
    """Return what each place makes beyond what is used there, stage by stage.

    What refiners there take in is use of the stage they take from.
    """
    makers, users = c.makers, c.users
    place = [country_of(p) if by == "place" else p for p in c.places]
    cells: dict[tuple[str, str], Floats] = {}
    quality: dict[tuple[str, str], int] = {}

    def add(market: int, made: Floats, used: Floats, firm: int) -> None:
        key = c.stages[c.markets.stage[market]], place[c.markets.place[market]]
        held = cells.setdefault(key, np.zeros((2, 3)))
        held += np.stack([made, used])
        quality[key] = max(quality.get(key, 0), firm)

    none = np.zeros(3)
    for row in np.flatnonzero(c.markets.mineral[makers.market] == mineral):
        firm = int(makers.quality[row])
        if kind == "all" or makers.secondary[row] == (kind == "secondary"):
            add(makers.market[row], makers.output[:, row], none, firm)
        if makers.intake[row] >= 0:
            add(makers.intake[row], none, makers.output[:, row] / makers.recovery[row], firm)
    for row in np.flatnonzero(c.markets.mineral[users.market] == mineral):
        add(users.market[row], none, users.demand[:, row], int(users.quality[row]))
    made = np.array([held[0] for held in cells.values()]).reshape(-1, 3).T
    used = np.array([held[1] for held in cells.values()]).reshape(-1, 3).T
    left = np.stack([made[0] - used[2], made[1] - used[1], made[2] - used[0]])
    keep = made[2] > 0
    return Holdings(
        tuple(label for (_, label), kept in zip(cells, keep, strict=True) if kept),
        tuple(stage for (stage, _), kept in zip(cells, keep, strict=True) if kept),
        np.maximum(left, 0.0)[:, keep],
        np.array(list(quality.values()), dtype=np.int32)[keep],
    )
