"""Which of many records answers: one year, and of one figure the newest edition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeAlias

from attrs import frozen

from mineralsec.errors import DataError, GraphError, Problem, show

__all__ = ["Choice", "checked_year", "choose", "identity", "only_records"]

#: When a figure holds: a year, the day a stock was counted, or any time.
When: TypeAlias = int | dt.date | None

#: Data years that demonstrated capacity looks back on, the graph's own included.
LOOK_BACK = 5


def only_records(records: Any) -> tuple[Any, ...]:
    """Return what is given as a tuple, if it holds records and nothing else.

    Raises
    ------
    GraphError
        If it is one record, or anything in it is not a record.
    """
    from mineralsec.model import RECORD_TYPES

    if isinstance(records, str) or not isinstance(records, Iterable):
        raise GraphError(
            f"a graph is made of records, got {show(records)}. Write from_records([record, ...])."
        )
    kept = tuple(records)
    for i, record in enumerate(kept):
        if not isinstance(record, RECORD_TYPES):
            raise GraphError(
                f"records[{i}] is not a record, got {show(record)}. Make one with ms.Producer, "
                "ms.Refiner, ms.Consumer, ms.Flow …"
            )
    return kept


def identity(record: Any) -> tuple[Any, ...]:
    """Return what names the thing a record speaks of, whatever its year or vintage."""
    kind = type(record).__name__
    if kind == "Flow":
        return (
            kind,
            record.mineral,
            record.stage,
            record.origin,
            record.destination,
            record.form,
            record.seller,
            record.buyer,
        )
    if kind == "Reserve":
        return kind, record.mineral, record.place, record.kind, record.form
    if kind in ("Mineral", "Form"):
        return kind, record.name
    if kind == "Stake":
        return kind, record.holder, record.held
    return "actor", record.id


def _apart(record: Any) -> str:
    """Return what tells a record from another one of the same name."""
    if type(record).__name__ == "Flow":
        return "Add them up, or give it another form, seller, buyer, year or vintage."
    own = "id, year" if hasattr(record, "id") else "year"
    return f"Give it another {own} or vintage, or leave one of them out."


def _when(record: Any) -> When:
    year: int | None = getattr(record, "year", None)
    return getattr(record, "as_of", None) if year is None else year


def _nature(record: Any) -> tuple[Any, ...]:
    """Return what all records of one id have in common."""
    fields = ("mineral", "stage", "takes", "makes")
    return (type(record).__name__, *(getattr(record, name, None) for name in fields))


@frozen(eq=False)
class Choice:
    """The records that answer for one year, and what the earlier years add.

    Parameters
    ----------
    year
        The graph's year; None when no record is dated.
    current
        The records that answer, newest vintage of each, in the order given.
    history
        For each identity the records of other years (of stocks: other days), oldest first,
        newest vintage of each.
    """

    year: int | None
    current: tuple[Any, ...]
    history: dict[tuple[Any, ...], tuple[Any, ...]]


def choose(records: Sequence[Any], year: int | None) -> Choice:
    """Choose the records that answer for `year`.

    A dated record answers for its own year, an undated one for every year that has none of its
    own. Of stocks and stakes, the last count in or before the year answers, else the first
    after it.

    Parameters
    ----------
    records
        Records of any class, year and vintage.
    year
        Year to answer for; None takes the latest among the records.

    Raises
    ------
    DataError
        If two records have one key (id, year, vintage), or one id stands for two things; all
        of them at once.
    GraphError
        If no record belongs to the year, or it is not a whole number.
    """
    checked_year(year, ())
    seen: dict[tuple[Any, ...], int] = {}
    problems = []
    by_identity: dict[tuple[Any, ...], dict[When, Any]] = {}
    natures: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    years = set()
    for number, record in enumerate(records):
        thing = identity(record)
        when = _when(record)
        key = (*thing, when, record.vintage)
        if key in seen:
            problems.append(
                Problem(
                    f"records[{number}]",
                    f"duplicate of records[{seen[key]}]: {record!r}. {_apart(record)}",
                )
            )
            continue
        seen[key] = number
        # only an id can stand for two things; everything else is its own name
        if thing[0] == "actor" and natures.setdefault(thing, nature := _nature(record)) != nature:
            problems.append(
                Problem(
                    f"records[{number}]",
                    f"{record!r} has the id of a record of another class, mineral or stage: "
                    f"{', '.join(str(x) for x in natures[thing] if x is not None)}. "
                    "Give it an id of its own.",
                )
            )
        if isinstance(when, int):
            years.add(when)
        versions = by_identity.setdefault(thing, {})
        # the newest edition answers; editions are compared as text ("MCS 2025" < "MCS 2026")
        if when not in versions or versions[when].vintage < record.vintage:
            versions[when] = record
    if problems:
        raise DataError("the records contradict each other", problems)
    if year is None:
        year = max(years, default=None)
    else:
        checked_year(year, years)
    return _split(records, by_identity, year)


def checked_year(year: int | None, years: Collection[int]) -> None:
    """Refuse a year that is no whole number, or of which no dated record is.

    Raises
    ------
    GraphError
        In both cases.
    """
    if year is not None and (isinstance(year, bool) or not isinstance(year, int)):
        raise GraphError(f"year must be a whole number such as 2024, got {show(year)}.")
    if years and year not in years:
        raise GraphError(
            f"no record belongs to {show(year)}. Years here: {', '.join(map(str, sorted(years)))}."
        )


def _split(
    records: Iterable[Any], by_identity: dict[tuple[Any, ...], dict[When, Any]], year: int | None
) -> Choice:
    chosen = set()
    history = {}
    for thing, versions in by_identity.items():
        dated: list[Any] = sorted(when for when in versions if when is not None)
        answer: When = year if year in versions else None
        if dated and isinstance(dated[0], dt.date):
            counted = [day for day in dated if year is None or day.year <= year]
            answer = counted[-1] if counted else dated[0]
        if answer in versions:
            chosen.add(id(versions[answer]))
        if others := tuple(versions[when] for when in dated if when != answer):
            history[thing] = others
    return Choice(year, tuple(r for r in records if id(r) in chosen), history)
