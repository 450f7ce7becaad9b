"""The facilities dataset: plants of Africa and the Indo-Pacific, with owners and capacity."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from mineralsec.datasets.recipe.content import fraction
from mineralsec.datasets.recipe.facility_owners import Printed, owners_of
from mineralsec.datasets.recipe.facility_rules import CHAINS, FORMS, Verdict, judge
from mineralsec.datasets.recipe.facility_sources import NOTICE, NUMBERS, SOURCES, TABLES
from mineralsec.datasets.recipe.plain_tables import PlainTable, dataset_files
from mineralsec.datasets.recipe.spec import Stoichiometric
from mineralsec.datasets.recipe.tables import computed, exact
from mineralsec.errors import DataError
from mineralsec.places import resolve_place

__all__ = ["facility_files"]

Row = dict[str, str]

_UNITS = {
    "Thousand metric tons": "kilotonne / year",
    "kmt": "kilotonne / year",
    "Metric tons": "tonne / year",
    "mt": "tonne / year",
    "million mt": "megatonne / year",
    "Kilograms": "kilogram / year",
    "kg": "kilogram / year",
}
_FILES = {
    "Africa": ("usgs-africa-gis", "AFR_Mineral_Facilities.geojson"),
    "Indo-Pacific": ("usgs-indopacific-gis", "INDOPAC_Mineral_Facilities.geojson"),
}


def facility_files(folder: Path) -> dict[str, str]:
    """Return every file of the dataset ``facilities``, as text by name.

    Parameters
    ----------
    folder
        Folder of raw data.
    """
    path = folder / "derived" / "mine_facilities_usgs.csv"
    if not path.is_file():
        raise DataError(
            f"the recipe needs derived/{path.name}, which is not in {folder}; give the folder "
            "that holds raw/ and derived/"
        )
    with path.open(encoding="utf-8", newline="") as lines:
        judged = [(row, judge(row)) for row in csv.DictReader(lines)]
    rows, omitted = _used(judged)
    groups = _same_tonnes(_combined(rows))
    tables: dict[str, list[Row]] = {name: [] for name in TABLES}
    for group in groups:
        _add(group, tables, omitted)
    tables["omitted"] = omitted
    tables["sources"] = [dict(row) for row in SOURCES]
    tables["minerals"], tables["forms"] = _minerals(), _forms()
    return dataset_files(
        "facilities",
        "Mines and plants of Africa and the Indo-Pacific, with owners",
        "Capacities are contained mineral, or gross weight of the form named; the column `unit` "
        "holds the unit of the amounts in its row.",
        [{"name": "CC0-1.0", "title": "US Geological Survey: public domain"}],
        {
            name: PlainTable(about, dict.fromkeys(columns, "string") | NUMBERS.get(name, {}), rows)
            for name, (about, columns) in TABLES.items()
            for rows in (tables[name],)
        },
        NOTICE,
    )


def _used(judged: Iterable[tuple[Row, Verdict]]) -> tuple[list[tuple[Row, Verdict]], list[Row]]:
    """Part the rows with a capacity to use from those with a reason against it."""
    kept, omitted = [], []
    for row, verdict in judged:
        if not verdict.mineral:
            continue
        if verdict.reason:
            omitted.append(_omission(row, verdict.reason))
        else:
            kept.append((row, verdict))
    alone = []
    for row, verdict in kept:
        others = {
            v.mineral
            for r, v in kept
            if (r["uid"], r["facility"], r["capacity_t"])
            == (row["uid"], row["facility"], row["capacity_t"])
        }
        if len(others) > 1:
            reason = f"one figure printed for {', '.join(sorted(others))}: it is of all together"
            omitted.append(_omission(row, reason))
        else:
            alone.append((row, verdict))
    return alone, omitted


def _omission(row: Row, reason: str) -> Row:
    source, file = _FILES[row["source_region"]]
    return {
        "uid": row["uid"],
        "facility": row["facility"],
        "place": resolve_place(row["iso3"]),
        "commodity": row["commodity"],
        "published": exact(float(row["capacity"])) if row["capacity"] else "",
        "unit": row["capacity_unit"],
        "reason": reason,
        "source": source,
        "locator": f"{file}, {row['uid']}",
    }


def _combined(rows: Sequence[tuple[Row, Verdict]]) -> list[list[tuple[Row, Verdict]]]:
    """Bring together the rows that repeat one combined capacity."""
    leader = list(range(len(rows)))

    def find(i: int) -> int:
        while leader[i] != i:
            i = leader[i]
        return i

    for i, (a, va) in enumerate(rows):
        for j in range(i):
            b, vb = rows[j]
            same = (va.mineral, va.stage, a["capacity_t"], a["iso3"]) == (
                vb.mineral,
                vb.stage,
                b["capacity_t"],
                b["iso3"],
            )
            if same and _one_combination(a, b):
                leader[find(i)] = find(j)
    found: dict[int, list[tuple[Row, Verdict]]] = {}
    for i, pair in enumerate(rows):
        found.setdefault(find(i), []).append(pair)
    return list(found.values())


def _one_combination(a: Row, b: Row) -> bool:
    if not {"c"} & {flag.strip().lower() for flag in a["capacity_flag"].split(",")}:
        return False
    named = b["uid"] in a["combined_with"] or a["uid"] in b["combined_with"]
    return named or (bool(a["memo"]) and a["memo"] == b["memo"]) or a["uid"] == b["uid"]


def _same_tonnes(groups: list[list[tuple[Row, Verdict]]]) -> list[list[tuple[Row, Verdict]]]:
    """Count once what a mine and its plant both report, or a smelter and its refinery.

    One operator, one stage, one capacity, and either a mine beside a plant or names that begin
    with the same word.
    """
    found: dict[tuple[str, ...], list[tuple[Row, Verdict]]] = {}
    for number, group in enumerate(groups):
        row, verdict = group[0]
        key: tuple[str, ...] = (
            row["iso3"],
            verdict.mineral,
            verdict.stage,
            row["capacity_t"],
            row["operator"] or str(number),
        )
        if key in found and not _twins(found[key][0][0], row):
            key = (*key, str(number))
        found.setdefault(key, []).extend(group)
    return list(found.values())


def _twins(a: Row, b: Row) -> bool:
    return (
        a["facility_type"] != b["facility_type"]
        or a["facility"].split()[0] == b["facility"].split()[0]
    )


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))


def _add(
    group: Sequence[tuple[Row, Verdict]], tables: dict[str, list[Row]], omitted: list[Row]
) -> None:
    row, verdict = group[0]
    source, file = _FILES[row["source_region"]]
    stem = f"{_slug(verdict.mineral)}-{verdict.stage}-{row['uid'].lower()}-{_slug(row['facility'])}"
    taken = {facility["id"] for facility in tables["facilities"]}
    ident = next(c for c in (stem, *(f"{stem}-{n}" for n in range(2, 99))) if c not in taken)
    members = [r["facility"] for r, _ in group]
    uids = list(dict.fromkeys(r["uid"] for r, _ in group))
    notes = []
    if len(group) > 1:
        notes.append(f"one capacity for {len(group)} facilities, counted once")
    place = resolve_place(row["iso3"])
    owned, remark = _owners(group, place)
    if remark:
        notes.append(remark)
        if row["owners"]:
            omitted.append(_omission(row, f"owners not used: {remark}"))
    flags = {flag.strip().lower() for flag in row["capacity_flag"].split(",")}
    tables["facilities"].append(
        {
            "id": ident,
            "mineral": verdict.mineral,
            "stage": verdict.stage,
            "kind": verdict.kind,
            "place": place,
            "facility": "; ".join(members),
            "capacity": exact(float(row["capacity"])),
            "unit": _UNITS[row["capacity_unit"]],
            "form": verdict.form,
            "operator": row["operator"],
            "status": row["status"],
            "capacity_year": row["capacity_year"],
            "latitude": row["latitude"],
            "longitude": row["longitude"],
            "quality": "estimated" if "e" in flags else "reported",
            "source": source,
            "locator": f"{file}, {', '.join(uids)}",
            "note": "; ".join(notes),
        }
    )
    for owner in owned:
        seat, seat_source = owner.seat(place)
        tables["owners"].append(
            {
                "id": ident,
                "owner": owner.name,
                "printed": owner.printed,
                "share": "" if owner.share is None else computed(owner.share),
                "place": seat,
                "place_source": seat_source,
                "source": source,
                "locator": f"{file}, {row['uid']}",
            }
        )


def _owners(group: Sequence[tuple[Row, Verdict]], place: str) -> tuple[list[Printed], str]:
    lists = dict.fromkeys(row["owners"] for row, _ in group if row["owners"])
    if len(lists) > 1:
        return [], "the facilities of this capacity have different owners"
    return owners_of(next(iter(lists), ""), place)


def _minerals() -> list[Row]:
    return [
        {
            "name": name,
            "symbol": symbol,
            "stages": ";".join(stages),
            "basis": basis,
            "source": "usgs-africa-gis",
            "locator": "field DsgAttr02 (commodity)",
            "note": "",
        }
        for name, (symbol, basis, stages) in CHAINS.items()
    ]


def _forms() -> list[Row]:
    return [
        {
            "mineral": mineral,
            "name": name,
            "content": computed(fraction(Stoichiometric(compound, part, name))),
            "stage": CHAINS[mineral][2][0],
            "source": "iupac-2021",
            "locator": "abridged standard atomic weights",
            "note": "",
        }
        for name, (mineral, compound, part) in FORMS.items()
    ]
