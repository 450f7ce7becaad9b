"""What exactly stops: exports that must not come back through third places, owners, facilities."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

import mineralsec as ms
from mineralsec.analysis.disruption import marked_contracts
from mineralsec.testing import supply_graphs

from .hand_network import A, B, C, hand_network, tonnes

OPEN = ms.Reroute(lanes="open", growth=None, spare="nameplate")
ANY = ms.Reroute(growth=None, spare="none")
M = "cobalt"


def through_third(recovery=1.0, own=0.0):
    """Ore of XAA is refined in XAB for XAC; XAB may have ore of its own."""
    total = 10.0 + own
    return ms.SupplyGraph.from_records(
        [
            ms.Mineral(M, stages=("mining", "refining")),
            ms.Producer(id="mine", mineral=M, place="XAA", output=tonnes(10)),
            ms.Producer(id="own", mineral=M, place="XAB", output=tonnes(own)),
            ms.Flow(
                mineral=M, stage="mining", origin="XAA", destination="XAB", quantity=tonnes(10)
            ),
            ms.Refiner(
                id="plant",
                mineral=M,
                place="XAB",
                output=tonnes(total * recovery),
                recovery=recovery,
            ),
            ms.Flow(
                mineral=M,
                stage="refining",
                origin="XAB",
                destination="XAC",
                quantity=tonnes(total * recovery / 2),
            ),
            ms.Consumer(
                id="B", mineral=M, place="XAB", stage="refining",
                demand=tonnes(total * recovery / 2),
            ),
            ms.Consumer(
                id="C", mineral=M, place="XAC", stage="refining",
                demand=tonnes(total * recovery / 2),
            ),
        ]
    )  # fmt: skip


def short(graph, response, **options):
    impact = ms.remove_country(
        graph, "XAA", channel="exports", targets="XAC", response=response, **options
    )
    return impact.shortfall_rate.m_as("tonne/year")


# ---- exports to targets, without leakage


@pytest.mark.parametrize("response", [ms.ProRata(), ms.ProRata("home"), ANY, OPEN])
@pytest.mark.parametrize(("reexport", "lost"), [(True, 0.0), ("transformed", 0.0), (False, 5.0)])
def test_refining_outside_frees_the_material_only_where_the_rule_says_so(response, reexport, lost):
    assert short(through_third(), response, reexport=reexport) == pytest.approx(lost, abs=1e-6)


def test_free_material_goes_to_the_targets_first_or_in_the_same_mix():
    # 10 t of ore of XAA and 6 t of XAB make 16 t; XAC takes 8 t
    graph = through_third(own=6.0)
    # kept apart, all 6 t that are free go to XAC
    assert short(graph, ANY, reexport=False) == pytest.approx(2)
    # under today's contracts XAC gets its part of the mix: 8 * 6 / 16 are free
    assert short(graph, ms.ProRata(), reexport=False) == pytest.approx(5)


def test_losses_on_the_way_keep_the_mark():
    graph = through_third(recovery=0.5, own=6.0)
    assert short(graph, ANY, reexport=False) == pytest.approx(1)
    assert short(graph, ms.ProRata(), reexport=False) == pytest.approx(2.5)


def test_what_b_may_pass_on_decides_the_hand_network():
    def lost(**options):
        return ms.remove_country(
            hand_network(), A, channel="exports", targets=C, response=OPEN, **options
        )

    assert lost().shortfall_share == pytest.approx(0, abs=1e-9)
    barred = lost(reexport=False)
    # C is left with its own refinery, which runs on ore of B
    assert barred.shortfall_rate.m_as("tonne/year") == pytest.approx(10)
    assert "nor do they arrive through third places;" in barred.scope
    assert "unless refined there" in lost(reexport="transformed").scope
    assert "third places may pass them on" in lost().scope


def test_material_that_only_passes_through_is_marked_too():
    graph = through_third()
    # XAB's metal to XAC is what is marked when XAB's exports to XAC stop; nothing else comes
    impact = ms.remove_country(
        graph, "XAB", channel="exports", targets="XAC", reexport=False, response=OPEN
    )
    assert impact.shortfall_share == pytest.approx(1)


def two_layers(graph, source, targets, transformed):
    """Least unmet use with one layer of free and one of marked material. [t/yr]"""
    network = graph.network(M)
    n = len(network)
    inside = graph.columns.place_mask(graph.place_codes(source))[network.markets]
    aim = graph.columns.place_mask(graph.place_codes(targets))[network.markets]
    cost, high, entries, joint = [], [], [], []

    def column(price, top, *rows):
        cost.append(price)
        high.append(top)
        entries.append(rows)
        return len(cost) - 1

    free, marked = 0, n
    for i in range(len(network.makers)):
        market, intake = int(network.maker_market[i]), int(network.maker_intake[i])
        cap = float(network.output[i])
        if intake < 0:
            column(0, cap, (free + market, 1.0))
            continue
        taken = -1 / float(network.recovery[i])
        to = free if transformed and not inside[intake] else marked
        joint.append(
            (
                [
                    column(0, cap, (free + intake, taken), (free + market, 1.0)),
                    column(0, cap, (marked + intake, taken), (to + market, 1.0)),
                ],
                cap,
            )
        )
    for a, b in zip(network.lane_from.tolist(), network.lane_to.tolist(), strict=True):
        if inside[a] and aim[b]:
            continue
        mark = marked if inside[a] and not inside[b] else free
        column(0, np.inf, (free + a, -1.0), (mark + b, 1.0))
        if inside[a] or not aim[b] or aim[a]:
            column(0, np.inf, (marked + a, -1.0), (marked + b, 1.0))
    for m, want in zip(network.user_market.tolist(), network.received.tolist(), strict=True):
        # own use first
        gain = -1000.0 if inside[m] else -1.0
        parts = [column(gain, want, (layer + m, -1.0)) for layer in (free, marked)]
        joint.append((parts, want))
    matrix = np.zeros((2 * n, len(cost)))
    for j, rows in enumerate(entries):
        for i, value in rows:
            matrix[i, j] += value
    both = np.zeros((len(joint), len(cost)))
    for i, (columns, _) in enumerate(joint):
        both[i, columns] = 1.0
    result = linprog(
        cost, A_eq=matrix, b_eq=np.zeros(2 * n), A_ub=both, b_ub=[most for _, most in joint],
        bounds=list(zip(np.zeros(len(high)), high, strict=True)), method="highs",
    )  # fmt: skip
    assert result.status == 0
    x = result.x
    served = np.array([x[columns].sum() for columns, _ in joint[-len(network.users) :]])
    return float((network.received - served)[~inside[network.user_market]].sum())


@settings(max_examples=60)
@given(
    supply_graphs(min_places=3, max_places=4, min_stages=2, with_capacity=False),
    st.sampled_from((False, "transformed")),
    st.data(),
)
def test_barred_material_equals_a_model_of_two_layers(graph, reexport, data):
    assume(len(graph.places) > 1)
    source, target = data.draw(st.permutations(list(graph.places)))[:2]
    impact = ms.remove_country(
        graph, source, minerals=M, channel="exports", targets=target, reexport=reexport,
        response=ANY,
    )  # fmt: skip
    expected = two_layers(graph, source, target, reexport == "transformed")
    totals = impact.totals()
    assert totals.counted[1] + totals.other[1] == pytest.approx(expected, rel=1e-6, abs=1e-5)
    detail = sum(v.m_as("tonne/year") for v in impact.by("consumer").values())
    assert detail == pytest.approx(totals.counted[1], rel=1e-6, abs=1e-5)


@settings(max_examples=60)
@given(supply_graphs(min_places=3, max_places=4), st.data())
def test_less_leakage_never_helps_and_contracts_never_beat_rerouting(graph, data):
    assume(len(graph.places) > 1)
    source, target = data.draw(st.permutations(list(graph.places)))[:2]
    losses = {}
    for rule in (True, "transformed", False):
        for response in (ms.ProRata(), ANY, OPEN):
            impact = ms.remove_country(
                graph, source, minerals=M, channel="exports", targets=target, reexport=rule,
                response=response,
            )  # fmt: skip
            losses[rule, response] = impact.totals().unmet
    for response in (ms.ProRata(), ANY, OPEN):
        assert losses[False, response] >= losses["transformed", response] - 1e-6
        assert losses["transformed", response] >= losses[True, response] - 1e-6
    for rule in (True, "transformed", False):
        assert losses[rule, ms.ProRata()] >= losses[rule, ANY] - 1e-6
        assert losses[rule, ANY] >= losses[rule, OPEN] - 1e-6


def test_bans_of_two_countries_act_together():
    graph = through_third(own=6.0)
    both = (
        ms.RemoveCountry("XAA", channel="exports", targets="XAC", reexport=False),
        ms.RemoveCountry("XAB", channel="exports", targets="XAC", reexport=False),
    )
    for response in (ms.ProRata(), ANY, OPEN):
        impact = ms.simulate(graph, *both, response=response, minerals=M)
        assert impact.shortfall_share == pytest.approx(1)


def test_contracts_follow_only_so_many_bans(monkeypatch):
    monkeypatch.setattr(marked_contracts, "MOST_BANS", 0)
    with pytest.raises(ms.GraphError, match=r"1 bans by origin at once.*at most 0"):
        short(through_third(), ms.ProRata(), reexport=False)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"reexport": "no"}, ms.UnknownNameError, "reexport must be True, False or 'transformed'"),
        ({"reexport": False}, ms.GraphError, "bars material from targets"),
        (
            {"reexport": False, "channel": "exports", "targets": "XAC", "severity": 0.5},
            ms.GraphError,
            "no severity",
        ),
        ({"by": "company"}, ms.UnknownNameError, "by must be one of place, owner"),
        ({"by": "owner", "channel": "exports"}, ms.GraphError, "by='owner' is about output"),
        ({"ownership": "control"}, ms.GraphError, "goes with by='owner'"),
        ({"by": "owner"}, ms.UnknownNameError, "no plant of this graph has an owner"),
    ],
)
def test_scopes_that_contradict_themselves_are_refused(options, error, message):
    with pytest.raises(error, match=message):
        ms.remove_country(through_third(), "XAA", **options)


# ---- owners


def owned(stakes=()):
    def mine(name, place, *owners):
        return ms.Producer(id=name, mineral=M, place=place, output=tonnes(10), owners=owners)

    def use(place):
        return ms.Consumer(id=place, mineral=M, place=place, stage="mining", demand=tonnes(10))

    return ms.SupplyGraph.from_records(
        [
            ms.Mineral(M, stages=("mining",)),
            mine("abroad", "XAB", ms.Owner("Alpha", 0.6, "CHN"), ms.Owner("State", 0.4, "XAB")),
            mine("part", "XAC", ms.Owner("Alpha", 0.3, "CHN"), ms.Owner("Beta", 0.7)),
            mine("untold", "XAD"),
            *(use(place) for place in ("XAB", "XAC", "XAD")),
            *stakes,
        ]
    )


def stake(holder, held, fraction):
    return ms.Stake(holder=holder, held=held, fraction=fraction, as_of="2024-12-31")


@pytest.mark.parametrize(
    ("rule", "stakes", "lost"),
    [
        ("equity", (), 6 + 3),
        # nobody on record controls the second mine: there the part counts
        ("control", (), 10 + 3),
        # Alpha holds 60 % of Beta, which holds 70 % of the second mine
        ("equity", (stake("Alpha", "Beta", 0.6),), 6 + 3 + 4.2),
        ("control", (stake("Alpha", "Beta", 0.6),), 10 + 10),
        ("control", (stake("Alpha", "Beta", 0.4),), 10 + 3 + 2.8),
        # a chain, and a circle that pays itself
        ("equity", (stake("Alpha", "X", 0.5), stake("X", "Beta", 0.5)), 6 + 3 + 1.75),
        ("equity", (stake("Alpha", "Beta", 0.5), stake("Beta", "Beta two", 0.5)), 6 + 3 + 3.5),
    ],
)
def test_a_plant_loses_what_is_held_of_it(rule, stakes, lost):
    impact = ms.remove_country(
        owned(stakes), "China", by="owner", ownership=rule, response=ms.ProRata()
    )
    assert impact.shortfall_rate.m_as("tonne/year") == pytest.approx(lost)
    assert impact.denominator == "all use"
    assert "owned from or by China" in impact.scope
    assert any("No owner is on record for 33%" in note for note in impact.notes)


def test_holdings_in_a_circle_settle():
    stakes = (stake("Alpha", "Beta", 0.5), stake("Gamma", "Beta", 0.4), stake("Beta", "Gamma", 0.5))
    impact = ms.simulate(owned(stakes), ms.RemoveOwner("Alpha"), response=ms.ProRata())
    beta = 0.5 / (1 - 0.4 * 0.5)
    assert impact.shortfall_rate.m_as("tonne/year") == pytest.approx(6 + 3 + 7 * beta)


def test_a_company_may_be_named_and_a_part_of_what_it_holds_be_lost():
    impact = ms.simulate(owned(), ms.RemoveOwner("State", severity=0.5), response=ms.ProRata())
    assert impact.shortfall_rate.m_as("tonne/year") == pytest.approx(2)
    assert "50% of output of 1 plant owned from or by State" in impact.scope


def test_what_a_company_holds_goes_with_it_whoever_holds_the_company():
    stakes = (stake("Alpha", "Beta", 0.6),)
    impact = ms.simulate(owned(stakes), ms.RemoveOwner("Beta"), response=ms.ProRata())
    assert impact.shortfall_rate.m_as("tonne/year") == pytest.approx(7)
    # a company named beside its own country counts once
    both = ms.simulate(owned(stakes), ms.RemoveOwner(["CHN", "Alpha"]), response=ms.ProRata())
    assert both.shortfall_rate.m_as("tonne/year") == pytest.approx(6 + 3 + 4.2)


def test_removals_and_shares_agree_on_who_owns_what():
    graph = owned((stake("Alpha", "Beta", 0.6),))
    impact = ms.simulate(graph, ms.RemoveOwner("CHN"), response=ms.ProRata())
    shares = ms.shares(graph, M, by="owner")
    owned_from = dict(zip(shares.labels, np.asarray(shares), strict=True))
    assert impact.shortfall_share == pytest.approx(owned_from["CHN"])


def test_a_bloc_owns_what_its_members_own():
    impact = ms.simulate(owned(), ms.RemoveOwner("BRICS"), response=ms.ProRata())
    assert impact.shortfall_rate.m_as("tonne/year") == pytest.approx(9)


@pytest.mark.parametrize(
    ("owner", "options", "message"),
    [
        ("Alpa", {}, "neither an owner in this graph nor a place. Did you mean 'Alpha'"),
        ("DEU", {}, "Germany holds no plant of this graph by rule 'equity'"),
        ("Alpha", {"rule": "golden share"}, "rule must be one of equity, control"),
    ],
)
def test_owners_that_hold_nothing_are_an_error(owner, options, message):
    with pytest.raises(ms.UnknownNameError, match=message):
        ms.simulate(owned(), ms.RemoveOwner(owner, **options), response=ms.ProRata())


# ---- facilities


def test_a_facility_stops_and_its_country_goes_on():
    impact = ms.simulate(hand_network(), ms.RemoveFacility("refiner C"), response=ms.ProRata())
    assert impact.shortfall_rate.m_as("tonne/year") == pytest.approx(20)
    assert impact.scope.startswith("refiner C in XAC stops; the rest of the country goes on")
    both = ms.simulate(
        hand_network(), ms.RemoveFacility(["mine B", "refiner C"]), response=ms.ProRata()
    )
    assert "mine B in XAB and refiner C in XAC stop;" in both.scope


@pytest.mark.parametrize(
    ("ids", "message"), [("refiner D", "Did you mean 'refiner C'"), (None, "got None")]
)
def test_facilities_have_ids(ids, message):
    with pytest.raises(ms.UnknownNameError, match=message):
        ms.simulate(hand_network(), ms.RemoveFacility(ids))


def test_shocks_of_every_kind_act_together():
    impact = ms.simulate(
        hand_network(),
        ms.RemoveFacility("refiner C"),
        ms.CloseLane(A, B),
        ms.CapacityLoss(0.1, ids="mine A"),
        ms.DemandSurge(1.1, places=A),
        response=ms.Reroute(growth=0.0, spare="none"),
    )
    # B gets nothing; A makes 65 of 70 t, uses 44 itself, and C buys no more than its 10
    assert impact.total_unmet.m_as("tonne/year") == pytest.approx(20 + 30 - 10)
    assert len(impact.scope.split(";")) >= 4
