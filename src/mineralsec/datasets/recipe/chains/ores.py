"""Metals of one stage: what is mined, or made, and published by country no further."""

from __future__ import annotations

from mineralsec.datasets.recipe.chains.mined import one_stage
from mineralsec.datasets.recipe.spec import Chain, EuShares, FormSpec, Stoichiometric, UsgsTable

__all__ = ["CHAINS"]

_ANY = "production"

CHAINS: tuple[Chain, ...] = (
    one_stage(
        "gold",
        UsgsTable("GOLD", "Gold", "gold", _ANY),
        "Au",
        symbol="Au",
        us_use="Consumption, reported",
        us_sources="Total",
        us_use_note="jewellery, electronics and official coins; investment bars are left out",
        eu=EuShares("Gold", stage="E"),
    ),
    one_stage(
        "mercury",
        UsgsTable("MERCURY", "Mercury", "mercu", _ANY, reserves=None, without=("exports",)),
        "Hg",
        symbol="Hg",
    ),
    one_stage(
        "zirconium",
        UsgsTable("ZIRCONIUM AND HAFNIUM", "Zirconium and Hafnium", "zirco*", _ANY),
        "zircon concentrate",
        symbol="Zr",
        hosts=("titanium",),
        forms=(
            FormSpec(
                "zirconium dioxide",
                "mining",
                "",
                Stoichiometric({"Zr": 1, "O": 2}, {"Zr": 1, "Si": 1, "O": 4}, "ZrSiO4 per ZrO2"),
                note="reserves are published as ZrO2",
            ),
        ),
        reserves_form="zirconium dioxide",
        note="gross weight of zircon concentrates",
        eu=EuShares("Zirconium", stage="E"),
    ),
)
