"""Findings about trade that was mended say what stood there before."""

from __future__ import annotations

import math

import pytest

import mineralsec as ms
from mineralsec.errors import MineralsecError


def codes(graph, code):
    return [finding for finding in graph.findings() if finding.code == code]


@pytest.fixture
def mended(make):
    """Two flows of ore of half its weight, one of them 400 t as published and 4 t as used."""
    ore = ms.Form("ore", content=0.5, stage="mining")
    return make.graph(
        make.mineral(forms=(ore,)),
        make.mine("mine", "XAA", 52),
        make.flow("XAA", "XAB", 100, form="ore"),
        make.flow("XAA", "XAC", 4, form="ore", published=ms.Q("400 t/year")),
        make.use("b", "XAB", 50, stage="mining"),
        make.use("c", "XAC", 2, stage="mining"),
    )


def test_a_replaced_quantity_is_a_finding_with_both_figures(mended):
    (finding,) = codes(mended, "screened")
    assert finding.severity == "warning"
    assert finding.records == ("cobalt|mining|XAA>XAC",)
    assert "cobalt, mining: 1 flow with another quantity than published" in finding.message
    assert "200 t/yr published, 2 t/yr used" in finding.message
    assert finding.share == pytest.approx((200 - 2) / 52)


def test_a_small_replacement_is_a_note(make):
    graph = make.graph(
        make.mine("mine", "XAA", 1000),
        make.flow("XAA", "XAB", 999),
        make.flow("XAA", "XAC", 1, published=ms.Q("1.5 t/year")),
        make.use("b", "XAB", 999, stage="mining"),
        make.use("c", "XAC", 1, stage="mining"),
    )
    (finding,) = codes(graph, "screened")
    assert finding.severity == "note"
    assert finding.share == pytest.approx(0.5 / 1000)


def test_the_finding_goes_with_the_flow(mended):
    kept = mended.select(places=["XAA", "XAC"])
    assert codes(kept, "screened")[0].records == ("cobalt|mining|XAA>XAC",)
    assert codes(mended.select(places=["XAA", "XAB"]), "screened") == []
    again = ms.SupplyGraph.from_records(mended.records)
    assert codes(again, "screened") == codes(mended, "screened")


def test_the_largest_change_is_named_first(make):
    graph = make.graph(
        make.mine("mine", "XAA", 9),
        make.flow("XAA", "XAB", 4, published=ms.Q("5 t/year")),
        make.flow("XAA", "XAC", 5, published=ms.Q("50 t/year")),
        make.use("b", "XAB", 4, stage="mining"),
        make.use("c", "XAC", 5, stage="mining"),
    )
    (finding,) = codes(graph, "screened")
    assert finding.records == ("cobalt|mining|XAA>XAC", "cobalt|mining|XAA>XAB")
    assert "2 flows with another" in finding.message
    assert "most of it: XAA>XAC, 50 t/yr published, 5 t/yr used" in finding.message


def test_a_withheld_flow_does_not_count_among_what_moves(make):
    graph = make.graph(
        make.mine("mine", "XAA", 10),
        make.flow("XAA", "XAB", ms.Between("1 t/year", "3 t/year", mark="W")),
        make.flow("XAA", "XAC", 5, published=ms.Q("6 t/year")),
        make.use("c", "XAC", 5, stage="mining"),
    )
    (finding,) = codes(graph, "screened")
    assert finding.share == pytest.approx(1 / 5)


@pytest.mark.parametrize("figure", ["-3 t/year", "3 kg", ms.Q(math.inf, "t/year")])
def test_a_published_figure_is_an_amount_a_year(make, figure):
    with pytest.raises(MineralsecError, match="published"):
        make.flow("XAA", "XAB", 4, published=figure)


def shipped_too_much(make, **mine):
    """XAB gets 10 t and ships 30 t; the reconciled figures say it ships 10."""
    return make.graph(
        make.mineral(stages=("mining",)),
        make.mine("mine", "XAA", 100, **mine),
        make.flow("XAA", "XAB", 10),
        make.flow("XAB", "XAC", 30, reconciled=ms.Q("10 t/year")),
        make.use("a", "XAA", 90, stage="mining"),
        make.use("c", "XAC", 30, stage="mining", reconciled=ms.Q("10 t/year")),
    )


def test_negative_use_of_reported_figures_is_a_finding_of_a_reconciled_graph(make):
    (finding,) = codes(shipped_too_much(make), "negative-use")
    assert finding.severity == "warning"
    assert finding.records == ("cobalt|mining|XAB",)
    assert "20 t/yr more leave" in finding.message
    assert finding.share == pytest.approx(0.2)


def test_without_reconciled_figures_it_is_mass_that_appears(make):
    graph = make.graph(
        make.mine("mine", "XAA", 100),
        make.flow("XAA", "XAB", 10),
        make.flow("XAB", "XAC", 30),
        make.use("a", "XAA", 90, stage="mining"),
        make.use("c", "XAC", 30, stage="mining"),
    )
    assert codes(graph, "negative-use") == []
    assert codes(graph, "mass-appears")


def test_a_stage_that_feeds_another_has_no_use_to_be_negative(make):
    graph = make.graph(
        make.mine("mine", "XAA", 10),
        make.plant("plant", "XAA", 20, reconciled=ms.Q("10 t/year")),
        make.use("a", "XAA", 10),
    )
    assert codes(graph, "negative-use") == []


def test_a_withheld_output_is_no_proof_of_negative_use(make):
    unknown = ms.Between("0 t/year", None, mark="W")
    graph = make.graph(
        make.mineral(stages=("mining",)),
        make.mine("mine", "XAA", 10),
        make.mine("other", "XAB", unknown),
        make.flow("XAB", "XAA", 30, reconciled=ms.Q("10 t/year")),
        make.use("a", "XAA", 20, stage="mining"),
    )
    assert codes(graph, "negative-use") == []


def test_the_bundled_world_lists_what_screening_moved():
    graph = ms.load("world", minerals="copper")
    ore, metal = sorted(codes(graph, "screened"), key=lambda finding: finding.message)
    assert ore.message.startswith("copper, mining: ")
    assert metal.message.startswith("copper, refining: ")
    assert codes(graph, "negative-use")
    (alone,) = codes(graph.select(stages="refining"), "screened")
    assert alone == metal
