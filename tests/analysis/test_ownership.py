"""Whose output it is: equity, control and offtake, and what nobody is on record for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.analysis.ownership import Ownership, ultimate

MINERAL = ms.Mineral("cobalt", symbol="Co", stages=("mining", "refining"))


def mine(name, place, output, *owners, operator=None, **more):
    given_output = f"{output} tonne/year" if isinstance(output, (int, float)) else output
    return ms.Producer(
        id=name,
        mineral="cobalt",
        place=place,
        output=given_output,
        owners=owners,
        operator=operator,
        year=2024,
        **more,
    )


def stake(holder, held, fraction):
    return ms.Stake(holder=holder, held=held, fraction=fraction, as_of="2024-06-30")


def graph(*records):
    return ms.SupplyGraph.from_records([MINERAL, *records])


def as_dict(shares):
    return dict(zip(shares.labels, shares.share.tolist(), strict=True))


TENKE = mine("tenke", "COD", 60, ms.Owner("CMOC", 0.8, "CHN"), ms.Owner("Gécamines", 0.2, "COD"))
MUTANDA = mine("mutanda", "COD", 40, ms.Owner("Glencore", 1.0, "CHE"))


def test_equity_splits_a_plant_among_the_countries_of_its_owners():
    shares = ms.shares(graph(TENKE, MUTANDA), "cobalt", by="owner")
    assert as_dict(shares) == pytest.approx({"CHN": 0.48, "CHE": 0.4, "COD": 0.12})
    assert repr(shares).startswith("Shares(cobalt, mining, 2024, output by owner (equity): CHN")


def test_control_gives_a_plant_to_who_holds_more_than_half():
    shares = ms.shares(graph(TENKE, MUTANDA), "cobalt", by="owner", rule="control")
    assert as_dict(shares) == pytest.approx({"CHN": 0.6, "CHE": 0.4})


def test_companies_count_by_name():
    shares = ms.shares(graph(TENKE, MUTANDA), "cobalt", by="company")
    assert as_dict(shares) == pytest.approx({"CMOC": 0.48, "Glencore": 0.4, "Gécamines": 0.12})
    with pytest.raises(ms.UnknownNameError, match="shares by company cannot be merged"):
        shares.merged("EU27")


def test_control_goes_to_the_operator_when_nobody_holds_more_than_half():
    half = ms.Owner("A", 0.5, "CHN"), ms.Owner("B", 0.5, "CAN")
    run = graph(mine("m", "COD", 10, *half, operator="B"))
    assert as_dict(ms.shares(run, "cobalt", by="owner", rule="control")) == {"CAN": 1}
    alone = graph(mine("m", "COD", 10, *half, operator="nobody known"))
    split = {"CHN": 0.5, "CAN": 0.5}
    assert as_dict(ms.shares(alone, "cobalt", by="owner", rule="control")) == split
    assert ms.shares(alone, "cobalt", by="company", rule="control").labels == ("nobody known",)


def test_owners_from_one_country_control_together():
    third = [ms.Owner(name, 0.3, "CHN") for name in ("A", "B")]
    shares = ms.shares(graph(mine("m", "COD", 10, *third)), "cobalt", by="owner", rule="control")
    assert as_dict(shares) == {"CHN": 1}


def test_chains_of_stakes_are_followed_to_their_end():
    held = graph(
        mine("m", "COD", 10, ms.Owner("Local", 0.8, "COD"), ms.Owner("State", 0.2, "COD")),
        mine("other", "AUS", 10, ms.Owner("Parent", 1.0, "CHN")),
        stake("Middle", "Local", 0.75),
        stake("State", "Local", 0.25),
        stake("Parent", "Middle", 1.0),
    )
    equity = as_dict(ms.shares(held, "cobalt", by="owner"))
    assert equity == pytest.approx({"CHN": 0.8, "COD": 0.2})
    control = as_dict(ms.shares(held, "cobalt", by="company", rule="control"))
    assert control == {"Parent": 1}


def test_what_nobody_is_on_record_for_is_a_residual_that_may_be_anybodys():
    part = graph(
        mine("a", "COD", 50, ms.Owner("CMOC", 0.8, "CHN")),
        mine("b", "COD", 30, ms.Owner("unplaced", 1.0)),
        mine("c", "AUS", 20, ms.Owner("Local", 1.0, "AUS")),
    )
    shares = ms.shares(part, "cobalt", by="owner")
    assert as_dict(shares) == pytest.approx({"CHN": 0.4, "AUS": 0.2, "QXR": 0.4})
    low, high = ms.hhi_bounds(shares)
    assert low == pytest.approx(0.4**2 + 0.2**2)
    assert high == pytest.approx(0.8**2 + 0.2**2)
    assert ms.hhi_bounds(shares, residual="one holder")[1] == pytest.approx(0.36)
    assert dict(zip(shares.labels, shares.high.tolist(), strict=True)) == pytest.approx(
        {"CHN": 0.8, "AUS": 0.6, "QXR": 0.4}
    )
    assert dict(zip(shares.labels, shares.low.tolist(), strict=True)) == pytest.approx(
        {"CHN": 0.4, "AUS": 0.2, "QXR": 0.4}
    )


def test_part_of_a_company_without_a_holder_is_open():
    held = graph(
        mine("m", "COD", 10, ms.Owner("Listed", 1.0, "CHN"), operator=None),
        mine("n", "COD", 10, ms.Owner("Fund", 1.0, "USA")),
        stake("Fund", "Listed", 0.25),
    )
    shares = as_dict(ms.shares(held, "cobalt", by="owner"))
    assert shares == pytest.approx({"USA": 0.625, "QXR": 0.375})
    control = as_dict(ms.shares(held, "cobalt", by="owner", rule="control"))
    assert control == pytest.approx({"CHN": 0.5, "USA": 0.5})


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from("AB"), st.floats(0.05, 0.95)), min_size=1, max_size=4))
def test_no_owners_of_what_is_open_leave_the_bounds(parts):
    open_part = graph(
        *(mine(f"m{i}", "COD", 10 + i, ms.Owner(n, p, "CHN" if n == "A" else "USA"))
          for i, (n, p) in enumerate(parts))
    )  # fmt: skip
    shares = ms.shares(open_part, "cobalt", by="owner")
    low, high = ms.hhi_bounds(shares)
    rng = np.random.default_rng(0)
    named, rest = shares.quantities[1][:-1], shares.quantities[1][-1]
    reached = []
    for _ in range(200):
        more = rng.dirichlet(np.full(len(named) + 3, 0.2)) * rest
        q = np.append(named, np.zeros(3)) + more
        reached.append(float((q @ q) / q.sum() ** 2))
    all_to = [np.append(named, 0.0) + rest * e for e in np.eye(len(named) + 1)]
    reached += [float((q @ q) / q.sum() ** 2) for q in all_to]
    assert low - 1e-9 <= min(reached)
    assert max(reached) == pytest.approx(high)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(["CHL", "CHN", "AUS", "COD"]), st.floats(0.1, 100)),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(["equity", "control"]),
)
def test_owner_hhi_is_place_hhi_when_nobody_owns_abroad(mines, rule):
    home = graph(
        *(mine(f"m{i}", p, q, ms.Owner(f"o{i}", 1.0, p)) for i, (p, q) in enumerate(mines))
    )
    by_place, by_owner = (
        ms.shares(home, "cobalt", by="place"),
        ms.shares(home, "cobalt", by="owner", rule=rule),
    )
    assert as_dict(by_owner) == pytest.approx(as_dict(by_place))
    assert ms.hhi(by_owner) == pytest.approx(ms.hhi(by_place))


stakes_matrix = st.integers(1, 6).flatmap(
    lambda n: st.lists(st.floats(0, 1), min_size=n * n, max_size=n * n).map(
        lambda x: np.array(x).reshape(n, n)
    )
)


@given(stakes_matrix)
def test_the_series_of_chains_is_its_sum(raw):
    held = np.triu(raw, 1)
    held /= np.maximum(held.sum(axis=0), 1.0)
    ends = np.diag((held.sum(axis=0) == 0).astype(float))
    power, series = np.eye(len(held)), np.zeros_like(held)
    for _ in range(len(held) + 1):
        series += power
        power = power @ held
    assert ultimate(held) == pytest.approx(ends @ series)


@given(stakes_matrix)
def test_nobody_ends_up_with_more_than_there_is(raw):
    np.fill_diagonal(raw, 0)
    held = 0.9 * raw / np.maximum(raw.sum(axis=0), 1.0)
    assume(np.abs(np.linalg.eigvals(held)).max() < 0.99)
    found = ultimate(held)
    assert (found >= -1e-9).all()
    assert (found.sum(axis=0) <= 1 + 1e-9).all()


def test_a_circle_of_part_holdings_has_an_end():
    # A holds half of B, B a tenth of A, an outsider 80 % of A
    held = np.array([[0, 0.5, 0], [0.1, 0, 0], [0.8, 0, 0]])
    whole = np.linalg.inv(np.eye(3) - held)
    assert ultimate(held)[2] == pytest.approx(whole[2])
    assert whole[2, 1] == pytest.approx(0.8 * 0.5 / 0.95)


def test_companies_that_hold_each_other_wholly_are_refused():
    with pytest.raises(ms.GraphError, match="without an end"):
        ultimate(np.array([[0.0, 1.0], [1.0, 0.0]]))
    with pytest.raises(ms.GraphError, match="is held for"):
        ultimate(np.array([[0.0, 0.6], [0.0, 0.6]]))


def test_no_companies_have_no_chains():
    assert ultimate(np.zeros((0, 0))).shape == (0, 0)


@pytest.mark.parametrize(
    ("records", "message"),
    [
        ((stake("A", "C", 0.7), stake("B", "C", 0.7)), "stakes in C sum to 1.4"),
        ((stake("A", "B", 0.6), stake("B", "A", 0.6)), "control runs in a circle: A, B"),
        (
            (
                mine("m", "COD", 1, ms.Owner("X", 1, "CHN")),
                mine("n", "COD", 1, ms.Owner("X", 1, "USA")),
            ),
            "X sits in CHN and in USA",
        ),
    ],
)
def test_ownership_that_contradicts_itself_is_refused(records, message):
    with pytest.raises(ms.GraphError, match=message):
        Ownership.of(records)


def flow(destination, quantity, buyer=None, origin="COD"):
    return ms.Flow(
        mineral="cobalt",
        stage="mining",
        origin=origin,
        destination=destination,
        quantity=f"{quantity} tonne/year",
        buyer=buyer,
        year=2024,
    )


def test_offtake_is_whose_contract_it_is():
    sold = graph(
        TENKE, MUTANDA, flow("CHN", 50, "Glencore"), flow("CHN", 20, "CMOC"), flow("JPN", 5)
    )
    by_country = ms.shares(sold, "cobalt", by="owner", rule="offtake")
    assert as_dict(by_country) == pytest.approx({"CHE": 0.5, "CHN": 0.2, "QXR": 0.3})
    by_name = ms.shares(sold, "cobalt", by="company", rule="offtake")
    assert as_dict(by_name) == pytest.approx({"Glencore": 0.5, "CMOC": 0.2, "QXR": 0.3})


def test_a_state_buys_under_its_own_name():
    sold = graph(MUTANDA, flow("JPN", 30, "Japan"))
    shares = ms.shares(sold, "cobalt", by="owner", rule="offtake")
    assert as_dict(shares) == pytest.approx({"JPN": 0.75, "QXR": 0.25})


def test_a_market_with_two_makers_sells_for_both():
    sold = graph(TENKE, MUTANDA, flow("CHN", 50, "Glencore"), flow("CHN", 5, "unknown seat"))
    shares = ms.shares(sold, "cobalt", by="owner", rule="offtake")
    assert as_dict(shares) == pytest.approx({"CHE": 0.5, "QXR": 0.5})


def test_contracts_for_more_than_is_made_share_what_is_made():
    sold = graph(MUTANDA, flow("CHN", 60, "Glencore"), flow("USA", 20, "somebody"))
    shares = ms.shares(sold, "cobalt", by="company", rule="offtake")
    assert as_dict(shares) == pytest.approx({"Glencore": 0.75, "somebody": 0.25})


def test_without_owners_or_buyers_there_is_nobody_to_name():
    bare = graph(mine("m", "COD", 10), flow("CHN", 5))
    with pytest.raises(ms.GraphError, match="no owner with a known country is on record"):
        ms.shares(bare, "cobalt", by="owner")
    with pytest.raises(ms.GraphError, match="no owner is on record"):
        ms.shares(bare, "cobalt", by="company")
    with pytest.raises(ms.GraphError, match=r"no buyer .* Give flows buyer="):
        ms.shares(bare, "cobalt", by="owner", rule="offtake")
    with pytest.raises(ms.GraphError, match="cobalt mining: no owner"):
        ms.concentration(bare, by="owner")


@pytest.mark.parametrize(
    ("words", "error", "message"),
    [
        ({"by": "owner", "of": "reserves"}, ms.UnknownNameError, "not for reserves"),
        ({"by": "place", "rule": "control"}, ms.GraphError, "It goes with by='owner'"),
        ({"by": "owner", "rule": "majority"}, ms.UnknownNameError, "rule='majority'"),
        ({"by": "owner", "rule": "offtake", "of": "capacity"}, ms.GraphError, "of='output'"),
        ({"by": "id", "of": "exportable"}, ms.UnknownNameError, "exportable have no id"),
    ],
)
def test_words_that_mean_nothing_together_are_refused(words, error, message):
    with pytest.raises(error, match=message):
        ms.shares(graph(TENKE), "cobalt", **words)


def test_what_no_source_places_has_no_owner():
    shares = ms.shares(
        graph(MUTANDA, mine("rest", "QXR", 10, ms.Owner("X", 1, "USA"))), "cobalt", by="owner"
    )
    assert as_dict(shares) == pytest.approx({"CHE": 0.8, "QXR": 0.2})


def test_withheld_output_has_its_owners_inside_the_bounds():
    withheld = ms.Between("0 tonne/year", "40 tonne/year", mark="W")
    shares = ms.shares(
        graph(MUTANDA, mine("m", "USA", withheld, ms.Owner("Local", 1.0, "USA"))),
        "cobalt",
        by="owner",
    )
    assert shares.withheld == ("USA",)
    assert ms.hhi_bounds(shares) == pytest.approx((0.5, 1))


def test_exportable_supply_is_what_a_place_does_not_use_itself():
    world = graph(
        mine("cod", "COD", 100),
        mine("chn", "CHN", 30),
        mine("aus", "AUS", 20),
        ms.Refiner(
            id="refinery",
            mineral="cobalt",
            place="CHN",
            takes="mining",
            makes="refining",
            output="45 tonne/year",
            recovery=0.9,
            year=2024,
        ),
        ms.Consumer(
            id="use",
            mineral="cobalt",
            place="AUS",
            stage="mining",
            demand="5 tonne/year",
            year=2024,
        ),
        ms.Consumer(
            id="battery", mineral="cobalt", place="CHN", stage="refining", demand="45 tonne/year",
            year=2024,
        ),
    )  # fmt: skip
    shares = ms.shares(world, "cobalt", of="exportable")
    assert as_dict(shares) == pytest.approx({"COD": 100 / 115, "AUS": 15 / 115})
    with pytest.raises(ms.GraphError, match="nothing is above zero"):
        ms.shares(world, "cobalt", of="exportable", stage="refining")


def test_cobalt_by_soil_and_by_owner_are_two_answers():
    facilities = ms.load("facilities", minerals="cobalt")
    soil = ms.shares(facilities, "cobalt", of="capacity")
    owned = ms.shares(facilities, "cobalt", of="capacity", by="owner")
    assert soil.top(1)[0][0] == "COD"
    assert soil.top(1)[0][1] > 0.8
    assert as_dict(owned)["COD"] < 0.2
    assert {"CHE", "CHN"} <= set(owned.labels[:3])
    assert ms.hhi_bounds(owned)[1] < ms.hhi(soil)
