"""Concentration over the years: one edition a row, revisions in sight."""

from __future__ import annotations

import math

import pytest

import mineralsec as ms

MINERAL = ms.Mineral("cobalt", stages=("mining", "refining"))


def mine(place, output, year, vintage="MCS 2025", **more):
    return ms.Producer(
        **{"id": f"{place} mine", "mineral": "cobalt", "place": place} | more,
        output=f"{output} tonne/year",
        year=year,
        vintage=vintage,
    )


HISTORY = (
    *(mine(p, q, 2022, "MCS 2024") for p, q in {"COD": 60, "AUS": 40}.items()),
    *(mine(p, q, 2023, "MCS 2024") for p, q in {"COD": 70, "AUS": 30}.items()),
    *(mine(p, q, 2023) for p, q in {"COD": 75, "AUS": 25}.items()),
    *(mine(p, q, 2024) for p, q in {"COD": 80, "AUS": 20}.items()),
)
GRAPH = ms.SupplyGraph.from_records([MINERAL, *HISTORY])


def told(trend):
    return [(row.year, row.edition, round(row.row.value, 4)) for row in trend]


def test_each_year_rests_on_its_newest_edition():
    assert told(ms.concentration_trend(GRAPH)) == [
        (2022, "MCS 2024", 0.52),
        (2023, "MCS 2025", 0.625),
        (2024, "MCS 2025", 0.68),
    ]


def test_a_change_compares_two_years_of_one_edition():
    change = [row.change for row in ms.concentration_trend(GRAPH)]
    assert math.isnan(change[0])
    assert math.isnan(change[1])  # 2022 is not in the edition of 2025
    assert change[2] == pytest.approx(0.68 - 0.625)


def test_each_edition_shows_revisions():
    trend = ms.concentration_trend(GRAPH, editions="each")
    assert told(trend)[1:3] == [(2023, "MCS 2024", 0.58), (2023, "MCS 2025", 0.625)]
    assert trend["cobalt", "mining"][1].change == pytest.approx(0.58 - 0.52)


def test_editions_are_never_mixed():
    # the newer edition names one place more of another year; nobody adds it to the older ones
    later = ms.SupplyGraph.from_records([MINERAL, *HISTORY, mine("CUB", 100, 2024, "MCS 2024")])
    assert told(ms.concentration_trend(later)) == told(ms.concentration_trend(GRAPH))


def test_a_single_plant_of_another_source_is_no_edition():
    more = [mine(f"QM{x}", 1, 2024) for x in "ABC"]
    plant = mine("USA", 5, 2024, "projects 2026", id="plant")
    rows = told(
        ms.concentration_trend(ms.SupplyGraph.from_records([MINERAL, *HISTORY, *more, plant]))
    )
    assert rows[-1][:2] == (2024, "MCS 2025")


def test_reserves_have_a_trend_too():
    reserves = [
        ms.Reserve(mineral="cobalt", place=p, amount=f"{q} tonne", year=y)
        for y, q in ((2023, 50), (2024, 70))
        for p in ("COD", "AUS")
    ]
    graph = ms.SupplyGraph.from_records([MINERAL, *HISTORY, *reserves])
    trend = ms.concentration_trend(graph, of="reserves")
    assert [(row.year, row.row.stage) for row in trend] == [(2023, None), (2024, None)]


def test_a_host_that_another_edition_has_is_left_aside():
    host = ms.Producer(
        id="copper mine", mineral="copper", place="COD", output="9 tonne/year", year=2024
    )
    by = ms.Producer(
        id="by-product",
        mineral="cobalt",
        place="COD",
        output="1 tonne/year",
        host="copper mine",
        host_ratio=0.2,
        year=2024,
    )
    copper = ms.Mineral("copper", stages=("mining",))
    graph = ms.SupplyGraph.from_records([MINERAL, copper, host, by])
    assert told(ms.concentration_trend(graph, minerals="cobalt")) == [(2024, "", 1.0)]


def test_any_measure_and_words_of_concentration_work():
    trend = ms.concentration_trend(GRAPH, metric=ms.gini, minerals="cobalt", stages="mining")
    assert trend.metric == "gini"
    assert len(trend) == 3


def test_nothing_dated_is_nothing_to_follow():
    bare = ms.Producer(id="m", mineral="cobalt", place="COD", output="1 tonne/year")
    with pytest.raises(ms.GraphError, match="nothing to follow"):
        ms.concentration_trend(ms.SupplyGraph.from_records([MINERAL, bare]))
    with pytest.raises(ms.UnknownNameError, match="editions='all'"):
        ms.concentration_trend(GRAPH, editions="all")
    with pytest.raises(ms.UnknownNameError, match=r"no trend of .* Rows here: cobalt mining"):
        ms.concentration_trend(GRAPH)["cobalt", "refining"]


def test_years_with_withheld_figures_only_have_no_row():
    withheld = ms.Between("0 tonne/year", None, mark="W")
    old = ms.Producer(
        id="COD mine", mineral="cobalt", place="COD", output=withheld, year=2020, vintage="MCS 2024"
    )
    graph = ms.SupplyGraph.from_records([MINERAL, *HISTORY, old])
    assert [row.year for row in ms.concentration_trend(graph)] == [2022, 2023, 2024]


@pytest.mark.parametrize("backend", ["pandas", "polars"])
def test_a_trend_is_a_frame_a_page_and_plain_values(backend):
    trend = ms.concentration_trend(GRAPH)
    frame = trend.to_frame(backend)
    assert list(frame["edition"]) == ["MCS 2024", "MCS 2025", "MCS 2025"]
    assert "+0.055" in str(trend)
    assert str(trend.rows[2]).startswith("cobalt  mining  2024  MCS 2025  0.680  +0.055")
    assert "<table" in trend._repr_html_()
    assert trend.to_dict()["rows"][0]["change"] is None
