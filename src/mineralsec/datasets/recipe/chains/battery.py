"""Metals of batteries."""

from __future__ import annotations

from mineralsec.datasets.recipe.chains.mined import as_counted
from mineralsec.datasets.recipe.chains.pure import metal
from mineralsec.datasets.recipe.spec import (
    Chain,
    EuShares,
    FormSpec,
    IeaOutput,
    Implied,
    NationalUse,
    StageSpec,
    Stoichiometric,
    UsgsTable,
)

__all__ = ["CHAINS"]

CHAINS: tuple[Chain, ...] = (
    Chain(
        "cobalt",
        "Co",
        "Co",
        hosts=("copper", "nickel"),
        stages=(
            StageSpec(
                "mining",
                UsgsTable("COBALT", "Cobalt", "cobal"),
                "observed",
                remainder="cobalt in nickel intermediates (750110, 750120) and ores (260500) "
                "is not in the data folder",
            ),
            StageSpec(
                "refining",
                IeaOutput("Cobalt"),
                "observed",
                eu_sectors="Cobalt",
                uses=(NationalUse("USA", detail="Consumption (includes secondary): Apparent"),),
            ),
        ),
        forms=(
            metal(
                "cobalt metal",
                "810510",
                "hs92",
                "unwrought cobalt",
                low=15.0,
                dear="the code holds powders too",
            ),
            FormSpec(
                "cobalt intermediates",
                "mining",
                "810510",
                Implied((), "COD", "exports", ("810510", "282200")),
                unit_value=(None, 15.0),
                note="hydroxide and mattes by unit value",
            ),
            FormSpec(
                "cobalt oxides and hydroxides",
                "refining",
                "282200",
                Stoichiometric({"Co": 1, "O": 2, "H": 2}, {"Co": 1}, "Co(OH)2"),
                unit_value=(15.0, None),
            ),
            FormSpec(
                "crude cobalt hydroxide",
                "mining",
                "282200",
                Implied((), "COD", "exports", ("810510", "282200")),
                unit_value=(None, 15.0),
            ),
        ),
    ),
    Chain(
        "lithium",
        "Li",
        "Li",
        stages=(
            StageSpec("mining", UsgsTable("LITHIUM", "Lithium", "lithi"), "modelled"),
            StageSpec("refining", IeaOutput("Lithium"), "observed"),
        ),
        forms=(
            FormSpec(
                "lithium carbonate",
                "refining",
                "283691",
                Stoichiometric({"Li": 2, "C": 1, "O": 3}, {"Li": 2}, "Li2CO3"),
            ),
            FormSpec(
                "lithium hydroxide",
                "refining",
                "282520",
                Stoichiometric({"Li": 1, "O": 2, "H": 3}, {"Li": 1}, "LiOH.H2O"),
                note="taken as the monohydrate, the traded form",
            ),
        ),
    ),
    Chain(
        "nickel",
        "Ni",
        "Ni",
        stages=(
            StageSpec(
                "mining",
                UsgsTable("NICKEL", "Nickel", "nicke"),
                "observed",
                remainder="nickel matte and hydroxide precipitate (750110, 750120) are not in "
                "the data folder",
                eu_sourcing=EuShares("Nickel", stage="E"),
            ),
            StageSpec(
                "refining",
                IeaOutput("Nickel"),
                "observed",
                unplaced={
                    "IDN": "nickel pig iron, its main product, travels under code 720260, which "
                    "is not in the data folder"
                },
                uses=(NationalUse("USA", detail="Consumption: Apparent, primary"),),
            ),
        ),
        forms=(
            FormSpec(
                "nickel concentrate",
                "mining",
                "260400",
                Implied(("Exports: Ores and concentrates",), "USA", "exports", ("260400",)),
                unit_value=(0.5, None),
            ),
            FormSpec(
                "nickel laterite ore",
                "mining",
                "260400",
                Implied((), "PHL", "exports", ("260400",)),
                unit_value=(None, 0.5),
            ),
            metal("unwrought nickel", "750210", "v202601", "unwrought nickel, not alloyed"),
        ),
    ),
    Chain(
        "natural graphite",
        "C",
        "natural graphite",
        note="gross weight of graphite; the anode stage is battery-grade graphite of the IEA, "
        "which counts natural and synthetic together: no source separates them by country, so that "
        "nothing in the chain feeds it",
        stages=(
            StageSpec(
                "mining",
                UsgsTable("GRAPHITE (NATURAL)", "Graphite", "graph"),
                "observed",
                uses=(NationalUse("USA", detail="Consumption, apparent"),),
            ),
            StageSpec("anode", IeaOutput("Graphite"), "modelled", fed=False),
        ),
        forms=(
            as_counted("graphite powder or flakes", "250410"),
            as_counted("other natural graphite", "250490"),
        ),
    ),
)
