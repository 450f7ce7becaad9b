"""Bad input of every kind is refused at once, naming the record, the value and the remedy.

One row of the table a kind: what is done, the error it raises, and the fragments that its
message must hold. Every error is a :class:`MineralsecError` as well.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

import mineralsec as ms
from mineralsec.errors import (
    DataError,
    GraphError,
    MineralsecError,
    RecordError,
    UnitsError,
    UnknownNameError,
)
from mineralsec.io.json_files import loads
from mineralsec.model import mineral_name

GALLIUM = ms.Mineral("gallium", stages=("refining", "wafer"))


def producer(**options):
    given = {
        "id": "mine",
        "mineral": "gallium",
        "place": "CHN",
        "stage": "refining",
        "output": "5 tonne/year",
    }
    return ms.Producer(**{**given, **options})


def refiner(**options):
    given = {"id": "plant", "mineral": "gallium", "place": "CHN", "output": "5 tonne/year"}
    return ms.Refiner(**{**given, **options})


def consumer(**options):
    given = {
        "id": "use",
        "mineral": "gallium",
        "place": "CHN",
        "stage": "refining",
        "demand": "5 tonne/year",
    }
    return ms.Consumer(**{**given, **options})


def flow(**options):
    given = {
        "mineral": "gallium",
        "stage": "refining",
        "origin": "CHN",
        "destination": "JPN",
        "quantity": "5 tonne/year",
    }
    return ms.Flow(**{**given, **options})


def stockpile(**options):
    given = {
        "id": "stock",
        "mineral": "gallium",
        "place": "USA",
        "stage": "refining",
        "amount": "5 tonne",
        "as_of": "2024-12-31",
    }
    return ms.Stockpile(**{**given, **options})


def control(**options):
    given = {
        "id": "act",
        "issuer": "CHN",
        "instrument": ms.Ban(),
        "minerals": ("gallium",),
        "effective": "2024-12-03",
    }
    return ms.Control(**{**given, **options})


def graph(*records):
    return ms.SupplyGraph.from_records([GALLIUM, *(records or (producer(), consumer()))])


def text_file(*records, **head):
    return json.dumps({"format": "mineralsec", "version": 1, "records": records, **head})


ROW = {
    "type": "Producer",
    "id": "mine",
    "mineral": "gallium",
    "place": "CHN",
    "output": {"value": 5, "unit": "tonne / year"},
}


def read(data):
    """Read `data` as the bytes of a file."""

    def run(tmp_path):
        path: Path = tmp_path / "records.json"
        path.write_bytes(data)
        return ms.read_json(path)

    return run


RECORDS = [
    # --- amounts --------------------------------------------------------------------------------
    ("a bare number", lambda: producer(output=170000), UnitsError,
     ["Producer 'mine'", "output", "170000", "ms.Q(170000, 'tonne/year')"]),
    ("a number in a text without a unit", lambda: producer(output="5"), UnitsError,
     ["Producer 'mine'", "output", "'5' has no unit", "'5 tonne / year'"]),
    ("no amount at all", lambda: producer(output=None), UnitsError,
     ["Producer 'mine'", "output needs a unit, got None", "ms.Q("]),
    ("a list of amounts", lambda: producer(output=[ms.Q(1, "tonne/year")]), UnitsError,
     ["Producer 'mine'", "output", "ms.Q("]),
    ("a quantity array", lambda: producer(output=ms.ureg.Quantity([1, 2], "tonne/year")),
     UnitsError, ["Producer 'mine'", "output must be one real number", "array([1, 2])"]),
    ("a mass where a rate belongs", lambda: producer(output="5 tonne"), UnitsError,
     ["Producer 'mine'", "output must be a mass per time", "5 tonne", "'tonne / year'"]),
    ("a rate where a mass belongs", lambda: stockpile(amount="5 tonne/year"), UnitsError,
     ["Stockpile 'stock'", "amount must be a mass", "5 tonne / year", "'tonne'"]),
    ("money where a mass belongs", lambda: consumer(demand="5 USD/year"), UnitsError,
     ["Consumer 'use'", "demand must be a mass per time", "5 USD / year"]),
    ("a volume", lambda: flow(quantity="5 liter/year"), UnitsError,
     ["Flow gallium refining CHN JPN", "quantity", "5 liter / year"]),
    ("euros for a value in dollars", lambda: flow(value="5 EUR/year"), UnitsError,
     ["Flow", "value must be money per time", "'USD / year'", "5 EUR / year"]),
    ("a negative amount", lambda: producer(output="-5 tonne/year"), RecordError,
     ["Producer 'mine'", "output must not be negative", "-5 tonne / year"]),
    ("a negative capacity", lambda: refiner(capacity="-5 tonne/year"), RecordError,
     ["Refiner 'plant'", "capacity must not be negative", "-5 tonne / year"]),
    ("a negative flow", lambda: flow(quantity="-5 tonne/year"), RecordError,
     ["Flow", "quantity must not be negative", "a direction is said by the record"]),
    ("not a number", lambda: producer(output=ms.Q(math.nan, "tonne/year")), RecordError,
     ["Producer 'mine'", "output must be finite", "nan", "Leave an unknown figure out"]),
    ("infinite", lambda: consumer(demand=ms.Q(math.inf, "tonne/year")), RecordError,
     ["Consumer 'use'", "demand must be finite", "inf", "ms.Between"]),
    ("an integer beyond floats", lambda: ms.Q(10**400, "tonne"), UnitsError,
     ["larger than any float", "1000000"]),
    ("a truth value for an amount", lambda: ms.Q(True, "tonne"), UnitsError,
     ["one real number", "True"]),
    ("decimal comma and thousand points", lambda: producer(output="1.200,5 t/year"), UnitsError,
     ["Producer 'mine'", "'1.200,5 t/year'", "separator", "'1200.5 tonne'"]),
    ("a thousand comma", lambda: ms.Q("1,200 t"), UnitsError, ["'1,200 t'", "at most one point"]),
    ("a thousand space", lambda: ms.Q("1 200 t"), UnitsError, ["'1 200 t'", "at most one point"]),
    ("a tower of powers", lambda: ms.Q("9**9**9 kg"), UnitsError, ["'**9**9 kg' is not a unit"]),
    ("an exponent beyond reason", lambda: ms.Q("1e999 t"), UnitsError, ["'1e999 t'", "above 99"]),
    ("code in a unit", lambda: ms.Q(1, "__import__('os').getcwd()"), UnitsError,
     ["is not a unit", "Write unit names"]),
    ("100,000 letters as a unit", lambda: ms.Q(1, "a" * 100_000), UnitsError,
     ["at most 100 characters", "got 100000"]),
    ("100,000 digits", lambda: ms.Q("9" * 100_000 + " kg"), UnitsError,
     ["at most 100 characters", "got 100003"]),
    ("knots for kilotonnes", lambda: producer(output="5 kt/year"), UnitsError,
     ["Producer 'mine'", "'kt' is ambiguous", "write 'kilotonne'"]),
    ("millitonnes for metric tons", lambda: ms.Q(5, "mt"), UnitsError, ["'mt'", "write 'tonne'"]),
    ("a ton of some country", lambda: ms.Q(5, "ton"), UnitsError, ["907 kg", "'short_ton'"]),
    ("an ounce of some kind", lambda: ms.Q(5, "oz"), UnitsError, ["'troy_ounce'"]),
    ("a quarter of a hundredweight", lambda: ms.Q(5, "tonne/quarter"), UnitsError,
     ["'quarter'", "25 lb", "'month'"]),
    ("a misspelt unit", lambda: ms.Q(5, "tonn/year"), UnitsError,
     ["'tonn'", "Did you mean 'tonne'"]),
    ("an unknown unit", lambda: ms.Q(5, "LCE"), UnitsError, ["'LCE' is not known", "'tonne'"]),
    ("a text and a unit", lambda: ms.Q("5 t", "tonne"), UnitsError, ["not both", "'5 t'"]),
    ("limits out of order", lambda: ms.Between("9 t", "1 t"), RecordError,
     ["low 9 tonne", "high 1 tonne", "smaller first"]),
    ("a point outside its limits", lambda: ms.Between("1 t", "2 t", "3 t"), RecordError,
     ["point 3 tonne", "high 2 tonne"]),
    ("limits of two dimensions", lambda: ms.Between("1 t", "2 t/year"), UnitsError,
     ["Between.high must be a mass", "2 tonne / year"]),
    ("a withheld figure with a point", lambda: ms.Between("0 t", None, "3 t", "W"), RecordError,
     ["withheld", "3 tonne", "'estimate'"]),
    ("limits of the wrong dimension", lambda: producer(output=ms.Between("1 t", "2 t")), UnitsError,
     ["Producer 'mine'", "output: 1 tonne is not a mass per time", "'tonne / year'"]),
    # --- names and places -----------------------------------------------------------------------
    ("an unknown country", lambda: producer(place="Chinna"), UnknownNameError,
     ["Producer 'mine'", "place", "'Chinna'", "China"]),
    ("a country of two letters", lambda: producer(place="CN"), UnknownNameError,
     ["Producer 'mine'", "'CN'", "CHN"]),
    ("a name that two countries bear", lambda: producer(place="Congo"), UnknownNameError,
     ["'Congo'", "COD", "COG"]),
    ("a place that is no text", lambda: producer(place=156), RecordError,
     ["Producer 'mine'", "place must be a text", "156", "'CHN'"]),
    ("a flow to itself", lambda: flow(destination="China"), RecordError,
     ["Flow", "from 'CHN' to itself", "Leave it out"]),
    ("an empty id", lambda: producer(id="  "), RecordError,
     ["id must not be empty", "Write a name"]),
    ("an id that is no text", lambda: producer(id=7), RecordError,
     ["Producer 7", "id must be a text, got 7", "in quotes"]),
    ("an id that breaks node names", lambda: producer(id="a|b"), RecordError,
     ["'a|b'", "must not hold '|'", "Write '/'"]),
    ("an id without end", lambda: producer(id="x" * 10_000), RecordError,
     ["at most 200 characters", "10000", "Shorten"]),
    ("a control character in an id", lambda: producer(id="mi\x1b[31mne"), RecordError,
     ["control or invisible character", r"mi\x1b[31mne", "Remove it"]),
    ("a line break in a name", lambda: producer(operator="a\nb"), RecordError,
     ["operator", r"'a\nb'", "Remove it"]),
    ("an invisible letter in a name", lambda: flow(seller="a\u200bb"), RecordError,
     ["seller", "invisible", "Remove it"]),
    ("half a character in a name", lambda: consumer(sector="a\ud800"), RecordError,
     ["sector", "invisible", "Remove it"]),
    ("a mineral that is no text", lambda: producer(mineral=31), RecordError,
     ["Producer 'mine'", "a mineral is a text such as 'gallium'", "31"]),
    ("an empty mineral", lambda: producer(mineral=""), RecordError,
     ["Producer 'mine'", "a mineral name is words", "'rare earths'"]),
    ("HTML for a mineral", lambda: mineral_name("<b>gallium</b>"), RecordError,
     ["'<b>gallium</b>'", "words of letters"]),
    ("a stage in capitals", lambda: producer(stage="Refining"), RecordError,
     ["Producer 'mine'", "stage", "'Refining'", "Write 'refining'"]),
    ("a stage without end", lambda: ms.Stage("x" * 100_000), RecordError,
     ["at most 60 characters", "100000"]),
    ("a stage outside the chain", lambda: producer(mineral=GALLIUM, stage="refinning"),
     UnknownNameError, ["Producer 'mine'", "'refinning'", "gallium", "Did you mean 'refining'"]),
    ("a refiner against the chain",
     lambda: refiner(mineral=GALLIUM, takes="wafer", makes="refining"), RecordError,
     ["Refiner 'plant'", "refining -> wafer", "Swap them"]),
    ("a form the mineral does not have", lambda: producer(mineral=GALLIUM, form="oxide"),
     UnknownNameError, ["Producer 'mine'", "form 'oxide'", "Add ms.Form"]),
    ("a mineral without stages", lambda: ms.Mineral("gallium", stages=()), RecordError,
     ["Mineral 'gallium'", "stages is empty", "Write stages="]),
    # --- numbers and words ----------------------------------------------------------------------
    ("a recovery above one", lambda: refiner(recovery=1.5), RecordError,
     ["Refiner 'plant'", "recovery must be in (0, 1]", "1.5"]),
    ("a recovery in percent", lambda: refiner(recovery=85), RecordError,
     ["Refiner 'plant'", "85", "Write 0.85 for 85 %"]),
    ("a recovery of nothing", lambda: refiner(recovery=0), RecordError, ["recovery", "got 0"]),
    ("a recovery that is no number", lambda: refiner(recovery="high"), RecordError,
     ["Refiner 'plant'", "recovery must be a number", "'high'"]),
    ("a refiner that takes what it makes", lambda: refiner(makes="mining"), RecordError,
     ["Refiner 'plant'", "both 'mining'", "Name two stages"]),
    ("a weight of nothing", lambda: consumer(weight=0), RecordError,
     ["Consumer 'use'", "weight must be above zero", "got 0"]),
    ("a priority of nothing", lambda: consumer(priority=0), RecordError,
     ["Consumer 'use'", "priority must be a whole number from 1 up", "got 0"]),
    ("a fractional priority", lambda: consumer(priority=1.5), RecordError, ["priority", "1.5"]),
    ("a year that is no whole number", lambda: producer(year=2024.0), RecordError,
     ["Producer 'mine'", "year must be a whole number", "2024.0"]),
    ("a year as text", lambda: producer(year="2024"), RecordError, ["year", "'2024'"]),
    ("a year of two figures", lambda: producer(year=24), RecordError, ["1800 to 2200", "got 24"]),
    ("a truth value for a year", lambda: producer(year=True), RecordError, ["year", "True"]),
    ("an unknown kind", lambda: producer(kind="recycled"), UnknownNameError,
     ["Producer 'mine'", "kind must be one of 'primary', 'secondary'", "'recycled'"]),
    ("a misspelt quality", lambda: producer(quality="modeled"), UnknownNameError,
     ["Producer 'mine'", "quality", "'modeled'", "Did you mean 'modelled'"]),
    ("a source that is a text", lambda: producer(source="USGS"), RecordError,
     ["Producer 'mine'", "source", "'USGS'", "ms.Citation"]),
    ("a ratio to no host", lambda: producer(host_ratio=0.1), RecordError,
     ["Producer 'mine'", "host_ratio 0.1 has no host", "Write host="]),
    ("a record that is its own host", lambda: producer(host="mine"), RecordError,
     ["Producer 'mine'", "host is the record itself"]),
    ("a ratio in tonnes", lambda: producer(host="cu", host_ratio="5 tonne"), UnitsError,
     ["Producer 'mine'", "host_ratio must be a share", "5 tonne"]),
    ("owners of more than the whole",
     lambda: producer(owners=[ms.Owner("A", 0.7), ms.Owner("B", 0.7)]), RecordError,
     ["Producer 'mine'", "sum to 1.4", "at most 1"]),
    ("an owner in percent", lambda: ms.Owner("Glencore", 75), RecordError,
     ["Owner 'Glencore'", "75", "Write 0.75"]),
    ("routes of more than the whole", lambda: flow(routes=[("a", 0.7), ("b", 0.7)]), RecordError,
     ["Flow", "shares of routes sum to 1.4"]),
    ("a route that is none", lambda: flow(routes=[5]), RecordError,
     ["Flow", "routes holds names or (name, share), got 5", "('Suez Canal', 0.4)"]),
    ("a route twice", lambda: flow(routes=["a", "a"]), RecordError, ["routes holds 'a' twice"]),
    ("a content in percent", lambda: ms.Form("oxide", content=74.4, stage="refining"), RecordError,
     ["Form 'oxide'", "74.4", "Write 0.744"]),
    ("a form heavier than itself",
     lambda: ms.Mineral(
         "Ga", stages=["refining"], forms=[ms.Form("metal", content=1.2, stage="refining")]
     ),
     RecordError, ["Mineral 'Ga'", "form 'metal' holds 1.2 t in a tonne", "basis="]),
    ("a customs code as a number", lambda: ms.Form("x", content=1, stage="a", hs=[282590]),
     RecordError, ["Form 'x'", "282590", "('282590',)"]),
    # --- dates ----------------------------------------------------------------------------------
    ("a date of another order", lambda: stockpile(as_of="31/12/2024"), RecordError,
     ["Stockpile 'stock'", "as_of must be a date", "'31/12/2024'", "2025-01-31"]),
    ("a day the calendar lacks", lambda: control(effective="2024-02-30"), RecordError,
     ["Control 'act'", "effective", "'2024-02-30'"]),
    ("a control that ends before it starts", lambda: control(ends="2024-01-01"), RecordError,
     ["Control 'act'", "ends 2024-01-01", "effective 2024-12-03", "Swap them"]),
    ("a control announced after it starts", lambda: control(announced="2025-01-01"), RecordError,
     ["Control 'act'", "announced 2025-01-01", "Swap them"]),
    ("suspensions that overlap",
     lambda: control(suspended=[("2025-01-01", "2025-03-01"), ("2025-02-01", "2025-04-01")]),
     RecordError, ["Control 'act'", "2025-02-01", "in order, without overlap"]),
    ("a control on no mineral", lambda: control(minerals=()), RecordError,
     ["Control 'act'", "minerals is empty", "minerals=('gallium',)"]),
    ("the word for an instrument", lambda: control(instrument="ban"), RecordError,
     ["Control 'act'", "'ban'", "ms.Ban()"]),
    ("a control against nobody known", lambda: control(targets="Atlantis"), UnknownNameError,
     ["Control 'act'", "targets", "'Atlantis'"]),
    ("a quota without a unit", lambda: ms.Quota(5), UnitsError, ["Quota 5", "limit", "ms.Q(5"]),
    ("an approval rate in percent", lambda: ms.Licence(60), RecordError, ["60", "Write 0.6"]),
    ("a company that holds itself",
     lambda: ms.Stake(holder="a", held="a", fraction=1, as_of="2024-12-31"), RecordError,
     ["Stake", "both 'a'", "Name two companies"]),
]  # fmt: skip

TEXTS = [
    ("an empty file", lambda: loads(""), ["is empty", '"format": "mineralsec"']),
    ("truncated JSON", lambda: loads(text_file(ROW)[:-30]), ["is not JSON", "cut off"]),
    ("JSON of another kind", lambda: loads('{"type": "FeatureCollection"}'),
     ["is not a mineralsec file", "FeatureCollection"]),
    ("a file of a later version", lambda: loads(text_file(version=99)),
     ["version 99", "reads up to 1", "Install a newer"]),
    ("NaN in JSON", lambda: loads(text_file(ROW).replace("5", "NaN")), ["NaN is no JSON number"]),
    ("nesting without end", lambda: loads("[" * 10**6), ["nested too deeply"]),
    ("a key twice", lambda: loads(text_file(ROW).replace('"id"', '"place": "AUS", "id"')),
     ["records[0]", "'place' comes twice", "Leave one out"]),
    ("an unknown key", lambda: loads(text_file({**ROW, "outptu": 1})),
     ["records[0].outptu", "Producer 'mine'", "Did you mean 'output'"]),
    ("an unknown record", lambda: loads(text_file({**ROW, "type": "Producr"})),
     ["records[0].type", "'Producr'", "Did you mean 'Producer'"]),
    ("a record without its amount", lambda: loads(text_file({**ROW, "output": None})),
     ["records[0].output", "Producer 'mine'", "needs a unit"]),
    ("several bad rows",
     lambda: loads(text_file({**ROW, "place": "CN"}, ROW, {**ROW, "year": "x", "id": ""})),
     ["3 problems", "records[0].place", "records[2].id", "records[2].year"]),
]  # fmt: skip

FILES = [
    ("a missing file", lambda tmp: ms.read_json(tmp / "no.json"), ["no.json", "no such file"]),
    ("a directory for a file", ms.read_json, ["cannot read", "directory"]),
    ("UTF-16", read(text_file(ROW).encode("utf-16")),
     ["records.json", "UTF-16", "Save it as UTF-8"]),
    ("Latin-1", read("{\n'Türkiye'}".encode("latin-1")), ["not UTF-8", "0xfc in line 2"]),
    ("bytes of an archive", read(b"PK\x03\x04\xff\xfe\x00"), ["not UTF-8", "Save it as UTF-8"]),
]  # fmt: skip

GRAPHS = [
    ("no records", lambda: ms.SupplyGraph.from_records([]), GraphError, ["at least one Producer"]),
    ("only a mineral", lambda: ms.SupplyGraph.from_records([GALLIUM]), GraphError,
     ["at least one Producer"]),
    ("no list", lambda: ms.SupplyGraph.from_records(5), GraphError, ["got 5", "from_records(["]),
    ("something that is no record", lambda: graph(producer(), 5), GraphError,
     ["records[2] is not a record, got 5", "ms.Producer"]),
    ("a duplicate id", lambda: graph(producer(), producer(output="6 tonne/year")), DataError,
     ["records[2]", "duplicate of records[1]", "mine", "Give it another id"]),
    ("one id for two actors", lambda: graph(producer(), consumer(id="mine")), DataError,
     ["records[2]", "duplicate of records[1]"]),
    ("a mineral without a record", lambda: graph(producer(mineral="galium")), DataError,
     ["mine", "'galium'", "Did you mean 'gallium'"]),
    ("a stage outside the chain", lambda: graph(producer(stage="minning")), DataError,
     ["mine", "'minning' is not in the chain of gallium: refining, wafer"]),
    ("a form without a content", lambda: graph(producer(form="oxide")), DataError,
     ["mine", "'oxide'", "Add ms.Form('oxide'"]),
    ("a host that is not there", lambda: graph(producer(host="smelter")), DataError,
     ["mine", "host 'smelter'", "Name the id"]),
    ("a year without records",
     lambda: ms.SupplyGraph.from_records([GALLIUM, producer(year=2024)], year=2020), GraphError,
     ["2020", "Years here: 2024"]),
    ("a misspelt mineral in a question", lambda: ms.shares(graph(), "galium"), UnknownNameError,
     ["'galium'", "Did you mean 'gallium'"]),
    ("a misspelt mineral in a selection", lambda: graph().select(minerals="galium"),
     UnknownNameError, ["'galium'", "Did you mean 'gallium'"]),
    ("a wrong word for a grouping", lambda: ms.shares(graph(), "gallium", by="country"),
     UnknownNameError, ["'country'", "place"]),
    ("a stage that has no data", lambda: ms.shares(graph(), "gallium", stage="refinning"),
     UnknownNameError, ["'refinning'", "Did you mean 'refining'"]),
    ("removal of a place without records", lambda: ms.remove_country(graph(), "AUS"),
     UnknownNameError, ["AUS", "Places here: CHN"]),
    ("removal of no country at all", lambda: ms.remove_country(graph(), "Atlantis"),
     UnknownNameError, ["'Atlantis'"]),
    ("removal by a wrong channel", lambda: ms.remove_country(graph(), "CHN", channel="trade"),
     UnknownNameError, ["'trade'", "exports"]),
    ("a data set that is not bundled", lambda: ms.load("wrold"), UnknownNameError,
     ["'wrold'", "Did you mean 'world'"]),
]  # fmt: skip


def table(rows):
    return [pytest.param(*row[1:], id=row[0]) for row in rows]


def check(caught, error, fragments):
    assert isinstance(caught.value, MineralsecError)
    assert type(caught.value) is error
    message = str(caught.value)
    assert [fragment for fragment in fragments if fragment not in message] == [], message
    # a message is for people: no control characters, and no more than a screen
    assert message.replace("\n", "").isprintable()
    assert len(message) < 2000


@pytest.mark.parametrize(("call", "error", "fragments"), table(RECORDS))
def test_a_bad_value_is_refused_when_the_record_is_made(call, error, fragments):
    with pytest.raises(MineralsecError) as caught:
        call()
    check(caught, error, fragments)


@pytest.mark.parametrize(("call", "fragments"), table(TEXTS))
def test_a_bad_text_is_refused_when_it_is_read(call, fragments):
    with pytest.raises(MineralsecError) as caught:
        call()
    check(caught, DataError, fragments)


@pytest.mark.parametrize(("call", "fragments"), table(FILES))
def test_a_bad_file_is_refused_when_it_is_read(call, fragments, tmp_path):
    with pytest.raises(MineralsecError) as caught:
        call(tmp_path)
    check(caught, DataError, fragments)


@pytest.mark.parametrize(("call", "error", "fragments"), table(GRAPHS))
def test_records_and_questions_that_do_not_fit_are_refused(call, error, fragments):
    with pytest.raises(MineralsecError) as caught:
        call()
    check(caught, error, fragments)


def test_the_table_holds_at_least_eighty_kinds_each_once():
    kinds = [row[0] for rows in (RECORDS, TEXTS, FILES, GRAPHS) for row in rows]
    assert len(set(kinds)) >= 80


@pytest.mark.parametrize(
    "build",
    [
        lambda name: producer(id=name, operator=name, owners=[ms.Owner(name, 1)]),
        lambda name: flow(seller=name, buyer=name, routes=[name]),
        lambda name: consumer(id=name, sector=name, source=ms.Citation(title=name)),
        lambda name: stockpile(id=name, holder=name),
        lambda name: control(id=name, forms=[name]),
        lambda name: ms.Stake(holder=name, held="x", fraction=1, as_of="2024-12-31"),
        lambda name: ms.Mineral(
            "Ga", stages=["refining"], forms=[ms.Form(name, content=1, stage="refining")]
        ),
    ],
)
def test_html_in_a_name_comes_out_escaped(build):
    name = "<script>alert('x')</script>"
    card = build(name)._repr_html_()
    assert "<script" not in card
    assert "&lt;script&gt;" in card


def test_html_in_a_name_comes_out_of_a_graph_escaped():
    name = "<script>alert('x')</script>"
    assert "<script>" not in graph(producer(id=name), consumer())._repr_html_()
