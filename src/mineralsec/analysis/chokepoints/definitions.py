"""Nine things are called a chokepoint. Each measure names the one it is."""

from __future__ import annotations

from typing import Any, Literal

from attrs import frozen

from mineralsec.analysis.chokepoints.blocks import MAKERS

__all__ = ["DEFINITIONS", "Definition", "Measure", "in_words"]

Measure = Literal[
    "loss",
    "coverage",
    "capacity",
    "min_cut",
    "dominator",
    "cut_vertex",
    "betweenness",
    "current_flow",
    "single_point",
    "route",
]


@frozen
class Definition:
    """One meaning of the word.

    Parameters
    ----------
    id
        C1 to C9.
    unit
        Of the value.
    text
        What the value is; ``{what}`` stops, ``{use}`` is whose use counts.
    """

    id: str
    unit: str
    text: str


DEFINITIONS: dict[str, Definition] = {
    "cut_vertex": Definition(
        "C1",
        "pieces",
        "Cut vertex (C1): how many more pieces the undirected network of markets falls into "
        "without {what}. Structure only, and it is no loss.",
    ),
    "dominator": Definition(
        "C2",
        "-",
        "Dominator (C2): every path from a source to {use} leads through {what}. The value is the "
        "flow coverage; 'exact' says whether every path does, 'by_coverage' whether all but "
        "{epsilon} of the use passes, 'by_filter' whether every path does once edges below "
        "{epsilon} of the receiver's inflow are taken out. It is no loss.",
    ),
    "min_cut": Definition(
        "C3",
        "-",
        "Minimum cut (C3): the part of the smallest cut between the sources and {use} that {what} "
        "carries, at {capacity} capacities. The whole cut is the most that could be delivered, "
        "whatever was wanted.",
    ),
    "capacity": Definition(
        "C4",
        "-",
        "Capacity coverage (C4): share of {use} that could not be delivered without {what} even if "
        "everybody else stood back, at {capacity} capacities. It knows no prices and no rivals.",
    ),
    "coverage": Definition(
        "C5",
        "-",
        "Flow coverage (C5): share of {use} whose supply has passed through {what} at least once, "
        "under proportional mixing of today's flows. It is no loss.",
    ),
    "loss": Definition(
        "C6",
        "-",
        "Loss (C6): share of {use} that goes unmet when {what} stops ({stops}); {how}.",
    ),
    "betweenness": Definition(
        "C7",
        "-",
        "Shortest-path betweenness (C7): part of the shortest paths between all others that leads "
        "through {what}, distances one over what moves. A centrality, no loss.",
    ),
    "current_flow": Definition(
        "C7",
        "-",
        "Current-flow betweenness (C7): part of a random walk between all pairs of others that "
        "leads through {what}, conductances what moves. A centrality, no loss.",
    ),
    "single_point": Definition(
        "C8",
        "yes or no",
        "Single point of failure (C8): the only plant on record of its country at a stage of the "
        "chain.",
    ),
    "route": Definition(
        "C9",
        "-",
        "Physical chokepoint (C9): share of what arrives on record for {use} that moves through "
        "the corridor. Closing it delays what can go round; it stops nobody's output.",
    ),
}


def in_words(
    measure: Measure,
    by: str,
    consumer: str | None,
    response: Any,
    *,
    epsilon: str,
    capacity: str,
) -> str:
    """Return the definition that an answer was computed by."""
    what = {
        "stage": "the place at that stage",
        "owner": "what owners there control",
        "company": "what the company controls",
        "id": "the plant",
    }.get(by, f"the {by}")
    outside = "use" if by in MAKERS else f"use outside {what}"
    how = (
        "middle rung of the ladder, in brackets the least and the most of all rungs"
        if response is None
        else f"under {response!r}"
    )
    stops = "its output" if by in MAKERS else (
        "output, trade both ways, and its own use leaves"
    )  # fmt: skip
    return DEFINITIONS[measure].text.format(
        what=what,
        use=outside if consumer is None else f"use in {consumer}",
        how=how,
        stops=stops,
        epsilon=epsilon,
        capacity=capacity,
    )
