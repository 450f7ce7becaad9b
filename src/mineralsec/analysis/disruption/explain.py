"""The answer in plain sentences, each built from a number in the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mineralsec.graph.columns import sums
from mineralsec.graph.grade import GRADES, grade
from mineralsec.places import place_name
from mineralsec.quantities import Q, percent, text

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.impact import Impact

__all__ = ["ends_here", "sentences"]

#: A removed place with more than this part of the use at the last stage is where the graph ends.
ENDS_HERE = 0.2


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


def sentences(impact: Impact, mineral: str) -> list[str]:
    """Return five to ten sentences about one mineral."""
    lines = where_it_ends(impact, mineral)
    lines.append(f"Scope: {impact.scope}.")
    totals = impact.totals(mineral)
    amount = text(Q(totals.counted[1] * impact.limits.years, "tonne"))
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
    if totals.own[0] > 0:
        lines.append(
            f"The removed places use {text(Q(totals.own[0], 'tonne/year'))} themselves, "
            "which does not count."
        )
    lines += _hit(impact, mineral)
    lines += _holding_back(impact, mineral)
    lines += unplaced(impact, mineral)
    firm = grade(impact.graph, mineral)
    year = "undated" if impact.graph.year is None else f"of {impact.graph.year}"
    lines.append(f"Data {year}, grade {firm}: {GRADES[firm]}.")
    return lines


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
    lanes = sum(r.kind == "lane" for r in rows)
    line = f"What holds supply back is {stage}"
    if names:
        line += f": one more tonne a year at {', '.join(names)} would be used in full or in part"
    if lanes:
        line += f"; {lanes} lane{'s are' if lanes != 1 else ' is'} full too"
    return [line + "."]
