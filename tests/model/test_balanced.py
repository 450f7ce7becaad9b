"""A reconciled figure goes with the figure it was found for, and with no other."""

import copy
import pickle

import pytest
from attrs import evolve

import mineralsec as ms
from mineralsec.model.balanced import Balanced

COMMON = {"mineral": "lithium", "year": 2024, "reconciled": "12 tonne/year"}
RECORDS = [
    (ms.Producer(id="a", place="CHL", output="10 tonne/year", **COMMON), "output"),
    (ms.Refiner(id="b", place="CHN", output="10 tonne/year", **COMMON), "output"),
    (
        ms.Consumer(id="c", place="JPN", stage="refining", demand="10 tonne/year", **COMMON),
        "demand",
    ),
    (
        ms.Flow(
            stage="mining", origin="CHL", destination="CHN", quantity="10 tonne/year", **COMMON
        ),
        "quantity",
    ),
]


@pytest.mark.parametrize(("record", "name"), RECORDS, ids=["producer", "refiner", "use", "flow"])
def test_a_changed_figure_drops_what_was_reconciled_with_the_old_one(record, name):
    assert evolve(record, **{name: "11 tonne/year"}).reconciled is None
    assert evolve(record, **{name: ms.Between("9 tonne/year", "11 tonne/year")}).reconciled is None


@pytest.mark.parametrize(("record", "name"), RECORDS, ids=["producer", "refiner", "use", "flow"])
def test_the_same_figure_keeps_it_in_any_unit_and_after_any_copy(record, name):
    for other in (
        evolve(record, vintage="2026"),
        evolve(record, **{name: "0.01 kilotonne/year"}),
        evolve(evolve(record, **{name: "11 tonne/year"}), **{name: "10 tonne/year"}, **COMMON),
    ):
        assert other.reconciled == ms.Q(12, "tonne/year")
    for copied in (copy.copy(record), copy.deepcopy(record), pickle.loads(pickle.dumps(record))):
        assert copied == record
        assert evolve(copied, **{name: "11 tonne/year"}).reconciled is None


@pytest.mark.parametrize(("record", "name"), RECORDS, ids=["producer", "refiner", "use", "flow"])
def test_a_figure_given_anew_is_kept(record, name):
    both = evolve(record, **{name: "11 tonne/year"}, reconciled="13 tonne/year")
    assert both.reconciled == ms.Q(13, "tonne/year")
    assert evolve(both, **{name: "10 tonne/year"}).reconciled is None
    scaled = evolve(record, **{name: "20 tonne/year"}, reconciled=2 * record.reconciled)
    assert scaled.reconciled == ms.Q(24, "tonne/year")


def test_a_reconciled_figure_computes_like_any_quantity():
    figure = RECORDS[0][0].reconciled
    assert isinstance(figure, ms.ureg.Quantity)
    assert figure + ms.Q(1, "tonne/year") == ms.Q(13, "tonne/year")
    assert copy.copy(figure).of == figure.of == ms.Q(10, "tonne/year")
    assert Balanced(3.0, "tonne/year").of is None


def test_disruption_reads_a_figure_that_the_user_changed():
    world = ms.load("world", minerals="tungsten")
    plant = next(
        r
        for r in world.records
        if isinstance(r, ms.Producer | ms.Refiner)
        and r.year == 2024
        and r.reconciled is not None
        and r.place != "CHN"
    )
    changed = evolve(plant, output="1 tonne/year")
    graph = ms.SupplyGraph.from_records(
        [changed if r is plant else r for r in world.records], year=2024
    )
    makers = graph.columns.makers
    assert makers.reconciled[makers.id.index(plant.id)] == pytest.approx(
        makers.output[1, makers.id.index(plant.id)]
    )
