"""Copper, zinc, lead, tin and silver."""

from __future__ import annotations

from mineralsec.datasets.recipe.chains.pure import metal
from mineralsec.datasets.recipe.spec import (
    Chain,
    EuShares,
    FormSpec,
    Implied,
    NationalUse,
    SecondaryOutput,
    StageSpec,
    UsgsTable,
    ValueScaled,
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
                eu_sourcing=EuShares("Copper", stage="E"),
            ),
            StageSpec(
                "refining",
                UsgsTable("COPPER", "Copper", "coppe", "refinery production"),
                "observed",
                eu_sectors="Copper",
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
        "zinc",
        "Zn",
        "Zn",
        note="zinc from scrap and residues is not in it",
        stages=(
            StageSpec(
                "mining",
                UsgsTable("ZINC", "Zinc", "zinc"),
                "observed",
                remainder="BACI has too little concentrate arriving where zinc is made",
                eu_sourcing=EuShares("Zinc", stage="E"),
            ),
            StageSpec(
                "refining",
                EuShares("Zinc"),
                "modelled",
                sources_detail="Refined metal",
                uses=(NationalUse("USA", detail="Consumption, apparent, refined zinc"),),
                eu_sourcing=EuShares("Zinc"),
            ),
        ),
        forms=(
            FormSpec(
                "zinc concentrate",
                "mining",
                "260800",
                Implied(("Exports: Ores and concentrates",), "USA", "exports", ("260800",)),
            ),
        ),
    ),
    Chain(
        "lead",
        "Pb",
        "Pb",
        note="mined lead; more than half of refined lead comes from scrap, which the shares of "
        "refining count and no source separates by country",
        stages=(
            StageSpec(
                "mining",
                UsgsTable("LEAD", "Lead", "lead"),
                "observed",
                remainder="BACI has too little concentrate arriving where lead is made",
                eu_sourcing=EuShares("Lead", stage="E"),
            ),
            StageSpec(
                "refining",
                EuShares(
                    "Lead",
                    without=(("USA", "all of it is secondary: no primary refinery (MCS 2026)"),),
                ),
                "modelled",
                sources_detail="Refined metal",
                secondary=(
                    SecondaryOutput("USA", detail="Production: Secondary refinery, old scrap"),
                ),
                uses=(NationalUse("USA", detail="Consumption, apparent"),),
                eu_sourcing=EuShares("Lead"),
            ),
        ),
        forms=(
            FormSpec(
                "lead concentrate",
                "mining",
                "260700",
                Implied(("Exports: Lead in concentrates",), "USA", "exports", ("260700",)),
            ),
        ),
    ),
    Chain(
        "tin",
        "Sn",
        "Sn",
        note="tin from scrap is not in it",
        stages=(
            StageSpec(
                "mining",
                UsgsTable("TIN", "Tin", "tin"),
                "observed",
                remainder="BACI has too little concentrate arriving where tin is made",
                eu_sourcing=EuShares("Tin", stage="E"),
            ),
            StageSpec(
                "refining",
                EuShares("Tin"),
                "modelled",
                sources_detail="Refined tin",
                secondary=(SecondaryOutput("USA", detail="Production, secondary: Old scrap"),),
                uses=(NationalUse("USA", detail="Consumption, apparent, refined"),),
                eu_sourcing=EuShares("Tin"),
                eu_sectors="Tin",
            ),
        ),
        forms=(
            FormSpec(
                "tin concentrate",
                "mining",
                "260900",
                Implied((), "AUS", "exports", ("260900",)),
                unit_value=(8.0, None),
                note="Australia ships all it mines",
            ),
            FormSpec(
                "low-grade tin ore",
                "mining",
                "260900",
                ValueScaled("tin concentrate"),
                unit_value=(None, 8.0),
            ),
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
                eu_sourcing=EuShares("Silver", stage="E"),
                eu_sectors="Silver",
            ),
        ),
    ),
)
