"""One year answers, and of one figure the newest edition."""

from __future__ import annotations

import pytest

import mineralsec as ms
from mineralsec.errors import DataError, GraphError
from mineralsec.graph.vintages import choose


def outputs(graph):
    return dict(zip(graph.columns.makers.id, graph.columns.makers.output[1], strict=True))


def test_the_latest_year_answers_unless_told(make):
    records = [
        make.mineral(),
        *(make.mine("m", "XAA", y - 2000, year=y) for y in (2022, 2024, 2023)),
    ]
    assert ms.SupplyGraph.from_records(records).year == 2024
    assert outputs(ms.SupplyGraph.from_records(records)) == {"m": 24}
    assert outputs(ms.SupplyGraph.from_records(records, 2022)) == {"m": 22}


def test_a_year_without_records_is_refused_with_those_there_are(make):
    with pytest.raises(GraphError, match=r"no record belongs to 1999\. Years here: 2022, 2024"):
        make.graph(
            make.mine("m", "XAA", 1, year=2024), make.mine("m", "XAA", 1, year=2022), year=1999
        )


@pytest.mark.parametrize("year", ["2024", 2024.0, True])
def test_a_year_that_is_no_whole_number_is_refused(make, year):
    with pytest.raises(GraphError, match="whole number"):
        make.graph(make.mine("m", "XAA", 1), year=year)


def test_undated_records_belong_to_any_year(make):
    assert make.graph(make.mine("m", "XAA", 1), year=1999).year == 1999
    assert make.graph(make.mine("m", "XAA", 1)).year is None


def test_a_dated_record_answers_before_an_undated_one(make):
    records = [make.mine("m", "XAA", 1), make.mine("m", "XAA", 2, year=2024)]
    other = make.mine("n", "XAA", 3, year=2023)
    assert outputs(make.graph(*records, other)) == {"m": 2}
    assert outputs(make.graph(*records, other, year=2023)) == {"m": 1, "n": 3}


def test_the_newest_edition_answers_in_any_order(make):
    editions = [
        make.mine("m", "XAA", tonnes, year=2024, vintage=vintage)
        for tonnes, vintage in ((1, "MCS 2025"), (3, "MCS 2026"), (2, ""))
    ]
    for records in (editions, editions[::-1]):
        assert outputs(make.graph(*records)) == {"m": 3}


def test_history_has_the_newest_edition_of_every_other_year_oldest_first(make):
    mines = [
        make.mine("m", "XAA", 4, year=2024),
        make.mine("m", "XAA", 2, year=2022, vintage="b"),
        make.mine("m", "XAA", 1, year=2022, vintage="a"),
        make.mine("m", "XAA", 5, year=2025),
        make.mine("m", "XAA", 9),
    ]
    choice = choose(mines, 2024)
    assert choice.current == (mines[0],)
    assert choice.history == {("actor", "m"): (mines[1], mines[3])}


def test_records_with_one_key_are_refused_all_at_once(make):
    mine, flow = make.mine("m", "XAA", 1, year=2024), make.flow("XAA", "XAB", 1)
    with pytest.raises(DataError) as error:
        make.graph(mine, flow, make.mine("m", "XAB", 2, year=2024), flow)
    assert [p.where for p in error.value.problems] == ["records[3]", "records[4]"]
    assert "duplicate of records[1]" in str(error.value)
    assert "Give it another id, year or vintage" in str(error.value)


def test_flows_of_another_form_or_firm_are_other_flows(make):
    mineral = make.mineral(forms=(ms.Form("ore", content=0.5, stage="mining"),))
    flows = [
        make.flow("XAA", "XAB", 1),
        make.flow("XAA", "XAB", 2, form="ore"),
        make.flow("XAA", "XAB", 4, seller="s"),
        make.flow("XAA", "XAB", 8, buyer="s"),
    ]
    graph = make.graph(mineral, *flows)
    assert graph.columns.lanes.quantity[1].tolist() == [1, 1, 4, 8]
    assert graph.columns.lanes.label == ("", "ore", "|s", "||s")


@pytest.mark.parametrize(
    "other",
    [
        lambda make: make.use("m", "XAA", 1, year=2023),
        lambda make: make.plant("m", "XAA", 1, year=2023),
        lambda make: make.mine("m", "XAA", 1, stage="refining", year=2023),
        lambda make: make.mine("m", "XAA", 1, mineral="nickel", year=2023),
        lambda make: make.use("m", "XAA", 1, year=2024, vintage="b"),
        lambda make: make.stock("m", "XAA", 1),
    ],
)
def test_one_id_for_two_things_is_refused(make, other):
    with pytest.raises(
        DataError, match=r"id of a record of another class, mineral or stage: Producer"
    ):
        make.graph(make.mine("m", "XAA", 1, year=2024), other(make))


def test_of_stocks_the_last_count_within_the_year_answers(make):
    counts = [
        make.stock("s", "XAA", tonnes, as_of=day)
        for tonnes, day in ((1, "2022-12-31"), (2, "2024-06-30"), (3, "2025-12-31"))
    ]

    def amount(year):
        return make.graph(make.mineral(), *counts, year=year).columns.stocks.amount[1].tolist()

    assert amount(2024) == [2]
    assert amount(2023) == [1]
    assert amount(2020) == [1], "the first count after it, when there is none before"
    assert amount(None) == [3]
    assert choose(counts, 2024).history == {("actor", "s"): (counts[0], counts[2])}


def test_of_stakes_the_last_day_answers():
    stakes = [
        ms.Stake(holder="h", held="c", fraction=f, as_of=d)
        for f, d in ((0.2, "2020-01-01"), (0.5, "2024-01-01"))
    ]
    assert choose(stakes, 2024).current == (stakes[1],)


def test_minerals_reserves_and_controls_have_editions_too(make):
    old, new = make.mineral(vintage="1"), make.mineral(vintage="2", stages=("mining",))
    reserve = ms.Reserve(mineral="cobalt", place="XAA", amount="5 tonne", year=2024)
    control = ms.Control(
        id="c", issuer="CHN", instrument=ms.Ban(), minerals="cobalt", effective="2024-01-01"
    )
    graph = ms.SupplyGraph.from_records([new, old, reserve, control])
    assert graph.mineral("cobalt") is new
    assert graph.current_records == (new, reserve, control)


@pytest.mark.parametrize("records", ["records", 5, None])
def test_what_is_no_list_is_refused(records):
    with pytest.raises(GraphError, match=r"Write from_records\(\[record, ...\]\)"):
        ms.SupplyGraph.from_records(records)


def test_one_record_alone_is_refused_as_no_list(make):
    with pytest.raises(GraphError, match="made of records, got Producer"):
        ms.SupplyGraph.from_records(make.mine("m", "XAA", 1))


def test_what_is_no_record_is_refused_by_its_number(make):
    with pytest.raises(GraphError, match=r"records\[1\] is not a record, got \{'id': 'm'\}"):
        ms.SupplyGraph.from_records([make.mineral(), {"id": "m"}])
