"""GeoPolRisk: the released package's numbers in one mode, the papers' definition in the other."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.analysis.criticality import geopolrisk
from mineralsec.analysis.criticality.geopolrisk_formula import COPPER
from mineralsec.analysis.criticality.geopolrisk_inputs import released_instability, usual_codes
from mineralsec.datasets.recipe.geopolrisk import geopolrisk_files

EXCERPTS = Path(__file__).parents[2] / "excerpts" / "geopolrisk"
TRADE = EXCERPTS / "trade.csv"
CASES = pd.read_csv(EXCERPTS / "cases.csv", keep_default_na=False)
MEMBERS = {e: m.split(";") for e, m in zip(CASES["entity"], CASES["members"], strict=True)}
NUMBERS = (
    "hhi",
    "domestic_production_t",
    "risk_weighted_import_t",
    "total_import_t",
    "price_usd_per_kg",
    "import_risk",
    "score",
    "cf_kgcu_per_kg",
)


@pytest.fixture(scope="module")
def released():
    return geopolrisk(TRADE, CASES, entities=MEMBERS, compat=True)


@pytest.mark.parametrize("number", NUMBERS)
def test_the_released_package_is_reproduced(released, number):
    # geopolrisk-py 2.0.1, Koyamparambath and others, https://doi.org/10.21105/joss.09600
    fine = (CASES["error"] == "").to_numpy()
    found = released.to_frame()[number]
    assert found[fine].to_numpy() == pytest.approx(
        CASES[number][fine].astype(float).to_numpy(), rel=1e-9, abs=0
    )
    assert found[~fine].isna().all()


def test_it_has_errors_where_the_released_package_raises(released):
    assert [row.error for row in released] == CASES["error"].tolist()
    assert all(row.reason for row in released if row.error)
    assert len(released.missing) == (CASES["error"] != "").sum() == 3


def test_the_codes_are_those_of_the_cases(released):
    assert [row.hs for row in released] == CASES["hs92_codes"].tolist()


def trade(*rows, **more):
    names = ("exporter", "importer", "quantity_t", "value_kusd")
    frame = pd.DataFrame(rows, columns=list(names))
    return frame.assign(year=2022, hs="260300").assign(**more)


def mines(material="Copper", year=2022, unit="t", **by_place):
    return pd.DataFrame(
        {
            "material": material,
            "year": year,
            "place": list(by_place),
            "quantity": list(by_place.values()),
            "unit": unit,
        }
    )


STABILITY = pd.DataFrame(
    {"place": ["CHL", "CHN", "DEU", "FRA"], "year": 2022, "estimate": [0.5, -0.5, 2.5, 1.0]}
)
FLOWS = trade(("CHL", "JPN", 30.0, 90.0), ("CHN", "JPN", 10.0, 10.0))
MINES = mines(CHL=60.0, CHN=30.0, JPN=10.0)


def ask(flows=FLOWS, production=MINES, entities="JPN", **more):
    more = {"stability": STABILITY} | more
    return geopolrisk(flows, production, entities=entities, **more)[0]


def test_the_published_form_by_hand():
    row = ask()
    assert row.hhi == pytest.approx(0.36 + 0.09 + 0.01)
    assert row.risk_weighted_import_t == pytest.approx(0.4 * 30 + 0.6 * 10)
    assert row.import_risk == pytest.approx(18 / (10 + 40))
    assert row.score == row.score_low == row.score_high == pytest.approx(0.46 * 0.36)
    assert row.price_usd_per_kg == pytest.approx(2.5)
    assert row.cf_kgcu_per_kg == 1
    assert row.governed == 1
    assert repr(row).startswith("GeoPolRisk of Copper for JPN, 2022: 0.1656 (0.1656 to 0.1656)")


def test_the_released_form_of_the_same_question():
    row = geopolrisk(FLOWS, MINES, entities="JPN", compat=True)[0]
    g = released_instability(["CHL", "CHN"], [2022]).values[:, 0]
    risk = (g[0] * 30 + g[1] * 10) / 50
    assert row.import_risk == pytest.approx(risk)
    assert row.cf_kgcu_per_kg == pytest.approx(0.46 * risk * 2.5 / COPPER)


def test_the_released_form_cuts_production_to_whole_numbers():
    production = mines(CHL=1.9, CHN=1.2)
    assert ask(production=production).hhi == pytest.approx((1.9**2 + 1.2**2) / 3.1**2)
    assert geopolrisk(FLOWS, production, entities="JPN", compat=True)[0].hhi == 0.5


def test_the_released_form_takes_the_first_row_and_leaves_cubic_metres():
    twice = pd.concat([mines(JPN=5.0, CHL=10.0), mines(JPN=7.0)])
    assert geopolrisk(FLOWS, twice, entities="JPN", compat=True)[0].domestic_production_t == 5
    assert ask(production=twice).domestic_production_t == 12
    gas = mines(unit="Mio m3", JPN=5.0, CHL=10.0)
    assert geopolrisk(FLOWS, gas, entities="JPN", compat=True)[0].domestic_production_t == 5
    with pytest.raises(ms.UnitsError):
        ask(production=gas)
    with pytest.raises(ms.UnitsError, match="is no mass"):
        ask(production=mines(unit="meter ** 3", JPN=5.0))


@pytest.mark.parametrize("compat", [True, False])
def test_kilograms_become_tonnes(compat):
    production = mines(unit="kg", JPN=5000.0, CHL=10_000.0)
    found = geopolrisk(FLOWS, production, entities="JPN", compat=compat, stability=None)[0]
    assert found.domestic_production_t == 5


def test_no_trade_is_missing_and_not_without_risk():
    row = ask(entities="KOR")
    assert math.isnan(row.score)
    assert row.reason == "no trade recorded, which is not no trade"
    assert repr(row).endswith("none, no trade recorded, which is not no trade")
    assert geopolrisk(FLOWS, MINES, entities="KOR", compat=True)[0].score == 0


def test_trade_without_a_quantity_is_no_tonnage_and_no_price():
    both = trade(("CHL", "JPN", 30.0, 90.0), ("CHN", "JPN", None, 1000.0))
    assert ask(both).price_usd_per_kg == pytest.approx(3)
    assert geopolrisk(both, MINES, entities="JPN", compat=True)[0].price_usd_per_kg > 30
    assert ask(trade(("CHL", "JPN", np.nan, 90.0))).reason == "no trade with a quantity"


def test_exporters_without_governance_are_inside_the_bounds_and_outside_the_point():
    row = ask(trade(("CHL", "JPN", 30.0, 90.0), ("XKX", "JPN", 10.0, 10.0)))
    assert row.governed == 0.75
    assert row.score == pytest.approx(0.46 * 12 / 40)
    assert row.score_low == pytest.approx(0.46 * 12 / 50)
    assert row.score_high == pytest.approx(0.46 * 22 / 50)
    nobody = ask(trade(("XKX", "JPN", 10.0, 10.0)))
    assert nobody.reason == "no governance estimate of any exporter"
    assert (nobody.score_low, nobody.score_high) == pytest.approx((0, 0.46 / 2))
    assert math.isnan(nobody.score)


def test_a_year_without_governance_says_how_to_give_it():
    row = ask(FLOWS.assign(year=2024), MINES.assign(year=2024), stability=None)
    assert row.reason == "no governance estimates of 2024: give them as stability="


def test_production_that_is_missing_or_withheld_is_said():
    row = ask(production=mines(CHL=5.0, JPN=None))
    assert row.reason.startswith("the production of JPN is withheld")
    assert "no production recorded in 2021" in ask(years=2021).reason
    row = geopolrisk(FLOWS, MINES, entities="JPN", years=2021, compat=True)[0]
    assert row.error == "UnboundLocalError"


def test_a_factor_needs_the_reference_material():
    codes = {"Tin": ["260300"]}
    row = ask(production=MINES.assign(material="Tin"), codes=codes)
    assert row.score > 0
    assert row.reason == "no characterisation factor: Copper is not in production for JPN, 2022"
    both = pd.concat([MINES, MINES.assign(material="Tin")])
    codes = {"Tin": ["260900"], "Copper": ["260300"]}
    flows = pd.concat([FLOWS, FLOWS.assign(hs="260900", value_kusd=lambda f: f["value_kusd"] * 4)])
    row = ask(flows, both, codes=codes, materials="Tin")
    assert row.cf_kgcu_per_kg == pytest.approx(4)
    assert ask(flows, both, codes=codes, materials="Copper", reference="Tin").cf_kgcu_per_kg == (
        pytest.approx(0.25)
    )
    calm = STABILITY.assign(estimate=2.5)
    assert "Copper is without a score above zero" in ask(stability=calm).reason


REGION = trade(("DEU", "FRA", 60.0, 60.0), ("CHN", "FRA", 20.0, 20.0), ("CHN", "DEU", 20.0, 20.0))


def test_members_of_a_region_are_no_risk_to_it():
    row = ask(REGION, mines(CHN=100.0), entities={"pair": ["FRA", "DEU"]})
    assert row.total_import_t == 100
    assert row.import_risk == pytest.approx(0.6 * 0.4)
    apart = ask(REGION, mines(CHN=100.0), entities={"pair": ["FRA", "DEU"]}, intra="left out")
    assert apart.total_import_t == 40
    assert apart.import_risk == pytest.approx(0.6)


def test_a_bloc_has_the_members_of_the_year():
    flows = trade(("CHN", "GBR", 10.0, 1.0), ("CHN", "DEU", 10.0, 1.0))
    kwargs = {"production": mines(CHN=1.0, year=2018), "entities": ["EU"]}
    old = geopolrisk(flows.assign(year=2018), **kwargs)[0]
    assert old.total_import_t == 20
    assert geopolrisk(flows.assign(year=2018), **kwargs, compat=True)[0].total_import_t == 10


def test_content_brings_trade_to_what_production_is_in():
    assert ask(content={"260300": 0.25}).total_import_t == 10


def test_a_quantity_that_cannot_be_is_screened():
    # crude gypsum from Laos: 58.9 Mt for 14.9 MUSD, the median is a hundred times as dear
    flows = trade(("CHL", "JPN", 30.0, 90.0), ("CHN", "JPN", 10.0, 30.0), ("DEU", "JPN", 9e6, 1.0))
    assert ask(flows).total_import_t > 9e6
    assert ask(flows, screen=100).total_import_t == 40
    with pytest.raises(ms.GraphError, match="screen is a number of times, above 1"):
        ask(flows, screen=0.5)


def test_a_code_of_two_materials_is_noted():
    both = pd.concat([MINES, MINES.assign(material="Steam"), MINES.assign(material="Coking")])
    codes = {"Copper": ["260300"], "Steam": ["270112"], "Coking": ["270112"]}
    result = geopolrisk(FLOWS, both, entities="JPN", codes=codes, stability=STABILITY)
    assert "The tonnes of HS 270112 count in each of: Steam, Coking." in result.notes


def test_a_member_without_trade_is_noted():
    result = geopolrisk(FLOWS, MINES, entities={"old": ["BLX", "JPN"]}, stability=STABILITY)
    assert result.notes[-1] == "No trade at all of BLX in these years."


@pytest.mark.parametrize("make", [pl.from_pandas, lambda f: f.astype({"exporter": "category"})])
def test_any_library_gives_the_same(make):
    assert ask(make(FLOWS)).score == ask().score


def test_a_file_gives_the_same(tmp_path):
    path = tmp_path / "trade.parquet"
    FLOWS.rename(columns={"quantity_t": "tonnes"}).to_parquet(path)
    assert ask(path, columns={"quantity": "tonnes"}).score == ask().score


def test_the_result_prints_and_gives_plain_values(released):
    assert "3 without a score" in repr(released)
    assert "… and " in repr(released)
    assert "<table" in released._repr_html_()
    rows = released.to_dict()["rows"]
    assert sum(row["score"] is None for row in rows) == 3
    row = released["Tin", "EU", 2024]
    assert (row.material, row.entity, row.year) == ("Tin", "EU", 2024)
    assert released.sources[0].licence == "CC BY 4.0"
    with pytest.raises(ms.UnknownNameError, match=r"no score of .* Materials: "):
        released["Tin", "EU", 1990]


def test_totals_are_dropped_by_name():
    assert ask(production=pd.concat([MINES, mines(World=100.0)])).hhi == ask().hhi


@pytest.mark.parametrize(
    ("more", "error", "message"),
    [
        ({"entities": "Atlantis"}, ms.UnknownNameError, "Atlantis"),
        ({"entities": []}, ms.GraphError, "entities is empty"),
        ({"production": mines(Atlantis=1.0)}, ms.UnknownNameError, "Atlantis"),
        ({"production": mines(JPN=-1.0)}, ms.GraphError, "negative"),
        ({"production": mines(JPN=1.0, material="Unobtainium")}, ms.UnknownNameError, "no HS co"),
        ({"production": MINES[:0]}, ms.GraphError, "no row of what was asked"),
        ({"production": MINES[["place"]]}, ms.UnknownNameError, "no column 'year'"),
        ({"flows": FLOWS.drop(columns="hs")}, ms.UnknownNameError, "no column 'hs'"),
        ({"flows": FLOWS.assign(year="2022")}, ms.GraphError, "not years"),
        ({"flows": "nowhere.parquet"}, ms.GraphError, "no file 'nowhere.parquet'"),
        ({"flows": __file__}, ms.GraphError, r"from \.parquet or \.csv files"),
        ({"columns": {"tonnes": "t"}}, ms.UnknownNameError, "'tonnes' is no column of trade"),
        ({"years": [2021.5]}, ms.GraphError, "years must be a whole number"),
        ({"intra": "both"}, ms.UnknownNameError, "intra='both'"),
        ({"compat": True}, ms.GraphError, "leave out stability"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(more, error, message):
    with pytest.raises(error, match=message):
        ask(**more)


def test_figures_of_materials_not_asked_for_are_passed_over():
    both = pd.concat([MINES, MINES.assign(material="Tin")])
    assert len(geopolrisk(FLOWS, both, entities="JPN", materials="Copper", compat=True)) == 1


def test_given_figures_name_their_entities():
    figures = pd.DataFrame(
        {"material": "Copper", "entity": "JPN", "year": [2022, 2023], "hhi": [0.3, None]}
    ).assign(domestic_production_t=1.0)
    assert ask(production=figures, years=2022).hhi == 0.3
    assert "no production recorded" in ask(production=figures, years=2023).reason
    with pytest.raises(ms.UnknownNameError, match="speaks of 'JPN', which entities does not"):
        ask(production=figures, entities="KOR")


amounts = st.lists(st.floats(0.01, 1e6), min_size=4, max_size=4)


@settings(max_examples=25)
@given(amounts, amounts, st.floats(1e-3, 1e3))
def test_the_score_does_not_depend_on_the_unit_and_lies_within_the_hhi(made, sent, factor):
    places = ("CHL", "CHN", "DEU", "JPN")
    flows = trade(*((p, "JPN", q, q) for p, q in zip(places[:3], sent, strict=False)))
    row = ask(flows, mines(**dict(zip(places, made, strict=True))))
    scaled = ask(
        flows.assign(quantity_t=flows["quantity_t"] * factor),
        mines(**{p: q * factor for p, q in zip(places, made, strict=True)}),
    )
    assert scaled.score == pytest.approx(row.score)
    assert 0 <= row.score <= row.hhi <= 1


@settings(max_examples=15)
@given(st.lists(st.sampled_from(["CHL", "CHN", "XKX", "QXA"]), min_size=1, max_size=4))
def test_the_bounds_hold_whatever_the_unknown_governance(exporters):
    flows = trade(*((p, "JPN", 10.0 + i, 1.0) for i, p in enumerate(dict.fromkeys(exporters))))
    row = ask(flows)
    for estimate in (-2.5, 0.0, 2.5):
        told = pd.concat(
            [STABILITY, pd.DataFrame({"place": ["XKX", "QXA"], "year": 2022, "estimate": estimate})]
        )
        known = ask(flows, stability=told)
        assert row.score_low - 1e-12 <= known.score <= row.score_high + 1e-12


def test_the_released_package_errs_about_these_suppliers():
    missing = released_instability(["SSD", "TWN", "QXA"], [1996, 2022]).values
    assert missing[1].tolist() == [0.5, 0.5]  # Taiwan, whatever its estimate
    assert missing[2].tolist() == [0.5, 0.5]  # no row at all
    assert released_instability(["ABW"], [1996]).values.item() == 0  # no estimate: perfectly calm


def test_every_code_belongs_to_a_material():
    codes = usual_codes()
    assert len(codes) == 53
    assert all(len(code) == 6 and code.isdigit() for found in codes.values() for code in found)


def test_the_recipe_keeps_what_the_package_uses(tmp_path):
    raw = tmp_path / "raw" / "geopolrisk_py"
    raw.mkdir(parents=True)
    (tmp_path / "reference").mkdir()
    (raw / "wgi_political_stability.csv").write_text(
        "iso3,year,estimate,estimate_missing,gpr_instability\n"
        "CHL,2022,0.5,False,0.4\nTWN,2022,0.754162,False,0.5\nABW,1996,,True,0.0\n"
    )
    (tmp_path / "reference" / "geopolrisk.csv").write_text(
        "material,hs92_codes\nTin,260900\nGallium,\nCobalt,282200;810510\n"
    )
    files = geopolrisk_files(tmp_path)
    assert files["stability.csv"].splitlines()[1:] == [
        "ABW,1996,,0.0",
        "CHL,2022,0.5,",
        "TWN,2022,0.754162,0.5",
    ]
    assert "Cobalt,282200,reference cases" in files["codes.csv"]
    assert "Gallium" not in files["codes.csv"]
