"""A part of a graph keeps what crossed its border."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.errors import GraphError, UnknownNameError
from mineralsec.testing import supply_graphs, supply_records


def by_id(graph):
    return {r.id: r for r in graph.current_records if hasattr(r, "id")}


def tonnes(amount):
    return amount.m_as("tonne/year")


def supply(graph):
    """What comes into each market, by stage and place."""
    net = graph.network(graph.minerals[0])
    keys = [
        (net.stages[s], graph.columns.places[p])
        for s, p in zip(net.stage_of, net.place_of, strict=True)
    ]
    return {key: float(v) for key, v in zip(keys, net.supply, strict=True) if v}


def try_select(graph, **wanted):
    try:
        return graph.select(**wanted)
    except GraphError:
        return None


@given(supply_graphs(min_places=3, with_stocks=True, with_history=True), st.data())
def test_a_part_balances_where_the_whole_did(graph, data):
    stages = [str(s) for s in graph.mineral("cobalt").stages]
    wanted = data.draw(st.sets(st.sampled_from(graph.places), min_size=1), label="places")
    steps = data.draw(st.sets(st.sampled_from(stages), min_size=1), label="stages")
    part = try_select(graph, places=wanted, stages=steps)
    if part is None:
        return
    net = part.network("cobalt")
    assert not net.appears.any()
    assert not net.vanishes.any()
    np.testing.assert_array_equal(net.received, net.demand)
    kept = {k: v for k, v in supply(graph).items() if k[0] in steps and k[1] in wanted}
    assert supply(part) == pytest.approx(kept)


@given(supply_records(with_stocks=True, with_history=True))
def test_to_select_everything_changes_nothing(records):
    graph = ms.SupplyGraph.from_records(records)
    assert graph.select().records == records
    everything = graph.select(
        minerals="Co", places=graph.places, stages=("mining", *graph.columns.stages)
    )
    places = {getattr(r, "place", None) or getattr(r, "origin", None) for r in records}
    if places - {None} <= set(graph.places):
        assert everything.columns.nbytes == graph.columns.nbytes


@given(supply_graphs(min_places=2, with_history=True), st.data())
def test_history_of_a_cut_lane_stays_its_peak(graph, data):
    place = data.draw(st.sampled_from(graph.places))
    part = try_select(graph, places=place)
    if part is None:
        return
    peaks = {}
    lanes, c = graph.columns.lanes, graph.columns
    for a, b, q, p in zip(
        lanes.origin, lanes.destination, lanes.quantity[1], lanes.peak, strict=True
    ):
        ends = [c.places[c.markets.place[x]] for x in (a, b)]
        if q and ends[1] == place:
            name = f"border-supply-cobalt-{c.stages[c.markets.stage[a]]}-{ends[0]}-{ends[1]}"
            peaks[name] = p
    makers = part.columns.makers
    found = {i: p for i, p in zip(makers.id, makers.peak, strict=True) if i.startswith("border")}
    assert found == pytest.approx(peaks)


def test_cut_flows_become_supply_and_use_at_the_border(make):
    part = make.graph(*make.hand()).select(places="XAA")
    records = by_id(part)
    supply = records["border-supply-cobalt-mining-XAB-XAA"]
    use = records["border-use-cobalt-refining-XAA-XAC"]
    assert isinstance(supply, ms.Producer)
    assert (supply.stage, supply.place, tonnes(supply.output)) == ("mining", "XAA", 20)
    assert isinstance(use, ms.Consumer)
    assert (use.stage, use.place, tonnes(use.demand)) == ("refining", "XAA", 10)
    assert supply.quality == use.quality == "modelled"
    assert part.places == ("XAA",)
    assert set(records) >= {"mine-a", "plant-a", "use-a"}
    assert "mine-b" not in records


def test_both_ends_of_a_flow_are_kept_or_none(make):
    part = make.graph(*make.hand()).select(places=["XAA", "XAB"])
    flows = [r for r in part.records if isinstance(r, ms.Flow)]
    assert [(f.origin, f.destination) for f in flows] == [("XAB", "XAA"), ("XAA", "XAB")]


def test_a_cut_flow_keeps_form_limits_year_edition_and_source(make):
    source = ms.Citation(title="Table")
    quantity = ms.Between("5 tonne/year", "9 tonne/year", "6 tonne/year")
    flow = make.flow(
        "XAA", "XAB", quantity, form="ore", seller="s", year=2024, vintage="1", source=source
    )
    mineral = make.mineral(forms=(ms.Form("ore", content=0.5, stage="mining"),))
    graph = make.graph(
        mineral, flow, make.flow("XAA", "XAB", 100, form="ore", seller="s", year=2023)
    )
    for place, kind, field in (("XAB", "supply", "output"), ("XAA", "use", "demand")):
        part = graph.select(places=place)
        record = by_id(part)[f"border-{kind}-cobalt-mining-XAA-XAB-ore-s"]
        assert getattr(record, field) == quantity
        assert (record.form, record.year, record.vintage, record.source) == (
            "ore",
            2024,
            "1",
            source,
        )
    assert graph.select(places="XAB").columns.makers.peak.tolist() == [50]


def test_ids_at_the_border_are_no_other_records(make):
    taken = make.mine("border-supply-cobalt-mining-XAA-XAB", "XAB", 1)
    flows = [
        make.flow("XAA", "XAB", 2),
        make.flow("XAA", "XAB", 4, seller="a-b"),
        make.flow("XAA", "XAB", 8, seller="a", buyer="b"),
    ]
    makers = make.graph(taken, *flows).select(places="XAB").columns.makers
    name = "border-supply-cobalt-mining-XAA-XAB"
    assert dict(zip(makers.id, makers.output[1], strict=True)) == {
        name: 1,
        f"{name}-2": 2,
        f"{name}-a-b": 4,
        f"{name}-a-b-2": 8,
    }


def test_a_refiner_whose_intake_is_cut_becomes_a_producer(make):
    plant = make.plant(
        "p", "XAA", 10, capacity="12 tonne/year", recovery=0.5, kind="secondary", operator="o"
    )
    made = by_id(make.graph(plant, make.mine("m", "XAA", 20)).select(stages="refining"))["p"]
    assert isinstance(made, ms.Producer)
    assert (made.stage, tonnes(made.output), tonnes(made.capacity)) == ("refining", 10, 12)
    assert (made.kind, made.operator, made.quality) == ("secondary", "o", "reported")


def test_a_refiner_whose_output_is_cut_becomes_a_consumer_of_its_intake(make):
    mineral = make.mineral(forms=(ms.Form("oxide", content=0.8, stage="refining"),))
    graph = make.graph(
        mineral,
        make.mine("m", "XAA", 26),
        make.plant("p", "XAA", 10, form="oxide", recovery=0.5),
        make.plant(
            "q", "XAA", ms.Between("4 tonne/year", "8 tonne/year", "5 tonne/year"), recovery=0.5
        ),
        make.plant("w", "XAA", make.withheld()),
    )
    part = graph.select(stages=["mining"])
    users = by_id(part)
    assert isinstance(users["p"], ms.Consumer)
    assert tonnes(users["p"].demand) == pytest.approx(16)
    assert (users["p"].sector, users["p"].quality, users["p"].form) == (
        "refining",
        "modelled",
        None,
    )
    assert users["q"].demand == ms.Between("8 tonne/year", "16 tonne/year", "10 tonne/year")
    assert users["w"].demand == make.withheld()
    assert not part.network("cobalt").vanishes.any()


def test_sites_come_along_with_their_country_and_can_be_taken_alone(make):
    graph = make.graph(
        make.mine("site", "CHN:a", 5),
        make.mine("rest", "CHN", 5),
        make.flow("CHN:a", "CHN", 5),
        make.use("u", "CHN", 10, stage="mining"),
        make.mine("other", "JPN", 1),
    )
    assert set(graph.select(places="China").places) == {"CHN", "CHN:a"}
    assert graph.select(places="CHN:a").places == ("CHN:a",)


def test_history_at_a_site_without_current_records_comes_along(make):
    graph = make.graph(
        make.mine("m", "CHN", 5, year=2024),
        make.mine("m", "CHN:a", 9, year=2023),
        make.mine("n", "JPN", 9, year=2023),
    )
    part = graph.select(places="CHN")
    assert part.columns.makers.peak.tolist() == [9]
    assert len(part.records) == 3


def test_a_bloc_is_its_members_on_the_last_day_of_the_year(make):
    mines = [make.mine(p, p, 1, year=2019) for p in ("GBR", "FRA", "JPN")]
    assert set(make.graph(*mines).select(places="EU").places) == {"GBR", "FRA"}
    assert make.graph(*(make.mine(p, p, 1) for p in ("GBR", "FRA"))).select(places="EU").places == (
        "FRA",
    )
    with pytest.raises(UnknownNameError, match="no record of this graph lies in 'BRICS'"):
        make.graph(*mines).select(places="BRICS")


def by_product(make):
    note = ms.Citation(title="Table", note="as printed")
    return [
        make.mineral(name="gallium", stages=("refining",)),
        make.mineral(name="aluminium", stages=("bauxite", "alumina")),
        make.plant(
            "al", "CHN", 1000, mineral="aluminium", takes="bauxite", makes="alumina", year=2024
        ),
        make.mine(
            "ga", "CHN", 3, mineral="gallium", stage="refining", host="al", host_ratio=0.01,
            year=2024, source=note,
        ),
        make.mine("ga", "CHN", 2, mineral="gallium", stage="refining", host="al", year=2023),
        make.mine(
            "gb", "CHN", 3, mineral="gallium", stage="refining", host="al", host_ratio=0.01,
            year=2024, capacity="8 tonne/year",
        ),
        make.mine(
            "gc", "CHN", 30, mineral="gallium", stage="refining", host="al", host_ratio=0.01,
            year=2024, capacity="8 tonne/year",
        ),
        make.mine("gd", "CHN", 3, mineral="gallium", stage="refining", host="al", year=2024),
    ]  # fmt: skip


def test_a_host_left_out_stays_as_a_capacity(make):
    part = make.graph(*by_product(make)).select(minerals="gallium")
    assert part.minerals == ("gallium",)
    records = by_id(part)
    assert {r.host for r in records.values()} == {None}
    capacity = dict(zip(part.columns.makers.id, part.columns.makers.capacity, strict=True))
    assert capacity == pytest.approx({"ga": 10, "gb": 8, "gc": 30, "gd": np.nan}, nan_ok=True)
    assert records["ga"].source.note == (
        "as printed; capacity is what al allowed with its output of the year"
    )
    assert records["gb"].source is None
    assert part.columns.makers.peak.tolist() == [3, 3, 30, 3]


def test_a_host_that_is_kept_stays_a_host(make):
    part = make.graph(*by_product(make)).select(places="CHN")
    assert by_id(part)["ga"].host == "al"
    assert (
        by_id(make.graph(*by_product(make)).select(stages=["refining", "alumina"]))["ga"].host
        == "al"
    )


def test_a_host_whose_output_is_cut_is_left_out(make):
    part = make.graph(*by_product(make)).select(stages=["refining", "bauxite"])
    assert isinstance(by_id(part)["al"], ms.Consumer)
    assert tonnes(by_id(part)["ga"].capacity) == pytest.approx(10)


def test_a_withheld_host_gives_no_number(make):
    records = by_product(make)
    records[2] = make.plant(
        "al",
        "CHN",
        make.withheld(),
        mineral="aluminium",
        takes="bauxite",
        makes="alumina",
        year=2024,
    )
    makers = make.graph(*records).select(minerals="gallium").columns.makers
    assert makers.capacity == pytest.approx([np.nan, 8, 8, np.nan], nan_ok=True)


def test_the_capacity_a_host_leaves_is_in_contained_tonnes(make):
    records = by_product(make)
    records[0] = make.mineral(
        name="gallium",
        stages=("refining",),
        forms=(ms.Form("chloride", content=0.4, stage="refining"),),
    )
    records.append(
        make.plant("ge", "CHN", 3, mineral="aluminium", takes="bauxite", makes="alumina", year=2024)
    )
    records.append(
        make.mine(
            "gf", "CHN", 1, mineral="gallium", stage="refining", form="chloride", host="al",
            host_ratio=0.01, year=2024,
        )
    )  # fmt: skip
    makers = make.graph(*records).select(minerals="gallium").columns.makers
    assert makers.capacity[makers.id.index("gf")] == pytest.approx(10)


def test_a_refiner_can_be_a_by_product_too(make):
    graph = make.graph(
        make.mineral(),
        make.mineral(name="copper"),
        make.mine("cu", "COD", 100, mineral="copper"),
        make.plant("co", "COD", 5, host="cu", host_ratio=0.1),
        make.mine("ore", "COD", 5),
    )
    part = graph.select(minerals="cobalt")
    assert tonnes(by_id(part)["co"].capacity) == pytest.approx(10)
    refined = by_id(graph.select(minerals="cobalt", stages="refining"))["co"]
    assert isinstance(refined, ms.Producer)
    assert tonnes(refined.capacity) == pytest.approx(10)


def test_controls_stakes_stocks_and_reserves_come_along(make):
    acts = [
        ms.Control(id=m, issuer="CHN", instrument=ms.Ban(), minerals=m, effective="2024-01-01")
        for m in ("cobalt", "nickel")
    ]
    records = [
        make.mine("m", "XAA", 1),
        make.stock("near", "XAA", 1, stage="mining"),
        make.stock("later", "XAA", 1),
        make.stock("far", "XAB", 1, stage="mining"),
        ms.Reserve(mineral="cobalt", place="XAA", amount="1 tonne"),
        ms.Reserve(mineral="cobalt", place="XAB", amount="1 tonne"),
        ms.Stake(holder="h", held="c", fraction=1, as_of="2024-01-01"),
        *acts,
    ]
    part = make.graph(*records).select(places="XAA", stages="mining")
    assert part.records[1:] == (*records[:2], records[4], records[6], acts[0])


def test_minerals_without_the_stage_are_left_out(make):
    graph = make.graph(*by_product(make))
    assert graph.select(stages="refining").minerals == ("gallium",)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"minerals": "galium"}, "no mineral 'galium'.*Did you mean 'gallium'"),
        (
            {"stages": "refning"},
            "no stage 'refning' in the chain of gallium, aluminium.*'refining'",
        ),
        (
            {"stages": "alumina", "minerals": "gallium"},
            "no stage 'alumina' in the chain of gallium",
        ),
        ({"places": "JPN"}, r"no record of this graph lies in JPN \(Japan\).*Places here: CHN"),
        ({"places": ["CHN", "JPN"]}, "no record of this graph lies in JPN"),
        ({"places": "Chna"}, "no place is called 'Chna'"),
        ({"places": []}, "no record of this graph lies in"),
    ],
)
def test_names_that_are_not_there_are_refused(make, wanted, message):
    with pytest.raises(UnknownNameError, match=message):
        make.graph(*by_product(make)).select(**wanted)


@pytest.mark.parametrize(
    "wanted",
    [
        {"places": "XAC", "stages": "mining"},
        {"places": "XAD"},
        {"minerals": []},
    ],
)
def test_nothing_left_is_an_error(make, wanted):
    graph = make.graph(
        make.mine("m", "XAA", 1, year=2024),
        make.use("u", "XAC", 1, year=2024),
        make.flow("XAD", "XAA", 1, year=2023),
        make.stock("s", "XAA", 1),
        year=2024,
    )
    with pytest.raises(GraphError, match="nothing is left after select"):
        graph.select(**wanted)


def test_a_part_keeps_the_year(make):
    graph = make.graph(
        make.mine("m", "XAA", 1, year=2023), make.mine("n", "XAB", 1, year=2024), year=2023
    )
    assert graph.select(places="XAA").year == 2023
