"""Exact structure: cut vertices, dominators, and what is left of them under a filter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mineralsec.analysis.coverage import fed
from mineralsec.analysis.disruption.shocks import share
from mineralsec.arguments import yes
from mineralsec.graph.columns import sums
from mineralsec.graph.given import given_graph
from mineralsec.graph.nx_view import market_ids

if TYPE_CHECKING:
    import networkx as nx

    from mineralsec.analysis.chokepoints.blocks import Block
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.network import Network
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Edges", "dominator_tree", "pieces_without"]

Flags = NDArray[np.bool_]


@frozen(eq=False)
class Edges:
    """What moves between markets, where it enters, and where it is used.

    Parameters
    ----------
    start, end
        Local markets, shape (n_edges,).
    enters
        What each market has without another one, shape (n_markets,). [t/yr]
    used
        What the consumer uses at each market, shape (n_markets,). [t/yr]
    """

    start: NDArray[Any]
    end: NDArray[Any]
    enters: Floats
    used: Floats

    @classmethod
    def of(cls, network: Network, use: Floats, *, epsilon: float = 0.0) -> Edges:
        """Return the edges that carry something, or at least a part of the receiver's inflow.

        Parameters
        ----------
        network
            One mineral.
        use
            Use of the consumer at each market, shape (n_markets,). [t/yr]
        epsilon
            Part of the receiver's inflow (for use: of all its use) below which an edge does not
            count. [-]
        """
        n = len(network)
        refines = network.maker_intake >= 0
        start = np.concatenate([network.lane_from, network.maker_intake[refines]])
        end = np.concatenate([network.lane_to, network.maker_market[refines]])
        size = np.concatenate([network.flow, network.output[refines]])
        # parallel lanes between two markets are one edge
        pair, which = np.unique(start.astype(np.int64) * n + end, return_inverse=True)
        total = np.bincount(which, size, len(pair))
        start, end = pair // n, pair % n
        made = np.bincount(network.maker_market[~refines], network.output[~refines], n)
        # each of several mines of a market is an edge of its own, but they stop together
        enters = network.appears + made
        supply = network.supply
        keep = (total > 0) & (total >= epsilon * supply[end])
        return cls(
            start[keep],
            end[keep],
            np.where(enters >= epsilon * supply, enters, 0.0),
            np.where(use >= epsilon * float(use.sum()), use, 0.0),
        )

    def without(self, markets: NDArray[Any]) -> Edges:
        """Return the edges that are left when some markets are gone."""
        gone = np.zeros(len(self.enters), np.bool_)
        gone[markets] = True
        left = ~gone[self.start] & ~gone[self.end]
        return Edges(
            self.start[left],
            self.end[left],
            np.where(gone, 0.0, self.enters),
            np.where(gone, 0.0, self.used),
        )

    def reached(self) -> bool:
        """Return whether any path leads from where something enters to where it is used."""
        live = fed(len(self.enters), self.start, self.end, self.enters)
        return bool(np.any(live & (self.used > 0)))

    def graph(self, names: list[str]) -> nx.DiGraph[str]:
        """Return it for NetworkX, with nodes ``"source"`` and ``"sink"``."""
        import networkx as nx

        G: nx.DiGraph[str] = nx.DiGraph()
        G.add_nodes_from(["source", "sink"])
        G.add_edges_from((names[a], names[b]) for a, b in zip(self.start, self.end, strict=True))
        G.add_edges_from(("source", names[m]) for m in np.flatnonzero(self.enters > 0))
        G.add_edges_from((names[m], "sink") for m in np.flatnonzero(self.used > 0))
        return G


def pieces_without(edges: Edges, blocks: list[Block]) -> list[int]:
    """Return how many more pieces the undirected network falls into without each block.

    A piece is a set of markets that trade or refining connects, whatever the direction. Taking
    away a market that stands alone leaves one piece less.

    Examples
    --------
    >>> line = Edges(np.array([0, 1]), np.array([1, 2]), np.zeros(3), np.zeros(3))
    >>> from mineralsec.analysis.chokepoints.blocks import Block
    >>> pieces_without(line, [Block("b", "b", None, np.array([i])) for i in (0, 1)])
    [0, 1]
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    n = len(edges.enters)

    def pieces(start: Any, end: Any, there: Flags) -> int:
        links = csr_array((np.ones(len(start)), (start, end)), shape=(n, n))
        return int(connected_components(links, directed=False)[0]) - int((~there).sum())

    everything = np.ones(n, np.bool_)
    before = pieces(edges.start, edges.end, everything)
    found = []
    for block in blocks:
        there = everything.copy()
        there[block.markets] = False
        left = edges.without(block.markets)
        found.append(pieces(left.start, left.end, there) - before)
    return found


def dominator_tree(
    graph: SupplyGraph,
    mineral: str,
    consumer: str | Iterable[str] | None = None,
    *,
    post: bool = False,
    epsilon: float = 0.0,
) -> dict[str, str]:
    """Return for each market the nearest one that every path to it, or from it, leads through.

    Parameters
    ----------
    graph
        Supply graph of one year.
    mineral
        Name, symbol or alias.
    consumer
        Whose use is the sink; None takes everybody's.
    post
        Whether to ask what everything from a market must pass on its way to the sink, rather than
        what everything to it has passed.
    epsilon
        Edges below this part of the receiver's inflow are left out. [-]

    Returns
    -------
    dict of str to str
        Immediate dominator (or post-dominator) of each node that can be reached: markets as
        ``"cobalt|mining|COD"``, and ``"sink"`` (or ``"source"``).

    Raises
    ------
    UnknownNameError
        If the mineral or the consumer is not known here.
    RecordError
        If `epsilon` is no share.

    References
    ----------
    .. [1] Lengauer, T. and Tarjan, R. E. (1979). A fast algorithm for finding dominators in a
       flowgraph. ACM Transactions on Programming Languages and Systems, 1(1), 121-141.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> ms.dominator_tree(graph, "gallium")["gallium|refining|CHN"]
    'source'
    """
    import networkx as nx

    network = given_graph(graph).network(mineral)
    use = sums(network.user_market, network.received, len(network)) + network.vanishes
    if consumer is not None:
        codes = graph.place_codes(consumer)
        use = np.where(np.isin(network.place_of, list(codes)), use, 0.0)
    names = market_ids(graph.columns)
    edges = Edges.of(network, use, epsilon=share(epsilon, "epsilon"))
    G = edges.graph([names[row] for row in network.markets])
    start = "sink" if yes(post, "post") else "source"
    tree = nx.immediate_dominators(G.reverse(copy=False) if post else G, start)
    return {node: above for node, above in sorted(tree.items()) if node != start and above}
