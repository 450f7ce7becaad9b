"""The chain picture marks one place, names the large ones and counts the rest."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure

import mineralsec as ms
from mineralsec.plotting.chokepoint_graph import NAMED, chokepoint_graph

COLUMNS = [
    ("made", ["COD", "AUS", "IDN"], [7, 2, 1], [True, False, False]),
    ("used", ["CHN", "USA"], [8, 2], [False, False]),
]
RIBBONS = [(0, "COD", "CHN", 7), (0, "AUS", "CHN", 1), (0, "AUS", "USA", 1), (0, "IDN", "USA", 1)]


def texts(ax):
    return [text.get_text() for text in ax.texts]


def hatched(ax):
    return [c for c in ax.collections if c.get_hatch()]


def test_every_bar_has_its_name_and_share():
    ax = chokepoint_graph(COLUMNS, RIBBONS, unit="t/yr", title="Congo", note="grade B")
    assert {"COD 70 %", "AUS 20 %", "IDN 10 %", "CHN 80 %", "USA 20 %", "10 t/yr"} <= set(texts(ax))
    assert {"made", "used", "grade B"} <= set(texts(ax))
    assert ax.get_title(loc="left") == "Congo"


def test_the_marked_bar_and_what_leaves_it_are_hatched_and_bold():
    ax = chokepoint_graph(COLUMNS, RIBBONS, unit="t/yr")
    # the bar and its one ribbon: told apart without colour
    assert len(hatched(ax)) == 2
    bold = [t.get_text() for t in ax.texts if t.get_fontweight() == "bold"]
    assert bold == ["COD 70 %"]


def test_small_bars_are_one_but_a_marked_one_keeps_its_name():
    labels = [f"XA{c}" for c in "ABCDEFGHIJKL"]
    sizes = [20 - i for i in range(11)] + [0.001]
    marks = [False] * 11 + [True]
    ax = chokepoint_graph(
        [("made", labels, sizes, marks), ("used", ["XBA"], [1], [False])],
        [(0, name, "XBA", size) for name, size in zip(labels, sizes, strict=True)],
        unit="t/yr",
    )
    shown = [t for t in texts(ax) if t.endswith("%")]
    assert len(shown) == NAMED + 2
    assert any(t.startswith("XAL") for t in shown)
    assert any(t.startswith("others") for t in shown)


def test_a_column_without_anything_is_empty():
    ax = chokepoint_graph([*COLUMNS, ("left", ["USA"], [0], [False])], RIBBONS, unit="t")
    assert "0 t" in texts(ax)


def test_it_is_drawn_in_the_axes_that_are_given():
    figure = Figure()
    first, second = figure.subplots(2)
    assert chokepoint_graph(COLUMNS, RIBBONS, unit="t", ax=second) is second
    assert not first.texts
    assert chokepoint_graph(COLUMNS * 4, [], unit="t").get_figure().get_figwidth() > 8


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ([], "at least one bar above zero"),
        ([("a", ["x"], [0], [False])], "at least one bar above zero"),
        ([("a", ["x"], [1, 2], [False])], "1 labels, 2 sizes and 1 marks"),
        ([("a", ["x"], [-1], [False])], "below zero"),
        ([("a", ["x"], [float("nan")], [False])], "below zero or none"),
    ],
)
def test_columns_that_cannot_be_are_refused(columns, message):
    with pytest.raises(ms.RecordError, match=message):
        chokepoint_graph(columns, [], unit="t")


@pytest.mark.parametrize("by", ["place", "stage", "id"])
def test_a_result_draws_its_first_row(by):
    graph = ms.load("world", minerals="cobalt")
    found = ms.chokepoints(graph, consumer="USA", by=by, measure="coverage")
    ax = found.plot()
    assert found.rows[0].name in ax.get_title(loc="left")
    assert "made\nat mining" in texts(ax)
    assert hatched(ax)
    assert found.plot(found.rows[1].place, mineral="cobalt").get_title(loc="left")


def test_a_corridor_marks_nobody():
    records = [
        ms.Mineral("tin", stages=("mining",)),
        ms.Producer(id="m", mineral="tin", place="PER", output="5 tonne/year"),
        ms.Flow(
            mineral="tin", stage="mining", origin="PER", destination="USA",
            quantity="5 tonne/year", routes=["Panama Canal"],
        ),
        ms.Consumer(id="u", mineral="tin", place="USA", stage="mining", demand="5 tonne/year"),
    ]  # fmt: skip
    graph = ms.SupplyGraph.from_records(records)
    assert not hatched(ms.chokepoints(graph, measure="route").plot())
