"""Minerals: names that resolve, chains, forms that fit them."""

from __future__ import annotations

import pytest

from mineralsec import Consumer, Flow, Form, Mineral, Producer, Refiner, Reserve
from mineralsec.errors import MineralsecError, RecordError, UnitsError, UnknownNameError
from mineralsec.model import mineral_name
from mineralsec.model.names import ALIASES, SYMBOLS

APT = Form("apt", content=0.7, stage="refining", hs=("284180",))
TUNGSTEN = Mineral("tungsten", symbol="W", stages=("mining", "refining"), forms=(APT,))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("gallium", "gallium"),
        ("Gallium", "gallium"),
        ("GALLIUM", "gallium"),
        ("  gallium ", "gallium"),
        ("Ga", "gallium"),
        ("W", "tungsten"),
        ("Co", "cobalt"),
        ("REE", "rare earths"),
        ("rare_earths", "rare earths"),
        ("Rare Earth Elements", "rare earths"),
        ("rare  earths", "rare earths"),
        ("graphite", "natural graphite"),
        ("Graphite (natural)", "natural graphite"),
        ("natural_graphite", "natural graphite"),
        ("aluminum", "aluminium"),
        ("wolfram", "tungsten"),
        ("PGM", "platinum-group metals"),
        ("helium-3", "helium-3"),
        ("unobtainium", "unobtainium"),
    ],
)
def test_symbols_case_underscores_and_aliases_resolve(written, name):
    assert mineral_name(written) == name


@pytest.mark.parametrize("name", sorted({*SYMBOLS.values(), *ALIASES.values()}))
def test_a_resolved_name_resolves_to_itself(name):
    assert mineral_name(name) == name


@pytest.mark.parametrize(
    "name", ["", "  ", "a|b", "<b>", "a--b", "a\nb\x00", "x" * 61, "x" * 10**6]
)
def test_what_is_no_name_is_refused(name):
    with pytest.raises(RecordError, match="a mineral name is words"):
        mineral_name(name)


@pytest.mark.parametrize("value", [None, 5, ["gallium"], b"gallium"])
def test_a_mineral_is_named_by_text(value):
    with pytest.raises(RecordError, match="a mineral is a text"):
        Reserve(mineral=value, place="CHN", amount="1 t")


def test_a_mineral_needs_its_name_and_stages_only():
    gallium = Mineral("gallium", stages=["refining"])
    assert (gallium.symbol, gallium.basis, gallium.forms, gallium.hosts) == (None, None, (), ())
    assert gallium.key == ("gallium", "")
    assert repr(gallium) == "Mineral(gallium: refining)"


def test_hosts_are_names_of_minerals():
    assert Mineral("Ga", stages=["refining"], hosts=["aluminum", "Zn"]).hosts == (
        "aluminium",
        "zinc",
    )


@pytest.mark.parametrize(
    ("options", "error", "fragment"),
    [
        ({"stages": ()}, RecordError, "Mineral 'tungsten': stages is empty"),
        ({"stages": ("mining", "mining")}, RecordError, "stages holds 'mining' twice"),
        ({"stages": 5}, RecordError, "stages must be a list, got 5. Write (5,)"),
        ({"stages": [5]}, RecordError, "stages must be a text such as 'refining', got 5"),
        ({"forms": (APT, APT)}, RecordError, "forms holds 'apt' twice"),
        ({"forms": ("apt",)}, RecordError, "forms holds Form records, got 'apt'"),
        ({"hosts": ("W",)}, RecordError, "hosts names the mineral itself, 'tungsten'"),
        ({"hosts": ("Sn", "tin")}, RecordError, "hosts holds 'tin' twice"),
        (
            {"forms": (Form("ore", content=0.01, stage="minning"),)},
            UnknownNameError,
            "form 'ore' belongs to stage 'minning', which is not in the chain mining, refining. "
            "Did you mean 'mining' or 'refining'?",
        ),
        (
            {"forms": (Form("metal", content=1.2, stage="refining"),)},
            RecordError,
            "form 'metal' holds 1.2 t in a tonne. Write a content of at most 1, or the compound",
        ),
        ({"symbol": 5}, RecordError, "symbol must be a text"),
        ({"basis": ""}, RecordError, "basis must not be empty"),
        ({"source": "USGS"}, RecordError, "source must be a Citation, got 'USGS'"),
    ],
)
def test_a_chain_that_is_none_is_refused(options, error, fragment):
    with pytest.raises(error) as caught:
        Mineral("tungsten", **{"symbol": "W", "stages": ("mining", "refining"), **options})
    assert fragment in str(caught.value)


def test_a_metal_holds_more_than_its_weight_where_the_basis_is_an_oxide():
    # Nd2O3 / 2 Nd: (2 x 144.242 + 3 x 15.999) / (2 x 144.242) = 1.166, IUPAC 2021 weights
    metal = Form("neodymium metal", content=1.166, stage="refining")
    assert Mineral("REE", stages=["refining"], basis="REO", forms=metal).forms == (metal,)


@pytest.mark.parametrize(
    ("options", "error", "fragment"),
    [
        ({"content": 0}, RecordError, "Form 'apt': content is contained mineral per gross weight"),
        ({"content": -0.1}, RecordError, "above 0, got -0.1"),
        ({"content": float("nan")}, RecordError, "above 0, got nan"),
        ({"content": 79.3}, RecordError, "Write 0.793 for 79.3 %"),
        ({"content": 5000}, RecordError, "above 0, got 5000."),
        ({"content": "much"}, RecordError, "content must be a number, got 'much'"),
        ({"content": True}, RecordError, "content must be a number, got True"),
        ({"hs": "12"}, RecordError, "hs codes are texts of 4 to 10 digits, got '12'"),
        ({"hs": (282590,)}, RecordError, "got 282590. Write ('282590',)"),
        ({"hs": ("28259x",)}, RecordError, "got '28259x'"),
        ({"unit_value": ("1 USD/kg",)}, RecordError, "unit_value is a pair (low, high)"),
        ({"unit_value": 5}, RecordError, "unit_value must be a list"),
        ({"unit_value": ("1 USD/kg", 5)}, UnitsError, "unit_value[1] needs a unit, got 5"),
        ({"unit_value": ("9 USD/kg", "1 USD/kg")}, RecordError, "Swap them"),
        ({"unit_value": ("1 kg", "2 kg")}, UnitsError, "unit_value[0] must be a price per mass"),
        ({"stage": "Refining"}, RecordError, "stage: a stage name is lower-case words"),
    ],
)
def test_a_form_that_cannot_be_is_refused(options, error, fragment):
    with pytest.raises(error) as caught:
        Form("apt", **{"content": 0.7, "stage": "refining", **options})
    assert fragment in str(caught.value)


def test_customs_codes_lose_their_dots_and_keep_their_zeros():
    assert Form("ore", content=0.1, stage="mining", hs="0260.30").hs == ("026030",)


def test_a_content_may_be_written_in_grams_a_tonne():
    from mineralsec import Q

    assert Form("ore", content=Q(5, "gram/tonne"), stage="mining").content == pytest.approx(5e-6)


def test_prices_of_forms_compare_by_value():
    dear = [
        Form("x", content=1, stage="mining", unit_value=pair)
        for pair in (("1 USD/kg", "2 USD/kg"), ("1000 USD/t", "2000 USD/t"), None)
    ]
    assert dear[0] == dear[1] != dear[2]
    assert hash(dear[0]) == hash(dear[1])


def test_a_price_may_be_open_above():
    dear = Form("x", content=1, stage="mining", unit_value=("15 USD/kg", None))
    assert dear.unit_value[1] is None
    assert dear == Form("x", content=1, stage="mining", unit_value=("15000 USD/t", None))
    assert dear != Form("x", content=1, stage="mining", unit_value=("15 USD/kg", "16 USD/kg"))


OUTPUT = {"id": "x", "place": "CHN", "output": "1 t/year"}


@pytest.mark.parametrize(
    "build",
    [
        lambda m: Producer(mineral=m, stage="smelting", **OUTPUT),
        lambda m: Refiner(mineral=m, makes="smelting", **OUTPUT),
        lambda m: Refiner(mineral=m, takes="smelting", **OUTPUT),
        lambda m: Consumer(id="x", mineral=m, place="CHN", stage="smelting", demand="1 t/year"),
        lambda m: Flow(
            mineral=m, stage="smelting", origin="CHN", destination="USA", quantity="1 t/year"
        ),
    ],
)
def test_a_stage_outside_the_chain_of_a_whole_mineral_is_refused(build):
    with pytest.raises(UnknownNameError, match="'smelting' is not in the chain of tungsten"):
        build(TUNGSTEN)
    assert build("tungsten").mineral == "tungsten"  # a name alone has no chain to check


def test_a_refiner_that_works_against_the_chain_is_refused():
    with pytest.raises(RecordError, match=r"runs mining -> refining\. Swap them"):
        Refiner(mineral=TUNGSTEN, takes="refining", makes="mining", **OUTPUT)


def test_a_form_that_a_whole_mineral_does_not_have_is_refused():
    assert Producer(mineral=TUNGSTEN, form="apt", **OUTPUT).form == "apt"
    assert Producer(mineral=TUNGSTEN, form=APT, **OUTPUT).form == "apt"
    with pytest.raises(UnknownNameError, match=r"form 'atp' is not among .*: apt\. Did you mean"):
        Producer(mineral=TUNGSTEN, form="atp", **OUTPUT)
    with pytest.raises(UnknownNameError, match="it has none"):
        Producer(mineral=Mineral("Ga", stages=["mining"]), form="apt", **OUTPUT)


def test_the_record_of_a_whole_mineral_keeps_the_name_only():
    record = Reserve(mineral=TUNGSTEN, place="CHN", amount="1 t")
    assert record.mineral == "tungsten"
    assert type(record.mineral) is str


def test_an_error_about_a_whole_mineral_names_the_record_and_the_mineral():
    with pytest.raises(MineralsecError, match="Reserve tungsten CHN: amount needs a unit"):
        Reserve(mineral=TUNGSTEN, place="CHN", amount=5)
