"""The pages of a mineral and of a graph with several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mineralsec.analysis.concentration import concentration
from mineralsec.analysis.disruption.simulate import remove_country
from mineralsec.analysis.shares import shares
from mineralsec.errors import GraphError
from mineralsec.graph.grade import GRADES, grade
from mineralsec.places import RESIDUAL, country_of, place_name
from mineralsec.reporting import sections
from mineralsec.reporting.page import Block, Bullets, Heading, Page, Paragraph, Table, picture_of

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["graph_page", "mineral_page"]

#: Most minerals a page draws the chain of.
CHAINS = 10


def mineral_page(graph: SupplyGraph, mineral: str, interactive: bool) -> Page:
    """Return the page of one mineral: chain, concentration, and what if the largest stops."""
    letter = grade(graph, mineral)
    blocks: list[Block] = [
        Paragraph(f"Data year {graph.year}. Grade {letter}: {GRADES[letter]}."),
        *sections.chain(graph, mineral),
        Heading("Concentration"),
        sections.concentration_rows(concentration(graph, minerals=(mineral,))),
        Heading("From maker to user"),
        *sections.movement(graph, mineral, interactive),
        *sections.world(graph, mineral),
    ]
    if largest := _largest(graph, mineral):
        impact = remove_country(graph, largest, minerals=mineral)
        blocks += [
            Heading(f"What if {place_name(largest)} stops"),
            picture_of(impact.plot(), f"Share of {mineral} that goes short"),
            Bullets(impact.explain(mineral).splitlines()),
        ]
    blocks += sections.findings(graph, (mineral,))
    blocks += [*sections.sources(graph.citations()), *sections.footer(graph)]
    return Page(f"{mineral[:1].upper()}{mineral[1:]}: who holds the supply", blocks)


def _largest(graph: SupplyGraph, mineral: str) -> str:
    """Return the country with the largest share of output at any stage, or an empty text."""
    best, country = 0.0, ""
    for stage in map(str, graph.mineral(mineral).stages):
        try:
            held = shares(graph, mineral, stage=stage)
        except GraphError:
            continue  # nothing is made there
        for label, share in zip(held.labels, held.share.tolist(), strict=True):
            if label != RESIDUAL and share > best:
                best, country = share, country_of(label)
    return country


def graph_page(graph: SupplyGraph) -> Page:
    """Return the page of a graph with several minerals."""
    names = list(graph.minerals)
    rows = [(name, grade(graph, name), GRADES[grade(graph, name)]) for name in names]
    found = concentration(graph)
    blocks: list[Block] = [
        Paragraph(f"{len(names)} minerals, {len(graph.records)} records, data year {graph.year}."),
        Heading("How firm the data are"),
        Table(("mineral", "grade", "meaning"), rows),
        Heading("Concentration"),
        sections.concentration_rows(found),
        Heading("Chains"),
    ]
    for name in names[:CHAINS]:
        blocks += sections.chain(graph, name)
    if len(names) > CHAINS:
        blocks.append(Paragraph(f"Not drawn here: {', '.join(names[CHAINS:])}."))
    blocks += sections.findings(graph, names)
    blocks += [*sections.sources(graph.citations()), *sections.footer(graph)]
    return Page(f"Supply of {len(names)} minerals", blocks)
