"""What would help most: each option against a graph that really has it, and the best purchase."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.analysis.disruption import portfolio
from mineralsec.testing import supply_graphs

from .hand_network import A, B, C, hand_network, tonnes

M = "cobalt"
TIGHT = ms.Reroute(growth=None, spare="none")
NAMEPLATE = ms.Reroute(growth=None, spare="nameplate")


def rows(found):
    return {r.label: r for r in found.rows}


def test_the_hand_network_ranks_what_holds_it_back():
    """A leaves: the refinery of C is worth a tonne each, ore of B nothing."""
    found = ms.mitigation(
        hand_network(),
        ms.RemoveCountry(A),
        [
            ms.AddCapacity(C, "refining", amount="5 tonne/year"),
            ms.AddCapacity(B, "mining", amount="5 tonne/year"),
            ms.AddStock(B, stage="refining", amount="3 tonne"),
            ms.AddLane(C, B, amount="4 tonne/year"),
            ms.Recycle(0.1, B),
            ms.Substitute(0.1, C),
        ],
        response=NAMEPLATE,
    )
    avoided = {r.label: r.avoided for r in found.rows}
    assert found.loss == pytest.approx(30)
    assert avoided == pytest.approx(
        {
            "5.000 t/yr of refining capacity in XAC": 5,
            "3.000 t of refining stock in XAB": 3,
            "substitution for 10 % of use in XAC": 3,
            "recycling for 10 % of use in XAB": 2,
            "5.000 t/yr of mining capacity in XAB": 0,
            "4.000 t/yr of last-stage trade from XAC to XAB": 0,
        },
        abs=1e-6,
    )
    assert [r.avoided for r in found.rows] == sorted(avoided.values(), reverse=True)
    for r in found.rows:
        # where a step stays within the range of the prices, they agree with it
        assert r.dual == pytest.approx(r.avoided, abs=1e-6)


def test_a_new_plant_at_a_place_without_one_needs_ore_and_a_lane():
    graph = hand_network()
    shock = ms.CapacityLoss(1.0, ids="refiner C")

    def avoided(*options):
        found = ms.mitigation(
            graph, shock, list(options), response=ms.Reroute(growth=0.0, spare="none")
        )
        return found.rows[0].avoided

    # ore of B that went to C is idle: a refinery in B serves B, which frees metal for nobody
    assert avoided(ms.AddCapacity(B, "refining", amount="20 tonne/year")) == pytest.approx(0)
    assert avoided(ms.AddCapacity(C, "refining", amount="20 tonne/year")) == pytest.approx(20)
    assert avoided(
        ms.AddCapacity(C, "refining", recovery=0.5, amount="20 tonne/year")
    ) == pytest.approx(10)
    assert avoided(
        ms.AddCapacity("XAD", "refining", takes="mining", amount="20 tonne/year")
    ) == pytest.approx(0)


def test_the_recovery_of_a_new_plant_is_that_of_the_largest():
    def plant(name, place, output, recovery):
        return ms.Refiner(id=name, mineral=M, place=place, output=tonnes(output), recovery=recovery)

    graph = ms.SupplyGraph.from_records(
        [
            ms.Mineral(M, stages=("mining", "refining")),
            ms.Producer(id="mine", mineral=M, place=A, output=tonnes(100)),
            plant("large", A, 32, 0.8),
            plant("small", A, 12, 0.5),
            ms.Consumer(id="use", mineral=M, place=A, stage="refining", demand=tonnes(44)),
        ]
    )
    found = ms.mitigation(
        graph, ms.CapacityLoss(1.0, ids="large"),
        [ms.AddCapacity(A, "refining", amount="1000 tonne/year")], response=TIGHT,
    )  # fmt: skip
    # 76 t of ore are free, 0.8 of which come out, of 32 t that are missing
    assert found.rows[0].avoided == pytest.approx(32)
    nobody = ms.mitigation(
        graph, ms.CapacityLoss(0.5, ids="mine"),
        [ms.AddCapacity(A, "mining", amount="10 tonne/year")], response=TIGHT,
    )  # fmt: skip
    assert nobody.rows[0].avoided == pytest.approx(8)


def test_scenarios_count_by_their_probability():
    graph = hand_network()
    shocks = [
        ms.RemoveFacility("refiner C"),
        (ms.RemoveFacility("mine B"), ms.RemoveFacility("refiner C")),
    ]
    options = [ms.AddStock(C, stage="refining", amount="10 tonne")]
    alike = ms.mitigation(graph, shocks, options, response=TIGHT)
    assert alike.notes[0].startswith("Every scenario counts alike")
    assert alike.rows[0].by_scenario == pytest.approx((10, 10))
    told = ms.mitigation(graph, shocks, options, response=TIGHT, probabilities=(0.1, 0.2))
    assert told.rows[0].avoided == pytest.approx(3)
    assert told.loss == pytest.approx(0.1 * 20 + 0.2 * 40)
    assert len(told.scenarios) == 2
    assert not any("alike" in note for note in told.notes)


def test_a_stock_lasts_for_the_window():
    for months, rate in ((6, 20.0), (24, 5.0)):
        found = ms.mitigation(
            hand_network(), ms.RemoveFacility("refiner C"),
            [ms.AddStock(C, stage="refining", amount="10 tonne")],
            response=TIGHT, duration=f"{months} months",
        )  # fmt: skip
        # 10 t serve 10 t, however long they take
        assert found.rows[0].avoided == pytest.approx(10, rel=1e-6)
        assert found.loss == pytest.approx(20 * months / 12, rel=0.02)
        assert rate * months / 12 == pytest.approx(10)


def test_what_lies_in_the_removed_place_helps_nobody():
    found = ms.mitigation(
        hand_network(),
        ms.RemoveCountry(A),
        [
            ms.AddStock(A, stage="refining"),
            ms.AddCapacity(A, "refining"),
            ms.AddLane(A, C),
            ms.Substitute(0.1, A),
        ],
        response=NAMEPLATE,
    )
    assert all(r.avoided == 0 for r in found.rows)


def test_classes_of_users_have_no_common_price():
    graph = hand_network(priority=2)
    found = ms.mitigation(
        graph, ms.RemoveCountry(A), [ms.AddCapacity(C, "refining")],
        response=ms.Reroute(growth=None, spare="none", rationing="priority"),
    )  # fmt: skip
    assert np.isnan(found.rows[0].dual)
    assert found.rows[0].avoided == pytest.approx(1)


@settings(max_examples=40)
@given(supply_graphs(max_places=4, max_stages=3), st.data())
def test_an_option_is_worth_what_a_record_of_it_is(graph, data):
    place = data.draw(st.sampled_from(graph.places))
    maker = data.draw(st.sampled_from([r for r in graph.records if hasattr(r, "output")]))
    takes = {"takes": maker.takes, "recovery": maker.recovery} if hasattr(maker, "takes") else {}
    stage = str(getattr(maker, "makes", None) or maker.stage)
    if takes:
        takes["takes"] = str(takes["takes"])
    shock = ms.RemoveCountry(place)
    option = ms.AddCapacity(maker.place, stage, amount="7 tonne/year", **takes)
    found = ms.mitigation(graph, shock, [option], response=TIGHT).rows[0]
    before = ms.simulate(graph, shock, minerals=M, response=TIGHT).totals().counted[1]
    more = ms.Reroute(growth=None, spare={maker.id: tonnes(7)})
    after = ms.simulate(graph, shock, minerals=M, response=more).totals().counted[1]
    assert found.avoided == pytest.approx(before - after, abs=1e-6)
    # a very small unit is worth at least as much a tonne as a large one
    assert found.dual >= found.avoided - 1e-6


# ---- portfolios


def complements(extra=()):
    """A mine and a refinery help only together; a stock helps alone."""
    return ms.SupplyGraph.from_records(
        [
            ms.Mineral(M, stages=("mining", "refining")),
            ms.Producer(id="mine", mineral=M, place=A, output=tonnes(100)),
            ms.Refiner(id="plant", mineral=M, place=A, output=tonnes(100)),
            ms.Consumer(id="use", mineral=M, place=A, stage="refining", demand=tonnes(100)),
            *extra,
        ]
    )


def everything(**more):
    options = [
        ms.AddCapacity(A, "mining", amount="60 tonne/year", cost="1 USD"),
        ms.AddCapacity(A, "refining", amount="60 tonne/year", cost="1 USD"),
        ms.AddStock(A, stage="refining", amount="40 tonne", cost="2 USD"),
    ]
    return ms.mitigation(
        complements(), ms.CapacityLoss(1.0, places=A), options, response=TIGHT, **more
    )


def test_step_by_step_misses_what_helps_only_together():
    """A mine and a refinery avoid 60 together and nothing alone; the steps end at 40."""
    # capacity at the place that lost all of it does not stand either: the loss is of records
    found = ms.mitigation(
        complements(),
        [(ms.CapacityLoss(1.0, ids="mine"), ms.CapacityLoss(1.0, ids="plant"))],
        [r.option for r in everything().rows],
        response=TIGHT,
    )
    bought = found.portfolio("2 USD")
    assert bought.greedy_avoided == pytest.approx(40)
    assert bought.avoided == pytest.approx(60)
    assert bought.spent == pytest.approx(2)
    assert sorted(bought.chosen.values()) == [1, 1]
    assert "best 60 t" in repr(bought)
    assert "step by step 40 t" in repr(bought)
    assert list(bought.to_frame()["kind"]) == ["step", "best"]
    assert "for 2 USD" in bought._repr_html_()
    # with more money both ways end at the same
    assert found.portfolio("4 USD").avoided == pytest.approx(100)
    assert found.portfolio("0 USD").avoided == 0
    assert found.portfolio("0 USD").greedy_avoided == 0
    assert "with nothing" in repr(found.portfolio("0 USD"))


@settings(max_examples=25)
@given(supply_graphs(max_places=3, max_stages=2), st.integers(0, 6), st.data())
def test_the_best_purchase_is_the_best_of_all(graph, budget, data):
    from itertools import product

    places = st.sampled_from(graph.places)
    options = [
        ms.AddCapacity(data.draw(places), "mining", amount="20 tonne/year", cost="1 USD"),
        ms.AddStock(data.draw(places), amount="15 tonne", cost="2 USD", most=2),
        ms.Substitute(0.3, cost="3 USD"),
    ]
    shocks = [ms.RemoveCountry(data.draw(places)), ms.CapacityLoss(0.7, minerals=M)]
    found = ms.mitigation(
        graph, shocks, options, response=TIGHT, probabilities=(0.25, 0.5), mineral=M
    )
    bought = found.portfolio(f"{budget} USD")
    order = [r.option for r in found.rows]
    scenarios, weights = found._solved, np.array(found.probabilities)

    def loss(count):
        inside = np.zeros(len(count))
        inside[list(found._order)] = count
        return float(weights @ [s.loss(inside) for s in scenarios])

    nothing = loss(np.zeros(3))
    best = max(
        nothing - loss(np.array(count, float))
        for count in product(*(range(o.most + 1) for o in order))
        if sum(n * o.cost for n, o in zip(count, order, strict=True)) <= budget
    )
    assert bought.avoided == pytest.approx(best, abs=1e-5)
    assert bought.avoided >= bought.greedy_avoided - 1e-6
    assert bought.spent <= budget + 1e-9


def test_free_options_are_bought_first():
    found = ms.mitigation(
        hand_network(), ms.RemoveCountry(A),
        [ms.AddStock(place, stage="refining", cost=f"{i} USD") for i, place in enumerate((C, B))],
        response=NAMEPLATE,
    )  # fmt: skip
    assert found.rows[0].per_cost == float("inf")
    assert found.portfolio("1 USD").steps[0].spent == 0


def test_a_search_that_runs_out_of_time_says_what_to_do(monkeypatch):
    monkeypatch.setattr(portfolio, "OUT_OF_TIME", 0)
    with pytest.raises(ms.SolverError, match=r"not found in 60 s .*Give more seconds"):
        everything().portfolio("2 USD")


# ---- what it refuses, and what it prints


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"shocks": "CHN"}, ms.GraphError, "mitigation needs shocks, got 'CHN'"),
        ({"shocks": []}, ms.GraphError, "at least one scenario"),
        ({"options": []}, ms.GraphError, "at least one option"),
        ({"options": ["stock"]}, ms.GraphError, "'stock' is no option"),
        ({"options": [ms.AddLane(A, A)]}, ms.GraphError, "from one place to another"),
        ({"options": [ms.AddStock(A, stage="alloy")]}, ms.UnknownNameError, "has no stage 'alloy'"),
        ({"options": [ms.Recycle(0.1, B, stage="mining")]}, ms.GraphError, "nobody uses handium"),
        ({"probabilities": (0.5, 0.5)}, ms.RecordError, "1 number"),
        ({"probabilities": (1.5,)}, ms.RecordError, "from 0 to 1"),
        ({"response": ms.ProRata()}, ms.GraphError, "mitigation re-solves ms.Reroute"),
    ],
)
def test_what_cannot_be_ranked_is_refused(arguments, error, message):
    full = {"shocks": ms.RemoveCountry(A), "options": [ms.AddStock(B)], **arguments}
    with pytest.raises(error, match=message):
        ms.mitigation(hand_network(), full.pop("shocks"), full.pop("options"), **full)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ms.AddStock(A, most=0), "most must be a whole number"),
        (lambda: ms.AddStock(A, most=True), "most must be a whole number"),
        (lambda: ms.AddStock(A, amount=3), "amount"),
        (lambda: ms.AddStock(A, cost=3), "cost"),
        (lambda: ms.AddCapacity(A, "refining", recovery=2), "recovery must be above 0"),
        (lambda: ms.Recycle(2), "part must be a share"),
    ],
)
def test_options_that_cannot_be_are_refused(make, message):
    with pytest.raises(ms.MineralsecError, match=message):
        make()


def test_one_mineral_is_named_and_a_budget_needs_costs():
    world = ms.load("world", minerals=("gallium", "germanium"))
    with pytest.raises(ms.GraphError, match="name it: gallium, germanium"):
        ms.mitigation(world, ms.RemoveCountry("CHN"), [ms.AddStock("JPN")])
    found = ms.mitigation(world, ms.RemoveCountry("CHN"), [ms.AddStock("JPN")], mineral="Ga")
    assert found.mineral == "gallium"
    with pytest.raises(ms.GraphError, match="a budget needs the cost of every option"):
        found.portfolio("1 USD")


def test_a_ranking_is_a_table_and_a_chart():
    found = everything()
    assert len(found) == 3
    assert "one unit avoids" in str(found)
    assert "avoids [t]" in found._repr_html_()
    frame = found.to_frame()
    assert frame["share_of_loss"].max() <= 1
    assert found.plot().get_xlabel() == "unmet use that one unit avoids [t]"
    control = ms.Control(
        id="ban", issuer="XAA", instrument=ms.Ban(), minerals=("handium",),
        effective="2000-01-01", ends="2001-01-01",
    )  # fmt: skip
    many = ms.mitigation(
        hand_network(), control, [ms.AddStock(C, amount=f"{i} tonne") for i in range(1, 15)],
        response=TIGHT,
    )  # fmt: skip
    assert "… and 2 more" in str(many)
    assert "no cost" not in str(many)
    # nothing is lost without a shock that bites
    calm = ms.mitigation(
        hand_network(), ms.CapacityLoss(0.0, ids="mine A"), [ms.AddStock(C)], response=TIGHT
    )
    assert calm.loss == pytest.approx(0)
    assert calm.to_dict()[0]["share_of_loss"] == 0
    assert np.isnan(calm.rows[0].per_cost)
