"""The page of an impact: who goes short, by how much, what holds supply back."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from mineralsec.analysis.disruption.breakdown import Breakdown
from mineralsec.analysis.disruption.ladder import LADDER
from mineralsec.quantities import Q, percent, text
from mineralsec.reporting import sections
from mineralsec.reporting.page import (
    Block,
    Bullets,
    Heading,
    Page,
    Paragraph,
    Table,
    picture_of,
)

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.impact import Impact

__all__ = ["impact_page"]

#: Most rows of a table, and most minerals with figures of their own.
ROWS, MINERALS = 15, 6

#: The rungs of the ladder in words, in its order; any other response shows itself.
_RUNGS = (
    "today's contracts: each market passes on what it gets, in the proportions of today",
    "re-arranged along the lanes of today, with the output that plants have shown",
    "re-arranged in full: new lanes, all capacity, stocks released",
)


def impact_page(impact: Impact, interactive: bool) -> Page:
    """Return the page of an impact; minerals with the largest headline come first.

    Parameters
    ----------
    impact
        What a removal or another shock does.
    interactive
        Whether the movement figure is plotly's.
    """
    order = sorted(impact.minerals, key=lambda m: -_headline(impact, m))
    several = len(order) > 1
    what = impact.limits.scope[0] if impact.limits.scope else "nothing is lost"
    subject = "Critical minerals" if several else f"{order[0][:1].upper()}{order[0][1:]}"
    blocks: list[Block] = []
    if not several:
        blocks.append(Paragraph(f"{impact.headline(order[0])} goes short in the first year."))
    blocks += [
        picture_of(impact.plot(), f"Share that goes short: {what}"),
        Heading("By response and horizon"),
        _ladder(impact, order),
    ]
    shown = order[:MINERALS]
    for number, mineral in enumerate(shown):
        # the script of the interactive figure is 5 MB: once a page is enough
        blocks += _mineral(impact, mineral, several, interactive and number == 0)
    if len(order) > len(shown):
        rest = ", ".join(order[MINERALS:])
        blocks.append(Paragraph(f"Without figures of their own here: {rest}."))
    blocks += [Heading("Assumptions and limits"), Bullets(list(impact.notes) or ["None."])]
    blocks += sections.findings(impact.graph, impact.minerals)
    blocks += [*sections.sources(impact.sources), *sections.footer(impact.graph)]
    return Page(f"{subject}: what if {what}", blocks)


def _headline(impact: Impact, mineral: str) -> float:
    share = _of(impact.shortfall_share, mineral)
    return -1.0 if math.isnan(share) else share


def _of(value: Any, mineral: str) -> Any:
    """Return one mineral's part of a property that is a mapping if asked of several."""
    several = isinstance(value, dict) and not isinstance(value, Breakdown)
    return value[mineral] if several else value


def _ladder(impact: Impact, order: list[str]) -> Table:
    said = {repr(r): words for (r, _), words in zip(LADDER, _RUNGS, strict=True)}
    rows = [
        (
            row.mineral,
            row.horizon or "as asked",
            said.get(row.response, row.response),
            "" if math.isnan(row.share) else percent(row.share),
            text(Q(row.rate, "tonne/year")),
        )
        for mineral in order
        for row in impact.ladder
        if row.mineral == mineral
    ]
    header = ("mineral", "horizon", "response", f"share of {impact.denominator}", "goes short")
    return Table(header, rows)


def _mineral(impact: Impact, mineral: str, several: bool, interactive: bool) -> list[Block]:
    title = f"{mineral[:1].upper()}{mineral[1:]}" if several else "What it means"
    blocks: list[Block] = [Heading(title), Bullets(impact.explain(mineral).splitlines())]
    short = _of(impact.by("place"), mineral)
    if short:
        rows = [(place, text(amount)) for place, amount in list(short.items())[:ROWS]]
        blocks.append(Table(("who goes short", "of how much"), rows))
    held = _of(impact.binding, mineral)
    if held:
        blocks.append(
            Table(
                (
                    "holds supply back",
                    "what",
                    "stage",
                    "limit",
                    "use served by one more t/yr [t/yr]",
                ),
                [
                    (b.kind, b.name, b.stage, text(Q(b.limit, "tonne/year")), f"{b.value:.3g}")
                    for b in held[:ROWS]
                ],
            )
        )
    blocks += sections.movement(impact, mineral, interactive)
    blocks += sections.world(impact, mineral)
    return blocks
