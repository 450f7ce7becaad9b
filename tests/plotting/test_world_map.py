"""The map shows makers, trade and loss, and names what is too small to be drawn."""

from __future__ import annotations

import numpy as np
import pytest

import mineralsec as ms
from mineralsec.places.boundaries import boundaries, middle
from mineralsec.plotting.world_map import equal_earth, world_map

from .charts import MAP, SQUARE, draw, note, texts


def test_the_projection_has_its_published_extent():
    # Šavrič, Patterson and Jenny 2019: the map of a unit sphere is 2 x 2.70663 wide and
    # 2 x 1.31737 high
    x, y = equal_earth([180.0, 0.0], [0.0, 90.0])
    assert x[0] == pytest.approx(2.70663, abs=1e-5)
    assert y[1] == pytest.approx(1.31737, abs=1e-5)


def test_the_projection_keeps_areas():
    def area(south):
        lon = np.array([0.0, 1.0, 1.0, 0.0])
        x, y = equal_earth(lon, np.array([south, south, south + 1, south + 1]))
        flat = 0.5 * abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))
        true = np.radians(1) * np.diff(np.sin(np.radians([south, south + 1])))[0]
        return flat / true

    assert area(70.0) == pytest.approx(area(0.0), rel=1e-3)


def test_large_makers_are_named_and_what_is_too_small_is_said():
    ax = draw(world_map)
    assert "AAA 70 %" in texts(ax)
    assert not any(words.startswith("AAC") for words in texts(ax))
    assert "Too small to be drawn: SGP." in note(ax)
    assert "Discs: output" in note(ax)


def test_an_arc_shows_what_is_left_and_what_is_lost():
    styles = [patch.get_linestyle() for patch in draw(world_map).patches if hasattr(
        patch, "get_connectionstyle")]  # fmt: skip
    assert sorted(styles) == ["-", "-", ":"]


def test_the_key_names_the_tones_and_what_is_taken_out():
    legend = draw(world_map).get_legend()
    assert [t.get_text() for t in legend.get_texts()] == [
        "1 to 10 %",
        "10 to 25 %",
        "25 to 50 %",
        "50 to 100 %",
        "taken out",
    ]
    assert legend.get_title().get_text() == "share of use that goes short"
    assert draw(world_map, loss={}).get_legend().get_title().get_text() == ""
    assert world_map({"AAA": [SQUARE]}).get_legend() is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"outlines": {}}, "outlines is empty"),
        ({"loss": {"AAA": 1.2}}, "from 0 to 1, got 1.2"),
        ({"discs": {"AAA": (0.0, 0.0, -0.1)}}, "from 0 to 1, got -0.1"),
    ],
)
def test_what_is_no_share_is_refused(change, message):
    with pytest.raises(ms.RecordError, match=message):
        world_map(**{**MAP, **change})


def test_every_outline_has_a_known_code_and_a_middle_inside_the_world():
    codes = [code for code in boundaries() if code]
    assert len(codes) == 175
    for code in codes:
        ms.Producer(id="p", mineral="copper", place=code, output="1 tonne/year")
        longitude, latitude = middle(code)
        assert -180 <= longitude <= 180
        assert -90 <= latitude <= 90
    assert middle("") is None
