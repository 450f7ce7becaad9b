"""Responses: their arguments, the lanes they open, and those of somebody's own."""

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.analysis.disruption import fairness, lane_options, marked_contracts, prorata
from mineralsec.analysis.disruption.outcome import Outcome
from mineralsec.testing import supply_graphs

from .hand_network import A, B, C, hand_network, tonnes

NAN, INF = float("nan"), float("inf")
OPEN = ms.Reroute(lanes="open", growth=None, spare="nameplate")


def ask(response, *shocks, graph=None):
    return ms.simulate(graph or hand_network(), *(shocks or (ms.RemoveCountry(A),)),
                       response=response)  # fmt: skip


# ---- arguments


@pytest.mark.parametrize(
    ("fields", "error", "message"),
    [
        ({"lanes": "obseved"}, ms.UnknownNameError,
         r"lanes must be one of observed, open, got 'obseved'. Did you mean 'observed'"),
        ({"lanes": None}, ms.UnknownNameError, "lanes must be one of"),
        ({"rationing": "wieght"}, ms.UnknownNameError,
         r"rationing must be one of proportional, priority, weight.*Did you mean 'weight'"),
        *(
            ({"growth": v}, ms.RecordError, r"growth must be 'history', None or a number from 0")
            for v in (-0.1, NAN, INF, True, "History", [0.1])
        ),
        ({"spare": "nameplat"}, ms.UnknownNameError, r"spare must be one of.*mean 'nameplate'"),
        *(
            ({"spare": v}, ms.RecordError, "spare must be a word or a mapping of ids to quantities")
            for v in (0.5, None, ["mine A"], True)
        ),
        ({"spare": {"mine A": 5}}, ms.UnitsError, "spare of mine A needs a unit, got 5"),
        ({"spare": {"mine A": "5 kg"}}, ms.UnitsError, "spare of mine A must be a mass per time"),
        ({"spare": {"mine A": tonnes(-5)}}, ms.RecordError, "spare of mine A must not be negative"),
        ({"stocks": "yes"}, ms.RecordError, "stocks must be True or False, got 'yes'"),
    ],
)  # fmt: skip
def test_a_reroute_that_means_nothing_is_refused(fields, error, message):
    with pytest.raises(error, match=message):
        ms.Reroute(**fields)


def test_contracts_have_two_priorities():
    with pytest.raises(ms.UnknownNameError, match=r"priority must be one of .*, got 'hom'"):
        ms.ProRata("hom")


def test_spare_names_records_of_the_graph():
    impact = ask(ms.Reroute(spare={"mine Z": tonnes(5)}))
    with pytest.raises(ms.UnknownNameError, match=r"spare names 'mine Z'.*Did you mean 'mine"):
        _ = impact.shortfall_share
    graph = hand_network()
    lost = ms.CapacityLoss(1, ids="mine B")
    for amount, unmet in [(0, 40), (10, 30), (100, 20)]:
        # 70 t of ore pass refiner A, which makes no more than today
        more = ms.Reroute(growth=None, spare={"mine A": tonnes(amount)})
        assert ask(more, lost, graph=graph).totals().counted[1] == pytest.approx(unmet)


@pytest.mark.parametrize("response", [ms.Reroute, "reroute", 5, object(), ms.ProRata])
def test_what_cannot_respond_is_refused(response):
    with pytest.raises(ms.GraphError, match=r"a response needs a method respond\(graph, limits\)"):
        ask(response)


# ---- somebody's own


class Own:
    def __init__(self, make):
        self.make = make

    def respond(self, graph, limits):
        return self.make(graph, limits)


@pytest.mark.parametrize("answer", [None, 0.5, {}, {"handium": None}])
def test_a_response_must_return_an_outcome(answer):
    impact = ask(Own(lambda graph, limits: answer))
    kind = type(answer).__name__
    with pytest.raises(ms.GraphError, match=rf"Own.respond must return an Outcome, got {kind}\."):
        _ = impact.shortfall_share


def test_an_outcome_is_about_every_mineral_that_is_touched():
    impact = ask(Own(lambda graph, limits: Outcome({})))
    with pytest.raises(ms.GraphError, match=r"Own.respond left out handium, which the shock"):
        _ = impact.shortfall_share


@pytest.mark.parametrize("response", [ms.ProRata(), ms.Reroute(), OPEN])
def test_a_response_may_be_built_on_another(response):
    own = Own(response.respond)
    shock = ms.RemoveCountry(A)
    one, two = ask(response, shock), ask(own, shock)
    assert two.shortfall_share == pytest.approx(one.shortfall_share)
    assert two.notes == one.notes
    assert {k: v.m_as("t/yr") for k, v in two.by("place").items()} == pytest.approx(
        {k: v.m_as("t/yr") for k, v in one.by("place").items()}
    )
    # what holds supply back is known of the linear program only
    assert two.binding == ()
    assert two.binding_stage() == ""


def test_a_kind_of_reroute_responds_in_its_own_way():
    class Timid(ms.Reroute):
        def respond(self, graph, limits):
            return ms.ProRata().respond(graph, limits)

    shock = ms.CapacityLoss(1, ids="mine B")
    timid = ask(Timid(growth=None), shock)
    assert timid.shortfall_share == pytest.approx(ask(ms.ProRata(), shock).shortfall_share)
    assert timid.shortfall_share != pytest.approx(ask(OPEN, shock).shortfall_share)
    (row,) = ms.sweep(hand_network(), [shock], response=Timid(), detail=False)
    assert row.share == pytest.approx(timid.shortfall_share)


# ---- lanes that nobody used before


def test_open_lanes_have_a_limit_on_places(monkeypatch):
    monkeypatch.setattr(lane_options, "MOST_PLACES", 2)
    impact = ask(OPEN)
    message = r"handium: lanes='open' looks at every pair.*there are 3 at \w+. Use lanes='observed'"
    with pytest.raises(ms.GraphError, match=message):
        _ = impact.shortfall_share
    assert ask(ms.Reroute()).shortfall_share > 0


def two_sellers(**quota):
    """A and B sell to C; D sells nothing and uses nothing, but may pass things on."""
    m = "cobalt"
    return ms.SupplyGraph.from_records(
        [
            ms.Mineral(m, stages=("mining",)),
            ms.Mineral("nickel", stages=("mining",)),
            ms.Producer(id="a", mineral=m, place=A, output=tonnes(30), capacity=tonnes(40)),
            ms.Producer(id="b", mineral=m, place=B, output=tonnes(10), capacity=tonnes(40)),
            ms.Producer(id="n", mineral="nickel", place=B, output=tonnes(5)),
            ms.Consumer(id="n use", mineral="nickel", place=B, stage="mining", demand=tonnes(5)),
            ms.Flow(mineral=m, stage="mining", origin=A, destination=C, quantity=tonnes(30)),
            ms.Flow(mineral=m, stage="mining", origin=B, destination=C, quantity=tonnes(5)),
            ms.Consumer(id="b use", mineral=m, place=B, stage="mining", demand=tonnes(5)),
            ms.Consumer(id="c use", mineral=m, place=C, stage="mining", demand=tonnes(35)),
        ]
    )


def quota(size, **fields):
    given = {"id": "quota", "issuer": A, "minerals": "cobalt", "effective": "1999-01-01"}
    return ms.Control(instrument=ms.Quota(tonnes(size)), **given | fields)


@pytest.mark.parametrize("lanes", ["observed", "open"])
@pytest.mark.parametrize("targets", ["world", C, (B, C)])
def test_a_quota_holds_over_old_and_new_lanes_together(lanes, targets):
    graph = two_sellers()
    response = ms.Reroute(lanes=lanes, growth=None, spare="none")
    impact = ms.simulate(graph, quota(12, targets=targets), response=response, minerals="cobalt")
    after, network = impact.headline_rung.after("cobalt"), graph.network("cobalt")
    a = graph.columns.places.index(A)
    sent = sum(after.flow[network.place_of[network.lane_from] == a])
    new = [(o, d, q) for o, d, q in after.new_flow if network.place_of[o] == a]
    # A may send to B beside a quota that is about C alone, and B passes it on
    free = lanes == "open" and targets == C
    assert impact.totals().unmet == pytest.approx(0 if free else 18, abs=1e-6)
    bound = sent + sum(
        q for _, d, q in new if targets != C or graph.columns.places[network.place_of[d]] == C
    )
    assert bound <= 12 + 1e-6
    if free:
        assert sum(q for _, _, q in new) == pytest.approx(18)
        assert {graph.columns.places[network.place_of[d]] for _, d, _ in new} == {B}
    # tonnes of nickel are no matter of a quota on cobalt
    assert "nickel" not in impact.headline_rung.touched
    both = ms.simulate(
        graph, quota(12, targets=targets), ms.CapacityLoss(0.2, ids="n"), response=response
    )
    unmet = {m: both.totals(m).unmet for m in both.minerals}
    assert unmet == pytest.approx({"cobalt": impact.totals().unmet, "nickel": 1})


def test_a_closed_lane_stays_closed_when_lanes_open_up():
    graph = two_sellers()
    loss = ms.CapacityLoss(0.5, ids="b")
    shut = (ms.CloseLane(A, C), loss)
    impact = ms.simulate(graph, *shut, response=OPEN, minerals="cobalt")
    after, network = impact.headline_rung.after("cobalt"), graph.network("cobalt")
    pairs = {(network.place_of[o], network.place_of[d]) for o, d, _ in after.new_flow}
    code = graph.columns.places.index
    assert (code(A), code(C)) not in pairs
    # it goes round by B
    assert (code(A), code(B)) in pairs
    assert impact.totals().counted[1] == pytest.approx(0, abs=1e-6)


def test_a_rule_that_leaves_all_closes_no_new_lane():
    shock = ms.CapacityLoss(0.5, ids="a")
    nothing = ms.RemoveCountry(A, channel="exports", severity=0.0)
    for_both = [
        ms.simulate(two_sellers(), *shocks, response=OPEN, minerals="cobalt").totals().unmet
        for shocks in ((shock,), (shock, nothing))
    ]
    assert for_both[0] == pytest.approx(for_both[1], abs=1e-6)


# ---- today's contracts


@given(supply_graphs(max_places=5, max_stages=3), st.data())
def test_large_systems_are_solved_as_sparse_ones(graph, data):
    shock = ms.RemoveCountry(data.draw(st.sampled_from(graph.places)), channel="production")
    dense = ms.simulate(graph, shock, response=ms.ProRata(), minerals="cobalt").totals()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prorata, "DENSE", 0)
        sparse = ms.simulate(graph, shock, response=ms.ProRata(), minerals="cobalt").totals()
    assert sparse.unmet == pytest.approx(dense.unmet, abs=1e-9 * max(dense.use, 1))


def test_contracts_that_do_not_settle_are_said_to(monkeypatch):
    monkeypatch.setattr(marked_contracts, "MOST_ROUNDS", 1)
    impact = ask(ms.ProRata("home"))
    with pytest.raises(ms.SolverError, match=r"handium: contracts did not settle.*proportional"):
        _ = impact.shortfall_share


def test_home_comes_first_where_it_says_so():
    shock = ms.CapacityLoss(0.5, ids="refiner A")
    even, home = ask(ms.ProRata(), shock), ask(ms.ProRata("home"), shock)
    # A has 35 of 70: its own use takes all of it, or half of it
    assert {k: v.m_as("t/yr") for k, v in even.by("place").items()} == pytest.approx(
        {A: 20, B: 10, C: 5}
    )
    assert {k: v.m_as("t/yr") for k, v in home.by("place").items()} == pytest.approx(
        {B: 20, C: 10, A: 5}
    )


# ---- fairness


def test_when_no_rate_has_a_price_all_go_short_alike(monkeypatch):
    monkeypatch.setattr(fairness, "DUAL_TOLERANCE", INF)
    graph = two_sellers()
    loss = ms.CapacityLoss(0.5, minerals="cobalt")
    impact = ms.simulate(graph, loss, response=ms.Reroute(growth=None, spare="none"),
                         minerals="cobalt")  # fmt: skip
    after = impact.headline_rung.after("cobalt")
    assert after.received == pytest.approx([2.5, 17.5], rel=1e-6)


@pytest.mark.parametrize("rationing", ["proportional", "priority", "weight"])
def test_no_rationing_costs_a_tonne(rationing):
    graph = hand_network(weight_c=5.0, priority=2)
    shock = ms.RemoveCountry(A, channel="exports", stages="refining")
    impact = ask(ms.Reroute(lanes="open", growth=None, spare="nameplate", rationing=rationing),
                 shock, graph=graph)  # fmt: skip
    assert impact.totals().counted[1] == pytest.approx(30)
    short = {k: v.m_as("t/yr") for k, v in impact.by("consumer").items()}
    if rationing == "priority":
        # B is of the first class
        assert short == pytest.approx({"use C": 30})
    else:
        assert short == pytest.approx({"use B": 20, "use C": 10})


# ---- hosts


def by_products():
    """Germanium of a zinc smelter, of one whose output is withheld, and of germanium scrap."""

    def t(x):
        return ms.Q(x, "tonne/year")

    def plant(name, mineral, output, **fields):
        return ms.Producer(id=name, mineral=mineral, stage="refining", place=A, output=t(output),
                           **fields)  # fmt: skip

    def use(mineral, demand):
        return ms.Consumer(id=f"{mineral} use", mineral=mineral, stage="refining", place=A,
                           demand=t(demand))  # fmt: skip

    return ms.SupplyGraph.from_records(
        [
            ms.Mineral("germanium", stages=("refining",)),
            ms.Mineral("zinc", stages=("refining",)),
            plant("ge", "germanium", 5, host="smelter", host_ratio=0.01),
            plant("ge old", "germanium", 1, host="idle", host_ratio=0.5),
            plant("ge scrap", "germanium", 1, host="ge", host_ratio=1.0),
            plant("smelter", "zinc", 100),
            evolve(
                plant("idle", "zinc", 0),
                output=ms.Between(tonnes(0), tonnes(90), mark="W"),
            ),
            use("germanium", 7),
            use("zinc", 100),
        ]
    )


@pytest.mark.parametrize("response", [ms.ProRata(), ms.Reroute()])
def test_a_host_without_output_holds_back_nothing_that_is_made(response):
    # the smelter keeps half, so does what is won from it; no figure of the idle one says less
    impact = ms.simulate(by_products(), ms.CapacityLoss(0.5, ids="smelter"), response=response)
    assert impact.shortfall_rate["zinc"].m_as("t/yr") == pytest.approx(50)
    assert impact.shortfall_rate["germanium"].m_as("t/yr") == pytest.approx(2.5)
    # where zinc is not touched its smelter is what it was
    own = ms.simulate(by_products(), ms.CapacityLoss(0.2, ids="ge scrap"), response=response)
    assert own.minerals == ("germanium",)
    assert own.shortfall_rate["germanium"].m_as("t/yr") == pytest.approx(0.2)


def test_lanes_may_be_bounded_by_a_shock_of_ones_own():
    class Narrow:
        def limit(self, graph, limits):
            return evolve(limits, lane_max=np.full(len(graph.columns.lanes), 8.0))

    impact = ask(ms.Reroute(growth=None, spare="none"), Narrow())
    assert impact.headline_rung.after("handium").flow.max() == pytest.approx(8)
    assert impact.shortfall_share > 0
