"""Charts look as they did, draw where they are told to, and change nothing else."""

from __future__ import annotations

import subprocess
import sys

import pytest
from attrs import evolve
from matplotlib.figure import Figure
from matplotlib.testing.compare import compare_images

import mineralsec as ms
from mineralsec.plotting.chokepoint_graph import chokepoint_graph
from mineralsec.plotting.concentration_bars import concentration_bars
from mineralsec.plotting.concordance import concordance
from mineralsec.plotting.drawdown import drawdown
from mineralsec.plotting.heat_matrix import heat_matrix
from mineralsec.plotting.ladder import ladder
from mineralsec.plotting.notebook import NotebookFigure
from mineralsec.plotting.sankey import sankey
from mineralsec.plotting.stage_shares import stage_shares
from mineralsec.plotting.tornado import tornado
from mineralsec.plotting.world_map import world_map

from .charts import (
    BARS,
    BASELINE,
    CHAIN,
    INF,
    LADDER,
    MAP,
    MATRIX,
    OTHERS,
    PATH,
    RIBBONS,
    STAGES,
    draw,
    picture,
)
from .charts import CHARTS as DRAWN

CHARTS = pytest.mark.parametrize("chart", list(DRAWN), ids=lambda chart: chart.__name__)

#: Root mean square of the difference of colours, 0 to 255.
TOLERANCE = 1.0


@pytest.mark.parametrize("chart", [*DRAWN, *OTHERS], ids=lambda chart: chart.__name__)
def test_a_chart_looks_as_it_did(chart, tmp_path):
    name = f"{chart.__name__}.png"
    drawn = picture(chart, tmp_path / name)
    assert compare_images(str(BASELINE / name), str(drawn), TOLERANCE) is None


@pytest.mark.parametrize(
    ("chart", "change"),
    [
        (ladder, {"shares": [LADDER["shares"][0], [0.9, 0.87, 0.8], *LADDER["shares"][2:]]}),
        (ladder, {"minerals": ["copper", "gallium", "lithium", "helium"]} | {
            "shares": [*LADDER["shares"][:2], [0.5, 0.26, 0.05], LADDER["shares"][2]]
        }),
        (concentration_bars, {"values": [3.0, 1.9, *BARS["values"][2:]]}),
        (concentration_bars, {"low": [1.2, *BARS["low"][1:]]}),
        (stage_shares, {"shares": [*STAGES["shares"][:2], {"CHN": 0.9, "JPN": 0.1}]}),
        (heat_matrix, {"shares": [[0.7, 0.0], *MATRIX["shares"][1:]]}),
        (drawdown, {"released": [0.0, 0.0, 6.0, 5.0, 3.0, 0.0, 0.0, 0.0]}),
        (drawdown, {"stock": [20.0, *PATH["stock"][1:]]}),
        (sankey, {"chain": evolve(CHAIN, after=CHAIN.before)}),
        (sankey, {"chain": evolve(CHAIN, removed=frozenset())}),
        (world_map, {"loss": MAP["loss"] | {"AAB": 0.2}}),
        (world_map, {"arcs": MAP["arcs"][:1]}),
        (chokepoint_graph, {"ribbons": RIBBONS[:3]}),
        (concordance, {"ranks": [[1, 3.0], [2, 1.5], [3, 1.5]]}),
        (tornado, {"ends": [(2.0, 8.0), (4.0, INF)]}),
    ],
)  # fmt: skip
def test_a_small_change_of_a_figure_is_seen(chart, change, tmp_path):
    name = f"{chart.__name__}.png"
    drawn = picture(chart, tmp_path / name, **change)
    assert compare_images(str(BASELINE / name), str(drawn), TOLERANCE) is not None


@CHARTS
def test_a_chart_is_drawn_in_the_axes_that_are_given(chart):
    figure = Figure()
    first, second = figure.subplots(2)
    assert draw(chart, ax=second) is second
    assert not first.lines
    assert not first.patches
    assert not first.texts


@CHARTS
def test_without_axes_a_notebook_shows_a_new_figure(chart):
    ax = draw(chart)
    assert isinstance(ax.get_figure(), NotebookFigure)
    for shown in (ax, ax.get_figure()):
        assert shown._repr_png_().startswith(b"\x89PNG")


@CHARTS
def test_a_chart_with_more_rows_and_notes_is_taller(chart):
    def height(**options):
        return draw(chart, **options).get_figure().get_figheight()

    assert height(note="one\ntwo\nthree") > height(note="")
    if chart not in (ladder, concentration_bars):
        return
    one = {name: value[:1] if isinstance(value, list) else value for name, value in BARS.items()}
    few = concentration_bars(**one) if chart is concentration_bars else ladder(
        ["gallium"], [[0.5, 0.2]], ["a", "b"], denominator="all use"
    )  # fmt: skip
    assert few.get_figure().get_figheight() < height()


@CHARTS
def test_nothing_of_a_chart_lies_on_something_else_or_outside(chart):
    ax = draw(chart, note="a note that is long enough to be wrapped, " * 5)
    figure = ax.get_figure()
    figure.draw_without_rendering()
    inside = figure.bbox
    start, end = ax.get_xlim()
    # matplotlib keeps a label beyond each end, which it does not draw
    ticks = [label for label in ax.get_xticklabels() if start <= label.get_position()[0] <= end]
    boxes = [
        text.get_window_extent()
        for text in (*ax.texts, *ax.get_yticklabels(), *ticks, ax.xaxis.label)
    ]
    boxes = [box for box in boxes if box.width > 0]
    boxes.append(ax._left_title.get_window_extent())
    if (legend := ax.get_legend()) is not None:
        boxes.append(legend.get_window_extent())
    for box in boxes:
        assert inside.x0 <= box.x0 < box.x1 <= inside.x1
        assert inside.y0 <= box.y0 < box.y1 <= inside.y1
    for i, one in enumerate(boxes):
        assert one.count_overlaps(boxes[i + 1 :]) == 0


def test_drawing_asks_nothing_of_pyplot():
    code = """
import sys
import mineralsec.plotting.ladder, mineralsec.plotting.concentration_bars
assert "matplotlib" not in sys.modules
mineralsec.plotting.ladder.ladder(["gallium"], [[0.5]], ["now"], denominator="all use")
assert "matplotlib" in sys.modules and "matplotlib.pyplot" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)


@CHARTS
def test_without_matplotlib_it_is_said_what_to_install(chart, monkeypatch):
    monkeypatch.setitem(sys.modules, "mineralsec.plotting.notebook", None)
    with pytest.raises(ms.MineralsecError, match=r'pip install "mineralsec\[plot\]"'):
        draw(chart)
