"""Trade and output of one mineral at one stage by country, which published models start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from mineralsec.errors import UnknownNameError, show, suggest
from mineralsec.graph.given import given_graph
from mineralsec.places import country_of, resolve_place

if TYPE_CHECKING:
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["TradeTable", "trade_table"]


@frozen(eq=False)
class TradeTable:
    """One mineral at one stage, sites added to their countries.

    Parameters
    ----------
    mineral, stage
        What it is about.
    places
        Countries, in order.
    trade
        From row to column, shape (n, n); trade inside a country is left out. [t/yr]
    made, spare
        Output, and capacity published above it, shape (n,). [t/yr]
    """

    mineral: str
    stage: str
    places: tuple[str, ...]
    trade: Floats
    made: Floats
    spare: Floats

    @property
    def imports(self) -> Floats:
        """Shape (n,). [t/yr]"""
        found: Floats = self.trade.sum(axis=0)
        return found

    @property
    def exports(self) -> Floats:
        """Shape (n,). [t/yr]"""
        found: Floats = self.trade.sum(axis=1)
        return found

    @property
    def supply(self) -> Floats:
        """Output and imports, shape (n,). [t/yr]"""
        return self.made + self.imports

    def row(self, country: str) -> int:
        """Return the row of a country.

        Raises
        ------
        UnknownNameError
            If it has no record at this stage.
        """
        code = country_of(resolve_place(country))
        if code not in self.places:
            raise UnknownNameError(
                f"{show(country)} has no record of {self.mineral} at {self.stage}."
                f"{suggest(code, self.places)} Places: {', '.join(self.places[:20])}."
            )
        return self.places.index(code)


def trade_table(graph: SupplyGraph, mineral: str, stage: str | None) -> TradeTable:
    """Return the trade of a mineral by country at a stage; None is the first one with data."""
    name = given_graph(graph).mineral_name(mineral)
    network, c = graph.network(name), graph.columns
    at = c.stages.index(graph.stage(name, stage))
    here = network.stage_of == at
    country = [country_of(c.places[p]) for p in network.place_of.tolist()]
    places = tuple(dict.fromkeys(p for p, inside in zip(country, here, strict=True) if inside))
    number = {p: i for i, p in enumerate(places)}
    row = np.array([number.get(p, -1) for p in country], np.int64)
    n = len(places)
    trade = np.zeros((n, n))
    lanes = here[network.lane_from]
    np.add.at(
        trade,
        (row[network.lane_from[lanes]], row[network.lane_to[lanes]]),
        network.flow[lanes],
    )
    np.fill_diagonal(trade, 0.0)
    made, spare = np.zeros(n), np.zeros(n)
    makers = here[network.maker_market]
    rows = row[network.maker_market[makers]]
    output = network.output[makers]
    capacity = c.makers.capacity[network.makers[makers]]
    np.add.at(made, rows, output)
    np.add.at(spare, rows, np.maximum(np.nan_to_num(capacity, nan=0.0) - output, 0.0))
    return TradeTable(name, c.stages[at], places, trade, made, spare)
