"""Hypothesis strategies for the values inside records: amounts, names, places, citations."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from mineralsec.model import Stage
from mineralsec.provenance import Citation
from mineralsec.quantities import Amount, Between, Q, Quantity
from mineralsec.units import MASS, MASS_FLOW, PRICE

__all__ = [
    "amounts",
    "betweens",
    "citations",
    "days",
    "names",
    "places",
    "quantities",
    "stages",
]

#: Spellings of each dimension, common and rare.
UNITS = {
    MASS_FLOW: ("tonne/year", "kilotonne/year", "kg/day", "short_ton/week", "flask/month"),
    MASS: ("tonne", "kilotonne", "megatonne", "pound", "troy_ounce", "long_ton"),
    PRICE: ("USD/tonne", "USD/kilogram", "USD/pound", "USD/metric_ton_unit"),
    "USD / year": ("USD/year", "USD/month"),
    "day": ("day", "week", "month", "year"),
}

_STAGES = ("mining", "refining", "alloy", "4n gallium", "sintered-magnet")
_PLACES = (
    "CHN", "COD", "USA", "AUS", "JPN", "FIN", "CHN:bayan-obo", "COD:mutanda", "QXR", "AAA",
    "XAB", "ZZZ", "QMA:site-1",
)  # fmt: skip

_LETTERS = st.characters(categories=("L", "N", "P", "S"), exclude_characters="|")


def names(max_size: int = 20) -> st.SearchStrategy[str]:
    """Return a strategy for ids and other names: any printable text without ``|``."""
    word = st.text(_LETTERS, min_size=1, max_size=max_size)
    return word.filter(str.isprintable) | st.sampled_from(["mine 1", "<b>&\"'", "Çöllolar", "鞍山"])


def stages() -> st.SearchStrategy[Stage]:
    """Return a strategy for stages."""
    return st.sampled_from(_STAGES).map(Stage)


def places() -> st.SearchStrategy[str]:
    """Return a strategy for places: countries, sites, the residual, user-assigned codes."""
    return st.sampled_from(_PLACES)


def days() -> st.SearchStrategy[dt.date]:
    """Return a strategy for days of this century."""
    return st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31))


def quantities(
    dimension: str = MASS_FLOW, *, max_value: float = 1e9
) -> st.SearchStrategy[Quantity]:
    """Return a strategy for quantities in many units.

    Parameters
    ----------
    dimension
        Canonical unit that gives the dimension: ``"tonne / year"``, ``"tonne"``,
        ``"USD / tonne"``, ``"USD / year"`` or ``"day"``.
    max_value
        Largest magnitude, in whatever unit is drawn.

    Examples
    --------
    >>> from hypothesis import given
    >>> @given(quantities("tonne"))
    ... def test_masses(mass):
    ...     assert mass.check("[mass]")
    >>> test_masses()
    """
    sizes = st.floats(0, max_value, allow_subnormal=False)
    return st.builds(Q, sizes, st.sampled_from(UNITS[dimension]))


def betweens(dimension: str = MASS_FLOW) -> st.SearchStrategy[Between]:
    """Return a strategy for figures within limits, withheld and open ones included.

    Parameters
    ----------
    dimension
        Canonical unit, as in :func:`quantities`.
    """

    def build(unit: str, sizes: list[float], mark: Any, known: bool, open_end: bool) -> Between:
        low, point, high = (Q(size, unit) for size in sorted(sizes))
        return Between(
            low,
            None if open_end else high,
            point if known and mark != "W" else None,
            mark=mark,
        )

    size = st.floats(0, 1e9, allow_subnormal=False)
    return st.builds(
        build,
        st.sampled_from(UNITS[dimension]),
        st.lists(size, min_size=3, max_size=3),
        st.sampled_from(("W", "<", ">", "range", "rounded", "estimate")),
        st.booleans(),
        st.booleans(),
    )


def amounts(dimension: str = MASS_FLOW) -> st.SearchStrategy[Amount]:
    """Return a strategy for what a record's amount may be: a quantity or a Between."""
    return quantities(dimension) | betweens(dimension)


def citations() -> st.SearchStrategy[Citation]:
    """Return a strategy for citations."""
    return st.builds(
        Citation,
        title=names(),
        publisher=st.just("") | names(),
        locator=st.just("") | names(),
        as_of=st.none() | days(),
        url=st.sampled_from(["", "https://www.usgs.gov/x?a=1&b=2", "doi:10.3133/mcs2025"]),
        licence=st.sampled_from(["", "CC BY 4.0"]),
        note=st.just("") | names(),
    )
