"""Every published number beside what the library makes of it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import fmean

import mineralsec as ms
from mineralsec.analysis.criticality import eu_tables
from mineralsec.datasets.us_lines import UsReliance, us_reliance

HERE = Path(__file__).parent

EU = "European Commission (2023), doi:10.2873/725585"
USGS = "USGS, Mineral Commodity Summaries 2026, doi:10.5066/P1WKQ63T"
IEA = "IEA (2025), Critical Minerals Data Explorer"


@dataclass(frozen=True)
class Check:
    """One published number.

    Parameters
    ----------
    method
        What is reproduced.
    source
        Where it was published.
    item
        Which number.
    published
        As printed.
    ours
        What the library makes of it; None where it cannot be tried.
    distance
        How far apart the two are; None where only agreement can be said.
    within
        Whether they agree; None where it cannot be tried.
    reason
        Why it cannot be tried.
    """

    method: str
    source: str
    item: str
    published: str
    ours: float | None = None
    distance: float | None = None
    within: bool | None = None
    reason: str = ""


def table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def near(published: str, ours: float, tolerance: float) -> tuple[float, bool]:
    distance = abs(ours - float(published))
    return distance, distance <= tolerance + 1e-9


@cache
def eu() -> ms.criticality.EuropeanScores:
    return ms.criticality.eu()


def eu_supply_risk() -> Iterator[Check]:
    method = "EU supply risk 2023, by stage"
    for row in table("eu2023_results.csv"):
        for stage in ("extraction", "processing"):
            printed = row[f"sr_{stage}"]
            if not printed:
                continue
            item = f"{row['material']}, {stage}"
            flag = row[f"recomputed_within_0.1_{stage}"]
            try:
                score = eu()[row["material"], stage]
            except LookupError:
                reason = "no table of shares for this stage"
                yield Check(method, EU, item, printed, reason=reason)
                continue
            if score.value is None:
                yield Check(method, EU, item, printed, reason=score.reason)
                continue
            distance, within = near(printed, score.value, 0.1)
            assert within or flag != "true", f"{item}: flagged as reproducible, {score.value}"
            yield Check(method, EU, item, printed, score.value, distance, within)


def complete(name: str) -> bool:
    """Return whether every input of an economic importance is printed.

    The study prints uses that add up to one within their rounding, places each in a sector, and
    prints the substitution index; of a group, all of this for every member. Only inputs count.
    """
    score = eu()[name]
    members = eu_tables.groups().get(score.mineral)
    if members:
        return all(complete(member) for member in members)
    return score["uses_placed"] == 1 and score["substitution_ei"] is not None


def importances(wanted: bool) -> Iterator[tuple[str, list[str], ms.criticality.EuropeanScore]]:
    """Yield materials whose inputs are complete (or not), both transcriptions of the print."""
    for row in table("eu2023_results.csv"):
        score = eu()[row["material"]]
        if (score.economic_importance is not None and complete(row["material"])) is wanted:
            both = [row["ei"], row["ei_second_transcription"] or row["ei"]]
            yield row["material"], [f"{float(text):.1f}" for text in dict.fromkeys(both)], score


def eu_economic_importance(wanted: bool = True) -> Iterator[Check]:
    method = "EU economic importance 2023, every input printed"
    if not wanted:
        method = "EU economic importance 2023, uses or indices that are not printed"
    for item, printed, score in importances(wanted):
        ours, words = score.economic_importance, " or ".join(dict.fromkeys(printed))
        if ours is None:
            reason = "no use shares in the tables"
            if item == "Titanium":
                reason = "the uses printed under this name are those of titanium metal"
            yield Check(method, EU, item, words, reason=reason)
            continue
        distance, _ = min(near(text, ours, 0.1) for text in printed)
        yield Check(method, EU, item, words, ours, distance, distance <= 0.1 + 1e-9)


def eu_economic_importance_incomplete() -> Iterator[Check]:
    yield from eu_economic_importance(False)


def eu_importance_limits() -> Iterator[Check]:
    """Whether a print lies in what the rounding of all printed inputs leaves open."""
    method = "EU economic importance 2023, print within our limits"
    printed: dict[str, list[str]] = {}
    for (material, stage, year), (_, score) in eu_tables.scores().items():
        if not stage and year == 2023 and score is not None:
            printed[material] = [f"{score:.1f}"]
    for row in table("eu2023_results.csv"):
        printed.setdefault(eu()[row["material"]].mineral, []).append(f"{float(row['ei']):.1f}")
    for item, texts in printed.items():
        score = eu()[item]
        low, high = score["economic_importance_low"], score["economic_importance_high"]
        words = " or ".join(dict.fromkeys(texts))
        if low is None:
            yield Check(method, EU, item, words, reason="no use shares in the tables")
            continue
        # the print itself is rounded to one decimal
        beyond = [max(low - 0.05 - float(text), float(text) - high - 0.05) for text in texts]
        distance = max(0.0, min(beyond))
        ours = score.economic_importance
        yield Check(method, EU, item, words, ours, distance, distance <= 1e-9)


def eu_history() -> Iterator[Check]:
    for row in table("eu_crm_scores_2011_2023.csv"):
        year, item = row["assessment_year"], f"{row['material']}, {row['assessment_year']}"
        method = "EU scores of a material, all assessments"
        if not row["sr"]:
            continue
        if year != "2023":
            reason = "the shares of that assessment are not bundled"
            yield Check(method, EU, item, row["sr"], reason=reason)
            continue
        score = eu()[row["material"]]
        if score.value is None:
            yield Check(method, EU, item, row["sr"], reason=score.reason)
            continue
        distance, within = near(row["sr"], score.value, 0.1)
        yield Check(method, EU, item, row["sr"], score.value, distance, within)


def eu_other_materials() -> Iterator[Check]:
    """Scores of the materials whose inputs of 2023 are not bundled: older inputs stand in."""
    known = {eu()[row["material"]].mineral for row in table("eu2023_results.csv")}
    for (material, stage, year), (printed, _) in eu_tables.scores().items():
        if stage or year != 2023 or printed is None or material in known:
            continue
        method = "EU supply risk 2023, other materials, inputs of earlier editions"
        score = eu()[material]
        if score.value is None:
            yield Check(method, EU, material, str(printed), reason=score.reason)
            continue
        distance, within = near(str(printed), score.value, 0.1)
        yield Check(method, EU, material, str(printed), score.value, distance, within)


@cache
def us_lines() -> dict[tuple[str, str, str, str], list[UsReliance]]:
    found: dict[tuple[str, str, str, str], list[UsReliance]] = {}
    for line in us_reliance():
        printed = line.statistics[-1]
        key = (printed.chapter, printed.commodity, printed.detail, str(line.year))
        found.setdefault(key, []).append(line)
    return found


def us_check(method: str, item: str, printed: str, lines: list[UsReliance]) -> Check:
    if not lines:
        return Check(method, USGS, item, printed, reason="no such line in the data release")
    same = [line for line in lines if line.printed == printed]
    line = (same or lines)[0]
    score = ms.criticality.net_import_reliance(minerals=line.mineral, year=line.year)
    (row,) = [
        found
        for found in score
        if (found.stage or "", found["printed"]) == (line.form, line.printed)
    ]
    ours = None if row.value is None or row["follows"] is None else 100 * row.value
    reason = ""
    if line.agrees is None:
        reason = row.reason or "; ".join(row.notes) or f"printed {line.printed}"
    distance = None
    if ours is not None and printed.lstrip("-").isdigit():
        distance = abs(ours - float(printed))
    return Check(method, USGS, item, printed, ours, distance, line.agrees, reason)


def us_reliance_by_year() -> Iterator[Check]:
    for row in table("usgs_nir_2021_2025.csv"):
        key = (row["chapter"], row["commodity"], row["detail"], row["year"])
        printed = row["qualifier"] + row["nir_pct"] if row["nir_pct"] != "s" else "<0.5"
        _, _, part = row["detail"].partition(": ")
        item = ", ".join(filter(None, (row["commodity"], part, row["year"])))
        yield us_check("US net import reliance 2021-2025", item, printed, us_lines().get(key, []))


#: Lines of figure 2, by the words it prints where they are no name of a mineral.
_FIGURE = {
    "GRAPHITE (NATURAL)": ("natural graphite", ""),
    "NIOBIUM (COLUMBIUM)": ("niobium", ""),
    "TITANIUM, sponge metal": ("titanium", "sponge metal"),
    "ABRASIVES, fused aluminum oxide": ("abrasives", "fused aluminium oxide"),
    "TITANIUM MINERAL CONCENTRATES": ("titanium", "mineral concentrates"),
    "DIAMOND (INDUSTRIAL), stones": ("industrial diamond", "stones"),
    "DIAMOND (INDUSTRIAL), bort, grit, and dust and powder": (
        "industrial diamond",
        "bort, grit, and dust and powder",
    ),
    "BAUXITE": ("aluminium", "bauxite"),
    "ABRASIVES, silicon carbide": ("abrasives", "silicon carbide"),
    "ZINC, refined": ("zinc", "refined"),
    "GARNET (INDUSTRIAL)": ("garnet", ""),
    "MAGNESIUM COMPOUNDS": ("magnesium", "compounds"),
    "COPPER, refined": ("copper", "refined"),
    "SILICON, metal and ferrosilicon": ("silicon", "ferrosilicon and metal"),
    "LEAD, refined": ("lead", "refined"),
}


def us_reliance_2025() -> Iterator[Check]:
    every = [line for line in us_reliance() if line.year == 2025]
    for row in table("usgs_nir_2025.csv"):
        name, form = _FIGURE.get(row["commodity"], (row["commodity"].lower(), ""))
        lines = [line for line in every if (line.mineral, line.form) == (name, form)]
        printed = row["qualifier"] + row["nir_pct_2025"]
        yield us_check("US net import reliance 2025, figure 2", row["commodity"], printed, lines)


#: The IEA's names in the words of the bundled tables.
_IEA = {"Rare Earth Elements": "rare earths", "Graphite": "natural graphite"}


def iea_top_shares() -> Iterator[Check]:
    method = "IEA share of the three largest"
    for row in table("iea_top3_shares.csv"):
        name = _IEA.get(row["mineral"], row["mineral"])
        found = ms.criticality.top_shares(minerals=name, year=int(row["year"]))
        (score,) = [score for score in found if score.stage == row["stage"]]
        assert score.value is not None
        distance, within = near(row["top3_share_published"], score.value, 1e-4)
        item = f"{row['mineral']}, {row['stage']}, {row['year']}"
        yield Check(method, IEA, item, row["top3_share_published"], score.value, distance, within)


def scalar_checks() -> Iterator[Check]:
    six = ms.criticality.top_shares(year=2024)
    ours = {
        "C01": 100 * fmean(s.value for s in six if s.stage == "refining" and s.value is not None),
        "C03": 1e4 * ms.hhi([0.4, 0.3, 0.2, 0.1]),
        "C04": 1e4 * ms.hhi([0.45, 0.15, 0.10, 0.08, 0.07, 0.06, 0.05, 0.04]),
        "C05": sum(s**2 for s in (0.896, 0.054, 0.021, 0.019, 0.010)),
        "C06": sum(s**2 for s in (0.849, 0.105, 0.019, 0.016, 0.010, 0.001)),
        "C07": 100 * 3000 / 24000,
        "C08": 100 * 222 / 250,
    }
    tolerance = {"C01": 0.5, "C03": 1e-6, "C04": 1e-6, "C05": 0.005, "C06": 0.0006}
    for row in table("scalar_checks.csv"):
        key = row["row_id"]
        if key not in ours:
            reason = row["how_to_reproduce"]
            yield Check("Single numbers", row["source"], row["check"], row["value"], reason=reason)
            continue
        distance, within = near(row["value"], ours[key], tolerance.get(key, 1e-6))
        yield Check(
            "Single numbers", row["source"], row["check"], row["value"], ours[key], distance, within
        )


#: In the order of the page.
SETS = (
    eu_supply_risk,
    eu_other_materials,
    eu_economic_importance,
    eu_economic_importance_incomplete,
    eu_importance_limits,
    eu_history,
    us_reliance_by_year,
    us_reliance_2025,
    iea_top_shares,
    scalar_checks,
)


@cache
def checks() -> tuple[Check, ...]:
    """Return every check, in the order of the page."""
    return tuple(check for made in SETS for check in made())
