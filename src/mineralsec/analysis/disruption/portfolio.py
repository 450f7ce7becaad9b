"""What to buy for a budget: one after the other by what helps most next, and the best there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from mineralsec.cards import table
from mineralsec.errors import SolverError
from mineralsec.io.arrow import ArrowStream

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mineralsec.analysis.disruption.scenarios import Scenario
    from mineralsec.graph.columns import Floats

__all__ = ["Portfolio", "Step", "best_portfolio"]

#: scipy's answer when the time is up.
OUT_OF_TIME = 1


@frozen
class Step:
    """One purchase of the step-by-step curve.

    Parameters
    ----------
    label
        What is bought, one unit.
    spent
        With all before it. [USD]
    avoided
        With all before it. [t]
    """

    label: str
    spent: float
    avoided: float


@frozen
class Portfolio(ArrowStream):
    """Purchases for a budget.

    Parameters
    ----------
    budget
        What there is to spend. [USD]
    steps
        Each time what avoids most per cost next. It has no guarantee: things that help only
        together are never found.
    chosen
        Units of each option in the best purchase there is.
    spent, avoided
        Of the best purchase. [USD, t]

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> stock = ms.AddStock("JPN", amount="10 tonne", cost="1e6 USD")
    >>> found = ms.mitigation(graph, [ms.RemoveCountry("CHN")], [stock])
    >>> found.portfolio("2e6 USD").spent <= 2e6
    True
    """

    budget: float
    steps: tuple[Step, ...]
    chosen: dict[str, int]
    spent: float
    avoided: float

    @property
    def greedy_avoided(self) -> float:
        """What the steps avoid in the end. [t]"""
        return self.steps[-1].avoided if self.steps else 0.0

    def to_dict(self) -> list[dict[str, Any]]:
        """Return the curve as plain rows, the best purchase last."""
        rows = [
            {"bought": s.label, "spent_usd": s.spent, "avoided_t": s.avoided, "kind": "step"}
            for s in self.steps
        ]
        return [
            *rows,
            {
                "bought": _list(self.chosen),
                "spent_usd": self.spent,
                "avoided_t": self.avoided,
                "kind": "best",
            },
        ]

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return the curve as a data frame of pandas, polars or pyarrow."""
        from mineralsec.io.frames import frame

        return frame(self.to_dict(), backend)

    def __repr__(self) -> str:
        return (
            f"Portfolio({self.budget:,.0f} USD: best {self.avoided:.4g} t with "
            f"{_list(self.chosen)}; step by step {self.greedy_avoided:.4g} t)"
        )

    def _repr_html_(self) -> str:
        return table(
            ("", "bought", "spent [USD]", "avoided [t]"),
            [
                (r["kind"], r["bought"], f"{r['spent_usd']:,.0f}", f"{r['avoided_t']:.4g}")
                for r in self.to_dict()
            ],
            caption=f"for {self.budget:,.0f} USD",
        )


def _list(chosen: dict[str, int]) -> str:
    return ", ".join(f"{n} x {label}" for label, n in chosen.items()) or "nothing"


def best_portfolio(
    scenarios: Sequence[Scenario],
    weights: Floats,
    labels: Sequence[str],
    cost: Floats,
    most: Any,
    place: Any,
    budget: float,
    seconds: float,
) -> Portfolio:
    """Return the curve of steps and the best purchase.

    Parameters
    ----------
    scenarios, weights
        Where loss is counted.
    labels, cost, most
        Of each option: words, USD a unit, how many units there are.
    place
        Number of each option in the scenarios.
    budget
        [USD]
    seconds
        After which the search gives up.
    """

    def loss(count: Floats) -> float:
        inside = np.zeros(len(place))
        inside[place] = count
        return float(weights @ [s.loss(inside) for s in scenarios])

    start = loss(np.zeros(len(labels)))
    steps = _steps(loss, start, labels, cost, most, budget)
    count = _best(scenarios, weights, cost, most, place, budget, seconds)
    return Portfolio(
        budget,
        steps,
        {label: int(n) for label, n in zip(labels, count, strict=True) if n},
        float(cost @ count),
        start - loss(count),
    )


def _steps(
    loss: Any, start: float, labels: Sequence[str], cost: Floats, most: Any, budget: float
) -> tuple[Step, ...]:
    count = np.zeros(len(labels))
    spent, now = 0.0, start
    steps: list[Step] = []
    while True:
        tried = []
        affordable = (count < most) & (spent + cost <= budget * (1 + 1e-12))
        for i in np.flatnonzero(affordable).tolist():
            more = count.copy()
            more[i] += 1
            gain = now - loss(more)
            if gain > 1e-9 * max(start, 1e-300):
                tried.append((gain / cost[i] if cost[i] > 0 else np.inf, gain, i))
        if not tried:
            return tuple(steps)
        _, gain, best = max(tried, key=lambda t: (t[0], t[1], -t[2]))
        count[best] += 1
        spent, now = spent + float(cost[best]), now - gain
        steps.append(Step(labels[best], spent, start - now))


def _best(
    scenarios: Sequence[Scenario],
    weights: Floats,
    cost: Floats,
    most: Any,
    place: Any,
    budget: float,
    seconds: float,
) -> Floats:
    """Return the units of each option in the best purchase, by a mixed-integer program.

    Every scenario has its columns; the units bought raise their upper bounds in all of them.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import block_array, csc_array, csr_array

    options = len(cost)
    blocks: list[list[Any]] = []
    row_low, row_high, highs, costs = [], [], [], []
    bought = np.zeros(options)
    for number, (s, weight) in enumerate(zip(scenarios, weights, strict=True)):
        program, change = s.program, s.change[place]
        m = program.matrix
        rows: list[Any] = [None] * (len(scenarios) + 1)
        rows[number] = csc_array((m.value, m.index, m.start), shape=m.shape)
        rows[-1] = csc_array((m.shape[0], options))
        blocks.append(rows)
        row_low.append(program.row_low)
        row_high.append(program.row_high)
        moved = np.flatnonzero(np.any(change != 0, axis=0) & np.isfinite(s.base))
        pick = csr_array(
            (np.ones(len(moved)), (np.arange(len(moved)), moved)), shape=(len(moved), m.shape[1])
        )
        rows = [None] * (len(scenarios) + 1)
        rows[number] = pick
        rows[-1] = csc_array(-change[:, moved].T)
        blocks.append(rows)
        row_low.append(np.full(len(moved), -np.inf))
        row_high.append(s.base[moved])
        high = s.base.copy()
        high[moved] = np.inf
        highs.append(high)
        costs.append(weight * s.cost)
        # what is wanted no more is not unmet
        served = program.layout.served
        bought += weight * (change[:, served] @ -s.cost[served])
    blocks.append([None] * len(scenarios) + [csr_array(cost[None, :])])
    for i, s in enumerate(scenarios):
        if blocks[-1][i] is None:
            blocks[-1][i] = csr_array((1, len(s.base)))
    row_low.append(np.array([-np.inf]))
    row_high.append(np.array([budget]))
    solve: Any = milp  # scipy's stubs know no sparse constraints
    result = solve(
        np.concatenate([*costs, bought]),
        constraints=LinearConstraint(
            block_array(blocks, format="csc"), np.concatenate(row_low), np.concatenate(row_high)
        ),
        bounds=Bounds(
            np.zeros(sum(map(len, highs)) + options),
            np.concatenate([*highs, most.astype(np.float64)]),
        ),
        integrality=np.concatenate([np.zeros(sum(map(len, highs))), np.ones(options)]),
        options={"time_limit": float(seconds), "mip_rel_gap": 1e-7},
    )
    if result.x is None or result.status == OUT_OF_TIME:
        raise SolverError(
            f"the best purchase was not found in {seconds:g} s ({result.message}). Give more "
            "seconds, fewer options or scenarios, or smaller `most`; the steps need no search."
        )
    found: Floats = np.round(result.x[-options:])
    return found
