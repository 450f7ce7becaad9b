"""F(X): what goes short when a set of countries is removed together."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from mineralsec.analysis.disruption.hosts import links
from mineralsec.analysis.disruption.outcome import market_use
from mineralsec.analysis.disruption.progress import Progress
from mineralsec.analysis.disruption.reroute import Reroute
from mineralsec.analysis.disruption.shocks import RemoveCountry
from mineralsec.analysis.disruption.sweep import sweep
from mineralsec.arguments import is_word, several
from mineralsec.errors import GraphError, UnknownNameError, show, suggest
from mineralsec.graph.given import given_graph
from mineralsec.places import RESIDUAL, country_of

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Channel", "JointLoss", "one_mineral"]

Channel = Literal["production", "all"]


def one_mineral(graph: SupplyGraph, mineral: str | None) -> str:
    """Return the mineral that is meant.

    Raises
    ------
    UnknownNameError
        If none is named where there are several.
    """
    graph = given_graph(graph)
    if mineral is None:
        if len(graph.minerals) > 1:
            raise UnknownNameError(
                f"name one mineral of {', '.join(graph.minerals)}: mineral={graph.minerals[0]!r}."
            )
        return graph.minerals[0]
    return graph.mineral_name(mineral)


class JointLoss:
    """Unmet use of one mineral for any set of countries, each set solved once.

    Parameters
    ----------
    graph, mineral
        The question.
    channel
        ``"production"``: their output stops, their use stays and counts, so that losses of
        different sets are parts of the same use. ``"all"``: they leave with their use, and the
        loss is that of the others.
    response
        How the rest reacts.
    executor, progress
        As :func:`mineralsec.sweep` takes them.
    """

    def __init__(
        self,
        graph: SupplyGraph,
        mineral: str,
        channel: Channel = "production",
        response: Any = Reroute(),
        executor: Executor | None = None,
        progress: Progress = None,
    ) -> None:
        if not is_word(channel, get_args(Channel)):
            raise UnknownNameError(
                f"channel must be one of {', '.join(get_args(Channel))}, got {show(channel)}."
                f"{suggest(str(channel), get_args(Channel))}"
            )
        self.mineral, self.channel, self.response = mineral, channel, response
        self.executor, self.progress = executor, progress
        # a mineral without hosts needs no other one
        alone = not links(graph)[mineral] and len(graph.minerals) > 1
        self.graph = graph.select(minerals=mineral) if alone else graph
        self.network = self.graph.network(mineral)
        self._known: dict[frozenset[str], float] = {frozenset(): 0.0}

    @property
    def use(self) -> float:
        """Use of everybody. [t/yr]"""
        network = self.network
        return float(market_use(network, network.received, network.vanishes).sum())

    def makers(self) -> tuple[str, ...]:
        """Return the countries with output at any stage, largest first; the residual is none."""
        places = self.graph.columns.places
        output: dict[str, float] = {}
        where = self.network.place_of[self.network.maker_market].tolist()
        for place, amount in zip(where, self.network.output.tolist(), strict=True):
            country = country_of(places[place])
            output[country] = output.get(country, 0.0) + amount
        output.pop(RESIDUAL, None)
        return tuple(sorted((c for c in output if output[c] > 0), key=lambda c: (-output[c], c)))

    def candidates(self, places: Any) -> tuple[str, ...]:
        """Return the countries that sets are made of.

        Raises
        ------
        UnknownNameError
            If one of them is not in the graph.
        GraphError
            If there is none.
        """
        if places is None:
            if self.channel == "production":
                found = self.makers()
            else:
                network, names = self.network, self.graph.columns.places
                moves = network.place_of[network.lane_from[network.flow > 0]]
                codes = np.unique(np.concatenate([moves, network.place_of[network.maker_market]]))
                found = tuple(sorted({country_of(names[c]) for c in codes.tolist()} - {RESIDUAL}))
        else:
            wanted = several(places, "places", "places=['CHN', 'JPN']")
            codes_of = [self.graph.place_codes(place) for place in wanted]
            names = self.graph.columns.places
            found = tuple(dict.fromkeys(
                country_of(names[c]) for codes in codes_of for c in sorted(codes)
            ))  # fmt: skip
        if not found:
            raise GraphError(f"no country makes {self.mineral} in this graph; nothing to remove.")
        return found

    def of(self, sets: Iterable[frozenset[str]]) -> list[float]:
        """Return the loss of each set of countries. [t/yr]"""
        wanted = list(sets)
        new = [s for s in dict.fromkeys(wanted) if s not in self._known]
        if new:
            plain = self.channel == "all" and len(self.graph.minerals) == 1
            shocks = [
                RemoveCountry(
                    tuple(sorted(s)),
                    channel=self.channel,
                    minerals=None if plain else (self.mineral,),
                )
                for s in new
            ]
            found = sweep(
                self.graph, shocks, response=self.response, detail=False,
                executor=self.executor, progress=self.progress,
            )  # fmt: skip
            self._known.update(dict.fromkeys(new, 0.0))
            for row in found:
                if row.mineral == self.mineral:
                    place = row.shock.place
                    key = frozenset((place,) if isinstance(place, str) else place)
                    self._known[key] = row.unmet
        return [self._known[s] for s in wanted]
