"""What a shock may be, what it may return, and whom it hits."""

from datetime import date

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.analysis.disruption.limits import Limits, check
from mineralsec.testing import supply_graphs

from .hand_network import A, B, C, hand_network, tonnes

NAN, INF = float("nan"), float("inf")
REROUTE = ms.Reroute(growth=None, spare="nameplate")


def ask(*shocks, response=None, **options):
    stock = ms.Stockpile(
        id="stock", mineral="handium", place=C, stage="refining", amount=ms.Q(5, "tonne"),
        as_of="2024-12-31",
    )  # fmt: skip
    graph = ms.SupplyGraph.from_records([*hand_network().records, stock])
    return ms.simulate(graph, *shocks, response=response or ms.ProRata(), **options)


# ---- what a user's shock returns


class Returns:
    """A shock of somebody's own."""

    def __init__(self, change):
        self.change = change

    def limit(self, graph, limits):
        return self.change(limits)


FIELDS = (
    "capacity_left", "capacity_max", "lane_left", "lane_max", "lane_cost", "demand",
    "release_left", "appears_left", "leaves", "first", "counted",
)  # fmt: skip
NUMBERS = FIELDS[:-2]


@pytest.mark.parametrize("answer", [None, 1.0, {}, np.ones(3), "less"])
def test_a_shock_must_return_limits(answer):
    kind = type(answer).__name__
    with pytest.raises(ms.GraphError, match=rf"Returns.limit must return Limits, got {kind}\."):
        ask(Returns(lambda limits: answer))


@pytest.mark.parametrize("field", FIELDS)
def test_limits_have_one_value_a_row(field):
    def more(limits):
        return evolve(limits, **{field: np.append(getattr(limits, field), 1)})

    with pytest.raises(ms.GraphError, match=rf"Returns.limit returned {field} of shape \(\d+,\)"):
        ask(Returns(more))
    with pytest.raises(ms.GraphError, match=rf"returned {field} of shape \(\); one value a row"):
        ask(Returns(lambda limits: evolve(limits, **{field: 0.5})))


def some(limits, field, value):
    """`limits` with another first value in a field."""
    array = getattr(limits, field).copy()
    array[0] = value
    return evolve(limits, **{field: array})


@pytest.mark.parametrize("field", NUMBERS)
@pytest.mark.parametrize("value", [-0.1, NAN, -INF])
def test_limits_are_never_negative_or_missing(field, value):
    with pytest.raises(ms.GraphError, match=f"negative or missing value in {field}"):
        ask(Returns(lambda limits: some(limits, field, value)))


@pytest.mark.parametrize("field", NUMBERS)
def test_only_upper_bounds_are_infinite(field):
    shock = Returns(lambda limits: some(limits, field, INF))
    if field.endswith("max"):
        assert ask(shock).shortfall_share == 0
    else:
        with pytest.raises(ms.GraphError, match=f"infinite value in {field}"):
            ask(shock)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("value", ["1", None, 1j])
def test_limits_hold_numbers_and_flags(field, value):
    def change(limits):
        return evolve(limits, **{field: np.full(len(getattr(limits, field)), value)})

    with pytest.raises(ms.GraphError, match=f"returned {field} of type .*; it holds (float|bool)"):
        ask(Returns(change))


def test_flags_are_no_numbers_and_numbers_no_flags():
    flags = Returns(lambda limits: evolve(limits, demand=limits.demand > 0))
    with pytest.raises(ms.GraphError, match="demand of type bool; it holds float64"):
        ask(flags)
    numbers = Returns(lambda limits: evolve(limits, counted=limits.counted * 1.0))
    with pytest.raises(ms.GraphError, match="counted of type float64; it holds bool"):
        ask(numbers)


def test_no_more_use_leaves_than_there_is():
    with pytest.raises(ms.GraphError, match="leaves above 1: more use leaves than there is"):
        ask(Returns(lambda limits: some(limits, "leaves", 1.5)))


def test_whole_numbers_and_lists_will_do():
    shock = Returns(
        lambda limits: evolve(limits, capacity_left=np.array([0, 1, 1, 1]), demand=[1.0] * 3)
    )
    given = ask(shock, response=REROUTE, minerals="handium")
    lost = ask(ms.CapacityLoss(1, ids="mine A"), response=REROUTE, minerals="handium")
    assert given.shortfall_share == pytest.approx(lost.shortfall_share) == pytest.approx(50 / 90)


def test_limits_that_pass_are_returned_as_they_are():
    graph = hand_network()
    limits = Limits.none(graph, date(2025, 1, 1), date(2026, 1, 1)).said("nothing")
    checked = check(limits, graph, object())
    assert checked.scope == ("nothing",)
    assert all(getattr(checked, field) is getattr(limits, field) for field in FIELDS)


@pytest.mark.parametrize("shock", ["CHN", 5, None, object(), ms.RemoveCountry, ms.ProRata()])
def test_what_has_no_limit_is_no_shock(shock):
    with pytest.raises(ms.GraphError, match=r"a shock needs a method limit\(graph, limits\), got"):
        ask(shock)


# ---- arguments


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: ms.RemoveCountry(A, channel="export"), ms.UnknownNameError,
         "channel must be one of all, production, exports, got 'export'. Did you mean 'exports'"),
        (lambda: ms.RemoveCountry(A, channel=None), ms.UnknownNameError, "channel must be one"),
        (lambda: ms.RemoveCountry(A, targets=B), ms.GraphError,
         "targets go with channel='exports', got channel='all'"),
        (lambda: ms.RemoveCountry(A, channel="production", targets=B), ms.GraphError,
         "got channel='production'"),
        *(
            (lambda v=v: ms.RemoveCountry(A, severity=v), ms.RecordError,
             "severity must be a share from 0 to 1, got")
            for v in (-0.1, 1.1, NAN, INF, True, "1", None)
        ),
        *(
            (lambda v=v: ms.CapacityLoss(v), ms.RecordError,
             "share must be a share from 0 to 1, got")
            for v in (-0.1, 1.1, NAN, INF, False, "1", None)
        ),
        *(
            (lambda v=v: ms.DemandSurge(v), ms.RecordError,
             "factor must be a number from 0 up, got")
            for v in (-1, NAN, INF, True, "2", None)
        ),
        *(
            (lambda v=v: ms.RemoveCountry(v), ms.UnknownNameError, "is needed, got")
            for v in (None, 5, [], (), [5], b"CHN", [None])
        ),
        *(
            (lambda v=v: ms.CloseLane(v, B), ms.UnknownNameError, "is needed, got")
            for v in (None, 5)
        ),
        *(
            (lambda v=v: ms.CloseLane(B, v), ms.UnknownNameError, "is needed, got")
            for v in (None, [])
        ),
        (lambda: ms.RemoveCountry(A, minerals=[]), ms.UnknownNameError, "list of names is needed"),
        (lambda: ms.RemoveCountry(A, stages=5), ms.UnknownNameError, "a list of names is needed"),
        (lambda: ms.CapacityLoss(1, ids=[5]), ms.UnknownNameError, "a list of names is needed"),
        (lambda: ms.DemandSurge(2, places=[]), ms.UnknownNameError, "a list of names is needed"),
    ],
)  # fmt: skip
def test_what_means_nothing_is_refused_at_once(make, error, message):
    with pytest.raises(error, match=message):
        make()


@pytest.mark.parametrize(
    ("shock", "error", "message"),
    [
        (ms.RemoveCountry("AUS"), ms.UnknownNameError, "no record of this graph lies in AUS"),
        (ms.RemoveCountry([A, "AUS"]), ms.UnknownNameError, "no record of this graph lies in AUS"),
        (ms.RemoveCountry("BRICS"), ms.UnknownNameError, "no record of this graph lies in"),
        (ms.RemoveCountry("Atlantis"), ms.UnknownNameError, "no place is called 'Atlantis'"),
        (ms.RemoveCountry("XAA:pit"), ms.UnknownNameError, "no record of this graph lies in XAA:"),
        (ms.RemoveCountry(A, stages="smelting"), ms.UnknownNameError,
         r"no stage 'smelting' in this graph. Stages here: mining, refining"),
        (ms.RemoveCountry(A, stages="minning"), ms.UnknownNameError, r"Did you mean 'mining'"),
        (ms.RemoveCountry(A, minerals="handum"), ms.UnknownNameError, r"Did you mean 'handium'"),
        (ms.RemoveCountry(A, channel="exports", targets="AUS"), ms.UnknownNameError, "in AUS"),
        (ms.RemoveCountry(A, channel="exports", targets=A), ms.GraphError,
         "all of XAA lies in XAA, so nothing leaves for there"),
        (ms.CapacityLoss(1, ids="mine Z"), ms.UnknownNameError,
         "no Producer or Refiner has the id 'mine Z'. Did you mean 'mine"),
        (ms.CapacityLoss(1, ids="use A"), ms.UnknownNameError, "has the id 'use A'"),
        (ms.CapacityLoss(1, ids="mine A", stages="refining"), ms.UnknownNameError,
         "no Producer or Refiner is hit"),
        (ms.CapacityLoss(1, places="AUS"), ms.UnknownNameError, "lies in AUS"),
        (ms.DemandSurge(2, stages="mining"), ms.UnknownNameError, "no Consumer is hit"),
        (ms.DemandSurge(2, minerals="cobalt"), ms.UnknownNameError, "no mineral 'cobalt'"),
        (ms.CloseLane(A, "AUS"), ms.UnknownNameError, "lies in AUS"),
    ],
)  # fmt: skip
def test_what_is_not_in_the_graph_is_named(shock, error, message):
    with pytest.raises(error, match=message):
        ask(shock)


def test_a_country_without_a_record_of_what_is_asked_is_an_error():
    graph = ms.load("world", minerals=("gallium", "cobalt"))
    for fields in ({"minerals": "gallium"}, {"minerals": "gallium", "stages": "refining"}):
        with pytest.raises(ms.UnknownNameError, match="has no record of gallium"):
            ms.remove_country(graph, "COD", **fields)


@pytest.mark.parametrize("minerals", ["gold", ["handium", "gold"], [], 5, [5]])
def test_unknown_minerals_are_refused(minerals):
    with pytest.raises(ms.UnknownNameError):
        ask(minerals=minerals)


def test_minerals_may_be_asked_for_that_nothing_touches():
    graph = ms.load("world", minerals=("gallium", "cobalt"))
    loss = ms.CapacityLoss(0.5, minerals="gallium")
    impact = ms.simulate(graph, loss, minerals=("Co", "cobalt", "Ga"), response=REROUTE)
    assert impact.minerals == ("cobalt", "gallium")
    assert impact.shortfall_share["cobalt"] == 0
    assert impact.shortfall_share["gallium"] > 0
    assert impact.by("place")["cobalt"] == {}


@pytest.mark.parametrize("word", [ms.Stage("refining"), "refining", ["refining"]])
def test_stages_may_be_values_or_words(word):
    impact = ms.remove_country(hand_network(), A, stages=word, response=ms.ProRata())
    assert "at refining of XAA" in impact.scope


@pytest.mark.parametrize("number", [np.float32(0.5), np.float64(0.5)])
def test_numpys_numbers_are_numbers(number):
    assert ms.RemoveCountry(A, severity=number) == ms.RemoveCountry(A, severity=0.5)
    assert ms.DemandSurge(np.int64(2)) == ms.DemandSurge(2)
    assert ms.Reroute(growth=number) == ms.Reroute(growth=0.5)


# ---- whom they hit


def europe(year=2024):
    """Germany and the United Kingdom refine what China mines at two places."""
    m, common = "cobalt", {"mineral": "cobalt", "year": year}
    return ms.SupplyGraph.from_records(
        [
            ms.Mineral(m, stages=("mining", "refining")),
            ms.Producer(id="pit", place="CHN:bayan-obo", output=tonnes(30), **common),
            ms.Producer(id="rest", place="CHN", output=tonnes(10), **common),
            ms.Refiner(id="de", place="DEU", output=tonnes(10), **common),
            ms.Refiner(id="gb", place="GBR", output=tonnes(30), **common),
            ms.Flow(
                stage="mining", origin="CHN:bayan-obo", destination="GBR", quantity=tonnes(30),
                **common,
            ),
            ms.Flow(
                stage="mining", origin="CHN", destination="DEU", quantity=tonnes(10), **common
            ),
            ms.Flow(
                stage="refining", origin="DEU", destination="USA", quantity=tonnes(10), **common
            ),
            ms.Flow(
                stage="refining", origin="GBR", destination="USA", quantity=tonnes(30), **common
            ),
            ms.Consumer(id="use", place="USA", stage="refining", demand=tonnes(40), **common),
        ]
    )  # fmt: skip


@pytest.mark.parametrize(("year", "lost"), [(2019, 1.0), (2024, 0.25)])
def test_a_bloc_goes_with_its_members_of_the_datas_year(year, lost):
    graph = europe(year)
    impact = ms.remove_country(graph, "EU", response=ms.ProRata())
    assert impact.shortfall_share == pytest.approx(lost)
    assert "of EU stop" in impact.scope
    assert impact.denominator == "use outside EU"


@pytest.mark.parametrize("response", [ms.ProRata(), ms.Reroute()])
def test_a_site_goes_without_the_rest_of_its_country(response):
    graph = europe()
    site = ms.remove_country(graph, "CHN:bayan-obo", response=response)
    assert site.shortfall_share == pytest.approx(0.75)
    assert "of China (bayan-obo) stop" in site.scope
    country = ms.remove_country(graph, "China", response=response)
    assert country.shortfall_share == pytest.approx(1)


def test_a_list_of_places_goes_together():
    graph = europe()
    impact = ms.remove_country(graph, ["DEU", "CHN:bayan-obo"], response=ms.ProRata())
    assert impact.shortfall_share == pytest.approx(1)
    assert "Germany, China (bayan-obo)" in impact.scope
    text = ms.remove_country(graph, "DEU, GBR", response=ms.ProRata())
    assert text.shortfall_share == pytest.approx(1)
    many = ms.load("world", minerals="copper")
    scope = ms.remove_country(many, sorted(many.places)[:9], response=ms.ProRata()).scope
    assert "and 3 more" in scope


def test_exports_to_targets_stop_and_only_their_use_counts():
    impact = ms.remove_country(
        europe(), "DEU", channel="exports", targets="NATO", response=ms.ProRata()
    )
    assert impact.shortfall_share == pytest.approx(0.25)
    assert impact.denominator == "use in NATO"
    assert "to NATO stop" in impact.scope
    two = ms.remove_country(
        europe(), "CHN", channel="exports", targets=["DEU", "GBR"], response=ms.ProRata()
    )
    assert two.denominator == "use in DEU, GBR"
    assert np.isnan(two.shortfall_share)
    assert two.headline() == "no cobalt is used there: use in DEU, GBR is nothing"


def test_capacity_may_be_lost_by_id_place_or_stage():
    def lost(**fields):
        impact = ask(ms.CapacityLoss(0.5, **fields), minerals="handium")
        return impact.totals().counted[1], impact.scope

    everywhere, words = lost()
    assert words.startswith("4 producer(s) or refiner(s): 50% of capacity is lost")
    by_id = lost(ids=("refiner A", "refiner C"))
    by_stage = lost(stages="refining")
    assert by_id[0] == pytest.approx(by_stage[0]) == pytest.approx(45)
    assert by_id[1].startswith("refiner A and refiner C: 50%")
    assert everywhere == pytest.approx(45), "half the ore is what half the refineries need"
    assert lost(places=C)[0] == pytest.approx(10)
    assert lost(places=(C,), minerals="handium")[0] == pytest.approx(10)


def test_a_lane_closes_at_one_stage_only():
    ore = ask(ms.CloseLane(B, A, stages="mining"), minerals="handium")
    metal = ask(ms.CloseLane(B, A, stages="refining"), minerals="handium")
    assert ore.totals().counted[1] == pytest.approx(20)
    assert metal.totals().counted[1] == pytest.approx(0)


@given(supply_graphs(max_places=4), st.data())
def test_shocks_may_come_in_any_order(graph, data):
    places = st.sampled_from(graph.places)
    shocks = [
        ms.RemoveCountry(data.draw(places), severity=0.5),
        ms.CloseLane(data.draw(places), data.draw(places)),
        ms.CapacityLoss(0.3, places=data.draw(places)) if data.draw(st.booleans()) else
        ms.CapacityLoss(0.3, minerals="cobalt"),
    ]  # fmt: skip
    try:
        one = ms.simulate(graph, *shocks, response=ms.ProRata(), minerals="cobalt")
    except ms.UnknownNameError:  # nobody makes anything at that place
        return
    two = ms.simulate(graph, *shocks[::-1], response=ms.ProRata(), minerals="cobalt")
    assert two.totals().unmet == pytest.approx(one.totals().unmet, abs=1e-6)


# ---- controls


def act(**fields):
    given = {"id": "ban", "issuer": "CHN", "instrument": ms.Ban(), "minerals": "Co"}
    return ms.Control(**(given | {"effective": "2025-01-01"} | fields))


def test_a_control_against_places_the_graph_does_not_have_is_about_nothing():
    impact = ms.simulate(europe(), act(targets="JPN"), response=ms.ProRata(), minerals="cobalt")
    assert impact.shortfall_share == 0
    assert any("ban is about nothing in this graph" in n for n in impact.notes)
    some = ms.simulate(
        europe(), act(targets=("JPN", "GBR")), response=ms.ProRata(), minerals="cobalt"
    )
    assert some.scope != impact.scope
    assert some.headline_rung.after("cobalt").received.sum() == pytest.approx(10)


def test_a_control_of_a_place_without_records_is_about_nothing():
    impact = ms.simulate(europe(), act(issuer="IDN"), response=ms.ProRata(), minerals="cobalt")
    assert any("ban is about nothing in this graph" in n for n in impact.notes)
