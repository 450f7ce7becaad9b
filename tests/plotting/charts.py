"""Charts made of fixed numbers, and pictures of them without text.

Letters come out differently with every release of the font library; what they say is tested
word by word instead.
"""

from __future__ import annotations

from pathlib import Path

from matplotlib import style
from matplotlib.figure import Figure
from matplotlib.text import Text

from mineralsec.plotting.concentration_bars import concentration_bars
from mineralsec.plotting.ladder import ladder

BASELINE = Path(__file__).parent / "baseline"
NAN, INF = float("nan"), float("inf")

LADDER = {
    "minerals": ["copper", "gallium", "helium", "lithium"],
    "shares": [[0.03, 0.01, 0.0], [0.9, 0.9, 0.8], [NAN, NAN, NAN], [0.5, 0.26, 0.0]],
    "horizons": ["first quarter", "first year", "about three years"],
    "denominator": "use outside China",
    "title": "output of China stops",
    "note": "data year 2024",
}
BARS = {
    "labels": ["gallium", "copper", "helium", "silver"],
    "values": [3.0, 2.0, NAN, 1.0],
    "low": [1.0, NAN, 1.0, 0.5],
    "high": [INF, NAN, 2.0, 1.5],
    "axis": "effective number",
    "title": "effective number of output by place",
    "note": "nothing known of helium",
}


def draw(chart, **options):
    known = LADDER if chart is ladder else BARS
    return chart(**{**known, **options})


def picture(chart, path, **options):
    """Save a chart without text, drawn in Axes of a fixed size."""
    with style.context("default"):
        figure = Figure(figsize=(6, 3), dpi=80)
        draw(chart, ax=figure.add_axes((0.1, 0.1, 0.7, 0.7)), **options)
        for text in figure.findobj(Text):
            text.set_visible(False)
        for axes in figure.axes:
            if (legend := axes.get_legend()) is not None:
                legend.set_visible(False)
        figure.savefig(path, metadata={"Software": None})
    return path


if __name__ == "__main__":  # python -m tests.plotting.charts, after looking at what changed
    BASELINE.mkdir(exist_ok=True)
    for chart in (ladder, concentration_bars):
        picture(chart, BASELINE / f"{chart.__name__}.png")
