"""Net import reliance of 2025 as figure 2 prints it, for every commodity of the figure.

Printed: U.S. Geological Survey, 2026, Mineral commodity summaries 2026 data release,
doi:10.5066/P1WKQ63T, figure 2 (net import reliance in 2025, percent of apparent consumption).
"""

from __future__ import annotations

import pytest

from mineralsec.datasets.us_lines import us_reliance
from mineralsec.errors import UnknownNameError

#: mineral, form, printed in the figure.
FIGURE_2 = [
    ("arsenic", "", "100"),
    ("asbestos", "", "100"),
    ("caesium", "", "100"),
    ("fluorspar", "", "100"),
    ("gallium", "", "100"),
    ("natural graphite", "", "100"),
    ("indium", "", "100"),
    ("manganese", "", "100"),
    ("sheet mica", "", "100"),
    ("niobium", "", "100"),
    ("scandium", "", "100"),
    ("strontium", "", "100"),
    ("tantalum", "", "100"),
    ("titanium", "sponge metal", "100"),
    ("yttrium", "", "100"),
    ("gemstones", "", "99"),
    ("xenon", "", "98"),
    ("abrasives", "fused aluminium oxide", ">95"),
    ("feldspar", "nepheline syenite", ">95"),
    ("krypton", "", "93"),
    ("bismuth", "", "92"),
    ("potash", "", "92"),
    ("antimony", "", "91"),
    ("platinum", "", "89"),
    ("titanium", "mineral concentrates", "88"),
    ("iron oxide pigments", "", "84"),
    ("industrial diamond", "stones", "81"),
    ("peat", "", "80"),
    ("chromium", "", "79"),
    ("cobalt", "", "79"),
    ("silver", "", "77"),
    ("tin", "refined", "77"),
    ("rhenium", "", "75"),
    ("barite", "", ">75"),
    ("aluminium", "bauxite", ">75"),
    ("magnesium", "metal", ">75"),
    ("abrasives", "silicon carbide", "74"),
    ("zinc", "refined", "73"),
    ("aluminium", "alumina", "71"),
    ("garnet", "", "71"),
    ("rare earths", "compounds and metals", "67"),
    ("aluminium", "metal", "60"),
    ("magnesium", "compounds", "59"),
    ("copper", "refined", "57"),
    ("palladium", "", "57"),
    ("neon", "", "52"),
    ("germanium", "", ">50"),
    ("lithium", "", ">50"),
    ("selenium", "", ">50"),
    ("silicon", "ferrosilicon and metal", ">50"),
    ("tungsten", "", ">50"),
    ("iodine", "", "<50"),
    ("nickel", "", "41"),
    ("vanadium", "", "41"),
    ("industrial diamond", "bort, grit, and dust and powder", "35"),
    ("mica", "", "34"),
    ("lead", "refined", "33"),
    ("salt", "", "31"),
    ("tellurium", "", ">25"),
    ("vermiculite", "", "25"),
    ("bromine", "", "<25"),
    ("cadmium", "", "<25"),
    ("zirconium", "ores and concentrates", "<25"),
    ("perlite", "", "23"),
    ("cement", "", "21"),
]

#: Rows of the figure that differ from the chapter of the same publication: figure, chapter.
DIFFERENT = {
    ("talc", ""): ("22", "23"),
    ("dimension stone", ""): ("85", "81"),  # the figure has what the chapter prints for granite
}


def printed(mineral, form):
    (one,) = (line for line in us_reliance(mineral, 2025) if line.form == form)
    return one


@pytest.mark.parametrize(("mineral", "form", "figure"), FIGURE_2)
def test_the_figure_prints_what_the_chapter_prints(mineral, form, figure):
    one = printed(mineral, form)
    assert one.printed == figure
    assert one.agrees is not False


@pytest.mark.parametrize(("mineral", "form"), DIFFERENT)
def test_where_figure_and_chapter_differ_the_parts_give_the_chapter(mineral, form):
    figure, chapter = DIFFERENT[mineral, form]
    one = printed(mineral, form)
    assert one.printed == chapter != figure
    assert one.agrees


def test_rubidium_is_in_the_figure_alone():
    with pytest.raises(UnknownNameError, match="no US statistics of 'rubidium'"):
        us_reliance("rubidium")
    assert len(FIGURE_2) + len(DIFFERENT) + 1 == 68
