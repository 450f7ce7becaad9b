"""What a reader gives back: records, bad rows, rows left out, and the part of the total read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple, get_args

from attrs import frozen

from mineralsec.arguments import is_word
from mineralsec.cards import card
from mineralsec.errors import DataError, Problem, UnknownNameError, show, suggest
from mineralsec.io.frames import frame

__all__ = ["Covered", "OnProblem", "Reading", "finished"]

#: What to do about bad rows: raise them all at once, or keep them beside the good ones.
OnProblem = Literal["raise", "keep"]


class Covered(NamedTuple):
    """How much of one published total the rows that were read add up to.

    Parameters
    ----------
    what
        What was added up, e.g. ``"production 2024"``.
    read
        Sum of the rows with a figure.
    published
        The total that the source prints, or that all rows add up to; None without one.
    unit
        Unit of both.
    """

    what: str
    read: float
    published: float | None
    unit: str

    @property
    def share(self) -> float | None:
        """Part of the total that was read; above 1 where the published total is rounded down."""
        return self.read / self.published if self.published else None


@frozen(eq=False, repr=False)
class Reading:
    """Records of a file or frame, and what became of the rest of it.

    Parameters
    ----------
    name
        What was read.
    records
        What to hand to :meth:`mineralsec.SupplyGraph.from_records`; plain rows where the source
        is about something that no record holds.
    problems
        Bad rows, each with its line and the reason; empty unless they were asked to be kept.
    left_out
        Rows that are fine and yet give no record: a figure that is not available, a total.
    coverage
        One line a total.

    Examples
    --------
    >>> reading = Reading("mine.csv", ("a record",), (), (), (Covered("output", 90.0, 100.0, "t"),))
    >>> reading
    Reading(mine.csv: 1 record, 90 % of output)
    """

    name: str
    records: tuple[Any, ...]
    problems: tuple[Problem, ...] = ()
    left_out: tuple[Problem, ...] = ()
    coverage: tuple[Covered, ...] = ()

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.records)

    @property
    def share(self) -> float | None:
        """Smallest part of any published total that was read; None without a total."""
        return min((c.share for c in self.coverage if c.share is not None), default=None)

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return the coverage as a data frame, one row a total.

        Parameters
        ----------
        backend
            ``"pandas"``, ``"polars"`` or ``"pyarrow"``.
        """
        return frame([{**c._asdict(), "share": c.share} for c in self.coverage], backend)

    def _counts(self) -> list[str]:
        n = len(self.records)
        found = [f"{n} record{'' if n == 1 else 's'}"]
        if self.problems:
            bad = len(self.problems)
            found.append(f"{bad} bad row{'' if bad == 1 else 's'}")
        if self.left_out:
            found.append(f"{len(self.left_out)} left out")
        return found

    def __repr__(self) -> str:
        totals = [
            f"{float(f'{c.share * 100:.3g}'):,g} % of {c.what}"
            for c in self.coverage
            if c.share is not None
        ]
        more = f" and {len(totals) - 3} more" if len(totals) > 3 else ""
        return f"Reading({self.name}: {', '.join([*self._counts(), *totals[:3]])}{more})"

    def _repr_html_(self) -> str:
        rows: list[tuple[str, Any]] = [("read", ", ".join(self._counts()))]
        rows += [
            (c.what, f"{c.read:,.6g} {c.unit}" + ("" if c.share is None else f", {c.share:.1%}"))
            for c in self.coverage
        ]
        rows += [("bad row", str(problem)) for problem in self.problems[: DataError.shown]]
        return card(self.name, rows)


def finished(
    name: str,
    records: Sequence[Any],
    problems: Sequence[Problem],
    left_out: Sequence[Problem],
    coverage: Sequence[Covered],
    on_problem: str,
) -> Reading:
    """Return the reading, or raise its bad rows all at once.

    Raises
    ------
    DataError
        If there are bad rows and they are not to be kept.
    """
    if problems and on_problem == "raise":
        raise DataError(f"{name} has bad rows (on_problem='keep' reads the others)", problems)
    return Reading(name, tuple(records), tuple(problems), tuple(left_out), tuple(coverage))


def known_word(on_problem: str) -> None:
    """Refuse a word that `on_problem` does not know, before anything is read."""
    words = get_args(OnProblem)
    if not is_word(on_problem, words):
        raise UnknownNameError(
            f"on_problem must be one of {', '.join(map(repr, words))}, got {show(on_problem)}."
            f"{suggest(str(on_problem), words)}"
        )
