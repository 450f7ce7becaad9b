"""EU sourcing shares become lanes: the printed mix, whole totals, nobody ships what it lacks."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.datasets.recipe import eu_sourcing
from mineralsec.datasets.recipe.balance import Stage
from mineralsec.datasets.recipe.eu_sourcing import BETWEEN, FEED, HOME, USE, Reliance, Sourcing
from mineralsec.datasets.recipe.stage_shares import Share
from mineralsec.datasets.recipe.usgs import Value
from mineralsec.places import bloc_members

DATASETS = Path(ms.__file__).parent / "datasets"
MEMBERS = bloc_members("EU27")
FRAME = {"mineral": "x", "stage": "mining", "year": "2024"}


def sourcing(world=10.0, reliance=None, gdp=None, **shares):
    found = [
        Share(place, amount, Value(point=str(amount)), f"f.csv line {line}")
        for line, (place, amount) in enumerate(shares.items(), 2)
    ]
    return Sourcing(found, world, reliance, gdp or {"DEU": 3.0, "FRA": 1.0})


def stage_of(**markets):
    stage = Stage()
    for place, (output, intake) in markets.items():
        stage.at(place).output, stage.at(place).intake = output, intake
    return stage


def into_members(stage, rule=""):
    """Return what members get from each origin outside the EU."""
    found = defaultdict(float)
    for (origin, destination), (amount, why) in stage.modelled.items():
        if destination in MEMBERS and origin not in MEMBERS and why.startswith(rule):
            found[origin] += amount
    return dict(found)


# ---- feed of refineries


def test_modelled_feed_of_members_has_the_printed_mix_and_its_usual_tonnage():
    markets = {"CHL": (60, 0), "PER": (40, 0), "CHN": (0, 70), "DEU": (0, 20), "SWE": (0, 10)}
    usual, stage = stage_of(**markets), stage_of(**markets)
    usual.complete()
    assert eu_sourcing.feed(stage, sourcing(CHL=20.0, PER=60.0), (), FRAME) == []
    assert into_members(stage) == pytest.approx({"CHL": 30 * 0.25, "PER": 30 * 0.75})
    for place in markets:
        assert stage.at(place).net == pytest.approx(usual.at(place).net), place
    assert stage.modelled["PER", "DEU"][0] == pytest.approx(15.0)
    assert stage.modelled["PER", "DEU"][1] == (
        f"{FEED}: f.csv line 3; 60 % of EU sourcing, mean of 2016-2020, before most measures "
        "against Russia and Belarus"
    )


def test_observed_imports_count_towards_the_share_of_an_origin():
    stage = stage_of(CHL=(60, 0), PER=(60, 0), DEU=(0, 40))
    stage.at("CHL").outflow, stage.at("DEU").inflow = 20.0, 20.0
    eu_sourcing.feed(stage, sourcing(CHL=50.0, PER=50.0), [("CHL", "DEU", 20.0)], FRAME)
    assert into_members(stage) == pytest.approx({"PER": 20.0})


def test_members_feed_each_other_first():
    stage = stage_of(FIN=(10, 0), ZAF=(50, 0), SWE=(0, 15), CHN=(0, 15))
    eu_sourcing.feed(stage, sourcing(ZAF=7.0), (), FRAME)
    assert stage.modelled["FIN", "SWE"] == (10.0, HOME)
    assert into_members(stage) == pytest.approx({"ZAF": 5.0})


def test_what_an_origin_lacks_comes_by_the_general_rule_and_is_listed():
    stage = stage_of(TUR=(6, 0), RUS=(90, 0), BEL=(0, 40), CHN=(0, 50))
    rows = eu_sourcing.feed(stage, sourcing(TUR=63.0, GBR=7.0), (), FRAME)
    assert into_members(stage, FEED) == pytest.approx({"TUR": 6.0})
    assert into_members(stage, "surplus") == pytest.approx({"RUS": 34.0})
    assert {row["place"]: row["reason"] for row in rows} == {
        "TUR": "63 % of EU sourcing asks for 36 t and 6 t are left there; the rest by surplus to "
        "deficit",
        "GBR": "7 % of EU sourcing asks for 4 t and 0 t are left there; the rest by surplus to "
        "deficit",
    }
    assert {row["locator"] for row in rows} == {"f.csv line 2", "f.csv line 3"}


@pytest.mark.parametrize(
    ("shares", "intake", "why"),
    [
        ({"AUT": 34.0}, 5, "no origin outside the EU is named"),
        ({"CHL": 34.0}, 0, "no EU member gets modelled feed"),
    ],
)
def test_without_a_gap_or_an_origin_the_general_rule_stands(shares, intake, why):
    markets = {"CHL": (60, 0), "CHN": (0, 70), "DEU": (0, intake)}
    usual, stage = stage_of(**markets), stage_of(**markets)
    usual.complete()
    (row,) = eu_sourcing.feed(stage, sourcing(**shares), (), FRAME)
    assert stage.modelled == usual.modelled
    assert row["reason"] == f"EU sourcing shares not used: {why}"


PLACES = ("DEU", "FIN", "SWE", "CHL", "PER", "CHN", "QXR")
markets_of = st.dictionaries(
    st.sampled_from(PLACES),
    st.tuples(*[st.just(0.0) | st.floats(0.1, 1e5)] * 3),
    min_size=2,
)


@given(markets_of, st.floats(1, 99), st.floats(1, 99))
def test_no_origin_ships_more_than_it_makes_and_the_total_is_the_usual_one(markets, chl, per):
    def fresh():
        stage = Stage()
        for place, (output, intake, inflow) in markets.items():
            market = stage.at(place)
            market.output, market.intake, market.inflow = output, intake, inflow
        return stage

    usual, stage = fresh(), fresh()
    usual.complete()
    eu_sourcing.feed(stage, sourcing(CHL=chl, PER=per, GUY=3.0), (), FRAME)
    before, after = (
        sum(amount for amount, _ in found.modelled.values()) for found in (usual, stage)
    )
    # lanes below 1e-9 of the world's output are dropped as rounding
    assert after == pytest.approx(before, abs=1e-7 * usual.world_output)
    for place, (output, _, _) in markets.items():
        assert stage.at(place).outflow <= output * (1 + 1e-9) + 1e-6
        got = stage.at(place).inflow - markets[place][2]
        assert got <= markets[place][1] * (1 + 1e-9) + 1e-6


# ---- last stages


def test_domestic_output_over_its_part_of_sourcing_is_the_whole_of_it():
    stage = stage_of(DEU=(25, 0), IDN=(100, 0), PER=(125, 0))
    found, rows = eu_sourcing.place_use(
        stage, sourcing(DEU=25.0, IDN=33.0, PER=11.0), {"DEU": 25.0, "IDN": 225.0}, FRAME
    )
    assert found.tonnes == pytest.approx({"DEU": 75.0, "FRA": 25.0})
    assert into_members(stage, USE) == pytest.approx({"IDN": 75 * 33 / 44, "PER": 75 * 11 / 44})
    assert sum(stage.at(p).net for p in ("DEU", "FRA")) == pytest.approx(0.0, abs=1e-9)
    assert found.locator == "f.csv line 2"
    assert "25 t made is 25 % of 100 t" in found.rule
    unsized = {row["place"] for row in rows}
    assert unsized == MEMBERS - {"DEU", "FRA"}
    assert {row["source"] for row in rows} == {"natural-earth"}


def test_published_reliance_gives_use_and_what_is_left_goes_on():
    shares = sourcing(DEU=25.0, IDN=75.0, reliance=Reliance(0.5, "r.csv line 2"))
    stage = stage_of(DEU=(25, 0), IDN=(225, 0))
    found, _ = eu_sourcing.place_use(stage, shares, {"DEU": 25.0, "IDN": 225.0}, FRAME)
    assert sum(found.tonnes.values()) == pytest.approx(50.0)
    assert into_members(stage) == pytest.approx({"IDN": 75.0})
    assert sum(stage.at(p).net for p in ("DEU", "FRA")) == pytest.approx(50.0)


def test_known_exports_are_no_use():
    stage = stage_of(GRC=(70, 0), TUR=(500, 0))
    stage.at("GRC").outflow = 20.0
    found, _ = eu_sourcing.place_use(
        stage, sourcing(GRC=70.0, TUR=14.0), {"GRC": 70.0, "TUR": 630.0}, FRAME
    )
    assert sum(found.tonnes.values()) == pytest.approx(80.0)
    assert stage.modelled["GRC", "DEU"] == (pytest.approx(37.5), BETWEEN)
    assert "less 20 t of exports that a source gives: an upper limit" in found.rule


def test_where_members_need_nothing_nothing_is_sent():
    stage = stage_of(DEU=(25, 0), IDN=(75, 0))
    stage.at("DEU").outflow = 200.0
    stage.at("DEU").inflow = 300.0
    found, _ = eu_sourcing.place_use(
        stage, sourcing(25.0, DEU=25.0, IDN=50.0), {"DEU": 25.0, "IDN": 75.0}, FRAME
    )
    assert set(found.tonnes.values()) == {0.0}
    assert stage.modelled == {}


@pytest.mark.parametrize(
    ("shares", "output", "why"),
    [
        (sourcing(POL=100.0), {"POL": 9.0}, "no origin outside the EU is named"),
        (sourcing(CHN=69.0, DEU=2.0), {"CHN": 9.0}, "no output of members"),
        (sourcing(CHN=69.0), {"CHN": 9.0, "DEU": 9.0}, "no output of members"),
        (sourcing(7.2, CHN=83.0, BEL=4.0), {"CHN": 8.0, "BEL": 2.0}, "20 % of the world here and"),
        (sourcing(0.0, CHN=83.0, BEL=4.0), {"CHN": 8.0, "BEL": 2.0}, "and 0 % in the study"),
    ],
)
def test_without_comparable_output_of_members_there_are_no_tonnes(shares, output, why):
    stage = Stage()
    found, (row,) = eu_sourcing.place_use(stage, shares, output, FRAME)
    assert found.tonnes == {}
    assert stage.modelled == {}
    assert why in row["reason"]


# ---- the files


def test_reliance_of_all_or_of_nothing_known_says_nothing_of_tonnes():
    text = (
        "material,import_reliance_extraction_pct,import_reliance_processing_pct\n"
        "Phosphate rock,82,\nLithium,100,100\n"
    )
    read = eu_sourcing.reliance
    assert read(io.StringIO(text), "Phosphate Rock", "E") == Reliance(
        0.82, "eu2023_results.csv line 2"
    )
    assert read(io.StringIO(text), "Phosphate Rock", "P") is None
    assert read(io.StringIO(text), "Lithium", "P") is None
    assert read(io.StringIO(text), "Zinc", "P") is None


def test_economies_have_their_size():
    properties = {"ADM0_A3": "FRA", "ISO_A3": "-99", "GDP_MD_EST": 2699000.0}
    text = json.dumps({"features": [{"properties": properties}]})
    assert eu_sourcing.gdp(io.StringIO(text)) == {"FRA": 2_699_000.0}


def test_lanes_between_members_cite_the_size_of_economies_and_the_general_rule_nothing():
    assert eu_sourcing.cited_by(BETWEEN)[0] == "natural-earth"
    assert eu_sourcing.cited_by(HOME) == ("", "")
    assert eu_sourcing.cited_by("surplus to deficit; of: what") == ("", "")


# ---- the bundled world


def rows(path):
    return list(csv.DictReader(io.StringIO((DATASETS / path).read_text("utf-8"))))


#: Last stages whose members' output passes the test, with the study's name and stage.
LAST = {
    "zinc": ("zinc", "processing"),
    "tin": ("tin", "processing"),
    "silver": ("silver", "extraction"),
    "manganese": ("manganese", "processing"),
    "potash": ("potash", "extraction"),
    "chromium": ("chromium", "processing"),
}


@pytest.mark.parametrize("mineral", LAST)
def test_imports_of_the_eu_have_the_printed_mix(mineral):
    flows = [r for r in rows(f"world/{mineral.replace(' ', '-')}/flows.csv") if USE in r["note"]]
    stage = flows[0]["stage"]
    short = {
        r["place"]
        for r in rows("world/omitted.csv")
        if (r["mineral"], r["stage"]) == (mineral, stage) and "of EU sourcing asks" in r["reason"]
    }
    material, step = LAST[mineral]
    printed = {
        r["place"]: float(r["share"])
        for r in rows("eu_study/shares.csv")
        if (r["scope"], r["material"], r["stage"]) == ("EU", material, step)
        and r["place"] not in MEMBERS | short
    }
    sent = defaultdict(float)
    for row in flows:
        assert row["source"] == "eu-crm-2023"
        assert row["quality"] == "modelled"
        if row["origin"] not in short:
            sent[row["origin"]] += float(row["quantity"])
    assert set(sent) == set(printed)
    for place, share in printed.items():
        part = share / sum(printed.values())
        assert sent[place] / sum(sent.values()) == pytest.approx(part, rel=1e-6), place


# Import reliance of the EU, another column of the study (European Commission 2023): what comes in
# by the shares (phosphate and molybdenum: by trade), over all supply, should be near it. Arsenic
# and coking coal are the exceptions: 56 against 39 %, 74 against 66 %.
@pytest.mark.parametrize(
    ("mineral", "stage", "published"),
    [
        ("tin", "refining", 73),
        ("manganese", "refining", 66),
        ("phosphate rock", "mining", 82),
        ("molybdenum", "mining", 100),
        ("potash", "mining", 33),
    ],
)
def test_import_part_of_eu_supply_is_near_the_published_reliance(mineral, stage, published):
    made = sum(
        float(r["output"])
        for r in rows("world/balances.csv")
        if (r["mineral"], r["stage"]) == (mineral, stage) and r["place"] in MEMBERS
    )
    got = sum(
        float(r["quantity"])
        for r in rows(f"world/{mineral.replace(' ', '-')}/flows.csv")
        if (r["stage"], r["year"]) == (stage, "2024")
        and r["destination"] in MEMBERS
        and r["origin"] not in MEMBERS
    )
    assert 100 * got / (made + got) == pytest.approx(published, abs=4)


def test_no_origin_of_eu_sourcing_ships_more_than_it_has():
    markets = {(r["mineral"], r["stage"], r["place"]): r for r in rows("world/balances.csv")}
    checked = 0
    for mineral in {key[0] for key in markets}:
        path = f"world/{mineral.replace(' ', '-')}/flows.csv"
        for row in rows(path) if (DATASETS / path).is_file() else ():
            if FEED in row["note"] or USE in row["note"]:
                market = markets[mineral, row["stage"], row["origin"]]
                out, made, came = (float(market[k]) for k in ("outflow", "output", "inflow"))
                assert out <= (made + came) * (1 + 1e-9), (mineral, row["origin"])
                checked += 1
    assert checked > 100
