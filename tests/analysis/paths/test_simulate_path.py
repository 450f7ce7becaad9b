"""Month by month: the checks of the methods, laws, and what the assumptions do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.testing import supply_graphs

YEAR = {"year": 2024}


def country(*extra, supply=(72, 48), need=120, stock=30, name="antimony"):
    """Return a mineral that AAB gets from AAA and from itself, with a stock."""
    gone, own = supply
    records = [
        ms.Mineral(name, stages=("mining",)),
        ms.Producer(id="a", mineral=name, place="AAA", output=f"{gone} tonne/year", **YEAR),
        ms.Producer(id="b", mineral=name, place="AAB", output=f"{own} tonne/year", **YEAR),
        ms.Consumer(
            id="c", mineral=name, place="AAB", stage="mining", demand=f"{need} tonne/year", **YEAR
        ),
        ms.Flow(
            mineral=name, stage="mining", origin="AAA", destination="AAB",
            quantity=f"{gone} tonne/year", **YEAR,
        ),
    ]  # fmt: skip
    if stock:
        records.append(
            ms.Stockpile(
                id="s", mineral=name, place="AAB", stage="mining", amount=f"{stock} tonne",
                as_of="2024-12-31",
            )
        )  # fmt: skip
    return ms.SupplyGraph.from_records([*records, *extra], year=2024)


def plant(capacity, opens):
    return ms.Producer(
        id="new", mineral="antimony", place="AAB", output="0 tonne/year",
        capacity=f"{capacity} tonne/year", opens=opens, **YEAR,
    )  # fmt: skip


GONE = ms.RemoveCountry("AAA")
#: No lane grows.
FIXED = ms.Reroute(growth=0.0)


def one(path):
    return next(iter(path.by_mineral.values()))


def path_of(graph, *shocks, **options):
    return ms.simulate_path(graph, *(shocks or (GONE,)), **options)


# --- checks of the methods ----------------------------------------------------------------------


def test_a_stock_of_thirty_lasts_to_month_six():
    # need 10 a month, 4 survive, 2 more from the fourth month on: 18, 22, 26, 30
    graph = country(plant(24, "2025-04-01"))
    for foresight in ("rolling", "perfect"):
        path = path_of(graph, ramp=(1.0,), foresight=foresight)
        assert path.first_shortage == 7
        assert one(path).stock[:6] == pytest.approx([24, 18, 12, 8, 4, 0], abs=1e-6)
        assert one(path).unmet[:7] == pytest.approx([0, 0, 0, 0, 0, 0, 4], abs=1e-6)


@pytest.mark.parametrize(("months", "share"), [(3, 0.0), (12, 0.35), (24, 0.475)])
def test_a_stock_covers_a_short_stop_and_little_of_a_long_one(months, share):
    # need 120 a year, supply 48, stock 30
    path = path_of(country(), months=months)
    assert path.share == pytest.approx(share, abs=1e-9)
    assert path.cover_used.m_as("day") == pytest.approx(min(30, 6 * months) / 120 * 365, rel=1e-6)


def test_the_static_answer_with_stocks_is_the_same_over_the_window():
    graph = country()
    static = ms.simulate(graph, GONE, response=ms.Reroute(stocks=True), duration="1 year")
    assert path_of(graph, months=12).share == pytest.approx(static.shortfall_share)


# --- what each assumption does ------------------------------------------------------------------


def test_what_is_under_way_still_arrives():
    assert path_of(country(stock=0)).first_shortage == 1
    assert path_of(country(stock=0), transit=2).first_shortage == 3
    assert path_of(country(stock=0), transit={("AAA", "AAB"): 3}).first_shortage == 4
    assert path_of(country(stock=0), transit={("AAB", "AAA"): 3}).first_shortage == 1


def test_a_new_plant_ramps_up_by_half_years():
    path = path_of(country(plant(72, "2025-01-01"), stock=0), months=24)
    assert one(path).unmet[[0, 6, 12, 18]] == pytest.approx([6 - 1.2, 6 - 3.6, 6 - 5.1, 0])
    assert path.recovered == 19


def test_spare_capacity_comes_in_step_by_step():
    earlier = ms.Producer(
        id="b", mineral="antimony", place="AAB", output="120 tonne/year", year=2022
    )
    graph = country(earlier, stock=0)
    at_once = path_of(graph, spare_months=0, months=4)
    assert one(at_once).unmet == pytest.approx(np.zeros(4))
    slowly = path_of(graph, spare_months=3, months=4)
    assert one(slowly).unmet == pytest.approx([4, 2, 0, 0], abs=1e-6)


def test_users_stores_and_losses():
    path = path_of(country(stock=0), commercial_days=73, months=12)
    # 73 days of 10 a month are 24 t; 6 a month go missing
    assert path.first_shortage == 5
    assert path_of(country(stock=0), commercial_days=73, storage_loss=0.2).first_shortage == 3


def test_stores_are_filled_up_again_after_a_shock():
    short = ms.Episode(GONE, "2025-01-01", "2025-03-01")
    graph = country(stock=0)
    growing = ms.Reroute(growth=None, spare={"a": "60 tonne/year"})
    path = path_of(graph, short, commercial_days=73, months=12, response=growing, spare_months=0)
    assert one(path).stock[1] == pytest.approx(12, abs=1e-6)
    assert one(path).stock[-1] == pytest.approx(24, abs=1e-6)


def test_buyers_stock_up_between_announcement_and_effect():
    later = ms.Episode(GONE, "2025-07-01", announced="2025-01-01")
    graph = country(stock=0)
    spare = ms.Reroute(growth=0.0, spare={"a": "72 tonne/year"})
    common = {"response": spare, "spare_months": 0, "commercial_days": 1, "months": 24}
    without = path_of(graph, later, **common)
    ahead = path_of(graph, later, frontload=0.5, **common)
    assert without.first_shortage == 7
    # half of 6 a month more, for six months: 18 t, three months of what goes missing
    assert ahead.first_shortage == 10
    unannounced = path_of(graph, ms.Episode(GONE, "2025-07-01"), frontload=0.5, **common)
    assert unannounced.first_shortage == 7


def test_stocks_can_be_left_alone():
    assert path_of(country(), stocks=False).first_shortage == 1


def test_a_release_limit_spreads_a_stock():
    slow = ms.Stockpile(
        id="s", mineral="antimony", place="AAB", stage="mining", amount="30 tonne",
        as_of="2024-12-31", max_release="24 tonne/year",
    )  # fmt: skip
    path = path_of(country(slow, stock=0), months=6)
    assert one(path).released == pytest.approx([2] * 6)
    assert one(path).unmet == pytest.approx([4] * 6)


def test_a_shock_acts_between_its_days():
    some = ms.Episode(GONE, "2025-03-01", "2025-05-01")
    path = path_of(country(stock=0), some, months=8)
    assert np.flatnonzero(one(path).unmet).tolist() == [2, 3]
    assert path.recovered == 5
    assert path.depth == pytest.approx(0.6)


def test_less_than_half_a_month_is_none():
    late = ms.Episode(GONE, "2025-03-20", "2025-05-10")
    assert np.flatnonzero(one(path_of(country(stock=0), late, months=8)).unmet).tolist() == [3]


def ban(instrument, **dates):
    return ms.Control(
        id="act", issuer="AAA", instrument=instrument, minerals=("antimony",),
        **({"effective": "2025-03-01"} | dates),
    )  # fmt: skip


def test_a_control_acts_from_its_day_on():
    path = path_of(country(stock=0), ban(ms.Ban(), ends="2025-06-01"), months=8)
    assert np.flatnonzero(one(path).unmet).tolist() == [2, 3, 4]


def test_a_licence_lets_nothing_through_until_its_delay_has_passed():
    licence = ban(ms.Licence(0.5, "61 day"))
    path = path_of(country(stock=0), licence, months=6, response=FIXED)
    assert one(path).unmet == pytest.approx([0, 0, 6, 6, 3, 3], abs=1e-6)
    in_force = path_of(country(stock=0), ms.InForce(licence), months=6, response=FIXED)
    assert one(in_force).unmet == pytest.approx(one(path).unmet)
    short = ban(ms.Licence(0.5, "61 day"), ends="2025-04-01")
    assert np.flatnonzero(one(path_of(country(stock=0), short, months=6)).unmet).tolist() == [2]


def test_a_suspended_licence_stays_suspended():
    days = (("2025-03-01", "2025-04-01"), ("2025-05-01", "2025-06-01"))
    licence = ban(ms.Licence(0.5, "31 day"), suspended=days)
    path = path_of(country(stock=0), licence, months=6, response=FIXED)
    assert one(path).unmet == pytest.approx([0, 0, 0, 3, 0, 3], abs=1e-6)


def test_knowing_the_future_never_costs_anything():
    # a far stock that takes two months: who knows of the stop sends it early
    far = ms.Stockpile(
        id="far", mineral="antimony", place="AAA", stage="mining", amount="18 tonne",
        as_of="2024-12-31",
    )  # fmt: skip
    late = ms.Episode(ms.CapacityLoss(1.0, places="AAA"), "2025-04-01")
    graph = country(far, stock=0)
    path = path_of(graph, late, transit=2, months=12, response=ms.Reroute(growth=None))
    assert path.value_of_knowing.m_as("tonne") >= -1e-6
    assert path.perfect.perfect.area == path.perfect.area
    assert path.perfect.foresight == "perfect"


def test_a_by_product_falls_with_its_host():
    records = [
        ms.Mineral("aluminium", stages=("refining",)),
        ms.Mineral("gallium", stages=("refining",), hosts=("aluminium",)),
        ms.Producer(
            id="h", mineral="aluminium", place="AAA", stage="refining", output="1200 tonne/year",
            **YEAR,
        ),
        ms.Producer(
            id="g", mineral="gallium", place="AAA", stage="refining", output="12 tonne/year",
            host="h", host_ratio=0.01, **YEAR,
        ),
        ms.Consumer(
            id="c", mineral="gallium", place="AAA", stage="refining", demand="12 tonne/year", **YEAR
        ),
    ]  # fmt: skip
    graph = ms.SupplyGraph.from_records(records, year=2024)
    shock = ms.CapacityLoss(0.5, places="AAA", minerals="aluminium")
    path = ms.simulate_path(graph, shock, minerals="gallium", months=3)
    assert path.depth == pytest.approx(0.5)


def test_a_quota_holds_every_month():
    path = path_of(country(stock=0), ban(ms.Quota("36 tonne/year"), effective="2025-01-01"))
    assert one(path).unmet == pytest.approx([3] * 24, abs=1e-4)


# --- laws ---------------------------------------------------------------------------------------

SLOW = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)


@SLOW
@given(supply_graphs())
def test_without_stocks_and_delays_every_month_is_the_one_year_answer(graph):
    place = graph.places[0]
    impact = ms.remove_country(graph, place, response=ms.Reroute())
    path = ms.simulate_path(
        graph, ms.RemoveCountry(place), months=2, stocks=False, spare_months=0,
        minerals=impact.minerals,
    )  # fmt: skip
    for mineral, found in path.by_mineral.items():
        counted, unmet = impact.totals(mineral).counted
        scale = max(counted, 1e-9)
        assert found.unmet * 12 / scale == pytest.approx([unmet / scale] * 2, abs=1e-4)


@SLOW
@given(supply_graphs(), st.floats(1, 60))
def test_stores_balance_and_nothing_is_negative(graph, days):
    place = graph.places[0]
    path = ms.simulate_path(graph, ms.RemoveCountry(place), months=3, commercial_days=days)
    for found in path.by_mineral.values():
        held = np.concatenate([[found.stock_at_start], found.stock])
        # what is put aside comes on top
        assert (-np.diff(held) <= found.released + 1e-5 * (1 + held[0])).all()
        for series in (found.unmet, found.released, found.stock, found.need):
            assert (series >= -1e-9).all()
        assert (found.unmet <= found.need * (1 + 1e-9)).all()
        assert found.by_place.sum(axis=0) == pytest.approx(found.unmet)


# --- what a reader sees -------------------------------------------------------------------------


def test_a_path_says_what_happens_and_what_it_takes_for_granted():
    path = path_of(country(), months=12)
    words = path.explain()
    for said in ("first shortage is in month 6 (2025-06)", "Hit hardest: AAB", "Stocks of 30.00 t",
                 "It does not recover within the path", "use outside AAA"):  # fmt: skip
        assert said in words
    for name in ("foresight", "stocks", "commercial_days", "storage_loss", "spare_months", "ramp",
                 "frontload", "transit"):  # fmt: skip
        assert any(f"({name}=...)" in note for note in path.notes)
    assert repr(path).startswith("SupplyPath(antimony: 35 % of need short, first in month 6")
    assert "antimony" in path._repr_html_()
    frame = path.to_frame()
    assert len(frame) == 12
    assert frame["unmet_t"].sum() == pytest.approx(42)
    assert list(path.by_place()) == ["AAB"]
    assert path.stock_used.m_as("tonne") == pytest.approx(30)
    assert path.sources == ()


def test_a_path_without_shortage_says_so():
    path = path_of(country(stock=500), months=6)
    assert path.first_shortage is None
    assert path.recovered is None
    assert "nothing goes short in 6 months" in path.explain()
    assert "nothing goes short" in repr(path)


def test_a_path_recovers_where_the_shock_ends():
    words = path_of(country(stock=0), ms.Episode(GONE, None, "2025-03-01"), months=5).explain()
    assert "From month 3 (2025-03) on nothing is short." in words


def test_several_minerals_are_never_added():
    graph = ms.load("world", minerals=("gallium", "germanium"))
    path = ms.simulate_path(graph, ms.RemoveCountry("CHN"), months=3, transit=1)
    assert set(path.depth) == {"gallium", "germanium"}
    assert set(path.value_of_knowing) == {"gallium", "germanium"}
    assert str(path).count("\n") == 3
    with pytest.raises(ms.UnknownNameError, match="name one: gallium, germanium"):
        path.plot()
    with pytest.raises(ms.UnknownNameError, match=r"does not follow|no mineral"):
        path.by_place("cobalt")
    assert path.sources
    assert "Germanium" in path.explain("Ge")


def test_the_chart_shows_stock_and_shortage():
    ax = path_of(country(), months=12).plot()
    assert "stock left [t]" in [t.get_text() for t in ax.get_legend().get_texts()]
    bare = path_of(country(stock=0), months=3).plot()
    assert len(bare.get_legend().get_texts()) == 4
    bundled = ms.simulate_path(
        ms.load("world", minerals="gallium"), ms.RemoveCountry("CHN"), months=3
    ).plot()
    note = next(t.get_text() for t in bundled.texts if t.get_gid() == "note")
    assert "Sources" in note


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"months": 0}, "whole number from 1 to 240, got 0"),
        ({"months": True}, "whole number"),
        ({"foresight": "perfet"}, "rolling, perfect, got 'perfet'"),
        ({"response": ms.Reroute(lanes="open")}, "lanes='open' has none"),
        ({"storage_loss": 1.0}, "storage_loss must be below 1"),
        ({"spare_months": -1}, "spare_months must be a number of 0 or more"),
        ({"commercial_days": "9"}, "commercial_days must be a number"),
        ({"frontload": -0.1}, "frontload must be"),
        ({"ramp": ()}, "one a half-year"),
        ({"ramp": (1.2,)}, "from 0 to 1"),
        ({"transit": 0.5}, "whole months"),
        ({"transit": {"CHN": 2}}, "pairs of origin and destination"),
    ],
)
def test_assumptions_that_cannot_be_are_refused(options, message):
    with pytest.raises(ms.MineralsecError, match=message):
        path_of(country(), **options)


def test_shocks_that_cannot_be_are_refused():
    with pytest.raises(ms.GraphError, match="a path needs a shock"):
        ms.simulate_path(country())
    with pytest.raises(ms.RecordError, match="needs a method limit"):
        ms.simulate_path(country(), "CHN")
    with pytest.raises(ms.RecordError, match="ends 2025-01-01 comes before start 2025-02-01"):
        ms.Episode(GONE, "2025-02-01", "2025-01-01")
    with pytest.raises(ms.RecordError, match="comes before announced"):
        ms.Episode(GONE, "2025-02-01", announced="2025-03-01")


def test_a_ban_by_origin_cannot_be_followed():
    graph = country(stock=0)
    shock = ms.RemoveCountry("AAA", channel="exports", targets="AAB", reexport=False)
    with pytest.raises(ms.GraphError, match="no layers by origin"):
        ms.simulate_path(graph, shock, months=2)
