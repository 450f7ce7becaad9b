"""Countries add up to the world totals that the publisher prints.

Printed totals: U.S. Geological Survey, Mineral Commodity Summaries 2022 to 2026, data releases
(doi:10.5066/P9KKMCP4, 10.5066/P9WCYUI6, 10.5066/P144BA54, 10.5066/P13XCP3R, 10.5066/P1WKQ63T).
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

import mineralsec as ms
from mineralsec.datasets.tables import minerals, published, rows, slug

TOTALS = [row for row in published("published_totals", "totals") if row["published"]]

#: Totals more than 5 % off, and why.
EXCEPTIONS = {
    ("kaolin", "2024", "MCS 2025"): "printed as 4400, a nought short of about 44,400",
    ("zeolites", "2022", "MCS 2024"): "printed total is rounded to one digit",
}


def ratio(row):
    return float(row["rows_sum"]) / float(row["published"])


def test_countries_add_up_to_printed_world_totals_within_five_percent():
    off = {
        (row["mineral"], row["year"], row["vintage"])
        for row in TOTALS
        if abs(ratio(row) - 1.0) > 0.05
    }
    assert off == set(EXCEPTIONS)
    assert len(TOTALS) > 600
    assert len(off) < 0.03 * len(TOTALS)


def test_nine_in_ten_add_up_within_two_percent():
    close = [row for row in TOTALS if abs(ratio(row) - 1.0) <= 0.02]
    assert len(close) > 0.9 * len(TOTALS)


def test_only_germanium_has_no_total_in_the_newest_edition():
    newest = {row["mineral"] for row in TOTALS if row["vintage"] == "MCS 2026"}
    assert {row["mineral"] for row in TOTALS} - newest == {"germanium"}


@pytest.mark.parametrize("mineral", sorted({row["mineral"] for row in TOTALS}))
def test_the_bundled_rows_are_those_that_add_up(mineral):
    """The rows of one edition in the world dataset, summed, are the sum beside the total."""
    table = rows("world", slug(mineral), "producers.csv")
    table += rows("world", slug(mineral), "refiners.csv")
    for total in TOTALS:
        if (total["mineral"], total["quantity"]) != (mineral, "production"):
            continue
        chosen = [
            row
            for row in table
            if (row.get("stage") or row.get("makes")) == total["stage"]
            and (row["year"], row["vintage"]) == (total["year"], total["vintage"])
            and row["kind"] == "primary"
        ]
        if total["vintage"] != "MCS 2026":
            continue  # a country that a newer edition no longer names is left out of older ones
        unit = chosen[0]["unit"].removesuffix("/year")
        # a sum with a withheld part is a row with a lower bound
        known = (row["output"] or (row["mark"] == ">" and row["output_low"]) or 0 for row in chosen)
        found = sum(map(float, known)) * TONNES[unit] / TONNES[total["unit"]]
        assert found == pytest.approx(float(total["rows_sum"]), rel=1e-6), total


TONNES = {"tonne": 1.0, "kilotonne": 1e3, "megatonne": 1e6, "kilogram": 1e-3}


def test_the_world_dataset_has_at_least_75_minerals_with_producers():
    names = minerals("world")
    makers = [m for m in names if rows("world", slug(m), "producers.csv")]
    assert len(makers) >= 75
    years = {row["year"] for m in makers for row in rows("world", slug(m), "producers.csv")}
    assert years >= {"2021", "2022", "2023", "2024", "2025"}


def test_editions_are_never_mixed_silently():
    for mineral in minerals("world"):
        for row in rows("world", slug(mineral), "producers.csv"):
            assert row["vintage"], row


@pytest.fixture(scope="module")
def raw():
    folder = os.environ.get("MINERALSEC_RAW_DATA")
    if not folder:
        pytest.skip("set MINERALSEC_RAW_DATA to the folder of raw data to rebuild the dataset")
    return Path(folder)


def test_the_recipe_rebuilds_the_totals_byte_for_byte(raw):
    from mineralsec.datasets.recipe.published_totals import published_total_files

    here = Path(ms.__file__).parent / "datasets" / "published_totals"
    for path, text in published_total_files(raw).items():
        assert (here / path).read_bytes().decode() == text, path


def test_an_independent_reading_has_the_same_sums(raw):
    """`check_world_totals.csv` was made by another program from the same files."""
    path = raw / "derived" / "check_world_totals.csv"
    theirs = {
        (row["vintage"][:3] + " " + row["vintage"][3:], row["year"], round(total, 6))
        for row in csv.DictReader(path.read_text("utf-8").splitlines())
        if (total := float(row["sum_of_rows"]))
    }
    ours = [row for row in TOTALS if row["vintage"] in ("MCS 2025", "MCS 2026")]
    same = [
        row
        for row in ours
        if (row["vintage"], row["year"], round(float(row["rows_sum"]), 6)) in theirs
    ]
    # theirs keeps carats and cubic metres, and takes mixed forms apart
    assert len(same) > 0.85 * len(ours)
