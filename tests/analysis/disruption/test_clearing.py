"""Prices that clear a market: published checks, closed forms, two markets, cited elasticities."""

import csv
import io
import math
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.analysis.disruption.elasticities import Range
from mineralsec.analysis.disruption.market import (
    clearing_price,
    consumer_loss,
    lagged,
    producer_gain,
    supplied,
)
from mineralsec.datasets.recipe.elasticities import elasticity_files
from mineralsec.plotting.tornado import tornado
from mineralsec.testing import supply_graphs

from .hand_network import tonnes

M = "cobalt"
E = ms.Elasticities(demand=-0.3, supply=0.2)


def two_mines(spare=10.0):
    """XAA makes 60, XAB 40 (with spare capacity); XAC uses all 100."""

    def mine(place, output, capacity):
        return ms.Producer(
            id=place, mineral=M, place=place, output=tonnes(output), capacity=tonnes(capacity)
        )

    def lane(place, amount):
        return ms.Flow(
            mineral=M, stage="mining", origin=place, destination="XAC", quantity=tonnes(amount)
        )

    return ms.SupplyGraph.from_records(
        [
            ms.Mineral(M, stages=("mining",)),
            mine("XAA", 60, 60),
            mine("XAB", 40, 40 + spare),
            lane("XAA", 60),
            lane("XAB", 40),
            ms.Consumer(id="use", mineral=M, place="XAC", stage="mining", demand=tonnes(100)),
        ]
    )


# ---- the formula


@pytest.mark.parametrize(("cap", "price", "quantity"), [(math.inf, 6.25, 57.7), (50, 10.08, 50)])
def test_the_published_check(cap, price, quantity):
    found = clearing_price(100, 40, demand_elasticity=-0.3, supply_elasticity=0.2, cap=cap)
    assert found == pytest.approx(price, abs=0.005)
    assert supplied(found, 40, cap, 0.2) == pytest.approx(quantity, abs=0.05)


@pytest.mark.parametrize(("spare", "price"), [("nameplate", 10.08), (None, 6.25)])
def test_the_published_check_on_a_graph(spare, price):
    response = ms.Clearing(E, spare=spare)
    impact = ms.remove_country(two_mines(), "XAA", channel="production", response=response)
    found = impact.clearing()
    assert found.price == pytest.approx(price, abs=0.005)
    # the use given up is what goes short under this response
    assert impact.shortfall_rate.m_as("tonne/year") == pytest.approx(found.given_up, rel=1e-6)
    assert any("Cleared(cobalt" in note for note in impact.notes)


positive = st.floats(0.01, 1e3)


@given(positive, positive, st.floats(-3, -0.05), st.floats(0, 2), st.floats(1, 50))
def test_the_price_solves_the_equation(demand, kept, down, up, room):
    cap = kept * room
    price = clearing_price(demand, kept, demand_elasticity=down, supply_elasticity=up, cap=cap)
    if 0 < price < math.inf:
        assert demand * price**down == pytest.approx(supplied(price, kept, cap, up), rel=1e-6)
        closed = (kept / demand) ** (1 / (down - up))
        capped = (cap / demand) ** (1 / down)
        assert price == pytest.approx(max(closed, capped) if closed > 1 else closed, rel=1e-6)


def test_stock_released_lowers_the_price():
    options = {"demand_elasticity": -0.3, "supply_elasticity": 0.0}
    dear = clearing_price(100, 40, **options)
    cheap = clearing_price(100, 40, released=10, **options)
    assert cheap == pytest.approx(0.5 ** (1 / -0.3))
    assert cheap < dear


def test_what_clears_no_market_has_no_price():
    options = {"demand_elasticity": -0.3, "supply_elasticity": 0.0}
    assert clearing_price(100, 0, **options) == math.inf
    assert clearing_price(100, 40, demand_elasticity=0.1, supply_elasticity=0.0) == math.inf
    assert clearing_price(0, 40, **options) == 1
    assert clearing_price(100, 100, **options) == 1
    # so much more than anybody wants that no price is low enough
    assert clearing_price(1e-60, 1e60, **options) == 0
    assert consumer_loss(100, math.inf, -0.3) == producer_gain(1, 2, math.inf, 0.1) == math.inf


@pytest.mark.parametrize("bad", [{"kept": -1.0}, {"supply_elasticity": -0.1}, {"cap": math.nan}])
def test_amounts_and_signs_that_cannot_be_are_refused(bad):
    given_ = {"kept": 40.0, "demand_elasticity": -0.3, "supply_elasticity": 0.2, **bad}
    with pytest.raises(ms.RecordError):
        clearing_price(100, given_.pop("kept"), **given_)


@given(st.floats(1.01, 20), st.sampled_from((-1.0, -0.3, -1.7)), st.sampled_from((0.0, 0.2, 1.5)))
def test_gains_and_losses_are_areas_beside_the_curves(price, down, up):
    prices = np.linspace(1, price, 20_001)
    use = 100 * prices**down
    made = np.minimum(40 * prices**up, 50)
    assert consumer_loss(100, price, down) == pytest.approx(np.trapezoid(use, prices), rel=1e-4)
    assert producer_gain(40, 50, price, up) == pytest.approx(np.trapezoid(made, prices), rel=1e-4)


def test_producers_without_output_or_room_gain_what_they_sell_dearer():
    assert producer_gain(0, 50, 3.0, 0.2) == 0
    assert producer_gain(60, 50, 3.0, 0.2) == 100


def test_elasticities_grow_with_time():
    assert lagged(-0.1, -0.6, 0.0, 5.0) == pytest.approx(-0.1)
    assert lagged(-0.1, -0.6, 100.0, 5.0) == pytest.approx(-0.6)
    with pytest.raises(ms.RecordError, match="lag above 0"):
        lagged(-0.1, -0.6, 1.0, 0.0)


# ---- two markets


def exporter():
    """XAA makes 80 and uses 30; XAB makes 20 and uses 70."""

    def mine(place, output):
        return ms.Producer(id=place, mineral=M, place=place, output=tonnes(output))

    def use(place, demand):
        return ms.Consumer(
            id=f"use {place}", mineral=M, place=place, stage="mining", demand=tonnes(demand)
        )

    return ms.SupplyGraph.from_records(
        [
            ms.Mineral(M, stages=("mining",)),
            mine("XAA", 80),
            mine("XAB", 20),
            ms.Flow(
                mineral=M, stage="mining", origin="XAA", destination="XAB", quantity=tonnes(50)
            ),
            use("XAA", 30),
            use("XAB", 70),
        ]
    )


def test_an_export_stop_has_a_dear_and_a_cheap_side():
    impact = ms.remove_country(
        exporter(), "XAA", channel="exports", response=ms.Clearing(E, spare=None)
    )
    outside, inside = impact.clearing().sides
    assert outside.who == "outside XAA"
    assert outside.price == pytest.approx((20 / 70) ** (1 / -0.5))
    assert inside.price == pytest.approx((80 / 30) ** (1 / -0.5))
    assert inside.price < 1 < outside.price
    assert inside.given_up == 0
    assert inside.consumer_loss < 0 < outside.consumer_loss
    # cheaper material inside is nobody's unmet use
    assert impact.totals().own[1] == pytest.approx(0)


def test_what_still_leaks_out_softens_both_prices():
    def sides(severity):
        impact = ms.remove_country(exporter(), "XAA", channel="exports", severity=severity)
        return impact.clearing(E, spare=None).sides

    (hard_out, hard_in), (soft_out, soft_in) = sides(1.0), sides(0.5)
    assert hard_out.price > soft_out.price > 1 > soft_in.price > hard_in.price


def test_third_places_make_it_one_market_unless_they_are_barred():
    def cleared(**options):
        impact = ms.remove_country(
            two_mines(), "XAA", channel="exports", targets="XAC", response=ms.Clearing(E), **options
        )
        return impact.clearing()

    assert cleared().price == pytest.approx(1)
    barred = cleared(reexport=False)
    assert [s.who for s in barred.sides] == ["in XAC", "the rest"]
    assert barred.price == pytest.approx(10.08, abs=0.005)
    # with a user elsewhere the world is one market, unless the targets are cut off from it
    users = [r for r in two_mines().records if getattr(r, "id", "") != "XAB"]
    users.append(ms.Producer(id="more", mineral=M, place="XAB", output=tonnes(90)))
    users.append(ms.Consumer(id="own", mineral=M, place="XAB", stage="mining", demand=tonnes(50)))
    graph = ms.SupplyGraph.from_records(users)
    options = {"channel": "exports", "targets": "XAC"}
    world = ms.remove_country(graph, "XAA", **options).clearing(E)
    assert [s.who for s in world.sides] == ["world"]
    apart = ms.remove_country(graph, "XAA", reexport=False, **options).clearing(E)
    assert len(apart.sides) == 2


def test_a_by_product_is_capped_by_its_host():
    def plant(name, mineral, output, **more):
        return ms.Producer(id=name, mineral=mineral, place="XAA", output=tonnes(output), **more)

    def use(mineral, demand):
        return ms.Consumer(
            id=f"use {mineral}", mineral=mineral, place="XAA", stage="mining", demand=tonnes(demand)
        )

    graph = ms.SupplyGraph.from_records(
        [
            ms.Mineral("zinc", stages=("mining",)),
            ms.Mineral("germanium", stages=("mining",), hosts=("zinc",)),
            plant("zinc", "zinc", 1000),
            plant("by", "germanium", 10, capacity=tonnes(100), host="zinc", host_ratio=0.01),
            use("zinc", 1000),
            use("germanium", 10),
        ]
    )
    impact = ms.simulate(
        graph, ms.CapacityLoss(0.5, minerals="zinc"), response=ms.Clearing(E, spare="nameplate")
    )
    found = impact.clearing()["germanium"]
    # nameplate would allow 100 t; half the zinc holds 5
    assert found.sides[0].cap == pytest.approx(5)
    assert found.price == pytest.approx(0.5 ** (1 / -0.3), rel=1e-5)


@given(supply_graphs(max_places=3), st.data())
def test_no_more_is_given_up_than_unlimited_lanes_leave_unmet(graph, data):
    place = data.draw(st.sampled_from(graph.places))
    impact = ms.remove_country(graph, place, minerals=M, response=ms.Clearing(E))
    found = impact.clearing()
    open_ = ms.remove_country(
        graph, place, minerals=M,
        response=ms.Reroute(lanes="open", growth=None, spare="nameplate"),
    )  # fmt: skip
    assert found.price >= 1 - 1e-9
    assert found.given_up >= open_.totals().counted[1] - 1e-6
    # the price makes nobody give up more than what today's output leaves unmet
    none = ms.remove_country(
        graph, place, minerals=M, response=ms.Reroute(lanes="open", growth=None, spare="none")
    )
    assert found.given_up <= none.totals().counted[1] + 1e-6


# ---- elasticities are given or cited


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ms.Clearing(None), "elasticities are never assumed"),
        (lambda: ms.Clearing({}), "elasticities are never assumed"),
        (lambda: ms.Clearing(E, spare="much"), "spare must be one of"),
        (lambda: ms.Elasticities(demand=0.1, supply=0.2), "must be below 0"),
        (lambda: ms.Elasticities(demand=-0.1, supply=-0.2), "must be 0 or more"),
        (lambda: ms.Elasticities(demand=(-0.1, -0.3, -0.2), supply=0), "in rising order"),
        (lambda: ms.Elasticities(demand="low", supply=0), "an elasticity is a number"),
        (lambda: ms.elasticities("gallium"), "no published price elasticity of 'gallium'"),
        (lambda: ms.elasticities("Tinn"), "Did you mean 'Tin'"),
        (lambda: ms.elasticities("tin", "soon"), "horizon must be one of"),
        (lambda: ms.elasticities("lead", "long run"), "no long run supply elasticity of Lead"),
        (lambda: ms.elasticities("copper"), "clears no market. Medians by horizon"),
    ],
)
def test_elasticities_are_never_a_silent_default(make, message):
    with pytest.raises(ms.MineralsecError, match=message):
        make()


def test_elasticities_may_differ_by_mineral():
    response = ms.Clearing({M: E})
    assert response.of(M) == E
    with pytest.raises(ms.GraphError, match="no elasticities of gallium are given, only of cobalt"):
        response.of("gallium")


def test_published_quartiles_come_with_their_source():
    tin = ms.elasticities("tin", "short run", supply_horizon="long run")
    assert tin.demand == Range(-0.253, -0.1, -0.061)
    assert tin.supply == Range(0.7, 1.25, 1.34)
    assert "GLOMBO" in repr(tin)
    impact = ms.remove_country(two_mines(), "XAA", channel="production")
    found = impact.clearing(tin)
    assert found.citations[0].licence == "CC-BY-4.0"
    assert impact.clearing(E).citations == ()


def test_the_recipe_rebuilds_the_bundled_elasticities(tmp_path):
    place = files("mineralsec.datasets").joinpath("elasticities")
    bundled = {f.name: f.read_text(encoding="utf-8") for f in place.iterdir()}
    rows = list(csv.DictReader(io.StringIO(bundled["literature.csv"])))
    # what the source has besides is left out
    rows.append({**rows[0], "parameter": "Demand elasticity to GDPPC"})
    rows.append({**rows[0], "value": ""})
    (tmp_path / "derived").mkdir()
    with (tmp_path / "derived" / "elasticities_literature.csv").open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert elasticity_files(tmp_path) == bundled


# ---- what it prints, and what the price hangs on


def test_the_tornado_shows_the_widest_first_and_keeps_wrong_signs():
    wide = ms.Elasticities(demand=(-0.9, -0.3, 0.05), supply=(-0.1, 0.2, 0.3), source="a survey")
    impact = ms.remove_country(two_mines(), "XAA", channel="production")
    found = impact.clearing(wide).tornado()
    assert found.price == pytest.approx(10.08, abs=0.005)
    assert found.rows[0].name == "demand elasticity"
    assert found.rows[0].price_high == math.inf
    assert "no price clears it at 0.05" in str(found)
    supply = next(r for r in found.rows if r.name == "supply elasticity")
    # supply that falls with the price counts as fixed
    assert supply.price_low == pytest.approx(0.4 ** (1 / -0.3))
    cap = next(r for r in found.rows if r.name == "cap on supply")
    assert cap.price_low == pytest.approx(6.25)
    assert cap.price_high == pytest.approx(0.4 ** (1 / -0.3))
    assert "assumption" in found.to_frame().columns
    assert "no price clears it" in found._repr_html_()
    ax = found.plot()
    assert ax.get_xlabel() == "price relative to today's"
    both = ms.Elasticities(demand=(-0.9, -0.3, -0.1), supply=0.2)
    assert impact.clearing(both).tornado().rows[0].width > 0


def test_a_market_without_any_supply_has_no_tornado_width():
    impact = ms.simulate(two_mines(), ms.CapacityLoss(1.0, minerals=M), response=ms.Clearing(E))
    found = impact.clearing()
    assert found.price == math.inf
    assert found.given_up == 100
    rows = found.tornado()
    assert all(r.width == 0 for r in rows.rows)
    assert rows.plot().get_xlabel() == "price relative to today's"
    assert impact.shortfall_share == pytest.approx(1)


def test_a_cleared_market_is_a_table():
    found = ms.remove_country(two_mines(), "XAA", channel="production").clearing(E)
    frame = found.to_frame()
    assert frame["relative_price"][0] == pytest.approx(found.price)
    assert "price 10.1 times" in repr(found)
    assert "Cleared market of cobalt" in found._repr_html_()


def test_only_what_is_touched_clears():
    with pytest.raises(ms.GraphError, match="nothing here touches cobalt"):
        ms.simulate(two_mines(), minerals=M).clearing(E)


def test_a_tornado_needs_one_of_each():
    with pytest.raises(ms.RecordError, match="one each"):
        tornado(["a"], [], [], middle=1.0, label="price")
