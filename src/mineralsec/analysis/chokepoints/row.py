"""One chokepoint: who, how much hangs on it, and who could stand in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from mineralsec.quantities import percent

__all__ = ["Alternative", "Chokepoint"]


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
    """One place, owner, plant or corridor that use hangs on.

    Parameters
    ----------
    place, name
        Who: code, bloc, owner, record id or corridor, and what to call it.
    mineral
        Name.
    stage
        The stage that stops. With all stages together the one at which the place has made most
        of what is used; where it makes nothing, the one that most use passes through.
    value
        The measure that was asked for, in the unit of the result; None if it was not computed,
        and `reason` says why.
    coverage
        Flow coverage: share of the use that has passed through the place. [-]
    capacity
        Capacity coverage: share of the use that could not be delivered without the place even if
        everybody else stood back; None if it was not computed. [-]
    ladder
        Share of the use that goes unmet when the place stops, at each rung, least adaptive
        response first; None if it was not computed. [-]
    stocked
        Share that goes unmet over a year at the middle rung when every user first draws down
        the stock that the result names. [-]
    output_share
        Part of all output at `stage`; None if nothing is made there. [-]
    hub
        Whether the place makes nothing at `stage` and sends on more than 80 % of what it
        imports: it scores high on coverage, and others can go round it.
    alternatives
        Up to three other places with output at `stage` that they have shown and do not use.
    data_coverage
        Part of the output at `stage` that somebody reported or estimated; the rest is modelled or
        withheld. None if nothing is made there. [-]
    grade
        How firm the mineral's data are: A, B or C.
    reason
        Why there is no value; empty if there is one.
    details
        What else the definition says, by name.
    """

    place: str
    name: str
    mineral: str
    stage: str
    value: float | None
    coverage: float | None
    capacity: float | None
    ladder: tuple[float, ...] | None
    stocked: float | None
    output_share: float | None
    hub: bool
    alternatives: tuple[Alternative, ...]
    data_coverage: float | None
    grade: str
    reason: str = ""
    details: Mapping[str, Any] = field(factory=dict)

    @property
    def loss(self) -> float | None:
        """Share of the use that goes unmet, at the middle rung. [-]"""
        return None if self.ladder is None else self.ladder[len(self.ladder) // 2]

    @property
    def span(self) -> tuple[float, float] | None:
        """Loss at the first and at the last rung. [-]"""
        return None if self.ladder is None else (self.ladder[0], self.ladder[-1])

    def __repr__(self) -> str:
        said = [] if self.coverage is None else [f"coverage {percent(self.coverage)}"]
        if self.loss is not None:
            said.append(f"loss {self.range}")
        said += [f"{name.replace('_', ' ')} {_said(value)}" for name, value in self.details.items()]
        if self.hub:
            said.append("re-export hub")
        return f"Chokepoint({self.name}, {self.mineral}, {self.stage}: {', '.join(said)})"

    @property
    def range(self) -> str:
        """The loss in words with the least and the most of all rungs: ``"26 % (0 to 50 %)"``.

        The loss of one consumer need not fall from rung to rung, so the middle one may be an end.
        It is ``"-"`` without a loss.
        """
        if self.loss is None or self.ladder is None:
            return "-"
        low, high = percent(min(self.ladder)), percent(max(self.ladder))
        if low == high == percent(self.loss):
            return low
        return f"{percent(self.loss)} ({low[:-2]} to {high})"


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.3g}" if isinstance(value, float) else str(value)
