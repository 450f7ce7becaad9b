"""What would help most: options ranked by the loss they avoid over a set of scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import field, frozen

from mineralsec.analysis.disruption.placed_options import placed
from mineralsec.analysis.disruption.portfolio import Portfolio, best_portfolio
from mineralsec.analysis.disruption.reroute import Reroute
from mineralsec.analysis.disruption.scenarios import Scenario
from mineralsec.arguments import is_number, several
from mineralsec.cards import table
from mineralsec.errors import GraphError, RecordError, show
from mineralsec.graph.given import given_graph
from mineralsec.io.arrow import ArrowStream
from mineralsec.quantities import Q, checked, text

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.options import Option
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Mitigation", "MitigationRow", "mitigation"]


@frozen
class MitigationRow:
    """One option.

    Parameters
    ----------
    option
        What could be done.
    label
        One unit of it, in words.
    avoided
        Unmet use, by weight, that one unit avoids over the window, weighted by probability;
        found by solving again with it. [t]
    by_scenario
        The same in each scenario, unweighted. [t]
    dual
        What the solver's prices say instead, weighted alike: the worth of a very small unit. Not
        a number where users come in classes. [t]
    cost
        Of one unit. [USD]
    """

    option: Option
    label: str
    avoided: float
    by_scenario: tuple[float, ...]
    dual: float
    cost: float | None = None

    @property
    def per_cost(self) -> float:
        """Tonnes avoided per USD; not a number without a cost. [t/USD]"""
        if self.cost is None:
            return float("nan")
        return self.avoided / self.cost if self.cost > 0 else float("inf")


@frozen(eq=False)
class Mitigation(ArrowStream):
    """Options, the one that avoids most first (per cost where all have one).

    Parameters
    ----------
    mineral
        Name.
    rows
        One an option.
    loss
        Unmet use by weight over the window with none of them, weighted by probability. [t]
    scenarios
        What is lost in each, in words.
    probabilities
        Weight of each. [-]
    notes
        Assumptions.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> stock = ms.AddStock("JPN", amount="10 tonne")
    >>> ms.mitigation(graph, [ms.RemoveCountry("CHN")], [stock]).rows[0].avoided >= 0
    True
    """

    mineral: str
    rows: tuple[MitigationRow, ...]
    loss: float
    scenarios: tuple[str, ...]
    probabilities: tuple[float, ...]
    notes: tuple[str, ...]
    _solved: tuple[Scenario, ...] = field(repr=False)
    _order: tuple[int, ...] = field(repr=False)

    def __len__(self) -> int:
        return len(self.rows)

    def portfolio(self, budget: Any, *, seconds: float = 60.0) -> Portfolio:
        """Return what to buy for a budget: step by step, and the best there is.

        Parameters
        ----------
        budget
            In USD. [currency]
        seconds
            After which the search for the best gives up. [s]

        Raises
        ------
        GraphError
            If an option has no cost.
        SolverError
            If the search does not end in time.
        """
        money = float(checked(budget, "USD", "budget").m_as("USD"))
        if missing := [r.label for r in self.rows if r.cost is None]:
            raise GraphError(
                f"a budget needs the cost of every option; none is given for {missing[0]}. Write "
                "cost='1000 USD'."
            )
        return best_portfolio(
            self._solved,
            np.array(self.probabilities),
            [r.label for r in self.rows],
            np.array([r.cost for r in self.rows], np.float64),
            np.array([r.option.most for r in self.rows]),
            np.array(self._order),
            money,
            seconds,
        )

    def to_dict(self) -> list[dict[str, Any]]:
        """Return plain rows."""
        return [
            {
                "option": r.label,
                "avoided_t": r.avoided,
                "dual_t": r.dual,
                "share_of_loss": r.avoided / self.loss if self.loss > 0 else 0.0,
                "cost_usd": float("nan") if r.cost is None else r.cost,
                "avoided_t_per_usd": r.per_cost,
            }
            for r in self.rows
        ]

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row an option as a data frame of pandas, polars or pyarrow."""
        from mineralsec.io.frames import frame

        return frame(self.to_dict(), backend)

    def plot(self, ax: Any = None) -> Any:
        """Draw what one unit of each option avoids; return the Axes."""
        from mineralsec.plotting.tornado import tornado

        return tornado(
            [r.label for r in self.rows],
            [(0.0, r.avoided) for r in self.rows],
            [("", text(Q(r.avoided, "tonne"))) for r in self.rows],
            middle=0.0,
            label="unmet use that one unit avoids [t]",
            title=f"{self.mineral.capitalize()}: what would help",
            note=" ".join(self.notes),
            ax=ax,
        )

    def __repr__(self) -> str:
        """Return one line; ``print`` shows every row."""
        best = self.rows[0] if self.rows else None
        most = (
            "" if best is None else f"; {best.label} avoids most: {text(Q(best.avoided, 'tonne'))}"
        )
        head = f"Mitigation({self.mineral}, {self.loss:,.0f} t go short"
        return f"{head}; {len(self.rows)} options{most})"

    def __str__(self) -> str:
        lines = [f"  {r.label}: {text(Q(r.avoided, 'tonne'))}" for r in self.rows[:12]]
        more = len(self.rows) - 12
        lines += [f"  … and {more} more"] if more > 0 else []
        head = f"Mitigation({self.mineral}, {self.loss:,.0f} t go short; one unit avoids"
        return "\n".join([head, *lines]) + ")"

    def _repr_html_(self) -> str:
        return table(
            ("option", "avoids [t]", "by the solver's price [t]", "cost [USD]"),
            [
                (
                    r.label, _tonnes(r.avoided), _tonnes(r.dual),
                    "" if r.cost is None else f"{r.cost:,.0f}",
                )
                for r in self.rows
            ],
            caption=f"{self.mineral}: {self.loss:,.0f} t go short without them",
        )  # fmt: skip


def _tonnes(amount: float) -> str:
    return text(Q(amount, "tonne")).removesuffix(" t")


def _groups(shocks: Any) -> list[tuple[Any, ...]]:
    if hasattr(shocks, "limit") or hasattr(shocks, "instrument"):
        return [(shocks,)]
    if not isinstance(shocks, Iterable) or isinstance(shocks, str):
        raise GraphError(f"mitigation needs shocks, got {show(shocks)}.")
    found = [s if isinstance(s, tuple) else (s,) for s in shocks]
    if not found:
        raise GraphError("mitigation needs at least one scenario. Write [ms.RemoveCountry('CHN')].")
    return found


def _weights(given: Any, count: int) -> tuple[Any, str]:
    if given is None:
        note = "" if count == 1 else "Every scenario counts alike (probabilities=...)."
        return np.full(count, 1.0 / count), note
    weights = several(given, "probabilities", "probabilities=[0.1]")
    fine = len(weights) == count and all(is_number(w) and 0 <= float(w) <= 1 for w in weights)
    if not fine or sum(map(float, weights)) > 1 + 1e-9:
        raise RecordError(
            f"probabilities must be {count} number(s) from 0 to 1 that sum to at most 1, got "
            f"{show(given)}."
        )
    return np.array(weights, np.float64), ""


def mitigation(
    graph: SupplyGraph,
    shocks: Any,
    options: Sequence[Option],
    *,
    mineral: str | None = None,
    probabilities: Sequence[float] | None = None,
    response: Reroute = Reroute(),
    start: Any = None,
    duration: Any = "1 year",
) -> Mitigation:
    """Return options ranked by the unmet use that one unit of each avoids.

    Parameters
    ----------
    graph
        Supply graph of one year.
    shocks
        One shock, or a list of scenarios, each a shock or a tuple of shocks that act together.
    options
        :class:`~mineralsec.AddStock`, :class:`~mineralsec.AddCapacity`,
        :class:`~mineralsec.AddLane`, :class:`~mineralsec.Recycle`,
        :class:`~mineralsec.Substitute`.
    mineral
        Which one; may be left out if the graph has one only. Tonnes of different minerals are
        never added.
    probabilities
        Of the scenarios; None counts all alike, and the result says so. [-]
    response
        How the rest reacts.
    start, duration
        Window. [time]

    Returns
    -------
    Mitigation

    Raises
    ------
    GraphError
        If the mineral is not told, something is no option or shock, or the response is not a
        Reroute.
    RecordError
        If probabilities cannot be.

    Notes
    -----
    Loss counts the unmet use, by weight, of everybody who stays. The worth of two options
    together is not the sum of both: a mine and a refinery may be worth nothing alone.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> found = ms.mitigation(
    ...     graph,
    ...     ms.RemoveCountry("CHN"),
    ...     [ms.AddStock("JPN"), ms.AddLane("JPN", "USA"), ms.Substitute(0.01, "USA")],
    ... )
    >>> round(found.rows[-1].avoided, 3) <= round(found.rows[0].avoided, 3)
    True
    """
    if type(response) is not Reroute:
        raise GraphError(f"mitigation re-solves ms.Reroute(...), got {show(response)}.")
    graph = given_graph(graph)
    if mineral is None and len(graph.minerals) > 1:
        raise GraphError(
            f"mitigation is about one mineral; name it: {', '.join(graph.minerals[:12])}."
        )
    name = graph.minerals[0] if mineral is None else graph.mineral_name(mineral)
    groups = _groups(shocks)
    weights, note = _weights(probabilities, len(groups))
    wanted = several(options, "options", "[ms.AddStock('JPN')]")
    if not wanted:
        raise GraphError("mitigation needs at least one option. Write [ms.AddStock('JPN')].")
    longer = placed(graph, name, wanted)
    scenarios = tuple(Scenario(longer, name, g, response, start, duration) for g in groups)
    nothing = np.zeros(len(wanted))
    base = np.array([s.loss(nothing) for s in scenarios])
    prices = weights @ np.array([s.prices() for s in scenarios])
    one = np.eye(len(wanted))
    avoided = np.array(
        [[b - s.loss(unit) for unit in one] for s, b in zip(scenarios, base, strict=True)]
    )
    # the solver's rounding is no help
    avoided[np.abs(avoided) <= 1e-9 * np.maximum(base, 1e-300)[:, None]] = 0.0
    rows = [
        MitigationRow(
            option, option.label, float(weights @ avoided[:, i]),
            tuple(avoided[:, i].tolist()), float(prices[i]), option.cost,
        )
        for i, option in enumerate(wanted)
    ]  # fmt: skip
    by_cost = all(r.cost is not None for r in rows)
    order = sorted(
        range(len(rows)),
        key=lambda i: (-(rows[i].per_cost if by_cost else rows[i].avoided), rows[i].label),
    )
    return Mitigation(
        mineral=name,
        rows=tuple(rows[i] for i in order),
        loss=float(weights @ base),
        scenarios=tuple(s.scope for s in scenarios),
        probabilities=tuple(weights.tolist()),
        notes=tuple(filter(None, [note, f"Response: {response!r}."])),
        solved=scenarios,
        order=tuple(order),
    )
