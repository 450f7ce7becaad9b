"""Concentration of every stage: published numbers, rows, and what is missing."""

from __future__ import annotations

import json
import math
from functools import partial

import numpy as np
import pytest

import mineralsec as ms

#: USGS, Mineral Commodity Summaries 2026, doi:10.3133/mcs2026 (data release, file
#: MCS2026_Commodities_Data.csv): world mine production of 2025, estimates; gallium: world
#: primary production of low-purity gallium. QXR is the row "Other countries". Rare earths in
#: tonnes of rare-earth-oxide equivalent, gallium in kilograms, cobalt and tungsten in tonnes.
MCS_2026 = {
    "rare earths": {
        "USA": 51_000, "AUS": 29_000, "BRA": 2_000, "MMR": 22_000, "CHN": 270_000, "IND": 2_900,
        "MDG": 2_700, "MYS": 110, "NGA": 1_500, "RUS": 2_600, "THA": 4_800, "VNM": 150,
        "QXR": 550,
    },
    "gallium": {"USA": 0, "CHN": 900_000, "JPN": 3_000, "RUS": 6_000, "QXR": 0},
    "cobalt": {
        "USA": 300, "AUS": 3_700, "CAN": 3_500, "CHN": 2_000, "COD": 230_000, "CUB": 2_000,
        "IDN": 44_000, "MDG": 3_900, "PNG": 2_800, "PHL": 3_700, "RUS": 7_700, "TUR": 1_900,
        "QXR": 9_100,
    },
    "tungsten": {
        "USA": 0, "AUS": 1_000, "AUT": 840, "BOL": 1_700, "CHN": 67_000, "KAZ": 2_400,
        "PRK": 2_000, "PRT": 700, "RUS": 2_000, "RWA": 1_300, "ESP": 800, "VNM": 3_000,
        "QXR": 2_400,
    },
}  # fmt: skip
POINTS = {"rare earths": 5_072, "gallium": 9_804, "cobalt": 5_562, "tungsten": 6_242}


def t(amount):
    return f"{amount} tonne/year"


def producer(mineral, stage, place, output, **more):
    return ms.Producer(
        id=f"{mineral} {stage} {place}",
        mineral=mineral,
        stage=stage,
        place=place,
        output=t(output) if isinstance(output, (int, float)) else output,
        year=2025,
        **more,
    )


WITHHELD = ms.Between(t(0), None, mark="W")
SMALL = ms.SupplyGraph.from_records(
    [
        ms.Mineral("cobalt", stages=("mining", "refining")),
        ms.Mineral("gallium", stages=("refining",)),
        ms.Mineral("antimony", stages=("mining", "refining")),
        ms.Mineral("silver", stages=("mining",)),
        producer("cobalt", "mining", "COD", 60),
        producer("cobalt", "mining", "IDN", 30),
        producer("cobalt", "mining", "QXR", 10),
        producer("cobalt", "refining", "CHN", 80, quality="modelled"),
        producer("cobalt", "refining", "FIN", ms.Between(t(0), t(20), mark="W")),
        producer("gallium", "refining", "CHN", WITHHELD),
        producer("antimony", "mining", "QXR", 90),
        producer("antimony", "mining", "CHN", 10),
        producer("antimony", "refining", "CHN", 0),
        ms.Reserve(mineral="cobalt", place="COD", amount="600 tonne", year=2025),
        ms.Reserve(mineral="cobalt", place="AUS", amount="200 tonne", year=2025),
        ms.Consumer(
            id="use", mineral="cobalt", place="JPN", stage="refining", demand=t(5), year=2025
        ),
    ]
)


@pytest.mark.parametrize("mineral", POINTS)
def test_published_production_gives_the_known_points(mineral):
    shares = ms.Shares.from_quantities(MCS_2026[mineral])
    assert ms.hhi(shares) * 1e4 == pytest.approx(POINTS[mineral], abs=1)


@pytest.mark.parametrize("mineral", POINTS)
def test_the_bundled_data_give_the_known_points_at_the_first_stage(mineral):
    graph = ms.load("world", year=2025, minerals=mineral)
    shares = ms.shares(graph, mineral)
    assert ms.hhi(shares) * 1e4 == pytest.approx(POINTS[mineral], abs=10)
    (row,) = ms.concentration(graph, stages=shares.stage)
    assert row.points == pytest.approx(POINTS[mineral], abs=10)
    assert row.low - 1e-12 <= row.value <= row.high + 1e-9


def test_every_stage_with_data_has_a_row_and_the_rest_a_reason():
    result = ms.concentration(SMALL)
    assert [(row.mineral, row.stage) for row in result] == [
        ("cobalt", "mining"),
        ("cobalt", "refining"),
        ("antimony", "mining"),
    ]
    assert result.missing == (
        ("gallium", "refining", "every figure is withheld or unknown: CHN."),
        ("antimony", "refining", "nothing is above zero, so there are no shares."),
        ("silver", None, "no primary output in this graph."),
    )
    assert len(result) == 3
    assert result.year == result[0].year == 2025


def test_a_row_says_how_much_of_what_and_how_sure():
    row = ms.concentration(SMALL)["cobalt", "mining"]
    assert row.value == pytest.approx(0.46)
    assert (row.low, row.high) == pytest.approx((0.45, 0.46))
    assert row.points == pytest.approx(4600)
    assert (row.top, row.top_share) == ("COD", 0.6)
    assert row.coverage.complete
    assert row.shares.labels == ("COD", "IDN", "QXR")


def test_points_are_the_scale_of_the_hhi():
    assert ms.concentration(SMALL, minerals="cobalt").points == pytest.approx([4600, 10_000])
    entropies = ms.concentration(SMALL, metric=ms.entropy)
    with pytest.raises(ms.GraphError, match=r"points belong to .* these are values of entropy"):
        _ = entropies.points


def test_rows_print_one_a_line():
    assert str(ms.concentration(SMALL)).splitlines() == [
        "Concentration(hhi of output by place, 2025)",
        "  cobalt    mining    0.460  0.450 to 0.460  COD 60.0%",
        "  cobalt    refining  1.000  0.680 to 1.000  CHN 100.0%  seen 80% or more, no figure for "
        "FIN; some figures modelled",
        "  antimony  mining    0.820  0.010 to 0.820  CHN 10.0%   not placed 90.0%",
        "  gallium refining: every figure is withheld or unknown: CHN.",
        "  antimony refining: nothing is above zero, so there are no shares.",
        "  silver: no primary output in this graph.",
    ]
    assert str(ms.concentration(SMALL)[0]) == (
        "hhi of cobalt mining: 0.460 (0.450 to 0.460), COD 60.0%"
    )
    assert str(ms.concentration(SMALL)[2]).endswith("; not placed 90.0%")


def test_a_verdict_survives_or_does_not():
    result = ms.concentration(SMALL)
    assert str(result["cobalt", "mining"].verdict("2010")) == "high (US guidelines of 2010)"
    wide = result["antimony", "mining"].verdict("2010")
    assert str(wide) == "low to high (US guidelines of 2010)"
    with pytest.raises(ms.GraphError, match="a verdict belong"):
        ms.concentration(SMALL, metric=ms.gini)[0].verdict("2010")


def test_effective_number_has_the_bounds_of_the_hhi_turned_over():
    row = ms.concentration(SMALL, metric=ms.effective_number)["cobalt", "mining"]
    assert (row.low, row.value, row.high) == pytest.approx((1 / 0.46, 1 / 0.46, 1 / 0.45))


def test_effective_number_has_no_end_if_the_rest_may_be_anybody():
    graph = ms.SupplyGraph.from_records(
        [
            ms.Mineral("cobalt", stages=("mining",)),
            producer("cobalt", "mining", "COD", 60),
            producer("cobalt", "mining", "QXR", WITHHELD),
        ]
    )
    row = ms.concentration(graph, metric=ms.effective_number)[0]
    assert (row.low, row.high) == (1, math.inf)
    assert row.to_dict()["high"] is None


def own_metric(shares):
    return float(np.max(shares))


@pytest.mark.parametrize(
    ("metric", "name", "value"),
    [
        (own_metric, "own_metric", 0.6),
        (partial(ms.hill_number, order=0), "hill_number(order=0)", 3),
        (ms.theil, "theil", 0.2006),
        (np.sum, "sum", 1),
    ],
)
def test_any_function_of_shares_is_a_metric_without_bounds(metric, name, value):
    row = ms.concentration(SMALL, metric=metric)["cobalt", "mining"]
    assert row.metric == name
    assert row.value == pytest.approx(value, abs=1e-4)
    assert math.isnan(row.low)
    assert math.isnan(row.high)
    assert "bounds unknown" in repr(row)


class Peak:
    """A metric that is an object."""

    def __call__(self, shares):
        return float(np.max(shares))


def test_an_object_that_can_be_called_is_a_metric():
    assert ms.concentration(SMALL, metric=Peak()).metric == "Peak"


@pytest.mark.parametrize("result", [np.array([0.1, 0.2]), "high", [0.1]])
def test_a_metric_that_returns_no_number_is_refused(result):
    with pytest.raises(ms.GraphError, match="must return one number"):
        ms.concentration(SMALL, metric=lambda shares: result)


def test_minerals_and_stages_narrow_the_rows():
    one = ms.concentration(SMALL, minerals="Co", stages="refining")
    assert [(r.mineral, r.stage) for r in one] == [("cobalt", "refining")]
    two = ms.concentration(SMALL, minerals=["cobalt", "antimony", "cobalt"], stages=["mining"])
    assert [r.mineral for r in two] == ["cobalt", "antimony"]
    # gallium and silver have no such stage or no such data, which is not the same
    mining = ms.concentration(SMALL, stages=["mining"])
    assert [m[0] for m in mining.missing] == ["silver"]


def test_reserves_have_a_row_without_stage():
    result = ms.concentration(SMALL, of="reserves")
    assert result["cobalt"][0].stage is None
    assert result["cobalt"][0].value == pytest.approx(0.625)
    assert "cobalt  in the ground  0.625" in str(result)
    assert ("silver", None, "no reserves in this graph.") in result.missing


def test_words_reach_the_shares():
    result = ms.concentration(SMALL, residual="left out", by="id", kind="all", minerals="cobalt")
    assert result["cobalt", "mining"].value == pytest.approx(5 / 9)
    assert result.to_dict()["by"] == "id"
    assert result["cobalt", "mining"].shares.labels[0] == "cobalt mining COD"
    assert ms.concentration(SMALL, of="demand").rows[0].top == "JPN"


def test_rows_are_found_by_mineral_stage_and_number():
    result = ms.concentration(SMALL)
    assert [row.stage for row in result["Co"]] == ["mining", "refining"]
    assert result["antimony"].missing == (result.missing[1],)
    assert result[-1].mineral == "antimony"
    with pytest.raises(ms.UnknownNameError, match="Did you mean 'cobalt'"):
        result["cobolt"]
    with pytest.raises(ms.UnknownNameError, match="It has none: every figure is withheld"):
        result["gallium"]
    with pytest.raises(
        ms.UnknownNameError, match=r"no row for cobalt at 'magnets'\. Stages here: "
    ):
        result["cobalt", "magnets"]


def test_json_holds_everything_and_no_nan():
    result = ms.concentration(SMALL, metric=ms.entropy)
    read = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert read["metric"] == "entropy"
    assert read["rows"][1] == {
        "mineral": "cobalt",
        "stage": "refining",
        "year": 2025,
        "value": 0.0,
        "low": None,
        "high": None,
        "top": "CHN",
        "top_share": 1.0,
        "holders": 1,
        "residual_share": 0.0,
        "coverage": 0.8,
        "withheld": ["FIN"],
        "left_out": [],
        "quality": "modelled",
    }
    assert read["missing"][2] == {
        "mineral": "silver",
        "stage": None,
        "reason": "no primary output in this graph.",
    }


def test_a_frame_has_a_row_a_stage():
    frame = ms.concentration(SMALL).to_frame()
    assert frame["top"].tolist() == ["COD", "CHN", "CHN"]
    assert frame["value"].tolist() == pytest.approx([0.46, 1.0, 0.82])
    assert ms.concentration(SMALL).to_frame("polars")["stage"].to_list()[0] == "mining"


def test_a_stage_whose_holders_no_source_names_has_no_top():
    graph = ms.SupplyGraph.from_records(
        [ms.Mineral("cobalt", stages=("mining",)), producer("cobalt", "mining", "QXR", 60)]
    )
    row = ms.concentration(graph)[0]
    assert row.top is None
    assert math.isnan(row.top_share)
    assert "no name; not placed 100.0%" in repr(row)
    assert row.to_dict()["top_share"] is None


def test_html_lists_rows_and_what_is_missing():
    html = ms.concentration(SMALL, kind="primary")._repr_html_()
    assert "COD 60.0%" in html
    assert "silver: no primary output" in html
    assert "secondary" not in html


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"by": "bloc"}, ms.UnknownNameError, "Words: place, site, id"),
        ({"minerals": "cobolt"}, ms.UnknownNameError, "Did you mean 'cobalt'"),
        ({"stages": "minig"}, ms.UnknownNameError, "Did you mean 'mining'"),
        ({"stages": ["mining", "magnets"]}, ms.UnknownNameError, "a stage 'magnets'"),
        ({"of": "reserves", "stages": "mining"}, ms.GraphError, "reserves .* have no stage"),
        ({"kind": "secondary", "of": "imports"}, ms.GraphError, "cannot be told apart"),
        ({"minerals": "silver"}, ms.GraphError, "nothing to measure. silver: no primary output"),
        ({"minerals": "gallium"}, ms.GraphError, "gallium refining: every figure is withheld"),
        ({"minerals": ()}, ms.GraphError, "nothing to measure"),
        ({"kind": "secondary"}, ms.GraphError, "no secondary output"),
    ],
)
def test_a_question_without_an_answer_is_refused(options, error, message):
    with pytest.raises(error, match=message):
        ms.concentration(SMALL, **options)


def test_scrap_is_named_in_the_title():
    graph = ms.SupplyGraph.from_records(
        [
            ms.Mineral("cobalt", stages=("refining",)),
            producer("cobalt", "refining", "BEL", 3, kind="secondary"),
        ]
    )
    result = ms.concentration(graph, kind="secondary")
    assert result.title == "hhi of secondary output by place, 2025"
