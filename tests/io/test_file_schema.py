"""The JSON Schema of the file format agrees with the writer and with the reader."""

from __future__ import annotations

import json

import attrs
import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.io.json_files import dumps
from mineralsec.model import RECORD_TYPES
from mineralsec.testing import records, supply_records

SCHEMA = ms.io.json_schema()
VALIDATOR = jsonschema.Draft202012Validator(
    SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)
MINE = {
    "type": "Producer",
    "id": "mine",
    "mineral": "cobalt",
    "place": "COD",
    "output": {"value": 2.0, "unit": "kilotonne / year"},
}
CONTROL = {
    "type": "Control",
    "id": "act",
    "issuer": "CHN",
    "instrument": {"type": "Quota", "limit": {"value": 30.0, "unit": "kilotonne / year"}},
    "minerals": ["gallium"],
    "effective": "2024-12-03",
}


def file(*found):
    return {"format": "mineralsec", "version": 1, "records": list(found)}


def test_it_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


@settings(max_examples=150)
@given(st.lists(records(), max_size=3))
def test_every_file_the_writer_makes_validates(found):
    VALIDATOR.validate(json.loads(dumps(found)))


@settings(max_examples=15)
@given(supply_records(with_stocks=True, with_history=True, with_weights=True))
def test_so_does_every_graph(found):
    VALIDATOR.validate(json.loads(dumps(found)))


def test_so_does_bundled_data():
    for name, mineral in (("world", "gallium"), ("facilities", "cobalt")):
        VALIDATOR.validate(json.loads(dumps(ms.load(name, minerals=mineral))))


def test_every_field_of_every_record_is_in_it():
    for cls in RECORD_TYPES:
        properties = SCHEMA["$defs"][cls.__name__]["properties"]
        assert set(properties) == {"type", *(a.name for a in attrs.fields(cls))}
        assert all(properties.values()), cls


def test_amounts_may_be_text_as_the_reader_has_it(tmp_path):
    made = file({**MINE, "output": "2 kilotonne/year", "capacity": None})
    VALIDATOR.validate(made)
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(made))
    (read,) = ms.read_json(path)
    assert read.output == ms.Q(2, "kilotonne/year")


def test_instruments_of_other_packages_pass():
    VALIDATOR.validate(file({**CONTROL, "instrument": {"type": "Offset", "part": 0.25}}))


@pytest.mark.parametrize(
    "broken",
    [
        [],
        {"format": "mineralsec", "records": []},
        {**file(), "format": "other"},
        {**file(), "version": 2},
        {**file(), "author": "me"},
        file("mine"),
        file({}),
        file({**MINE, "type": "Mine"}),
        file({k: v for k, v in MINE.items() if k != "output"}),
        file({**MINE, "outptu": 1}),
        file({**MINE, "output": 2.0}),
        file({**MINE, "output": {"value": "2", "unit": "tonne / year"}}),
        file({**MINE, "output": {"value": -2.0, "unit": "tonne / year"}}),
        file({**MINE, "output": {"value": 2.0}}),
        file({**MINE, "output": {"low": MINE["output"], "mark": "about"}}),
        file({**MINE, "kind": "tertiary"}),
        file({**MINE, "year": "2024"}),
        file({**MINE, "year": 24}),
        file({**MINE, "opens": "3 May 2024"}),
        file({**MINE, "opens": "2024-13-40"}),
        file({**MINE, "owners": [{"name": "Us", "share": 75}]}),
        file({**MINE, "owners": [{"name": "Us"}]}),
        file({**MINE, "owners": "Us"}),
        file({**MINE, "host_ratio": 0}),
        file({**MINE, "source": {"publisher": "Us"}}),
        file({**MINE, "source": "Us"}),
        file({"type": "Mineral", "name": "gallium", "stages": []}),
        file({**CONTROL, "instrument": {"type": "Quota"}}),
        file({**CONTROL, "instrument": {"type": "Ban", "limit": 3}}),
        file({**CONTROL, "instrument": "Ban"}),
        file({**CONTROL, "suspended": [["2025-01-01"]]}),
    ],
    ids=lambda value: json.dumps(value)[-60:],
)
def test_a_broken_file_validates_nowhere(broken, tmp_path):
    assert not VALIDATOR.is_valid(broken)
    path = tmp_path / "broken.json"
    path.write_text(json.dumps(broken))
    if '"owners": "Us"' not in json.dumps(broken):  # told in other words
        with pytest.raises(ms.MineralsecError):
            ms.read_json(path)


def test_each_call_gives_a_schema_of_its_own():
    ms.io.json_schema()["properties"].clear()
    assert ms.io.json_schema() == SCHEMA


def test_ms_io_names_what_it_has():
    assert dir(ms.io) == sorted(ms.io.__all__)
    for name in ms.io.__all__:
        assert callable(getattr(ms.io, name))
    with pytest.raises(AttributeError, match="no attribute 'read_minds'"):
        ms.io.read_minds  # noqa: B018 - the access is the test
