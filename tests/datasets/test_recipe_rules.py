"""Rules of the recipe beyond reading cells: sums, factors, shares, plants to come, sectors."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from mineralsec.datasets.recipe import (
    actors,
    content,
    pipeline,
    policy,
    sectors,
    stage_shares,
    stocks,
    trade,
)
from mineralsec.datasets.recipe.build import build
from mineralsec.datasets.recipe.chains import CHAINS
from mineralsec.datasets.recipe.eu_uses import eu_uses
from mineralsec.datasets.recipe.raw import Raw
from mineralsec.datasets.recipe.spec import (
    Assumed,
    Balanced,
    Chain,
    CitedShares,
    CitedTotal,
    EuShares,
    FormSpec,
    Host,
    IeaOutput,
    Implied,
    StageSpec,
    Stoichiometric,
    UsgsTable,
)
from mineralsec.datasets.recipe.stage_shares import Share, Total
from mineralsec.datasets.recipe.trade import TradeRow
from mineralsec.datasets.recipe.usgs import (
    Figure,
    Value,
    figures_2025,
    figures_2026,
    figures_older,
    parse,
    rows_2026,
    weighed,
)
from mineralsec.errors import DataError, MineralsecError
from mineralsec.io.country_names import place_of

EXCERPTS = Path(__file__).parent.parent / "excerpts"
TABLE = UsgsTable("X", "X", "x", ("ilmenite", "rutile"), without=("combined",))
MINE = StageSpec("mining", TABLE, "modelled")
PLANT = StageSpec(
    "refining", EuShares("X"), "modelled", hosts={"CHN": Host("zinc-CHN", 0.1, "why")}
)
CHAIN = Chain("x", "X", "X", (MINE, PLANT))


def figure(detail="ilmenite", cell="10", country="China", quantity="production", **other):
    found = Figure(
        "MCS 2026",
        "X",
        detail,
        quantity,
        country,
        2024,
        parse(cell),
        "tonne",
        False,
        "",
        "f line 1",
    )
    return replace(found, **other)


def shares(**amounts):
    return [
        Share(place, amount, Value(point=str(amount)), "f line 9")
        for place, amount in amounts.items()
    ]


# ---- figures


def test_rows_of_one_country_and_year_are_added_up():
    made = actors.from_usgs(
        CHAIN,
        MINE,
        TABLE,
        [figure(), figure("rutile", "5", locator="f line 2"), figure("combined")],
    )
    (row,) = made.rows
    assert (row["output"], row["locator"]) == ("15", "f line 1 + 2")
    assert "10 ilmenite; 5 rutile" in row["note"]
    assert made.output == {"CHN": 15.0}


@pytest.mark.parametrize(
    ("cells", "output", "low", "mark"),
    [(("10", "W"), "", "10", ">"), (("10", "NA"), "10", "", ""), (("W", "W"), "", "0", ">")],
)
def test_a_withheld_part_makes_the_sum_a_lower_bound_and_no_figure_adds_nothing(
    cells, output, low, mark
):
    figures = [figure(cell=cells[0]), figure("rutile", cells[1])]
    (row,) = actors.from_usgs(CHAIN, MINE, TABLE, figures).rows
    assert (row["output"], row["output_low"], row["mark"]) == (output, low, mark)


def test_sums_of_nothing_are_omitted():
    made = actors.from_usgs(CHAIN, MINE, TABLE, [figure(cell="NA"), figure("rutile", "")])
    assert made.rows == []
    assert [row["reason"] for row in made.omitted] == ["not available"]


def test_output_counted_in_a_form_keeps_its_figure_and_counts_its_content():
    made = actors.from_usgs(CHAIN, replace(MINE, form="ore"), TABLE, [figure()], 0.25)
    assert (made.rows[0]["form"], made.rows[0]["output"]) == ("ore", "10")
    assert made.output == {"CHN": 2.5}


def test_a_table_counts_capacity_and_reserves_by_their_own_words():
    table = UsgsTable("X", "X", "x", "sponge", capacity="sponge", reserves=None)
    assert table.counts("capacity", "Titanium sponge metal Capacity")
    assert not table.counts("capacity", "TiO2 Pigment Capacity")
    assert not table.counts("reserves", "Reserves")
    assert not TABLE.counts("reserves", "combined reserves")


def test_what_is_no_mass_becomes_one_by_a_named_factor():
    figures = [figure(cell=cell, unit="million carats") for cell in ("10", ">5", "W")]
    points, bounds, withheld = weighed(figures, 0.2, "a carat is 0.2 g")
    assert (points.value.point, points.unit) == ("2", "tonne")
    assert "printed in million carats, x 0.2 t: a carat is 0.2 g" in points.note
    assert bounds.value.low == "1"
    assert withheld.value.mark == "W"


TITANIUM = (
    "COMMODITY,COUNTRY,TYPE,UNIT_MEAS,PROD_2023,PROD_EST_ 2024,PROD_NOTES,CAP_2023,"
    "CAP_EST_ 2024,CAP_NOTES,RESERVES_2024,RESERVE_NOTES\n"
    'Titanium Mineral Concentrates,Norway,"Mine production, rutile",metric tons,1,2,,,,,3,\n'
    'Titanium Mineral Concentrates,Sierra Leone,"Mine production, rutile",,110,60,,,,,2900,\n'
    "Indium,Japan,Refinery production,metric tons,65,60,,,,,70,\n"
)


def test_units_wrong_by_a_thousand_are_corrected_and_the_note_says_so():
    found = list(figures_2025(io.StringIO(TITANIUM), ["Titanium Mineral Concentrates"]))
    norway = [f for f in found if f.country == "Norway" and f.quantity != "capacity"]
    assert {f.unit for f in norway} == {"kilotonne"}
    assert all(
        "wrong by a factor of a thousand; corrected: printed metric tons" in f.note for f in norway
    )
    lines = "Source,Country,Type,Prod_t_est_2022\nMCS2023,India,Mine production,4200\n"
    (chromite,) = figures_older(2023, "chrom", "f", io.StringIO(lines))
    assert chromite.unit == "kilotonne"


def test_a_row_without_a_unit_gives_its_corrected_figures_and_no_blank():
    found = list(figures_2025(io.StringIO(TITANIUM), ["Titanium Mineral Concentrates"]))
    leone = {(f.quantity, f.year): f.value.point for f in found if f.country == "Sierra Leone"}
    assert leone == {
        ("production", 2023): "110",
        ("production", 2024): "60",
        ("reserves", 2024): "2900",
    }


def test_capacity_printed_as_reserves_is_capacity():
    found = list(figures_2025(io.StringIO(TITANIUM), ["Indium"]))
    quantities = {f.value.point: f.quantity for f in found if f.value.point}
    assert quantities == {"65": "production", "60": "production", "70": "capacity"}


def test_sponge_and_steel_headers_and_a_type_in_the_header_are_read():
    sponge = "Source,Country,Type,Prod_Sponge_t_Est_2022,Cap_Sponge_t_2023,Cap_Pigment_t_2023\n"
    found = list(figures_older(2024, "titan", "f", io.StringIO(f"{sponge}M,Japan,Sponge,5,6,7\n")))
    assert [(f.quantity, f.value.point, f.year) for f in found] == [
        ("production", "5", 2022),
        ("capacity", "6", 2023),
    ]
    steel = 'Source,Country,"Mine production, fluorspar",Prod_mmt_2022\nM,Japan,Mine,9\n'
    (found,) = figures_older(2024, "feste", "f", io.StringIO(steel))
    assert (found.unit, found.detail) == ("megatonne", "Mine")


def test_the_unit_of_vanadium_reserves_is_corrected_in_the_newest_edition():
    header = (
        "MCS chapter,Section,Commodity,Country,Statistics,Statistics_detail,Unit,Year,Value,Notes,"
        "Other notes\n"
    )
    line = "VANADIUM,World,Vanadium,Australia,Reserves,Reserves,metric tons,2025,8500,,\n"
    (found,) = figures_2026(rows_2026(io.StringIO(header + line)), ["VANADIUM"])
    assert found.unit == "kilotonne"


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Kazakhstan, concentrate", "KAZ"),
        ("Other countriese", "QXR"),
        ("Other countries (rounded)", "QXR"),
        ("United\xa0States and Canada", None),
        ("Hong Kong", "HKG"),
        ("China", "CHN"),
    ],
)
def test_remarks_after_a_comma_groups_and_hong_kong(name, place):
    assert place_of(name) == place


# ---- factors


def test_contents_that_need_no_trade_are_fixed_and_others_are_refused():
    alumina = content.fixed(Stoichiometric({"Al": 2, "O": 3}, {"Al": 2}, "Al2O3"))
    assert alumina.value == pytest.approx(0.5293, abs=5e-5)
    assert content.fixed(Assumed(0.94, "pig iron", "s", "l")).note == "assumed: pig iron"
    with pytest.raises(MineralsecError, match="Implied needs trade"):
        content.fixed(Implied((), "AUS", "exports", ("1",)))


def test_a_balanced_content_is_what_the_next_stage_took():
    found = content.balanced(75.0, 428.0, "mining")
    assert found.value == pytest.approx(75.0 / 428.0)
    assert "over 428 t gross of mining" in found.note


# ---- shares


RULE = CitedShares("rare_earths", "magnet", "sintered permanent magnets", 2024)


def cited(rule=RULE):
    return stage_shares.cited(io.StringIO((EXCERPTS / "stage_shares.csv").read_text("utf-8")), rule)


def test_what_a_cited_share_leaves_is_the_residual_and_its_source_is_kept():
    found, source = cited()
    assert {share.place: share.amount for share in found} == {"CHN": 94.0, "QXR": 6.0}
    assert source["title"].startswith("IEA commentary")
    assert source["key"] == "stage-share-rare-earths-magnet"
    assert found[0].locator.startswith("stage_shares.csv line ")


def test_a_share_that_is_not_in_the_file_is_named():
    with pytest.raises(DataError, match=r"no reported share for .*'magnet'.*1999"):
        cited(replace(RULE, year=1999))


def test_two_spellings_of_one_country_are_one_share():
    low = Share("TUR", 0.0, Value(low="0", high="0.1", mark="<"), "f line 1")
    found = stage_shares.merged([low, *shares(TUR=2.0), *shares(TUR=3.0), low])
    assert [(share.place, share.amount) for share in found] == [("TUR", 5.0)]
    assert found[0].locator == "f line 9 + 9"


def test_shares_add_up_to_what_feeds_them_or_to_a_published_world():
    fed = actors.from_shares(
        CHAIN, PLANT, shares(CHN=60.0, JPN=20.0), 40.0, source="s", vintage="v", as_published=False
    )
    assert fed.output == {"CHN": 30.0, "JPN": 10.0}
    china, japan = fed.rows
    assert (china["host"], china["host_ratio"]) == ("zinc-CHN", "0.1")
    assert china["note"].endswith("why")
    assert "host" not in japan
    world = actors.from_shares(
        CHAIN,
        PLANT,
        shares(CHN=100.0),
        40.0,
        source="s",
        vintage="v",
        as_published=False,
        world=Total(7.0, "a published total"),
    )
    assert world.output == {"CHN": 7.0}
    assert "adds up to 7 t, a published total" in world.rows[0]["note"]


def test_a_stage_without_any_share_is_an_error():
    with pytest.raises(DataError, match="no shares of x at refining"):
        actors.from_shares(CHAIN, PLANT, [], 1.0, source="s", vintage="v", as_published=False)


def test_a_share_that_counts_something_else_is_left_out_with_its_reason():
    (row,) = actors.left_out(CHAIN, PLANT, shares(USA=9.5, CHN=43.2), {"USA": "all secondary"})
    assert (row["place"], row["reason"]) == ("USA", "share of 9.5 % left out: all secondary")


def test_a_stage_that_nothing_feeds_has_producers():
    chain = replace(CHAIN, stages=(MINE, replace(PLANT, fed=False)))
    row = actors.frame(chain, chain.stages[1], "JPN")
    assert (row["stage"], "takes" in row) == ("refining", False)
    assert actors.frame(CHAIN, PLANT, "JPN")["takes"] == "mining"


def test_a_chain_without_a_usgs_table_has_neither_table_nor_reserves():
    chain = Chain("x", "X", "X", (PLANT,))
    assert chain.table() is None
    assert policy.reserves(chain, None).rows == []


# ---- plants to come


def projects(mineral):
    chain = next(chain for chain in CHAINS if chain.name == mineral)
    return pipeline.projects(chain, io.StringIO((EXCERPTS / "projects.csv").read_text("utf-8")))


def test_only_plants_with_a_capacity_and_a_first_year_to_come_are_in_the_pipeline():
    found = projects("gallium")
    plants = {row["place"]: row for row in found.rows}
    assert set(plants) == {"AUS", "GRC", "KAZ"}  # others have no year, or are operating
    assert (plants["GRC"]["capacity"], plants["GRC"]["opens"]) == ("50", "2027-01-01")
    assert {row["output"] for row in found.rows} == {"0"}
    assert {row["quality"] for row in found.rows} == {"projected"}
    assert sorted(source["key"] for source in found.sources) == sorted(
        row["source"] for row in found.rows
    )
    assert projects("antimony").rows == []  # a reserve is no capacity, a smelter has no year


def test_the_last_row_of_a_plant_with_several_dates_stands():
    (plant,) = [row for row in projects("gallium").rows if row["place"] == "AUS"]
    assert (plant["capacity"], plant["opens"]) == ("55", "2028-01-01")


# ---- sectors


USES = (
    "Material,Application,Share,NACE sector,VA\n"
    "X,Cans,23%,C25 - Metal  products,1\n"
    "X,Cans,23%,C25 - Metal  products,1\n"
    "X,Cars,48%,C29 - Cars,1\n"
    "X,Plant,>0%,C32 - Other,1\n"
    "X,Other,4%,,1\n"
    "Y,Cars,100%,C29 - Cars,1\n"
)


def test_sector_shares_add_up_to_one_and_a_line_twice_counts_once():
    found = {s.name: s.share for s in sectors.eu_sectors(io.StringIO(USES), "X")}
    assert found == pytest.approx(
        {"C25 - Metal products": 23 / 75, "C29 - Cars": 48 / 75, "other uses": 4 / 75}
    )


@pytest.mark.parametrize(
    ("beside", "code", "note"),
    [
        ("5", "C32", "labelled C29; the value added beside it is that of C32"),
        ("1", "C29", ""),  # its own
        ("7", "C29", ""),  # two sectors have it
        ("9", "C29", ""),  # none has
    ],
)
def test_a_label_that_slipped_gives_way_to_the_value_added_beside_it(beside, code, note):
    table = (
        "Material,Application,Share,NACE sector,VA\n"
        'X,Cans,20%,C25 - Metal  products,"7"\n'
        "X,Glass,30%,C23 - Glass,7\n"
        "X,Cars,25%,C29 - Cars,1\nY,Cars,99%,C29 - Cars,1\n"
        "X,Plant,25%,C32 - Other,5\n"
        f"X,Tins,25%,C29 - Cars,{beside}\n"
    )
    *_, use = eu_uses(io.StringIO(table))
    assert (use.application, use.code, use.line, use.note) == ("Tins", code, 7, note)


def test_use_in_the_eu_is_divided_and_no_other():
    parts = sectors.eu_sectors(io.StringIO(USES), "X")
    row = {"id": "x-use", "place": "DEU", "stage": "refining", "sector": "", "note": "n"}
    rows = [
        {**row, "demand": "75"},
        {**row, "id": "x-use-usa", "place": "USA", "demand": "9"},
        {**row, "id": "x-mine", "stage": "mining", "demand": "9"},
        {**row, "id": "x-odd", "sector": "stock change", "demand": "9"},
    ]
    found = sectors.by_sector(rows, {"refining": parts})
    german = {
        r["id"]: float(r["demand"])
        for r in found
        if r["source" if "source" in r else "id"] == "eu-crm-2023"
    }
    assert german == {"x-use-c25": 23.0, "x-use-c29": 48.0, "x-use-other": 4.0}
    assert [r["id"] for r in found if "source" not in r] == ["x-use-usa", "x-mine", "x-odd"]


def test_minerals_are_described_once():
    described = [chain.name for chain in CHAINS]
    assert len(described) == len(set(described))
    for chain in CHAINS:
        forms = [form.name for form in chain.forms]
        assert len(forms) == len(set(forms)), chain.name
        assert {form.stage for form in chain.forms} <= {stage.name for stage in chain.stages}


def test_the_excerpts_are_the_files_the_recipe_reads():
    with (EXCERPTS / "projects.csv").open(encoding="utf-8", newline="") as file:
        assert {"capacity", "first_year", "unit"} <= set(csv.DictReader(file).fieldnames or ())


# ---- a whole chain, on tables made for the purpose


class Tables(Raw):
    """Raw data of two stages of ore and metal, and one that a source shares out."""

    def __init__(self):
        super().__init__(EXCERPTS)

    usgs_2026 = ()

    def figures(self, table):
        detail, cell = {"bauxite": ("bauxite", "400"), "metal": ("metal", "80")}[table.chapter]
        found = [figure(detail, cell), figure(detail, "40", "Norway")]
        return [*found, figure("Reserves", "9", quantity="reserves")]

    def iea(self, mineral, stage="refinery"):
        return shares(CHN=50.0, JPN=10.0)

    def eu(self, material, stage="P"):
        return shares(CHN=60.0, USA=20.0, NOR=20.0)

    def trade(self, hs92, v202601):
        lanes = [("CHN", "JPN", 9.0, 90.0), ("NOR", "JPN", 4.0, 40.0), ("CHN", "USA", 900.0, 10.0)]
        return [TradeRow(2024, *ends, "1", size, value) for *ends, size, value in lanes if hs92]


def chain_of(*stages, forms=()):
    return Chain("x", "X", "X", stages, tuple(forms))


ORE = FormSpec("ore", "mining", "", Balanced())
MINING = StageSpec("mining", UsgsTable("bauxite", "", "", "bauxite"), "modelled", form="ore")
METAL = UsgsTable("metal", "", "", "metal")


def built(chain):
    return build(Tables(), [chain])


def test_ore_without_a_grade_holds_what_the_next_stage_got_out_of_it():
    found = built(chain_of(MINING, StageSpec("refining", METAL, "modelled"), forms=[ORE]))
    (form,) = found.top["forms"]
    assert float(form["content"]) == pytest.approx(120 / 440, rel=1e-6)
    ores = found.minerals["x"]["producers"]
    assert {row["output"] for row in ores} == {"400", "40"}
    assert {row["form"] for row in ores} == {"ore"}
    balances = {(r["stage"], r["place"]): r for r in found.top["balances"]}
    assert float(balances["mining", "CHN"]["output"]) == pytest.approx(400 * 120 / 440, rel=1e-6)


def test_a_cited_share_of_a_published_world_makes_a_stage():
    rule = replace(RULE, total=(IeaOutput("X"), 2.0, "oxide"))
    found = built(
        chain_of(
            StageSpec("mining", METAL, "modelled", other_use="everything else"),
            StageSpec("magnet", rule, "modelled"),
        )
    )
    refiners = {row["place"]: float(row["output"]) for row in found.minerals["x"]["refiners"]}
    assert refiners == pytest.approx({"CHN": 0.94 * 120, "QXR": 0.06 * 120})
    assert "60 t (oxide)" in found.minerals["x"]["refiners"][0]["note"]
    assert any(row["key"] == "stage-share-rare-earths-magnet" for row in found.top["sources"])
    plain = built(
        chain_of(StageSpec("mining", METAL, "modelled"), StageSpec("magnet", RULE, "modelled"))
    )
    assert sum(float(row["output"]) for row in plain.minerals["x"]["refiners"]) == 120.0


def test_a_stage_beside_the_first_is_made_by_producers_and_takes_nothing():
    found = built(
        chain_of(
            StageSpec("mining", METAL, "modelled"),
            StageSpec("anode", IeaOutput("X"), "modelled", fed=False),
        )
    )
    assert found.minerals["x"]["refiners"] == []
    anode = [row for row in found.minerals["x"]["producers"] if row["stage"] == "anode"]
    assert {row["place"]: row["output"] for row in anode} == {"CHN": "50", "JPN": "10"}
    assert {float(row["intake"]) for row in found.top["balances"]} == {0.0}


def test_a_place_that_only_melts_scrap_is_left_out_of_the_refiners():
    found = built(
        chain_of(
            StageSpec("mining", METAL, "modelled"),
            StageSpec("refining", EuShares("X", (("USA", "secondary"),)), "modelled"),
        )
    )
    assert {row["place"] for row in found.minerals["x"]["refiners"]} == {"CHN", "NOR"}
    assert [r["place"] for r in found.top["omitted"] if "secondary" in r["reason"]] == ["USA"]


def test_a_chain_that_only_the_iea_counts_cites_the_iea():
    found = built(chain_of(StageSpec("mining", IeaOutput("X", stage="mine"), "modelled")))
    (row,) = found.top["minerals"]
    assert row["source"] == "iea-cm-2025"
    assert found.minerals["x"]["reserves"] == []


def test_screened_lanes_are_listed_with_both_figures():
    metal = FormSpec("metal", "mining", "1", Assumed(1.0, "pure", "s", "l"))
    found = built(chain_of(StageSpec("mining", METAL, "observed"), forms=[metal]))
    lanes = {row["destination"]: row for row in found.minerals["x"]["flows"]}
    assert (lanes["USA"]["quantity"], lanes["USA"]["quality"]) == ("1", "modelled")
    (listed,) = [row for row in found.top["omitted"] if row["locator"] == "screen"]
    assert listed["reason"] == (
        "1 lane of metal with a unit value off by more than 10 times its median: 900 t in BACI, "
        "1 t used, gross"
    )


def test_a_row_that_is_too_dear_stands_where_the_code_holds_dearer_goods():
    metal = FormSpec("metal", "mining", "1", Assumed(1.0, "pure", "s", "l"))
    rows = [
        TradeRow(2024, "CHN", "JPN", "1", 90.0, 900.0),
        TradeRow(2024, "CAN", "USA", "1", 2.0, 400.0),
        TradeRow(2024, "CHN", "USA", "1", 900.0, 10.0),
    ]
    powder = replace(metal, dear="the code holds powders too")
    usual, dear, cheap = trade.screen([(powder, row) for row in rows])
    assert (usual.gross, dear.gross, cheap.gross) == (90.0, 2.0, 1.0)
    assert dear.remark == (
        "20 times the median unit value of 10 USD/kg; the quantity stands: the code holds powders "
        "too"
    )
    assert [lane.gross for lane in trade.screen([(metal, row) for row in rows])] == [90, 40, 1]


def test_shares_of_extraction_of_a_cited_total_carry_its_range():
    class Found(Tables):
        def lines(self, *parts, encoding="utf-8-sig"):
            if parts != ("stage_shares.csv",):
                return super().lines(*parts, encoding=encoding)
            row = "yttrium,x,mining,WLD,2025,12500,t,,,,production,yes,USGS,url,A,"
            return io.StringIO(
                "mineral,form,stage,country_iso3,year,quantity,unit,share_pct,denominator,"
                "world_total,basis,estimated,source_title,source_url,confidence,note\n"
                f'{row}"midpoint of 10,000-15,000; China most"\n{row.replace("12500", "8")}\n'
            )

    spec = EuShares("X", stage="E", total=CitedTotal("yttrium", "mining", 2025))
    chain = replace(chain_of(StageSpec("mining", spec, "modelled")), source="eu-crm-2023")
    found = build(Found(), [chain])
    china = next(row for row in found.minerals["x"]["producers"] if row["place"] == "CHN")
    cells = {name: china[name] for name in ("output_low", "output", "output_high", "mark")}
    assert cells == {
        "output_low": "6000", "output": "7500", "output_high": "9000", "mark": "range"
    }  # fmt: skip
    assert "12500 t, world total of 2025: USGS" in china["note"]
    assert found.top["minerals"][0]["source"] == "eu-crm-2023"
    with pytest.raises(DataError, match="no world output"):
        Found().total(CitedTotal("yttrium", "mining", 2024))


def test_use_of_what_the_next_stage_leaves_has_a_name():
    found = built(
        chain_of(
            StageSpec("mining", METAL, "modelled", other_use="pigment"),
            StageSpec("sponge", replace(RULE, total=(IeaOutput("X"), 0.5, "half")), "modelled"),
        )
    )
    mined = [row for row in found.minerals["x"]["consumers"] if row["stage"] == "mining"]
    assert {row["sector"] for row in mined} == {"pigment"}
    assert sum(float(row["demand"]) for row in mined) == pytest.approx(90.0)


def test_two_plants_of_one_company_are_two_and_an_expansion_counts_what_it_adds():
    tungsten = {row["id"]: row["capacity"] for row in projects("tungsten").rows}
    assert tungsten == {
        "tungsten-project-kaz-nkatpar": "5000",
        "tungsten-project-kaz-ukairakty": "7000",
    }
    (alumina,) = projects("aluminium").rows
    assert (alumina["capacity"], alumina["form"]) == ("400000", "alumina")
    assert "1265000 in all, less what is there" in alumina["note"]


STOCKS = (
    "holder_iso3,programme,mineral,form,quantity,unit,value,currency,date,kind,source_title,"
    "source_url,confidence,note\n"
)


def stock(line, name="gallium"):
    chain = next(chain for chain in CHAINS if chain.name == name)
    return stocks.stockpiles(chain, io.StringIO(STOCKS + line + "\n"))


@pytest.mark.parametrize(
    ("line", "amount", "quality"),
    [
        ("USA,DLA,gallium,Ga,12,t,,,2024-01,inventory,T,http://u,A,", "12", "estimated"),
        ("USA,DLA,gallium,Ga,10,short_ton,,,2024,inventory,T,http://u,A,", "9.0718474", "modelled"),
        ("USA,DLA,gallium,Ga,1000,lb,,,2024,inventory,T,http://u,A,", "0.45359237", "modelled"),
        ("JPN,private,gallium,Ga,6,months,,,2024,inventory,T,http://u,A,", "83.5", "modelled"),
    ],
)
def test_inventories_in_mass_or_in_months_of_a_published_use_are_stockpiles(line, amount, quality):
    found = stock(line)
    (row,) = found.rows
    assert (row["amount"], row["quality"], row["unit"]) == (amount, quality, "tonne")
    assert row["note"].startswith("confidence A; Ga")
    assert found.omitted == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("USA,DLA,gallium,Ga,12,t,,,2024,target,T,http://u,A,", "a target, no inventory"),
        ("USA,DLA,gallium,Ga,12,t,,,2024,purchase,T,http://u,A,", "a purchase, no inventory"),
        ("USA,DLA,gallium,Ga,,,5,USD,2024,inventory,T,http://u,A,", "without a tonnage or a date"),
        ("USA,DLA,gallium,Ga,12,t,,,,inventory,T,http://u,A,", "without a tonnage or a date"),
        ("KOR,x,gallium,Ga,60,days,,,2024,inventory,T,http://u,A,", "in days of a use that"),
        (
            "JPN,x,gallium;cobalt,,60,days,,,2020,inventory,T,http:,B,",
            "in days of a use that",
        ),
    ],
)
def test_all_other_rows_of_stocks_are_listed_with_their_reason(line, reason):
    found = stock(line)
    assert found.rows == []
    (row,) = found.omitted
    assert reason in row["reason"]
    assert [source["key"] for source in found.sources] == [row["source"]]


def test_stocks_of_no_mineral_of_the_dataset_are_listed_once():
    lines = io.StringIO(
        f"{STOCKS}USA,DLA,all,assets,,,13,USD,2023,inventory,T,http://u,A,\n"
        "USA,DLA,gallium,Ga,12,t,,,2024,inventory,T (seed 007),seed 007,A,\n"
        "USA,DLA,scandium,Sc,6,t,,,2025,target,T (seed 007),seed file 007,A,\n"
    )
    found = stocks.other_stocks(["gallium"], lines)
    assert [row["mineral"] for row in found.omitted] == ["all", "scandium"]
    assert [source["title"] for source in found.sources] == ["T", "T"]
    assert found.sources[1]["url"] == ""
