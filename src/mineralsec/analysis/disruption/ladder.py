"""The rungs between "nothing is re-arranged" and "everything that can be", with their horizons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from mineralsec.analysis.disruption.outcome import Response
from mineralsec.analysis.disruption.prorata import ProRata
from mineralsec.analysis.disruption.reroute import Reroute
from mineralsec.analysis.disruption.rung import Rung
from mineralsec.errors import GraphError, show

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.limits import Limits
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["LADDER", "LadderRow", "checked_response", "climb"]

#: Responses of the ladder, each with the time it takes the world to get there.
LADDER: tuple[tuple[Any, str], ...] = (
    (ProRata(), "first quarter"),
    (Reroute(), "first year"),
    (Reroute(lanes="open", growth=None, spare="nameplate", stocks=True), "about three years"),
)


@frozen
class LadderRow:
    """One rung of one mineral's ladder.

    Parameters
    ----------
    mineral, response, horizon
        What is answered, how the rest reacts, and how long that takes.
    rate
        Unmet use that counts. [t/yr]
    share
        The same relative to the use that counts; NaN where there is none. [-]
    """

    mineral: str
    response: str
    horizon: str
    rate: float
    share: float


def climb(graph: SupplyGraph, limits: Limits, response: Any) -> tuple[Rung, ...]:
    """Return the rungs to solve: the ladder, or the one response that is given."""
    if response is None:
        return tuple(Rung(r, horizon, graph, limits) for r, horizon in LADDER)
    return (Rung(checked_response(response), "", graph, limits),)


def checked_response(response: Any) -> Response:
    """Return `response` if it can respond.

    Raises
    ------
    GraphError
        If it has no method ``respond``, or is a class and no object.
    """
    if isinstance(response, type) or not isinstance(response, Response):
        raise GraphError(
            f"a response needs a method respond(graph, limits), got {show(response)}. "
            "Write for example response=ms.Reroute()."
        )
    return response
