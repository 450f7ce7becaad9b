"""Records go to JSON and come back without loss; a bad file says all that is bad."""

from __future__ import annotations

import json
import math
from importlib.metadata import EntryPoint

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mineralsec import (
    Ban,
    Between,
    Citation,
    Control,
    Flow,
    Form,
    Mineral,
    Producer,
    Q,
    Tariff,
    ureg,
)
from mineralsec.errors import DataError, MineralsecError, MineralsecWarning, RecordError
from mineralsec.io.json_files import VERSION, dumps, loads, read_json, write_json
from mineralsec.model import RECORD_TYPES, instrument
from mineralsec.testing import strategies

MINE = {
    "type": "Producer",
    "id": "m",
    "mineral": "cobalt",
    "place": "COD",
    "output": {"value": 5.0, "unit": "tonne / year"},
}


def file_of(*records, **head):
    return json.dumps({"format": "mineralsec", "version": 1, "records": records, **head})


def problems_of(*records):
    with pytest.raises(DataError) as caught:
        loads(file_of(*records))
    return {problem.where: problem.message for problem in caught.value.problems}


def figures(value):
    """Return every number of a record with its unit, as written."""
    if isinstance(value, Between):
        ends = (value.low, value.point, value.high)
        return [value.mark, *(x for end in ends for x in figures(end))]
    if hasattr(value, "units"):
        return [(value.magnitude, str(value.units))]
    if attrs.has(type(value)):
        return [x for a in attrs.fields(type(value)) for x in figures(getattr(value, a.name))]
    if isinstance(value, tuple):
        return [x for item in value for x in figures(item)]
    return [value]


@pytest.mark.parametrize(
    "records",
    [
        strategies.minerals(),
        strategies.producers(),
        strategies.refiners(),
        strategies.consumers(),
        strategies.flows(),
        strategies.stockpiles(),
        strategies.reserves(),
        strategies.controls(),
        strategies.stakes(),
    ],
    ids=[cls.__name__ for cls in RECORD_TYPES],
)
def test_a_record_comes_back_as_it_went(records):
    @given(records)
    @settings(deadline=None, max_examples=40)
    def comes_back(record):
        text = dumps([record])
        (back,) = loads(text)
        assert back == record
        assert type(back) is type(record)
        # equality looks through units; what was written must not change
        assert figures(back) == figures(record)
        assert repr(back) == repr(record)
        assert dumps([back]) == text

    comes_back()


@given(st.lists(strategies.records(), max_size=4))
@settings(deadline=None, max_examples=30)
def test_a_file_comes_back_in_its_order(tmp_path_factory, records):
    path = tmp_path_factory.mktemp("json") / "records.json"
    write_json(records, path)
    assert read_json(path) == tuple(records)


def test_a_file_says_its_format_and_version_and_holds_a_record_a_line():
    text = dumps([Mineral("gallium", stages=["refining"]), loads(file_of(MINE))[0]])
    found = json.loads(text)
    assert (found["format"], found["version"]) == ("mineralsec", VERSION)
    assert len(text.splitlines()) == 4
    assert [record["type"] for record in found["records"]] == ["Mineral", "Producer"]


def test_a_field_at_its_default_is_left_out():
    assert json.loads(dumps(loads(file_of(MINE))))["records"] == [{**MINE}]


def test_units_stay_as_they_were_written():
    record = Producer(id="m", mineral="Co", place="COD", output="5 short_ton/day")
    assert '{"value": 5.0, "unit": "short_ton / day"}' in dumps([record])


def test_text_is_kept_readable():
    record = Producer(id="鞍山 <b>", mineral="Co", place="CHN", output="1 t/year")
    assert "鞍山 <b>" in dumps([record])


def test_no_records_make_a_file_too():
    assert loads(dumps([])) == ()


def test_one_record_or_a_graph_will_do():
    record = loads(file_of(MINE))[0]

    class Graph:
        records = (record,)

    assert dumps(record) == dumps([record]) == dumps(Graph()) == dumps(iter([record]))


def test_amounts_may_be_written_by_hand_as_text():
    record = loads(file_of({**MINE, "output": "5 tonne/year", "capacity": None}))[0]
    assert record == loads(file_of(MINE))[0]


def test_a_figure_within_limits_comes_back_with_its_mark():
    ends = {"low": {"value": 1, "unit": "t/year"}, "high": "3 t/year", "mark": "rounded"}
    record = loads(file_of({**MINE, "output": ends}))[0]
    assert record.output == Between("1 t/year", "3 t/year", mark="rounded")


def test_equal_sources_become_one_object():
    source = {"title": "MCS 2026", "as_of": "2026-02-01"}
    first, second = loads(file_of({**MINE, "source": source}, {**MINE, "source": source}))
    assert first.source == Citation(title="MCS 2026", as_of="2026-02-01")
    assert first.source is second.source


def test_what_is_no_record_is_not_written():
    good = loads(file_of(MINE))[0]
    with pytest.raises(DataError) as caught:
        dumps([good, 5, good, "x"])
    assert [p.where for p in caught.value.problems] == ["records[1]", "records[3]"]
    for value in (5, "text", {"a": 1}, None):
        with pytest.raises(RecordError, match="records must be a list of records or a graph"):
            dumps(value)


def test_a_unit_that_could_not_be_read_back_is_not_written():
    ureg.define("fuzzy_2 = 3 * kilogram")
    record = Producer(id="m", mineral="Co", place="COD", output=ureg.Quantity(5.0, "fuzzy_2/year"))
    with pytest.raises(DataError, match="'fuzzy_2 / year' is not a unit"):
        dumps([record])


def test_a_bad_record_leaves_the_old_file_alone(tmp_path):
    path = tmp_path / "records.json"
    write_json([], path)
    before = path.read_bytes()
    with pytest.raises(DataError):
        write_json([5], path)
    assert path.read_bytes() == before


def test_all_bad_records_of_a_file_come_at_once_with_their_fields():
    found = problems_of(
        {"type": "Producr"},
        5,
        {**MINE, "place": "Atlantis", "output": {"value": -5, "unit": "t/year"}, "colour": 1},
        MINE,
        {key: value for key, value in MINE.items() if key != "output"},
    )
    assert list(found) == [
        "records[0].type",
        "records[1]",
        "records[2].colour",
        "records[2].place",
        "records[2].output",
        "records[4].output",
    ]
    assert "Did you mean 'Producer'" in found["records[0].type"]
    assert found["records[2].colour"].startswith("Producer 'm': unknown key 'colour'")
    assert "got -5 tonne / year" in found["records[2].output"]
    assert "output is missing" in found["records[4].output"]


@pytest.mark.parametrize(
    ("change", "where", "fragment"),
    [
        ({"type": None}, ".type", "no record is called None. Types: Mineral, Producer"),
        ({"outptu": 1}, ".outptu", "unknown key 'outptu'. Did you mean 'output'?"),
        ({"output": 5}, ".output", "output needs a unit, got 5"),
        ({"output": {"value": "5", "unit": "t/year"}}, ".output", "a number and a unit"),
        ({"output": {"value": True, "unit": "t/year"}}, ".output", "a number and a unit"),
        ({"output": {"value": 5}}, ".output", "a number and a unit"),
        ({"output": {"value": 5, "unit": "kt/year"}}, ".output", "'kt' is ambiguous"),
        ({"output": {"value": 5, "units": "t"}}, ".output", "Did you mean 'unit'"),
        ({"output": {"low": "1 t/year", "hihg": "2 t"}}, ".output", "Did you mean 'high'"),
        ({"output": {"high": "2 t/year"}}, ".output", "Between.low is missing"),
        ({"output": {}}, ".output", "Between.low is missing"),
        ({"output": {"low": "1 t", "high": "2 t"}}, ".output", "is not a mass per time"),
        ({"output": []}, ".output", "output needs a unit, got []"),
        ({"id": 5}, ".id", "id must be a text, got 5"),
        ({"year": "2024"}, ".year", "year must be a whole number from 1800 to 2200, got '2024'"),
        ({"year": 2024.0}, ".year", "got 2024.0"),
        ({"opens": "soon"}, ".opens", "opens must be a date, got 'soon'"),
        ({"kind": "tertiary"}, ".kind", "kind must be one of 'primary', 'secondary'"),
        ({"owners": "Glencore"}, ".owners", "owners holds Owner records"),
        ({"owners": [5]}, ".owners", "owners holds Owner records, got 5"),
        ({"owners": [{"name": "A", "share": 2}]}, ".owners[0].share", "share must be in (0, 1]"),
        ({"owners": [{"name": "A"}]}, ".owners[0].share", "share is missing"),
        ({"owners": [{"nam": "A", "share": 1}]}, ".owners[0].nam", "Did you mean 'name'"),
        ({"source": "USGS"}, ".source", "source must be a Citation, got 'USGS'"),
        ({"source": {"titel": "x"}}, ".source.titel", "Did you mean 'title'"),
        ({"source": {"publisher": "x"}}, ".source.title", "title is missing"),
        ({"source": {"title": "x", "url": "ftp"}}, ".source.url", "write a web address"),
        ({"source": {"title": "x", "as_of": 5}}, ".source.as_of", "must be a date, got 5"),
        ({"host": "m"}, "", "host is the record itself"),
    ],
)
def test_a_bad_field_is_named_by_its_path(change, where, fragment):
    found = problems_of({**MINE, **change})
    assert fragment in found[f"records[0]{where}"]


def test_a_number_too_large_for_a_float_is_not_finite():
    with pytest.raises(DataError, match=r"records\[0\]\.output: .* must be finite, got inf"):
        loads(file_of(MINE).replace("5.0", "1e999"))


def test_a_bad_form_and_a_bad_instrument_are_named_by_their_path():
    form = {"name": "ore", "content": 2000, "stage": "mining", "unit_value": ["1 USD/kg", 5]}
    mineral = {"type": "Mineral", "name": "cobalt", "stages": ["mining"], "forms": [form]}
    control = {
        "type": "Control",
        "id": "c",
        "issuer": "CHN",
        "minerals": ["cobalt"],
        "effective": "2024-12-03",
    }
    found = problems_of(
        mineral,
        {**mineral, "forms": [{**form, "content": 0.5, "unit_value": 5}]},
        {**control, "instrument": {"type": "Quota", "limit": 5}},
        {**control, "instrument": {"type": "Quot", "limit": 5}},
        {**control, "instrument": {"limit": 5}},
        {**control, "instrument": "Ban"},
    )
    assert list(found) == [
        "records[0].forms[0].content",
        "records[0].forms[0].unit_value",
        "records[1].forms[0].unit_value",
        "records[2].instrument.limit",
        "records[3].instrument",
        "records[4].instrument",
        "records[5].instrument",
    ]
    assert "Did you mean 'Quota'" in found["records[3].instrument"]
    assert 'Write {"type": "Ban"}' in found["records[5].instrument"]


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("", "the text is empty"),
        (" \n", "the text is empty"),
        (file_of(MINE)[:-20], "It may have been cut off"),
        (file_of(MINE)[:30], "It may have been cut off"),
        ("{'format': 1}", "is not JSON: Expecting property name"),
        ("[1, 2", "It may have been cut off"),
        ("[]", 'is not a mineralsec file: it should be an object with "format": "mineralsec"'),
        ("5", "is not a mineralsec file"),
        ('{"format": "geojson"}', "is not a mineralsec file"),
        (file_of(version=2), "is of version 2; this mineralsec reads up to 1. Install a newer"),
        (file_of(version="1"), "has no version, got '1'"),
        (file_of(version=True), "has no version, got True"),
        (file_of(version=0), "has no version, got 0"),
        ('{"format": "mineralsec", "version": 1}', "has no list of records, got None"),
        (file_of(recrods=[]), "has an unknown key 'recrods'"),
        (file_of(MINE).replace("5.0", "NaN"), "NaN is no JSON number"),
        (file_of(MINE).replace("5.0", "-Infinity"), "-Infinity is no JSON number"),
        ("[" * 100_000, "nested too deeply"),
        (file_of(MINE).replace("5.0", "9" * 5000), "is not JSON: "),
    ],
)
def test_a_text_that_is_no_such_file_is_refused(text, fragment):
    with pytest.raises(DataError) as caught:
        loads(text)
    assert fragment in str(caught.value)


def test_a_key_that_stands_twice_is_refused_with_its_path():
    text = file_of(MINE).replace('"value": 5.0', '"value": 5.0, "value": 6.0')
    with pytest.raises(DataError) as caught:
        loads(text)
    (problem,) = caught.value.problems
    assert problem.where == "records[0].output"
    assert "the key 'value' comes twice" in problem.message


@pytest.mark.parametrize(
    ("data", "fragment"),
    [
        (file_of(MINE).encode("utf-16"), "is written in UTF-16. Save it as UTF-8"),
        ('{"format":\n"Türkiye"}'.encode("latin-1"), "not UTF-8: byte 0xfc in line 2"),
        (b"", "is empty"),
        (b"\x1f\x8b\x08\x00", "is not UTF-8: byte 0x8b in line 1"),
    ],
)
def test_a_file_in_another_encoding_is_refused(tmp_path, data, fragment):
    path = tmp_path / "bad.json"
    path.write_bytes(data)
    with pytest.raises(DataError) as caught:
        read_json(path)
    assert fragment in str(caught.value)
    assert "bad.json" in str(caught.value)


def test_the_mark_that_some_editors_put_in_front_is_skipped(tmp_path):
    path = tmp_path / "bom.json"
    path.write_bytes(b"\xef\xbb\xbf" + file_of(MINE).encode())
    assert read_json(path) == loads(file_of(MINE))


def test_a_file_that_is_not_there_or_is_a_directory_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"cannot read '.*none\.json': no such file"):
        read_json(tmp_path / "none.json")
    with pytest.raises(DataError, match=r"cannot read '.*': .*directory"):
        read_json(str(tmp_path))
    with pytest.raises(DataError, match=r"cannot write '.*': .*directory"):
        write_json([], tmp_path)
    with pytest.raises(DataError, match=r"cannot write '.*': no such file or directory"):
        write_json([], tmp_path / "nowhere" / "x.json")


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists) | st.text())
@settings(deadline=None, max_examples=80)
def test_any_text_is_records_or_a_clear_refusal(value):
    text = value if isinstance(value, str) else json.dumps(value)
    with pytest.raises(MineralsecError):
        loads(text)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(-1e9, 1e9) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["value", "unit", "low", "type", "name"]), inner)
    ),
    max_leaves=5,
)


@given(st.sampled_from(RECORD_TYPES), st.data())
@settings(deadline=None, max_examples=120)
def test_any_value_in_any_field_is_read_or_refused_with_its_path(cls, data):
    field = data.draw(st.sampled_from([a.name for a in attrs.fields(cls)]))
    row = json.loads(dumps([data.draw(getattr(strategies, f"{cls.__name__.lower()}s")())]))
    row["records"][0][field] = data.draw(_JSON)
    try:
        found, wheres = loads(json.dumps(row)), []
    except DataError as error:
        found, wheres = (), [problem.where for problem in error.problems]
    assert found or wheres
    assert all(isinstance(record, cls) for record in found)
    assert all(where.startswith("records[0]") for where in wheres)


@attrs.frozen
class Lottery:
    """An instrument of another package, with rules of its own."""

    chance: float = attrs.field(validator=attrs.validators.le(1.0))
    again: bool = False

    def __attrs_post_init__(self):
        if self.again and self.chance == 1:
            raise ValueError("nobody draws twice for sure")


class Plain:
    """An instrument that no field of a file could say."""


@pytest.fixture
def announced(monkeypatch):
    """Let other packages announce instruments by the entry points given."""
    instrument.instrument_types.cache_clear()

    def announce(**points):
        found = [EntryPoint(name, value, "group") for name, value in points.items()]
        monkeypatch.setattr(instrument, "entry_points", lambda group: found)

    yield announce
    instrument.instrument_types.cache_clear()


def control_with(what):
    return Control(id="c", issuer="CHN", instrument=what, minerals=("Ga",), effective="2024-12-03")


def test_an_instrument_of_another_package_is_written_once_it_is_announced(announced, monkeypatch):
    with pytest.raises(DataError, match="of class 'Lottery' cannot be written"):
        dumps([control_with(Lottery(0.5))])
    instrument.instrument_types.cache_clear()
    monkeypatch.setattr(EntryPoint, "load", lambda self: Lottery)
    announced(Lottery="somewhere:Lottery")
    text = dumps([control_with(Lottery(0.5))])
    assert '"instrument": {"type": "Lottery", "chance": 0.5}' in text
    assert loads(text) == (control_with(Lottery(0.5)),)
    with pytest.raises(
        DataError, match=r"records\[0\]\.instrument\.chance: .*ValueError: 'chance'"
    ):
        loads(text.replace("0.5", "1.5"))
    with pytest.raises(DataError, match=r"instrument: .*ValueError: nobody draws twice"):
        loads(text.replace("0.5", '1.0, "again": true'))


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (None, "ModuleNotFoundError: No module named 'nowhere_at_all'"),
        (Plain, "not an attrs class"),
        ("text", "not an attrs class"),
        (attrs.make_class("Ban", []), "name taken"),
    ],
)
def test_a_broken_instrument_of_another_package_is_skipped_by_name(
    announced, monkeypatch, found, reason
):
    if found is not None:
        monkeypatch.setattr(EntryPoint, "load", lambda self: found)
    announced(Lottery="nowhere_at_all:Lottery")
    with pytest.warns(MineralsecWarning, match="instrument 'Lottery' of .* is skipped") as caught:
        types = instrument.instrument_types()
    assert reason in str(caught[0].message)
    assert set(types) == {"Ban", "Quota", "Licence", "Tariff"}


def test_built_in_instruments_are_written_by_name():
    for what in (Ban(), Tariff(0.25)):
        text = dumps([control_with(what)])
        assert json.loads(text)["records"][0]["instrument"]["type"] == type(what).__name__
        assert loads(text)[0].instrument == what


def test_prices_of_forms_keep_their_units():
    form = Form("ore", content=0.1, stage="mining", unit_value=("1 USD/pound", "9 USD/kilogram"))
    mineral = Mineral("cobalt", stages=["mining"], forms=[form])
    (back,) = loads(dumps([mineral]))
    assert figures(back) == figures(mineral)


def test_lossless_means_every_bit_of_a_float():
    flow = Flow(
        mineral="Co",
        stage="mining",
        origin="COD",
        destination="CHN",
        quantity=Q(math.nextafter(0.1, 1), "tonne/year"),
    )
    assert loads(dumps([flow]))[0].quantity.magnitude == math.nextafter(0.1, 1)
