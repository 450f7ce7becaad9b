"""Aluminium, magnesium, titanium and silicon."""

from __future__ import annotations

from mineralsec.datasets.recipe.chains.pure import metal
from mineralsec.datasets.recipe.spec import (
    BULK_TONNES,
    Balanced,
    Chain,
    CitedImports,
    EuShares,
    FormSpec,
    Implied,
    NationalUse,
    SecondaryOutput,
    StageSpec,
    Stoichiometric,
    UsgsTable,
)

__all__ = ["CHAINS"]

_ALLOYS = "its alloyed aluminium travels under code 760120, which is not in the data folder"
_PIGMENT = "pigment, welding rods and other uses of titanium minerals"

CHAINS: tuple[Chain, ...] = (
    Chain(
        "aluminium",
        "Al",
        "Al",
        note="alumina for other uses than metal is in what the smelters leave",
        reserves=UsgsTable("BAUXITE AND ALUMINA", "Bauxite", "bauxi", reserves="bauxite"),
        reserves_form="bauxite",
        chapter="ALUMINUM",
        stages=(
            StageSpec(
                "mining",
                UsgsTable("BAUXITE AND ALUMINA", "Bauxite", "bauxi", "bauxite"),
                "observed",
                form="bauxite",
                remainder="BACI has too little bauxite arriving where alumina is made",
                recovery_note="the content of bauxite is what the refineries got out of it",
                eu_sourcing=EuShares("Aluminium", stage="E"),
            ),
            StageSpec(
                "refining",
                UsgsTable("BAUXITE AND ALUMINA", "Bauxite", "bauxi", "alumina"),
                "modelled",
                form="alumina",
            ),
            StageSpec(
                "smelting",
                UsgsTable("ALUMINUM", "Aluminum", "alumi", "smelter production"),
                "observed",
                eu_sectors="Aluminium",
                unplaced=dict.fromkeys(
                    ("ARE", "AUS", "BHR", "CAN", "IND", "ISL", "MYS", "NOR", "RUS"), _ALLOYS
                ),
                us_imports=(
                    CitedImports(
                        "Imports for consumption: Crude and semi-fabricated products",
                        "All",
                        less_observed=True,
                    ),
                ),
                secondary=(
                    SecondaryOutput("USA", detail="Production: Secondary (from old scrap)"),
                ),
                uses=(NationalUse("USA", detail="Consumption, apparent"),),
            ),
        ),
        forms=(
            FormSpec("bauxite", "mining", "260600", Balanced(), floor=BULK_TONNES),
            FormSpec(
                "alumina",
                "refining",
                "",
                Stoichiometric({"Al": 2, "O": 3}, {"Al": 2}, "Al2O3"),
                note="calcined equivalent; no customs code in the data folder",
            ),
            metal(
                "unwrought aluminium",
                "760110",
                "hs92",
                "aluminium, not alloyed",
                "smelting",
                floor=BULK_TONNES,
            ),
        ),
    ),
    Chain(
        "magnesium",
        "Mg",
        "Mg",
        note="primary metal; nearly all of it is made of dolomite and of brines, whose output no "
        "source counts, so that the metal is the first stage",
        stages=(
            StageSpec(
                "smelting",
                UsgsTable(
                    "MAGNESIUM METAL",
                    "Magnesium metal",
                    "mgmet",
                    "smelter production",
                    reserves=None,
                ),  # the edition of 2025 repeats capacity as reserves
                "observed",
                eu_sectors="Magnesium",
                secondary=(
                    SecondaryOutput("USA", detail="Production: Secondary (new and old scrap)"),
                ),
            ),
        ),
        forms=(
            metal("unwrought magnesium", "810411", "v202601", "magnesium of 99.8 %", "smelting"),
        ),
    ),
    Chain(
        "titanium",
        "Ti",
        "TiO2",
        note="TiO2 content of ilmenite and rutile; pigment has capacities only, and is in the use "
        "of minerals",
        stages=(
            StageSpec(
                "mining",
                UsgsTable(
                    "TITANIUM MINERAL CONCENTRATES",
                    "Titanium Mineral Concentrates",
                    "timin",
                    ("ilmenite", "ilmentite", "rutile"),
                ),
                "observed",
                remainder="titania slag (262099) is not in the data folder",
                other_use=_PIGMENT,
            ),
            StageSpec(
                "sponge",
                UsgsTable(
                    "TITANIUM AND TITANIUM DIOXIDE",
                    "Titanium & titanium dioxide",
                    "titan",
                    "sponge metal production",
                    capacity="sponge",
                ),
                "observed",
                form="titanium sponge",
                eu_sectors="Titanium",
            ),
        ),
        forms=(
            FormSpec(
                "titanium minerals",
                "mining",
                "261400",
                Implied((), "NOR;SEN;MDG", "exports", ("261400",)),
                note="three countries that ship what they mine",
            ),
            FormSpec(
                "titanium sponge",
                "sponge",
                "810820",
                Stoichiometric({"Ti": 1}, {"Ti": 1, "O": 2}, "TiO2 per tonne of Ti"),
                "v202601",
                dear="the code holds powders too",
                note="unwrought titanium and powders",
            ),
        ),
    ),
    Chain(
        "silicon",
        "Si",
        "Si",
        note="two products side by side: ferrosilicon (silicon content) and silicon metal; the "
        "quartz they are made of is counted by no source",
        stages=(
            StageSpec(
                "ferrosilicon",
                UsgsTable(
                    "SILICON",
                    "Silicon",
                    "simet",
                    ("ferrosilicon", "ferosilicon"),
                    without=("combined",),
                ),
                "modelled",
                sources_detail="Ferrosilicon",
            ),
            StageSpec(
                "silicon metal",
                UsgsTable("SILICON", "Silicon", "simet", "silicon metal", without=("combined",)),
                "observed",
                eu_sectors="Silicon metal",
                fed=False,
            ),
        ),
        forms=(
            metal("silicon metal", "280469", "v202601", "silicon below 99.99 %", "silicon metal"),
        ),
    ),
)
