"""The bundled facilities as records: capacity published, output open, owners with their shares."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from mineralsec.datasets.tables import published
from mineralsec.graph.supply_graph import SupplyGraph
from mineralsec.model import Form, Mineral, Owner, Producer, Refiner
from mineralsec.provenance import Citation
from mineralsec.quantities import Between, Q

__all__ = ["facility_graph"]

_NAME = "facilities"


def facility_graph(minerals: Sequence[str], year: int | None = None) -> SupplyGraph:
    """Return the mines and plants of some minerals as a graph of producers and refiners.

    The layers publish capacities, no output. A record's output is therefore only known to lie
    between nothing and the capacity; questions ``of="capacity"`` have an answer.

    Parameters
    ----------
    minerals
        Names, in the dataset's order.
    year
        Passed on; the records are undated, because a nameplate holds until it is changed.
    """
    return SupplyGraph.from_records(_records(tuple(minerals)), year=year)


@cache
def _records(minerals: tuple[str, ...]) -> tuple[Any, ...]:
    chains = {row["name"]: row for row in published(_NAME, "minerals") if row["name"] in minerals}
    forms: dict[str, list[Form]] = {}
    for row in published(_NAME, "forms"):
        forms.setdefault(row["mineral"], []).append(
            Form(row["name"], content=float(row["content"]), stage=row["stage"], source=_cited(row))
        )
    owned: dict[str, list[Owner]] = {}
    for row in published(_NAME, "owners"):
        if row["share"]:
            owned.setdefault(row["id"], []).append(
                Owner(row["owner"], float(row["share"]), row["place"] or None)
            )
    known = [
        Mineral(
            name,
            symbol=row["symbol"] or None,
            stages=tuple(row["stages"].split(";")),
            basis=row["basis"] or None,
            forms=tuple(forms.get(name, ())),
            source=_cited(row),
        )
        for name, row in chains.items()
    ]
    plants = [
        _plant(row, chains[row["mineral"]]["stages"].split(";"), tuple(owned.get(row["id"], ())))
        for row in published(_NAME, "facilities")
        if row["mineral"] in chains
    ]
    return (*known, *plants)


def _plant(row: dict[str, str], chain: list[str], owners: tuple[Owner, ...]) -> Producer | Refiner:
    capacity = Q(float(row["capacity"]), row["unit"])
    quality: Any = row["quality"]
    kind: Any = row["kind"]
    values: dict[str, Any] = {
        "id": row["id"],
        "mineral": row["mineral"],
        "place": row["place"],
        "output": Between(0 * capacity, capacity),
        "capacity": capacity,
        "form": row["form"] or None,
        "kind": kind,
        "owners": owners,
        "operator": row["operator"] or None,
        "quality": quality,
        "source": _cited(row, row["facility"], row["note"]),
    }
    before = chain.index(row["stage"]) - 1
    if before < 0:
        return Producer(stage=row["stage"], **values)
    return Refiner(takes=chain[before], makes=row["stage"], **values)


@cache
def _sources() -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in published(_NAME, "sources")}


def _cited(row: dict[str, str], facility: str = "", note: str = "") -> Citation:
    source = _sources()[row["source"]]
    return Citation(
        title=source["title"],
        publisher=source["publisher"],
        locator=", ".join(part for part in (source["locator"], row["locator"], facility) if part),
        as_of=source["as_of"] or None,
        url=source["url"],
        licence=source["licence"],
        note=note,
    )
