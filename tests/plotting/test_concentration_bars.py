"""The bar chart shows what is known of each value, and says what is not."""

from __future__ import annotations

import pytest

import mineralsec as ms
from mineralsec.plotting.concentration_bars import concentration_bars

from .charts import INF, NAN, draw


def texts(ax):
    return [text.get_text() for text in ax.texts]


def note(ax):
    return next((t.get_text() for t in ax.texts if t.get_gid() == "note"), "")


def test_the_first_label_stands_on_top():
    ax = draw(concentration_bars)
    assert [t.get_text() for t in ax.get_yticklabels()] == ["silver", "copper", "gallium"]
    assert [bar.get_width() for bar in ax.patches] == [1.0, 2.0, 3.0]


def test_every_bar_says_its_value_and_its_bounds():
    found = texts(draw(concentration_bars))
    for words in ("3", "1 or more", "2", "bounds unknown", "1", "0.5 to 1.5"):
        assert words in found


def test_whiskers_reach_from_low_to_high_and_an_arrow_points_to_no_limit():
    ax = draw(concentration_bars)
    whiskers = [line for line in ax.lines if len(line.get_xdata()) == 2]
    assert [tuple(line.get_xdata()) for line in whiskers] == [(0.5, 1.5), (1.0, 3.0)]
    assert [line.get_marker() for line in ax.lines].count(">") == 1


def test_the_note_explains_what_is_drawn_and_names_what_is_not():
    assert note(draw(concentration_bars)).replace("\n", " ") == (
        "Whiskers: least and largest value that the figures allow. Arrow: no upper limit is known. "
        "Not shown, since no value is known: helium. nothing known of helium"
    )
    bare = concentration_bars(["a"], [1.0], [NAN], [NAN])
    assert note(bare) == ""


def test_title_and_axis_are_as_given():
    ax = draw(concentration_bars)
    assert ax.get_title(loc="left") == "effective number of output by place"
    assert ax.get_xlabel() == "effective number"


@pytest.mark.parametrize("values", [[0.0, 0.0], [NAN, NAN]])
def test_a_chart_of_no_length_has_an_axis(values):
    ax = concentration_bars(["a", "b"], values, values, values)
    assert ax.get_xlim() == pytest.approx((0, 1.02))


def test_an_arrow_stands_at_the_end_of_the_chart():
    ax = concentration_bars(["a", "b"], [1.0, 2.0], [1.0, 2.0], [INF, 4.0])
    (arrow,) = (line for line in ax.lines if line.get_marker() == ">")
    assert list(arrow.get_xdata()) == [4.0]


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        (([1.0], [0.5], [2.0, 3.0]), r"\(1, at least 1\), got the shapes \(1,\), \(1,\), \(2,\)"),
        (([3.0], [0.5], [2.0]), "a: 3 lies outside its bounds 0.5 to 2"),
        (([0.1], [0.5], [2.0]), "Give low, value and high in this order"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(arrays, message):
    with pytest.raises(ms.RecordError, match=message):
        concentration_bars(["a"], *arrays)


def test_a_chart_of_nothing_is_refused():
    with pytest.raises(ms.RecordError, match="one number a label"):
        concentration_bars([], [], [], [])


def test_concentration_draws_its_rows():
    graph = ms.SupplyGraph.from_records(
        [
            ms.Mineral("gallium", stages=("refining", "alloy")),
            ms.Producer(
                id="a", mineral="gallium", stage="refining", place="CHN", output="3 tonne/year"
            ),
            ms.Producer(
                id="b", mineral="gallium", stage="refining", place="JPN", output="1 tonne/year"
            ),
            ms.Mineral("helium", stages=("refining",)),
            ms.Consumer(
                id="c", mineral="helium", place="JPN", stage="refining", demand="1 tonne/year"
            ),
        ]
    )
    ax = ms.concentration(graph).plot()
    assert [t.get_text() for t in ax.get_yticklabels()] == ["gallium refining"]
    assert "0.625" in texts(ax)
    assert ax.get_title(loc="left").startswith("hhi of output")
    assert "helium: no primary output in this graph" in note(ax)
