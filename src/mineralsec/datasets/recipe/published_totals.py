"""World totals as the USGS prints them, beside what the countries of the same table add up to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import fsum
from pathlib import Path

from mineralsec.datasets.recipe.chains import CHAINS
from mineralsec.datasets.recipe.plain_tables import PlainTable, dataset_files
from mineralsec.datasets.recipe.raw import Raw
from mineralsec.datasets.recipe.spec import CarriedForward, Chain, StageSpec, UsgsTable
from mineralsec.datasets.recipe.tables import Row, computed
from mineralsec.datasets.recipe.usgs import Figure
from mineralsec.io.country_names import place_of

__all__ = ["published_total_files", "total_rows"]

_FIELDS = {
    "mineral": "string",
    "stage": "string",
    "quantity": "string",
    "year": "integer",
    "vintage": "string",
    "low": "number",
    "published": "number",
    "rows_sum": "number",
    "places": "integer",
    "withheld": "integer",
    "unit": "string",
    "source": "string",
    "locator": "string",
    "note": "string",
}

_NOTICE = """# Attribution of the published world totals

US Geological Survey, Mineral Commodity Summaries 2022 to 2026, data releases
(doi:10.5066/P9KKMCP4, 10.5066/P9WCYUI6, 10.5066/P144BA54, 10.5066/P13XCP3R, 10.5066/P1WKQ63T).
US public domain; the release of 2026 is marked CC0 1.0. The column `published` is the printed
world total, `rows_sum` the library's own sum of the countries of the same table.
"""


def _table(stage: StageSpec) -> UsgsTable | None:
    if isinstance(stage.made, CarriedForward):
        return stage.made.table
    return stage.made if isinstance(stage.made, UsgsTable) else None


def total_rows(raw: Raw, chains: Sequence[Chain] = CHAINS) -> Iterator[Row]:
    """Yield one row a stage, quantity, year and edition that has a printed world total."""
    for chain in chains:
        for stage in chain.stages:
            if (table := _table(stage)) is None:
                continue
            figures = [f for f in raw.figures(table) if table.counts(f.quantity, f.detail)]
            for quantity in ("production", "capacity"):
                yield from _totals(chain, stage, [f for f in figures if f.quantity == quantity])


def _totals(chain: Chain, stage: StageSpec, figures: Iterable[Figure]) -> Iterator[Row]:
    groups: dict[tuple[str, int], list[Figure]] = {}
    for figure in figures:
        groups.setdefault((figure.vintage, figure.year), []).append(figure)
    for (vintage, year), group in sorted(groups.items()):
        totals = [f for f in group if place_of(f.country) is None]
        printed = [f for f in totals if f.value.point or f.value.low]
        if not printed:
            continue
        # of ilmenite, rutile and both, the total of both
        total = max(printed, key=lambda f: float(f.value.point or f.value.low))
        places = [f for f in group if place_of(f.country) is not None]
        known = [f for f in places if f.value.point]
        yield {
            "mineral": chain.name,
            "stage": stage.name,
            "quantity": total.quantity,
            "year": str(year),
            "vintage": vintage,
            "low": total.value.low,
            "published": total.value.point,
            "rows_sum": computed(fsum(float(f.value.point) for f in known)),
            "places": str(len(known)),
            "withheld": str(len([f for f in places if f.value.mark == "W"])),
            "unit": total.unit,
            "source": "usgs-" + vintage.casefold().replace(" ", "-"),
            "locator": total.locator,
            "note": total.note,
        }


def published_total_files(folder: Path) -> dict[str, str]:
    """Return every file of the dataset ``published_totals``, as text by name."""
    return dataset_files(
        "published_totals",
        "World totals as published",
        "Printed world totals of output and capacity beside the sums of the countries. The "
        "column `unit` holds the unit of a row.",
        [{"name": "CC0-1.0", "title": "US Geological Survey: public domain"}],
        {
            "totals": PlainTable(
                "One row a mineral, stage, quantity, year and edition with a printed total",
                _FIELDS,
                total_rows(Raw(folder)),
            )
        },
        _NOTICE,
    )
