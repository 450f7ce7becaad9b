"""The supply graph: records in, columns inside, NetworkX outside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import numpy as np

from mineralsec.cards import card
from mineralsec.errors import GraphError, show
from mineralsec.graph.columns import Columns
from mineralsec.graph.lookup import chain_stage, known_mineral, one_record, records_by_name
from mineralsec.graph.names import codes_of, listed, one_place, stages_among
from mineralsec.graph.network import Network
from mineralsec.graph.vintages import choose

if TYPE_CHECKING:
    from networkx import DiGraph, MultiDiGraph

    from mineralsec.graph.findings import Finding
    from mineralsec.model import Mineral, Record
    from mineralsec.provenance import Citation

__all__ = ["SupplyGraph"]

_T = TypeVar("_T")


class SupplyGraph:
    """Who makes, moves and uses which mineral, at which stage, in one year.

    Made by :meth:`from_records` or :func:`mineralsec.load`; it never changes.

    Parameters
    ----------
    columns
        Arrays in canonical units.
    year
        Year the graph answers for; None when its records are undated.
    minerals
        Mineral records by name, or what returns them when they are first asked for.
    records
        Called once, when the records are first asked for.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.SupplyGraph.from_records(
    ...     [
    ...         ms.Mineral("cobalt", stages=("mining",)),
    ...         ms.Producer(id="mine", mineral="cobalt", place="COD", output="9 tonne/year"),
    ...         ms.Consumer(
    ...             id="use", mineral="cobalt", place="COD", stage="mining", demand="9 tonne/year"
    ...         ),
    ...     ]
    ... )
    >>> graph
    SupplyGraph(undated: 1 mineral, 1 market, 1 maker, 0 flows, 1 consumer)
    """

    def __init__(
        self,
        columns: Columns,
        *,
        year: int | None = None,
        minerals: Mapping[str, Mineral] | Callable[[], Mapping[str, Mineral]] = dict,
        records: Callable[[], tuple[Record, ...]] = tuple,
    ) -> None:
        given: Any = columns  # whatever the type hint says
        if not isinstance(given, Columns):
            said = "Write SupplyGraph.from_records(records), or ms.load('world')."
            raise GraphError(f"a graph is made of columns, got {show(given)}. {said}")
        self._columns = columns
        self._year = year
        self._minerals = minerals
        self._records = records
        #: What questions keep between calls (built programs, factorised systems), by own keys.
        self.cache: dict[Any, Any] = {}

    @classmethod
    def from_records(cls, records: Iterable[Record], year: int | None = None) -> SupplyGraph:
        """Build a graph from records.

        Parameters
        ----------
        records
            Records of any class. Those of other years are kept as history and read only for
            the growth of lanes, demonstrated capacity and trends.
        year
            Year to answer for; None takes the latest one among the records. Undated records
            belong to every year.

        Raises
        ------
        DataError
            If records contradict each other or do not fit together; all of them at once.
        GraphError
            If no record belongs to the year, or none says who makes, moves or uses anything.
        """
        from mineralsec.graph.build import parts

        columns, found, minerals, kept = parts(records, year)
        # a partial, unlike a lambda, can go to another process
        return cls(columns, year=found, minerals=minerals, records=partial(tuple, kept))

    @property
    def columns(self) -> Columns:
        """Arrays in canonical units, closed for writing."""
        return self._columns

    @property
    def year(self) -> int | None:
        """Year the graph answers for."""
        return self._year

    @property
    def minerals(self) -> tuple[str, ...]:
        """Names of the minerals, in the order of their records."""
        return self._columns.minerals

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Places with at least one record, sorted."""
        return tuple(sorted(self._columns.places))

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """Every record the graph was made of, history included, in the order given."""
        return self._records()

    @cached_property
    def current_records(self) -> tuple[Record, ...]:
        """The records that answer for the graph's year, newest edition of each."""
        return choose(self.records, self._year).current

    def record(self, name: str) -> Record:
        """Return the record that answers for the graph's year under a name.

        Parameters
        ----------
        name
            An id; the name of a mineral; for a flow ``"cobalt|mining|COD>CHN"``, for a reserve
            ``"cobalt|reserves|COD"``, as findings call them.

        Raises
        ------
        UnknownNameError
            If there is none; the nearest names are suggested.
        GraphError
            If several bear the name, such as flows of one lane in two forms.

        Examples
        --------
        >>> import mineralsec as ms
        >>> graph = ms.load("world", minerals="tungsten")
        >>> graph.record("tungsten-mining-AUT").place
        'AUT'
        """
        known = self._once(("records",), lambda: records_by_name(self.current_records))
        return one_record(self, name, known)

    @cached_property
    def _mineral_records(self) -> dict[str, Mineral]:
        return dict(self._minerals() if callable(self._minerals) else self._minerals)

    def mineral(self, name: str) -> Mineral:
        """Return the Mineral record that `name` (a name, symbol or alias) means.

        Raises
        ------
        UnknownNameError
            If the graph has no such mineral; the nearest names are suggested.
        """
        return self._mineral_records[self.mineral_name(name)]

    def mineral_name(self, text: str) -> str:
        """Return the name under which the graph has the mineral that `text` means."""
        return known_mineral(text, self.minerals, self._mineral_records)

    def stage(self, mineral: str, stage: str | None) -> str:
        """Return the stage of `mineral` that is meant; None means the first with output.

        Raises
        ------
        UnknownNameError
            If the mineral's chain has no such stage.
        """
        return chain_stage(self, mineral, stage)

    def place(self, text: str) -> str:
        """Return the place that `text` means, if the graph has records there.

        Raises
        ------
        UnknownNameError
            If there is no such place, or no record lies there; a place without records is
            never a zero.
        """
        return one_place(text, self._columns.places)

    def place_codes(self, places: str | Iterable[str]) -> frozenset[int]:
        """Return the codes of places, sites and blocs, with the sites below them.

        Parameters
        ----------
        places
            What ``mineralsec.places.resolve_places`` takes. Members of a bloc are those on
            the last day of the graph's year.

        Raises
        ------
        UnknownNameError
            If a place, or every member of the blocs, is without records here.
        """
        day = None if self._year is None else f"{self._year}-12-31"
        wanted = places if isinstance(places, str) else listed(places)
        return self._once(
            ("place codes", wanted), lambda: codes_of(wanted, self._columns.places, day)
        )

    def _once(self, key: tuple[Any, ...], make: Callable[[], _T]) -> _T:
        """Return what `make` returns, made once."""
        if key not in self.cache:
            self.cache[key] = make()
        made: _T = self.cache[key]
        return made

    def network(self, mineral: str) -> Network:
        """Return one mineral's network of markets, closed so that it balances."""
        name = self.mineral_name(mineral)
        return self._once(("network", name), lambda: Network.of(self._columns, name))

    @cached_property
    def nx(self) -> MultiDiGraph[str]:
        """The graph for NetworkX: markets and actors as nodes; frozen, so it cannot drift."""
        from mineralsec.graph.nx_view import multidigraph

        return multidigraph(self._columns, self._year)

    def flow_network(
        self,
        mineral: str,
        sink: str | Iterable[str] | None = None,
        *,
        capacity: Literal["nameplate", "today"] = "nameplate",
        stocks: bool = False,
    ) -> DiGraph[str]:
        """Return the plain DiGraph that NetworkX's flow algorithms need.

        ``mineralsec.graph.flow_network.flow_network`` says what every number means.

        Parameters
        ----------
        mineral
            Name, symbol or alias.
        sink
            Place, places or bloc whose use is the super sink; None takes every consumer.
        capacity
            ``"nameplate"`` or ``"today"``: what makers and lanes can carry, or what they do.
        stocks
            Whether stockpiles are sources too.

        Returns
        -------
        networkx.DiGraph
            Frozen; ``graph["source"]`` and ``graph["sink"]`` name the super nodes; edges have
            ``capacity`` [kg/yr] and ``weight`` [-], nodes ``demand`` [kg/yr], all whole numbers.
        """
        from mineralsec.graph.flow_network import flow_network

        places = None if sink is None else self.place_codes(sink)
        network = self.network(mineral)
        return self._once(
            ("flow network", network.mineral, places, str(capacity), str(stocks)),
            lambda: flow_network(self._columns, network, places, capacity=capacity, stocks=stocks),
        )

    def findings(self) -> tuple[Finding, ...]:
        """Return what in the data does not add up, worst first."""
        from mineralsec.graph.findings import findings

        networks = [self.network(mineral) for mineral in self.minerals]
        return findings(self._columns, networks, self.current_records, self._year)

    def citations(self) -> tuple[Citation, ...]:
        """Return the sources of the records that answer, each once, in order of first use."""
        return tuple(
            dict.fromkeys(
                source
                for record in self.current_records
                if (source := getattr(record, "source", None)) is not None
            )
        )

    def select(
        self,
        *,
        minerals: str | Iterable[str] | None = None,
        stages: str | Iterable[str] | None = None,
        places: str | Iterable[str] | None = None,
    ) -> SupplyGraph:
        """Return the part of the graph about some minerals, stages or places.

        A flow keeps both ends or is cut: then it is supply or use at the border, with quality
        ``"modelled"``. A by-product whose host is left out keeps the host's throughput as a
        number, its capacity. See ``mineralsec.graph.selection.selected``.

        Parameters
        ----------
        minerals, stages
            One name or several; None keeps all.
        places
            Places, sites (countries bring theirs along) or blocs; None keeps all.

        Raises
        ------
        UnknownNameError
            If a mineral, stage or place is not in the graph.
        GraphError
            If nothing is left.
        """
        from mineralsec.graph.selection import selected

        names = self.minerals if minerals is None else map(self.mineral_name, listed(minerals))
        chains = {name: self._mineral_records[name].stages for name in names}
        steps = None if stages is None else stages_among(stages, chains)
        where = None
        if places is not None:
            where = frozenset(self._columns.places[code] for code in self.place_codes(places))
        kept = selected(
            self.records,
            self.current_records,
            minerals=frozenset(n for n, c in chains.items() if steps is None or steps & set(c)),
            stages=steps,
            places=where,
            makers=self._columns.makers,
        )
        return type(self).from_records(kept, self._year)

    def counterfactual(self, columns: Columns) -> SupplyGraph:
        """Return the same graph with other figures; arrays that did not change are shared.

        A row whose amount changes, while its reconciled figure is left alone, has the new amount
        as both.
        """
        from mineralsec.graph.counterfactual import counterfactual_records, followed

        columns = followed(self._columns, columns)
        return type(self)(
            columns,
            year=self._year,
            minerals=self._minerals,
            records=partial(counterfactual_records, self, columns),
        )

    def __getstate__(self) -> dict[str, Any]:
        """Return what another process needs; caches are made anew there."""
        return {
            "columns": self._columns,
            "year": self._year,
            "minerals": self._minerals,
            "records": self._records,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take up the state of another process."""
        # the one place where an instance is filled twice
        self.__init__(**state)  # type: ignore[misc]

    def __repr__(self) -> str:
        c = self._columns
        when = "undated" if self._year is None else str(self._year)
        return (
            f"SupplyGraph({when}: {_count(len(c.minerals), 'mineral')}, "
            f"{_count(len(c.markets), 'market')}, {_count(len(c.makers), 'maker')}, "
            f"{_count(int(np.count_nonzero(c.lanes.quantity[2])), 'flow')}, "
            f"{_count(len(c.users), 'consumer')})"
        )

    def _repr_html_(self) -> str:
        c = self._columns
        rows = [
            ("year", "undated" if self._year is None else str(self._year)),
            ("minerals", ", ".join(self.minerals)),
            ("places", f"{len(self.places)}"),
            ("markets", f"{len(c.markets)}"),
            ("producers and refiners", f"{len(c.makers)}"),
            ("flows", f"{np.count_nonzero(c.lanes.quantity[2])}"),
            ("consumers", f"{len(c.users)}"),
            ("stockpiles", f"{len(c.stocks)}"),
        ]
        return card("Supply graph", rows)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
