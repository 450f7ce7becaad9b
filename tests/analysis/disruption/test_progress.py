"""A bar appears only where somebody looks, and only after a while."""

from __future__ import annotations

import io
import sys

import pytest

import mineralsec as ms
from mineralsec.analysis.disruption.progress import telling


class Terminal(io.StringIO):
    def isatty(self):
        return True


def run(progress, seconds, stream=None):
    clock = iter([0.0, *seconds])
    with pytest.MonkeyPatch.context() as patch:
        if stream is not None:
            patch.setattr(sys, "stderr", stream)
        with telling(progress, len(seconds), "sweep", clock=lambda: next(clock)) as tell:
            for done in range(1, len(seconds) + 1):
                tell(done, len(seconds))
    return "" if stream is None else stream.getvalue()


def test_a_bar_appears_after_two_seconds():
    assert run(None, [1.0, 2.5], Terminal()) == f"\rsweep [{'#' * 30}] 2/2\n"


def test_a_quick_run_shows_nothing():
    assert run(None, [0.5, 1.0], Terminal()) == ""


def test_false_shows_nothing():
    assert run(False, [5.0, 9.0], Terminal()) == ""


def test_without_a_terminal_nothing_is_shown():
    assert run(None, [5.0, 9.0], io.StringIO()) == ""


def test_a_function_is_told_every_step():
    told = []
    run(lambda done, total: told.append((done, total)), [1.0, 2.0, 3.0])
    assert told == [(1, 3), (2, 3), (3, 3)]
    told.clear()
    graph = ms.load("world", minerals="germanium")
    ms.sweep(
        graph, ms.every_country(graph)[:3], progress=lambda done, total: told.append((done, total))
    )
    assert told[-1] == (3, 3)
