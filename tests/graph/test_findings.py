"""What does not add up is found, and nothing is found where all adds up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.graph.finding import ERROR_SHARE, WARNING_SHARE, severity
from mineralsec.testing import supply_graphs, supply_records

#: What every graph of records without citations and without history has.
USUAL = {"unsourced", "one-year-of-output", "one-year-of-trade"}


def found(graph, code=None):
    return [f for f in graph.findings() if (f.code == code if code else f.code not in USUAL)]


def one(graph, code):
    (finding,) = found(graph, code)
    return finding


@given(supply_graphs(with_capacity=True, with_stocks=True))
def test_a_balanced_graph_has_no_finding_about_mass(graph):
    assert {f.code for f in found(graph)} <= {"total-among-parts"}


def test_the_hand_network_has_none(make):
    assert found(make.graph(*make.hand())) == []


@given(supply_records(), st.data())
def test_every_tonne_that_a_missing_mine_leaves_is_found(records, data):
    mines = [r for r in records if isinstance(r, ms.Producer)]
    gone = data.draw(st.sampled_from(mines))
    rest = [r for r in records if r is not gone]
    graph = ms.SupplyGraph.from_records(rest)
    net = graph.network("cobalt")
    gaps = net.appears.sum() + (net.demand - net.received).sum()
    assert gaps == pytest.approx(gone.output.m_as("tonne/year"))
    codes = {"mass-appears", "flow-without-supply", "use-above-supply", "use-without-supply"}
    assert codes & {f.code for f in graph.findings()}


def test_mass_that_appears(make):
    graph = make.graph(make.mine("m", "XAA", 60), make.flow("XAA", "XAB", 100))
    finding = one(graph, "mass-appears")
    assert finding.severity == "error"
    assert finding.records == ("cobalt|mining|XAA",)
    assert finding.message == (
        "cobalt|mining|XAA: 40 t/yr leave the market without having come in "
        "(60 t/yr come in, 100 t/yr go on)."
    )
    assert finding.share == pytest.approx(0.4), "of all that is made or appears at the stage"


def test_mass_that_vanishes(make):
    graph = make.graph(make.mine("m", "XAA", 60), make.use("u", "XAA", 20, stage="mining"))
    finding = one(graph, "mass-vanishes")
    assert "nobody is recorded to take 40 t/yr of the 60 t/yr that come in" in finding.message


def test_flows_from_nowhere_to_nobody(make):
    graph = make.graph(make.mine("m", "XAA", 9000), make.flow("XAB", "XAC", 1))
    start, end = one(graph, "flow-without-supply"), one(graph, "flow-without-use")
    assert start.records == ("cobalt|mining|XAB",)
    assert "nothing is made there and nothing arrives" in start.message
    assert end.records == ("cobalt|mining|XAC",)
    assert start.severity == end.severity == "note", "one tonne of nine thousand"


def test_what_passes_through_a_hub_is_no_flow_without_use(make):
    graph = make.graph(
        make.mine("m", "XAA", 9), make.flow("XAA", "XAB", 9), make.flow("XAB", "XAC", 8),
        make.use("u", "XAC", 8, stage="mining"),
    )  # fmt: skip
    assert [f.code for f in found(graph)] == ["mass-vanishes"]


def test_small_gaps_at_many_markets_are_one_note(make):
    small = [
        make.flow(f"XA{a}", f"XA{b}", t)
        for t, (a, b) in enumerate(zip("BDFHJL", "CEGIKM", strict=True), start=1)
    ]
    graph = make.graph(make.mine("m", "XAA", 1e5), make.flow("XAA", "XAB", 1e5), *small)
    starts = found(graph, "flow-without-supply")
    assert len(starts) == 1
    assert starts[0].message == (
        "cobalt, mining: 5 markets where a little leaves though nothing comes in, 0.02% of the "
        "stage in all (most of it: XAL, XAJ, XAH, XAF, XAD)."
    )
    assert starts[0].records[0] == "cobalt|mining|XAL"
    assert starts[0].share == pytest.approx(20 / 100_020)
    few = make.graph(make.mine("m", "XAA", 1e5), make.flow("XAA", "XAB", 1e5), *small[:4])
    assert len(found(few, "flow-without-supply")) == 3
    assert {f.severity for f in found(graph, "mass-vanishes")} == {"error"}


@pytest.mark.parametrize(
    ("part", "said"), [(1e-5, True), (2e-6, True), (5e-7, False), (1e-8, False)]
)
@pytest.mark.parametrize(
    ("mined", "used", "code"),
    [(-1, 0, "mass-appears"), (0, -1, "mass-vanishes"), (0, 1, "use-above-supply")],
)
def test_a_gap_in_the_sixth_figure_is_a_finding_and_a_smaller_one_is_none(
    make, mined, used, code, part, said
):
    whole = 123_456.0
    graph = make.graph(
        make.mine("m", "XAA", whole * (1 + mined * part)),
        make.flow("XAA", "XAB", whole),
        make.use("u", "XAB", whole * (1 + used * part), stage="mining"),
    )
    gaps = {"mass-appears", "mass-vanishes", "use-above-supply"}
    assert [f.code for f in found(graph) if f.code in gaps] == [code] * said


def test_a_gram_of_use_is_measured_by_what_is_made(make):
    graph = make.graph(make.mine("m", "XAB", 1000), make.use("u", "XAA", 1e-6, stage="mining"))
    assert one(graph, "use-without-supply").severity == "note"


def test_use_that_nobody_supplies(make):
    graph = make.graph(
        make.mine("m", "XAA", 10, stage="refining"),
        make.use("u", "XAA", 20),
        make.use("v", "XAB", 20),
    )
    above, without = one(graph, "use-above-supply"), one(graph, "use-without-supply")
    assert "consumers want 20 t/yr, but only 10 t/yr are left" in above.message
    assert above.share == pytest.approx(0.25)
    assert without.records == ("cobalt|refining|XAB",)
    assert without.share == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("share", "word"),
    [
        (1, "error"),
        (ERROR_SHARE, "error"),
        (ERROR_SHARE * 0.99, "warning"),
        (WARNING_SHARE, "warning"),
        (WARNING_SHARE * 0.99, "note"),
    ],
)
def test_severity_follows_size(share, word):
    assert severity(share) == word


def test_a_gap_that_a_withheld_figure_can_explain_is_a_note(make):
    common = {"stage": "mining"}
    graph = make.graph(
        make.mine("m", "XAA", make.withheld()),
        make.flow("XAA", "XAB", 40),
        make.use("u", "XAB", make.withheld(50), **common),
        make.mine("n", "XAC", make.withheld(5)),
        make.use("v", "XAC", 40, **common),
    )
    gaps = {f.records[0]: f for f in found(graph) if f.code != "withheld"}
    assert gaps["cobalt|mining|XAA"].severity == "note"
    assert gaps["cobalt|mining|XAA"].message.endswith("Withheld figures there can explain it.")
    assert gaps["cobalt|mining|XAB"].severity == "note"
    assert gaps["cobalt|mining|XAC"].severity == "error", "five tonnes do not explain forty"


def test_a_withheld_refiner_can_explain_what_vanishes_before_it(make):
    graph = make.graph(
        make.mine("m", "XAA", 40), make.plant("p", "XAA", make.withheld(20), recovery=0.5)
    )
    assert one(graph, "mass-vanishes").severity == "note"


def test_a_circle_that_nobody_feeds(make):
    flows = [make.flow(a, b, 5) for a, b in (("XAA", "XAB"), ("XAB", "XAC"), ("XAC", "XAA"))]
    graph = make.graph(*flows, make.mine("m", "XAD", 1), make.use("u", "XAD", 1, stage="mining"))
    finding = one(graph, "loop-without-source")
    assert set(finding.records) == {f"cobalt|mining|XA{x}" for x in "ABC"}
    assert "pass 15 t/yr to each other" in finding.message
    assert finding.severity == "error"


@pytest.mark.parametrize(
    "feeder",
    [
        lambda make: [make.mine("m", "XAA", 1), make.use("u", "XAB", 1, stage="mining")],
        lambda make: [make.mine("m", "XAA", make.withheld())],
        lambda make: [make.flow("XAC", "XAA", 1), make.mine("m", "XAC", 1)],
    ],
)
def test_a_circle_that_is_fed_is_none(make, feeder):
    graph = make.graph(make.flow("XAA", "XAB", 5), make.flow("XAB", "XAA", 5), *feeder(make))
    assert found(graph, "loop-without-source") == []


def test_a_circle_behind_a_refiner_is_fed_by_the_mine_before_it(make):
    there = [make.flow(a, b, 5, stage="refining") for a, b in (("XAA", "XAB"), ("XAB", "XAA"))]
    fed = [make.mine("m", "XAA", 9), make.plant("p", "XAA", 9), make.use("u", "XAA", 9)]
    assert found(make.graph(*there, *fed), "loop-without-source") == []
    unfed = make.graph(*there, make.plant("p", "XAA", 0), make.mine("m", "XAC", 1))
    assert len(found(unfed, "loop-without-source")) == 1


def test_a_long_circle_is_named_by_its_first_markets(make):
    places = [f"XA{x}" for x in "ABCDEFG"]
    ring = zip(places, places[1:] + places[:1], strict=True)
    finding = one(make.graph(*(make.flow(a, b, 1) for a, b in ring)), "loop-without-source")
    assert "and 2 more pass" in finding.message
    assert len(finding.records) == 7


def test_a_circle_of_withheld_flows_is_found_too(make):
    flows = [make.flow(a, b, make.withheld()) for a, b in (("XAA", "XAB"), ("XAB", "XAA"))]
    assert one(make.graph(*flows), "loop-without-source").share == 0


def test_records_without_a_source_are_counted_class_by_class(make):
    cited = {"source": ms.Citation(title="Table")}
    graph = make.graph(
        make.mineral(forms=(ms.Form("ore", content=0.1, stage="mining"),)),
        make.mine("m", "XAA", 1, **cited),
        make.mine("n", "XAA", 1),
        make.flow("XAA", "XAB", 1),
        make.use("u", "XAA", 1, **cited),
        ms.Reserve(mineral="cobalt", place="XAA", amount="1 tonne"),
        ms.Stake(holder="h", held="c", fraction=1, as_of="2024-01-01"),
        ms.Control(
            id="k", issuer="CHN", instrument=ms.Ban(), minerals="Co", effective="2024-01-01"
        ),
    )
    findings = {f.message.split(" no source")[0]: f.records for f in found(graph, "unsourced")}
    assert findings == {
        "1 of 1 Form record has": ("ore",),
        "1 of 2 Producer records has": ("n",),
        "1 of 1 Flow record has": ("cobalt|mining|XAA>XAB",),
        "1 of 1 Reserve record has": ("cobalt|reserves|XAA",),
        "1 of 1 Stake record has": ("h>c",),
        "1 of 1 Control record has": ("k",),
    }
    assert {f.severity for f in found(graph, "unsourced")} == {"warning"}


def test_output_above_capacity(make):
    graph = make.graph(
        make.mine("m", "XAA", 12, capacity="10 tonne/year"),
        make.mine("n", "XAA", 8, capacity="8 tonne/year"),
        make.mine("o", "XAA", 20),
        make.mine("p", "XAA", make.withheld(), capacity="1 tonne/year"),
        make.use("u", "XAA", 40, stage="mining"),
    )
    finding = one(graph, "output-above-capacity")
    assert (finding.severity, finding.records) == ("warning", ("m",))
    assert "12 t/yr is above the published capacity 10 t/yr" in finding.message
    assert finding.share == pytest.approx(2 / 40)


def test_a_row_that_is_the_sum_of_the_others(make):
    parts = [
        make.mine(f"m{i}", f"XA{p}", t)
        for i, (p, t) in enumerate(zip("ABC", (5, 3, 2), strict=True))
    ]
    assert found(make.graph(*parts), "total-among-parts") == [], "of three rows one can be half"
    finding = one(make.graph(*parts, make.mine("all", "XAD", 10)), "total-among-parts")
    assert (finding.severity, finding.records) == ("warning", ("all",))
    assert "its output is the sum of the 3 other rows" in finding.message
    certain = one(make.graph(*parts, make.mine("World total", "XAD", 10)), "total-among-parts")
    assert certain.severity == "error"
    assert (
        found(
            make.graph(*parts, make.mine("all", "XAD", 10, stage="refining")), "total-among-parts"
        )
        == []
    )


@pytest.mark.parametrize(
    ("id", "is_total"),
    [("world-cobalt", True), ("Global", True), ("mine_total", True), ("TotalEnergies", False)],
)
def test_a_row_that_is_called_a_total(make, id, is_total):
    graph = make.graph(make.mine("m", "XAA", 5), make.mine(id, "XAB", 7))
    assert bool(found(graph, "total-among-parts")) is is_total
    assert found(make.graph(make.mine(id, "XAB", 7)), "total-among-parts") == [], "not among parts"


def test_a_country_that_is_the_sum_of_its_sites(make):
    sites = [make.mine(f"site-{s}", f"CHN:{s}", 5) for s in "ab"]
    finding = one(make.graph(*sites, make.mine("china", "CHN", 10)), "total-among-parts")
    assert finding.records == ("china",)
    assert "the sum of the 2 sites below CHN" in finding.message
    assert found(make.graph(*sites, make.mine("china", "CHN", 9)), "total-among-parts") == []


def test_totals_among_use_and_reserves_are_found_too(make):
    graph = make.graph(
        *(make.use(f"u{t}", f"XA{p}", t) for p, t in zip("ABCD", (5, 3, 2, 10), strict=True)),
        *(
            ms.Reserve(mineral="cobalt", place=f"XA{p}", amount=f"{t} tonne")
            for p, t in zip("ABCD", (5, 3, 2, 10), strict=True)
        ),
    )
    assert {f.records for f in found(graph, "total-among-parts")} == {
        ("u10",),
        ("cobalt|reserves|XAD",),
    }


def test_withheld_figures_are_named(make):
    graph = make.graph(
        make.mine("m", "XAA", make.withheld()),
        make.mine("n", "XAA", 5),
        make.flow("XAA", "XAB", make.withheld()),
        make.use("u", "XAB", make.withheld(), stage="mining"),
    )
    finding = one(graph, "withheld")
    assert finding.severity == "note"
    assert finding.records == ("m", "cobalt|mining|XAA>XAB", "u")
    assert finding.message.startswith(
        "cobalt, mining: 1 output figure and 1 flow figure and 1 use figure withheld"
    )


def test_the_modelled_part_is_said_stage_by_stage(make):
    graph = make.graph(
        make.mine("m", "XAA", 30, quality="modelled"),
        make.mine("n", "XAA", 10, quality="estimated"),
        make.flow("XAA", "XAB", 10, quality="projected"),
        make.use("u", "XAB", 10, stage="mining"),
    )
    finding = one(graph, "modelled")
    assert "cobalt, mining: 75% of output, 100% of flow is modelled" in finding.message
    assert finding.severity == "note"


def test_one_year_of_data_is_a_note_that_names_the_argument(make):
    graph = make.graph(make.mine("m", "XAA", 1, year=2024), make.flow("XAA", "XAB", 1, year=2024))
    assert "Reroute(growth=...)" in one(graph, "one-year-of-trade").message
    assert "Reroute(spare=...)" in one(graph, "one-year-of-output").message
    more = make.graph(
        make.mine("m", "XAA", 1, year=2024), make.flow("XAA", "XAB", 1, year=2024),
        make.mine("m", "XAA", 1, year=2023), make.flow("XAA", "XAB", 1, year=2023),
    )  # fmt: skip
    assert not {f.code for f in more.findings()} & {"one-year-of-trade", "one-year-of-output"}


def test_without_makers_and_lanes_their_history_is_no_matter(make):
    assert {f.code for f in make.graph(make.use("u", "XAA", 1)).findings()} == {
        "unsourced",
        "use-without-supply",
    }


def test_a_host_without_a_ratio_is_a_note(make):
    host = make.mine("h", "XAA", 1)
    graph = make.graph(
        host, make.mine("m", "XAA", 1, host="h"), make.mine("n", "XAA", 1, host="h", host_ratio=1)
    )
    assert one(graph, "host-without-ratio").records == ("m",)


@pytest.mark.parametrize(
    ("fields", "old"),
    [
        ({"effective": "2023-08-01"}, True),
        ({"effective": "2024-08-01"}, False),
        ({"effective": "2022-08-01", "ends": "2023-08-01"}, False),
        ({"effective": "2022-08-01", "ends": "2024-08-01"}, True),
        ({"effective": "2023-08-01", "minerals": "nickel"}, False),
    ],
)
def test_a_control_older_than_the_data_is_a_note(make, fields, old):
    control = ms.Control(
        **{
            "id": "MOFCOM 23/2023",
            "issuer": "CHN",
            "instrument": ms.Ban(),
            "minerals": "Co",
            **fields,
        }
    )
    graph = make.graph(make.mine("m", "XAA", 1, year=2024), control)
    findings = found(graph, "control-in-the-data")
    assert bool(findings) is old
    assert all("unless again=True" in f.message for f in findings)
    assert found(make.graph(make.mine("m", "XAA", 1), control), "control-in-the-data") == []


def test_the_worst_comes_first_in_any_order_of_records(make):
    records = [
        make.mineral(),
        make.mine("m", "XAA", 100), make.flow("XAA", "XAB", 150), make.flow("XAC", "XAD", 1),
        make.use("u", "XAD", 20), make.mine("n", "XAE", make.withheld()),
        make.plant("p", "XAB", 20, recovery=0.5), make.use("v", "XAB", 30),
    ]  # fmt: skip
    findings = ms.SupplyGraph.from_records(records).findings()
    ranks = [("error", "warning", "note").index(f.severity) for f in findings]
    assert ranks == sorted(ranks)
    shares = [f.share for f in findings if f.severity == "error"]
    assert shares == sorted(shares, reverse=True)
    backwards = ms.SupplyGraph.from_records(records[::-1]).findings()
    assert [(f.code, f.message) for f in findings] == [(f.code, f.message) for f in backwards]


def test_a_finding_prints_in_one_line():
    finding = ms.Finding("note", "withheld", "A figure is withheld.")
    assert str(finding) == "note [withheld] A figure is withheld."
