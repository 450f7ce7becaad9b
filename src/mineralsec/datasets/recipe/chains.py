"""The minerals of the world dataset, one entry each. Adding a mineral is adding an entry."""

from __future__ import annotations

from typing import Literal

from mineralsec.datasets.recipe.spec import (
    Assumed,
    CarriedForward,
    Chain,
    CitedImports,
    EuShares,
    FormSpec,
    IeaOutput,
    Implied,
    NationalUse,
    SecondaryOutput,
    StageSpec,
    Stoichiometric,
    UsgsTable,
    ValueScaled,
)

__all__ = ["CHAINS"]

_NO_TRADE_CODE = "no customs code in the data folder belongs to this mineral and stage alone"

_GALLIUM = UsgsTable("GALLIUM", "Gallium", "galli", "primary production")
_GERMANIUM = UsgsTable("GERMANIUM", "Gemanium", "germa", "refinery production")


def _metal(
    name: str, code: str, release: Literal["hs92", "v202601"], what: str, low: float | None = None
) -> FormSpec:
    return FormSpec(
        name,
        "refining",
        code,
        Assumed(
            1.0,
            f"{what} is taken as pure; the impurities of commercial grades are below 1 %",
            "mineralsec-rules",
            "content factors",
        ),
        release,
        (low, None),
    )


CHAINS: tuple[Chain, ...] = (
    Chain(
        "gallium",
        "Ga",
        "Ga",
        hosts=("aluminium", "zinc"),
        note="primary low-purity gallium is the first stage; no host ratio is cited",
        stages=(
            StageSpec(
                "refining",
                _GALLIUM,
                "modelled",
                sources_detail="Metal",
                uses=(
                    NationalUse(
                        "USA",
                        detail="Consumption, reported",
                        note="excludes gallium in imported gallium arsenide wafers",
                    ),
                    NationalUse(
                        "JPN",
                        amount=167,
                        year=2021,
                        source="demand-intensity",
                        locator="demand_intensity.csv, japan, gallium",
                        note="JOGMEC figure of 2021 (Japan Times, 5 August 2025), recycled metal "
                        "included, stands for 2024",
                    ),
                ),
                secondary=(
                    SecondaryOutput(
                        "JPN",
                        amount=67,
                        source="demand-intensity",
                        locator="demand_intensity.csv, japan, gallium",
                        note="70 t domestic and recycled (167 t used less 97 t imported, 2021) "
                        "less 3 t primary output (MCS 2026)",
                    ),
                ),
            ),
        ),
    ),
    Chain(
        "germanium",
        "Ge",
        "Ge",
        hosts=("zinc",),
        note="USGS has published no country figures since MCS 2022; primary and secondary "
        "refinery output together; hosts also lead, copper and lignite (USGS)",
        stages=(
            StageSpec(
                "refining",
                CarriedForward(_GERMANIUM, "MCS 2022", 2021, EuShares("Germanium")),
                "modelled",
                sources_detail="Combined total",
                uses=(
                    NationalUse(
                        "USA",
                        detail="Consumption, estimated",
                        year=2021,
                        note="last published year (2022 to 2025: not available) stands for 2024",
                    ),
                ),
            ),
        ),
    ),
    Chain(
        "antimony",
        "Sb",
        "Sb",
        stages=(
            StageSpec(
                "mining",
                UsgsTable("ANTIMONY", "Antimony", "antim"),
                "observed",
                remainder="antimony in gold concentrates travels under code 261690, which is "
                "not antimony alone",
            ),
            StageSpec(
                "refining",
                EuShares("Antimony"),
                "observed",
                us_imports=(CitedImports("Imports for consumption: Oxide", "Oxide"),),
                uses=(NationalUse("USA", detail="Consumption, apparent"),),
            ),
        ),
        forms=(
            FormSpec(
                "antimony concentrate",
                "mining",
                "261710",
                Assumed(
                    0.59,
                    "middle of 50-68 % Sb, the range of sulphide concentrates",
                    "usac-terminology",
                    "Sulfide concentrates",
                ),
                unit_value=(3.0, None),
            ),
            FormSpec(
                "low-grade antimony ore",
                "mining",
                "261710",
                ValueScaled("antimony concentrate"),
                unit_value=(None, 3.0),
            ),
            _metal("antimony metal", "811010", "v202601", "unwrought antimony"),
        ),
    ),
    Chain(
        "tungsten",
        "W",
        "W",
        stages=(
            StageSpec(
                "mining",
                UsgsTable("TUNGSTEN", "Tungsten", "tungs"),
                "observed",
                remainder="tungstates and oxides that feed plants abroad (284180, 282590) are "
                "not in the data folder",
            ),
            StageSpec(
                "refining",
                EuShares("Tungsten"),
                "observed",
                us_imports=(
                    CitedImports(
                        "Imports for consumption: Other forms",
                        "Ores, concentrates, and other forms",
                        less_observed=True,
                    ),
                ),
            ),
        ),
        forms=(
            FormSpec(
                "tungsten concentrate",
                "mining",
                "261100",
                Implied(("Exports: Ores and concentrates",), "USA", "exports", ("261100",)),
            ),
            _metal("tungsten powder", "810110", "hs92", "tungsten powder"),
            _metal("unwrought tungsten", "810194", "v202601", "unwrought tungsten"),
        ),
    ),
    Chain(
        "rare earths",
        "REO",
        "REO",
        plants=(EuShares("Neodymium"), EuShares("Lanthanum")),
        extra_mine_origins=("LAO",),
        stages=(
            StageSpec(
                "mining",
                UsgsTable("RARE EARTHS", "Rare earths", "raree"),
                "observed",
                remainder="concentrate of the USA travels under code 253090, which is not in "
                "the data folder",
            ),
            StageSpec(
                "refining",
                IeaOutput("Rare Earth Elements", same_scope=False),
                "observed",
                uses=(
                    NationalUse("USA", detail="Consumption, apparent, compounds and metals"),
                ),
            ),
        ),
        forms=(
            FormSpec(
                "rare-earth compounds",
                "refining",
                "284690",
                Implied(("Imports: Compounds",), "USA", "imports", ("284610", "284690")),
                note="rows whose origin is not a mine producer without a plant",
            ),
            FormSpec(
                "mixed rare-earth compounds of a mine",
                "mining",
                "284690",
                Implied(("Imports: Compounds",), "USA", "imports", ("284610", "284690")),
                mine_origin=True,
                note="rows whose origin mines but has no separation plant in IEA 2024 or EU "
                "2023 (Laos added by name: no plant in any source)",
            ),
            FormSpec(
                "cerium compounds",
                "refining",
                "284610",
                Implied(("Imports: Compounds",), "USA", "imports", ("284610", "284690")),
            ),
            FormSpec(
                "rare-earth metals",
                "refining",
                "280530",
                Assumed(
                    1.0,
                    "one tonne of metal counts as one tonne REO; for neodymium the oxide "
                    "equivalent would be 1.17",
                    "mineralsec-rules",
                    "content factors",
                ),
                unit_value=(10.0, None),
            ),
            FormSpec(
                "rare-earth concentrate",
                "mining",
                "280530",
                Assumed(
                    0.4,
                    "usual grade of monazite flotation concentrate; no source of the data "
                    "folder gives one",
                    "mineralsec-rules",
                    "content factors",
                ),
                unit_value=(None, 10.0),
                mine_origin=True,
            ),
        ),
    ),
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
                uses=(
                    NationalUse("USA", detail="Consumption (includes secondary): Apparent"),
                ),
            ),
        ),
        forms=(
            _metal("cobalt metal", "810510", "hs92", "unwrought cobalt", 15.0),
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
            ),
            StageSpec(
                "refining",
                IeaOutput("Nickel"),
                "observed",
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
            _metal("unwrought nickel", "750210", "v202601", "unwrought nickel, not alloyed"),
        ),
    ),
    Chain(
        "natural graphite",
        "C",
        "natural graphite",
        note="gross weight of graphite; anode material is a named absence: no source gives "
        "output by country of spherical natural graphite alone (IEA counts synthetic too)",
        stages=(
            StageSpec(
                "mining",
                UsgsTable("GRAPHITE (NATURAL)", "Graphite", "graph"),
                "observed",
                uses=(NationalUse("USA", detail="Consumption, apparent"),),
            ),
        ),
        forms=tuple(
            FormSpec(
                name,
                "mining",
                code,
                Assumed(
                    1.0,
                    "the basis is gross weight, as in the USGS tables",
                    "mineralsec-rules",
                    "content factors",
                ),
            )
            for name, code in (
                ("graphite powder or flakes", "250410"),
                ("other natural graphite", "250490"),
            )
        ),
    ),
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
            _metal("copper cathode", "740311", "v202601", "refined copper cathode"),
        ),
    ),
    Chain(
        "silver",
        "Ag",
        "Ag",
        note=f"mine output and use in one stage: {_NO_TRADE_CODE}, and no source gives "
        "refined output by country",
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
