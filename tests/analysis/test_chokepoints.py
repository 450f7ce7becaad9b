from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings

import mineralsec as ms
from mineralsec.analysis.coverage import pass_through
from mineralsec.analysis.disruption.outcome import market_use
from mineralsec.testing.graphs import supply_graphs

COBALT = ms.Mineral("cobalt", stages=("mining", "refining", "alloy"))


def mine(place, output, mineral="cobalt", stage="mining", id=None, **more):
    if isinstance(output, (int, float)):
        output = f"{output} tonne/year"
    return ms.Producer(
        id=id or f"{stage} {place}",
        mineral=mineral,
        place=place,
        stage=stage,
        output=output,
        **{"year": 2024, **more},
    )


def refiner(place, output, **more):
    return ms.Refiner(
        id=f"refiner {place}",
        mineral="cobalt",
        place=place,
        takes="mining",
        makes="refining",
        output=f"{output} tonne/year",
        **{"year": 2024, **more},
    )


def flow(origin, destination, tonnes, mineral="cobalt", stage="mining"):
    return ms.Flow(
        mineral=mineral,
        stage=stage,
        origin=origin,
        destination=destination,
        quantity=f"{tonnes} tonne/year",
        year=2024,
    )


def use(place, tonnes, mineral="cobalt", stage="mining"):
    return ms.Consumer(
        id=f"{mineral} {stage} use {place}",
        mineral=mineral,
        place=place,
        stage=stage,
        demand=f"{tonnes} tonne/year",
        year=2024,
    )


def graph_of(*records):
    return ms.SupplyGraph.from_records((COBALT, *records))


@pytest.fixture(scope="module")
def worked():
    """Two mines, two traders, two users: the worked example of the methods page."""
    return graph_of(
        mine("XAA", 60),
        mine("XAB", 40),
        flow("XAA", "XAP", 60),
        flow("XAB", "XAP", 20),
        flow("XAB", "XAQ", 20),
        flow("XAP", "XAT", 70),
        flow("XAQ", "XAT", 20),
        flow("XAP", "XAU", 10),
        use("XAT", 90),
        use("XAU", 10),
    )


@pytest.fixture(scope="module")
def two_stages():
    """Ore of XAA and XAB is refined in XAB, some in XAC; both sell to XAD."""
    return graph_of(
        mine("XAA", 80),
        mine("XAB", 20),
        flow("XAA", "XAB", 60),
        flow("XAA", "XAC", 20),
        refiner("XAB", 80),
        refiner("XAC", 20),
        flow("XAB", "XAD", 70, stage="refining"),
        flow("XAC", "XAD", 20, stage="refining"),
        use("XAB", 10, stage="refining"),
        use("XAD", 90, stage="refining"),
    )


def row(found, place, stage=None):
    (one,) = [r for r in found if r.place == place and stage in (None, r.stage)]
    return one


def test_coverage_of_a_consumer_is_that_of_the_worked_example(worked):
    found = ms.chokepoints(worked, "cobalt", consumer="XAT", measure="coverage")
    assert {r.place: round(r.coverage, 3) for r in found} == {
        "XAP": 0.778,
        "XAA": 0.583,
        "XAB": 0.417,
        "XAQ": 0.222,
    }
    assert row(
        ms.chokepoints(worked, "Co", consumer="XAU", measure="coverage"), "XAA"
    ).coverage == (pytest.approx(0.75))


def test_coverage_of_everybody_is_over_use_outside_the_place(two_stages):
    found = ms.chokepoints(two_stages, "cobalt", measure="coverage")
    # XAB: all its use is its own; of the 90 outside, 70 come through it
    assert row(found, "XAB").coverage == pytest.approx(70 / 90)
    assert row(found, "XAA").coverage == pytest.approx((0.75 * 80 + 20) / 100)
    assert [r.coverage for r in found] == sorted((r.coverage for r in found), reverse=True)
    assert {r.loss for r in found} == {None}
    assert {r.reason for r in found} == {""}


def test_the_stage_named_is_where_the_place_makes_most_of_what_others_use(two_stages):
    found = ms.chokepoints(two_stages, "cobalt", measure="coverage")
    # as much passes XAB's ore market, but three quarters of that ore is brought in
    assert row(found, "XAB").stage == "refining"
    assert row(found, "XAA").stage == "mining"
    assert row(found, "XAB").output_share == pytest.approx(0.8)


def test_by_stage_a_countrys_own_use_further_down_counts(two_stages):
    found = ms.chokepoints(two_stages, "cobalt", by="stage", measure="coverage")
    assert row(found, "XAB", "mining").coverage == pytest.approx(80 / 100)
    assert row(found, "XAB", "refining").coverage == pytest.approx(70 / 90)
    assert "outside the place at that stage" in found.definition


@given(supply_graphs())
@settings(max_examples=25, deadline=None)
def test_loss_is_that_of_remove_country(graph):
    for by in ("place", "site", "stage"):
        for found in ms.chokepoints(graph, "cobalt", by=by, floor=0):
            stages = found.stage if by == "stage" else None
            impact = ms.remove_country(graph, found.place, minerals="cobalt", stages=stages)
            assert found.loss == pytest.approx(impact.shortfall_share, abs=1e-6)
            assert found.span == pytest.approx(impact.span, abs=1e-6)


@given(supply_graphs())
@settings(max_examples=25, deadline=None)
def test_loss_of_everybody_is_at_most_the_coverage(graph):
    for by in ("place", "stage"):
        for found in ms.chokepoints(graph, "cobalt", by=by, floor=0):
            assert found.loss <= found.coverage + 1e-7
            assert found.span[0] == found.coverage


@given(supply_graphs())
@settings(max_examples=25, deadline=None)
def test_places_that_are_left_out_cover_nothing(graph):
    named = {r.place for r in ms.chokepoints(graph, "cobalt", measure="coverage")}
    network = graph.network("cobalt")
    demand = market_use(network, network.received, network.vanishes)
    for place in set(graph.places) - named:
        block = np.flatnonzero(network.place_of == graph.columns.places.index(place))
        assert pass_through(graph, "cobalt").lost_use([block], demand)[0] == 0


def test_one_response_gives_its_loss_twice(worked):
    for response in (ms.ProRata(), ms.ProRata(priority="home"), ms.Reroute(spare="none")):
        for found in ms.chokepoints(worked, "cobalt", response=response):
            impact = ms.remove_country(worked, found.place, minerals="cobalt", response=response)
            assert found.loss == pytest.approx(impact.shortfall_share)
            assert found.span == (found.loss, found.loss)
    assert "under Reroute(" in ms.chokepoints(worked, response=ms.Reroute()).definition


def test_a_shortage_reaches_a_consumer_that_never_bought_there():
    graph = graph_of(
        mine("XAA", 50),
        mine("XAB", 50),
        flow("XAA", "XAC", 50),
        flow("XAB", "XAC", 10),
        flow("XAB", "XAD", 40),
        use("XAC", 60),
        use("XAD", 40),
    )
    found = row(
        ms.chokepoints(graph, consumer="XAD", response=ms.Reroute(growth=None)),
        "XAA",
    )
    assert found.coverage == 0
    assert found.loss == pytest.approx(0.5)
    assert "XAA" not in [r.place for r in ms.chokepoints(graph, consumer="XAD", measure="coverage")]


def test_a_consumer_is_no_chokepoint_of_itself(two_stages):
    for by in ("place", "site", "stage"):
        found = ms.chokepoints(two_stages, consumer="XAB", by=by, measure="coverage")
        assert {r.place for r in found} == {"XAA"}


def test_a_member_of_a_bloc_is_a_chokepoint_for_the_others():
    graph = graph_of(
        mine("COD", 100),
        flow("COD", "BEL", 100),
        flow("BEL", "DEU", 60),
        flow("BEL", "USA", 10),
        use("BEL", 30),
        use("DEU", 60),
        use("USA", 10),
    )
    found = ms.chokepoints(graph, "cobalt", consumer="EU27", measure="coverage")
    assert found.consumer == "EU27"
    assert {r.place: r.coverage for r in found} == {"BEL": 1.0, "COD": 1.0}
    listed = ms.chokepoints(graph, "cobalt", consumer=["USA", "DEU"], measure="coverage")
    assert listed.consumer == "USA, DEU"
    assert "use in USA, DEU" in listed.definition
    # Germany is where all of the listed use is but the USA's, to which it sells nothing
    assert {r.place for r in listed} == {"BEL", "COD"}


def test_where_all_use_lies_inside_the_place_nothing_is_left_to_lose():
    graph = graph_of(mine("DEU", 5), use("DEU", 5), mine("FRA", 1), flow("FRA", "DEU", 1))
    assert {r.place for r in ms.chokepoints(graph, consumer="EU27", floor=0)} == {"FRA"}
    alone = ms.chokepoints(graph_of(mine("DEU", 5), use("DEU", 5)))
    assert len(alone) == 0
    assert repr(alone) == (
        "Chokepoints(cobalt, loss by place for everybody else: nothing passes through anybody)"
    )


def test_sites_count_with_their_country_or_by_themselves():
    graph = graph_of(
        mine("XAA:north", 30),
        mine("XAA:south", 10),
        mine("XAA", 20),
        flow("XAA:north", "XAB", 30),
        flow("XAA:south", "XAB", 10),
        flow("XAA", "XAB", 20),
        mine("XAC", 40),
        flow("XAC", "XAB", 40),
        use("XAB", 100),
    )
    by_place = ms.chokepoints(graph, floor=0)
    assert {r.place: round(r.coverage, 9) for r in by_place} == {"XAA": 0.6, "XAC": 0.4}
    by_site = ms.chokepoints(graph, by="site", floor=0)
    assert {r.place: round(r.coverage, 9) for r in by_site} == {
        "XAA": 0.6,
        "XAA:north": 0.3,
        "XAA:south": 0.1,
        "XAC": 0.4,
    }
    assert row(by_site, "XAA:north").name == "XAA: north"


class TestHub:
    def test_who_makes_nothing_and_sends_on_what_it_brings_in_is_one(self, worked):
        found = ms.chokepoints(worked, measure="coverage")
        assert {r.place: r.hub for r in found} == {
            "XAA": False,
            "XAB": False,
            "XAP": True,
            "XAQ": True,
        }
        assert row(found, "XAP").output_share == 0
        assert "re-export hub" in repr(row(found, "XAP"))

    @pytest.mark.parametrize(("exports", "hub"), [(80, False), (81, True)])
    def test_exports_must_be_above_four_fifths_of_imports(self, exports, hub):
        graph = graph_of(
            mine("XAA", 100),
            flow("XAA", "XAP", 100),
            flow("XAP", "XAB", exports),
            use("XAP", 100 - exports),
            use("XAB", exports),
        )
        assert row(ms.chokepoints(graph, measure="coverage"), "XAP").hub is hub

    def test_withheld_output_is_output(self):
        withheld = ms.Between("0 tonne/year", "9 tonne/year", mark="W")
        graph = graph_of(
            mine("XAA", 100),
            mine("XAP", withheld),
            flow("XAA", "XAP", 100),
            flow("XAP", "XAB", 100),
            use("XAB", 100),
        )
        assert not row(ms.chokepoints(graph, measure="coverage"), "XAP").hub

    def test_who_brings_in_nothing_is_none(self):
        graph = graph_of(flow("XAP", "XAB", 100), use("XAB", 100))
        found = row(ms.chokepoints(graph, measure="coverage"), "XAP")
        assert not found.hub
        assert found.output_share is None

    def test_trade_between_sites_of_a_country_is_no_import(self):
        graph = graph_of(
            mine("XAA", 100),
            flow("XAA", "XAP:port", 100),
            flow("XAP:port", "XAP", 100),
            flow("XAP", "XAB", 90),
            use("XAP", 10),
            use("XAB", 90),
        )
        assert row(ms.chokepoints(graph, measure="coverage"), "XAP").hub


class TestAlternatives:
    def test_they_are_who_made_more_before_most_first(self):
        earlier = {"XAB": 12, "XAC": 15, "XAD": 30, "XAE": 11, "XAF": 10}
        graph = graph_of(
            mine("XAA", 50),
            *(mine(p, 10) for p in earlier),
            *(mine(p, more, year=2023) for p, more in earlier.items()),
            *(flow(p, "XAT", 10) for p in earlier),
            flow("XAA", "XAT", 50),
            use("XAT", 100),
        )
        found = row(ms.chokepoints(graph, measure="coverage"), "XAA")
        assert [(a.place, a.spare) for a in found.alternatives] == [
            ("XAD", 20),
            ("XAC", 5),
            ("XAB", 2),
        ]
        own = row(ms.chokepoints(graph, measure="coverage"), "XAD")
        assert [a.place for a in own.alternatives] == ["XAC", "XAB", "XAE"]

    def test_nameplate_limits_them_and_who_stands_still_is_none(self):
        graph = graph_of(
            mine("XAA", 50),
            mine("XAB", 10, capacity=ms.Q("14 tonne/year")),
            mine("XAB", 30, year=2023),
            mine("XAC", 0),
            mine("XAC", 30, year=2023),
            mine("QXR", 10),
            mine("QXR", 30, year=2023),
            *(flow(p, "XAT", t) for p, t in (("XAA", 50), ("XAB", 10), ("QXR", 10))),
            use("XAT", 70),
        )
        found = row(ms.chokepoints(graph, measure="coverage"), "XAA")
        assert [(a.place, a.spare) for a in found.alternatives] == [("XAB", 4)]

    def test_sites_are_alternatives_of_their_own_by_site_only(self):
        records = (
            *(mine(p, 10) for p in ("XAA:one", "XAA:two", "XAB")),
            *(mine(p, 15, year=2023) for p in ("XAA:one", "XAA:two", "XAB")),
            *(flow(p, "XAT", 10) for p in ("XAA:one", "XAA:two", "XAB")),
            use("XAT", 30),
        )
        graph = graph_of(*records)
        by_site = row(ms.chokepoints(graph, by="site", measure="coverage"), "XAA:one")
        assert [a.place for a in by_site.alternatives] == ["XAA:two", "XAB"]
        by_place = row(ms.chokepoints(graph, measure="coverage"), "XAB")
        assert [(a.place, a.spare) for a in by_place.alternatives] == [("XAA", 10)]


def test_what_no_source_places_is_no_chokepoint_and_is_named():
    graph = graph_of(
        mine("QXR", 60),
        mine("XAA", 40),
        flow("XAA", "QXR", 20),
        use("QXR", 80),
        use("XAA", 20),
    )
    found = ms.chokepoints(graph)
    assert [r.place for r in found] == ["XAA"]
    assert found.notes == (
        "cobalt: 80 % of the use lies at no place on record; it counts as use outside every place.",
    )


def test_below_the_floor_no_loss_is_computed_and_the_row_says_so(worked):
    found = ms.chokepoints(worked, floor=0.5)
    assert found.floor == 0.5
    assert {r.place for r in found if r.loss is None} == {"XAB", "XAQ"}
    assert [r.loss is None for r in found] == sorted(r.loss is None for r in found)
    assert row(found, "XAQ").reason == "coverage is below the floor of 50 %"
    assert row(found, "XAQ").range == "-"
    assert "loss" not in repr(row(found, "XAQ"))
    assert row(found, "XAP").reason == ""


def test_a_stage_of_the_chain_without_records_is_no_row(two_stages):
    assert {r.stage for r in ms.chokepoints(two_stages, by="stage", measure="coverage")} == {
        "mining",
        "refining",
    }


@pytest.fixture(scope="module")
def several():
    nickel = ms.Mineral("nickel", stages=("mining",))
    tin = ms.Mineral("tin", stages=("mining",))
    return graph_of(
        nickel,
        tin,
        mine("IDN", 50, "nickel", id="ni"),
        flow("IDN", "USA", 50, "nickel"),
        use("USA", 50, "nickel"),
        mine("COD", 70),
        mine("ZMB", 30, capacity=ms.Q("60 tonne/year")),
        flow("COD", "USA", 70),
        flow("ZMB", "USA", 30),
        use("USA", 100),
        mine("PER", 5, "tin", id="sn"),
        flow("PER", "BOL", 5, "tin"),
        use("BOL", 5, "tin"),
    )


def test_every_mineral_is_ranked_together_and_what_is_not_used_is_named(several):
    found = ms.chokepoints(several, consumer="USA")
    assert [(r.mineral, r.place, r.loss) for r in found] == [
        ("nickel", "IDN", 1.0),
        ("cobalt", "COD", pytest.approx(0.7)),
        ("cobalt", "ZMB", pytest.approx(0.3)),
    ]
    assert found.minerals == ("cobalt", "nickel")
    assert found.notes[-1] == "No use on record of tin."
    assert repr(found).startswith("Chokepoints(2 minerals, loss by place for USA: IDN nickel 100 %")
    assert len(ms.chokepoints(several)) == 4


class TestResult:
    def test_top_keeps_the_first_rows_and_the_rest_of_the_result(self, worked):
        found = ms.chokepoints(worked, measure="coverage")
        assert list(found.top(2)) == list(found)[:2]
        assert found.top(2).definition == found.definition

    @pytest.mark.parametrize("k", [0, -1, 1.5, True, "two"])
    def test_top_refuses_what_is_no_count(self, worked, k):
        with pytest.raises(ms.UnknownNameError, match="whole number from 1 up"):
            ms.chokepoints(worked, measure="coverage").top(k)

    def test_it_prints_in_one_line(self, worked):
        found = ms.chokepoints(worked, consumer="XAT", measure="coverage")
        assert repr(found) == (
            "Chokepoints(cobalt, coverage by place for XAT: XAP 78 %, XAA 58 %, XAB 42 %; 4 rows)"
        )
        by_stage = ms.chokepoints(worked, consumer="XAT", by="stage").top(1)
        assert "XAP mining" in repr(by_stage)

    def test_a_loss_prints_with_both_ends(self, several):
        worst = row(ms.chokepoints(several, "cobalt"), "COD")
        assert worst.span == (0.7, pytest.approx(0.4))
        assert worst.range == "70 % (40 to 70 %)"
        assert repr(worst) == (
            "Chokepoint(Congo (Kinshasa), cobalt, mining: coverage 70 %, loss 70 % (40 to 70 %))"
        )
        assert row(ms.chokepoints(several, "nickel"), "IDN").range == "100 %"

    def test_its_dictionary_is_json(self, worked):
        found = ms.chokepoints(worked, "cobalt", consumer="XAT", floor=0.5)
        read = json.loads(json.dumps(found.to_dict(), allow_nan=False))
        assert read["measure"] == "loss"
        assert read["consumer"] == "XAT"
        assert len(read["rows"]) == len(found)
        assert read["rows"][0]["span"] == pytest.approx(list(found.rows[0].span))
        assert read["rows"][-1]["span"] is None

    @pytest.mark.parametrize("backend", ["pandas", "polars"])
    def test_its_frame_has_a_row_a_chokepoint(self, worked, backend):
        found = ms.chokepoints(worked, floor=0.5)
        frame = found.to_frame(backend)
        assert list(frame["place"]) == [r.place for r in found]
        assert next(iter(frame["loss_first_rung"])) == found.rows[0].span[0]
        assert list(frame["hub"]) == [r.hub for r in found]

    def test_its_html_shows_the_definition_and_escapes(self):
        graph = graph_of(
            mine("XAA", 10),
            mine("XAC", 10, capacity=None),
            mine("XAC", 20, year=2023),
            flow("XAA", "XAP", 10),
            flow("XAP", "XAB", 10),
            flow("XAC", "XAB", 10),
            use("XAB", 20),
        )
        html = ms.chokepoints(graph)._repr_html_()
        assert "Loss (C6)" in html
        assert "XAC 10" in html
        assert ">yes<" in html
        assert "<0.1" not in html
        none = ms.chokepoints(graph_of(flow("XAP", "XAB", 1), use("XAB", 1)))._repr_html_()
        assert ">-<" in none


class TestRefusals:
    def test_another_measure_names_those_that_exist(self, worked):
        with pytest.raises(ms.UnknownNameError, match="Words: loss, coverage, capacity, min_cut"):
            ms.chokepoints(worked, measure="pagerank")

    def test_another_by_names_the_words(self, worked):
        with pytest.raises(
            ms.UnknownNameError, match="Words: place, site, stage, bloc, owner, company, id"
        ):
            ms.chokepoints(worked, by="country")

    @pytest.mark.parametrize("floor", [-0.1, 1.1, float("nan"), True, "1%"])
    def test_a_floor_is_a_share(self, worked, floor):
        with pytest.raises(ms.RecordError, match="floor must be a share"):
            ms.chokepoints(worked, floor=floor)

    def test_coverage_takes_no_response(self, worked):
        with pytest.raises(ms.GraphError, match="coverage knows no response"):
            ms.chokepoints(worked, measure="coverage", response=ms.Reroute())

    def test_a_misspelt_mineral_or_consumer_is_refused(self, worked):
        with pytest.raises(ms.UnknownNameError, match="cobalt"):
            ms.chokepoints(worked, "cobolt")
        with pytest.raises(ms.UnknownNameError):
            ms.chokepoints(worked, consumer="DEU")

    def test_a_consumer_without_use_is_no_zero(self, worked):
        with pytest.raises(ms.GraphError, match="XAP uses no cobalt in this graph"):
            ms.chokepoints(worked, consumer="XAP")

    def test_a_graph_without_use_has_no_chokepoints(self):
        graph = graph_of(mine("XAA", withheld := ms.Between("0 t/yr", "9 t/yr", mark="W")))
        assert withheld.point is None
        with pytest.raises(ms.GraphError, match="nobody uses cobalt in this graph"):
            ms.chokepoints(graph)


def test_use_that_no_record_takes_is_said_to_be_so():
    mineral = ms.Mineral("tin", stages=("mining",))
    mine = ms.Producer(id="mine", mineral="tin", place="BOL", output="9 tonne/year")
    lane = ms.Flow(
        mineral="tin", stage="mining", origin="BOL", destination="ITA", quantity="4 tonne/year"
    )
    use = ms.Consumer(id="use", mineral="tin", place="ITA", stage="mining", demand="3 tonne/year")
    graph = ms.SupplyGraph.from_records([mineral, mine, lane])
    (note,) = [n for n in ms.chokepoints(graph, consumer="ITA").notes if "no record of use" in n]
    assert note.startswith("tin: 100 % of the use of ITA (4.000 t/yr) is on no record of use")
    recorded = ms.SupplyGraph.from_records([mineral, mine, lane, use])
    for known, whose in ((recorded, "ITA"), (graph, None)):
        notes = ms.chokepoints(known, consumer=whose).notes
        assert not [n for n in notes if "no record of use" in n]
