"""The blocks of markets that are taken away together, and what is known of each."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mineralsec.analysis.chokepoints.result import Alternative
from mineralsec.places import RESIDUAL, country_of, place_name

if TYPE_CHECKING:
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Block", "By", "MineralBlocks"]

By = Literal["place", "site", "stage"]

Rows: TypeAlias = NDArray[np.integer[Any]]

#: A re-export hub sends on more than this part of what it brings in. [-]
HUB_EXPORTS = 0.8

#: Most alternatives that are listed for a chokepoint.
ALTERNATIVES = 3


@frozen(eq=False)
class Block:
    """Markets of one mineral that stop together.

    Parameters
    ----------
    place
        Country or site.
    stage
        The only stage that stops; None for all of them.
    markets
        Local market numbers.
    """

    place: str
    stage: str | None
    markets: Rows


class MineralBlocks:
    """One mineral's markets in blocks.

    Parameters
    ----------
    graph
        Graph to read.
    mineral
        Name in the graph's vocabulary.
    by
        ``"place"``: a country with its sites, ``"site"``: a site, or a country with its sites,
        ``"stage"``: a country at one stage.

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
            Block(place, stage, here)
            for place, markets in self.markets.items()
            for stage in self.chain
            if len(here := markets[self._stage_is(stage)[markets]])
        ]
        self.blocks = (
            self.at_stage
            if by == "stage"
            else [Block(place, None, markets) for place, markets in self.markets.items()]
        )

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

    def made_part(self, part: Block) -> float:
        """Return how much of what the block has is made there rather than brought in."""
        supply = float(self.network.supply[part.markets].sum())
        return float(self._output[part.markets].sum()) / supply if supply > 0 else 0.0

    def output_share(self, part: Block) -> float | None:
        """Return the block's part of all output at its stage; None if nothing is made there."""
        total = float(self._output[self._stage_is(str(part.stage))].sum())
        return float(self._output[part.markets].sum()) / total if total > 0 else None

    def is_hub(self, part: Block) -> bool:
        """Return whether the block makes nothing at its stage and sends on what it brings in."""
        network = self.network
        inside = np.zeros(len(network), np.bool_)
        inside[part.markets] = True
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
        shown = np.minimum(makers.peak[rows], nameplate)
        active = (output > 0) & (makers.years[rows] > 1)
        spare: Floats = np.where(active, np.maximum(shown - output, 0.0), 0.0)
        return spare

    def alternatives(self, part: Block, markets: Rows) -> tuple[Alternative, ...]:
        """Return who else makes the same and has made more before, most spare first.

        Parameters
        ----------
        part
            Whose stage is asked about.
        markets
            Markets that stop, and so are no alternative.
        """
        network = self.network
        fits = self._stage_is(str(part.stage))
        fits[markets] = False
        room: dict[str, float] = {}
        for maker in np.flatnonzero(fits[network.maker_market] & (self._spare > 0)):
            place = self.places[network.maker_market[maker]]
            who = place if self.by == "site" else country_of(place)
            if country_of(who) != RESIDUAL:
                room[who] = room.get(who, 0.0) + float(self._spare[maker])
        first = sorted(room.items(), key=lambda row: (-row[1], row[0]))[:ALTERNATIVES]
        return tuple(Alternative(who, place_name(who), spare) for who, spare in first)
