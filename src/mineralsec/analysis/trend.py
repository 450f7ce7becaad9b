"""How concentration moved over the years, one edition at a time."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from attrs import evolve, frozen

from mineralsec.analysis.concentration import Metric, chosen_minerals, concentration
from mineralsec.analysis.indices import hhi
from mineralsec.analysis.stage_concentration import StageConcentration
from mineralsec.analysis.words import By, Kind, Of, Residual, Rule, check, word
from mineralsec.cards import aligned, card, table
from mineralsec.errors import GraphError, UnknownNameError
from mineralsec.io.arrow import ArrowStream
from mineralsec.io.frames import frame_of_columns
from mineralsec.model import Consumer, Flow, Mineral, Producer, Refiner, Reserve, Stake

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["ConcentrationTrend", "TrendRow", "concentration_trend"]

#: Which editions answer for a year.
Editions = Literal["one", "each"]

#: An edition is full if it names this part of the holders of the fullest one: a single plant that
#: another source adds is no edition of the whole stage.
FULL = 0.5

_MAKERS = (Producer, Refiner)
_TABLES: dict[str, tuple[type[Any], ...]] = {
    "output": _MAKERS,
    "capacity": _MAKERS,
    "reserves": (Reserve,),
    "imports": (Flow,),
    "exports": (Flow,),
    "exportable": (*_MAKERS, Consumer),
    "demand": (Consumer,),
}


@frozen(eq=False, repr=False)
class TrendRow:
    """Concentration of one mineral and stage in one year, by one edition.

    Parameters
    ----------
    row
        Value, bounds, largest holder.
    edition
        Edition that all its figures come from.
    change
        Value less that of the year before in the same edition; NaN where the edition does not
        have that year. [-]
    """

    row: StageConcentration
    edition: str
    change: float = math.nan

    @property
    def year(self) -> int | None:
        """Year of the figures."""
        return self.row.year

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain values."""
        known = None if math.isnan(self.change) else self.change
        return {**self.row.to_dict(), "edition": self.edition, "change": known}

    def cells(self) -> tuple[str, ...]:
        """Return what is printed."""
        mineral, stage, value, span, top, seen = self.row.cells()
        change = "" if math.isnan(self.change) else f"{self.change:+.3f}"
        return (mineral, stage, str(self.year), self.edition, value, change, span, top, seen)

    def __repr__(self) -> str:
        return "  ".join(filter(None, self.cells()))


@frozen(eq=False, repr=False)
class ConcentrationTrend(ArrowStream):
    """Concentration over the years, a row a mineral, stage, year and edition.

    Parameters
    ----------
    rows
        By mineral and stage, oldest year first.
    metric
        Name of the measure.

    Notes
    -----
    Every row rests on one edition. Editions revise each other, so a step from one to the next is
    partly revision; ``change`` compares two years of one edition only.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> years = [row.year for row in ms.concentration_trend(graph).rows]
    >>> years == sorted(years)
    True
    """

    rows: tuple[TrendRow, ...]
    metric: str

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[TrendRow]:
        return iter(self.rows)

    def __getitem__(self, key: tuple[str, str | None]) -> tuple[TrendRow, ...]:
        """Return the rows of a mineral and stage.

        Raises
        ------
        UnknownNameError
            If there is none.
        """
        found = tuple(r for r in self.rows if (r.row.mineral, r.row.stage) == key)
        if not found:
            known = dict.fromkeys(f"{r.row.mineral} {r.row.stage or ''}" for r in self.rows)
            raise UnknownNameError(f"no trend of {key!r}. Rows here: {', '.join(known)}.")
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values that JSON can hold."""
        return {"metric": self.metric, "rows": [row.to_dict() for row in self.rows]}

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row a mineral, stage, year and edition.

        Parameters
        ----------
        backend
            ``"pandas"``, ``"polars"`` or ``"pyarrow"``.

        Raises
        ------
        UnknownNameError
            If the backend is none of these.
        """
        rows = [row.to_dict() for row in self.rows]
        names = [name for name in rows[0] if name not in ("withheld", "left_out")]
        return frame_of_columns({name: [row[name] for row in rows] for name in names}, backend)

    def __repr__(self) -> str:
        """Return one line; ``print`` shows every row."""
        minerals = dict.fromkeys(found.row.mineral for found in self.rows)
        years = [row.year for row in self.rows if row.year is not None]
        span = f", {min(years)} to {max(years)}" if years else ""
        rows = f"{len(self.rows)} rows of {len(minerals)} minerals"
        return f"ConcentrationTrend({self.metric}: {rows}{span})"

    def __str__(self) -> str:
        cells = [row.cells() for row in self.rows]
        lines = aligned(cells)
        return "\n".join([f"ConcentrationTrend({self.metric}, one edition a row)", *lines])

    def _repr_html_(self) -> str:
        head = ("mineral", "stage", "year", "edition", self.metric, "change", "can be", "largest")
        note = "Every row rests on one edition; a change compares two years of one edition."
        cells = [row.cells()[:8] for row in self.rows]
        return card(f"Trend of {self.metric}", [], notes=[note]) + table(head, cells)


def concentration_trend(
    graph: SupplyGraph,
    *,
    metric: Metric = hhi,
    by: By = "place",
    minerals: str | Iterable[str] | None = None,
    stages: str | Iterable[str] | None = None,
    of: Of = "output",
    kind: Kind = "primary",
    residual: Residual = "one holder",
    rule: Rule = "equity",
    editions: Editions = "one",
) -> ConcentrationTrend:
    """Return how concentration moved over the years in the graph's records.

    Parameters
    ----------
    graph
        Graph whose records of all years and vintages are read.
    metric, by, minerals, stages, of, kind, residual, rule
        As :func:`mineralsec.concentration`.
    editions
        ``"one"``: for each mineral, stage and year the newest edition, of those that name at
        least half as many holders as the fullest. ``"each"``: every edition that has the year,
        to see revisions.

    Returns
    -------
    ConcentrationTrend
        No row mixes editions.

    Raises
    ------
    UnknownNameError
        If a word, a mineral or a stage is not known here.
    GraphError
        If no dated record answers.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> trend = ms.concentration_trend(graph)
    >>> [row.year for row in trend] == sorted(row.year for row in trend)
    True
    """
    check(by, of, kind, residual, rule)
    word(editions, Editions, "editions")
    wanted = chosen_minerals(graph, minerals)
    rows: list[TrendRow] = []
    name = ""
    for year, edition, part in _parts(graph, frozenset(wanted), of):
        try:
            found = concentration(
                part,
                metric=metric,
                by=by,
                stages=stages,
                of=of,
                kind=kind,
                residual=residual,
                rule=rule,
            )
        except GraphError:  # an edition of other stages, or with nothing but withheld figures
            continue
        name = found.metric
        for row in found:
            rows.append(TrendRow(evolve(row, shares=evolve(row.shares, year=year)), edition))
    if not rows:
        raise GraphError("nothing to follow: no dated record answers. Look at graph.records.")
    place = {m: i for i, m in enumerate(wanted)}
    chain = {m: [str(s) for s in graph.mineral(m).stages] for m in wanted}

    def order(row: TrendRow) -> tuple[int, int, int, str]:
        m, s = row.row.mineral, row.row.stage
        return place[m], chain[m].index(s) if s is not None else -1, row.year or 0, row.edition

    changed = _changes(sorted(rows, key=order))
    return ConcentrationTrend(tuple(changed if editions == "each" else _one(changed)), name)


def _parts(
    graph: SupplyGraph, minerals: frozenset[str], of: Of
) -> Iterator[tuple[int, str, SupplyGraph]]:
    """Yield year, edition and the graph of that edition's figures of the year."""
    always = [r for r in graph.records if isinstance(r, (Mineral, Stake))]
    always = [r for r in always if isinstance(r, Stake) or r.name in minerals]
    kept: dict[tuple[int, str], list[Any]] = {}
    for record in graph.records:
        if isinstance(record, _TABLES[of]) and record.mineral in minerals:
            if record.year is None:
                continue
            if getattr(record, "host", None) is not None:
                record = evolve(record, host=None, host_ratio=None)  # it may be left out
            kept.setdefault((record.year, record.vintage), []).append(record)
    for (year, edition), records in sorted(kept.items()):
        yield year, edition, type(graph).from_records([*always, *records], year)


def _changes(rows: Sequence[TrendRow]) -> list[TrendRow]:
    """Return the rows with their change since the year before in the same edition."""
    value = {(r.row.mineral, r.row.stage, r.year, r.edition): r.row.value for r in rows}
    found = []
    for r in rows:
        before = None if r.year is None else r.year - 1
        past = value.get((r.row.mineral, r.row.stage, before, r.edition), math.nan)
        found.append(evolve(r, change=r.row.value - past))
    return found


def _one(rows: Sequence[TrendRow]) -> list[TrendRow]:
    """Return one row a mineral, stage and year: the newest edition that is about as full as any."""
    together: dict[tuple[str, str | None, int | None], list[TrendRow]] = {}
    for row in rows:
        together.setdefault((row.row.mineral, row.row.stage, row.year), []).append(row)
    found = []
    for same in together.values():
        holders = [len(row.row.shares.everyone[0]) for row in same]
        full = [r for r, n in zip(same, holders, strict=True) if n >= FULL * max(holders)]
        found.append(max(full, key=lambda row: row.edition))
    return found
