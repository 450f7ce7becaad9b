"""Through whom does it all pass, and what is lost without them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mineralsec.analysis.chokepoints.blocks import Block, By, MineralBlocks
from mineralsec.analysis.chokepoints.loss import losses
from mineralsec.analysis.chokepoints.result import Chokepoint, Chokepoints
from mineralsec.analysis.coverage import pass_through
from mineralsec.analysis.disruption.outcome import market_use
from mineralsec.analysis.disruption.shocks import share
from mineralsec.analysis.words import word
from mineralsec.errors import GraphError, show
from mineralsec.graph.grade import grade
from mineralsec.places import RESIDUAL, country_of, place_name
from mineralsec.quantities import percent

if TYPE_CHECKING:
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Measure", "chokepoints"]

Measure = Literal["loss", "coverage"]

#: Coverage below which a place's loss is not worth a linear program. [-]
FLOOR = 0.001


def chokepoints(
    graph: SupplyGraph,
    mineral: str | None = None,
    *,
    consumer: str | Iterable[str] | None = None,
    by: By = "place",
    measure: Measure = "loss",
    response: Any = None,
    floor: float = FLOOR,
) -> Chokepoints:
    r"""Return the places that use passes through, and what is lost without each.

    Two measures of the several that go by the name "chokepoint":

    - **loss**, the headline: the share of use that goes unmet when the place stops (output,
      trade both ways, and its own use leaves), after the others have responded. The middle rung
      of the ladder, with the first and the last as its span.
    - **coverage**, which explains it: the share of use whose supply has passed through the place
      at least once, under proportional mixing of today's flows,

      .. math:: \sum_{d \notin B} u_d \, \kappa_B(d) \Big/ \sum_{d \notin B} u_d .

      It is the loss if nobody could buy elsewhere. A re-export hub covers much and costs little.

    Parameters
    ----------
    graph
        Supply graph of one year.
    mineral
        Name, symbol or alias; None takes every mineral, a row each.
    consumer
        Country, site, list or bloc whose use counts; None counts everybody's outside what stops.
        A consumer is no chokepoint of itself; a member of a bloc is one for the other members.
    by
        What stops together: ``"place"``, a country with its sites at all stages; ``"site"``, a
        single site (a country still takes its sites along); ``"stage"``, a country at one stage,
        whose own use at its other stages then counts.
    measure
        ``"loss"`` or ``"coverage"``, which the rows are ranked by.
    response
        How the rest reacts; None climbs the ladder.
    floor
        The loss is computed for places through which at least this share of the consumer's or of
        everybody's use passes. [-]

    Returns
    -------
    Chokepoints
        Hardest first. Places that no use passes through are left out, and so is what no source
        places.

    Raises
    ------
    UnknownNameError
        If a word, the mineral or the consumer is not known here.
    GraphError
        If the consumer uses nothing of what was asked about, or a response is given that no
        measure needs.

    Notes
    -----
    The loss without a consumer is that of :func:`mineralsec.remove_country`, and at most the
    coverage. A single consumer's can be larger: a shortage is shared with those who never bought
    there. What stops together is counted together, never as a sum.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.SupplyGraph.from_records(
    ...     [
    ...         ms.Mineral("cobalt", stages=("mining",)),
    ...         ms.Producer(id="a", mineral="cobalt", place="XAA", output="30 tonne/year"),
    ...         ms.Producer(id="b", mineral="cobalt", place="XAB", output="10 tonne/year"),
    ...         *(
    ...             ms.Flow(
    ...                 mineral="cobalt",
    ...                 stage="mining",
    ...                 origin=origin,
    ...                 destination=destination,
    ...                 quantity=f"{tonnes} tonne/year",
    ...             )
    ...             for origin, destination, tonnes in [("XAA", "XAB", 30), ("XAB", "XAC", 40)]
    ...         ),
    ...         ms.Consumer(
    ...             id="c", mineral="cobalt", place="XAC", stage="mining", demand="40 tonne/year"
    ...         ),
    ...     ]
    ... )
    >>> ms.chokepoints(graph, "cobalt", consumer="XAC", measure="coverage")
    Chokepoints(cobalt, coverage by place for XAC: XAB 100 %, XAA 75 %)
    """
    word(measure, Measure, "measure")
    word(by, By, "by")
    floor = share(floor, "floor")
    if measure == "coverage" and response is not None:
        raise GraphError(
            f"coverage knows no response, got response={show(response)}. Leave it out, or ask for "
            "measure='loss'."
        )
    asked = graph.minerals if mineral is None else (graph.mineral_name(mineral),)
    whose = _Consumer.of(graph, consumer)
    rows: list[Chokepoint] = []
    used: list[str] = []
    notes: list[str] = []
    for name in asked:
        question = _Question(graph, name, whose, by)
        if not question.use[0].any():
            continue
        used.append(name)
        rows += question.rows(None if measure == "coverage" else floor, response)
        notes += question.notes()
    if not used:
        raise GraphError(
            f"{whose.label or 'nobody'} uses no {' or '.join(asked)} in this graph, so nothing can "
            "choke. Ask about another consumer or mineral."
        )
    if whose.label is not None and measure == "loss" and response is None:
        notes.append(
            "One consumer's loss need not fall from rung to rung: each shares the shortage in its "
            "own way."
        )
    if unused := [name for name in asked if name not in used]:
        notes.append(f"No use on record of {', '.join(unused)}.")
    rows.sort(key=lambda r: (-(r.loss if r.loss is not None else -1.0), -r.coverage, r.mineral))
    return Chokepoints(
        rows=tuple(rows),
        minerals=tuple(used),
        measure=measure,
        by=by,
        consumer=whose.label,
        year=graph.year,
        floor=floor,
        definition=_definition(measure, by, whose.label, response),
        notes=tuple(notes),
    )


@frozen(eq=False)
class _Consumer:
    """Whose use counts: place codes, what to call them, and whether they are one country."""

    label: str | None
    codes: frozenset[int] | None
    single: bool

    @classmethod
    def of(cls, graph: SupplyGraph, consumer: str | Iterable[str] | None) -> _Consumer:
        if consumer is None:
            return cls(None, None, single=False)
        texts = consumer if isinstance(consumer, str) else tuple(consumer)
        codes = graph.place_codes(texts)
        countries = {country_of(graph.columns.places[code]) for code in codes}
        label = texts if isinstance(texts, str) else ", ".join(texts)
        return cls(label, codes, single=len(countries) == 1)

    def at(self, places: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Return which markets are the consumer's, given their place codes."""
        if self.codes is None:
            return np.ones(len(places), np.bool_)
        return np.isin(places, list(self.codes))


class _Question:
    """One mineral's part of the question."""

    def __init__(self, graph: SupplyGraph, mineral: str, whose: _Consumer, by: By) -> None:
        self.graph, self.mineral, self.whose = graph, mineral, whose
        self.parts = MineralBlocks(graph, mineral, by)
        network = self.parts.network
        self.through = pass_through(graph, mineral)
        self.mine = whose.at(network.place_of)
        everybody = market_use(network, network.received, network.vanishes)
        #: use of the consumer and of everybody, by market. [t/yr]
        self.use = np.stack([np.where(self.mine, everybody, 0.0), everybody])

    def rows(self, floor: float | None, response: Any) -> list[Chokepoint]:
        """Return the places that use passes through; without a floor, no losses."""
        blocks = [b for b in self.parts.blocks if not self._own(b)]
        passed = self.through.lost_use([b.markets for b in blocks], self.use).T
        coverage = np.minimum(passed / self._use_outside(blocks), 1.0)
        firm = grade(self.graph, self.mineral)
        found = []
        for block, (mine, everybody) in zip(blocks, coverage.tolist(), strict=True):
            loss: tuple[float, ...] | None = None
            reason = ""
            if floor is not None and everybody > 0 and max(mine, everybody) >= floor:
                counts = self.whose.at(self.graph.columns.markets.place)
                loss = losses(self.graph, self.mineral, block, counts, mine, response)
            elif floor is not None:
                reason = f"coverage is below the floor of {percent(floor)}"
            if not mine > 0 and not (loss and max(loss) > 0):
                continue
            part = self._telling(block)
            found.append(
                Chokepoint(
                    place=block.place,
                    name=place_name(block.place),
                    mineral=self.mineral,
                    stage=str(part.stage),
                    coverage=mine,
                    loss=loss[len(loss) // 2] if loss else None,
                    span=(loss[0], loss[-1]) if loss else None,
                    output_share=self.parts.output_share(part),
                    hub=self.parts.is_hub(part),
                    alternatives=self.parts.alternatives(part, block.markets),
                    grade=firm,
                    reason=reason,
                )
            )
        return found

    def _own(self, block: Block) -> bool:
        """Return whether a block is the consumer's, or leaves nothing of its use outside."""
        if self.whose.single and self.mine[self.parts.markets[block.place]].any():
            return True
        use = self.use[0]
        return not float(use.sum() - use[block.markets].sum()) > 1e-9 * float(use.sum())

    def _use_outside(self, blocks: Sequence[Block]) -> Floats:
        """Return use outside each block: the consumer's, and everybody's, in t/yr."""
        within = [self.use[:, b.markets].sum(axis=1) for b in blocks]
        outside: Floats = self.use.sum(axis=1) - np.array(within).reshape(-1, 2)
        return outside

    @cached_property
    def _made_for_others(self) -> Floats:
        """How much use outside a place passed each of its stages: made there, and at all."""
        stages = self.parts.at_stage
        covered = self.through.coverages([b.markets for b in stages])
        for row, block in zip(covered, stages, strict=True):
            row[self.parts.markets[block.place]] = 0.0
        passed = covered @ self.use.T
        made = np.array([self.parts.made_part(b) for b in stages])
        # where nothing is made, what passed decides
        return np.hstack([passed * made[:, None], passed])

    def _telling(self, block: Block) -> Block:
        """Return the block at the stage at which its place has made most of what is used.

        Coverage alone would point at the ore that a refining country imports.
        """
        if block.stage is not None:
            return block
        stages = [i for i, b in enumerate(self.parts.at_stage) if b.place == block.place]
        return self.parts.at_stage[
            max(stages, key=lambda i: tuple(self._made_for_others[i].tolist()))
        ]

    def notes(self) -> list[str]:
        """Return what the reader of this mineral's rows must know."""
        places = self.parts.places
        nowhere = np.array([country_of(p) == RESIDUAL for p in places], dtype=np.bool_)
        part = float(self.use[0][nowhere].sum() / self.use[0].sum())
        return [
            f"{self.mineral}: {percent(part)} of the use lies at no place on record; it counts as "
            "use outside every place."
        ] * (part > 0)


def _definition(measure: Measure, by: By, consumer: str | None, response: Any) -> str:
    what = "the place at that stage" if by == "stage" else f"the {by}"
    use = f"use outside {what}" if consumer is None else f"use in {consumer}"
    if measure == "coverage":
        return (
            f"Flow coverage (C5): share of {use} whose supply has passed through {what} at least "
            "once, under proportional mixing of today's flows. It is no loss."
        )
    how = (
        "middle rung of the ladder, span from the first to the last"
        if response is None
        else f"under {response!r}"
    )
    return (
        f"Loss (C6): share of {use} that goes unmet when {what} stops (output, trade "
        f"both ways, and its own use leaves); {how}."
    )
