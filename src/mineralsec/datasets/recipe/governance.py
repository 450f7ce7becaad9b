"""The Worldwide Governance Indicators as one row a place and year."""

from __future__ import annotations

import csv
from pathlib import Path

from mineralsec.datasets.recipe.plain_tables import PlainTable, dataset_files
from mineralsec.datasets.recipe.raw import Raw
from mineralsec.datasets.recipe.tables import Row
from mineralsec.io.governance_scores import GONE, INDICATORS, WORLD_BANK_CODES

__all__ = ["EDITIONS", "governance_files"]

#: Keys of the editions, newest method last.
EDITIONS = {
    "2020": "2019 estimates as the EU study used them (update of 2020, read in a transcription)",
    "2024": "update of 2024, years 1996 to 2023",
}

NOTICE = """# Attribution of the governance indicators

World Bank, Worldwide Governance Indicators (www.govindicators.org), Kaufmann, D. and Kraay, A.
Licence CC BY 4.0. Six indicators, estimates from about -2.5 (weak) to 2.5 (strong): voice and
accountability (va), political stability and absence of violence (pv), government effectiveness
(ge), regulatory quality (rq), rule of law (rl), control of corruption (cc).

Two editions, never mixed in one answer: `2024` is the update of 2024 with the years 1996 to 2023;
`2020` has the estimates of 2019 with more digits, read in a public transcription, which
reproduce the scores of the EU study of 2023. Changes made: reshaped to one row a place and year,
World Bank codes mapped to ISO 3166-1 alpha-3, the Netherlands Antilles left out.
"""


def governance_files(folder: Path) -> dict[str, str]:
    """Return every file of the dataset ``governance``, as text by name."""
    raw = Raw(folder)
    rows = [*_update_2024(raw), *_estimates_2019(raw)]
    fields = {"edition": "string", "place": "string", "year": "integer"}
    table = PlainTable(
        "Estimates of the six indicators by edition, place and year [-2.5 to 2.5]",
        fields | dict.fromkeys(INDICATORS, "number"),
        rows,
    )
    return dataset_files(
        "governance",
        "Worldwide Governance Indicators",
        "Six governance indicators by place and year, in two editions.",
        [{"name": "CC-BY-4.0", "title": "World Bank, Worldwide Governance Indicators"}],
        {"estimates": table},
        NOTICE,
    )


def _update_2024(raw: Raw) -> list[Row]:
    found: dict[tuple[str, str], dict[str, str]] = {}
    lines = raw.lines("raw", "wgi", "wgi_1996_2023_long.csv", encoding="latin-1")
    for line in csv.DictReader(lines):
        if line["code"] in GONE or line["estimate"] == "..":
            continue
        place = WORLD_BANK_CODES.get(line["code"], line["code"])
        key = {"edition": "2024", "place": place, "year": line["year"]}
        found.setdefault((place, line["year"]), key)[line["indicator"]] = line["estimate"]
    return list(found.values())


def _estimates_2019(raw: Raw) -> list[Row]:
    rows: list[Row] = []
    for line in csv.DictReader(raw.lines("reference", "wgi_2019.csv")):
        place = WORLD_BANK_CODES.get(line["iso3"], line["iso3"])
        if line["iso3"] not in GONE:
            numbers = {name: line[name.upper()] for name in INDICATORS}
            rows.append({"edition": "2020", "place": place, "year": "2019", **numbers})
    return rows
