r"""Who uses a material, by sector: what the EU study printed, and the economic importance of it.

Printed shares are whole per cents. Where they add up to one within their rounding, uses that are
placed in no sector included, they are divided by their sum: 98 % in nine rounded parts is all of
it. Uses in no sector count nothing in the value. In its limits they lie between nothing and the
largest sector:

.. math::

    10 \, \frac{\min_a \sum_s a_s \, VA_s}{\max_s VA_s} \, \underline{SI}
    \;\le\; \mathrm{EI} \;\le\;
    10 \, \frac{\max_a \sum_s a_s \, VA_s}{\max_s VA_s} \, \overline{SI},
    \qquad \underline{a}_s \le a_s \le \overline{a}_s, \quad \sum_s a_s = 1
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from mineralsec.analysis.criticality import eu_tables
from mineralsec.analysis.criticality.eu_formula import LARGEST_SECTOR, economic_importance
from mineralsec.arguments import mapping, number
from mineralsec.datasets.tables import published
from mineralsec.errors import UnknownNameError, show, suggest

__all__ = ["Importance", "Use", "Uses", "importance", "own_uses", "uses"]

#: Half a unit of a substitution index, which is printed with two decimals.
HALF_INDEX = 0.005


class Use(NamedTuple):
    """One use: its sector (empty: none is named), its share with limits [-]."""

    sector: str
    low: float
    share: float
    high: float


class Uses(NamedTuple):
    """Uses of a material, and the value added of their sectors [million EUR]."""

    rows: tuple[Use, ...]
    added: Mapping[str, float]

    @property
    def shares(self) -> dict[str, float]:
        """Share of each sector; they add up to one if every use is placed in one."""
        found: dict[str, float] = {}
        for use in self.rows:
            if use.sector:
                found[use.sector] = found.get(use.sector, 0.0) + use.share
        low = math.fsum(use.low for use in self.rows)
        total = math.fsum(use.share for use in self.rows)
        # with every share at zero there is nothing to divide
        if not low <= 1.0 <= math.fsum(use.high for use in self.rows) or not total > 0.0:
            return found
        return {sector: share / total for sector, share in found.items()}

    @property
    def placed(self) -> float:
        """Part of all use that is placed in a sector; 1 if the uses are complete. [-]"""
        # the parts of a sum that was divided by itself give one but for the last digits
        return round(math.fsum(self.shares.values()), 12)


class Importance(NamedTuple):
    """Economic importance with its limits [-]."""

    low: float
    value: float
    high: float


@cache
def uses(name: str) -> Uses:
    """Return the printed uses of a material of the study; no rows where none are printed."""
    rows, added = [], {}
    for row in published("eu_study", "uses"):
        if row["material"] != name:
            continue
        share, half = float(row["share"]) / 100.0, eu_tables.half_unit(row["printed"]) / 100.0
        low = float(row["share_low"]) / 100.0 if row["share_low"] else max(0.0, share - half)
        high = float(row["share_high"]) / 100.0 if row["share_high"] else min(1.0, share + half)
        rows.append(Use(row["sector"], low, share, high))
        if row["sector"]:
            added[row["sector"]] = float(row["value_added_meur"])
    return Uses(tuple(rows), added)


def own_uses(given: object) -> Uses:
    """Return the user's shares by sector, taken as exact.

    Raises
    ------
    UnknownNameError
        If the study prints no value added of a sector.
    """
    shares = {
        sector: number(share, f"use in {sector}", "0.5 for one half")
        for sector, share in mapping(given, "uses of a mineral", "{'C23': 1.0}").items()
    }
    added = {sector: _value_added(sector) for sector in shares}
    rows = [Use(sector, share, share, share) for sector, share in shares.items()]
    if (rest := 1.0 - sum(shares.values())) > 0:
        rows.append(Use("", rest, rest, rest))
    return Uses(tuple(rows), added)


def importance(found: Uses, index: float | None, *, exact: bool = False) -> Importance:
    """Return economic importance with its limits.

    Parameters
    ----------
    found
        Uses with the value added of their sectors.
    index
        Substitution index [-]; None where none is known: 1 in the value, anything in the limits.
    exact
        Whether the index is exact; else it is rounded to two decimals.
    """
    value = economic_importance(
        found.shares, found.added, substitution=1.0 if index is None else index
    )
    half = 0.0 if exact else HALF_INDEX
    least, most = (0.0, 1.0) if index is None else (index - half, min(1.0, index + half))
    low = _extreme(found, 0.0, -1) * 10.0 / LARGEST_SECTOR * least
    high = _extreme(found, LARGEST_SECTOR, 1) * 10.0 / LARGEST_SECTOR * most
    return Importance(min(low, value), value, max(high, value))


def _extreme(found: Uses, unplaced: float, sign: int) -> float:
    """Return the least (-1) or the most (1) value added that shares within their limits reach.

    Parameters
    ----------
    found
        Uses with the value added of their sectors.
    unplaced
        Value added of uses in no sector. [million EUR]
    sign
        Which end.
    """
    boxes = [(found.added.get(use.sector, unplaced), use.low, use.high) for use in found.rows]
    if sum(high for *_, high in boxes) < 1.0:
        boxes.append((unplaced, 0.0, 1.0))  # uses that were left out
    boxes.sort(key=lambda box: -sign * box[0])
    total = math.fsum(value * low for value, low, _ in boxes)
    left = max(0.0, 1.0 - math.fsum(low for _, low, _ in boxes))
    for value, low, high in boxes:
        more = min(left, high - low)
        total += value * more
        left -= more
    return total


def _value_added(sector: str) -> float:
    known = _sectors()
    if sector not in known:
        raise UnknownNameError(
            f"no value added of sector {show(sector)}.{suggest(str(sector), known)} "
            f"Sectors: {', '.join(sorted(known))}."
        )
    return known[sector]


def _sectors() -> dict[str, float]:
    names = dict.fromkeys(row["material"] for row in published("eu_study", "uses"))
    return {sector: value for name in names for sector, value in uses(name).added.items()}
