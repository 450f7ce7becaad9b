"""Who refines how much, where the USGS has no table: IEA (2024) and European Commission (2023)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import fsum

from mineralsec.datasets.recipe.spec import Anchored, CitedShares, CitedTotal
from mineralsec.datasets.recipe.tables import Row, computed
from mineralsec.datasets.recipe.usgs import Value
from mineralsec.errors import DataError
from mineralsec.io.country_names import RESIDUAL, place_of

__all__ = ["READ_ON", "Share", "Total", "anchored", "cited", "eu_shares", "iea_refining"]
__all__ += ["merged", "total"]

#: Day on which facts of the policy tables were read.
READ_ON = "2026-11-22"

#: "Congo, D.R." stands beside it in the tables of the European Commission.
_CONGO = {"Congo": "COG"}


@dataclass(frozen=True)
class Share:
    """One place's part of a stage.

    Parameters
    ----------
    place
        ISO alpha-3 or the residual.
    amount
        Tonnes a year (IEA) or percent of the world (EU).
    value
        The cell as read.
    locator
        File and line.
    remark
        What the source says about it.
    """

    place: str
    amount: float
    value: Value
    locator: str
    remark: str = ""


@dataclass(frozen=True)
class Total:
    """World output of a stage: tonnes, the limits of a range, and why."""

    tonnes: float
    why: str
    low: float = 0.0
    high: float = 0.0


def total(lines: Iterable[str], rule: CitedTotal) -> Total:
    """Read the world output of a stage that one source states.

    Raises
    ------
    DataError
        If no row has this mineral, stage and year in tonnes.
    """
    reader = csv.DictReader(lines)
    wanted = (rule.mineral, rule.stage, "WLD", str(rule.year), "production", "t")
    for row in reader:
        found = (row[c] for c in ("mineral", "stage", "country_iso3", "year", "basis", "unit"))
        if tuple(found) != wanted:
            continue
        span = re.search(r"midpoint of ([\d,]+)-([\d,]+)", row["note"])
        low, high = (float(end.replace(",", "")) for end in span.groups()) if span else (0.0, 0.0)
        why = f"world total of {rule.year}: {row['source_title']}, {row['note']} "
        why += f"(stage_shares.csv line {reader.line_num})"
        return Total(float(row["quantity"]), why, low, high)
    raise DataError(f"stage_shares.csv has no world output for {wanted[:4]}")


def anchored(shares: Iterable[Share], rule: Anchored, shipped: float) -> Total:
    """Return the world output of a stage from one place's net exports and its share.

    Parameters
    ----------
    shares
        Shares of the stage.
    rule
        The place, and why it stands for its output.
    shipped
        What the place ships on balance, contained tonnes.
    """
    part = fsum(share.amount for share in shares if share.place == rule.place)
    why = f"what {rule.place} ships on balance, {computed(shipped)} t, over its share of "
    return Total(shipped * 100.0 / part, f"{why}{computed(part)} %: {rule.why}")


def cited(lines: Iterable[str], rule: CitedShares) -> tuple[list[Share], Row]:
    """Read the shares of a stage that one source states, the rest as residual, and the source.

    Raises
    ------
    DataError
        If no row has this mineral, stage, form and year.
    """
    reader = csv.DictReader(lines)
    found: list[Share] = []
    source: Row = {}
    wanted = (rule.mineral, rule.stage, rule.form, str(rule.year), "reported_share")
    for row in reader:
        if tuple(row[c] for c in ("mineral", "stage", "form", "year", "basis")) == wanted:
            locator = f"stage_shares.csv line {reader.line_num}"
            remark = f"{rule.year}: {row['share_pct']} % of the world; confidence "
            remark += "; ".join(filter(None, (row["confidence"], row["note"])))
            value = Value(point=row["share_pct"])
            found.append(
                Share(row["country_iso3"], float(row["share_pct"]), value, locator, remark)
            )
            source = {
                "key": f"stage-share-{rule.mineral}-{rule.stage}".replace("_", "-"),
                "title": row["source_title"],
                "publisher": row["source_title"].split(",")[0],
                "as_of": READ_ON,
                "url": row["source_url"],
                "licence": "facts cited; no text reproduced",
            }
    if not found:
        raise DataError(f"stage_shares.csv has no reported share for {wanted[:4]}")
    rest = 100.0 - fsum(share.amount for share in found)
    if rest > 0.0:
        remark = "what the source leaves to all other countries"
        found.append(Share(RESIDUAL, rest, Value(point=computed(rest)), found[0].locator, remark))
    return found, source


def merged(shares: Iterable[Share]) -> list[Share]:
    """Add up shares that two spellings give to one place ("Turkyie", "Türkiye")."""
    found: dict[str, Share] = {}
    for share in shares:
        first = found.get(share.place)
        if first is None or first.value.mark:
            found[share.place] = share
        elif not share.value.mark:
            amount = first.amount + share.amount
            locator = f"{first.locator} + {share.locator.split(' line ')[-1]}"
            value = Value(point=computed(amount))
            found[share.place] = Share(share.place, amount, value, locator, first.remark)
    return list(found.values())


def iea_refining(lines: Iterable[str], mineral: str, stage: str = "refinery") -> Iterator[Share]:
    """Read the IEA's output by country in 2024, in tonnes; projections are left out."""
    reader = csv.DictReader(lines)
    for row in reader:
        wanted = row["mineral"] == mineral and row["stage"] == stage
        if not wanted or row["projection"] != "0" or row["geo_kind"] not in ("country", "other"):
            continue
        place = row["country_iso3"] if row["geo_kind"] == "country" else "QXR"
        amount = 1000.0 * float(row["value"])
        if amount > 0.0:
            locator = f"iea_supply_by_country.csv line {reader.line_num}"
            yield Share(place, amount, Value(point=row["value"]), locator)


def eu_shares(
    lines: Iterable[str],
    material: str,
    stage: str = "P",
    file: str = "fact_GlobalSupplyShares_t.csv",
) -> Iterator[Share]:
    """Read shares of processing (P) or extraction (E), percent (mean of about 2016-2020).

    "<0.1%" has no point; it is returned with amount 0 and the bound in `value`.
    """
    reader = csv.reader(lines)
    header = next(reader)
    columns = {name: position for position, name in enumerate(header)}
    for row in reader:
        if row[columns["Material"]].strip() != material or row[columns["Stage"]].strip() != stage:
            continue
        country = row[columns["Country"]].strip()
        text = row[columns["Share"]].strip()
        place = place_of(_CONGO.get(country, country))
        if place is None:
            continue
        locator = f"{file} line {reader.line_num}"
        if match := re.fullmatch(r"<\s*(\d+(?:\.\d+)?)%?", text):
            yield Share(place, 0.0, Value(low="0", high=match[1], mark="<"), locator)
        elif match := re.fullmatch(r"(\d+(?:\.\d+)?)%?", text):
            yield Share(place, float(match[1]), Value(point=match[1]), locator)
