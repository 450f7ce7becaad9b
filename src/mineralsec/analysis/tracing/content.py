"""What :meth:`Trace.content <mineralsec.analysis.tracing.Trace.content>` returns."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from attrs import asdict, field, frozen

from mineralsec.cards import table
from mineralsec.errors import UnknownNameError, show, suggest
from mineralsec.io.arrow import ArrowStream
from mineralsec.io.frames import frame_of_columns
from mineralsec.places import is_place, place_name
from mineralsec.quantities import percent

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph
    from mineralsec.provenance import Citation

__all__ = ["Content", "ContentRow"]

#: Rows of the table in a notebook; the frame has them all.
SHOWN = 20


@frozen
class ContentRow:
    """Content of what one consumer or market has.

    Parameters
    ----------
    mineral
        Name.
    place
        Country, site, list or bloc.
    stage
        Stage of the market; None for a consumer, whose stages count together by use.
    size
        Its use, or the market's supply. [t/yr]
    share
        Part of it that counts under the mixing rule; NaN where the rule gives limits only. [-]
    low, high
        Least and largest part that the flows allow; None if they were not asked for. [-]
    """

    mineral: str
    place: str
    stage: str | None
    size: float
    share: float
    low: float | None = None
    high: float | None = None

    @property
    def range(self) -> str:
        """The share with its limits in words, e.g. ``"58 % (56 to 67 %)"``."""
        if self.low is None or self.high is None:
            return percent(self.share)
        ends = f"{percent(self.low).removesuffix(' %')} to {percent(self.high)}"
        return ends if math.isnan(self.share) else f"{percent(self.share)} ({ends})"

    def __repr__(self) -> str:
        where = f"{self.mineral}, {self.place}{f' {self.stage}' if self.stage else ''}"
        return f"ContentRow({where}: {self.range} of {self.size:,.4g} t/yr)"


@frozen(eq=False, repr=False)
class Content(ArrowStream):
    """How much of what consumers use has to do with a place, most first.

    Parameters
    ----------
    rows
        One a mineral and consumer or market.
    definition
        What the share is a share of, in words.
    mixing
        Rule that says who gets which part of a mix.
    notes
        What the reader must know.
    graph
        What was traced.

    Examples
    --------
    >>> import mineralsec as ms
    >>> traced = ms.trace(ms.load("world", minerals="cobalt"), "cobalt")
    >>> 0 <= traced.content("CHN", stage="refining")["USA"].share <= 1
    True
    """

    rows: tuple[ContentRow, ...]
    definition: str
    mixing: str
    notes: tuple[str, ...]
    graph: SupplyGraph = field(repr=False)

    @property
    def sources(self) -> tuple[Citation, ...]:
        """Citations of the records behind it."""
        return self.graph.citations()

    @property
    def basis(self) -> dict[str, str]:
        """Which figures were read of each mineral, ``"reconciled"`` or ``"reported"``."""
        names = dict.fromkeys(row.mineral for row in self.rows)
        return {name: self.graph.network(name).basis for name in names}

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[ContentRow]:
        return iter(self.rows)

    def __getitem__(self, place: str) -> ContentRow:
        """Return the one row of a place.

        Raises
        ------
        UnknownNameError
            If it has none, or several (minerals or stages).
        """
        known = [row.place for row in self.rows]
        found = [row for row in self.rows if row.place == place]
        if not found:
            raise UnknownNameError(
                f"no row for {show(place)}.{suggest(str(place), known)} "
                f"Rows: {', '.join(sorted(set(known))[:12])}."
            )
        if len(found) > 1:
            raise UnknownNameError(
                f"{len(found)} rows for {show(place)}, by mineral and stage. Take them from .rows, "
                "or trace one mineral."
            )
        return found[0]

    @property
    def world(self) -> float:
        """Share of all rows together, by size; NaN where a row has no share. [-]"""
        total = sum(row.size for row in self.rows)
        if not total > 0:
            return math.nan
        return sum(row.size * row.share for row in self.rows) / total

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, fit for JSON."""
        rows = [
            asdict(row) | {"share": None if math.isnan(row.share) else row.share}
            for row in self.rows
        ]
        return {
            "definition": self.definition,
            "mixing": self.mixing,
            "basis": self.basis,
            "rows": rows,
            "notes": list(self.notes),
        }

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row a consumer or market as a frame of pandas, polars or pyarrow."""
        columns: dict[str, list[Any]] = {
            "mineral": [row.mineral for row in self.rows],
            "place": [row.place for row in self.rows],
            "name": [_name(row.place) for row in self.rows],
            "stage": [row.stage for row in self.rows],
            "size [t/yr]": [row.size for row in self.rows],
            "share [-]": [row.share for row in self.rows],
            "low [-]": [row.low for row in self.rows],
            "high [-]": [row.high for row in self.rows],
        }
        return frame_of_columns(columns, backend)

    def __repr__(self) -> str:
        first = ", ".join(f"{row.place} {row.range}" for row in self.rows[:3])
        more = f"; {len(self.rows)} rows" if len(self.rows) > 3 else ""
        return f"Content({self.definition}; {self.mixing}: {first or 'nobody'}{more})"

    def _repr_html_(self) -> str:
        return table(
            ("place", "mineral", "stage", "t/yr", "share"),
            [
                (_name(row.place), row.mineral, row.stage or "use", f"{row.size:,.4g}", row.range)
                for row in self.rows[:SHOWN]
            ],
            caption=f"{self.definition}; {self.mixing}",
        )


def _name(place: str) -> str:
    return place_name(place) if is_place(place) else place
