"""One mineral's network as a chain that tonnes are traced back along."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mineralsec.analysis.coverage import PassThrough, fed, pass_through
from mineralsec.analysis.tracing.bounds import Counts
from mineralsec.errors import GraphError
from mineralsec.graph.columns import sums
from mineralsec.places import country_of

if TYPE_CHECKING:
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.network import Network
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["UNRECORDED", "UNTRACED", "How", "MineralChain"]

#: What a place can have to do with a tonne.
How = Literal["made", "passed", "origin"]

#: Origin of what leaves a market without having come in on record.
UNRECORDED = "unrecorded"

#: Origin of what goes round in a loop that nothing feeds.
UNTRACED = "untraced"


@frozen(eq=False)
class MineralChain:
    """One mineral's markets, makers and use, ready to be traced.

    Parameters
    ----------
    graph
        Graph to read.
    mineral
        Name in the graph's vocabulary.
    """

    graph: SupplyGraph
    mineral: str

    @cached_property
    def network(self) -> Network:
        """Rows of the mineral."""
        return self.graph.network(self.mineral)

    @cached_property
    def through(self) -> PassThrough:
        """The factorised chain."""
        return pass_through(self.graph, self.mineral)

    @cached_property
    def use(self) -> Floats:
        """What is used at each market, with a record or without, in t/yr."""
        network = self.network
        received = sums(network.user_market, network.received, len(network))
        used: Floats = received + network.vanishes
        return used

    @cached_property
    def places(self) -> list[str]:
        """Country or site of each market."""
        return [self.graph.columns.places[p] for p in self.network.place_of]

    @cached_property
    def countries(self) -> list[str]:
        """Country of each market."""
        return [country_of(place) for place in self.places]

    @cached_property
    def stages(self) -> list[str]:
        """Stage of each market."""
        return [self.network.stages[s] for s in self.network.stage_of]

    def at(self, codes: frozenset[int] | None, stage: str | None) -> NDArray[np.bool_]:
        """Return which markets lie at some places and at one stage; None is all of them."""
        network = self.network
        here = np.ones(len(network), np.bool_)
        if codes is not None:
            here &= np.isin(network.place_of, list(codes))
        if stage is not None:
            known = stage in network.stages
            here &= network.stage_of == (network.stages.index(stage) if known else -1)
        return here

    def counts(self, how: How, codes: frozenset[int], stage: str | None) -> Counts:
        """Return the makers or markets at some places that make a tonne count."""
        network = self.network
        here = self.at(codes, stage)
        none = np.zeros(len(network), np.bool_)
        if how == "passed":
            return Counts(np.zeros(len(network.makers), np.bool_), here)
        makers = here[network.maker_market] & (network.output > 0)
        if how == "origin":
            makers &= network.maker_intake < 0
        return Counts(makers, none)

    def share(self, counts: Counts, prices: Mapping[str, float] | None = None) -> Floats:
        """Return the part of each market's supply that counts, under proportional mixing.

        Parameters
        ----------
        counts
            What counts.
        prices
            USD/t by stage; then the part of its value. None takes mass.
        """
        if counts.markets.any():
            return self.through.coverage(np.flatnonzero(counts.markets))
        through = self.through if prices is None else self._by_value(prices)
        hold = counts.makers.astype(np.float64)
        made: Floats = through.made(self.network, [hold])[0]
        return made

    def _by_value(self, prices: Mapping[str, float]) -> PassThrough:
        """Return the chain of values: a tonne taken in counts by what it is worth."""
        network = self.network
        stage, links = self.stages, np.ones(len(network.makers))
        for i in np.flatnonzero(network.maker_intake >= 0):
            takes, makes = stage[network.maker_intake[i]], stage[network.maker_market[i]]
            links[i] = prices[takes] / (network.recovery[i] * prices[makes])
            if links[i] > 1 + 1e-9:
                raise GraphError(
                    f"{self.mineral}: what {makes} takes in is worth {links[i]:.3g} times what it "
                    f"makes at these prices, so no value is added. Check the prices of {takes} "
                    f"and {makes}, per tonne of contained mineral."
                )
        return PassThrough.of(network, links=links)

    def touched(self, counts: Counts) -> Floats:
        """Return 1 for each market that anything that counts can have reached, else 0."""
        network = self.network
        refines = network.maker_intake >= 0
        start = np.concatenate([network.lane_from, network.maker_intake[refines]])
        end = np.concatenate([network.lane_to, network.maker_market[refines]])
        moves = np.concatenate([network.flow, network.output[refines]]) > 0
        begin = counts.markets.astype(np.float64)
        begin[network.maker_market[counts.makers]] = 1.0
        reached = fed(len(network), start[moves], end[moves], begin)
        return reached.astype(np.float64)

    def origins(self) -> tuple[tuple[str, ...], Floats]:
        """Return the origins, and the part of each market's supply from each of them.

        Returns
        -------
        labels
            Countries with primary or secondary output, then ``UNRECORDED`` and
            ``UNTRACED``.
        shares
            Shape (n_markets, n_labels); rows sum to one where there is supply. [-]
        """
        network, through = self.network, self.through
        source = np.flatnonzero((network.maker_intake < 0) & (network.output > 0))
        at = network.maker_market[source]
        names = sorted({self.countries[m] for m in at})
        starts = np.zeros((len(network), len(names) + 1))
        supply = np.where(network.supply > 0, network.supply, 1.0)
        column = np.array([names.index(self.countries[m]) for m in at], dtype=np.intp)
        np.add.at(starts, (at, column), network.output[source] / supply[at])
        starts[:, -1] = network.appears / supply
        shares = np.clip(through.downstream(starts), 0.0, 1.0)
        # a part of what is fed may still come out of a loop that is not
        rest = np.where(network.supply > 0, 1.0 - shares.sum(axis=1), 0.0)
        rest[np.abs(rest) < 1e-9] = 0.0
        return (*names, UNRECORDED, UNTRACED), np.column_stack([shares, np.maximum(rest, 0.0)])

    def table(self, how: How) -> tuple[tuple[tuple[str, str], ...], Floats]:
        """Return every place and stage with what of each market's supply it made or passed.

        Returns
        -------
        labels
            Pairs of country and stage.
        shares
            Shape (n_markets, n_labels). [-]
        """
        network, stages = self.network, self.stages
        if how == "passed":
            groups: dict[tuple[str, str], list[int]] = {}
            for market, key in enumerate(zip(self.countries, stages, strict=True)):
                groups.setdefault(key, []).append(market)
            blocks = [np.array(group) for group in groups.values()]
            return tuple(groups), self.through.coverages(blocks).T
        makers: dict[tuple[str, str], list[int]] = {}
        for maker in np.flatnonzero(network.output > 0):
            market = network.maker_market[maker]
            makers.setdefault((self.countries[market], stages[market]), []).append(int(maker))
        holds = np.zeros((len(makers), len(network.makers)))
        for row, rows in zip(holds, makers.values(), strict=True):
            row[rows] = 1.0
        return tuple(makers), self.through.made(network, list(holds)).T
