"""What GeoPolRisk needs beside trade: production, governance, entities and codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mineralsec.analysis.criticality.geopolrisk_trade import Instability
from mineralsec.analysis.frame_columns import amounts, needs, opened
from mineralsec.analysis.holders import TOTALS
from mineralsec.arguments import several
from mineralsec.datasets.tables import published
from mineralsec.errors import GraphError, UnitsError, UnknownNameError, show
from mineralsec.places import bloc_members, is_bloc, resolve_place
from mineralsec.units import parse_unit, ureg

__all__ = [
    "Combination",
    "Members",
    "combinations",
    "instability",
    "members_of",
    "released_instability",
    "usual_codes",
]

Floats: TypeAlias = NDArray[np.float64]
Members: TypeAlias = Mapping[str, Iterable[str]] | Iterable[str] | str

#: A code that only a trade table knows.
TOKEN = re.compile("[A-Z0-9]{3}")


@frozen
class Combination:
    """One question: a material, an entity, a year, and what production says.

    Parameters
    ----------
    material, entity, year
        What is asked.
    hhi
        Concentration of world production; NaN if there is none of that year. [-]
    domestic
        Production of the entity; NaN if it is withheld. [t]
    """

    material: str
    entity: str
    year: int
    hhi: float
    domestic: float


@cache
def usual_codes() -> dict[str, tuple[str, ...]]:
    """Return the HS 1992 codes of each material, as the released package sums them.

    Examples
    --------
    >>> usual_codes()["Lithium"]
    ('282520', '283691')
    """
    found: dict[str, tuple[str, ...]] = {}
    for row in published("geopolrisk", "codes"):
        found[row["material"]] = (*found.get(row["material"], ()), row["hs"])
    return found


def members_of(entities: Members, year: int, *, fixed: bool) -> dict[str, frozenset[str]]:
    """Return the places of each entity in a year.

    Parameters
    ----------
    entities
        Names of places or blocs, or a mapping from a name to its places.
    year
        Year whose last day decides who belongs to a bloc.
    fixed
        Take the European Union of 27 in all years, as the released package does, and leave
        aside what is no place. Otherwise only a mapping may hold codes that are no places, of
        three capitals or digits.
    """
    listed = entities
    if not isinstance(entities, Mapping):
        listed = several(entities, "entities", "entities='JPN'")
    found = {}
    for name in listed:
        given = listed[name] if isinstance(listed, Mapping) else (name,)
        given = (given,) if isinstance(given, str) else given
        places: set[str] = set()
        for place in given:
            if is_bloc(place):
                places |= (
                    bloc_members("EU27") if fixed and place == "EU"
                    else bloc_members(place, f"{year}-12-31")
                )  # fmt: skip
                continue
            try:
                places.add(resolve_place(place))
            except UnknownNameError:
                # a trade table has codes of its own: BLX for Belgium with Luxembourg to 1998
                if not fixed and not (isinstance(listed, Mapping) and TOKEN.fullmatch(place)):
                    raise
                places.add(place)
        found[str(name)] = frozenset(places)
    if not found:
        raise GraphError("entities is empty. Name at least one, e.g. entities=['JPN', 'EU'].")
    return found


def combinations(
    production: Any,
    entities: Mapping[int, Mapping[str, frozenset[str]]],
    materials: Sequence[str] | None,
    *,
    compat: bool,
) -> tuple[Combination, ...]:
    """Return every combination of material, entity and year, with its production figures.

    Parameters
    ----------
    production
        Frame of production by material, year and place, or of the figures themselves.
    entities
        Members of each entity by year.
    materials
        Which to take, None for all of the frame.
    compat
        Compute as the released package does.
    """
    table = opened(production)
    if {"hhi", "domestic_production_t"} <= set(table.columns):
        return _given(table, entities, materials)
    needs(table, ["material", "year", "place", "quantity"])
    material = [str(name) for name in table["material"].to_list()]
    year = table["year"].to_list()
    label = [str(place) for place in table["place"].to_list()]
    unit = table["unit"].to_list() if "unit" in table.columns else ["t"] * len(table)
    quantity, blank = amounts(table["quantity"])
    rows: dict[tuple[str, int], list[tuple[str, float, str]]] = {}
    wanted = None if materials is None else set(materials)
    for i, name in enumerate(material):
        if label[i].strip().lower() in TOTALS or (wanted is not None and name not in wanted):
            continue
        place = _place(label[i], compat)
        figure = np.nan if blank[i] else float(quantity[i])
        rows.setdefault((name, int(year[i])), []).append((place, figure, str(unit[i])))
    names = list(dict.fromkeys(name for name, _ in rows)) if materials is None else list(materials)
    found = []
    for name in names:
        for when, members in entities.items():
            here = rows.get((name, when), [])
            hhi = _released_hhi(here) if compat else _hhi(here)
            for entity, places in members.items():
                own = _released_domestic(here, places) if compat else _domestic(here, places)
                found.append(Combination(name, entity, when, hhi, own))
    return tuple(found)


def _given(
    table: Any,
    entities: Mapping[int, Mapping[str, frozenset[str]]],
    materials: Sequence[str] | None,
) -> tuple[Combination, ...]:
    """Return the combinations of a frame that holds the figures themselves."""
    needs(table, ["material", "entity", "year"])
    columns = ("material", "entity", "year", "hhi", "domestic_production_t")
    found = []
    for name, entity, year, hhi, own in zip(*(table[c].to_list() for c in columns), strict=True):
        if int(year) not in entities or (materials is not None and name not in materials):
            continue
        if entity not in entities[int(year)]:
            raise UnknownNameError(
                f"production speaks of {show(entity)}, which entities does not name. "
                f"Entities: {', '.join(entities[int(year)])}."
            )
        figures = [np.nan if x is None or x == "" else float(x) for x in (hhi, own)]
        found.append(Combination(str(name), str(entity), int(year), *figures))
    return tuple(found)


def _place(label: str, compat: bool) -> str:
    try:
        return resolve_place(label)
    except UnknownNameError:
        if compat:
            return label
        raise


def _tonnes(rows: Iterable[tuple[str, float, str]]) -> dict[str, float]:
    """Return production by place, rows of one place added. [t]"""
    held: dict[str, float] = {}
    for place, figure, unit in rows:
        held[place] = held.get(place, 0.0) + figure * _in_tonnes(unit)
    return held


@cache
def _in_tonnes(unit: str) -> float:
    meant = parse_unit(unit)
    if not meant.is_compatible_with("tonne"):
        raise UnitsError(
            f"production in {show(unit)} is no mass. Convert it to tonnes first, as trade is."
        )
    return float(ureg.Quantity(1.0, meant).m_as("tonne"))


def _hhi(rows: Sequence[tuple[str, float, str]]) -> float:
    """Return the concentration of production; a withheld figure is outside it."""
    held = np.array(list(_tonnes(row for row in rows if row[1] == row[1]).values()))
    total = float(held.sum())
    return float(((held / total) ** 2).sum()) if total > 0 else np.nan


def _domestic(rows: Sequence[tuple[str, float, str]], places: frozenset[str]) -> float:
    return float(sum(q for place, q in _tonnes(rows).items() if place in places))


def _released_hhi(rows: Sequence[tuple[str, float, str]]) -> float:
    """Return it as the released package does: every figure cut to a whole number first."""
    held = np.trunc([0.0 if figure != figure else figure for _, figure, _ in rows])
    total = float(held.sum())
    return float((held @ held) / total**2) if total > 0 else np.nan


def _released_domestic(rows: Sequence[tuple[str, float, str]], places: frozenset[str]) -> float:
    """Return the first row of each member; kilograms become tonnes, other units stay."""
    first: dict[str, float] = {}
    for place, figure, unit in rows:
        if place in places and figure == figure:
            first.setdefault(place, figure / 1000 if unit == "kg" else figure)
    return sum(first.values())


@cache
def _estimates() -> dict[tuple[str, int], float]:
    """Return political stability of the update of 2024, which is one edition."""
    return {
        (row["place"], int(row["year"])): float(row["pv"])
        for row in published("governance", "estimates")
        if row["edition"] == "2024" and row["pv"]
    }


@cache
def _released() -> dict[tuple[str, int], float]:
    """Return the instability that the released package has stored."""
    found = {}
    for row in published("geopolrisk", "stability"):
        usual = (2.5 - float(row["estimate"])) / 5 if row["estimate"] else 0.0
        used = float(row["used"]) if row["used"] else min(max(usual, 0.0), 1.0)
        found[row["place"], int(row["year"])] = used
    return found


def released_instability(places: Sequence[str], years: Sequence[int]) -> Instability:
    """Return instability as the released package uses it: 0.5 where it has no row."""
    known = _released()
    found = np.array([[known.get((p, y), 0.5) for y in years] for p in places])
    return Instability(found.reshape(len(places), len(years)), (True,) * len(years))


def instability(stability: Any, places: Sequence[str], years: Sequence[int]) -> Instability:
    r"""Return :math:`(2.5 - \mathrm{WGI}) / 5`, clipped to 0..1; NaN without an estimate.

    Parameters
    ----------
    stability
        Frame with ``place``, ``year`` and ``estimate``; None takes the bundled edition.
    places, years
        Rows and columns of the answer.
    """
    if stability is None:
        known = _estimates()
    else:
        table = opened(stability)
        needs(table, ["place", "year", "estimate"])
        columns = (table[name].to_list() for name in ("place", "year", "estimate"))
        known = {
            (resolve_place(place), int(year)): float(estimate)
            for place, year, estimate in zip(*columns, strict=True)
            if estimate is not None
        }
    found = np.array([[known.get((p, y), np.nan) for y in years] for p in places])
    risk = np.clip((2.5 - found.reshape(len(places), len(years))) / 5, 0.0, 1.0)
    there = {year for _, year in known}
    return Instability(risk, tuple(year in there for year in years))
