"""Small graphs with user-assigned places, for criticality methods."""

from __future__ import annotations

from typing import Any

import mineralsec as ms

#: Governance of the places used here: strong, middling, weak.
WGI = {"XAA": 1.5, "XAB": 0.0, "XAC": -1.5}


def tonnes(amount: Any) -> Any:
    return ms.Q(float(amount), "tonne/year") if isinstance(amount, (int, float)) else amount


def graph_of(
    output: dict[str, Any],
    flows: dict[tuple[str, str], float] | None = None,
    use: dict[str, float] | None = None,
    *more: Any,
    mineral: str = "cobalt",
    stage: str = "refining",
    year: int | None = 2023,
    **fields: Any,
) -> ms.SupplyGraph:
    """Return a graph of one mineral at one stage."""
    records: list[Any] = [ms.Mineral(mineral, stages=(stage,), **fields)]
    records += [
        ms.Producer(
            id=f"{mineral} {place}", mineral=mineral, place=place, stage=stage, year=year,
            output=tonnes(amount),
        )
        for place, amount in output.items()
    ]  # fmt: skip
    records += [
        ms.Flow(
            mineral=mineral, stage=stage, origin=a, destination=b, quantity=tonnes(amount),
            year=year,
        )
        for (a, b), amount in (flows or {}).items()
    ]  # fmt: skip
    records += [
        ms.Consumer(
            id=f"use {mineral} {place}", mineral=mineral, place=place, stage=stage, year=year,
            demand=tonnes(amount),
        )
        for place, amount in (use or {}).items()
    ]  # fmt: skip
    return ms.SupplyGraph.from_records([*records, *more])
