"""Single points of failure: the one plant of its country at a stage (C8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mineralsec.analysis.chokepoints.facilities import is_plant, makers_of
from mineralsec.places import RESIDUAL, country_of

if TYPE_CHECKING:
    from mineralsec.analysis.chokepoints.consumer import Question

__all__ = ["sole_plants"]


def sole_plants(question: Question) -> tuple[list[int], list[str]]:
    """Return the makers that are the only plant of their country at a stage, and notes.

    Parameters
    ----------
    question
        One mineral. Only the consumer's own countries count, if there is one.

    Returns
    -------
    list
        Makers, as rows of the network.
    list of str
        Which country totals cannot tell how many plants they are.
    """
    network, parts = question.network, question.parts
    high = question.graph.columns.makers.output[2, network.makers]
    records = makers_of(question.graph, network)
    wanted = question.whose.countries
    groups: dict[tuple[str, str], list[int]] = {}
    for maker in np.flatnonzero(high > 0).tolist():  # a withheld output is output
        market = int(network.maker_market[maker])
        country = country_of(parts.places[market])
        if country != RESIDUAL and (not wanted or country in wanted):
            groups.setdefault((country, parts.stage_at(market)), []).append(maker)
    found, totals = [], 0
    for _, makers in sorted(groups.items()):
        if len(makers) > 1:
            continue
        if is_plant(records[makers[0]]):
            found.append(makers[0])
        else:
            totals += 1
    notes = []
    if totals:
        notes.append(
            f"{question.mineral}: {totals} record(s) are a country's total without a site, an "
            "owner or an operator; how many plants they are is not known."
        )
    return found, notes
