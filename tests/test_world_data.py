"""What the bundled world dataset says, and that every figure of it is cited."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections import Counter, defaultdict
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import mineralsec as ms

WORLD = Path(ms.__file__).parent / "datasets" / "world"
TONNES = {"tonne": 1.0, "kilotonne": 1000.0, "kilogram": 0.001, "megatonne": 1e6}
TABLES = sorted(path.relative_to(WORLD).as_posix() for path in WORLD.rglob("*.csv"))


@cache
def rows(name):
    """Return the rows of one table, as a plain CSV reader sees them."""
    return list(csv.DictReader(io.StringIO((WORLD / name).read_bytes().decode("utf-8"))))


MINERALS = {row["name"] for row in rows("minerals.csv")}
STAGES = {row["name"]: row["stages"].split(";") for row in rows("minerals.csv")}


def tonnes(row, column="output"):
    return float(row[column]) * TONNES[row["unit"].removesuffix("/year")]


def latest(mineral, year, table="producers"):
    """Return the rows that answer for a year: of each id the newest vintage."""
    found = {}
    name = f"{mineral.replace(' ', '-')}/{table}.csv"
    for row in rows(name) if name in TABLES else ():
        if row["year"] == str(year) and row["vintage"] >= found.get(row["id"], row)["vintage"]:
            found[row["id"]] = row
    return list(found.values())


def test_there_are_many_minerals_and_each_has_first_stage_producers():
    assert len(MINERALS) >= 75
    for mineral in MINERALS:
        first = [r for r in latest(mineral, 2024) if r["stage"] == STAGES[mineral][0]]
        assert [r for r in first if r["output"] or r["mark"]], mineral


def test_many_minerals_have_two_stages_or_more_and_none_of_them_is_empty():
    several = [mineral for mineral in sorted(MINERALS) if len(STAGES[mineral]) > 1]
    assert len(several) >= 30
    for mineral in several:
        made = {r["makes"] for r in latest(mineral, 2024, "refiners")} | {
            r["stage"] for r in latest(mineral, 2024)
        }
        assert made == set(STAGES[mineral])


# MCS 2026 chapters, 2025 estimates (version of 6 February 2026)
@pytest.mark.parametrize(
    ("mineral", "place", "expected"),
    [
        ("gallium", "CHN", 900.0),
        ("cobalt", "COD", 230_000.0),
        ("rare earths", "CHN", 270_000.0),
        ("tungsten", "CHN", 67_000.0),
        ("antimony", "CHN", 40_000.0),
        ("lithium", "AUS", 92_000.0),
        ("nickel", "IDN", 2_600_000.0),
        ("natural graphite", "CHN", 1_400_000.0),
        ("copper", "CHL", 5_300_000.0),
        ("silver", "MEX", 6_300.0),
    ],
)
def test_the_figures_everyone_knows_are_there(mineral, place, expected):
    (row,) = [r for r in latest(mineral, 2025) if r["place"] == place]
    assert tonnes(row) == pytest.approx(expected)
    assert (row["vintage"], row["quality"]) == ("MCS 2026", "estimated")


# World totals printed in the same tables (rounded there)
@pytest.mark.parametrize(
    ("mineral", "year", "world"),
    [
        ("gallium", 2024, 848),
        ("gallium", 2025, 900),
        ("cobalt", 2024, 302_000),
        ("cobalt", 2025, 310_000),
        ("rare earths", 2024, 380_000),
        ("rare earths", 2025, 390_000),
        ("tungsten", 2024, 82_000),
        ("tungsten", 2025, 85_000),
        ("antimony", 2024, 119_000),
        ("antimony", 2025, 110_000),
        ("lithium", 2024, 222_000),
        ("nickel", 2024, 3_710_000),
        ("natural graphite", 2024, 1_550_000),
        ("copper", 2024, 23_000_000),
        ("silver", 2024, 25_300),
        ("germanium", 2021, 140),
    ],
)
def test_countries_add_up_to_the_published_world(mineral, year, world):
    total = sum(
        tonnes(row)
        for row in latest(mineral, year)
        if row["kind"] == "primary" and row["output"] and row["stage"] == STAGES[mineral][0]
    )
    assert total == pytest.approx(world, rel=0.015)


@pytest.mark.parametrize(
    ("mineral", "points"),
    [("rare earths", 5072), ("gallium", 9804), ("cobalt", 5562), ("tungsten", 6242)],
)
def test_concentration_of_the_first_stage_in_2025(mineral, points):
    output = [tonnes(row) for row in latest(mineral, 2025) if row["output"]]
    shares = [amount / sum(output) for amount in output]
    assert 10_000 * sum(share**2 for share in shares) == pytest.approx(points, abs=10)


@pytest.mark.parametrize("table", TABLES)
def test_every_row_names_its_source_and_its_place_there(table):
    keys = {row["key"] for row in rows("sources.csv")}
    if table in ("sources.csv", "balances.csv"):
        return
    for row in rows(table):
        assert row["source"] in keys, row
        assert row["locator"], row


def test_every_source_says_who_and_under_which_licence():
    allowed = ("CC0", "CC-BY", "Etalab", "US public domain", "public domain", "Apache", "facts")
    found = rows("sources.csv")
    assert len({row["key"] for row in found}) == len(found)
    for row in found:
        assert row["title"], row
        assert row["publisher"], row
        assert row["licence"].startswith(allowed), row
        assert row["url"].startswith("http") or row["key"].startswith(
            ("mineralsec", "control", "stock-")
        )


def test_every_source_is_used():
    used = {row["source"] for table in TABLES for row in rows(table) if "source" in row}
    assert {row["key"] for row in rows("sources.csv")} == used


@pytest.mark.parametrize("table", [t for t in TABLES if t.split("/")[-1] != "omitted.csv"])
def test_ids_are_unique_within_a_year_and_vintage(table):
    found = rows(table)
    if not found or "id" not in found[0]:
        return
    keys = Counter((row["id"], row.get("year"), row.get("vintage")) for row in found)
    assert max(keys.values()) == 1


def test_an_id_belongs_to_one_mineral():
    owners = defaultdict(set)
    for table in TABLES:
        for row in rows(table):
            if "id" in row:
                owners[row["id"]].add(table.split("/")[0])
    assert not [key for key, minerals in owners.items() if len(minerals) > 1]


def test_flows_are_unique_and_go_somewhere_else():
    for mineral in MINERALS:
        found = rows(f"{mineral.replace(' ', '-')}/flows.csv")
        key = ("stage", "origin", "destination", "form", "year", "vintage")
        assert max(Counter(tuple(row[k] for k in key) for row in found).values()) == 1
        assert all(row["origin"] != row["destination"] for row in found)
        assert all(float(row["quantity"]) > 0 for row in found)


@pytest.mark.parametrize("table", TABLES)
def test_a_withheld_figure_has_no_point_and_is_no_zero(table):
    for row in rows(table):
        if row.get("mark") == "W":
            point = row.get("output", row.get("amount"))
            low, high = (
                row.get(f"{what}_{end}", "")
                for what in [("output" if "output" in row else "amount")]
                for end in ("low", "high")
            )
            assert (point, low, high) == ("", "0", "")


def test_withheld_us_lithium_is_in_the_tables():
    usa = [row for row in latest("lithium", 2024) if row["place"] == "USA"]
    assert [row["mark"] for row in usa] == ["W"]


def test_a_row_without_any_figure_is_in_the_omissions_not_in_the_tables():
    amounts = {"producers": "output", "refiners": "output", "reserves": "amount"}
    for table in TABLES:
        name = table.split("/")[-1].removesuffix(".csv")
        for row in rows(table) if name in amounts else ():
            what = amounts[name]
            assert any(row[c] for c in (what, f"{what}_low", f"{what}_high")), row
    reasons = {row["reason"] for row in rows("omitted.csv")}
    assert {"zero", "not available", "blank: withheld, not available or zero"} <= reasons


def test_namibia_survives_its_two_letter_code():
    assert {row["year"] for row in rows("lithium/producers.csv") if row["place"] == "NAM"} >= {
        "2023"
    }
    assert any(row["origin"] == "NAM" for row in rows("cobalt/flows.csv"))


def test_bounds_and_revisions_of_reserves_are_kept():
    reserves = {(row["place"], row["vintage"]): row for row in rows("rare-earths/reserves.csv")}
    assert reserves["BRA", "MCS 2026"]["amount"] == "11000000"  # version 1.3
    assert reserves["BRA", "MCS 2025"]["amount"] == "21000000"
    nickel = {(row["place"], row["vintage"]): row for row in rows("nickel/reserves.csv")}
    other = nickel["QXR", "MCS 2026"]
    assert (other["mark"], other["amount"], other["amount_low"]) == (">", "", "9100000")


@pytest.mark.parametrize("mineral", sorted(m for m in MINERALS if len(STAGES[m]) > 1))
def test_no_refinery_is_fed_with_ore_that_does_not_exist(mineral):
    # reported figures may say so; the reconciled ones give way to each other
    network = ms.load("world", minerals=mineral).network(mineral)
    refines = network.maker_intake >= 0
    taken = (network.output / network.recovery)[refines]
    n = len(network.stages)
    fed = np.bincount(network.stage_of[network.maker_intake[refines]], taken, n)
    made = np.bincount(network.stage_of[network.maker_market], network.output, n)
    assert np.all(fed <= made * 1.01)


def test_published_lithium_does_not_fit_and_both_sides_give_way():
    """IEA: 241.6 kt refined in 2024; USGS: 223.0 kt of ore without the United States."""
    graph = ms.load("world", minerals="lithium")
    c = graph.columns
    ore = c.makers.intake < 0
    reported, reconciled = np.nan_to_num(c.makers.output[1]), c.makers.reconciled
    assert reported[ore].sum() == pytest.approx(223_000, rel=1e-3)
    assert reported[~ore].sum() == pytest.approx(241_600, rel=1e-3)
    assert reported[ore].sum() < reconciled[ore].sum() < reconciled[~ore].sum()
    assert reconciled[~ore].sum() < reported[~ore].sum()
    assert reconciled[ore].sum() == pytest.approx(reconciled[~ore].sum(), rel=0.01)
    assert graph.network("lithium").basis == "reconciled"
    assert ms.shares(graph, "lithium").quantities[1].sum() == pytest.approx(reported[ore].sum())


# Who everybody knows to have plants, where a mass balance tells of them. Peru ships all its
# molybdenum, Togo its phosphate, Qatar its sulfur.
@pytest.mark.parametrize(
    ("mineral", "plants", "none"),
    [
        ("molybdenum", {"CHN", "CHL", "USA", "BEL", "NLD", "KOR", "MEX"}, {"PER", "CHE", "HKG"}),
        ("phosphate rock", {"CHN", "MAR", "USA", "RUS", "IND", "SAU", "LTU"}, {"TGO", "SYR"}),
        ("magnesite", {"CHN", "BRA", "RUS", "TUR", "AUT"}, {"IDN", "JPN", "COD"}),
        ("sulfur", {"CHN", "MAR", "USA", "IND", "IDN"}, {"QAT", "ARE", "CHE", "SGP"}),
    ],
)
def test_plants_that_a_mass_balance_tells_of_are_where_they_are_known_to_be(mineral, plants, none):
    found = {row["place"] for row in latest(mineral, 2024, "refiners")}
    assert plants <= found
    assert not none & found
    for row in latest(mineral, 2024, "refiners"):
        assert row["quality"] == "modelled"
        assert row["note"].startswith("grade C; mass balance of ")


def test_the_eu_buys_roasted_molybdenum_where_a_mass_balance_finds_roasters():
    """European Commission 2023, EU sourcing of processed molybdenum: all but two re-exporters."""
    lines = (WORLD.parent / "eu_study" / "shares.csv").read_text("utf-8").splitlines()
    printed = {
        row["place"]
        for row in csv.DictReader(lines)
        if (row["scope"], row["material"], row["stage"]) == ("EU", "molybdenum", "processing")
    }
    roasters = {row["place"] for row in latest("molybdenum", 2024, "refiners")}
    assert len(printed) >= 10
    assert printed - roasters == {"GBR", "LUX"}


@pytest.mark.parametrize(
    ("mineral", "ores"),
    [
        ("molybdenum", {"molybdenum concentrate", "low-grade molybdenum ore"}),
        ("phosphate rock", {"phosphate rock", "ground phosphate rock"}),
    ],
)
def test_a_mass_balance_is_that_of_the_tables(mineral, ores):
    """Output, less what the lanes carry away, plus what they bring: from the rows as printed."""
    content = {r["name"]: float(r["content"]) for r in rows("forms.csv") if r["mineral"] == mineral}
    stays = {r["place"]: tonnes(r) for r in latest(mineral, 2024) if r["stage"] == "mining"}
    for row in rows(f"{mineral.replace(' ', '-')}/flows.csv"):
        if row["form"] in ores and row["year"] == "2024":
            amount = float(row["quantity"]) * content[row["form"]]
            stays[row["origin"]] = stays.get(row["origin"], 0.0) - amount
            stays[row["destination"]] = stays.get(row["destination"], 0.0) + amount
    plants = {r["place"]: tonnes(r) for r in latest(mineral, 2024, "refiners")}
    for place, amount in plants.items():
        if place != "QXR":
            assert amount == pytest.approx(stays[place], rel=1e-6), place
    left = [v for place, v in stays.items() if place not in plants]
    assert max(left) < 0.005 * sum(plants.values())


def test_phosphate_processed_in_the_usa_is_what_its_own_statistics_say():
    """MCS 2026: 22.5 million tonnes of rock sold or used, and imported, in 2024."""
    (row,) = [r for r in latest("phosphate rock", 2024, "refiners") if r["place"] == "USA"]
    assert tonnes(row) == pytest.approx(22_500_000, rel=0.01)


def test_phosphorus_is_as_much_as_its_shippers_ship():
    made = {r["place"]: tonnes(r) for r in latest("phosphorus", 2024)}
    assert set(made) == {"CHN", "USA", "VNM", "KAZ"}
    assert made["KAZ"] / sum(made.values()) == pytest.approx(0.064, abs=5e-4)  # EU 2023


def test_the_bundled_figures_are_those_that_reconcile_finds():
    for mineral in ("lithium", "antimony", "natural graphite", "molybdenum"):
        graph = ms.load("world", minerals=mineral)
        again = ms.reconcile(graph).graph.columns
        for table in ("makers", "lanes", "users"):
            bundled = getattr(graph.columns, table).reconciled
            assert getattr(again, table).reconciled == pytest.approx(bundled, rel=1e-7), table


def test_what_does_not_add_up_is_small():
    made, missing = defaultdict(float), defaultdict(float)
    for row in rows("balances.csv"):
        key = row["mineral"], row["stage"]
        made[key] += float(row["output"])
        missing[key] += float(row["deficit"])
    assert {key for key in made if missing[key] > 0.1 * made[key]} == set()


def test_modelled_figures_are_flagged():
    for table in TABLES:
        for row in rows(table):
            if row.get("source") == "mineralsec-rules" and "quality" in row:
                assert row["quality"] == "modelled", row
            if row.get("note", "").startswith("grade B"):
                assert row["quality"] == "modelled", row


# US statistics of 2024 (MCS 2026): apparent consumption, tonnes. The dataset's use comes from
# trade and output; two independent roads should lead to the same neighbourhood.
@pytest.mark.parametrize(
    ("mineral", "published", "within"),
    [
        ("antimony", 28_600, 0.10),
        ("cobalt", 7_960, 0.10),
        ("copper", 1_860_000, 0.15),
        ("nickel", 90_300, 0.15),
        ("natural graphite", 65_200, 0.10),
        ("rare earths", 9_010, 0.10),
    ],
)
def test_use_in_the_usa_agrees_with_its_own_statistics(mineral, published, within):
    (row,) = [
        r
        for r in rows(f"{mineral.replace(' ', '-')}/consumers.csv")
        if r["id"].endswith("-use-USA") and r["stage"] != "magnet"
    ]
    assert tonnes(row, "demand") == pytest.approx(published, rel=within)


def test_a_copper_ore_typo_does_not_make_papua_new_guinea_a_giant():
    png = [
        row
        for row in rows("copper/flows.csv")
        if row["origin"] == "PNG" and row["form"] == "copper concentrate"
    ]
    assert png
    assert max(float(row["quantity"]) for row in png) < 2_000_000


PACKAGE = json.loads((WORLD / "datapackage.json").read_text("utf-8"))


def test_checksums_and_files_agree():
    for resource in PACKAGE["resources"]:
        data = (WORLD / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}", resource["path"]
        assert resource["bytes"] == len(data)
    assert sorted(resource["path"] for resource in PACKAGE["resources"]) == TABLES
    assert len({resource["name"] for resource in PACKAGE["resources"]}) == len(TABLES)


def test_no_file_of_the_dataset_is_left_over():
    here = {path.relative_to(WORLD).as_posix() for path in WORLD.rglob("*") if path.is_file()}
    schemas = {resource["schema"] for resource in PACKAGE["resources"]}
    assert here == {*TABLES, *schemas, "datapackage.json", "NOTICE.md"}


def test_the_schema_is_the_header_of_every_file():
    for resource in PACKAGE["resources"]:
        path = resource["path"]
        schema = json.loads((WORLD / resource["schema"]).read_text("utf-8"))
        fields = {field["name"]: field["type"] for field in schema["fields"]}
        header = (WORLD / path).read_text("utf-8").split("\n", 1)[0]
        assert header.split(",") == list(fields), path
        for row in rows(path):
            for name, kind in fields.items():
                if kind == "number":
                    assert row[name] == "" or float(row[name]) >= 0.0
                if kind == "date" and row[name]:
                    date.fromisoformat(row[name])


def test_the_dataset_stays_small():
    assert sum(path.stat().st_size for path in WORLD.rglob("*") if path.is_file()) < 12e6


@pytest.fixture(scope="module")
def raw():
    folder = os.environ.get("MINERALSEC_RAW_DATA")
    if not folder:
        pytest.skip("set MINERALSEC_RAW_DATA to the folder of raw data to rebuild the dataset")
    return Path(folder)


def test_the_recipe_rebuilds_the_package_data_byte_for_byte(raw):
    from mineralsec.datasets.recipe.__main__ import texts

    for path, text in texts(raw).items():
        assert (WORLD / path).read_bytes().decode("utf-8") == text, path


def test_an_independent_reading_of_the_tables_agrees(raw):
    """The tidy tables beside the raw files were read by another program."""
    theirs = {}
    for name in ("usgs_mcs_world_tidy.csv", "usgs_mcs_world_2022_2024.csv"):
        with (raw / "derived" / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["quantity"] == "production" and row["qualifier"] == "=":
                    place = (row["source_file"].split("/")[-1], row["source_line"], row["year"])
                    theirs[place] = row["value"]
    compared = 0
    for mineral in MINERALS:
        for row in rows(f"{mineral.replace(' ', '-')}/producers.csv"):
            file, _, line = row["locator"].partition(" line ")
            counted = "printed in million" in row["note"]  # carats, cubic metres
            if row["kind"] == "primary" and (file, line, row["year"]) in theirs and not counted:
                assert float(row["output"]) == float(theirs[file, line, row["year"]])
                compared += 1
    assert compared > 900
