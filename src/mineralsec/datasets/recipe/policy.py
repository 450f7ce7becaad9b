"""Stockpiles, reserves in the ground and trade controls."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from mineralsec.datasets.recipe.actors import gathered, source_of
from mineralsec.datasets.recipe.raw import Raw
from mineralsec.datasets.recipe.spec import Chain
from mineralsec.datasets.recipe.stage_shares import READ_ON
from mineralsec.datasets.recipe.tables import Row, computed, slug
from mineralsec.io.country_names import place_of

__all__ = ["Policy", "controls", "reserves", "stockpiles"]

#: Names of the policy tables that differ from ours.
_MINERALS = {"graphite": "natural graphite", "graphite_natural": "natural graphite"}

#: Their words for a stage, as stages of our chains.
_STAGES = {
    "mining": "mining",
    "concentrate": "mining",
    "intermediate": "mining",
    "refining": "refining",
    "compound": "refining",
    "metal": "refining",
}

#: Corrections of later editions: (vintage, commodity, country, as printed) to (number, why).
_REVISED = {
    ("MCS 2026", "RARE EARTHS", "Brazil", "21000000"): (
        "11000000",
        "version 1.3 of 27 May 2026 has 11,000,000; the data release still says 21,000,000",
    )
}

#: The European Union, as the library writes it.
_ISSUERS = {"EUE": "EU27"}


@dataclass
class Policy:
    """Rows of one table for one mineral, what was left out, and sources named row by row."""

    rows: list[Row] = field(default_factory=list)
    omitted: list[Row] = field(default_factory=list)
    sources: list[Row] = field(default_factory=list)


def _ours(text: str) -> set[str]:
    return {_MINERALS.get(name, name.replace("_", " ")) for name in text.split(";")}


def reserves(chain: Chain, raw: Raw) -> Policy:
    """Return the reserves of every edition by country."""
    found = Policy()
    table = chain.reserves or chain.table()
    if table is None:
        return found
    figures = gathered(
        figure
        for figure in raw.figures(table)
        if figure.quantity == "reserves" and table.counts("reserves", figure.detail)
    )
    for figure in figures:
        value, note = figure.value, figure.note
        included = "ncluded in" in note and value.mark == "<"
        base = {
            "place": place_of(figure.country) or "",
            "year": str(figure.year),
            "vintage": figure.vintage,
            "source": source_of(figure.vintage),
            "locator": figure.locator,
        }
        if value.absent or included:
            reason = "included in the world total, no figure" if included else value.absent
            stage = {"mineral": chain.name, "stage": "reserves", "reason": f"reserves: {reason}"}
            if reason != "blank":  # a blank reserve belongs to a row about output
                found.omitted.append(stage | base)
            continue
        key = (figure.vintage, figure.commodity, figure.country, value.point)
        amount, why = _REVISED.get(key, (value.point, ""))
        remark = re.sub(r"^See Appendix C.*?data sources\.(?: -- )?", "", note)
        found.rows.append(
            base
            | {
                "kind": "reserves",
                "amount_low": value.low,
                "amount": amount,
                "amount_high": value.high,
                "mark": value.mark,
                "unit": figure.unit,
                "form": chain.reserves_form,
                "quality": "estimated",
                "note": "; ".join(filter(None, (remark, why))),
            }
        )
    return found


def stockpiles(chain: Chain, lines: Iterable[str]) -> Policy:
    """Return inventories with a tonnage; targets, purchases and values are no inventory."""
    found = Policy()
    reader = csv.DictReader(lines)
    for row in reader:
        tonnage = row["unit"] == "t" and row["quantity"]
        if row["kind"] != "inventory" or not tonnage or _ours(row["mineral"]) != {chain.name}:
            continue
        key = f"stockpile-{row['holder_iso3'].casefold()}-{slug(chain.name)}"
        upper = "up to" in row["note"]
        found.sources.append(_cited(key, row))
        found.rows.append(
            {
                "id": key,
                "place": row["holder_iso3"],
                "stage": chain.stages[-1].name,
                "amount_low": "0" if upper else "",
                "amount": "" if upper else row["quantity"],
                "amount_high": row["quantity"] if upper else "",
                "mark": "<" if upper else "",
                "unit": "tonne",
                "as_of": _day(row["date"]),
                "holder": row["programme"],
                "vintage": "policy sources 2026-11",
                "quality": "estimated",
                "source": key,
                "locator": f"reserves_strategic.csv line {reader.line_num}",
                "note": f"confidence {row['confidence']}; {row['form']}; {row['note']}",
            }
        )
    return found


def _day(text: str) -> str:
    """Return a full date: a year or month without a day means its first day."""
    return "-".join([*text.split("-"), "01", "01"][:3])


def _cited(key: str, row: Mapping[str, str]) -> Row:
    return {
        "key": key,
        "title": row["source_title"],
        "publisher": row["source_title"].split(",")[0],
        "as_of": READ_ON,
        "url": row["source_url"] if row["source_url"].startswith("http") else "",
        "licence": "facts cited; no text reproduced",
    }


def _suspended(rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return the pause of each suspended control, from the rows that modify others."""
    pauses = {}
    for modifier in rows:
        if not modifier["parameters"].startswith("suspends "):
            continue
        numbers = re.findall(r"\b\d{1,3}\b(?!\))", modifier["parameters"].split("nnouncement")[1])
        for row in rows:
            parts = row["id"].split("-")
            if row["status"] == "suspended" and parts[0] == "CHN" and parts[2] in numbers:
                pauses[row["id"]] = f"{modifier['start_date']}/{modifier['end_date']}"
    return pauses


def _instrument(row: Mapping[str, str]) -> tuple[str, str, str, str]:
    """Return instrument, limit, unit of the limit and a remark."""
    name = row["instrument"]
    if "refrain from" in row["parameters"]:
        return "waiver", "", "", "an undertaking not to control"
    if name == "ban" and "import-side" in row["note"]:
        return "import-ban", "", "", "an import control of the issuer"
    if name != "quota":
        return name, "", "", ""
    if "output quotas" in row["parameters"]:
        return "output-quota", "", "", "limits output, not exports"
    if match := re.match(r"([\d,]+) t/yr", row["parameters"]):
        return name, match[1].replace(",", ""), "tonne/year", ""
    if match := re.match(r"([\d,]+) t\b", row["parameters"]):
        amount = float(match[1].replace(",", ""))
        first, last = (date.fromisoformat(row[day]) for day in ("start_date", "end_date"))
        days = (last - first).days + 1
        rate = computed(amount * 365.25 / days)
        return name, rate, "tonne/year", f"{match[1]} t in {days} days, as a yearly rate"
    return "quota-without-limit", "", "", "no tonnage in the source"


def controls(chain: Chain, all_names: Iterable[str], lines: Iterable[str]) -> Policy:
    """Return the trade controls that name this mineral and a stage of its chain."""
    found = Policy()
    reader = csv.DictReader(lines)
    numbered = [(row, reader.line_num) for row in reader]
    pauses = _suspended([row for row, _ in numbered])
    stages = [stage.name for stage in chain.stages]
    names = set(all_names)
    for row, line in numbered:
        minerals = _ours(row["minerals"])
        if chain.name not in minerals or row["parameters"].startswith("suspends "):
            continue
        words = row["stage"].split(";")
        hit = stages if "all" in words else [s for s in stages if s in map(_STAGES.get, words)]
        key = f"control-{row['id'].casefold()}"
        if not hit:
            found.omitted.append(
                {
                    "mineral": chain.name,
                    "stage": row["stage"],
                    "place": row["issuer_iso3"],
                    "year": row["start_date"][:4],
                    "vintage": "policy sources 2026-11",
                    "reason": f"control {row['id']} acts on no stage of the chain",
                    "source": key,
                    "locator": f"controls.csv line {line}",
                }
            )
            found.sources.append(_cited(key, row))
            continue
        instrument, limit, unit, remark = _instrument(row)
        announced = re.search(r"announced (\d{4}-\d{2}-\d{2})", row["note"])
        several = len(minerals & names) > 1
        found.sources.append(_cited(key, row))
        found.rows.append(
            {
                "id": f"{row['id']}-{slug(chain.name)}" if several else row["id"],
                "issuer": _ISSUERS.get(row["issuer_iso3"], row["issuer_iso3"]),
                "instrument": instrument,
                "limit": limit,
                "limit_unit": unit,
                "stages": ";".join(hit),
                "targets": row["target"],
                "announced": announced[1] if announced else "",
                "effective": row["start_date"],
                "ends": row["end_date"],
                "suspended": pauses.get(row["id"], ""),
                "vintage": "policy sources 2026-11",
                "quality": "reported",
                "source": key,
                "locator": f"controls.csv line {line}",
                "note": "; ".join(
                    filter(
                        None,
                        (
                            f"confidence {row['confidence']}",
                            f"status {row['status']}",
                            row["parameters"],
                            remark,
                            row["note"],
                        ),
                    )
                ),
            }
        )
    return found
