"""The EU method: its formula, its tables, and any graph."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.analysis.criticality import eu_tables, eu_uses
from mineralsec.analysis.criticality.eu_formula import one_decimal
from mineralsec.datasets.tables import published
from mineralsec.errors import GraphError, UnknownNameError
from tests.analysis.criticality.graphs import WGI, graph_of

crit = ms.criticality

parts = st.lists(st.floats(0.001, 1000), min_size=1, max_size=8)
unit = st.floats(0, 1)


# ---- the formula


def test_dysprosium_of_the_study_from_the_world_mix_alone():
    world = crit.weighted_hhi({"CHN": 1.0}, {"CHN": crit.governance_weight(-0.3629)})
    risk = crit.supply_risk(world, None, recycling=0.01, substitution=0.99, basis="GS")
    assert risk == pytest.approx(5.61, abs=0.005)


@pytest.mark.parametrize(
    ("world", "sourcing", "reliance", "recycling", "index", "printed"),
    [(2.40, 2.85, 1.0, 0.28, 0.94, 1.78), (5.04, 2.78, 0.98, 0.0, 0.98, 3.81)],
)
def test_antimony_and_gallium_of_the_study(world, sourcing, reliance, recycling, index, printed):
    risk = crit.supply_risk(
        world, sourcing, import_reliance=reliance, recycling=recycling, substitution=index
    )
    assert risk == pytest.approx(printed, abs=0.006)


def test_arsenic_and_aggregates_of_the_study_in_economic_importance():
    added = {"C20": 132_361, "C23": 64_990, "C24": 64_561, "C26": 77_000}
    arsenic = {"C20": 0.07, "C23": 0.18, "C24": 0.74, "C26": 0.01}
    found = crit.economic_importance(arsenic, added, substitution=0.86)
    assert found == pytest.approx(2.93, abs=0.005)
    assert crit.economic_importance({"C23": 1.0}, added) == pytest.approx(3.18, abs=0.005)


@given(parts, st.floats(1e-3, 1e3))
def test_a_weighted_index_does_not_depend_on_the_unit(amounts, factor):
    def index(scale):
        total = sum(a * scale for a in amounts)
        shares = {str(i): a * scale / total for i, a in enumerate(amounts)}
        return crit.weighted_hhi(shares, dict.fromkeys(shares, 5.0))

    assert index(factor) == pytest.approx(index(1.0))


@given(parts)
def test_weights_of_one_give_the_plain_index(amounts):
    shares = {str(i): a / sum(amounts) for i, a in enumerate(amounts)}
    plain = ms.hhi(list(shares.values()))
    assert crit.weighted_hhi(shares, dict.fromkeys(shares, 1.0)) == pytest.approx(plain)


@given(st.floats(0, 10), st.floats(0, 10), st.floats(-2, 2), unit, st.floats(0.01, 1))
def test_supply_risk_lies_between_its_two_mixes(world, sourcing, reliance, recycling, index):
    risk = crit.supply_risk(
        world, sourcing, import_reliance=reliance, recycling=recycling, substitution=index
    )
    ends = sorted(x * (1 - recycling) * index for x in (world, sourcing))
    assert ends[0] - 1e-9 <= risk <= ends[1] + 1e-9


def test_a_net_exporter_rests_on_its_own_sourcing():
    assert crit.supply_risk(9.0, 2.0, import_reliance=-0.4) == 2.0
    assert crit.supply_risk(9.0, 2.0, import_reliance=3.0) == 5.5


def test_each_basis_needs_its_own_inputs():
    assert crit.supply_risk(None, 2.0, basis="EU") == 2.0
    with pytest.raises(GraphError, match="needs world and sourcing and import_reliance"):
        crit.supply_risk(None, None)
    with pytest.raises(GraphError, match="needs world"):
        crit.supply_risk(float("nan"), 2.0, basis="GS")
    with pytest.raises(UnknownNameError, match="Words: GS"):
        crit.supply_risk(1.0, 2.0, basis="both")


@pytest.mark.parametrize("wrong", [{"recycling": 28}, {"substitution": 0}, {"substitution": 1.1}])
def test_percentages_and_empty_indices_are_refused(wrong):
    with pytest.raises(GraphError, match="Divide percentages by 100"):
        crit.supply_risk(1.0, 1.0, import_reliance=1, **wrong)


@pytest.mark.parametrize("shares", [{"CHN": 90}, {"CHN": -0.1}, {"CHN": 0.8, "AUS": 0.4}])
def test_shares_that_are_none_are_refused(shares):
    with pytest.raises(GraphError, match="add up to 1"):
        crit.weighted_hhi(shares, {"CHN": 5.0})


def test_uses_and_sectors_out_of_range_are_refused():
    with pytest.raises(GraphError, match="use shares"):
        crit.economic_importance({"C20": 60, "C23": 40}, {})
    with pytest.raises(GraphError, match="uses must be a number, got nan"):
        crit.economic_importance({"C20": float("nan")}, {})
    with pytest.raises(GraphError, match="largest sector"):
        crit.economic_importance({"C20": 1.0}, {"C20": 1.0}, largest=0)
    with pytest.raises(GraphError, match=r"-2\.5 and 2\.5"):
        crit.governance_weight(54.7)


@pytest.mark.parametrize(("value", "printed"), [(0.95, 1.0), (0.949, 0.9), (2.75, 2.8), (0.0, 0.0)])
def test_thresholds_apply_to_one_printed_decimal(value, printed):
    assert one_decimal(value) == printed


# ---- the study's own tables


@pytest.fixture(scope="module")
def study():
    return crit.eu()


def test_every_material_of_the_study_has_a_row(study):
    names = {row.mineral for row in study}
    assert len(names) >= 85
    assert {"light rare earths", "heavy rare earths", "platinum-group metals"} <= names
    assert all(row.known or row.reason for row in study)


def test_the_riskier_stage_is_decisive(study):
    for name, row in study.by_mineral.items():
        rows = [r for r in study if r.mineral == name and r.known]
        if rows:
            assert row["decisive"]
            assert row.value == max(r.value for r in rows)
            assert sum(r["decisive"] for r in rows) == 1


def test_limits_hold_every_value(study):
    for row in study:
        if row.known:
            assert row.low <= row.value <= row.high


def test_a_group_is_the_mean_of_its_members(study):
    group = study["PGM"]
    members = [study[name, "processing"] for name in eu_tables.groups()[group.mineral]]
    assert group.value == pytest.approx(sum(row.value for row in members) / len(members))
    assert group["basis"] == "mean of members"


def test_a_group_without_the_score_of_a_member_has_none():
    found = crit.eu(minerals="PGM", basis={"platinum": "EU"})["PGM"]
    assert found.value is None
    assert found.reason == "no score of platinum"


def test_strategic_materials_are_named_by_law_whatever_their_score(study):
    copper = study["copper"]
    assert copper["strategic"] == "(e) copper"
    assert copper.critical is False
    assert "copper" in study.strategic
    assert "copper" not in study.critical
    assert "gallium" in study.critical
    assert study["zinc"]["strategic"] == ""


def test_what_the_tables_of_2023_lack_is_older_and_says_so():
    newer = crit.eu(minerals="cobalt", older_inputs=False)["cobalt", "extraction"]
    older = crit.eu(minerals="cobalt")["cobalt", "extraction"]
    assert newer.value is None
    assert "recycling input rate" in newer.reason
    assert older.known
    assert any("SCRREEN2" in note for note in older.notes)
    assert newer.low <= older.value <= newer.high


def test_a_missing_substitution_index_counts_as_one_and_says_so():
    row = crit.eu(minerals="cobalt")["cobalt", "extraction"]
    assert row["substitution"] == 1.0
    assert any("1 is assumed" in note for note in row.notes)


def test_inputs_can_be_given_for_all_by_stage_and_by_both():
    plain = crit.eu(minerals="antimony", recycling=0.28, substitution=0.94, import_reliance=1.0)
    assert plain["antimony", "extraction"].value == pytest.approx(1.78, abs=0.01)
    staged = crit.eu(
        minerals=["Sb"],
        recycling={"antimony": 0.28},
        substitution={("antimony", "extraction"): 0.94, ("antimony", "processing"): 0.5},
        import_reliance={"extraction": 1.0, "processing": 0.0},
    )
    assert staged["antimony", "extraction"].value == plain["antimony", "extraction"].value
    assert staged["antimony", "processing"]["import_reliance"] == 0.0
    assert staged["antimony", "processing"]["substitution"] == 0.5


def test_the_basis_can_be_chosen():
    both = {b: crit.eu(minerals="gallium", basis=b)["gallium"].value for b in ("GS", "EU")}
    mixed = crit.eu(minerals="gallium")["gallium"]
    assert mixed["basis"] == "GS+EU"
    assert min(both.values()) < mixed.value < max(both.values())
    with pytest.raises(UnknownNameError, match="basis"):
        crit.eu(minerals="gallium", basis="world")


def test_a_basis_without_its_shares_is_missing():
    row = crit.eu(minerals="iridium", basis="EU")["iridium"]
    assert row.value is None
    assert row.reason == "no shares of EU sourcing"


def test_governance_years_and_own_estimates_move_the_score():
    base = crit.eu(minerals="dysprosium", stages="processing")
    assert base.year == 2023
    own = crit.eu(minerals="dysprosium", stages="processing", wgi={"CHN": 2.5})
    assert own["dysprosium"].value == 0.0
    years = crit.eu(minerals="dysprosium", stages="processing", wgi=(2016, 2020))
    assert years["dysprosium"].value == pytest.approx(base["dysprosium"].value, abs=0.1)
    assert "2016 to 2020" in years.assumptions[0]


def test_a_country_without_governance_is_left_out_and_bounded():
    row = crit.eu(minerals="germanium", wgi={"CHN": 0.0}, basis="GS")["germanium"]
    assert 0 < row["unweighted"] < 0.5
    assert row.high > row.value
    assert any("no governance indicators" in note for note in row.notes)
    nobody = crit.eu(minerals="germanium", wgi={"ATA": 0.0}, basis="GS")["germanium"]
    assert nobody.value is None


def test_own_trade_variables_replace_the_printed_ones():
    base = crit.eu(minerals="dysprosium", stages="processing")["dysprosium"].value
    taxed = crit.eu(minerals="dysprosium", stages="processing", trade={"China": 1.5})
    assert taxed["dysprosium"].value == pytest.approx(1.5 * base)


def test_own_uses_replace_the_printed_ones():
    row = crit.eu(minerals="lithium", uses={"lithium": {"C27": 1.0}}, substitution_ei=1.0)
    assert row["lithium"].economic_importance == pytest.approx(10 * 89_422 / 204_200)
    with pytest.raises(UnknownNameError, match="sector 'C99'"):
        crit.eu(minerals="lithium", uses={"lithium": {"C99": 1.0}})


@pytest.mark.parametrize(
    "wrong", [{"C27": "all"}, {"C27": float("nan")}, {"C27": -0.1}, {"C27": 2}]
)
def test_own_uses_that_are_no_shares_are_refused(wrong):
    with pytest.raises(GraphError):
        crit.eu(minerals="lithium", uses={"lithium": wrong})


def test_own_uses_and_indices_are_exact():
    own = {"C27": 0.5, "C28": 0.5}
    row = crit.eu(minerals="lithium", uses={"lithium": own}, substitution_ei=0.9)["lithium"]
    assert row["uses_placed"] == 1
    ends = row["economic_importance_low"], row["economic_importance_high"]
    assert ends == (pytest.approx(row.economic_importance),) * 2
    half = crit.eu(minerals="lithium", uses={"lithium": {"C27": 0.5}}, substitution_ei=0.9)
    assert half["lithium"]["uses_placed"] == 0.5
    most = half["lithium"]["economic_importance_high"]
    assert most == pytest.approx(half["lithium"].economic_importance + 0.9 * 5)


def test_uses_complete_within_their_rounding_are_divided_by_their_sum():
    # aluminium: nine whole per cents that add up to 98
    row = crit.eu(minerals="aluminium")["aluminium"]
    parts = eu_uses.uses("aluminium")
    assert sum(use.share for use in parts.rows) == pytest.approx(0.98)
    assert sum(parts.shares.values()) == pytest.approx(1)
    assert row["uses_placed"] == 1
    assert row.economic_importance == pytest.approx(5.8, abs=0.05)


def test_uses_short_of_their_rounding_stay_as_printed():
    parts = eu_uses.uses("indium")  # 90 %, and one part in ten of all use is in no sector
    assert sum(use.share for use in parts.rows) == pytest.approx(0.9)
    assert parts.placed == pytest.approx(0.8)
    row = crit.eu(minerals="indium")["indium"]
    assert row.economic_importance == pytest.approx(2.6, abs=0.05)
    assert any("80% of use is placed in a sector" in note for note in row.notes)
    assert row["economic_importance_high"] > 4


def test_limits_of_economic_importance_hold_its_value(study):
    rows = [row for row in study if row.economic_importance is not None]
    assert len({row.mineral for row in rows}) > 55
    for row in rows:
        low, high = row["economic_importance_low"], row["economic_importance_high"]
        assert 0 <= low <= row.economic_importance <= high <= 10


@given(
    st.lists(st.tuples(st.floats(0.01, 1), unit, st.integers(0, 4)), min_size=1, max_size=5),
    st.data(),
)
def test_no_shares_within_their_limits_pass_the_limits_of_importance(parts, data):
    total = sum(share for share, _, _ in parts)
    rows = tuple(
        eu_uses.Use(f"C2{sector}" if sector else "", share / total * near, share / total, 1.0)
        for share, near, sector in parts
    )
    added = {f"C2{n}": 50_000.0 * n for n in range(1, 5)}
    found = eu_uses.importance(eu_uses.Uses(rows, added), 0.9)
    # any point between the low ends and all of it is as good as the one printed
    extra = [data.draw(unit) for _ in rows]
    spare = 1.0 - sum(use.low for use in rows)
    weight = sum(extra) or 1.0
    taken = [
        use.low + spare * e / weight if sum(extra) else use.share
        for use, e in zip(rows, extra, strict=True)
    ]
    value = sum(t * added.get(use.sector, 0.0) for t, use in zip(taken, rows, strict=True))
    assert found.low - 1e-9 <= 10 * value / 204_200 * 0.9 <= found.high + 1e-9


@pytest.mark.parametrize("rows", [(), (eu_uses.Use("C21", 0.0, 0.0, 1.0),)])
def test_uses_of_which_nothing_is_known_place_nothing(rows):
    found = eu_uses.Uses(rows, {"C21": 50_000.0})
    assert found.placed == 0.0
    result = eu_uses.importance(found, 0.9)
    assert result.low <= result.value == 0.0 <= result.high


def test_each_sector_of_the_study_has_one_value_added():
    added = {}
    for row in published("eu_study", "uses"):
        if row["sector"]:
            added.setdefault(row["sector"], set()).add(row["value_added_meur"])
    assert len(added) > 15
    assert all(len(values) == 1 for values in added.values())


def test_uses_whose_labels_slipped_stand_where_their_value_added_is():
    # "Transportation (motor vehicles)" is labelled other transport equipment
    placed = eu_uses.uses("manganese").shares
    assert placed["C28"] == pytest.approx(8 / 97)
    assert placed["C29"] == pytest.approx(10 / 97)


def test_uses_of_titanium_metal_are_not_those_of_titanium(study):
    assert study["titanium metal"].economic_importance == pytest.approx(6.3, abs=0.05)
    assert study["titanium"].economic_importance is None


def test_the_importance_of_a_group_has_the_mean_of_its_members_limits(study):
    group = study["LREE"]
    members = [study[name, group.stage] for name in eu_tables.groups()[group.mineral]]
    for key in ("economic_importance", "economic_importance_low", "economic_importance_high"):
        assert group[key] == pytest.approx(sum(row[key] for row in members) / len(members))


def test_an_unknown_material_or_stage_is_refused_with_what_there_is():
    with pytest.raises(UnknownNameError, match="assesses no 'unobtainium'"):
        crit.eu(minerals="unobtainium")
    with pytest.raises(UnknownNameError, match="Stages: extraction, processing"):
        crit.eu(minerals="cobalt", stages="mining")


def test_extraction_of_titanium_metal_is_that_of_titanium(study):
    metal, ore = study["titanium metal", "extraction"], study["titanium", "extraction"]
    same = [eu_tables.supply("world", row.mineral, "extraction") for row in (metal, ore)]
    assert same[0] == same[1]
    assert metal["basis"] == "GS+EU"
    assert metal["sourcing"] == ore["sourcing"]
    assert metal.value == pytest.approx(0.5, abs=0.05)
    assert any("titanium, whose ore it is" in note for note in metal.notes)
    # of what it is made into nothing is shared
    assert study["titanium metal", "processing"]["sourcing"] > 1


def test_titanium_metal_is_not_titanium(study):
    assert study["titanium metal"].value > 1.3 > study["titanium"].value


# ---- a graph


def small(**more):
    output = {"DEU": 10, "XAB": 30, "XAC": 60}
    flows = {("XAC", "DEU"): 20, ("XAB", "DEU"): 10}
    return graph_of(output, flows, {"DEU": 40, "XAB": 20, "XAC": 40}, **more)


GOVERNANCE = {**WGI, "DEU": 1.5}


def test_a_graph_gives_mixes_and_import_reliance():
    row = crit.eu(small(), wgi=GOVERNANCE, recycling=0, substitution=1)["cobalt"]
    assert row["import_reliance"] == pytest.approx(30 / 40)
    world = 0.1**2 * 2 * 0.8 + 0.3**2 * 5 + 0.6**2 * 8
    sourcing = 0.25**2 * 2 * 0.8 + 0.25**2 * 5 + 0.5**2 * 8
    assert row["world"] == pytest.approx(world)
    assert row["sourcing"] == pytest.approx(sourcing)
    expected = crit.supply_risk(world, sourcing, import_reliance=0.75)
    assert row.supply_risk == pytest.approx(expected)
    assert row["published"] is None


def test_no_imports_recorded_is_not_no_risk():
    row = crit.eu(graph_of({"XAB": 30, "XAC": 60}), wgi=GOVERNANCE)["cobalt"]
    assert row["basis"] == "GS"
    assert row["sourcing"] is None
    assert row.value > 0
    assert any("no EU sourcing is recorded" in note for note in row.notes)


def test_a_re_export_hub_has_no_import_reliance_and_says_so():
    graph = graph_of({"XAC": 60}, {("XAC", "DEU"): 20, ("DEU", "XAB"): 30})
    row = crit.eu(graph, wgi=GOVERNANCE)["cobalt"]
    assert row.value is None
    assert "more leaves than is made and comes in" in row.reason
    assert row.low <= row.high


def test_a_mineral_the_study_does_not_know_keeps_its_reason():
    graph = graph_of({"XAA": 1.0, "XAB": 2.0}, mineral="unobtainium")
    row = crit.eu(graph, wgi=GOVERNANCE)["unobtainium"]
    assert row.value is None
    assert row.reason == "no end-of-life recycling input rate"
    given = crit.eu(graph, wgi=GOVERNANCE, recycling=0.1)["unobtainium"]
    assert given.known
    assert given.economic_importance is None


def test_a_graph_at_a_stage_without_output_has_no_world_mix():
    graph = graph_of({"XAA": ms.Between("0 tonne/year", None, mark="W")})
    row = crit.eu(graph, wgi=GOVERNANCE)["cobalt"]
    assert row.value is None
    assert "shares of world supply" in row.reason


def test_the_importer_can_be_any_country():
    row = crit.eu(small(), bloc="XAB", wgi=GOVERNANCE, recycling=0, substitution=1)["cobalt"]
    assert row["sourcing"] is None
    with pytest.raises(UnknownNameError):
        crit.eu(small(), bloc="EU28")


def test_stages_of_a_graph_can_be_chosen():
    assert crit.eu(small(), "Co", stages=["refining"], wgi=GOVERNANCE)["cobalt"].stage == "refining"
    with pytest.raises(UnknownNameError, match="Stages: refining"):
        crit.eu(small(), stages="processing")


def test_the_result_prints_frames_and_cites(study):
    frame = study.to_frame()
    assert {"mineral", "stage", "supply_risk", "economic_importance", "critical"} <= set(frame)
    assert any("10.2873/725585" in str(citation) for citation in study.citations)
    assert "dysprosium" in str(study)
    assert "supply risk" in study._repr_html_()


def test_a_hub_takes_the_studys_import_reliance_where_2023_prints_one():
    graph = graph_of({"XAC": 60}, {("XAC", "DEU"): 20, ("DEU", "XAB"): 30}, mineral="gallium")
    row = crit.eu(graph, wgi=GOVERNANCE)["gallium"]
    assert row["import_reliance"] == 0.98
    assert any("is the study's" in note for note in row.notes)


def test_the_studys_trade_variables_are_the_unions_alone():
    graph = graph_of({"DEU": 10, "CHN": 90}, {("CHN", "DEU"): 20, ("CHN", "JPN"): 20})
    estimates = {"CHN": 0.0, "DEU": 1.5, "JPN": 1.0}
    ours = crit.eu(graph, wgi=estimates, basis="GS", recycling=0, substitution=1)["cobalt"]
    theirs = crit.eu(graph, bloc="JPN", wgi=estimates, basis="GS", recycling=0, substitution=1)[
        "cobalt"
    ]
    assert theirs["world"] == pytest.approx(0.9**2 * 5 + 0.1**2 * 2)
    assert ours["world"] < theirs["world"]


def test_a_row_prints_in_one_line():
    row = crit.eu(minerals="dysprosium")["dysprosium", "processing"]
    assert repr(row).startswith("EuropeanScore(dysprosium processing: 5.61")
    missing = crit.Score(mineral="tin", reason="no data", high=2.0)
    assert repr(missing) == "Score(tin: missing, no data (? to 2))"


def test_own_shares_replace_those_of_the_tables_and_of_a_graph():
    mix = {"COD": 0.6, "CHN": 0.2}
    estimates, trade = {"COD": -1.5, "CHN": 0.0}, {"COD": 1.0, "CHN": 1.0}
    row = crit.eu(
        minerals="cobalt",
        stages="extraction",
        world={"Co": mix},
        basis="GS",
        wgi=estimates,
        trade=trade,
    )["cobalt"]
    assert row["world"] == pytest.approx(0.6**2 * 8 + 0.2**2 * 5)
    assert row.high > row.value
    staged = crit.eu(
        small(), sourcing={("cobalt", "refining"): {"France": 1.0}}, wgi={**GOVERNANCE, "FRA": 0.0}
    )["cobalt"]
    assert staged["sourcing"] == pytest.approx(5 * 0.8)
    unknown = graph_of({"XAA": 1.0}, mineral="unobtainium")
    own = crit.eu(unknown, world={"refining": {"XAC": 1.0}}, wgi=WGI)["unobtainium"]
    assert own["world"] == pytest.approx(8)
    with pytest.raises(GraphError, match="Divide percentages by 100"):
        crit.eu(minerals="cobalt", world={"cobalt": {"COD": 63}})


def test_a_name_that_only_the_graph_uses_still_finds_what_was_given():
    graph = graph_of({"CHN": 60, "JPN": 10}, {("CHN", "JPN"): 30}, mineral="silicon")
    row = crit.nassar(graph, place="JPN", economic_vulnerability={"silicon": 0.5})["silicon"]
    assert row["economic_vulnerability"] == 0.5
    assert crit.eu(graph, recycling={"Si": 0.25})["silicon"]["recycling"] == 0.25
