"""One question for many shocks: the same answers as asking them one by one."""

import math
import re
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.analysis.disruption import sweep as module
from mineralsec.analysis.disruption.outcome import Outcome
from mineralsec.analysis.disruption.sweep import can_change
from mineralsec.testing import supply_graphs

from .hand_network import A, B, C, hand_network, tonnes
from .random_networks import random_network

REROUTE = ms.Reroute(growth=None, spare="nameplate")
RESPONSES = (
    ms.ProRata(),
    ms.ProRata("home"),
    ms.Reroute(),
    REROUTE,
    ms.Reroute(lanes="open", growth=None, spare="nameplate"),
)
GRAPHS = supply_graphs(max_places=5, max_stages=3)


def close(graph):
    return 1e-6 * max(sum(float(graph.network(m).supply.sum()) for m in graph.minerals), 1.0)


def tonnages(by):
    return {k: v.m_as("tonne/year") for k, v in by.items()}


def assert_same(row, impact, graph):
    """A row says what the Impact of the same shock says."""
    totals = impact.totals(row.mineral)
    assert row.use == pytest.approx(totals.counted[0], abs=close(graph))
    assert row.unmet == pytest.approx(totals.counted[1], abs=close(graph))
    assert row.total_unmet == pytest.approx(totals.unmet, abs=close(graph))
    if row.unmet_by_place is not None:
        by = tonnages(impact.by("place"))
        for place in {*by, *row.unmet_by_place}:
            assert row.unmet_by_place.get(place, 0.0) == pytest.approx(
                by.get(place, 0.0), abs=close(graph)
            )


@given(GRAPHS, st.sampled_from(RESPONSES), st.booleans())
def test_a_sweep_is_one_removal_after_the_other(graph, response, detail):
    shocks = ms.every_country(graph)
    swept = ms.sweep(graph, shocks, response=response, detail=detail)
    assert [(row.shock, row.mineral) for row in swept] == [(s, "cobalt") for s in shocks]
    assert (swept.rows[0].unmet_by_place is None) == (not detail)
    for row in swept:
        impact = ms.remove_country(graph, row.shock.place, response=response, minerals="cobalt")
        assert_same(row, impact, graph)


@given(
    st.integers(0, 10**6),
    st.booleans(),
    st.sampled_from([ms.Reroute(), ms.Reroute(growth=None), REROUTE]),
)
def test_a_maximum_flow_and_a_linear_program_lose_the_same(seed, lossless, response):
    graph, _ = random_network(seed, lossless=lossless)
    by_program = attrs.evolve(response, time_limit=1000.0)  # a maximum flow has no clock
    shocks = ms.every_country(graph)
    flow, program = (
        ms.sweep(graph, shocks, response=r, detail=False) for r in (response, by_program)
    )
    for one, other in zip(flow, program, strict=True):
        assert (one.shock, one.mineral) == (other.shock, other.mineral)
        assert one.unmet == pytest.approx(other.unmet, abs=close(graph))
        assert one.use == pytest.approx(other.use)


def test_the_bundled_world_loses_the_same_by_flow_and_by_program():
    graph = ms.load("world", minerals=["rare earths", "tungsten", "gold", "platinum"])
    shocks = [ms.RemoveCountry(place) for place in ("CHN", "ZAF", "USA", "RUS")]
    flow, program = (
        ms.sweep(graph, shocks, response=response, detail=False)
        for response in (ms.Reroute(), ms.Reroute(time_limit=1000.0))
    )
    assert max(row.unmet / row.use for row in flow) > 0.2
    for one, other in zip(flow, program, strict=True):
        assert one.unmet / one.use == pytest.approx(other.unmet / other.use, abs=1e-7)


@given(GRAPHS, st.data())
def test_the_block_formula_holds_for_lists_of_places(graph, data):
    places = data.draw(st.lists(st.sampled_from(graph.places), min_size=1, unique=True))
    (row,) = ms.sweep(graph, [ms.RemoveCountry(places)], response=ms.ProRata(), detail=False)
    one = ms.simulate(
        graph, *map(ms.RemoveCountry, places), response=ms.ProRata(), minerals="cobalt"
    )
    assert row.total_unmet == pytest.approx(one.totals().unmet, abs=close(graph))
    assert row.unmet == pytest.approx(one.totals().counted[1], abs=close(graph))


@given(GRAPHS, st.sampled_from(RESPONSES))
def test_a_removal_that_can_change_nothing_leaves_nobody_short(graph, response):
    for shock in ms.every_country(graph):
        if not can_change(graph, "cobalt", graph.place_codes(shock.place)):
            impact = ms.simulate(graph, shock, response=response, minerals="cobalt")
            assert impact.totals().counted[1] == pytest.approx(0, abs=close(graph))


def test_the_hand_network():
    swept = ms.sweep(hand_network(), ms.every_country(hand_network()), response=REROUTE)
    assert [row.label for row in swept] == [A, B, C]
    a, b, c = swept
    assert (a.use, a.unmet, a.total_unmet) == pytest.approx((50, 30, 70))
    assert a.share == pytest.approx(0.6)
    # B bought from A alone; C has what its refinery makes
    assert a.unmet_by_place == pytest.approx({B: 20, C: 10})
    # without B's ore A and C share what A mines, 60
    assert (b.use, b.unmet) == pytest.approx((70, 10))
    # nothing leaves C: its own use goes, nobody else is short
    assert (c.use, c.unmet, c.total_unmet, c.unmet_by_place) == (60, 0, 30, {})


# ---- names of places


@pytest.mark.parametrize("response", [ms.ProRata(), ms.Reroute()])
@pytest.mark.parametrize("place", ["drc", "DRC", "COD", "Congo (Kinshasa)", ["COD"]])
@pytest.mark.parametrize("detail", [True, False])
def test_a_place_may_be_named_in_any_way(response, place, detail):
    graph = ms.load("world", minerals="cobalt")
    (row,) = ms.sweep(graph, [ms.RemoveCountry(place)], response=response, detail=detail)
    (plain,) = ms.sweep(graph, [ms.RemoveCountry("COD")], response=response, detail=detail)
    assert row.share == pytest.approx(plain.share)
    assert row.share > 0.1


@pytest.mark.parametrize("response", [ms.ProRata(), ms.Reroute()])
def test_a_bloc_is_removed_with_its_members(response):
    graph = ms.load("world", minerals="cobalt")
    (row,) = ms.sweep(graph, [ms.RemoveCountry("MSP")], response=response, detail=False)
    impact = ms.remove_country(graph, "MSP", response=response)
    assert row.share == pytest.approx(impact.shortfall_share)
    assert row.share > 0
    assert row.label == "MSP"


@pytest.mark.parametrize("response", [ms.ProRata(), ms.Reroute()])
@pytest.mark.parametrize("detail", [True, False])
def test_a_place_without_records_is_an_error_never_a_zero(response, detail):
    with pytest.raises(ms.UnknownNameError, match="no record of this graph lies in NZL"):
        ms.sweep(hand_network(), [ms.RemoveCountry("NZL")], response=response, detail=detail)


def sites():
    m = "handium"
    return ms.SupplyGraph.from_records(
        [
            ms.Mineral(m, stages=("mining",)),
            ms.Producer(id="pit", mineral=m, place="CHN:bayan-obo", output=tonnes(6)),
            ms.Producer(id="rest", mineral=m, place="CHN", output=tonnes(3)),
            ms.Producer(id="other", mineral=m, place="QXR", output=tonnes(1)),
            ms.Flow(
                mineral=m, stage="mining", origin="CHN:bayan-obo", destination="CHN",
                quantity=tonnes(6),
            ),
            ms.Flow(
                mineral=m, stage="mining", origin="CHN", destination="JPN", quantity=tonnes(9)
            ),
            ms.Flow(
                mineral=m, stage="mining", origin="QXR", destination="JPN", quantity=tonnes(1)
            ),
            ms.Consumer(id="use", mineral=m, place="JPN", stage="mining", demand=tonnes(10)),
        ]
    )  # fmt: skip


def test_sites_go_with_their_country_and_the_residual_stays():
    graph = sites()
    shocks = ms.every_country(graph)
    assert [shock.place for shock in shocks] == ["CHN", "JPN"]
    for response in (ms.ProRata(), ms.Reroute()):
        for detail in (True, False):
            china, japan = ms.sweep(graph, shocks, response=response, detail=detail)
            assert (china.use, china.unmet) == pytest.approx((10, 9))
            assert (japan.use, japan.unmet, japan.total_unmet) == pytest.approx((0, 0, 10))
            assert math.isnan(japan.share)
            (pit,) = ms.sweep(
                graph, [ms.RemoveCountry("CHN:bayan-obo")], response=response, detail=detail
            )
            assert (pit.use, pit.unmet) == pytest.approx((10, 6))
            assert china.unmet_by_place == (pytest.approx({"JPN": 9}) if detail else None)


# ---- other shocks


def test_shocks_in_a_tuple_act_together():
    graph = hand_network()
    pair = (ms.RemoveCountry(B, channel="production"), ms.CapacityLoss(0.5, ids="mine A"))
    (row,) = ms.sweep(graph, [pair], response=REROUTE)
    together = ms.simulate(graph, *pair, response=REROUTE, minerals="handium")
    assert_same(row, together, graph)
    alone = [r.unmet for r in ms.sweep(graph, pair, response=REROUTE)]
    assert row.unmet > max(alone)
    assert row.shock == pair
    assert "CapacityLoss" in row.label


@pytest.mark.parametrize("response", RESPONSES)
@pytest.mark.parametrize("detail", [True, False])
@pytest.mark.parametrize(
    "shock",
    [
        ms.RemoveCountry(A, channel="production"),
        ms.RemoveCountry(A, channel="exports"),
        ms.RemoveCountry(A, severity=0.5),
        ms.RemoveCountry(A, stages="refining"),
        ms.RemoveCountry(C, minerals="handium"),
        ms.CloseLane(A, C),
        ms.DemandSurge(1.2, places=C),
        ms.Control(
            id="ban", issuer=A, instrument=ms.Ban(), minerals="handium", effective="1999-01-01"
        ),
    ],
)
def test_any_shock_may_be_swept(response, detail, shock):
    graph = hand_network()
    (row,) = ms.sweep(graph, [shock], response=response, detail=detail, start="2025-01-01")
    impact = ms.simulate(graph, shock, response=response, minerals="handium", start="2025-01-01")
    assert_same(row, impact, graph)


def test_the_window_is_that_of_the_question():
    ban = ms.Control(
        id="ban", issuer=A, instrument=ms.Ban(), minerals="handium", effective="2025-07-01"
    )

    def share(**window):
        (row,) = ms.sweep(hand_network(), [ban], response=ms.ProRata(), **window)
        return row.share

    full = share(start="2025-07-01")
    assert share(start="2025-01-01") == pytest.approx(full * 184 / 365)
    assert share(start="2025-01-01", duration="2 years") == pytest.approx(full * 549 / 730)


def test_a_mineral_that_no_shock_touches_is_left_out():
    graph = ms.load("world", minerals=("gallium", "cobalt"))
    for response in (ms.ProRata(), ms.Reroute()):
        for detail in (True, False):
            swept = ms.sweep(
                graph, [ms.CloseLane("COD", "CHN", minerals="Co")], response=response, detail=detail
            )
            assert {row.mineral for row in swept} == {"cobalt"}
    nothing = ms.sweep(graph, [ms.RemoveCountry("CHN", severity=0.0)])
    assert len(nothing) == 0
    assert repr(nothing) == "Sweep(nothing is touched)"


def test_a_country_touches_only_minerals_it_has_markets_of():
    m, n = "handium", "gallium"
    graph = ms.SupplyGraph.from_records(
        [
            *hand_network().records,
            ms.Mineral(n, stages=("refining",)),
            ms.Producer(id="ga", mineral=n, stage="refining", place="XAD", output=tonnes(1)),
        ]
    )
    for response in RESPONSES:
        for detail in (True, False):
            swept = ms.sweep(graph, ms.every_country(graph), response=response, detail=detail)
            assert [(r.label, r.mineral) for r in swept] == [(A, m), (B, m), (C, m), ("XAD", n)]


def hosted():
    """Alumina in A feeds the gallium of B; A has no gallium of its own."""
    return ms.SupplyGraph.from_records(
        [
            ms.Mineral("gallium", stages=("refining",), hosts=("aluminium",)),
            ms.Mineral("aluminium", stages=("alumina",)),
            ms.Producer(
                id="Ga", mineral="gallium", stage="refining", place=B, output=tonnes(8),
                host="alumina", host_ratio=8e-3,
            ),
            ms.Producer(
                id="alumina", mineral="aluminium", stage="alumina", place=A, output=tonnes(1e3)
            ),
            ms.Consumer(id="chips", mineral="gallium", stage="refining", place=B, demand=tonnes(8)),
            ms.Consumer(
                id="cans", mineral="aluminium", stage="alumina", place=A, demand=tonnes(1e3)
            ),
        ]
    )  # fmt: skip


@pytest.mark.parametrize("response", RESPONSES)
@pytest.mark.parametrize("detail", [True, False])
def test_a_by_product_falls_with_a_host_elsewhere(response, detail):
    graph = hosted()
    rows = {r.mineral: r for r in ms.sweep(graph, [ms.RemoveCountry(A)], response=response,
                                           detail=detail)}  # fmt: skip
    assert not can_change(graph, "gallium", graph.place_codes(A))
    assert rows["gallium"].unmet == pytest.approx(8)
    assert rows["aluminium"].unmet == pytest.approx(0)
    assert rows["aluminium"].total_unmet == pytest.approx(1e3)


def test_a_response_of_yours_is_asked_about_every_removal():
    class Nobody:
        """Whatever is lost, everybody loses half."""

        def respond(self, graph, limits):
            after = ms.ProRata().respond(graph, limits).after
            return Outcome({m: attrs.evolve(a, received=a.received / 2) for m, a in after.items()})

    rows = ms.sweep(hand_network(), [ms.RemoveCountry(C)], response=Nobody())
    assert rows.rows[0].unmet == pytest.approx(30)


# ---- executors


def rows_of(swept):
    return [(r.shock, r.mineral) for r in swept], np.array(
        [(r.use, r.unmet, r.total_unmet) for r in swept]
    )


class Backwards(Executor):
    """Run everything at once, last part first."""

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        future.set_result(fn(*args, **kwargs))
        return future

    def map(self, fn, *iterables, **kwargs):
        calls = list(zip(*iterables, strict=True))
        return reversed([self.submit(fn, *call).result() for call in reversed(calls)])


@pytest.fixture(scope="module")
def executors():
    # a fresh interpreter: forking a process with threads may hang
    with (
        ThreadPoolExecutor(4) as threads,
        ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes,
    ):
        yield {"threads": threads, "processes": processes, "backwards": Backwards()}


@pytest.mark.parametrize("kind", ["threads", "processes", "backwards"])
@pytest.mark.parametrize("response", [ms.ProRata(), REROUTE])
@pytest.mark.parametrize("detail", [True, False])
def test_the_answer_does_not_depend_on_the_executor(executors, kind, response, detail):
    graph = ms.load("world", minerals=("gallium", "tungsten"))
    shocks = [ms.RemoveCountry(p) for p in ["CHN", *graph.places[:18]]]
    options = {"response": response, "detail": detail}
    labels, figures = rows_of(ms.sweep(graph, shocks, **options))
    fresh = ms.load("world", minerals=graph.minerals)
    swept = ms.sweep(fresh, shocks, executor=executors[kind], **options)
    again, other = rows_of(swept)
    assert again == labels
    assert other == pytest.approx(figures, rel=1e-7, abs=1e-6)
    if detail:
        assert all(
            r.unmet == pytest.approx(sum(r.unmet_by_place.values()), abs=1e-3) for r in swept
        )


def test_threads_share_one_program(executors):
    """Many threads at the first solve: none may work on a program another holds."""
    for _ in range(5):
        graph = ms.load("world", minerals="cobalt")
        shocks = [ms.RemoveCountry("CHN"), ms.RemoveCountry("COD")] * 16
        swept = ms.sweep(graph, shocks, detail=False, executor=executors["threads"])
        shares = np.array([r.share for r in swept]).reshape(16, 2)
        assert np.ptp(shares, axis=0) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("kind", [None, "threads"])
@pytest.mark.parametrize(("response", "detail"), [(ms.ProRata(), False), (REROUTE, False),
                                                  (ms.ProRata(), True)])  # fmt: skip
@pytest.mark.parametrize("count", [1, 3, 16, 17, 40])
def test_progress_counts_shocks_up_to_all_of_them(executors, kind, response, detail, count):
    seen = []
    ms.sweep(
        hand_network(),
        ([ms.RemoveCountry(A), ms.RemoveCountry(B)] * 20)[:count],
        response=response,
        detail=detail,
        executor=kind and executors[kind],
        progress=lambda done, total: seen.append((done, total)),
    )
    done = [d for d, _ in seen]
    assert {total for _, total in seen} == {count}
    assert done[-1] == count
    assert all(a < b for a, b in zip([0, *done], done, strict=False))
    if kind is None and detail:
        assert done == list(range(1, count + 1))
    if kind == "threads":
        assert len(seen) == len(module._parts(range(count), module.PARTS)) <= module.PARTS


# ---- what is refused


@pytest.mark.parametrize(
    ("shocks", "options", "message"),
    [
        ([], {}, "at least one shock. Write ms.every_country"),
        ((), {}, "at least one shock"),
        (ms.RemoveCountry(A), {}, "needs a list of shocks, got one: RemoveCountry"),
        ([ms.RemoveCountry(A)], {"response": None}, "needs one response. Write response="),
        ([ms.RemoveCountry(A)], {"response": ms.Reroute}, "a response needs a method respond"),
        ([ms.RemoveCountry(A)], {"response": "reroute"}, "respond.*got 'reroute'"),
        (["CHN"], {}, "a shock needs a method limit.*got 'CHN'"),
        ([ms.RemoveCountry], {}, "a shock needs a method limit"),
        ([(ms.RemoveCountry(A), 5)], {}, "a shock needs a method limit.*got 5"),
    ],
)
def test_what_cannot_be_swept_is_refused(shocks, options, message):
    with pytest.raises(ms.GraphError, match=message):
        ms.sweep(hand_network(), shocks, **options)


# ---- the result


@pytest.fixture(scope="module")
def gallium():
    graph = ms.load("world", minerals=("gallium", "germanium"))
    return ms.sweep(graph, ms.every_country(graph), response=ms.ProRata(), detail=False)


def test_rows_of_a_mineral_come_worst_first(gallium):
    rows = gallium.of("gallium")
    assert rows[0].label == "CHN"
    shares = [r.share for r in rows if not math.isnan(r.share)]
    assert shares == sorted(shares, reverse=True)
    assert {r.mineral for r in rows} == {"gallium"}
    assert len(rows) + len(gallium.of("germanium")) == len(gallium)
    assert gallium.of("Ga") == gallium.of("GALLIUM") == rows
    with pytest.raises(ms.UnknownNameError, match=r"touches 'galium'. Did you mean 'gallium'"):
        gallium.of("galium")
    with pytest.raises(ms.UnknownNameError, match=r"touches 'Co'. Minerals here: g"):
        gallium.of("Co")


def test_a_sweep_is_a_table(gallium):
    frame = gallium.to_frame()
    assert list(frame.columns) == [
        "shock", "mineral", "shortfall_share", "shortfall_t_per_yr", "use_counted_t_per_yr",
        "total_unmet_t_per_yr",
    ]  # fmt: skip
    assert len(frame) == len(gallium) == len(gallium.to_dict())
    first = gallium.rows[0]
    assert frame["shock"][0] == first.label
    assert frame["shortfall_t_per_yr"].tolist() == [r.unmet for r in gallium]
    assert gallium.to_frame("polars").shape == frame.shape
    assert len({row.shock for row in gallium}) > 5


def test_a_sweep_prints_the_worst(gallium):
    assert repr(gallium).startswith(f"Sweep({len(gallium)} rows, ProRata(priority='proportional')")
    worst = max((r for r in gallium if not math.isnan(r.share)), key=lambda r: r.share)
    said = re.search(r"worst: (\w+), (\w+), (\d+) ?%\)$", repr(gallium))
    assert said.groups() == (worst.label, worst.mineral, f"{100 * worst.share:.0f}")
    html = gallium._repr_html_()
    assert html.count("<tr") <= 22
    assert "worst 20" in html
    assert html.index(worst.label) == min(html.index(f">{r.label}<") for r in gallium) + 1


def test_a_sweep_where_nobody_else_uses_anything_shows_no_number():
    swept = ms.sweep(sites(), [ms.RemoveCountry("JPN")])
    assert "worst: JPN, handium, " in repr(swept)
    assert "nan" not in repr(swept) + swept._repr_html_()


def test_names_are_escaped():
    class Named:
        place = "<b>"

        def limit(self, graph, limits):
            return limits.cut_makers(np.ones(len(limits.capacity_left), bool), 0.5)

    html = ms.sweep(hand_network(), [Named()])._repr_html_()
    assert "<b>" not in html
    assert "&lt;b&gt;" in html


def test_a_sweep_draws_minerals_by_countries_worst_first():
    graph = ms.load("world", minerals=("gallium", "germanium", "cobalt"))
    swept = ms.sweep(graph, ms.every_country(graph), response=ms.ProRata(), detail=False)
    ax = swept.plot(largest=5)
    columns = [label.get_text() for label in ax.get_xticklabels()]
    worst = sorted(swept.rows, key=lambda r: -float(np.nan_to_num(r.share)))[0]
    assert len(columns) == 5
    assert columns[0] == worst.label
    assert {label.get_text() for label in ax.get_yticklabels()} == set(graph.minerals)
    with pytest.raises(ms.GraphError, match="largest must be 1 or more, got 0"):
        swept.plot(largest=0)
    with pytest.raises(ms.GraphError, match="nothing to draw"):
        type(swept)(()).plot()


def test_a_country_with_nothing_but_reserves_is_no_country_to_remove():
    graph = ms.SupplyGraph.from_records(
        [
            ms.Mineral("cobalt", stages=["mining"]),
            ms.Producer(id="mine", mineral="cobalt", place="COD", output="5 tonne/year"),
            ms.Reserve(mineral="cobalt", place="AUS", amount="9 tonne"),
        ]
    )
    assert [shock.place for shock in ms.every_country(graph)] == ["COD"]
    assert len(ms.sweep(graph, ms.every_country(graph))) == 1
