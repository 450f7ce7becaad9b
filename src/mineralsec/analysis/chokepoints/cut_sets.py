r"""The smallest sets of places that must fail before a consumer loses a part of its supply.

A set is proposed, and the largest delivery without it is solved. Traced back in proportion, that
flow says how much of it has passed each place, :math:`f_B`. Whatever set is right must stop enough
of it: of :math:`F` delivered tonnes at most :math:`(1 - x) D` may be left, so

.. math:: \sum_B f_B z_B \ge F - (1 - x) D, \qquad z_B \in \{0, 1\}.

The smallest set that meets all such inequalities is proposed next, until one is right. Yields are
those of the delivery program, so they are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, field, frozen

from mineralsec.analysis.chokepoints.blocks import Block, By
from mineralsec.analysis.chokepoints.consumer import Consumer, Question
from mineralsec.analysis.chokepoints.delivery import Capacity, Delivery
from mineralsec.analysis.coverage import PassThrough
from mineralsec.analysis.words import word
from mineralsec.arguments import is_number
from mineralsec.cards import table
from mineralsec.errors import GraphError, RecordError, show
from mineralsec.io.arrow import ArrowStream
from mineralsec.io.frames import frame_of_columns
from mineralsec.quantities import percent

if TYPE_CHECKING:
    from mineralsec.graph.columns import Floats
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
    """

    asked: float
    members: tuple[str, ...]
    lost: float

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
    network interdiction problem [1]_ with places in place of arcs: sets are proposed by a small
    integer program and checked by the delivery program, whose yields are exact.

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
    program = _Interdiction(delivery, blocks, largest)
    rows, notes = [], []
    for loss in asked:
        sets = program.smallest(loss, k)
        found = [
            CutSet(loss, tuple(_label(blocks[i]) for i in members), 1.0 - left / use)
            for members, left in sets
        ]
        rows += sorted(found, key=lambda row: (len(row.members), -row.lost, row.members))
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


class _Interdiction:
    """Which blocks leave at most so much to deliver: proposals, each answered by a flow."""

    def __init__(self, delivery: Delivery, blocks: list[Block], largest: int) -> None:
        self.delivery, self.blocks, self.largest = delivery, blocks, largest
        self.use = float(delivery.use.sum())
        #: flows seen: what each delivers, and how much of that has passed each block. [t/yr]
        self.delivered: list[float] = []
        self.passed: list[Floats] = []
        self._answer(())

    def smallest(self, loss: float, k: int) -> list[tuple[tuple[int, ...], float]]:
        """Return up to `k` sets of blocks, each with what can still be delivered, in t/yr."""
        found: list[tuple[tuple[int, ...], float]] = []
        left = (1.0 - loss + ROUNDING) * self.use
        while len(found) < k:
            members = self._propose(left, [m for m, _ in found])
            if members is None:
                return found
            delivered = self._answer(members)
            if delivered <= left:
                found.append((members, delivered))
        return found

    def _answer(self, members: tuple[int, ...]) -> float:
        """Return the largest delivery without some blocks, and keep the flow that shows it."""
        flow = self.delivery.flow_without(*(self.blocks[i] for i in members))
        through = PassThrough.of(flow.network)
        markets = [b.markets for b in self.blocks]
        passed = np.zeros(len(self.blocks))
        whole = [i for i, b in enumerate(self.blocks) if b.hold is None]
        if whole:
            # what is used inside a block is lost with it
            covered = through.coverages([markets[i] for i in whole])
            passed[whole] = covered @ flow.served
        makers = [i for i, b in enumerate(self.blocks) if b.hold is not None]
        if makers:
            holds = [np.asarray(self.blocks[i].hold) for i in makers]
            passed[makers] = through.made(flow.network, holds) @ flow.served
        delivered = float(flow.served.sum())
        self.delivered.append(delivered)
        self.passed.append(passed)
        return delivered

    def _propose(self, left: float, known: list[tuple[int, ...]]) -> tuple[int, ...] | None:
        """Return a smallest set that no flow seen contradicts; None if there is none."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        count = len(self.blocks)
        need = np.array(self.delivered) - left
        short = need > 0
        if count == 0:
            return None
        rows = np.array(self.passed)[short]
        # no set needs more of a flow than is missing
        rows = np.minimum(rows / need[short, None], 1.0)
        rows[rows < 1e-12] = 0.0
        constraints = [
            LinearConstraint(rows, 1.0 - ROUNDING, np.inf),
            LinearConstraint(np.ones((1, count)), 1.0, float(self.largest)),
        ]
        for members in known:
            row = np.zeros((1, count))
            row[0, list(members)] = 1.0
            constraints.append(LinearConstraint(row, -np.inf, len(members) - 1.0))
        # of sets of one size the one that carries most is asked first
        carried = self.passed[0] / (self.passed[0].sum() or 1.0)
        answer = milp(
            1.0 - 0.1 / (1 + self.largest) * carried,
            constraints=constraints,
            integrality=np.ones(count, np.int64),
            bounds=Bounds(0.0, 1.0),
            options={"mip_rel_gap": 0.0},
        )
        if answer.x is None:
            return None
        return tuple(np.flatnonzero(answer.x > 0.5).tolist())
