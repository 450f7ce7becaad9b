"""Ranks by several methods, drawn as a table of tones."""

from __future__ import annotations

import pytest

from mineralsec.errors import RecordError
from mineralsec.plotting.concordance import concordance

NAN = float("nan")


def drawn(ranks, pairs, **options):
    return concordance(["gallium", "tin", "zinc"], ["EU", "R/P"], ranks, pairs, **options)


def test_every_rank_is_written_and_a_missing_one_is_a_dot():
    axes = drawn([[1, NAN], [2, 1.5], [3, 1.5]], [[1, -0.25], [-0.25, 1]], title="ranks")
    words = [text.get_text() for text in axes.texts]
    assert words.count("1.5") == 2
    assert words.count("·") == 1
    assert words.count("-0.25") == 2
    assert [text.get_text() for text in axes.get_yticklabels()] == ["zinc", "tin", "gallium"]
    assert axes.get_title(loc="left") == "ranks"


def test_a_method_without_correlation_has_a_dash():
    axes = drawn([[1, NAN], [2, NAN], [3, NAN]], [[1, NAN], [NAN, 1]], note="few data")
    words = [text.get_text() for text in axes.texts]
    assert words.count("-") == 2
    assert any("few data" in word for word in words)


@pytest.mark.parametrize(
    ("ranks", "pairs"),
    [([[1, 2]], [[1, 0], [0, 1]]), ([[1, 2]] * 3, [[1]]), ([[0, 1]] * 3, [[1, 0], [0, 1]])],
)
def test_numbers_that_do_not_fit_are_refused(ranks, pairs):
    with pytest.raises(RecordError, match=r"shape|start at 1"):
        drawn(ranks, pairs)
