"""One question for many shocks: N-1 over every country, or any list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve

from mineralsec.analysis.disruption.hosts import links
from mineralsec.analysis.disruption.ladder import checked_response
from mineralsec.analysis.disruption.outcome import Totals, market_use
from mineralsec.analysis.disruption.progress import Progress, dealt, say_interrupted, telling
from mineralsec.analysis.disruption.prorata import ProRata
from mineralsec.analysis.disruption.removals import lost_outside, totals_suffice
from mineralsec.analysis.disruption.reroute import Reroute
from mineralsec.analysis.disruption.rung import Rung
from mineralsec.analysis.disruption.shocks import RemoveCountry
from mineralsec.analysis.disruption.simulate import limits_of
from mineralsec.analysis.disruption.sweep_result import Sweep, SweepRow
from mineralsec.analysis.disruption.windows import window
from mineralsec.arguments import several, yes
from mineralsec.errors import GraphError, show
from mineralsec.graph.given import given_graph
from mineralsec.places import RESIDUAL, country_of

if TYPE_CHECKING:
    from mineralsec.graph.network import Network
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["can_change", "every_country", "sweep"]

#: Parts that shocks are dealt out in to an executor: a few for each worker of most machines.
PARTS = 16

#: Removals that are answered together before progress is told: some seconds' work.
TOGETHER = 1000


def every_country(graph: SupplyGraph) -> tuple[RemoveCountry, ...]:
    """Return the removal of each country of the graph in turn; the residual is none.

    A country with nothing but reserves in the ground takes no part: nothing of it can stop.

    Examples
    --------
    >>> import mineralsec as ms
    >>> "CHN" in [shock.place for shock in ms.every_country(ms.load("world", minerals="gallium"))]
    True
    """
    c = given_graph(graph).columns
    there = np.unique(c.markets.place).tolist()
    countries = sorted({country_of(c.places[place]) for place in there} - {RESIDUAL})
    return tuple(RemoveCountry(c) for c in countries)


def sweep(
    graph: SupplyGraph,
    shocks: Iterable[Any],
    *,
    response: Any = Reroute(),
    detail: bool = True,
    executor: Executor | None = None,
    progress: Progress = None,
    start: Any = None,
    duration: Any = "1 year",
) -> Sweep:
    """Return the effect of each shock alone.

    Parameters
    ----------
    graph
        Supply graph of one year.
    shocks
        Shocks, Controls, or tuples of them that act together.
    response
        One response; the ladder has no single row.
    detail
        Whether to say who goes short; without it only totals are solved.
    executor
        Any :class:`concurrent.futures.Executor`; shocks are dealt out in equal parts, and the
        answer does not depend on it.
    progress
        Called with (done, total) after each part. None shows a bar on the error stream of a
        terminal once two seconds have passed; False shows nothing.
    start, duration
        Window of the answer. [time]

    Returns
    -------
    Sweep
        After an interrupt (Ctrl-C) with what was solved until then, and a warning.

    Raises
    ------
    GraphError
        If there are no shocks, or no response.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> ms.sweep(graph, ms.every_country(graph), detail=False).of("gallium")[0].label
    'CHN'
    """
    if hasattr(shocks, "limit"):
        raise GraphError(f"a sweep needs a list of shocks, got one: {show(shocks)}. Write [shock].")
    listed = several(shocks, "shocks", "[ms.RemoveCountry('CHN')]")
    asked = tuple(s if isinstance(s, tuple) else (s,) for s in listed)
    yes(detail, "detail")
    if not asked:
        raise GraphError("a sweep needs at least one shock. Write ms.every_country(graph).")
    if response is None:
        raise GraphError("a sweep needs one response. Write response=ms.Reroute().")
    checked_response(response)
    graph = given_graph(graph)
    solve = partial(_solve, graph, response=response, detail=detail, start=start, duration=duration)
    together = not detail and totals_suffice(graph, response)
    # what is answered together comes in parts, everything else one after the other
    parts = _parts(asked, PARTS if executor else -(-len(asked) // TOGETHER) if together else 0)
    found: list[SweepRow] = []
    done = 0
    with telling(progress, len(asked), "sweep") as tell:
        try:
            for part, rows in zip(parts, dealt(executor, solve, parts), strict=True):
                found += rows
                done += len(part)
                tell(done, len(asked))
        except KeyboardInterrupt:
            say_interrupted(done, len(asked), "shocks")
    return Sweep(tuple(found), response, len(asked), done)


def _parts(asked: Sequence[Any], count: int) -> list[tuple[Any, ...]]:
    size = -(-len(asked) // count) if count else 1
    return [tuple(asked[i : i + size]) for i in range(0, len(asked), size)]


def _solve(
    graph: SupplyGraph,
    shocks: tuple[tuple[Any, ...], ...],
    response: Any,
    detail: bool,
    start: Any,
    duration: Any,
) -> list[SweepRow]:
    if not detail and totals_suffice(graph, response):
        quick = _removals(graph, shocks, response, window(start, duration, graph.year))
        if quick is not None:
            return quick
    rows = []
    # other people's responses may do anything with what a removal frees
    known = type(response) in (ProRata, Reroute)
    hosts = links(graph)
    for group in shocks:
        limits = limits_of(graph, group, start, duration)
        rung = Rung(response, "", graph, limits)
        codes = _removed(graph, group) if known else None
        for mineral in rung.touched:
            # a by-product falls with its host, wherever the host's lanes go
            if codes and not hosts[mineral] and not can_change(graph, mineral, codes):
                totals = _own_only(graph, mineral, codes)
                by_place: dict[str, float] | None = {} if detail else None
            else:
                if detail:
                    rung.after(mineral)
                totals = rung.totals(mineral)
                by_place = _by_place(graph, rung, mineral) if detail else None
            rows.append(
                SweepRow(
                    _one(group), mineral, *totals.counted, total_unmet=totals.unmet,
                    unmet_by_place=by_place,
                )
            )  # fmt: skip
    return rows


def _one(group: tuple[Any, ...]) -> Any:
    return group[0] if len(group) == 1 else group


def _removed(graph: SupplyGraph, group: tuple[Any, ...]) -> frozenset[int] | None:
    """Return the places that a shock takes out of everything; None if it does anything else."""
    if len(group) != 1 or type(group[0]) is not RemoveCountry:
        return None
    shock: RemoveCountry = group[0]
    plain = (
        shock.channel == "all"
        and shock.minerals is None
        and shock.stages is None
        and shock.severity == 1.0
    )
    return graph.place_codes(shock.place) if plain else None


def can_change(graph: SupplyGraph, mineral: str, codes: frozenset[int]) -> bool:
    """Return whether a place's removal can leave others short: it makes or passes on something.

    A place that only uses frees what it used.
    """
    # without a lane out nothing it makes or has reaches anybody else, even if lanes open up
    sells_to = _lanes_out(graph, mineral)
    return any(sells_to.get(c, set()) - codes for c in codes)


def _lanes_out(graph: SupplyGraph, mineral: str) -> dict[int, set[int]]:
    """Return for each place the places that it sells, or once sold, the mineral to."""
    key = ("lanes out", mineral)
    if key not in graph.cache:
        network, c = graph.network(mineral), graph.columns
        used = (network.flow > 0) | (c.lanes.peak[network.lanes] > 0)
        out: dict[int, set[int]] = {}
        origin, destination = network.place_of[network.lane_from], network.place_of[network.lane_to]
        for a, b in zip(origin[used].tolist(), destination[used].tolist(), strict=True):
            out.setdefault(a, set()).add(b)
        graph.cache[key] = out
    found: dict[int, set[int]] = graph.cache[key]
    return found


def _own_only(graph: SupplyGraph, mineral: str, codes: frozenset[int]) -> Totals:
    network = graph.network(mineral)
    use = market_use(network, network.received, network.vanishes)
    here = np.isin(network.place_of, list(codes))
    own = float(use[here].sum())
    return Totals((float(use[~here].sum()), 0.0), (own, own), (0.0, 0.0))


def _by_place(graph: SupplyGraph, rung: Rung, mineral: str) -> dict[str, float]:
    network, limits, c = graph.network(mineral), rung.limits, graph.columns
    after = rung.after(mineral)
    wanted = market_use(network, network.received * limits.demand[network.users], network.vanishes)
    short = wanted - market_use(network, after.received, after.unrecorded)
    short[~limits.counted[network.markets] | (short <= 1e-9 * wanted)] = 0.0
    sums: dict[str, float] = {}
    for market in np.flatnonzero(short):
        place = country_of(c.places[network.place_of[market]])
        sums[place] = sums.get(place, 0.0) + float(short[market])
    return dict(sorted(sums.items(), key=lambda r: (-r[1], r[0])))


def _by_product(
    graph: SupplyGraph,
    mineral: str,
    group: tuple[Any, ...],
    response: Any,
    window: tuple[date, date],
) -> list[SweepRow]:
    """Return the row of a mineral that falls with its hosts, if the removal touches either."""
    hosts, family = links(graph), {mineral}
    while more := {host for name in family for host in hosts[name]} - family:
        family |= more
    codes = graph.place_codes(group[0].place)
    there = {m for m in family if codes.intersection(graph.network(m).place_of.tolist())}
    if not there:
        return []
    first, end = window
    # only the family is asked about: a response need not look at the rest of the world
    alone = evolve(group[0], minerals=tuple(m for m in graph.minerals if m in there))
    limits = limits_of(graph, (alone,), first, f"{(end - first).days} day")
    rung = Rung(response, "", graph, limits)
    if mineral not in rung.touched:
        return []
    totals = rung.totals(mineral)
    return [SweepRow(_one(group), mineral, *totals.counted, total_unmet=totals.unmet)]


def _removals(
    graph: SupplyGraph,
    shocks: tuple[tuple[Any, ...], ...],
    response: Any,
    window: tuple[date, date],
) -> list[SweepRow] | None:
    """Return totals of plain removals, solved together; None if a shock is anything else."""
    codes = [_removed(graph, group) for group in shocks]
    if any(inside is None for inside in codes):
        return None
    removed_by: dict[int, list[int]] = {}
    for i, places in enumerate(codes):
        for place in places or ():
            removed_by.setdefault(place, []).append(i)
    hosts = links(graph)
    blocks = {m: _blocks(graph.network(m), removed_by) for m in graph.minerals if not hosts[m]}
    touched = {
        mineral: [i for i in there if can_change(graph, mineral, codes[i] or frozenset())]
        for mineral, there in blocks.items()
    }
    asked = {m: [np.array(blocks[m][i]) for i in which] for m, which in touched.items() if which}
    lost = lost_outside(graph, asked, response, window)
    rows: list[list[SweepRow]] = [[] for _ in shocks]
    for mineral in graph.minerals:
        if hosts[mineral]:
            for i, group in enumerate(shocks):
                rows[i] += _by_product(graph, mineral, group, response, window)
            continue
        network = graph.network(mineral)
        use = market_use(network, network.received, network.vanishes).tolist()
        total = sum(use)
        short = dict(zip(touched[mineral], lost.get(mineral, np.zeros(0)).tolist(), strict=True))
        for i, block in blocks[mineral].items():
            own, others = sum(use[m] for m in block), short.get(i, 0.0)
            rows[i].append(SweepRow(shocks[i][0], mineral, total - own, others, others + own))
    return [row for of_shock in rows for row in of_shock]


def _blocks(network: Network, removed_by: dict[int, list[int]]) -> dict[int, list[int]]:
    """Return the local markets that each removal takes out, for those that take out any."""
    found: dict[int, list[int]] = {}
    for market, place in enumerate(network.place_of.tolist()):
        for i in removed_by.get(place, ()):
            found.setdefault(i, []).append(market)
    return found
