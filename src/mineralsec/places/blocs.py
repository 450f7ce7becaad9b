"""Blocs of countries, with the days on which members joined and left.

>>> sorted(bloc_members("BRICS", on="2012-01-01"))
['BRA', 'CHN', 'IND', 'RUS', 'ZAF']
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import NamedTuple

from mineralsec.errors import UnknownNameError, show
from mineralsec.places.tables import LONGEST, fold, rows

__all__ = ["Membership", "bloc_members", "bloc_memberships", "every_bloc", "is_bloc", "to_day"]

_LONG_NAMES = {
    "European Union": "EU",
    "Minerals Security Partnership": "MSP",
    "North Atlantic Treaty Organization": "NATO",
    "Organisation for Economic Co-operation and Development": "OECD",
}


class Membership(NamedTuple):
    """One country's time in a bloc: from `joined` to `left`, both days included.

    Without `joined` it is a member in all years the data can speak of, without `left` it still
    is one.
    """

    bloc: str
    country: str
    joined: date | None
    left: date | None
    source: str
    note: str

    def holds(self, on: date | None) -> bool:
        """Return whether it is a member on that day; on no day, whether it never left."""
        if on is None:
            return self.left is None
        return (self.joined or on) <= on <= (self.left or on)


def every_bloc() -> tuple[str, ...]:
    """Return the names of the blocs.

    Examples
    --------
    >>> every_bloc()
    ('EU', 'EU27', 'OECD', 'NATO', 'MSP', 'BRICS')
    """
    return tuple(_blocs())


def is_bloc(text: object) -> bool:
    """Return whether `text` names a bloc.

    Examples
    --------
    >>> is_bloc("EU27"), is_bloc("FRA")
    (True, False)
    """
    return _canonical(text) is not None


def bloc_memberships(name: str) -> tuple[Membership, ...]:
    """Return who belongs to a bloc, from when to when, and where that was read.

    Parameters
    ----------
    name
        Name of a bloc, short or in full.

    Raises
    ------
    UnknownNameError
        If there is no such bloc.

    Examples
    --------
    >>> [str(m.left) for m in bloc_memberships("EU") if m.country == "GBR"]
    ['2020-01-31']
    """
    if (bloc := _canonical(name)) is None:
        raise UnknownNameError(f"no bloc is called {show(name)}. Blocs: {', '.join(_blocs())}.")
    return _blocs()[bloc]


def bloc_members(name: str, on: date | str | None = None) -> frozenset[str]:
    """Return the countries that belong to a bloc.

    Parameters
    ----------
    name
        Name of a bloc. ``"EU27"`` is the European Union since 2020-02-01, ``"EU"`` has its
        whole history. ``"MSP"`` has the 14 countries; the European Union is a partner of its
        own there and is not spelled out.
    on
        The day, a date or an ISO string. Without it: all that have not left.

    Returns
    -------
    frozenset of str
        Alpha-3 codes, never empty.

    Raises
    ------
    UnknownNameError
        If there is no such bloc, or it had no members on that day.
    RecordError
        If `on` is not a day.

    Examples
    --------
    >>> "GBR" in bloc_members("EU", on="2019-12-31"), "GBR" in bloc_members("EU")
    (True, False)
    """
    memberships = bloc_memberships(name)
    if on is not None:
        on = to_day(on)
    members = frozenset(m.country for m in memberships if m.holds(on))
    if not members:
        first = min(m.joined for m in memberships if m.joined)
        raise UnknownNameError(
            f"the bloc {memberships[0].bloc} has no members on {on}; its first day is {first}"
        )
    return members


def to_day(on: date | str) -> date:
    """Return the day on which membership counts."""
    from mineralsec.provenance import to_date  # brings attrs, which nothing else here needs

    return to_date(on, "on")


def _canonical(text: object) -> str | None:
    if isinstance(text, str) and len(text) <= LONGEST and text.isprintable():
        return _bloc_names().get(fold(text))
    return None


@cache
def _blocs() -> dict[str, tuple[Membership, ...]]:
    blocs: dict[str, tuple[Membership, ...]] = {}
    for row in rows("blocs.csv"):
        joined, left = (date.fromisoformat(d) if d else None for d in (row["joined"], row["left"]))
        member = Membership(row["bloc"], row["country"], joined, left, row["source"], row["note"])
        blocs[member.bloc] = (*blocs.get(member.bloc, ()), member)
    return blocs


@cache
def _bloc_names() -> dict[str, str]:
    short = {fold(name): name for name in _blocs()}
    return short | {fold(name): bloc for name, bloc in _LONG_NAMES.items()}
