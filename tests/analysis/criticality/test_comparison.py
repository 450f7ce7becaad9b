"""Methods side by side: ranks, correlations, flips, and a figure."""

from __future__ import annotations

import numpy as np
import pytest

import mineralsec as ms
from mineralsec.analysis.criticality.drivers import drivers_of
from mineralsec.errors import GraphError, UnknownNameError

crit = ms.criticality
NAMES = ("cobalt", "copper", "gallium", "lithium", "nickel", "rare earths")


def made(method, values, **more):
    rows = tuple(
        crit.Score(mineral=name, stage="mining", reason="unknown")
        if value is None
        else crit.Score(mineral=name, stage="mining", value=float(value))
        for name, value in zip(NAMES, values, strict=True)
    )
    return crit.Scores(method=method, measure=method, rows=rows, **more)


@pytest.fixture(scope="module")
def graph():
    return ms.load("world", minerals=NAMES)


@pytest.fixture(scope="module")
def usual(graph):
    return crit.compare(graph, place="EU27")


def test_the_usual_methods_stand_side_by_side(usual):
    assert set(usual.minerals) == set(NAMES)
    assert len(usual.methods) == 8
    assert usual.values.shape == usual.ranks.shape == (6, 8)
    assert len(usual.correlations) == 28
    assert all(-1 <= c.spearman <= 1 for c in usual.correlations if c.spearman is not None)
    assert all(c.n <= 6 for c in usual.correlations)


def test_what_is_missing_is_named_with_its_reason(usual):
    assert usual.missing
    assert all(reason for _, _, reason in usual.missing)
    count = int(np.isnan(usual.values).sum())
    assert len(usual.missing) == count


def test_methods_that_agree_correlate_and_the_opposite_do_not(graph):
    up = made("up", [1, 2, 3, 4, 5, 6])
    down = made("down", [1, 2, 3, 4, 5, 6], high_is_risky=False)
    same = made("same", [10, 20, 30, 40, 50, 60])
    found = crit.compare(graph, methods={"up": up, "down": down, "same": same})
    pairs = {(c.first, c.second): c.spearman for c in found.correlations}
    assert pairs["up", "same"] == pytest.approx(1)
    assert pairs["up", "down"] == pytest.approx(-1)


def test_ties_share_their_rank_and_a_constant_has_no_correlation(graph):
    tied = made("tied", [1, 1, 2, 3, 4, None])
    flat = made("flat", [1, 1, 1, 1, 1, 1])
    found = crit.compare(graph, methods={"tied": tied, "flat": flat})
    ranks = dict(zip(found.minerals, found.ranks[:, 0], strict=True))
    assert ranks["cobalt"] == ranks["copper"] == 4.5
    assert np.isnan(ranks["rare earths"])
    assert found.correlations[0].spearman is None
    assert found.correlations[0].n == 5


def test_too_few_minerals_have_no_correlation_and_no_flip(graph):
    few = made("few", [1, 2, None, None, None, None])
    found = crit.compare(graph, methods={"few": few, "all": made("all", range(6))})
    assert found.correlations[0].spearman is None
    assert found.flips == ()


def test_a_flip_is_at_opposite_ends_and_says_why(graph):
    hhi = made("hhi", [1, 2, 3, 4, 5, 6])
    life = made("reserve_life", [1, 2, 3, 4, 5, 6], high_is_risky=False)
    found = crit.compare(graph, methods={"HHI": hhi, "life": life})
    first = found.flips[0]
    assert {first.mineral for first in found.flips} == {
        "cobalt", "copper", "nickel", "rare earths",
    }  # fmt: skip
    assert first.risky_rank <= first.n / 3
    assert first.safe_rank > 2 * first.n / 3
    assert "counts" in first.reason


def test_two_scales_of_one_thing_differ_by_scale_alone(graph):
    one = made("hhi", [1, 2, 3, 4, 5, 6])
    other = made("hhi", [6, 5, 4, 3, 2, 1])
    found = crit.compare(graph, methods={"a": one, "b": other})
    assert {flip.reason for flip in found.flips} == {"both count the same things, on another scale"}


def test_a_flip_between_stages_names_both(graph):
    one = made("hhi", [1, 2, 3, 4, 5, 6])
    rows = tuple(
        crit.Score(mineral=row.mineral, stage="refining", value=7 - row.value) for row in one
    )
    other = crit.Scores(method="hhi", measure="hhi", rows=rows)
    found = crit.compare(graph, methods={"a": one, "b": other})
    assert "a is set by mining, b by refining" in {flip.reason for flip in found.flips}


def test_flips_of_the_usual_methods_have_reasons(usual):
    assert all(len(flip.reason.split()) > 4 for flip in usual.flips)


def test_what_a_method_counts_is_read_from_its_inputs(graph):
    found = drivers_of("EU", crit.eu(graph))
    assert {"governance", "origins", "reliance", "recycling", "concentration"} <= found.keys
    own = drivers_of("mine", made("taste", [1, 2, 3, 4, 5, 6]))
    assert own.keys == {"mine"}
    places = {key: place for key, place, _ in own.of("rare earths")}
    assert places == {"mine": 1.0}


def test_scores_are_found_by_mineral_and_method(usual):
    assert usual.value("Co", "EU supply risk").mineral == "cobalt"
    with pytest.raises(UnknownNameError, match="Did you mean 'HHI'"):
        usual.value("cobalt", "hhi")


def test_a_comparison_needs_two_methods_and_a_score(graph):
    with pytest.raises(GraphError, match="two methods or more"):
        crit.compare(graph, methods={"one": made("one", range(6))})
    nothing = made("none", [None] * 6)
    with pytest.raises(GraphError, match="no method scores any"):
        crit.compare(graph, methods={"a": nothing, "b": nothing})


def test_the_result_goes_out_as_frame_text_page_and_figure(usual):
    frame = usual.to_frame()
    assert list(frame)[:3] == ["mineral", "HHI", "rank: HHI"]
    assert len(frame) == 6
    plain = usual.to_dict()
    assert {"place", "year", "methods", "correlations", "flips"} == set(plain)
    assert "EU supply risk" in repr(usual)
    html = usual._repr_html_()
    assert "Rank correlations" in html
    axes = usual.plot()
    assert {text.get_text() for text in axes.get_yticklabels()} == set(NAMES)
    assert "importer EU27" in axes.get_title(loc="left")


def test_a_mineral_without_output_is_missing_from_concentration_with_its_reason():
    withheld = ms.Between("0 tonne/year", None, mark="W")
    records = [
        ms.Mineral("cobalt", stages=("mining",)),
        ms.Producer(id="a", mineral="cobalt", place="COD", output="9 tonne/year", year=2023),
        ms.Mineral("tin", stages=("mining",)),
        ms.Producer(id="b", mineral="tin", place="IDN", output=withheld, year=2023),
    ]
    found = crit.compare(ms.SupplyGraph.from_records(records))
    assert found.minerals == ("cobalt",)
    assert found.methods["HHI"]["tin"].value is None
