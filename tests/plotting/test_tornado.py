"""The tornado chart: one bar an assumption, ends that nothing clears drawn to the edge."""

import math

import pytest

from mineralsec.errors import RecordError
from mineralsec.plotting.tornado import tornado


def test_each_assumption_has_a_bar_and_the_middle_a_line():
    ax = tornado(
        ["demand", "supply"],
        [(2.0, 9.0), (4.0, math.inf)],
        [("-0.6", "-0.1"), ("0.5", "0")],
        middle=5.0,
        label="price",
        title="What it hangs on",
        note="made up",
    )
    assert len(ax.patches) == 2
    assert [t.get_text() for t in ax.get_yticklabels()] == ["demand", "supply"]
    words = [t.get_text() for t in ax.texts]
    assert "0: none clears" in words
    assert "-0.6" in words
    # no tick where no figure can be
    assert min(ax.get_xticks()) >= 0


def test_figures_below_zero_have_ticks_too():
    ax = tornado(["a"], [(-3.0, 2.0)], [("low", "high")], middle=math.inf, label="change")
    assert min(ax.get_xticks()) < 0
    assert len(ax.lines) == 0


def test_nothing_finite_still_draws():
    ax = tornado(["a"], [(math.inf, math.inf)], [("", "")], middle=math.inf, label="price")
    assert ax.get_xlabel() == "price"


def test_names_ends_and_words_are_one_each():
    with pytest.raises(RecordError, match="1 names, 0 ends and 0 pairs of words"):
        tornado(["a"], [], [], middle=1.0, label="price")
