"""The worst k countries: exact, beside what a greedy search finds."""

from __future__ import annotations

from concurrent.futures import Executor
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING, Any

from attrs import frozen

from mineralsec.analysis.disruption.progress import Progress
from mineralsec.analysis.disruption.reroute import Reroute
from mineralsec.analysis.removal_sets.interdiction_program import worst_set
from mineralsec.analysis.removal_sets.joint_loss import Channel, JointLoss, one_mineral
from mineralsec.cards import card
from mineralsec.errors import GraphError, show
from mineralsec.io.arrow import ArrowStream
from mineralsec.quantities import Q, percent, text

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph
    from mineralsec.quantities import Quantity

__all__ = ["Interdiction", "interdiction"]

#: Most sets that are tried one by one; above, an integer program finds the worst.
TRIED = 5_000


@frozen(eq=False)
class Interdiction(ArrowStream):
    """The worst set of k countries.

    Parameters
    ----------
    mineral, channel
        What is asked.
    worst
        The worst set, sorted.
    loss
        What goes short without it. [t/yr]
    greedy
        What a greedy search takes, in the order it takes them.
    greedy_loss
        What goes short without those. [t/yr]
    use
        Use of everybody. [t/yr]
    singles
        Loss of each country alone, largest first. [t/yr]
    method
        ``"enumeration"`` or ``"integer program"``.
    sets
        Number of sets of k countries.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> ms.interdiction(graph, "gallium", k=1).worst
    ('CHN',)
    """

    mineral: str
    channel: str
    worst: tuple[str, ...]
    loss: float
    greedy: tuple[str, ...]
    greedy_loss: float
    use: float
    singles: dict[str, float]
    method: str
    sets: int

    @property
    def shortfall(self) -> Quantity:
        """What goes short without the worst set. [t/yr]"""
        return Q(self.loss, "tonne/year")

    @property
    def share(self) -> float:
        """The same relative to everybody's use. [-]"""
        return self.loss / self.use if self.use > 0 else float("nan")

    @property
    def gap(self) -> float:
        """How much of the worst loss a greedy search misses. [-]"""
        return 1.0 - self.greedy_loss / self.loss if self.loss > 0 else 0.0

    @property
    def interaction(self) -> float:
        """Loss of the set less the losses of its members alone. [t/yr]"""
        return self.loss - sum(self.singles.get(place, 0.0) for place in self.worst)

    def rows(self) -> list[dict[str, Any]]:
        """Return the exact and the greedy answer as plain dictionaries."""
        return [
            {"method": "exact", "countries": ", ".join(self.worst), "loss_t_per_yr": self.loss},
            {
                "method": "greedy",
                "countries": ", ".join(self.greedy),
                "loss_t_per_yr": self.greedy_loss,
            },
        ]

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return the two answers as a data frame of pandas, polars or pyarrow."""
        from mineralsec.io.frames import frame

        return frame(self.rows(), backend)

    def __repr__(self) -> str:
        amount = text(self.shortfall)
        return (
            f"Interdiction({self.mineral}: {' + '.join(self.worst)} {amount} short "
            f"({percent(self.share)} of all use); greedy {' + '.join(self.greedy)} "
            f"{text(Q(self.greedy_loss, 'tonne/year'))})"
        )

    def _repr_html_(self) -> str:
        rows = [
            ("worst set", f"{', '.join(self.worst)}: {text(self.shortfall)}"),
            (
                "greedy search",
                f"{', '.join(self.greedy)}: {text(Q(self.greedy_loss, 'tonne/year'))}",
            ),
            ("more than its members alone", text(Q(self.interaction, "tonne/year"))),
            ("found by", f"{self.method}, {self.sets:,} sets"),
        ]
        return card(f"Worst {len(self.worst)} countries for {self.mineral}", rows)


def interdiction(
    graph: SupplyGraph,
    mineral: str | None = None,
    *,
    k: int = 2,
    channel: Channel = "production",
    places: Any = None,
    response: Any = Reroute(),
    executor: Executor | None = None,
    progress: Progress = None,
) -> Interdiction:
    r"""Return the k countries whose joint removal leaves the most use unmet.

    .. math:: \max_{|X| = k} F(X)

    Parameters
    ----------
    graph
        Supply graph of one year.
    mineral
        Name, symbol or alias; left out where the graph has one.
    k
        How many countries.
    channel
        ``"production"``: their output stops, and their use stays and counts. ``"all"``: they
        leave with their use, and the loss is that of the others, which a further removal can
        make smaller.
    places
        Countries or blocs to choose from; None takes everybody who makes the mineral (with
        ``"all"``, everybody who makes or passes it on).
    response
        How the rest reacts.
    executor, progress
        As :func:`mineralsec.sweep` takes them.

    Returns
    -------
    Interdiction
        The exact answer beside the greedy one, which takes the worst country, then the worst
        to add, and has no guarantee: losses of countries that back each other up are larger
        together.

    Raises
    ------
    GraphError
        If `k` is no number of countries there are, or there are too many sets for a response
        that is no linear program.
    UnknownNameError
        If a name is not known.

    Notes
    -----
    Up to 5,000 sets are tried one by one; above, the dual of the response's linear program with
    a switch a country is one integer program.

    References
    ----------
    .. [1] Wood, R. K. (1993). Deterministic network interdiction. Mathematical and Computer
       Modelling 17(2), 1-18. https://doi.org/10.1016/0895-7177(93)90236-R

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> "CHN" in ms.interdiction(graph, k=2).worst
    True
    """
    name = one_mineral(graph, mineral)
    losses = JointLoss(graph, name, channel, response, executor, progress)
    known = losses.candidates(places)
    if isinstance(k, bool) or k not in range(1, len(known) + 1):
        raise GraphError(
            f"k must be a whole number from 1 to {len(known)}, the number of countries to choose "
            f"from, got {show(k)}."
        )
    singles = dict(zip(known, losses.of(frozenset((c,)) for c in known), strict=True))
    sets = comb(len(known), k)
    if sets <= TRIED:
        every = [frozenset(some) for some in combinations(known, k)]
        values = losses.of(every)
        # of equal losses the first in the order of candidates
        best = max(range(len(every)), key=lambda i: (values[i], -i))
        worst, method = tuple(sorted(every[best])), "enumeration"
    elif type(response) is Reroute and response.lanes == "observed":
        worst, method = worst_set(losses, known, k), "integer program"
    else:
        raise GraphError(
            f"{sets:,} sets of {k} countries are too many to try one by one (at most {TRIED:,}). "
            "Name fewer with places=..., or use response=ms.Reroute()."
        )
    (loss,) = losses.of([frozenset(worst)])
    greedy: list[str] = []
    for _ in range(k):
        rest = [c for c in known if c not in greedy]
        added = losses.of(frozenset((*greedy, c)) for c in rest)
        greedy.append(rest[max(range(len(rest)), key=lambda i: (added[i], -i))])
    (greedy_loss,) = losses.of([frozenset(greedy)])
    return Interdiction(
        mineral=name,
        channel=channel,
        worst=worst,
        loss=loss,
        greedy=tuple(greedy),
        greedy_loss=greedy_loss,
        use=losses.use,
        singles=dict(sorted(singles.items(), key=lambda row: (-row[1], row[0]))),
        method=method,
        sets=sets,
    )
