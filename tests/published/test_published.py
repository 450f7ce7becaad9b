"""Published numbers come out of the library, or are listed with the reason why not."""

from __future__ import annotations

import pytest

from tests.published.checks import SETS, Check, checks, table

MISSES = {(row["method"], row["item"]): row for row in table("misses.csv")}


def test_every_miss_is_listed_and_every_listed_miss_is_one():
    found = {(check.method, check.item) for check in checks() if check.within is False}
    assert found == set(MISSES)


@pytest.mark.parametrize("row", MISSES.values(), ids=lambda row: row["item"])
def test_a_listed_miss_says_what_contradicts_the_print(row):
    assert len(row["reason"].split()) > 3


@pytest.mark.parametrize("made", SETS, ids=lambda made: made.__name__)
def test_what_cannot_be_tried_says_why(made):
    assert all(check.reason for check in made() if check.within is None)


def by_set() -> dict[str, list[Check]]:
    return {made.__name__: [check for check in made() if check.within is not None] for made in SETS}


@pytest.mark.parametrize(
    ("made", "tried", "within"),
    [
        # flagged rows are asserted one by one in the checks themselves
        ("eu_supply_risk", 60, 0.7),
        ("eu_other_materials", 20, 0.5),
        ("eu_economic_importance", 21, 0.85),
        ("eu_economic_importance_incomplete", 8, 0.1),
        ("eu_importance_limits", 29, 0.85),
        ("us_reliance_by_year", 180, 0.99),
        ("us_reliance_2025", 20, 1.0),
        ("iea_top_shares", 24, 1.0),
        ("scalar_checks", 7, 1.0),
    ],
)
def test_most_published_numbers_come_out(made, tried, within):
    found = by_set()[made]
    assert len(found) >= tried
    assert sum(bool(check.within) for check in found) >= within * len(found)


def test_every_row_that_is_flagged_as_reproducible_is_within_a_tenth():
    flagged = {
        (row["material"], stage)
        for row in table("eu2023_results.csv")
        for stage in ("extraction", "processing")
        if row[f"recomputed_within_0.1_{stage}"] == "true"
    }
    found = {
        tuple(check.item.split(", ")): check
        for check in checks()
        if check.method == "EU supply risk 2023, by stage"
    }
    assert len(flagged) > 35
    assert [key for key in flagged if not found[key].within] == []
