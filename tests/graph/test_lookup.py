"""A record by its name, and what is said when there is none."""

import pickle

import pytest

import mineralsec as ms

MINE = ms.Producer(id="mine", mineral="cobalt", place="COD", output="9 tonne/year", year=2024)
LANE = {"mineral": "cobalt", "stage": "mining", "origin": "COD", "destination": "CHN"}
RECORDS = {
    "cobalt": ms.Mineral("cobalt", stages=("mining", "refining")),
    "mine": MINE,
    "plant": ms.Refiner(id="plant", mineral="cobalt", place="CHN", output="5 tonne/year"),
    "use": ms.Consumer(
        id="use", mineral="cobalt", place="CHN", stage="refining", demand="5 tonne/year"
    ),
    "store": ms.Stockpile(
        id="store", mineral="cobalt", place="CHN", stage="refining", amount="1 tonne",
        as_of="2024-12-31",
    ),
    "quota": ms.Control(
        id="quota", issuer="COD", instrument=ms.Quota("5 tonne/year"), minerals="cobalt",
        effective="2025-10-16",
    ),
    "cobalt|mining|COD>CHN": ms.Flow(**LANE, quantity="4 tonne/year"),
    "cobalt|reserves|COD": ms.Reserve(mineral="cobalt", place="COD", amount="6 megatonne"),
    "cobalt|resources|COD": ms.Reserve(
        mineral="cobalt", place="COD", amount="9 megatonne", kind="resources"
    ),
    "CMOC>TFM": ms.Stake(holder="CMOC", held="TFM", fraction=0.8, as_of="2024-12-31"),
}  # fmt: skip
OLD = ms.Producer(id="old mine", mineral="cobalt", place="COD", output="1 tonne/year", year=2020)
GRAPH = ms.SupplyGraph.from_records([*RECORDS.values(), OLD])


@pytest.mark.parametrize("name", RECORDS)
def test_every_kind_of_record_is_found_by_its_name(name):
    assert GRAPH.record(name) == RECORDS[name]
    assert pickle.loads(pickle.dumps(GRAPH)).record(name) == RECORDS[name]


def test_a_name_is_that_of_the_year_and_of_the_newest_edition():
    newer = ms.Producer(
        id="mine", mineral="cobalt", place="COD", output="8 tonne/year", year=2024, vintage="b"
    )
    graph = ms.SupplyGraph.from_records([*RECORDS.values(), newer])
    assert graph.record("mine") == newer


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mime", "no record of this graph is called 'mime'. Did you mean 'mine'?"),
        ("zzzzzz", "Names are ids, minerals, 'cobalt|mining|COD>CHN' for a flow."),
        ("old mine", "'old mine' has no record of 2024, only of 2020: see graph.records."),
        (3, "a record has a name, got 3. Write graph.record('gallium-refining-CHN')."),
    ],
)
def test_an_unknown_name_says_what_is_near(name, said):
    with pytest.raises(ms.UnknownNameError) as caught:
        GRAPH.record(name)
    assert said in str(caught.value)


def test_flows_of_one_lane_are_not_chosen_among():
    graph = ms.SupplyGraph.from_records(
        [*RECORDS.values(), ms.Flow(**LANE, quantity="1 tonne/year", buyer="A trader")]
    )
    with pytest.raises(ms.GraphError, match=r"2 records are called 'cobalt\|mining\|COD>CHN'"):
        graph.record("cobalt|mining|COD>CHN")


def test_what_findings_name_are_names_of_records():
    named = {n for f in GRAPH.findings() if f.code == "unsourced" for n in f.records}
    assert named
    assert {GRAPH.record(name) for name in named} <= set(RECORDS.values())
