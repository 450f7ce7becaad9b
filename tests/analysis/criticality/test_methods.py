"""Import reliance, Nassar, Yale, BGS, IEA, the 65 % benchmark, reserve life and cover."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.errors import GraphError, RecordError, UnknownNameError
from tests.analysis.criticality.graphs import WGI, graph_of

crit = ms.criticality
amounts = st.floats(0, 1e6)


# ---- scores


def test_a_score_without_a_value_must_say_why():
    with pytest.raises(RecordError, match="a value or a reason"):
        crit.Score(mineral="cobalt")
    with pytest.raises(RecordError, match="a value or a reason"):
        crit.Score(mineral="cobalt", value=1.0, reason="none")


@pytest.mark.parametrize("ends", [{"low": 2.0}, {"high": 0.5}, {"low": math.nan}])
def test_crossed_limits_are_refused(ends):
    with pytest.raises(RecordError, match="in this order"):
        crit.Score(mineral="cobalt", value=1.0, **ends)


def scores(**more):
    rows = (
        crit.Score(mineral="cobalt", stage="mining", value=0.2, inputs={"a": 1}),
        crit.Score(mineral="cobalt", stage="refining", value=0.9, high=1.5, notes=("x", "y")),
        crit.Score(mineral="gallium", reason="no data"),
        crit.Score(mineral="tin", value=math.inf, low=3.0),
        crit.Score(mineral="zinc", value=2000.0),
    )
    return crit.Scores(method="M", measure="risk", rows=rows, **more)


def test_a_mineral_alone_gives_its_riskiest_stage():
    assert scores()["Co"].stage == "refining"
    assert scores(high_is_risky=False)["cobalt"].stage == "mining"
    assert scores()["gallium"].reason == "no data"
    assert scores()[0].value == 0.2
    assert scores()["cobalt", "mining"].value == 0.2
    assert list(scores().by_mineral) == ["cobalt", "gallium", "tin", "zinc"]


def test_a_score_that_is_not_there_is_refused_with_what_is():
    with pytest.raises(UnknownNameError, match="Did you mean 'cobalt'"):
        scores()["cobald"]
    with pytest.raises(UnknownNameError, match="Stages here: mining, refining"):
        scores()["cobalt", "alloy"]
    with pytest.raises(UnknownNameError, match="Inputs: a"):
        scores()[0]["b"]


def test_scores_can_be_selected_written_and_drawn():
    found = scores(unit="share", assumptions=("assumed",))
    assert [row.mineral for row in found.select("cobalt", "tin")] == ["cobalt"] * 2 + ["tin"]
    assert len(found) == 5
    assert [row.mineral for row in found.missing] == ["gallium"]
    plain = found.to_dict()
    assert plain["rows"][3]["risk"] == "inf"
    frame = found.to_frame()
    assert list(frame)[:3] == ["mineral", "stage", "risk"]
    assert list(frame)[-2:] == ["reason", "notes"]
    assert frame["risk"].iloc[3] == math.inf
    assert found.to_frame("polars")["notes"][1] == "x; y"
    text = str(found)
    assert "no data" in text
    assert "90 %" in text
    assert "unlimited" in text
    assert "assumed" in found._repr_html_()
    axes = found.plot()
    assert len(axes.patches) == 3


@pytest.mark.parametrize(
    ("unit", "header", "words"),
    [
        ("year", "risk_yr", "2,000"),
        ("day", "risk_d", "risk [d]"),
        ("t/yr", "risk_t_per_yr", "t/yr"),
    ],
)
def test_units_stand_in_headers(unit, header, words):
    found = scores(unit=unit, year=2024)
    assert header in found.to_frame()
    assert words in str(found)
    assert "2024" in found.title


def test_a_negative_share_keeps_its_sign():
    rows = (crit.Score(mineral="gold", value=-0.25),)
    assert "-25 %" in str(crit.Scores(method="M", measure="m", unit="share", rows=rows))


# ---- governance


def test_governance_is_averaged_over_indicators_and_years():
    one = crit.governance(2023, indicators=("pv",))
    assert one.get("CHN") == pytest.approx(-0.51)
    assert one.get("CHN:bayan-obo") == one.get("CHN")
    both = crit.governance((2022, 2023))
    ends = [crit.governance(year).get("USA") for year in (2022, 2023)]
    assert both.get("USA") == pytest.approx(sum(ends) / 2)
    assert "COD" in both
    assert "XAA" not in both
    assert 3 not in both
    assert len(both) > 200
    assert "2022-2023" in repr(both)
    assert "2022 to 2023" in str(both.citation)


def test_governance_that_is_not_there_is_refused():
    with pytest.raises(GraphError, match="Years: 1996 to 2023"):
        crit.governance(1990)
    with pytest.raises(UnknownNameError, match="Indicators: va"):
        crit.governance(indicators=("hdi",))
    with pytest.raises(UnknownNameError, match="Editions: 2024, 2020"):
        crit.governance(edition="2025")
    own = crit.Governance({"XAA": 1.0})
    assert own.citation is None
    assert repr(own) == "Governance(1 countries, edition own)"


# ---- net import reliance


@given(amounts, amounts, amounts, amounts)
def test_net_import_reliance_does_not_depend_on_the_unit(production, imports, exports, scrap):
    used = crit.consumption_of_parts(production, imports, exports, secondary=scrap)
    if used > 1e-3:
        parts = (production, imports, exports)
        one = crit.reliance_of_parts(*parts, secondary=scrap)
        many = crit.reliance_of_parts(*(1e3 * x for x in parts), secondary=1e3 * scrap)
        assert many == pytest.approx(one, rel=1e-6, abs=1e-9)
        assert one <= 1 + 1e-9


def test_consumption_of_zero_or_less_has_no_reliance():
    with pytest.raises(GraphError, match="re-export hub"):
        crit.reliance_of_parts(0, 10, 12)


def test_stocks_that_grow_are_not_consumed():
    assert crit.consumption_of_parts(10, 5, 0, released=-3) == 12


@pytest.mark.parametrize(
    ("printed", "limits"),
    [("NA", None), ("", None), ("W", None), (">95", (0.95, 1.0)), ("<25", (0.0, 0.25))],
)
def test_codes_keep_what_they_say(printed, limits):
    assert crit.printed_limits(printed) == limits


@pytest.mark.parametrize(
    ("mineral", "printed"), [("antimony", "86"), ("cobalt", "74"), ("fluorspar", "100")]
)
def test_printed_us_reliance_follows_from_its_parts(mineral, printed):
    row = crit.net_import_reliance(minerals=mineral, year=2024)[mineral]
    assert row["printed"] == printed
    assert 100 * row.value == pytest.approx(float(printed), abs=0.6)
    assert row.low <= row.value <= row.high
    assert row["follows"] is True


def test_bounds_and_codes_of_the_us_have_limits_and_no_value():
    found = crit.net_import_reliance(minerals=["barite", "boron", "hafnium"], year=2024)
    barite, boron, hafnium = (found[name] for name in ("barite", "boron", "hafnium"))
    assert (barite.value, barite.low, barite.high) == (None, 0.75, 1.0)
    assert "known within limits only" in barite.reason
    assert (boron.low, boron.high) == (-math.inf, 0.0)
    assert "net exporter" in boron.reason
    assert (hafnium.low, hafnium.high) == (None, None)
    assert hafnium.reason.startswith("printed NA")


def test_a_print_whose_parts_are_withheld_stands_as_printed():
    rows = crit.net_import_reliance(year=2025)
    as_printed = [row for row in rows if any("as printed" in note for note in row.notes)]
    assert as_printed
    for row in as_printed:
        assert 100 * row.value == pytest.approx(float(row["printed"]))


def test_a_net_exporter_is_negative_and_named():
    row = crit.net_import_reliance(minerals="gold", year=2024)["gold"]
    assert row.value < 0
    assert "net exporter" in row.notes


def test_us_consumption_is_published_or_missing_with_its_reason():
    rows = crit.apparent_consumption(year=2024)
    assert rows["antimony"].value == 28_600
    assert rows["antimony"]["from_parts"] == pytest.approx(28_600, rel=0.01)
    assert "no mass" in rows["argon"].reason
    assert "withheld" in rows["boron"].reason
    assert any(row.notes for row in rows if row.known)


def test_only_us_statistics_are_published():
    with pytest.raises(GraphError, match="are of the United States"):
        crit.net_import_reliance(place="JPN")
    with pytest.raises(GraphError, match="are of the United States"):
        crit.apparent_consumption(place=["USA"])
    with pytest.raises(GraphError, match="no US statistics in 1990"):
        crit.net_import_reliance(year=1990)


def test_reliance_of_a_place_comes_from_its_trade():
    flows = {("XAB", "XAA"): 40, ("XAA", "XAC"): 10}
    graph = graph_of({"XAA": 10, "XAB": 90}, flows)
    row = crit.net_import_reliance(graph, place="XAA")["cobalt"]
    assert row.value == pytest.approx(30 / 40)
    assert (row["production"], row["imports"], row["exports"]) == (10, 40, 10)
    use = crit.apparent_consumption(graph, place="XAA")["cobalt"]
    assert use.value == 40
    exporter = crit.net_import_reliance(graph, place="XAB")["cobalt"]
    assert exporter.value < 0
    assert exporter.notes == ("net exporter",)
    assert crit.net_import_reliance(graph, place=["XAA", "XAC"]).method.endswith("XAA, XAC")


def test_trade_inside_an_importer_does_not_count():
    graph = graph_of({"DEU": 10}, {("DEU", "FRA"): 5, ("CHN", "FRA"): 10})
    row = crit.net_import_reliance(graph, place="EU27")["cobalt"]
    assert row.value == pytest.approx(10 / 20)


def test_no_trade_recorded_is_missing_not_zero():
    graph = graph_of({"XAA": 10, "XAB": 90}, {("XAB", "XAC"): 10})
    for method in (crit.net_import_reliance, crit.apparent_consumption):
        row = method(graph, place="XAA")["cobalt"]
        assert row.value is None
        assert "not the same as no trade" in row.reason


def test_a_hub_has_no_consumption():
    graph = graph_of({"XAB": 90}, {("XAB", "XAA"): 10, ("XAA", "XAC"): 10})
    assert "re-export hub" in crit.net_import_reliance(graph, place="XAA")["cobalt"].reason
    assert "re-export hub" in crit.apparent_consumption(graph, place="XAA")["cobalt"].reason


def test_a_withheld_output_is_inside_the_limits():
    withheld = ms.Between("0 tonne/year", "30 tonne/year", mark="W")
    graph = graph_of({"XAA": withheld, "XAB": 90}, {("XAB", "XAA"): 10})
    row = crit.net_import_reliance(graph, place="XAA")["cobalt"]
    assert row.value == 1.0
    assert row.low == pytest.approx(10 / 40)
    assert any("withheld" in note for note in row.notes)


def test_a_graph_has_its_own_year():
    graph = graph_of({"XAA": 10})
    with pytest.raises(GraphError, match="answers for 2023"):
        crit.net_import_reliance(graph, year=2021)
    with pytest.raises(GraphError, match="names none"):
        crit.net_import_reliance(graph, [])


# ---- Nassar et al. 2020


def nassar_graph():
    return graph_of({"XAA": 10, "XAB": 30, "XAC": 60}, {("XAC", "XAA"): 30})


def test_a_foreign_monopoly_without_will_is_the_worst_case():
    graph = graph_of({"XAC": 60}, {("XAC", "XAA"): 30})
    row = crit.nassar(graph, place="XAA", economic_vulnerability=1.0, inability={"XAC": 1.0})[
        "cobalt"
    ]
    assert row.value == 1.0


@pytest.mark.parametrize(
    ("combine", "weight"), [("max", 0.6), ("mean", 0.5), ("prod_complement", 0.76)]
)
def test_inability_and_unwillingness_combine_as_asked(combine, weight):
    row = crit.nassar(
        nassar_graph(),
        place="XAA",
        economic_vulnerability={"cobalt": 0.5},
        inability={"XAB": 0.0, "XAC": 0.4},
        unwillingness={"XAB": 0.0, "XAC": 0.6},
        combine=combine,
    )["cobalt"]
    assert row["disruption_potential"] == pytest.approx(0.6**2 * weight)
    expected = (0.36 * weight * 0.75 * 0.5) ** (1 / 3)
    assert row.value == pytest.approx(expected)


def test_without_vulnerability_there_are_limits_only():
    row = crit.nassar(nassar_graph(), place="XAA", wgi=WGI)["cobalt"]
    assert row.value is None
    assert row.low == 0.0
    assert row.high == pytest.approx((row["disruption_potential"] * 0.75) ** (1 / 3))
    assert "economic vulnerability" in row.reason


def test_a_net_exporter_has_no_risk_by_construction_and_says_so():
    graph = graph_of({"XAA": 60, "XAC": 40}, {("XAA", "XAC"): 30})
    row = crit.nassar(graph, place="XAA", wgi=WGI)["cobalt"]
    assert row.value == 0.0
    assert "by construction" in row.notes[0]


def test_a_country_without_a_weight_is_reported():
    row = crit.nassar(
        nassar_graph(), place="XAA", economic_vulnerability=1, inability={"XAC": 1.0},
        unwillingness={"XAB": 1.0},
    )["cobalt"]  # fmt: skip
    assert row["unweighted"] == pytest.approx(0.9)


def test_missing_trade_and_production_are_named():
    graph = graph_of({"XAC": ms.Between("0 tonne/year", None, mark="W")})
    row = crit.nassar(graph, place="XAA", economic_vulnerability=0.5)["cobalt"]
    assert "world production" in row.reason
    assert "net import reliance" in row.reason
    given = crit.nassar(nassar_graph(), place="XAB", import_reliance=1.0, wgi=WGI)["cobalt"]
    assert given["trade_exposure"] == 1.0


def test_factors_out_of_range_are_refused():
    with pytest.raises(GraphError, match="between 0 and 1"):
        crit.nassar_supply_risk(2, 0.5, 0.5)
    with pytest.raises(UnknownNameError, match="combine"):
        crit.nassar(nassar_graph(), combine="sum")


def test_vulnerability_needs_every_figure():
    one = {"a": 1.0}
    with pytest.raises(GraphError, match="b: give"):
        crit.economic_vulnerability({"a": 1, "b": 2}, one, one, 10)
    with pytest.raises(GraphError, match="above zero"):
        crit.economic_vulnerability(one, one, {"a": 0.0}, 10)


# ---- Yale


def test_yale_transforms_meet_their_ends():
    assert crit.concentration_score(1.0) == pytest.approx(100, abs=0.01)
    assert crit.concentration_score(0.0033) == pytest.approx(0, abs=0.02)
    assert crit.concentration_score(0.001) == 0.0
    assert crit.depletion_score(0) == 100
    assert crit.depletion_score(math.inf) == 0.0
    with pytest.raises(GraphError, match="0 years or more"):
        crit.depletion_score(-1)
    with pytest.raises(GraphError, match="above 0 and at most at 1"):
        crit.concentration_score(25)


@given(st.floats(0, 300), st.floats(0, 300))
def test_less_time_is_never_less_risk(a, b):
    short, long = sorted((a, b))
    assert crit.depletion_score(short) >= crit.depletion_score(long)


def test_yale_is_the_mean_of_components():
    graph = graph_of({"XAC": 60})
    found = crit.yale(
        graph,
        policy_potential={"XAC": 80},
        human_development={"XAC": 40},
        companion=0.5,
        depletion_years=50,
        wgi=crit.Governance({"XAC": -1.5}),
    )["cobalt"]
    expected = ((70 + 50) / 2 + (80 + 40) / 2 + (80 + 100) / 2) / 3
    assert found.value == pytest.approx(expected, abs=0.01)
    assert found["stability"] == pytest.approx(80)


def test_a_missing_indicator_of_yale_is_named_and_bounded():
    graph = graph_of({"XAC": 60})
    found = crit.yale(graph, wgi=crit.Governance({"XAC": -1.5}))["cobalt"]
    assert found.value is None
    assert found.reason == "no depletion, no companion, no policy, no development"
    assert found.low < found.high


def test_a_choice_of_indicators_is_named():
    graph = graph_of({"XAC": 60})
    found = crit.yale(graph, indicators=["concentration"])
    assert found["cobalt"].value == pytest.approx(100, abs=0.01)
    assert found.method == "Yale supply risk from concentration"
    with pytest.raises(GraphError, match="indicators is empty"):
        crit.yale(graph, indicators=())
    with pytest.raises(UnknownNameError, match="indicators"):
        crit.yale(graph, indicators=("price",))
    nothing = graph_of({"XAC": ms.Between("0 tonne/year", None, mark="W")})
    assert crit.yale(nothing, indicators=["stability"])["cobalt"].reason == "no stability"
    unknown = crit.yale(graph, indicators=["stability"], wgi=crit.Governance({"XAA": 1.0}))
    assert unknown["cobalt"].value is None


# ---- BGS


def test_the_bgs_index_runs_to_ten():
    assert crit.bgs_index(dict.fromkeys(crit.bgs_2015.BOUNDS, 3)) == 10
    with pytest.raises(GraphError, match="give 1, 2 or 3"):
        crit.bgs_index({"production": 4})


def bgs_graph():
    return graph_of(
        {"XAA": 50, "XAC": 50.5},
        None,
        None,
        ms.Reserve(mineral="cobalt", place="XAA", amount="900 tonne"),
        ms.Reserve(mineral="cobalt", place="XAC", amount="100 tonne"),
        stage="mining",
    )


def test_bgs_scores_each_criterion():
    row = crit.bgs(bgs_graph(), companion=0.1, recycling=0.5, substitution=0.5, wgi=WGI)["cobalt"]
    assert row.inputs == {
        "production": 2,
        "reserves": 3,
        "recycling": 1,
        "substitution": 2,
        "governance_producer": 2,
        "governance_holder": 1,
        "companion": 1,
    }
    assert row.value == pytest.approx(10 * 12 / 21)


def test_a_missing_criterion_bounds_the_index():
    row = crit.bgs(bgs_graph(), wgi={"XAB": 0.0})["cobalt"]
    assert row.value is None
    assert "governance_producer" in row.reason
    assert 10 / 3 < row.low < row.high < 10
    bare = crit.bgs(graph_of({"XAA": 1.0}, mineral="unobtainium"), wgi=WGI)["unobtainium"]
    assert "reserves" in bare.reason
    assert "recycling" in bare.reason
    with pytest.raises(GraphError, match="bounds lacks"):
        crit.bgs(bgs_graph(), bounds={"production": (0.3, 0.6)})


# ---- IEA


def test_the_mean_of_six_refining_shares_is_86_percent():
    rows = [row for row in crit.top_shares() if row.stage == "refining"]
    assert len(rows) == 6
    assert 100 * sum(row.value for row in rows) / 6 == pytest.approx(85.81, abs=0.01)


def test_the_residual_is_none_of_the_largest():
    graph = graph_of({"XAA": 30, "XAB": 20, "QXR": 50})
    row = crit.top_shares(graph, k=1)["cobalt"]
    assert row.value == pytest.approx(0.3)
    assert row["top"] == "XAA"


def test_top_shares_say_what_they_cannot():
    graph = graph_of({"XAA": ms.Between("0 tonne/year", None, mark="W")})
    assert crit.top_shares(graph)["cobalt"].value is None
    assert crit.top_shares(minerals="cobalt", k=2)["cobalt"]["published"] is None
    with pytest.raises(GraphError, match="k must be a whole number"):
        crit.top_shares(k=0)
    with pytest.raises(GraphError, match="Years: 2024, 2030, 2035, 2040"):
        crit.top_shares(year=2025)
    with pytest.raises(UnknownNameError, match="Minerals: cobalt"):
        crit.top_shares(minerals="tungsten")


def test_supply_without_its_largest_country_meets_less():
    graph = graph_of(
        {"XAA": 60, "XAB": 40}, {("XAA", "XAC"): 30}, {"XAA": 30, "XAB": 40, "XAC": 30}
    )
    outside = crit.n_minus_1(graph)["cobalt"]
    assert outside["removed"] == "XAA"
    assert outside.value == pytest.approx(40 / 70)
    assert crit.n_minus_1(graph, demand="all")["cobalt"].value == pytest.approx(0.4)
    for words in ({"scenario": "NZE"}, {"year": 2030}):
        with pytest.raises(ms.GraphError, match="is one of the IEA's tables, and the graph has"):
            crit.n_minus_1(graph, **words)


def test_the_next_stage_is_demand_too():
    records = [
        ms.Mineral("cobalt", stages=("mining", "refining")),
        ms.Producer(id="m", mineral="cobalt", place="XAA", output="100 tonne/year"),
        ms.Producer(id="n", mineral="cobalt", place="XAB", output="50 tonne/year"),
        ms.Flow(
            mineral="cobalt", stage="mining", origin="XAA", destination="XAC",
            quantity="100 tonne/year",
        ),
        ms.Refiner(
            id="r", mineral="cobalt", place="XAC", output="80 tonne/year", recovery=0.8,
        ),
    ]  # fmt: skip
    row = crit.n_minus_1(ms.SupplyGraph.from_records(records))["cobalt", "mining"]
    assert row["demand"] == pytest.approx(100)
    assert row.value == pytest.approx(0.5)


def test_the_test_without_demand_or_trade_is_missing():
    alone = graph_of({"XAA": 60, "XAB": 40}, None, {"XAA": 60, "XAB": 40})
    assert "no trade is recorded" in crit.n_minus_1(alone)["cobalt"].reason
    assert crit.n_minus_1(alone, demand="all")["cobalt"].value == pytest.approx(0.4)
    unused = graph_of({"XAA": 60}, {("XAA", "XAB"): 30})
    assert crit.n_minus_1(unused)["cobalt"].reason == "nothing is used"
    nobody = graph_of({"QXR": 60})
    assert "no output by country" in crit.n_minus_1(nobody)["cobalt"].reason


def test_published_demand_has_scenarios():
    steps = crit.n_minus_1(year=2030)["lithium"].value
    nze = crit.n_minus_1(year=2030, scenario="NZE")["lithium"].value
    assert nze < steps
    with pytest.raises(UnknownNameError, match="Scenarios: APS, NZE, STEPS"):
        crit.n_minus_1(scenario="SDS")
    assert (
        "scenario NZE of 2030 (scenario=, year=)"
        in crit.n_minus_1(year=2030, scenario="NZE").assumptions
    )
    assert "the same in every scenario" in crit.n_minus_1().assumptions[-1]
    with pytest.raises(GraphError, match="no demand by country"):
        crit.n_minus_1(demand="outside")


# ---- one country, reserves, cover, companions


def test_the_benchmark_names_the_largest_outside_country():
    flows = {("XAB", "DEU"): 70, ("XAC", "DEU"): 20, ("FRA", "DEU"): 5}
    graph = graph_of({"DEU": 10, "XAB": 90}, flows)
    row = crit.single_country(graph)["cobalt"]
    assert row["country"] == "XAB"
    assert row.value == pytest.approx(0.7)
    assert row["exceeds"]
    assert row["strategic"] == "(d) cobalt"
    assert not crit.single_country(graph, limit=0.75)["cobalt"]["exceeds"]
    with pytest.raises(GraphError, match="limit is a share"):
        crit.single_country(graph, limit=65)


def test_imports_of_no_named_origin_have_limits_only():
    row = crit.single_country(graph_of({"XAA": 9}, {("QXR", "DEU"): 20}))["cobalt"]
    assert row.value is None
    assert row.high == 1.0
    none = crit.single_country(graph_of({"DEU": 10, "XAB": 90}))["cobalt"]
    assert "not the same as none" in none.reason


def test_the_study_has_sourcing_shares_of_the_eu_only():
    found = crit.single_country(minerals=["magnesium", "dysprosium", "aggregates"])
    assert found["magnesium"].value > 0.9
    assert found["aggregates"]["exceeds"] is False
    assert len(crit.single_country()) > 100
    assert any("no EU sourcing" in row.reason for row in crit.single_country())
    with pytest.raises(GraphError, match="are of the EU"):
        crit.single_country(bloc="OECD")


def test_reserve_life_is_reserves_over_output():
    found = crit.reserve_life(bgs_graph())["cobalt"]
    assert found.value == pytest.approx(1000 / 100.5)
    one = crit.reserve_life(bgs_graph(), by="place", place="XAA")["cobalt"]
    assert one.value == pytest.approx(18)
    assert crit.reserve_life(bgs_graph()).high_is_risky is False


def test_reserve_life_says_what_is_missing():
    hosted = graph_of({"XAA": 9}, mineral="gallium", hosts=("aluminium",))
    assert "by-product of aluminium" in crit.reserve_life(hosted)["gallium"].reason
    unmined = graph_of(
        {"XAA": ms.Between("0 tonne/year", None, mark="W")},
        None,
        None,
        ms.Reserve(mineral="cobalt", place="XAA", amount="900 tonne"),
    )
    assert "no output" in crit.reserve_life(unmined)["cobalt"].reason
    with pytest.raises(GraphError, match="needs place="):
        crit.reserve_life(unmined, by="place")
    assert crit.reserve_years(10, 0) == math.inf
    with pytest.raises(GraphError, match="not both 0"):
        crit.reserve_years(0, 0)


def stocked():
    stock = ms.Stockpile(
        id="s", mineral="cobalt", place="XAA", stage="refining", amount="60 tonne",
        as_of="2023-12-31",
    )  # fmt: skip
    flows = {("XAB", "XAA"): 200, ("XAC", "XAA"): 165}
    return graph_of({"XAB": 300, "XAC": 300}, flows, {"XAA": 365}, stock)


def test_cover_is_gross_or_net_of_what_goes_on():
    assert crit.days_of_cover(stocked(), place="XAA")["cobalt"].value == pytest.approx(60)
    net = crit.days_of_cover(stocked(), place="XAA", without="XAB")["cobalt"]
    assert net["surviving"] == pytest.approx(165)
    assert net.value == pytest.approx(365 * 60 / 200)
    own = crit.days_of_cover(stocked(), place="XAA", surviving=400, stock={"cobalt": 5})["cobalt"]
    assert own.value == math.inf
    assert own["stock"] == 5


def test_no_stock_recorded_is_not_no_stock():
    found = crit.days_of_cover(stocked(), place="XAB")["cobalt"]
    assert "not the same as none" in found.reason
    nobody = crit.days_of_cover(stocked(), place="XAB", stock=10)["cobalt"]
    assert "no use is recorded" in nobody.reason


@pytest.mark.parametrize("wrong", [(-1, 1, 0), (1, math.nan, 0), (1, 1, -1)])
def test_negative_cover_is_refused(wrong):
    with pytest.raises(GraphError, match=r"0 or more|must be a number, got nan"):
        crit.cover_days(*wrong)


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6))
def test_surviving_supply_never_shortens_cover(stock, consumption, surviving):
    gross = crit.cover_days(stock, consumption)
    assert crit.cover_days(stock, consumption, surviving) >= gross


def test_companions_come_from_hosts_or_from_the_user():
    records = [
        ms.Mineral("aluminium", stages=("refining",)),
        ms.Mineral("gallium", stages=("refining",), hosts=("aluminium",)),
        ms.Producer(
            id="al", mineral="aluminium", place="XAA", stage="refining", output="9 tonne/year"
        ),
        ms.Producer(
            id="ga", mineral="gallium", place="XAA", stage="refining", output="3 tonne/year",
            host="al", host_ratio=0.5,
        ),
        ms.Producer(
            id="gb", mineral="gallium", place="XAB", stage="refining", output="1 tonne/year"
        ),
    ]  # fmt: skip
    some = crit.companion_fraction(ms.SupplyGraph.from_records(records))["gallium"]
    assert (some.value, some.low, some.high) == (None, 0.75, 1.0)
    assert "follows aluminium" in some.reason
    whole = crit.companion_fraction(ms.SupplyGraph.from_records(records[:4]))["gallium"]
    assert whole.value == 1.0
    given = crit.companion_fraction(graph_of({"XAA": 1}), fractions={"cobalt": 0.85})
    assert given["cobalt"].value == 0.85
    with pytest.raises(GraphError, match="between 0 and 1"):
        crit.companion_fraction(graph_of({"XAA": 1}), fractions=85)


# ---- GeoPolRisk of a graph


def test_import_risk_is_concentration_times_governed_imports():
    flows = {("XAB", "XAA"): 30, ("XAC", "XAA"): 10}
    graph = graph_of({"XAA": 10, "XAB": 90}, flows)
    row = crit.import_risk(graph, place="XAA", wgi={**WGI})["cobalt"]
    expected = (0.1**2 + 0.9**2) * (30 * 0.5 + 10 * 0.8) / 50
    assert row.value == pytest.approx(expected)
    part = crit.import_risk(graph, place="XAA", wgi={"XAB": 0.0})["cobalt"]
    assert part["governed"] == pytest.approx(0.75)
    assert part.low < part.value < part.high


def test_import_risk_without_trade_or_governance_is_missing():
    graph = graph_of({"XAA": 10, "XAB": 90}, {("XAB", "XAA"): 30})
    assert "not the same as no risk" in crit.import_risk(graph, place="XAC")["cobalt"].reason
    assert "no governance" in crit.import_risk(graph, place="XAA", wgi={"XAC": 0})["cobalt"].reason
    nothing = graph_of({"XAA": ms.Between("0 tonne/year", None, mark="W")})
    assert crit.import_risk(nothing, place="XAA")["cobalt"].value is None


def test_own_governance_years_can_be_asked_for():
    graph = graph_of({"CHN": 60, "JPN": 10}, {("CHN", "JPN"): 30})
    old = crit.import_risk(graph, place="JPN", wgi=2002)["cobalt"]
    new = crit.import_risk(graph, place="JPN")["cobalt"]
    assert old.value != new.value
    table = crit.governance(2002)
    assert crit.import_risk(graph, place="JPN", wgi=table)["cobalt"].value == old.value


def test_the_riskless_and_the_unlimited_print():
    rows = (crit.Score(mineral="cobalt", low=0.0, high=0.5, reason="no data"),)
    found = crit.Scores(method="M", measure="m", rows=rows)
    assert "missing" in str(found)
    assert found.plot() is not None


def test_a_printed_least_fraction_is_the_lower_limit():
    found = crit.companion_fraction(graph_of({"XAA": 1}, mineral="tellurium"))
    assert found["tellurium"].low == 0.9
    assert "Tellurium" in str(found.citations[0])
