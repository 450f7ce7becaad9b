"""A shock with dates: when it is announced, when it starts, when it ends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from attrs import evolve, field, frozen

from mineralsec.analysis.disruption.instruments import InForce
from mineralsec.errors import RecordError, show
from mineralsec.model.control import Control
from mineralsec.model.instrument import Ban, Licence
from mineralsec.provenance import to_date

__all__ = ["Episode", "episodes"]


def _start(value: Any) -> date | None:
    return None if value is None else to_date(value, "start")


def _ends(value: Any) -> date | None:
    return None if value is None else to_date(value, "ends")


def _announced(value: Any) -> date | None:
    return None if value is None else to_date(value, "announced")


@frozen
class Episode:
    """A shock between two days, for :func:`mineralsec.simulate_path`.

    Parameters
    ----------
    shock
        Object with ``limit(graph, limits)``.
    start
        First day; None is the first day of the path.
    ends
        First day on which it acts no more; None is never.
    announced
        Day from which buyers know of it; None is `start`. Between the two they may buy ahead.

    Raises
    ------
    RecordError
        If the days are out of order or cannot be read.

    Examples
    --------
    >>> import mineralsec as ms
    >>> Episode(ms.RemoveCountry("CHN"), "2025-03-01", "2025-09-01", announced="2025-01-15").start
    datetime.date(2025, 3, 1)
    """

    shock: Any
    start: date | None = field(default=None, converter=_start)
    ends: date | None = field(default=None, converter=_ends)
    announced: date | None = field(default=None, converter=_announced, kw_only=True)

    def __attrs_post_init__(self) -> None:
        """Refuse days out of order."""
        for first, second in (("start", "ends"), ("announced", "start"), ("announced", "ends")):
            one, other = getattr(self, first), getattr(self, second)
            if one is not None and other is not None and one > other:
                raise RecordError(f"{second} {other} comes before {first} {one}. Swap them.")
        if isinstance(self.shock, type) or not callable(getattr(self.shock, "limit", None)):
            raise RecordError(
                f"shock needs a method limit(graph, limits), got {show(self.shock)}. Write for "
                "example Episode(RemoveCountry('CHN'), '2025-03-01')."
            )

    def acts(self, first: date, end: date) -> bool:
        """Return whether it acts on any day of ``[first, end)``."""
        return (self.start is None or self.start < end) and (self.ends is None or self.ends > first)

    def known(self, day: date) -> bool:
        """Return whether buyers know of it on a day."""
        since = self.start if self.announced is None else self.announced
        return since is None or since <= day


def episodes(shocks: tuple[Any, ...]) -> tuple[Episode, ...]:
    """Return every shock with its days; a Control brings its own.

    A licence with a delay lets nothing through until the delay has passed, then the part that
    is approved.
    """
    found: list[Episode] = []
    for shock in shocks:
        if isinstance(shock, Episode):
            found.append(shock)
        elif isinstance(shock, Control):
            found += [
                Episode(InForce(part), part.effective, part.ends, announced=shock.announced)
                for part in _phases(shock)
            ]
        elif isinstance(shock, InForce):
            found += [
                Episode(
                    evolve(shock, control=part),
                    part.effective,
                    part.ends,
                    announced=shock.control.announced,
                )
                for part in _phases(shock.control)
            ]
        else:
            found.append(Episode(shock))
    return tuple(found)


def _phases(control: Control) -> list[Control]:
    """Return a control, split where the first licences come through."""
    act = control.instrument
    if not isinstance(act, Licence) or act.delay is None:
        return [control]
    days = round(float(act.delay.m_as("day")))
    through = control.effective + timedelta(days=days)
    if days == 0 or (control.ends is not None and control.ends <= through):
        return [control if days == 0 else evolve(control, instrument=Ban())]
    waiting = evolve(
        control,
        id=f"{control.id}, waiting",
        instrument=Ban(),
        ends=through,
        suspended=tuple(
            (off, through if on is None else min(on, through))
            for off, on in control.suspended
            if off < through
        ),
    )
    after = evolve(
        control,
        announced=None,
        effective=through,
        instrument=evolve(act, delay=None),
        suspended=tuple(
            (max(off, through), on) for off, on in control.suspended if on is None or on > through
        ),
    )
    return [waiting, after]
