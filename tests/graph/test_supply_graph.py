"""The face of the graph: names, records back, how it prints, what it refuses."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given

import mineralsec as ms
from mineralsec.errors import UnknownNameError
from mineralsec.graph.names import codes_below, codes_of, one_place, stages_among
from mineralsec.testing import supply_records


@given(supply_records(with_stocks=True, with_history=True, with_weights=True))
def test_records_come_back_without_loss(records):
    graph = ms.SupplyGraph.from_records(iter(records))
    assert graph.records == records
    assert set(map(id, graph.current_records)) <= set(map(id, records))
    assert all(getattr(r, "year", None) in (None, graph.year) for r in graph.current_records)


@given(supply_records(with_history=True))
def test_a_graph_of_its_own_records_is_the_same_graph(records):
    graph = ms.SupplyGraph.from_records(records)
    again = ms.SupplyGraph.from_records(graph.records)
    assert repr(again) == repr(graph)
    assert again.columns.makers.output.tolist() == graph.columns.makers.output.tolist()


def test_a_graph_goes_to_another_process_without_what_it_keeps(make):
    graph = make.graph(*make.hand())
    network, face = graph.network("cobalt"), graph.nx
    copy = pickle.loads(pickle.dumps(graph))
    assert copy.records == graph.records
    assert copy.network("cobalt").received.tolist() == network.received.tolist()
    assert sorted(copy.nx) == sorted(face)


def test_it_prints_what_is_in_it(make):
    graph = make.graph(*make.hand())
    assert repr(graph) == (
        "SupplyGraph(undated: 1 mineral, 6 markets, 4 makers, 4 flows, 3 consumers)"
    )
    assert "SupplyGraph(2024: 1 mineral" in repr(make.graph(make.mine("m", "XAA", 1, year=2024)))
    html = graph._repr_html_()
    for text in ("Supply graph", "undated", "cobalt", "producers and refiners", "stockpiles"):
        assert text in html
    assert ">2024<" in make.graph(make.mine("m", "XAA", 1, year=2024))._repr_html_()


def test_minerals_are_found_by_name_symbol_and_alias(make):
    graph = make.graph(
        make.mineral(),
        ms.Mineral("unobtanium", symbol="Un", stages=("mining",)),
        make.mine("m", "XAA", 1),
    )
    assert graph.minerals == ("cobalt", "unobtanium")
    for text, name in (
        ("cobalt", "cobalt"),
        ("Co", "cobalt"),
        ("Cobalt", "cobalt"),
        ("Un", "unobtanium"),
    ):
        assert graph.mineral_name(text) == name
        assert graph.mineral(text).name == name


@pytest.mark.parametrize("text", ["cobalte", "nickel", "", "|", "Ni", 5, None])
def test_a_mineral_that_is_not_there_is_refused(make, text):
    with pytest.raises(
        UnknownNameError, match=r"no mineral .* in this graph\..*Minerals here: cobalt\."
    ):
        make.graph(make.mine("m", "XAA", 1)).mineral(text)


def test_no_stage_means_the_first_where_something_is_made(make):
    mined = make.graph(make.plant("p", "XAA", 1), make.mine("m", "XAA", 1))
    assert mined.stage("Co", None) == "mining"
    assert make.graph(make.plant("p", "XAA", 1)).stage("cobalt", None) == "refining"
    assert make.graph(make.use("u", "XAA", 1)).stage("cobalt", None) == "mining"
    assert mined.stage("cobalt", "refining") == "refining"
    with pytest.raises(
        UnknownNameError, match=r"cobalt has no stage 'refinin'\. Did you mean 'refining'"
    ):
        mined.stage("cobalt", "refinin")


def test_places_are_found_by_code_name_and_site(make):
    graph = make.graph(make.mine("m", "CHN:bayan-obo", 1), make.mine("n", "JPN", 1))
    assert graph.place("China") == "CHN"
    assert graph.place("CHN:bayan-obo") == "CHN:bayan-obo"
    assert graph.place("Japan") == "JPN"
    assert graph.place_codes("CHN") == graph.place_codes("CHN:bayan-obo") == {0}
    assert graph.place_codes("China, JPN") == {0, 1}


@pytest.mark.parametrize("text", ["FRA", "CHN:baotou", "Chine"])
def test_a_place_without_records_is_no_zero(make, text):
    graph = make.graph(make.mine("m", "CHN:bayan-obo", 1))
    with pytest.raises(UnknownNameError):
        graph.place(text)


def test_a_place_without_records_names_near_ones_and_a_dozen_others():
    places = [f"XA{letter}" for letter in "ABCDEFGHIJKLMN"]
    with pytest.raises(UnknownNameError, match=r"Did you mean 'Niger'\? Places here: .*XAK …\."):
        one_place("Nigeria", [*places, "NER"])


def test_every_named_place_has_to_be_there_but_not_every_member_of_a_bloc():
    places = ["FRA", "JPN", "CHN:a"]
    assert codes_of(["EU27", "China"], places) == {0, 2}
    assert codes_of("EU27; Japan", places) == {0, 1}
    with pytest.raises(UnknownNameError, match="lies in USA"):
        codes_of("EU27, USA", places)
    with pytest.raises(UnknownNameError, match="lies in 'BRICS'"):
        codes_of("BRICS", ["FRA"])


def test_a_site_is_below_its_country_only():
    assert codes_below("CHN", ["CHN", "CHN:a", "JPN"]) == {0, 1}
    assert codes_below("CHN:a", ["CHN", "CHN:a", "CHN:ab"]) == {1}


def test_stages_can_be_any_of_the_chains():
    chains = {"a": (ms.Stage("mining"),), "b": (ms.Stage("magnet"),)}
    assert stages_among(ms.Stage("magnet"), chains) == {"magnet"}
    assert stages_among(("mining", "magnet"), chains) == {"mining", "magnet"}
    with pytest.raises(
        UnknownNameError, match=r"no stage 5 in the chain of a, b\. Stages: mining, magnet"
    ):
        stages_among([5], chains)


def test_citations_come_once_in_order_of_first_use(make):
    first, second = (ms.Citation(title=t) for t in "AB")
    graph = make.graph(
        make.mine("a", "XAA", 1, source=second),
        make.mine("b", "XAA", 1),
        make.mine("c", "XAA", 1, source=first),
        make.mine("d", "XAA", 1, source=ms.Citation(title="B")),
    )
    assert graph.citations() == (second, first)


def test_records_in_place_of_columns_are_told_the_way():
    records = [ms.Mineral("cobalt", stages=("mining",))]
    with pytest.raises(ms.GraphError, match=r"Write SupplyGraph.from_records\(records\)"):
        ms.SupplyGraph(records)
