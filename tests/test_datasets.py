"""Bundled data by name: what comes back for which words, and that both ways to it agree."""

from __future__ import annotations

import csv
import pickle
import re
import shutil
import subprocess
import sys
from pathlib import Path

import attrs
import numpy as np
import pytest

import mineralsec as ms
from mineralsec.datasets import catalogue, tables
from mineralsec.datasets.facts import Facts
from mineralsec.datasets.records import records
from mineralsec.graph.columns import Columns

ROOT = Path(ms.__file__).parent
EVERY = tuple(coverage.mineral for coverage in ms.datasets.info("world").coverage)


@pytest.fixture(scope="module")
def world():
    return ms.load("world")


# ---- names


def test_the_default_is_everything_in_the_last_year_with_trade(world):
    assert world.minerals == EVERY == tuple(sorted(EVERY))
    assert world.year == 2024
    assert len(world.columns.lanes) > 1000


@pytest.mark.parametrize(
    ("asked", "minerals"),
    [
        ("gallium", ("gallium",)),
        ("Ga", ("gallium",)),
        ("GALLIUM", ("gallium",)),
        ("wolfram", ("tungsten",)),
        ("REE", ("rare earths",)),
        ("rare_earths", ("rare earths",)),
        ("graphite", ("natural graphite",)),
        (["Li", "cobalt"], ("cobalt", "lithium")),
        (("cobalt", "lithium", "Co"), ("cobalt", "lithium")),
        ((m for m in ("silver", "Ag")), ("silver",)),
    ],
)
def test_names_symbols_and_aliases_come_in_the_datasets_order(asked, minerals):
    assert ms.load("world", minerals=asked).minerals == minerals


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"name": "wrld"}, ms.UnknownNameError, "no dataset 'wrld'. Did you mean 'world'"),
        ({"name": 5}, ms.UnknownNameError, "no dataset 5. Bundled: world"),
        ({"minerals": "galium"}, ms.UnknownNameError, "'galium' in 'world'. Did you mean 'gall"),
        ({"minerals": "uranium"}, ms.UnknownNameError, "'uranium' in 'world'."),
        ({"minerals": "gaz"}, ms.UnknownNameError, "no mineral 'gaz' in 'world'."),
        ({"minerals": ["Ga", 5]}, ms.UnknownNameError, "no mineral 5 in 'world'"),
        ({"minerals": [["Ga"]]}, ms.UnknownNameError, re.escape("no mineral ['Ga']")),
        ({"minerals": 5}, ms.UnknownNameError, "a name or several, got 5"),
        ({"minerals": []}, ms.GraphError, "minerals is empty"),
        ({"year": 1990}, ms.GraphError, "no record belongs to 1990. Years here: 20"),
        ({"year": 2030}, ms.GraphError, "no record belongs to 2030. Years here: 20"),
        ({"year": "2024"}, ms.GraphError, "year must be a whole number"),
    ],
)
def test_what_is_not_there_is_named_with_what_is(arguments, error, message):
    with pytest.raises(error, match=message):
        ms.load(**{"name": "world", "minerals": "cobalt"} | arguments)


def test_the_estimates_of_2025_are_producers_only():
    graph = ms.load("world", 2025, "gallium")
    c = graph.columns
    assert graph.year == 2025
    assert len(c.makers) > 0
    assert not np.any(c.lanes.quantity)
    assert len(c.users) == 0
    assert {r.quality for r in graph.current_records if isinstance(r, ms.Producer)} == {"estimated"}


# ---- both ways to the columns


def rows_of(columns: Columns, table: str) -> list[tuple[object, ...]]:
    """Return a table's rows with names for codes: what stands in them, whatever the order of
    vocabularies."""
    c = columns
    m = c.markets
    market = [
        (c.minerals[a], c.stages[b], c.places[p])
        for a, b, p in zip(m.mineral, m.stage, m.place, strict=True)
    ]
    if table == "markets":
        return market
    words = {
        "market": market, "intake": market, "origin": market, "destination": market,
        "mineral": c.minerals, "place": c.places, "host": c.makers.id,
    }  # fmt: skip
    rows = getattr(c, table)
    found = []
    for field in attrs.fields(type(rows)):
        value = getattr(rows, field.name)
        if field.name in words:
            names = words[field.name]
            found.append([names[i] if i >= 0 else None for i in value.tolist()])
        elif isinstance(value, tuple):
            found.append(list(value))
        else:
            # the text of a float is the float; NaN equals itself as text
            found.append([str(v) for v in np.atleast_2d(value).T.tolist()])
    return list(zip(*found, strict=True))


@pytest.mark.parametrize("year", [2021, 2024, 2025])
def test_the_quick_columns_are_those_of_the_records(world, year):
    few = ("aluminium", "cobalt", "gallium", "lithium", "rare earths")
    graph = world if year == 2024 else ms.load("world", year, few)
    built = ms.SupplyGraph.from_records(graph.records, year)
    for table in ("makers", "users", "lanes", "stocks", "reserves"):
        quick, slow = rows_of(graph.columns, table), rows_of(built.columns, table)
        assert quick == slow, table
    # markets have no order of their own, vocabularies neither
    assert sorted(rows_of(graph.columns, "markets")) == sorted(rows_of(built.columns, "markets"))
    for vocabulary in ("minerals", "stages", "places"):
        quick, slow = getattr(graph.columns, vocabulary), getattr(built.columns, vocabulary)
        assert sorted(quick) == sorted(slow)
    c, d = graph.columns, built.columns
    assert {(c.minerals[m], c.stages[s]): n for (m, s), n in c.lane_years.items()} == {
        (d.minerals[m], d.stages[s]): n for (m, s), n in d.lane_years.items()
    }


def test_an_upper_bound_nobody_published_is_infinite():
    cells = {"unit": "kilotonne/year", "mark": ">", "output": "", "output_low": "2"}
    facts = Facts(np.zeros(1, np.int64), {name: (cell,) for name, cell in cells.items()})
    low, point, high = facts.amounts("output")[:, 0]
    assert (low, high) == (2000, np.inf)
    assert np.isnan(point)


def test_records_are_made_when_they_are_first_asked_for(monkeypatch):
    asked = []
    graph = ms.load("world", minerals="gallium")
    made = graph._records

    def once():
        asked.append(1)
        return made()

    monkeypatch.setattr(graph, "_records", once)
    assert ms.remove_country(graph, "CHN").shortfall_share > 0
    assert asked == []
    first = graph.records
    assert graph.records is first
    assert asked == [1]


# ---- sources


def test_every_record_names_its_source_and_its_place_there(world):
    for record in world.records:
        assert record.source is not None, record
        assert record.source.title, record
        assert record.source.locator, record
        for form in getattr(record, "forms", ()):
            if isinstance(form, ms.Form):
                assert form.source.locator, form


def test_every_licence_is_one_that_the_notice_names(world):
    notice = (ROOT / "datasets" / "world" / "NOTICE.md").read_text("utf-8")
    licences = {citation.licence for citation in world.citations()}
    assert licences == set(ms.datasets.info("world").licences)
    words = {
        "US public domain": "US public domain", "CC0": "CC0 1.0", "CC-BY": "CC BY 4.0",
        "Etalab": "Etalab Open Licence 2.0", "Apache": None, "facts cited": "cited row by row",
        "public domain": "Public domain",
    }  # fmt: skip
    for licence in licences:
        (known,) = [word for word in words if licence.startswith(word)]
        assert words[known] is None or words[known] in notice, licence


def test_nothing_in_the_world_is_an_error(world):
    findings = world.findings()
    assert [f for f in findings if f.severity == "error"] == []
    assert {f.code for f in findings} >= {"withheld", "modelled"}
    # reconciled figures balance but for the little that is left to unseen mass
    assert {f.code for f in findings if f.severity == "warning"} <= {
        "moved", "negative-use", "output-above-capacity", "screened"
    }  # fmt: skip
    assert len(findings) < 5 * len(EVERY)


# ---- ways out and back


@pytest.mark.parametrize("mineral", ["gallium", "cobalt"])
def test_records_come_back_from_json_unchanged(tmp_path, mineral):
    graph = ms.load("world", minerals=mineral)
    ms.write_json(graph.records, tmp_path / "graph.json")
    back = ms.read_json(tmp_path / "graph.json")
    assert tuple(back) == graph.records


def test_a_pickled_graph_answers_the_same():
    graph = ms.load("world", minerals="gallium")
    before = ms.remove_country(graph, "CHN", response=ms.Reroute()).shortfall_share
    again = pickle.loads(pickle.dumps(graph))
    assert again.year == graph.year
    assert again.cache == {}
    for table in ("markets", "makers", "users", "lanes", "stocks", "reserves"):
        assert rows_of(again.columns, table) == rows_of(graph.columns, table)
    assert not again.columns.makers.output.flags.writeable
    after = ms.remove_country(again, "CHN", response=ms.Reroute()).shortfall_share
    assert after == pytest.approx(before)
    assert again.records == graph.records


# ---- what the dataset is


def test_info_says_what_is_there():
    info = ms.datasets.info("world")
    assert [c.mineral for c in info.coverage] == list(EVERY)
    gallium = next(c for c in info.coverage if c.mineral == "gallium")
    graph = ms.load("world", minerals="gallium")
    makers = [r for r in graph.records if isinstance(r, (ms.Producer, ms.Refiner))]
    assert gallium.makers == len(makers)
    assert gallium.flows == sum(isinstance(r, ms.Flow) for r in graph.records)
    assert gallium.consumers == sum(isinstance(r, ms.Consumer) for r in graph.records)
    assert gallium.years == tuple(sorted({r.year for r in makers}))
    assert gallium.stages == ("refining",)
    assert "MCS 2026" in info.vintages
    assert any("Geological Survey" in publisher for publisher in info.publishers)
    assert repr(info).startswith(f"Info(world: {len(EVERY)} minerals, ")
    assert info.checksum[:12] in repr(info)
    assert info.checksum in info._repr_html_()
    with pytest.raises(ms.UnknownNameError, match="no dataset 'wrld'"):
        ms.datasets.info("wrld")


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of the dataset that may be spoilt."""
    shutil.copytree(ROOT / "datasets" / "world", tmp_path / "world")
    monkeypatch.setattr(tables, "_HERE", str(tmp_path))
    monkeypatch.setattr("importlib.resources.files", lambda package: tmp_path)
    return tmp_path / "world"


def test_the_checksum_is_that_of_content_and_names(copied):
    before = catalogue.info("world").checksum
    (copied / "NOTICE.md").write_text("changed")
    assert catalogue.info("world").checksum == before
    flows = copied / "gallium" / "flows.csv"
    text = flows.read_bytes()
    flows.write_bytes(text.replace(b"2024", b"2023", 1))
    assert catalogue.info("world").checksum != before
    flows.write_bytes(text)
    assert catalogue.info("world").checksum == before
    flows.rename(flows.with_name("moved.csv"))
    assert catalogue.info("world").checksum != before


def test_a_damaged_file_is_named_with_its_line(copied):
    path = copied / "gallium" / "producers.csv"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*lines[:3], "cut", *lines[3:]]))
    with pytest.raises(ms.DataError, match=r"gallium/producers.csv line 4: 1 cells, the header"):
        ms.load("world", minerals="gallium")
    path.write_text("")
    with pytest.raises(ms.DataError, match=r"gallium/producers.csv is empty.*install it again"):
        ms.load("world", minerals="gallium")


def spoilt(path, column, cell, row=-1):
    """Write another cell into a table; return the whole row as it then is."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    lines[row][header.index(column)] = cell
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *lines])
    return dict(zip(header, lines[row], strict=True))


@pytest.mark.parametrize(
    ("table", "column", "cell", "message"),
    [
        ("producers", "form", "dust", "form 'dust' of lithium is not defined"),
        ("producers", "stage", "minig", "id of a record of another class, mineral or stage"),
        ("refiners", "makes", "mining", "takes and makes are both 'mining'"),
        ("refiners", "host", "lithium-nowhere", "host 'lithium-nowhere' is not a Producer"),
        ("refiners", "host", "lithium-refining-CHN", "is its own host"),
        ("flows", "form", "dust", "form 'dust' of lithium is not defined"),
        ("stockpiles", "stage", "minig", "stage 'minig' is not in the chain"),
        ("consumers", "demand", "-1", "demand must not be negative"),
        ("consumers", "demand", "many", "could not convert string to float"),
    ],
)
def test_rows_that_do_not_fit_are_told_as_those_of_records(copied, table, column, cell, message):
    path = copied / "lithium" / f"{table}.csv"
    if table == "stockpiles":
        shutil.copy(copied / "cobalt" / "stockpiles.csv", path)
        spoilt(path, "form", "")
    spoilt(path, column, cell)
    if cell == "lithium-refining-CHN":
        # the plant's host is the Chinese one, whose host is the plant
        own = spoilt(path, column, cell)["id"]
        with path.open(encoding="utf-8", newline="") as file:
            ids = [row["id"] for row in csv.DictReader(file)]
        spoilt(path, column, own, ids.index(cell))
    with pytest.raises((ms.MineralsecError, ValueError), match=message):
        ms.load("world", minerals="lithium")


def test_a_row_that_comes_twice_is_told(copied):
    path = copied / "lithium" / "flows.csv"
    text = path.read_text("utf-8")
    path.write_text(text + text.splitlines(keepends=True)[-1], "utf-8")
    with pytest.raises(ms.DataError, match="duplicate of records"):
        ms.load("world", minerals="lithium")


def test_columns_in_another_order_undated_rows_and_other_units_are_read_alike(copied):
    folder = copied / "lithium"
    path = folder / "producers.csv"
    with path.open(encoding="utf-8", newline="") as file:
        table = [row[::-1] for row in csv.reader(file)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(table)
    spoilt(folder / "consumers.csv", "year", "")
    spoilt(folder / "consumers.csv", "unit", "pound/day")
    spoilt(folder / "flows.csv", "year", "")
    shutil.copy(copied / "cobalt" / "stockpiles.csv", folder)
    spoilt(folder / "stockpiles.csv", "id", "lithium-stock")
    spoilt(folder / "stockpiles.csv", "form", "")
    graph = ms.load("world", minerals=("cobalt", "lithium"))
    built = ms.SupplyGraph.from_records(graph.records, 2024)
    for name in ("makers", "users", "lanes", "stocks", "reserves"):
        assert rows_of(graph.columns, name) == rows_of(built.columns, name), name


def test_a_unit_that_is_no_mass_is_no_number(copied):
    path = copied / "lithium" / "consumers.csv"
    spoilt(path, "unit", "day")
    with pytest.raises(ms.UnitsError):
        _ = ms.load("world", minerals="lithium").records


def test_loading_needs_neither_units_nor_frames():
    code = (
        "import sys, mineralsec as ms; g = ms.load('world', minerals=('Ga', 'lithium')); "
        "print(sorted({'pint', 'scipy', 'pandas', 'networkx'} & set(sys.modules)), g.minerals)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[] ('gallium', 'lithium')"


def test_controls_are_those_the_library_can_apply():
    acts = [r for r in records("world", EVERY) if isinstance(r, ms.Control)]
    assert {type(act.instrument) for act in acts} <= {ms.Ban, ms.Quota}
    assert len({act.id for act in acts}) == len(acts)
    paused = next(act for act in acts if act.suspended)
    assert paused.suspended[0][0] > paused.effective
