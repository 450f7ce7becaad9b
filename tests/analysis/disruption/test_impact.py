"""Every member of an Impact, on the hand network and on the bundled data."""

import math

import pytest

import mineralsec as ms
from mineralsec.analysis.disruption.residual import with_producers

from .hand_network import A, C, hand_network, tonnes

SHARE_OF = {"production": "all use", "exports": "use outside XAA", "all": "use outside XAA"}


@pytest.fixture(scope="module")
def impact():
    return ms.remove_country(hand_network(), A)


def test_without_a_response_the_middle_rung_is_the_headline(impact):
    assert [r.horizon for r in impact.ladder] == [
        "first quarter",
        "first year",
        "about three years",
    ]
    assert impact.shortfall_share == impact.ladder[1].share
    assert impact.span == (impact.ladder[0].share, impact.ladder[2].share)
    assert impact.headline() == "60 % (60 to 60 %) of use outside XAA"
    assert repr(impact) == (
        "Impact(handium: 60 % (60 to 60 %) of use outside XAA, grade A; 30.00 t/yr short)"
    )


def test_one_response_gives_its_value_twice_as_span():
    one = ms.remove_country(hand_network(), A, response=ms.ProRata())
    assert one.span == (one.shortfall_share,) * 2
    assert one.headline() == "60 % of use outside XAA"


@pytest.mark.parametrize("channel", SHARE_OF)
def test_the_share_says_whose_use_it_is_of(channel):
    impact = ms.remove_country(hand_network(), A, channel=channel, response=ms.ProRata())
    assert impact.denominator == SHARE_OF[channel]
    assert impact.shortfall_share_of_world == pytest.approx(
        impact.totals().counted[1] / impact.totals().use
    )


def test_targets_are_named_in_the_denominator():
    one = ms.remove_country(hand_network(), A, channel="exports", targets=C)
    assert one.denominator == f"use in {C}"
    two = ms.remove_country(hand_network(), A, channel="exports", targets=["XAB", C])
    assert two.denominator == f"use in XAB, {C}"


def test_by_groups_the_same_loss_by_every_word(impact):
    for word in ("consumer", "place", "site", "stage", "sector", "id", "bloc"):
        parts = [q.m_as("tonne/year") for q in impact.by(word).values()]
        assert sum(parts) == pytest.approx(30)
        assert parts == sorted(parts, reverse=True)
    assert list(impact.by("stage")) == ["refining"]
    assert impact.by("mineral")["handium"].m_as("tonne/year") == pytest.approx(30)


def test_by_sector_use_without_one_stands_together():
    graph = ms.load("world", minerals="cobalt")
    impact = ms.remove_country(graph, "COD")
    by_id, by_sector = impact.by("id"), impact.by("sector")
    named = {r.id: r.sector for r in graph.current_records if isinstance(r, ms.Consumer)}
    expected: dict[str, float] = {}
    for name, lost in by_id.items():
        label = named.get(name) or "no sector named"
        expected[label] = expected.get(label, 0.0) + lost.m_as("tonne/year")
    assert {k: q.m_as("tonne/year") for k, q in by_sector.items()} == pytest.approx(expected)
    # sectors of the EU study, and the rest of the world
    assert any(label.startswith("C2") for label in by_sector)
    assert "no sector named" in by_sector


def test_a_wrong_word_lists_the_right_ones(impact):
    with pytest.raises(ms.UnknownNameError, match="consumer, place, site, stage, mineral"):
        impact.by("country")


def test_the_explanation_is_five_to_ten_sentences_with_the_results_numbers(impact):
    lines = impact.explain().split("\n")
    assert 5 <= len(lines) <= 10
    text = impact.explain()
    assert "use 44% of handium at refining" in text
    assert "60 % (60 to 60 %) of use outside XAA" in text
    assert "60 % in the first quarter, 60 % in the first year, 60 % after about three years" in text
    assert "XAB (20.00 t/yr), XAC (10.00 t/yr)" in text
    assert "refiner C" in text
    assert "grade A" in text


def test_breakdowns_and_limits_print_as_tables(impact):
    assert repr(impact.by("consumer")) == "use B  20.00 t/yr\nuse C  10.00 t/yr"
    assert "goes short of" in impact.by("place")._repr_html_()
    assert repr(impact.binding).startswith("Binding(capacity refiner C, refining")
    assert "<td" in impact.binding._repr_html_()
    nothing = ms.simulate(hand_network(), ms.CapacityLoss(0.0, ids="mine A"))
    assert repr(nothing.by("place")) == "nobody goes short"
    assert repr(nothing.binding) == "nothing holds supply back"
    many = ms.remove_country(ms.load("world", minerals="lithium"), "CHN")
    assert repr(many.binding).endswith(f"… and {len(many.binding) - 12} more")


def test_before_and_after_are_graphs(impact):
    assert impact.before is impact.graph
    after = impact.after.network("handium")
    assert after.received.sum() == pytest.approx(20)
    assert impact.after.columns.markets is impact.before.columns.markets


def test_rows_and_frames(impact):
    (row,) = impact.rows()
    assert row["shortfall_t_per_yr"] == pytest.approx(30)
    assert impact.to_frame().loc[0, "mineral"] == "handium"


def test_html_is_escaped():
    graph = hand_network()
    assert "&lt;" not in ms.remove_country(graph, A)._repr_html_()
    records = list(graph.records)
    from attrs import evolve

    records[-1] = evolve(records[-1], id="<script>alert(1)</script>")
    html = ms.simulate(
        ms.SupplyGraph.from_records(records), ms.CapacityLoss(0.5, ids="mine A")
    )._repr_html_()
    assert "<script" not in html


def test_several_minerals_are_never_added():
    graph = ms.load("world", minerals=("gallium", "germanium"))
    impact = ms.remove_country(graph, "CHN")
    assert set(impact.shortfall_share) == {"gallium", "germanium"}
    assert set(impact.shortfall) == {"gallium", "germanium"}
    assert set(impact.by("place")) == {"gallium", "germanium"}
    assert set(impact.binding) == {"gallium", "germanium"}
    assert set(impact.grade) == set(impact.span) == {"gallium", "germanium"}
    assert "\n" in str(impact)
    with pytest.raises(ms.UnknownNameError, match="several minerals; name one: gallium"):
        impact.totals()
    with pytest.raises(ms.UnknownNameError, match="not about"):
        ms.remove_country(graph, "CHN", minerals="Ga").headline("germanium")


def test_digits_that_a_file_rounds_away_hold_nothing_back():
    impact = ms.remove_country(ms.load("world", minerals="gallium"), "CHN")
    assert impact.binding
    assert all(b.limit > 1e-6 for b in impact.binding if b.kind == "unrecorded supply")


def test_sources_lead_back_to_the_publishers():
    impact = ms.remove_country(ms.load("world", minerals="gallium"), "CHN")
    assert any("USGS" in c.publisher or "Geological" in c.publisher for c in impact.sources)
    assert all(c.locator for c in impact.sources)


def test_use_that_nobody_places_gives_both_ends():
    graph = ms.load("world", minerals="gallium")
    impact = ms.remove_country(graph, "CHN")
    outside, with_them = impact.residual["gallium"]
    assert outside == pytest.approx(impact.shortfall_share)
    assert 0 <= with_them <= 1
    moved = with_producers(graph).network("gallium")
    assert moved.received.sum() == pytest.approx(graph.network("gallium").received.sum())
    assert "No source places part of the use" in impact.explain()
    assert any("No source places part of the use" in note for note in impact.notes)
    assert impact.rows()[0]["share_unplaced_use_with_producers"] == pytest.approx(with_them)
    assert len(with_producers(graph).records) > 0


def test_the_assumptions_of_every_rung_are_listed():
    impact = ms.remove_country(ms.load("world", minerals="lithium"), "CHN")
    assert "graph ends there" in impact.notes[0]
    assert any("growth=" in note for note in impact.notes)  # the middle rung
    assert any("publish no capacity" in note for note in impact.notes)  # the last rung
    assert "more in .notes" in ms.remove_country(ms.load("world"), "CHN")._repr_html_()


def test_nothing_used_there_has_no_share():
    m = "handium"
    graph = ms.SupplyGraph.from_records(
        [
            ms.Mineral(m, stages=("mining",)),
            ms.Producer(id="mine", mineral=m, place="XAA", output=tonnes(5)),
            ms.Consumer(id="use", mineral=m, place="XAA", stage="mining", demand=tonnes(5)),
        ]
    )
    impact = ms.remove_country(graph, "XAA")
    assert math.isnan(impact.shortfall_share)
    assert "is nothing" in impact.headline()
    assert impact.own_use.m_as("tonne/year") == 5


def test_mass_without_a_record_counts_as_use_and_is_said():
    m = "handium"
    graph = ms.SupplyGraph.from_records(
        [
            ms.Mineral(m, stages=("mining",)),
            ms.Producer(id="mine", mineral=m, place="XAA", output=tonnes(10)),
            ms.Flow(mineral=m, stage="mining", origin="XAA", destination="XAB", quantity=tonnes(6)),
            ms.Flow(mineral=m, stage="mining", origin="XAC", destination="XAB", quantity=tonnes(2)),
        ]
    )
    impact = ms.remove_country(graph, "XAA", response=ms.Reroute(growth=None))
    assert impact.totals().counted == pytest.approx((8, 6))
    assert list(impact.by("consumer")) == ["unrecorded use, mining, XAB"]
    assert any("counts as use" in n for n in impact.notes)
    assert any("taken as supply" in n for n in impact.notes)
    kinds = {(b.kind, b.place) for b in impact.binding}
    assert ("unrecorded supply", "XAC") in kinds


def test_demand_above_supply_is_short_before_anything_happens():
    m = "handium"
    graph = ms.SupplyGraph.from_records(
        [
            ms.Mineral(m, stages=("mining",)),
            ms.Producer(id="mine", mineral=m, place="XAA", output=tonnes(48)),
            ms.Consumer(id="use", mineral=m, place="XAA", stage="mining", demand=tonnes(120)),
        ]
    )
    assert graph.network(m).received == pytest.approx([48])
    impact = ms.simulate(graph, ms.CapacityLoss(0.5, minerals=m), response=ms.Reroute())
    assert impact.totals().counted == pytest.approx((48, 24))


@pytest.mark.parametrize(("months", "share"), [(3, 0.0), (12, 0.35), (24, 0.475)])
def test_stock_covers_less_the_longer_it_must_last(months, share):
    """Demand 120, supply left 48, stock 30: 0, 35 and 48 % over 3, 12 and 24 months."""
    m = "handium"
    graph = ms.SupplyGraph.from_records(
        [
            ms.Mineral(m, stages=("mining",)),
            ms.Producer(id="lost", mineral=m, place="XAA", output=tonnes(72)),
            ms.Producer(id="kept", mineral=m, place="XAB", output=tonnes(48)),
            ms.Flow(
                mineral=m, stage="mining", origin="XAA", destination="XAB", quantity=tonnes(72)
            ),
            ms.Consumer(id="use", mineral=m, place="XAB", stage="mining", demand=tonnes(120)),
            ms.Stockpile(
                id="stock", mineral=m, place="XAB", stage="mining", as_of="2024-12-31",
                amount=ms.Q(30, "tonne"),
            ),
        ]
    )  # fmt: skip
    impact = ms.remove_country(
        graph, "XAA", response=ms.Reroute(stocks=True), start="2025-01-01",
        duration=f"{months} months" if months < 12 else f"{months // 12} year",
    )  # fmt: skip
    assert impact.shortfall_share == pytest.approx(share, abs=0.005)
    assert ("stock" in {b.kind for b in impact.binding}) == (share > 0)


def test_a_surge_in_demand_is_short_of_what_is_added():
    graph = hand_network()
    surge = ms.DemandSurge(1.5, places=C)
    # nothing spare, lanes at today's: C needs 45 and gets 30
    impact = ms.simulate(graph, surge, response=ms.Reroute(growth=0.0, spare="none"))
    assert impact.totals().counted == pytest.approx((105, 15))
    spare = ms.simulate(graph, surge, response=ms.Reroute(growth=None, spare="nameplate"))
    # ten more tonnes from mine A pass refiner A
    assert spare.totals().counted == pytest.approx((105, 5))
    today = ms.simulate(graph, surge, response=ms.ProRata())
    # under today's contracts C's users get 30 of 45
    assert today.totals().counted[1] == pytest.approx(15)


def test_a_closed_lane_is_an_embargo_of_one():
    graph = hand_network()
    one = ms.simulate(
        graph, ms.CloseLane(A, C), response=ms.Reroute(growth=None, spare="nameplate")
    )
    assert one.totals().counted == pytest.approx((90, 10))
    assert "nothing moves from XAA to XAC" in one.scope


def test_lane_costs_rank_lanes_without_unserving_anybody():
    import numpy as np
    from attrs import evolve

    graph = hand_network()

    class Dear:
        def limit(self, graph, limits):
            cost = np.zeros(len(graph.columns.lanes))
            cost[2] = 50.0
            return evolve(limits, lane_cost=cost)

    impact = ms.simulate(graph, Dear(), response=ms.Reroute(growth=None, spare="nameplate"))
    assert impact.shortfall_share == pytest.approx(0, abs=1e-9)


def test_a_by_product_falls_with_its_host():
    def t(x):
        return ms.Q(x, "tonne/year")

    graph = ms.SupplyGraph.from_records(
        [
            ms.Mineral("gallium", stages=("refining",), hosts=("aluminium",)),
            ms.Mineral("aluminium", stages=("alumina",)),
            ms.Producer(
                id="Ga", mineral="gallium", stage="refining", place="XAA", output=t(8),
                host="alumina", host_ratio=8e-6,
            ),
            ms.Producer(
                id="Ga 2", mineral="gallium", stage="refining", place="XAB", output=t(2),
                host="alumina B", host_ratio=1e-3,
            ),
            ms.Producer(
                id="alumina", mineral="aluminium", stage="alumina", place="XAA", output=t(1e6)
            ),
            ms.Producer(
                id="alumina B", mineral="aluminium", stage="alumina", place="XAB", output=t(1e5)
            ),
            ms.Consumer(
                id="chips", mineral="gallium", stage="refining", place="XAA", demand=t(8)
            ),
            ms.Consumer(
                id="chips B", mineral="gallium", stage="refining", place="XAB", demand=t(2)
            ),
            ms.Consumer(
                id="cans", mineral="aluminium", stage="alumina", place="XAA", demand=t(1e6)
            ),
            ms.Consumer(
                id="cans B", mineral="aluminium", stage="alumina", place="XAB", demand=t(1e5)
            ),
        ]
    )  # fmt: skip
    half = ms.CapacityLoss(0.5, ids="alumina")
    for response in (ms.ProRata(), ms.Reroute()):
        impact = ms.simulate(graph, half, response=response)
        # it made all its ratio allows, so half of it goes with half of the alumina
        assert impact.shortfall_rate["gallium"].m_as("tonne/year") == pytest.approx(4)
    # the second plant has room: its host can lose most and still carry it
    other = ms.simulate(graph, ms.CapacityLoss(0.5, ids="alumina B"), response=ms.Reroute())
    assert other.shortfall_rate["gallium"].m_as("tonne/year") == pytest.approx(0, abs=1e-9)
    only = ms.simulate(graph, half, minerals="Ga", response=ms.Reroute())
    assert only.shortfall.m_as("tonne") == pytest.approx(4)


def test_minerals_that_host_each_other_are_refused():
    def maker(name, mineral, host=None):
        return ms.Producer(
            id=name, mineral=mineral, stage="refining", place="XAA", output=tonnes(1),
            host=host, host_ratio=None if host is None else 1.0,
        )  # fmt: skip

    graph = ms.SupplyGraph.from_records(
        [
            ms.Mineral("gallium", stages=("refining",)),
            ms.Mineral("zinc", stages=("refining",)),
            maker("gallium of zinc", "gallium", "zinc"),
            maker("zinc", "zinc"),
            maker("zinc of gallium", "zinc", "gallium"),
            maker("gallium", "gallium"),
        ]
    )
    with pytest.raises(ms.GraphError, match="by-product of itself"):
        ms.remove_country(graph, "XAA")


def test_figures_are_the_same_from_scipy_with_one_warning(tmp_path):
    import subprocess
    import sys

    script = tmp_path / "no_highspy.py"
    script.write_text(
        "import sys, warnings\n"
        "sys.modules['highspy'] = None\n"
        "import mineralsec as ms\n"
        "graph = ms.load('world', minerals=('lithium', 'gallium'))\n"
        "with warnings.catch_warnings(record=True) as caught:\n"
        "    warnings.simplefilter('always')\n"
        "    impact = ms.remove_country(graph, 'CHN')\n"
        "    print(impact.span, impact.shortfall_share)\n"
        "    rows = {m: {k: round(v.m_as('tonne/year'), 3) for k, v in d.items()}\n"
        "            for m, d in impact.by('place').items()}\n"
        "print(rows)\n"
        "ours = [w for w in caught if issubclass(w.category, ms.MineralsecWarning)]\n"
        "print(len(ours), 'highspy cannot be imported' in str(ours[0].message))\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    span, rows, warned = done.stdout.strip().split("\n")
    graph = ms.load("world", minerals=("lithium", "gallium"))
    impact = ms.remove_country(graph, "CHN")
    nan = float("nan")
    assert warned == "1 True"
    for m, d in eval(rows, {"nan": nan}).items():
        ours = {k: v.m_as("tonne/year") for k, v in impact.by("place")[m].items()}
        for place in {*d, *ours}:
            assert d.get(place, 0) == pytest.approx(ours.get(place, 0), rel=1e-5, abs=1e-2)
    assert span.startswith("{'gallium'")


def test_a_plant_that_is_not_open_yet_holds_nothing_back():
    dated = {"mineral": "cobalt", "year": 2024}
    graph = ms.SupplyGraph.from_records(
        [
            ms.Mineral("cobalt", stages=("mining",)),
            ms.Producer(id="a", place="XAA", output="9 tonne/year", **dated),
            ms.Producer(id="b", place="XAB", output="1 tonne/year", **dated),
            ms.Producer(
                id="later", place="XAB", output="0 tonne/year", capacity="5 tonne/year",
                opens="2028-01-01", **dated,
            ),
            ms.Consumer(id="c", place="XAB", stage="mining", demand="10 tonne/year", **dated),
            ms.Flow(
                stage="mining", origin="XAA", destination="XAB", quantity="9 tonne/year", **dated
            ),
        ]
    )  # fmt: skip
    impact = ms.remove_country(graph, "XAA")
    assert [row.name for row in impact.binding] == ["b"]
    assert "later" not in impact.explain()
