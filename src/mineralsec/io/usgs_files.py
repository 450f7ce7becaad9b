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
    "thousand metric dry tons": "kilotonne",
    "million metric tons": "megatonne",
    "tons": "tonne",
    "kilograms": "kilogram",
    "t": "tonne",
    "kt": "kilotonne",
    "kg": "kilogram",
    "mt": "megatonne",
    "mmt": "megatonne",
    # no masses: `spec.UsgsTable.unit_mass` says what one weighs
    "million carats": "million carats",
    "thousand carats": "thousand carats",
    "thousands of carats": "thousand carats",
    "mct": "million carats",
    "kct": "thousand carats",
    "million cubic meters": "million cubic metres",
    "mcm": "million cubic metres",
    "million liters": "million litres",
}

#: Units that the publisher's file has wrong: (edition, commodity, quantity) to the right one.
_WRONG_UNITS = {
    ("MCS 2026", "VANADIUM", "reserves"): "kilotonne",
    ("MCS 2025", "Iron Ore", "reserves"): "megatonne",
    ("MCS 2025", "Molybdenum", "reserves"): "kilotonne",
    ("MCS 2025", "Vanadium", "reserves"): "kilotonne",
    ("MCS 2025", "Sand and gravel (industrial)", "production"): "kilotonne",
    ("MCS 2025", "Titanium Mineral Concentrates", "production"): "kilotonne",
    ("MCS 2025", "Titanium Mineral Concentrates", "reserves"): "kilotonne",
    ("MCS 2023", "chrom", "production"): "kilotonne",
    ("MCS 2023", "vanad", "reserves"): "kilotonne",
    ("MCS 2023", "rheni", "reserves"): "kilogram",
    ("MCS 2024", "selen", "reserves"): "tonne",
}
_CORRECTED = "the file's unit is wrong by a factor of a thousand; corrected"

#: Commodities whose column of reserves holds capacity in the edition of 2025.
_CAPACITY_AS_RESERVES = ("Indium",)


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
        If the unit is not one of the releases.
    """
    try:
        return _UNITS[" ".join(name.split())]
    except KeyError:
        raise UnitsError(
            f"unknown USGS unit {name!r}; known are {', '.join(sorted(_UNITS))}"
        ) from None


def _unit(edition: str, commodity: str, quantity: str, name: str, note: str) -> tuple[str, str]:
    """Return the unit of a figure, and the note with a remark where the file has it wrong."""
    right = _WRONG_UNITS.get((edition, commodity, quantity))
    if right is None:
        return mass_unit(name), note
    return right, "; ".join(filter(None, (note, f"{_CORRECTED}: printed {name.strip()}")))


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
    commodity: str = ""

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
            commodity=row["Commodity"],
        )


def figures_2026(rows: Iterable[Row2026], chapters: Iterable[str]) -> Iterator[Figure]:
    """Pick the world tables of some chapters out of the edition of 2026."""
    wanted = set(chapters)
    for row in rows:
        if row.chapter in wanted and row.section.startswith("World"):
            quantity = row.statistics.casefold()
            unit, note = _unit("MCS 2026", row.chapter, quantity, row.unit, row.note)
            yield Figure(
                vintage="MCS 2026",
                commodity=row.chapter,
                detail=row.detail,
                quantity=quantity,
                country=row.country,
                year=int(row.year),
                value=parse(row.value),
                unit=unit,
                estimated="estimated" in row.note.casefold(),
                note=note,
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
        commodity = row["COMMODITY"].strip()
        if commodity not in wanted:
            continue
        for quantity, year, column, notes in columns:
            note = row[notes].strip()
            value = parse(row[column])
            if value.absent == "blank" and note.startswith("W "):
                value = parse("W")
            if value.absent == "blank" and not row["UNIT_MEAS"].strip():
                continue  # Sierra Leone's rutile has no unit, and no capacity
            if quantity == "reserves" and commodity in _CAPACITY_AS_RESERVES:
                quantity = "capacity"
                note = "; ".join(filter(None, (note, "printed in the column of reserves")))
            unit, note = _unit("MCS 2025", commodity, quantity, row["UNIT_MEAS"], note)
            yield Figure(
                vintage="MCS 2025",
                commodity=commodity,
                detail=row["TYPE"].strip(),
                quantity=quantity,
                country=row["COUNTRY"],
                year=year,
                value=value,
                unit=unit,
                estimated="_EST_" in column
                or "estimated" in row["TYPE"].casefold()
                or (quantity == "production" and "estimated" in note.casefold()),
                note=note,
                locator=f"MCS2025_World_Data.csv line {reader.line_num}",
            )


_COLUMN = re.compile(
    r"(Prod|Cap|Reserves)_(?:Sponge_)?(t|kt|kg|mt|mmt|mct|kct|mcm)(_est)?(?:_(\d{4}))?",
    re.IGNORECASE,
)
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
    kinds = [*(reader.fieldnames or ()), "", "", ""][2]  # "Type", once the type itself
    for row in reader:
        if not row["Country"]:
            continue  # padding at the end of the files
        for name, match in columns:
            kind, letters, estimated, year = match.groups()
            quantity = _QUANTITY[kind.casefold()]
            prefix = {"production": "Prod_note", "capacity": "Cap_note"}.get(quantity, "Reserves_n")
            note = next((v for k, v in row.items() if k and k.startswith(prefix)), None) or ""
            note = " ".join(note.split())
            unit, note = _unit(f"MCS {edition}", slug, quantity, letters.casefold(), note)
            yield Figure(
                vintage=f"MCS {edition}",
                commodity=slug,
                detail=(row.get(kinds) or "").strip(),
                quantity=quantity,
                country=row["Country"],
                year=int(year) if year else edition - 1,
                value=parse(row[name] or ""),
                unit=unit,
                estimated=bool(estimated)
                or (quantity != "reserves" and "estimated" in note.casefold()),
                note=note,
                locator=f"{file} line {reader.line_num}",
            )
