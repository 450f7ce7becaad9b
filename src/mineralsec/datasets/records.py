"""Rows of a dataset as records, each with its citation."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from mineralsec.datasets.tables import host, rows, slug
from mineralsec.model import (
    Ban,
    Consumer,
    Control,
    Flow,
    Form,
    Mineral,
    Producer,
    Quota,
    Refiner,
    Reserve,
    Stockpile,
)
from mineralsec.provenance import Citation
from mineralsec.quantities import Between, Q

__all__ = ["mineral_records", "records"]

#: Instruments whose effect on quantities the tables carry in full.
_WITH_LIMIT = ("ban", "quota")


@cache
def _sources(dataset: str) -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in rows(dataset, "sources.csv")}


@cache
def _citation(dataset: str, key: str, locator: str, note: str) -> Citation:
    source = _sources(dataset)[key]
    return Citation(
        title=source["title"],
        publisher=source["publisher"],
        locator=", ".join(part for part in (source["locator"], locator) if part),
        as_of=source["as_of"] or None,
        url=source["url"],
        licence=source["licence"],
        note=note,
    )


def _word(text: str) -> Any:
    """Return a word of a closed vocabulary; the record checks it."""
    return text


def _cited(dataset: str, row: dict[str, str]) -> Citation:
    return _citation(dataset, row["source"], row["locator"], row["note"])


def _amount(row: dict[str, str], name: str) -> Any:
    unit = row["unit"]
    point = Q(float(row[name]), unit) if row[name] else None
    if not row["mark"]:
        return point
    high = row[f"{name}_high"]
    return Between(
        Q(float(row[f"{name}_low"] or 0), unit),
        Q(float(high), unit) if high else None,
        point,
        _word(row["mark"]),
    )


def _dated(dataset: str, row: dict[str, str]) -> dict[str, Any]:
    return {
        "year": int(row["year"]) if row["year"] else None,
        "vintage": row["vintage"],
        "quality": row["quality"],
        "source": _cited(dataset, row),
    }


def _reconciled(row: dict[str, str]) -> Any:
    cell = row.get("reconciled")
    return Q(float(cell), row["unit"]) if cell else None


def _release(text: str) -> Any:
    return Q(float(text), "tonne/year") if text else None


def _plant(row: dict[str, str], names: tuple[str, ...]) -> dict[str, Any]:
    by, ratio = host(row, names)
    return {
        "id": row["id"],
        "place": row["place"],
        "output": _amount(row, "output"),
        "reconciled": _reconciled(row),
        "capacity": Q(float(row["capacity"]), row["unit"]) if row["capacity"] else None,
        "form": row["form"] or None,
        "kind": row["kind"],
        "host": by,
        "host_ratio": ratio,
        "opens": row["opens"] or None,
    }


def mineral_records(dataset: str, names: Iterable[str]) -> dict[str, Mineral]:
    """Return the Mineral records of some minerals, with their forms."""
    forms: dict[str, list[Form]] = {}
    wanted = tuple(names)
    for row in rows(dataset, "forms.csv"):
        if row["mineral"] in wanted:
            low, high = row["unit_value_low"], row["unit_value_high"]
            forms.setdefault(row["mineral"], []).append(
                Form(
                    row["name"],
                    content=float(row["content"]),
                    stage=row["stage"],
                    hs=tuple(row["hs"].split(";")) if row["hs"] else (),
                    unit_value=(
                        (
                            Q(float(low or 0), "USD/kilogram"),
                            Q(float(high), "USD/kilogram") if high else None,
                        )
                        if low or high
                        else None
                    ),
                    source=_cited(dataset, row),
                )
            )
    table = {row["name"]: row for row in rows(dataset, "minerals.csv")}
    return {
        name: Mineral(
            name,
            symbol=table[name]["symbol"] or None,
            stages=tuple(table[name]["stages"].split(";")),
            basis=table[name]["basis"] or None,
            forms=tuple(forms.get(name, ())),
            hosts=tuple(table[name]["hosts"].split(";")) if table[name]["hosts"] else (),
            source=_cited(dataset, table[name]),
        )
        for name in wanted
    }


def records(dataset: str, names: tuple[str, ...]) -> tuple[Any, ...]:
    """Return every record of some minerals.

    Controls are those whose instrument the library can apply from what is published: bans, and
    quotas with a figure. The other acts of the register stay in ``controls.csv``.
    """
    found: list[Any] = list(mineral_records(dataset, names).values())
    for m in names:
        at = slug(m)
        for r in rows(dataset, at, "producers.csv"):
            plant = _plant(r, names)
            found.append(Producer(mineral=m, stage=r["stage"], **plant, **_dated(dataset, r)))
        for r in rows(dataset, at, "refiners.csv"):
            found.append(
                Refiner(
                    mineral=m, takes=r["takes"], makes=r["makes"], recovery=float(r["recovery"]),
                    **_plant(r, names), **_dated(dataset, r),
                )
            )  # fmt: skip
        for r in rows(dataset, at, "consumers.csv"):
            found.append(
                Consumer(
                    id=r["id"], mineral=m, place=r["place"], stage=r["stage"],
                    demand=_amount(r, "demand"), reconciled=_reconciled(r), form=r["form"] or None,
                    sector=r["sector"] or None, priority=int(r["priority"]),
                    weight=float(r["weight"]), **_dated(dataset, r),
                )
            )  # fmt: skip
        for r in rows(dataset, at, "flows.csv"):
            found.append(
                Flow(
                    mineral=m, stage=r["stage"], origin=r["origin"], destination=r["destination"],
                    quantity=Q(float(r["quantity"]), r["unit"]), reconciled=_reconciled(r),
                    form=r["form"] or None,
                    value=Q(float(r["value_usd"]), "USD/year") if r["value_usd"] else None,
                    published=Q(float(r["published"]), r["unit"]) if r["published"] else None,
                    **_dated(dataset, r),
                )
            )  # fmt: skip
        for r in rows(dataset, at, "stockpiles.csv"):
            found.append(
                Stockpile(
                    id=r["id"], mineral=m, place=r["place"], stage=r["stage"],
                    amount=_amount(r, "amount"), as_of=r["as_of"], form=r["form"] or None,
                    max_release=_release(r["max_release"]),
                    holder=r["holder"] or None, vintage=r["vintage"], quality=_word(r["quality"]),
                    source=_cited(dataset, r),
                )
            )  # fmt: skip
        for r in rows(dataset, at, "reserves.csv"):
            found.append(
                Reserve(
                    mineral=m, place=r["place"], amount=_amount(r, "amount"), kind=_word(r["kind"]),
                    form=r["form"] or None, **_dated(dataset, r),
                )
            )  # fmt: skip
        for r in rows(dataset, at, "controls.csv"):
            if r["instrument"] in _WITH_LIMIT:
                found.append(_control(dataset, m, r))
    return tuple(found)


def _control(dataset: str, mineral: str, r: dict[str, str]) -> Control:
    instrument = Ban() if r["instrument"] == "ban" else Quota(Q(float(r["limit"]), r["limit_unit"]))
    return Control(
        id=r["id"],
        issuer=r["issuer"],
        instrument=instrument,
        minerals=(mineral,),
        stages=tuple(r["stages"].split(";")) if r["stages"] else (),
        forms=tuple(r["forms"].split(";")) if r["forms"] else (),
        targets="world" if r["targets"] == "world" else tuple(r["targets"].split(";")),
        announced=r["announced"] or None,
        effective=r["effective"],
        ends=r["ends"] or None,
        suspended=tuple(tuple(p.split("/")) for p in r["suspended"].split(";"))
        if r["suspended"]
        else (),
        vintage=r["vintage"],
        quality=_word(r["quality"]),
        source=_cited(dataset, r),
    )
