"""A grade says how much of the data somebody counted."""

from __future__ import annotations

import pytest

from mineralsec.graph.grade import GRADES, grade


@pytest.mark.parametrize(
    ("output", "flow", "expected"),
    [
        (("reported", "reported"), "reported", "A"),
        (("estimated", "estimated"), "estimated", "A"),
        (("reported", "modelled"), "reported", "A"),
        (("reported", "reported"), "modelled", "B"),
        (("reported", "reported"), "projected", "B"),
        (("modelled", "reported"), "reported", "C"),
        (("projected", "modelled"), "modelled", "C"),
    ],
)
def test_the_grade_follows_most_of_the_tonnes(make, output, flow, expected):
    graph = make.graph(
        make.mine("m", "XAA", 60, quality=output[0]),
        make.mine("n", "XAA", 40, quality=output[1]),
        make.flow("XAA", "XAB", 10, quality=flow),
    )
    assert grade(graph, "Co") == expected
    assert expected in GRADES


def test_no_trade_between_places_is_the_lowest_grade(make):
    mines = make.mine("m", "XAA", 60), make.mine("n", "XAB", 40)
    assert grade(make.graph(*mines), "cobalt") == "C"
    assert grade(make.graph(mines[0]), "cobalt") == "A", "one place has nobody to trade with"
