"""Charts made of fixed numbers, and pictures of them without text.

Letters come out differently with every release of the font library; what they say is tested
word by word instead.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib import style
from matplotlib.figure import Figure
from matplotlib.text import Text

from mineralsec.plotting.chokepoint_graph import chokepoint_graph
from mineralsec.plotting.concentration_bars import concentration_bars
from mineralsec.plotting.concordance import concordance
from mineralsec.plotting.drawdown import drawdown
from mineralsec.plotting.heat_matrix import heat_matrix
from mineralsec.plotting.ladder import ladder
from mineralsec.plotting.sankey import Chain, sankey
from mineralsec.plotting.stage_shares import stage_shares
from mineralsec.plotting.tornado import tornado
from mineralsec.plotting.world_map import world_map

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
STAGES = {
    "stages": ["mining", "separation", "magnet"],
    "shares": [
        {"CHN": 0.69, "USA": 0.12, "MMR": 0.08, "AUS": 0.05, "THA": 0.03},
        {"CHN": 0.9, "MYS": 0.07, "EST": 0.03},
        {"CHN": 0.94, "JPN": 0.06},
    ],
    "unnamed": [0.03, 0.0, 0.0],
    "title": "rare earths",
    "note": "data year 2024",
}
MATRIX = {
    "rows": ["gallium", "cobalt", "helium"],
    "columns": ["CHN", "COD"],
    "shares": [[0.92, 0.0], [0.05, 0.6], [NAN, 0.004]],
    "axis": "share that goes short",
    "title": "without a country",
    "note": "data year 2024",
}
PATH = {
    "months": [f"2025-{month:02d}" for month in range(1, 9)],
    "need": [10.0] * 8,
    "supply": [10.0, 10.0, 4.0, 4.0, 4.0, 6.0, 8.0, 12.0],
    "released": [0.0, 0.0, 6.0, 6.0, 3.0, 0.0, 0.0, 0.0],
    "stock": [15.0, 15.0, 9.0, 3.0, 0.0, 0.0, 0.0, 2.0],
    "title": "antimony",
    "note": "data year 2024",
}
CHAIN = Chain(
    labels=["COD", "IDN", "CHN", "FIN", "Japan", "Europe"],
    columns=[0, 0, 1, 1, 2, 2],
    source=[0, 1, 1, 2, 2, 3],
    target=[2, 2, 3, 4, 5, 5],
    before=np.array([70.0, 20.0, 10.0, 40.0, 50.0, 10.0]),
    after=np.array([0.0, 20.0, 10.0, 8.0, 12.0, 10.0]),
    removed=frozenset({0}),
    headings=("mining", "refining", "use"),
)
SANKEY = {"chain": CHAIN, "title": "cobalt", "note": "data year 2024"}
SQUARE = [(0, 0), (30, 0), (30, 30), (0, 30)]
MAP = {
    "outlines": {
        "AAA": [SQUARE],
        "AAB": [[(x + 60, y) for x, y in SQUARE], [(x + 60, y - 50) for x, y in SQUARE]],
        "AAC": [[(x - 90, y + 20) for x, y in SQUARE]],
    },
    "loss": {"AAB": 0.3, "AAC": 0.6, "SGP": 0.5},
    "discs": {"AAA": (15.0, 15.0, 0.7), "AAC": (-75.0, 35.0, 0.03)},
    "arcs": [(15.0, 15.0, 75.0, 15.0, 0.5, 0.2), (-75.0, 35.0, 75.0, 15.0, 0.1, 0.1)],
    "removed": ["AAA"],
    "title": "without A",
    "note": "nobody's borders",
}

COLUMNS = [
    ("made", ["COD", "AUS", "IDN"], [7, 2, 1], [True, False, False]),
    ("used", ["CHN", "USA"], [8, 2], [False, False]),
]
RIBBONS = [(0, "COD", "CHN", 7), (0, "AUS", "CHN", 1), (0, "AUS", "USA", 1), (0, "IDN", "USA", 1)]
GRAPH = {"columns": COLUMNS, "ribbons": RIBBONS, "unit": "t/yr"}
RANKS = {
    "labels": ["gallium", "tin", "zinc"],
    "methods": ["EU", "R/P"],
    "ranks": [[1, NAN], [2, 1.5], [3, 1.5]],
    "correlations": [[1, -0.25], [-0.25, 1]],
}
ENDS = {
    "names": ["demand", "supply"],
    "ends": [(2.0, 9.0), (4.0, INF)],
    "words": [("-0.6", "-0.1"), ("0.5", "0")],
    "middle": 5.0,
    "label": "price",
}

#: Charts with a layout of their own, which only their pictures are compared of.
OTHERS = {chokepoint_graph: GRAPH, concordance: RANKS, tornado: ENDS}

#: What each chart is drawn of.
CHARTS = {
    ladder: LADDER,
    concentration_bars: BARS,
    stage_shares: STAGES,
    heat_matrix: MATRIX,
    drawdown: PATH,
    sankey: SANKEY,
    world_map: MAP,
}


def draw(chart, **options):
    return chart(**{**{**CHARTS, **OTHERS}[chart], **options})


def texts(ax):
    return [text.get_text() for text in ax.texts]


def note(ax):
    return next((t.get_text() for t in ax.texts if t.get_gid() == "note"), "")


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
    for chart in (*CHARTS, *OTHERS):
        picture(chart, BASELINE / f"{chart.__name__}.png")
