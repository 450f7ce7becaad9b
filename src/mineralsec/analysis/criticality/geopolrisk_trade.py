"""Trade sums of GeoPolRisk: imports, risk-weighted imports and their value, by code and year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mineralsec.analysis.frame_columns import amounts, codes, needs, opened
from mineralsec.errors import GraphError, UnknownNameError, show

__all__ = ["COLUMNS", "Imports", "Instability", "Intra", "Trade", "read_trade"]

Floats: TypeAlias = NDArray[np.float64]
Codes: TypeAlias = NDArray[np.int64]

#: What happens to flows between the members of one entity.
Intra = Literal["counted", "left out"]

#: Columns of a trade table and their usual names.
COLUMNS = {
    "year": "year",
    "exporter": "exporter",
    "importer": "importer",
    "hs": "hs",
    "quantity": "quantity_t",
    "value": "value_kusd",
}


@frozen(eq=False)
class Imports:
    """What one entity imports, shape (n_codes, n_years) each.

    Parameters
    ----------
    total, weighted
        Imports, and imports times instability of the exporter. [t]
    ungoverned
        Imports from exporters without a governance estimate. [t]
    value, value_with_tonnes
        Value of all rows, and of those with a quantity. [kUSD]
    rows
        Number of rows.
    """

    total: Floats
    weighted: Floats
    ungoverned: Floats
    value: Floats
    value_with_tonnes: Floats
    rows: Codes


@frozen(eq=False)
class Instability:
    """Instability of each exporter in each year.

    Parameters
    ----------
    values
        From 0 (calm) to 1, shape (n_places, n_years); NaN if unknown. [-]
    estimates
        Whether the source has any estimate of the year, shape (n_years,).
    """

    values: Floats
    estimates: tuple[bool, ...]


@frozen(eq=False)
class Trade:
    """Rows of a trade table as arrays, sorted by importer.

    Parameters
    ----------
    hs, years, places
        Labels that the codes point to.
    code, year, exporter
        Codes of each row.
    starts
        First row of each importer, and the end, shape (n_places + 1,).
    quantity
        Tonnes, zero where there is no figure. [t]
    blank
        Where there is none.
    value
        Value. [kUSD]
    """

    hs: tuple[str, ...]
    years: tuple[int, ...]
    places: tuple[str, ...]
    code: Codes
    year: Codes
    exporter: Codes
    starts: Codes
    quantity: Floats
    blank: NDArray[np.bool_]
    value: Floats

    def imports(
        self, members: Iterable[str], instability: Instability, intra: Intra = "counted"
    ) -> Imports:
        """Return what the members import together; a member is no risk to another one."""
        at = {place: i for i, place in enumerate(self.places)}
        inside = np.zeros(len(self.places), dtype=np.bool_)
        inside[[at[m] for m in members if m in at]] = True
        rows = np.concatenate(
            [np.arange(self.starts[i], self.starts[i + 1]) for i in np.flatnonzero(inside)]
            or [np.empty(0, dtype=np.int64)]
        )
        own = inside[self.exporter[rows]]
        if intra == "left out":
            rows, own = rows[~own], own[~own]
        cell = self.code[rows] * len(self.years) + self.year[rows]
        shape = len(self.hs), len(self.years)
        risk = np.where(own, 0.0, instability.values[self.exporter[rows], self.year[rows]])
        unknown = np.isnan(risk)
        quantity = self.quantity[rows]

        def sums(values: Floats) -> Floats:
            found = np.bincount(cell, values, shape[0] * shape[1])
            return found.astype(np.float64, copy=False).reshape(shape)

        return Imports(
            total=sums(quantity),
            weighted=sums(np.where(unknown, 0.0, risk) * quantity),
            ungoverned=sums(unknown * quantity),
            value=sums(self.value[rows]),
            value_with_tonnes=sums(np.where(self.blank[rows], 0.0, self.value[rows])),
            rows=np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape),
        )


def read_trade(
    source: Any,
    years: Sequence[int],
    hs: Iterable[str],
    columns: Mapping[str, str] | None,
    content: Mapping[str, float],
    screen: float | None,
) -> Trade:
    """Return the rows of some years and codes.

    Parameters
    ----------
    source
        Frame of any library narwhals knows, or the path of a ``.parquet`` or ``.csv`` file.
    years, hs
        Rows that are kept.
    columns
        Names of the columns that are not those of :data:`COLUMNS`.
    content
        Contained mass in a tonne of a code; 1 unless given. [t/t]
    screen
        Rows whose unit value is this many times off the median of their code and year lose
        their quantity; None keeps them all.
    """
    import narwhals as nw

    chosen = dict(COLUMNS)
    if unknown := sorted(set(columns or ()) - set(COLUMNS)):
        raise UnknownNameError(
            f"columns: {show(unknown[0])} is no column of trade. Names: {', '.join(COLUMNS)}."
        )
    chosen |= columns or {}
    table = opened(_frame(source, list(chosen.values())))
    needs(table, list(chosen.values()))
    wanted = sorted(set(hs))
    if not table[chosen["year"]].dtype.is_integer():
        raise GraphError(
            f"column {show(chosen['year'])} holds {table[chosen['year']].dtype}, not years."
        )
    # before anything is compared: most rows are of other years
    table = table.filter(nw.col(chosen["year"]).is_in(list(years)))
    code, names = _labelled(table[chosen["hs"]])
    at = {name: i for i, name in enumerate(wanted)}
    known = np.array([at.get(name, -1) for name in names], dtype=np.int64)
    code = known[code] if names else code
    # of the two ends one vocabulary is made
    exporter, sellers = _labelled(table[chosen["exporter"]])
    importer, buyers = _labelled(table[chosen["importer"]])
    places = sorted({*sellers, *buyers})
    place = {name: i for i, name in enumerate(places)}
    importer = np.array([place[n] for n in buyers], dtype=np.int64)[importer]
    rows = np.flatnonzero(code >= 0)
    rows = rows[np.argsort(importer[rows], kind="stable")]
    exporter = np.array([place[n] for n in sellers], dtype=np.int64)[exporter]
    quantity, blank = amounts(table[chosen["quantity"]])
    value, _ = amounts(table[chosen["value"]])
    moments = table[chosen["year"]].to_numpy().astype(np.int64)
    years = tuple(sorted(set(years)))
    trade = Trade(
        hs=tuple(wanted),
        years=years,
        places=tuple(places),
        code=code[rows],
        year=np.searchsorted(np.array(years), moments[rows]),
        exporter=exporter[rows],
        starts=np.searchsorted(importer[rows], np.arange(len(places) + 1)),
        quantity=quantity[rows] * np.array([content.get(name, 1.0) for name in wanted])[code[rows]],
        blank=blank[rows],
        value=value[rows],
    )
    return trade if screen is None else _screened(trade, screen)


def _frame(source: Any, columns: list[str]) -> Any:
    """Return a frame, read from a file where a path is given."""
    if not isinstance(source, (str, Path)):
        return source
    path = Path(source)
    if not path.is_file():
        raise GraphError(f"there is no file {show(str(path))}. Give a path or a data frame.")
    import pandas as pd

    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    if path.suffix == ".csv":
        # a code such as 010121 is no number, and the place NA is no blank
        text = dict.fromkeys((columns[i] for i in (1, 2, 3)), "string")
        return pd.read_csv(path, dtype=text, keep_default_na=False, na_values=["", "NaN"])
    raise GraphError(
        f"trade is read from .parquet or .csv files, got {show(path.name)}. Read it yourself and "
        "give the frame."
    )


def _labelled(series: Any) -> tuple[Codes, list[str]]:
    """Return codes from zero and the text of each."""
    found, ranks = codes(series)
    code = found if ranks is None else ranks[found]
    row = np.full(int(code.max(initial=-1)) + 1, -1, dtype=np.int64)
    row[code] = np.arange(len(code))
    there = np.flatnonzero(row >= 0)
    names = np.full(len(row), "", dtype=object)
    names[there] = [str(name) for name in series[row[there]].to_list()]
    return code.astype(np.int64, copy=False), names.tolist()


def _screened(trade: Trade, limit: float) -> Trade:
    """Return the trade without quantities whose unit value cannot be."""
    if not limit > 1:
        raise GraphError(f"screen is a number of times, above 1, got {show(limit)}. Write 100.")
    with np.errstate(divide="ignore", invalid="ignore"):
        price = trade.value / trade.quantity
    usable = np.flatnonzero(~trade.blank & (price > 0) & np.isfinite(price))
    cell = trade.code * len(trade.years) + trade.year
    order = usable[np.lexsort((price[usable], cell[usable]))]
    cells, first, count = np.unique(cell[order], return_index=True, return_counts=True)
    middle = (price[order][first + (count - 1) // 2] + price[order][first + count // 2]) / 2
    median = np.full(len(trade.hs) * len(trade.years), np.nan)
    median[cells] = middle
    with np.errstate(invalid="ignore"):
        ratio = price / median[cell]
        off = (ratio > limit) | (ratio < 1 / limit)
    from attrs import evolve

    return evolve(trade, quantity=np.where(off, 0.0, trade.quantity), blank=trade.blank | off)
