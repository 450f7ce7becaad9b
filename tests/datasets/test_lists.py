"""The official lists are complete, and every name has a record or a named absence.

US: Department of the Interior, final 2025 List of Critical Minerals, 7 November 2025: the 50 of the
list of 2022 (87 FR 10381) and ten more. EU: Regulation (EU) 2024/1252, Annex II.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

import mineralsec as ms
from mineralsec.datasets.critical_lists import critical_list
from mineralsec.datasets.recipe.lists import critical_list_files
from mineralsec.datasets.tables import minerals
from mineralsec.errors import UnknownNameError

US_2022 = [
    "aluminum", "antimony", "arsenic", "barite", "beryllium", "bismuth", "cerium", "cesium",
    "chromium", "cobalt", "dysprosium", "erbium", "europium", "fluorspar", "gadolinium",
    "gallium", "germanium", "graphite", "hafnium", "holmium", "indium", "iridium", "lanthanum",
    "lithium", "lutetium", "magnesium", "manganese", "neodymium", "nickel", "niobium",
    "palladium", "platinum", "praseodymium", "rhodium", "rubidium", "ruthenium", "samarium",
    "scandium", "tantalum", "tellurium", "terbium", "thulium", "tin", "titanium", "tungsten",
    "vanadium", "ytterbium", "yttrium", "zinc", "zirconium",
]  # fmt: skip
ADDED_2025 = [
    "boron", "copper", "lead", "metallurgical coal", "phosphate", "potash", "rhenium", "silicon",
    "silver", "uranium",
]  # fmt: skip
EU_2023 = [
    "antimony", "arsenic", "baryte", "bauxite/alumina/aluminium", "beryllium", "bismuth", "boron",
    "cobalt", "coking coal", "copper", "feldspar", "fluorspar", "gallium", "germanium", "hafnium",
    "heavy rare earth elements", "helium", "light rare earth elements", "lithium", "magnesium",
    "manganese", "natural graphite", "nickel - battery grade", "niobium", "phosphate rock",
    "phosphorus", "platinum group metals", "scandium", "silicon metal", "strontium", "tantalum",
    "titanium metal", "tungsten", "vanadium",
]  # fmt: skip


def test_the_us_list_has_the_fifty_of_2022_and_ten_more():
    names = [entry.name.casefold() for entry in critical_list("US 2025").entries]
    assert len(US_2022) == 50
    assert len(names) == 60
    assert sorted(names) == sorted([*US_2022, *ADDED_2025])


def test_the_eu_list_has_34_names():
    names = [entry.name.casefold() for entry in critical_list("EU 2023").entries]
    assert len(names) == 34
    assert sorted(names) == sorted(EU_2023)


@pytest.mark.parametrize("name", ["US 2025", "EU 2023"])
def test_every_name_has_records_of_the_world_dataset_or_a_reason(name):
    there = set(minerals("world"))
    for entry in critical_list(name).entries:
        assert set(entry.records) <= there, entry
        assert entry.records or entry.remark.startswith("absent: "), entry
        assert not (entry.records and entry.remark.startswith("absent")), entry


def test_what_is_absent_is_named():
    assert set(critical_list("US 2025").absent) == {
        "Cesium", "Hafnium", "Iridium", "Rhodium", "Rubidium", "Ruthenium", "Scandium", "Uranium",
    }  # fmt: skip
    assert set(critical_list("EU 2023").absent) == {"Hafnium", "Scandium"}


def test_a_list_says_where_it_is_published():
    us, eu = critical_list("US 2025").source, critical_list("EU 2023").source
    assert str(us.as_of) == "2025-11-07"
    assert "2024/1252" in eu.title
    assert all(source.url.startswith("http") for source in (us, eu))


def test_a_list_selects_minerals_to_load():
    graph = ms.load("world", minerals=["gallium"])
    assert set(graph.minerals) <= set(ms.datasets.critical_list("EU 2023").minerals)


def test_an_unknown_list_says_which_there_are():
    with pytest.raises(UnknownNameError, match=r"no list 'US 2022'.* US 2025, EU 2023|EU 2023"):
        critical_list("US 2022")


def test_a_list_prints_itself():
    listed = critical_list("EU 2023")
    assert repr(listed).startswith("CriticalList(EU 2023: 34 names, 2 of them without a record")
    assert "baryte" in listed._repr_html_().casefold()
    frame = listed.to_frame()
    assert list(frame.columns) == ["name", "records", "remark"]
    assert len(frame) == 34


def test_the_recipe_writes_the_bundled_files():
    here = Path(ms.__file__).parent / "datasets" / "lists"
    files = critical_list_files(Path())
    assert {path.name for path in here.iterdir()} == set(files)
    for path, text in files.items():
        assert (here / path).read_bytes().decode() == text, path


def test_the_marks_of_the_publisher_agree_with_the_us_list():
    """The data release of 2026 marks commodities as critical; coal and uranium are outside it."""
    folder = os.environ.get("MINERALSEC_RAW_DATA")
    if not folder:
        pytest.skip("set MINERALSEC_RAW_DATA to the folder of raw data")
    path = Path(folder, "raw", "usgs_mcs2026", "MCS2026_Commodities_Data.csv")
    groups = {
        "alumina", "bauxite", "magnesium metal", "platinum-group metals", "rare earths",
        "tio2 pigment", "titanium mineral concentrates", "titanium sponge metal",
        "zirconium and hafnium",
    }  # fmt: skip
    same = {"phosphate rock": "phosphate"}
    marked = set()
    for row in csv.DictReader(path.read_bytes().decode("cp1252").splitlines()):
        if row["Is critical mineral 2025"] == "Yes":
            name = row["Commodity"].split(" (")[0].casefold()
            marked.add(same.get(name, name))
    names = {entry.name.casefold() for entry in critical_list("US 2025").entries}
    assert marked - groups <= names
    assert names - marked <= {"metallurgical coal", "uranium", "thulium", "magnesium", "titanium"}
