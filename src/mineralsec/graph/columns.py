"""The arrays behind a supply graph: one row a market, maker, user, lane or stock.

Records keep the unit their source wrote; columns hold contained mineral in tonnes per year
(stocks and reserves in tonnes), as float64 arrays that nobody can write to. Amounts have three
rows: low, point and high; a withheld figure has a NaN point and finite or infinite limits. Beside
them stands one reconciled figure a row, which balances with all others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import numpy as np
from attrs import Factory, field, fields, frozen
from numpy.typing import NDArray

__all__ = [
    "MODELLED",
    "QUALITIES",
    "Columns",
    "Floats",
    "Integers",
    "Lanes",
    "Makers",
    "Markets",
    "Reserves",
    "Stocks",
    "Users",
    "freeze",
    "sums",
]

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int32]
Flags: TypeAlias = NDArray[np.bool_]

LOW, POINT, HIGH = 0, 1, 2

#: Order of the codes in a ``quality`` column, from firmest to least.
QUALITIES = ("reported", "estimated", "modelled", "projected")

#: Code of a figure that a model made.
MODELLED = QUALITIES.index("modelled")


def freeze(array: NDArray[Any]) -> NDArray[Any]:
    """Return `array`, closed for writing."""
    array.setflags(write=False)
    return array


def sums(group: NDArray[Any], values: NDArray[Any], n: int) -> Floats:
    """Return the sum of `values` in each of `n` groups; float64 even of no values at all."""
    return np.bincount(group, values, n).astype(np.float64, copy=False)


def _points_of(name: str) -> Callable[[Any], Floats]:
    """Return what makes the default of a reconciled figure: the reported one."""

    def points(table: Any) -> Floats:
        found: Floats = np.nan_to_num(getattr(table, name)[POINT])
        return found

    return points


class _Table:
    """Arrays of one length, closed for writing once they are in the table."""

    __slots__ = ()

    def __attrs_post_init__(self) -> None:
        for attribute in fields(type(self)):  # type: ignore[arg-type]  # every subclass is attrs
            value = getattr(self, attribute.name)
            if isinstance(value, np.ndarray):
                freeze(value)

    def __reduce__(self) -> tuple[Any, ...]:
        # through the constructor, since an array comes out of a pickle open for writing
        names = [attribute.name for attribute in fields(type(self))]  # type: ignore[arg-type]  # as above
        return type(self), tuple(getattr(self, name) for name in names)


@frozen(eq=False)
class Markets(_Table):
    """Places where material of one stage has been made or has arrived.

    Parameters
    ----------
    mineral, stage, place
        Codes into the vocabularies of :class:`Columns`, shape (n_markets,).
    """

    mineral: Integers
    stage: Integers
    place: Integers

    def __len__(self) -> int:
        return len(self.place)


@frozen(eq=False)
class Makers(_Table):
    """Producers and refiners: what puts material into a market.

    Parameters
    ----------
    id
        Record ids, in row order.
    market
        Market the output goes to, shape (n_makers,).
    intake
        Market a refiner takes from; -1 for a producer.
    recovery
        Contained mass out per contained mass in; 1 for a producer. [-]
    output
        Low, point, high, shape (3, n_makers). [t/yr]
    capacity
        Published nameplate; NaN when unknown. [t/yr]
    peak
        Largest output of the same record over the last five data years. [t/yr]
    years
        Number of those years with a figure.
    host
        Row of the host whose throughput limits this one; -1 without host.
    host_ratio
        Recoverable mass per mass of the host's output. [-]
    secondary
        Whether the material comes from scrap.
    quality
        Code into ``QUALITIES``, the words for how a figure came about.
    reconciled
        Output that balances with everything else; the point of `output` where nothing was
        reconciled, with a withheld point as zero. Whoever changes `output` gives both. [t/yr]
    """

    id: tuple[str, ...]
    market: Integers
    intake: Integers
    recovery: Floats
    output: Floats
    capacity: Floats
    peak: Floats
    years: Integers
    host: Integers
    host_ratio: Floats
    secondary: Flags
    quality: Integers
    reconciled: Floats = field(default=Factory(_points_of("output"), takes_self=True))

    def __len__(self) -> int:
        return len(self.market)


@frozen(eq=False)
class Users(_Table):
    """Consumers: what takes material out of the model.

    Parameters
    ----------
    id
        Record ids, in row order.
    market
        Market they buy in, shape (n_users,).
    demand
        Low, point, high, shape (3, n_users). [t/yr]
    priority
        Class that is served first when it is smaller.
    weight
        Weight of a tonne unmet. [-]
    quality
        Code into ``QUALITIES``, the words for how a figure came about.
    reconciled
        Demand that balances with everything else, as in :class:`Makers`. [t/yr]
    """

    id: tuple[str, ...]
    market: Integers
    demand: Floats
    priority: Integers
    weight: Floats
    quality: Integers
    reconciled: Floats = field(default=Factory(_points_of("demand"), takes_self=True))

    def __len__(self) -> int:
        return len(self.market)


@frozen(eq=False)
class Lanes(_Table):
    """Flows between two markets of one mineral and stage.

    Parameters
    ----------
    origin, destination
        Market rows, shape (n_lanes,).
    quantity
        Low, point, high, shape (3, n_lanes); zero on a lane that carried something in an
        earlier year only. [t/yr]
    peak
        Most it carried in the loaded years up to the graph's. [t/yr]
    label
        What tells parallel lanes apart, ``"form|seller|buyer"``, in row order; empty when
        nothing needs to.
    quality
        Code into ``QUALITIES``, the words for how a figure came about.
    reconciled
        Quantity that balances with everything else, as in :class:`Makers`. [t/yr]
    """

    origin: Integers
    destination: Integers
    quantity: Floats
    peak: Floats
    label: tuple[str, ...]
    quality: Integers
    reconciled: Floats = field(default=Factory(_points_of("quantity"), takes_self=True))

    def __len__(self) -> int:
        return len(self.origin)


@frozen(eq=False)
class Stocks(_Table):
    """Stockpiles that can be released into a market.

    Parameters
    ----------
    id
        Record ids, in row order.
    market
        Market they are released to, shape (n_stocks,).
    amount
        Low, point, high, shape (3, n_stocks). [t]
    max_release
        Most that can leave in a year; infinite when no limit is known. [t/yr]
    """

    id: tuple[str, ...]
    market: Integers
    amount: Floats
    max_release: Floats

    def __len__(self) -> int:
        return len(self.market)


@frozen(eq=False)
class Reserves(_Table):
    """What is still in the ground; it feeds no market.

    Parameters
    ----------
    mineral, place
        Codes into the vocabularies of :class:`Columns`, shape (n_reserves,).
    amount
        Low, point, high, shape (3, n_reserves). [t]
    resources
        Whether the row is resources rather than reserves (USGS sense).
    """

    mineral: Integers
    place: Integers
    amount: Floats
    resources: Flags

    def __len__(self) -> int:
        return len(self.place)


@frozen(eq=False)
class Columns:
    """Everything a :class:`~mineralsec.SupplyGraph` computes with.

    Parameters
    ----------
    minerals, stages, places
        Vocabularies that the codes in `markets` point into.
    markets, makers, users, lanes, stocks, reserves
        The tables.
    lane_years
        For each (mineral, stage) code pair the number of loaded years with flows.
    """

    minerals: tuple[str, ...]
    stages: tuple[str, ...]
    places: tuple[str, ...]
    markets: Markets
    makers: Makers
    users: Users
    lanes: Lanes
    stocks: Stocks
    reserves: Reserves
    lane_years: dict[tuple[int, int], int]

    @property
    def nbytes(self) -> int:
        """Memory that the arrays take [byte]."""
        tables: Iterable[Any] = (
            self.markets,
            self.makers,
            self.users,
            self.lanes,
            self.stocks,
            self.reserves,
        )
        return sum(
            value.nbytes
            for table in tables
            for attribute in fields(type(table))
            if isinstance(value := getattr(table, attribute.name), np.ndarray)
        )

    def place_mask(self, codes: Iterable[int]) -> Flags:
        """Return which markets lie at one of the places, shape (n_markets,)."""
        return np.isin(self.markets.place, np.fromiter(codes, dtype=np.int32))

    def market_names(self) -> list[tuple[str, str, str]]:
        """Return mineral, stage and place of each market, in row order."""
        codes = (self.markets.mineral, self.markets.stage, self.markets.place)
        rows = zip(*(column.tolist() for column in codes), strict=True)
        return [(self.minerals[m], self.stages[s], self.places[p]) for m, s, p in rows]

    def lane_rows(self) -> dict[tuple[str, ...], int]:
        """Return the row of each lane by mineral, stage, origin, destination and label."""
        market, lanes = self.market_names(), self.lanes
        rows = zip(lanes.origin.tolist(), lanes.destination.tolist(), lanes.label, strict=True)
        return {(*market[a], market[b][2], text): i for i, (a, b, text) in enumerate(rows)}
