"""Tables behind the criticality methods: whole, cited, and rebuilt from the publishers' files."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from importlib.resources import files
from pathlib import Path

import pytest

from mineralsec.datasets.recipe.eu_study import eu_study_files
from mineralsec.datasets.recipe.governance import governance_files
from mineralsec.datasets.recipe.iea_outlook import iea_outlook_files
from mineralsec.datasets.recipe.plain_tables import PlainTable, dataset_files
from mineralsec.datasets.tables import published
from mineralsec.errors import DataError, UnknownNameError
from mineralsec.places import RESIDUAL, is_place

RECIPES = {
    "eu_study": eu_study_files,
    "governance": governance_files,
    "iea_outlook": iea_outlook_files,
}
PACKAGES = files("mineralsec.datasets")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("name", RECIPES)
def test_every_table_is_described_and_unchanged(name):
    package = json.loads(PACKAGES.joinpath(name, "datapackage.json").read_text("utf-8"))
    tables = {child.name for child in PACKAGES.joinpath(name).iterdir()}
    assert {resource["path"] for resource in package["resources"]} == {
        table for table in tables if table.endswith(".csv")
    }
    for resource in package["resources"]:
        data = PACKAGES.joinpath(name, resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["bytes"] == len(data)
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert data.decode().splitlines()[0] == ",".join(fields)
    assert "NOTICE.md" in tables
    assert all(licence["name"] == "CC-BY-4.0" for licence in package["licenses"])


@pytest.mark.parametrize("name", RECIPES)
def test_the_tables_are_rebuilt_byte_for_byte(name):
    folder = os.environ.get("MINERALSEC_RAW_DATA")
    if folder is None:
        pytest.skip("set MINERALSEC_RAW_DATA to the folder of raw data to rebuild the dataset")
    for path, text in RECIPES[name](Path(folder)).items():
        assert PACKAGES.joinpath(name, path).read_bytes() == text.encode(), path


def test_the_study_has_all_its_materials_with_shares_in_range():
    found = published("eu_study", "shares")
    assert len({row["material"] for row in found}) >= 85
    keys = {(row["scope"], row["material"], row["stage"], row["place"]) for row in found}
    assert len(keys) == len(found)
    assert all(is_place(row["place"]) for row in found)
    assert all(0 <= float(row["share"]) <= 100 for row in found)
    assert all(0.8 <= float(row["t"]) <= 1.5 for row in found)


def test_shares_of_a_stage_add_up_within_the_printed_slack():
    sums: dict[tuple[str, str], float] = {}
    for row in published("eu_study", "shares"):
        if row["scope"] == "world":
            key = row["material"], row["stage"]
            sums[key] = sums.get(key, 0.0) + float(row["share"])
    assert all(88 <= total <= 104 for total in sums.values())


def test_governance_has_every_year_of_the_update_and_one_edition_each():
    found = published("governance", "estimates")
    years = {int(row["year"]) for row in found if row["edition"] == "2024"}
    assert {1996, 2002, 2023} <= years
    assert {row["year"] for row in found if row["edition"] == "2020"} == {"2019"}
    assert all(is_place(row["place"]) for row in found)


def test_a_table_that_is_not_there_is_a_damaged_package():
    with pytest.raises(DataError, match=r"eu_study/prices\.csv is not there"):
        published("eu_study", "prices")


# ---- the recipes, on a few lines of each file


def laid_out(folder: Path, texts: dict[str, str], encoding: str = "utf-8") -> Path:
    for path, text in texts.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode("latin-1" if "wgi_1996" in path else encoding))
    return folder


def test_rows_of_a_table_come_in_a_stable_order():
    fields = {"place": "string", "share": "number"}
    table = PlainTable("Shares [%]", fields, [{"place": "ZMB"}, {"place": "AUS", "share": "4"}])
    made = dataset_files("a_b", "A", "", [{"name": "CC0-1.0"}], {"shares": table}, "# A\n")
    assert made["shares.csv"] == "place,share\nAUS,4\nZMB,\n"
    assert json.loads(made["datapackage.json"])["name"] == "mineralsec-a-b"


def test_codes_of_the_world_bank_become_iso_codes(tmp_path):
    head = "codeindyr,code,countryname,year,indicator,estimate\n"
    folder = laid_out(
        tmp_path,
        {
            "raw/wgi/wgi_1996_2023_long.csv": head
            + "1,ZAR,Congo,2023,pv,-2.04\n2,ZAR,Congo,2023,va,-1.5\n"
            + "3,ANT,Antilles,2002,pv,0.5\n4,CUW,Curaçao,2023,pv,..\n",
            "reference/wgi_2019.csv": "country,iso3,VA,PV,GE,RQ,RL,CC,mean,source\n"
            "Romania,ROM,0.5,0.5,-0.3,0.4,0.3,-0.1,0.2,x\nAntilles,ANT,1,1,1,1,1,1,1,x\n",
        },
    )
    found = rows(governance_files(folder)["estimates.csv"])
    assert [(row["edition"], row["place"], row["year"]) for row in found] == [
        ("2020", "ROU", "2019"),
        ("2024", "COD", "2023"),
    ]
    assert found[1]["pv"] == "-2.04"
    assert found[1]["cc"] == ""


EU_FILES = {
    "derived/eu_crm2023_supply_shares.csv": "scope,material,commodity,stage,country_name,"
    "country_iso3,geo_kind,share_raw,qualifier,share_pct,t_trade_parameter,source_line\n"
    "world,Barytes,barite,extraction,China,CHN,country,32.5%,=,32.5,1.0,2\n"
    "world,Barytes,barite,extraction,India,IND,country,<0.1%,<,0.1,1.1,3\n"
    "eu_sourcing,Silicon metal,silicon,processing,Germany,DEU,country,6,text,,0.8,4\n",
    "raw/eu_crm/fact_MaterialUseShares.csv": "Material,Application,Share,NACE sector,VA\n"
    'Copper,"Building, plant",>0%,C32 - Other manufacturing,45912\nCopper,Other,14%,,\n',
    "raw/eu_crm/dimension_CRMsOverTime.csv": "Material,Year,SR,EI\nBaryte,2023,1.3,3.5\n"
    "Bauxite,2023,-,-\n",
    "reference/eu2023_results.csv": "material,basis_extraction,sr_extraction,basis_processing,"
    "sr_processing,si_ei,si_sr,import_reliance_extraction_pct,import_reliance_processing_pct,"
    "eol_rir_pct,transcription_note\nLithium,GSonly,0.8,GS+EU,1.9,0.91,0.94,81,100,0,\n"
    "Gallium,,,GS+EU,3.9,0.98,0.98,,98,0,\n",
    "facts/eu_crm2017_criticality.csv": "material,stage_assessed,supply_risk,economic_importance,"
    "import_reliance_pct,eol_rir_pct,supply_data_used,pdf_page\n"
    "Borate,extraction,3.0,3.1,100,0,GS + EUS,33\n",
    "facts/eol_rir_scrreen2.csv": "material,stage,eol_rir_pct,cited_factsheet\n"
    "Indium,nan,1,https://scrreen.eu\n",
}


def test_the_study_is_read_with_its_markers(tmp_path):
    made = {name: rows(text) for name, text in eu_study_files(laid_out(tmp_path, EU_FILES)).items()}
    shares = {row["place"]: row for row in made["shares.csv"]}
    assert (shares["IND"]["share_low"], shares["IND"]["share"]) == ("0", "0.05")
    assert shares["CHN"]["share"] == "32.5"
    assert shares["DEU"]["note"] == "printed without a per cent sign"
    uses = {row["application"]: row for row in made["uses.csv"]}
    assert (uses["Building, plant"]["share"], uses["Building, plant"]["sector"]) == ("0.25", "C32")
    assert uses["Other"]["sector"] == ""
    parameters = {(r["material"], r["stage"], r["edition"]): r for r in made["parameters.csv"]}
    assert parameters["lithium", "extraction", "2023"]["basis"] == "GS"
    assert parameters["boron", "extraction", "2017"]["import_reliance"] == "100"
    assert ("gallium", "extraction", "2023") not in parameters
    assert parameters["indium", "", "SCRREEN2"]["recycling"] == "1"
    scores = {(row["material"], row["stage"]): row for row in made["scores.csv"]}
    assert scores["bauxite", ""]["supply_risk"] == ""
    assert scores["lithium", "processing"]["supply_risk"] == "1.9"


USES = """Material,Application,Share,NACE sector,VA
Aluminium,Construction,21%,"C25 - Manufacture of fabricated metal products",163568
Aluminium,Engines,11%,C28 - Manufacture of machinery and equipment,204200
Copper,Pipes,10%,C28 - Manufacture of machinery and equipment,204200
Manganese,Engines,8%,"C25 - Manufacture of fabricated metal products",204200
Manganese,Construction,43%,"C25 - Manufacture of fabricated metal products",163568
Magnesium,Construction,13%,"C25 - Manufacture of fabricated metal products",163568
Magnesium,Construction,13%,"C25 - Manufacture of fabricated metal products",163568
Titanium,Plant engineering,5%,"C25 - Manufacture of fabricated metal products",163568
"""


def test_uses_are_read_with_what_is_wrong_in_them(tmp_path):
    folder = laid_out(tmp_path, {**EU_FILES, "raw/eu_crm/fact_MaterialUseShares.csv": USES})
    found = {
        (row["material"], row["application"]): row
        for row in rows(eu_study_files(folder)["uses.csv"])
    }
    assert len(found) == len(rows(eu_study_files(folder)["uses.csv"])) == 7
    slipped = found["manganese", "Engines"]
    assert slipped["sector"] == "C28"
    assert slipped["note"] == "labelled C25; the value added beside it is that of C28"
    assert found["manganese", "Construction"]["note"] == ""
    assert found["titanium metal", "Plant engineering"]["note"] == "printed under titanium"


def test_a_material_the_recipe_does_not_know_is_refused(tmp_path):
    lines = EU_FILES["derived/eu_crm2023_supply_shares.csv"].replace("Barytes", "Unobtainium")
    folder = laid_out(tmp_path, {**EU_FILES, "derived/eu_crm2023_supply_shares.csv": lines})
    with pytest.raises(UnknownNameError, match="Unobtainium"):
        eu_study_files(folder)


def test_the_iea_tables_keep_totals_and_residuals_apart(tmp_path):
    explorer = {
        "supply": {"Cobalt": {"mining": {"top3Share": {"2024": 0.81}}}},
        "totalDemand": {"Cobalt": {"totalDemand": {"2024": 220.7, "STEPS": {"2030": 300.5}}}},
    }
    head = "mineral,stage,country_name,country_iso3,geo_kind,year,value,unit,projection\n"
    folder = laid_out(
        tmp_path,
        {
            "raw/iea_critical_minerals/iea_cm_explorer_2025.json": json.dumps(explorer),
            "derived/iea_supply_by_country.csv": head
            + "Cobalt,mine,DR Congo,COD,country,2024,181.8,kt,0\n"
            + "Cobalt,mine,Rest of world,,other,2024,20,kt,0\n"
            + "Cobalt,mine,Total,,world,2030,320,kt,1\n"
            + "Cobalt,mine,Notes: a remark,,group,2024,,kt,0\n",
        },
    )
    made = {name: rows(text) for name, text in iea_outlook_files(folder).items()}
    places = [(row["place"], row["quality"]) for row in made["supply.csv"]]
    assert places == [("COD", "reported"), (RESIDUAL, "reported"), ("world", "projected")]
    assert made["top3.csv"] == [
        {"mineral": "cobalt", "stage": "mining", "year": "2024", "share": "0.81"}
    ]
    demand = [(row["scenario"], row["year"]) for row in made["demand.csv"]]
    assert demand == [("", "2024"), ("STEPS", "2030")]
