"""The answer in sentences, what holds supply back, and the picture."""

import pytest

import mineralsec as ms
from mineralsec.analysis.disruption.explain import ends_here

from .hand_network import A, B, C, hand_network, tonnes

REROUTE = ms.Reroute(growth=None, spare="nameplate")


def chain(*records, stages=("mining", "refining")):
    return ms.SupplyGraph.from_records([ms.Mineral("cobalt", stages=stages), *records])


def mine(place, output, **fields):
    return ms.Producer(
        id=f"mine {place}", mineral="cobalt", place=place, output=tonnes(output), **fields
    )


def use(place, demand, stage="mining"):
    return ms.Consumer(
        id=f"use {place}", mineral="cobalt", place=place, stage=stage, demand=tonnes(demand)
    )


def test_what_everybody_has_left_is_said_first():
    text = ms.remove_country(hand_network(), A).explain()
    assert text.startswith("The graph ends there: the removed places use 44% of handium at refin")
    lines = text.splitlines()
    assert 5 <= len(lines) <= 10
    assert "By horizon: 60 % in the first quarter, " in text
    assert "after about three years" in text
    assert "The removed places use 40 tonne / year themselves" in text or "use 40" in text
    assert "Data undated, grade A" in text


def test_the_year_of_dated_data_is_said():
    graph = ms.load("world", minerals="gallium")
    text = ms.remove_country(graph, "CHN").explain("Ga")
    assert "Data of 2024, grade " in text
    assert "use of" in text or "use outside" in text


def test_a_small_user_is_not_where_the_graph_ends():
    graph = chain(mine("XAA", 10), use("XAA", 1), use("XAB", 9),
                  ms.Flow(mineral="cobalt", stage="mining", origin="XAA", destination="XAB",
                          quantity=tonnes(9)))  # fmt: skip
    impact = ms.remove_country(graph, "XAA", response=REROUTE)
    assert ends_here(impact, "cobalt") == ("mining", pytest.approx(0.1))
    assert "The graph ends there" not in impact.explain()
    # the last stage that is used is mining, though the chain has another
    other = ms.remove_country(graph, "XAB", response=REROUTE)
    assert "the removed places use 90% of cobalt at mining; what others import" in other.explain()


def test_use_outside_the_targets_is_not_called_the_removed_places_own():
    # A uses 40, B 20, C 30: only C is a target, and B was not removed
    graph = hand_network()
    impact = ms.remove_country(graph, A, channel="exports", targets=C, response=REROUTE)
    assert ends_here(impact, "handium") == ("refining", pytest.approx(40 / 90))


def test_a_graph_where_nobody_uses_anything_ends_nowhere():
    makers = (mine("XAA", 0), mine("XAB", 0))
    impact = ms.remove_country(chain(*makers), "XAA", response=REROUTE)
    assert ends_here(impact, "cobalt") == ("", 0.0)
    assert "no cobalt is used there" in impact.explain()


def test_nobody_short_is_said_and_nothing_holds_back():
    graph = chain(mine("XAA", 5), mine("XAB", 5), use("XAA", 5), use("XAB", 5))
    text = ms.remove_country(graph, "XAA", response=REROUTE).explain()
    assert "Nobody goes short." in text
    assert "holds supply back" not in text
    assert "By horizon" not in text


def test_more_than_three_places_are_counted():
    places = ["XAB", "XAC", "XAD", "XAE", "XAF"]
    graph = chain(
        mine("XAA", 50),
        *(use(p, 10) for p in places),
        *(
            ms.Flow(mineral="cobalt", stage="mining", origin="XAA", destination=p,
                    quantity=tonnes(10))
            for p in places
        ),
    )  # fmt: skip
    text = ms.remove_country(graph, "XAA", channel="production", response=REROUTE).explain()
    assert "and 2 more places." in text


def test_what_holds_back_names_capacity_and_counts_lanes():
    graph = hand_network()
    stop = ms.remove_country(graph, A, channel="exports", targets=C, response=REROUTE)
    assert (
        "What holds supply back is refining: one more tonne a year at refiner C" in stop.explain()
    )
    assert "1 lane is full too." in stop.explain()
    tight = ms.simulate(graph, ms.DemandSurge(2, places=(B, C)),
                        response=ms.Reroute(growth=0.0, spare="nameplate"))  # fmt: skip
    assert "2 lanes are full too." in tight.explain()
    every = ms.remove_country(graph, A, channel="production", stages="mining", response=REROUTE)
    assert "full too" not in every.explain()


def closed_in():
    """Only the lane holds back: A could make more than it may send."""
    return chain(
        mine("XAA", 10, capacity=tonnes(100)), mine("XAC", 10), use("XAB", 20),
        *(
            ms.Flow(mineral="cobalt", stage="mining", origin=o, destination="XAB",
                    quantity=tonnes(10))
            for o in ("XAA", "XAC")
        ),
    )  # fmt: skip


def test_a_lane_alone_may_hold_back():
    impact = ms.remove_country(
        closed_in(), "XAC", response=ms.Reroute(growth=0.0, spare="nameplate")
    )
    (row,) = impact.binding
    assert (row.kind, row.name, row.value) == ("lane", "XAA -> XAB", pytest.approx(1))
    assert repr(row) == "Binding(lane XAA -> XAB, mining: one more t/yr serves 1 t/yr)"
    assert impact.binding_stage() == "mining"
    assert "What holds supply back is mining; 1 lane is full too." in impact.explain()


def test_several_minerals_are_explained_one_after_the_other():
    graph = ms.load("world", minerals=("gallium", "germanium"))
    impact = ms.remove_country(graph, "CHN")
    text = impact.explain()
    assert text == "\n".join(impact.explain(m) for m in ("gallium", "germanium"))
    assert impact.binding_stage("gallium") in ("refining", "")
    with pytest.raises(ms.UnknownNameError, match="about several minerals; name one: gallium"):
        impact.binding_stage()


def test_an_impact_draws_its_ladder():
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot

    graph = ms.load("world", minerals=("gallium", "lithium"))
    for impact in (
        ms.remove_country(graph, "CHN"),
        ms.remove_country(hand_network(), A, response=ms.ProRata()),
    ):
        axes = impact.plot()
        words = " ".join(text.get_text() for text in axes.figure.findobj(matplotlib.text.Text))
        for mineral in impact.minerals:
            assert mineral in words
            assert f"{mineral} (" in words  # with its grade, which the note explains
        assert ("Data year 2024." in words) == (impact.graph.year == 2024)
        assert ("Sources: " in words) == bool(impact.sources)
        pyplot.close(axes.figure)


def test_a_headline_outside_its_range_says_why():
    graph = ms.load("world", minerals="tungsten")
    part = ms.remove_country(graph, "CHN", severity=0.3)
    low, high = sorted(part.span)
    said = "The headline is not between the ends of its range"
    inside = low - 5e-4 <= part.shortfall_share <= high + 5e-4
    assert (said in part.explain()) != inside
    assert any(said in note for note in part.notes) != inside
    whole = ms.remove_country(graph, "CHN")
    assert said not in whole.explain()
