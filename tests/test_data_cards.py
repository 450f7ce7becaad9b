"""The pages of the data cards: complete, escaped, and made of the bundled data."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from mineralsec.datasets.tables import published, rows

sys.path.insert(0, str(Path(__file__).parent.parent / "docs" / "_ext"))

pytest.importorskip("sphinx", reason="the extra `docs` is not installed")

import data_cards

SECTIONS = [
    "Chain", "Who holds each stage", "If the largest producer stops", "Trade",
    "What sits in use", "Reserves", "Controls and stockpiles", "Findings", "Sources",
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("cards")
    data_cards.make(path, ["antimony", "talc"])
    return path


@pytest.mark.parametrize("mineral", ["antimony", "talc"])
def test_a_card_has_every_section(folder, mineral):
    text = (folder / f"{mineral}.md").read_text("utf-8")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert [h for h in headings if h in SECTIONS] == SECTIONS
    assert re.search(r"\*\*Grade [ABC]\*\*", text)
    assert (folder / f"{mineral}.png").stat().st_size > 5_000


def test_a_card_shows_who_mines_and_what_is_printed(folder):
    text = (folder / "antimony.md").read_text("utf-8")
    assert "| China | 40,000 |" in text
    assert "Printed world total of 2024: 119,000 t (MCS 2026)" in text
    assert "US 2025 (Antimony); EU 2023 (Antimony)" in text


def test_a_card_says_what_its_largest_producer_means(folder):
    text = (folder / "talc.md").read_text("utf-8")
    assert 'ms.remove_country(graph, "IND")' in text
    assert "grade B" in text


def test_the_overview_links_every_card(folder):
    text = (folder / "index.md").read_text("utf-8")
    for mineral in ("antimony", "talc"):
        assert f"| [{mineral}]({mineral}) |" in text
        assert f"\n{mineral}\n" in text


def test_every_row_of_a_table_has_the_cells_of_its_header(folder):
    for path in folder.glob("*.md"):
        width = 0
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("| "):
                cells = len(re.findall(r"(?<!\\)\|", line))
                assert width in (0, cells), line
                width = cells
            else:
                width = 0


def test_text_cannot_break_a_table():
    assert data_cards.cell("a|b\n*c*") == "a\\|b \\*c\\*"


@pytest.mark.parametrize(
    ("tonnes", "shown"),
    [(1234567.0, "1,230,000"), (12.34, "12.3"), (0.5, "0.5"), (7.0, "7"), (float("nan"), "-")],
)
def test_masses_have_three_figures(tonnes, shown):
    assert data_cards.amount(tonnes) == shown


def test_every_unit_of_the_tables_is_known():
    units = {row["unit"] for row in published("published_totals", "totals")}
    units |= {row["unit"].removesuffix("/year") for row in rows("world", "talc", "producers.csv")}
    assert units <= set(data_cards.TONNES)
