r"""Centralities of the trade network: who lies between the others. They are no losses.

Blocks are the nodes: what moves between two blocks is one edge, what moves inside one is none.
Scores of single markets are never added up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

if TYPE_CHECKING:
    from mineralsec.analysis.chokepoints.blocks import Block
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.network import Network

__all__ = ["between_blocks", "current_flow", "shortest_path"]


def between_blocks(network: Network, blocks: list[Block]) -> Floats:
    """Return what moves from each block to each other, shape (n_blocks, n_blocks).

    Parameters
    ----------
    network
        One mineral.
    blocks
        Sets of markets that do not overlap.

    Returns
    -------
    ndarray
        Trade, and what refiners of the one make of material from the other; what is inside no
        block is left out. [t/yr]
    """
    block_of = np.full(len(network), -1)
    for i, block in enumerate(blocks):
        block_of[block.markets] = i
    refines = network.maker_intake >= 0
    start = block_of[np.concatenate([network.lane_from, network.maker_intake[refines]])]
    end = block_of[np.concatenate([network.lane_to, network.maker_market[refines]])]
    size = np.concatenate([network.flow, network.output[refines]])
    moves = (start >= 0) & (end >= 0) & (start != end)
    flows = np.zeros((len(blocks), len(blocks)))
    np.add.at(flows, (start[moves], end[moves]), size[moves])
    return flows


def shortest_path(flows: Floats) -> Floats:
    """Return the part of all shortest paths that lead through each node.

    Parameters
    ----------
    flows
        What moves from each node to each other, shape (n, n); the distance of an edge is one over
        what moves. [t/yr]

    Returns
    -------
    ndarray, shape (n,)
        Of all ordered pairs of other nodes. [-]

    Notes
    -----
    Favours large hubs and knows no alternatives. Computed by NetworkX.

    Examples
    --------
    >>> shortest_path(np.array([[0, 5, 0], [0, 0, 5], [0, 0, 0]])).tolist()
    [0.0, 0.5, 0.0]
    """
    G: nx.DiGraph[int] = nx.DiGraph()
    G.add_nodes_from(range(len(flows)))
    for a, b in np.argwhere(flows > 0):
        G.add_edge(int(a), int(b), distance=1.0 / float(flows[a, b]))
    score = nx.betweenness_centrality(G, weight="distance")
    return np.array([score[i] for i in range(len(flows))])


def current_flow(flows: Floats) -> Floats:
    r"""Return the part of a random walk between two others that leads through each node.

    Parameters
    ----------
    flows
        What moves from each node to each other, shape (n, n). Both directions together are the
        conductance. [t/yr]

    Returns
    -------
    ndarray, shape (n,)
        Mean over all pairs of other nodes of the same piece; 0 in a piece of fewer than three.
        [-]

    Notes
    -----
    The betweenness of Newman [1]_ in the form of Brandes and Fleischer [2]_: a unit of current
    is sent between every pair, and :math:`I_v` is what passes through :math:`v`,

    .. math:: c_v = \frac{2}{(n-1)(n-2)} \sum_{s < t;\, s, t \ne v} I_v^{(st)} .

    References
    ----------
    .. [1] Newman, M. E. J. (2005). A measure of betweenness centrality based on random walks.
       Social Networks, 27(1), 39-54.
    .. [2] Brandes, U. and Fleischer, D. (2005). Centrality measures based on current flow.
       STACS 2005, Lecture Notes in Computer Science 3404, 533-544.

    Examples
    --------
    >>> current_flow(np.array([[0, 5, 0], [0, 0, 5], [0, 0, 0]])).round(9).tolist()
    [0.0, 1.0, 0.0]
    """
    from scipy.sparse.csgraph import connected_components

    conductance = flows + flows.T
    score = np.zeros(len(flows))
    pieces, piece_of = connected_components(conductance > 0, directed=False)
    for piece in range(pieces):
        nodes = np.flatnonzero(piece_of == piece)
        if len(nodes) > 2:
            score[nodes] = _of_piece(conductance[np.ix_(nodes, nodes)])
    return score


def _of_piece(conductance: Floats) -> Floats:
    n = len(conductance)
    laplacian = np.diag(conductance.sum(axis=1)) - conductance
    # the constant part is taken out, which leaves all differences as they are
    potential = np.linalg.inv(laplacian + np.ones((n, n)) / n)
    starts, ends = np.nonzero(np.triu(conductance))
    rows = (potential[starts] - potential[ends]) * conductance[starts, ends][:, None]
    order = np.argsort(rows, axis=1)
    ranked = np.take_along_axis(rows, order, axis=1)
    # sum of |x_s - x_t| over all pairs, from sorted values
    weight = 2.0 * np.arange(n) - (n - 1)
    pairs = ranked @ weight
    through = np.zeros(n)
    # half of what enters and leaves a node passes it; pairs that end there send a unit each
    np.add.at(through, starts, pairs / 2.0)
    np.add.at(through, ends, pairs / 2.0)
    through -= (n - 1) / 2.0
    return np.asarray(np.clip(through * 2.0 / ((n - 1) * (n - 2)), 0.0, None), np.float64)
