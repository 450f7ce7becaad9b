"""Every printed line "net import reliance" of the Mineral Commodity Summaries 2026.

Words are a statistic's name, or its end after the colon; None takes the only row of its kind.
"""

from __future__ import annotations

from mineralsec.datasets.recipe.us_reliance import Earlier, Reliance

__all__ = ["RELIANCES"]

_NO_SUPPLY = "no figure of production is added: supply is imports alone"


def _mcs2024(file: str, column: str, unit: str) -> Earlier:
    return Earlier(2024, f"{file}_salient.csv", column, unit)


RELIANCES: tuple[Reliance, ...] = (
    Reliance(
        "abrasives", "ABRASIVES (MANUFACTURED)", "fused aluminium oxide",
        reliance="Fused aluminum oxide", imports=("Fused aluminum oxide",),
        exports=("Fused aluminum oxide",), production=(), consumption="Fused aluminum oxide",
        note="production is of the United States and Canada together",
    ),
    Reliance(
        "abrasives", "ABRASIVES (MANUFACTURED)", "silicon carbide", reliance="Silicon carbide",
        imports=("Silicon carbide",), exports=("Silicon carbide",),
        production=("Silicon carbide",), consumption="Silicon carbide",
    ),
    Reliance(
        "abrasives", "ABRASIVES (MANUFACTURED)", "metallic abrasives",
        reliance="Metallic abrasives", imports=("Metallic abrasives",),
        exports=("Metallic abrasives",), production=("Shipments, metallic abrasives",),
        consumption="Metallic abrasives",
    ),
    Reliance(
        "aluminium", "ALUMINUM", "metal", imports=("Crude and semi-fabricated products",),
        exports=("Crude and semi-fabricated products",),
        production=("Primary", "Secondary (from old scrap)"),
        stocks=("Aluminum industry", "London Metal Exchange (LME), U.S. warehouses"),
        earlier=(
            _mcs2024("mcs2024-alum", "Stocks_industry_kt", "kilotonne"),
            _mcs2024("mcs2024-alum", "Stocks_LME_kt", "kilotonne"),
        ),
    ),
    Reliance(
        "antimony", "ANTIMONY", imports=("Oxide", "Unwrought, powder"),
        exports=("Oxide", "Unwrought, powder"), production=("Primary", "Secondary"),
    ),
    Reliance("arsenic", "ARSENIC", imports=("Total",), exports=(), production=()),
    Reliance(
        "asbestos", "ASBESTOS", production=(),
        unpublished="the stocks that consumption comes from",
    ),
    Reliance(
        "barite", "BARITE", imports=("For consumption",), production=("Sold or used, mine",),
    ),
    Reliance(
        "aluminium", "BAUXITE AND ALUMINA", "bauxite", "Bauxite", production=("Production, mine",),
        stocks=("Stocks, industry, yearend",), consumption="Apparent",
        earlier=(_mcs2024("mcs2024-bauxi", "Bauxite_Stocks_kt", "kilotonne"),),
    ),
    Reliance(
        "aluminium", "BAUXITE AND ALUMINA", "alumina", "Alumina",
        stocks=("Stocks, industry, yearend",),
        earlier=(_mcs2024("mcs2024-bauxi", "Alumina_Stocks_kt", "kilotonne"),),
    ),
    Reliance(
        "beryllium", "BERYLLIUM", stocks=("Stocks, ore, industry, yearend",),
        government=("Shipments from Government stockpile",), consumption="Apparent",
        earlier=(_mcs2024("mcs2024-beryl", "Stocks_Ore_t", "tonne"),),
    ),
    Reliance(
        "bismuth", "BISMUTH", imports=("Total",), exports=("Total",),
        stocks=("Stocks, yearend, consumer, bismuth metal",), consumption="Apparent",
        earlier=(Earlier(2024, "MCS2024-bismu_salient.csv", "Stocks_Yearend_t", "tonne"),),
    ),
    Reliance("boron", "BORON"),
    Reliance("bromine", "BROMINE"),
    Reliance(
        "cadmium", "CADMIUM", imports=("Unwrought cadmium and powders",),
        exports=("Unwrought cadmium and powders",),
    ),
    Reliance("cement", "CEMENT", production=("Portland, blended, and masonry cement",)),
    Reliance(
        "caesium", "CESIUM", consumption="", unpublished="a table: the chapter has one sentence"
    ),
    Reliance(
        "chromium", "CHROMIUM", stocks=("Stocks, consumer, yearend",),
        government=("Shipments from Government stockpile",), consumption="Apparent",
        earlier=(_mcs2024("mcs2024-chrom", "Stocks_kt", "kilotonne"),),
    ),
    Reliance(
        "clays", "CLAYS", imports=("Total",), exports=("Total",), production=("Total",),
    ),
    Reliance(
        "cobalt", "COBALT", production=("Secondary",),
        stocks=("Industry", "LME, U.S. warehouse"), consumption="Apparent",
        earlier=(
            Earlier(2023, "mcs2023-cobal_salient.csv", "Stocks_Industry_t", "tonne"),
            Earlier(2023, "mcs2023-cobal_salient.csv", "Stocks_LME_t", "tonne"),
        ),
    ),
    Reliance(
        "copper", "COPPER", "refined", imports=("Refined",), exports=("Refined",),
        production=("Primary (from ore)", "Copper recovered from old (post-consumer) scrap"),
        stocks=(
            "Stocks, refined, held by U.S. producers, consumers, and metal exchanges, yearend",
        ),
        consumption="Apparent, primary refined copper and copper from old scrap",
        earlier=(_mcs2024("mcs2024-coppe", "Stocks_kt", "kilotonne"),),
    ),
    Reliance(
        "industrial diamond", "DIAMOND (INDUSTRIAL)", "bort, grit, and dust and powder",
        "Diamond (Bort",
    ),
    Reliance("industrial diamond", "DIAMOND (INDUSTRIAL)", "stones", "Diamond (Stones"),
    Reliance("diatomite", "DIATOMITE"),
    Reliance(
        "feldspar", "FELDSPAR AND NEPHELINE SYENITE", "feldspar", "Feldspar",
        consumption="Consumption, apparent: Feldspar",
    ),
    Reliance(
        "feldspar", "FELDSPAR AND NEPHELINE SYENITE", "nepheline syenite", "Nepheline Syenite",
        exports=(), production=(), consumption="",
        unpublished="consumption of nepheline syenite by itself",
    ),
    Reliance(
        "fluorspar", "FLUORSPAR", imports=("Total fluorspar imports",), production=(),
        note=_NO_SUPPLY,
    ),
    Reliance("gallium", "GALLIUM", imports=("Metal",)),
    Reliance("garnet", "GARNET (INDUSTRIAL)", production=("Crude",)),
    Reliance("gemstones", "GEMSTONES"),
    Reliance(
        "germanium", "GERMANIUM", imports=("Germanium metal", "Germanium dioxide"),
        exports=("Germanium metal", "Germanium dioxide"),
        government=("Shipments from Government stockpile",),
        unpublished="contained germanium of oxide",
    ),
    Reliance(
        "gold", "GOLD", production=("Mine", "Secondary (new and old scrap)"),
        note="consumption is as reported and without investment; the publisher calls the figure "
        "of 2025 not meaningful",
    ),
    Reliance("natural graphite", "GRAPHITE (NATURAL)"),
    Reliance("gypsum", "GYPSUM", production=("Crude", "Synthetic")),
    Reliance("helium", "HELIUM AND RARE GASES", commodity="Helium"),
    Reliance("neon", "HELIUM AND RARE GASES", commodity="Neon", exports=()),
    Reliance("argon", "HELIUM AND RARE GASES", commodity="Argon"),
    Reliance("krypton", "HELIUM AND RARE GASES", commodity="Krypton", exports=()),
    Reliance("xenon", "HELIUM AND RARE GASES", commodity="Xenon", exports=()),
    Reliance("indium", "INDIUM"),
    Reliance("iodine", "IODINE", consumption="Apparent"),
    Reliance(
        "iron", "IRON AND STEEL", "steel mill products", imports=("Finished",), exports=("Total",),
        production=("Shipments, steel mill products",),
        stocks=("Stocks, service centers, yearend",),
        earlier=(_mcs2024("mcs2024-feste", "Stocks_mmt", "megatonne"),),
    ),
    Reliance(
        "iron and steel scrap", "IRON AND STEEL SCRAP", stocks=("Stocks, consumer, yearend",),
        consumption="Reported",
        earlier=(_mcs2024("mcs2024-fescr", "Stocks_mmt", "megatonne"),),
    ),
    Reliance("iron and steel slag", "IRON AND STEEL SLAG"),
    Reliance(
        "iron", "IRON ORE", "ore", production=("Iron ore",),
        stocks=("Stocks, mine, dock, and consuming plant, yearend",),
        earlier=(_mcs2024("mcs2024-feore", "Stocks_kt", "kilotonne"),),
    ),
    Reliance(
        "iron oxide pigments", "IRON OXIDE PIGMENTS",
        production=("Sold or used, finished natural and synthetic IOPs",),
    ),
    Reliance("kyanite", "KYANITE AND RELATED MINERALS"),
    Reliance(
        "lead", "LEAD", "refined", imports=("Refined metal, unwrought",),
        exports=("Refined metal, unwrought (gross weight)",),
        production=("Primary refinery", "Secondary refinery, old scrap"),
    ),
    Reliance("lime", "LIME"),
    Reliance("lithium", "LITHIUM", unpublished="stocks"),
    Reliance("magnesium", "MAGNESIUM COMPOUNDS", "compounds", production=("Production",)),
    Reliance(
        "magnesium", "MAGNESIUM METAL", "metal", stocks=("Stocks, producer, yearend",),
        consumption="Apparent",
    ),
    Reliance(
        "manganese", "MANGANESE", imports=(), exports=(),
        consumption="Consumption, apparent, manganese content",
        unpublished="contained manganese of imports and exports",
    ),
    Reliance("mercury", "MERCURY"),
    Reliance("mica", "MICA (NATURAL)", "", "Mica (Natural)",
        production=("Production: Sold or used",),
    ),
    Reliance(
        "sheet mica", "MICA (NATURAL)", "", "Mica (Natural), sheet", production=(),
        note=_NO_SUPPLY,
    ),
    Reliance(
        "molybdenum", "MOLYBDENUM", stocks=("Stocks, consumer materials",),
        consumption="Apparent",
        earlier=(_mcs2024("mcs2024-molyb", "Stocks_t", "tonne"),),
    ),
    Reliance(
        "nickel", "NICKEL", imports=("Primary",), exports=("Primary",),
        production=("Reported, secondary, purchased scrap",),
        stocks=("LME U.S. warehouses",), consumption="Apparent, total",
        earlier=(_mcs2024("mcs2024-nicke", "Stocks_LME_t", "tonne"),),
        note="the printed figures follow from primary nickel and the stocks of the London Metal "
        "Exchange; the note names consumer stocks and scrap",
    ),
    Reliance(
        "niobium", "NIOBIUM (COLUMBIUM)",
        government=("Shipments from Government stockpile",), consumption="Apparent",
    ),
    Reliance(
        "ammonia", "NITROGEN (FIXED)—AMMONIA", stocks=("Stocks, producer, yearend",),
        earlier=(_mcs2024("mcs2024-nitro", "Stocks_Producer_kt", "kilotonne"),),
    ),
    Reliance(
        "peat", "PEAT", production=("Production",), stocks=("Stocks, producer, yearend",),
        earlier=(_mcs2024("mcs2024-peat", "Stocks_Producer_kt", "kilotonne"),),
    ),
    Reliance("perlite", "PERLITE", production=("Sold or used, processed crude perlite",)),
    Reliance(
        "phosphate rock", "PHOSPHATE ROCK", exports=(), production=("Sold or used by producers",),
        stocks=("Stocks, producer, yearend",),
        earlier=(_mcs2024("mcs2024-phosp", "Stocks_kt", "kilotonne"),),
        note="exports are withheld and left out; consumption is what producers sold and imports",
    ),
    Reliance(
        "palladium", "PLATINUM-GROUP METALS", "", "Palladium",
        production=("Mine production: Palladium",),
        note="recycled metal is part of consumption, in no table",
    ),
    Reliance(
        "platinum", "PLATINUM-GROUP METALS", "", "Platinum",
        production=("Mine production: Platinum",),
        note="recycled metal is part of consumption, in no table",
    ),
    Reliance("potash", "POTASH", production=("Sales by producers, marketable",)),
    Reliance("pumice", "PUMICE AND PUMICITE"),
    Reliance(
        "high-purity quartz", "QUARTZ (High-purity and Industrial Cultured CRYSTAL)",
        commodity="Ground high", consumption="", unpublished="consumption",
    ),
    Reliance(
        "cultured quartz crystal", "QUARTZ (High-purity and Industrial Cultured CRYSTAL)",
        commodity="Industrial c", consumption="", unpublished="consumption",
    ),
    Reliance(
        "rare earths", "RARE EARTHS", "compounds and metals",
        reliance="Compounds and metals",
        imports=("Compounds", "Ferrocerium, alloys", "Rare-earth metals and alloys"),
        exports=(), production=("Compounds and metals",),
        unpublished="exports of compounds apart from ores",
    ),
    Reliance(
        "rare earths", "RARE EARTHS", "mineral concentrates", reliance="Mineral concentrates",
        imports=(), exports=(), production=("Mineral concentrates",), consumption="",
        unpublished="exports of compounds apart from ores",
    ),
    Reliance(
        "rare earths", "RARE EARTHS (Heavy)", "heavy, compounds and metals", exports=(),
        consumption="", unpublished="exports and consumption",
    ),
    Reliance("rhenium", "RHENIUM"),
    Reliance("salt", "SALT", production=("Sold or used by producers",), consumption="Apparent"),
    Reliance("construction sand and gravel", "SAND AND GRAVEL (CONSTRUCTION)"),
    Reliance("industrial sand", "SAND AND GRAVEL (INDUSTRIAL)"),
    Reliance(
        "scandium", "SCANDIUM", exports=(), consumption="",
        unpublished="exports and consumption",
    ),
    Reliance(
        "selenium", "SELENIUM", imports=("Imports for consumption: Selenium",),
        stocks=("Stocks, producer, yearend",),
    ),
    Reliance(
        "silicon", "SILICON", "ferrosilicon", reliance="Ferrosilicon, all grades",
        imports=("Ferrosilicon, all grades",), exports=("Ferrosilicon, all grades",),
        consumption="", unpublished="production and consumption of one form",
    ),
    Reliance(
        "silicon", "SILICON", "metal", reliance="Silicon metal", imports=("Silicon metal",),
        exports=("Silicon metal",), consumption="",
        unpublished="production and consumption of one form",
    ),
    Reliance("silicon", "SILICON", "ferrosilicon and metal", reliance="Total"),
    Reliance(
        "silver", "SILVER", production=("Mine", "Refinery: Secondary (new and old scrap)"),
        stocks=("Industry", "Treasury"),
        earlier=(
            _mcs2024("mcs2024-silve", "Stocks_Industry_t", "tonne"),
            _mcs2024("mcs2024-silve", "Stocks_Treasury_t", "tonne"),
        ),
    ),
    Reliance(
        "soda ash", "SODA ASH", stocks=("Stocks, producer, yearend",), consumption="Apparent",
        earlier=(_mcs2024("mcs2024-sodaa", "Stocks_Producer_kt", "kilotonne"),),
    ),
    Reliance("crushed stone", "STONE (CRUSHED)"),
    Reliance(
        "dimension stone", "STONE (DIMENSION)", commodity="Stone",
        production=("Value, million dollars",), note="by value",
    ),
    Reliance(
        "dimension stone", "STONE (DIMENSION)", "granite", "Granite",
        production=("Value, sold or used by producers, million dollars",), note="by value",
    ),
    Reliance("strontium", "STRONTIUM", consumption="Total"),
    Reliance(
        "sulfur", "SULFUR", production=("Shipments, all forms",),
        stocks=("Stocks, producer, yearend",),
        earlier=(_mcs2024("mcs2024-sulfu", "Stocks_producer_kt", "kilotonne"),),
        note="consumption is counted from shipments",
    ),
    Reliance("talc", "TALC AND PYROPHYLLITE", production=("Sold by producers",)),
    Reliance(
        "tantalum", "TANTALUM", production=("Mine",),
        government=("Shipments from Government stockpile",),
    ),
    Reliance("tellurium", "TELLURIUM", stocks=("Stocks, producer, yearend",)),
    Reliance("thallium", "THALLIUM"),
    Reliance(
        "thorium", "THORIUM", consumption="", unpublished="a meaningful figure, says the publisher",
    ),
    Reliance(
        "tin", "TIN", "refined", imports=("Refined",), exports=("Refined",),
        production=("Old scrap",), stocks=("Stocks, consumer and dealer, yearend",),
        government=("Shipments from Government stockpile, gross weight",),
        earlier=(_mcs2024("mcs2024-tin", "Stocks_Yearend_t", "tonne"),),
    ),
    Reliance(
        "titanium", "TITANIUM AND TITANIUM DIOXIDE", "sponge metal", "Titanium sponge",
        production=(), consumption="Consumption, apparent",
        note="published consumption leaves withheld production out",
    ),
    Reliance("titanium", "TITANIUM AND TITANIUM DIOXIDE", "pigment", "TiO2 pigment"),
    Reliance("titanium", "TITANIUM MINERAL CONCENTRATES", "mineral concentrates"),
    Reliance(
        "tungsten", "TUNGSTEN",
        stocks=("Stocks, industry, concentrate and other forms, yearend",),
        government=("Concentrate", "Shipments from Government stockpile: Other forms"),
        consumption="Apparent, all forms",
    ),
    Reliance(
        "vanadium", "VANADIUM",
        production=(
            "Production from primary ore and concentrate",
            "Production from ash, residues, and spent catalysts",
        ),
        stocks=("Stocks, yearend",), consumption="Apparent",
        earlier=(_mcs2024("mcs2024-vanad", "Stocks_t", "tonne"),),
    ),
    Reliance("vermiculite", "VERMICULITE", consumption="Apparent, concentrate"),
    Reliance(
        "wollastonite", "WOLLASTONITE", consumption="",
        unpublished="a table: the chapter has one sentence",
    ),
    Reliance(
        "yttrium", "YTTRIUM",
        unpublished="the stocks that consumption comes from",
    ),
    Reliance("zeolites", "ZEOLITES (NATURAL)", production=("Sales, mill",)),
    Reliance(
        "zinc", "ZINC", "ores and concentrates", reliance="Ores and concentrates",
        imports=("Ores and concentrates",), exports=("Ores and concentrates",),
        production=("Mine, zinc in concentrates",), consumption="",
    ),
    Reliance(
        "zinc", "ZINC", "refined", reliance="Refined zinc", imports=("Refined zinc",),
        exports=("Refined zinc",), production=("Refined zinc,",),
        government=("Shipments from Government stockpile",),
        note="stocks are not part of the definition",
    ),
    Reliance(
        "zirconium", "ZIRCONIUM AND HAFNIUM", "ores and concentrates", "Zirconium",
        imports=("Zirconium ores and concentrates (ZrO2 content)",),
        exports=("Zirconium ores and concentrates (ZrO2 content)",),
    ),
    Reliance(
        "hafnium", "ZIRCONIUM AND HAFNIUM", commodity="Hafnium", consumption="",
        unpublished="any figure of reliance",
    ),
)  # fmt: skip
