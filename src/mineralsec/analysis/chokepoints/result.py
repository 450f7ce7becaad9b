"""What :func:`mineralsec.chokepoints` returns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from attrs import asdict, evolve, field, frozen

from mineralsec.analysis.chokepoints.row import Chokepoint
from mineralsec.arguments import is_word
from mineralsec.cards import table
from mineralsec.errors import GraphError, UnknownNameError, show, suggest
from mineralsec.io.arrow import ArrowStream
from mineralsec.io.frames import frame_of_columns
from mineralsec.quantities import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from mineralsec.graph.supply_graph import SupplyGraph
    from mineralsec.provenance import Citation

__all__ = ["Chokepoints"]

#: Rows of the table in a notebook; the frame has them all.
SHOWN = 20


@frozen(eq=False, repr=False)
class Chokepoints(ArrowStream):
    """Places by how much of somebody's use hangs on them, hardest first.

    Parameters
    ----------
    rows
        One a place and mineral, or a place, stage and mineral.
    minerals
        Minerals that the consumer uses.
    measure, id
        What the rows are ranked by: the word, and the id of its definition (C1 to C9).
    unit
        Of every row's `value`.
    by
        What stops together.
    consumer
        Whose use counts; None for everybody's outside the place.
    year
        Year of the data.
    floor
        Coverage below which no loss was computed. [-]
    stock_days
        Days of use in the stock that `stocked` draws down. [day]
    definition
        The measure in words.
    notes
        What the reader must know.
    graph, asked
        What was asked about, and whose use counts as it was written.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> found = ms.chokepoints(graph, "gallium", consumer="JPN")
    >>> found.rows[0].place, found.measure
    ('CHN', 'loss')
    """

    rows: tuple[Chokepoint, ...]
    minerals: tuple[str, ...]
    measure: str
    id: str
    unit: str
    by: str
    consumer: str | None
    year: int | None
    floor: float
    stock_days: float
    definition: str
    notes: tuple[str, ...]
    graph: SupplyGraph = field(repr=False)
    asked: str | tuple[str, ...] | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Chokepoint]:
        return iter(self.rows)

    @property
    def sources(self) -> tuple[Citation, ...]:
        """Citations of the records behind it."""
        return self.graph.citations()

    @property
    def basis(self) -> dict[str, str]:
        """Which figures were read of each mineral, ``"reconciled"`` or ``"reported"``."""
        return {name: self.graph.network(name).basis for name in self.minerals}

    def top(self, k: int) -> Chokepoints:
        """Return the first `k` rows.

        Raises
        ------
        UnknownNameError
            If `k` is no whole number from 1 up.
        """
        if type(k) is not int or k < 1:
            raise UnknownNameError(f"k must be a whole number from 1 up, got {show(k)}.")
        return evolve(self, rows=self.rows[:k])

    def correlations(self) -> dict[str, dict[str, float]]:
        """Return how well each other measure ranks the same places as the loss does.

        Returns
        -------
        dict
            By mineral Spearman's rank correlation of coverage, capacity coverage, betweenness and
            current-flow betweenness with the loss over all places; NaN where one of them is the
            same everywhere. A place whose loss lies below the floor counts as one without. [-]

        Raises
        ------
        GraphError
            If the blocks are owners or records: a centrality knows places only.

        Notes
        -----
        A centrality is not a loss. On networks with spare capacity the correlation can be low.

        Examples
        --------
        >>> import mineralsec as ms
        >>> graph = ms.load("world", minerals="gallium")
        >>> found = ms.chokepoints(graph).correlations()["gallium"]
        >>> sorted(found)
        ['betweenness', 'capacity', 'coverage', 'current_flow']
        """
        from mineralsec.analysis.chokepoints.correlation import correlations

        return {name: correlations(self, name) for name in self.minerals}

    def matrix(self, what: str | None = None, *, backend: str = "pandas") -> Any:
        """Return a frame with a row a mineral and a column a place.

        Parameters
        ----------
        what
            ``"loss"``, ``"coverage"``, ``"capacity"``, ``"stocked"`` or ``"value"``; None takes
            the value that was asked for. Shares in [-].
        backend
            ``"pandas"`` (minerals are the index), ``"polars"`` or ``"pyarrow"`` (they are the
            first column).

        Returns
        -------
        DataFrame
            Missing where no use passes the place, or no loss was computed. With ``by="stage"`` the
            columns are places with their stage.

        Raises
        ------
        UnknownNameError
            If there is no such figure.

        Examples
        --------
        >>> import mineralsec as ms
        >>> graph = ms.load("world", minerals=("gallium", "cobalt"))
        >>> losses = ms.chokepoints(graph).matrix()
        >>> bool(losses.loc["cobalt", "COD"] > losses.loc["cobalt", "CAN"])
        True
        """
        words = ("value", "loss", "coverage", "capacity", "stocked")
        what = "value" if what is None else what
        if not is_word(what, words):
            raise UnknownNameError(
                f"no figure {show(what)}.{suggest(str(what), words)} Figures: {', '.join(words)}."
            )
        names = [f"{r.place} {r.stage}" if self.by == "stage" else r.place for r in self.rows]
        places, minerals = dict.fromkeys(names), dict.fromkeys(r.mineral for r in self.rows)
        cells: dict[tuple[str, str], Any] = {
            (row.mineral, name): getattr(row, what)
            for name, row in zip(names, self.rows, strict=True)
        }
        columns: dict[str, list[Any]] = {"mineral": list(minerals)}
        for name in places:
            found = [cells.get((mineral, name)) for mineral in minerals]
            columns[name] = [float("nan") if v is None else float(v) for v in found]
        frame = frame_of_columns(columns, backend)
        return frame.set_index("mineral") if backend == "pandas" else frame

    def plot(self, place: str | None = None, *, mineral: str | None = None, ax: Any = None) -> Axes:
        """Draw the chain of one mineral with a chokepoint marked.

        Parameters
        ----------
        place, mineral
            Which row; None takes the first that fits.
        ax
            Axes to draw in; None makes new ones.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        GraphError
            If no row fits.
        MineralsecError
            If matplotlib is not installed.

        Examples
        --------
        >>> import mineralsec as ms
        >>> graph = ms.load("world", minerals="cobalt")
        >>> ax = ms.chokepoints(graph).plot("COD")
        >>> "Congo" in ax.get_title(loc="left")
        True
        """
        from mineralsec.analysis.chokepoints.drawing import draw

        for row in self.rows:
            if place in (None, row.place) and mineral in (None, row.mineral):
                return draw(self, row, ax)
        known = ", ".join(dict.fromkeys(row.place for row in self.rows[:12]))
        raise GraphError(
            f"no row for {show(place or mineral)}. Rows: {known or 'none, nothing chokes'}."
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, fit for JSON."""
        return {
            "measure": self.measure,
            "id": self.id,
            "unit": self.unit,
            "definition": self.definition,
            "by": self.by,
            "consumer": self.consumer,
            "year": self.year,
            "minerals": list(self.minerals),
            "basis": self.basis,
            "floor": self.floor,
            "stock_days": self.stock_days,
            "rows": [
                asdict(row)
                | {
                    "loss": row.loss,
                    "span": None if row.span is None else list(row.span),
                    "ladder": None if row.ladder is None else list(row.ladder),
                    "alternatives": [asdict(a) for a in row.alternatives],
                    "details": dict(row.details),
                }
                for row in self.rows
            ],
            "notes": list(self.notes),
        }

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row a chokepoint, as a frame of pandas, polars or pyarrow."""
        rows = self.rows
        spans = [(None, None) if row.span is None else row.span for row in rows]
        columns: dict[str, list[Any]] = {
            name: [getattr(row, name) for row in rows]
            for name in ("mineral", "place", "name", "stage", "value", "loss")
        }
        columns["loss_first_rung"] = [first for first, _ in spans]
        columns["loss_last_rung"] = [last for _, last in spans]
        columns |= {
            name: [getattr(row, name) for row in rows]
            for name in ("stocked", "coverage", "capacity", "output_share", "hub")
        }
        columns["alternatives [t/yr]"] = [_listed(row) for row in rows]
        for name in ("data_coverage", "grade", "reason"):
            columns[name] = [getattr(row, name) for row in rows]
        for name in dict.fromkeys(name for row in rows for name in row.details):
            columns[name] = [row.details.get(name) for row in rows]
        return frame_of_columns(columns, backend)

    def said(self, row: Chokepoint) -> str:
        """Return a row's value in words: a loss with its span, a share in percent."""
        if self.measure == "loss":
            return row.range
        if row.value is None:
            return "-"
        if self.unit == "-":
            return percent(row.value)
        return "yes" if self.unit == "yes or no" else f"{row.value:,.3g} {self.unit}".strip()

    def __repr__(self) -> str:
        first = ", ".join(
            f"{row.place}{f' {row.stage}' if self.by == 'stage' else ''}"
            f"{'' if len(self.minerals) == 1 else f' {row.mineral}'} {self.said(row)}"
            for row in self.rows[:3]
        )
        more = f"; {len(self.rows)} rows" if len(self.rows) > 3 else ""
        minerals = self.minerals[0] if len(self.minerals) == 1 else f"{len(self.minerals)} minerals"
        return (
            f"Chokepoints({minerals}, {self.measure} by {self.by} for "
            f"{self.consumer or 'everybody else'}: {first or 'nothing passes through anybody'}"
            f"{more})"
        )

    def _repr_html_(self) -> str:
        header = ["who", "mineral", "stage", f"{self.measure.replace('_', ' ')} ({self.id})"]
        header += ["with stock"] * (self.measure == "loss")
        header += ["capacity", "coverage", "output", "hub", "alternatives [t/yr]", "data"]
        rows = []
        for row in self.rows[:SHOWN]:
            cells = [row.name, row.mineral, row.stage, self.said(row)]
            cells += [_share(row.stocked)] * (self.measure == "loss")
            cells += [_share(row.capacity), _share(row.coverage), _share(row.output_share)]
            cells += ["yes" if row.hub else "", _listed(row)]
            cells.append(f"{row.grade}, {_share(row.data_coverage)} published")
            rows.append(cells)
        return table(header, rows, caption=self.definition)


def _listed(row: Chokepoint) -> str:
    return ", ".join(f"{a.place} {_tonnes(a.spare)}" for a in row.alternatives)


def _tonnes(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 100 else f"{rate:.3g}"


def _share(value: float | None) -> str:
    return "-" if value is None else percent(value)
