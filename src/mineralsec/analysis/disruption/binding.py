"""Which limit holds supply back, and what one more tonne of it would be worth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import asdict, frozen

from mineralsec.analysis.disruption.breakdown import SHOWN, more
from mineralsec.analysis.disruption.fairness import DUAL_TOLERANCE
from mineralsec.analysis.disruption.question import Question
from mineralsec.cards import table
from mineralsec.graph.gaps import FILE_ROUNDING

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.program import Program
    from mineralsec.graph.columns import Floats, Integers
    from mineralsec.solver import Optimum

__all__ = ["Binding", "Bindings", "binding"]

#: What can hold supply back.
KINDS = ("lane", "capacity", "stock", "unrecorded supply")

#: Step of the finite differences, relative to the mineral's use. [-]
STEP = 1e-6

#: A further tonne that serves less than this holds nothing back. [-]
SMALLEST = 1e-3

#: Most limits that are confirmed by a finite step, dearest first.
MOST = 400

#: Most limits that are looked at for giving out together, largest first.
MOST_TOGETHER = 100

#: Unmet use, or room left below a limit, that is the solver's rounding. [-]
ROUNDING = 1e-9


@frozen
class Binding:
    """A limit that holds supply back.

    Parameters
    ----------
    kind
        ``"capacity"``, ``"lane"``, ``"stock"`` or ``"unrecorded supply"``.
    name
        Record id, or ``origin -> destination`` of a lane.
    mineral, stage, place
        Where it is.
    value
        Use, by weight, that one more tonne of the limit would serve (right derivative). [-]
    lost
        Use, by weight, that one tonne less of it would cost (left derivative). [-]
    limit
        The limit. [t/yr]
    unit
        Of `value`, `lost` and `dual`, in words.
    dual
        The solver's own price of the limit. Where the optimum is degenerate it is one of several,
        from `lost` down to `value`; not a number where users come in classes. [-]
    """

    kind: str
    name: str
    mineral: str
    stage: str
    place: str
    value: float
    lost: float
    limit: float
    unit: str = "t of use per t/yr"
    dual: float = math.nan

    def __repr__(self) -> str:
        return (
            f"Binding({self.kind} {self.name}, {self.stage}: one more t/yr serves "
            f"{self.value:.3g} t/yr)"
        )


class Bindings(tuple[Binding, ...]):
    """Limits that hold supply back, dearest first; a tuple that prints as a table."""

    __slots__ = ()

    def __repr__(self) -> str:
        if not self:
            return "nothing holds supply back"
        return "\n".join([repr(row) for row in self[:SHOWN]] + more(len(self)))

    def to_dict(self) -> list[dict[str, Any]]:
        """Return plain rows."""
        return [asdict(row) for row in self]

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row a limit as a data frame of pandas, polars or pyarrow."""
        from mineralsec.io.frames import frame

        return frame(self.to_dict(), backend)

    def _repr_html_(self) -> str:
        rows = [
            (row.kind, row.name, row.stage, f"{row.limit:,.0f}", f"{row.value:.3g}")
            for row in self[:SHOWN]
        ]
        header = ("limit", "of", "stage", "t/yr", "use served by one more t/yr [t/yr]")
        return table(header, rows, "".join(more(len(self))))


def binding(question: Question, kinds: tuple[str, ...] = KINDS) -> Bindings:
    """Return the limits of some kinds that hold supply back, dearest first.

    A limit counts if one more tonne of it serves more use, found by solving again with a small
    step (a dual alone may be one of several where the program is degenerate). Where none does
    although use goes unmet, several give out together, as ore and refinery may: then those count
    of which one tonne less would cost use. Their right derivative is zero, their left one is not.
    """
    program = question.program(detail=False)
    with program.lock:
        optimum = question.served(program)
        layout, network = program.layout, question.network
        limited = np.flatnonzero(optimum.column_dual < -DUAL_TOLERANCE)
        columns = {
            "lane": np.arange(layout.lanes.start, layout.lanes.stop),
            # a plant that is not open yet holds nothing back: it is not there
            "capacity": layout.makers.start
            + np.flatnonzero((network.output > 0) | (program.high[layout.makers] > 0)),
            "stock": np.arange(layout.release.start, layout.release.stop),
            "unrecorded supply": layout.appears.start
            + np.flatnonzero(network.appears > FILE_ROUNDING * network.supply),
        }
        ours = np.concatenate([columns[kind] for kind in kinds])
        limited = limited[np.isin(limited, ours)]
        limited = limited[np.argsort(optimum.column_dual[limited], kind="stable")][:MOST]
        cost = program.serve_cost(question.users, question.calm.gain)
        high = program.high.copy()
        found = [
            row
            for column in limited.tolist()
            if (row := _tried(question, program, cost, high, optimum, column))
        ]
        # of some kinds alone, others may be what holds back
        if not found and kinds == KINDS:
            found = _together(question, program, cost, high, optimum, ours)
        program.set_high(high)
    return Bindings(sorted(found, key=lambda b: (-round(b.value, 9), b.kind, b.stage, b.name)))


def _together(
    question: Question,
    program: Program,
    cost: Floats,
    high: Floats,
    best: Optimum,
    ours: Integers,
) -> list[Binding]:
    """Return limits that are reached and of which a tonne less would cost use."""
    served = program.layout.served
    total = float(np.sum(high[served]))
    if total - float(np.sum(best.x[served])) <= ROUNDING * total:
        return []
    reached = ours[(best.x[ours] >= high[ours] - ROUNDING * total) & (high[ours] > 0)]
    reached = reached[np.argsort(-high[reached], kind="stable")][:MOST_TOGETHER]
    rows = (
        _tried(question, program, cost, high, best, column, together=True)
        for column in reached.tolist()
    )
    return [row for row in rows if row]


def _tried(
    question: Question,
    program: Program,
    cost: Floats,
    high: Floats,
    best: Optimum,
    column: int,
    *,
    together: bool = False,
) -> Binding | None:
    step = STEP * float(np.sum(high[program.layout.served])) or STEP
    more = _at(program, cost, high, column, high[column] + step)
    if not together and (best.objective - more.objective) / step <= SMALLEST:
        return None

    # in weighted tonnes: the objective itself also puts one class of users before another
    def gained(after: Optimum) -> float:
        served = program.layout.served
        return float(question.users.weight @ (after.x[served] - best.x[served]))

    one_class = len(np.unique(question.users.rank[question.users.wanted > 0])) <= 1
    down = min(step, float(high[column]))
    lost = 0.0
    if down > 0:
        lost = -gained(_at(program, cost, high, column, high[column] - down)) / down
    if together and lost <= SMALLEST:
        return None
    kind, name, market = _named(question, program, column)
    network, c = question.network, question.graph.columns
    return Binding(
        kind=kind,
        name=name,
        mineral=network.mineral,
        stage=network.stages[network.stage_of[market]],
        place=c.places[network.place_of[market]],
        value=gained(more) / step,
        lost=lost,
        limit=float(high[column] / program.scale),
        dual=-float(best.column_dual[column]) if one_class else math.nan,
    )


def _at(program: Program, cost: Floats, high: Floats, column: int, bound: float) -> Optimum:
    moved = high.copy()
    moved[column] = bound
    program.set_high(moved)
    return program.solve(cost)


def _named(question: Question, program: Program, column: int) -> tuple[str, str, int]:
    network, c, layout = question.network, question.graph.columns, program.layout

    def place(market: Any) -> str:
        return str(c.places[network.place_of[market]])

    if column < layout.lanes.stop:
        a, b = question.origin[column], question.destination[column]
        return "lane", f"{place(a)} -> {place(b)}", int(a)
    if column < layout.makers.stop:
        i = column - layout.makers.start
        return "capacity", c.makers.id[network.makers[i]], int(network.maker_market[i])
    if column < layout.release.stop:
        i = column - layout.release.start
        return "stock", c.stocks.id[network.stocks[i]], int(network.stock_market[i])
    i = column - layout.appears.start
    return "unrecorded supply", place(i), i
