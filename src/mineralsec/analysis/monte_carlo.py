"""How sure an answer is: the same question for many draws of what the figures allow."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from functools import partial
from math import log2
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from attrs import evolve, frozen

from mineralsec.analysis.disruption.ladder import checked_response
from mineralsec.analysis.disruption.progress import Progress, dealt, say_interrupted, telling
from mineralsec.analysis.disruption.reroute import Reroute
from mineralsec.analysis.disruption.shocks import names
from mineralsec.analysis.disruption.simulate import simulate
from mineralsec.arguments import is_word, whole, yes
from mineralsec.cards import card
from mineralsec.errors import GraphError, RecordError, UnknownNameError, show, suggest
from mineralsec.graph.columns import QUALITIES
from mineralsec.graph.uncertainty import completed
from mineralsec.io.arrow import ArrowStream
from mineralsec.quantities import percent

if TYPE_CHECKING:
    from mineralsec.graph.columns import Columns, Floats, Integers
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Draws", "monte_carlo"]

Shape = Literal["triangular", "uniform"]

#: Most draws of one sequence.
MOST = 2**16

#: Parts that draws are dealt out in to an executor.
PARTS = 16

#: Tables whose figures are drawn.
TABLES = ("output", "demand", "quantity")

#: Standard deviations below and above a figure without published limits.
WIDTH = 2.0

#: Levels that a repr and a card show. [-]
LEVELS = (0.05, 0.5, 0.95)


@frozen(eq=False)
class Draws(ArrowStream):
    """Shares that go short, draw by draw.

    Parameters
    ----------
    shares
        Share of the use that counts by mineral, shape (n_draws,); NaN where there is none. [-]
    point
        The same at the point figures. [-]
    varied
        How many figures were drawn, by table.
    fixed
        How many are zero, or have no limits, and stay as they are.
    denominator
        Whose use the shares are of.
    seed, shape
        As they were asked.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="germanium")
    >>> draws = ms.monte_carlo(graph, ms.RemoveCountry("CHN"), draws=8)
    >>> draws.quantile(0.05) <= draws.quantile(0.5) <= draws.quantile(0.95)
    True
    """

    shares: dict[str, Floats]
    point: dict[str, float]
    varied: dict[str, int]
    fixed: int
    denominator: str
    seed: int
    shape: str

    def __len__(self) -> int:
        return len(next(iter(self.shares.values())))

    def quantile(self, level: float, mineral: str | None = None) -> float:
        """Return a quantile of the share that goes short. [-]

        Raises
        ------
        UnknownNameError
            If the mineral is not here, or none is named where there are several.
        RecordError
            If `level` is not from 0 to 1.
        """
        if not 0 <= level <= 1:
            raise RecordError(f"level must be from 0 to 1, got {show(level)}. Write 0.95.")
        if mineral is None and len(self.shares) > 1:
            raise UnknownNameError(f"name one mineral of {', '.join(self.shares)}.")
        name = next(iter(self.shares)) if mineral is None else mineral
        if name not in self.shares:
            raise UnknownNameError(
                f"no draws of {show(name)}.{suggest(name, tuple(self.shares))} Minerals: "
                f"{', '.join(self.shares)}."
            )
        return float(np.quantile(self.shares[name], level))

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain dictionary a mineral."""
        return [
            {
                "mineral": name,
                "share_at_point": self.point[name],
                **{f"share_q{100 * q:02.0f}": self.quantile(q, name) for q in LEVELS},
                "draws": len(self),
            }
            for name in self.shares
        ]

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row a mineral as a data frame of pandas, polars or pyarrow."""
        from mineralsec.io.frames import frame

        return frame(self.rows(), backend)

    def _line(self, name: str) -> str:
        low, middle, high = (self.quantile(q, name) for q in LEVELS)
        return (
            f"{percent(middle)} ({percent(low).removesuffix(' %')} to {percent(high)} in nine of "
            f"ten draws)"
        )

    def __repr__(self) -> str:
        lines = "; ".join(f"{name} {self._line(name)}" for name in self.shares)
        return f"Draws({len(self)}: {lines} of {self.denominator})"

    def _repr_html_(self) -> str:
        what = ", ".join(f"{count} of {table}" for table, count in self.varied.items())
        return card(
            f"{len(self)} draws, {self.denominator}",
            [(name, self._line(name)) for name in self.shares],
            notes=(
                f"Drawn within their limits: {what} ({self.shape}, seed {self.seed}).",
                f"{self.fixed} figures are zero or have no limits, and stay as they are.",
            ),
        )


def monte_carlo(
    graph: SupplyGraph,
    *shocks: Any,
    minerals: Any = None,
    response: Any = Reroute(),
    draws: int = 256,
    seed: int = 0,
    shape: Shape = "triangular",
    uncertainty: Mapping[str, float] | None = None,
    published_limits_only: bool = False,
    executor: Executor | None = None,
    progress: Progress = None,
    start: Any = None,
    duration: Any = "1 year",
) -> Draws:
    """Return what a shock does for many draws of output, use and trade within their limits.

    Parameters
    ----------
    graph
        Supply graph of one year.
    *shocks
        As :func:`mineralsec.simulate` takes them.
    minerals
        Minerals to answer for; None takes those that the shocks touch.
    response
        One response.
    draws
        How many; a power of two keeps the sequence balanced.
    seed
        Seed of the scrambling: the same seed gives the same bits, whatever the executor.
    shape
        ``"triangular"``: low, point (the middle where there is none), high. ``"uniform"``.
    uncertainty
        One standard deviation as part of a figure without limits, by its quality, where it is
        not the default of :func:`mineralsec.reconcile`; such a figure is drawn from two of them
        below to two above. [-]
    published_limits_only
        Whether figures without published limits stay as they are.
    executor
        Any :class:`concurrent.futures.Executor`.
    progress
        As :func:`mineralsec.sweep` takes it.
    start, duration
        Window of the answer. [time]

    Returns
    -------
    Draws
        After an interrupt (Ctrl-C) with what was drawn until then, and a warning.

    Raises
    ------
    GraphError
        If nothing can be drawn, so that every draw is the same.
    RecordError
        If `draws` is not from 1 to 65,536.
    UnknownNameError
        If a word is not known.

    Notes
    -----
    Figures are drawn on their own: no source says how they depend on each other. Where two
    balances pull apart in a draw, the market closes them as it does today.

    References
    ----------
    .. [1] Owen, A. B. (1998). Scrambling Sobol' and Niederreiter-Xing points. Journal of
       Complexity 14(4), 466-489. https://doi.org/10.1006/jcom.1998.0487

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="germanium")
    >>> found = ms.monte_carlo(graph, ms.RemoveCountry("CHN"), draws=8)
    >>> found.quantile(0.05) <= found.quantile(0.95)
    True
    """
    if isinstance(draws, bool) or draws not in range(1, MOST + 1):
        raise RecordError(f"draws must be a whole number from 1 to {MOST:,}, got {show(draws)}.")
    whole(seed, "seed", "seed=0", least=0)
    yes(published_limits_only, "published_limits_only")
    if not is_word(shape, get_args(Shape)):
        raise UnknownNameError(
            f"shape must be one of {', '.join(get_args(Shape))}, got {show(shape)}."
            f"{suggest(str(shape), get_args(Shape))}"
        )
    checked_response(response)
    calm = simulate(
        graph, *shocks, minerals=names(minerals), response=response, start=start, duration=duration
    )
    chosen = calm.minerals
    sizes = None if published_limits_only else completed(uncertainty)
    limits = {table: _limits(graph.columns, table, chosen, sizes) for table in TABLES}
    count = sum(len(rows) for rows, _ in limits.values())
    if not count:
        raise GraphError(
            f"no figure of {', '.join(chosen)} has limits to draw within. Leave "
            "published_limits_only out, or ask simulate, whose answer is the same."
        )
    solve = partial(_solve, graph, shocks, chosen, response, limits, seed, shape, start, duration)
    parts = _parts(draws, PARTS if executor else min(draws, PARTS))
    found: list[Floats] = [np.empty((len(chosen), 0))]
    done = 0
    with telling(progress, draws, "draws") as tell:
        try:
            for part, rows in zip(parts, dealt(executor, solve, parts), strict=True):
                found.append(rows)
                done += len(part)
                tell(done, draws)
        except KeyboardInterrupt:
            say_interrupted(done, draws, "draws")
    shares = np.concatenate(found, axis=1)
    figures = sum(_count(graph.columns, table, chosen) for table in limits)
    return Draws(
        shares={m: shares[i] for i, m in enumerate(chosen)},
        point={m: _share(*calm.totals(m).counted) for m in chosen},
        varied={table: len(rows) for table, (rows, _) in limits.items()},
        fixed=figures - count,
        denominator=calm.denominator,
        seed=seed,
        shape=shape,
    )


def _parts(draws: int, count: int) -> list[range]:
    size = -(-draws // count)
    return [range(i, min(i + size, draws)) for i in range(0, draws, size)]


def _share(use: float, unmet: float) -> float:
    return unmet / use if use > 0 else float("nan")


def _table(columns: Columns, table: str) -> tuple[Any, Floats, Any]:
    """Return a table, its low, point and high, and the market of each row."""
    if table == "output":
        return columns.makers, columns.makers.output, columns.makers.market
    if table == "demand":
        return columns.users, columns.users.demand, columns.users.market
    return columns.lanes, columns.lanes.quantity, columns.lanes.origin


def _count(columns: Columns, table: str, minerals: tuple[str, ...]) -> int:
    _, _, market = _table(columns, table)
    codes = [columns.minerals.index(m) for m in minerals]
    return int(np.isin(columns.markets.mineral[market], codes).sum())


def _limits(
    columns: Columns, table: str, minerals: tuple[str, ...], sizes: Mapping[str, float] | None
) -> tuple[Integers, Floats]:
    """Return the rows that are drawn, and their low, middle and high."""
    of, values, market = _table(columns, table)
    codes = [columns.minerals.index(m) for m in minerals]
    low, point, high = values.copy()
    if sizes is not None:
        plain = (low == high) & (point > 0)
        size = np.array([sizes[word] for word in QUALITIES])[of.quality]
        low = np.where(plain, np.maximum(point * (1 - WIDTH * size), 0.0), low)
        high = np.where(plain, point * (1 + WIDTH * size), high)
    known = np.isfinite(low) & np.isfinite(high) & (high > low)
    rows = np.flatnonzero(known & np.isin(columns.markets.mineral[market], codes))
    middle = np.where(np.isnan(point[rows]), (low[rows] + high[rows]) / 2, point[rows])
    limits = np.stack([low[rows], np.clip(middle, low[rows], high[rows]), high[rows]])
    return rows.astype(np.int32), limits


def _solve(
    graph: SupplyGraph,
    shocks: tuple[Any, ...],
    minerals: tuple[str, ...],
    response: Any,
    limits: dict[str, tuple[Integers, Floats]],
    seed: int,
    shape: str,
    start: Any,
    duration: Any,
    part: range,
) -> Floats:
    """Return shares of one part of the draws, shape (n_minerals, n_draws)."""
    from scipy.stats import qmc

    dimensions = sum(len(rows) for rows, _ in limits.values())
    sequence = qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(seed))
    # the same points whichever part of them is asked for
    if part.start:
        sequence.fast_forward(part.start)
    points = sequence.random(len(part)) if log2(len(part)) % 1 == 0 else _plain(sequence, len(part))
    shares = np.empty((len(minerals), len(part)))
    for i, point in enumerate(points):
        drawn = _drawn(graph, limits, point, shape)
        impact = simulate(
            drawn, *shocks, minerals=minerals, response=response, start=start, duration=duration
        )
        shares[:, i] = [_share(*impact.totals(m).counted) for m in minerals]
    return shares


def _plain(sequence: Any, count: int) -> Floats:
    """Return points of a number that is no power of two, about which scipy would warn."""
    found: Floats = np.concatenate([sequence.random(1) for _ in range(count)])
    return found


def _drawn(
    graph: SupplyGraph, limits: dict[str, tuple[Integers, Floats]], point: Floats, shape: str
) -> SupplyGraph:
    columns, at = graph.columns, 0
    changed = {}
    for table, (rows, known) in limits.items():
        part = point[at : at + len(rows)]
        at += len(rows)
        of, values, _ = _table(columns, table)
        figure = _inverse(part, known, shape)
        new = values.copy()
        before = np.where(np.isnan(values[1, rows]), known[1], values[1, rows])
        new[1, rows] = figure
        reconciled = of.reconciled.copy()
        # a reconciled figure moves as the reported one does
        scaled = reconciled[rows] * np.divide(
            figure, before, out=np.ones_like(figure), where=before > 0
        )
        reconciled[rows] = np.where(reconciled[rows] > 0, scaled, figure)
        changed[table] = evolve(of, **{table: new, "reconciled": reconciled})
    return graph.counterfactual(
        evolve(
            columns, makers=changed["output"], users=changed["demand"], lanes=changed["quantity"]
        )
    )


def _inverse(part: Floats, known: Floats, shape: str) -> Floats:
    """Return the figures at these parts of their distributions."""
    low, middle, high = known
    if shape == "uniform":
        even: Floats = low + part * (high - low)
        return even
    peak = (middle - low) / (high - low)
    left = low + np.sqrt(part * peak) * (high - low)
    right = high - np.sqrt((1 - part) * (1 - peak)) * (high - low)
    found: Floats = np.where(part < peak, left, right)
    return found
