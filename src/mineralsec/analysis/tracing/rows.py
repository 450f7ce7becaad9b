"""Rows that a question about content is answered by, and the words around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from mineralsec.analysis.tracing.chain import UNRECORDED, How, MineralChain
from mineralsec.arguments import mapping, several
from mineralsec.errors import GraphError
from mineralsec.places import RESIDUAL, country_of, place_name
from mineralsec.quantities import checked, percent
from mineralsec.units import PRICE

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Per", "definition", "groups", "notes", "prices_by_stage"]

Per = Literal["consumer", "market"]

#: A part below this is not worth a note. [-]
TRACE = 1e-4


def groups(
    graph: SupplyGraph, chain: MineralChain, at: str | Iterable[str] | None, per: Per
) -> Iterator[tuple[str, str | None, NDArray[np.integer[Any]]]]:
    """Yield name, stage and markets of each row."""
    if at is None:
        names: list[tuple[str, Any]] = [
            (place, [i for i, c in enumerate(chain.countries) if c == place])
            for place in sorted(set(chain.countries))
        ]
    else:
        asked = several(at, "at", "at='JPN'")
        names = [(who, np.flatnonzero(chain.at(graph.place_codes(who), None))) for who in asked]
    for name, markets in names:
        if per == "consumer":
            yield name, None, np.asarray(markets, np.intp)
            continue
        for market in markets:
            yield chain.places[market], chain.stages[market], np.array([market], np.intp)


def prices_by_stage(
    chain: MineralChain, prices: Mapping[str, Any] | None
) -> dict[str, float] | None:
    """Return USD/t by stage, one for each stage that the mineral has markets at."""
    if prices is None:
        return None
    needed = sorted(set(chain.stages))
    mapping(prices, "prices", f"{{{needed[0]!r}: '9000 USD/tonne'}}")
    missing = [stage for stage in needed if stage not in prices]
    if missing:
        raise GraphError(
            f"{chain.mineral} needs a price at {' and '.join(missing)} too. Write prices="
            f"{{{needed[0]!r}: '9000 USD/tonne', ...}}."
        )
    found = {s: float(checked(prices[s], PRICE, f"price at {s}").m_as(PRICE)) for s in needed}
    if zero := [stage for stage, price in found.items() if not price > 0]:
        raise GraphError(f"the price at {zero[0]} must be above zero.")
    return found


def definition(who: str, stage: str | None, how: How, per: Per, *, by_value: bool) -> str:
    """Return what a share is a share of, in words."""
    what = {
        "made": f"made in {who}{f' at {stage}' if stage else ''} at least once",
        "passed": f"that has passed {who}{f' at {stage}' if stage else ''} at least once",
        "origin": f"that entered the chain in {who}{f' at {stage}' if stage else ''}",
    }[how]
    of = "use" if per == "consumer" else "a market's supply"
    return f"share of {of} {what}, by {'value' if by_value else 'mass'}"


def notes(chain: MineralChain) -> Iterator[str]:
    """Yield what the reader of one mineral's shares must know."""
    total = float(chain.use.sum())
    if not total > 0:
        return
    labels, shares = chain.origins()
    origin = dict(zip(labels, (chain.use @ shares / total).tolist(), strict=True))
    if (part := origin[UNRECORDED]) > TRACE:
        yield (
            f"{chain.mineral}: {percent(part)} of the use comes from supply without a record, "
            "which counts as nobody's."
        )
    nowhere = [country_of(place) == RESIDUAL for place in chain.places]
    if (part := float(chain.use[nowhere].sum()) / total) > TRACE:
        yield f"{chain.mineral}: {percent(part)} of the use lies {place_name(RESIDUAL)}."
