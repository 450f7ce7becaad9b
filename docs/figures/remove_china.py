"""Draw docs/_static/remove-china.png from the bundled data.

    python docs/figures/remove_china.py
"""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt

import mineralsec as ms

TARGET = Path(__file__).parent.parent / "_static" / "remove-china.png"
BAR, MARK, GREY = "#9ec5e8", "#0b4f8a", "#5b6470"


def main() -> None:
    world = ms.load("world")
    answers = {
        mineral: ms.remove_country(world, "CHN", minerals=mineral) for mineral in world.minerals
    }
    rows = sorted(answers.items(), key=lambda item: (item[1].shortfall_share, max(item[1].span)))

    mpl.use("agg")
    figure, axes = plt.subplots(figsize=(8, 4.6), layout="constrained")
    for height, (_, impact) in enumerate(rows):
        low, high = sorted(impact.span)
        axes.barh(height, high - low, left=low, height=0.5, color=BAR)
        axes.plot(impact.shortfall_share, height, "o", color=MARK, markersize=7)
        axes.annotate(
            f"{impact.shortfall_share:.0%}",
            (high, height),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            color=GREY,
        )
    axes.set_yticks(range(len(rows)), [f"{name}  ({impact.grade})" for name, impact in rows])
    axes.xaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0))
    axes.set_xlim(0, 1.06)
    axes.set_xlabel("share of use outside China that goes unmet in the first year")
    axes.set_title(
        "When China stops: today's contracts to a full re-arrangement of trade",
        loc="left",
        fontsize=11,
    )
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color="0.9")
    axes.set_axisbelow(True)
    figure.savefig(TARGET, dpi=150, metadata={"Software": None})


if __name__ == "__main__":
    main()
