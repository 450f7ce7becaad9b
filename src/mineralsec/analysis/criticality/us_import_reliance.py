"""Net import reliance and apparent consumption as the US Geological Survey publishes them.

The publisher prints a number, a bound (``>95``, ``<25``), ``E`` for a net exporter, ``W`` for a
withheld and ``NA`` for an unknown figure. A bound keeps its limits and has no point; ``E`` says
that reliance is 0 or less.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from typing import Any

from attrs import evolve

from mineralsec.analysis.criticality.scores import Score, Scores
from mineralsec.datasets.us_lines import UsReliance, us_reliance
from mineralsec.errors import GraphError, show
from mineralsec.places import resolve_place
from mineralsec.provenance import Citation
from mineralsec.quantities import Figures, factor
from mineralsec.units import MASS_FLOW, parse_unit

__all__ = ["consumption_row", "printed_limits", "published_scores", "reliance_row"]

_PRINTED = re.compile(r"(W|NA|E|[<>]?[0-9]+([.][0-9]+)?)?")

#: Last year of the published US statistics.
LAST_YEAR = 2025


def printed_limits(printed: str) -> tuple[float, float] | None:
    """Return the limits that a printed net import reliance leaves [-], None if it leaves none.

    Raises
    ------
    GraphError
        If it is no figure as the statistics print one.

    Examples
    --------
    >>> printed_limits("86"), printed_limits(">75"), printed_limits("<25"), printed_limits("W")
    ((0.855, 0.865), (0.75, 1.0), (0.0, 0.25), None)
    >>> printed_limits("E")
    (-inf, 0.0)
    """
    given: object = printed
    if not isinstance(given, str) or not _PRINTED.fullmatch(printed):
        raise GraphError(f"a printed reliance is such as '86', '>75' or 'W', got {show(printed)}.")
    if printed in ("", "W", "NA"):
        return None
    if printed == "E":
        return -math.inf, 0.0
    if printed[0] == ">":
        return float(printed[1:]) / 100.0, 1.0
    if printed[0] == "<":
        return 0.0, float(printed[1:]) / 100.0
    point = float(printed)
    return (point - 0.5) / 100.0, (point + 0.5) / 100.0


def published_scores(
    minerals: str | Iterable[str] | None,
    place: str | Iterable[str],
    year: int | None,
    what: str,
    row_of: Callable[[UsReliance], Score],
) -> Scores:
    """Return what a function makes of each published line of a year."""
    if not isinstance(place, str) or resolve_place(place) != "USA":
        raise GraphError(
            f"the published statistics are of the United States, got place={show(place)}. "
            "Give a graph for another place."
        )
    when = LAST_YEAR if year is None else year
    asked = [None] if minerals is None else [minerals] if isinstance(minerals, str) else minerals
    lines = [line for name in asked for line in us_reliance(name, when)]
    if not lines:
        of = "" if minerals is None else f" of {show(minerals)}"
        raise GraphError(f"no US statistics{of} in {show(when)}. Years: 2021 to {LAST_YEAR}.")
    found: dict[Citation, None] = {}
    for line in lines:
        found |= dict.fromkeys(evolve(citation, locator="") for citation in line.citations)
    return Scores(
        method=f"US {what}",
        measure=what.replace(" ", "_"),
        unit="share" if "reliance" in what else "t/yr",
        rows=tuple(row_of(line) for line in lines),
        year=when,
        citations=tuple(found),
    )


def _line_inputs(line: UsReliance) -> dict[str, Any]:
    def known(figures: Figures) -> float | None:
        return None if math.isnan(figures.point) else figures.point

    return {
        "printed": line.printed,
        "follows": line.agrees,
        "production": known(line.production),
        "imports": known(line.imports),
        "exports": known(line.exports),
        "released": known(line.released),
        "consumption": known(line.consumption),
        "unit": line.unit,
        "definition": line.definition,
    }


def reliance_row(line: UsReliance) -> Score:
    """Return net import reliance of one published line."""
    low: float | None
    high: float | None
    low, value, high = line.reliance
    notes = [line.note] if line.note else []
    reason = ""
    if math.isnan(value):
        why = line.unpublished or _unknown(line)
        limits = printed_limits(line.printed)
        low, high = limits or (None, None)
        value = math.nan
        if limits is None:
            reason = f"printed {line.printed or 'as a blank'}: {why}"
        elif line.printed[0] in "<>E":
            word = "net exporter" if line.printed == "E" else "known within limits only"
            reason = f"printed {line.printed}, {word}: {why}"
        else:
            value = float(line.printed) / 100.0
            notes.append(f"as printed: {why}")
    elif value <= 0:
        notes.append("net exporter")
    return Score(
        mineral=line.mineral,
        stage=line.form or None,
        value=None if math.isnan(value) else value,
        low=low,
        high=high,
        reason=reason,
        notes=tuple(notes),
        inputs=_line_inputs(line),
    )


def _unknown(line: UsReliance) -> str:
    if line.absent:
        return f"withheld or not available: {', '.join(line.absent)}"
    return "what it is made of is not published"


def consumption_row(line: UsReliance) -> Score:
    """Return apparent consumption of one published line."""
    scale = None
    if line.unit:
        scale = factor(parse_unit(f"{line.unit}/year"), MASS_FLOW) if _is_mass(line.unit) else None
    stated = line.consumption if not math.isnan(line.consumption.low) else line.supply
    low, point, high = stated
    reason = ""
    if scale is None:
        reason = f"counted in {line.unit}, which is no mass" if line.unit else _unknown(line)
    elif math.isnan(point):
        reason = _unknown(line)
    elif not point > 0:
        reason = "it is not above zero"
    size = 1.0 if scale is None else scale
    parts = line.supply.point
    inputs = _line_inputs(line)
    inputs["from_parts"] = None if math.isnan(parts) or scale is None else parts * size
    known = not reason
    return Score(
        mineral=line.mineral,
        stage=line.form or None,
        value=point * size if known else None,
        low=low * size if known else None,
        high=high * size if known else None,
        reason=reason,
        notes=() if line.consumption is stated else ("sum of the parts; none is printed",),
        inputs=inputs,
    )


def _is_mass(unit: str) -> bool:
    return unit in ("tonne", "kilotonne", "megatonne", "kilogram")
