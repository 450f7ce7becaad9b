"""Platinum, palladium and rhenium."""

from __future__ import annotations

from mineralsec.datasets.recipe.spec import (
    Chain,
    EuShares,
    NationalUse,
    StageSpec,
    UsgsTable,
)

__all__ = ["CHAINS"]


def _platinum_metal(name: str, symbol: str) -> Chain:
    return Chain(
        name.casefold(),
        symbol,
        symbol,
        note="mined metal only: no source gives recycled metal by country; reserves are published "
        "for the platinum group together, and are not divided; code 71101121 moves through "
        "trading places and holds gold alloys declared as platinum, so lanes are modelled",
        stages=(
            StageSpec(
                "mining",
                UsgsTable(
                    "PLATINUM-GROUP METALS",
                    "Platinum-Group metals",
                    "plati",
                    f"mine production: {name}".casefold(),
                    reserves=None,
                ),
                "modelled",
            ),
            StageSpec(
                "refining",
                EuShares(name),
                "modelled",
                sources_detail=name,
                uses=(NationalUse("USA", detail=f"Consumption, apparent: {name}"),),
            ),
        ),
    )


CHAINS: tuple[Chain, ...] = (
    _platinum_metal("Platinum", "Pt"),
    _platinum_metal("Palladium", "Pd"),
    Chain(
        "rhenium",
        "Re",
        "Re",
        hosts=("molybdenum", "copper"),
        stages=(
            StageSpec("mining", UsgsTable("RHENIUM", "Rhenium", "rheni"), "modelled"),
            StageSpec(
                "refining",
                EuShares("Rhenium"),
                "modelled",
                sources_detail="Total imports",
                uses=(NationalUse("USA", detail="Consumption, apparent"),),
                eu_sourcing=EuShares("Rhenium"),
            ),
        ),
    ),
)
