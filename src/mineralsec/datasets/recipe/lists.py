"""Official lists of critical minerals: each name, and the record that has it or why none does.

The lists are short and fixed by law, so that they stand here; `critical_list_files` writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mineralsec.datasets.recipe.plain_tables import PlainTable, dataset_files
from mineralsec.datasets.recipe.tables import Row

__all__ = ["EU_2023", "US_2025", "critical_list_files"]

_ELEMENT = (
    "part: mine output is published for rare earths together, as oxides; no source of the data "
    "folder gives output of this element by country"
)
_MAGNET_ELEMENT = (
    "part: mine output is published for rare earths together, as oxides, and for the four magnet "
    "rare earths together, as elements"
)
_NO_PGM = (
    "absent: the USGS publishes platinum and palladium by country and no output of this metal; "
    "the EU study of 2023 gives shares of 2016 to 2020 and no tonnes"
)

#: Name on the list to (records, remark); a remark that starts with "absent" says why there is none.
US_2025: Mapping[str, tuple[str, str]] = {
    "Aluminum": ("aluminium", ""),
    "Antimony": ("antimony", ""),
    "Arsenic": ("arsenic", ""),
    "Barite": ("barite", ""),
    "Beryllium": ("beryllium", ""),
    "Bismuth": ("bismuth", ""),
    "Boron": ("boron", ""),
    "Cerium": ("rare earths", _ELEMENT),
    "Cesium": (
        "",
        "absent: no output by country is published; the USGS prints one sentence on reserves and "
        "a US import reliance of 100 percent",
    ),
    "Chromium": ("chromium", ""),
    "Cobalt": ("cobalt", ""),
    "Copper": ("copper", ""),
    "Dysprosium": ("rare earths;magnet rare earths", _MAGNET_ELEMENT),
    "Erbium": ("rare earths", _ELEMENT),
    "Europium": ("rare earths", _ELEMENT),
    "Fluorspar": ("fluorspar", ""),
    "Gadolinium": ("rare earths", _ELEMENT),
    "Gallium": ("gallium", ""),
    "Germanium": ("germanium", ""),
    "Graphite": ("natural graphite", "natural graphite"),
    "Hafnium": (
        "",
        "absent: made when zirconium is refined; no output by country is published, and US "
        "import reliance is printed as not available",
    ),
    "Holmium": ("rare earths", _ELEMENT),
    "Indium": ("indium", ""),
    "Iridium": ("", _NO_PGM),
    "Lanthanum": ("rare earths", _ELEMENT),
    "Lead": ("lead", ""),
    "Lithium": ("lithium", ""),
    "Lutetium": ("rare earths", _ELEMENT),
    "Magnesium": ("magnesium;magnesite", "the metal, and its ore magnesite"),
    "Manganese": ("manganese", ""),
    "Metallurgical coal": ("coking coal", "coking coal, and the coke that is made of it"),
    "Neodymium": ("rare earths;magnet rare earths", _MAGNET_ELEMENT),
    "Nickel": ("nickel", ""),
    "Niobium": ("niobium", ""),
    "Palladium": ("palladium", ""),
    "Phosphate": ("phosphate rock", "phosphate rock"),
    "Platinum": ("platinum", ""),
    "Potash": ("potash", ""),
    "Praseodymium": ("rare earths;magnet rare earths", _MAGNET_ELEMENT),
    "Rhenium": ("rhenium", ""),
    "Rhodium": ("", _NO_PGM),
    "Rubidium": (
        "",
        "absent: no output by country is published; the USGS estimates US use at less than "
        "2,000 kilograms a year",
    ),
    "Ruthenium": ("", _NO_PGM),
    "Samarium": ("rare earths", _ELEMENT),
    "Scandium": (
        "",
        "absent: the USGS prints one world figure (80 tonnes of oxide in 2025) and no countries",
    ),
    "Silicon": ("silicon", ""),
    "Silver": ("silver", ""),
    "Tantalum": ("tantalum", ""),
    "Tellurium": ("tellurium", ""),
    "Terbium": ("rare earths;magnet rare earths", _MAGNET_ELEMENT),
    "Thulium": ("rare earths", _ELEMENT),
    "Tin": ("tin", ""),
    "Titanium": ("titanium", ""),
    "Tungsten": ("tungsten", ""),
    "Uranium": (
        "",
        "absent: a fuel mineral, outside the Mineral Commodity Summaries; no source of the data "
        "folder may be passed on",
    ),
    "Vanadium": ("vanadium", ""),
    "Ytterbium": ("rare earths", _ELEMENT),
    "Yttrium": (
        "yttrium;rare earths",
        "the USGS prints a world range (10,000 to 15,000 tonnes of oxide in 2025), the EU study of "
        "2023 shares of countries",
    ),
    "Zinc": ("zinc", ""),
    "Zirconium": ("zirconium", ""),
}

EU_2023: Mapping[str, tuple[str, str]] = {
    "Antimony": ("antimony", ""),
    "Arsenic": ("arsenic", ""),
    "Bauxite/alumina/aluminium": ("aluminium", "three stages of one chain"),
    "Baryte": ("barite", ""),
    "Beryllium": ("beryllium", ""),
    "Bismuth": ("bismuth", ""),
    "Boron": ("boron", ""),
    "Cobalt": ("cobalt", ""),
    "Coking coal": US_2025["Metallurgical coal"],
    "Copper": ("copper", ""),
    "Feldspar": ("feldspar", ""),
    "Fluorspar": ("fluorspar", ""),
    "Gallium": ("gallium", ""),
    "Germanium": ("germanium", ""),
    "Hafnium": US_2025["Hafnium"],
    "Helium": ("helium", ""),
    "Heavy rare earth elements": (
        "rare earths",
        "part: mine output is published for rare earths together, as oxides",
    ),
    "Light rare earth elements": (
        "rare earths",
        "part: mine output is published for rare earths together, as oxides",
    ),
    "Lithium": ("lithium", ""),
    "Magnesium": ("magnesium;magnesite", "the metal, and its ore magnesite"),
    "Manganese": ("manganese", ""),
    "Natural graphite": ("natural graphite", ""),
    "Nickel - battery grade": (
        "nickel",
        "all grades: no source of the data folder separates battery grade by country",
    ),
    "Niobium": ("niobium", ""),
    "Phosphate rock": ("phosphate rock", ""),
    "Phosphorus": ("phosphorus", ""),
    "Platinum group metals": (
        "platinum;palladium",
        "part: iridium, osmium, rhodium and ruthenium have no published output by country",
    ),
    "Scandium": US_2025["Scandium"],
    "Silicon metal": ("silicon", "a stage of the chain, beside ferrosilicon"),
    "Strontium": ("strontium", ""),
    "Tantalum": ("tantalum", ""),
    "Titanium metal": ("titanium", "the later stages of the chain"),
    "Tungsten": ("tungsten", ""),
    "Vanadium": ("vanadium", ""),
}

_LISTS = {"US 2025": US_2025, "EU 2023": EU_2023}

_SOURCES: tuple[Row, ...] = (
    {
        "key": "US 2025",
        "title": "Final 2025 List of Critical Minerals",
        "publisher": "US Department of the Interior, US Geological Survey",
        "locator": "60 minerals: the 50 of the list of 2022 (87 FR 10381) and ten more",
        "as_of": "2025-11-07",
        "url": "https://www.usgs.gov/programs/mineral-resources-program/science/"
        "about-2025-list-critical-minerals",
        "licence": "US public domain",
    },
    {
        "key": "EU 2023",
        "title": "Regulation (EU) 2024/1252, list of the Study on the Critical Raw Materials for "
        "the EU 2023",
        "publisher": "European Union",
        "locator": "Annex II, 34 critical raw materials",
        "as_of": "2024-04-11",
        "url": "http://data.europa.eu/eli/reg/2024/1252/oj",
        "licence": "facts cited; no text reproduced",
    },
)

_NOTICE = """# Sources of the lists of critical minerals

- **US 2025**: Department of the Interior, US Geological Survey, Final 2025 List of Critical
  Minerals, published on 7 November 2025. US public domain.
- **EU 2023**: Regulation (EU) 2024/1252 of 11 April 2024, Annex II, the list of the Study on the
  Critical Raw Materials for the EU 2023 (doi:10.2873/725585) with aluminium. Names are cited as
  facts.

Which record of the world dataset has a name, and why some have none, is the library's own.
"""


def critical_list_files(_folder: Path) -> dict[str, str]:
    """Return every file of the dataset ``lists``, as text by name; it reads no raw file."""
    columns = ("list", "name", "records", "remark")
    entries: list[Row] = [
        dict(zip(columns, (key, name, records, remark), strict=True))
        for key, names in _LISTS.items()
        for name, (records, remark) in names.items()
    ]
    sources = ("key", "title", "publisher", "locator", "as_of", "url", "licence")
    return dataset_files(
        "lists",
        "Official lists of critical minerals",
        "Names on the US list of 2025 and the EU list of 2023, with the records of the world "
        "dataset that have them (joined by ;) or the reason why none does.",
        [{"name": "CC0-1.0", "title": "Lists of law and their mapping"}],
        {
            "entries": PlainTable(
                "One row a name on a list", dict.fromkeys(columns, "string"), entries
            ),
            "sources": PlainTable(
                "Citations of the lists",
                dict.fromkeys(sources, "string") | {"as_of": "date"},
                _SOURCES,
            ),
        },
        _NOTICE,
    )
