"""Industrial minerals: what is used for what it is, not for a metal in it."""

from __future__ import annotations

from mineralsec.datasets.recipe.chains.mined import as_counted, one_stage
from mineralsec.datasets.recipe.spec import (
    BULK_TONNES,
    Chain,
    EuShares,
    MassBalance,
    StageSpec,
    UsgsTable,
)

__all__ = ["CHAINS"]

_ANY = "production"

CHAINS: tuple[Chain, ...] = (
    one_stage(
        "asbestos",
        UsgsTable("ASBESTOS", "Asbestos", "asbes", _ANY),
    ),
    one_stage(
        "barite",
        UsgsTable("BARITE", "Barite", "barit", _ANY),
        note="US output is withheld",
        eu=EuShares("Barytes", stage="E"),
    ),
    one_stage(
        "bentonite",
        UsgsTable("CLAYS", "Clays", "clays", "bentonite", reserves=None),
        eu=EuShares("Bentonite", stage="E"),
    ),
    one_stage(
        "fullers earth",
        UsgsTable("CLAYS", "Clays", "clays", ("fuller’s", "fuller's"), reserves=None),
        note="fuller's earth",
    ),
    one_stage(
        "kaolin",
        UsgsTable("CLAYS", "Clays", "clays", "kaolin", reserves=None),
        note="some countries count crude, some processed kaolin",
        eu=EuShares("Kaolin", stage="E"),
    ),
    one_stage(
        "diatomite",
        UsgsTable("DIATOMITE", "Diatomite", "diato", _ANY),
        us_use="Consumption, apparent",
        us_sources="All",
        note="Denmark counts processed moler",
        eu=EuShares("Diatomite", stage="E"),
    ),
    one_stage(
        "feldspar",
        UsgsTable("FELDSPAR AND NEPHELINE SYENITE", "Feldspar", "felds", _ANY),
        us_use="Consumption, apparent: Feldspar",
        us_sources="Feldspar",
        eu=EuShares("Feldspar", stage="E"),
    ),
    one_stage(
        "garnet",
        UsgsTable("GARNET (INDUSTRIAL)", "Garnet (industrial)", "garne", _ANY),
        us_use="Consumption, apparent",
        us_sources="All",
        note="industrial garnet",
    ),
    one_stage(
        "gypsum",
        UsgsTable("GYPSUM", "Gypsum", "gypsu", _ANY),
        note="mined gypsum; synthetic gypsum of power plants is not in the world table",
        eu=EuShares("Gypsum", stage="E"),
    ),
    one_stage(
        "industrial diamond",
        UsgsTable(
            "DIAMOND (INDUSTRIAL)",
            "Diamond (industrial)",
            "diamo",
            _ANY,
            unit_mass=(0.2, "a carat is 0.2 g by definition (CGPM 1907)"),
        ),
        note="natural diamond; manufactured diamond, most of what is used, is in no world table",
    ),
    one_stage(
        "industrial sand",
        UsgsTable("SAND AND GRAVEL (INDUSTRIAL)", "Sand and gravel (industrial)", "sandi", _ANY),
        us_use="Consumption, apparent",
        us_sources="All",
        note="silica sand and gravel for industry",
        eu=EuShares("Silica sand", stage="E"),
    ),
    one_stage(
        "iron oxide pigments",
        UsgsTable("IRON OXIDE PIGMENTS", "Iron oxide pigments", "fepig", ""),
        note="natural pigments of the countries that report; the publisher gives no world total",
    ),
    one_stage(
        "kyanite",
        UsgsTable(
            "KYANITE AND RELATED MINERALS",
            "Kyanite and Related Minerals",
            "kyani",
            ("production", "kyanite"),
        ),
        us_use="Consumption, apparent",
        us_sources="All",
        note="kyanite, andalusite and sillimanite; China counts crude ore; the publisher gives "
        "no world total",
    ),
    Chain(
        "magnesite",
        "",
        "magnesite",
        note="gross weight in every edition but, by its words, that of 2024, whose figures are of "
        "the same size; US output is withheld; magnesia is counted as the magnesite it is made "
        "of, without magnesia of sea water and brines",
        stages=(
            StageSpec(
                "mining",
                UsgsTable("MAGNESIUM COMPOUNDS", "Magnesium Compounds", "mgcomp", _ANY),
                "observed",
                other_use="raw magnesite: fluxes, fillers, neutralising, and stocks",
            ),
            StageSpec(
                "calcining",
                MassBalance(
                    0.001,
                    at_mines="magnesite loses half of its weight in the kiln, so that kilns "
                    "stand at mines",
                ),
                "modelled",
                recovery_note="counted as the magnesite that was burnt",
            ),
        ),
        forms=(
            as_counted(
                "magnesite",
                "251910",
                floor=BULK_TONNES,
                dear="powders and burnt magnesia are booked under the code too",
            ),
        ),
    ),
    one_stage(
        "mica",
        UsgsTable(
            "MICA (NATURAL)",
            "Mica (Natural)",
            "mica",
            "scrap and flake",
            reserves="scrap and flake",
        ),
        note="scrap and flake; sheet mica has no world total",
    ),
    one_stage(
        "peat",
        UsgsTable("PEAT", "Peat", "peat", _ANY),
        us_use="Consumption, apparent",
        us_sources="All",
    ),
    one_stage(
        "perlite",
        UsgsTable("PERLITE", "Perlite", "perli", _ANY),
        us_use="Consumption, apparent",
        us_sources="All",
        eu=EuShares("Perlite", stage="E"),
    ),
    one_stage(
        "pumice",
        UsgsTable("PUMICE AND PUMICITE", "Pumice & Pumicite", "pumic", _ANY, reserves=None),
        us_use="Consumption, apparent",
        us_sources="All",
        note="with pumicite and similar volcanic stone",
    ),
    one_stage(
        "salt",
        UsgsTable("SALT", "Salt", "salt", _ANY, reserves=None),
        us_use="Consumption: Apparent",
        us_sources="All",
    ),
    one_stage(
        "sheet mica",
        UsgsTable(
            "MICA (NATURAL)",
            "Mica (Natural)",
            "mica",
            "sheet",
            reserves="sheet",
            without=("scrap",),
        ),
        note="the countries that report; the publisher gives no world total",
    ),
    one_stage(
        "soda ash",
        UsgsTable(
            "SODA ASH", "Soda ash", "sodaa", "natural", reserves="natural", without=("synthetic",)
        ),
        note="natural soda ash; synthetic output, 52.2 of the world's 70.6 million tonnes in "
        "2024, is not published by country",
    ),
    one_stage(
        "talc",
        UsgsTable("TALC AND PYROPHYLLITE", ("Talc and Pyrophyllite", "Talc, crude"), "talc", _ANY),
        us_use="Consumption, apparent",
        us_sources="All",
        note="with pyrophyllite and steatite; some countries count crude, some processed talc",
        eu=EuShares("Talc", stage="E"),
    ),
    one_stage(
        "vermiculite",
        UsgsTable("VERMICULITE", "Vermiculite", "vermi", _ANY),
        us_use="Consumption: Apparent, concentrate",
        us_sources="All",
    ),
    one_stage(
        "wollastonite",
        UsgsTable("WOLLASTONITE", "Wollastonite", "wolla", _ANY),
        note="the publisher's world total leaves the United States out",
    ),
    one_stage(
        "zeolites",
        UsgsTable("ZEOLITES (NATURAL)", "Zeolites (natural)", "zeoli", _ANY),
        note="natural zeolites",
    ),
)
