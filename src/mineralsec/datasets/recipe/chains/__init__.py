"""The minerals of the world dataset, one entry each. Adding a mineral is adding an entry."""

from __future__ import annotations

from mineralsec.datasets.recipe.chains import (
    base_metals,
    battery,
    byproducts,
    chemical,
    industrial,
    light_metals,
    minor_metals,
    ores,
    precious_metals,
    steel_metals,
)
from mineralsec.datasets.recipe.spec import Chain

__all__ = ["CHAINS"]

CHAINS: tuple[Chain, ...] = (
    *minor_metals.CHAINS,
    *battery.CHAINS,
    *base_metals.CHAINS,
    *light_metals.CHAINS,
    *steel_metals.CHAINS,
    *precious_metals.CHAINS,
    *byproducts.CHAINS,
    *ores.CHAINS,
    *industrial.CHAINS,
    *chemical.CHAINS,
)
