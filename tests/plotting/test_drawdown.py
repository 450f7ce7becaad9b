"""The chart over time shows what is met, from where, and what goes short."""

from __future__ import annotations

import pytest

import mineralsec as ms
from mineralsec.plotting.drawdown import drawdown

from .charts import PATH, draw, note


def legend(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_every_part_is_named():
    assert legend(draw(drawdown)) == [
        "met from production",
        "met from stock",
        "goes short",
        "need",
        "stock left [t]",
    ]


def test_without_a_stock_there_is_one_axis():
    ax = draw(drawdown, stock=None)
    assert len(ax.get_figure().axes) == 1
    assert len(legend(ax)) == 4


def test_both_axes_say_their_units():
    ax = draw(drawdown, unit="t a month", stock_unit="t")
    assert ax.get_ylabel() == "t a month"
    assert ax.get_figure().axes[1].get_ylabel() == "stock left [t]"
    assert note(ax) == "data year 2024"


def test_at_most_twelve_months_are_written():
    months = [str(i) for i in range(30)]
    ax = drawdown(months, [1.0] * 30, [1.0] * 30, [0.0] * 30)
    assert len(ax.get_xticks()) == 10


def test_nothing_at_all_is_drawn_too():
    ax = drawdown(["a"], [0.0], [0.0], [0.0], stock=[0.0])
    assert ax.get_ylim() == (0.0, 1.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"need": [1.0]}, r"one number a month \(8, at least 1\), got the shapes \(1,\), \(8,\)"),
        ({"supply": [-1.0, *PATH["supply"][1:]]}, "2025-01: -1 is not an amount of 0 or more"),
        ({"stock": [1.0, float("nan"), *PATH["stock"][2:]]}, "2025-02: nan is not an amount"),
    ],
)
def test_series_that_do_not_fit_are_refused(change, message):
    with pytest.raises(ms.RecordError, match=message):
        draw(drawdown, **change)
