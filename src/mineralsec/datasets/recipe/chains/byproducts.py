"""By-products whose first counted stage is a refinery, and metals and minerals with one stage."""

from __future__ import annotations

from mineralsec.datasets.recipe.chains.pure import metal
from mineralsec.datasets.recipe.spec import (
    Chain,
    EuShares,
    NationalUse,
    SecondaryOutput,
    StageSpec,
    UsgsTable,
)

__all__ = ["CHAINS"]

_REFINERY = "refinery production"

CHAINS: tuple[Chain, ...] = (
    Chain(
        "indium",
        "In",
        "In",
        hosts=("zinc",),
        note="primary metal; indium recovered from scrap of sputtering targets is not in it",
        stages=(
            StageSpec(
                "refining",
                UsgsTable("INDIUM", "Indium", "indiu", _REFINERY, reserves=None),
                "modelled",
                sources_detail="All",
                uses=(NationalUse("USA", detail="Consumption, estimated"),),
                eu_sourcing=EuShares("Indium"),
            ),
        ),
    ),
    Chain(
        "tellurium",
        "Te",
        "Te",
        hosts=("copper", "lead", "bismuth"),
        note="more than 90 % comes from anode slimes of copper refining (USGS)",
        stages=(
            StageSpec(
                "refining",
                UsgsTable("TELLURIUM", "Tellurium", "tellu", _REFINERY),
                "modelled",
                eu_sourcing=EuShares("Tellurium"),
            ),
        ),
    ),
    Chain(
        "bismuth",
        "Bi",
        "Bi",
        hosts=("lead", "tungsten", "zinc"),
        stages=(
            StageSpec(
                "refining",
                UsgsTable("BISMUTH", "Bismuth", "bismu", _REFINERY, reserves=None),
                "observed",
                eu_sectors="Bismuth",
                secondary=(SecondaryOutput("USA", detail="Production: Secondary (scrap)"),),
                uses=(NationalUse("USA", detail="Consumption: Apparent"),),
            ),
        ),
        forms=(
            metal(
                "bismuth",
                "810600",
                "hs92",
                "bismuth, articles and scrap included",
                dear="the code holds articles too",
            ),
        ),
    ),
    Chain(
        "selenium",
        "Se",
        "Se",
        hosts=("copper",),
        note="code 280490 is not usable: its lanes carry half as much again as the refineries "
        "make, crude selenium and re-exports among them",
        stages=(
            StageSpec(
                "refining",
                UsgsTable("SELENIUM", "Selenium", "selen", _REFINERY),
                "modelled",
                eu_sourcing=EuShares("Selenium"),
            ),
        ),
    ),
    Chain(
        "cadmium",
        "Cd",
        "Cd",
        hosts=("zinc",),
        stages=(
            StageSpec(
                "refining",
                UsgsTable("CADMIUM", "Cadmium", "cadmi", _REFINERY, reserves=None),
                "observed",
                eu_sectors="Cadmium",
            ),
        ),
        forms=(
            metal(
                "unwrought cadmium",
                "810710",
                "hs92",
                "unwrought cadmium",
                screen=5.0,
                dear="the code holds powders too",
            ),
        ),
    ),
    Chain(
        "tantalum",
        "Ta",
        "Ta",
        note="no source gives output of metal or powder by country",
        stages=(
            StageSpec(
                "mining",
                UsgsTable("TANTALUM", "Tantalum", "tanta"),
                "modelled",
                sources_detail="Total",
                uses=(NationalUse("USA", detail="Consumption, apparent"),),
                eu_sourcing=EuShares("Tantalum", stage="E"),
            ),
        ),
    ),
    Chain(
        "fluorspar",
        "CaF2",
        "fluorspar",
        note="gross weight; the customs codes of acid and metallurgical grade are not both in the "
        "data folder, so lanes are modelled; no source gives hydrofluoric acid by country",
        stages=(
            StageSpec(
                "mining",
                UsgsTable("FLUORSPAR", "Fluorspar", "fluor"),
                "modelled",
                sources_detail="All",
                uses=(NationalUse("USA", detail="Consumption, apparent"),),
                eu_sourcing=EuShares("Fluorspar", stage="E"),
            ),
        ),
    ),
    Chain(
        "boron",
        "B",
        "borates",
        note="gross weight of what each country reports (ore, ulexite, refined borates, boric "
        "oxide): not comparable, as the USGS says, which prints no world total",
        stages=(
            StageSpec(
                "mining",
                UsgsTable(
                    "BORON",
                    "Boron",
                    "boron",
                    ("bor", "ulexite", "datolite", "production"),
                    without=("xx",),
                ),
                "modelled",
                eu_sourcing=EuShares("Borate", stage="E"),
            ),
        ),
    ),
)
