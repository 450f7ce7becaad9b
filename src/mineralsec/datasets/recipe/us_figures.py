"""US figures of the newest edition: published amounts, and whom imports come from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mineralsec.datasets.recipe.actors import DATA_YEAR, TONNES
from mineralsec.datasets.recipe.usgs import Row2026, mass_unit, parse
from mineralsec.io.country_names import RESIDUAL, place_of

__all__ = ["Published", "Statistics"]


@dataclass(frozen=True)
class Published:
    """A published national figure: amount as printed, in its unit, and in tonnes."""

    text: str
    unit: str
    tonnes: float
    source: str
    locator: str
    quality: str


class Statistics:
    """US statistics and import sources of the edition of 2026."""

    def __init__(self, rows: Iterable[Row2026]) -> None:
        self._salient = {}
        self._sources: dict[tuple[str, str], list[Row2026]] = {}
        for row in rows:
            if row.section.startswith("Salient"):
                self._salient[row.chapter, row.detail, row.year] = row
            elif row.section == "Import Sources":
                self._sources.setdefault((row.chapter, row.detail), []).append(row)

    def find(self, chapter: str, detail: str, year: int = DATA_YEAR) -> Published:
        """Return one row of the US statistics."""
        row = self._salient[chapter, detail, str(year)]
        unit, text = mass_unit(row.unit), parse(row.value).point
        estimated = "estimat" in row.note.casefold() or "estimated" in detail.casefold()
        return Published(
            text,
            f"{unit}/year",
            float(text) * TONNES[unit],
            "usgs-mcs-2026",
            row.locator,
            "estimated" if estimated else "reported",
        )

    def import_shares(self, chapter: str, detail: str) -> dict[str, float]:
        """Return the named origins' shares of US imports; "other countries" is left out."""
        shares = {}
        for row in self._sources[chapter, detail]:
            place, value = place_of(row.country), parse(row.value)
            if place and place != RESIDUAL and value.point:
                shares[place] = float(value.point) / 100.0
        return shares
