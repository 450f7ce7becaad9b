"""Published price elasticities of metals: the figures, and their quartiles by horizon."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from mineralsec.datasets.recipe.plain_tables import PlainTable, dataset_files
from mineralsec.datasets.recipe.raw import Raw
from mineralsec.datasets.recipe.tables import Row, exact

__all__ = ["elasticity_files"]

#: The own-price figures; the source has elasticities to income and to time as well.
PARAMETERS = ("Demand elasticity to price", "Primary supply elasticity to price")

NOTICE = """# Attribution of the elasticities

J. Ryter and others, GLOMBO: literature database of supply and demand elasticities ("Sources for
elasticities.xlsx"), data of "Understanding key mineral supply chain dynamics using
economics-informed material flow analysis and Bayesian optimization". Licence CC BY 4.0.

Changes made: the own-price elasticities of demand and of primary supply only; one row a figure;
the horizon (short run, long run, static, not stated) was read from the text on the method; the
summary holds quartiles (linear interpolation) of each metal and horizon.

Not checked against the papers. Many are of 1960 to 1990 and of one country; some papers are there
twice (once through the compilation by Dahl, once read directly: column `origin`); several
specifications of one paper count as several figures. Demand figures above zero and supply figures
below zero are kept as published. There are none for minor metals.
"""


def elasticity_files(folder: Path) -> dict[str, str]:
    """Return every file of the dataset ``elasticities``, as text by name."""
    lines = Raw(folder).lines("derived", "elasticities_literature.csv")
    figures = [_row(line) for line in csv.DictReader(lines) if _wanted(line)]
    head = dict.fromkeys(("parameter", "material", "horizon"), "string")
    words = ("method", "publication", "origin", "years", "region")
    tables = {
        "literature": PlainTable(
            "Published price elasticities, one row a figure [-]",
            {**head, "value": "number", **dict.fromkeys(words, "string")},
            figures,
        ),
        "summary": PlainTable(
            "Quartiles by material and horizon [-]",
            {
                **head,
                **dict.fromkeys(("estimates", "publications"), "integer"),
                **dict.fromkeys(("p25", "median", "p75", "min", "max"), "number"),
            },
            _quartiles(figures),
        ),
    }
    return dataset_files(
        "elasticities",
        "Published price elasticities of metals",
        "Own-price elasticities of demand and primary supply of nine metals, by horizon.",
        [{"name": "CC-BY-4.0", "title": "J. Ryter and others, GLOMBO"}],
        tables,
        NOTICE,
    )


def _wanted(line: dict[str, str]) -> bool:
    # four figures are ranges in words and have no value
    return line["parameter"] in PARAMETERS and bool(line["value"])


def _row(line: dict[str, str]) -> Row:
    kept = ("parameter", "material", "horizon", "method", "publication", "origin", "years")
    return {
        **{name: line[name] for name in kept},
        "value": exact(float(line["value"])),
        "region": line["region"],
    }


def _quartiles(figures: list[Row]) -> list[Row]:
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in figures:
        groups.setdefault((row["parameter"], row["material"], row["horizon"]), []).append(row)
    found: list[Row] = []
    for (parameter, material, horizon), rows in groups.items():
        values = [float(row["value"]) for row in rows]
        points = np.percentile(values, [25, 50, 75, 0, 100]).round(3)
        names = ("p25", "median", "p75", "min", "max")
        found.append(
            {
                "parameter": parameter,
                "material": material,
                "horizon": horizon,
                "estimates": str(len(rows)),
                "publications": str(len({row["publication"] for row in rows})),
                **{n: exact(float(v)) for n, v in zip(names, points, strict=True)},
            }
        )
    return found
