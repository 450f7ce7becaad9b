"""What holds for every record: values, keys, cards, copies, speed."""

from __future__ import annotations

import copy
import datetime as dt
import inspect
import pickle

import attrs
import pytest
from hypothesis import given, settings

from mineralsec import Citation, Consumer, Flow, Owner, Producer, Q, Refiner, Reserve, Stockpile
from mineralsec.errors import RecordError
from mineralsec.model import RECORD_TYPES, Ban, Form, Licence, Quota, Tariff
from mineralsec.model.fields import QUALITIES
from mineralsec.testing.strategies import records

CLASSES = (*RECORD_TYPES, Form, Owner, Ban, Quota, Licence, Tariff)

DATED = (Producer, Refiner, Consumer, Flow, Reserve)


def mine(**options):
    return Producer(
        **{"id": "m", "mineral": "cobalt", "place": "COD", "output": "1 kilotonne/year", **options}
    )


@given(records())
@settings(deadline=None, max_examples=50)
def test_a_record_is_a_value(record):
    for other in (
        copy.deepcopy(record),
        pickle.loads(pickle.dumps(record)),
        attrs.evolve(record, vintage=record.vintage),
    ):
        assert other == record
        assert hash(other) == hash(record)
        assert other.key == record.key
    assert record != "something else"
    assert len({record, copy.copy(record)}) == 1


@given(records())
@settings(deadline=None, max_examples=50)
def test_a_record_prints_in_one_line_and_shows_an_escaped_card(record):
    assert "\n" not in repr(record)
    assert repr(record).startswith(f"{type(record).__name__}(")
    card = record._repr_html_()
    assert "<b>" not in card
    assert "metric_ton" not in repr(record) + card


@given(records())
@settings(deadline=None, max_examples=50)
def test_names_in_a_record_are_plain_text(record):
    for name in ("mineral", "place", "origin", "destination", "id"):
        assert type(getattr(record, name, "")) is str


@given(records())
@settings(deadline=None, max_examples=50)
def test_a_record_cannot_be_changed(record):
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        record.vintage = "MCS 2027"
    with pytest.raises(AttributeError):
        record.colour = "red"


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_field_says_its_unit_meaning_and_invariant(cls):
    for attribute in attrs.fields(cls):
        assert set(attribute.metadata) == {"unit", "doc", "invariant"}, attribute.name
        assert attribute.metadata["doc"].endswith("."), attribute.name


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_field_is_in_the_docstring_and_the_signature(cls):
    text = inspect.getdoc(cls)
    for attribute in attrs.fields(cls):
        assert attribute.name in text
        assert attribute.name in inspect.signature(cls).parameters


@pytest.mark.parametrize("cls", RECORD_TYPES, ids=lambda cls: cls.__name__)
def test_every_record_says_edition_quality_and_source(cls):
    fields = attrs.fields_dict(cls)
    assert (fields["vintage"].default, fields["quality"].default) == ("", "reported")
    assert fields["source"].default is None
    assert ("year" in fields) == (cls in DATED)


@pytest.mark.parametrize("cls", RECORD_TYPES, ids=lambda cls: cls.__name__)
def test_records_take_their_fields_by_name(cls):
    parameters = list(inspect.signature(cls).parameters.values())
    by_name = [p for p in parameters if p.kind is inspect.Parameter.KEYWORD_ONLY]
    assert len(by_name) >= len(parameters) - 1  # a Mineral's name may come first


def test_records_are_equal_whatever_unit_they_are_written_in():
    tonnes = mine(output="1000 tonne/year")
    assert mine() == tonnes
    assert hash(mine()) == hash(tonnes)
    assert repr(mine()) != repr(tonnes)  # each keeps the unit of its source


def test_records_that_differ_in_an_amount_differ():
    assert mine() != mine(output="1.0001 kilotonne/year")
    assert mine() != mine(capacity="1 kilotonne/year")


def test_the_key_is_what_names_a_figure():
    assert mine(year=2024, vintage="MCS 2026").key == ("m", 2024, "MCS 2026")
    flow = Flow(
        mineral="Co",
        stage="mining",
        origin="COD",
        destination="CHN",
        quantity="1 t/year",
        form="ore",
        seller="a",
        buyer="b",
        year=2023,
        vintage="BACI",
    )
    assert flow.key == ("cobalt", "mining", "COD", "CHN", "ore", "a", "b", 2023, "BACI")
    reserve = Reserve(mineral="Co", place="COD", amount="6 Mt", form="ore", year=2024)
    assert reserve.key == ("cobalt", "COD", "reserves", "ore", 2024, "")
    stock = Stockpile(
        id="s", mineral="Ge", place="USA", stage="refining", amount="1 t", as_of="2024-09-30"
    )
    assert stock.key == ("s", dt.date(2024, 9, 30), "")


def test_a_card_leaves_out_what_was_left_out():
    card = mine(source=Citation(title="MCS 2026"), owners=[Owner("A", 0.5)])._repr_html_()
    assert "MCS 2026" in card
    assert "Owner(A 50 %)" in card
    assert "capacity" not in card


@pytest.mark.parametrize("quality", QUALITIES)
def test_quality_is_one_of_four_words(quality):
    assert mine(quality=quality).quality == quality


def test_a_name_is_trimmed_and_composed():
    assert mine(id="  Tenke ").id == "Tenke"
    assert mine(id="Co\u0302te").id == "C\u00f4te"


def test_numbers_of_numpy_are_numbers():
    import numpy as np

    record = mine(year=np.int64(2024))
    assert type(record.year) is int
    assert mine(host="cu", host_ratio=np.float32(0.5)).host_ratio == 0.5


def test_a_host_is_a_record_or_its_id():
    copper = mine(id="cu", mineral="copper")
    assert mine(host=copper).host == mine(host="cu").host == "cu"


@pytest.mark.parametrize("ratio", ["3 kilogram/tonne", Q(3, "kilogram/tonne"), 0.003])
def test_a_host_ratio_is_a_number_or_mass_per_mass(ratio):
    assert mine(host="cu", host_ratio=ratio).host_ratio == pytest.approx(0.003)


def test_routes_have_names_and_may_have_shares():
    given = {"mineral": "Co", "stage": "mining", "origin": "COD", "destination": "CHN"}
    flow = Flow(quantity="1 t/year", routes=["Suez Canal", ["Cape", 0.5]], **given)
    assert flow.routes == ("Suez Canal", ("Cape", 0.5))
    assert Flow(quantity="1 t/year", routes="Suez Canal", **given).routes == ("Suez Canal",)


def test_an_error_names_the_record_by_id_or_by_what_is_known():
    with pytest.raises(RecordError, match=r"^Producer 'm': output must not be negative"):
        mine(output="-1 t/year")
    with pytest.raises(RecordError, match=r"^Flow Co mining COD CHN: "):
        Flow(mineral="Co", stage="mining", origin="COD", destination="CHN", quantity="-1 t/year")


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (lambda: Producer(id="a", mineral="Co", place="COD", outptu="1 t/yr"), "'output'?"),
        (lambda: Producer("a", mineral="Co", place="COD", output="1 t/yr"), "(id='a', ...)"),
        (lambda: Owner("A", 1.0, "CHE", "x"), "Write each field with its name"),
        (lambda: Owner("A", 1.0, palce="CHE"), "Did you mean 'place'? Fields: name, share"),
        (lambda: Producer(id="a", mineral="Co", place="COD"), "argument: 'output'"),
    ],
)
def test_a_call_that_does_not_fit_says_what_to_write(write, said):
    with pytest.raises(TypeError) as caught:
        write()
    assert said in str(caught.value)
