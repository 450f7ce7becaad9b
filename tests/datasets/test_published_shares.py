"""Leading producers and their shares of the world in 2025, as the publisher prints them.

Printed: U.S. Geological Survey, 2026, Mineral commodity summaries 2026 data release,
doi:10.5066/P1WKQ63T, table 7 (critical minerals in 2025, estimates).
"""

from __future__ import annotations

import pytest

from mineralsec.datasets.tables import published, rows, slug

#: mineral, stage, leading place, its tonnes, its printed share of the world [%].
PRINTED = [
    ("aluminium", "mining", "GIN", 150_000_000, 34),
    ("antimony", "mining", "CHN", 40_000, 36),
    ("arsenic", "refining", "PER", 30_000, 49),
    ("barite", "mining", "IND", 3_000_000, 34),
    ("beryllium", "mining", "USA", 230, 53),
    ("bismuth", "refining", "CHN", 14_000, 88),
    ("chromium", "mining", "ZAF", 23_000_000, 45),
    ("cobalt", "mining", "COD", 230_000, 74),
    ("copper", "mining", "CHL", 5_300_000, 23),
    ("fluorspar", "mining", "CHN", 6_000_000, 60),
    ("gallium", "refining", "CHN", 900, 100),
    ("natural graphite", "mining", "CHN", 1_400_000, 78),
    ("indium", "refining", "CHN", 760, 69),
    ("lead", "mining", "CHN", 1_900_000, 42),
    ("lithium", "mining", "AUS", 92_000, 32),
    ("magnesium", "smelting", "CHN", 950_000, 86),
    ("manganese", "mining", "ZAF", 7_600_000, 37),
    ("nickel", "mining", "IDN", 2_600_000, 67),
    ("niobium", "mining", "BRA", 104_000, 93),
    ("palladium", "mining", "RUS", 84, 44),
    ("phosphate rock", "mining", "CHN", 110_000_000, 44),
    ("platinum", "mining", "ZAF", 120, 71),
    ("potash", "mining", "CAN", 15_000_000, 31),
    ("rare earths", "mining", "CHN", 270_000, 69),
    ("rhenium", "mining", "CHL", 30, 37),
    ("silicon", "silicon metal", "CHN", 4_000_000, 87),
    ("silver", "mining", "MEX", 6_300, 24),
    ("tantalum", "mining", "COD", 1_300, 52),
    ("tellurium", "refining", "CHN", 800, 80),
    ("tin", "mining", "CHN", 71_000, 24),
    ("titanium", "sponge", "CHN", 260_000, 70),
    ("tungsten", "mining", "CHN", 67_000, 79),
    ("vanadium", "mining", "CHN", 82_000, 75),
    ("zinc", "mining", "CHN", 4_100_000, 32),
    ("zirconium", "mining", "AUS", 400_000, 33),
]  # fmt: skip

#: Printed rows that nothing can be reproduced from, and why.
NOT_REPRODUCED = {
    "boron": "share and world total are withheld (W): countries count different products",
    "germanium": "output, share and world total are not available (NA)",
    "scandium": "no output by country (NA)",
    "yttrium": "no output by country (NA)",
}

TONNES = {"tonne": 1.0, "kilotonne": 1e3, "megatonne": 1e6, "kilogram": 1e-3}

#: Shares that the printed, rounded figures of table and chapter contradict by more than rounding.
LOOSE = {"manganese": 0.5}  # 7.6 of 20 million tonnes is 38 %, printed as 37


def output_2025(mineral, stage):
    """Return tonnes by place, in the unit of form that the publisher counts."""
    table = rows("world", slug(mineral), "producers.csv")
    table += rows("world", slug(mineral), "refiners.csv")
    return {
        row["place"]: float(row["output"]) * TONNES[row["unit"].removesuffix("/year")]
        for row in table
        if (row.get("stage") or row.get("makes")) == stage
        and (row["year"], row["vintage"]) == ("2025", "MCS 2026")
        and row["kind"] == "primary"
        and row["output"]
    }


def world_2025(mineral, stage):
    (total,) = (
        row
        for row in published("published_totals", "totals")
        if (row["mineral"], row["stage"], row["year"], row["vintage"], row["quantity"])
        == (mineral, stage, "2025", "MCS 2026", "production")
    )
    return float(total["published"]) * TONNES[total["unit"]]


@pytest.mark.parametrize(("mineral", "stage", "place", "tonnes", "share"), PRINTED)
def test_the_leading_producer_and_its_share_are_as_printed(mineral, stage, place, tonnes, share):
    output = output_2025(mineral, stage)
    named = {code: amount for code, amount in output.items() if code != "QXR"}
    assert max(named, key=named.__getitem__) == place
    # table 7 rounds to two or three digits where the chapter has more
    assert named[place] == pytest.approx(tonnes, rel=0.02)
    found = 100.0 * named[place] / world_2025(mineral, stage)
    assert found == pytest.approx(share, abs=0.5 + LOOSE.get(mineral, 0.0))


def test_every_printed_row_is_reproduced_or_has_a_reason():
    assert len(PRINTED) + len(NOT_REPRODUCED) == 39
