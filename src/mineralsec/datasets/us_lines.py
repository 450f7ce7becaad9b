"""What each published US net import reliance is made of, line by line and year by year.

The US Geological Survey prints "net import reliance as a percentage of apparent consumption" for
about a hundred commodities. :func:`us_reliance` returns each printed line with the sums it is made
of: `production`, `imports`, `exports`, `released` (from stocks) and `consumption`, each as ``(low,
point, high)`` in the printed unit, what is `absent`, the publisher's definition, and what follows.

A figure that is withheld or not available is never zero: it makes the sum's point NaN and its
upper end infinite, and is named in `absent`.

>>> (line,) = us_reliance("antimony", 2024)
>>> round(line.reliance.point, 3), line.printed
(0.862, '86')
"""

from __future__ import annotations

import math
from collections import defaultdict
from functools import cache

from attrs import field, frozen

from mineralsec.arguments import whole
from mineralsec.cards import card
from mineralsec.datasets.tables import published
from mineralsec.datasets.us_figures import UsStatistic, by_line, printed_lines, wanted
from mineralsec.provenance import Citation
from mineralsec.quantities import Figures, percent

__all__ = ["UsReliance", "us_reliance"]

_NONE = Figures(0.0, 0.0, 0.0)
_UNKNOWN = Figures(math.nan, math.nan, math.nan)


@frozen
class UsReliance:
    """One printed net import reliance and the published figures it is made of.

    Parameters
    ----------
    mineral, form
        Name in the world dataset, and which of its forms; empty where there is one.
    year
        Year of the figures.
    printed
        As printed: ``"86"`` (percent), ``">75"``, ``"<25"``, ``"E"`` (net exporter), ``"NA"``.
    unit
        Unit of the sums.
    production, imports, exports, released, consumption
        Sums as (low, point, high); `released` is what left stocks, industry's and, until 2022,
        the Government's, and is negative where stocks grew. Consumption is as published; all NaN
        where the publisher has none.
    definition
        The publisher's definition.
    unpublished
        What the printed figure rests on that is not published; empty where all of it is.
    note
        What else a reader must know.
    statistics
        Figures that went in.
    """

    mineral: str
    form: str
    year: int
    printed: str
    unit: str
    production: Figures = field(repr=False)
    imports: Figures = field(repr=False)
    exports: Figures = field(repr=False)
    released: Figures = field(repr=False)
    consumption: Figures = field(repr=False)
    definition: str = field(repr=False)
    unpublished: str = field(repr=False)
    note: str = field(repr=False)
    statistics: tuple[UsStatistic, ...] = field(repr=False)

    @property
    def net_imports(self) -> Figures:
        """Imports less exports and what went into stocks, as (low, point, high)."""
        inward = zip(self.imports, self.released, strict=True)
        low, point, high = (a + b for a, b in inward)
        out_low, out, out_high = self.exports
        return Figures(low - out_high, point - out, high - out_low)

    @property
    def absent(self) -> tuple[str, ...]:
        """Names of the statistics that are withheld or not available."""
        return tuple(s.detail for s in self.statistics if s.mark in ("W", "NA"))

    @property
    def supply(self) -> Figures:
        """Consumption as it follows from the parts: production and net imports."""
        return Figures(*(a + b for a, b in zip(self.production, self.net_imports, strict=True)))

    @property
    def reliance(self) -> Figures:
        """Net import reliance, as (low, point, high). [-]

        Over published consumption; over what the parts add up to where none is published. NaN
        where a part is withheld or not available.
        """
        stated, parts = (self._over(base) for base in (self.consumption, self.supply))
        return parts if math.isnan(stated.low) else stated

    def _over(self, base: Figures) -> Figures:
        net = self.net_imports
        ends = [n / b for n in (net.low, net.high) for b in (base.low, base.high) if b > 0.0]
        limits = (net.low, net.high, base.low, base.high)
        if self.unpublished or len(ends) < 4 or not all(map(math.isfinite, limits)):
            return _UNKNOWN
        return Figures(min(ends), net.point / base.point, max(ends))

    @property
    def agrees(self) -> bool | None:
        """Whether the printed figure follows from the published ones, given their rounding.

        Over published consumption or over what the parts add up to: either may carry the digits
        that the publisher calculated with. None where it cannot be known: a part is withheld or
        not available, or no figure is printed.
        """
        net = self.net_imports
        if self.printed == "E" and math.isfinite(net.low) and not self.unpublished:
            return net.low <= 0.0
        found = [self._over(base) for base in (self.consumption, self.supply)]
        known = [(100.0 * f.low, 100.0 * f.high) for f in found if not math.isnan(f.low)]
        if self.printed in ("E", "NA", "") or not known:
            return None
        return any(self._prints(low, high) for low, high in known)

    def _prints(self, low: float, high: float) -> bool:
        if self.printed[0] in "<>":
            bound = float(self.printed[1:])
            return low < bound if self.printed[0] == "<" else high > bound
        return low - 0.5 <= float(self.printed) <= high + 0.5

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Where the figures were read."""
        return tuple(dict.fromkeys(row.source for row in self.statistics))

    def _repr_html_(self) -> str:
        sums = {
            name: f"{figures.point:,.10g} {self.unit}"
            for name in ("production", "imports", "exports", "released", "consumption")
            if not math.isnan((figures := getattr(self, name)).point)
        }
        name = ", ".join(filter(None, (self.mineral, self.form)))
        rows = [*sums.items(), ("printed", self.printed), ("absent", ", ".join(self.absent) or "-")]
        rows.append(("from the parts", percent(self.reliance.point)))
        return card(f"US net import reliance: {name}, {self.year}", rows, notes=[self.definition])


def us_reliance(mineral: str | None = None, year: int | None = None) -> tuple[UsReliance, ...]:
    """Return printed lines of US net import reliance with the figures they are made of.

    Parameters
    ----------
    mineral
        Name or alias; None takes every one. Some have several lines (bauxite and alumina).
    year
        2021 to 2025; None takes every one.

    Returns
    -------
    tuple of UsReliance
        In the order of mineral, form and year.

    Raises
    ------
    UnknownNameError
        If there is no such mineral.

    Notes
    -----
    Net import reliance is imports less exports, plus or minus what stocks released, over apparent
    consumption [1]_. What counts differs by commodity; `definition` has the publisher's words.

    References
    ----------
    .. [1] U.S. Geological Survey, 2026, Mineral commodity summaries 2026 data release,
       doi:10.5066/P1WKQ63T.

    Examples
    --------
    >>> line = us_reliance("cobalt", 2024)[0]
    >>> line.printed, line.agrees
    ('74', True)
    """
    if year is not None:
        whole(year, "year", "year=2024")
    return tuple(
        found
        for name in wanted(mineral)
        for line in printed_lines()[name]
        for found in _years(line["key"])
        if year in (None, found.year)
    )


@cache
def _terms() -> dict[str, dict[str, list[tuple[str, str, str]]]]:
    found: dict[str, dict[str, list[tuple[str, str, str]]]] = defaultdict(dict)
    for row in published("us_salient", "terms"):
        place = (row["chapter"], row["commodity"], row["detail"])
        found[row["key"]].setdefault(row["role"], []).append(place)
    return dict(found)


@cache
def _years(key: str) -> tuple[UsReliance, ...]:
    (line,) = (row for row in published("us_salient", "reliance") if row["key"] == key)
    printed = by_line()[line["chapter"], line["commodity"], line["detail"]]
    return tuple(_one(line, printed[year]) for year in sorted(printed))


def _one(line: dict[str, str], printed: UsStatistic) -> UsReliance:
    year = printed.year
    terms = _terms().get(line["key"], {})
    used: list[UsStatistic] = []

    def of(role: str, when: int) -> list[UsStatistic]:
        rows = [by_line()[place][when] for place in terms.get(role, ()) if when in by_line()[place]]
        used.extend(rows)
        return rows

    sums = {role: _sum(of(role, year)) for role in ("production", "imports", "exports")}
    before, after = of("stocks", year - 1), of("stocks", year)
    # the Government's stocks left the definitions in 2023, when they were no longer published
    government = _sum(of("government", year)) if year < 2023 else _NONE
    released = _plus(_minus(_sum(before), _sum(after)), government)
    if len(before) != len(after):
        released = Figures(-math.inf, math.nan, math.inf)
    consumed = of("consumption", year)
    return UsReliance(
        mineral=line["mineral"],
        form=line["form"],
        year=year,
        printed=printed.printed,
        unit=next((row.unit for row in used), ""),
        released=released,
        consumption=_sum(consumed) if consumed else _UNKNOWN,
        definition=line["definition"],
        unpublished=line["unpublished"],
        note=line["note"],
        statistics=(*dict.fromkeys(used), printed),
        **sums,
    )


def _sum(rows: list[UsStatistic]) -> Figures:
    parts = [row.within for row in rows]
    return Figures(*(float(sum(ends)) for ends in zip(*parts, strict=True))) if parts else _NONE


def _plus(a: Figures, b: Figures) -> Figures:
    return Figures(*(x + y for x, y in zip(a, b, strict=True)))


def _minus(a: Figures, b: Figures) -> Figures:
    return Figures(a.low - b.high, a.point - b.point, a.high - b.low)
