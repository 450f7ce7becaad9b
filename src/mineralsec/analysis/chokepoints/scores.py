"""The value of each block under one definition, and what else that definition says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import field, frozen

from mineralsec.analysis.chokepoints.centrality import (
    between_blocks,
    current_flow,
    shortest_path,
)
from mineralsec.analysis.chokepoints.delivery import Capacity, Delivery, shares_without
from mineralsec.analysis.chokepoints.loss import block_losses
from mineralsec.analysis.chokepoints.topology import Edges, pieces_without
from mineralsec.quantities import percent

if TYPE_CHECKING:
    from mineralsec.analysis.chokepoints.consumer import Question
    from mineralsec.analysis.chokepoints.definitions import Measure

__all__ = ["Options", "Score", "scores"]

#: A coverage this near to 1 is 1.
EXACT = 1e-9


@frozen
class Options:
    """What a measure can be told.

    Parameters
    ----------
    response, floor
        Of the loss.
    epsilon
        Of dominators: part that may go round. [-]
    capacity
        Of the minimum cut and of capacity coverage.
    """

    response: Any
    floor: float
    epsilon: float
    capacity: Capacity


@frozen
class Score:
    """One block's value.

    Parameters
    ----------
    value
        In the unit of the measure; None if it was not computed.
    ladder
        Loss at each rung. [-]
    capacity
        Capacity coverage. [-]
    details
        What else the definition says.
    reason
        Why there is no value.
    """

    value: float | None
    ladder: tuple[float, ...] | None = None
    capacity: float | None = None
    details: dict[str, Any] = field(factory=dict)
    reason: str = ""


def scores(
    question: Question, measure: Measure, options: Options
) -> tuple[list[Score | None], list[str]]:
    """Return the score of each block of a question, None where it is no chokepoint, and notes."""
    if measure == "loss":
        return _loss(question, options), []
    if measure == "coverage":
        return [Score(v) if v > 0 else None for v in question.coverage[:, 0].tolist()], []
    if measure == "capacity":
        found = capacity_shares(question, options.capacity)
        return [Score(v, capacity=v) if v else None for v in found], []
    if measure == "cut_vertex":
        edges = Edges.of(question.network, question.use[0])
        pieces = pieces_without(edges, question.blocks)
        return [Score(float(k)) if k > 0 else None for k in pieces], []
    if measure == "dominator":
        return _dominators(question, options.epsilon)
    if measure == "min_cut":
        return _cut(question, options.capacity)
    # the consumer is a node as well, though no chokepoint of itself
    every = question.parts.blocks
    flows = between_blocks(question.network, every)
    central = shortest_path(flows) if measure == "betweenness" else current_flow(flows)
    of = {id(block): value for block, value in zip(every, central.tolist(), strict=True)}
    return [Score(v) if (v := of[id(b)]) > 0 else None for b in question.blocks], []


def capacity_shares(question: Question, capacity: Capacity) -> list[float | None]:
    """Return the capacity coverage of each block. [-]"""
    delivery = Delivery(question.graph, question.network, question.use[0], capacity)
    return shares_without(delivery, question.blocks, question.use_outside[:, 0].tolist())


def _loss(question: Question, options: Options) -> list[Score | None]:
    ladders = block_losses(question, options.response, options.floor)
    shares = capacity_shares(question, options.capacity)
    found: list[Score | None] = []
    for ladder, capacity, mine in zip(
        ladders, shares, question.coverage[:, 0].tolist(), strict=True
    ):
        if isinstance(ladder, str):
            found.append(Score(None, capacity=capacity, reason=ladder))
        elif not mine > 0 and not (ladder and max(ladder) > 0):
            found.append(None)
        elif ladder is None:
            reason = f"coverage is below the floor of {percent(options.floor)}"
            found.append(Score(None, capacity=capacity, reason=reason))
        else:
            found.append(Score(ladder[len(ladder) // 2], ladder, capacity))
    return found


def _dominators(question: Question, epsilon: float) -> tuple[list[Score | None], list[str]]:
    exact = Edges.of(question.network, question.use[0])
    rough = Edges.of(question.network, question.use[0], epsilon=epsilon)
    notes = []
    if not (some := rough.reached()):
        notes.append(
            f"{question.mineral}: no path is left once edges below {percent(epsilon)} of the "
            "receiver's inflow are taken out, so the filter names nobody."
        )
    found: list[Score | None] = []
    for block, covered in zip(question.blocks, question.coverage[:, 0].tolist(), strict=True):
        details = {
            "exact": covered > 0 and not exact.without(block.markets).reached(),
            "by_coverage": covered >= 1.0 - epsilon - EXACT,
            "by_filter": some and covered > 0 and not rough.without(block.markets).reached(),
        }
        found.append(Score(covered, details=details) if any(details.values()) else None)
    return found, notes


def _cut(question: Question, capacity: Capacity) -> tuple[list[Score | None], list[str]]:
    network = question.network
    delivery = Delivery(question.graph, network, question.use[0], capacity)
    most, lanes, makers, appears = delivery.cut()
    at_market = np.bincount(network.lane_from, lanes, len(network)) + appears
    made_at = np.bincount(network.maker_market, makers, len(network))
    found: list[Score | None] = []
    for block in question.blocks:
        if block.hold is None:
            value = float((at_market + made_at)[block.markets].sum())
        else:
            value = float(block.hold @ makers)
        part = value / most if most > 0 else 0.0
        found.append(Score(part, details={"carries_t_per_yr": value}) if part > 1e-6 else None)
    use = float(question.use[0].sum())
    own = float((at_market + made_at)[question.mine].sum()) if question.whose.single else 0.0
    said = f", {own:,.3g} t/yr of it the consumer's own" if own > 0 else ""
    return found, [
        f"{question.mineral}: at most {most:,.3g} t/yr could be delivered{said}; {use:,.3g} t/yr "
        "are used."
    ]
