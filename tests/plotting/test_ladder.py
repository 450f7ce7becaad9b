"""The ladder chart says what its shapes show, and leaves out only what it names."""

from __future__ import annotations

import pytest

import mineralsec as ms
from mineralsec.plotting.ladder import ladder
from mineralsec.quantities import percent

from .charts import NAN, draw


def texts(ax):
    return [text.get_text() for text in ax.texts]


def note(ax):
    return next((t.get_text() for t in ax.texts if t.get_gid() == "note"), "")


def names(ax):
    """Return the names of the rows from top to bottom."""
    return [label.get_text() for label in ax.get_yticklabels()][::-1]


def test_the_worst_headline_stands_on_top():
    assert names(draw(ladder)) == ["gallium", "lithium", "copper"]


def test_equal_headlines_are_ordered_by_their_worst_rung_and_by_name():
    ax = ladder(
        ["c", "b", "a"],
        [[0.2, 0.1, 0.0], [0.2, 0.1, 0.0], [0.3, 0.1, 0.0]],
        ["x", "y", "z"],
        denominator="all use",
    )
    assert names(ax) == ["a", "b", "c"]


def test_every_row_says_its_headline_and_both_ends():
    found = texts(draw(ladder))
    for words in ("90 %", "80 to 90 %", "26 %", "0 to 50 %", "1.0 %", "0 to 3.0 %"):
        assert words in found


def test_every_rung_has_a_shape_of_its_own_in_the_key():
    ax = draw(ladder)
    legend = ax.get_legend()
    assert [t.get_text() for t in legend.get_texts()] == [
        "first quarter",
        "first year",
        "about three years",
    ]
    assert len({handle.get_marker() for handle in legend.legend_handles}) == 3


def test_rungs_in_between_are_drawn_too():
    ax = ladder(["a"], [[0.5, 0.4, 0.3, 0.2, 0.1]], list("vwxyz"), denominator="all use")
    markers = [line.get_marker() for line in ax.lines]
    assert markers.count(".") == 2
    assert [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "D"] == [0.3]


def test_title_axis_and_note_are_in_words():
    ax = draw(ladder)
    assert ax.get_title(loc="left") == "Output of China stops"
    assert ax.get_xlabel() == "share of use outside China that goes short"
    assert "data year 2024" in note(ax)


def test_a_mineral_without_use_is_left_out_by_name():
    ax = draw(ladder)
    assert "helium" not in names(ax)
    assert "Not shown, since none is used there: helium." in note(ax)


def test_only_minerals_without_use_make_an_empty_chart():
    ax = ladder(["helium"], [[NAN, NAN]], ["a", "b"], denominator="all use")
    assert names(ax) == []
    assert note(ax) == "Not shown, since none is used there: helium."


def test_one_response_has_no_range_and_is_named_below():
    ax = ladder(["gallium"], [[0.5]], ["ProRata()"], denominator="all use")
    assert ax.get_legend() is None
    assert [t for t in texts(ax) if t] == ["50 %", "Response: ProRata()."]
    assert ax.get_title(loc="left") == ""


def test_a_chart_without_words_has_no_note():
    assert note(ladder(["a"], [[0.5, 0.2]], ["x", "y"], denominator="all use")) == ""


@pytest.mark.parametrize(
    ("largest", "end"), [(0.9, 1.0), (0.51, 1.0), (0.45, 0.5), (0.03, 0.035), (0.0, 0.01)]
)
def test_the_axis_ends_above_the_largest_share(largest, end):
    ax = ladder(["a"], [[largest, 0.0]], ["x", "y"], denominator="all use")
    assert ax.get_xlim() == pytest.approx((-0.012 * end, 1.012 * end))


def test_small_shares_have_short_ticks():
    ax = ladder(["a"], [[0.022, 0.01]], ["x", "y"], denominator="all use")
    assert ax.xaxis.get_major_formatter()(0.005) == "0.5 %"


def test_a_trace_of_rounding_is_no_share():
    ax = ladder(["a"], [[1 + 1e-12, -1e-12]], ["x", "y"], denominator="all use")
    assert "0 to 100 %" in texts(ax)


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ([[0.5, 26.0]], "shares must be from 0 to 1, got 0.5 to 26. Write 0.26 for 26 %"),
        ([[-0.1, 0.5]], "got -0.1 to 0.5"),
        ([[0.5]], r"a row a mineral and a column a rung, \(1, 2\) .* got \(1, 1\)"),
        ([0.5, 0.2], r"got \(2,\)"),
        ([[0.5, 0.2], [0.5, 0.2]], r"got \(2, 2\)"),
    ],
)
def test_shares_that_do_not_fit_are_refused(shares, message):
    with pytest.raises(ms.RecordError, match=message):
        ladder(["a"], shares, ["x", "y"], denominator="all use")


def test_a_chart_of_nothing_is_refused():
    with pytest.raises(ms.RecordError, match=r"at least \(1, 1\)"):
        ladder([], [], [], denominator="all use")


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "0 %"), (0.0004, "0.04 %"), (0.012, "1.2 %"), (0.0996, "10 %"), (1.0, "100 %")],
)
def test_a_percentage_has_no_more_figures_than_it_deserves(share, words):
    assert percent(share) == words
