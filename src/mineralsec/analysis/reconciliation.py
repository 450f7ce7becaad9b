"""Reconcile a graph: figures that balance, and every adjustment that was needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from mineralsec.cards import card, table
from mineralsec.graph.adjustments import Adjustment, adjustments, moved
from mineralsec.graph.given import given_graph
from mineralsec.graph.reconcile import balanced_graph
from mineralsec.graph.uncertainty import completed
from mineralsec.io.arrow import ArrowStream

if TYPE_CHECKING:
    from mineralsec.graph.finding import Finding
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Adjustments", "Reconciled", "reconcile"]

#: Rows that a card shows.
_SHOWN = 10


@frozen(eq=False, repr=False)
class Adjustments(ArrowStream):
    """Every figure that reconciling changed.

    Parameters
    ----------
    rows
        One for each figure, in the order of the graph's tables.

    Examples
    --------
    >>> Adjustments(())
    Adjustments(none)
    """

    rows: tuple[Adjustment, ...]

    @classmethod
    def of(cls, graph: SupplyGraph) -> Adjustments:
        """Return the adjustments that a graph already holds, such as those of bundled data.

        Examples
        --------
        >>> import mineralsec as ms
        >>> ms.Adjustments.of(ms.load("world", minerals="lithium")).rows[0].record
        'lithium-mining-ARG'
        """
        columns = graph.columns
        return cls(tuple(row for name in graph.minerals for row in adjustments(columns, name)))

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Adjustment]:
        return iter(self.rows)

    @property
    def largest(self) -> tuple[Adjustment, ...]:
        """The rows, largest change in tonnes first."""
        return tuple(
            sorted(self.rows, key=lambda r: (-abs(r.after - np.nan_to_num(r.before)), r.record))
        )

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row a figure: before and after [t/yr], relative change [-] and reason.

        Parameters
        ----------
        backend
            ``"pandas"``, ``"polars"`` or ``"pyarrow"``.
        """
        from mineralsec.io.frames import frame_of_columns

        names = ("record", "kind", "mineral", "stage", "before", "after", "change", "reason")
        units = {"before": "before_t_per_yr", "after": "after_t_per_yr"}
        columns = {units.get(n, n): [getattr(row, n) for row in self.rows] for n in names}
        columns["relative_change"] = columns.pop("change")
        columns["reason"] = columns.pop("reason")
        return frame_of_columns(columns, backend)

    def __repr__(self) -> str:
        if not self.rows:
            return "Adjustments(none)"
        first = self.largest[0]
        return f"Adjustments({len(self.rows)} figures; most: {first.record} {_change(first)})"

    def _repr_html_(self) -> str:
        rows = [
            (row.record, row.kind, _tonnes(row.before), _tonnes(row.after), row.reason)
            for row in self.largest[:_SHOWN]
        ]
        return table(("record", "kind", "before, t/yr", "after, t/yr", "reason"), rows)


def _tonnes(amount: float) -> str:
    return "withheld" if np.isnan(amount) else f"{amount:,.6g}"


def _change(row: Adjustment) -> str:
    return f"{_tonnes(row.before)} -> {_tonnes(row.after)} t/yr"


@frozen(eq=False, repr=False)
class Reconciled(ArrowStream):
    """A graph that balances, and what it took.

    Parameters
    ----------
    graph
        The graph with a reconciled figure beside each reported one. Flows and disruption read
        the reconciled ones; shares, indices and criticality go on reading the reported ones.
    uncertainty
        One standard deviation as part of a figure, by word; see :func:`reconcile`. [-]
    effort
        Half the sum of squared changes in standard deviations, by mineral: what was made as
        small as possible. [-]

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> balanced = ms.reconcile(graph)
    >>> balanced.graph.minerals
    ('gallium',)
    """

    graph: SupplyGraph
    uncertainty: dict[str, float]
    effort: dict[str, float]

    @property
    def adjustments(self) -> Adjustments:
        """Every figure that changed, mass that no record shows included."""
        return Adjustments.of(self.graph)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Totals that moved by more than a tenth, furthest first."""
        found = [
            finding
            for name in self.graph.minerals
            for finding in moved(self.graph.columns, self.graph.network(name))
        ]
        return tuple(sorted(found, key=lambda finding: finding.order))

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return the adjustments as a frame, as :meth:`Adjustments.to_frame` does."""
        return self.adjustments.to_frame(backend)

    def __repr__(self) -> str:
        far = len(self.findings)
        return (
            f"Reconciled({len(self.graph.minerals)} minerals, {len(self.adjustments)} figures "
            f"adjusted, {far} {'total' if far == 1 else 'totals'} moved by more than 10 %)"
        )

    def _repr_html_(self) -> str:
        sizes = ", ".join(f"{word} {size:.0%}" for word, size in self.uncertainty.items())
        top = card(
            "Reconciled",
            [
                ("minerals", ", ".join(self.graph.minerals)),
                ("figures adjusted", len(self.adjustments)),
                ("assumed uncertainty", sizes),
            ],
            notes=self.findings[:_SHOWN],
        )
        return top + self.adjustments._repr_html_()


def reconcile(graph: SupplyGraph, *, uncertainty: Mapping[str, float] | None = None) -> Reconciled:
    r"""Return a graph whose figures balance, each changed as little as its uncertainty allows.

    Published figures never balance: what leaves a market is not what came in, and refineries
    seem to take more than mines give. Material-flow analysts let all figures give way together,
    the uncertain ones most [1]_:

    .. math::

        \min_x \sum_i \left(\frac{x_i - m_i}{\sigma_i}\right)^2
        \quad \text{with} \quad \sum_i A_{ki} x_i = 0, \; l_i \le x_i \le u_i

    over outputs, flows, uses and unseen mass, where each market :math:`k` gives a balance and a
    refiner takes its output over its recovery.

    Parameters
    ----------
    graph
        Graph to reconcile; figures that are reconciled already are found anew.
    uncertainty
        One standard deviation as part of the figure, where it is not the default: ``"reported"``
        0.05, ``"estimated"`` 0.10, ``"modelled"`` 0.30, ``"projected"`` 0.50; ``"form"`` 0.10,
        added (in squares) to flows whose contained mass comes of a content factor; ``"unseen"``
        0.02 of what passes through a market, for mass that no record shows; ``"unrecorded"`` 0.50
        of what the records of a market leave over. [-]

    Returns
    -------
    Reconciled
        The graph, every adjustment, and findings on totals that moved far.

    Raises
    ------
    SolverError
        If the optimum of a mineral fails its check; never a number that is not the optimum.
    UnknownNameError, GraphError
        If `uncertainty` has an unknown word or a value that is no number above zero.

    Notes
    -----
    - A figure within limits (:class:`~mineralsec.Between`) never leaves them; a quarter of the
      distance is its standard deviation. A withheld one rises from its lower limit where mass is
      missing.
    - A zero stays zero. Nothing becomes negative. A by-product stays within what its host's
      output holds where a ratio is known.
    - Unseen mass has a prior: what the records of a market leave over, give or take
      ``"unrecorded"`` of it, or nothing where they lack something, give or take ``"unseen"``. So a
      surplus alone moves no figure (it is use that nobody recorded), a deficit does.
    - The default sizes are assumptions. Only their ratios matter.

    References
    ----------
    .. [1] Cencic, O. (2016). Nonlinear data reconciliation in material flow analysis with
       software STAN. Sustainable Environment Research, 26(6), 291-298.
       doi:10.1016/j.serj.2016.06.002

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.SupplyGraph.from_records(
    ...     [
    ...         ms.Mineral("lithium", stages=("mining", "refining")),
    ...         ms.Producer(id="ore", mineral="Li", place="CHN", output="223 kilotonne/year"),
    ...         ms.Refiner(id="refined", mineral="Li", place="CHN", output="241.6 kilotonne/year"),
    ...     ]
    ... )
    >>> found = ms.reconcile(graph)
    >>> for row in found.adjustments:
    ...     print(row.record, f"{row.before:,.0f} -> {row.after:,.0f}")
    ore 223,000 -> 230,915
    refined 241,600 -> 232,401
    lithium|mining|CHN 18,600 -> 1,486
    lithium|refining|CHN 241,600 -> 232,401
    """
    sizes = completed(uncertainty)
    new, found = balanced_graph(given_graph(graph), sizes)
    effort = {part.network.mineral: part.size for part in found}
    return Reconciled(graph=new, uncertainty=sizes, effort=effort)
