"""Controls: dated legal acts that limit what may leave a place."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any, TypeAlias

from attrs import field, frozen

from mineralsec.errors import RecordError, UnknownNameError, show
from mineralsec.model import fields
from mineralsec.model.instrument import is_instrument
from mineralsec.model.names import minerals
from mineralsec.model.record import Shown, named
from mineralsec.model.stage import Stage, stages
from mineralsec.places import is_bloc, resolve_place
from mineralsec.provenance import Citation, to_date

__all__ = ["Control"]

#: First day without force, and first day with force again (None: not decided).
Suspension: TypeAlias = tuple[dt.date, dt.date | None]


@lru_cache(maxsize=1024)
def _party(value: str, name: str) -> str:
    """Return a bloc as written (its members depend on the day), a country as its code."""
    if is_bloc(value):
        return value
    try:
        return resolve_place(value)
    except UnknownNameError as error:
        raise UnknownNameError(f"{name}: {error}") from None


def _issuer(value: str) -> str:
    return _party(fields.label(value, "issuer"), "issuer")


def _targets(value: Any) -> str | tuple[str, ...]:
    named = [fields.label(name, "targets") for name in fields.listed(value, "targets")]
    if not named:
        raise RecordError("targets is empty. Write 'world' or places such as ('USA', 'EU27').")
    if any(name.lower() == "world" for name in named):
        if len(named) > 1:
            raise RecordError(
                f"targets holds 'world' among others, got {show(value)}. Write 'world'."
            )
        return "world"
    found = tuple(_party(name, "targets") for name in named)
    fields.once(found, "targets")
    return found


def _forms(value: Any) -> tuple[str, ...]:
    items = (value,) if hasattr(value, "content") else fields.listed(value, "forms")
    names = tuple(fields.label(getattr(item, "name", item), "forms") for item in items)
    fields.once(names, "forms")
    return names


def _announced(value: dt.date | str | None) -> dt.date | None:
    return None if value is None else to_date(value, "announced")


def _effective(value: dt.date | str) -> dt.date:
    return to_date(value, "effective")


def _ends(value: dt.date | str | None) -> dt.date | None:
    return None if value is None else to_date(value, "ends")


def _suspended(value: Any) -> tuple[Suspension, ...]:
    pairs: list[Suspension] = []
    for pair in fields.listed(value, "suspended"):
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise RecordError(
                f"suspended holds pairs (from, to), got {show(pair)}. "
                "Write (('2025-11-07', '2026-11-10'),)."
            )
        start = to_date(pair[0], "suspended from")
        stop = None if pair[1] is None else to_date(pair[1], "suspended to")
        if stop is not None and stop <= start:
            raise RecordError(f"suspended from {start} to {stop}: it stops before it starts.")
        if pairs and ((last := pairs[-1][1]) is None or last > start):
            raise RecordError(
                f"suspended from {start} begins before the one before it stops ({last}). "
                "Write them in order, without overlap."
            )
        pairs.append((start, stop))
    return tuple(pairs)


def _check_instrument(instance: object, attribute: Any, value: object) -> None:
    if not is_instrument(value):
        raise RecordError(
            "instrument must be ms.Ban(), ms.Quota('5 tonne/year'), ms.Licence(0.6), "
            f"ms.Tariff(0.25) or an object of a class of your own, got {show(value)}."
        )


@named
@frozen(kw_only=True)
class Control(Shown):
    """An export ban, quota, licence or duty, with the days it holds between.

    Parameters
    ----------
    id
        Legal name or number of the act.
    issuer
        Place (or bloc) whose exports it limits.
    instrument
        What it does: :class:`Ban`, :class:`Quota`, :class:`Licence`, :class:`Tariff`, or an
        object of your own.
    minerals
        Minerals it names.
    stages, forms
        Stages and forms it names; empty for all.
    targets
        ``"world"``, or the places and blocs the exports go to. Blocs are kept by name, since
        their members change with time.
    announced
        Day it was made known.
    effective
        First day in force.
    ends
        First day it is no longer in force; None when it has no end.
    suspended
        Pairs (from, to): first day without force, first day with force again; None as the last
        `to` when that day is not set.
    vintage
        Edition it was published in; the newest answers.
    quality
        ``"reported"``, ``"estimated"``, ``"modelled"`` or ``"projected"``.
    source
        Where it was read.

    Raises
    ------
    RecordError
        If it names no mineral, ends before it starts, or suspensions overlap.
    UnknownNameError
        If the issuer or a target is no place and no bloc.

    Examples
    --------
    >>> from mineralsec.model.instrument import Ban
    >>> act = Control(
    ...     id="MOFCOM 46/2024",
    ...     issuer="CHN",
    ...     instrument=Ban(),
    ...     minerals=("gallium", "germanium", "antimony"),
    ...     targets="USA",
    ...     effective="2024-12-03",
    ...     suspended=[("2025-11-09", "2026-11-27")],
    ... )
    >>> act
    Control(MOFCOM 46/2024: CHN -> USA, Ban() on gallium, germanium, antimony, from 2024-12-03)
    >>> act.in_force(dt.date(2025, 1, 1)), act.in_force(dt.date(2026, 1, 1))
    (True, False)
    """

    id: str = field(converter=fields.identifier, metadata=fields.about("Legal name or number."))
    issuer: str = field(
        converter=_issuer,
        metadata=fields.about("Whose exports it limits.", invariant="a place or bloc"),
    )
    instrument: Any = field(
        validator=_check_instrument, metadata=fields.about("What it does.", invariant="an object")
    )
    minerals: tuple[str, ...] = field(
        converter=minerals,
        metadata=fields.about("What it names.", invariant="at least one, each once"),
    )
    stages: tuple[Stage, ...] = field(
        default=(), converter=stages, metadata=fields.about("Stages it names; empty for all.")
    )
    forms: tuple[str, ...] = field(
        default=(), converter=_forms, metadata=fields.about("Forms it names; empty for all.")
    )
    targets: str | tuple[str, ...] = field(
        default="world",
        converter=_targets,
        metadata=fields.about("Where the exports go.", invariant="'world', places or blocs"),
    )
    announced: dt.date | None = field(
        default=None,
        converter=_announced,
        metadata=fields.about("Day it was made known.", "date", "not after effective"),
    )
    effective: dt.date = field(
        converter=_effective, metadata=fields.about("First day in force.", "date")
    )
    ends: dt.date | None = field(
        default=None,
        converter=_ends,
        metadata=fields.about("First day not in force.", "date", "not before effective"),
    )
    suspended: tuple[Suspension, ...] = field(
        default=(),
        converter=_suspended,
        metadata=fields.about(
            "Days without force between.", "date", "in order, without overlap, [from, to)"
        ),
    )
    vintage: str = field(default="", converter=fields.vintage, metadata=fields.VINTAGE)
    quality: fields.Quality = field(
        default="reported", validator=fields.word(*fields.QUALITIES), metadata=fields.QUALITY
    )
    source: Citation | None = field(default=None, validator=fields.cited, metadata=fields.SOURCE)

    def __attrs_post_init__(self) -> None:
        """Refuse a control without minerals, and days out of order."""
        if not self.minerals:
            raise RecordError("minerals is empty. Write minerals=('gallium',).")
        fields.once(self.minerals, "minerals")
        fields.once(self.stages, "stages")
        if self.announced is not None and self.announced > self.effective:
            raise RecordError(
                f"announced {self.announced} comes after effective {self.effective}. Swap them."
            )
        if self.ends is not None and self.ends < self.effective:
            raise RecordError(
                f"ends {self.ends} comes before effective {self.effective}. Swap them."
            )

    @property
    def key(self) -> tuple[str, str]:
        """What makes it one record: id and vintage."""
        return (self.id, self.vintage)

    def in_force(self, on: dt.date | str) -> bool:
        """Return whether the control holds on a day.

        Parameters
        ----------
        on
            A date or a text ``"2025-10-09"``.
        """
        day = to_date(on, "on")
        if day < self.effective or (self.ends is not None and day >= self.ends):
            return False
        return not any(
            start <= day and (stop is None or day < stop) for start, stop in self.suspended
        )

    def days_in_force(self, start: dt.date | str, end: dt.date | str) -> int:
        """Return on how many days of ``[start, end)`` the control holds.

        Parameters
        ----------
        start, end
            First day, and the day after the last.

        Raises
        ------
        RecordError
            If `end` comes before `start`.
        """
        first, stop = to_date(start, "start"), to_date(end, "end")
        if stop < first:
            raise RecordError(f"end {stop} comes before start {first}. Swap them.")
        first = max(first, self.effective)
        stop = stop if self.ends is None else min(stop, self.ends)
        return _days(first, stop) - sum(
            _days(max(first, off), stop if on is None else min(stop, on))
            for off, on in self.suspended
        )

    def __repr__(self) -> str:
        targets = self.targets if isinstance(self.targets, str) else ", ".join(self.targets)
        until = "" if self.ends is None else f" to {self.ends}"
        return (
            f"Control({self.id}: {self.issuer} -> {targets}, {self.instrument!r} on "
            f"{', '.join(self.minerals)}, from {self.effective}{until})"
        )


def _days(start: dt.date, stop: dt.date) -> int:
    return max(0, (stop - start).days)
