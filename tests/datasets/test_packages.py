"""Every bundled dataset is a data package that others can read, small enough to install."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import mineralsec

ROOT = Path(mineralsec.__file__).parent / "datasets"
PACKAGES = sorted(path.parent.name for path in ROOT.glob("*/datapackage.json"))

#: The largest installed size [bytes].
LIMIT = 15_000_000


def tables(name):
    return sorted((ROOT / name).rglob("*.csv"))


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", PACKAGES)
def test_the_validator_accepts_every_package(name):
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(ROOT / name / "datapackage.json"))
    assert report.valid, report.flatten(["title", "rowNumber", "note"])[:5]


@pytest.mark.parametrize("name", PACKAGES)
def test_every_row_names_a_source_that_has_a_licence(name):
    sources = ROOT / name / "sources.csv"
    if not sources.exists():
        # one source for the whole package: its description and its notice say which
        assert '"licenses"' in (ROOT / name / "datapackage.json").read_text("utf-8")
        assert (ROOT / name / "NOTICE.md").is_file()
        return
    licences = {row["key"]: row["licence"] for row in rows(sources)}
    assert all(licences.values())
    for path in tables(name):
        found = {row["source"] for row in rows(path) if "source" in row}
        assert found <= set(licences), path.name


def test_what_is_installed_stays_small():
    files = [path for path in ROOT.parent.rglob("*") if "__pycache__" not in path.parts]
    assert sum(path.stat().st_size for path in files if path.is_file()) < LIMIT
