"""What a method says of each mineral: a number with its limits, or the reason why there is none."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Literal

from attrs import Factory, evolve, field, frozen

from mineralsec.cards import card, table
from mineralsec.errors import RecordError, UnknownNameError, show, suggest
from mineralsec.io.arrow import ArrowStream
from mineralsec.io.frames import frame
from mineralsec.model.names import mineral_name
from mineralsec.provenance import Citation
from mineralsec.quantities import percent

__all__ = ["Score", "Scores", "Unit"]

#: What a value is counted in: nothing, a share of one, years, days, tonnes a year.
Unit = Literal["", "share", "year", "day", "t/yr"]

_SUFFIX = {"": "", "share": "", "year": "_yr", "day": "_d", "t/yr": "_t_per_yr"}


@frozen(kw_only=True, repr=False)
class Score:
    """What one method says of one mineral, at one stage where it tells stages apart.

    Parameters
    ----------
    mineral, stage
        What is scored; no stage where the method knows none.
    value
        The score; None where an input is missing. A missing score is never zero.
    low, high
        Least and largest value that the inputs allow; the value itself where nothing is known
        to move it.
    reason
        Why there is no value; empty where there is one.
    notes
        What a reader must know: assumptions taken, data left out.
    inputs
        What the value is made of, by name; None where it is unknown.

    Examples
    --------
    >>> import mineralsec as ms
    >>> row = ms.criticality.net_import_reliance(minerals="cobalt", year=2024)["cobalt"]
    >>> row.mineral, row.reason
    ('cobalt', '')
    """

    mineral: str
    stage: str | None = None
    value: float | None = None
    low: float | None = Factory(lambda self: self.value, takes_self=True)
    high: float | None = Factory(lambda self: self.value, takes_self=True)
    reason: str = ""
    notes: tuple[str, ...] = ()
    inputs: Mapping[str, Any] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        """Refuse a missing value without a reason, a reason beside a value, and crossed limits."""
        if (self.value is None) == (not self.reason):
            raise RecordError(
                f"a score has a value or a reason why there is none, got value="
                f"{show(self.value)} and reason={show(self.reason)} for {self.mineral}."
            )
        ends = [end for end in (self.low, self.value, self.high) if end is not None]
        if any(math.isnan(end) for end in ends) or any(
            a > b + 1e-9 * max(1.0, abs(b)) for a, b in pairwise(ends)
        ):
            raise RecordError(
                f"low, value and high of {self.mineral} must be numbers in this order, got "
                f"{show(ends)}."
            )

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.value is not None

    def __getitem__(self, name: str) -> Any:
        """Return one of the inputs by name.

        Raises
        ------
        UnknownNameError
            If the method has no such input.
        """
        if name not in self.inputs:
            raise UnknownNameError(
                f"no input {show(name)} here.{suggest(str(name), self.inputs)} "
                f"Inputs: {', '.join(self.inputs)}."
            )
        return self.inputs[name]

    @property
    def label(self) -> str:
        """Mineral and stage in words."""
        return " ".join(filter(None, (self.mineral, self.stage)))

    def __repr__(self) -> str:
        same = self.low == self.high
        ends = ["?" if end is None else f"{end:.3g}" for end in (self.low, self.high)]
        span = "" if same else f" ({ends[0]} to {ends[1]})"
        said = f"missing, {self.reason}" if self.value is None else f"{self.value:.3g}"
        return f"{type(self).__name__}({self.label}: {said}{span})"


@frozen(eq=False, repr=False, kw_only=True)
class Scores(ArrowStream):
    """What one method says of several minerals.

    Parameters
    ----------
    method
        Name of the method in words.
    measure
        What the value is, as a column is called.
    unit
        What it is counted in.
    rows
        A score a mineral, and stage where the method knows stages.
    year
        Year of the data; None where several stand together.
    assumptions
        What was assumed, and the argument that changes it.
    citations
        Where the method and its data come from.
    high_is_risky
        Whether a larger value means more risk; reserve life and days of cover go the other way.

    Examples
    --------
    >>> import mineralsec as ms
    >>> scores = ms.criticality.reserve_life(ms.load("world", minerals="cobalt"))
    >>> scores.unit, scores["cobalt"].value > 10
    ('year', True)
    """

    method: str
    measure: str
    unit: Unit = ""
    rows: tuple[Score, ...]
    year: int | None = None
    assumptions: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    high_is_risky: bool = True

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Score]:
        return iter(self.rows)

    def __getitem__(self, key: int | str | tuple[str, str]) -> Score:
        """Return the score of a mineral, of a mineral and stage, or one by number.

        A mineral alone gives its riskiest stage, which is what the methods report.

        Raises
        ------
        UnknownNameError
            If no score is meant.
        """
        if isinstance(key, int):
            return self.rows[key]
        mineral, stage = (key, None) if isinstance(key, str) else key
        names = tuple(dict.fromkeys(row.mineral for row in self.rows))
        name = self._named(mineral, names)
        found = [row for row in self.rows if row.mineral == name]
        if not found:
            raise UnknownNameError(
                f"no score of {show(mineral)}.{suggest(name, names)} "
                f"Minerals here: {', '.join(names)}."
            )
        if stage is None:
            return self._riskiest(found)
        for row in found:
            if row.stage == stage:
                return row
        raise UnknownNameError(
            f"no score of {name} at {show(stage)}. Stages here: "
            f"{', '.join(str(row.stage) for row in found)}."
        )

    def _named(self, text: str, names: tuple[str, ...]) -> str:
        """Return the name of a mineral in these rows; what is written in them goes first."""
        plain = " ".join(str(text).lower().split())
        return plain if plain in names else mineral_name(text)

    def _riskiest(self, rows: list[Score]) -> Score:
        known = [row for row in rows if row.value is not None]
        sign = 1.0 if self.high_is_risky else -1.0
        return max(known, key=lambda row: sign * (row.value or 0.0)) if known else rows[0]

    @property
    def by_mineral(self) -> dict[str, Score]:
        """The riskiest stage of each mineral, in the order of the rows."""
        groups: dict[str, list[Score]] = {}
        for row in self.rows:
            groups.setdefault(row.mineral, []).append(row)
        return {name: self._riskiest(rows) for name, rows in groups.items()}

    @property
    def missing(self) -> tuple[Score, ...]:
        """The rows without a value; each says why."""
        return tuple(row for row in self.rows if not row.known)

    def select(self, *minerals: str) -> Scores:
        """Return the rows of some minerals.

        Raises
        ------
        UnknownNameError
            If one of them is not here.
        """
        names = {self[mineral].mineral for mineral in minerals}
        return evolve(self, rows=tuple(row for row in self.rows if row.mineral in names))

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values that JSON can hold; an infinite value is text."""
        return {
            "method": self.method,
            "measure": self.measure,
            "unit": self.unit,
            "year": self.year,
            "rows": [self._plain(row) for row in self.rows],
            "assumptions": list(self.assumptions),
            "citations": [str(citation) for citation in self.citations],
        }

    def _plain(self, row: Score) -> dict[str, Any]:
        name = self.measure + _SUFFIX[self.unit]
        ends = {name: row.value, f"{name}_low": row.low, f"{name}_high": row.high}
        return {
            "mineral": row.mineral,
            "stage": row.stage,
            **{k: "inf" if v is not None and math.isinf(v) else v for k, v in ends.items()},
            **row.inputs,
            "reason": row.reason,
            "notes": "; ".join(row.notes),
        }

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row a mineral and stage.

        Parameters
        ----------
        backend
            ``"pandas"``, ``"polars"`` or ``"pyarrow"``.

        Returns
        -------
        DataFrame
            Columns ``mineral``, ``stage``, the measure with its unit, the same with ``_low`` and
            ``_high``, the inputs by name, ``reason`` of a missing value, ``notes``.

        Raises
        ------
        UnknownNameError
            If the backend is none of these.
        """
        plain = [self._plain(row) for row in self.rows]
        names = dict.fromkeys(name for row in plain for name in row if name not in _LAST)
        order = (*names, *_LAST)
        numbers = [
            {k: math.inf if row.get(k) == "inf" else row.get(k) for k in order} for row in plain
        ]
        return frame(numbers, backend)

    def plot(self, ax: Any = None) -> Any:
        """Draw a bar a mineral and stage with its limits as whiskers; return the Axes."""
        from mineralsec.plotting.concentration_bars import concentration_bars

        nan = math.nan

        def ends(row: Score) -> tuple[float, float, float]:
            if row.value is None or math.isinf(row.value):
                return nan, nan, nan
            return row.value, row.value if row.low is None else row.low, _or_inf(row.high)

        value, low, high = zip(*(ends(row) for row in self.rows), strict=True)
        return concentration_bars(
            [row.label for row in self.rows],
            value,
            low,
            high,
            axis=self._words,
            title=self.title,
            note="\n".join(f"{row.label}: {row.reason}" for row in self.missing),
            ax=ax,
        )

    @property
    def _words(self) -> str:
        unit = {"": "", "share": "", "year": " [yr]", "day": " [d]", "t/yr": " [t/yr]"}[self.unit]
        return self.measure.replace("_", " ") + unit

    @property
    def title(self) -> str:
        """Method, measure and year in words."""
        year = "" if self.year is None else f", {self.year}"
        return f"{self.method}: {self._words}{year}"

    def _text(self, value: float | None) -> str:
        if value is None:
            return "?"
        if math.isinf(value):
            return "unlimited"
        if self.unit == "share":
            return percent(value) if value >= 0 else f"-{percent(-value)}"
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"

    def _cells(self, row: Score) -> tuple[str, str, str, str]:
        if row.value is None:
            return row.mineral, row.stage or "", "missing", row.reason
        same = row.low == row.value == row.high
        span = "" if same else f"{self._text(row.low)} to {self._text(row.high)}"
        return row.mineral, row.stage or "", self._text(row.value), span

    def __repr__(self) -> str:
        """Return one line; ``print`` shows every row."""
        known = sum(row.value is not None for row in self.rows)
        return f"{type(self).__name__}({self.title}: {known} of {len(self.rows)} known)"

    def __str__(self) -> str:
        cells = [self._cells(row) for row in self.rows]
        width = [max(map(len, column)) for column in list(zip(*cells, strict=True))[:3]]
        lines = [
            "  " + "  ".join((*(c.ljust(w) for c, w in zip(line, width, strict=False)), line[3]))
            for line in cells
        ]
        return "\n".join([f"{type(self).__name__}({self.title})", *(x.rstrip() for x in lines)])

    def _repr_html_(self) -> str:
        head = ("mineral", "stage", self._words, "can be, or why missing", "notes")
        rows = [(*self._cells(row), "; ".join(row.notes)) for row in self.rows]
        about = [("source", str(citation)) for citation in self.citations]
        return card(self.title, about, notes=self.assumptions) + table(head, rows)


_LAST = ("reason", "notes")


def _or_inf(end: float | None) -> float:
    return math.inf if end is None else end
