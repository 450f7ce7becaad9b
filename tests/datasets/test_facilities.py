"""The facilities dataset: each rule of the recipe, and what the bundled tables say."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from pathlib import Path

import pytest

import mineralsec as ms
from mineralsec.datasets.recipe.__main__ import main
from mineralsec.datasets.recipe.facilities import facility_files
from mineralsec.datasets.recipe.facility_owners import owners_of
from mineralsec.datasets.recipe.facility_rules import CHAINS, FORMS, judge
from mineralsec.datasets.tables import published
from mineralsec.errors import DataError, GraphError

BUNDLED = Path(ms.__file__).parent / "datasets" / "facilities"
BLANK = dict.fromkeys(
    (
        "source_region", "uid", "country", "iso3", "facility", "facility_type", "sector",
        "commodity", "form", "form_detail", "capacity", "capacity_unit", "capacity_t",
        "capacity_flag", "combined_with", "capacity_year", "status", "latitude", "longitude",
        "operator", "owners", "memo",
    ),
    "",
)  # fmt: skip


def plant(**values):
    """Return a row of the source table: a cobalt mine of 30 kt in Congo unless told."""
    row = BLANK | {
        "source_region": "Africa",
        "uid": "COD011",
        "iso3": "COD",
        "facility": "Katanga KOV Mine",
        "facility_type": "Mines and Quarries",
        "commodity": "Cobalt",
        "form": "Mine",
        "capacity": "30000.0",
        "capacity_unit": "Metric tons",
        "status": "Active",
        "operator": "Katanga Mining Ltd.",
        "owners": "Glencore International AG [75%]; Gecamines [25%]",
    }
    row |= values
    scale = 1000 if row["capacity_unit"] in ("kmt", "Thousand metric tons") else 1
    row["capacity_t"] = str(float(row["capacity"]) * scale) if row["capacity"] else ""
    return row


def built(tmp_path, *rows):
    folder = tmp_path / "derived"
    folder.mkdir()
    with (folder / "mine_facilities_usgs.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    files = facility_files(tmp_path)
    return {
        name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(text)))
        for name, text in files.items()
        if name.endswith(".csv")
    }


# ---- which capacity is of what


@pytest.mark.parametrize(
    ("values", "stage"),
    [
        ({}, "mining"),
        ({"form": "Refined", "facility_type": "Mineral Processing Plants"}, "refining"),
        ({"form": "Hydroxide", "facility_type": "Mineral Processing Plants"}, "intermediate"),
        ({"commodity": "Copper", "form": "Smelter", "facility_type": "Mineral Processing Plants"},
         "smelting"),
        ({"commodity": "Copper", "form": "Metal", "memo": "Copper anode.",
          "facility_type": "Mineral Processing Plants"}, "smelting"),
        ({"form": "Ore", "form_detail": "Co content"}, "mining"),
        ({"commodity": "Rare Earths", "form": "Concentrate",
          "form_detail": "Rare-earth oxide equivalent"}, "mining"),
        ({"commodity": "Graphite", "form": ""}, "mining"),
        ({"commodity": "Aluminum", "form": "", "facility_type": "Mineral Processing Plants"},
         "refining"),
        ({"commodity": "Antimony", "form": "Chemical Products", "form_detail": "Sb content",
          "facility_type": "Mineral Processing Plants"}, "refining"),
    ],
)  # fmt: skip
def test_a_row_that_says_it_is_contained_mineral_is_taken(values, stage):
    verdict = judge(plant(**values))
    assert (verdict.reason, verdict.stage) == ("", stage)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"capacity": ""}, "no capacity published"),
        ({"capacity_unit": ""}, "no unit published"),
        ({"status": "Construction"}, "not a working plant"),
        ({"capacity_flag": "e, g"}, "gross weight"),
        ({"memo": "Capacity is in gross weight of ore."}, "gross weight"),
        ({"commodity": "Nickel", "form": "Ore", "form_detail": "Wet metric tons"}, "gross weight"),
        ({"commodity": "Copper", "form": "Concentrate"}, "content is not published"),
        ({"commodity": "Tin", "memo": "Cassiterite."}, "content is not published"),
        ({"commodity": "Copper", "form": ""}, "does not say whether this is content"),
        ({"commodity": "Lead", "form": "Alloy", "facility_type": "Mineral Processing Plants"},
         "unpublished content"),
        ({"commodity": "Lead", "form": "Metal, Secondary", "form_detail": "Pb alloy",
          "facility_type": "Mineral Processing Plants"}, "an alloy"),
        ({"commodity": "Silver", "uid": "KOR049"}, "unit is in doubt"),
        ({"commodity": "Barite", "form": "Barite", "facility_type": "Mineral Processing Plants"},
         "no stage for"),
    ],
)  # fmt: skip
def test_a_row_that_does_not_say_so_is_listed_with_its_reason(tmp_path, values, reason):
    tables = built(tmp_path, plant(**values))
    assert tables["facilities"] == []
    (row,) = tables["omitted"]
    assert reason in row["reason"]


def test_commodities_of_no_critical_mineral_are_left_out_whole(tmp_path):
    tables = built(tmp_path, plant(commodity="Cement"))
    assert (tables["facilities"], tables["omitted"]) == ([], [])


@pytest.mark.parametrize(
    ("values", "form"),
    [
        ({"commodity": "Uranium", "form": "U3O8"}, "uranium oxide"),
        ({"commodity": "Vanadium", "form": "Vanadium pentoxide"}, "vanadium pentoxide"),
        ({"commodity": "Tungsten", "form": "Ammonium Paratungstate", "form_detail": "WO3 content",
          "facility_type": "Mineral Processing Plants"}, "tungsten trioxide"),
    ],
)  # fmt: skip
def test_oxides_keep_their_form_and_its_factor(values, form):
    verdict = judge(plant(**values))
    assert (verdict.reason, verdict.form) == ("", form)
    assert form in FORMS


# ---- counted once


def test_a_combined_capacity_counts_once(tmp_path):
    tables = built(
        tmp_path,
        plant(capacity_flag="c", combined_with="COD012"),
        plant(capacity_flag="c", combined_with="COD011", uid="COD012", facility="Katanga KTO Mine"),
    )
    (row,) = tables["facilities"]
    assert row["facility"] == "Katanga KOV Mine; Katanga KTO Mine"
    assert row["note"] == "one capacity for 2 facilities, counted once"
    assert row["locator"] == "AFR_Mineral_Facilities.geojson, COD011, COD012"


def test_members_named_in_the_remark_alone_count_once(tmp_path):
    memo = "Estimated capacity is a combination of all producers."
    rows = [plant(capacity_flag="c,e", memo=memo, uid=uid, operator=uid) for uid in ("A1", "A2")]
    tables = built(tmp_path, *rows)
    (row,) = tables["facilities"]
    assert row["quality"] == "estimated"


def test_equal_capacities_that_nobody_combines_count_twice(tmp_path):
    tables = built(tmp_path, plant(), plant(uid="COD020", operator="Another"))
    assert len(tables["facilities"]) == 2


def test_a_mine_and_its_plant_are_one_capacity(tmp_path):
    tables = built(
        tmp_path,
        plant(facility="Ruashi Mine"),
        plant(facility="Ruashi Plant", uid="COD078", facility_type="Mineral Processing Plants"),
        plant(facility="Far Away Mine", uid="COD079"),
    )
    assert [row["facility"] for row in tables["facilities"]] == [
        "Ruashi Mine; Ruashi Plant",
        "Far Away Mine",
    ]


def test_one_figure_for_several_minerals_is_of_none_of_them(tmp_path):
    tables = built(tmp_path, plant(), plant(commodity="Copper"))
    assert tables["facilities"] == []
    assert {row["reason"] for row in tables["omitted"]} == {
        "one figure printed for cobalt, copper: it is of all together"
    }


def test_two_facilities_of_one_number_and_name_get_two_ids(tmp_path):
    tables = built(tmp_path, plant(), plant(capacity="500", operator="Another"))
    assert [row["id"] for row in tables["facilities"]] == [
        "cobalt-mining-cod011-katanga-kov-mine",
        "cobalt-mining-cod011-katanga-kov-mine-2",
    ]


# ---- owners


def test_owners_are_read_with_their_shares_and_places(tmp_path):
    tables = built(tmp_path, plant(owners="Glencore Plc [60%]; Government [40%]"))
    found = [(r["owner"], r["share"], r["place"], r["place_source"]) for r in tables["owners"]]
    assert found == [
        ("Glencore", "0.6", "CHE", "seat-glencore"),
        ("Government of Congo (Kinshasa)", "0.4", "COD", "mineralsec-rules"),
    ]


def test_shares_over_the_whole_are_not_used_and_are_listed(tmp_path):
    tables = built(tmp_path, plant(owners="Tronox Ltd. [74%]; Exxaro Resources Ltd. [44.65%]"))
    assert [row["share"] for row in tables["owners"]] == ["", ""]
    (row,) = tables["omitted"]
    assert row["reason"] == "owners not used: the shares printed add up to 118.65 %"
    assert "118.65 %" in tables["facilities"][0]["note"]


def test_rounding_over_the_whole_is_divided_out():
    found, remark = owners_of("A [50.2%]; B [50.2%]", "COD")
    assert [owner.share for owner in found] == [0.5, 0.5]
    assert remark == ""


def test_shares_of_nobody_stay_open():
    found, _ = owners_of("A [60%]; Common shares [25%]; Other [15%]", "COD")
    assert [(owner.name, owner.share) for owner in found] == [("A", 0.6)]


def test_two_spellings_of_one_company_are_added():
    found, _ = owners_of("Glencore Plc [50%]; Glencore International AG [25%]", "COD")
    assert [(owner.name, owner.share) for owner in found] == [("Glencore", 0.75)]


def test_an_owner_without_a_share_is_known_but_holds_nothing(tmp_path):
    tables = built(tmp_path, plant(owners="Cosmo Chemical Co., Ltd."))
    assert [(r["owner"], r["share"]) for r in tables["owners"]] == [
        ("Cosmo Chemical Co., Ltd.", "")
    ]


def test_a_government_named_in_the_source_has_its_country(tmp_path):
    owners = "Korea Resources Corp. (Government of South Korea) [60%]; Government of Malaysia [40%]"
    tables = built(tmp_path, plant(owners=owners))
    assert [(r["owner"], r["place"]) for r in tables["owners"]] == [
        ("Government of Malaysia", "MYS"),
        ("Korea Resources Corp.", "KOR"),
    ]


def test_members_with_different_owners_have_none(tmp_path):
    both = {"capacity_flag": "c", "combined_with": "COD011, COD012"}
    tables = built(
        tmp_path, plant(**both), plant(**both, uid="COD012", owners="Zijin Mining Group [100%]")
    )
    assert tables["owners"] == []
    assert "different owners" in tables["facilities"][0]["note"]


# ---- the program


def test_without_the_source_table_one_line_says_what_is_missing(tmp_path, capsys):
    with pytest.raises(DataError, match=r"derived/mine_facilities_usgs\.csv"):
        facility_files(tmp_path)
    assert main([str(tmp_path), "--dataset", "facilities", "--out", str(tmp_path)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_bundled_tables_are_the_recipes_byte_for_byte():
    folder = os.environ.get("MINERALSEC_RAW_DATA")
    if not folder:
        pytest.skip("set MINERALSEC_RAW_DATA to the folder of raw data to rebuild the dataset")
    files = facility_files(Path(folder))
    assert {path.name for path in BUNDLED.iterdir()} == set(files)
    for name, text in files.items():
        assert (BUNDLED / name).read_bytes() == text.encode(), name


# ---- the bundled dataset


@pytest.fixture(scope="module")
def graph():
    return ms.load("facilities")


def test_every_row_names_a_source_of_the_table():
    keys = {row["key"] for row in published("facilities", "sources")}
    for table in ("facilities", "owners", "omitted", "minerals", "forms"):
        assert {row["source"] for row in published("facilities", table)} <= keys
    seats = {row["place_source"] for row in published("facilities", "owners")} - {""}
    assert seats <= keys
    for row in published("facilities", "owners"):
        assert bool(row["place"]) == bool(row["place_source"])


def test_the_cobalt_of_congos_mines_adds_up_to_the_published_list():
    """127,300 t with each combination once (notes of the data folder), and three plants."""
    rows = [
        row
        for row in published("facilities", "facilities")
        if (row["mineral"], row["stage"], row["place"]) == ("cobalt", "mining", "COD")
    ]
    plants = ("Big Hill", "Plants in former", "Sicomines")
    mines = sum(float(r["capacity"]) for r in rows if not r["facility"].startswith(plants))
    assert mines == 127_300
    assert sum(float(r["capacity"]) for r in rows) == 142_100


def test_cobalt_by_soil_is_congo_and_by_owner_is_not(graph):
    soil = ms.shares(graph, "cobalt", stage="mining", of="capacity")
    assert next(iter(soil.labels)) == "COD"
    assert ms.concentration_ratio(soil, 1) > 0.8
    held = {}
    makers = [
        r for r in graph.records if getattr(r, "stage", "") == "mining" and r.mineral == "cobalt"
    ]
    total = sum(r.capacity.m_as("tonne/year") for r in makers)
    for record in makers:
        for owner in record.owners:
            part = record.capacity.m_as("tonne/year") * owner.share / total
            held[owner.place] = held.get(owner.place, 0.0) + part
    assert held["COD"] < 0.2
    assert held["CHE"] > held["CHN"] > held["COD"] > 0.1
    assert sum(held.values()) < 1  # operators without a published owner


def test_the_question_by_owner_says_the_same(graph):
    soil = ms.shares(graph, "cobalt", stage="mining", of="capacity")
    owner = ms.shares(graph, "cobalt", stage="mining", of="capacity", by="owner")
    assert ms.hhi(owner) < 0.5 * ms.hhi(soil)
    assert owner.labels[0] == "CHE"


def test_the_description_has_the_checksum_of_every_table():
    package = json.loads((BUNDLED / "datapackage.json").read_text("utf-8"))
    assert {r["path"] for r in package["resources"]} == {p.name for p in BUNDLED.glob("*.csv")}
    for resource in package["resources"]:
        data = (BUNDLED / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        header = data.decode().partition("\n")[0].split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == header


def test_output_is_open_between_nothing_and_the_capacity(graph):
    record = next(
        r
        for r in graph.records
        if getattr(r, "id", "").endswith("mutanda-mine") and r.mineral == "cobalt"
    )
    assert record.output.low.magnitude == 0
    assert record.output.high == record.capacity
    assert record.output.point is None
    with pytest.raises(GraphError, match="withheld or unknown"):
        ms.shares(graph, "cobalt")


def test_every_record_is_cited_and_its_place_is_a_country(graph):
    for record in graph.records:
        assert record.source is not None
        assert record.source.licence == "US public domain" or record.source.publisher == "IUPAC"
    assert {len(place) for place in graph.places} == {3}


def test_minerals_can_be_chosen_and_the_year_is_any():
    graph = ms.load("facilities", minerals=("Co", "tungsten"))
    assert graph.minerals == ("cobalt", "tungsten")
    assert graph.year is None
    assert ms.load("facilities", year=2024, minerals="cobalt").year == 2024


def test_info_counts_the_facilities():
    info = ms.datasets.info("facilities")
    assert {c.mineral for c in info.coverage} == set(CHAINS)
    assert all(c.makers > 0 for c in info.coverage)
    assert "US public domain" in info.licences


def test_no_figure_is_without_a_unit_and_no_bundled_row_is_gross_ore():
    rows = published("facilities", "facilities")
    assert all(row["unit"].endswith("/ year") for row in rows)
    assert "gross" not in " ".join(row["note"] for row in rows)
