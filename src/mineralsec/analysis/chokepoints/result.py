"""What :func:`mineralsec.chokepoints` returns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import asdict, evolve, frozen

from mineralsec.cards import table
from mineralsec.errors import UnknownNameError, show
from mineralsec.io.frames import frame_of_columns
from mineralsec.quantities import percent

__all__ = ["Alternative", "Chokepoint", "Chokepoints"]

#: Rows of the table in a notebook; the frame has them all.
SHOWN = 20


@frozen
class Alternative:
    """Another place that makes the same and has made more before.

    Parameters
    ----------
    place, name
        Code and name.
    spare
        Output shown in the last five data years above today's, within nameplate. [t/yr]
    """

    place: str
    name: str
    spare: float


@frozen
class Chokepoint:
    """One place that use passes through.

    Parameters
    ----------
    place, name
        Code and name.
    mineral
        Name.
    stage
        The stage that stops. With all stages together the one at which the place has made most
        of what is used; where it makes nothing, the one that most use passes through.
    coverage
        Flow coverage: share of the use that has passed through the place. [-]
    loss
        Share of the use that goes unmet when the place stops, at the middle rung; None if it was
        not computed, and `reason` says why. [-]
    span
        Loss at the first and at the last rung. [-]
    output_share
        Part of all output at `stage`; None if nothing is made there. [-]
    hub
        Whether the place makes nothing at `stage` and sends on more than 80 % of what it
        imports: it scores high on coverage, and others can go round it.
    alternatives
        Up to three other places with output at `stage` that they have shown and do not use.
    grade
        How firm the mineral's data are: A, B or C.
    reason
        Why there is no loss; empty if there is one.
    """

    place: str
    name: str
    mineral: str
    stage: str
    coverage: float
    loss: float | None
    span: tuple[float, float] | None
    output_share: float | None
    hub: bool
    alternatives: tuple[Alternative, ...]
    grade: str
    reason: str = ""

    def __repr__(self) -> str:
        loss = "" if self.loss is None else f", loss {self.range}"
        return (
            f"Chokepoint({self.name}, {self.mineral}, {self.stage}: coverage "
            f"{percent(self.coverage)}{loss}{', re-export hub' if self.hub else ''})"
        )

    @property
    def range(self) -> str:
        """The loss with both ends in words, e.g. ``"26 % (0 to 50 %)"``; ``"-"`` without one."""
        if self.loss is None or self.span is None:
            return "-"
        low, high = (percent(end) for end in sorted(self.span))
        if low == high == percent(self.loss):
            return low
        return f"{percent(self.loss)} ({low[:-2]} to {high})"


@frozen(eq=False, repr=False)
class Chokepoints:
    """Places by how much of somebody's use hangs on them, hardest first.

    Parameters
    ----------
    rows
        One a place and mineral, or a place, stage and mineral.
    minerals
        What was asked about and is used by the consumer.
    measure
        ``"loss"`` or ``"coverage"``.
    by
        What was removed together: ``"place"``, ``"site"`` or ``"stage"``.
    consumer
        Whose use counts; None for everybody outside the place.
    year
        Year of the data.
    floor
        Coverage below which no loss was computed. [-]
    definition
        What the measure is, in words.
    notes
        What the reader must know.
    """

    rows: tuple[Chokepoint, ...]
    minerals: tuple[str, ...]
    measure: str
    by: str
    consumer: str | None
    year: int | None
    floor: float
    definition: str
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Chokepoint]:
        return iter(self.rows)

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

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, fit for JSON."""
        return {
            "measure": self.measure,
            "definition": self.definition,
            "by": self.by,
            "consumer": self.consumer,
            "year": self.year,
            "minerals": list(self.minerals),
            "floor": self.floor,
            "rows": [
                asdict(row)
                | {
                    "span": None if row.span is None else list(row.span),
                    "alternatives": [asdict(a) for a in row.alternatives],
                }
                for row in self.rows
            ],
            "notes": list(self.notes),
        }

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row a chokepoint, as a frame of pandas, polars or pyarrow."""
        spans = [(None, None) if row.span is None else row.span for row in self.rows]
        columns: dict[str, list[Any]] = {
            "mineral": [row.mineral for row in self.rows],
            "place": [row.place for row in self.rows],
            "name": [row.name for row in self.rows],
            "stage": [row.stage for row in self.rows],
            "loss": [row.loss for row in self.rows],
            "loss_first_rung": [first for first, _ in spans],
            "loss_last_rung": [last for _, last in spans],
            "coverage": [row.coverage for row in self.rows],
            "output_share": [row.output_share for row in self.rows],
            "hub": [row.hub for row in self.rows],
            "alternatives": [_listed(row) for row in self.rows],
            "grade": [row.grade for row in self.rows],
            "reason": [row.reason for row in self.rows],
        }
        return frame_of_columns(columns, backend)

    def __repr__(self) -> str:
        first = ", ".join(
            f"{row.place}{f' {row.stage}' if self.by == 'stage' else ''}"
            f"{'' if len(self.minerals) == 1 else f' {row.mineral}'} "
            f"{row.range if self.measure == 'loss' else percent(row.coverage)}"
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
        return table(
            (
                "place",
                "mineral",
                "stage",
                "loss",
                "coverage",
                "output",
                "hub",
                "alternatives [t/yr]",
            ),
            [
                (
                    row.name,
                    row.mineral,
                    row.stage,
                    row.range,
                    percent(row.coverage),
                    "-" if row.output_share is None else percent(row.output_share),
                    "yes" if row.hub else "",
                    _listed(row),
                )
                for row in self.rows[:SHOWN]
            ],
            caption=self.definition,
        )


def _listed(row: Chokepoint) -> str:
    return ", ".join(f"{a.place} {a.spare:,.3g}" for a in row.alternatives)
