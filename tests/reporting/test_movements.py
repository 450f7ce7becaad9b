"""Mass is traced from maker to user through markets that only pass it on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

import mineralsec as ms
from mineralsec.reporting.movements import USE, movements
from mineralsec.testing import supply_graphs


def graph_of(*records):
    cobalt = ms.Mineral("cobalt", stages=("mining", "refining"))
    return ms.SupplyGraph.from_records([cobalt, *records])


def mine(place, amount):
    return ms.Producer(
        id=f"m{place}", mineral="cobalt", place=place, stage="mining", output=f"{amount} tonne/year"
    )


def lane(stage, origin, destination, amount):
    return ms.Flow(
        mineral="cobalt", stage=stage, origin=origin, destination=destination,
        quantity=f"{amount} tonne/year",
    )  # fmt: skip


def user(place, amount, stage="mining"):
    return ms.Consumer(
        id=f"u{place}", mineral="cobalt", place=place, stage=stage, demand=f"{amount} tonne/year"
    )


def named(graph, moves):
    network, places = graph.network("cobalt"), graph.columns.places
    found = {}
    for move in moves:
        origin = "?" if move.origin < 0 else places[move.origin]
        stage = "use" if move.next_stage == USE else network.stages[move.next_stage]
        found[origin, stage, places[move.destination]] = move.mass
    return found


def test_a_hub_passes_on_the_mix_it_gets():
    graph = graph_of(
        mine("AAA", 30), mine("AAB", 10),
        lane("mining", "AAA", "AAH", 30), lane("mining", "AAB", "AAH", 10),
        lane("mining", "AAH", "AAC", 40), user("AAC", 40),
    )  # fmt: skip
    assert named(graph, movements(graph.network("cobalt"))) == pytest.approx(
        {("AAA", "use", "AAC"): 30, ("AAB", "use", "AAC"): 10}
    )


def test_a_refiner_is_the_end_of_one_movement_and_the_start_of_the_next():
    graph = graph_of(
        mine("AAA", 10), lane("mining", "AAA", "AAB", 10),
        ms.Refiner(
            id="r", mineral="cobalt", place="AAB", takes="mining", makes="refining", recovery=0.8,
            output="8 tonne/year",
        ),
        user("AAB", 8, "refining"),
    )  # fmt: skip
    assert named(graph, movements(graph.network("cobalt"))) == pytest.approx(
        {("AAA", "refining", "AAB"): 10, ("AAB", "use", "AAB"): 8}
    )


def test_supply_without_a_record_has_no_place():
    graph = graph_of(lane("mining", "AAA", "AAB", 5), user("AAB", 5))
    assert named(graph, movements(graph.network("cobalt"))) == pytest.approx(
        {("?", "use", "AAB"): 5}
    )


def test_a_loop_that_nothing_feeds_moves_nothing():
    graph = graph_of(
        mine("AAC", 1), user("AAC", 1), lane("mining", "AAA", "AAB", 5),
        lane("mining", "AAB", "AAA", 5),
    )  # fmt: skip
    assert named(graph, movements(graph.network("cobalt"))) == pytest.approx(
        {("AAC", "use", "AAC"): 1}
    )


def test_after_a_removal_less_moves():
    graph = graph_of(mine("AAA", 10), lane("mining", "AAA", "AAB", 10), user("AAB", 10))
    impact = ms.remove_country(graph, "AAA", response=ms.ProRata())
    after = impact.headline_rung.after("cobalt")
    assert movements(graph.network("cobalt"), after) == []


@settings(max_examples=30)
@given(supply_graphs())
def test_all_that_is_used_has_an_origin(graph):
    for mineral in graph.minerals:
        network = graph.network(mineral)
        moves = movements(network)
        used = sum(m.mass for m in moves if m.next_stage == USE)
        fed = float(network.received.sum() + network.vanishes.sum())
        assert used <= fed * (1 + 1e-6) + 1e-9
        assert all(np.isfinite(m.mass) and m.mass >= 0 for m in moves)
