"""Outlines of countries for maps: Natural Earth 1:110m, public domain.

The outlines show who holds an area in fact, as Natural Earth sees it; they take no side in any
dispute. Small states (Hong Kong, Singapore, Malta and others) are not drawn at this scale.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = ["BOUNDARIES_NOTE", "Ring", "boundaries", "middle"]

#: Longitudes and latitudes of a closed line. [degree]
Ring = tuple[tuple[float, float], ...]

#: What a map must say below itself.
BOUNDARIES_NOTE = "Boundaries: Natural Earth 1:110m, de facto control; no view on any dispute."


@cache
def boundaries() -> dict[str, tuple[Ring, ...]]:
    """Return the outer rings of each country by ISO 3166-1 alpha-3 code.

    Areas without a code (Northern Cyprus, Somaliland) stand under an empty code.

    Examples
    --------
    >>> len(boundaries()["AUS"])  # the mainland and Tasmania
    2
    """
    import json

    # read only when a map is drawn
    text = files("mineralsec.places").joinpath("data", "countries_110m.geojson")
    found: dict[str, list[Ring]] = {}
    for feature in json.loads(text.read_text(encoding="utf-8"))["features"]:
        shape = feature["geometry"]
        parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        rings = [tuple((float(x), float(y)) for x, y in part[0]) for part in parts]
        found.setdefault(feature["properties"]["iso3"] or "", []).extend(rings)
    return {code: tuple(rings) for code, rings in found.items()}


@cache
def middle(code: str) -> tuple[float, float] | None:
    """Return longitude and latitude of the centre of a country's largest part, if it is drawn.

    Examples
    --------
    >>> lon, lat = middle("AUS")
    >>> round(lon), round(lat)
    (134, -26)
    >>> middle("SGP") is None
    True
    """
    rings = boundaries().get(code) if code else None
    if not rings:
        return None
    return max((_centre(ring) for ring in rings), key=lambda found: found[0])[1]


def _centre(ring: Ring) -> tuple[float, tuple[float, float]]:
    """Return area and centroid of a ring, in flat degrees: near enough to set a mark."""
    twice = x_sum = y_sum = 0.0
    for (x, y), (u, v) in zip(ring, (*ring[1:], ring[0]), strict=True):
        cross = x * v - u * y
        twice += cross
        x_sum += (x + u) * cross
        y_sum += (y + v) * cross
    return abs(twice) / 2, (x_sum / (3 * twice), y_sum / (3 * twice))
