"""The use that goes unmet when a block stops, on every rung of the ladder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen
from numpy.typing import NDArray

from mineralsec.analysis.disruption.ladder import climb
from mineralsec.analysis.disruption.prorata import ProRata
from mineralsec.analysis.disruption.shocks import RemoveCountry
from mineralsec.analysis.disruption.simulate import limits_of

if TYPE_CHECKING:
    from mineralsec.analysis.chokepoints.blocks import Block
    from mineralsec.analysis.disruption.limits import Limits
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["CountOnly", "losses"]

#: A loss below this is rounding of the solver. [-]
ROUNDING = 1e-8


@frozen(eq=False)
class CountOnly:
    """Stops nothing; of the use that counts only that of some markets still does.

    Parameters
    ----------
    markets
        Flags, shape (n_markets,).
    """

    markets: NDArray[Any]

    def limit(self, graph: SupplyGraph, limits: Limits, /) -> Limits:
        """Return `limits` that count less."""
        return evolve(limits, counted=limits.counted & self.markets)


def losses(
    graph: SupplyGraph,
    mineral: str,
    block: Block,
    whose: NDArray[Any],
    coverage: float,
    response: Any,
) -> tuple[float, ...]:
    """Return the share of use that goes unmet, a rung each.

    Parameters
    ----------
    graph, mineral
        What is asked.
    block
        What stops: output, trade both ways, and own use leaves with it.
    whose
        Markets of the graph whose use counts.
    coverage
        Flow coverage of that use by the block. It is the loss under today's contracts, so that
        rung needs no solving.
    response
        As in :func:`mineralsec.simulate`.
    """
    stages = None if block.stage is None else (block.stage,)
    shock = RemoveCountry(block.place, minerals=(mineral,), stages=stages)
    limits = limits_of(graph, (shock, CountOnly(whose)), None, "1 year")
    shares = []
    for rung in climb(graph, limits, response):
        if rung.response == ProRata():
            shares.append(coverage)
            continue
        use, unmet = rung.totals(mineral).counted
        share = min(1.0, unmet / use)
        shares.append(share if share > ROUNDING else 0.0)
    return tuple(shares)
