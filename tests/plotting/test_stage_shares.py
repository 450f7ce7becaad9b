"""The chart of a chain shows every holder of every stage, and what nobody names."""

from __future__ import annotations

import pytest

import mineralsec as ms
from mineralsec.plotting.stage_shares import stage_shares

from .charts import draw, note, texts


def test_the_first_stage_stands_on_top():
    labels = [label.get_text() for label in draw(stage_shares).get_yticklabels()]
    assert labels == ["magnet", "separation", "mining"]


def test_the_pieces_of_a_stage_fill_its_bar():
    ax = draw(stage_shares)
    for height in range(3):
        row = [p for p in ax.patches if round(p.get_y() + p.get_height() / 2) == height]
        assert sum(piece.get_width() for piece in row) == pytest.approx(1.0)


def test_wide_pieces_say_who_and_how_much():
    found = texts(draw(stage_shares))
    assert "CHN\n69 %" in found
    assert "CHN\n94 %" in found
    assert not any(words.startswith("THA") for words in found)


def test_a_holder_keeps_its_look_from_stage_to_stage():
    ax = draw(stage_shares)
    largest = [max(ax.patches, key=lambda p, h=h: (round(p.get_y()) == h) * p.get_width())
               for h in range(3)]  # fmt: skip
    assert len({piece.get_facecolor() for piece in largest}) == 1


def test_the_note_counts_what_has_no_label_and_explains_what_is_not_named():
    words = note(draw(stage_shares)).replace("\n", " ")
    assert "3 holders with less than 5.5 % of a stage have no label" in words
    assert "Not named" in words
    assert note(stage_shares(["a"], [{"CHN": 1.0}])) == ""


@pytest.mark.parametrize(
    ("stages", "shares", "message"),
    [
        ([], [], "one entry a stage"),
        (["a"], [], r"\(1, at least 1\), got 0 and 1"),
        (["a"], [{"CHN": 0.5}], "a: the shares must be 0 or more and sum to 1, got a sum of 0.5"),
        (["a"], [{"CHN": 1.5, "USA": -0.5}], "least share of -0.5"),
    ],
)
def test_shares_that_are_no_shares_are_refused(stages, shares, message):
    with pytest.raises(ms.RecordError, match=message):
        stage_shares(stages, shares)
