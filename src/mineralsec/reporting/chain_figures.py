"""Figures of a chain: who holds each stage, and how mass moves through it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from mineralsec.analysis.shares import shares
from mineralsec.arguments import whole
from mineralsec.errors import GraphError, UnknownNameError, show
from mineralsec.graph.given import given_graph
from mineralsec.graph.grade import GRADES, grade
from mineralsec.graph.supply_graph import SupplyGraph
from mineralsec.places import RESIDUAL
from mineralsec.plotting.sankey import Chain, sankey
from mineralsec.plotting.stage_shares import stage_shares
from mineralsec.reporting.movements import USE, Movement, movements

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from mineralsec.analysis.disruption.impact import Impact
    from mineralsec.analysis.disruption.outcome import After

__all__ = ["chain_of", "plot_chain", "plot_sankey", "provenance", "subject"]

#: Column and label of a node, and of both ends of a band.
_Node: TypeAlias = tuple[int, str]
_Band: TypeAlias = tuple[_Node, _Node]


def plot_chain(graph: SupplyGraph, mineral: str | None = None, *, ax: Axes | None = None) -> Axes:
    """Draw who holds each stage of a mineral's chain.

    Parameters
    ----------
    graph
        Producers and refiners.
    mineral
        Name, symbol or alias; left out where the graph has only one.
    ax
        Axes to draw in; None makes new ones.

    Returns
    -------
    matplotlib.axes.Axes
        Shares of primary output by place, first stage on top. [-]

    Raises
    ------
    GraphError
        If nothing is made at any stage.
    UnknownNameError
        If the mineral is not in the graph, or none is named where there are several.

    Examples
    --------
    >>> import mineralsec as ms
    >>> ax = ms.plot_chain(ms.load("world", minerals="rare earths"))
    >>> ax.get_xlabel()
    'share of primary output by place'
    """
    name = subject(graph, mineral)
    stages, held, rest, missing = [], [], [], []
    for stage in map(str, graph.mineral(name).stages):
        try:
            found = shares(graph, name, stage=stage)
        except GraphError:
            missing.append(stage)
            continue
        parts = dict(zip(found.labels, found.share.tolist(), strict=True))
        parts.pop(RESIDUAL, None)
        stages.append(stage)
        held.append(parts)
        rest.append(max(0.0, 1.0 - sum(parts.values())))
    if not stages:
        raise GraphError(f"no output of {name} is in this graph, so there is nothing to draw.")
    note = f"No primary output in this graph at: {', '.join(missing)}. " if missing else ""
    return stage_shares(
        stages,
        held,
        unnamed=rest,
        axis="share of primary output by place",
        title=f"{name[:1].upper()}{name[1:]}: who holds each stage",
        note=note + provenance(graph, name),
        ax=ax,
    )


def plot_sankey(
    what: SupplyGraph | Impact,
    mineral: str | None = None,
    *,
    largest: int = 6,
    interactive: bool = False,
    ax: Axes | None = None,
) -> Any:
    """Draw how a mineral moves from those who make it to those who use it.

    Parameters
    ----------
    what
        A graph; or the impact of a removal, which shows what is lost and who is taken out.
    mineral
        Name, symbol or alias; left out where there is only one.
    largest
        How many places each column names; the rest is one node.
    interactive
        Whether to return a plotly figure instead.
    ax
        Axes to draw in; None makes new ones.

    Returns
    -------
    matplotlib.axes.Axes or plotly.graph_objects.Figure
        Width of the bands: contained mass. [t/yr] Material is traced through re-exporting
        places to where it was made, under proportional mixing.

    Raises
    ------
    GraphError
        If nothing moves, or `largest` is less than 1.
    UnknownNameError
        If the mineral is not there, or none is named where there are several.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> ax = ms.plot_sankey(ms.remove_country(graph, "CHN"))
    >>> ax.get_title(loc="left")[:7]
    'Gallium'
    """
    whole(largest, "largest", "largest=6")
    graph, name, after, removed, words = _state(what, mineral)
    chain = chain_of(graph, name, after, removed, largest)
    title = f"{name[:1].upper()}{name[1:]}: from maker to user{words}"
    note = provenance(graph, name)
    if interactive:
        from mineralsec.plotting.sankey_plotly import sankey_plotly

        return sankey_plotly(chain, title=title, note=note)
    return sankey(chain, title=title, note=note, ax=ax)


def given_impact(what: Any) -> Impact:
    """Return an impact as it is, and refuse anything else.

    Raises
    ------
    GraphError
        If it is none.
    """
    from mineralsec.analysis.disruption.impact import Impact  # graphs are drawn without it

    if isinstance(what, Impact):
        return what
    raise GraphError(
        f"a graph or an impact is drawn, got {show(what)}. Write ms.load('world') or "
        "ms.remove_country(graph, 'CHN')."
    )


def subject(graph: SupplyGraph, mineral: str | None, among: Sequence[str] = ()) -> str:
    """Return the mineral a figure is about.

    Raises
    ------
    UnknownNameError
        If it is not there, or none is named where there are several.
    """
    names = tuple(among) or tuple(given_graph(graph).minerals)
    if mineral is not None:
        return graph.mineral_name(mineral)
    if len(names) > 1:
        raise UnknownNameError(f"name one mineral of {', '.join(names)}: mineral={names[0]!r}.")
    return names[0]


def provenance(graph: SupplyGraph, mineral: str) -> str:
    """Return year, grade and publishers of a mineral's data in words."""
    letter = grade(graph, mineral)
    publishers = dict.fromkeys(
        record.source.publisher or record.source.title
        for record in graph.current_records
        if getattr(record, "mineral", None) == mineral and record.source is not None
    )
    words = [] if graph.year is None else [f"Data year {graph.year}."]
    words.append(f"Grade {letter}: {GRADES[letter]}.")
    if publishers:
        words.append(f"Sources: {' · '.join(publishers)}.")
    return " ".join(words)


def _state(
    what: SupplyGraph | Impact, mineral: str | None
) -> tuple[SupplyGraph, str, After | None, frozenset[int], str]:
    if isinstance(what, SupplyGraph):
        return what, subject(what, mineral), None, frozenset(), ""
    what = given_impact(what)
    name = subject(what.graph, mineral, what.minerals)
    gone = what.limits.leaves > 0
    places = frozenset(what.graph.columns.markets.place[np.flatnonzero(gone)].tolist())
    words = f" when {what.limits.scope[0]}" if what.limits.scope else ""
    return what.graph, name, what.headline_rung.after(name), places, words


def chain_of(
    graph: SupplyGraph, mineral: str, after: After | None, removed: frozenset[int], largest: int
) -> Chain:
    """Return the nodes and bands of a mineral, small places taken together.

    Raises
    ------
    GraphError
        If nothing moves.
    """
    network = graph.network(mineral)
    today = movements(network)
    if not today:
        raise GraphError(f"nothing of {mineral} moves in this graph, so there is nothing to draw.")
    later = today if after is None else movements(network, after)
    order = [network.stages.index(str(s)) for s in graph.mineral(mineral).stages
             if str(s) in network.stages]  # fmt: skip
    used = {m.stage for m in today} | {m.next_stage for m in today}
    columns = [stage for stage in order if stage in used]
    names = _Names(graph, today, columns, largest)
    sizes: tuple[dict[_Band, float], dict[_Band, float]] = ({}, {})
    for found, of in zip(sizes, (today, later), strict=True):
        for move in of:
            ends = names.of(move)
            found[ends] = found.get(ends, 0.0) + move.mass
    bands = sorted(set(sizes[0]) | set(sizes[1]))
    nodes = sorted({end for band in bands for end in band})
    row = {node: i for i, node in enumerate(nodes)}
    return Chain(
        labels=[label for _, label in nodes],
        columns=[column for column, _ in nodes],
        source=[row[a] for a, _ in bands],
        target=[row[b] for _, b in bands],
        before=np.array([sizes[0].get(band, 0.0) for band in bands]),
        after=np.array([sizes[1].get(band, 0.0) for band in bands]),
        removed=frozenset(
            row[node]
            for node in nodes
            if node[1] in {graph.columns.places[code] for code in removed}
        ),
        headings=[network.stages[stage] for stage in columns] + ["use"],
    )


class _Names:
    """Column and label of both ends of a movement."""

    def __init__(
        self, graph: SupplyGraph, moves: list[Movement], columns: list[int], largest: int
    ) -> None:
        self.column = {stage: i for i, stage in enumerate(columns)} | {USE: len(columns)}
        self.places = graph.columns.places
        size: dict[tuple[int, int], float] = {}
        for move in moves:
            for end in ((move.stage, move.origin), (move.next_stage, move.destination)):
                size[end] = size.get(end, 0.0) + move.mass
        self.named: set[tuple[int, int]] = set()
        for stage in self.column:
            here = sorted((end for end in size if end[0] == stage), key=lambda end: -size[end])
            self.named |= set(here[:largest])

    def of(self, move: Movement) -> _Band:
        """Return the nodes a movement joins."""
        return (
            self._end(move.stage, move.origin),
            self._end(move.next_stage, move.destination),
        )

    def _end(self, stage: int, place: int) -> _Node:
        if place < 0:
            return self.column[stage], "without a record"
        named = (stage, place) in self.named
        label = self.places[place] if named else "other places"
        return self.column[stage], "not placed" if label == RESIDUAL else label
