"""One question for many shocks: N-1 over every country, or any list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import field, frozen

from mineralsec.analysis.coverage import PassThrough
from mineralsec.analysis.disruption.outcome import Totals, market_use
from mineralsec.analysis.disruption.prorata import ProRata
from mineralsec.analysis.disruption.reroute import Reroute
from mineralsec.analysis.disruption.rung import Rung
from mineralsec.analysis.disruption.shocks import RemoveCountry
from mineralsec.analysis.disruption.simulate import limits_of
from mineralsec.cards import table
from mineralsec.errors import GraphError, UnknownNameError
from mineralsec.places import RESIDUAL, country_of

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Sweep", "SweepRow", "can_change", "every_country", "sweep"]


def every_country(graph: SupplyGraph) -> tuple[RemoveCountry, ...]:
    """Return the removal of each country of the graph in turn; the residual is none.

    Examples
    --------
    >>> import mineralsec as ms
    >>> [shock.place for shock in ms.every_country(ms.load("world", minerals="gallium"))][:2]
    ['BEL', 'CAN']
    """
    countries = sorted({country_of(p) for p in graph.places} - {RESIDUAL})
    return tuple(RemoveCountry(c) for c in countries)


@frozen
class SweepRow:
    """One shock's effect on one mineral.

    Parameters
    ----------
    shock
        What was lost.
    mineral
        Name.
    use, unmet
        Use that counts, and how much of it is unmet. [t/yr]
    total_unmet
        Unmet use of everybody, those who left included. [t/yr]
    unmet_by_place
        With ``detail=True`` unmet use that counts by place. [t/yr]
    """

    shock: Any
    mineral: str
    use: float
    unmet: float
    total_unmet: float
    unmet_by_place: dict[str, float] | None = None

    @property
    def share(self) -> float:
        """Unmet use relative to the use that counts; NaN where there is none. [-]"""
        return self.unmet / self.use if self.use > 0 else float("nan")

    @property
    def label(self) -> str:
        """Place or name of the shock."""
        return str(getattr(self.shock, "place", repr(self.shock)))


@frozen(eq=False)
class Sweep:
    """Effects of many shocks, in the order they were given.

    Parameters
    ----------
    rows
        One a shock and mineral; minerals a shock does not touch are left out.
    response
        How the rest reacts.
    """

    rows: tuple[SweepRow, ...]
    response: Any = field(default=None)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[SweepRow]:
        return iter(self.rows)

    def of(self, mineral: str) -> tuple[SweepRow, ...]:
        """Return the rows of one mineral, worst first."""
        own = [r for r in self.rows if r.mineral == mineral]
        return tuple(sorted(own, key=lambda r: (-np.nan_to_num(r.share), r.label)))

    def to_dict(self) -> list[dict[str, Any]]:
        """Return plain rows."""
        return [
            {
                "shock": r.label,
                "mineral": r.mineral,
                "shortfall_share": r.share,
                "shortfall_t_per_yr": r.unmet,
                "use_counted_t_per_yr": r.use,
                "total_unmet_t_per_yr": r.total_unmet,
            }
            for r in self.rows
        ]

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row a shock and mineral as a data frame of pandas, polars or pyarrow."""
        from mineralsec.io.frames import frame

        return frame(self.to_dict(), backend)

    def __repr__(self) -> str:
        worst = max(self.rows, key=lambda r: np.nan_to_num(r.share), default=None)
        if worst is None:
            return "Sweep(nothing is touched)"
        return (
            f"Sweep({len(self.rows)} rows, {self.response!r}; worst: {worst.label}, "
            f"{worst.mineral}, {worst.share:.0%})"
        )

    def _repr_html_(self) -> str:
        rows = sorted(self.rows, key=lambda r: -np.nan_to_num(r.share))[:20]
        return table(
            ("shock", "mineral", "share of use that counts", "t/yr"),
            [(r.label, r.mineral, f"{r.share:.1%}", f"{r.unmet:,.0f}") for r in rows],
            caption=f"{len(self.rows)} rows, worst 20; {self.response!r}",
        )


def sweep(
    graph: SupplyGraph,
    shocks: Iterable[Any],
    *,
    response: Any = Reroute(),
    detail: bool = True,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
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
        Called with (done, total) after each part.
    start, duration
        Window of the answer. [time]

    Returns
    -------
    Sweep

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
    asked = tuple(s if isinstance(s, tuple) else (s,) for s in shocks)
    if not asked:
        raise GraphError("a sweep needs at least one shock. Write ms.every_country(graph).")
    if response is None:
        raise GraphError("a sweep needs one response. Write response=ms.Reroute().")
    parts = _parts(asked, 1 if executor is None else 16)
    args = (response, detail, start, duration)
    found: list[SweepRow] = []
    done = 0
    answers: Iterable[list[SweepRow]]
    if executor is None:
        answers = (_solve(graph, part, *args) for part in _parts(asked, len(asked)))
        if isinstance(response, ProRata):
            answers = iter([_solve(graph, asked, *args)])
    else:
        answers = executor.map(_solve, *zip(*((graph, part, *args) for part in parts), strict=True))
    for rows in answers:
        found += rows
        done = min(len(asked), done + max(1, len(asked) // 16) if executor else done + 1)
        if progress is not None:
            progress(done, len(asked))
    return Sweep(tuple(found), response)


def _parts(asked: Sequence[Any], count: int) -> list[tuple[Any, ...]]:
    size = -(-len(asked) // max(count, 1))
    return [tuple(asked[i : i + size]) for i in range(0, len(asked), size)]


def _solve(
    graph: SupplyGraph,
    shocks: tuple[tuple[Any, ...], ...],
    response: Any,
    detail: bool,
    start: Any,
    duration: Any,
) -> list[SweepRow]:
    if isinstance(response, ProRata) and response.priority == "proportional" and not detail:
        quick = _removals(graph, shocks)
        if quick is not None:
            return quick
    rows = []
    for group in shocks:
        shock = group[0] if len(group) == 1 else group
        limits = limits_of(graph, group, start, duration)
        rung = Rung(response, "", graph, limits)
        plain = len(group) == 1 and _plain(group[0])
        for mineral in rung.touched:
            if plain and not can_change(graph, mineral, graph.places_in(group[0].place)):
                totals = _own_only(graph, mineral, graph.places_in(group[0].place))
                by_place: dict[str, float] | None = {} if detail else None
            else:
                if detail:
                    rung.after(mineral)
                totals = rung.totals(mineral)
                by_place = _by_place(graph, rung, mineral) if detail else None
            rows.append(
                SweepRow(
                    shock, mineral, totals.counted[0], totals.counted[1], totals.unmet, by_place
                )
            )
    return rows


def _plain(shock: Any) -> bool:
    """Return whether a shock takes one place out of everything."""
    return (
        type(shock) is RemoveCountry
        and isinstance(shock.place, str)
        and len(shock.place) == 3
        and shock.minerals is None
        and shock.stages is None
        and shock.channel == "all"
        and shock.severity == 1.0
    )


def can_change(graph: SupplyGraph, mineral: str, codes: frozenset[int]) -> bool:
    """Return whether a place's removal can leave others short: it makes or passes on something.

    A place that only uses frees what it used.
    """
    network, c = graph.network(mineral), graph.columns
    here = np.isin(network.place_of, list(codes))
    sends = here[network.lane_from] & ~here[network.lane_to]
    sends &= (network.flow > 0) | (c.lanes.peak[network.lanes] > 0)
    # without a lane out nothing it makes or has reaches anybody else, unless lanes open up
    return bool(sends.any())


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


def _removals(graph: SupplyGraph, shocks: tuple[tuple[Any, ...], ...]) -> list[SweepRow] | None:
    """Return pro-rata totals of plain removals by the block formula; None if it does not fit."""
    c = graph.columns
    if np.any(c.makers.host >= 0) or not all(len(g) == 1 and _plain(g[0]) for g in shocks):
        return None
    codes = [graph.places_in(g[0].place) for g in shocks]
    for group, inside in zip(shocks, codes, strict=True):
        if not inside:
            raise UnknownNameError(f"no record of this graph lies in {group[0].place}.")
    rows: dict[int, list[SweepRow]] = {i: [] for i in range(len(shocks))}
    for mineral in graph.minerals:
        network = graph.network(mineral)
        blocks = [np.flatnonzero(np.isin(network.place_of, list(inside))) for inside in codes]
        which = [i for i, block in enumerate(blocks) if len(block)]
        if not which:
            continue
        use = market_use(network, network.received, network.vanishes)
        key = ("pass through", mineral)
        through = graph.cache.get(key)
        if through is None:
            through = graph.cache[key] = PassThrough.of(network)
        lost = through.lost_use([blocks[i] for i in which], use)
        for i, unmet in zip(which, lost, strict=True):
            own = float(use[blocks[i]].sum())
            counted = float(use.sum()) - own
            rows[i].append(
                SweepRow(shocks[i][0], mineral, counted, float(unmet), float(unmet) + own)
            )
    return [row for i in range(len(shocks)) for row in rows[i]]
