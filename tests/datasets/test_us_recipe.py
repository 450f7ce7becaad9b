"""How the US statistics and the printed totals are read, on files small enough to see through."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from mineralsec.datasets.recipe import us_salient
from mineralsec.datasets.recipe.chains import CHAINS
from mineralsec.datasets.recipe.published_totals import published_total_files, total_rows
from mineralsec.datasets.recipe.raw import Raw
from mineralsec.datasets.recipe.us_reliance import Earlier, Reliance
from mineralsec.errors import DataError

EXCERPTS = Path(__file__).parent.parent / "excerpts"
HEADER = (
    "MCS chapter,Section,Commodity,Country,Statistics,Statistics_detail,Unit,Year,Value,Notes,"
    "Is critical mineral 2025,Other notes"
)
MADE_2026 = ("MCS 2026", "production")
SALIENT = "Salient Statistics—United States"


def line(chapter, kind, detail, value, *, unit="metric tons", note="", commodity=None, year=2021):
    cells = [
        chapter, SALIENT, commodity or chapter.title(), "United States", kind, detail, unit,
        str(year), value, note, "No", "",
    ]  # fmt: skip
    stream = io.StringIO()
    csv.writer(stream, lineterminator="").writerow(cells)
    return stream.getvalue()


COPPER = [
    line("COPPER", "Production", "Production, Refinery: Primary", "931"),
    line("COPPER", "Import", "Imports for consumption: Refined", "919"),
    line("COPPER", "Import", "Imports for consumption: Ore", "11"),
    line("COPPER", "Export", "Exports: Refined", "48"),
    line("COPPER", "Stock", "Stocks, refined", "117"),
    line("COPPER", "Shipment", "Shipments from Government stockpile", "?10"),
    line("COPPER", "Consumption", "Consumption: Reported", "1,750"),
    line("COPPER", "Consumption", "Consumption: Apparent", "W"),
    line("COPPER", "Price", "Price, average", "432", unit="cents per pound"),
    line("COPPER", "Net import reliance", "Net import reliance", "44", unit="percent",
         note="Estimated. -- Defined as imports."),
]  # fmt: skip
RULE = Reliance(
    "copper",
    "COPPER",
    "refined",
    imports=("Refined",),
    government=("Shipments from Government stockpile",),
    stocks=("Stocks, refined",),
    consumption="Apparent",
    earlier=(Earlier(2024, "mcs2024-coppe_salient.csv", "Stocks_kt", "kilotonne"),),
)


@pytest.fixture
def made(tmp_path, monkeypatch):
    """Return a function that runs the recipe on lines and rules."""

    def run(lines, *rules):
        new = tmp_path / "raw" / "usgs_mcs2026"
        old = tmp_path / "raw" / "usgs_mcs2022_2024" / "2024"
        for folder in (new, old):
            folder.mkdir(parents=True, exist_ok=True)
        text = "\r\n".join([HEADER, *lines, ""])
        (new / "MCS2026_Commodities_Data.csv").write_bytes(text.encode("cp1252"))
        older = ("DataSource,Commodity,Year,Stocks_kt", "MCS2024,Copper,2019,110")
        text = "\n".join([*older, "MCS2024,Copper,2020,118", ""])
        (old / "mcs2024-coppe_salient.csv").write_text(text, "utf-8")
        monkeypatch.setattr(us_salient, "RELIANCES", rules)
        files = us_salient.us_salient_files(tmp_path)
        tables = ("statistics", "reliance", "terms", "sources")
        return {t: list(csv.DictReader(io.StringIO(files[f"{t}.csv"]))) for t in tables}

    return run


def test_a_line_names_the_statistics_it_is_made_of(made):
    terms = {(r["role"], r["detail"]) for r in made(COPPER, RULE)["terms"]}
    assert terms == {
        ("production", "Production, Refinery: Primary"),
        ("imports", "Imports for consumption: Refined"),
        ("exports", "Exports: Refined"),
        ("stocks", "Stocks, refined"),
        ("government", "Shipments from Government stockpile"),
        ("consumption", "Consumption: Apparent"),
    }


def test_the_definition_is_kept_without_the_word_that_it_is_estimated(made):
    (row,) = made(COPPER, RULE)["reliance"]
    assert (row["key"], row["definition"]) == ("copper, refined", "Defined as imports.")


def test_cells_keep_their_marks_and_a_lost_minus_sign_comes_back(made):
    rows = {r["detail"]: r for r in made(COPPER, RULE)["statistics"] if r["year"] == "2021"}
    assert rows["Consumption: Apparent"]["mark"] == "W"
    assert rows["Consumption: Apparent"]["value"] == ""
    assert rows["Shipments from Government stockpile"]["value"] == "-10"
    assert "minus sign" in rows["Shipments from Government stockpile"]["note"]
    assert rows["Net import reliance"]["quality"] == "estimated"
    assert "Price, average" not in rows


@pytest.mark.parametrize(
    ("cell", "value", "mark"),
    [("—", "0", ""), ("NA", "", "NA"), ("E", "", "E"), (">75", "", ">"), ("s", "", "<")],
)
def test_every_kind_of_cell(made, cell, value, mark):
    lines = [*COPPER[:3], line("COPPER", "Export", "Exports: Refined", cell), *COPPER[4:]]
    (row,) = (r for r in made(lines, RULE)["statistics"] if r["detail"] == "Exports: Refined")
    assert (row["value"], row["mark"]) == (value, mark)


def test_stocks_of_the_year_before_come_from_an_older_edition(made):
    tables = made(COPPER, RULE)
    (row,) = (r for r in tables["statistics"] if r["year"] == "2020")
    assert (row["value"], row["unit"], row["source"]) == ("118", "kilotonne", "usgs-mcs-2024")
    assert row["locator"] == "mcs2024-coppe_salient.csv line 3 column Stocks_kt"
    assert {r["key"] for r in tables["sources"]} == {"usgs-mcs-2024", "usgs-mcs-2026"}


def test_every_line_of_a_kind_is_taken_where_none_is_named(made):
    every = Reliance("copper", "COPPER", consumption="")
    roles = [r["role"] for r in made(COPPER, every)["terms"]]
    assert roles.count("imports") == 2
    assert roles.count("production") == 1  # what the Government sold is no production
    assert "consumption" not in roles


def test_recycled_metal_may_be_counted_where_it_is_consumed(made):
    rule = Reliance("copper", "COPPER", production=("Reported",), consumption="Apparent")
    terms = made(COPPER, rule)["terms"]
    assert ("production", "Consumption: Reported") in {(r["role"], r["detail"]) for r in terms}


def test_two_tables_of_one_chapter_get_names_of_their_own(made):
    twice = [
        line("MICA (NATURAL)", kind, detail, value, commodity="Mica (Natural)", unit=unit)
        for value in ("1", "2")
        for kind, detail, unit in (
            ("Import", "Imports", "metric tons"),
            ("Export", "Exports", "metric tons"),
            ("Consumption", "Consumption, apparent", "metric tons"),
            ("Net import reliance", "Net import reliance", "percent"),
        )
    ]
    sheet = Reliance("sheet mica", "MICA (NATURAL)", "", "Mica (Natural), sheet")
    flake = Reliance("mica", "MICA (NATURAL)", "", "Mica (Natural)")
    tables = made(twice, flake, sheet)
    assert {r["commodity"] for r in tables["terms"] if r["key"] == "sheet mica"} == {
        "Mica (Natural), sheet"
    }
    assert len(tables["statistics"]) == 8


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (Reliance("copper", "COPPER", imports=("Scrap",), consumption="Apparent"),
         "COPPER: 'Scrap' names 0 statistics of imports"),
        (Reliance("copper", "COPPER"), "COPPER: name one of .* as consumption"),
        (Reliance("copper", "COPPER", reliance="Refined", consumption="Apparent"),
         "COPPER: copper names 0 printed lines"),
    ],
)  # fmt: skip
def test_a_rule_that_fits_nothing_is_refused(made, rule, message):
    with pytest.raises(DataError, match=message):
        made(COPPER, rule)


def test_printed_totals_stand_beside_the_sums_of_their_countries():
    gallium = [chain for chain in CHAINS if chain.name == "gallium"]
    rows = total_rows(Raw(EXCERPTS), gallium)
    newest = {r["year"]: r for r in rows if (r["vintage"], r["quantity"]) == MADE_2026}
    assert float(newest["2025"]["published"]) == 900_000  # kilograms, in the chapter's table
    assert float(newest["2025"]["rows_sum"]) == pytest.approx(900_000, rel=0.02)
    assert newest["2025"]["locator"].startswith("MCS2026_Commodities_Data.csv line")


def test_the_totals_are_a_described_package():
    files = published_total_files(EXCERPTS)
    assert set(files) == {"totals.csv", "NOTICE.md", "datapackage.json"}
    rows = list(csv.DictReader(io.StringIO(files["totals.csv"])))
    assert {r["quantity"] for r in rows} == {"production", "capacity"}
    assert all(r["published"] or r["low"] for r in rows)
