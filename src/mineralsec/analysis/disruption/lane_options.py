"""Lanes that nobody used before, and quotas over lanes: what the matrix needs for them.

Where any place may sell to any, a pool a stage stands for all lanes at once; a place that may
sell to some but not to others gets its lanes one by one instead, so that nothing leaks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve

from mineralsec.errors import GraphError

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.question import Question

__all__ = ["open_lanes"]

#: Most places at one stage for which every pair is looked at.
MOST_PLACES = 4000


def open_lanes(question: Question, *, pools: bool) -> None:
    """Add the lanes, pools and quotas that the question's limits ask for."""
    network, limits = question.network, question.limits
    n = len(network)
    leave, arrive = np.zeros(n), np.zeros(n)
    new: list[tuple[int, int]] = []
    if pools:
        for stage in np.unique(network.stage_of):
            here = np.flatnonzero(network.stage_of == stage)
            if len(here) > MOST_PLACES:
                raise GraphError(
                    f"{network.mineral}: lanes='open' looks at every pair of places, and there are "
                    f"{len(here):,} at {network.stages[stage]}. Use lanes='observed'."
                )
            new += _stage(question, here, leave, arrive)
    if new:
        a, b = np.array(new, np.int32).T
        question.origin = np.concatenate([question.origin, a])
        question.destination = np.concatenate([question.destination, b])
        question.today = np.concatenate([question.today, np.zeros(len(new))])
    lane = np.concatenate([question.bounds.lane, np.full(len(new), np.inf)])
    question.bounds = evolve(question.bounds, lane=lane, leave=leave, arrive=arrive)
    quotas, room = [], []
    for quota in limits.quotas:
        start, end = (m[network.markets] for m in (quota.origin, quota.destination))
        if start.any():
            lanes = np.flatnonzero(start[question.origin] & end[question.destination])
            quotas.append((lanes, np.flatnonzero(start & (leave > 0))))
            room.append(quota.limit)
    question.quotas, question.quota_room = tuple(quotas), np.array(room)


def _stage(question: Question, here: Any, leave: Any, arrive: Any) -> list[tuple[int, int]]:
    """Open one stage: fill `leave` and `arrive`, return the pairs that need a lane of their own."""
    network, limits = question.network, question.limits
    k = len(here)
    closed = np.eye(k, dtype=np.bool_)
    for rule in limits.rules:
        if rule.left < 1:
            # a lane of which a part is left carries a part of today's flow: a new one nothing
            closed |= np.outer(
                rule.origin[network.markets][here], rule.destination[network.markets][here]
            )
    can_leave, can_arrive = ~closed.all(axis=1), ~closed.all(axis=0)
    # closed to some of those who can take: the pool would leak
    own = ~np.eye(k, dtype=np.bool_)
    partly = can_leave & (closed & own & can_arrive).any(axis=1)
    for quota in limits.quotas:
        start, end = (m[network.markets][here] for m in (quota.origin, quota.destination))
        reach = np.outer(start, end) & own & can_arrive
        partly |= can_leave & start & np.any(~reach & own & can_arrive & ~closed, axis=1)
    leave[here[can_leave & ~partly]] = np.inf
    arrive[here[can_arrive]] = np.inf
    rows, columns = np.nonzero(np.outer(partly, np.ones(k, np.bool_)) & ~closed)
    return list(zip(here[rows].tolist(), here[columns].tolist(), strict=True))
