"""Plants beside their country's total are found; plants beside each other are not."""

import pytest
from attrs import evolve

import mineralsec as ms

TABLE = ms.Citation(title="World table")
OWN = ms.Citation(title="My mines")
COUNTRY = ms.Producer(
    id="all of it", mineral="lithium", place="AUS", output="90 tonne/year", source=TABLE
)
MINES = [
    ms.Producer(id=f"mine {i}", mineral="lithium", place=place, output=f"{i}0 tonne/year")
    for i, place in ((1, "AUS"), (2, "AUS:wodgina"), (3, "AUS"))
]


def found(*records):
    graph = ms.SupplyGraph.from_records([ms.Mineral("lithium", stages=("mining",)), *records])
    return [f for f in graph.findings() if f.code == "beside-a-total"]


def test_mines_beside_a_total_of_another_source_are_found():
    (finding,) = found(COUNTRY, *MINES)
    assert finding.severity == "warning"
    assert set(finding.records) == {"all of it", "mine 1", "mine 2", "mine 3"}
    assert finding.share == pytest.approx(60 / 150)
    assert "'all of it' (90 t/yr) comes of another source than 'mine 3'" in finding.message
    (finding,) = found(COUNTRY, *MINES, evolve(MINES[0], id="mine 4", source=OWN))
    assert "and others (70 t/yr). If it is the country's total" in finding.message


@pytest.mark.parametrize(
    "records",
    [
        (COUNTRY,),
        MINES,
        (evolve(COUNTRY, source=None), *MINES),
        (evolve(COUNTRY, output="50 tonne/year"), *MINES),
        (evolve(COUNTRY, place="AUS:greenbushes"), *MINES),
        (evolve(COUNTRY, place="CHL"), *MINES),
        (evolve(COUNTRY, kind="secondary"), *MINES),
        (evolve(COUNTRY, owners=ms.Owner("A", 1.0)), *MINES),
        (evolve(COUNTRY, operator="A"), *MINES),
        (COUNTRY, *(evolve(m, output="0 tonne/year") for m in MINES)),
    ],
    ids=[
        "alone", "no total", "one source", "smaller than the parts", "a site", "another country",
        "scrap", "owned", "operated", "planned",
    ],
)  # fmt: skip
def test_what_cannot_be_a_total_is_not_called_one(records):
    assert found(*records) == []


def test_planned_plants_of_the_world_are_beside_no_total():
    graph = ms.load("world", minerals=("aluminium", "rare earths"))
    assert not [f for f in graph.findings() if f.code == "beside-a-total"]
