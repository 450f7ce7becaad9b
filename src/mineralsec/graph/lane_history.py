"""What lanes are called, and what they carried in earlier years."""

from __future__ import annotations

import math
from typing import Any

from mineralsec.graph.vintages import Choice
from mineralsec.quantities import bounds
from mineralsec.units import MASS_FLOW

__all__ = ["flow_history", "label", "lane_years"]


def flow_history(choice: Choice) -> dict[Any, list[Any]]:
    """Return the earlier flows of each lane that has a known quantity."""
    return {
        thing: known
        for thing, past in choice.history.items()
        if thing[0] == "Flow"
        and (
            known := [
                r
                for r in past
                if choice.year is not None
                and r.year < choice.year
                and not math.isnan(bounds(r.quantity, MASS_FLOW)[1])
            ]
        )
    }


def label(record: Any) -> str:
    """Return what tells a flow from the others between the same two markets."""
    parts = (record.form, record.seller, record.buyer)
    return "|".join(p or "" for p in parts).rstrip("|")


def lane_years(choice: Choice, codes: dict[str, int], stages: Any) -> dict[tuple[int, int], int]:
    """Return the number of years with flows by code of mineral and stage."""
    years: dict[tuple[int, int], set[int | None]] = {}
    flows = [r for r in choice.current if type(r).__name__ == "Flow"]
    past = [r for records in flow_history(choice).values() for r in records]
    for r in flows + past:
        years.setdefault((codes[r.mineral], stages[str(r.stage)]), set()).add(r.year)
    return {key: len(found) for key, found in years.items()}
