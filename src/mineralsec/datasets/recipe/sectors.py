"""Which sectors of the EU's economy use a material: shares of the European Commission (2023)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from mineralsec.datasets.recipe.eu_uses import eu_uses
from mineralsec.datasets.recipe.tables import BALANCING, Row, computed
from mineralsec.places import bloc_members

__all__ = ["Sector", "by_sector", "eu_sectors"]


@dataclass(frozen=True)
class Sector:
    """A sector's part of the EU's use.

    Parameters
    ----------
    name
        NACE division as printed, or ``"other uses"`` where none is given.
    share
        Part of all use that the source names. [-]
    locator
        File and lines.
    """

    name: str
    share: float
    locator: str


def eu_sectors(lines: Iterable[str], material: str) -> list[Sector]:
    """Return the sectors that use a material, their applications added up.

    Shares are divided by their sum, which rounding and applications without a number ("> 0 %")
    keep off 100. A line that the table has twice counts once.

    Parameters
    ----------
    lines
        ``fact_MaterialUseShares.csv``.
    material
        As the table calls it.
    """
    parts: dict[str, float] = {}
    places: dict[str, list[str]] = {}
    for use in eu_uses(lines):
        match = re.fullmatch(r"(\d+(?:\.\d+)?)%", use.share)
        if use.material != material or match is None:
            continue
        name = use.sector or "other uses"
        parts[name] = parts.get(name, 0.0) + float(match[1])
        places.setdefault(name, []).append(str(use.line))
    total = fsum(parts.values())
    return [
        Sector(
            name,
            part / total,
            f"fact_MaterialUseShares.csv line {' + '.join(places[name])}",
        )
        for name, part in sorted(parts.items())
    ]


def by_sector(consumers: Iterable[Row], sectors: Mapping[str, Sequence[Sector]]) -> list[Row]:
    """Divide the use of each EU country at some stages among sectors.

    Parameters
    ----------
    consumers
        Rows of ``consumers.csv``.
    sectors
        Shares by stage.
    """
    members = bloc_members("EU27")
    found: list[Row] = []
    for row in consumers:
        shares = sectors.get(row["stage"], ())
        if not shares or row["place"] not in members or row["sector"]:
            found.append(row)
            continue
        for sector in shares:
            code = sector.name.split(" ")[0].casefold()
            rule = f"{100.0 * sector.share:.3g} % of it by the EU's use shares ({sector.locator})"
            found.append(
                {
                    **row,
                    "id": f"{row['id']}-{code}",
                    "sector": sector.name,
                    "demand": computed(float(row["demand"]) * sector.share, BALANCING),
                    "source": "eu-crm-2023",
                    "locator": sector.locator,
                    "note": f"{row['note']}; {rule}, the same in every EU country",
                }
            )
    return found
