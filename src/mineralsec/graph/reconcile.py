"""Figures that balance: the smallest change of all of them together, mineral by mineral."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, frozen

from mineralsec.graph.columns import POINT, Columns, Floats
from mineralsec.graph.lane_history import label
from mineralsec.graph.network import Network
from mineralsec.graph.uncertainty import beliefs, completed
from mineralsec.quadratic import smallest_change
from mineralsec.quantities import Between, bounds
from mineralsec.units import MASS_FLOW, ureg

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["FIGURES", "Balanced", "balanced", "balanced_columns", "balanced_graph"]
__all__ += ["reconciled_records", "rounded"]

#: Significant digits of a reconciled figure.
FIGURES = 12

#: A change below this part of a figure is none.
_SAME = 1e-9


@frozen(eq=False)
class Balanced:
    """One mineral's figures before and after.

    Parameters
    ----------
    network
        The mineral's network of reported figures.
    output, flow, demand
        Reconciled figures of its makers, lanes and users. [t/yr]
    unseen_before, unseen
        Mass that no record shows, by market: above zero it appears, below it vanishes. [t/yr]
    size
        Half the sum of squared changes, each in standard deviations. [-]
    """

    network: Network
    output: Floats
    flow: Floats
    demand: Floats
    unseen_before: Floats
    unseen: Floats
    size: float


def _system(network: Network) -> Any:
    """Return what a tonne of each maker, lane, user and unseen flow adds to each market."""
    from scipy.sparse import csc_array

    makers, lanes, users, n = (
        len(network.makers),
        len(network.lanes),
        len(network.users),
        len(network),
    )
    refines = np.flatnonzero(network.maker_intake >= 0)
    lane = makers + np.arange(lanes)
    row = np.concatenate(
        [
            network.maker_market, network.maker_intake[refines],
            network.lane_to, network.lane_from,
            network.user_market, np.arange(n),
        ]
    )  # fmt: skip
    column = np.concatenate(
        [
            np.arange(makers), refines, lane, lane,
            makers + lanes + np.arange(users), makers + lanes + users + np.arange(n),
        ]
    )  # fmt: skip
    value = np.concatenate(
        [
            np.ones(makers), -1.0 / network.recovery[refines],
            np.ones(lanes), -np.ones(lanes), -np.ones(users), np.ones(n),
        ]
    )  # fmt: skip
    return csc_array((value, (row, column)), shape=(n, makers + lanes + users + n))


def balanced(columns: Columns, mineral: str, sizes: Mapping[str, float]) -> Balanced:
    r"""Return the figures of one mineral that balance and are nearest to the reported ones.

    .. math::

        \min_x \sum_i \left(\frac{x_i - m_i}{\sigma_i}\right)^2 \quad \text{with} \quad
        \sum_i A_{ki} x_i = 0 \text{ at every market } k, \; l_i \le x_i \le u_i

    Parameters
    ----------
    columns
        The graph's columns; reported figures are read.
    mineral
        Name.
    sizes
        What :func:`mineralsec.graph.uncertainty.completed` returned.

    Raises
    ------
    SolverError
        If the optimum fails its check.

    Notes
    -----
    Mass that no record shows has a prior at each market: what the records leave over if they
    leave something (use without a record, stocks that grow), nothing if they lack something;
    give or take ``unseen`` of what passes through. So a surplus alone moves no record, a deficit
    does.
    """
    network = Network.of(columns, mineral, reported=True)
    belief = beliefs(columns, network, sizes)
    system, n = _system(network), len(network)
    mean = np.concatenate([part.mean for part in belief])
    known = len(mean)
    gap = system[:, :known] @ mean
    through = 0.5 * (np.abs(system[:, :known]) @ mean + np.abs(gap))
    gap[np.abs(gap) <= _SAME * through] = 0.0
    left, lacks = np.maximum(gap, 0.0), np.maximum(-gap, 0.0)
    x = np.concatenate([mean, -left])
    size = 0.0
    if lacks.any():
        unseen = np.hypot(sizes["unseen"] * through, sizes["unrecorded"] * left)
        deviation = np.concatenate([*(part.deviation for part in belief), unseen])
        free = np.full(n, np.inf)
        low = np.concatenate([*(part.low for part in belief), -free])
        high = np.concatenate([*(part.high for part in belief), free])
        moves, live = np.flatnonzero(deviation > 0), np.flatnonzero(through > 0)
        unit, start = deviation[moves], x[moves]
        change = smallest_change(
            system[live][:, moves].multiply(unit).tocsc(),
            lacks[live],
            (low[moves] - start) / unit,
            (high[moves] - start) / unit,
            what=f"reconcile {mineral}",
        )
        after = np.clip(start + unit * change.y, low[moves], high[moves])
        x[moves] = np.where(change.y == 0.0, start, after)
        x[moves[change.held & (change.y < 0)]] = low[moves[change.held & (change.y < 0)]]
        size = change.size
    makers, lanes = len(network.makers), len(network.lanes)
    output, flow, demand, unseen = np.split(x, [makers, makers + lanes, known])
    return Balanced(network, output, flow, demand, -gap, unseen, size)


def balanced_columns(
    columns: Columns, minerals: Iterable[str], uncertainty: Mapping[str, float] | None = None
) -> tuple[Columns, tuple[Balanced, ...]]:
    """Return columns with reconciled figures of some minerals, and what was done to each.

    Parameters
    ----------
    columns
        Columns of a graph; figures that are reconciled already are found anew.
    minerals
        Names.
    uncertainty
        Sizes that differ from :data:`mineralsec.graph.uncertainty.UNCERTAINTY`.
    """
    sizes = completed(uncertainty)
    output, flow, demand = (
        t.reconciled.copy() for t in (columns.makers, columns.lanes, columns.users)
    )
    found = tuple(balanced(columns, mineral, sizes) for mineral in minerals)
    for part in found:
        net = part.network
        output[net.makers] = _settled(part.output, columns.makers.output[POINT, net.makers])
        flow[net.lanes] = _settled(part.flow, columns.lanes.quantity[POINT, net.lanes])
        demand[net.users] = _settled(part.demand, columns.users.demand[POINT, net.users])
    return (
        evolve(
            columns,
            makers=evolve(columns.makers, reconciled=output),
            lanes=evolve(columns.lanes, reconciled=flow),
            users=evolve(columns.users, reconciled=demand),
        ),
        found,
    )


def _settled(figures: Floats, points: Floats) -> Floats:
    """Return figures as they are kept: what did not move as reported, the rest rounded."""
    points = np.nan_to_num(points)
    same = np.abs(figures - points) <= _SAME * points
    return np.where(same, points, rounded(figures))


def rounded(figures: Floats) -> Floats:
    """Return figures with :data:`FIGURES` significant digits.

    Examples
    --------
    >>> rounded(np.array([1 / 3, 0.0])).tolist()
    [0.333333333333, 0.0]
    """
    return np.array([float(f"{x:.{FIGURES}g}") for x in figures.tolist()], dtype=np.float64)


def balanced_graph(
    graph: SupplyGraph, uncertainty: Mapping[str, float] | None = None
) -> tuple[SupplyGraph, tuple[Balanced, ...]]:
    """Return a graph with reconciled figures beside the reported ones, history and all."""
    columns, found = balanced_columns(graph.columns, graph.minerals, uncertainty)
    new = type(graph)(
        columns,
        year=graph.year,
        minerals={name: graph.mineral(name) for name in graph.minerals},
        records=partial(reconciled_records, graph, columns),
    )
    return new, found


def reconciled_records(graph: SupplyGraph, columns: Columns) -> tuple[Any, ...]:
    """Return the graph's records with the reconciled figures of `columns`.

    Each figure is in the unit of its record and, like the reported one, gross weight of its form.
    """
    from mineralsec.model import Consumer, Flow, Producer, Refiner

    current = {id(record) for record in graph.current_records}
    content = {(m, f.name): f.content for m in columns.minerals for f in graph.mineral(m).forms}
    makers = {name: i for i, name in enumerate(columns.makers.id)}
    users = {name: i for i, name in enumerate(columns.users.id)}
    lanes = columns.lane_rows()
    records: list[Any] = []
    for record in graph.records:
        if id(record) not in current:
            records.append(record)
            continue
        if isinstance(record, (Producer, Refiner)):
            table: Any = columns.makers
            i, amount, written = makers[record.id], table.output, record.output
        elif isinstance(record, Consumer):
            table = columns.users
            i, amount, written = users[record.id], table.demand, record.demand
        elif isinstance(record, Flow):
            table = columns.lanes
            lane = record.mineral, str(record.stage), record.origin, record.destination
            i, amount, written = lanes[(*lane, label(record))], table.quantity, record.quantity
        else:
            records.append(record)
            continue
        figure = float(table.reconciled[i])
        if figure == np.nan_to_num(amount[POINT, i]):
            records.append(record if record.reconciled is None else evolve(record, reconciled=None))
            continue
        unit = written.low.units if isinstance(written, Between) else written.units
        one = bounds(ureg.Quantity(1.0, unit), MASS_FLOW)[POINT]
        one *= content.get((record.mineral, record.form or ""), 1.0)
        records.append(evolve(record, reconciled=ureg.Quantity(figure / one, unit)))
    return tuple(records)
