"""Who holds which part of a stage: shares asked of a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mineralsec.analysis.amounts import arranged
from mineralsec.analysis.holders import Shares
from mineralsec.analysis.holdings import holdings
from mineralsec.analysis.words import OWNED, By, Kind, Of, Residual, Rule, check
from mineralsec.errors import GraphError, show
from mineralsec.graph.given import given_graph
from mineralsec.places import RESIDUAL

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
    rule: Rule = "equity",
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
        every record by itself; ``"owner"``: the country in which the ultimate owners sit;
        ``"company"``: the ultimate owners by name. What no source places, or nobody is on record
        as owning, stays one row, ``"QXR"``.
    of
        ``"output"``, ``"capacity"`` (published nameplate), ``"reserves"``, ``"imports"`` or
        ``"exports"`` (gross, across borders), ``"demand"``, or ``"exportable"``: what a place
        makes beyond what is used there.
    kind
        ``"primary"``, ``"secondary"`` (from scrap) or ``"all"`` output or capacity.
    residual
        How the residual "other countries" counts: as ``"one holder"``, as ``"many"`` of no size
        each, or ``"left out"`` of the total.
    rule
        With ``by="owner"`` or ``"company"``: ``"equity"`` splits a plant's output by what its
        owners hold, through chains of stakes; ``"control"`` gives all of it to who holds more
        than half, else to the declared operator, else splits it; ``"offtake"`` gives it to the
        buyers that flows name.

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
    with nothing is not listed. Output without an owner on record may belong to somebody who is:
    bounds of shares by owner count it so.

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
    check(by, of, kind, residual, rule)
    name = given_graph(graph).mineral_name(mineral)
    rows = holdings(graph, name, of, by, kind, rule)
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
        if by in OWNED:
            _somebody(rows.label, by, rule)
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
        rule=rule if by in OWNED else "",
        year=graph.year,
        unit="t" if of == "reserves" else "t/yr",
        quality=rows.worst,
    )


def _somebody(labels: tuple[str, ...], by: By, rule: Rule) -> None:
    """Refuse shares of owners when not one of them is on record."""
    if set(labels) <= {RESIDUAL}:
        who = "buyer" if rule == "offtake" else "owner"
        known = f"{who} with a known country" if by == "owner" else who
        owner = "ms.Owner('Glencore', 0.75, 'CHE')" if by == "owner" else "ms.Owner(...)"
        give = "flows buyer=" if rule == "offtake" else f"producers owners=[{owner}]"
        other = "by='company' for owners by name, or by='place'" if by == "owner" else "by='place'"
        raise GraphError(f"no {known} is on record. Give {give}, or write {other}.")


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
