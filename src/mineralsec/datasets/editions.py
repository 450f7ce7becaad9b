"""Which rows of a table answer for a year, and of one figure the newest edition.

What :mod:`mineralsec.graph.vintages` does with records, on whole columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mineralsec.datasets.facts import UNDATED

__all__ = ["Answers", "Codes", "Odd", "answers", "distinct", "starts"]

Integers: TypeAlias = NDArray[np.int64]


class Odd(Exception):  # noqa: N818 - not an error: the records then say what is wrong
    """Facts that do not fit together."""


# numpy.unique would load numpy.ma first
def distinct(values: Integers) -> Integers:
    """Return each value once, sorted."""
    ordered = np.sort(values)
    return ordered[starts(ordered)]


def starts(*ordered: Integers) -> NDArray[np.bool_]:
    """Return where a new value begins in columns that are sorted together."""
    new = np.ones(len(ordered[0]), np.bool_)
    if len(new):
        new[1:] = np.any([np.diff(column) != 0 for column in ordered], axis=0)
    return new


class Codes:
    """A vocabulary that grows as names are met."""

    def __init__(self) -> None:
        self.code: dict[Any, int] = {}

    def of(self, names: Iterable[Any], n: int) -> Integers:
        """Return the codes of `n` names."""
        code = self.code
        return np.fromiter((code.setdefault(name, len(code)) for name in names), np.int64, n)


@frozen(eq=False)
class Answers:
    """Rows that answer for the year, and what other years add.

    Parameters
    ----------
    thing
        What each row speaks of, whatever its year or vintage.
    current
        Rows that answer, in the order of the table.
    history
        Rows of other years, newest vintage of each, by thing and year.
    """

    thing: Integers
    current: Integers
    history: Integers


def answers(thing: Integers, when: Integers, vintage: Sequence[str], year: int) -> Answers:
    """Return which rows answer for `year`, and what other years add.

    Parameters
    ----------
    thing
        What each row speaks of, as a code.
    when
        Year of each row, :data:`~mineralsec.datasets.facts.UNDATED` for every year.
    vintage
        Edition of each row; editions are compared as text.
    year
        Year to answer for.

    Raises
    ------
    Odd
        If two rows speak of one thing, year and edition.
    """
    ranks = {word: rank for rank, word in enumerate(sorted(set(vintage)))}
    edition = np.fromiter((ranks[word] for word in vintage), np.int64, len(vintage))
    order = np.lexsort((edition, when, thing))
    if not np.all(starts(thing[order], when[order], edition[order])):
        raise Odd
    # the newest edition comes last before the next thing or year begins
    newest = order[np.roll(starts(thing[order], when[order]), -1)]
    dated = newest[when[newest] == year]
    always = newest[when[newest] == UNDATED]
    own = np.zeros(int(thing.max(initial=-1)) + 1, np.bool_)
    own[thing[dated]] = True
    current = np.concatenate([dated, always[~own[thing[always]]]])
    past = (when[newest] != year) & (when[newest] != UNDATED)
    return Answers(thing, np.sort(current), newest[past])
