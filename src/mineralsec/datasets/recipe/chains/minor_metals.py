"""Minor metals, most of them by-products."""

from __future__ import annotations

from mineralsec.datasets.recipe.chains.pure import metal
from mineralsec.datasets.recipe.spec import (
    Assumed,
    CarriedForward,
    Chain,
    CitedImports,
    CitedShares,
    CitedTotal,
    EuShares,
    FormSpec,
    Host,
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

_GALLIUM = UsgsTable("GALLIUM", "Gallium", "galli", "primary production")
_GERMANIUM = UsgsTable("GERMANIUM", "Gemanium", "germa", "refinery production")

CHAINS: tuple[Chain, ...] = (
    Chain(
        "gallium",
        "Ga",
        "Ga",
        hosts=("aluminium", "zinc"),
        note="primary low-purity gallium (99.99 %) is the first stage; high-purity gallium is a "
        "named absence: no source gives its output by country; China's is tied to its alumina",
        stages=(
            StageSpec(
                "refining",
                _GALLIUM,
                "modelled",
                hosts={
                    "CHN": Host(
                        "aluminium-refining-CHN",
                        50e-6 / 0.529261188,
                        "recoverable: 50 g a tonne of alumina (demand_intensity.csv, "
                        "alumina_gallium_ratio_atalco: 50 t from 1 Mt, as announced), over "
                        "0.5293 t of aluminium; actual in China in 2024: 9.8 g",
                    )
                },
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
                eu_sourcing=EuShares("Gallium"),
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
                eu_sourcing=EuShares("Germanium"),
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
                eu_sourcing=EuShares("Antimony", stage="E"),
            ),
            StageSpec(
                "refining",
                EuShares("Antimony"),
                "observed",
                eu_sectors="Antimony",
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
            metal("antimony metal", "811010", "v202601", "unwrought antimony"),
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
                eu_sourcing=EuShares("Tungsten", stage="E"),
            ),
            StageSpec(
                "refining",
                EuShares("Tungsten"),
                "observed",
                eu_sectors="Tungsten",
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
            metal("tungsten powder", "810110", "hs92", "tungsten powder"),
            metal("unwrought tungsten", "810194", "v202601", "unwrought tungsten"),
        ),
    ),
    Chain(
        "beryllium",
        "Be",
        "Be",
        note="metal, alloys and oxide are one stage; code 811212 holds more of other goods than "
        "of beryllium (hundreds of tonnes at 0.4 USD/kg), so lanes are modelled",
        stages=(
            StageSpec("mining", UsgsTable("BERYLLIUM", "Beryllium", "beryl"), "modelled"),
            StageSpec(
                "refining",
                EuShares("Beryllium"),
                "modelled",
                sources_detail="All",
                uses=(NationalUse("USA", detail="Consumption: Apparent"),),
                eu_sourcing=EuShares("Beryllium"),
            ),
        ),
    ),
    Chain(
        "magnet rare earths",
        "",
        "Nd, Pr, Dy and Tb",
        note="International Energy Agency 2025, supply of magnet rare earths (neodymium, "
        "praseodymium, dysprosium, terbium), element content; part of rare earths, never to be "
        "added to them",
        stages=(
            StageSpec("mining", IeaOutput("Rare Earth Elements", stage="mine"), "modelled"),
            StageSpec(
                "refining",
                IeaOutput("Rare Earth Elements"),
                "modelled",
                eu_sourcing=EuShares("Neodymium"),
            ),
        ),
    ),
    Chain(
        "yttrium",
        "Y",
        "Y2O3",
        note="Y2O3 equivalent; part of rare earths, never to be added to them; the shares of its "
        "extraction are those the European Commission gives for most rare earths alike",
        source="eu-crm-2023",
        chapter="YTTRIUM",
        stages=(
            StageSpec(
                "mining",
                EuShares("Yttrium", stage="E", total=CitedTotal("yttrium", "mining", 2025)),
                "modelled",
            ),
            StageSpec(
                "refining",
                EuShares("Yttrium"),
                "modelled",
                sources_detail="All",
                uses=(NationalUse("USA", detail="Consumption, apparent"),),
                eu_sourcing=EuShares("Yttrium"),
            ),
        ),
    ),
    Chain(
        "rare earths",
        "REE",
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
                eu_sourcing=EuShares("Neodymium", stage="E"),
            ),
            StageSpec(
                "refining",
                IeaOutput("Rare Earth Elements", same_scope=False),
                "observed",
                uses=(NationalUse("USA", detail="Consumption, apparent, compounds and metals"),),
                other_use="catalysts, polishing, glass, ceramics and all but magnets",
            ),
            StageSpec(
                "magnet",
                CitedShares(
                    "rare_earths",
                    "magnet",
                    "sintered permanent magnets",
                    2024,
                    (
                        IeaOutput("Rare Earth Elements"),
                        1.1664,
                        "world output of refined magnet rare earths, IEA 2024, x 1.1664 t oxide "
                        "a tonne of metal (Nd2O3)",
                    ),
                ),
                "observed",
            ),
        ),
        forms=(
            FormSpec(
                "rare-earth compounds",
                "refining",
                "284690",
                Implied(("Imports: Compounds",), "USA", "imports", ("284610", "284690")),
                screen=100.0,
                note="rows whose origin is not a mine producer without a plant",
            ),
            FormSpec(
                "mixed rare-earth compounds of a mine",
                "mining",
                "284690",
                Implied(("Imports: Compounds",), "USA", "imports", ("284610", "284690")),
                screen=100.0,
                mine_origin=True,
                note="rows whose origin mines but has no separation plant in IEA 2024 or EU "
                "2023 (Laos added by name: no plant in any source)",
            ),
            FormSpec(
                "cerium compounds",
                "refining",
                "284610",
                Implied(("Imports: Compounds",), "USA", "imports", ("284610", "284690")),
                screen=100.0,
            ),
            FormSpec(
                "rare-earth metals",
                "refining",
                "280530",
                Stoichiometric({"Nd": 2}, {"Nd": 2, "O": 3}, "Nd2O3 per tonne of Nd"),
                note="oxide equivalent of neodymium, taken for every rare-earth metal",
                unit_value=(10.0, None),
            ),
            FormSpec(
                "rare-earth magnets",
                "magnet",
                "850511",
                Assumed(
                    0.35,
                    "0.3 t of rare-earth metal a tonne of magnet (Heim and Vander Wal 2023) x "
                    "1.1664 t of oxide a tonne of metal (Nd2O3)",
                    "ndfeb-magnets",
                    "Encyclopedia entry 50309",
                ),
                "v202601",
                screen=1.5,
                note="the code holds other metal magnets too, which add tonnes and little value: "
                "a lane far from the median counts by its value",
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
)
