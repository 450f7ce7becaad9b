"""Everybody buys elsewhere as far as lanes, capacity and stocks allow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, get_args

from attrs import field, frozen

from mineralsec.analysis.disruption.hosts import hosts_first
from mineralsec.analysis.disruption.outcome import After, Outcome
from mineralsec.analysis.disruption.question import Question
from mineralsec.arguments import is_number, is_word
from mineralsec.errors import RecordError, UnknownNameError, show, suggest
from mineralsec.quantities import checked
from mineralsec.units import MASS_FLOW

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.limits import Limits
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Reroute"]

LanesWord = Literal["observed", "open"]
SpareWord = Literal["demonstrated", "nameplate", "none"]
Rationing = Literal["proportional", "priority", "weight"]


def _spare(value: Any) -> Any:
    if isinstance(value, str):
        if value not in get_args(SpareWord):
            raise UnknownNameError(
                f"spare must be one of {', '.join(get_args(SpareWord))} or a mapping of record "
                f"ids to quantities, got {show(value)}.{suggest(value, get_args(SpareWord))}"
            )
        return value
    if not isinstance(value, Mapping):
        raise RecordError(
            f"spare must be a word or a mapping of ids to quantities, got {show(value)}."
        )
    return tuple(
        (k, checked(v, MASS_FLOW, f"spare of {k}").m_as(MASS_FLOW)) for k, v in value.items()
    )


def _growth(value: Any) -> Any:
    if value is None or (isinstance(value, str) and value == "history"):
        return value
    if is_number(value) and 0 <= float(value) < float("inf"):
        return float(value)
    raise RecordError(
        f"growth must be 'history', None or a number from 0 up (0.25 is 25 %), got {show(value)}."
    )


def _seconds(value: Any) -> float | None:
    if value is None:
        return None
    if is_number(value) and 0 < float(value) < float("inf"):
        return float(value)
    raise RecordError(f"time_limit must be a number of seconds above 0, got {show(value)}.")


@frozen
class Reroute:
    r"""The least use goes unmet that lanes, capacities and stocks allow.

    Three aims, one after the other: least unmet use (by weight), then the fairest rates of
    unmet use, then least departure from today's flows and outputs. A later aim never costs an
    earlier one a tonne. The model is in the docs under *Responses*.

    Parameters
    ----------
    lanes
        ``"observed"``: only lanes of the loaded years; ``"open"``: any place sells to any.
    growth
        Most a lane carries. ``"history"``: the most it carried in the loaded years, never less
        than today; with one year of trade 25 % more than today, which the result says. A number:
        that much more than today. None: no limit.
    spare
        Output above today's. ``"demonstrated"``: up to the largest output of the last five data
        years, for who produces now, within nameplate. ``"nameplate"``: up to published capacity,
        where there is none as demonstrated. ``"none"``, or a mapping of record ids to quantities.
    rationing
        ``"proportional"``: the largest rate of unmet use is as small as can be, then the next.
        ``"priority"``: classes one after the other, proportional within a class. ``"weight"``:
        by weight alone, no fairness step.
    stocks
        Whether stockpiles are released.
    time_limit
        What each linear program may take; a program that takes longer is an error, never a
        number. None is no limit. [s]

    Examples
    --------
    >>> Reroute(growth=None, spare="nameplate").spare
    'nameplate'
    """

    lanes: LanesWord = "observed"
    growth: float | str | None = field(default="history", converter=_growth)
    spare: Any = field(default="demonstrated", converter=_spare)
    rationing: Rationing = "proportional"
    stocks: bool = False
    time_limit: float | None = field(default=None, converter=_seconds, repr=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        """Refuse words that mean nothing."""
        for name, known in (("lanes", LanesWord), ("rationing", Rationing)):
            value = getattr(self, name)
            if not is_word(value, get_args(known)):
                raise UnknownNameError(
                    f"{name} must be one of {', '.join(get_args(known))}, got {show(value)}."
                    f"{suggest(str(value), get_args(known))}"
                )

        if not isinstance(self.stocks, bool):
            raise RecordError(f"stocks must be True or False, got {show(self.stocks)}.")

    def respond(self, graph: SupplyGraph, limits: Limits, /) -> Outcome:
        """Return what everybody gets, with rates as fair as can be."""
        after: dict[str, After] = {}
        notes: list[str] = []
        for mineral, caps in hosts_first(graph, limits, after):
            question = Question(self, graph, mineral, limits, caps)
            after[mineral] = question.detail()
            notes += [n for n in question.notes if n not in notes]
        return Outcome(after, tuple(notes))
