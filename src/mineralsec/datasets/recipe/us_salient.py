"""Tables of ``datasets/us_salient``: US statistics of 2021 to 2025, and what reliance is made of.

``statistics.csv`` has one row a published figure, ``reliance.csv`` one row a printed line of net
import reliance, ``terms.csv`` one row a statistic that such a line is made of.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from mineralsec.datasets.recipe.plain_tables import PlainTable, dataset_files
from mineralsec.datasets.recipe.raw import Raw
from mineralsec.datasets.recipe.sources import SOURCES
from mineralsec.datasets.recipe.tables import Row
from mineralsec.datasets.recipe.us_reliance import ROLES, Earlier, Reliance
from mineralsec.datasets.recipe.us_reliance_lines import RELIANCES
from mineralsec.datasets.recipe.usgs import Row2026, Value, parse
from mineralsec.errors import DataError

__all__ = ["us_salient_files"]

_SECTION = "Salient Statistics"
_KINDS = {
    "Production": "production",
    "Shipment": "production",
    "Sales": "production",
    "Sold": "production",
    "Sold or used": "production",
    "Import": "imports",
    "Export": "exports",
    "Consumption": "consumption",
    "Supply": "supply",
    "Stock": "stocks",
    "Net import reliance": "reliance",
}
_UNITS = {
    "metric tons": "tonne",
    "thousand metric tons": "kilotonne",
    "thousand metric dry tons": "kilotonne",
    "million metric tons": "megatonne",
    "kilograms": "kilogram",
    "million carats": "million carat",
    "million cubic meters": "million cubic metre",
    "million liters": "million litre",
    "million dollars": "million USD",
    "percent": "percent",
}

#: Chapters with two tables of one name, and what the second is about.
_SECOND_TABLES = {"MICA (NATURAL)": "Mica (Natural), sheet"}

_PLACE = ("chapter", "commodity", "detail")
_COLUMNS = {
    "statistics": (
        *("chapter", "commodity", "kind", "detail", "year", "low", "value", "high", "mark"),
        *("unit", "quality", "source", "locator", "note"),
    ),
    "reliance": ("key", "mineral", "form", *_PLACE, "definition", "unpublished", "note"),
    "terms": ("key", "role", *_PLACE),
    "sources": ("key", "title", "publisher", "locator", "as_of", "url", "licence"),
}
_TYPES: dict[str, dict[str, str]] = {
    "statistics": {"year": "integer", "low": "number", "value": "number", "high": "number"},
    "reliance": {},
    "terms": {},
    "sources": {"as_of": "date"},
}
_ABOUT = {
    "statistics": "US statistics as published, one row a figure; mark: W withheld, NA not "
    "available, E net exporter, < and > bounds; a dash is zero",
    "reliance": "Printed lines of net import reliance, and how the publisher defines them",
    "terms": "Statistics that add up to a line of net import reliance, by role",
    "sources": "Citations; every row of the statistics names one of these keys",
}

NOTICE = """# Attributions of the bundled US statistics

- **US Geological Survey**, Mineral Commodity Summaries 2023, 2024 and 2026, data releases
  (doi:10.5066/P9WCYUI6, 10.5066/P144BA54, 10.5066/P1WKQ63T). US public domain; the release of
  2026 is marked CC0 1.0. Units were spelled out, markers told apart and lines joined to the
  definitions of net import reliance; no figure was changed.
"""


def _cell(text: str) -> tuple[Value, str]:
    """Return a cell and the mark it carries; the file has "?" for a minus sign."""
    if text.strip() == "E":
        return Value(), "E"
    if text.startswith("?"):
        return Value(point=f"-{text[1:]}"), ""
    value = parse(text)
    if value.absent == "zero":
        return Value(point="0"), ""
    return value, value.mark or ("" if value.point else "NA")


def _statistic(row: Row2026) -> Row:
    value, mark = _cell(row.value)
    dash = "" if row.value[:1] != "?" else "printed with a minus sign, which the file spells ?"
    return {
        "chapter": row.chapter,
        "commodity": row.commodity,
        "kind": _KINDS[row.statistics],
        "detail": row.detail,
        "year": row.year,
        "low": value.low,
        "value": value.point,
        "high": value.high,
        "mark": mark,
        "unit": _UNITS[row.unit],
        "quality": "estimated" if row.note.startswith("Estimated") else "reported",
        "source": "usgs-mcs-2026",
        "locator": row.locator,
        "note": dash or ("" if row.statistics == "Net import reliance" else row.note),
    }


def _matching(rows: list[Row2026], words: str) -> list[Row2026]:
    exact = [row for row in rows if row.detail == words]
    return exact or [row for row in rows if row.detail.endswith(f": {words}")]


def _lines(rows: Iterable[Row2026], line: Reliance, kind: str) -> list[Row2026]:
    found = [row for row in rows if row.chapter == line.chapter]
    exact = [row for row in found if row.commodity == line.commodity]
    chosen = exact or [row for row in found if row.commodity.startswith(line.commodity)]
    return [row for row in chosen if _KINDS[row.statistics] == kind]


def _told_apart(rows: Iterable[Row2026]) -> list[Row2026]:
    """Give the second table of a chapter, which the file prints under the same names, its own."""
    seen: set[tuple[str, ...]] = set()
    found = []
    for row in rows:
        key = (row.chapter, row.commodity, row.statistics, row.detail, row.year)
        if key in seen:
            row = replace(row, commodity=_SECOND_TABLES[row.chapter])
        seen.add(key)
        found.append(row)
    return found


def _chosen(rows: list[Row2026], line: Reliance, role: str) -> list[Row2026]:
    """Return one row of every statistic that has this role in a line."""
    words = line.terms(role)
    # recycled nickel is counted where it is consumed
    kinds = {"production": ("production", "consumption"), "government": ("production",)}
    chosen: list[Row2026] = []
    for word in words or ():
        for kind in kinds.get(role, (role,)):
            matching = _matching(_lines(rows, line, kind), word)
            details = {row.detail: row for row in matching}
            if details:
                break
        if len(details) != 1:
            raise DataError(
                f"{line.chapter}: {word!r} names {len(details)} statistics of {role}, not one: "
                f"{', '.join(details)}"
            )
        chosen += details.values()
    if words is None:
        every = {row.detail: row for row in _lines(rows, line, role)}
        chosen = [row for row in every.values() if "Government stockpile" not in row.detail]
        if role == "consumption" and len(chosen) > 1:
            raise DataError(f"{line.chapter}: name one of {', '.join(every)} as consumption")
    return chosen


def _terms(rows: list[Row2026], line: Reliance, key: str) -> list[Row]:
    return [
        {
            "key": key,
            "role": role,
            "chapter": row.chapter,
            "commodity": row.commodity,
            "detail": row.detail,
        }
        for role in ROLES
        for row in _chosen(rows, line, role)
    ]


def _earlier(raw: Raw, line: Reliance, stock: str, spec: Earlier) -> Row:
    lines = raw.lines("raw", "usgs_mcs2022_2024", str(spec.edition), spec.file)
    reader = csv.DictReader(lines)
    row = next(row for row in reader if row["Year"] == "2020")
    value = parse(row[spec.column])
    return {
        "chapter": line.chapter,
        "kind": "stocks",
        "detail": stock,
        "year": "2020",
        "low": value.low,
        "value": value.point,
        "high": value.high,
        "mark": value.mark,
        "unit": spec.unit,
        "quality": "reported",
        "source": f"usgs-mcs-{spec.edition}",
        "locator": f"{spec.file} line {reader.line_num} column {spec.column}",
        "note": "",
    }


def us_salient_files(folder: Path) -> dict[str, str]:
    """Return every file of the dataset ``us_salient``, as text by name."""
    raw = Raw(folder)
    rows = [row for row in raw.usgs_2026 if row.section.startswith(_SECTION)]
    rows = _told_apart(row for row in rows if row.statistics in _KINDS and row.unit in _UNITS)
    statistics = [_statistic(row) for row in rows]
    reliance: list[Row] = []
    terms: list[Row] = []
    for line in RELIANCES:
        key = ", ".join(filter(None, (line.mineral, line.form)))
        printed = _lines(rows, line, "reliance")
        if line.reliance:
            printed = _matching(printed, line.reliance)
        details = {row.detail: row for row in printed}
        if len(details) != 1:
            raise DataError(f"{line.chapter}: {key} names {len(details)} printed lines, not one")
        ((detail, last),) = details.items()
        reliance.append(
            {
                "key": key,
                "mineral": line.mineral,
                "form": line.form,
                "chapter": line.chapter,
                "commodity": last.commodity,
                "detail": detail,
                "definition": last.note.removeprefix("Estimated. -- "),
                "unpublished": line.unpublished,
                "note": line.note,
            }
        )
        found = _terms(rows, line, key)
        terms += found
        stocks = [term for term in found if term["role"] == "stocks"]
        for term, spec in zip(stocks, line.earlier, strict=False):
            earlier = _earlier(raw, line, term["detail"], spec)
            statistics.append({**earlier, "commodity": term["commodity"]})
    named = {row["source"] for row in statistics}
    cited = [row for row in SOURCES if row["key"] in named]
    found_rows: dict[str, list[Row]] = {
        "statistics": statistics, "reliance": reliance, "terms": terms, "sources": cited,
    }  # fmt: skip
    return dataset_files(
        "us_salient",
        "US statistics behind net import reliance",
        "Production, imports, exports, stocks, consumption and net import reliance of the "
        "United States, 2021 to 2025. The column `unit` holds the unit of a row.",
        [{"name": "CC0-1.0", "title": "US Geological Survey: public domain"}],
        {
            table: PlainTable(
                _ABOUT[table], dict.fromkeys(_COLUMNS[table], "string") | _TYPES[table], rows
            )
            for table, rows in found_rows.items()
        },
        NOTICE,
    )
