"""The answer in plain sentences, each built from a number in the result."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mineralsec.analysis.disruption.binding import SMALLEST
from mineralsec.graph.columns import sums
from mineralsec.graph.grade import GRADES, grade
from mineralsec.places import country_of, place_name
from mineralsec.quantities import Q, percent, text

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.impact import Impact
    from mineralsec.graph.columns import Floats
    from mineralsec.graph.network import Network
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = [
    "beyond_its_ends",
    "closing",
    "doubts",
    "ends_here",
    "provenance",
    "sentences",
    "unplaced",
    "where_it_ends",
]

#: A removed place with more than this part of the use at the last stage is where the graph ends.
ENDS_HERE = 0.2

#: More of a mineral's output than this is no rounding of the solver. [-]
ROUNDING = 1e-6

#: Most sentences about one mineral.
MOST_SENTENCES = 10


def ends_here(impact: Impact, mineral: str) -> tuple[str, float]:
    """Return the last stage that is used, and the removed places' part of its use. [-]"""
    network = impact.graph.network(mineral)
    use = sums(network.user_market, network.received, len(network)) + network.vanishes
    if not use.any():
        return "", 0.0
    chain = [str(s) for s in impact.graph.mineral(mineral).stages]
    used = [
        s
        for s in chain
        if s in network.stages and use[network.stage_of == network.stages.index(s)].any()
    ]
    last = network.stage_of == network.stages.index(used[-1])
    limits = impact.limits
    # use that only lies outside the targets does not count either, but nobody removed it
    removed = ~limits.counted & (limits.first | (limits.leaves > 0))
    away = removed[network.markets]
    return used[-1], float(use[last & away].sum() / use[last].sum())


def where_it_ends(impact: Impact, mineral: str) -> list[str]:
    """Return that the graph ends at the removed places, if they use much of the last stage."""
    stage, own = ends_here(impact, mineral)
    if own <= ENDS_HERE:
        return []
    return [
        f"The graph ends there: the removed places use {own:.0%} of {mineral} at {stage}; "
        "what others import as goods made from it is not in this graph."
    ]


def beyond_its_ends(impact: Impact, mineral: str) -> list[str]:
    """Return why the headline is not between the first and the last rung, where it is not."""
    found = [row.share for row in impact.ladder if row.mineral == mineral]
    headline = found[len(found) // 2]
    low, high = sorted((found[0], found[-1]))
    if math.isnan(headline) or low - 5e-4 <= headline <= high + 5e-4:
        return []
    return [
        "The headline is not between the ends of its range: that order holds for all use together, "
        f"and {impact.denominator} is a part of it."
    ]


def unplaced(impact: Impact, mineral: str) -> list[str]:
    """Return both ends of the share where no source says who uses part of the mineral."""
    if mineral not in impact.residual:
        return []
    outside, with_producers = (percent(share) for share in impact.residual[mineral])
    if outside == with_producers:
        return ["No source places part of the use: wherever it lies, the share is much the same."]
    return [
        f"No source places part of the use: the share is {outside} if that part lies outside the "
        f"producers and {with_producers} if it lies with them."
    ]


def untraded(impact: Impact, mineral: str) -> list[str]:
    """Return why nobody else can go short where no trade is on record."""
    if impact.graph.network(mineral).flow.sum() > 0:
        return []
    return [
        f"No trade of {mineral} is on record: what is made at a place counts as used there, so "
        "nobody else can go short. Add ms.Flow records."
    ]


def doubts(impact: Impact, mineral: str) -> list[str]:
    """Return what a reader of the headline must know about it."""
    return [
        *untraded(impact, mineral),
        *beyond_its_ends(impact, mineral),
        *unplaced(impact, mineral),
    ]


def sentences(impact: Impact, mineral: str) -> list[str]:
    """Return five to ten sentences about one mineral."""
    lines = where_it_ends(impact, mineral)
    lines.append(f"Scope: {impact.scope}.")
    totals = impact.totals(mineral)
    amount = text(Q(totals.counted[1] * impact.limits.years, "tonne"))
    if totals.counted[0] == 0:
        # no share, no horizon and nobody who could go short
        return [
            *lines,
            f"{mineral.capitalize()}: {impact.headline(mineral)}, so nothing can go short.",
            _data(impact, mineral),
        ]
    lines.append(
        f"{mineral.capitalize()}: {impact.headline(mineral)} goes short, {amount} over the window."
    )
    steps = [
        f"{percent(r.share)} in the {r.horizon}".replace("in the about", "after about")
        for r in impact.ladder
        if r.mineral == mineral and r.horizon
    ]
    if steps:
        lines.append(f"By horizon: {', '.join(steps)}.")
    own = (
        f"The removed places use {text(Q(totals.own[0], 'tonne/year'))} themselves, "
        "which does not count."
    )
    if totals.own[0] > 0:
        lines.append(own)
    lines += _hit(impact, mineral)
    lines += _holding_back(impact, mineral)
    if totals.counted[1] > 0:
        lines.append(_more_supply(impact, mineral))
        lines.append(_stock(impact, mineral))
    lines += doubts(impact, mineral)
    lines.append(_data(impact, mineral))
    if len(lines) > MOST_SENTENCES:
        # that the graph ends there says the same, by shares
        lines.remove(own)
    return lines


def _data(impact: Impact, mineral: str) -> str:
    firm = grade(impact.graph, mineral)
    year = "undated" if impact.graph.year is None else f"of {impact.graph.year}"
    return f"Data {year}, grade {firm}: {GRADES[firm]}."


def _more_supply(impact: Impact, mineral: str) -> str:
    """Return who makes more than today at the headline, and how much."""
    graph = impact.graph
    network, after = graph.network(mineral), impact.headline_rung.after(mineral)
    more = after.output - network.output
    rows: dict[str, float] = {}
    for i in np.flatnonzero(more > ROUNDING * float(np.sum(network.output))):
        market = network.maker_market[i]
        stage = network.stages[network.stage_of[market]]
        place = country_of(graph.columns.places[network.place_of[market]])
        name = f"{place_name(place)} ({stage})"
        rows[name] = rows.get(name, 0.0) + float(more[i])
    if not rows:
        return "Nobody makes more than today at the headline."
    worst = sorted(rows.items(), key=lambda row: (-row[1], row[0]))[:3]
    told = ", ".join(f"{name} {text(Q(amount, 'tonne/year'))}" for name, amount in worst)
    return f"More than today is made by {told}" + (" and others." if len(rows) > 3 else ".")


def _stock(impact: Impact, mineral: str) -> str:
    """Return how long stocks on record that can still be released would cover the shortfall."""
    network, stocks = impact.graph.network(mineral), impact.graph.columns.stocks
    left = impact.limits.release_left[network.stocks]
    left *= impact.limits.counted[network.markets][network.stock_market]
    low, point, high = (float(np.sum(row * left)) for row in _amounts(stocks.amount, network))
    rate = impact.totals(mineral).counted[1]
    if point > 0:
        told, months = text(Q(point, "tonne")), 12 * point / rate
        return f"Stocks on record ({told}) would cover {months:,.1f} months of what goes short."
    if low < high < math.inf:
        told, months = text(Q(high, "tonne")), 12 * high / rate
        return f"Stocks on record (at most {told}) would cover at most {months:,.1f} months."
    return "No stock of those who go short is on record."


def _amounts(amount: Floats, network: Network) -> Floats:
    """Return low, best and high figure of each stock; best is low where nothing else is known."""
    found = amount[:, network.stocks].copy()
    found[1] = np.where(np.isnan(found[1]), found[0], found[1])
    return found


def _hit(impact: Impact, mineral: str) -> list[str]:
    by = impact.by("place")
    rows = by.get(mineral, by)
    if not rows:
        return ["Nobody goes short."]
    worst = list(rows.items())[:3]
    return [
        "Hit hardest: "
        + ", ".join(f"{place_name(p)} ({text(q)})" for p, q in worst)
        + (f" and {len(rows) - 3} more places." if len(rows) > 3 else ".")
    ]


def _holding_back(impact: Impact, mineral: str) -> list[str]:
    rows = impact.binding if isinstance(impact.binding, tuple) else impact.binding[mineral]
    if not rows:
        return []
    stage = impact.binding_stage(mineral)
    names = [r.name for r in rows if r.kind == "capacity" and r.stage == stage][:3]
    if all(r.value <= SMALLEST for r in rows):
        stages = " and ".join(dict.fromkeys(r.stage for r in rows))
        listed = ", ".join(r.name for r in rows[:3])
        return [
            f"Limits at {stages} give out together ({listed}): one more tonne of any of them "
            "alone serves nobody."
        ]
    lanes = sum(r.kind == "lane" for r in rows)
    line = f"What holds supply back is {stage}"
    if names:
        line += f": one more tonne a year at {', '.join(names)} would be used in full or in part"
    if lanes:
        line += f"; {lanes} lane{'s are' if lanes != 1 else ' is'} full too"
    return [line + "."]


def closing(graph: SupplyGraph, mineral: str) -> list[str]:
    """Return what closes a mineral's balance, if it is more than a trifle."""
    network = graph.network(mineral)
    made = float(np.sum(network.output[network.maker_intake < 0])) or 1.0
    found = []
    for name, amount, what in (
        (
            "mass-appears",
            network.appears,
            "leaves markets without having come in; it is taken as supply",
        ),
        ("mass-vanishes", network.vanishes, "is taken by nobody on record; it counts as use"),
    ):
        part = float(amount.sum()) / made
        if part > 0.01:
            found.append(
                f"{mineral}: {percent(part)} of first-stage output {what} ({name} in findings())."
            )
    return found


def provenance(impact: Impact) -> str:
    """Return year, grade and publishers in a line below a chart."""
    publishers = dict.fromkeys(c.publisher or c.title for c in impact.sources)
    grades = sorted({grade(impact.graph, m) for m in impact.minerals})
    lines = [] if impact.graph.year is None else [f"Data year {impact.graph.year}."]
    lines.append("; ".join(f"{letter}: {GRADES[letter]}" for letter in grades) + ".")
    if publishers:
        lines.append(f"Sources: {' · '.join(publishers)}.")
    return " ".join(lines)


def one_line(impact: Impact) -> str:
    """Return the answer in a line: of one mineral, or of the worst of several."""
    share = {m: _counted(impact, m) for m in impact.minerals}
    worst = max(share, key=lambda m: share[m])
    if len(share) == 1:
        rate = text(Q(impact.totals(worst).counted[1], "tonne/year"))
        said = f"{impact.headline(worst)}, grade {grade(impact.graph, worst)}"
        return f"Impact({worst}: {said}; {rate} short)"
    return f"Impact({len(share)} minerals; worst {worst}: {impact.headline(worst)})"


def every_line(impact: Impact) -> list[str]:
    """Return a line a mineral."""
    if len(impact.minerals) == 1:
        return [one_line(impact)]
    rows = [f"  {m}: {impact.headline(m)}, grade {grade(impact.graph, m)}" for m in impact.minerals]
    return ["Impact(", *rows, ")"]


def _counted(impact: Impact, mineral: str) -> float:
    use, unmet = impact.totals(mineral).counted
    return unmet / use if use > 0 else -1.0
