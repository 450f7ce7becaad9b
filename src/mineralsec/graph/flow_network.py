"""One mineral as the plain, whole-number network that NetworkX's flow algorithms need.

They refuse a ``MultiDiGraph``, and on float tonnes they crash or answer wrongly. Here parallel
lanes are one edge, every amount is a whole number of kilograms, and the demands sum to zero.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal

import networkx as nx
import numpy as np

from mineralsec.arguments import is_word, yes
from mineralsec.errors import GraphError, UnknownNameError, show, suggest
from mineralsec.graph.columns import POINT, Columns, Floats
from mineralsec.graph.network import Network
from mineralsec.graph.nx_view import market_ids

__all__ = ["Capacity", "flow_network", "stage_factors"]

Capacity = Literal["nameplate", "today"]
_WORDS: tuple[Capacity, ...] = ("nameplate", "today")

#: Kilograms in a tonne.
_KILOGRAMS = 1000

#: Weights: how far an edge is from what the records say moved in the year.
RECORDED, IDLE, STOCK, UNRECORDED = 0, 1, 2, 3


def stage_factors(network: Network) -> dict[int, float]:
    """Return what a tonne at each stage becomes by the last stage it reaches.

    Parameters
    ----------
    network
        One mineral's network.

    Returns
    -------
    dict of int to float
        By stage code: the product of the recoveries downstream, the mean by mass of intake where
        refiners differ; 1 where nothing takes from the stage. [t/t]
    """
    routes: dict[int, list[tuple[int, float, float]]] = {}
    for i in np.flatnonzero(network.maker_intake >= 0):
        takes, makes = (
            int(network.stage_of[market[i]])
            for market in (network.maker_intake, network.maker_market)
        )
        intake = network.output[i] / network.recovery[i]
        routes.setdefault(takes, []).append((makes, intake, network.recovery[i]))
    factors: dict[int, float] = {}

    def factor(stage: int) -> float:
        if stage not in factors:
            taken = routes.get(stage, [])
            # when no amount is known, every refiner counts the same
            weights = [intake for _, intake, _ in taken] if any(t[1] for t in taken) else None
            values = [recovery * factor(makes) for makes, _, recovery in taken]
            factors[stage] = float(np.average(values, weights=weights)) if taken else 1.0
        return factors[stage]

    for stage in np.unique(network.stage_of).tolist():
        factor(stage)
    return factors


def flow_network(
    columns: Columns,
    network: Network,
    places: Iterable[int] | None = None,
    *,
    capacity: Capacity = "nameplate",
    stocks: bool = False,
) -> nx.DiGraph[str]:
    """Return one mineral as a network for max flow, min cut and min cost flow.

    :meth:`mineralsec.SupplyGraph.flow_network` is the way to it.

    Every market and actor ``x`` is an edge from ``"x|in"`` to ``"x|out"``, so that a
    cut may go through it. The super source feeds mines, scrap and, if asked for, stockpiles; the
    super sink collects the use of the chosen consumers.

    Parameters
    ----------
    columns
        The graph's columns.
    network
        The mineral's network.
    places
        Codes of the places whose use is the super sink; None takes every consumer.
    capacity
        ``"nameplate"``: makers carry the larger of output and published capacity, lanes the most
        they carried in the loaded years, consumers take their demand. ``"today"``: makers and
        lanes carry what they carry in the graph's year, consumers take what they receive. A
        market carries all that can come in. Withheld amounts count as zero.
    stocks
        Whether stockpiles are sources too, with what they can release in one year.

    Returns
    -------
    networkx.DiGraph
        Frozen. Edges have ``capacity`` [kg/yr] and ``weight`` [-]; nodes have ``demand``
        [kg/yr]. All are whole numbers; demands sum to zero and can be met. ``F.graph["source"]``
        and ``F.graph["sink"]`` name the super nodes, ``F.graph["units"]`` the units,
        ``F.graph["basis"]`` whether figures are reconciled or reported.

        ``weight`` says how far an edge is from the record of the year: 0 for what moved, 1 for
        lanes that moved something in earlier years only, 2 for stockpiles, 3 for mass that
        leaves a market or plant without having come in (see Notes).

        ``demand`` asks for the use that the chosen consumers receive today, whatever the
        capacities are.

    Raises
    ------
    UnknownNameError
        If the word for `capacity` is not known.
    GraphError
        If nobody uses the mineral at these places.

    Notes
    -----
    A plain network has no losses. So every amount is counted in the mass it becomes at the last
    stage: tonnes at a stage times the product of the recoveries downstream. That is exact while
    all refiners that take from one stage have one recovery. Where they differ the factor is
    their mean, weighted by intake; a refiner with a higher recovery than the mean then gets
    the difference from the super source (weight 3), one with a lower recovery leaves some of
    its intake on the market.

    Published figures do not balance either. What leaves a market without having come in, a few
    kilograms of rounding included, comes from the super source too (weight 3); so today's flows
    always fit into the network.

    Examples
    --------
    >>> import mineralsec as ms
    >>> import networkx as nx
    >>> graph = ms.SupplyGraph.from_records(
    ...     [
    ...         ms.Mineral("cobalt", stages=("mining",)),
    ...         ms.Producer(id="mine", mineral="cobalt", place="COD", output="9 tonne/year"),
    ...         ms.Flow(
    ...             mineral="cobalt", stage="mining", origin="COD", destination="CHN",
    ...             quantity="6 tonne/year",
    ...         ),
    ...         ms.Consumer(
    ...             id="use", mineral="cobalt", place="CHN", stage="mining", demand="6 tonne/year"
    ...         ),
    ...     ]
    ... )
    >>> F = graph.flow_network("cobalt", sink="CHN")
    >>> nx.maximum_flow_value(F, F.graph["source"], F.graph["sink"])
    6000
    """  # fmt: skip
    if not is_word(capacity, _WORDS):
        raise UnknownNameError(
            f"capacity must be one of {', '.join(map(repr, _WORDS))}, got {show(capacity)}."
            f"{suggest(str(capacity), _WORDS)}"
        )
    users = _users_at(columns, network, places)
    builder = _Builder(columns, network, today=capacity == "today")
    builder.makers()
    builder.lanes()
    builder.use(users)
    if yes(stocks, "stocks"):
        builder.stocks()
    return builder.finish(network.mineral)


def _users_at(columns: Columns, network: Network, places: Iterable[int] | None) -> set[int]:
    """Return the local rows of the consumers whose use is the sink."""
    if places is None:
        rows, where = list(range(len(network.users))), "here"
    else:
        codes = sorted(places)
        at = network.place_of[network.user_market]
        rows = np.flatnonzero(np.isin(at, codes)).tolist()
        where = f"in {', '.join(columns.places[code] for code in codes)}"
    if not rows:
        raise GraphError(
            f"nobody is recorded to use {network.mineral} {where}, so there is no sink. Leave "
            "sink= out, or name a place with a Consumer of the mineral."
        )
    return set(rows)


class _Builder:
    """Collects edges in whole kilograms of the last stage, and the gaps that today's flows leave.

    ``held`` is what today's flows leave at each market: what comes in less what goes on.
    """

    def __init__(self, columns: Columns, network: Network, *, today: bool) -> None:
        self.columns, self.network, self.today = columns, network, today
        factors = stage_factors(network)
        self.factor = np.array([factors[s] for s in network.stage_of.tolist()])
        names = market_ids(columns)
        self.names = [names[row] for row in network.markets.tolist()]
        self.held = [0] * len(network)
        self.edges: dict[tuple[str, str], list[int]] = {}

    def edge(self, start: str, end: str, capacity: int, weight: int = RECORDED) -> None:
        """Add capacity to an edge; of parallel edges the one nearest to the record counts."""
        if capacity > 0:
            known = self.edges.setdefault((start, end), [0, weight])
            known[0] += capacity
            known[1] = min(known[1], weight)

    def through(self, name: str, capacity: int, weight: int = RECORDED) -> None:
        """Add the inside of a node."""
        self.edge(f"{name}|in", f"{name}|out", capacity, weight)

    def kilograms(self, tonnes: float, market: int) -> int:
        """Return tonnes at a market as whole kilograms of the last stage."""
        return round(float(tonnes * self.factor[market]) * _KILOGRAMS)

    def makers(self) -> None:
        net, makers = self.network, self.columns.makers
        capacity = np.fmax(makers.capacity[net.makers], net.output)
        most = net.output if self.today else capacity
        for i, row in enumerate(net.makers.tolist()):
            name, market, intake = makers.id[row], net.maker_market[i], net.maker_intake[i]
            output = self.kilograms(net.output[i], market)
            limit = self.kilograms(most[i], market)
            self.through(name, limit)
            self.edge(f"{name}|out", f"{self.names[market]}|in", limit)
            self.held[market] += output
            if intake < 0:
                self.edge("source", f"{name}|in", limit)
                continue
            taken = self.kilograms(net.output[i] / net.recovery[i], intake)
            self.held[intake] -= min(taken, output)
            self.edge(f"{self.names[intake]}|out", f"{name}|in", limit)
            self.edge("source", f"{name}|in", output - taken, UNRECORDED)

    def lanes(self) -> None:
        net = self.network
        peak: Floats = net.flow if self.today else net.lane_peak
        for i, (start, end) in enumerate(
            zip(net.lane_from.tolist(), net.lane_to.tolist(), strict=True)
        ):
            flow = self.kilograms(net.flow[i], start)
            limit = max(flow, self.kilograms(peak[i], start))
            self.held[start] -= flow
            self.held[end] += flow
            self.edge(
                f"{self.names[start]}|out",
                f"{self.names[end]}|in",
                limit,
                RECORDED if flow else IDLE,
            )

    def use(self, chosen: set[int]) -> None:
        net, users = self.network, self.columns.users
        # what goes on although it did not come in
        for market, held in enumerate(self.held):
            self.edge("source", f"{self.names[market]}|in", -held, UNRECORDED)
        left = [max(0, held) for held in self.held]
        self.met = 0
        for i, row in enumerate(net.users.tolist()):
            market = int(net.user_market[i])
            received = min(left[market], self.kilograms(net.received[i], market))
            left[market] -= received
            if i not in chosen:
                continue
            self.met += received
            demand = max(received, self.kilograms(net.demand[i], market))
            limit = received if self.today else demand
            self.edge(f"{self.names[market]}|out", f"{users.id[row]}|in", limit)
            self.through(users.id[row], limit)
            self.edge(f"{users.id[row]}|out", "sink", limit)

    def stocks(self) -> None:
        net, stocks = self.network, self.columns.stocks
        for i, row in enumerate(net.stocks.tolist()):
            market = int(net.stock_market[i])
            amount = stocks.amount[POINT, row]
            # one year long, what lies there is also what can leave
            released = 0.0 if math.isnan(amount) else min(amount, stocks.max_release[row])
            limit = self.kilograms(released, market)
            name = stocks.id[row]
            self.edge("source", f"{name}|in", limit, STOCK)
            self.through(name, limit, STOCK)
            self.edge(f"{name}|out", f"{self.names[market]}|in", limit, STOCK)

    def finish(self, mineral: str) -> nx.DiGraph[str]:
        arriving = dict.fromkeys(self.names, 0)
        for (_, end), (limit, _) in self.edges.items():
            if (name := end.removesuffix("|in")) in arriving:
                arriving[name] += limit
        for name, limit in arriving.items():
            self.through(name, limit)
        F: nx.DiGraph[str] = nx.DiGraph(
            mineral=mineral,
            basis=self.network.basis,
            source="source",
            sink="sink",
            units="capacity and demand in kg/yr of contained mineral, counted at the last stage",
        )
        F.add_node("source", demand=-self.met)
        F.add_node("sink", demand=self.met)
        for (start, end), (limit, weight) in self.edges.items():
            for node in (start, end):
                if node not in F:
                    F.add_node(node, demand=0)
            F.add_edge(start, end, capacity=limit, weight=weight)
        frozen: nx.DiGraph[str] = nx.freeze(F)
        return frozen
