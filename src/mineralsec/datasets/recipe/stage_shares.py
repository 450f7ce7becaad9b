"""Who refines how much, where the USGS has no table: IEA (2024) and European Commission (2023)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mineralsec.datasets.recipe.names import place_of
from mineralsec.datasets.recipe.usgs import Value

__all__ = ["Share", "eu_processing", "iea_refining"]


@dataclass(frozen=True)
class Share:
    """One place's part of a stage.

    Parameters
    ----------
    place
        ISO alpha-3 or the residual.
    amount
        Tonnes a year (IEA) or percent of the world (EU).
    value
        The cell as read.
    locator
        File and line.
    """

    place: str
    amount: float
    value: Value
    locator: str


def iea_refining(lines: Iterable[str], mineral: str, stage: str = "refinery") -> Iterator[Share]:
    """Read the IEA's output by country in 2024, in tonnes; projections are left out."""
    reader = csv.DictReader(lines)
    for row in reader:
        wanted = row["mineral"] == mineral and row["stage"] == stage
        if not wanted or row["projection"] != "0" or row["geo_kind"] not in ("country", "other"):
            continue
        place = row["country_iso3"] if row["geo_kind"] == "country" else "QXR"
        amount = 1000.0 * float(row["value"])
        if amount > 0.0:
            locator = f"iea_supply_by_country.csv line {reader.line_num}"
            yield Share(place, amount, Value(point=row["value"]), locator)


def eu_processing(lines: Iterable[str], material: str) -> Iterator[Share]:
    """Read the world shares of the processing stage, in percent (mean of about 2016-2020).

    "<0.1%" has no point; it is returned with amount 0 and the bound in `value`.
    """
    reader = csv.reader(lines)
    header = next(reader)
    columns = {name: position for position, name in enumerate(header)}
    for row in reader:
        if row[columns["Material"]].strip() != material or row[columns["Stage"]].strip() != "P":
            continue
        country = row[columns["Country"]]
        text = row[columns["Share"]].strip()
        place = place_of(country)
        if place is None:
            continue
        locator = f"fact_GlobalSupplyShares_t.csv line {reader.line_num}"
        if match := re.fullmatch(r"<\s*(\d+(?:\.\d+)?)%?", text):
            yield Share(place, 0.0, Value(low="0", high=match[1], mark="<"), locator)
        elif match := re.fullmatch(r"(\d+(?:\.\d+)?)%?", text):
            yield Share(place, float(match[1]), Value(point=match[1]), locator)
