"""The minerals of the world dataset, one entry each. Adding a mineral is adding an entry."""

from __future__ import annotations

from mineralsec.datasets.recipe.chains import (
    base_metals,
    battery,
    chemical,
    industrial,
    minor_metals,
    ores,
)
from mineralsec.datasets.recipe.spec import Chain

__all__ = ["CHAINS"]

CHAINS: tuple[Chain, ...] = (
    *minor_metals.CHAINS,
    *battery.CHAINS,
    *base_metals.CHAINS,
    *ores.CHAINS,
    *industrial.CHAINS,
    *chemical.CHAINS,
)
