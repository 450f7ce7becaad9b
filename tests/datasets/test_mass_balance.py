"""Stages that no source counts by country: mass balances, stated totals and an exporter's share."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mineralsec.datasets.recipe import trade
from mineralsec.datasets.recipe.actors import Made
from mineralsec.datasets.recipe.build import build
from mineralsec.datasets.recipe.content import Factor
from mineralsec.datasets.recipe.mass_balance import from_balance
from mineralsec.datasets.recipe.raw import Raw
from mineralsec.datasets.recipe.spec import (
    Anchored,
    Assumed,
    Chain,
    EuShares,
    FormSpec,
    MassBalance,
    StageSpec,
    StatedTotal,
    UsgsTable,
)
from mineralsec.datasets.recipe.stage_shares import Share, anchored
from mineralsec.datasets.recipe.trade import Lane, TradeRow
from mineralsec.datasets.recipe.usgs import Figure, Value, parse

HALF = Assumed(0.5, "half of it", "s", "l")
ORE = FormSpec("ore", "mining", "1", HALF)
MINED = StageSpec("mining", UsgsTable("X", "X", "x", "mine"), "observed")
ROASTED = StageSpec("roasting", MassBalance(0.01), "modelled", recovery=0.9)
CHAIN = Chain("x", "X", "X", (MINED, ROASTED), (ORE,))


def balance(output, lanes, rule=ROASTED.made):
    """Return the plants that ore leads to; lanes are in tonnes contained."""
    rows = [TradeRow(2024, *ends, "1", 2.0 * tonnes, 1.0) for *ends, tonnes in lanes]
    roasted = replace(ROASTED, made=rule)
    return from_balance(
        replace(CHAIN, stages=(MINED, roasted)),
        roasted,
        rule,
        Made(output=output),
        [Lane(ORE, row, row.tonnes) for row in rows],
        {"ore": Factor(0.5, "s", "l", "n")},
    )


def test_a_place_takes_in_what_it_mines_and_gets_and_does_not_ship():
    found = balance(
        {"PER": 42.0, "CHL": 38.0, "CHN": 20.0},
        [("PER", "CHL", 30.0), ("PER", "CHN", 12.0), ("CHL", "BEL", 8.0)],
    )
    assert found.output == pytest.approx({"CHL": 54.0, "CHN": 28.8, "BEL": 7.2})
    chile = next(row for row in found.rows if row["place"] == "CHL")
    assert (chile["takes"], chile["makes"], chile["quality"]) == ("mining", "roasting", "modelled")
    assert "38 t made + 30 t in - 8 t out, contained (USGS and BACI 1 of 2024)" in chile["note"]
    assert chile["note"].startswith("grade C; ")


def test_mass_is_kept_but_for_what_the_omissions_name():
    output = {"PER": 40.0, "CHN": 60.0}
    found = balance(output, [("PER", "CHN", 45.0), ("CHN", "CHE", 0.5)])
    assert sum(found.output.values()) / 0.9 == pytest.approx(100.0 + 5.0 - 0.5)
    reasons = {row["place"]: row["reason"] for row in found.omitted}
    assert reasons["PER"] == "no plant: ships 5 t more than it makes and gets, contained"
    assert reasons[""].startswith("no plants: 0.5 t of ore stay, contained, in 1 places that keep")


def test_places_may_be_left_without_a_plant_for_a_stated_reason():
    lanes = [("PER", "CHE", 30.0), ("PER", "CHN", 20.0)]
    at_mines = balance({"PER": 90.0}, lanes, MassBalance(0.01, at_mines="kilns stand at mines"))
    assert set(at_mines.output) == {"PER"}
    (left,) = at_mines.omitted
    assert "50 t of ore stay, contained, in 2 places that make no ore (kilns" in left["reason"]
    booked = balance({"PER": 90.0}, lanes, MassBalance(0.01, without=(("CHE", "buyers' offices"),)))
    assert set(booked.output) == {"PER", "CHN"}
    assert booked.omitted[0]["reason"].endswith("30 t of ore stay, contained: buyers' offices")


def test_what_unnamed_places_ship_comes_out_of_other_countries():
    found = balance({"CHN": 50.0, "QXR": 20.0}, [("NRU", "CHN", 12.0)])
    assert found.output == pytest.approx({"CHN": 0.9 * 62.0, "QXR": 0.9 * 8.0})
    rest = next(row for row in found.rows if row["place"] == "QXR")
    assert "- 12 t that places without a row ship on balance" in rest["note"]
    none_left = balance({"CHN": 50.0, "QXR": 2.0}, [("NRU", "CHN", 12.0)])
    assert set(none_left.output) == {"CHN"}


def test_an_exporter_tells_the_world_by_its_share():
    shares = [Share(place, part, Value(point=str(part)), "f line 9")
              for place, part in (("KAZ", 5.0), ("CHN", 90.0), ("VNM", 5.0))]  # fmt: skip
    whole = anchored(shares, Anchored("KAZ", "it ships all of it"), 80.0)
    assert whole.tonnes == pytest.approx(1600.0)
    assert whole.why == "what KAZ ships on balance, 80 t, over its share of 5 %: it ships all of it"


# ---- whole chains


class Tables(Raw):
    usgs_2026 = ()

    def __init__(self):
        super().__init__("nowhere")

    def figures(self, table):
        common = {"quantity": "production", "year": 2024, "unit": "tonne", "estimated": False}
        return [
            Figure(
                vintage="MCS 2026", commodity="X", detail="mine", country=country,
                value=parse(cell), note="", locator="f line 1", **common,
            )
            for country, cell in (("China", "100"), ("Peru", "50"))
        ]  # fmt: skip

    def eu(self, material, stage="P"):
        return [Share(place, part, Value(point=str(part)), "f line 9")
                for place, part in (("CHN", 80.0), ("KAZ", 15.0), ("VNM", 5.0))]  # fmt: skip

    def trade(self, hs92, v202601):
        lanes = [("PER", "CHN", 80.0), ("KAZ", "DEU", 60.0), ("VNM", "JPN", 40.0)]
        return [TradeRow(2024, *ends, "1", size, size) for *ends, size in lanes if hs92]

    def lines(self, *parts, encoding="utf-8-sig"):
        return iter(("mineral,minerals,parameters,stage",))


def test_what_no_plant_takes_is_used_as_ore():
    stage = replace(ROASTED, made=MassBalance(0.15), recovery=1.0)
    mined = replace(MINED, other_use="stocks")
    found = build(Tables(), [replace(CHAIN, stages=(mined, stage))]).minerals["x"]
    roasted = {row["place"]: float(row["output"]) for row in found["refiners"]}
    assert roasted == {"CHN": 140.0, "DEU": 30.0}
    stocks = [row for row in found["consumers"] if row["sector"] == "stocks"]
    assert {row["place"]: float(row["demand"]) for row in stocks} == {"JPN": 20.0, "PER": 10.0}


def test_a_stage_anchored_to_its_exporter_lets_others_ship_what_they_ship():
    stage = StageSpec("refining", EuShares("X", total=Anchored("KAZ", "why")), "observed")
    whole = FormSpec("metal", "refining", "1", replace(HALF, value=1.0))
    found = build(Tables(), [Chain("x", "X", "X", (stage,), (whole,))]).minerals["x"]
    made = {row["place"]: float(row["output"]) for row in found["producers"]}
    assert made["KAZ"] == 60.0  # and so the world is 400
    assert made["VNM"] == 40.0  # its share is 20: the net-export floor
    assert sum(made.values()) == pytest.approx(400.0)


def test_a_total_stated_as_two_figures_is_their_middle_and_carries_both():
    rule = StatedTotal(160.0, 240.0, "page", "demand, and production")
    stage = StageSpec("mining", EuShares("X", stage="E", total=rule), "modelled")
    found = build(Tables(), [Chain("x", "X", "X", (stage,))]).minerals["x"]
    china = next(row for row in found["producers"] if row["place"] == "CHN")
    cells = [china[name] for name in ("output_low", "output", "output_high", "mark")]
    assert cells == ["128", "160", "192", "range"]
    assert "200 t, demand, and production (page)" in china["note"]


def test_a_small_lane_of_a_bulk_good_is_dropped_below_a_floor_of_its_own():
    bulk = replace(ORE, floor=50.0)
    sizes = (1_000_000.0, 90.0, 110.0)
    for form, kept in ((bulk, [1_000_000.0, 110.0]), (ORE, list(sizes))):
        lanes = [Lane(form, TradeRow(2024, "CHN", "JPN", "1", t, t), t) for t in sizes]
        assert [lane.gross for lane in trade.drop_small(lanes, {"ore": 0.5})[0]] == kept
