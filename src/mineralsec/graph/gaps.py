"""Findings about mass: what appears, vanishes, is used without supply, or goes in circles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from mineralsec.graph.columns import HIGH, POINT, Columns, Floats, Integers, sums
from mineralsec.graph.finding import Finding, severity
from mineralsec.graph.network import Network

__all__ = ["FILE_ROUNDING", "gaps", "loops", "together", "tonnes"]

#: A gap below this part of what passes through a market comes of digits that a file or a unit
#: has rounded away, and is no finding. [-]
FILE_ROUNDING = 1e-6

#: More notes of one kind and stage than this become one.
_NOTES = 3

_MANY = {
    "mass-appears": "where a little leaves without having come in",
    "mass-vanishes": "where nobody is recorded to take a little of what comes in",
    "flow-without-supply": "where a little leaves though nothing comes in",
    "flow-without-use": "where a little arrives that nobody is recorded to take",
    "use-above-supply": "where consumers want a little more than is left for them",
    "use-without-supply": "where a few consumers have no supply",
    "negative-use": "that ship a little more than they have, as reported",
}


def tonnes(amount: float) -> str:
    """Return an amount a year for people.

    Examples
    --------
    >>> tonnes(40.0), tonnes(123456.7)
    ('40 t/yr', '123,457 t/yr')
    """
    return f"{amount:,.0f} t/yr" if amount >= 1000 else f"{amount:.4g} t/yr"


def gaps(columns: Columns, network: Network, names: Sequence[str]) -> Iterator[Finding]:
    """Yield a finding for every market of one mineral that does not balance.

    Gaps below :data:`FILE_ROUNDING` are none.

    Parameters
    ----------
    columns
        The graph's columns.
    network
        The mineral's network.
    names
        Ids of all markets, in row order.
    """
    n = len(network)
    needed = sums(network.user_market, network.demand, n)
    short = needed - sums(network.user_market, network.received, n)
    in_, out = _withheld(columns, network)
    arriving = sums(network.lane_to, network.flow, n)
    leaving = sums(network.lane_from, network.flow, n)
    came = network.supply - network.appears
    went = came + network.appears - network.vanishes - (needed - short)
    made = _by_stage(network, network.maker_market, network.output) + _by_stage(
        network, np.arange(n, dtype=np.int32), network.appears
    )
    # a consumer of a gram where nothing else is used is still a gram of what is made
    used = np.maximum(made, _by_stage(network, network.user_market, network.demand))
    least = FILE_ROUNDING * np.maximum(network.supply, went + needed)
    appears, vanishes, short = (
        np.where(gap > least, gap, 0.0) for gap in (network.appears, network.vanishes, short)
    )
    for i in np.flatnonzero((appears > 0) | (vanishes > 0) | (short > 0)).tolist():
        name = names[network.markets[i]]
        stage = network.stage_of[i]
        if (gap := appears[i]) > 0:
            without = leaving[i] > 0 and came[i] == 0
            yield _finding(
                "flow-without-supply" if without else "mass-appears",
                f"{name}: {tonnes(gap)} leave the market without having come in"
                + (
                    "; nothing is made there and nothing arrives."
                    if without
                    else f" ({tonnes(came[i])} come in, {tonnes(went[i])} go on)."
                ),
                name,
                gap / made[stage],
                gap <= in_[i],
            )
        if (gap := vanishes[i]) > 0:
            without = arriving[i] > 0 and went[i] <= 0 and needed[i] == 0
            yield _finding(
                "flow-without-use" if without else "mass-vanishes",
                f"{name}: nobody is recorded to take {tonnes(gap)}"
                + (" that arrive there" if without else f" of the {tonnes(came[i])} that come in")
                + "; it counts as use.",
                name,
                gap / made[stage],
                gap <= out[i],
            )
        if (gap := short[i]) > 0:
            without = came[i] == 0
            yield _finding(
                "use-without-supply" if without else "use-above-supply",
                f"{name}: consumers want {tonnes(needed[i])}, "
                + (
                    "but nothing is made there and nothing arrives."
                    if without
                    else f"but only {tonnes(needed[i] - gap)} are left for them."
                ),
                name,
                gap / used[stage],
                gap <= in_[i],
            )


def _finding(code: str, message: str, name: str, share: float, withheld: bool) -> Finding:
    if withheld:
        # a figure nobody published is no proof that the rest is wrong
        return Finding(
            "note", code, f"{message} Withheld figures there can explain it.", (name,), share
        )
    return Finding(severity(share), code, message, (name,), float(share))


def together(found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings of :func:`gaps` with the notes on many markets of one stage made one.

    Trade statistics leave a little unexplained at most markets.
    """
    notes: dict[tuple[str, str], list[Finding]] = {}
    for finding in found:
        if finding.severity == "note":
            mineral, stage, _ = finding.records[0].split("|")
            notes.setdefault((finding.code, f"{mineral}, {stage}"), []).append(finding)
        else:
            yield finding
    for (code, where), small in notes.items():
        if len(small) <= _NOTES:
            yield from small
            continue
        small.sort(key=lambda finding: finding.order)
        share = sum(finding.share for finding in small)
        names = tuple(name for finding in small for name in finding.records)
        first = ", ".join(name.rpartition("|")[2] for name in names[:5])
        yield Finding(
            "note",
            code,
            f"{where}: {len(small)} markets {_MANY[code]}, {share:.2%} of the stage in all "
            f"(most of it: {first}).",
            names,
            share,
        )


def _by_stage(network: Network, rows: Integers, amounts: Floats) -> Floats:
    return sums(network.stage_of[rows], amounts, len(network.stages))


def _withheld(columns: Columns, network: Network) -> tuple[Floats, Floats]:
    """Return the most that withheld figures can bring into and take out of each market [t/yr]."""

    def most(amounts: Floats, rows: Integers) -> Floats:
        return np.where(np.isnan(amounts[POINT, rows]), amounts[HIGH, rows], 0.0)

    n = len(network)
    made = most(columns.makers.output, network.makers)
    moved = most(columns.lanes.quantity, network.lanes)
    used = most(columns.users.demand, network.users)
    refines = network.maker_intake >= 0
    taken = made[refines] / network.recovery[refines]
    comes = sums(network.maker_market, made, n) + sums(network.lane_to, moved, n)
    goes = sums(network.lane_from, moved, n) + sums(network.user_market, used, n)
    return comes, goes + sums(network.maker_intake[refines], taken, n)


def loops(columns: Columns, network: Network, names: Sequence[str]) -> Iterator[Finding]:
    """Yield a finding for every circle of trade that nothing feeds.

    Parameters
    ----------
    columns
        The graph's columns.
    network
        The mineral's network.
    names
        Ids of all markets, in row order.
    """
    from scipy.sparse import csr_array  # pint has loaded scipy, but not its graph routines
    from scipy.sparse.csgraph import breadth_first_order, connected_components

    n = len(network)
    moves = columns.lanes.quantity[HIGH, network.lanes] > 0
    start, end = network.lane_from[moves], network.lane_to[moves]
    makes = columns.makers.output[HIGH, network.makers] > 0
    digs, refines = makes & (network.maker_intake < 0), makes & (network.maker_intake >= 0)
    fed = np.union1d(network.maker_market[digs], np.flatnonzero(network.appears > 0))
    # node n feeds every market where material enters
    tails = np.concatenate([start, network.maker_intake[refines], np.full(len(fed), n)])
    heads = np.concatenate([end, network.maker_market[refines], fed])
    links = csr_array((np.ones(len(tails)), (tails, heads)), shape=(n + 1, n + 1))
    reached = breadth_first_order(links, n, return_predecessors=False)
    lost = np.setdiff1d(np.arange(n), reached)
    inside = np.isin(start, lost) & np.isin(end, lost)
    trade = csr_array((np.ones(inside.sum()), (start[inside], end[inside])), shape=(n, n))
    _, label = connected_components(trade, connection="strong")
    for circle in np.unique(label[lost]).tolist():
        members = np.flatnonzero(label == circle)
        if len(members) < 2:
            continue
        within = np.isin(network.lane_from, members) & np.isin(network.lane_to, members)
        carried = float(network.flow[within].sum())
        total = float(
            network.flow[network.stage_of[network.lane_from] == network.stage_of[members[0]]].sum()
        )
        places = ", ".join(names[row] for row in network.markets[members[:5]])
        more = f" and {len(members) - 5} more" if len(members) > 5 else ""
        share = carried / total if total > 0 else 0.0
        yield Finding(
            severity(share),
            "loop-without-source",
            f"{places}{more} pass {tonnes(carried)} to each other, but no producer feeds them: add "
            "who makes it, or leave these flows out.",
            tuple(names[row] for row in network.markets[members]),
            share,
        )
