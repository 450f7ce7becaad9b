"""Whose use counts, and what the blocks mean to it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mineralsec.analysis.chokepoints.blocks import Block, By, MineralBlocks
from mineralsec.analysis.coverage import pass_through
from mineralsec.analysis.disruption.outcome import market_use
from mineralsec.arguments import several
from mineralsec.graph.given import given_graph
from mineralsec.places import RESIDUAL, country_of
from mineralsec.quantities import Q, percent, text
from mineralsec.units import MASS_FLOW

if TYPE_CHECKING:
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Consumer", "Question"]

#: Part of a consumer's use from which on it is said that no record of use has it. [-]
MOSTLY = 0.5


@frozen(eq=False)
class Consumer:
    """Whose use counts: place codes, what to call them, and whether they are one country.

    Parameters
    ----------
    label
        In words; None for everybody.
    codes
        Place codes; None for everybody.
    countries
        Countries among them.
    """

    label: str | None
    codes: frozenset[int] | None
    countries: frozenset[str]

    @classmethod
    def of(cls, graph: SupplyGraph, consumer: str | Iterable[str] | None) -> Consumer:
        """Return the consumer that a user names."""
        if consumer is None:
            return cls(None, None, frozenset())
        texts = consumer if isinstance(consumer, str) else several(consumer, "consumer", "'JPN'")
        codes = given_graph(graph).place_codes(texts)
        countries = frozenset(country_of(graph.columns.places[code]) for code in codes)
        label = texts if isinstance(texts, str) else ", ".join(texts)
        return cls(label, codes, countries)

    @property
    def single(self) -> bool:
        """Whether it is one country."""
        return len(self.countries) == 1

    def at(self, places: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Return which markets are the consumer's, given their place codes."""
        if self.codes is None:
            return np.ones(len(places), np.bool_)
        return np.isin(places, list(self.codes))


class Question:
    """One mineral's part of the question: its blocks, and the use that can go unmet.

    Parameters
    ----------
    graph, mineral
        What is asked about.
    whose
        Whose use counts.
    by
        What stops together.
    """

    def __init__(self, graph: SupplyGraph, mineral: str, whose: Consumer, by: By) -> None:
        self.graph, self.mineral, self.whose = graph, mineral, whose
        self.parts = MineralBlocks(graph, mineral, by)
        self.network = network = self.parts.network
        self.through = pass_through(graph, mineral)
        self.mine = whose.at(network.place_of)
        everybody = market_use(network, network.received, network.vanishes)
        #: use of the consumer and of everybody, by market. [t/yr]
        self.use = np.stack([np.where(self.mine, everybody, 0.0), everybody])

    @cached_property
    def blocks(self) -> list[Block]:
        """The blocks that can be a chokepoint of the consumer."""
        return [block for block in self.parts.blocks if not self._own(block)]

    @cached_property
    def coverage(self) -> Floats:
        """Share of the consumer's and of everybody's use that passes each block, (n_blocks, 2)."""
        passed = np.zeros((len(self.blocks), 2))
        rows = [i for i, b in enumerate(self.blocks) if b.hold is None]
        if rows:
            markets = [self.blocks[i].markets for i in rows]
            passed[rows] = self.through.lost_use(markets, self.use).T
        makers = [(i, b.hold) for i, b in enumerate(self.blocks) if b.hold is not None]
        if makers:
            made = self.through.made(self.network, [hold for _, hold in makers])
            passed[[i for i, _ in makers]] = made @ self.use.T
        outside = self.use_outside
        part: Floats = np.minimum(passed / np.where(outside > 0, outside, 1.0), 1.0)
        return part

    @cached_property
    def use_outside(self) -> Floats:
        """Use outside each block: the consumer's, and everybody's, (n_blocks, 2), in t/yr."""
        within = [self.use[:, b.markets].sum(axis=1) for b in self.blocks]
        outside: Floats = self.use.sum(axis=1) - np.array(within).reshape(-1, 2)
        return outside

    def _own(self, block: Block) -> bool:
        """Return whether a block is the consumer's, or leaves nothing of its use outside."""
        if self.whose.single and block.hold is None:
            here = {country_of(self.parts.places[m]) for m in block.markets}
            if here <= self.whose.countries:
                return True
        use = self.use[0]
        if not use.any():
            return False
        return not float(use.sum() - use[block.markets].sum()) > 1e-9 * float(use.sum())

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

    def telling(self, block: Block) -> str:
        """Return the stage at which a block has made most of what is used.

        Coverage alone would point at the ore that a refining country imports.
        """
        if block.stage is not None:
            return block.stage
        if block.hold is not None:
            return self.parts.most_made(block)
        inside = set(block.markets.tolist())
        sums: dict[str, tuple[float, ...]] = {}
        for i, part in enumerate(self.parts.at_stage):
            if inside.issuperset(part.markets.tolist()):
                stage = str(part.stage)
                known = sums.get(stage, (0.0,) * 4)
                sums[stage] = tuple(
                    a + b for a, b in zip(known, self._made_for_others[i].tolist(), strict=True)
                )
        return max(sums, key=lambda stage: sums[stage])

    def is_hub(self, block: Block, stage: str) -> bool:
        """Return whether the block only sends on what it brings in at a stage."""
        if block.hold is not None:
            return False
        at = [m for m in block.markets.tolist() if self.parts.stage_at(m) == stage]
        return self.parts.is_hub(np.array(at, np.intp))

    def notes(self) -> list[str]:
        """Return what the reader of this mineral's rows must know."""
        places = self.parts.places
        if not self.use[0].any():
            return []
        nowhere = np.array([country_of(p) == RESIDUAL for p in places], dtype=np.bool_)
        part = float(self.use[0][nowhere].sum() / self.use[0].sum())
        found = [
            f"{self.mineral}: {percent(part)} of the use lies at no place on record; it counts as "
            "use outside every place."
        ] * (part > 0)
        return found + self._unrecorded()

    def _unrecorded(self) -> list[str]:
        """Say so if most of a consumer's use is what its markets get and no record takes."""
        amount = float(self.network.vanishes[self.mine].sum())
        part = amount / float(self.use[0].sum())
        if self.whose.label is None or part <= MOSTLY:
            return []
        return [
            f"{self.mineral}: {percent(part)} of the use of {self.whose.label} "
            f"({text(Q(amount, MASS_FLOW))}) is on no record of use: it is what arrives or is made "
            "there and nobody is recorded to take."
        ]
