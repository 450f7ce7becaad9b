"""A metal that is traded pure."""

from __future__ import annotations

from typing import Literal

from mineralsec.datasets.recipe.spec import FLOOR_TONNES, Assumed, FormSpec

__all__ = ["metal"]


def metal(
    name: str,
    code: str,
    release: Literal["hs92", "v202601"],
    what: str,
    stage: str = "refining",
    low: float | None = None,
    screen: float = 10.0,
    dear: str = "",
    floor: float = FLOOR_TONNES,
) -> FormSpec:
    """Return the form of a metal, whose content is taken as one."""
    return FormSpec(
        name,
        stage,
        code,
        Assumed(
            1.0,
            f"{what} is taken as pure; the impurities of commercial grades are below 1 %",
            "mineralsec-rules",
            "content factors",
        ),
        release,
        (low, None),
        screen=screen,
        dear=dear,
        floor=floor,
    )
