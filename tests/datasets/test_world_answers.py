"""Every mineral of the world dataset answers, and the answers agree with common knowledge."""

from __future__ import annotations

from functools import cache

import pytest

import mineralsec as ms
from mineralsec.datasets.tables import folder

MINERALS = tuple(c.mineral for c in ms.datasets.info("world").coverage)


@cache
def world():
    return ms.load("world")


@cache
def largest(mineral):
    """Return the largest producer of the first stage, the residual left out."""
    found = ms.shares(world(), mineral)
    return next(label for label in found.labels if label != "QXR")


def test_the_graph_of_the_world_has_no_errors():
    assert [f for f in world().findings() if f.severity == "error"] == []


@pytest.mark.parametrize("mineral", MINERALS)
def test_every_mineral_answers_for_the_loss_of_its_largest_producer(mineral):
    impact = ms.remove_country(world(), largest(mineral), minerals=mineral)
    low, high = sorted(impact.span)
    assert 0.0 <= low <= impact.shortfall_share + 1e-6 <= high + 2e-6 <= 1.0 + 3e-6
    assert impact.grade in "ABC"
    assert impact.sources


# Who everybody knows to matter, and how much is missing in the first year: wide ranges, for the
# digits move with the data.
@pytest.mark.parametrize(
    ("mineral", "place", "stages", "low", "high"),
    [
        ("gallium", "CHN", None, 0.85, 1.0),
        ("germanium", "CHN", None, 0.50, 0.85),
        ("natural graphite", "CHN", None, 0.50, 0.95),
        ("rare earths", "CHN", None, 0.45, 0.95),
        ("tungsten", "CHN", None, 0.15, 0.85),
        ("antimony", "CHN", None, 0.15, 0.60),
        ("cobalt", "COD", None, 0.55, 0.90),
        ("nickel", "IDN", None, 0.40, 0.75),
        ("platinum", "ZAF", None, 0.60, 0.85),
        ("lithium", "AUS", "mining", 0.20, 0.50),
        ("lithium", "CHN", "refining", 0.10, 0.60),
    ],
)
def test_ten_answers_are_what_everybody_expects(mineral, place, stages, low, high):
    impact = ms.remove_country(world(), place, minerals=mineral, stages=stages)
    assert low <= impact.shortfall_share <= high


def test_a_by_product_follows_its_host():
    """China's gallium comes out of its alumina: without alumina there is none."""
    graph = ms.load("world", minerals=("gallium", "aluminium"))
    alone = ms.load("world", minerals="gallium")
    (tied,) = [
        r
        for r in graph.records
        if getattr(r, "id", "") == "gallium-refining-CHN" and r.year == 2024
    ][-1:]
    assert (tied.host, tied.host_ratio) == (
        "aluminium-refining-CHN",
        pytest.approx(9.447e-5, rel=1e-3),
    )
    assert all(getattr(r, "host", None) is None for r in alone.records)


def test_the_frictionless_validator_accepts_the_package():
    frictionless = pytest.importorskip("frictionless")
    package = frictionless.Package(str(folder("world") / "datapackage.json"))
    assert list(frictionless.Package.metadata_validate(package.to_descriptor())) == []
    checked = 0
    for resource in package.resources:
        # the whole package takes half a minute: some of all, and all of two minerals
        if resource.name in ("minerals", "forms", "sources") or "earths" in resource.name:
            report = resource.validate()
            assert report.valid, report.flatten(["message"])
            checked += 1
    assert checked > 10
