"""The blocks of markets or makers that are taken away together, and what is known of each."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mineralsec.analysis.chokepoints.facilities import held_by
from mineralsec.analysis.chokepoints.row import Alternative
from mineralsec.graph.columns import MODELLED
from mineralsec.places import RESIDUAL, country_of, every_bloc, place_name

if TYPE_CHECKING:
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["MAKERS", "Block", "By", "MineralBlocks"]

By = Literal["place", "site", "stage", "bloc", "owner", "company", "id"]

#: Words of `by` that stop makers, not markets.
MAKERS = ("owner", "company", "id")

Rows: TypeAlias = NDArray[np.integer[Any]]

#: A re-export hub sends on more than this part of what it brings in. [-]
HUB_EXPORTS = 0.8

#: Most alternatives that are listed for a chokepoint.
ALTERNATIVES = 3


@frozen(eq=False)
class Block:
    """Markets, or makers, of one mineral that stop together.

    Parameters
    ----------
    place
        Country, site, bloc, owner or record id.
    name
        What to call it.
    stage
        The only stage that stops; None for all of them.
    markets
        Local market numbers; none where only makers stop.
    hold
        Part of each maker's output that stops with an owner or a record, shape (n_makers,); None
        where markets stop. [-]
    """

    place: str
    name: str
    stage: str | None
    markets: Rows
    hold: Floats | None = None


class MineralBlocks:
    """One mineral's markets or makers in blocks.

    Parameters
    ----------
    graph
        Graph to read.
    mineral
        Name in the graph's vocabulary.
    by
        ``"place"``: a country with its sites, ``"site"``: a site, or a country with its sites,
        ``"stage"``: a country at one stage, ``"bloc"``: the members of a bloc, ``"owner"``: what
        those who sit in a country control anywhere, ``"company"``: what a company or state does,
        ``"id"``: a single record.

    Notes
    -----
    What no source places (``QXR``) is no block: nobody can stop it.
    """

    def __init__(self, graph: SupplyGraph, mineral: str, by: By) -> None:
        self.graph, self.mineral, self.by = graph, mineral, by
        self.network = network = graph.network(mineral)
        self.places = [graph.columns.places[p] for p in network.place_of]
        self.chain = [str(s) for s in graph.mineral(mineral).stages]
        names = {p if by == "site" else country_of(p) for p in self.places}
        #: markets of each place, sites counted with their country
        self.markets = {
            name: np.flatnonzero(
                [p == name or (":" not in name and country_of(p) == name) for p in self.places]
            )
            for name in sorted(names)
            if country_of(name) != RESIDUAL
        }
        self.at_stage = [
            Block(place, place_name(place), stage, here)
            for place, markets in self.markets.items()
            for stage in self.chain
            if len(here := markets[self._stage_is(stage)[markets]])
        ]
        self.blocks = self._blocks()

    def _blocks(self) -> list[Block]:
        none = np.zeros(0, np.intp)
        if self.by == "stage":
            return self.at_stage
        if self.by == "bloc":
            return self._blocs()
        if self.by == "id":
            ids = self.graph.columns.makers.id
            records = [ids[row] for row in self.network.makers]
            own = np.eye(len(records))
            return [
                Block(name, name, None, none, own[i])
                for i, name in enumerate(records)
                if country_of(self.places[self.network.maker_market[i]]) != RESIDUAL
            ]
        if self.by in ("owner", "company"):
            kind: Literal["owner", "company"] = "owner" if self.by == "owner" else "company"
            held = held_by(self.graph, self.network, kind)
            said = place_name if kind == "owner" else str
            return [Block(name, said(name), None, none, hold) for name, hold in held.items()]
        return [
            Block(place, place_name(place), None, markets)
            for place, markets in self.markets.items()
        ]

    def _blocs(self) -> list[Block]:
        """Return the blocs with markets here; members are those of the graph's year."""
        found = []
        for bloc in every_bloc():
            try:
                codes = self.graph.place_codes(bloc)
            except LookupError:
                continue
            markets = np.flatnonzero(np.isin(self.network.place_of, list(codes)))
            if len(markets):
                found.append(Block(bloc, bloc, None, markets))
        return found

    def _stage_is(self, stage: str) -> NDArray[np.bool_]:
        if stage not in self.network.stages:
            return np.zeros(len(self.network), np.bool_)
        mask: NDArray[np.bool_] = self.network.stage_of == self.network.stages.index(stage)
        return mask

    @cached_property
    def _output(self) -> Floats:
        """What is made at each market, in t/yr."""
        network = self.network
        made = np.bincount(network.maker_market, network.output, len(network))
        return made.astype(np.float64)

    def _made_by(self, block: Block, stage: str) -> float:
        """Return what a block makes at a stage, in t/yr."""
        network = self.network
        if block.hold is not None:
            here = self._stage_is(stage)[network.maker_market]
            return float((block.hold * network.output)[here].sum())
        at = block.markets[self._stage_is(stage)[block.markets]]
        return float(self._output[at].sum())

    def most_made(self, block: Block) -> str:
        """Return the stage at which a block of makers makes most of the stage's output.

        Where every output is withheld, it is the stage with most of the makers.
        """
        hold, market = np.asarray(block.hold), self.network.maker_market
        return max(
            self.chain,
            key=lambda s: (
                self.output_share(block, s) or 0.0,
                float(hold[self._stage_is(s)[market]].sum()),
            ),
        )

    def made_part(self, part: Block) -> float:
        """Return how much of what the block has is made there rather than brought in."""
        supply = float(self.network.supply[part.markets].sum())
        return float(self._output[part.markets].sum()) / supply if supply > 0 else 0.0

    def output_share(self, block: Block, stage: str) -> float | None:
        """Return the block's part of all output at a stage; None if nothing is made there."""
        total = float(self._output[self._stage_is(stage)].sum())
        return self._made_by(block, stage) / total if total > 0 else None

    def data_coverage(self, stage: str) -> float | None:
        """Return the part of a stage's output that somebody reported or estimated.

        The rest is modelled, or withheld within limits that are counted at their upper end; None
        if nothing is made there or no limit is known.
        """
        makers, network = self.graph.columns.makers, self.network
        here = self._stage_is(stage)[network.maker_market]
        rows = network.makers[here]
        _, point, high = makers.output[:, rows]
        size = np.where(np.isnan(point), high, point)
        total = float(size.sum())
        if not 0 < total < np.inf:
            return None
        firm = ~np.isnan(point) & (makers.quality[rows] < MODELLED)
        return float(size[firm].sum()) / total

    def stage_at(self, market: int) -> str:
        """Return the stage of a market."""
        return str(self.network.stages[self.network.stage_of[market]])

    def is_hub(self, markets: Rows) -> bool:
        """Return whether some markets make nothing and send on most of what they bring in."""
        network = self.network
        inside = np.zeros(len(network), np.bool_)
        inside[markets] = True
        # a withheld output is output
        makes = inside[network.maker_market] & (
            self.graph.columns.makers.output[2, network.makers] > 0
        )
        leaves = inside[network.lane_from] & ~inside[network.lane_to]
        comes = ~inside[network.lane_from] & inside[network.lane_to]
        exports, imports = float(network.flow[leaves].sum()), float(network.flow[comes].sum())
        return not makes.any() and imports > 0 and exports > HUB_EXPORTS * imports

    @cached_property
    def _spare(self) -> Floats:
        """Output above today's that each maker has shown in the last five data years, in t/yr."""
        makers, rows, output = self.graph.columns.makers, self.network.makers, self.network.output
        nameplate = np.nan_to_num(makers.capacity[rows], nan=np.inf)
        shown = np.minimum(self.network.maker_peak, nameplate)
        active = (output > 0) & (makers.years[rows] > 1)
        # a difference of equal figures may leave a trace
        spare: Floats = np.where(active & (shown - output > 1e-9 * output), shown - output, 0.0)
        return spare

    def alternatives(self, block: Block, stage: str) -> tuple[Alternative, ...]:
        """Return who else makes the same and has made more before, most spare first.

        Parameters
        ----------
        block
            What stops, and so is no alternative.
        stage
            What they must make.
        """
        network = self.network
        fits = self._stage_is(stage)
        fits[block.markets] = False
        left = np.ones(len(network.makers)) if block.hold is None else 1.0 - block.hold
        room: dict[str, float] = {}
        for maker in np.flatnonzero(fits[network.maker_market] & (self._spare * left > 0)):
            place = self.places[network.maker_market[maker]]
            who = place if self.by == "site" else country_of(place)
            if country_of(who) != RESIDUAL:
                room[who] = room.get(who, 0.0) + float(self._spare[maker] * left[maker])
        first = sorted(room.items(), key=lambda row: (-row[1], row[0]))[:ALTERNATIVES]
        return tuple(Alternative(who, place_name(who), spare) for who, spare in first)
