"""The matrix writes each figure that matters and shows what is unknown."""

from __future__ import annotations

import pytest

import mineralsec as ms
from mineralsec.plotting.heat_matrix import heat_matrix

from .charts import draw, note, texts


def test_rows_and_columns_have_their_names_and_figures():
    ax = draw(heat_matrix)
    assert [t.get_text() for t in ax.get_yticklabels()] == ["helium", "cobalt", "gallium"]
    assert [t.get_text() for t in ax.get_xticklabels()] == ["CHN", "COD"]
    written = {t.get_text(): t.get_position() for t in ax.texts if t.get_text() in ("92", "60")}
    assert written == {"92": (0.5, 2.5), "60": (1.5, 1.5)}


def test_the_unknown_is_a_dot_and_a_trace_is_blank():
    found = [words for words in texts(draw(heat_matrix)) if len(words) < 4]
    assert sorted(found) == ["5", "60", "92", "·"]


def test_the_note_says_what_the_figures_are():
    assert note(draw(heat_matrix)).startswith("Figures: share that goes short, in percent")
    assert note(heat_matrix(["a"], ["b"], [[0.5]])) == ""


@pytest.mark.parametrize(
    ("rows", "shares", "message"),
    [
        (["a"], [[0.1], [0.2]], r"\(1, 1\) and at least \(1, 1\), got \(2, 1\)"),
        ([], [], "at least"),
        (["a"], [[1.4]], "Write 0.26 for 26 %"),
        (["a"], [[-0.4]], "from 0 to 1, got -0.4"),
    ],
)
def test_what_is_no_matrix_of_shares_is_refused(rows, shares, message):
    with pytest.raises(ms.RecordError, match=message):
        heat_matrix(rows, ["CHN"], shares)
