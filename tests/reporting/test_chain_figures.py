"""Figures of the bundled data say what is in them, and where they come from."""

from __future__ import annotations

import functools

import pytest
from matplotlib.figure import Figure

import mineralsec as ms


def texts(ax):
    return " ".join(text.get_text() for text in ax.texts)


def note(ax):
    return next((t.get_text() for t in ax.texts if t.get_gid() == "note"), "").replace("\n", " ")


@functools.cache
def world(*minerals):
    return ms.load("world", minerals=minerals)


@functools.cache
def removed(country, *minerals):
    return ms.remove_country(world(*minerals), country)


def test_a_chain_has_a_bar_a_stage_and_says_year_grade_and_source():
    ax = ms.plot_chain(world("lithium"))
    labels = [label.get_text() for label in ax.get_yticklabels()]
    stages = [str(stage) for stage in world("lithium").mineral("lithium").stages]
    assert labels == stages[::-1]
    for words in ("Data year 2024.", "Grade ", "Geological Survey"):
        assert words in note(ax)
    assert "AUS" in texts(ax)


def test_a_stage_without_output_is_named():
    graph = ms.SupplyGraph.from_records(
        [
            ms.Mineral("cobalt", stages=("mining", "refining")),
            ms.Producer(id="a", mineral="cobalt", place="COD", output="3 tonne/year"),
        ]
    )
    ax = ms.plot_chain(graph)
    assert "No primary output in this graph at: refining." in note(ax)
    assert "Sources" not in note(ax)


def test_a_chain_of_no_output_is_refused():
    graph = ms.SupplyGraph.from_records(
        [
            ms.Mineral("cobalt", stages=("mining",)),
            ms.Consumer(
                id="c", mineral="cobalt", place="JPN", stage="mining", demand="1 tonne/year"
            ),
        ]
    )
    with pytest.raises(ms.GraphError, match="no output of cobalt"):
        ms.plot_chain(graph)


def test_one_of_several_minerals_must_be_named():
    graph = world("gallium", "germanium")
    with pytest.raises(ms.UnknownNameError, match="mineral='gallium'"):
        ms.plot_chain(graph)
    assert "Germanium" in ms.plot_chain(graph, "Ge").get_title(loc="left")
    with pytest.raises(ms.UnknownNameError, match="name one mineral"):
        ms.plot_sankey(removed("CHN", "gallium", "germanium"))


def test_the_band_chart_of_an_impact_shows_who_is_out_and_what_is_lost():
    ax = ms.plot_sankey(removed("CHN", "gallium"))
    assert "Empty bands" in note(ax)
    assert any(bar.get_hatch() for bar in ax.patches)
    calm = ms.plot_sankey(world("gallium"))
    assert "Empty bands" not in note(calm)
    assert not any(bar.get_hatch() for bar in calm.patches)


def test_fewer_named_places_leave_the_rest_in_one_node():
    few = texts(ms.plot_sankey(world("copper"), largest=2))
    assert "other places" in few
    with pytest.raises(ms.GraphError, match="largest must be a whole number from 1 up, got 0"):
        ms.plot_sankey(world("copper"), largest=0)


def test_the_interactive_chart_has_the_same_bands():
    figure = ms.plot_sankey(removed("CHN", "gallium"), interactive=True)
    (drawing,) = figure.data
    assert any(label.endswith("(taken out)") for label in drawing.node.label)
    assert "lost: " in drawing.link.label


def test_a_graph_in_which_nothing_moves_is_refused():
    graph = ms.SupplyGraph.from_records(
        [
            ms.Mineral("cobalt", stages=("mining",)),
            ms.Reserve(mineral="cobalt", place="COD", amount="5 tonne", year=2024),
        ]
    )
    with pytest.raises(ms.GraphError, match="nothing of cobalt moves"):
        ms.plot_sankey(graph)


def test_the_map_shows_makers_loss_and_whose_borders_it_draws():
    ax = ms.plot_map(removed("COD", "cobalt"))
    assert "COD" in texts(ax)
    assert "Natural Earth" in note(ax)
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert "taken out" in legend


def test_the_map_of_a_graph_shows_no_loss():
    ax = ms.plot_map(world("cobalt"), stage="refining")
    assert ax.get_legend() is None
    assert "primary output at refining" in note(ax)


def test_figures_are_drawn_in_the_axes_that_are_given():
    for draw in (ms.plot_chain, ms.plot_sankey, ms.plot_map):
        ax = Figure().add_subplot()
        assert draw(world("gallium"), ax=ax) is ax
