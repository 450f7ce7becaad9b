"""Iron and the metals that go into steel."""

from __future__ import annotations

from mineralsec.datasets.recipe.spec import (
    BULK_TONNES,
    Assumed,
    Chain,
    EuShares,
    FormSpec,
    Implied,
    MassBalance,
    NationalUse,
    StageSpec,
    StatedTotal,
    Stoichiometric,
    UsgsTable,
    ValueScaled,
)

__all__ = ["CHAINS"]

_IRON_ORE = UsgsTable("IRON ORE", "Iron Ore", "feore", "iron content", reserves="iron content")

CHAINS: tuple[Chain, ...] = (
    Chain(
        "iron",
        "Fe",
        "Fe",
        note="ore (iron content), pig iron and raw steel; direct-reduced iron is counted by no "
        "source of the data folder, so its ore is in unrecorded use and its iron in secondary feed",
        chapter="IRON AND STEEL",
        stages=(
            StageSpec("mining", _IRON_ORE, "observed", other_use="direct reduction and stocks"),
            StageSpec(
                "ironmaking",
                UsgsTable("IRON AND STEEL", "Iron and Steel", "feste", "pig iron", reserves=None),
                "modelled",
                form="pig iron",
                scrap="scrap and direct-reduced iron",
            ),
            StageSpec(
                "steelmaking",
                UsgsTable("IRON AND STEEL", "Iron and Steel", "feste", "raw steel", reserves=None),
                "modelled",
                sources_detail="All",
                uses=(NationalUse("USA", detail="Consumption, apparent (steel mill products)"),),
            ),
        ),
        forms=(
            *(
                FormSpec(
                    name,
                    "mining",
                    code,
                    Implied((), "AUS;BRA;ZAF", "exports", ("260111", "260112")),
                    screen=5.0,
                    floor=BULK_TONNES,
                    note="three countries that ship nearly all they mine",
                )
                for name, code in (("iron ore", "260111"), ("iron ore pellets", "260112"))
            ),
            FormSpec(
                "pig iron",
                "ironmaking",
                "",
                Assumed(
                    0.94,
                    "pig iron holds about 6 % of carbon, silicon and manganese",
                    "mineralsec-rules",
                    "content factors",
                ),
            ),
        ),
    ),
    Chain(
        "coking coal",
        "",
        "coking coal",
        note="metallurgical coal, gross weight; coke is counted as the coal that went in; lanes "
        "are modelled, because code 270112 holds steam coal too",
        source="crm-alliance-coking-coal",
        stages=(
            StageSpec(
                "mining",
                EuShares(
                    "Coking coal",
                    stage="E",
                    total=StatedTotal(
                        819e6,
                        1096e6,
                        "crm-alliance-coking-coal",
                        "middle of world demand in 2023, about 819,000,000 t, and world "
                        "production in 2022, 1,096,000,000 t",
                    ),
                ),
                "modelled",
                eu_sourcing=EuShares("Coking coal", stage="E"),
            ),
            StageSpec(
                "coking",
                EuShares("Coking coal"),
                "modelled",
                recovery_note="counted as the coal that went in",
            ),
        ),
    ),
    Chain(
        "manganese",
        "Mn",
        "Mn",
        note="alloys and metal are one stage; sulphate for batteries is a named absence",
        stages=(
            StageSpec(
                "mining",
                UsgsTable("MANGANESE", "Manganese", "manga"),
                "observed",
                remainder="BACI has too little ore arriving where alloys are made",
                eu_sourcing=EuShares("Manganese", stage="E"),
            ),
            StageSpec(
                "refining",
                EuShares("Manganese"),
                "modelled",
                sources_detail="Manganese contained in principal manganese imports",
                uses=(NationalUse("USA", detail="Consumption, apparent, manganese content"),),
                eu_sourcing=EuShares("Manganese"),
                eu_sectors="Manganese",
            ),
        ),
        forms=(
            FormSpec(
                "high-grade manganese ore",
                "mining",
                "260200",
                ValueScaled("manganese ore"),
                unit_value=(0.17, None),
            ),
            FormSpec(
                "manganese ore",
                "mining",
                "260200",
                Implied((), "ZAF;GHA", "exports", ("260200",)),
                unit_value=(None, 0.17),
                note="two exporters of ore of this grade that ship nearly all they mine",
            ),
        ),
    ),
    Chain(
        "chromium",
        "Cr",
        "chromite",
        note="gross weight of marketable chromite at both stages: no source gives the chromium "
        "content of ore by country; US use is published in chromium content and is not placed; "
        "code 261000 is not usable: 8 of 23 Mt go from South Africa to Mozambique, a port, and "
        "with them South Africa ships more than it mines and leaves its own smelters nothing",
        reserves=UsgsTable("CHROMIUM", "Chromium", "chrom", reserves="ore"),
        stages=(
            StageSpec(
                "mining",
                UsgsTable("CHROMIUM", "Chromium", "chrom", ("mine production", "mne production")),
                "modelled",
                eu_sourcing=EuShares("Chromium", stage="E"),
            ),
            StageSpec(
                "refining",
                EuShares("Chromium"),
                "modelled",
                eu_sourcing=EuShares("Chromium"),
                eu_sectors="Chromium",
            ),
        ),
    ),
    Chain(
        "vanadium",
        "V",
        "V",
        note="vanadium from spent catalysts and ashes is counted by no source but for the USA",
        stages=(
            StageSpec(
                "mining",
                UsgsTable("VANADIUM", "Vanadium", "vanad"),
                "modelled",
            ),
            StageSpec(
                "refining",
                EuShares("Vanadium"),
                "observed",
                eu_sectors="Vanadium",
                uses=(NationalUse("USA", detail="Consumption: Apparent"),),
            ),
        ),
        forms=(
            FormSpec(
                "vanadium oxides",
                "refining",
                "282530",
                Stoichiometric({"V": 2, "O": 5}, {"V": 2}, "V2O5"),
                note="taken as the pentoxide, the traded form",
            ),
            FormSpec(
                "ferrovanadium",
                "refining",
                "720292",
                Implied(("Imports for consumption: Ferrovanadium",), "USA", "imports", ("720292",)),
            ),
        ),
    ),
    Chain(
        "niobium",
        "Nb",
        "Nb",
        stages=(
            StageSpec("mining", UsgsTable("NIOBIUM (COLUMBIUM)", "Niobium", "niobi"), "modelled"),
            StageSpec(
                "refining",
                EuShares("Niobium"),
                "observed",
                uses=(NationalUse("USA", detail="Consumption: Apparent"),),
            ),
        ),
        forms=(
            FormSpec(
                "ferroniobium",
                "refining",
                "720293",
                Assumed(
                    0.65,
                    "standard grade of ferroniobium; no source of the data folder gives one",
                    "mineralsec-rules",
                    "content factors",
                ),
                screen=3.0,
            ),
        ),
    ),
    Chain(
        "molybdenum",
        "Mo",
        "Mo",
        hosts=("copper",),
        note="roasters make oxide of the concentrate; ferromolybdenum and metal are made of the "
        "oxide and counted by no source, so that they are in its use",
        stages=(
            StageSpec(
                "mining",
                UsgsTable("MOLYBDENUM", "Molybdenum", "molyb"),
                "observed",
                other_use="merchants, stocks and plants too small to tell",
            ),
            StageSpec(
                "roasting",
                MassBalance(0.005),
                "modelled",
                sources_detail="Ferromolybdenum",
                eu_sourcing=EuShares("Molybdenum"),
                uses=(NationalUse("USA", detail="Consumption: Apparent"),),
            ),
        ),
        forms=(
            FormSpec(
                "molybdenum concentrate",
                "mining",
                "261390",
                Implied(
                    ("Imports for consumption total: Ore and concentrates",),
                    "USA",
                    "imports",
                    ("261390",),
                ),
                unit_value=(5.0, None),
                note="molybdenite before roasting; roasted concentrate has a code of its own",
            ),
            FormSpec(
                "low-grade molybdenum ore",
                "mining",
                "261390",
                ValueScaled("molybdenum concentrate"),
                unit_value=(None, 5.0),
                note="residues and spent catalysts are in it",
            ),
        ),
    ),
)
