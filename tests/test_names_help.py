"""A wrong name brings the nearest right one, a wrong unit its fix, an empty result its reason."""

from __future__ import annotations

import pandas as pd
import pytest
from attrs import evolve

import mineralsec as ms
from mineralsec.errors import GraphError, MineralsecError, RecordError, UnitsError, UnknownNameError

WORLD = ms.load("world", minerals=("gallium", "tungsten"))
IMPACT = ms.remove_country(WORLD, "CHN", minerals="gallium")
FRAME = pd.DataFrame({"mine": ["a"], "plce": ["COD"], "kt": [1.0]})


def producer(**options):
    given = {"id": "a", "mineral": "cobalt", "place": "COD", "output": "5 tonne/year", "year": 2024}
    return ms.Producer(**{**given, **options})


COBALT = ms.Mineral("cobalt", stages=("mining", "refining"))
MINE = ms.SupplyGraph.from_records([COBALT, producer()])
IDLE = ms.SupplyGraph.from_records([COBALT, producer(output="0 tonne/year")])
HIDDEN = ms.SupplyGraph.from_records(
    [COBALT, producer(output=ms.Between("0 t/yr", None, mark="W"))]
)


def read(**options):
    return ms.from_frame(FRAME, ms.Producer, units={"output": "kilotonne/year"}, **options)


def control(mineral, issuer="CHN"):
    return ms.Control(
        id="act", issuer=issuer, instrument=ms.Ban(), minerals=mineral, effective="2025-01-01"
    )


#: What is written, and what the message offers instead.
MISSPELT = {
    "a dataset": (lambda: ms.load("wrold"), "'world'"),
    "a dataset to describe": (lambda: ms.datasets.info("wolrd"), "'world'"),
    "a list": (lambda: ms.datasets.critical_list("US 2024"), "'US 2025'"),
    "a mineral to load": (lambda: ms.load("world", minerals="galium"), "'gallium'"),
    "a mineral of US statistics": (lambda: ms.datasets.us_statistics("galium"), "'gallium'"),
    "a mineral of US reliance": (lambda: ms.datasets.us_reliance("galium"), "'gallium'"),
    "a mineral to select": (lambda: WORLD.select(minerals="galium"), "'gallium'"),
    "a stage to select": (lambda: WORLD.select(stages="refinning"), "'refining'"),
    "a place to select": (lambda: WORLD.select(places="Chnia"), "'China'"),
    "a mineral of shares": (lambda: ms.shares(WORLD, "galium"), "'gallium'"),
    "a stage of shares": (lambda: ms.shares(WORLD, "tungsten", stage="minning"), "'mining'"),
    "by of shares": (lambda: ms.shares(WORLD, "tungsten", by="plaec"), "'place'"),
    "of of shares": (lambda: ms.shares(WORLD, "tungsten", of="outputs"), "'output'"),
    "a mineral of concentration": (
        lambda: ms.concentration(WORLD, minerals="galium"),
        "'gallium'",
    ),
    "a mineral of a trend": (lambda: ms.concentration_trend(WORLD, minerals="galium"), "'gallium'"),
    "a bloc of an importer": (lambda: ms.contestable(WORLD, "EU72"), "'EU27'"),
    "a country": (lambda: ms.remove_country(WORLD, "Chnia"), "'China'"),
    "a mineral of a removal": (
        lambda: ms.remove_country(WORLD, "CHN", minerals="galium"),
        "'gallium'",
    ),
    "a stage of a removal": (
        lambda: ms.remove_country(WORLD, "CHN", stages="refinning"),
        "'refining'",
    ),
    "a channel": (lambda: ms.remove_country(WORLD, "CHN", channel="export"), "'exports'"),
    "a bloc of targets": (
        lambda: ms.remove_country(WORLD, "CHN", channel="exports", targets="EU72"),
        "'EU27'",
    ),
    "by of a removal": (lambda: ms.remove_country(WORLD, "CHN", by="plaec"), "place"),
    "by of an impact": (lambda: IMPACT.by("consumers"), "'consumer'"),
    "a backend": (lambda: IMPACT.to_frame(backend="panda"), "'pandas'"),
    "a lane": (lambda: ms.simulate(WORLD, ms.CloseLane("Chnia", "JPN")), "'China'"),
    "a consumer": (lambda: ms.chokepoints(WORLD, "gallium", consumer="Japn"), "'Japan'"),
    "a measure": (lambda: ms.chokepoints(WORLD, "gallium", measure="los"), "'loss'"),
    "by of chokepoints": (lambda: ms.chokepoints(WORLD, "gallium", by="plce"), "'place'"),
    "a mineral of a cut": (lambda: ms.min_cut_ladder(WORLD, "galium", "USA"), "'gallium'"),
    "a mineral of a trace": (lambda: ms.trace(WORLD, "galium"), "'gallium'"),
    "a mixing": (lambda: ms.trace(WORLD, "gallium", mixing="proportion"), "'proportional'"),
    "a mineral of a score": (lambda: ms.criticality.eu(WORLD, "galium"), "'gallium'"),
    "a row of scores": (lambda: ms.criticality.reserve_life(WORLD)["galium"], "'gallium'"),
    "a mineral of elasticities": (lambda: ms.elasticities("tinn"), "'Tin'"),
    "a mineral of Shapley values": (lambda: ms.shapley(WORLD, "galium"), "'gallium'"),
    "a mineral of a report": (lambda: ms.report("galium", "never-written.html"), "'gallium'"),
    "a mineral of a chart": (lambda: ms.plot_chain(WORLD, "galium"), "'gallium'"),
    "a quality": (lambda: producer(quality="report"), "'reported'"),
    "a column": (lambda: read(columns={"id": "mine", "place": "place"}), "'plce'"),
    "a holder": (lambda: ms.shares(WORLD, "gallium")["Chnia"], "'China'"),
    "a record": (lambda: WORLD.record("galium"), "'gallium'"),
    "a mineral of a control": (lambda: ms.simulate(WORLD, control("galium")), "'gallium'"),
    "a name of the library": (lambda: ms.remove_contry, "'remove_country'"),
}


@pytest.mark.parametrize("what", MISSPELT)
def test_a_misspelt_name_brings_the_nearest(what):
    write, offered = MISSPELT[what]
    with pytest.raises((UnknownNameError, AttributeError)) as caught:
        write()
    assert offered in str(caught.value)


#: What is written, and what the message tells to write.
WRONG_UNITS = {
    "a knot": (lambda: ms.Q(1, "kt/year"), "write 'kilotonne'"),
    "a millitonne": (lambda: ms.Q("1 mt"), "'tonne'"),
    "a short ton": (lambda: ms.Q("1 ton"), "tonne"),
    "an ounce": (lambda: ms.Q("1 oz"), "troy"),
    "a misspelt unit": (lambda: ms.Q(1, "tone/year"), "'tonne'"),
    "a mass for a rate": (lambda: producer(output="5 tonne"), "'tonne / year'"),
    "a bare number": (lambda: producer(output=5), "ms.Q(5, 'tonne/year')"),
    "a unit in words": (lambda: producer(output="3 kilotonnes per year"), "'kilotonnes/year'"),
    "a unit that names a compound": (lambda: producer(output="3 t LCE/year"), "with it form="),
    "a bare duration": (
        lambda: ms.remove_country(WORLD, "CHN", duration=1),
        "ms.Q(1, 'day')",
    ),
    "a misspelt duration": (
        lambda: ms.remove_country(WORLD, "CHN", duration="1 yaer"),
        "'year'",
    ),
}


@pytest.mark.parametrize("what", WRONG_UNITS)
def test_a_wrong_unit_shows_the_fix(what):
    write, fix = WRONG_UNITS[what]
    with pytest.raises(UnitsError) as caught:
        write()
    assert fix in str(caught.value)


#: What is asked, and what the message says is missing or to be tried.
EMPTY = {
    "shares of reserves": (lambda: ms.shares(WORLD, "gallium", of="reserves"), "Add ms.Reserve"),
    "shares of nothing": (lambda: ms.shares(IDLE, "cobalt"), "nothing is above zero"),
    "shares of withheld figures": (lambda: ms.shares(HIDDEN, "cobalt"), "withheld or unknown: COD"),
    "shares at an empty stage": (
        lambda: ms.shares(MINE, "cobalt", stage="refining"),
        "Stages with output: mining",
    ),
    "shares of unknown owners": (lambda: ms.shares(MINE, "cobalt", by="owner"), "owners=[ms.Owner"),
    "chokepoints by unknown owners": (
        lambda: ms.chokepoints(WORLD, "gallium", by="owner"),
        "by='company'",
    ),
    "chokepoints by no company": (
        lambda: ms.chokepoints(WORLD, "gallium", by="company"),
        "by='place'",
    ),
    "concentration of nothing": (lambda: ms.concentration(IDLE), "nothing to measure"),
    "a gap without reserves": (lambda: ms.reserve_gap(MINE), "Add ms.Reserve"),
    "an importer that holds all": (lambda: ms.contestable(MINE, "COD"), "nobody outside COD"),
    "a consumer that uses none": (
        lambda: ms.chokepoints(WORLD, "gallium", consumer="BRA"),
        "another consumer or mineral",
    ),
    "a place without records": (lambda: ms.remove_country(MINE, "JPN"), "Places here: COD"),
    "a sweep of nothing": (lambda: ms.sweep(WORLD, []), "ms.every_country(graph)"),
    "a selection of nothing": (lambda: WORLD.select(minerals=()), "Ask for fewer at once"),
    "a year without records": (lambda: ms.load("world", year=1999), "Years here: "),
    "a year without statistics": (
        lambda: ms.criticality.net_import_reliance(year=1900),
        "Years: 2021 to",
    ),
    "no records": (lambda: ms.SupplyGraph.from_records([]), "needs at least one Producer"),
    "no shares": (lambda: ms.hhi([]), "Write for example"),
    "elasticities nobody published": (
        lambda: ms.elasticities("gallium"),
        "ms.Elasticities(demand=",
    ),
    "a shock by name": (lambda: ms.simulate(WORLD, "CHN"), "ms.RemoveCountry('CHN')"),
    "a response by name": (
        lambda: ms.remove_country(WORLD, "CHN", response="reroute"),
        "response=ms.Reroute()",
    ),
    "a metric by name": (lambda: ms.concentration(WORLD, metric="hhi"), "metric=ms.hhi"),
}


@pytest.mark.parametrize("what", EMPTY)
def test_an_empty_result_says_why_and_what_to_try(what):
    ask, said = EMPTY[what]
    with pytest.raises((GraphError, RecordError, UnknownNameError)) as caught:
        ask()
    assert said in str(caught.value)


def test_a_loss_of_nothing_is_put_into_words():
    impact = ms.remove_country(MINE, "COD")
    assert "no cobalt is used there" in str(impact)
    *_, answer, data = impact.explain().splitlines()
    assert answer.endswith("is nothing, so nothing can go short.")
    assert data.startswith("Data of 2024")
    assert "none of its trade is recorded" in str(ms.criticality.net_import_reliance(MINE))


def test_without_trade_the_answer_says_why_nobody_goes_short():
    alone = ms.SupplyGraph.from_records([COBALT, producer(), producer(id="b", place="ZMB")])
    impact = ms.remove_country(alone, "COD")
    assert impact.shortfall_share == 0
    assert "No trade of cobalt is on record: what is made at a place" in impact.explain()
    assert any(n.startswith("cobalt: No trade of cobalt is on record") for n in impact.notes)
    assert "No trade" not in IMPACT.explain()


def test_a_table_handed_over_in_another_shape_brings_the_right_one():
    with pytest.raises(RecordError, match=r"Read it first, .*pandas.read_csv\('mines.csv'"):
        ms.io.read_frame("mines.csv", ms.Producer)
    with pytest.raises(RecordError, match="of pandas, polars or pyarrow is needed"):
        ms.io.read_frame({"id": ["a"]}, ms.Producer)
    with pytest.raises(UnknownNameError, match=r"columns=\{'id': 'mine', 'place': 'plce'\}"):
        read(columns={"mine": "id", "plce": "place"}, mineral="cobalt")
    with pytest.raises(UnknownNameError, match=r"ms.load\('world', minerals='gallium'\)"):
        ms.load("gallium")


def test_two_flows_of_one_lane_are_to_be_added_up():
    lane = {"mineral": "cobalt", "stage": "mining", "origin": "COD", "destination": "CHN"}
    flow = ms.Flow(**lane, quantity="5 tonne/year")
    with pytest.raises(ms.DataError, match="Add them up, or give it another form, seller, buyer"):
        ms.SupplyGraph.from_records([COBALT, producer(), flow, flow])
    held = ms.Reserve(mineral="cobalt", place="COD", amount="5 tonne")
    with pytest.raises(ms.DataError, match="Give it another year or vintage, or leave one"):
        ms.SupplyGraph.from_records([COBALT, producer(), held, held])


def test_a_control_on_another_mineral_is_no_slip():
    assert ms.simulate(WORLD, control("germanium"), minerals="gallium").shortfall_share == 0


def test_a_mineral_without_a_record_is_compared_with_all_known_names():
    with pytest.raises(ms.DataError, match=r"for 'galium'\. Did you mean 'gallium'"):
        ms.SupplyGraph.from_records([COBALT, producer(mineral="galium")])
    with pytest.raises(ms.DataError, match=r"for 'gallium'\. Add ms.Mineral"):
        ms.SupplyGraph.from_records([COBALT, producer(mineral="gallium")])


def test_the_rest_of_the_world_is_told_from_a_misspelt_country():
    for words in ("Other countries", "Rest of world", "World total"):
        with pytest.raises(UnknownNameError, match=r"is no place\. Write 'QXR', the residual"):
            producer(place=words)
    with pytest.raises(UnknownNameError, match="no place is called 'Otherland'"):
        producer(place="Otherland")


def test_commas_in_a_table_bring_the_word_that_reads_them():
    table = FRAME.assign(kt="10,000", plce="Chile")
    fields = {"id": "mine", "place": "plce", "output": "kt"}
    words = {"columns": fields, "units": {"output": "kilotonne/year"}, "mineral": "cobalt"}
    with pytest.raises(ms.DataError, match=r"commas inside its number, got '10,000'\."):
        ms.from_frame(table, ms.Producer, **words)
    read_all = ms.io.read_frame(table, ms.Producer, **words, marks=True, total="200 kilotonne/year")
    assert "5,000 % of output" in repr(read_all)


def test_a_range_of_losses_holds_the_loss():
    row = ms.chokepoints(WORLD, "gallium", consumer="JPN").rows[0]
    assert evolve(row, ladder=(0.01, 0.4, 0.0)).range == "40 % (0 to 40 %)"
    assert evolve(row, ladder=(0.4, 0.26, 0.0)).range == "26 % (0 to 40 %)"


@pytest.mark.parametrize(
    "ask",
    [
        lambda name: ms.shares(name, "gallium"),
        lambda name: ms.concentration(name),
        lambda name: ms.chokepoints(name),
        lambda name: ms.remove_country(name, "CHN"),
        lambda name: ms.simulate(name, ms.RemoveCountry("CHN")),
        lambda name: ms.sweep(name, [ms.RemoveCountry("CHN")]),
        lambda name: ms.every_country(name),
        lambda name: ms.monte_carlo(name, ms.RemoveCountry("CHN")),
        lambda name: ms.shapley(name),
        lambda name: ms.trace(name, "gallium"),
        lambda name: ms.reconcile(name),
        lambda name: ms.plot_chain(name),
        lambda name: ms.criticality.eu(name),
        lambda name: ms.criticality.bgs(name),
        lambda name: ms.criticality.yale(name),
        lambda name: ms.criticality.nassar(name),
        lambda name: ms.criticality.import_risk(name),
        lambda name: ms.criticality.top_shares(name),
        lambda name: ms.criticality.net_import_reliance(name),
        lambda name: ms.criticality.single_country(name),
    ],
)
def test_a_name_in_place_of_a_graph_is_told_from_a_graph(ask):
    with pytest.raises(
        MineralsecError, match=r"graph must be a SupplyGraph, got 'world'.*ms\.load"
    ):
        ask("world")
