"""The IEA's critical minerals data of 2025: supply by country, demand by scenario."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from mineralsec.datasets.recipe.plain_tables import PlainTable, dataset_files
from mineralsec.datasets.recipe.raw import Raw
from mineralsec.datasets.recipe.tables import Row, computed
from mineralsec.places import RESIDUAL

__all__ = ["iea_outlook_files"]

_MINERALS = {
    "Cobalt": "cobalt",
    "Copper": "copper",
    "Graphite": "graphite",
    "Lithium": "lithium",
    "Nickel": "nickel",
    "Rare Earth Elements": "magnet rare earths",
}
_STAGES = {"mine": "mining", "refinery": "refining", "mining": "mining", "refining": "refining"}

NOTICE = """# Attribution of the IEA tables

International Energy Agency (2025), Critical Minerals Data Explorer / Global Critical Minerals
Outlook 2025, IEA, Paris. Licence CC BY 4.0 as recorded by redistributors of the data.

Supply of 2024 and the base case of 2030, 2035 and 2040; demand of 2024 and by scenario (STEPS,
APS, NZE). Units are thousand tonnes of contained metal; graphite is natural and synthetic of all
grades; rare earths are the four magnet elements. Changes made: place codes, stage names, one row
a number; `QXR` is the rest of the world, `world` the published total, `published_top3` the
published share of the three largest countries.
"""


def iea_outlook_files(folder: Path) -> dict[str, str]:
    """Return every file of the dataset ``iea_outlook``, as text by name."""
    raw = Raw(folder)
    explorer = json.load(raw.lines("raw", "iea_critical_minerals", "iea_cm_explorer_2025.json"))
    head = {**dict.fromkeys(("mineral", "stage", "place"), "string"), "year": "integer"}
    tables = {
        "supply": PlainTable(
            "Output by country and year, contained metal [kt/yr]",
            {**head, "kilotonnes": "number", "quality": "string"},
            list(_supply(raw)),
        ),
        "top3": PlainTable(
            "Published share of the three largest countries [-]",
            {"mineral": "string", "stage": "string", "year": "integer", "share": "number"},
            list(_top3(explorer["supply"])),
        ),
        "demand": PlainTable(
            "Total demand by scenario and year, contained metal [kt/yr]",
            {"mineral": "string", "scenario": "string", "year": "integer", "kilotonnes": "number"},
            list(_demand(explorer["totalDemand"])),
        ),
    }
    return dataset_files(
        "iea_outlook",
        "IEA critical minerals data 2025",
        "Mining and refining by country 2024 to 2040 and demand by scenario, six minerals.",
        [{"name": "CC-BY-4.0", "title": "International Energy Agency"}],
        tables,
        NOTICE,
    )


def _supply(raw: Raw) -> Iterator[Row]:
    for line in csv.DictReader(raw.lines("derived", "iea_supply_by_country.csv")):
        if line["year"] and line["value"]:
            place = {"other": RESIDUAL, "world": "world"}.get(line["geo_kind"])
            yield {
                "mineral": _MINERALS[line["mineral"]],
                "stage": _STAGES[line["stage"]],
                "place": place or line["country_iso3"] or line["country_name"],
                "year": line["year"],
                "kilotonnes": computed(float(line["value"])),
                "quality": "projected" if line["projection"] == "1" else "reported",
            }


def _top3(supply: dict[str, dict[str, dict[str, dict[str, float]]]]) -> Iterator[Row]:
    for mineral, stages in supply.items():
        for stage, figures in stages.items():
            for year, share in figures["top3Share"].items():
                yield {
                    "mineral": _MINERALS[mineral],
                    "stage": _STAGES[stage],
                    "year": year,
                    "share": computed(share),
                }


def _demand(demand: dict[str, dict[str, dict[str, float | dict[str, float]]]]) -> Iterator[Row]:
    for mineral, figures in demand.items():
        for scenario, values in figures["totalDemand"].items():
            years = values if isinstance(values, dict) else {scenario: values}
            for year, amount in years.items():
                yield {
                    "mineral": _MINERALS[mineral],
                    "scenario": "" if year == scenario else scenario,
                    "year": year,
                    "kilotonnes": computed(amount),
                }
