"""USGS Mineral Commodity Summaries: world tables of the editions 2022 to 2026, US statistics.

The traps of these files (see ``docs/explanation/world-dataset.md``) are met here and nowhere
else: markers, bounds, thousands commas, units in the header, footnotes glued to names, and the
three ways to say "estimated".
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mineralsec.errors import UnitsError

__all__ = ["Figure", "Row2026", "Value", "figures_2025", "figures_2026", "figures_older", "parse"]
__all__ += ["mass_unit", "rows_2026"]

_UNITS = {
    "metric tons": "tonne",
    "thousand metric tons": "kilotonne",
    "kilograms": "kilogram",
    "t": "tonne",
    "kt": "kilotonne",
    "kg": "kilogram",
}


@dataclass(frozen=True)
class Value:
    """A published cell: a number, a bound, a range, a withheld figure, or none.

    Parameters
    ----------
    point, low, high
        Numbers as printed, without thousands commas; empty where there is none.
    mark
        ``""``, ``"W"``, ``"<"``, ``">"`` or ``"range"``.
    absent
        Why there is no figure: ``"zero"``, ``"not available"``, ``"blank"`` or ``"text"``.
    """

    point: str = ""
    low: str = ""
    high: str = ""
    mark: str = ""
    absent: str = ""


def parse(cell: str) -> Value:
    """Read one cell of a USGS table.

    Examples
    --------
    >>> parse("1,270").point, parse("W").mark, parse(">90,000,000").low
    ('1270', 'W', '90000000')
    >>> parse("50–300").high, parse("—").absent, parse("NA").absent
    ('300', 'zero', 'not available')
    """
    text = cell.strip().replace(",", "").replace("\xa0", " ")
    if text in ("—", "–", "0"):
        return Value(absent="zero")
    if text in ("NA", "XX"):
        return Value(absent="not available")
    if text == "":
        return Value(absent="blank")
    if text == "W":
        return Value(low="0", mark="W")
    if text == "s":
        return Value(low="0", high="0.5", mark="<")
    number = r"\d+(?:\.\d+)?"
    if re.fullmatch(rf"e?{number}", text):
        return Value(point=text.removeprefix("e"))
    if match := re.fullmatch(rf"([<>])\s*({number})", text):
        sign, bound = match.groups()
        return Value(low=bound, mark=">") if sign == ">" else Value(low="0", high=bound, mark="<")
    if match := re.fullmatch(rf"({number})\s*[–-]\s*({number})", text):
        return Value(low=match[1], high=match[2], mark="range")
    return Value(absent="text")


def mass_unit(name: str) -> str:
    """Return the library's word for a USGS unit of mass.

    Raises
    ------
    UnitsError
        If the unit is not one this recipe knows.
    """
    try:
        return _UNITS[name.strip()]
    except KeyError:
        raise UnitsError(
            f"unknown USGS unit {name!r}; the recipe reads {', '.join(sorted(_UNITS))}"
        ) from None


@dataclass(frozen=True)
class Figure:
    """One cell of a world table.

    Parameters
    ----------
    vintage
        Edition, for example ``"MCS 2026"``.
    commodity
        What the file calls the commodity: chapter (2026), name (2025) or slug (older).
    detail
        What is counted, as printed.
    quantity
        ``"production"``, ``"capacity"`` or ``"reserves"``.
    country
        As printed.
    year
        Year the figure belongs to.
    value
        The cell.
    unit
        Unit of mass of the number.
    estimated
        Whether the publisher says so.
    note
        The publisher's remark.
    locator
        File and line.
    """

    vintage: str
    commodity: str
    detail: str
    quantity: str
    country: str
    year: int
    value: Value
    unit: str
    estimated: bool
    note: str
    locator: str


@dataclass(frozen=True)
class Row2026:
    """One row of the data release of 2026."""

    chapter: str
    section: str
    country: str
    statistics: str
    detail: str
    unit: str
    year: str
    value: str
    note: str
    line: int

    @property
    def locator(self) -> str:
        """File and line."""
        return f"MCS2026_Commodities_Data.csv line {self.line}"


def rows_2026(lines: Iterable[str]) -> Iterator[Row2026]:
    """Read ``MCS2026_Commodities_Data.csv`` (Windows-1252)."""
    reader = csv.DictReader(lines)
    for row in reader:
        yield Row2026(
            chapter=row["MCS chapter"],
            section=row["Section"],
            country=row["Country"],
            statistics=row["Statistics"],
            detail=row["Statistics_detail"],
            unit=row["Unit"],
            year=row["Year"],
            value=row["Value"],
            note=row["Notes"],
            line=reader.line_num,
        )


def figures_2026(rows: Iterable[Row2026], chapters: Iterable[str]) -> Iterator[Figure]:
    """Pick the world tables of some chapters out of the edition of 2026."""
    wanted = set(chapters)
    for row in rows:
        if row.chapter in wanted and row.section.startswith("World"):
            yield Figure(
                vintage="MCS 2026",
                commodity=row.chapter,
                detail=row.detail,
                quantity=row.statistics.casefold(),
                country=row.country,
                year=int(row.year),
                value=parse(row.value),
                unit=mass_unit(row.unit),
                estimated="estimated" in row.note.casefold(),
                note=row.note,
                locator=row.locator,
            )


def figures_2025(lines: Iterable[str], commodities: Iterable[str]) -> Iterator[Figure]:
    """Read ``MCS2025_World_Data.csv``.

    A blank cell may be withheld, not available or zero here. Where the publisher's note says
    "W", it is withheld.
    """
    wanted = set(commodities)
    columns = (
        ("production", 2023, "PROD_2023", "PROD_NOTES"),
        ("production", 2024, "PROD_EST_ 2024", "PROD_NOTES"),
        ("capacity", 2023, "CAP_2023", "CAP_NOTES"),
        ("capacity", 2024, "CAP_EST_ 2024", "CAP_NOTES"),
        ("reserves", 2024, "RESERVES_2024", "RESERVE_NOTES"),
    )
    reader = csv.DictReader(lines)
    for row in reader:
        if row["COMMODITY"].strip() not in wanted:
            continue
        for quantity, year, column, notes in columns:
            note = row[notes].strip()
            value = parse(row[column])
            if value.absent == "blank" and note.startswith("W "):
                value = parse("W")
            yield Figure(
                vintage="MCS 2025",
                commodity=row["COMMODITY"].strip(),
                detail=row["TYPE"].strip(),
                quantity=quantity,
                country=row["COUNTRY"],
                year=year,
                value=value,
                unit=mass_unit(row["UNIT_MEAS"]),
                estimated="_EST_" in column
                or "estimated" in row["TYPE"].casefold()
                or (quantity == "production" and "estimated" in note.casefold()),
                note=note,
                locator=f"MCS2025_World_Data.csv line {reader.line_num}",
            )


_COLUMN = re.compile(r"(Prod|Cap|Reserves)_(t|kt|kg)(_est)?(?:_(\d{4}))?", re.IGNORECASE)
_QUANTITY = {"prod": "production", "cap": "capacity", "reserves": "reserves"}


def figures_older(edition: int, slug: str, file: str, lines: Iterable[str]) -> Iterator[Figure]:
    """Read one world table of the editions 2022, 2023 or 2024.

    The unit and the year stand in the header (``Prod_kt_est_2022``); a second year is estimated
    where the header says so, the first where the note does.
    """
    reader = csv.DictReader(lines)
    columns = [
        (name, match) for name in reader.fieldnames or () if (match := _COLUMN.fullmatch(name))
    ]
    for row in reader:
        if not row["Country"]:
            continue  # padding at the end of the files
        for name, match in columns:
            kind, unit, estimated, year = match.groups()
            quantity = _QUANTITY[kind.casefold()]
            prefix = {"production": "Prod_note", "capacity": "Cap_note"}.get(quantity, "Reserves_n")
            note = next((v for k, v in row.items() if k and k.startswith(prefix)), None) or ""
            yield Figure(
                vintage=f"MCS {edition}",
                commodity=slug,
                detail=row["Type"].strip(),
                quantity=quantity,
                country=row["Country"],
                year=int(year) if year else edition - 1,
                value=parse(row[name] or ""),
                unit=mass_unit(unit),
                estimated=bool(estimated)
                or (quantity != "reserves" and "estimated" in note.casefold()),
                note=" ".join(note.split()),
                locator=f"{file} line {reader.line_num}",
            )
