"""World tables of the USGS Mineral Commodity Summaries, editions 2022 to 2026, as records."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from mineralsec.arguments import file_path
from mineralsec.errors import (
    DataError,
    MineralsecError,
    Problem,
    RecordError,
    UnknownNameError,
    show,
    suggest,
)
from mineralsec.io import usgs_files
from mineralsec.io.country_names import place_of
from mineralsec.io.reading import Covered, OnProblem, Reading, finished, known_word
from mineralsec.io.text_files import as_lines, numbered_rows, text_of
from mineralsec.io.usgs_files import Figure, Value
from mineralsec.model import Producer, Refiner, Reserve
from mineralsec.model.names import mineral_name
from mineralsec.provenance import Citation
from mineralsec.quantities import Between, Q
from mineralsec.units import MASS, MASS_FLOW

__all__ = ["read_usgs"]

#: How the files misspell or qualify a commodity.
_MEANT = {
    "gemanium": "germanium",
    "niobium (columbium)": "niobium",
    "graphite (natural)": "graphite",
}

_ABSENT = {
    "not available": "not available (NA)",
    "blank": "blank: withheld, not available or zero, the file does not say which",
}
#: DOI and day of each data release.
_RELEASES = {
    "MCS 2022": ("10.5066/P9KKMCP4", "2022-01-31"),
    "MCS 2023": ("10.5066/P9WCYUI6", "2023-01-31"),
    "MCS 2024": ("10.5066/P144BA54", "2024-01-31"),
    "MCS 2025": ("10.5066/P13XCP3R", "2025-01-31"),
    "MCS 2026": ("10.5066/P1WKQ63T", "2026-02-06"),
}
_OLDER = re.compile(r"mcs(?P<edition>20\d\d)-(?P<slug>[a-z]+)_world", re.IGNORECASE)


class _Row(NamedTuple):
    """A figure with the place it belongs to: None for the world."""

    line: int
    figure: Figure
    place: str | None


def read_usgs(
    path: str | os.PathLike[str],
    commodity: str | None = None,
    *,
    mineral: str | None = None,
    stage: str = "mining",
    takes: str | None = None,
    counts: str = "",
    form: str | None = None,
    on_problem: OnProblem = "raise",
) -> Reading:
    """Read one commodity's world table from a USGS data release of 2022 to 2026.

    The edition is recognised by the header: ``MCS2026_Commodities_Data.csv``,
    ``MCS2025_World_Data.csv``, or one ``*_world.csv`` a commodity before that. Markers, bounds,
    ranges, thousands commas, footnotes glued to names, estimates said in notes and the units
    that the files have wrong by a thousand are read as the bundled data read them.

    Parameters
    ----------
    path
        The file.
    commodity
        What the file calls it, in any case: ``"rare earths"``; not needed where the file holds
        one commodity.
    mineral
        Name for the records; None takes `commodity`.
    stage
        Stage that the production belongs to.
    takes
        Stage it takes from; the records are then refiners.
    counts
        Words that the statistic must hold, where one table counts several things
        (``"ferrosilicon"``, ``"refinery"``).
    form
        Form that the figures are the gross weight of.
    on_problem
        ``"raise"`` all bad rows at once, or ``"keep"`` them in ``.problems``.

    Returns
    -------
    Reading
        Producers (or refiners) by place and year, with capacity where the table has it, and
        reserves, each with its citation; ``.coverage`` compares their sum with the world row.
        ``W`` is withheld, a dash is zero, ``NA`` and blanks are left out with their line.

    Raises
    ------
    DataError
        If the file cannot be read, is no such release, or has bad rows.
    UnknownNameError
        If the file has no such commodity.
    RecordError
        If no name for the mineral is given.

    Examples
    --------
    >>> import mineralsec as ms
    >>> reading = ms.io.read_usgs("MCS2025_World_Data.csv", "cobalt")  # doctest: +SKIP
    >>> cobalt = ms.Mineral("cobalt", stages=("mining", "refining"))
    >>> ms.SupplyGraph.from_records([cobalt, *reading], year=2024)  # doctest: +SKIP
    """
    known_word(on_problem)
    name = file_path(path).name
    problems: list[Problem] = []
    left_out: list[Problem] = []
    figures = list(_figures(text_of(path), name, commodity, problems))
    if mineral is None and commodity is None:
        raise RecordError(f"{name} does not name its mineral. Write mineral='cobalt'.")
    called = mineral_name(_meant(commodity or "") if mineral is None else mineral)
    rows = [
        row
        for line, figure in figures
        if (figure.quantity == "reserves" or counts.casefold() in figure.detail.casefold())
        and (row := _placed(line, figure, problems, left_out)) is not None
    ]
    rows = _once(rows, problems)
    records = list(_records(rows, called, stage, takes, form, problems, left_out))
    return finished(name, records, problems, left_out, _coverage(rows), on_problem)


def _meant(name: str) -> str:
    text = " ".join(name.casefold().split())
    return _MEANT.get(text, text)


def _figures(
    text: str, name: str, commodity: str | None, problems: list[Problem]
) -> Iterator[tuple[int, Figure]]:
    """Yield the figures of one commodity with their lines; rows that break go to `problems`."""
    header, rows = numbered_rows(text, name, problems)
    column = {"MCS chapter": "MCS chapter", "COMMODITY": "COMMODITY"}
    key = next((column[c] for c in header if c in column), None)
    older = _OLDER.search(name)
    if key is None and not (older and "Country" in header):
        raise DataError(
            f"{name} is no USGS data release: its columns are {', '.join(header[:6])} … Give "
            "MCS2026_Commodities_Data.csv, MCS2025_World_Data.csv or a file '*_world.csv'."
        )
    kept = list(rows)
    printed = None if key is None else _printed(kept, key, commodity, name)
    for line, row in kept:
        if key is not None and row[key] != printed:
            continue
        try:
            if key == "MCS chapter":
                one = usgs_files.rows_2026(as_lines(header, row))
                found = list(usgs_files.figures_2026(one, [row[key]]))
            elif key == "COMMODITY":
                found = list(usgs_files.figures_2025(as_lines(header, row), [row[key].strip()]))
            else:
                assert older is not None
                edition, slug = int(older["edition"]), older["slug"].casefold()
                found = list(usgs_files.figures_older(edition, slug, name, as_lines(header, row)))
        except (MineralsecError, ValueError, KeyError) as error:
            problems.append(Problem(f"line {line}", str(error)))
            continue
        yield from ((line, replace(f, locator=f"{name} line {line}")) for f in found)


def _printed(
    rows: list[tuple[int, dict[str, str]]], key: str, commodity: str | None, name: str
) -> str:
    """Return the commodity as the file writes it."""
    there = {_meant(row[key]): row[key] for _, row in rows}
    asked = _meant(commodity or "")
    if asked not in there:
        raise UnknownNameError(
            f"{name} has no commodity {show(commodity)}.{suggest(asked, there)} "
            f"There are: {', '.join(sorted(there))}."
        )
    return there[asked]


def _placed(
    line: int, figure: Figure, problems: list[Problem], left_out: list[Problem]
) -> _Row | None:
    world = figure.country.strip().casefold().startswith("world")
    if world:
        return _Row(line, figure, None)
    try:
        place = place_of(figure.country)
    except UnknownNameError as error:
        problems.append(Problem(f"line {line}", str(error)))
        return None
    if place is None:
        where = f"line {line}, {figure.country.strip()}"
        left_out.append(Problem(where, "a group of countries, which has rows of its own"))
        return None
    return _Row(line, figure, place)


def _once(rows: list[_Row], problems: list[Problem]) -> list[_Row]:
    """Keep one figure for each place, year and quantity; a second one is a problem."""
    kept: list[_Row] = []
    first: dict[tuple[str | None, int, str], _Row] = {}
    for row in rows:
        figure = row.figure
        if figure.value.absent in _ABSENT:
            kept.append(row)
            continue
        earlier = first.setdefault((row.place, figure.year, figure.quantity), row)
        if earlier is row:
            kept.append(row)
        elif row.place is not None:
            message = (
                f"a second {figure.quantity} of {figure.country.strip()} in {figure.year}: "
                f"{show(figure.detail)} after {show(earlier.figure.detail)} in line "
                f"{earlier.line}. Choose one by counts='…'."
            )
            problems.append(Problem(f"line {row.line}", message))
    return kept


def _records(
    rows: list[_Row],
    mineral: str,
    stage: str,
    takes: str | None,
    form: str | None,
    problems: list[Problem],
    left_out: list[Problem],
) -> Iterator[Any]:
    makers: dict[tuple[str, int], dict[str, _Row]] = {}
    # a column that is blank throughout is not there for this commodity
    filled = {
        (row.figure.quantity, row.figure.year) for row in rows if row.figure.value.absent != "blank"
    }
    for row in rows:
        figure = row.figure
        there = not filled or (figure.quantity, figure.year) in filled
        if row.place is None or not there:
            continue
        if (absent := figure.value.absent) in (*_ABSENT, "text"):
            where = f"line {row.line}, {figure.country.strip()}, {figure.quantity} {figure.year}"
            left_out.append(Problem(where, _ABSENT.get(absent, "words instead of a number")))
        elif figure.quantity == "reserves":
            yield from _tried(row, problems, partial(_reserve, row, mineral, form))
        elif figure.quantity in ("production", "capacity"):
            makers.setdefault((row.place, figure.year), {})[figure.quantity] = row
    for found in makers.values():
        row = found.get("production") or found["capacity"]
        yield from _tried(row, problems, partial(_maker, found, mineral, stage, takes, form))


def _tried(row: _Row, problems: list[Problem], make: Callable[[], Any]) -> list[Any]:
    try:
        return [make()]
    except MineralsecError as error:
        problems.append(Problem(f"line {row.line}", str(error)))
        return []


def _reserve(row: _Row, mineral: str, form: str | None) -> Reserve:
    return Reserve(amount=_amount(row.figure, MASS), **_common(row, mineral, form))


def _maker(
    found: dict[str, _Row], mineral: str, stage: str, takes: str | None, form: str | None
) -> Producer | Refiner:
    row = found.get("production") or found["capacity"]
    capacity = _amount(found["capacity"].figure, MASS_FLOW) if "capacity" in found else None
    values: dict[str, Any] = {
        "id": f"{mineral} {stage} {row.place}",
        # a capacity alone says no more of the output than its limit
        "output": _amount(row.figure, MASS_FLOW)
        if "production" in found
        else Between(Q(0, MASS_FLOW), capacity),
        "capacity": capacity,
        **_common(row, mineral, form),
    }
    if takes is None:
        return Producer(stage=stage, **values)
    return Refiner(takes=takes, makes=stage, **values)


def _common(row: _Row, mineral: str, form: str | None) -> dict[str, Any]:
    figure = row.figure
    doi, day = _RELEASES[figure.vintage]
    return {
        "mineral": mineral,
        "place": row.place,
        "form": form,
        "year": figure.year,
        "vintage": figure.vintage,
        "quality": "estimated" if figure.estimated else "reported",
        "source": Citation(
            title=f"Mineral Commodity Summaries {figure.vintage[4:]}, data release",
            publisher="US Geological Survey, National Minerals Information Center",
            locator=figure.locator,
            as_of=day,
            url=f"https://doi.org/{doi}",
            licence="CC0-1.0" if figure.vintage == "MCS 2026" else "US public domain",
            note=figure.note,
        ),
    }


def _amount(figure: Figure, canonical: str) -> Any:
    unit = figure.unit if canonical == MASS else f"{figure.unit} / year"
    value: Value = figure.value
    if value.absent == "zero":
        return Q(0.0, unit)
    if value.point:
        return Q(float(value.point), unit)
    high = Q(float(value.high), unit) if value.high else None
    mark: Any = value.mark
    return Between(Q(float(value.low or 0), unit), high, mark=mark)


def _coverage(rows: list[_Row]) -> list[Covered]:
    read: dict[tuple[str, int, str], float] = {}
    world: dict[tuple[str, int, str], float] = {}
    for row in rows:
        figure = row.figure
        key = (figure.quantity, figure.year, figure.unit)
        if figure.value.point:
            into = world if row.place is None else read
            into[key] = into.get(key, 0.0) + float(figure.value.point)
    return [
        Covered(f"{quantity} {year}", total, world.get((quantity, year, unit)), unit)
        for (quantity, year, unit), total in sorted(read.items())
    ]
