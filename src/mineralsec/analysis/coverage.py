r"""Flow coverage: which part of a market's supply has passed through other markets.

Under proportional mixing every tonne that leaves a market is an average of what came in. A tonne
at market :math:`d` is then traced back as a walk that goes on to market :math:`k` with the
probability :math:`M_{dk}`, the share of :math:`d`'s supply that comes from :math:`k`, and ends
where the tonne was made. Coverage of a block of markets is the probability that the walk visits
the block at least once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mineralsec.graph.columns import freeze

if TYPE_CHECKING:
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.network import Network
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Blocks", "PassThrough", "fed", "pass_through"]

Indices: TypeAlias = NDArray[np.integer[Any]]

#: Blocks of markets: each an array of local market numbers, none twice.
Blocks: TypeAlias = Sequence[Indices]

#: Up to this many markets the inverse is kept; above, a sparse factorisation.
DENSE = 1500

#: Columns of the inverse that are held at a time when it is not kept.
AT_A_TIME = 512


def fed(n: int, start: Indices, end: Indices, made: Floats) -> NDArray[np.bool_]:
    """Return which markets trace back to a source.

    Parameters
    ----------
    n
        Number of markets.
    start, end
        Edges that carry something, shape (n_edges,).
    made
        What each market has without another one, shape (n,).

    Examples
    --------
    >>> start, end = np.array([0, 2, 3]), np.array([1, 3, 2])
    >>> fed(4, start, end, np.array([9.0, 0, 0, 0])).tolist()
    [True, True, False, False]
    """
    live: NDArray[np.bool_] = made > 0
    while True:
        grown = live.copy()
        grown[end[live[start]]] = True
        if np.array_equal(grown, live):
            return live
        live = grown


@frozen(eq=False, repr=False)
class PassThrough:
    r"""Where the supply of each market of one mineral has been, factorised once.

    With :math:`N = (I - M)^{-1}` the coverage of a block :math:`B` at a market :math:`d` outside
    it is

    .. math:: \kappa_B(d) = \left[ N_{dB} \, N_{BB}^{-1} \, \mathbf 1 \right],

    and one at a market inside. Loops that nothing feeds hold nothing, so they are left out.

    Made by ``PassThrough.of``, or by ``pass_through(graph)``, which keeps it with the graph.

    Parameters
    ----------
    fed
        Which markets trace back to a source, shape (n_markets,).
    inverse
        :math:`N`, or an empty array where `solver` stands for it.
    solver
        Sparse factorisation of :math:`I - M`, for networks too large for `inverse`.
    links
        Factor on the link from each refiner's output to its intake, shape (n_makers,): 1 where
        mass is traced, what a tonne's content is worth in the product where value is. [-]

    Notes
    -----
    Coverage is what one mixing rule makes of today's flows. It says how much passes, not how much
    would be lost: nobody buys elsewhere. It is what is lost under
    :class:`~mineralsec.ProRata` when the block is removed, one mineral at a time.

    The markets of a block count once, however often a tonne comes by; coverages of two blocks
    are therefore not summed.

    References
    ----------
    .. [1] Kemeny, J. G. and Snell, J. L. (1976). Finite Markov Chains. Springer. Chapter 3
       (absorbing chains, the fundamental matrix).

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.SupplyGraph.from_records(
    ...     [
    ...         ms.Mineral("cobalt", stages=("mining",)),
    ...         ms.Producer(id="a", mineral="cobalt", place="XAA", output="30 tonne/year"),
    ...         ms.Producer(id="b", mineral="cobalt", place="XAB", output="10 tonne/year"),
    ...         *(
    ...             ms.Flow(
    ...                 mineral="cobalt",
    ...                 stage="mining",
    ...                 origin=origin,
    ...                 destination=destination,
    ...                 quantity=f"{tonnes} tonne/year",
    ...             )
    ...             for origin, destination, tonnes in [("XAA", "XAB", 30), ("XAB", "XAC", 40)]
    ...         ),
    ...     ]
    ... )
    >>> through = PassThrough.of(graph.network("cobalt"))
    >>> [round(float(x), 2) for x in through.coverage(np.array([0]))]
    [1.0, 0.75, 0.75]
    """

    fed: NDArray[np.bool_]
    inverse: Floats
    links: Floats
    solver: Any = None

    @classmethod
    def of(
        cls, network: Network, *, dense: int = DENSE, links: Floats | None = None
    ) -> PassThrough:
        """Factorise one mineral's network.

        Parameters
        ----------
        network
            Its markets, lanes and makers.
        dense
            Most markets for which the inverse is kept.
        links
            Factor on each maker's link to its intake; None traces mass. [-]
        """
        n = len(network)
        if links is None:
            links = np.ones(len(network.makers))
        refines = network.maker_intake >= 0
        start = np.concatenate([network.lane_from, network.maker_intake[refines]])
        end = np.concatenate([network.lane_to, network.maker_market[refines]])
        size = np.concatenate([network.flow, network.output[refines]])
        made = network.appears + np.bincount(
            network.maker_market[~refines], network.output[~refines], n
        )
        used = size > 0
        start, end, size = start[used], end[used], size[used]
        live = fed(n, start, end, made)
        keep = live[start] & live[end]
        start, end = start[keep], end[keep]
        factor = np.concatenate([np.ones(len(network.lanes)), links[refines]])[used][keep]
        share = factor * size[keep] / network.supply[end]
        if n <= dense:
            system = np.eye(n)
            np.subtract.at(system, (end, start), share)
            return cls(freeze(live), freeze(np.linalg.inv(system)), links)
        from scipy.sparse import csc_array, eye_array  # only graphs this large pay for it
        from scipy.sparse.linalg import splu

        taken = csc_array((share, (end, start)), shape=(n, n))
        solver = splu((eye_array(n) - taken).tocsc())
        return cls(freeze(live), np.zeros((0, 0)), links, solver)

    def __len__(self) -> int:
        return len(self.fed)

    def coverage(self, block: Indices) -> Floats:
        """Return the part of each market's supply that passed through the block.

        Parameters
        ----------
        block
            Local market numbers.

        Returns
        -------
        ndarray, shape (n_markets,)
            From 0 to 1; 0 where supply traces back to no source. [-]
        """
        covered: Floats = self.coverages([block])[0]
        return covered

    def coverages(self, blocks: Blocks) -> Floats:
        """Return the coverage [-] of many blocks, shape (n_blocks, n_markets).

        The same as :meth:`coverage` of each, at a fraction of the time.
        """
        covered = np.zeros((len(blocks), len(self)))
        for which, rows in self._batches(blocks):
            columns = self._columns(rows)
            arrivals = self._arrivals(rows, self._within(rows, columns))
            first = np.einsum("nbk,bk->bn", columns, arrivals)
            # rounding only: a probability
            np.clip(first, 0.0, 1.0, out=first)
            np.put_along_axis(first, rows, 1.0, axis=1)
            covered[which] = first
        covered[:, ~self.fed] = 0.0
        return covered

    def lost_use(self, blocks: Blocks, use: Floats) -> Floats:
        r"""Return the use outside each block that has passed through it.

        It is what others lose under today's contracts when the block is removed:
        :math:`\sum_{d \notin B} u_d \, \kappa_B(d)`, without a row a block and market.

        Parameters
        ----------
        blocks
            Local market numbers of each.
        use
            What is used at each market, shape (n_markets,), or several such rows, shape
            (n_rows, n_markets). [t/yr]

        Returns
        -------
        ndarray, shape (n_blocks,) or (n_rows, n_blocks)
            In the unit of `use`.
        """
        uses = np.where(self.fed, np.atleast_2d(use), 0.0)
        lost = np.zeros((len(uses), len(blocks)))
        through = self._upstream(uses)
        for which, rows in self._batches(blocks):
            arrivals = self._arrivals(rows, self._within(rows))
            passed = np.einsum("ubk,bk->ub", through[:, rows], arrivals)
            lost[:, which] = passed - uses[:, rows].sum(axis=2)
        # what is left of a difference of equal sums is rounding, not use
        lost[lost <= 1e-12 * uses.sum(axis=1, keepdims=True)] = 0.0
        return lost[0] if np.ndim(use) == 1 else lost

    def downstream(self, columns: Floats) -> Floats:
        """Return what each market holds of what starts at others, in parts of its supply.

        Parameters
        ----------
        columns
            Part of each market's supply that starts there, shape (n_markets, n_columns). [-]

        Returns
        -------
        ndarray, shape (n_markets, n_columns)
            The inverse times `columns`; 0 where supply traces back to no source. [-]
        """
        if self.solver is None:
            held: Floats = self.inverse @ columns
        else:
            held = self.solver.solve(np.ascontiguousarray(columns))
        held[~self.fed] = 0.0
        return held

    def made(self, network: Network, holds: Sequence[Floats]) -> Floats:
        r"""Return the part of each market's supply that was made by some makers, at any stage.

        A tonne counts once, however many of the makers it has passed. With :math:`b` the part of
        each market's supply that they put there, and :math:`D` the part of it by market of their
        intake,

        .. math:: k = N (b - D k).

        Parameters
        ----------
        network
            The network this was factorised from.
        holds
            For each block the part of each maker's output that counts, shape (n_makers,). [-]

        Returns
        -------
        ndarray, shape (n_blocks, n_markets)
            From 0 to 1. [-]

        Examples
        --------
        >>> import mineralsec as ms
        >>> graph = ms.load("world", minerals="cobalt")
        >>> network, through = graph.network("cobalt"), pass_through(graph, "cobalt")
        >>> everybody = np.ones(len(network.makers))
        >>> bool(np.all(through.made(network, [everybody]) <= 1))
        True
        """
        found = np.zeros((len(holds), len(self)))
        at, intake = network.maker_market, network.maker_intake
        supply = network.supply[at]
        # what a refiner makes of material that traces back to no source is none
        real = (network.output > 0) & self.fed[at] & ((intake < 0) | self.fed[intake])
        part = np.where(real, network.output, 0.0) / np.where(supply > 0, supply, 1.0)
        for row, hold in zip(found, holds, strict=True):
            own = np.flatnonzero((hold > 0) & real)
            if not len(own):
                continue
            markets, where = np.unique(at[own], return_inverse=True)
            weight = hold[own] * part[own]
            start = np.bincount(where, weight, len(markets))
            from_there = self._columns(markets[None, :])[:, 0, :]
            system = np.eye(len(markets))
            takes = intake[own] >= 0
            np.add.at(
                system,
                where[takes],
                (weight * self.links[own])[takes, None] * from_there[intake[own][takes]],
            )
            row[:] = from_there @ np.linalg.solve(system, start)
        # rounding only: a probability
        np.clip(found, 0.0, 1.0, out=found)
        found[:, ~self.fed] = 0.0
        return found

    def _batches(self, blocks: Blocks) -> list[tuple[Indices, Indices]]:
        """Return blocks of one size together: their numbers, and their markets as rows."""
        sizes = np.array([len(block) for block in blocks], dtype=np.intp)
        most = len(self) if self.solver is None else AT_A_TIME
        batches: list[tuple[Indices, Indices]] = []
        for size in np.unique(sizes[sizes > 0]):
            same = np.flatnonzero(sizes == size)
            step = max(1, most // int(size))
            for i in range(0, len(same), step):
                which = same[i : i + step]
                batches.append((which, np.stack([blocks[j] for j in which])))
        return batches

    def _columns(self, rows: Indices) -> Floats:
        """Return columns of the inverse, shape (n_markets, n_blocks, size)."""
        if self.solver is None:
            return self.inverse[:, rows]
        units = np.zeros((len(self), rows.size))
        units[rows.ravel(), np.arange(rows.size)] = 1.0
        columns: Floats = self.solver.solve(units).reshape(len(self), *rows.shape)
        return columns

    def _within(self, rows: Indices, columns: Floats | None = None) -> Floats:
        """Return the part of the inverse inside each block, shape (n_blocks, size, size)."""
        if self.solver is None:
            return self.inverse[rows[:, :, None], rows[:, None, :]]
        if columns is None:
            columns = self._columns(rows)
        block = np.arange(len(rows))[:, None, None]
        return columns[rows[:, :, None], block, np.arange(rows.shape[1])]

    def _arrivals(self, rows: Indices, within: Floats) -> Floats:
        """Return N_BB^-1 applied to what traces back to a source, shape (blocks, size)."""
        traced = self.fed[rows][:, :, None].astype(np.float64)
        return np.asarray(np.linalg.solve(within, traced)[:, :, 0], np.float64)

    def _upstream(self, uses: Floats) -> Floats:
        """Return `uses` times the inverse: what has come by each market for them."""
        if self.solver is None:
            return uses @ self.inverse
        solved: Floats = self.solver.solve(np.ascontiguousarray(uses.T), trans="T").T
        return solved


def pass_through(graph: SupplyGraph, mineral: str) -> PassThrough:
    """Return the factorised network of one mineral, made once and kept with the graph.

    Parameters
    ----------
    graph
        Graph to read.
    mineral
        Name in the graph's vocabulary.
    """
    key = ("pass through", mineral)
    if key not in graph.cache:
        graph.cache[key] = PassThrough.of(graph.network(mineral))
    through: PassThrough = graph.cache[key]
    return through
