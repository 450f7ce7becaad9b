"""Materials of the EU study: one name for what its tables print in several ways."""

from __future__ import annotations

from mineralsec.errors import UnknownNameError, show, suggest

__all__ = ["GROUPS", "STRATEGIC", "material_of"]

#: Names that differ from the library's, by what is printed (lower case).
_PRINTED = {
    "barytes": "barite",
    "baryte": "barite",
    "beryllium (conc.)": "beryllium",
    "borate": "boron",
    "boron minerals": "boron",
    "chromium (cr2o3)": "chromium",
    "graphite": "natural graphite",
    "gypsum and anhydrite": "gypsum",
    "heavy rare earths elements": "heavy rare earths",
    "hree": "heavy rare earths",
    "hrees": "heavy rare earths",
    "iron (fe)": "iron ore",
    "kaolin (china-clay)": "kaolin",
    "kaolin clay": "kaolin",
    "lime": "limestone",
    "lithium (li2o)": "lithium",
    "lree": "light rare earths",
    "lrees": "light rare earths",
    "niobium (nb2o5)": "niobium",
    "pgm": "platinum-group metals",
    "pgms": "platinum-group metals",
    "phosphate rock (p2o5)": "phosphate rock",
    "phosphorous": "phosphorus",
    "rare earths (reo)": "rare earths",
    "sulfur (elementar & industrial)": "sulfur",
    "sulphur": "sulfur",
    "tantalum (ta2o5)": "tantalum",
    "titanium (tio2)": "titanium",
    "titanium ores": "titanium",
    "tungsten (w)": "tungsten",
    "vanadium (v)": "vanadium",
    "zircon": "zirconium",
}

#: Members whose scores the study averages, by group.
GROUPS = {
    "light rare earths": ("cerium", "lanthanum", "neodymium", "praseodymium", "samarium"),
    "heavy rare earths": (
        "dysprosium",
        "erbium",
        "europium",
        "gadolinium",
        "holmium",
        "lutetium",
        "terbium",
        "thulium",
        "ytterbium",
        "yttrium",
    ),
    "platinum-group metals": ("iridium", "palladium", "platinum", "rhodium", "ruthenium"),
}

#: Entries of Annex I, section 1, of Regulation (EU) 2024/1252, by material of the study.
STRATEGIC = {
    "aluminium": "(a) bauxite/alumina/aluminium",
    "bauxite": "(a) bauxite/alumina/aluminium",
    "bismuth": "(b) bismuth",
    "boron": "(c) boron - metallurgy grade",
    "cobalt": "(d) cobalt",
    "copper": "(e) copper",
    "gallium": "(f) gallium",
    "germanium": "(g) germanium",
    "lithium": "(h) lithium - battery grade",
    "magnesium": "(i) magnesium metal",
    "manganese": "(j) manganese - battery grade",
    "natural graphite": "(k) graphite - battery grade",
    "nickel": "(l) nickel - battery grade",
    "platinum-group metals": "(m) platinum group metals",
    **dict.fromkeys(GROUPS["platinum-group metals"], "(m) platinum group metals"),
    **dict.fromkeys(
        ("neodymium", "praseodymium", "terbium", "dysprosium", "gadolinium", "samarium", "cerium"),
        "(n) rare earth elements for permanent magnets",
    ),
    "silicon metal": "(o) silicon metal",
    "titanium metal": "(p) titanium metal",
    "tungsten": "(q) tungsten",
}

_KNOWN = {
    "aggregates",
    "aluminium",
    "antimony",
    "arsenic",
    "barite",
    "bauxite",
    "bentonite",
    "beryllium",
    "bismuth",
    "boron",
    "cadmium",
    "chromium",
    "cobalt",
    "copper",
    "diatomite",
    "feldspar",
    "fluorspar",
    "gallium",
    "germanium",
    "gold",
    "gypsum",
    "hafnium",
    "helium",
    "hydrogen",
    "indium",
    "kaolin",
    "krypton",
    "lead",
    "limestone",
    "lithium",
    "magnesite",
    "magnesium",
    "manganese",
    "molybdenum",
    "neon",
    "nickel",
    "niobium",
    "perlite",
    "phosphorus",
    "potash",
    "rhenium",
    "roundwood",
    "scandium",
    "selenium",
    "silver",
    "strontium",
    "sulfur",
    "talc",
    "tantalum",
    "tellurium",
    "tin",
    "titanium",
    "tungsten",
    "vanadium",
    "xenon",
    "zinc",
    "zirconium",
    "coking coal",
    "iron ore",
    "natural cork",
    "natural graphite",
    "natural rubber",
    "natural teak wood",
    "phosphate rock",
    "rare earths",
    "sapele wood",
    "silica sand",
    "silicon metal",
    "titanium metal",
    *GROUPS,
    *(member for members in GROUPS.values() for member in members),
}


def material_of(printed: str) -> str:
    r"""Return the library's name of a material of the study.

    Raises
    ------
    UnknownNameError
        If the study assesses nothing of that name.

    Examples
    --------
    >>> material_of("Barytes"), material_of("Natural Teak\nwood"), material_of("HREEs")
    ('barite', 'natural teak wood', 'heavy rare earths')
    """
    text = " ".join(printed.split()).casefold()
    name = _PRINTED.get(text, text)
    if name not in _KNOWN:
        raise UnknownNameError(
            f"the EU study assesses no {show(printed)}.{suggest(name, _KNOWN)} "
            "Add the printed name to the recipe."
        )
    return name
