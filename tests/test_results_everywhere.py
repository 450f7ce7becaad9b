"""Every result prints on one line, as escaped HTML and as a frame, and survives a pickle."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import pytest

import mineralsec as ms

EVIL = "<script>alert('x')</script>"
VOID = {"br", "hr", "img", "input", "meta", "link", "col", "path", "circle", "line", "rect"}


def chain():
    """Return a graph whose names would run as a script if a page did not escape them."""
    ore = ms.Mineral("cobalt", stages=["mining", "refining"])
    owners = [ms.Owner(EVIL, 0.6, place="CHN")]
    rows = [
        ms.Producer(
            id=EVIL, mineral="cobalt", place="COD", output="90 tonne/year", owners=owners, year=2024
        ),
        ms.Producer(
            id="low", mineral="cobalt", place="AUS", capacity="30 t/yr", year=2024,
            output=ms.Between("5 t/yr", "20 t/yr", "10 t/yr"),
        ),
        ms.Producer(id="old", mineral="cobalt", place="AUS", output="12 t/yr", year=2023),
        ms.Refiner(
            id=f"plant {EVIL}", mineral="cobalt", place="CHN", output="90 t/yr", owners=owners,
            year=2024,
        ),
        ms.Refiner(id="small", mineral="cobalt", place="JPN", output="10 t/yr", year=2024),
        ms.Consumer(
            id=f"use {EVIL}", mineral="cobalt", place="USA", stage="refining", demand="60 t/yr",
            sector=EVIL, year=2024,
        ),
        ms.Consumer(
            id="use", mineral="cobalt", place="JPN", stage="refining", demand="40 t/yr", year=2024
        ),
        ms.Stockpile(
            id=f"stock {EVIL}", mineral="cobalt", place="JPN", stage="refining", amount="5 t",
            as_of="2024-12-31", holder=EVIL,
        ),
        ms.Reserve(mineral="cobalt", place="COD", amount="900 t", year=2024),
    ]  # fmt: skip
    lanes = [
        ("mining", "COD", "CHN", 90),
        ("mining", "AUS", "JPN", 10),
        ("refining", "CHN", "USA", 60),
        ("refining", "CHN", "JPN", 30),
    ]
    rows += [
        ms.Flow(
            mineral="cobalt", stage=stage, origin=a, destination=b, quantity=f"{q} t/yr", year=2024,
            seller=EVIL, routes=[EVIL],
        )
        for stage, a, b, q in lanes
    ]  # fmt: skip
    return ms.SupplyGraph.from_records([ore, *rows], year=2024)


GRAPH = chain()
SHOCK = ms.RemoveCountry("COD")
IMPACT = ms.remove_country(GRAPH, "COD", response=ms.Reroute(stocks=True))
MITIGATION = ms.mitigation(
    GRAPH, SHOCK, [ms.AddStock("JPN", cost="1 USD"), ms.Recycle(0.01, cost="2 USD")]
)
TRACE = ms.trace(GRAPH, "cobalt")
CLEARED = IMPACT.clearing(ms.Elasticities(-0.2, 0.3))

RESULTS = {
    "graph": GRAPH,
    "shares": ms.shares(GRAPH, "cobalt"),
    "shares by owner": ms.shares(GRAPH, "cobalt", by="owner"),
    "shares by id": ms.shares(GRAPH, "cobalt", by="id"),
    "concentration": ms.concentration(GRAPH),
    "concentration by id": ms.concentration(GRAPH, by="id"),
    "trend": ms.concentration_trend(GRAPH),
    "contestable": ms.contestable(GRAPH, "JPN", stages="refining"),
    "reserve gap": ms.reserve_gap(GRAPH),
    "ownership gap": ms.ownership_gap(GRAPH),
    "reconciled": ms.reconcile(GRAPH),
    "impact": IMPACT,
    "ladder": ms.remove_country(GRAPH, "COD"),
    "breakdown": IMPACT.by("consumer"),
    "binding": IMPACT.binding,
    "comparison": IMPACT.compare(ms.remove_country(GRAPH, "AUS")),
    "cleared": CLEARED,
    "tornado": CLEARED.tornado(),
    "sweep": ms.sweep(GRAPH, ms.every_country(GRAPH)),
    "draws": ms.monte_carlo(GRAPH, SHOCK, draws=4, response=ms.ProRata()),
    "chokepoints": ms.chokepoints(GRAPH),
    "chokepoints by id": ms.chokepoints(GRAPH, by="id"),
    "cuts": ms.min_cut_ladder(GRAPH, "cobalt", "USA", losses=[0.5], k=1),
    "trace": TRACE,
    "content": TRACE.content("COD"),
    "interactions": ms.interactions(GRAPH),
    "interdiction": ms.interdiction(GRAPH, k=1),
    "shapley": ms.shapley(GRAPH),
    "path": ms.simulate_path(GRAPH, SHOCK, months=3),
    "mitigation": MITIGATION,
    "portfolio": MITIGATION.portfolio("3 USD"),
    "cascade": ms.threshold_cascade(GRAPH, "COD", "cobalt"),
    "vulnerability": ms.trade_vulnerability(GRAPH, "cobalt"),
    "year long": ms.yearlong_disruption(GRAPH, "COD", "cobalt", ms.Elasticities(-0.2, 0.3)),
    "purchase": ms.acquisition_pressure("5 t", {EVIL: "100 t/yr"}),
    "elasticities": ms.Elasticities(-0.2, 0.3),
    "world shares": ms.shares(ms.load("world", minerals="gallium"), "gallium"),
    "scores": ms.criticality.eu(minerals="gallium"),
    "reserve life": ms.criticality.reserve_life(GRAPH),
    "compared": ms.criticality.compare(GRAPH),
    "info": ms.datasets.info("world"),
}
FRAMES = [name for name, result in RESULTS.items() if hasattr(result, "to_frame")]


class Reader(HTMLParser):
    """Reads a page and remembers what is open and what could run."""

    def __init__(self):
        super().__init__()
        self.open, self.wrong = [], []

    def handle_starttag(self, tag, attrs):
        if tag == "script" or any(name.startswith("on") for name, _ in attrs):
            self.wrong.append(self.get_starttag_text())
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_prints_as_a_line_or_a_short_table_without_addresses(name):
    lines = repr(RESULTS[name]).splitlines()
    assert 0 < len(lines) <= 40
    assert max(map(len, lines)) < 400
    assert not any(" object at 0x" in line or "array(" in line for line in lines)


@pytest.mark.parametrize("name", [n for n, r in RESULTS.items() if hasattr(r, "_repr_html_")])
def test_the_html_of_a_result_is_well_formed_and_runs_nothing(name):
    reader = Reader()
    reader.feed(RESULTS[name]._repr_html_())
    reader.close()
    assert reader.wrong == []
    assert reader.open == []


@pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
@pytest.mark.parametrize("name", FRAMES)
def test_a_result_becomes_a_frame_of_every_library(name, backend):
    frame = RESULTS[name].to_frame(backend=backend)
    assert type(frame).__module__.split(".")[0] == backend
    columns = frame.column_names if backend == "pyarrow" else list(frame.columns)
    assert len(set(columns)) == len(columns) > 0


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_survives_a_pickle(name):
    again = pickle.loads(pickle.dumps(RESULTS[name]))
    assert repr(again) == repr(RESULTS[name])
    if name in FRAMES:
        pandas = RESULTS[name].to_frame()
        assert again.to_frame().equals(pandas)


# --- laws on the bundled data -------------------------------------------------------------------

MINERALS = (
    "gallium", "germanium", "cobalt", "lithium", "rare earths", "tungsten", "natural graphite",
    "copper", "manganese", "antimony", "magnesium", "nickel",
)  # fmt: skip
PLACES = ("CHN", "COD", "USA", "AUS", "CHL", "ZAF", "RUS", "IDN")
WORLD = ms.load("world", minerals=MINERALS)
OPEN = ms.Reroute(lanes="open", growth=None)
LADDER = (
    ms.ProRata(),
    ms.Reroute(growth=None),
    OPEN,
    ms.Reroute(lanes="open", growth=None, stocks=True),
)


@pytest.mark.parametrize("mineral", MINERALS)
def test_every_freedom_lowers_the_loss_on_the_bundled_data(mineral):
    graph = WORLD.select(minerals=mineral)
    known = {shock.place for shock in ms.every_country(graph)}
    shocks = [ms.RemoveCountry(place) for place in PLACES if place in known]
    sweeps = [ms.sweep(graph, shocks, response=r, detail=False) for r in LADDER]
    for rows in zip(*sweeps, strict=True):
        losses = [row.total_unmet for row in rows]
        use = rows[0].use
        for more, less in pairwise(losses):
            assert less <= more + 1e-6 * use


@pytest.mark.parametrize("response", [ms.ProRata(), ms.Reroute(), OPEN])
def test_no_shock_is_no_loss_on_the_bundled_data(response):
    for mineral in MINERALS:
        graph = WORLD.select(minerals=mineral)
        impact = ms.simulate(graph, ms.RemoveCountry("CHN", severity=0.0), response=response)
        assert impact.shortfall_share == pytest.approx(0.0, abs=1e-6)


def numbers_of(frame):
    """Return a frame's cells with numbers apart, and whatever else it holds."""
    plain = frame.select_dtypes(include="number")
    return plain.to_numpy(dtype=float), frame.drop(columns=plain.columns).astype(str)


@pytest.mark.parametrize(
    "ask",
    [
        lambda pool: ms.sweep(WORLD, ms.every_country(WORLD), detail=False, executor=pool),
        lambda pool: ms.sweep(
            WORLD, ms.every_country(WORLD)[:40], response=ms.ProRata(), executor=pool
        ),
        lambda pool: ms.sweep(WORLD, ms.every_country(WORLD)[:12], executor=pool),
        lambda pool: ms.monte_carlo(GRAPH, SHOCK, draws=12, response=ms.ProRata(), executor=pool),
        lambda pool: ms.shapley(GRAPH, executor=pool),
    ],
    ids=["totals", "pro rata", "detail", "draws", "shapley"],
)
def test_four_threads_on_one_graph_answer_as_one(ask):
    with ThreadPoolExecutor(4) as pool:
        many, other = numbers_of(ask(pool).to_frame())
    one, words = numbers_of(ask(None).to_frame())
    # the solver starts from another basis, which shows in the last digits
    np.testing.assert_allclose(many, one, rtol=1e-9, atol=1e-6)
    assert other.equals(words)


def test_chokepoints_asked_by_four_threads_at_once_are_the_same():
    def ask(measure):
        frame = ms.chokepoints(WORLD, "cobalt", measure=measure).to_frame()
        return frame.set_index(["place"])["value"].sort_index()

    measures = ["loss", "coverage", "loss", "min_cut"]
    with ThreadPoolExecutor(4) as pool:
        many = list(pool.map(ask, measures))
    for measure, found in zip(measures, many, strict=True):
        one = ask(measure)
        assert list(found.index) == list(one.index)
        np.testing.assert_allclose(found.to_numpy(float), one.to_numpy(float), atol=1e-9)
