"""Names of minerals: lower-case words, with the symbols and aliases people write."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from mineralsec.errors import RecordError, show
from mineralsec.model.fields import listed

__all__ = ["mineral_name"]

_NAME = re.compile(r"[^\W_]+(?:[ -][^\W_]+)*\Z")

#: IUPAC names by symbol, of the elements that are traded under their own name.
SYMBOLS = {
    "Ag": "silver", "Al": "aluminium", "As": "arsenic", "Au": "gold", "B": "boron",
    "Be": "beryllium", "Bi": "bismuth", "Cd": "cadmium", "Ce": "cerium", "Co": "cobalt",
    "Cr": "chromium", "Cs": "caesium", "Cu": "copper", "Dy": "dysprosium", "Er": "erbium",
    "Eu": "europium", "Fe": "iron", "Ga": "gallium", "Gd": "gadolinium", "Ge": "germanium",
    "He": "helium", "Hf": "hafnium", "Hg": "mercury", "Ho": "holmium", "In": "indium",
    "Ir": "iridium", "La": "lanthanum", "Li": "lithium", "Lu": "lutetium", "Mg": "magnesium",
    "Mn": "manganese", "Mo": "molybdenum", "Nb": "niobium", "Nd": "neodymium", "Ni": "nickel",
    "Os": "osmium", "P": "phosphorus", "Pb": "lead", "Pd": "palladium", "Pr": "praseodymium",
    "Pt": "platinum", "Rb": "rubidium", "Re": "rhenium", "Rh": "rhodium", "Ru": "ruthenium",
    "S": "sulfur", "Sb": "antimony", "Sc": "scandium", "Se": "selenium", "Si": "silicon",
    "Sm": "samarium", "Sn": "tin", "Sr": "strontium", "Ta": "tantalum", "Tb": "terbium",
    "Te": "tellurium", "Th": "thorium", "Ti": "titanium", "Tl": "thallium", "Tm": "thulium",
    "U": "uranium", "V": "vanadium", "W": "tungsten", "Y": "yttrium", "Yb": "ytterbium",
    "Zn": "zinc", "Zr": "zirconium",
}  # fmt: skip

#: Other names in use, for what the field prints.
ALIASES = {
    "aluminum": "aluminium",
    "baryte": "barite",
    "barytes": "barite",
    "borate": "boron",
    "borates": "boron",
    "cesium": "caesium",
    "columbium": "niobium",
    "diamond (industrial)": "industrial diamond",
    "feldspars": "feldspar",
    "flake graphite": "natural graphite",
    "fluorite": "fluorspar",
    "fuller's earth": "fullers earth",
    "fuller’s earth": "fullers earth",
    "graphite": "natural graphite",
    "graphite (natural)": "natural graphite",
    "graphite natural": "natural graphite",
    "iron ore": "iron",
    "kaolin clay": "kaolin",
    "metallurgical coal": "coking coal",
    "mica (natural)": "mica",
    "natural zeolites": "zeolites",
    "niobium (columbium)": "niobium",
    "pgm": "platinum-group metals",
    "pgms": "platinum-group metals",
    "phosphate": "phosphate rock",
    "platinum group metals": "platinum-group metals",
    "quicksilver": "mercury",
    "rare earth": "rare earths",
    "rare earth element": "rare earths",
    "rare earth elements": "rare earths",
    "rare earth metals": "rare earths",
    "rare earth oxides": "rare earths",
    "rare-earth elements": "rare earths",
    "rare-earths": "rare earths",
    "ree": "rare earths",
    "rees": "rare earths",
    "reo": "rare earths",
    "silica sand": "industrial sand",
    "silicon metal": "silicon",
    "sulphur": "sulfur",
    "titanium metal": "titanium",
    "wolfram": "tungsten",
    "zeolites (natural)": "zeolites",
    "zircon": "zirconium",
}

#: Names that are no slip of the pen, whatever a graph holds.
VOCABULARY = frozenset((*SYMBOLS.values(), *ALIASES.values()))


@lru_cache(maxsize=4096)
def mineral_name(text: str) -> str:
    """Return the name this library uses for a mineral.

    Case, underscores and spaces do not matter; symbols of elements (as the periodic table
    prints them) and common aliases resolve. Any other name is kept: minerals are an open
    vocabulary.

    Parameters
    ----------
    text
        Name, alias or symbol.

    Raises
    ------
    RecordError
        If the text is no name: empty, longer than 60 characters, or with signs other than
        letters, digits, single hyphens and spaces.

    Examples
    --------
    >>> mineral_name("Rare_Earths"), mineral_name("REE"), mineral_name("Ga")
    ('rare earths', 'rare earths', 'gallium')
    >>> mineral_name("aluminum")
    'aluminium'
    """
    if not isinstance(text, str):
        raise RecordError(f"a mineral is a text such as 'gallium', got {show(text)}.")
    if (symbol := SYMBOLS.get(text.strip())) is not None:
        return symbol
    name = " ".join(text[:200].replace("_", " ").lower().split())
    name = ALIASES.get(name, name)
    if len(name) > 60 or not _NAME.match(name):
        raise RecordError(
            "a mineral name is words of letters, digits and hyphens, at most 60 characters, "
            f"got {show(text)}. Write for example 'rare earths'."
        )
    return name


def mineral(value: Any) -> str:
    """Read the ``mineral`` of a record: text, or a Mineral whose name is kept."""
    name = getattr(value, "name", value)
    return mineral_name(name) if isinstance(name, str) else mineral_name.__wrapped__(name)


def minerals(value: Any) -> tuple[str, ...]:
    """Read several minerals; one text stands for itself."""
    if hasattr(value, "stages"):  # a Mineral by itself
        value = (value,)
    return tuple(mineral(name) for name in listed(value, "minerals"))
