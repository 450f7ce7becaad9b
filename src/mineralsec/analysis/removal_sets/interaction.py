"""How much more two countries matter together than one by one."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from itertools import combinations
from typing import TYPE_CHECKING, Any

from attrs import frozen

from mineralsec.analysis.disruption.progress import Progress
from mineralsec.analysis.disruption.reroute import Reroute
from mineralsec.analysis.removal_sets.joint_loss import Channel, JointLoss, one_mineral
from mineralsec.cards import table
from mineralsec.errors import GraphError
from mineralsec.io.arrow import ArrowStream
from mineralsec.quantities import Q, text

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Interaction", "Interactions", "interactions"]

#: Rows that a card shows.
SHOWN = 12


@frozen
class Interaction:
    """Two countries.

    Parameters
    ----------
    first, second
        Their codes.
    alone
        Loss without the first, and without the second. [t/yr]
    together
        Loss without both. [t/yr]
    """

    first: str
    second: str
    alone: tuple[float, float]
    together: float

    @property
    def index(self) -> float:
        """F(XY) - F(X) - F(Y): above 0 where they back each other up. [t/yr]"""
        return self.together - sum(self.alone)


@frozen(eq=False)
class Interactions(ArrowStream):
    """All pairs, largest index first.

    Parameters
    ----------
    mineral, channel
        What is asked.
    pairs
        Rows.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> found = ms.interactions(graph, "gallium")
    >>> found.mineral, len(found.pairs) > 0
    ('gallium', True)
    """

    mineral: str
    channel: str
    pairs: tuple[Interaction, ...]

    def __len__(self) -> int:
        return len(self.pairs)

    def __iter__(self) -> Iterator[Interaction]:
        return iter(self.pairs)

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain dictionary a pair."""
        return [
            {
                "first": pair.first,
                "second": pair.second,
                "loss_first_t_per_yr": pair.alone[0],
                "loss_second_t_per_yr": pair.alone[1],
                "loss_both_t_per_yr": pair.together,
                "interaction_t_per_yr": pair.index,
            }
            for pair in self.pairs
        ]

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row a pair as a data frame of pandas, polars or pyarrow."""
        from mineralsec.io.frames import frame

        return frame(self.rows(), backend)

    def __repr__(self) -> str:
        top = self.pairs[0]
        return (
            f"Interactions({self.mineral}: {len(self)} pairs; {top.first} and {top.second} lose "
            f"{text(Q(top.index, 'tonne/year'))} more together than one by one)"
        )

    def _repr_html_(self) -> str:
        return table(
            ("pair", "one by one [t/yr]", "together [t/yr]", "interaction [t/yr]"),
            [
                (
                    f"{p.first}, {p.second}",
                    f"{sum(p.alone):,.0f}",
                    f"{p.together:,.0f}",
                    f"{p.index:+,.0f}",
                )
                for p in self.pairs[:SHOWN]
            ],
            caption=f"{self.mineral}, {self.channel}: {len(self)} pairs",
        )


def interactions(
    graph: SupplyGraph,
    mineral: str | None = None,
    *,
    channel: Channel = "production",
    places: Any = None,
    response: Any = Reroute(),
    executor: Executor | None = None,
    progress: Progress = None,
) -> Interactions:
    """Return the loss of every pair of countries beside that of its two members.

    Parameters
    ----------
    graph, mineral, channel, places, response, executor, progress
        As :func:`mineralsec.interdiction` takes them.

    Returns
    -------
    Interactions

    Raises
    ------
    GraphError
        If there are fewer than two countries.
    UnknownNameError
        If a name is not known.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="germanium")
    >>> found = ms.interactions(graph)
    >>> all(pair.together >= max(pair.alone) - 1e-6 for pair in found)
    True
    """
    name = one_mineral(graph, mineral)
    losses = JointLoss(graph, name, channel, response, executor, progress)
    known = losses.candidates(places)
    if len(known) < 2:
        raise GraphError(f"pairs need two countries, got {', '.join(known)}.")
    pairs = list(combinations(known, 2))
    both = losses.of(frozenset(pair) for pair in pairs)
    alone = dict(zip(known, losses.of(frozenset((c,)) for c in known), strict=True))
    rows = [
        Interaction(a, b, (alone[a], alone[b]), loss)
        for (a, b), loss in zip(pairs, both, strict=True)
    ]
    rows.sort(key=lambda row: (-row.index, row.first, row.second))
    return Interactions(name, channel, tuple(rows))
