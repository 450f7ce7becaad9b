"""Two views of one supply: whose it is, who else could sell it, what lies in the ground."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mineralsec as ms

MINERAL = ms.Mineral("cobalt", stages=("mining", "refining"))


def mine(place, output, *owners, name=None, **more):
    return ms.Producer(
        id=name or f"{place} mine",
        mineral="cobalt",
        place=place,
        output=f"{output} tonne/year",
        owners=owners,
        year=2024,
        **more,
    )


def reserve(place, amount):
    return ms.Reserve(mineral="cobalt", place=place, amount=f"{amount} tonne", year=2024)


def graph(*records):
    return ms.SupplyGraph.from_records([MINERAL, *records])


OWNED = graph(
    mine("COD", 60, ms.Owner("CMOC", 0.8, "CHN"), ms.Owner("State", 0.2, "COD")),
    mine("AUS", 40, ms.Owner("Jinchuan", 1.0, "CHN")),
    reserve("COD", 50),
    reserve("AUS", 50),
)


def test_the_pair_of_place_and_control_stands_side_by_side():
    row = ms.ownership_gap(OWNED)["cobalt", "mining"]
    assert row.first.value == pytest.approx(0.52)
    assert row.second.value == 1
    assert row.gap == pytest.approx(0.48)
    assert (row.low, row.high) == pytest.approx((0.48, 0.48))
    assert row.firm
    assert (row.first.top, row.second.top) == ("COD", "CHN")


def test_equity_and_control_differ():
    row = ms.ownership_gap(OWNED, rule="equity")[0]
    assert row.second.value == pytest.approx(0.88**2 + 0.12**2)


def test_what_nobody_is_on_record_for_widens_the_difference():
    part = graph(mine("COD", 60, ms.Owner("CMOC", 0.5, "CHN")), mine("AUS", 40))
    row = ms.ownership_gap(part, rule="equity")[0]
    assert (row.low, row.high) == pytest.approx((0.3**2 - 0.52, 1 - 0.52))
    assert not row.firm
    assert "not placed 70.0%" in repr(row)


@given(
    st.lists(st.tuples(st.sampled_from(["CHN", "AUS", "COD"]), st.floats(1, 99)), min_size=1),
    st.sampled_from(["equity", "control"]),
)
def test_there_is_no_gap_when_nobody_owns_abroad(mines, rule):
    home = graph(
        *(mine(p, q, ms.Owner(f"o{i}", 1, p), name=f"m{i}") for i, (p, q) in enumerate(mines))
    )
    assert ms.ownership_gap(home, rule=rule)[0].gap == pytest.approx(0, abs=1e-12)


def test_an_importer_contests_what_others_make():
    world = graph(mine("CHN", 50), mine("FIN", 20), mine("AUS", 30))
    row = ms.contestable(world, "EU27")[0]
    assert row.first.value == pytest.approx(0.38)
    assert row.second.value == pytest.approx((50 / 80) ** 2 + (30 / 80) ** 2)
    assert "outside EU27" in repr(ms.contestable(world, "EU27"))
    assert ms.contestable(world, ["CHN", "AUS"]).second == "outside AUS, CHN"
    with pytest.raises(ms.GraphError, match="nobody outside CHN holds anything"):
        ms.contestable(graph(mine("CHN", 50)), "CHN")


def test_sites_of_the_importer_are_its_own():
    world = graph(mine("CHN:north", 50), mine("AUS", 30))
    assert ms.contestable(world, "CHN")[0].second.top_share == 1


def test_a_residual_that_counts_as_many_stays_many():
    world = graph(mine("CHN", 50), mine("AUS", 30), mine("QXR", 20))
    row = ms.contestable(world, "AUS", residual="many")[0]
    assert row.second.shares.others == pytest.approx(20 / 70)
    assert row.second.value == pytest.approx((50 / 70) ** 2)


def test_reserves_stand_beside_the_first_stage():
    row = ms.reserve_gap(OWNED)[0]
    assert row.stage == "mining"
    assert row.gap == pytest.approx(0.5 - 0.52)


def test_what_has_no_pair_says_why():
    gap = ms.ownership_gap(OWNED)
    assert gap.missing[0][:2] == ("cobalt", "refining")
    assert "cobalt refining: no primary output" in str(gap)
    with pytest.raises(ms.GraphError, match=r"nothing to compare\. cobalt mining: no reserves"):
        ms.reserve_gap(graph(mine("AUS", 1)))


def test_stages_and_rows_are_chosen_by_name():
    with pytest.raises(ms.GraphError, match="nothing to compare"):
        ms.ownership_gap(OWNED, stages="refining")
    with pytest.raises(ms.UnknownNameError, match=r"no row of .* Rows here: cobalt mining"):
        ms.ownership_gap(OWNED)["cobalt", "refining"]
    assert len(list(ms.ownership_gap(OWNED))) == len(ms.ownership_gap(OWNED)) == 1


@pytest.mark.parametrize("backend", ["pandas", "polars"])
def test_a_gap_is_a_frame_a_page_and_plain_values(backend):
    gap = ms.ownership_gap(OWNED)
    frame = gap.to_frame(backend)
    assert list(frame["first_top"]) == ["COD"]
    assert frame["gap"][0] == pytest.approx(0.48)
    assert "<table" in gap._repr_html_()
    assert gap.to_dict()["rows"][0]["gap_low"] == pytest.approx(0.48)
    assert repr(gap[0]).startswith("cobalt  mining  0.520")
