"""What happens month by month when supply stops."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from mineralsec.analysis.disruption.hosts import host_caps, links, solving_order
from mineralsec.analysis.disruption.reroute import Reroute
from mineralsec.analysis.disruption.shocks import names
from mineralsec.analysis.disruption.windows import window
from mineralsec.analysis.paths.assumptions import Assumptions
from mineralsec.analysis.paths.episode import episodes
from mineralsec.analysis.paths.month_program import Month, MonthProgram, Solved
from mineralsec.analysis.paths.months import months_from
from mineralsec.analysis.paths.plan import MineralPlan, Plan
from mineralsec.analysis.paths.supply_path import MineralPath, SupplyPath
from mineralsec.arguments import is_word
from mineralsec.errors import GraphError, UnknownNameError, show, suggest
from mineralsec.graph.given import given_graph

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.outcome import After
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["simulate_path"]

Foresight = Literal["rolling", "perfect"]


def simulate_path(
    graph: SupplyGraph,
    *shocks: Any,
    start: Any = None,
    months: int = 24,
    minerals: Any = None,
    response: Reroute | None = None,
    foresight: Foresight = "rolling",
    stocks: bool = True,
    commercial_days: float = 0.0,
    storage_loss: float = 0.0,
    spare_months: float = 3.0,
    ramp: Any = (0.2, 0.6, 0.85, 1.0),
    frontload: float = 0.0,
    transit: Any = 0,
) -> SupplyPath:
    """Follow supply month by month: who runs short, from when, how deep, for how long.

    Parameters
    ----------
    graph
        Supply graph of one year; every month is a twelfth of it.
    *shocks
        Shocks, which act from the first month on; :class:`~mineralsec.Episode` gives one its
        days; a Control brings its own, and a licence with a delay lets nothing through at first.
    start
        First day of the path; None is the day after the data's year.
    months
        Length. [month]
    minerals
        Minerals to follow; None takes those that the shocks touch.
    response
        Lanes, growth, spare capacity and rationing; None is ``Reroute()``.
    foresight
        ``"rolling"``: every month is decided with what has been announced by then, and nobody
        knows when a shock ends. ``"perfect"``: all months at once, everything known.
        :attr:`SupplyPath.perfect` puts the second beside the first.
    stocks
        Whether recorded stockpiles are released, within their limits.
    commercial_days
        Days of use that users hold in store; no source gives it. [day]
    storage_loss
        Part of a store lost a month. [-]
    spare_months
        Time until spare capacity runs in full. [month]
    ramp
        Part of nameplate that a plant which opens reaches in each half-year. [-]
    frontload
        How far above today a lane may go between announcement and effect; what arrives goes
        into users' stores, so it needs `commercial_days`. [-]
    transit
        Time under way: one number for all lanes between countries, or
        ``{("COD", "CHN"): 3}``. [month]

    Returns
    -------
    SupplyPath

    Raises
    ------
    GraphError
        If there is no shock, the response has open lanes, or a shock needs layers by origin.
    RecordError
        If an assumption cannot be.
    UnknownNameError
        If a word or a mineral is not known.

    Notes
    -----
    Use comes first: the least use goes unmet month by month, stocks are drawn as they are
    needed, and what is short is spread over users in equal steps. The defaults of `ramp` and
    `spare_months` are assumptions; :attr:`SupplyPath.notes` lists all of them.

    References
    ----------
    The linear program is in ``mineralsec.analysis.paths.month_program``.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="germanium")
    >>> path = ms.simulate_path(graph, ms.RemoveCountry("CHN"), months=6)
    >>> path.first_shortage
    1
    """
    assume = Assumptions(
        response=Reroute() if response is None else response,
        stocks=stocks,
        commercial_days=commercial_days,
        storage_loss=storage_loss,
        spare_months=spare_months,
        ramp=ramp,
        frontload=frontload,
        transit=transit,
    )
    if not is_word(foresight, get_args(Foresight)):
        raise UnknownNameError(
            f"foresight must be one of {', '.join(get_args(Foresight))}, got {show(foresight)}."
            f"{suggest(str(foresight), get_args(Foresight))}"
        )
    acts = episodes(shocks)
    if not acts:
        raise GraphError("a path needs a shock. Write ms.RemoveCountry('CHN').")
    first, _ = window(start, "1 year", given_graph(graph).year)
    plan = Plan(graph, acts, months_from(first, months))
    asked = names(minerals)
    chosen = (
        tuple(dict.fromkeys(graph.mineral_name(m) for m in asked))
        if asked is not None
        else tuple(m for m in graph.minerals if m in plan.touched) or graph.minerals
    )
    solve = _rolling if foresight == "rolling" else _perfect
    found = _follow(plan, chosen, assume, solve)

    return SupplyPath(
        graph=graph,
        plan=plan,
        assumptions=assume,
        foresight=foresight,
        by_mineral=found,
        scalar=len(chosen) == 1,
        perfectly=partial(_perfectly, plan, chosen, assume, found if solve is _perfect else None),
    )


def _perfectly(
    plan: Plan,
    chosen: tuple[str, ...],
    assume: Assumptions,
    known: dict[str, MineralPath] | None,
) -> dict[str, MineralPath]:
    """Follow every mineral with perfect foresight, unless that is known."""
    return _follow(plan, chosen, assume, _perfect) if known is None else known


def _follow(
    plan: Plan,
    chosen: tuple[str, ...],
    assume: Assumptions,
    solve: Callable[[MineralPlan, MonthProgram, Callable[[int], Floats]], Solved],
) -> dict[str, MineralPath]:
    """Follow every mineral, hosts before what is won from them."""
    graph = plan.graph
    output: list[dict[str, After]] = [{} for _ in range(len(plan))]
    found: dict[str, MineralPath] = {}
    for mineral in _with_hosts(graph, chosen):
        of = MineralPlan(plan, mineral, assume)
        calm = of.calm
        program = MonthProgram(
            of.network,
            calm.users.market,
            _worth(of),
            calm.origin,
            calm.destination,
            of.transit,
            calm.today / 12,
            of.network.output / 12,
            of.stores,
        )

        def caps(month: int, mineral: str = mineral) -> Floats:
            return host_caps(graph, mineral, output[min(month, len(plan) - 1)])

        solved = solve(of, program, caps)
        for month in range(len(plan)):
            output[month][mineral] = of.after(solved.made[month])
        if mineral in chosen:
            found[mineral] = MineralPath.of(of, solved)
    return {mineral: found[mineral] for mineral in chosen}


def _with_hosts(graph: SupplyGraph, chosen: tuple[str, ...]) -> list[str]:
    """Return minerals and everything that hosts them, hosts first."""
    hosts, need = links(graph), set(chosen)
    while more := {host for mineral in need for host in hosts[mineral]} - need:
        need |= more
    return [mineral for mineral in solving_order(graph, frozenset(need)) if mineral in need]


def _worth(of: MineralPlan) -> Floats:
    """Return what a tonne served is worth: class first, then weight. [-]"""
    users, gain = of.calm.users, of.calm.calm.gain
    ranks = np.unique(users.rank)
    span = float(users.weight.max(initial=1.0) / users.weight.min(initial=1.0))
    above = len(ranks) - 1 - np.searchsorted(ranks, users.rank)
    return np.asarray(users.weight * (2.0 * gain * span) ** above)


def _before(of: MineralPlan) -> Floats:
    """Return what was sent in the months before the path: as today."""
    longest = int(of.transit.max(initial=0))
    return np.tile(of.calm.today / 12, (max(longest, 1), 1))


def _rolling(of: MineralPlan, program: MonthProgram, caps: Callable[[int], Floats]) -> Solved:
    sent, held = _before(of), of.stores.held
    # what leaves a mine now is used after a journey a stage; a shorter look ahead has no use for it
    stages = len(np.unique(of.network.stage_of[of.network.lane_from]))
    ahead = int(of.transit.max(initial=0)) * max(stages, 1) + 1
    kept: list[Solved] = []
    for month in range(len(of.plan)):
        window_months: list[Month] = [of.month(month + i, month, caps(month)) for i in range(ahead)]
        solved = program.solve(window_months, sent, held)
        kept.append(solved)
        sent = np.vstack([sent, solved.sent[:1]])[1:]
        held = solved.held[0]
    return Solved(
        *(
            np.stack([getattr(one, name)[0] for one in kept])
            for name in ("served", "sent", "made", "released", "put", "held")
        )
    )


def _perfect(of: MineralPlan, program: MonthProgram, caps: Callable[[int], Floats]) -> Solved:
    # what leaves in the last months must have somewhere to arrive
    stages = len(np.unique(of.network.stage_of[of.network.lane_from]))
    beyond = int(of.transit.max(initial=0)) * max(stages, 1)
    every = [of.month(month, None, caps(month)) for month in range(len(of.plan) + beyond)]
    solved = program.solve(every, _before(of), of.stores.held)
    return Solved(
        *(
            getattr(solved, name)[: len(of.plan)]
            for name in ("served", "sent", "made", "released", "put", "held")
        )
    )
