"""Who holds which part of a stage: shares asked of a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mineralsec.analysis.amounts import arranged
from mineralsec.analysis.holders import Shares
from mineralsec.analysis.holdings import holdings
from mineralsec.analysis.words import By, Kind, Of, Residual, check
from mineralsec.errors import GraphError, show

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Shares", "shares"]


def shares(
    graph: SupplyGraph,
    mineral: str,
    *,
    stage: str | None = None,
    by: By = "place",
    of: Of = "output",
    kind: Kind = "primary",
    residual: Residual = "one holder",
) -> Shares:
    """Return who holds which part of one stage.

    Parameters
    ----------
    graph
        Graph to ask.
    mineral
        Name, symbol or alias.
    stage
        Stage of the chain; None takes the first one with data. Reserves have no stage.
    by
        ``"place"``: country, sites counted with it; ``"site"``: every place by itself; ``"id"``:
        every record by itself. What no source places stays one row, ``"QXR"``.
    of
        ``"output"``, ``"capacity"`` (published nameplate), ``"reserves"``, ``"imports"`` or
        ``"exports"`` (gross, across borders) or ``"demand"``.
    kind
        ``"primary"``, ``"secondary"`` (from scrap) or ``"all"`` output or capacity.
    residual
        How the residual "other countries" counts: as ``"one holder"``, as ``"many"`` of no size
        each, or ``"left out"`` of the total.

    Returns
    -------
    Shares
        The denominator is the sum of the rows, never a published total.

    Raises
    ------
    UnknownNameError
        If a word, the mineral or the stage is not known here.
    GraphError
        If there is nothing to share: no row at the stage, nothing above zero, every figure
        withheld.

    Notes
    -----
    A withheld figure is outside the point, inside the bounds and named in ``coverage``. A holder
    with nothing is not listed.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.SupplyGraph.from_records(
    ...     [
    ...         ms.Mineral("gallium", stages=("refining",)),
    ...         *(
    ...             ms.Producer(
    ...                 id=f"gallium {place}",
    ...                 mineral="gallium",
    ...                 place=place,
    ...                 stage="refining",
    ...                 output=f"{output} tonne/year",
    ...                 year=2025,
    ...             )
    ...             for place, output in {"CHN": 900, "RUS": 6, "JPN": 3}.items()
    ...         ),
    ...     ]
    ... )
    >>> ms.shares(graph, "Ga")
    Shares(gallium, refining, 2025, output by place: CHN 99.0%, RUS 0.7%, JPN 0.3%)
    """
    check(by, of, kind, residual)
    name = graph.mineral_name(mineral)
    rows = holdings(graph, name, of, by, kind)
    chosen = None
    if of != "reserves":
        with_data = rows.stages(graph.mineral(name).stages)
        chosen = next(iter(with_data), "") if stage is None else graph.stage(name, stage)
        if chosen not in with_data:
            raise GraphError(_nothing(graph, name, chosen, of, kind, with_data))
        rows = rows.at(chosen)
    elif stage is not None:
        raise GraphError(
            f"reserves lie in the ground and have no stage, got stage={show(stage)}. Leave it out."
        )
    elif len(rows) == 0:
        raise GraphError(f"no reserves of {name} in this graph. Add ms.Reserve records.")
    try:
        fields = arranged(rows.label, rows.amount, residual)
    except GraphError as error:
        where = f" at {chosen!r}" if chosen else ""
        raise GraphError(f"{of} of {name}{where}: {error}") from error
    return Shares(
        **fields,
        mineral=name,
        stage=chosen,
        of=of,
        by=by,
        kind=kind,
        residual=residual,
        year=graph.year,
        unit="t" if of == "reserves" else "t/yr",
        quality=rows.worst,
    )


def _nothing(
    graph: SupplyGraph, name: str, stage: str, of: Of, kind: Kind, with_data: list[str]
) -> str:
    """Say that a stage has no rows, and where there are some."""
    what = f"{kind} {of}" if of in ("output", "capacity") and kind != "all" else of
    if with_data:
        return f"no {what} of {name} at {stage!r}. Stages with {of}: {', '.join(with_data)}."
    if kind != "all" and len(holdings(graph, name, of, "place", "all")):
        return f"no {what} of {name} in this graph. kind='all' finds some."
    return f"no {what} of {name} in this graph."
