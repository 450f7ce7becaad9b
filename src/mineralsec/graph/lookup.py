"""What a name means in a graph: a mineral, a stage of its chain, one record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mineralsec.errors import GraphError, UnknownNameError, show, suggest

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph
    from mineralsec.model import Mineral, Record

__all__ = ["chain_stage", "known_mineral", "one_record", "record_name", "records_by_name"]


def known_mineral(said: str, names: Sequence[str], records: Mapping[str, Mineral]) -> str:
    """Return the name among `names` that a name, symbol or alias means.

    Raises
    ------
    UnknownNameError
        If there is none; the nearest are suggested.
    """
    if isinstance(said, str):
        if said in names:
            return said
        from mineralsec.model.mineral import mineral_name

        for name, record in records.items():
            if said in (name, record.symbol):
                return name
        try:
            name = mineral_name(said)
        except ValueError:
            name = said
        if name in records:
            return name
    raise UnknownNameError(
        f"no mineral {show(said)} in this graph.{suggest(str(said), names)} "
        f"Minerals here: {', '.join(names)}."
    )


def chain_stage(graph: SupplyGraph, mineral: str, stage: str | None) -> str:
    """Return the stage of a mineral's chain that is meant; None means the first with output."""
    chain = graph.mineral(mineral).stages
    if stage is None:
        for name in chain:
            if graph.network(mineral).made_at(str(name)):
                return str(name)
        return str(chain[0])
    if str(stage) in chain:
        return str(stage)
    raise UnknownNameError(
        f"{mineral} has no stage {show(str(stage))}.{suggest(str(stage), map(str, chain))} "
        f"Its chain: {' -> '.join(chain)}."
    )


def record_name(record: Any) -> str:
    """Return what findings and adjustments call a record: its id where it has one.

    Examples
    --------
    >>> import mineralsec as ms
    >>> record_name(ms.Reserve(mineral="cobalt", place="COD", amount="6 megatonne"))
    'cobalt|reserves|COD'
    """
    kind = type(record).__name__
    if kind == "Flow":
        return f"{record.mineral}|{record.stage}|{record.origin}>{record.destination}"
    if kind == "Reserve":
        return f"{record.mineral}|{record.kind}|{record.place}"
    if kind == "Stake":
        return f"{record.holder}>{record.held}"
    return str(record.name if kind == "Mineral" else record.id)


def records_by_name(records: Iterable[Record]) -> dict[str, tuple[Record, ...]]:
    """Return the records under each name, in the order given."""
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(record_name(record), []).append(record)
    return {name: tuple(same) for name, same in found.items()}


def one_record(graph: SupplyGraph, name: str, known: Mapping[str, tuple[Record, ...]]) -> Record:
    """Return the record of the graph's year that `name` means, among those `known`.

    Raises
    ------
    UnknownNameError
        If there is none; the nearest names are suggested.
    GraphError
        If several bear it: flows of one lane in several forms, or of several firms.
    """
    if not isinstance(name, str):
        raise UnknownNameError(
            f"a record has a name, got {show(name)}. Write graph.record('gallium-refining-CHN')."
        )
    same = known.get(name, ())
    if len(same) == 1:
        return same[0]
    if same:
        raise GraphError(
            f"{len(same)} records are called {show(name)}: {', '.join(map(repr, same[:3]))}. "
            "Choose one of graph.current_records."
        )
    past = {getattr(r, "year", None) for r in graph.records if record_name(r) == name}
    if past:
        when = ", ".join(sorted(map(str, past)))
        raise UnknownNameError(
            f"{show(name)} has no record of {graph.year}, only of {when}: see graph.records."
        )
    near = suggest(name, known)
    hint = "" if near else " Names are ids, minerals, 'cobalt|mining|COD>CHN' for a flow."
    raise UnknownNameError(f"no record of this graph is called {show(name)}.{near}{hint}")
