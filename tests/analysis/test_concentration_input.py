"""Input that is wrong, or looks right: an error, a finding or a rule for each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mineralsec as ms

COBALT = ms.Mineral(
    "cobalt",
    stages=("mining", "refining"),
    forms=(ms.Form("cobalt hydroxide", content=0.3, stage="mining"),),
)


def mine(place, output, **more):
    given_more = {"id": f"{place} mine", "year": 2024} | more
    return ms.Producer(mineral="cobalt", place=place, output=output, **given_more)


def graph(*records):
    return ms.SupplyGraph.from_records([COBALT, *records])


def as_dict(shares):
    return dict(zip(shares.labels, shares.share.tolist(), strict=True))


@pytest.mark.parametrize(
    ("quantities", "message"),
    [
        ({}, "nothing is above zero"),
        ({"CHN": 0, "AUS": 0}, "nothing is above zero"),
        ({"CHN": 5, "AUS": -1}, "amounts are 0 or more"),
        ({"CHN": 5, "AUS": float("nan")}, "amounts are 0 or more"),
        ({"CHN": 5, "AUS": "much"}, "an amount is a number"),
    ],
)
def test_amounts_that_are_none_are_refused(quantities, message):
    with pytest.raises(ms.GraphError, match=message):
        ms.Shares.from_quantities(quantities)


def test_two_names_of_one_country_are_added_up():
    shares = ms.Shares.from_quantities(
        {"Burma": 10, "Myanmar": 20, "Türkiye": 30, "DR Congo": 40}, places=True
    )
    assert as_dict(shares) == pytest.approx({"COD": 0.4, "MMR": 0.3, "TUR": 0.3})


def test_two_names_of_one_country_are_one_place_in_a_graph():
    both = graph(mine("Burma", "10 tonne/year", id="a"), mine("Myanmar", "20 tonne/year", id="b"))
    assert as_dict(ms.shares(both, "cobalt")) == {"MMR": 1}


def test_a_total_among_the_parts_is_dropped_by_its_name():
    parts = {"China": 60, "World": 100, "Australia": 40}
    assert as_dict(ms.Shares.from_quantities(parts, places=True)) == {"CHN": 0.6, "AUS": 0.4}
    with pytest.raises(ms.GraphError, match="'World' is a total among the parts"):
        ms.Shares.from_quantities(parts)
    with pytest.raises(ms.UnknownNameError, match="World"):
        mine("World", "100 tonne/year")
    with pytest.raises(ms.GraphError, match="a total among"):
        ms.printed_shares({"CHN": 60, "AUS": 40, "World": 100}, unit=1, whole=100)


def test_hong_kong_is_a_place_of_its_own():
    shares = ms.Shares.from_quantities({"Hong Kong": 1, "China": 3}, places=True)
    assert as_dict(shares) == {"CHN": 0.75, "HKG": 0.25}


def test_a_holder_that_is_no_place_is_refused_where_places_are_asked_for():
    with pytest.raises(ms.UnknownNameError, match="Atlantis"):
        ms.Shares.from_quantities({"Atlantis": 1}, places=True)


def test_forms_are_added_as_contained_mineral():
    mixed = graph(
        mine("COD", "100 tonne/year", form="cobalt hydroxide"), mine("AUS", "30 tonne/year")
    )
    assert as_dict(ms.shares(mixed, "cobalt")) == pytest.approx({"COD": 0.5, "AUS": 0.5})


def test_a_form_without_a_content_is_refused():
    with pytest.raises(ms.MineralsecError, match="'sulfide' of cobalt is not defined"):
        graph(mine("COD", "100 tonne/year", form="sulfide"))


def test_a_basis_that_is_no_mass_a_year_is_refused():
    with pytest.raises(ms.UnitsError):
        mine("COD", "100 meter**3/year")
    with pytest.raises(ms.UnitsError):
        mine("COD", 100)


def test_years_are_never_mixed():
    years = graph(
        mine("COD", "60 tonne/year", year=2023),
        mine("COD", "80 tonne/year"),
        mine("AUS", "20 tonne/year"),
        mine("IDN", "500 tonne/year", year=2023),
    )
    shares = ms.shares(years, "cobalt")
    assert shares.year == 2024
    assert as_dict(shares) == pytest.approx({"COD": 0.8, "AUS": 0.2})


def test_one_figure_twice_is_refused():
    with pytest.raises(ms.DataError, match="duplicate"):
        graph(mine("COD", "60 tonne/year"), mine("COD", "70 tonne/year"))


@pytest.mark.parametrize("shares", [[0.5, 0.3], [50, 30, 20], [0.5, 0.6]])
def test_shares_beyond_rounding_of_one_are_refused(shares):
    with pytest.raises(ms.GraphError, match="not to 1: beyond rounding"):
        ms.hhi(shares)


def test_a_place_that_makes_nothing_is_not_counted():
    idle = graph(mine("COD", "60 tonne/year"), mine("AUS", "0 tonne/year"))
    shares = ms.shares(idle, "cobalt")
    assert shares.labels == ("COD",)
    assert ms.normalised_hhi(shares) == 1


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.floats(0.1, 99)), min_size=1, max_size=9))
def test_grouping_raises_the_index_by_twice_the_products_inside(rows):
    amounts: dict[str, float] = {}
    for name, amount in rows:
        amounts[name] = amounts.get(name, 0) + amount
    group = {name: "vowels" if name in "ae" else "others" for name in amounts}
    fine = ms.Shares.from_quantities(amounts)
    coarse = fine.merged(group)
    inside = sum(
        fine.share[i] * fine.share[j]
        for i in range(len(fine))
        for j in range(i)
        if group[fine.labels[i]] == group[fine.labels[j]]
    )
    assert ms.hhi(coarse) - ms.hhi(fine) == pytest.approx(2 * inside, abs=1e-12)


def test_theil_splits_exactly_by_bloc():
    shares = ms.Shares.from_quantities({"FIN": 30, "CHN": 40, "POL": 20, "AUS": 10})
    parts = ms.theil_decomposition(shares, shares.groups("EU27"))
    assert parts.total == pytest.approx(ms.theil(shares))
    assert set(parts.groups) == {"EU27", "CHN", "AUS"}
