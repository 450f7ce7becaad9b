"""Controls as shocks: days in force, the data's year, suspensions, quotas."""

import pytest

import mineralsec as ms

from .hand_network import A, B, C, hand_network, tonnes

REROUTE = ms.Reroute(growth=None, spare="nameplate")


def dated(year=2024):
    """The hand network with its records in one year."""
    from attrs import evolve

    return ms.SupplyGraph.from_records(
        [evolve(r, year=year) if hasattr(r, "year") else r for r in hand_network().records]
    )


def control(instrument=None, **arguments):
    given = {"id": "ban", "issuer": A, "minerals": "handium", "stages": "refining"}
    given |= {"effective": "2025-01-01", "instrument": instrument or ms.Ban()}
    return ms.Control(**(given | arguments))


def short(graph, act, **options):
    options.setdefault("response", ms.ProRata())
    return ms.simulate(graph, act, minerals="handium", **options)


def test_a_ban_in_force_all_year_is_an_export_stop():
    ban = short(dated(), control(), response=REROUTE)
    stop = ms.remove_country(dated(), A, channel="exports", stages="refining", response=REROUTE)
    assert ban.shortfall_share == pytest.approx(stop.shortfall_share) == pytest.approx(0.6)
    assert ban.denominator == "use outside XAA"


def test_a_ban_acts_for_the_days_it_is_in_force():
    half = short(dated(), control(ends="2025-07-02"))
    assert half.shortfall_share == pytest.approx(0.6 * 182 / 365, rel=0.01)


def test_a_suspension_takes_its_days_out():
    act = control(suspended=[("2025-04-01", "2025-07-01")])
    assert short(dated(), act).shortfall_share == pytest.approx(0.6 * (365 - 91) / 365, rel=0.01)


def test_a_ban_outside_the_window_does_nothing_and_the_result_says_so():
    impact = short(dated(), control(effective="2027-01-01"))
    assert impact.shortfall_share == 0
    assert any("not in force between 2025-01-01 and 2026-01-01" in n for n in impact.notes)


def test_a_ban_from_before_the_datas_year_is_in_the_data_already():
    old = control(effective="2020-05-01")
    impact = short(dated(), old)
    assert impact.shortfall_share == 0
    assert any("in the data already" in n and "again=True" in n for n in impact.notes)
    again = short(dated(), ms.InForce(old, again=True))
    assert again.shortfall_share == pytest.approx(0.6)


def test_a_ban_from_within_the_datas_year_acts_pro_rata():
    # in force for half of 2024, which the data contain; the other half is new
    impact = short(dated(), control(effective="2024-07-02"))
    assert impact.shortfall_share == pytest.approx(0.6 * 183 / 366, rel=0.01)
    assert any("held for 50% of 2024" in note for note in impact.notes)


def test_undated_data_contain_no_act():
    impact = short(hand_network(), control(effective="1999-01-01"), start="2025-01-01")
    assert impact.shortfall_share == pytest.approx(0.6)


def test_targets_count_only_their_own_use():
    impact = short(dated(), control(targets=C), response=REROUTE)
    assert impact.totals().counted == pytest.approx((30, 10))
    bloc = short(dated(), control(targets=(B, C)), response=REROUTE)
    assert bloc.totals().counted == pytest.approx((50, 30))


def test_a_licence_lets_a_part_pass():
    impact = short(dated(), control(ms.Licence(approval_rate=0.75)))
    assert impact.shortfall_share == pytest.approx(0.15)


def test_a_quota_holds_for_all_exports_together():
    for response in (ms.ProRata(), REROUTE):
        impact = short(dated(), control(ms.Quota(tonnes(12))), response=response)
        # 30 t left before, 12 t may leave now
        assert impact.totals().counted[1] == pytest.approx(18)
    loose = short(dated(), control(ms.Quota(tonnes(40))))
    assert loose.shortfall_share == pytest.approx(0)


def test_a_quota_known_within_limits_takes_its_best_figure():
    def quota(**limits):
        return control(ms.Quota(ms.Between("0 tonne/year", "20 tonne/year", **limits)))

    assert short(dated(), quota(point="12 tonne/year")).totals().counted[1] == pytest.approx(18)
    assert short(dated(), quota()).totals().counted[1] == pytest.approx(10)


@pytest.mark.parametrize("targets", ["world", C])
def test_a_quota_holds_on_open_lanes_too(targets):
    response = ms.Reroute(lanes="open", growth=None, spare="nameplate")
    act = control(ms.Quota(tonnes(12)), targets=targets)
    impact = short(dated(), act, response=response)
    # with C alone as target, B passes on what it buys
    assert impact.totals().counted[1] == pytest.approx(18 if targets == "world" else 0, abs=1e-6)
    assert impact.headline_rung.after("handium").received.sum() > 0


def test_a_quota_for_part_of_the_window_binds_for_that_part():
    half = short(dated(), control(ms.Quota(tonnes(0)), ends="2025-07-02"))
    assert half.shortfall_share == pytest.approx(0.6 * 182 / 365, rel=0.01)


def test_a_control_about_other_minerals_does_nothing():
    impact = short(dated(), control(minerals="gallium"))
    assert impact.shortfall_share == 0
    assert any("about nothing in this graph" in n for n in impact.notes)
    other_stage = short(dated(), control(stages="magnet"))
    assert other_stage.shortfall_share == 0


def test_an_instrument_without_effect_on_quantities_is_refused_by_name():
    with pytest.raises(ms.GraphError, match="Tariff has no effect on quantities"):
        short(dated(), control(ms.Tariff(0.25)))


def test_an_instrument_of_yours_is_registered():
    from attrs import frozen

    from mineralsec.analysis.disruption.instruments import bite

    @frozen
    class Halving:
        pass

    @bite.register(Halving)
    def _(instrument, graph, limits, origin, destination, part, what):
        return limits.cut_lanes(graph.columns, origin, destination, 1 - part / 2)

    act = control()
    object.__setattr__(act, "instrument", Halving())
    assert short(dated(), act).shortfall_share == pytest.approx(0.3)
    assert "are under Halving() (ban)" in short(dated(), act).scope


def test_the_bundled_ban_of_2025_bites_in_its_window():
    graph = ms.load("world", minerals="cobalt")
    ban = next(
        r for r in graph.current_records if isinstance(r, ms.Control) and r.id == "COD-2025-BAN"
    )
    impact = ms.simulate(graph, ban)
    days = (ban.ends - ban.effective).days
    assert impact.shortfall_share > 0
    assert f"in force {days / 365:.0%} of the window" in impact.scope


def test_contracts_that_never_settle_are_an_error_not_a_number(monkeypatch):
    from mineralsec.analysis.disruption import prorata

    monkeypatch.setattr(prorata, "ROUNDS", 1)
    impact = ms.remove_country(
        hand_network(), A, channel="exports", severity=0.5, response=ms.ProRata()
    )
    with pytest.raises(ms.SolverError, match="did not settle"):
        impact.totals()


@pytest.mark.parametrize(
    ("instrument", "fields", "said"),
    [
        (ms.Ban(), {}, "exports of handium at refining from XAA stop (ban), in force 100%"),
        (ms.Ban(), {"stages": (), "targets": B}, "exports of handium from XAA to XAB stop (ban)"),
        (ms.Quota("5 tonne/year"), {}, "are limited to 5 tonne / year a mineral (ban)"),
        (ms.Licence(0.6), {}, "need a licence, given for 60 % (ban)"),
    ],
)
def test_a_scope_says_what_an_act_does(instrument, fields, said):
    assert said in short(dated(), control(instrument, **fields)).scope


def test_a_delay_that_a_year_cannot_read_is_named():
    late = short(dated(), control(ms.Licence(0.6, "45 day")))
    assert any("its delay of 45 day is read by simulate_path" in n for n in late.notes)
    assert not any("delay" in n for n in short(dated(), control(ms.Licence(0.6))).notes)
