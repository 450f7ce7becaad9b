"""The figures of the hand network (checked by hand and by an independent linear program)."""

import pytest

import mineralsec as ms

from .hand_network import A, B, C, hand_network, tonnes

REROUTE = ms.Reroute(growth=None, spare="nameplate")
OPEN = ms.Reroute(lanes="open", growth=None, spare="nameplate")

CASES = {
    "A's mining stops": (
        {"channel": "production", "stages": "mining"},
        (50, 90),
        {("capacity", "mine A"), ("capacity", "mine B")},
    ),
    "A's refining stops": (
        {"channel": "production", "stages": "refining"},
        (70, 90),
        {("capacity", "refiner A"), ("capacity", "refiner C")},
    ),
    "A leaves": ({}, (30, 50), {("capacity", "refiner C")}),
    "A's exports stop": (
        {"channel": "exports"},
        (30, 50),
        {("capacity", "refiner C"), ("lane", f"{A} -> {B}"), ("lane", f"{A} -> {C}")},
    ),
    "A's exports to C stop": (
        {"channel": "exports", "targets": C},
        (10, 30),
        {("capacity", "refiner C"), ("lane", f"{A} -> {C}")},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_unmet_use_and_what_binds(case):
    arguments, (unmet, use), limits = CASES[case]
    impact = ms.remove_country(hand_network(), A, response=REROUTE, **arguments)
    assert impact.shortfall_rate.m_as("tonne/year") == pytest.approx(unmet)
    assert impact.shortfall.m_as("tonne") == pytest.approx(unmet)
    assert impact.shortfall_share == pytest.approx(unmet / use)
    assert impact.totals().counted[0] == pytest.approx(use)
    assert {(b.kind, b.name) for b in impact.binding} == limits
    assert all(b.value == pytest.approx(1) for b in impact.binding)


@pytest.mark.parametrize("case", CASES)
def test_todays_contracts_lose_at_least_as_much(case):
    arguments, (unmet, _), _ = CASES[case]
    for priority in ("proportional", "home"):
        impact = ms.remove_country(hand_network(), A, response=ms.ProRata(priority), **arguments)
        assert impact.shortfall_rate.m_as("tonne/year") >= unmet - 1e-9


def test_open_lanes_let_b_pass_on_to_c():
    impact = ms.remove_country(hand_network(), A, channel="exports", targets=C, response=OPEN)
    assert impact.shortfall_share == pytest.approx(0, abs=1e-9)


def test_open_lanes_share_the_loss_in_proportion():
    impact = ms.remove_country(hand_network(), A, channel="exports", response=OPEN)
    assert {k: v.m_as("tonne/year") for k, v in impact.by("consumer").items()} == pytest.approx(
        {"use C": 18, "use B": 12}
    )


def test_weight_five_moves_the_loss_to_b():
    impact = ms.remove_country(hand_network(5.0), A, channel="exports", response=OPEN)
    assert {k: v.m_as("tonne/year") for k, v in impact.by("consumer").items()} == pytest.approx(
        {"use B": 20, "use C": 10}
    )


def test_own_use_leaves_with_the_country_or_is_served_first():
    leaves = ms.remove_country(hand_network(), A, response=REROUTE)
    assert leaves.own_use.m_as("tonne/year") == pytest.approx(40)
    assert leaves.total_unmet.m_as("tonne/year") == pytest.approx(70)
    served = ms.remove_country(hand_network(), A, channel="exports", response=REROUTE)
    assert served.totals().own == pytest.approx((40, 0))
    assert leaves.denominator == served.denominator == "use outside XAA"


def test_a_priority_class_is_served_before_the_next():
    graph = hand_network(priority=2)
    response = ms.Reroute(lanes="open", growth=None, spare="nameplate", rationing="priority")
    impact = ms.remove_country(graph, A, channel="exports", response=response)
    assert {k: v.m_as("tonne/year") for k, v in impact.by("consumer").items()} == pytest.approx(
        {"use C": 30}
    )


def test_rationing_by_weight_alone_leaves_the_split_open_but_not_the_sum():
    response = ms.Reroute(lanes="open", growth=None, spare="nameplate", rationing="weight")
    impact = ms.remove_country(hand_network(), A, channel="exports", response=response)
    assert sum(v.m_as("tonne/year") for v in impact.by("place").values()) == pytest.approx(30)


def test_a_mapping_of_spare_capacity_is_what_is_added():
    response = ms.Reroute(growth=None, spare={"refiner C": tonnes(5)})
    impact = ms.remove_country(hand_network(), A, response=response)
    assert impact.shortfall_rate.m_as("tonne/year") == pytest.approx(25)


def test_a_growth_of_half_lets_lanes_carry_half_more():
    spare = {"refiner C": tonnes(100)}
    tight = ms.remove_country(hand_network(), A, response=ms.Reroute(growth=0.5, spare=spare))
    # ore B to C may grow from 20 to 30; C's metal has no lane to B
    assert tight.shortfall_rate.m_as("tonne/year") == pytest.approx(20)


def test_half_severity_halves_the_loss_of_output():
    impact = ms.remove_country(
        hand_network(), A, channel="production", stages="refining", severity=0.5,
        response=ms.ProRata(),
    )  # fmt: skip
    assert impact.shortfall_rate.m_as("tonne/year") == pytest.approx(35)


def test_a_quarter_has_a_quarter_of_the_tonnes():
    impact = ms.remove_country(
        hand_network(), A, response=REROUTE, start="2025-01-01", duration="3 months"
    )
    assert impact.shortfall.m_as("tonne") == pytest.approx(30 * 91 / 365.25, rel=1e-3)
    assert impact.shortfall_share == pytest.approx(0.6)


def test_the_undisturbed_run_is_today():
    impact = ms.simulate(hand_network(), ms.CapacityLoss(0.0, ids="mine A"), response=REROUTE)
    assert impact.shortfall_share == 0
    network = impact.graph.network("handium")
    after = impact.headline_rung.after("handium")
    assert after.flow == pytest.approx(network.flow)
    assert after.output == pytest.approx(network.output)


def test_a_limit_is_worth_what_it_serves_by_weight():
    """C weighted 5: the refineries' dual is 5."""
    impact = ms.remove_country(hand_network(5.0), A, channel="exports", response=OPEN)
    worth = {b.name: b.value for b in impact.binding if b.kind == "capacity"}
    assert worth == {"refiner C": pytest.approx(5, rel=1e-4)}
    # own use served first is worth its tonnes, not the rank that puts it first
    cut = ms.simulate(
        hand_network(),
        ms.RemoveCountry(A, channel="exports"),
        ms.CapacityLoss(0.8, ids="refiner A"),
        response=REROUTE,
    )
    assert cut.totals().own[1] == pytest.approx(22)
    assert {b.name: round(b.value, 4) for b in cut.binding}["refiner A"] == 1


def test_the_price_of_a_limit_lies_between_what_a_tonne_less_costs_and_a_tonne_more_serves():
    impact = ms.remove_country(hand_network(), A, response=REROUTE)
    row = impact.binding[0]
    assert (row.value, row.dual, row.lost) == pytest.approx((1, 1, 1))
    assert list(impact.binding.to_frame()["unit"]) == ["t of use per t/yr"]


def test_limits_that_give_out_together_are_named_though_none_alone_helps():
    # 70 t of ore and 70 t of refining: a tonne more of either serves nobody, a tonne less costs one
    impact = ms.simulate(
        hand_network(),
        ms.CapacityLoss(0.5, ids="mine A"),
        ms.CapacityLoss(2 / 9, ids="refiner A"),
        ms.RemoveFacility("refiner C"),
        response=REROUTE,
    )
    found = {b.name: b for b in impact.binding}
    assert set(found) == {"mine A", "mine B", "refiner A"}
    for row in found.values():
        assert row.value == pytest.approx(0, abs=1e-6)
        assert row.lost == pytest.approx(1)
        assert -1e-6 <= row.dual <= 1 + 1e-6
    assert sum(row.dual for row in found.values()) > 0.5  # the solver's is one of several
    assert "Limits at mining and refining give out together (mine A" in impact.explain()


def test_classes_of_users_have_no_common_price():
    response = ms.Reroute(growth=None, spare="nameplate", rationing="priority")
    impact = ms.remove_country(hand_network(priority=2), A, response=response)
    assert impact.binding
    assert all(row.dual != row.dual for row in impact.binding)  # not a number
