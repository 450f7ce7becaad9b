"""Reserves in the ground and trade controls."""

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

__all__ = ["Policy", "cited", "controls", "ours", "reserves"]

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


def ours(text: str) -> set[str]:
    """Return the names that a policy table's minerals have here."""
    return {_MINERALS.get(name, name.replace("_", " ")) for name in text.split(";")}


def cited(key: str, row: Mapping[str, str]) -> Row:
    """Return the source of a row of a policy table."""
    return {
        "key": key,
        "title": row["source_title"],
        "publisher": row["source_title"].split(",")[0],
        "as_of": READ_ON,
        "url": row["source_url"] if row["source_url"].startswith("http") else "",
        "licence": "facts cited; no text reproduced",
    }


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
        minerals = ours(row["minerals"])
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
            found.sources.append(cited(key, row))
            continue
        instrument, limit, unit, remark = _instrument(row)
        announced = re.search(r"announced (\d{4}-\d{2}-\d{2})", row["note"])
        several = len(minerals & names) > 1
        found.sources.append(cited(key, row))
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
