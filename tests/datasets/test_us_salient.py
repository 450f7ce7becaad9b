"""US statistics: every printed net import reliance follows from the published figures, or why not.

Printed figures: U.S. Geological Survey, 2026, Mineral commodity summaries 2026 data release,
doi:10.5066/P1WKQ63T, salient statistics 2021 to 2025 and figure 2.
"""

from __future__ import annotations

import csv
import math
import os
from collections import Counter
from pathlib import Path

import pytest

import mineralsec as ms
from mineralsec.datasets.tables import published
from mineralsec.datasets.us_figures import us_statistics
from mineralsec.datasets.us_lines import us_reliance
from mineralsec.errors import UnknownNameError

LINES = us_reliance()

#: Printed figures that their own published parts contradict, and what we see.
CONTRADICTED = {
    ("gold", "", 2025): "printed as less than half a percent with the remark that no meaningful "
    "figure can be calculated; imports less exports are 60 t of 150 t",
    ("iron", "steel mill products", 2021): (
        "stocks of 2020 are those of an older edition, rounded to 100,000 t"
    ),
}


def line(mineral, year, form=""):
    (found,) = (one for one in us_reliance(mineral, year) if one.form == form)
    return found


def test_every_printed_reliance_whose_parts_are_published_follows_from_them():
    found = {(one.mineral, one.form, one.year) for one in LINES if one.agrees is False}
    assert found == set(CONTRADICTED)
    assert sum(one.agrees is True for one in LINES) == 376


def test_most_of_them_follow_to_the_digit_printed():
    numbers = [one for one in LINES if one.agrees and one.printed.isdigit()]
    exact = 0
    for one in numbers:
        bases = (one.consumption.point, one.supply.point)
        exact += any(f"{100 * one.net_imports.point / base:.0f}" == one.printed for base in bases)
    assert len(numbers) > 250
    assert exact > 0.85 * len(numbers)


def test_what_cannot_be_reproduced_says_which_figure_is_not_published():
    for one in LINES:
        if one.agrees is None:
            assert one.printed == "NA" or one.absent or one.unpublished, one
            assert math.isnan(one.reliance.low) or one.printed in ("E", "NA")


# chapter and printed figure, 2025 (figure 2 of the same publication)
@pytest.mark.parametrize(
    ("mineral", "form", "printed"),
    [
        ("gallium", "", "100"),
        ("natural graphite", "", "100"),
        ("platinum", "", "89"),
        ("titanium", "mineral concentrates", "88"),
        ("copper", "refined", "57"),
        ("zinc", "refined", "73"),
        ("aluminium", "bauxite", ">75"),
        ("lithium", "", ">50"),
        ("bromine", "", "<25"),
        ("iron", "ore", "E"),
    ],
)
def test_codes_are_kept_as_printed(mineral, form, printed):
    assert line(mineral, 2025, form).printed == printed


# worked by hand from the chapter of 2026: 588 + 3,330 + 24,000 + 4,920 - 2,690 - 1,570
def test_antimony_in_2024():
    one = line("antimony", 2024)
    assert one.production.point == 3918
    assert one.net_imports.point == 24_660
    assert one.supply.point == 28_578
    assert one.consumption.point == 28_600
    assert round(100 * one.reliance.point) == 86
    assert one.absent == ()


def test_stocks_count_as_supply_when_they_shrink():
    one = line("copper", 2024, "refined")
    assert one.released.point == 5  # 128 less 123 thousand tonnes
    assert line("copper", 2025, "refined").released.point < 0


def test_stocks_of_2020_come_from_an_older_edition():
    one = line("copper", 2021, "refined")
    assert one.released.point == 1  # 118 less 117 thousand tonnes
    assert "MCS" in " ".join(c.title for c in one.citations) or len(one.citations) > 1
    assert any("mcs2024" in c.locator for c in one.citations)


def test_the_government_counts_until_2022():
    assert line("tantalum", 2021).released.point == -10
    assert line("niobium", 2021).released.point == -1
    assert line("tin", 2023, "refined").released.point == pytest.approx(9180 - 10_900)


def test_a_withheld_figure_is_neither_zero_nor_a_number():
    one = line("lithium", 2024)
    assert one.absent == ("Production", "Consumption, apparent")
    assert math.isnan(one.production.point)
    assert one.production.high == math.inf
    assert math.isnan(one.reliance.point)
    assert one.agrees is None


def test_exports_that_are_not_available_leave_reliance_open():
    assert line("gallium", 2024).absent == ("Exports",)
    assert math.isnan(line("gallium", 2024).reliance.low)


def test_a_net_exporter_needs_no_consumption():
    one = line("boron", 2024)
    assert one.net_imports.high < 0
    assert (one.printed, one.agrees) == ("E", True)
    assert math.isnan(one.reliance.point)


def test_less_than_half_a_unit_is_an_interval():
    (exports,) = (s for s in us_statistics("crushed stone", 2024) if s.kind == "exports")
    assert exports.within[0] == 0.0
    assert exports.within[2] == 0.5
    assert (exports.printed, exports.text) == ("<0.5", "")


def test_no_figure_is_a_zero_that_the_publisher_did_not_print():
    for row in published("us_salient", "statistics"):
        if row["mark"] in ("W", "NA", "E", "<", ">"):
            assert row["value"] == "", row
        else:
            assert row["value"], row


@pytest.mark.parametrize(
    ("mineral", "detail", "half"),
    [
        ("titanium", "Production", 50.0),  # "rounded to the nearest 100,000 tons", in thousands
        ("yttrium", "Consumption, apparent", 50.0),  # "rounded to one significant digit"
        ("cobalt", "Imports for consumption", 50.0),  # 10,800
        ("silver", "Production: Mine", 5.0),  # 1,050
        ("beryllium", "Imports for consumption", 0.5),  # 16
    ],
)
def test_a_figure_stands_for_what_rounds_to_it(mineral, detail, half):
    found = next(
        s
        for s in us_statistics(mineral, 2024)
        if s.detail == detail and s.chapter not in ("TITANIUM AND TITANIUM DIOXIDE",)
    )
    assert found.within.high - found.within.point == pytest.approx(half)


def test_two_tables_of_one_chapter_are_told_apart():
    assert line("sheet mica", 2024).printed == "100"
    assert line("mica", 2024).printed == "39"


def test_every_figure_says_where_it_was_read():
    for one in us_statistics("tungsten"):
        assert one.source.publisher.startswith("US Geological Survey")
        assert "line" in one.source.locator
        assert one.source.licence in ("CC0-1.0", "US public domain")


def test_names_resolve_and_unknown_ones_say_what_there_is():
    assert us_reliance("W", 2024)[0].mineral == "tungsten"
    with pytest.raises(UnknownNameError, match="no US statistics of 'galium'"):
        us_reliance("galium")
    with pytest.raises(UnknownNameError, match="no US statistics of 3"):
        us_statistics(3)


def test_a_line_prints_as_a_card_and_in_one_line():
    one = line("cobalt", 2024)
    assert repr(one).startswith("UsReliance(mineral='cobalt'")
    html = one._repr_html_()
    assert "74" in html
    assert "imports" in html


def test_every_printed_line_of_the_release_is_in_the_package():
    statistics = Counter(
        (row["chapter"], row["commodity"], row["detail"], row["year"])
        for row in published("us_salient", "statistics")
    )
    assert max(statistics.values()) == 1
    printed = {key[:3] for key in statistics if "reliance" in key[2].casefold()}
    used = {
        (r["chapter"], r["commodity"], r["detail"]) for r in published("us_salient", "reliance")
    }
    assert printed - used == set()


def test_the_names_are_at_hand():
    assert ms.datasets.us_reliance is us_reliance
    assert ms.datasets.us_statistics is us_statistics


@pytest.fixture(scope="module")
def raw():
    folder = os.environ.get("MINERALSEC_RAW_DATA")
    if not folder:
        pytest.skip("set MINERALSEC_RAW_DATA to the folder of raw data to rebuild the dataset")
    return Path(folder)


def test_the_recipe_rebuilds_the_package_byte_for_byte(raw):
    from mineralsec.datasets.recipe.us_salient import us_salient_files

    here = Path(ms.__file__).parent / "datasets" / "us_salient"
    for path, text in us_salient_files(raw).items():
        assert (here / path).read_bytes().decode() == text, path


def test_an_independent_transcription_has_the_same_printed_figures(raw):
    ours = {(s.chapter, s.commodity, s.detail, s.year): s.printed for s in us_statistics()}
    path = raw / "reference" / "usgs_nir_2021_2025.csv"
    theirs = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    compared = 0
    for row in theirs:
        key = (row["chapter"], row["commodity"], row["detail"], int(row["year"]))
        if row["chapter"] != "MICA (NATURAL)":  # two tables of one name
            text = row["nir_pct"] if row["nir_pct"] != "s" else "<0.5"
            assert row["qualifier"] + text == ours[key], row
            compared += 1
    assert compared > 270
