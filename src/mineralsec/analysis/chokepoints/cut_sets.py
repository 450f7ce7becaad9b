"""The smallest sets of places that must fail before a consumer loses a part of its supply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, field, frozen

from mineralsec.analysis.chokepoints.blocks import Block, By
from mineralsec.analysis.chokepoints.consumer import Consumer, Question
from mineralsec.analysis.chokepoints.cut_parts import CutPart, cut_parts
from mineralsec.analysis.chokepoints.cut_program import CutProgram
from mineralsec.analysis.chokepoints.delivery import Capacity, Delivery
from mineralsec.analysis.words import word
from mineralsec.arguments import is_number
from mineralsec.cards import table
from mineralsec.errors import GraphError, RecordError, show
from mineralsec.io.arrow import ArrowStream
from mineralsec.io.frames import frame_of_columns
from mineralsec.quantities import percent

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph
    from mineralsec.provenance import Citation

__all__ = ["CutSet", "MinCutLadder", "min_cut_ladder"]

#: Parts of a consumer's use whose loss is asked about unless told. [-]
LOSSES = (0.1, 0.2, 0.5)

#: Most members of a set unless told.
LARGEST = 3

#: What a loss may fall short of what was asked by, in rounding. [-]
ROUNDING = 1e-6


@frozen
class CutSet:
    """Places that must fail together.

    Parameters
    ----------
    asked
        Part of the use that must be lost. [-]
    members
        Who must fail: codes, owners or ids, with the stage where one was asked for.
    lost
        Part of the use that can no longer be delivered once they have failed. [-]
    cut
        What then limits the delivery, largest first. The parts' worth sums to all that can still
        be delivered, which proves that it is no more.
    """

    asked: float
    members: tuple[str, ...]
    lost: float
    cut: tuple[CutPart, ...] = ()

    def __repr__(self) -> str:
        return f"CutSet({' + '.join(self.members)}: {percent(self.lost)} lost)"


@frozen(eq=False, repr=False)
class MinCutLadder(ArrowStream):
    """Who must fail before a consumer loses 10, 20, 50 % of its supply.

    Parameters
    ----------
    rows
        For each loss the smallest sets, smallest first; of sets of one size the worse first.
    mineral, consumer, by, capacity
        What was asked.
    use
        What the consumer uses. [t/yr]
    notes
        Losses that no set can cause, in words.
    graph
        What was asked about.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> ladder = ms.min_cut_ladder(graph, "gallium", "JPN")
    >>> ladder.mineral
    'gallium'
    """

    rows: tuple[CutSet, ...]
    mineral: str
    consumer: str
    by: str
    capacity: str
    use: float
    notes: tuple[str, ...]
    graph: SupplyGraph = field(repr=False)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[CutSet]:
        return iter(self.rows)

    @property
    def sources(self) -> tuple[Citation, ...]:
        """Citations of the records behind it."""
        return self.graph.citations()

    def smallest(self, loss: float) -> tuple[CutSet, ...]:
        """Return the sets that cause a loss that was asked about; none if nothing does."""
        return tuple(row for row in self.rows if row.asked == loss)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, fit for JSON."""
        return {
            "mineral": self.mineral,
            "consumer": self.consumer,
            "by": self.by,
            "capacity": self.capacity,
            "use_t_per_yr": self.use,
            "rows": [
                {
                    "asked": r.asked,
                    "members": list(r.members),
                    "size": len(r.members),
                    "lost": r.lost,
                    "cut": [
                        {
                            "kind": part.kind,
                            "what": part.what,
                            "price": part.price,
                            "capacity_t_per_yr": part.capacity,
                        }
                        for part in r.cut
                    ],
                }
                for r in self.rows
            ],
            "notes": list(self.notes),
        }

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row a set as a frame of pandas, polars or pyarrow."""
        columns: dict[str, list[Any]] = {
            "asked [-]": [r.asked for r in self.rows],
            "size": [len(r.members) for r in self.rows],
            "members": [" + ".join(r.members) for r in self.rows],
            "lost [-]": [r.lost for r in self.rows],
        }
        return frame_of_columns(columns, backend)

    def __repr__(self) -> str:
        first: dict[float, CutSet] = {}
        for row in self.rows:
            first.setdefault(row.asked, row)
        said = ", ".join(f"{percent(x)} by {' + '.join(r.members)}" for x, r in first.items())
        return f"MinCutLadder({self.mineral} for {self.consumer}: {said or 'nothing can be lost'})"

    def _repr_html_(self) -> str:
        return table(
            ("to lose", "how many", "who", "lost"),
            [
                (percent(r.asked), len(r.members), " + ".join(r.members), percent(r.lost))
                for r in self.rows
            ],
            caption=f"{self.mineral} for {self.consumer}: who must fail, even if all others stood "
            "back",
        )


def min_cut_ladder(
    graph: SupplyGraph,
    mineral: str,
    consumer: str | Iterable[str],
    *,
    losses: Iterable[float] = LOSSES,
    k: int = 3,
    largest: int = LARGEST,
    by: By = "place",
    capacity: Capacity = "nameplate",
) -> MinCutLadder:
    r"""Return the smallest sets of places that must fail before a consumer loses so much.

    Parameters
    ----------
    graph
        Supply graph of one year.
    mineral
        Name, symbol or alias.
    consumer
        Country, site, list or bloc. Its own places are in no set.
    losses
        Parts of its use that are lost, above 0 up to 1. [-]
    k
        How many sets for each loss; none of them contains another.
    largest
        Most members of a set. Larger ones take longer to find.
    by
        What fails together, as in :func:`mineralsec.chokepoints`. Of owners only those count
        that control a plant as a whole.
    capacity
        ``"nameplate"`` or ``"today"``, as in :func:`mineralsec.chokepoints`.

    Returns
    -------
    MinCutLadder

    Raises
    ------
    GraphError
        If the consumer uses none of the mineral.
    RecordError
        If a loss is no share above 0, or `k` or `largest` no whole number from 1 up.

    Notes
    -----
    Everybody else stands back for the consumer, so fewer failures may do in earnest. It is the
    network interdiction problem [1]_ with places in place of arcs. The largest delivery with the
    losses of refining is a linear program; its dual, a price on every capacity, is a minimum, and
    so is the choice of who fails:

    .. math::

        \min_{z, \pi, \gamma} \sum_a \bar u_a \gamma_a, \qquad
        \gamma_a \ge \pi_{h(a)} - \pi_{t(a)} / \eta_a - M_a \sum_{B \ni a} z_B, \qquad
        \sum_B z_B \le n, \quad z_B \in \{0, 1\}.

    Branch and bound finds every set of :math:`n` that leaves little enough, for :math:`n` from 1
    up. Each comes with its prices (``CutSet.cut``), which prove what is left.

    References
    ----------
    .. [1] Wood, R. K. (1993). Deterministic network interdiction. Mathematical and Computer
       Modelling, 17(2), 1-18.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> ms.min_cut_ladder(graph, "gallium", "USA", losses=[0.1], k=1).rows[0].members
    ('CHN',)
    """
    word(by, By, "by")
    word(capacity, Capacity, "capacity")
    asked = _asked(losses)
    for word_, value in (("k", k), ("largest", largest)):
        if type(value) is not int or value < 1:
            raise RecordError(f"{word_} must be a whole number from 1 up, got {show(value)}.")
    if consumer is None:
        raise GraphError("a cut is about one consumer, got None. Write for example 'USA'.")
    whose = Consumer.of(graph, consumer)
    name = graph.mineral_name(mineral)
    question = Question(graph, name, whose, by)
    use = float(question.use[0].sum())
    if not use > 0:
        raise GraphError(
            f"{whose.label} uses no {name} in this graph, so it has none to lose. Ask about "
            "another consumer or mineral."
        )
    delivery = Delivery(graph, question.network, question.use[0], capacity)
    blocks = _candidates(question, delivery)
    program = CutProgram(delivery, blocks, largest)
    rows, notes = [], []
    for loss in asked:
        sets = program.smallest(1.0 - loss + ROUNDING, k)
        for members, left in sets:
            failed = [blocks[i] for i in members]
            cut = cut_parts(graph, delivery, *failed)
            rows.append(CutSet(loss, tuple(map(_label, failed)), 1.0 - left, cut))
        if not sets:
            notes.append(
                f"No {largest} of them can make {percent(loss)} go missing while all others stand "
                "back (largest=...); the consumer's own supply and what has no place cannot fail."
            )
    return MinCutLadder(
        rows=tuple(rows),
        mineral=name,
        consumer=str(whose.label),
        by=by,
        capacity=capacity,
        use=use,
        notes=tuple(notes),
        graph=graph,
    )


def _asked(losses: Iterable[float]) -> list[float]:
    given: Any = losses  # whatever the type hint says
    found = list(given) if isinstance(given, Iterable) else [given]
    for loss in found:
        if not is_number(loss) or not 0 < float(loss) <= 1:
            raise RecordError(
                f"losses are shares above 0 up to 1, got {show(loss)}. Write losses=[0.1, 0.5]."
            )
    return sorted({float(loss) for loss in found})


def _label(block: Block) -> str:
    return block.place if block.stage is None else f"{block.place} {block.stage}"


def _candidates(question: Question, delivery: Delivery) -> list[Block]:
    """Return the blocks whose failure touches anything, without the consumer's own."""
    own = question.mine
    found = []
    for block in question.blocks:
        if block.hold is None:
            if not own[block.markets].any() and delivery.high[delivery.columns_of(block)].any():
                found.append(block)
            continue
        # half a plant is in no set
        whole = np.floor(block.hold)
        if (whole[delivery.maker > 0] == 1).any():
            found.append(evolve(block, hold=whole))
    return found
