"""How well the other measures rank places as the loss does."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mineralsec.analysis.chokepoints.blocks import MAKERS
from mineralsec.analysis.chokepoints.consumer import Consumer, Question
from mineralsec.analysis.chokepoints.definitions import Measure
from mineralsec.analysis.chokepoints.scores import Options, scores
from mineralsec.errors import GraphError

if TYPE_CHECKING:
    from mineralsec.analysis.chokepoints.blocks import By
    from mineralsec.analysis.chokepoints.result import Chokepoints

__all__ = ["correlations", "spearman"]

#: Measures that are compared with the loss.
COMPARED: tuple[Measure, ...] = ("coverage", "capacity", "betweenness", "current_flow")


def spearman(first: list[float], second: list[float]) -> float:
    """Return Spearman's rank correlation, ties at their mean rank; NaN if either is constant.

    Examples
    --------
    >>> round(spearman([1, 2, 3], [10, 30, 20]), 9)
    0.5
    """
    from scipy.stats import rankdata

    if len(set(first)) < 2 or len(set(second)) < 2:
        return math.nan
    return float(np.corrcoef(rankdata(first), rankdata(second))[0, 1])


def correlations(found: Chokepoints, mineral: str) -> dict[str, float]:
    """Return the rank correlation of each other measure with the loss, for one mineral."""
    if found.by in (*MAKERS, "bloc"):
        raise GraphError(
            f"a centrality knows places that do not overlap, got by={found.by!r}. Write "
            "by='place', 'site' or 'stage'."
        )
    by: By = found.by  # type: ignore[assignment]  # a plain string in the result, checked before
    question = Question(found.graph, mineral, Consumer.of(found.graph, found.asked), by)
    options = Options(None, found.floor, 0.05, "nameplate")
    losses, _ = scores(question, "loss", options)
    loss = [s.value or 0.0 if s else 0.0 for s in losses]
    answer: dict[str, float] = {}
    for measure in COMPARED:
        other, _ = scores(question, measure, options)
        answer[measure] = spearman([s.value or 0.0 if s else 0.0 for s in other], loss)
    return answer
