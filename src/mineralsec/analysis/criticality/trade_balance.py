"""What one importer makes, brings in and sends out at one stage: the start of many methods."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mineralsec.errors import GraphError, show
from mineralsec.graph.columns import freeze
from mineralsec.graph.given import given_graph
from mineralsec.places import RESIDUAL, country_of, resolve_places

if TYPE_CHECKING:
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["DUST", "Balance", "balance", "importer", "named", "trade_recorded"]

#: Part of what is made and comes in below which a difference is rounding, not use.
DUST = 1e-6


def importer(graph: SupplyGraph, place: str | Iterable[str]) -> frozenset[str]:
    """Return the countries of an importer: a country, several, or a bloc as of the graph's year.

    Raises
    ------
    UnknownNameError
        If a name is no country and no bloc.
    """
    day = None if given_graph(graph).year is None else f"{graph.year}-12-31"
    members = frozenset(country_of(code) for code in resolve_places(place, on=day))
    if not members:
        raise GraphError(f"place={show(place)} names nobody. Write for example 'JPN' or 'EU27'.")
    return members


@frozen(eq=False)
class Balance:
    """Production and trade of an importer at one stage, low, point and high. [t/yr]

    Parameters
    ----------
    domestic
        Output from ore by country inside, each of shape (3,).
    secondary
        Output inside from scrap, shape (3,).
    imports
        By origin outside, each of shape (3,).
    exports
        To places outside, shape (3,).
    recorded
        Whether the graph has any trade of the importer at this stage with a named country. Without
        it nothing is known about its trade: that is not the same as none.
    withheld
        Whether a figure of the importer is withheld.
    """

    domestic: dict[str, Floats]
    secondary: Floats
    imports: dict[str, Floats]
    exports: Floats
    recorded: bool
    withheld: bool

    @property
    def primary(self) -> Floats:
        """All output from ore, shape (3,)."""
        return sum(self.domestic.values(), np.zeros(3))

    @property
    def imported(self) -> Floats:
        """All imports, shape (3,)."""
        return sum(self.imports.values(), np.zeros(3))

    @property
    def net_imports(self) -> Floats:
        """Imports less exports, low, point, high, shape (3,)."""
        return self.imported - self.exports[::-1]

    def reliance(self, *, secondary: bool = True) -> tuple[float, float, float] | None:
        """Return low, point, high of net imports over apparent use, None if use is not positive.

        Parameters
        ----------
        secondary
            Whether output from scrap counts as domestic production.
        """
        made = self.primary + self.secondary if secondary else self.primary
        net = self.net_imports
        use = made[1] + net[1]
        if not use > DUST * (made[1] + self.imported[1]):
            return None
        ends = [
            n / (p + n) if 0 < p + n < np.inf else np.nan
            for n, p in ((net[0], made[2]), (net[2], made[0]))
        ]
        point = float(net[1] / use)
        low, high = (point if np.isnan(end) else float(end) for end in ends)
        return min(low, point), point, max(high, point)


def balance(graph: SupplyGraph, mineral: str, stage: str, members: Iterable[str]) -> Balance:
    """Return what some countries make and trade at one stage; trade among them does not count.

    Parameters
    ----------
    graph
        Graph to read.
    mineral, stage
        Names in the graph's vocabulary.
    members
        ISO codes of the importer's countries.
    """
    c = graph.columns
    inside = frozenset(members)
    market = (c.markets.mineral == c.minerals.index(mineral)) & (
        c.markets.stage == (c.stages.index(stage) if stage in c.stages else -1)
    )
    country = _countries(c.places)
    home = np.array([name in inside for name in country], dtype=np.bool_)[c.markets.place]
    made = np.flatnonzero(market[c.makers.market] & home[c.makers.market])
    scrap = c.makers.secondary[made]
    output = c.makers.output[:, made]
    domestic = _by_country(
        country, c.markets.place[c.makers.market[made[~scrap]]], output[:, ~scrap]
    )
    lanes = np.flatnonzero(market[c.lanes.origin])
    quantity = c.lanes.quantity[:, lanes]
    ours, theirs = home[c.lanes.destination[lanes]], home[c.lanes.origin[lanes]]
    coming = ours & ~theirs
    origin = c.markets.place[c.lanes.origin[lanes[coming]]]
    imports = _by_country(country, origin, quantity[:, coming])
    crossing = quantity[:, ours != theirs]
    return Balance(
        domestic=dict(sorted(domestic.items())),
        secondary=freeze(_counted(output[:, scrap])),
        imports=dict(sorted(imports.items(), key=lambda item: (-item[1][1], item[0]))),
        exports=freeze(_counted(quantity[:, theirs & ~ours])),
        recorded=_recorded(graph, lanes[ours != theirs]),
        withheld=bool(np.isnan(output[1]).any() or np.isnan(crossing[1]).any()),
    )


def trade_recorded(graph: SupplyGraph, mineral: str, stage: str) -> bool:
    """Return whether a graph has trade between two named countries at a stage."""
    c = graph.columns
    market = (c.markets.mineral == c.minerals.index(mineral)) & (
        c.markets.stage == (c.stages.index(stage) if stage in c.stages else -1)
    )
    return _recorded(graph, np.flatnonzero(market[c.lanes.origin]))


def _recorded(graph: SupplyGraph, lanes: NDArray[np.intp]) -> bool:
    c = graph.columns
    ends = c.markets.place[c.lanes.origin[lanes]], c.markets.place[c.lanes.destination[lanes]]
    named = np.array([name != RESIDUAL for name in _countries(c.places)], dtype=np.bool_)
    return bool((named[ends[0]] & named[ends[1]] & (c.lanes.quantity[2, lanes] > 0)).any())


@lru_cache(maxsize=8)
def _countries(places: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(country_of(place) for place in places)


def _by_country(
    country: tuple[str, ...], places: NDArray[np.int32], amount: Floats
) -> dict[str, Floats]:
    """Return the sum of rows by country, sites counted with theirs."""
    codes = [country[place] for place in places.tolist()]
    names = sorted(set(codes))
    at = np.array([names.index(code) for code in codes], dtype=np.intp)
    return {name: _counted(amount[:, at == i]) for i, name in enumerate(names)}


def _counted(amount: Floats) -> Floats:
    """Return the sum of rows; a withheld figure is outside the point and inside the limits."""
    low, point, high = amount
    found: Floats = np.array([low.sum(), np.nansum(point), high.sum()])
    return found


def named(imports: dict[str, Floats]) -> dict[str, Floats]:
    """Return imports without those from places that no source names."""
    return {place: amount for place, amount in imports.items() if place != RESIDUAL}
