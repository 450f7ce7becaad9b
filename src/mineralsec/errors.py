"""What can go wrong, and how it is said.

Every error the library raises on purpose is a :class:`MineralsecError` and also the builtin
that people already catch (``ValueError``, ``LookupError`` …). A message says what was wrong,
shows the value that was seen, and says what to write instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

__all__ = [
    "DataError",
    "GraphError",
    "MineralsecError",
    "MineralsecWarning",
    "Problem",
    "RecordError",
    "SolverError",
    "UnitsError",
    "UnknownNameError",
    "show",
    "suggest",
]


class MineralsecError(Exception):
    """Base of every error that mineralsec raises on purpose.

    Examples
    --------
    >>> import mineralsec as ms
    >>> try:
    ...     ms.load("wrold")
    ... except ms.MineralsecError as error:
    ...     print(type(error).__name__)
    UnknownNameError
    """


class UnitsError(MineralsecError, ValueError):
    """A quantity without a unit, with a wrong dimension, or with a unit that misleads.

    Examples
    --------
    >>> import mineralsec as ms
    >>> ms.Q(1, "kt")
    Traceback (most recent call last):
        ...
    mineralsec.errors.UnitsError: the unit 'kt' is ambiguous: pint reads 'kt' as a knot; write
    'kilotonne'.
    """


class RecordError(MineralsecError, ValueError):
    """A field of a record that cannot be: negative, not a number, out of order.

    Examples
    --------
    >>> import mineralsec as ms
    >>> ms.CapacityLoss(30)
    Traceback (most recent call last):
        ...
    mineralsec.errors.RecordError: share must be a share from 0 to 1, got 30.
    """


class UnknownNameError(MineralsecError, LookupError):
    """A name (place, mineral, stage, word of an option) that means nothing here.

    Examples
    --------
    >>> import mineralsec as ms
    >>> ms.load("world", minerals="galium")
    Traceback (most recent call last):
        ...
    mineralsec.errors.UnknownNameError: no mineral 'galium' in 'world'. Did you mean 'gallium' ...
    """


class GraphError(MineralsecError, ValueError):
    """Records that do not make a graph together, or a question the graph cannot answer.

    Examples
    --------
    >>> import mineralsec as ms
    >>> ms.SupplyGraph.from_records([])
    Traceback (most recent call last):
        ...
    mineralsec.errors.GraphError: a supply graph needs at least one Producer, ...
    """


class SolverError(MineralsecError, RuntimeError):
    """A solver stopped without an optimum that can be believed.

    Parameters
    ----------
    message
        What happened, and what to relax.
    reason
        ``"infeasible"``, ``"time"``, or empty for anything else.

    Examples
    --------
    >>> import mineralsec as ms
    >>> issubclass(ms.SolverError, RuntimeError)
    True
    """

    def __init__(self, message: str = "", reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


class MineralsecWarning(UserWarning):
    """Something works, but not as well as it could; the message says what to do.

    Examples
    --------
    >>> import warnings
    >>> import mineralsec as ms
    >>> warnings.filterwarnings("error", category=ms.MineralsecWarning)  # doctest: +SKIP
    >>> issubclass(ms.MineralsecWarning, UserWarning)
    True
    """


class Problem(NamedTuple):
    """One bad row of an input: where it stands and what is wrong with it."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class DataError(MineralsecError, ValueError):
    """A file or table with bad rows; all of them come together in `problems`.

    Parameters
    ----------
    what
        What was read, in words.
    problems
        Every bad row, in the order of the input.

    Examples
    --------
    >>> from mineralsec.errors import DataError, Problem
    >>> print(DataError("mines.csv", [Problem("line 3", "no unit"), Problem("line 9", "below 0")]))
    mines.csv: 2 problems
      line 3: no unit
      line 9: below 0
    """

    #: Rows printed in the message; the rest are in `problems`.
    shown = 20

    def __init__(self, what: str, problems: Sequence[Problem] = ()) -> None:
        self.what = what
        self.problems = tuple(problems)
        super().__init__(what, self.problems)

    def __str__(self) -> str:
        if not self.problems:
            return self.what
        count = len(self.problems)
        lines = [f"{self.what}: {count} problem{'s' if count > 1 else ''}"]
        lines += [f"  {p}" for p in self.problems[: self.shown]]
        if (more := count - self.shown) > 0:
            lines.append(f"  ... and {more} more in .problems")
        return "\n".join(lines)


def show(value: object, limit: int = 60) -> str:
    """Return `value` as it may stand in a message: quoted, short, no control characters.

    Examples
    --------
    >>> show("galium")
    "'galium'"
    >>> show("x" * 100)
    "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… (100 characters)"
    """
    if isinstance(value, str):
        # repr escapes control characters; ascii would also hide the accents of real names
        return (
            repr(value)
            if len(value) <= limit
            else f"{repr(value[:limit])[:-1]}… ({len(value)} characters)"
        )
    try:
        text = " ".join(repr(value).split())  # arrays print on several lines
    except Exception:
        # a message must come whatever the value; repr(10**5000) raises
        return f"an object of type {type(value).__name__} that cannot be printed"
    return text if len(text) <= 2 * limit else text[: 2 * limit] + "…"


def suggest(name: str, choices: Iterable[str], n: int = 3) -> str:
    """Return a hint that names the nearest of `choices`, or nothing if none is near.

    Examples
    --------
    >>> suggest("galium", ["gallium", "cobalt"])
    " Did you mean 'gallium'?"
    >>> suggest("qqq", ["gallium", "cobalt"])
    ''
    """
    lower = {c.lower(): c for c in choices}
    import difflib  # only a misspelling needs it

    near = [lower[m] for m in difflib.get_close_matches(name[:100].lower(), lower, n=n, cutoff=0.6)]
    return f" Did you mean {' or '.join(repr(m) for m in near)}?" if near else ""
