"""Which facility rows say what: mineral, stage, and whether the capacity is contained mineral.

The USGS layers write capacities in whatever the operator publishes: metal, content of an ore, or
gross weight of ore. A row is taken only where its own words say that the figure is contained
mineral, or a product that the mineral is counted in. Everything else is listed with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["CHAINS", "FORMS", "Verdict", "judge"]

#: Mineral: symbol, basis, stages in order.
CHAINS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "aluminium": ("Al", "Al", ("refining",)),
    "antimony": ("Sb", "Sb", ("mining", "refining")),
    "barite": ("", "barite", ("mining",)),
    "bismuth": ("Bi", "Bi", ("mining", "refining")),
    "cobalt": ("Co", "Co", ("mining", "intermediate", "refining")),
    "copper": ("Cu", "Cu", ("mining", "smelting", "refining")),
    "fluorspar": ("", "fluorspar", ("mining",)),
    "gallium": ("Ga", "Ga", ("refining",)),
    "indium": ("In", "In", ("refining",)),
    "iridium": ("Ir", "Ir", ("mining", "smelting", "refining")),
    "lead": ("Pb", "Pb", ("mining", "refining")),
    "magnesium": ("Mg", "Mg", ("refining",)),
    "molybdenum": ("Mo", "Mo", ("mining", "refining")),
    "natural graphite": ("C", "natural graphite", ("mining",)),
    "nickel": ("Ni", "Ni", ("mining", "intermediate", "refining")),
    "palladium": ("Pd", "Pd", ("mining", "smelting", "refining")),
    "platinum": ("Pt", "Pt", ("mining", "smelting", "refining")),
    "rare earths": ("REE", "REO", ("mining", "refining")),
    "rhodium": ("Rh", "Rh", ("mining", "smelting", "refining")),
    "ruthenium": ("Ru", "Ru", ("mining", "smelting", "refining")),
    "silicon": ("Si", "Si", ("refining",)),
    "silver": ("Ag", "Ag", ("mining", "refining")),
    "tellurium": ("Te", "Te", ("refining",)),
    "tin": ("Sn", "Sn", ("mining", "refining")),
    "tungsten": ("W", "W", ("mining", "refining")),
    "uranium": ("U", "U", ("mining",)),
    "vanadium": ("V", "V", ("mining",)),
    "zinc": ("Zn", "Zn", ("mining", "refining")),
    "zirconium": ("Zr", "zircon", ("mining",)),
}

#: Form: mineral, compound and its part that counts, as numbers of atoms.
FORMS: dict[str, tuple[str, Mapping[str, int], Mapping[str, int]]] = {
    "tungsten trioxide": ("tungsten", {"W": 1, "O": 3}, {"W": 1}),
    "uranium oxide": ("uranium", {"U": 3, "O": 8}, {"U": 3}),
    "vanadium pentoxide": ("vanadium", {"V": 2, "O": 5}, {"V": 2}),
}

_NAMES = {"graphite": "natural graphite", "aluminum": "aluminium"}

#: Commodities whose product is counted as it is, at mines.
_PRODUCT = {
    "barite": {"", "Barite", "Chemical grade"},
    "fluorspar": {"", "Fluorspar", "Acid grade", "Concentrate"},
    "natural graphite": {"", "Graphite"},
    "zirconium": {"Zircon", "Zircon concentrate"},
    "silver": {"Silver"},
    "uranium": {"Uranium"},
}

_ORE_MINERAL = re.compile(r"cassiterite|columbite|wolframite|\bore\b", re.IGNORECASE)
_GROSS = re.compile(r"gross weight|wet metric", re.IGNORECASE)
_CONTENT = re.compile(
    r"\b(?:co|cu|ni|pb|zn|sn|sb|w|mo|ag|bi|cobalt|lead)[ -]content", re.IGNORECASE
)
_INTERMEDIATE = re.compile(r"hydroxide|sul[fp]hide|\bM[HS]P\b", re.IGNORECASE)

#: Rows whose figure cannot be in the unit it is printed with, and why.
_DOUBTS = {
    ("KOR049", "Silver"): "46 thousand t a year would be more silver than the world mines; the "
    "unit is in doubt",
    ("ETH003", "Silver"): "1,100 t a year of silver from one gold mine; the unit is in doubt",
    ("ETH008", "Platinum"): "10 t a year of platinum from alluvial workings; the unit is in doubt",
    ("MOZ002", "Graphite"): "350 t a year printed for the Balama operation; the unit is in doubt",
    ("SEN007", "Zirconium"): "85 t a year printed beside 575 thousand t of ilmenite; the unit is "
    "in doubt",
    ("ZWE066", "Tungsten"): "480,000 t a year of WO3 would be more than the world mines; the unit "
    "is in doubt",
}


@dataclass(frozen=True)
class Verdict:
    """What a row is.

    Parameters
    ----------
    mineral, stage, form, kind
        Where it belongs; the mineral is empty for a commodity that is left out whole.
    reason
        Why its capacity is not used; empty if it is.
    """

    mineral: str = ""
    stage: str = ""
    form: str = ""
    kind: str = "primary"
    reason: str = ""


def judge(row: Mapping[str, str]) -> Verdict:
    """Say what one row of the facilities table is.

    Parameters
    ----------
    row
        A row of ``mine_facilities_usgs.csv``, as text.
    """
    name = row["commodity"].casefold()
    mineral = _NAMES.get(name, name)
    if mineral not in CHAINS:
        return Verdict()
    stages = CHAINS[mineral][2]
    stage, form = _stage(row, mineral)
    kind = (
        "secondary" if "secondary" in f"{row['form']} {row['form_detail']}".lower() else "primary"
    )
    return Verdict(mineral, stage, form, kind, _reason(row, mineral, stage, stages))


def _stage(row: Mapping[str, str], mineral: str) -> tuple[str, str]:
    form, words = row["form"], f"{row['form']} {row['form_detail']}"
    at_mine = row["facility_type"] != "Mineral Processing Plants"
    if mineral == "uranium" and form in ("Uranium oxide", "U3O8"):
        return "mining", "uranium oxide"
    if mineral == "vanadium":
        return "mining", "vanadium pentoxide" if form == "Vanadium pentoxide" else ""
    if mineral == "tungsten" and "WO3" in words:
        return ("mining" if at_mine else "refining"), "tungsten trioxide"
    if form == "Mine" or (at_mine and form != "Metal"):
        return "mining", ""
    if form in ("Intermediate", "Hydroxide") or _INTERMEDIATE.search(row["form_detail"]):
        return "intermediate", ""
    if "melter" in form or re.search(r"\banode\b|blister", f"{words} {row['memo']}", re.IGNORECASE):
        return "smelting", ""
    return "refining", ""


def _reason(row: Mapping[str, str], mineral: str, stage: str, stages: tuple[str, ...]) -> str:
    form, words = row["form"], f"{row['form']} {row['form_detail']}"
    if doubt := _DOUBTS.get((row["uid"], row["commodity"])):
        return doubt
    if row["status"] in ("Closed", "Construction", "Development"):
        return f"not a working plant: {row['status'].lower()}"
    if not row["capacity_t"]:
        return "no capacity published"
    if not row["capacity_unit"]:
        return "no unit published"
    if stage not in stages:
        return f"a {stage} figure, which this dataset has no stage for"
    flags = {flag.strip().lower() for flag in row["capacity_flag"].split(",")}
    if "g" in flags or _GROSS.search(f"{words} {row['memo']}"):
        return "gross weight of ore or concentrate; the grade is not published"
    if stage == "mining":
        return _mine_reason(row, mineral, words)
    if form in ("Intermediate", "Hydroxide", "Refined", "Refined metal", "Cobalt Powder"):
        return ""
    if mineral in ("gallium", "aluminium") and form == "":
        return ""
    metals = (
        "Metal",
        "Aluminum",
        "Nickel",
        "Silver",
        "Smelter",
        "Blister copper",
        "Cathode",
        "Copper",
    )
    if form in metals or "secondary" in form.lower() or form == "Primary and Secondary":
        return "" if "alloy" not in words.lower() else "an alloy; the content is not published"
    return (
        ""
        if _CONTENT.search(words) or "WO3 content" in words
        else (f"{words.strip() or 'no form given'}: a compound or product of unpublished content")
    )


def _mine_reason(row: Mapping[str, str], mineral: str, words: str) -> str:
    form = row["form"]
    if form in _PRODUCT.get(mineral, ()) or form in ("Uranium oxide", "U3O8", "Vanadium pentoxide"):
        return ""
    if "WO3 content" in words or "oxide equivalent" in words or _CONTENT.search(words):
        return ""
    if form == "Mine" and not _ORE_MINERAL.search(row["memo"]):
        return ""
    if form == "Zinc ore" or _ORE_MINERAL.search(f"{words} {row['memo']}") or "oncentrate" in form:
        return "ore or concentrate; the content is not published"
    return f"{words.strip() or 'no form given'}: the source does not say whether this is content"
