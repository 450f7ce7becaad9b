r"""The most that networks without losses deliver, for many sets of nodes taken out of each.

All questions go to SciPy's maximum flow together: each is a copy of its network beside the others,
between one source and one sink. Capacities are whole numbers there, so of its answer only the
minimum cut is used, and the figure is the sum of the true capacities across that cut. Whatever the
rounding, no flow is larger than any cut; so the answer is never below the truth, and above it by
less than a billionth of what is wanted for each arc across the cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

__all__ = ["FlowNetwork", "delivered_without"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]

#: What is wanted of one network, in the whole numbers that SciPy counts in: they end at 2**31.
WHOLE = 2.0**30

#: Arcs that are solved together. More of them fall out of the processor's cache.
TOGETHER = 40_000

_SOURCE, _SINK, _FIRST = 0, 1, 2


@frozen(eq=False)
class FlowNetwork:
    """A network whose arcs lose nothing; between two nodes there is one arc in each direction.

    Parameters
    ----------
    origin, destination
        Ends of the arcs, shape (n_arcs,).
    capacity
        Most each arc carries, infinite where nothing limits it, shape (n_arcs,).
    supply, demand
        Most that enters, and most that is wanted, at each node, shape (n_nodes,).
    """

    origin: Integers
    destination: Integers
    capacity: Floats
    supply: Floats
    demand: Floats

    @classmethod
    def of(
        cls, origin: Any, destination: Any, capacity: Floats, supply: Floats, demand: Floats
    ) -> FlowNetwork:
        """Return the network with parallel arcs merged into one, and without loops."""
        nodes = len(demand)
        key = np.asarray(origin, np.int64) * nodes + destination
        pairs, which = np.unique(key, return_inverse=True)
        merged = np.bincount(which, capacity, len(pairs))
        tail, head = pairs // max(nodes, 1), pairs % max(nodes, 1)
        other = tail != head
        tail, head = tail[other].astype(np.int32), head[other].astype(np.int32)
        return cls(tail, head, merged[other], supply, demand)

    @property
    def size(self) -> int:
        """Arcs of one copy, those from the source and to the sink included."""
        return len(self.origin) + 2 * len(self.demand)


def delivered_without(
    questions: Iterable[tuple[FlowNetwork, Sequence[NDArray[np.integer[Any]]]]],
) -> list[Floats]:
    """Return the most each network delivers without each of some sets of its nodes.

    Parameters
    ----------
    questions
        Networks, each with the sets of nodes that are taken out in turn.

    Returns
    -------
    list of ndarray, shape (n_sets,)
        One array for each network, in the unit of its capacities.

    Examples
    --------
    One node sells to two others, and one of those can sell on.

    >>> network = FlowNetwork.of(
    ...     np.array([0, 0, 1]),
    ...     np.array([1, 2, 2]),
    ...     np.array([4.0, 3.0, 2.0]),
    ...     np.array([9.0, 0.0, 0.0]),
    ...     np.array([1.0, 2.0, 6.0]),
    ... )
    >>> without = delivered_without([(network, [np.array([], int), np.array([1]), np.array([0])])])
    >>> without[0].tolist()
    [8.0, 4.0, 0.0]
    """
    asked = list(questions)
    answers = [np.zeros(len(gone)) for _, gone in asked]
    for batch in _batches(asked):
        found = _solved([(asked[which][0], asked[which][1][part]) for which, part in batch])
        for (which, part), delivered in zip(batch, found, strict=True):
            answers[which][part] = delivered
    return answers


def _batches(asked: Sequence[tuple[FlowNetwork, Any]]) -> Iterator[list[tuple[int, slice]]]:
    """Yield parts of the questions that are solved together."""
    batch: list[tuple[int, slice]] = []
    arcs = 0
    for which, (network, gone) in enumerate(asked):
        step = max(1, TOGETHER // max(network.size, 1))
        for start in range(0, len(gone), step):
            part = slice(start, min(start + step, len(gone)))
            size = network.size * (part.stop - part.start)
            if batch and arcs + size > TOGETHER:
                yield batch
                batch, arcs = [], 0
            batch.append((which, part))
            arcs += size
    if batch:
        yield batch


def _solved(batch: list[tuple[FlowNetwork, Sequence[Any]]]) -> list[Floats]:
    """Return what each copy delivers: the capacity across its minimum cut."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow

    tails: list[Any] = []
    heads: list[Any] = []
    limits: list[Floats] = []
    whole: list[Floats] = []
    first = _FIRST
    for network, gone in batch:
        copies, nodes = len(gone), len(network.demand)
        there = np.ones((copies, nodes), np.bool_)
        there[np.repeat(np.arange(copies), [len(g) for g in gone]), np.concatenate(gone)] = False
        at = first + np.arange(copies * nodes, dtype=np.int32).reshape(copies, nodes)
        source, sink = np.full_like(at, _SOURCE), np.full_like(at, _SINK)
        tails.append(np.hstack([at[:, network.origin], source, at]).ravel())
        heads.append(np.hstack([at[:, network.destination], at, sink]).ravel())
        # nothing needs to carry more than all that is wanted
        total = float(network.demand.sum())
        arc, enter, leave = (
            np.minimum(x, total) for x in (network.capacity, network.supply, network.demand)
        )
        carries = there[:, network.origin] & there[:, network.destination]
        limit = np.hstack([arc * carries, enter * there, leave * there]).ravel()
        limits.append(limit)
        whole.append(limit * (WHOLE / total if total > 0 else 0.0))
        first += copies * nodes
    tail, head = np.concatenate(tails), np.concatenate(heads)
    count = np.rint(np.concatenate(whole)).astype(np.int32)
    live = count > 0
    shape = (first, first)
    capacity = csr_array((count[live], (tail[live], head[live])), shape=shape)
    left: Any = capacity - maximum_flow(capacity, _SOURCE, _SINK).flow
    left.eliminate_zeros()
    reached = np.zeros(first, np.bool_)
    reached[breadth_first_order(left, _SOURCE, return_predecessors=False)] = True
    across = np.concatenate(limits) * (reached[tail] & ~reached[head])
    found, start = [], 0
    for network, gone in batch:
        end = start + len(gone) * network.size
        found.append(across[start:end].reshape(len(gone), network.size).sum(axis=1))
        start = end
    return found
