"""A chain is drawn to scale, on paper and on a page, and what is lost can be seen."""

from __future__ import annotations

import sys
from itertools import pairwise

import numpy as np
import pytest
from attrs import evolve

import mineralsec as ms
from mineralsec.plotting.sankey import Chain, sankey
from mineralsec.plotting.sankey_plotly import sankey_plotly

from .charts import CHAIN, draw, note, texts


def test_a_node_is_as_large_as_what_goes_in_or_out():
    assert CHAIN.sizes.tolist() == [70, 30, 90, 10, 40, 60]
    bars = draw(sankey).patches
    heights = np.array([bar.get_height() for bar in bars])
    assert heights / heights[0] == pytest.approx(CHAIN.sizes / 70)


def test_nodes_of_a_column_do_not_overlap():
    bars = draw(sankey).patches
    for column in range(3):
        ends = sorted(
            (bar.get_y(), bar.get_y() + bar.get_height())
            for bar, at in zip(bars, CHAIN.columns, strict=True)
            if at == column
        )
        for (_, top), (bottom, _) in pairwise(ends):
            assert top < bottom


def test_nodes_and_columns_have_their_names():
    found = texts(draw(sankey))
    assert "COD\n70" in found
    assert {"mining", "refining", "use"} <= set(found)


def test_the_note_explains_losses_only_where_there_are_any():
    assert "Empty bands: what is lost" in note(draw(sankey))
    calm = evolve(CHAIN, after=CHAIN.before, removed=frozenset(), headings=())
    assert "Empty bands" not in note(sankey(calm))


def test_the_page_shows_kept_and_lost_bands_beside_each_other():
    (drawing,) = sankey_plotly(CHAIN, title="cobalt", note="data year 2024").data
    link = drawing.link
    assert sum(link.value) == pytest.approx(CHAIN.before.sum())
    lost = sum(v for v, label in zip(link.value, link.label, strict=True) if label == "lost: ")
    assert lost == pytest.approx(CHAIN.lost.sum())
    assert drawing.node.label[0] == "COD (taken out)"
    assert sankey_plotly(CHAIN, title="cobalt").layout.title.text == "cobalt"


def test_without_plotly_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "plotly.graph_objects", None)
    with pytest.raises(ms.MineralsecError, match=r'pip install "mineralsec\[plot\]"'):
        sankey_plotly(CHAIN)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"target": [2]}, "one entry a band"),
        ({"columns": [0, 1]}, "one number a label, got 2 for 6 labels"),
        ({"source": [0, 1, 1, 2, 2, 9]}, "nodes 9 and 5; there is no such node"),
        ({"target": [2, 2, 0, 4, 5, 5]}, "from IDN to COD must lead to the right"),
        ({"after": -CHAIN.before}, "must be 0 or more"),
    ],
)
def test_what_is_no_chain_is_refused(change, message):
    with pytest.raises(ms.RecordError, match=message):
        evolve(CHAIN, **change)


def test_a_chain_of_nothing_is_refused():
    empty = np.zeros(0)
    with pytest.raises(ms.RecordError, match="at least 1"):
        Chain(["a"], [0], [], [], empty, empty)
