"""Draw docs/_static/remove-china.png, and its short form, from the bundled data.

python docs/figures/remove_china.py
"""

from __future__ import annotations

import json
from pathlib import Path

from matplotlib import style

import mineralsec as ms
from mineralsec.graph.grade import GRADES
from mineralsec.plotting.ladder import ladder

TARGET = Path(__file__).parent.parent / "_static" / "remove-china.png"

#: Minerals that fit into one picture, of all that the data have.
MINERALS = (
    "aluminium", "antimony", "bismuth", "cobalt", "copper", "fluorspar", "gallium", "germanium",
    "indium", "lithium", "magnesium", "manganese", "molybdenum", "natural graphite", "nickel",
    "niobium", "rare earths", "silicon", "silver", "tellurium", "tin", "titanium", "tungsten",
    "vanadium",
)  # fmt: skip

#: Minerals of the start page's picture, which leaves room for the text beside it.
FEW = (
    "antimony", "cobalt", "gallium", "germanium", "lithium", "natural graphite", "rare earths",
    "tungsten",
)  # fmt: skip

#: Stands beside figures that a rule of the data set made, not a publisher.
OWN = "The mineralsec developers"


GRADED = "; ".join(f"{letter}: {meaning}" for letter, meaning in GRADES.items())


def note(impact: ms.Impact) -> str:
    """Return what a reader must know before quoting a figure."""
    publishers = dict.fromkeys(source.publisher for source in impact.sources)
    return "\n".join(
        [
            "China's own use leaves with it and is not counted. From what today's contracts leave "
            "(first quarter) to a full re-arrangement of trade (about three years).",
            f"Data year {impact.before.year}. The letter after a name grades its data: {GRADED}.",
            f"Sources: {' · '.join(p for p in publishers if p != OWN)} · rules of the data set.",
        ]
    )


def draw(impact: ms.Impact, minerals: tuple[str, ...], words: str, target: Path) -> None:
    """Draw some minerals of an impact, worst first."""
    rows = [row for row in impact.ladder if row.mineral in minerals]
    shares = {m: [row.share for row in rows if row.mineral == m] for m in minerals}
    drawn = {mineral: round(impact.shortfall_share[mineral], 4) for mineral in minerals}
    # whatever styles the reader has chosen for pictures of their own
    with style.context("default"):
        ax = ladder(
            [f"{mineral} ({impact.grade[mineral]})" for mineral in shares],
            list(shares.values()),
            list(dict.fromkeys(row.horizon for row in rows)),
            denominator=impact.denominator,
            title="When China's output and trade stop: what others go short of",
            note=words,
        )
        target.parent.mkdir(exist_ok=True)
        ax.get_figure().savefig(
            target,
            dpi=160,
            pil_kwargs={"optimize": True},
            # The figures in the picture, so that a test can tell when the data have moved on;
            # and no program's name, so that the same data make the same file.
            metadata={"Software": None, "Description": json.dumps(drawn)},
        )


def main() -> None:
    impact = ms.remove_country(ms.load("world", minerals=MINERALS), "CHN")
    draw(impact, MINERALS, note(impact), TARGET)
    year = impact.before.year
    draw(impact, FEW, f"Bundled data of {year}. {GRADED}.", TARGET.with_stem("remove-china-few"))


if __name__ == "__main__":
    main()
