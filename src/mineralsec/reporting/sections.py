"""Parts that every report has: figures, concentration, findings, sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from mineralsec.errors import GraphError
from mineralsec.reporting.chain_figures import plot_chain, plot_sankey
from mineralsec.reporting.map_figure import plot_map
from mineralsec.reporting.page import (
    Block,
    Bullets,
    Heading,
    Interactive,
    Paragraph,
    Picture,
    Table,
    picture_of,
)

if TYPE_CHECKING:
    from mineralsec.analysis.concentration import Concentration
    from mineralsec.analysis.disruption.impact import Impact
    from mineralsec.graph.supply_graph import SupplyGraph
    from mineralsec.provenance import Citation

__all__ = ["chain", "concentration_rows", "findings", "footer", "movement", "sources", "world"]

#: Most findings a page lists.
MOST = 25


def chain(graph: SupplyGraph, mineral: str) -> list[Block]:
    """Return who holds each stage, drawn."""
    return _drawn(lambda: plot_chain(graph, mineral), f"Who holds each stage of {mineral}")


def movement(what: SupplyGraph | Impact, mineral: str, interactive: bool) -> list[Block]:
    """Return how mass moves from maker to user, drawn."""
    words = f"How {mineral} moves from maker to user"
    still = _drawn(lambda: plot_sankey(what, mineral), words)
    if not interactive or not isinstance(still[0], Picture):
        return still
    figure = plot_sankey(what, mineral, interactive=True)
    html = figure.to_html(full_html=False, include_plotlyjs=True, config={"displaylogo": False})
    # plotly calls home only from its own site's pages; this page has no link to it either
    return [Interactive(html, still[0])]


def world(what: SupplyGraph | Impact, mineral: str) -> list[Block]:
    """Return makers, trade and loss on a map."""
    return _drawn(lambda: plot_map(what, mineral), f"Makers and trade of {mineral} on a map")


def _drawn(draw: Callable[[], Any], words: str) -> list[Block]:
    try:
        return [picture_of(draw(), words)]
    except GraphError as error:
        return [Paragraph(f"{words}: not drawn. {error}")]


def concentration_rows(found: Concentration) -> Table:
    """Return a row a mineral and stage."""
    rows = [
        (
            row.mineral,
            str(row.stage),
            f"{row.points:,.0f}",
            _limits(row.low, row.high),
            f"{row.top} {row.top_share:.0%}",
        )
        for row in found
    ]
    return Table(("mineral", "stage", "HHI (0 to 10,000)", "least to most", "largest"), rows)


def _limits(low: float, high: float) -> str:
    return f"{low * 1e4:,.0f} to {high * 1e4:,.0f}"


def findings(graph: SupplyGraph, minerals: Iterable[str]) -> list[Block]:
    """Return what the data cannot be right about, worst first."""
    wanted = tuple(minerals)
    part = graph if set(wanted) == set(graph.minerals) else graph.select(minerals=wanted)
    found = sorted(part.findings(), key=lambda finding: finding.order)
    if not found:
        return [Heading("Findings"), Paragraph("The data raise no finding.")]
    rows = [(f.severity, f.message) for f in found[:MOST]]
    blocks: list[Block] = [Heading("Findings"), Table(("severity", "finding"), rows)]
    if len(found) > MOST:
        blocks.append(Paragraph(f"… and {len(found) - MOST} more in graph.findings()."))
    return blocks


def sources(citations: Iterable[Citation]) -> list[Block]:
    """Return each source once."""
    lines = dict.fromkeys(". ".join(filter(None, (c.reference, c.licence))) for c in citations)
    return [Heading("Sources"), Bullets(list(lines))] if lines else []


def footer(graph: SupplyGraph) -> list[Block]:
    """Return what made the page, of what."""
    from mineralsec import __version__

    year = "" if graph.year is None else f" on data of {graph.year}"
    return [
        Paragraph(
            f"Made with mineralsec {__version__}{year}. A model is not a forecast: it says what "
            "follows from the data and the assumptions above."
        )
    ]
