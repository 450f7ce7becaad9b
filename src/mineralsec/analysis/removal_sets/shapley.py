"""Whose part of the loss is whose: Shapley shares of countries."""

from __future__ import annotations

from concurrent.futures import Executor
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from mineralsec.analysis.disruption.progress import Progress
from mineralsec.analysis.disruption.reroute import Reroute
from mineralsec.analysis.removal_sets.joint_loss import Channel, JointLoss, one_mineral
from mineralsec.arguments import whole
from mineralsec.cards import table
from mineralsec.errors import RecordError, show
from mineralsec.io.arrow import ArrowStream
from mineralsec.quantities import Q, percent, text

if TYPE_CHECKING:
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Shapley", "shapley"]

#: Up to this many countries every set is solved.
EXACT = 10


@frozen(eq=False)
class Shapley(ArrowStream):
    """Each country's part of what goes short when all of them stop.

    Parameters
    ----------
    mineral, channel
        What is asked.
    values
        Part by country, largest first. [t/yr]
    errors
        Standard error of each by country; zero where every set was solved. [t/yr]
    total
        What goes short when all of them stop. [t/yr]
    orders
        Number of orders that were drawn; 0 where every set was solved.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> found = ms.shapley(graph, "gallium")
    >>> max(found.values, key=found.values.get)
    'CHN'
    """

    mineral: str
    channel: str
    values: dict[str, float]
    errors: dict[str, float]
    total: float
    orders: int

    @property
    def exact(self) -> bool:
        """Whether every set was solved."""
        return self.orders == 0

    @property
    def shares(self) -> dict[str, float]:
        """Part of the total by country. [-]"""
        return {c: v / self.total if self.total > 0 else 0.0 for c, v in self.values.items()}

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain dictionary a country."""
        return [
            {
                "country": country,
                "shapley_t_per_yr": value,
                "standard_error_t_per_yr": self.errors[country],
                "share": self.shares[country],
            }
            for country, value in self.values.items()
        ]

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row a country as a data frame of pandas, polars or pyarrow."""
        from mineralsec.io.frames import frame

        return frame(self.rows(), backend)

    def __repr__(self) -> str:
        top = ", ".join(f"{c} {percent(s)}" for c, s in list(self.shares.items())[:3])
        how = "exact" if self.exact else f"{self.orders} orders"
        return f"Shapley({self.mineral}: {top} of {text(Q(self.total, 'tonne/year'))}; {how})"

    def _repr_html_(self) -> str:
        return table(
            ("country", "part [t/yr]", "share"),
            [(c, f"{v:,.0f}", percent(self.shares[c])) for c, v in self.values.items()],
            caption=repr(self),
        )


def shapley(
    graph: SupplyGraph,
    mineral: str | None = None,
    *,
    channel: Channel = "production",
    places: Any = None,
    response: Any = Reroute(),
    orders: int = 64,
    seed: int = 0,
    executor: Executor | None = None,
    progress: Progress = None,
) -> Shapley:
    r"""Return each country's average part of the loss over all orders of removal.

    .. math::

        \phi_c = \sum_{X \not\ni c} \frac{|X|!\,(n - |X| - 1)!}{n!}
        \bigl[F(X \cup c) - F(X)\bigr]

    Parameters
    ----------
    graph, mineral, channel, places, response, executor, progress
        As :func:`mineralsec.interdiction` takes them.
    orders
        With more than 10 countries that many orders are drawn, in pairs of an order and its
        reverse.
    seed
        Seed of the draw.

    Returns
    -------
    Shapley
        The parts sum to the loss when all of them stop.

    Raises
    ------
    RecordError
        If `orders` is no even number above 0.
    GraphError
        If no country makes the mineral.
    UnknownNameError
        If a name is not known.

    References
    ----------
    .. [1] Shapley, L. S. (1953). A value for n-person games. Contributions to the Theory of
       Games II, Princeton University Press, 307-317.
    .. [2] Castro, J., Gómez, D. and Tejada, J. (2009). Polynomial calculation of the Shapley
       value based on sampling. Computers & Operations Research 36(5), 1726-1730.
       https://doi.org/10.1016/j.cor.2008.04.004

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="germanium")
    >>> found = ms.shapley(graph)
    >>> max(found.values, key=found.values.get)
    'CHN'
    """
    name = one_mineral(graph, mineral)
    whole(seed, "seed", "seed=0", least=0)
    if whole(orders, "orders", "orders=64") % 2:
        raise RecordError(f"orders must be an even number above 0, got {show(orders)}. Write 64.")
    losses = JointLoss(graph, name, channel, response, executor, progress)
    known = losses.candidates(places)
    (total,) = losses.of([frozenset(known)])
    if len(known) <= EXACT:
        values, errors, drawn = _exact(losses, known), np.zeros(len(known)), 0
    else:
        values, errors = _sampled(losses, known, orders, seed)
        drawn = orders
    order = sorted(range(len(known)), key=lambda i: (-values[i], known[i]))
    return Shapley(
        mineral=name,
        channel=channel,
        values={known[i]: float(values[i]) for i in order},
        errors={known[i]: float(errors[i]) for i in order},
        total=total,
        orders=drawn,
    )


def _exact(losses: JointLoss, known: tuple[str, ...]) -> Floats:
    n = len(known)
    sets = [frozenset(s) for size in range(n + 1) for s in combinations(known, size)]
    loss = dict(zip(sets, losses.of(sets), strict=True))
    values = np.zeros(n)
    for i, country in enumerate(known):
        for some in sets:
            if country not in some:
                weight = factorial(len(some)) * factorial(n - len(some) - 1) / factorial(n)
                values[i] += weight * (loss[some | {country}] - loss[some])
    return values


def _sampled(
    losses: JointLoss, known: tuple[str, ...], orders: int, seed: int
) -> tuple[Floats, Floats]:
    draw = np.random.default_rng(seed)
    half = [draw.permutation(len(known)) for _ in range(orders // 2)]
    paths = [order for one in half for order in (one, one[::-1])]
    # every set on the way of any order, solved once and together
    sets = [
        [frozenset(known[i] for i in order[:size]) for size in range(len(known) + 1)]
        for order in paths
    ]
    flat = losses.of(s for path in sets for s in path)
    loss = np.array(flat).reshape(len(paths), len(known) + 1)
    added = np.zeros((len(paths), len(known)))
    for row, order in enumerate(paths):
        added[row, order] = np.diff(loss[row])
    # an order and its reverse are one draw
    pairs = added.reshape(orders // 2, 2, len(known)).mean(axis=1)
    spread = pairs.std(axis=0, ddof=1) if len(pairs) > 1 else np.full(len(known), np.nan)
    return added.mean(axis=0), spread / np.sqrt(len(pairs))
