"""Straits and canals with coordinates, and the ways round the largest of them."""

from __future__ import annotations

import csv
from pathlib import Path

from mineralsec.datasets.recipe.plain_tables import PlainTable, dataset_files
from mineralsec.datasets.recipe.raw import Raw

__all__ = ["straits_files"]

FIELDS = {
    "id": "string",
    "name": "string",
    "kind": "string",
    "region": "string",
    "latitude": "number",
    "longitude": "number",
    "has_alternative": "boolean",
    "alternative": "string",
    "extra_days": "number",
    "inside": "string",
    "source": "string",
    "licence": "string",
    "locator": "string",
}

#: Passages that are part of another row or lie beside it: do not count both.
INSIDE = {
    "bosporus": "turkish_straits",
    "dardanelles": "turkish_straits",
    "english_channel": "dover_strait",
    "strait_of_singapore": "strait_of_malacca",
}

NOTICE = """# Attribution of the straits and canals

Eight passages (Panama Canal to Strait of Gibraltar) with coordinates, ways round and extra days:
R package chokepointR 0.6.0, MIT licence, copyright 2021-2026 Thierry Warin.

Points of the other passages: Natural Earth, 1:10m marine polygons, a representative point of each
polygon; public domain.

Changes made: one table, lower-case ids, a column `inside` for passages that are part of a larger
one or lie beside it. Sunda and Lombok Straits have no point in either source and are missing.
Extra days are those of one published table and depend on ship and season.

The MIT licence: Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in the Software without
restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
Software is furnished to do so, subject to the following conditions: The above copyright notice and
this permission notice shall be included in all copies or substantial portions of the Software. THE
SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT
LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT.
IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


def straits_files(folder: Path) -> dict[str, str]:
    """Return every file of the dataset ``straits``, as text by name."""
    reader = csv.DictReader(Raw(folder).lines("derived", "chokepoints.csv"))
    rows = []
    for line in reader:
        rows.append(
            {
                "id": line["id"],
                "name": line["name"],
                "kind": line["kind"].casefold(),
                "region": line["region"],
                "latitude": line["latitude"],
                "longitude": line["longitude"],
                "has_alternative": line["has_alternative"].casefold(),
                "alternative": "" if line["alt_route"].startswith("None") else line["alt_route"],
                "extra_days": line["extra_days"].removesuffix(".0"),
                "inside": INSIDE.get(line["id"], ""),
                "source": line["source"],
                "licence": line["licence"],
                "locator": f"chokepoints.csv line {reader.line_num}",
            }
        )
    return dataset_files(
        "straits",
        "Straits and canals",
        "Passages of sea trade with coordinates, ways round and extra days.",
        [
            {"name": "MIT", "title": "chokepointR 0.6.0"},
            {"name": "CC0-1.0", "title": "Natural Earth: public domain"},
        ],
        {"straits": PlainTable("Passages; degrees north and east, days", FIELDS, rows)},
        NOTICE,
    )
