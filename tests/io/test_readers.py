"""Readers of what publishers release: every trap of the files on small copies of them."""

from __future__ import annotations

import math
import os
import sys
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow
import pyarrow.parquet
import pytest

import mineralsec as ms
from mineralsec.io.reading import Covered

HEAD_2026 = (
    "MCS chapter,Section,Commodity,Country,Statistics,Statistics_detail,Unit,Year,Value,Notes,"
    "Is critical mineral 2025,Other notes"
)
HEAD_2025 = (
    "SOURCE,COMMODITY,COUNTRY,TYPE,UNIT_MEAS,PROD_2023,PROD_EST_ 2024,PROD_NOTES,CAP_2023,"
    "CAP_EST_ 2024,CAP_NOTES,RESERVES_2024,RESERVE_NOTES"
)


def row_2026(country, value, **others):
    """Return a row of the edition of 2026: cobalt from mines in 2024 unless told."""
    cells = {
        "chapter": "COBALT",
        "section": "World Mine Production and Reserves",
        "commodity": "Cobalt",
        "country": country,
        "statistic": "Production",
        "detail": "Mine production",
        "unit": "metric tons",
        "year": 2024,
        "value": value,
        "note": "",
        "critical": "Yes",
        "other": "",
    } | others
    return ",".join(f'"{cell}"' for cell in cells.values())


@pytest.fixture
def usgs(tmp_path):
    """Read a file of the edition of 2026 made of some rows; Windows-1252, as released."""

    def read(*rows, commodity="cobalt", **options):
        path = tmp_path / "MCS2026_Commodities_Data.csv"
        path.write_bytes("\r\n".join([HEAD_2026, *rows, ""]).encode("cp1252"))
        return ms.io.read_usgs(path, commodity, **options)

    return read


def one(reading):
    (record,) = reading.records
    return record


# ---- USGS: cells


def test_windows_1252_and_thousands_commas_are_read(usgs):
    reading = usgs(row_2026("Côte d’Ivoire", "1,270"))
    assert one(reading).place == "CIV"
    assert one(reading).output == ms.Q(1270, "tonne/year")


@pytest.mark.parametrize(
    ("cell", "low", "point", "high", "mark"),
    [
        ("W", 0, None, None, "W"),
        (">90,000,000", 90e6, None, None, ">"),
        ("<1,000", 0, None, 1000, "<"),
        ("50–300", 50, None, 300, "range"),
        ("330 - 390", 330, None, 390, "range"),
        ("s", 0, None, 0.5, "<"),
    ],
)
def test_marks_and_bounds_stay_bounds(usgs, cell, low, point, high, mark):
    output = one(usgs(row_2026("Chile", cell))).output
    assert output.mark == mark
    assert output.point is point
    assert output.low.magnitude == low
    assert (output.high and output.high.magnitude) == high


def test_a_dash_is_zero_and_na_and_blanks_are_nothing(usgs):
    reading = usgs(
        row_2026("Chile", "—"),
        row_2026("Peru", "NA"),
        row_2026("Cuba", ""),
        row_2026("Iran", "Large"),
    )
    assert one(reading).output == ms.Q(0, "tonne/year")
    assert [str(problem) for problem in reading.left_out] == [
        "line 3, Peru, production 2024: not available (NA)",
        "line 4, Cuba, production 2024: blank: withheld, not available or zero, the file does "
        "not say which",
        "line 5, Iran, production 2024: words instead of a number",
    ]


def test_a_withheld_figure_is_never_zero_in_a_sum(usgs):
    reading = usgs(
        row_2026("United States", "W"),
        row_2026("Chile", "70"),
        row_2026("World total (rounded)", "100"),
    )
    assert reading.coverage == (Covered("production 2024", 70.0, 100.0, "tonne"),)
    assert reading.share == pytest.approx(0.7)
    graph = ms.SupplyGraph.from_records([ms.Mineral("cobalt", stages=("mining",)), *reading])
    assert ms.shares(graph, "cobalt").withheld == ("USA",)


# ---- USGS: rows


def test_estimates_are_said_in_the_notes(usgs):
    assert one(usgs(row_2026("Chile", "1", note="Estimated."))).quality == "estimated"
    assert one(usgs(row_2026("Chile", "1"))).quality == "reported"


def test_each_record_says_where_it_was_read(usgs):
    source = one(usgs(row_2026("Chile", "1", chapter="TIN"), row_2026("Peru", "1"))).source
    assert source.locator == "MCS2026_Commodities_Data.csv line 3"
    assert "2026" in source.title
    assert source.licence == "CC0-1.0"


def test_other_countries_are_the_residual_and_groups_are_left_out(usgs):
    reading = usgs(row_2026("Other countries", "5"), row_2026("United States and Canada", "9"))
    assert one(reading).place == "QXR"
    assert reading.left_out[0].where == "line 3, United States and Canada"


def test_statistics_of_the_united_states_alone_are_not_world_tables(usgs):
    reading = usgs(
        row_2026("United States", "1", section="Salient Statistics—United States"),
        row_2026("Chile", "2"),
    )
    assert [record.place for record in reading] == ["CHL"]


def test_reserves_capacity_and_output_of_one_table(usgs):
    reading = usgs(
        row_2026("Chile", "10"),
        row_2026("Chile", "15", statistic="Capacity", detail="Capacity"),
        row_2026("Peru", "20", statistic="Capacity", detail="Capacity"),
        row_2026("Chile", "900", statistic="Reserves", detail="Reserves"),
    )
    reserve, both, only = reading.records
    assert reserve == ms.Reserve(mineral="cobalt", place="CHL", amount="900 tonne", year=2024,
                                 vintage="MCS 2026", source=reserve.source)  # fmt: skip
    assert both.capacity == ms.Q(15, "tonne/year")
    assert (only.output.point, only.output.high) == (None, only.capacity)
    assert len(reading) == 3


def test_vanadium_reserves_of_2026_are_thousand_tons_whatever_the_file_says(usgs):
    row = row_2026("Chile", "7", statistic="Reserves", chapter="VANADIUM", detail="Reserves")
    record = one(usgs(row, commodity="vanadium"))
    assert record.amount == ms.Q(7, "kilotonne")
    assert "corrected" in record.source.note


def test_a_table_that_counts_two_things_asks_which(usgs):
    rows = [
        row_2026("China", "6,000", detail="Ferrosilicon"),
        row_2026("China", "3,000", detail="Silicon metal"),
    ]
    with pytest.raises(ms.DataError, match="'Silicon metal' after 'Ferrosilicon' in line 2"):
        usgs(*rows)
    assert one(usgs(*rows, counts="metal", stage="refining")).output.magnitude == 3000


def test_stage_form_and_refiners_are_the_users_words(usgs):
    record = one(usgs(row_2026("China", "8"), mineral="Ga", stage="refining", takes="mining",
                      form="hydroxide"))  # fmt: skip
    assert isinstance(record, ms.Refiner)
    assert (record.mineral, record.takes, record.makes) == ("gallium", "mining", "refining")
    assert record.form == "hydroxide"


def test_all_bad_rows_come_at_once_with_line_and_reason(usgs):
    rows = [
        row_2026("Atlantis", "1"),
        row_2026("Chile", "2", unit="buckets"),
        row_2026("Peru", "3", year="soon"),
        row_2026("Cuba", "4"),
        "COBALT,too short",
    ]
    with pytest.raises(ms.DataError) as caught:
        usgs(*rows)
    assert {problem.where for problem in caught.value.problems} == {
        "line 2", "line 3", "line 4", "line 6",
    }  # fmt: skip
    assert "buckets" in str(caught.value)
    kept = usgs(*rows, on_problem="keep")
    assert [record.place for record in kept] == ["CUB"]
    assert len(kept.problems) == 4
    assert "4 bad rows" in repr(kept)
    assert "line 2" in kept._repr_html_()


def test_a_record_that_cannot_be_is_a_bad_row(usgs):
    for statistic in ("Production", "Reserves"):
        row = row_2026("Chile", "2", statistic=statistic, year=1700)
        with pytest.raises(ms.DataError, match=r"line 2: .*year must be a whole number from 1800"):
            usgs(row)


# ---- USGS: older editions


@pytest.fixture
def edition_2025(tmp_path):
    def read(*rows, commodity="germanium", **options):
        path = tmp_path / "MCS2025_World_Data.csv"
        path.write_bytes("\r\n".join([HEAD_2025, *rows, ""]).encode("utf-8-sig"))
        return ms.io.read_usgs(path, commodity, **options)

    return read


def test_gemanium_is_germanium(edition_2025):
    reading = edition_2025("MCS2025,Gemanium,China ,Refinery production,kilograms,90,100,,,,,,")
    assert [r.output for r in reading] == [ms.Q(90, "kg/year"), ms.Q(100, "kg/year")]
    assert {r.mineral for r in reading} == {"germanium"}
    assert [r.quality for r in reading] == ["reported", "estimated"]


def test_a_blank_is_withheld_where_the_note_says_so(edition_2025):
    reading = edition_2025("MCS2025,Gemanium,Germany,Plant,kilograms,5,,W Withheld.,,,,,")
    assert [getattr(r.output, "mark", "") for r in reading] == ["", "W"]


def test_a_commodity_that_is_not_there_suggests_the_nearest(edition_2025):
    with pytest.raises(
        ms.UnknownNameError, match=r"no commodity 'germanim'\. Did you mean 'germanium'"
    ):
        edition_2025("MCS2025,Gemanium,China,Plant,kilograms,5,5,,,,,,", commodity="germanim")
    with pytest.raises(ms.UnknownNameError, match=r"no commodity None\. There are: germanium"):
        edition_2025("MCS2025,Gemanium,China,Plant,kilograms,5,5,,,,,,", commodity=None)


def test_titanium_of_2025_is_thousand_tons(edition_2025):
    row = "MCS2025,Titanium Mineral Concentrates,Chile,Ilmenite,metric tons,5,6,,,,,,"
    reading = edition_2025(row, commodity="titanium mineral concentrates", mineral="titanium")
    assert reading.records[0].output == ms.Q(5, "kilotonne/year")


def test_editions_with_one_file_a_commodity(tmp_path):
    path = tmp_path / "mcs2023-rheni_world.csv"
    path.write_text(
        "Source,Country,Type,Prod_kg_2021,Prod_kg_est_2022,Prod_notes,Reserves_kt,Reserves_notes\n"
        "MCS2023,Chile4,Primary,29000,29000,,1300,\n"
        "MCS2023,Korea (Republic of)e,Primary,e2800,2800,,NA,\n"
        "MCS2023,World total (rounded)10,Primary,31800,31800,,,\n"
        ",,,,,,,\n",
        encoding="utf-8-sig",
    )
    reading = ms.io.read_usgs(path, mineral="rhenium")
    assert {r.place for r in reading} == {"CHL", "KOR"}
    reserve = next(r for r in reading if isinstance(r, ms.Reserve))
    assert reserve.amount == ms.Q(1300, "kilogram")  # kt in the file, and wrong
    assert reading.share == pytest.approx(1.0)
    with pytest.raises(ms.RecordError, match="does not name its mineral"):
        ms.io.read_usgs(path)


def test_other_files_are_refused(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(ms.DataError, match="no USGS data release: its columns are a, b"):
        ms.io.read_usgs(path, "cobalt")
    path.write_text("\n")
    with pytest.raises(ms.DataError, match="is empty"):
        ms.io.read_usgs(path, "cobalt")
    path.write_bytes(b"\x81\x8d\xff")
    with pytest.raises(ms.DataError, match="neither UTF-8 nor Windows-1252"):
        ms.io.read_usgs(path, "cobalt")
    with pytest.raises(ms.DataError, match="no such file"):
        ms.io.read_usgs(tmp_path / "none.csv", "cobalt")
    with pytest.raises(ms.UnknownNameError, match="on_problem must be one of 'raise', 'keep'"):
        ms.io.read_usgs(path, "cobalt", on_problem="kep")


# ---- BACI

COBALT = ms.Mineral(
    "cobalt",
    stages=("mining", "refining"),
    forms=[
        ms.Form("hydroxide", content=0.6, stage="mining", hs=("010530",),
                unit_value=("0 USD/kg", "20 USD/kg")),
        ms.Form("metal", content=1.0, stage="refining", hs=("010530", "810520"),
                unit_value=("20 USD/kg", None)),
    ],
)  # fmt: skip
FLOWS = [
    (2024, "CHN", "HKG", "810520", 30.0, 1.0),
    (2024, "HKG", "CHN", "810520", 60.0, 2.0),
    (2024, "COD", "CHN", "010530", 500.0, 100.0),
    (2024, "NOR", "CHN", "010530", 34.0, 1.0),
    (2024, "NAM", "S19", "810520", 30.0, 1.0),
    (2024, "USA", "USA", "810520", 30.0, 1.0),
    (2024, "USA", "R20", "810520", 46.0, None),
    (2023, "USA", "JPN", "810520", 30.0, 1.0),
    (2024, "USA", "JPN", "999999", 30.0, 1.0),
]
NAMES = ("year", "exporter", "importer", "hs6", "value_kusd", "quantity_t")


@pytest.fixture(params=["csv", "official", "parquet"])
def baci(request, tmp_path):
    """The same rows as a tidy CSV, as CEPII releases them, and as Parquet."""
    if request.param == "parquet":
        path = tmp_path / "flows.parquet"
        columns = dict(zip(NAMES, map(list, zip(*FLOWS, strict=True)), strict=True))
        columns["quantity_t"] = [math.nan if q is None else q for q in columns["quantity_t"]]
        pyarrow.parquet.write_table(pyarrow.table(columns), path)
        return path, None
    header, rows = NAMES, [["" if c is None else str(c) for c in row] for row in FLOWS]
    codes = None
    if request.param == "official":
        header = tuple("tijkvq")
        places = sorted({p for row in FLOWS for p in row[1:3]})
        numbers = {place: str(490 if place == "S19" else 10 + i) for i, place in enumerate(places)}
        # a spreadsheet dropped the zero in front of a code
        rows = [[r[0], numbers[r[1]], numbers[r[2]], r[3].lstrip("0"), r[4], r[5]] for r in rows]
        codes = tmp_path / "country_codes.csv"
        lines = [f"{number},{place}" for place, number in numbers.items() if place != "S19"]
        codes.write_text("\n".join(["country_code,country_iso3", *lines]))
        rows = [[r[0], r[1], r[2], r[3], r[4], r[5] or "NA"] for r in rows]
    path = tmp_path / "flows.csv"
    path.write_text("\n".join(",".join(row) for row in [header, *rows]))
    return path, codes


def test_a_code_becomes_the_form_that_its_unit_value_tells(baci):
    path, codes = baci
    reading = ms.io.read_baci(path, COBALT, year=2024, countries=codes, release="V202601")
    found = {(f.origin, f.destination): f for f in reading}
    assert found["COD", "CHN"].form == "hydroxide"
    assert found["COD", "CHN"].stage == "mining"
    assert found["NOR", "CHN"].form == "metal"
    assert found["NOR", "CHN"].quality == "modelled"
    assert found["NOR", "CHN"].vintage == "V202601"
    assert found["NOR", "CHN"].value == ms.Q(34_000, "USD/year")
    assert found["NAM", "TWN"].quantity == ms.Q(1, "tonne/year")  # not a missing "NA"


def test_hong_kong_stays_apart_from_china(baci):
    path, codes = baci
    flows = ms.io.read_baci(path, COBALT, countries=codes, year=2024).records
    assert {("CHN", "HKG"), ("HKG", "CHN")} <= {(f.origin, f.destination) for f in flows}


def test_missing_quantities_are_left_out_and_counted_by_value(baci):
    path, codes = baci
    reading = ms.io.read_baci(path, COBALT, year=2024, countries=codes)
    assert sorted(p.message for p in reading.left_out) == [
        "no quantity (46 thousand USD)",
        "trade of a place with itself",
    ]
    (covered,) = reading.coverage
    assert covered == Covered("value 2024", 654.0, 730.0, "thousand USD")
    assert {f.year for f in ms.io.read_baci(path, COBALT, countries=codes)} == {2023, 2024}


def test_bad_trade_rows_come_at_once(tmp_path):
    path = tmp_path / "flows.csv"
    rows = [
        "2024,CHN,JPN,810520,30,1",
        "2024,CHN,JPN,810520,31,1",
        "2024,CHN,XYZ,810520,30,1",
        "2024,156,JPN,810520,30,1",
        "2024,CHN,KOR,810520,many,1",
        "2024,CHN,KOR,810520,30,-1",
        "2024,CHN,KOR",
    ]
    path.write_text("\n".join([",".join(NAMES), *rows]))
    with pytest.raises(ms.DataError) as caught:
        ms.io.read_baci(path, COBALT)
    told = {problem.where: problem.message for problem in caught.value.problems}
    assert sorted(told) == [f"line {n}" for n in range(3, 9)]
    assert told["line 3"].startswith("a second flow")
    assert "country_codes" in told["line 5"]


def test_trade_needs_codes_and_columns(tmp_path, monkeypatch):
    path = tmp_path / "flows.csv"
    path.write_text("year,exporter\n2024,CHN\n")
    with pytest.raises(ms.RecordError, match="no form with a customs code"):
        ms.io.read_baci(path, ms.Mineral("cobalt", stages=("mining",)))
    with pytest.raises(ms.RecordError, match="a Mineral with forms is needed, got 'cobalt'"):
        ms.io.read_baci(path, "cobalt")
    with pytest.raises(ms.DataError, match="no column for destination: j or importer"):
        ms.io.read_baci(path, COBALT)
    with pytest.raises(ms.DataError, match="no columns country_code"):
        ms.io.read_baci(path, COBALT, countries=path)
    with pytest.raises(ms.DataError, match="cannot read"):
        ms.io.read_baci(tmp_path / "none.parquet", COBALT)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ms.MineralsecError, match="needs pyarrow"):
        ms.io.read_baci(tmp_path / "none.parquet", COBALT)


def test_a_price_outside_every_band_takes_the_first_form(tmp_path):
    path = tmp_path / "flows.csv"
    path.write_text(",".join(NAMES) + "\n2024,CHN,JPN,010530,0,1\n")
    plain = ms.Mineral("cobalt", stages=("mining",), forms=[
        ms.Form("ore", content=0.1, stage="mining", hs=("010530",), unit_value=("9 USD/kg", None)),
    ])  # fmt: skip
    assert one(ms.io.read_baci(path, plain)).form == "ore"


def test_namibia_is_no_missing_value(tmp_path, usgs):
    """Its two-letter code is NA, which is also how publishers say "not available"."""
    path, codes = tmp_path / "flows.csv", tmp_path / "country_codes.csv"
    path.write_text("t,i,j,k,v,q\n2024,516,392,810520,30,1\n2024,516,410,810520,30,NA\n")
    codes.write_text(
        "country_code,country_name,country_iso2,country_iso3\n"
        "516,Namibia,NA,NAM\n392,Japan,JP,JPN\n410,Rep. of Korea,KR,KOR\n"
    )
    reading = ms.io.read_baci(path, COBALT, countries=codes)
    assert one(reading).origin == "NAM"
    assert [problem.where for problem in reading.left_out] == ["line 3"]
    reading = usgs(row_2026("Namibia", "NA"), row_2026("Namibia", "7", year=2025))
    assert one(reading).place == "NAM"


# ---- governance

WGI = "codeindyr,code,countryname,year,indicator,estimate\n"


def test_codes_of_the_world_bank_are_mapped_and_gaps_are_no_numbers(tmp_path):
    path = tmp_path / "wgi.csv"
    path.write_bytes(
        (
            WGI + "a,NAM,Namibia,2023,pv,0.48\nb,ZAR,Congo,2023,pv,-2.04\n"
            "c,KSV,Kosovo,2023,pv,..\nd,ANT,Antilles,2023,pv,1.0\ne,CIV,Côte,2023,va,0.1\n"
            "f,NAM,Namibia,2022,pv,0.5\n"
        ).encode("latin-1")
    )
    reading = ms.io.read_wgi(path, "pv", year=2023)
    assert reading.records == (
        ms.io.GovernanceScore("NAM", 2023, "pv", 0.48),
        ms.io.GovernanceScore("COD", 2023, "pv", -2.04),
    )
    assert [p.where for p in reading.left_out] == ["line 4", "line 5"]
    assert reading.coverage == (Covered("pv 2023", 2, 3, "economies"),)
    assert len(ms.io.read_wgi(path)) == 4


def test_bad_scores_come_at_once(tmp_path):
    path = tmp_path / "wgi.csv"
    path.write_text(
        WGI + "a,XQQ1,?,2023,pv,0\nb,NAM,,23,pv,0\nc,NAM,,2023,pw,0\nd,NAM,,2023,pv,low\n"
        "e,NAM,,2023,pv,48\nf,NAM,,2023,rl,1\ng,NAM,,2023,rl,1\n"
    )
    reading = ms.io.read_wgi(path, on_problem="keep")
    assert [p.where for p in reading.problems] == [f"line {n}" for n in (2, 3, 4, 5, 6, 8)]
    with pytest.raises(ms.DataError, match="6 problems"):
        ms.io.read_wgi(path)
    with pytest.raises(ms.UnknownNameError, match="no indicator is called 'pw'"):
        ms.io.read_wgi(path, "pw")
    path.write_text("code,year\nNAM,2023\n")
    with pytest.raises(ms.DataError, match="no column indicator, estimate"):
        ms.io.read_wgi(path)


# ---- EU shares

EU = "Material,Stage,Country,Share,t\n"


def test_shares_bounds_and_spellings(tmp_path):
    path = tmp_path / "fact_GlobalSupplyShares_t.csv"
    path.write_bytes(
        (
            EU + "Gallium,P,China,93.8%,1.0\nGallium,P,Turkyie,1%,1\nGallium,P,Türkiye,2%,1\n"
            'Gallium,P,Japan,<0.1%,1\nGallium,P,Germany,3,1\nCobalt,E,"Congo, D.R.",62.8%,1\n'
            "Cobalt,E,Congo,1%,1\nCobalt,E,World total,100%,1\n"
        ).encode("cp1252")
    )
    reading = ms.io.read_eu_shares(path, "gallium", stage="processing")
    found = {r.place: (r.low, r.point, r.high) for r in reading}
    assert found == {
        "CHN": (93.8, 93.8, 93.8),
        "TUR": (3.0, 3.0, 3.0),
        "JPN": (0.0, None, 0.1),
        "DEU": (3.0, 3.0, 3.0),
    }
    assert reading.share == pytest.approx(0.998)
    both = ms.io.read_eu_shares(path)
    assert {r.place for r in both if r.material == "cobalt"} == {"COD", "COG"}
    assert both.left_out[0].message == "World total is no country"
    assert both.to_frame()["share"].tolist() == pytest.approx([0.998, 0.638])


def test_bad_shares_come_at_once(tmp_path):
    path = tmp_path / "shares.csv"
    path.write_text(
        EU + "Gallium,P,Atlantis,1%,1\nGallium,X,China,1%,1\nGallium,P,China,much,1\n"
        "Gallium,P,China,150%,1\nKryptonite,P,China,9%,1\n"
    )
    with pytest.raises(ms.DataError, match="4 problems"):
        ms.io.read_eu_shares(path)
    assert one(ms.io.read_eu_shares(path, "kryptonite")).point == 9.0
    with pytest.raises(ms.UnknownNameError, match=r"no material 'galium'\. Did you mean 'gallium'"):
        ms.io.read_eu_shares(path, "galium", on_problem="keep")
    with pytest.raises(
        ms.UnknownNameError, match="stage must be one of 'extraction', 'processing'"
    ):
        ms.io.read_eu_shares(path, stage="refining")
    path.write_text("Material,Stage\n")
    with pytest.raises(ms.DataError, match="no column Country, Share"):
        ms.io.read_eu_shares(path)


# ---- any frame

TABLE = {"mine": ["a", "b", "c"], "where": ["Namibia", "Chile", "Peru"], "kt": ["1", ">2", "3"]}
MAPPING = {"columns": {"id": "mine", "place": "where", "output": "kt"},
           "units": {"output": "kilotonne/year"}, "mineral": "copper", "marks": True}  # fmt: skip


def duckdb_relation(table):
    duckdb = pytest.importorskip("duckdb")
    arrow = pyarrow.table(table)
    return duckdb.connect().from_arrow(arrow)


@pytest.mark.parametrize(
    "library", [pd.DataFrame, pl.DataFrame, pl.LazyFrame, pyarrow.table, duckdb_relation],
    ids=("pandas", "polars", "lazy", "pyarrow", "duckdb"),
)  # fmt: skip
def test_any_frame_is_read_with_a_mapping_of_columns_and_units(library):
    reading = ms.io.read_frame(library(TABLE), ms.Producer, total="8 kilotonne/year", **MAPPING)
    assert [r.place for r in reading] == ["NAM", "CHL", "PER"]
    assert reading.records[0].output == ms.Q(1, "kilotonne/year")
    assert reading.coverage[0] == Covered("output", 4000.0, 8000.0, "tonne / year")
    assert reading.share == 0.5


def test_bad_rows_of_a_frame_are_kept_beside_the_good_ones():
    table = pd.DataFrame({**TABLE, "kt": ["1", "much", None]})
    with pytest.raises(ms.DataError, match="2 problems"):
        ms.io.read_frame(table, ms.Producer, **MAPPING)
    kept = ms.io.read_frame(table, ms.Producer, on_problem="keep", **MAPPING)
    assert (len(kept), len(kept.problems), kept.share) == (1, 2, 1 / 3)


def test_a_total_needs_an_amount():
    table = pd.DataFrame({"name": ["tin"], "stages": [("mining",)]})
    with pytest.raises(ms.RecordError, match="Mineral has no amount to compare with total"):
        ms.io.read_frame(table, ms.Mineral, total="3 tonne/year")


def test_a_reading_is_a_sequence_of_its_records():
    reading = ms.io.Reading("two", ("a", "b"))
    assert (len(reading), list(reading)) == (2, ["a", "b"])


def test_a_reading_without_totals_has_no_share():
    reading = ms.io.Reading("nothing", ())
    assert reading.share is None
    assert repr(reading) == "Reading(nothing: 0 records)"
    assert "left out" not in reading._repr_html_()


def test_the_paths_may_be_paths_or_text(usgs, tmp_path):
    usgs(row_2026("Chile", "1"))
    path = tmp_path / "MCS2026_Commodities_Data.csv"
    assert (
        ms.io.read_usgs(str(path), "COBALT").records
        == ms.io.read_usgs(Path(path), "cobalt").records
    )


# ---- the publishers' own files


@pytest.fixture(scope="module")
def raw():
    folder = os.environ.get("MINERALSEC_RAW_DATA")
    if not folder:
        pytest.skip("set MINERALSEC_RAW_DATA to the folder of raw data to read the real files")
    return Path(folder) / "raw"


@pytest.mark.parametrize(
    ("file", "commodity", "counts", "place", "year", "output"),
    [
        ("usgs_mcs2026/MCS2026_Commodities_Data.csv", "cobalt", "mine", "COD", 2025, 230_000),
        ("usgs_mcs2026/MCS2026_Commodities_Data.csv", "tungsten", "", "CHN", 2025, 67_000),
        ("usgs_mcs2025/MCS2025_World_Data.csv", "rare earths", "", "CHN", 2024, 270_000),
        ("usgs_mcs2022_2024/2024/mcs2024-cobal_world.csv", "cobalt", "", "COD", 2023, 170_000),
        ("usgs_mcs2022_2024/2023/mcs2023-galli_world.csv", "gallium", "", "CHN", 2022, 540),
        ("usgs_mcs2022_2024/2022/gallium_mcs2022-galli_world.csv", "gallium", "", "CHN", 2021, 420),
    ],
)
def test_the_releases_give_the_published_figures(raw, file, commodity, counts, place, year, output):
    """Figures as printed in the chapters of the Mineral Commodity Summaries."""
    reading = ms.io.read_usgs(raw / file, commodity, counts=counts)
    (record,) = [
        r for r in reading if isinstance(r, ms.Producer) and (r.place, r.year) == (place, year)
    ]
    assert record.output.m_as("tonne/year") == pytest.approx(output, rel=0.02)
    produced = [c.share for c in reading.coverage if c.what == f"production {year}"]
    assert produced == [pytest.approx(1.0, abs=0.05)]


def test_every_table_of_2025_reads_or_says_what_it_counts(raw):
    path = raw / "usgs_mcs2025" / "MCS2025_World_Data.csv"
    names = sorted(set(pd.read_csv(path, usecols=["COMMODITY"])["COMMODITY"].str.strip()))
    assert len(names) > 60
    shares = []
    for name in names:
        reading = ms.io.read_usgs(path, name, mineral="something", on_problem="keep")
        told = {p.message for p in reading.problems}
        assert all("a second" in text or "unit" in text or "no place" in text for text in told), (
            name
        )
        if not told:
            shares += [c.share for c in reading.coverage if c.share and "prod" in c.what]
    near = sum(abs(share - 1) <= 0.05 for share in shares) / len(shares)
    assert len(shares) > 60
    assert near > 0.9


def test_the_other_releases_read_whole(raw):
    scores = ms.io.read_wgi(raw / "wgi" / "wgi_1996_2023_long.csv", "pv", year=2023)
    found = {score.place: score.estimate for score in scores}
    assert (found["CHN"], found["COD"], found["NAM"]) == (-0.51, -2.04, pytest.approx(0.5, abs=0.3))
    shares = ms.io.read_eu_shares(raw / "eu_crm" / "fact_GlobalSupplyShares_t.csv")
    assert len(shares) > 2500
    gallium = [s for s in shares if s.material == "gallium" and s.place == "CHN"]
    assert [s.point for s in gallium] == [93.8]
    niobium = ms.Mineral(
        "niobium",
        stages=("ferroniobium",),
        forms=[ms.Form("ferroniobium", content=0.65, stage="ferroniobium", hs=("720293",))],
    )
    path = raw / "baci_v202601" / "baci_v202601_flows.parquet"
    trade = ms.io.read_baci(path, niobium, year=2024, release="V202601")
    assert trade.share > 0.98
    assert sum(f.quantity.magnitude for f in trade) == pytest.approx(141_000, rel=0.01)
    assert {"CHN", "HKG"} <= {f.destination for f in trade}
