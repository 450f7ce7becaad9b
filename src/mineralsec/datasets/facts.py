"""Tables of a dataset as columns: every mineral's rows of one kind of fact together.

Making and checking fifty thousand records takes seconds; the columns of a graph do not need that.
They are read here as text and numbers, and put together in :mod:`mineralsec.datasets.assembly`. A
test holds both ways together: the columns are the same as those of the records.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from mineralsec.datasets.tables import damaged, slug

__all__ = ["KINDS", "UNDATED", "Facts", "read_facts"]

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

#: Returns the text of a mineral's table, by the names of both; None where there is none.
Texts: TypeAlias = Callable[[str, str], str | None]

#: Tables that columns are made of.
KINDS = ("producers", "refiners", "consumers", "flows", "stockpiles", "reserves")

#: Year of a row that belongs to every year.
UNDATED = -1

#: Canonical units per unit of the bundled tables; others are looked up with pint.
_SCALES = {
    "megatonne/year": 1_000_000.0,
    "tonne/year": 1.0,
    "kilotonne/year": 1000.0,
    "kilogram/year": 0.001,
    "megatonne": 1_000_000.0,
    "tonne": 1.0,
    "kilotonne": 1000.0,
    "kilogram": 0.001,
}


class Facts:
    """One kind of fact about some minerals.

    Parameters
    ----------
    mineral
        Which of the minerals each row is about, shape (n,).
    columns
        Cells as text, by the name of their column.
    """

    def __init__(self, mineral: Integers, columns: Mapping[str, Sequence[str]]) -> None:
        self.mineral, self.columns = mineral, columns

    def __len__(self) -> int:
        return len(self.mineral)

    def __getitem__(self, name: str) -> Sequence[str]:
        """Return a column; blanks if the tables do not have it."""
        known = self.columns.get(name)
        return ("",) * len(self) if known is None else known

    def numbers(self, name: str, blank: float = np.nan) -> Floats:
        """Return a column as numbers."""
        cells: Iterable[float] = (float(cell) if cell else blank for cell in self[name])
        return np.fromiter(cells, np.float64, len(self))

    @property
    def year(self) -> Integers:
        """Year of each row, :data:`UNDATED` where there is none."""
        cells: Iterable[int] = (int(cell) if cell else UNDATED for cell in self["year"])
        return np.fromiter(cells, np.int64, len(self))

    @property
    def scale(self) -> Floats:
        """Canonical unit per unit of each row."""
        units = self["unit"]
        known = {unit: _scale(unit) for unit in set(units)}
        return np.fromiter((known[unit] for unit in units), np.float64, len(self))

    def amounts(self, name: str) -> Floats:
        """Return low, point and high in canonical units, shape (3, n).

        Raises
        ------
        ValueError
            If one is negative or not a number.
        """
        scale = self.scale
        point = self.numbers(name)
        if np.any(point < 0):
            raise ValueError(f"{name} below zero")
        if not any(self["mark"]):
            size = point * scale
            return np.stack([size, size, size])
        marked = np.fromiter((mark != "" for mark in self["mark"]), np.bool_, len(self))
        low, high = self.numbers(f"{name}_low", 0.0), self.numbers(f"{name}_high", np.inf)
        return np.stack(
            [
                np.where(marked, low, point) * scale,
                point * scale,
                np.where(marked, high, point) * scale,
            ]
        )


def _scale(unit: str) -> float:
    if unit in _SCALES:
        return _SCALES[unit]
    from mineralsec.quantities import factor
    from mineralsec.units import MASS, MASS_FLOW, parse_unit

    parsed = parse_unit(unit)
    found = factor(parsed, MASS_FLOW) or factor(parsed, MASS)
    return float("nan") if found is None else found


def read_facts(texts: Texts, minerals: Sequence[str]) -> dict[str, Facts]:
    """Return the facts about some minerals, by kind, rows in the order of the tables.

    Parameters
    ----------
    texts
        Returns the text of a table.
    minerals
        Names.

    Raises
    ------
    DataError
        If a table is damaged.
    """
    return {kind: _facts(kind, texts, minerals) for kind in KINDS}


def _facts(kind: str, texts: Texts, minerals: Sequence[str]) -> Facts:
    first: list[str] = []
    parts: list[list[list[str]]] = []
    counts: list[int] = []
    for mineral in minerals:
        text = texts(mineral, kind)
        rows = [] if text is None else list(csv.reader(text.splitlines(keepends=True)))
        if text is not None and (not rows or set(map(len, rows)) != {len(rows[0])}):
            raise damaged(text, f"{slug(mineral)}/{kind}.csv")
        if rows:
            first = first or rows[0]
            header, *rows = rows
            if header != first:
                order = [header.index(name) for name in first]
                rows = [[row[i] for i in order] for row in rows]
        parts.append(rows)
        counts.append(len(rows))
    cells = zip(*chain.from_iterable(parts), strict=True)
    columns = dict(zip(first, cells, strict=False))
    mineral_of = np.repeat(np.arange(len(minerals)), counts)
    return Facts(mineral_of, columns)
