"""Copper and silver."""

from __future__ import annotations

from mineralsec.datasets.recipe.chains.pure import metal
from mineralsec.datasets.recipe.spec import (
    Chain,
    FormSpec,
    Implied,
    NationalUse,
    SecondaryOutput,
    StageSpec,
    UsgsTable,
)

__all__ = ["CHAINS"]

CHAINS: tuple[Chain, ...] = (
    Chain(
        "copper",
        "Cu",
        "Cu",
        stages=(
            StageSpec(
                "mining",
                UsgsTable("COPPER", "Copper", "coppe"),
                "observed",
                remainder="blister and anodes (7402) are not in the data folder, and BACI has "
                "too little concentrate leaving Chile",
                scrap="refinery output of the USGS includes copper from scrap",
            ),
            StageSpec(
                "refining",
                UsgsTable("COPPER", "Copper", "coppe", "refinery production"),
                "observed",
                uses=(
                    NationalUse(
                        "USA",
                        detail="Consumption: Apparent, primary refined copper and copper from "
                        "old scrap",
                    ),
                ),
            ),
        ),
        forms=(
            FormSpec(
                "copper concentrate",
                "mining",
                "260300",
                Implied(("Exports: Ore and concentrate",), "USA", "exports", ("260300",)),
            ),
            metal("copper cathode", "740311", "v202601", "refined copper cathode"),
        ),
    ),
    Chain(
        "silver",
        "Ag",
        "Ag",
        note="mine output and use in one stage: no customs code in the data folder belongs to "
        "silver at this stage alone, and no source gives refined output by country",
        stages=(
            StageSpec(
                "mining",
                UsgsTable("SILVER", "Silver", "silve"),
                "modelled",
                sources_detail="All",
                uses=(
                    NationalUse(
                        "USA",
                        detail="Consumption, apparent",
                        note="mine and secondary output + imports - exports +- stocks; without "
                        "investment",
                    ),
                ),
                secondary=(
                    SecondaryOutput(
                        "USA", detail="Production: Refinery: Secondary (new and old scrap)"
                    ),
                ),
            ),
        ),
    ),
)
