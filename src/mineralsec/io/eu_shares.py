"""Supply shares from the annex tables of the EU's study on critical raw materials."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from mineralsec.arguments import file_path, is_word
from mineralsec.errors import DataError, MineralsecError, Problem, UnknownNameError, show, suggest
from mineralsec.io.country_names import place_of
from mineralsec.io.eu_materials import material_of
from mineralsec.io.reading import Covered, OnProblem, Reading, finished, known_word
from mineralsec.io.text_files import numbered_rows, text_of

__all__ = ["SupplyShare", "read_eu_shares"]

#: What the tables call the stages.
_STAGES = {"E": "extraction", "P": "processing"}
_SHARE = re.compile(r"(?P<below><)?\s*(?P<number>[0-9]+(?:\.[0-9]+)?)\s*%?")
#: "Congo, D.R." stands beside it in the same tables.
_PLACES = {"Congo": "COG"}
_COLUMNS = ("Material", "Stage", "Country", "Share")


class SupplyShare(NamedTuple):
    """One country's part of a supply.

    Parameters
    ----------
    material
        Name of the material in the library's words.
    stage
        ``"extraction"`` or ``"processing"``.
    place
        ISO 3166-1 alpha-3 code, or the residual.
    low, point, high
        Share; `point` is None where the table gives only a bound. [%]

    Examples
    --------
    >>> import mineralsec as ms
    >>> row = ms.io.SupplyShare("gallium", "processing", "CHN", 0.935, 0.94, 0.945)
    >>> row.low < row.point < row.high
    True
    """

    material: str
    stage: str
    place: str
    low: float
    point: float | None
    high: float


def read_eu_shares(
    path: str | os.PathLike[str],
    material: str | None = None,
    *,
    stage: str | None = None,
    on_problem: OnProblem = "raise",
) -> Reading:
    """Read supply shares, of the world or of the EU's own supply (means of about 2016-2020).

    Parameters
    ----------
    path
        ``fact_GlobalSupplyShares_t.csv`` or ``fact_EUSupplyShares_t.csv``.
    material
        One material, in the library's words or the table's; None takes all.
    stage
        ``"extraction"`` or ``"processing"``; None takes both.
    on_problem
        ``"raise"`` all bad rows at once, or ``"keep"`` them in ``.problems``.

    Returns
    -------
    Reading
        Of :class:`SupplyShare` rows; ``<0.1%`` has no point. Spellings of one country
        ("Turkyie", "Türkiye") are added up. ``.coverage`` sums the shares of each material and
        stage against 100 %.

    Raises
    ------
    DataError
        If the file cannot be read, lacks a column, or has bad rows.
    UnknownNameError
        If there is no such material or stage.

    Examples
    --------
    >>> import mineralsec as ms
    >>> ms.io.read_eu_shares("fact_GlobalSupplyShares_t.csv", "gallium")  # doctest: +SKIP
    """
    known_word(on_problem)
    if stage is not None and not is_word(stage, _STAGES.values()):
        words = tuple(_STAGES.values())
        raise UnknownNameError(
            f"stage must be one of {', '.join(map(repr, words))}, got {show(stage)}."
            f"{suggest(str(stage), words)}"
        )
    name = file_path(path).name
    problems: list[Problem] = []
    left_out: list[Problem] = []
    header, rows = numbered_rows(text_of(path), name, problems)
    if missing := [column for column in _COLUMNS if column not in header]:
        raise DataError(f"{name} has no column {', '.join(missing)}. It has {', '.join(header)}.")
    wanted = None if material is None else _named(material)
    there: dict[str, None] = {}
    found: dict[tuple[str, str, str], SupplyShare] = {}
    for line, row in rows:
        called = _named(row["Material"])
        there[called] = None
        step = _STAGES.get(row["Stage"].strip(), "")
        if (wanted not in (None, called)) or (stage is not None and step not in ("", stage)):
            continue
        share = _SHARE.fullmatch(row["Share"].strip())
        try:
            place = _PLACES.get(row["Country"].strip()) or place_of(row["Country"])
        except MineralsecError as error:
            problems.append(Problem(f"line {line}", str(error)))
            continue
        if place is None:
            left_out.append(Problem(f"line {line}", f"{row['Country'].strip()} is no country"))
        elif not step or share is None or float(share["number"]) > 100:
            what = f"stage {row['Stage']!r}, share {row['Share']!r}"
            problems.append(Problem(f"line {line}", f"E or P and a share up to 100 %, got {what}"))
        else:
            _add(found, called, step, place, float(share["number"]), below=bool(share["below"]))
    if wanted is not None and wanted not in there:
        raise UnknownNameError(f"{name} has no material {show(material)}.{suggest(wanted, there)}")
    sums: dict[tuple[str, str], float] = {}
    for item in found.values():
        key = (item.material, item.stage)
        sums[key] = sums.get(key, 0.0) + (item.point or 0.0)
    coverage = [Covered(f"{m}, {s}", total, 100.0, "%") for (m, s), total in sums.items()]
    return finished(name, list(found.values()), problems, left_out, coverage, on_problem)


def _named(material: str) -> str:
    try:
        return material_of(material)
    except MineralsecError:
        return " ".join(material.casefold().split())  # a material outside the study


def _add(
    found: dict[tuple[str, str, str], SupplyShare],
    material: str,
    stage: str,
    place: str,
    number: float,
    *,
    below: bool,
) -> None:
    key = (material, stage, place)
    before = found.get(key, SupplyShare(*key, 0.0, None, 0.0))
    point = before.point if below else (before.point or 0.0) + number
    low = before.low + (0.0 if below else number)
    found[key] = SupplyShare(*key, low, point, before.high + number)
