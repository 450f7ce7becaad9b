"""Strategic stockpiles: inventories become stocks, all else is listed with its reason."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Collection, Iterable, Mapping

from mineralsec.datasets.recipe.policy import Policy, cited, ours
from mineralsec.datasets.recipe.spec import Chain, NationalUse
from mineralsec.datasets.recipe.tables import Row, computed, slug

__all__ = ["other_stocks", "stockpiles"]

#: Tonnes a unit of mass. A pound is 0.45359237 kg by definition, a short ton 2,000 of them.
_TONNES = {"t": 1.0, "short_ton": 0.90718474, "lb": 0.00045359237}

#: Parts of a year that a cover is counted in.
_YEARS = {"days": 1.0 / 365.25, "months": 1.0 / 12.0}

_VINTAGE = "policy sources 2026-11"


def stockpiles(chain: Chain, lines: Iterable[str]) -> Policy:
    """Return inventories with a tonnage; targets, purchases and values are no inventory.

    Cover in days or months is a tonnage where the chain has a published use of the holder.
    """
    found = Policy()
    reader = csv.DictReader(lines)
    uses = {use.place: use for stage in chain.stages for use in stage.uses if use.amount}
    for row in reader:
        if chain.name not in ours(row["mineral"]):
            continue
        where = f"reserves_strategic.csv line {reader.line_num}"
        alone = ours(row["mineral"]) == {chain.name}
        tonnes, rule = _tonnes(row, uses.get(row["holder_iso3"])) if alone else ("", "")
        if not tonnes:
            omitted, source = _omitted(row, chain.name, chain.stages[-1].name, where)
            found.omitted.append(omitted)
            found.sources.append(source)
            continue
        key = f"stockpile-{row['holder_iso3'].casefold()}-{slug(chain.name)}"
        upper = "up to" in row["note"]
        found.sources.append(cited(key, row))
        notes = (f"confidence {row['confidence']}", row["form"], rule, row["note"])
        found.rows.append(
            {
                "id": key,
                "place": row["holder_iso3"],
                "stage": chain.stages[-1].name,
                "amount_low": "0" if upper else "",
                "amount": "" if upper else tonnes,
                "amount_high": tonnes if upper else "",
                "mark": "<" if upper else "",
                "unit": "tonne",
                "as_of": _day(row["date"]),
                "holder": row["programme"],
                "vintage": _VINTAGE,
                "quality": "modelled" if rule else "estimated",
                "source": key,
                "locator": where,
                "note": "; ".join(filter(None, notes)),
            }
        )
    return found


def other_stocks(names: Collection[str], lines: Iterable[str]) -> Policy:
    """List the rows that are about no mineral of the dataset: whole programmes, other minerals."""
    found = Policy()
    reader = csv.DictReader(lines)
    for row in reader:
        if not ours(row["mineral"]) & set(names):
            where = f"reserves_strategic.csv line {reader.line_num}"
            omitted, source = _omitted(row, row["mineral"], "", where)
            found.omitted.append(omitted)
            found.sources.append(source)
    return found


def _tonnes(row: Mapping[str, str], use: NationalUse | None) -> tuple[str, str]:
    """Return the tonnage of an inventory and the rule that converted it; blank if it has none."""
    if row["kind"] != "inventory" or not row["quantity"] or not row["date"]:
        return "", ""
    unit, quantity = row["unit"], float(row["quantity"])
    if unit == "t":
        return row["quantity"], ""
    if unit in _TONNES:
        return computed(quantity * _TONNES[unit]), f"{row['quantity']} {unit}"
    if unit in _YEARS and use:
        tonnes = computed(quantity * _YEARS[unit] * use.amount)
        return tonnes, f"{row['quantity']} {unit} of {use.amount:g} t a year ({use.note})"
    return "", ""


def _omitted(row: Mapping[str, str], mineral: str, stage: str, where: str) -> tuple[Row, Row]:
    figure = " ".join(filter(None, (row["quantity"], row["unit"])))
    value = " ".join(filter(None, (row["value"], row["currency"])))
    kinds = {"target": "a target, no inventory", "purchase": "a purchase, no inventory"}
    reason = kinds.get(row["kind"], "an inventory without a tonnage or a date")
    if row["unit"] in _YEARS and row["kind"] == "inventory":
        reason = "an inventory in days of a use that no source of the data folder publishes"
    what = "; ".join(filter(None, (row["programme"], row["form"], figure, value)))
    # one source can stand behind several rows
    title = re.sub(r"\s*\(seed \d+\)|\s+seed \d+", "", row["source_title"])
    key = f"stock-{hashlib.sha256((title + row['source_url']).encode()).hexdigest()[:8]}"
    omitted = {
        "mineral": mineral,
        "stage": stage,
        "place": row["holder_iso3"],
        "year": row["date"][:4],
        "vintage": _VINTAGE,
        "reason": f"stockpile: {reason} ({what})",
        "source": key,
        "locator": where,
    }
    return omitted, cited(key, {**row, "source_title": title})


def _day(text: str) -> str:
    """Return a full date: a year or month without a day means its first day."""
    return "-".join([*text.split("-"), "01", "01"][:3])
