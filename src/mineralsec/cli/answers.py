"""What the command answers, as documents of plain values: the content of ``--json``.

Keys say their unit. A value that nobody knows is null.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any, cast

from mineralsec.graph.grade import GRADES, grade
from mineralsec.places import place_name
from mineralsec.units import MASS_FLOW

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.binding import Binding
    from mineralsec.analysis.disruption.impact import Impact
    from mineralsec.analysis.disruption.ladder import LadderRow
    from mineralsec.analysis.disruption.shocks import Channel
    from mineralsec.analysis.words import By
    from mineralsec.graph.supply_graph import SupplyGraph
    from mineralsec.quantities import Quantity

__all__ = ["chokepoints", "concentration", "data", "removal", "removal_of"]

# --- what if ----------------------------------------------------------------------------------


def removal(
    graph: SupplyGraph,
    place: str,
    channel: str,
    targets: tuple[str, ...] | None,
    start: str | None,
) -> dict[str, Any]:
    """Return one row for each mineral that the place makes, trades or uses."""
    impact = _removed(graph, None, place, channel, targets, start)
    removed = graph.place_codes(place)
    touched = [
        name
        for name in impact.minerals
        if not removed.isdisjoint(graph.network(name).place_of.tolist())
    ]
    by_place, ladder = impact.by("place"), impact.ladder
    short = by_place if len(graph.minerals) > 1 else {impact.minerals[0]: by_place}
    return {
        **_question(impact, place, channel, targets),
        "minerals": [_mineral(impact, name, short.get(name, {}), ladder) for name in touched],
        "untouched": [name for name in graph.minerals if name not in touched],
    }


def removal_of(
    graph: SupplyGraph,
    mineral: str,
    place: str,
    channel: str,
    targets: tuple[str, ...] | None,
    start: str | None,
) -> dict[str, Any]:
    """Return one mineral in detail: who goes short, what holds supply back, why."""
    name = graph.mineral_name(mineral)
    impact = _removed(graph, name, place, channel, targets, start)
    short = impact.by("place")
    return {
        **_question(impact, place, channel, targets),
        **_mineral(impact, name, short, impact.ladder),
        "explanation": impact.explain(name).splitlines(),
        "places": [_short(code, amount) for code, amount in short.items()],
        "consumers": [
            {"consumer": consumer, "shortfall_tonnes_per_year": _rate(amount)}
            for consumer, amount in impact.by("consumer").items()
        ],
        "binding": [
            {
                "kind": row.kind,
                "name": row.name,
                "stage": row.stage,
                "place": row.place,
                "limit_tonnes_per_year": _known(row.limit),
                "use_served_per_tonne": _known(row.value),
            }
            for row in cast("tuple[Binding, ...]", impact.binding)  # of one mineral
        ],
        "sources": [str(source) for source in impact.sources],
    }


def _removed(
    graph: SupplyGraph,
    mineral: str | None,
    place: str,
    channel: str,
    targets: tuple[str, ...] | None,
    start: str | None,
) -> Impact:
    from mineralsec.analysis.disruption.simulate import remove_country

    return remove_country(
        graph,
        place,
        minerals=mineral,
        channel=cast("Channel", channel),  # a wrong word is refused there, with the right ones
        targets=targets,
        start=start,
    )


def _question(
    impact: Impact, place: str, channel: str, targets: tuple[str, ...] | None
) -> dict[str, Any]:
    """Return what was asked, and what holds for the whole answer."""
    return {
        "place": place,
        "channel": channel,
        "targets": None if targets is None else list(targets),
        "scope": impact.scope,
        "year": impact.graph.year,
        "start": impact.limits.start.isoformat(),
        "end": impact.limits.end.isoformat(),
        "share_of": impact.denominator,
        "notes": list(impact.notes),
    }


def _mineral(
    impact: Impact, mineral: str, short: dict[str, Quantity], ladder: tuple[LadderRow, ...]
) -> dict[str, Any]:
    """Return the figures of one mineral."""
    rungs = [row for row in ladder if row.mineral == mineral]
    headline, ends = rungs[len(rungs) // 2], (rungs[0].share, rungs[-1].share)
    totals = impact.totals(mineral)
    return {
        "mineral": mineral,
        "shortfall_share": _known(headline.share),
        "shortfall_share_low": _known(min(ends)),
        "shortfall_share_high": _known(max(ends)),
        "shortfall_tonnes_per_year": _known(totals.counted[1]),
        "use_counted_tonnes_per_year": _known(totals.counted[0]),
        "own_use_tonnes_per_year": _known(totals.own[0]),
        "own_use_share_of_world": _known(totals.own[0] / totals.use) if totals.use else None,
        "grade": grade(impact.graph, mineral),
        "worst_hit": next((_short(code, amount) for code, amount in short.items()), None),
        "binding_stage": impact.binding_stage(mineral) or None,
        "ladder": [
            {
                "response": row.response,
                "horizon": row.horizon,
                "shortfall_share": _known(row.share),
                "shortfall_tonnes_per_year": _known(row.rate),
            }
            for row in rungs
        ],
    }


def _short(code: str, amount: Quantity) -> dict[str, Any]:
    return {
        "place": code,
        "name": place_name(code),
        "shortfall_tonnes_per_year": _rate(amount),
    }


# --- how concentrated -------------------------------------------------------------------------


def concentration(graph: SupplyGraph, mineral: str | None, by: str) -> dict[str, Any]:
    """Return one row for each mineral and stage; of one mineral the holders too."""
    from mineralsec.analysis.concentration import concentration as measure

    found = measure(graph, minerals=mineral, by=cast("By", by))
    rows = []
    for row in found:
        plain = row.to_dict()
        known = {
            "mineral": row.mineral,
            "stage": row.stage,
            "hhi": plain["value"],
            "hhi_low": plain["low"],
            "hhi_high": plain["high"],
            "largest_holder": plain["top"],
            "largest_share": plain["top_share"],
            "residual_share": plain["residual_share"],
            "share_seen": plain["coverage"],
            "withheld": plain["withheld"],
            "quality": plain["quality"],
        }
        if mineral is not None:
            known["holders"] = [
                {"holder": label, "share": share}
                for label, share in zip(row.shares.labels, row.shares, strict=True)
            ]
        rows.append(known)
    missing = [
        {"mineral": name, "stage": stage, "reason": reason} for name, stage, reason in found.missing
    ]
    return {"year": graph.year, "of": "output", "by": by, "rows": rows, "missing": missing}


# --- where does it choke ----------------------------------------------------------------------


def chokepoints(graph: SupplyGraph, mineral: str, consumer: str | None) -> dict[str, Any]:
    """Return the places that use hangs on, hardest first."""
    from mineralsec.analysis.chokepoints import chokepoints as rank

    found = rank(graph, mineral, consumer=consumer)
    rows = []
    for row in found:
        ends = (None, None) if row.span is None else (min(row.span), max(row.span))
        rows.append(
            {
                "place": row.place,
                "name": row.name,
                "stage": row.stage,
                "loss_share": row.loss,
                "loss_share_low": ends[0],
                "loss_share_high": ends[1],
                "flow_coverage_share": row.coverage,
                "output_share": row.output_share,
                "re_export_hub": row.hub,
                "alternatives": [
                    {"place": other.place, "name": other.name, "spare_tonnes_per_year": other.spare}
                    for other in row.alternatives
                ],
                "reason": row.reason or None,
            }
        )
    name = graph.mineral_name(mineral)
    return {
        "mineral": name,
        "consumer": consumer,
        "year": graph.year,
        "grade": grade(graph, name),
        "definition": found.definition,
        "rows": rows,
        "notes": list(found.notes),
    }


# --- what is bundled --------------------------------------------------------------------------


def data(graph: SupplyGraph) -> dict[str, Any]:
    """Return what is bundled, from whom, and how complete it is."""
    from mineralsec.datasets import info

    about = info("world")
    findings = graph.findings()
    seen = Counter(finding.severity for finding in findings)
    return {
        "dataset": about.name,
        "year": graph.year,
        "sha256": about.checksum,
        "vintages": list(about.vintages),
        "licences": list(about.licences),
        "publishers": list(about.publishers),
        "minerals": [
            {
                "mineral": row.mineral,
                "stages": list(row.stages),
                "years": list(row.years),
                "makers": row.makers,
                "flows": row.flows,
                "consumers": row.consumers,
                "grade": grade(graph, row.mineral),
            }
            for row in about.coverage
        ],
        "grades": dict(GRADES),
        "findings": {word: seen[word] for word in ("error", "warning", "note")},
        "worst_findings": [str(finding) for finding in findings[:5]],
    }


def _known(value: float) -> float | None:
    """Return a number as JSON has it: null where it is not one."""
    return float(value) if math.isfinite(value) else None


def _rate(amount: Quantity) -> float:
    return float(amount.m_as(MASS_FLOW))
