"""The use that goes unmet when a block stops, on every rung of the ladder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from mineralsec.analysis.disruption.hosts import links
from mineralsec.analysis.disruption.ladder import LADDER, climb
from mineralsec.analysis.disruption.prorata import ProRata
from mineralsec.analysis.disruption.removals import lost_outside
from mineralsec.analysis.disruption.reroute import Reroute
from mineralsec.analysis.disruption.shocks import RemoveCountry
from mineralsec.analysis.disruption.simulate import limits_of
from mineralsec.analysis.disruption.windows import window
from mineralsec.errors import SolverError

if TYPE_CHECKING:
    from mineralsec.analysis.chokepoints.blocks import Block
    from mineralsec.analysis.chokepoints.consumer import Question
    from mineralsec.analysis.disruption.limits import Limits
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["CountOnly", "StopMakers", "block_losses"]

#: A loss below this is rounding of the solver. [-]
ROUNDING = 1e-8


@frozen(eq=False)
class CountOnly:
    """Stops nothing; of the use that counts only that of some markets still does.

    Parameters
    ----------
    markets
        Flags, shape (n_markets,).
    """

    markets: NDArray[Any]

    def limit(self, graph: SupplyGraph, limits: Limits, /) -> Limits:
        """Return `limits` that count less."""
        return evolve(limits, counted=limits.counted & self.markets)


@frozen(eq=False)
class StopMakers:
    """Part of the output of some producers and refiners stops.

    Parameters
    ----------
    hold
        Part that stops, by row of the graph's makers. [-]
    """

    hold: Floats

    def limit(self, graph: SupplyGraph, limits: Limits, /) -> Limits:
        """Return `limits` with less capacity."""
        return evolve(limits, capacity_left=limits.capacity_left * (1.0 - self.hold))


def block_losses(
    question: Question, response: Any, floor: float
) -> list[tuple[float, ...] | str | None]:
    """Return the share of use that goes unmet without each block, a rung each.

    Parameters
    ----------
    question
        One mineral's blocks and use.
    response
        As in :func:`mineralsec.simulate`.
    floor
        Coverage of the consumer's or of everybody's use below which no loss is computed. [-]

    Returns
    -------
    list
        For each block one share a rung, least adaptive response first; None below the
        floor, and what the solver said where it gave up.
    """
    deep = question.coverage.max(axis=1) >= floor
    # use that no supply reaches passes nobody
    deep &= question.coverage[:, 1] > 0
    rungs = [r for r, _ in LADDER] if response is None else [response]
    everybody = _everybody(question, rungs, deep)
    mine = question.whose.codes is None
    found: list[tuple[float, ...] | str | None] = []
    for i, block in enumerate(question.blocks):
        if not deep[i]:
            found.append(None)
        elif mine and not np.isnan(everybody[i]).any():
            found.append(tuple(everybody[i].tolist()))
        else:
            try:
                found.append(_one_by_one(question, i, block, everybody[i], response))
            except SolverError as error:
                # one program that a solver gives up on must not take a whole ranking along
                found.append(str(error))
    return found


def _everybody(question: Question, rungs: list[Any], deep: NDArray[np.bool_]) -> Floats:
    """Return everybody's loss, shape (n_blocks, n_rungs); NaN where it needs a full solution.

    Today's contracts are the coverage. Plain removals of markets under rerouting are solved
    together, from one basis, when a tonne of anybody's use weighs the same and no host caps it.
    """
    graph, mineral = question.graph, question.mineral
    found = np.full((len(question.blocks), len(rungs)), np.nan)
    users = graph.columns.users
    plain = not links(graph)[mineral] and bool(np.all(users.weight == 1.0))
    rows = [i for i, b in enumerate(question.blocks) if deep[i] and b.hold is None]
    for column, response in enumerate(rungs):
        if response == ProRata():
            found[:, column] = question.coverage[:, 1]
        elif plain and rows and type(response) is Reroute and _classless(response, users):
            blocks = [question.blocks[i].markets for i in rows]
            year = window(None, "1 year", graph.year)
            lost = lost_outside(graph, {mineral: blocks}, response, year)[mineral]
            share = np.minimum(lost / question.use_outside[rows, 1], 1.0)
            found[rows, column] = np.where(share > ROUNDING, share, 0.0)
    return found


def _classless(response: Reroute, users: Any) -> bool:
    return response.rationing != "priority" or bool(np.all(users.priority == 1))


def _one_by_one(
    question: Question, i: int, block: Block, everybody: Floats, response: Any
) -> tuple[float, ...]:
    """Return one consumer's loss at each rung, solved in full only where anybody loses."""
    graph, mineral, whose = question.graph, question.mineral, question.whose
    limits = limits_of(graph, (_shock(question, block), _counted(question)), None, "1 year")
    shares = []
    for rung, known in zip(climb(graph, limits, response), everybody, strict=True):
        if rung.response == ProRata():
            share = float(question.coverage[i, 0])
        elif known == 0 or (whose.codes is None and not np.isnan(known)):
            share = float(known)
        else:
            use, unmet = rung.totals(mineral).counted
            share = min(1.0, unmet / use) if use > 0 else 0.0
        shares.append(share if share > ROUNDING else 0.0)
    return tuple(shares)


def _shock(question: Question, block: Block) -> Any:
    if block.hold is None:
        stages = None if block.stage is None else (block.stage,)
        return RemoveCountry(block.place, minerals=(question.mineral,), stages=stages)
    hold = np.zeros(len(question.graph.columns.makers))
    hold[question.network.makers] = block.hold
    return StopMakers(hold)


def _counted(question: Question) -> CountOnly:
    return CountOnly(question.whose.at(question.graph.columns.markets.place))
