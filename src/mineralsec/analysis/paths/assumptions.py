"""What a path takes for granted, by name, each with the argument that changes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from mineralsec.analysis.disruption.reroute import Reroute
from mineralsec.arguments import number, several, yes
from mineralsec.errors import GraphError, RecordError, show
from mineralsec.places import resolve_place

__all__ = ["Assumptions"]

#: Longest time under way. [month]
LONGEST = 12


def _number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e6:
        raise RecordError(f"{name} must be a number of 0 or more, got {show(value)}.")
    return float(value)


def _commercial_days(value: Any) -> float:
    return _number(value, "commercial_days")


def _storage_loss(value: Any) -> float:
    return _number(value, "storage_loss")


def _spare_months(value: Any) -> float:
    return _number(value, "spare_months")


def _frontload(value: Any) -> float:
    return _number(value, "frontload")


def _ramp(value: Any) -> tuple[float, ...]:
    found = tuple(
        number(part, "ramp", "ramp=(0.5, 1.0)") for part in several(value, "ramp", "(1.0,)")
    )
    if not found or any(not 0 <= part <= 1 for part in found):
        raise RecordError(
            f"ramp must be parts of nameplate from 0 to 1, one a half-year, got {show(value)}. "
            "Write ramp=(0.2, 0.6, 0.85, 1.0)."
        )
    return found


def _transit(value: Any) -> Any:
    pairs = value.items() if isinstance(value, Mapping) else [(("", ""), value)]
    found = []
    for ends, months in pairs:
        if isinstance(months, bool) or not isinstance(months, int) or not 0 <= months <= LONGEST:
            raise RecordError(
                f"transit is in whole months from 0 to {LONGEST}, got {show(months)}. Write "
                "transit=1, or transit={('COD', 'CHN'): 3}."
            )
        if not isinstance(ends, tuple) or len(ends) != 2:
            raise RecordError(
                f"transit takes pairs of origin and destination, got {show(ends)}. Write "
                "transit={('COD', 'CHN'): 3}."
            )
        known = ends if ends == ("", "") else tuple(resolve_place(end) for end in ends)
        found.append((known, months))
    return tuple(found)


@frozen(kw_only=True)
class Assumptions:
    """What a path takes for granted; every one can be changed.

    Parameters
    ----------
    response
        Lanes, growth, spare capacity and rationing.
    stocks
        Whether recorded stockpiles are released.
    commercial_days
        Days of today's use that every user holds in store at the start, and fills up to again.
        No source gives it, so it is 0 unless told. [day]
    storage_loss
        Part of a store that is lost a month. [-]
    spare_months
        Months from the day buyers know until spare capacity runs in full, in equal steps; 0 is
        at once. [month]
    ramp
        Part of nameplate that a plant which opens reaches in each half-year. [-]
    frontload
        How far above today a lane may go between announcement and effect. [-]
    transit
        Months under way: a number for every lane between countries, or by pairs. [month]
    """

    response: Reroute
    stocks: bool = True
    commercial_days: float = field(default=0.0, converter=_commercial_days)
    storage_loss: float = field(default=0.0, converter=_storage_loss)
    spare_months: float = field(default=3.0, converter=_spare_months)
    ramp: tuple[float, ...] = field(default=(0.2, 0.6, 0.85, 1.0), converter=_ramp)
    frontload: float = field(default=0.0, converter=_frontload)
    transit: Any = field(default=0, converter=_transit)

    def __attrs_post_init__(self) -> None:
        """Refuse what a path cannot follow."""
        yes(self.stocks, "stocks")
        # a subclass may change what lanes mean
        if type(self.response) is not Reroute:
            raise GraphError(
                f"a path is solved with ms.Reroute(...), got response={show(self.response)}."
            )
        if self.response.lanes != "observed":
            raise GraphError(
                "a path goes over lanes with a length; lanes='open' has none. Write "
                "response=Reroute(lanes='observed', growth=None) to let known lanes grow freely."
            )
        if self.storage_loss >= 1:
            raise RecordError(f"storage_loss must be below 1, got {self.storage_loss:g}.")

    def words(self) -> tuple[str, ...]:
        """Return every assumption with the argument that changes it."""
        late = "; ".join(
            f"{months} months {'between countries' if not any(ends) else ' to '.join(ends)}"
            for ends, months in self.transit
            if months
        )
        steps = ", ".join(f"{part:.0%}" for part in self.ramp)
        return (
            f"Recorded stockpiles are {'' if self.stocks else 'not '}released (stocks=...).",
            f"Users hold {self.commercial_days:g} days of use in store (commercial_days=...).",
            f"{self.storage_loss:.1%} of a store is lost a month (storage_loss=...).",
            f"Spare capacity comes in over {self.spare_months:g} months (spare_months=...).",
            f"Plants that open reach {steps} of nameplate, a half-year each (ramp=...).",
            f"Between announcement and effect a lane may carry {self.frontload:.0%} more than "
            "today, or its usual limit (frontload=...).",
            f"Time under way: {late or 'none'} (transit=...).",
        )
