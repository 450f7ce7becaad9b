"""Straits and canals: where they lie, and what the table says of ways round."""

from __future__ import annotations

import csv
import hashlib
import json
from importlib.resources import files

import pytest

import mineralsec as ms
from mineralsec.datasets.recipe.__main__ import main

HEADER = (
    "id,name,kind,region,latitude,longitude,has_alternative,alt_route,extra_days,"
    "trade_value_bn_usd,n_dependent_countries,max_dependency,evtd_bn_usd,source,licence"
)
SUEZ = (
    "suez_canal,Suez Canal,Canal,Middle East / North Africa,30.42,32.35,True,Cape of Good Hope,"
    "12.0,1850.3,44.0,0.58,2.07,chokepointR 0.6.0,MIT"
)
DOVER = (
    "dover_strait,Dover Strait,Maritime strait,Northwest Europe,51.0,1.5,False,None (geographic),,"
    "1836.2,22.0,0.78,0.0,chokepointR 0.6.0,MIT"
)
BOSPORUS = (
    'bosporus,Bosporus,Maritime strait,,41.121,29.049,,,,,,,,"Natural Earth 10m marine polygons, '
    'representative point",public domain'
)


def test_coordinates_are_on_the_globe_and_names_are_unique():
    found = ms.corridors()
    assert len(found) == 26
    assert len({c.id for c in found}) == len({c.name for c in found}) == 26
    assert all(-90 <= c.latitude <= 90 and -180 <= c.longitude <= 180 for c in found)
    assert {c.source.licence for c in found} == {"MIT", "public domain"}
    assert {c.inside for c in found if c.inside} <= {c.id for c in found}


def test_known_passages_say_where_they_lie_and_what_goes_round():
    by_name = {c.name: c for c in ms.corridors()}
    suez, panama, dover = (by_name[n] for n in ("Suez Canal", "Panama Canal", "Dover Strait"))
    assert (suez.has_alternative, suez.alternative, suez.extra_days) == (
        True, "Cape of Good Hope", 12.0,
    )  # fmt: skip
    assert repr(panama) == "Corridor(Panama Canal, canal, 9.08° N, 79.68° W)"
    assert repr(suez).endswith("round it +12 days)")
    assert (
        repr(by_name["Bass Strait"])
        == "Corridor(Bass Strait, maritime strait, 39.36° S, 146.04° E)"
    )
    assert dover.has_alternative is False
    assert by_name["Bosporus"].has_alternative is None
    assert by_name["Bosporus"].inside == "turkish_straits"


def test_the_recipe_writes_the_table_it_is_given(tmp_path):
    (tmp_path / "derived").mkdir()
    text = "\n".join([HEADER, SUEZ, DOVER, BOSPORUS, ""])
    (tmp_path / "derived" / "chokepoints.csv").write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    assert main([str(tmp_path), "--dataset", "straits", "--out", str(out)]) == 0
    rows = list(csv.DictReader((out / "straits.csv").read_text(encoding="utf-8").splitlines()))
    bundled = csv.DictReader(
        files("mineralsec.datasets").joinpath("straits/straits.csv").read_text("utf-8").splitlines()
    )
    ours = {row["id"]: row | {"locator": ""} for row in bundled}
    assert [row | {"locator": ""} for row in rows] == [ours[row["id"]] for row in rows]
    assert "chokepointR" in (out / "NOTICE.md").read_text(encoding="utf-8")


def test_the_bundled_table_has_the_checksum_it_is_described_with():
    folder = files("mineralsec.datasets").joinpath("straits")
    package = json.loads(folder.joinpath("datapackage.json").read_text(encoding="utf-8"))
    (resource,) = package["resources"]
    content = folder.joinpath(resource["path"]).read_bytes()
    assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert {licence["name"] for licence in package["licenses"]} == {"MIT", "CC0-1.0"}


def test_frictionless_accepts_the_package():
    frictionless = pytest.importorskip("frictionless")
    path = str(files("mineralsec.datasets").joinpath("straits/datapackage.json"))
    report = frictionless.validate(path)
    assert report.valid, report.flatten(["message"])
