"""Datasets of other packages: found by name, skipped with a warning when they are broken."""

from __future__ import annotations

import pytest

import mineralsec as ms
from mineralsec.datasets import plugins

CITED = ms.Citation(title="A survey")


class Survey:
    def records(self):
        return [
            ms.Mineral("niobium", stages=("mining",), source=CITED),
            ms.Mineral("tantalum", stages=("mining",), source=CITED),
            *(
                ms.Producer(
                    id=f"{mineral} {year}", mineral=mineral, place="BRA", year=year,
                    output="80 kilotonne/year", source=CITED,
                )
                for mineral in ("niobium", "tantalum")
                for year in (2023, 2024)
            ),
        ]  # fmt: skip


class Point:
    def __init__(self, name, found, value="their_package:thing"):
        self.name, self.found, self.value = name, found, value

    def load(self):
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


@pytest.fixture
def announced(monkeypatch):
    def announce(*points):
        monkeypatch.setattr(plugins, "entry_points", lambda group: list(points))

    return announce


@pytest.mark.parametrize("source", [Survey, Survey()], ids=("class", "object"))
def test_a_dataset_is_found_by_name(announced, source):
    announced(Point("survey", source))
    assert ms.load("survey").minerals == ("niobium", "tantalum")
    assert ms.load("survey").year == 2024
    assert ms.load("survey", year=2023, minerals="Nb").minerals == ("niobium",)
    assert ms.datasets.names() == ("world", "facilities", "survey")
    assert isinstance(Survey(), ms.datasets.Source)


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (ImportError("no module named theirs"), "ImportError: no module named theirs"),
        (object(), "it has no method records()"),
        (type("Needy", (), {"__init__": lambda self, folder: None}), "TypeError"),
    ],
    ids=("import", "not a source", "cannot be made"),
)
def test_a_broken_one_warns_by_name_and_is_skipped(announced, found, reason):
    announced(Point("survey", found), Point("other", Survey))
    with (
        pytest.warns(
            ms.MineralsecWarning, match="dataset 'survey' of 'their_package:thing'"
        ) as told,
        pytest.raises(
            ms.UnknownNameError, match=r"no dataset 'survey'.*Of other packages: other\."
        ),
    ):
        ms.load("survey")
    assert reason in str(told[0].message)
    assert ms.load("other").minerals


def test_a_name_that_is_taken_is_skipped(announced):
    announced(Point("world", Survey), Point("survey", Survey), Point("survey", object()))
    with pytest.warns(ms.MineralsecWarning, match="the name is taken") as told:
        assert ms.datasets.names() == ("world", "facilities", "survey")
    assert len(told) == 2


def test_bundled_names_ask_no_other_package(monkeypatch):
    def refuse(group):
        raise AssertionError(group)

    monkeypatch.setattr(plugins, "entry_points", refuse)
    assert ms.load("facilities", minerals="cobalt").minerals == ("cobalt",)


def test_a_dataset_that_cannot_be_read_is_told_in_its_name(announced):
    class Torn:
        def records(self):
            raise OSError("disk gone")

    announced(Point("survey", Torn))
    with pytest.raises(
        ms.GraphError, match="'survey' of 'their_package:thing' cannot be read: OSE"
    ):
        ms.load("survey")


def test_an_unknown_name_suggests_the_nearest_of_all(announced):
    announced(Point("survey", Survey))
    with pytest.raises(ms.UnknownNameError, match="Did you mean 'survey'"):
        ms.load("survy")


def test_info_describes_a_dataset_that_has_no_tables(announced):
    announced(Point("survey", Survey))
    info = ms.datasets.info("survey")
    assert repr(info).startswith("Info(survey: 2 minerals")
    niobium = info.coverage[0]
    assert (niobium.mineral, niobium.stages, niobium.years) == (
        "niobium",
        ("mining",),
        (2023, 2024),
    )
    assert (niobium.makers, niobium.flows, niobium.consumers) == (2, 0, 0)
    assert info.checksum == ms.datasets.info("survey").checksum
    with pytest.raises(ms.UnknownNameError, match="no dataset 'survy'"):
        ms.datasets.info("survy")


def test_the_package_lists_its_names():
    assert dir(ms.datasets) == sorted(ms.datasets.__all__)
    with pytest.raises(AttributeError, match="no attribute 'everything'"):
        ms.datasets.everything  # noqa: B018 - the access is the test
