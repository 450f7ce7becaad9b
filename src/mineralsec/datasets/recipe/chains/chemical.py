"""Raw materials of the chemical industry, of building and of fertilisers, and helium."""

from __future__ import annotations

from mineralsec.datasets.recipe.chains.mined import as_counted, one_stage
from mineralsec.datasets.recipe.chains.pure import metal
from mineralsec.datasets.recipe.spec import (
    BULK_TONNES,
    Anchored,
    Assumed,
    Chain,
    EuShares,
    FormSpec,
    MassBalance,
    StageSpec,
    Stoichiometric,
    UsgsTable,
)

__all__ = ["CHAINS"]

_ANY = "production"

#: Tonnes in a million cubic metres of helium, and why: M p / (R T).
_HELIUM = (
    169.281,
    "ideal gas of 4.0026 g/mol at 15 degrees Celsius and 101.325 kPa, the publisher's reference "
    "conditions",
)

_BOOKED = "nearly all of it comes from Qatar, which books it where its buyers have their offices"

CHAINS: tuple[Chain, ...] = (
    one_stage(
        "ammonia",
        UsgsTable("NITROGEN (FIXED)—AMMONIA", "Nitrogen(fixed) - Ammonia", "nitro", _ANY),
        "N",
        stage="production",
        us_use="Consumption, apparent",
        us_sources="All",
        note="contained nitrogen of ammonia plants; made of natural gas or coal and air",
    ),
    one_stage(
        "arsenic",
        UsgsTable("ARSENIC", "Arsenic", "arsen", _ANY),
        "As",
        symbol="As",
        stage="refining",
        hosts=("copper", "gold", "lead"),
        form="arsenic trioxide",
        forms=(
            FormSpec(
                "arsenic trioxide",
                "refining",
                "",
                Stoichiometric({"As": 2, "O": 3}, {"As": 2}, "As2O3"),
            ),
        ),
        us_use="Consumption, estimated, all forms of arsenic",
        us_sources="All forms of arsenic",
        note="plants that make arsenic trioxide, or its calculated equivalent",
        eu=EuShares("Arsenic"),
        eu_sectors="Arsenic",
    ),
    one_stage(
        "bromine",
        UsgsTable("BROMINE", "Bromine", "bromi", _ANY),
        "Br",
        symbol="Br",
        stage="extraction",
        note="from brines and sea water; US output is withheld",
    ),
    one_stage(
        "cement",
        UsgsTable("CEMENT", "Cement", "cemen", "cement production", capacity=None, reserves=None),
        stage="production",
        us_use="Consumption, apparent",
        us_sources="All",
        note="published capacity is of clinker and left out",
    ),
    one_stage(
        "helium",
        UsgsTable(
            "HELIUM AND RARE GASES",
            "Helium",
            "heliu",
            "helium",
            reserves="helium",
            unit_mass=_HELIUM,
        ),
        "He",
        symbol="He",
        stage="extraction",
        note="from natural gas; volumes as tonnes; gas drawn from the Cliffside storage is left in",
        eu=EuShares("Helium"),
    ),
    one_stage(
        "iodine",
        UsgsTable("IODINE", "Iodine", "iodin", _ANY),
        "I",
        symbol="I",
        note="US output is withheld",
    ),
    one_stage(
        "lime",
        UsgsTable("LIME", "Lime", "lime", _ANY, reserves=None),
        stage="production",
        us_use="Consumption, apparent",
        us_sources="All",
        note="quicklime and hydrated lime of plants; some countries count a part",
    ),
    Chain(
        "phosphate rock",
        "",
        "phosphate rock",
        note="gross weight; marketable rock; what is made of it (phosphoric acid, fertilisers, "
        "phosphorus) is counted as the rock that went in",
        stages=(
            StageSpec(
                "mining",
                UsgsTable("PHOSPHATE ROCK", "Phosphate rock", "phosp", _ANY),
                "observed",
                other_use="stocks and plants too small to tell",
            ),
            StageSpec(
                "processing",
                MassBalance(0.001),
                "modelled",
                recovery_note="counted as the rock that went in",
            ),
        ),
        forms=(
            as_counted("phosphate rock", "251010", "v202601", BULK_TONNES),
            as_counted("ground phosphate rock", "251020", floor=BULK_TONNES),
        ),
    ),
    Chain(
        "phosphorus",
        "P",
        "P",
        note="elemental phosphorus, from electric furnaces; its rock is part of phosphate rock",
        source="eu-crm-2023",
        stages=(
            StageSpec(
                "refining",
                EuShares(
                    "Phosphorous",
                    total=Anchored("KAZ", "it ships nearly all the phosphorus it makes"),
                ),
                "observed",
            ),
        ),
        forms=(metal("elemental phosphorus", "280470", "v202601", "phosphorus"),),
    ),
    one_stage(
        "potash",
        UsgsTable("POTASH", "Potash", "potas", _ANY, reserves="k2o"),
        "K2O",
        us_use="Consumption, apparent",
        us_sources="All",
        eu=EuShares("Potash", stage="E"),
        eu_sectors="Potash",
    ),
    one_stage(
        "strontium",
        UsgsTable("STRONTIUM", "Strontium", "stron", _ANY),
        "celestite",
        symbol="Sr",
        note="gross weight of celestite, as the publisher's footnote says",
        eu=EuShares("Strontium", stage="E"),
    ),
    Chain(
        "sulfur",
        "S",
        "S",
        note="all forms: recovered from oil, gas and metal smelting, from pyrites and mined; what "
        "is made of it, nearly all sulfuric acid, is counted as the sulfur that went in, with the "
        "acid that smelters make",
        stages=(
            StageSpec(
                "production",
                UsgsTable("SULFUR", "Sulfur", "sulfu", _ANY, reserves=None),
                "observed",
                other_use="stocks and plants too small to tell",
            ),
            StageSpec(
                "acid",
                MassBalance(
                    0.005,
                    without=(("CHE", _BOOKED), ("SGP", _BOOKED)),
                ),
                "modelled",
                recovery_note="counted as the sulfur that went in",
            ),
        ),
        forms=(
            FormSpec(
                "crude sulfur",
                "production",
                "250310",
                Assumed(
                    1.0,
                    "crude sulfur is taken as pure; the usual grade is above 99 %",
                    "mineralsec-rules",
                    "content factors",
                ),
                floor=BULK_TONNES,
            ),
        ),
    ),
)
