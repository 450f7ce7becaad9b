"""US statistics of 2021 to 2025: production, imports, exports, stocks, consumption, reliance.

One :class:`UsStatistic` is one published figure of the US Geological Survey, read from the
package, offline. :mod:`mineralsec.datasets.us_lines` has what each published net import reliance
is made of.

>>> [s.text for s in us_statistics("gallium", 2024) if s.kind == "consumption"]
['18700']
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from functools import cache

from attrs import field, frozen

from mineralsec.arguments import whole
from mineralsec.datasets.tables import published
from mineralsec.errors import UnknownNameError, show, suggest
from mineralsec.provenance import Citation
from mineralsec.quantities import Figures

__all__ = ["UsStatistic", "by_line", "printed_lines", "us_statistics", "wanted"]

_PACKAGE = "us_salient"


@frozen
class UsStatistic:
    """One published figure of the US statistics.

    Parameters
    ----------
    chapter, commodity, detail
        As printed.
    kind
        ``"production"``, ``"imports"``, ``"exports"``, ``"stocks"``, ``"consumption"``,
        ``"supply"`` or ``"reliance"``.
    year
        Year the figure belongs to.
    text
        The number as printed without thousands commas; empty where there is none.
    low, high
        Bounds as printed; empty where there are none.
    mark
        ``""``, ``"W"`` (withheld), ``"NA"`` (not available), ``"E"`` (net exporter), ``"<"``,
        ``">"`` or ``"range"``.
    unit
        Unit of the number.
    quality
        ``"reported"`` or ``"estimated"``.
    note
        The publisher's remark.
    source
        Where it was read.
    """

    chapter: str
    commodity: str
    kind: str
    detail: str
    year: int
    text: str
    low: str
    high: str
    mark: str
    unit: str
    quality: str
    note: str = field(repr=False)
    source: Citation = field(repr=False)

    @property
    def printed(self) -> str:
        """The figure as printed, without thousands commas: ``"86"``, ``">75"``, ``"E"``, ``"W"``.

        Examples
        --------
        >>> us_statistics("barite", 2024)[-1].printed
        '>75'
        """
        if self.mark in ("<", ">"):
            return f"{self.mark}{self.high if self.mark == '<' else self.low}"
        return self.text or (f"{self.low}-{self.high}" if self.mark == "range" else self.mark)

    @property
    def within(self) -> Figures:
        """What the figure may stand for, given how it is rounded: (low, point, high)."""
        if not self.text:
            if self.mark in ("W", "NA", ""):
                return Figures(0.0, math.nan, math.inf)
            low, high = float(self.low or 0), float(self.high or math.inf)
            return Figures(low, math.nan, high)
        point, half = float(self.text), _half(self.text, self.note)
        return Figures(point - half, point, point + half)


def _half(text: str, note: str) -> float:
    """Return half of the last place of a printed number.

    Noughts at the end count as printed places beyond two significant digits, unless the publisher
    says how a figure was rounded.
    """
    if match := re.search(r"nearest ([\d,]+|hundred thousand) tons", note):
        step = match[1].replace(",", "").replace("hundred thousand", "100000")
        # the figures in thousand tons are the only ones rounded to hundred thousand tons
        return int(step) / 2 if int(step) < 100_000 else 50.0
    digits = text.lstrip("-").lstrip("0.")
    decimals = len(text.partition(".")[2])
    known = len(digits.replace(".", ""))
    certain = 1 if "one significant digit" in note else 2
    noughts = 0 if decimals else len(digits) - len(digits.rstrip("0"))
    return 0.5 * 10.0 ** (min(noughts, max(known - certain, 0)) - decimals) if digits else 0.0


@cache
def _sources() -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in published(_PACKAGE, "sources")}


@cache
def _statistics() -> tuple[UsStatistic, ...]:
    found = []
    for row in published(_PACKAGE, "statistics"):
        source = _sources()[row["source"]]
        citation = Citation(
            title=source["title"],
            publisher=source["publisher"],
            locator=row["locator"],
            as_of=source["as_of"],
            url=source["url"],
            licence=source["licence"],
        )
        found.append(
            UsStatistic(
                row["chapter"], row["commodity"], row["kind"], row["detail"], int(row["year"]),
                row["value"], row["low"], row["high"], row["mark"], row["unit"], row["quality"],
                row["note"], citation,
            )
        )  # fmt: skip
    return tuple(found)


@cache
def by_line() -> dict[tuple[str, str, str], dict[int, UsStatistic]]:
    """Return the figures by (chapter, commodity, detail) and year."""
    found: dict[tuple[str, str, str], dict[int, UsStatistic]] = defaultdict(dict)
    for row in _statistics():
        found[row.chapter, row.commodity, row.detail][row.year] = row
    return dict(found)


@cache
def printed_lines() -> dict[str, list[dict[str, str]]]:
    """Return the printed lines of net import reliance by mineral."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in published(_PACKAGE, "reliance"):
        found[row["mineral"]].append(row)
    return dict(found)


def wanted(mineral: str | None) -> list[str]:
    """Return the minerals asked for, by the names of the printed lines."""
    from mineralsec.model.mineral import mineral_name

    if mineral is None:
        return list(printed_lines())
    try:
        name = mineral_name(mineral)
    except (TypeError, ValueError, LookupError):
        name = str(mineral)
    if name not in printed_lines():
        raise UnknownNameError(
            f"no US statistics of {show(mineral)}.{suggest(str(mineral), list(printed_lines()))}"
        )
    return [name]


def us_statistics(mineral: str | None = None, year: int | None = None) -> tuple[UsStatistic, ...]:
    """Return published US statistics: production, trade, stocks, consumption, import reliance.

    Parameters
    ----------
    mineral
        Name or alias; None takes every one.
    year
        2020 (some stocks) to 2025; None takes every one.

    Returns
    -------
    tuple of UsStatistic
        In the order of the publisher's chapters.

    Raises
    ------
    UnknownNameError
        If there is no such mineral.

    Examples
    --------
    >>> [s.text for s in us_statistics("gallium", 2024) if s.kind == "consumption"]
    ['18700']
    """
    if year is not None:
        whole(year, "year", "year=2024")
    chapters = {row["chapter"] for name in wanted(mineral) for row in printed_lines()[name]}
    return tuple(
        row
        for row in _statistics()
        if (mineral is None or row.chapter in chapters) and year in (None, row.year)
    )
