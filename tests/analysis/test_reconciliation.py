"""What a reconciled graph says of itself."""

from __future__ import annotations

import pytest

import mineralsec as ms


def lithium(*more):
    return ms.SupplyGraph.from_records(
        [
            ms.Mineral("lithium", stages=("mining", "refining")),
            ms.Producer(id="ore<b>", mineral="Li", place="CHN", output="200 tonne/year"),
            ms.Refiner(id="refined", mineral="Li", place="CHN", output="300 tonne/year"),
            *more,
        ]
    )


@pytest.fixture(scope="module")
def found():
    return ms.reconcile(lithium())


def test_it_says_how_many_figures_and_totals_moved(found):
    assert (
        repr(found)
        == "Reconciled(1 minerals, 4 figures adjusted, 2 totals moved by more than 10 %)"
    )
    assert repr(found.adjustments).startswith(
        "Adjustments(4 figures; most: lithium|mining|CHN 100 -> "
    )
    assert {finding.code for finding in found.findings} == {"moved"}
    shares = [finding.share for finding in found.findings]
    assert shares == sorted(shares, reverse=True)
    one = ms.reconcile(lithium(), uncertainty={"reported": 0.03, "unseen": 0.05})
    assert repr(one).endswith("moved by more than 10 %)")


def test_the_largest_change_in_tonnes_comes_first(found):
    sizes = [abs(row.after - row.before) for row in found.adjustments.largest]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
def test_frames_have_units_in_their_headers(found, backend):
    frame = found.to_frame(backend)
    names = list(frame.column_names if backend == "pyarrow" else frame.columns)
    assert names == [
        "record", "kind", "mineral", "stage", "before_t_per_yr", "after_t_per_yr",
        "relative_change", "reason",
    ]  # fmt: skip
    assert len(frame) == len(found.adjustments) == 4


def test_cards_are_escaped_and_name_the_assumptions(found):
    text = found._repr_html_()
    assert "ore&lt;b&gt;" in text
    assert "<b>" not in text
    assert "reported 5%" in text
    assert "lithium|mining|CHN lacks 100 t/yr as reported" in text


def test_every_adjustment_has_its_reason(found):
    reasons = {row.record: row.reason for row in found.adjustments}
    assert reasons["ore<b>"] == "lithium|mining|CHN lacks 100 t/yr as reported"
    assert reasons["refined"] == reasons["ore<b>"]
    assert reasons["lithium|mining|CHN"].startswith("no record shows it")
    withheld = ms.reconcile(
        lithium(
            ms.Producer(
                id="w", mineral="Li", place="CHN",
                output=ms.Between("0 tonne/year", None, mark="W"),
            )
        )
    )  # fmt: skip
    assert "withheld" in withheld.adjustments._repr_html_()


def test_what_moved_because_its_neighbour_did_says_so():
    flow = {"mineral": "Li", "stage": "refining", "origin": "CHN", "destination": "JPN"}
    graph = lithium(
        ms.Flow(**flow, quantity="300 tonne/year"),
        ms.Consumer(id="use", mineral="Li", place="JPN", stage="refining", demand="300 tonne/year"),
    )
    reasons = {row.record: row.reason for row in ms.reconcile(graph).adjustments}
    assert reasons["use"] == "follows what moved around lithium|refining|JPN"
    surplus = lithium(
        ms.Flow(**flow, quantity="100 tonne/year"),
        ms.Consumer(id="use", mineral="Li", place="JPN", stage="refining", demand="120 tonne/year"),
    )
    reasons = {row.record: row.reason for row in ms.reconcile(surplus).adjustments}
    assert reasons["use"] == "lithium|refining|JPN lacks 20 t/yr as reported"
    assert reasons["lithium|refining|CHN>JPN"] == reasons["use"]


def test_a_balanced_graph_has_no_adjustments():
    assert repr(ms.Adjustments(())) == "Adjustments(none)"
    assert ms.Adjustments(()).to_frame("polars").shape == (0, 8)


def test_the_bundled_world_holds_its_adjustments():
    graph = ms.load("world", minerals="antimony")
    rows = ms.Adjustments.of(graph)
    assert len(rows) > 100
    assert all(row.after >= 0 and row.reason for row in rows)
