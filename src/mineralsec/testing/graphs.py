"""Random supply graphs that balance at every market, for laws that must hold on all of them."""

from __future__ import annotations

from string import ascii_uppercase
from typing import Any

from hypothesis import strategies as st

from mineralsec.graph.supply_graph import SupplyGraph
from mineralsec.model import Consumer, Flow, Mineral, Producer, Record, Refiner, Stockpile
from mineralsec.quantities import Q

__all__ = ["supply_graphs", "supply_records"]

_STAGES = ("mining", "refining", "alloy")
_RECOVERIES = (0.5, 0.8, 1.0)
_YEAR = 2024

#: Refiners take multiples of this many tonnes, so that every recovery leaves whole tonnes.
_BATCH = 10


def supply_graphs(**options: Any) -> st.SearchStrategy[SupplyGraph]:
    """Return a strategy for supply graphs that balance.

    Parameters
    ----------
    **options
        Those of :func:`supply_records`.

    Examples
    --------
    >>> from hypothesis import given
    >>> @given(supply_graphs(max_places=3))
    ... def test_nothing_appears(graph):
    ...     assert not graph.network("cobalt").appears.any()
    >>> test_nothing_appears()
    """
    return supply_records(**options).map(SupplyGraph.from_records)


@st.composite
def supply_records(
    draw: st.DrawFn,
    *,
    min_places: int = 2,
    max_places: int = 4,
    min_stages: int = 1,
    max_stages: int = 3,
    mineral: str = "cobalt",
    with_capacity: bool = True,
    with_stocks: bool = False,
    with_history: bool = False,
    with_weights: bool = False,
) -> tuple[Record, ...]:
    """Draw the records of one mineral's supply graph that balances at every market.

    Mines feed the first stage; at every stage material moves along lanes (two-way trade and
    longer cycles included, but nothing that no mine has fed), refiners with a recovery of 0.5,
    0.8 or 1 take whole batches, and consumers use all that is left. Amounts are whole tonnes a
    year. Places are the user-assigned codes XAA, XAB ….

    Parameters
    ----------
    draw
        Given by hypothesis; leave it out.
    min_places, max_places
        How many places, at most 26.
    min_stages, max_stages
        How many of mining, refining and alloy the chain has.
    mineral
        Name of the mineral.
    with_capacity
        Whether some producers and refiners have a capacity, never below their output.
    with_stocks
        Whether some markets have a stockpile.
    with_history
        Whether there are records of earlier years, lanes that carry nothing today included.
    with_weights
        Whether consumers have weights and priorities.

    Returns
    -------
    tuple of Record
        The Mineral first. What :meth:`mineralsec.SupplyGraph.from_records` takes.

    Examples
    --------
    >>> supply_records(max_stages=1).example()[0]  # doctest: +SKIP
    Mineral(cobalt: mining)
    """
    places = [
        f"XA{letter}" for letter in ascii_uppercase[: draw(st.integers(min_places, max_places))]
    ]
    stages = _STAGES[: draw(st.integers(min_stages, max_stages))]
    maker = _Makers(draw, mineral, with_capacity, with_history)
    records: list[Record] = [Mineral(mineral, stages=stages)]
    made = dict.fromkeys(places, 0)
    mines = draw(st.lists(st.sampled_from(places), min_size=1, max_size=len(places) + 1))
    for i, place in enumerate(mines):
        output = draw(st.integers(1, 100))
        made[place] += output
        records += maker.producer(f"mine-{i}", place, output)
    for depth, stage in enumerate(stages):
        if not any(made.values()):
            break  # nothing was refined: the chain ends here
        stock = dict(made)
        records += _trade(draw, mineral, stage, stock, with_history)
        made = dict.fromkeys(places, 0)
        if depth + 1 < len(stages):
            for i in range(draw(st.integers(0, len(places)))):
                if not (able := [place for place in places if stock[place] >= _BATCH]):
                    break
                place = draw(st.sampled_from(able))
                takes = _BATCH * draw(st.integers(1, stock[place] // _BATCH))
                recovery = draw(st.sampled_from(_RECOVERIES))
                output = round(takes * recovery)
                stock[place] -= takes
                made[place] += output
                chain = stages[depth : depth + 2]
                records += maker.refiner(f"{chain[1]}-{i}", place, output, recovery, chain)
        for place in places:
            records += _use(draw, mineral, stage, place, stock[place], with_weights)
            if with_stocks and draw(st.booleans()):
                records.append(_stockpile(draw, mineral, stage, place))
    return tuple(records)


def _tonnes(amount: float) -> Any:
    return Q(amount, "tonne/year")


class _Makers:
    """Draws producers and refiners with what they have beyond output."""

    def __init__(self, draw: Any, mineral: str, capacity: bool, history: bool) -> None:
        self.draw, self.mineral = draw, mineral
        self.capacity, self.history = capacity, history

    def producer(self, name: str, place: str, output: int) -> list[Record]:
        return self._years(
            Producer, output, id=name, mineral=self.mineral, place=place, stage=_STAGES[0]
        )

    def refiner(
        self, name: str, place: str, output: int, recovery: float, chain: tuple[str, ...]
    ) -> list[Record]:
        takes, makes = chain
        return self._years(
            Refiner,
            output,
            id=name,
            mineral=self.mineral,
            place=place,
            takes=takes,
            makes=makes,
            recovery=recovery,
        )

    def _years(self, kind: Any, output: int, **fields: Any) -> list[Record]:
        draw = self.draw
        spare = draw(st.none() | st.integers(0, 50)) if self.capacity else None
        capacity = None if spare is None else _tonnes(output + spare)
        earlier = draw(_earlier(2 * output)) if self.history else {}
        return [
            kind(**fields, output=_tonnes(output), capacity=capacity, year=_YEAR),
            *(kind(**fields, output=_tonnes(was), year=year) for year, was in earlier.items()),
        ]


def _earlier(most: int) -> st.SearchStrategy[dict[int, int]]:
    """Return a strategy for amounts of some of the three years before."""
    return st.dictionaries(st.integers(_YEAR - 3, _YEAR - 1), st.integers(0, most), max_size=2)


def _trade(
    draw: st.DrawFn, mineral: str, stage: str, stock: dict[str, int], history: bool
) -> list[Record]:
    """Move material between places and change `stock` accordingly.

    Shipments are drawn one after the other out of what lies at the origin by then. So re-exports
    and cycles come about, but no lane carries what nobody made.
    """
    carried: dict[tuple[str, str], int] = {}
    for _ in range(draw(st.integers(0, 2 * len(stock))) if len(stock) > 1 else 0):
        origin = draw(st.sampled_from([place for place, tonnes in stock.items() if tonnes]))
        destination = draw(st.sampled_from([place for place in stock if place != origin]))
        tonnes = draw(st.integers(0 if history else 1, stock[origin]))
        stock[origin] -= tonnes
        stock[destination] += tonnes
        carried[origin, destination] = carried.get((origin, destination), 0) + tonnes
    records: list[Record] = []
    for (origin, destination), tonnes in carried.items():
        amounts = draw(_earlier(100)) if history else {}
        if tonnes:
            amounts[_YEAR] = tonnes
        records += [
            Flow(
                mineral=mineral,
                stage=stage,
                origin=origin,
                destination=destination,
                quantity=_tonnes(amount),
                year=year,
            )
            for year, amount in amounts.items()
        ]
    return records


def _use(
    draw: st.DrawFn, mineral: str, stage: str, place: str, left: int, weights: bool
) -> list[Record]:
    """Share what is left at a market among one or two consumers."""
    if not left:
        return []
    first = draw(st.integers(1, left))
    return [
        Consumer(
            id=f"use-{stage}-{place}-{i}",
            mineral=mineral,
            place=place,
            stage=stage,
            demand=_tonnes(tonnes),
            priority=draw(st.integers(1, 2)) if weights else 1,
            weight=draw(st.sampled_from((0.5, 1.0, 5.0))) if weights else 1.0,
            year=_YEAR,
        )
        for i, tonnes in enumerate((first, left - first))
        if tonnes
    ]


def _stockpile(draw: st.DrawFn, mineral: str, stage: str, place: str) -> Stockpile:
    release = draw(st.none() | st.integers(1, 50))
    return Stockpile(
        id=f"stock-{stage}-{place}",
        mineral=mineral,
        place=place,
        stage=stage,
        amount=Q(draw(st.integers(0, 50)), "tonne"),
        as_of=f"{_YEAR}-12-31",
        max_release=None if release is None else _tonnes(release),
    )
