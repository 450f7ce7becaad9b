"""What in a graph's data does not add up, and what its answers have to assume.

Real statistics never balance, so these are values to read, not errors to stop at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from mineralsec.graph.adjustments import moved
from mineralsec.graph.columns import POINT, QUALITIES, Columns, Floats
from mineralsec.graph.double_counts import beside_a_total
from mineralsec.graph.finding import Finding
from mineralsec.graph.gaps import gaps, loops, together, tonnes
from mineralsec.graph.network import ROUNDING, Network
from mineralsec.graph.nx_view import market_ids
from mineralsec.graph.trade_findings import negative_use, screened
from mineralsec.model import Control, Flow, Mineral, Producer, Record, Refiner, Reserve, Stake
from mineralsec.places import country_of

__all__ = ["TOTAL_TOLERANCE", "Finding", "findings"]

#: A row that differs from the sum of the others by less than this part of it may be their
#: total. Wider, and rows of real tables match by chance; totals that were rounded on their own
#: are known by their names only. [-]
TOTAL_TOLERANCE = 1e-4

#: Rows besides the suspect that make a sum worth comparing: of two equal rows each is the sum of
#: the other.
_PARTS = 3

_SAYS_TOTAL = re.compile(r"\b(world|total|global|grand total|all countries)\b", re.IGNORECASE)

_MODELLED = QUALITIES.index("modelled")


def findings(
    columns: Columns, networks: Iterable[Network], records: Iterable[Record], year: int | None
) -> tuple[Finding, ...]:
    """Return every finding about a graph, worst first; it is ``graph.findings()``.

    ===================== ============ ==========================================================
    code                  severity     what was found
    ===================== ============ ==========================================================
    mass-appears          by size      more leaves a market than has come in
    mass-vanishes         by size      nobody is recorded to take what came in
    flow-without-supply   by size      flows start where nothing is made and nothing arrives
    flow-without-use      by size      flows end where nobody uses, refines or passes them on
    use-above-supply      by size      consumers want more than is left for them
    use-without-supply    by size      consumers where nothing is made and nothing arrives
    loop-without-source   by size      trade in a circle that no producer feeds
    total-among-parts     by certainty a row is the sum of the others, or is called a total
    beside-a-total        warning      plants stand beside what may be their country's total
    output-above-capacity warning      more is made than the published capacity
    moved                 warning      reconciling moved a total by more than 10 %
    screened              by size      flows carry another quantity than the one published
    negative-use          by size      more of the last stage leaves than is there, as reported
    unsourced             warning      records without a citation
    withheld              note         figures that a source withholds
    modelled              note         part of the tonnes at a stage that nobody counted
    one-year-of-trade     note         lanes have no history to grow by
    one-year-of-output    note         no spare capacity has been demonstrated
    host-without-ratio    note         a by-product that its host does not limit
    control-in-the-data   note         a control older than the data does nothing
    ===================== ============ ==========================================================

    "By size" is relative to all that is made, moved or used at the stage: an error from
    ``ERROR_SHARE``, a warning from ``WARNING_SHARE`` of :mod:`mineralsec.graph.finding` on.
    What is mended already (``screened``, ``negative-use``) is a warning at most.
    Where a withheld figure can explain a gap it is a note. Notes on many markets of one stage
    are one finding. Gaps and loops are those of the reconciled figures where there are some.

    Parameters
    ----------
    columns
        The graph's columns.
    networks
        One for each mineral.
    records
        Those that answer for the year.
    year
        The graph's year.
    """
    names = market_ids(columns)
    records = tuple(records)
    found: list[Finding] = []
    for network in networks:
        found += together(gaps(columns, network, names))
        found += loops(columns, network, names)
        found += _known(columns, network)
        found += _history(columns, network)
        found += moved(columns, network)
        found += negative_use(columns, network, names)
    found += _totals(columns)
    found += beside_a_total(columns, records)
    found += _above_capacity(columns)
    found += screened(records)
    found += _unsourced(records)
    found += _hosts(records)
    found += _controls(records, columns.minerals, year)
    return tuple(sorted(found, key=lambda finding: finding.order))


def _lane_ids(columns: Columns, rows: Iterable[int]) -> list[str]:
    c, lanes = columns, columns.lanes
    ids = []
    for row in rows:
        origin, destination = lanes.origin[row], lanes.destination[row]
        mineral, stage = c.markets.mineral[origin], c.markets.stage[origin]
        start, end = c.places[c.markets.place[origin]], c.places[c.markets.place[destination]]
        ids.append(f"{c.minerals[mineral]}|{c.stages[stage]}|{start}>{end}")
    return ids


def _several(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _known(columns: Columns, network: Network) -> Iterator[Finding]:
    """Say how much at each stage is withheld, and how much is modelled."""
    c, net = columns, network
    # word, amounts, quality, global rows, ids, local market of each row
    tables: tuple[tuple[str, Floats, Any, Any, Any, Any], ...] = (
        ("output", c.makers.output, c.makers.quality, net.makers, c.makers.id, net.maker_market),
        ("flow", c.lanes.quantity, c.lanes.quality, net.lanes, None, net.lane_from),
        ("use", c.users.demand, c.users.quality, net.users, c.users.id, net.user_market),
    )
    for stage in np.unique(net.stage_of).tolist():
        withheld: list[str] = []
        counts, parts = [], []
        largest = 0.0
        for word, amounts, quality, rows, ids, market in tables:
            here = rows[net.stage_of[market] == stage]
            point = amounts[POINT, here]
            unknown = here[np.isnan(point)].tolist()
            if unknown:
                counts.append(_several(len(unknown), f"{word} figure"))
                withheld += _lane_ids(c, unknown) if ids is None else [ids[i] for i in unknown]
            total = float(np.nansum(point))
            modelled = float(np.nansum(point[quality[here] >= _MODELLED]))
            if modelled > 0:
                parts.append(f"{modelled / total:.0%} of {word}")
                largest = max(largest, modelled / total)
        where = f"{net.mineral}, {net.stages[stage]}"
        if counts:
            message = (
                f"{where}: {' and '.join(counts)} withheld or known within limits only; they count "
                "as zero in the point and stand in the bounds."
            )
            yield Finding("note", "withheld", message, tuple(withheld))
        if parts:
            message = f"{where}: {', '.join(parts)} is modelled or projected, not counted."
            yield Finding("note", "modelled", message, (), largest)


def _history(columns: Columns, network: Network) -> Iterator[Finding]:
    """Say where one year of data leaves growth and spare capacity without a base."""
    code = columns.minerals.index(network.mineral)
    once = [
        columns.stages[stage]
        for (mineral, stage), years in columns.lane_years.items()
        if mineral == code and years == 1
    ]
    if once:
        yield Finding(
            "note",
            "one-year-of-trade",
            f"{network.mineral}: one year of trade ({', '.join(once)}), so no lane has a history "
            "to grow by; Reroute takes 25 % growth. Add earlier flows, or give "
            "Reroute(growth=...).",
        )
    if len(network.makers) and columns.makers.years[network.makers].max() <= 1:
        yield Finding(
            "note",
            "one-year-of-output",
            f"{network.mineral}: one year of output, so no spare capacity has been demonstrated; "
            "Reroute takes none. Add earlier outputs, or give Reroute(spare=...).",
        )


def _totals(columns: Columns) -> Iterator[Finding]:
    """Say which rows look like the total of others."""
    c = columns
    makers, users, reserves = c.makers, c.users, c.reserves
    minerals, stages = c.markets.mineral, c.markets.stage
    made, used = makers.market, users.market
    groups: Iterable[Any] = zip(
        minerals[made].tolist(), stages[made].tolist(), makers.secondary.tolist(), strict=True
    )
    places = [c.places[p] for p in c.markets.place[made].tolist()]
    yield from _totals_of("output", groups, makers.output[POINT], makers.id, places)
    groups = zip(minerals[used].tolist(), stages[used].tolist(), strict=True)
    places = [c.places[p] for p in c.markets.place[used].tolist()]
    yield from _totals_of("use", groups, users.demand[POINT], users.id, places)
    kinds = ["resources" if r else "reserves" for r in reserves.resources.tolist()]
    held = [c.minerals[m] for m in reserves.mineral.tolist()]
    places = [c.places[p] for p in reserves.place.tolist()]
    ids = ["|".join(parts) for parts in zip(held, kinds, places, strict=True)]
    groups = zip(held, kinds, strict=True)
    yield from _totals_of("amount", groups, reserves.amount[POINT], ids, places)


def _totals_of(
    word: str, groups: Iterable[Any], amounts: Floats, ids: Sequence[str], places: Sequence[str]
) -> Iterator[Finding]:
    members: dict[Any, list[int]] = {}
    for row, group in enumerate(groups):
        if amounts[row] > 0:
            members.setdefault(group, []).append(row)
    for rows in members.values():
        total = sum(amounts[row] for row in rows)
        sites: dict[str, list[int]] = {}
        for row in rows:
            if ":" in places[row]:
                sites.setdefault(country_of(places[row]), []).append(row)
        for row in rows:
            rest = total - amounts[row]
            below = sites.get(places[row], [])
            named = _SAYS_TOTAL.search(re.sub("[-_/]", " ", ids[row])) is not None
            if len(rows) > _PARTS and abs(amounts[row] - rest) <= TOTAL_TOLERANCE * rest:
                reason = f"is the sum of the {len(rows) - 1} other rows of its stage"
            elif len(below) > 1 and np.isclose(
                amounts[row], amounts[below].sum(), rtol=TOTAL_TOLERANCE
            ):
                reason = f"is the sum of the {len(below)} sites below {places[row]}"
            elif named and len(rows) > 1:
                reason = "is called a total"
            else:
                continue
            certain = named and reason != "is called a total"
            yield Finding(
                "error" if certain else "warning",
                "total-among-parts",
                f"{ids[row]}: its {word} {reason}. If it is a total it counts twice: leave it out.",
                (ids[row],),
                float(amounts[row] / total),
            )


def _above_capacity(columns: Columns) -> Iterator[Finding]:
    makers = columns.makers
    output = makers.output[POINT]
    where = columns.markets.mineral[makers.market], columns.markets.stage[makers.market]
    made: dict[tuple[int, int], float] = {}
    for key, amount in zip(zip(*(w.tolist() for w in where), strict=True), output, strict=True):
        made[key] = made.get(key, 0.0) + float(np.nan_to_num(amount))
    # a comparison with NaN is false: no capacity, no finding
    for row in np.flatnonzero(output > makers.capacity * (1 + ROUNDING)).tolist():
        excess = output[row] - makers.capacity[row]
        yield Finding(
            "warning",
            "output-above-capacity",
            f"{makers.id[row]}: output {tonnes(output[row])} is above the published capacity "
            f"{tonnes(makers.capacity[row])}; the model uses the output.",
            (makers.id[row],),
            float(excess / made[int(where[0][row]), int(where[1][row])]),
        )


def _unsourced(records: Iterable[Record]) -> Iterator[Finding]:
    """Name the records without a citation, class by class; the contents of forms count too."""
    without: dict[str, list[str]] = {}
    counts: dict[str, int] = {}
    for record in records:
        parts: list[Any] = [record]
        if isinstance(record, Mineral):
            parts = list(record.forms)  # a chain is a definition, a content is a figure
        for part in parts:
            kind = type(part).__name__
            counts[kind] = counts.get(kind, 0) + 1
            if part.source is None:
                without.setdefault(kind, []).append(_id(part))
    for kind, ids in without.items():
        yield Finding(
            "warning",
            "unsourced",
            f"{len(ids)} of {_several(counts[kind], f'{kind} record')} "
            f"{'has' if len(ids) == 1 else 'have'} no source. Give source=ms.Citation(...).",
            tuple(ids),
        )


def _id(record: Any) -> str:
    if isinstance(record, Flow):
        return f"{record.mineral}|{record.stage}|{record.origin}>{record.destination}"
    if isinstance(record, Reserve):
        return f"{record.mineral}|{record.kind}|{record.place}"
    if isinstance(record, Stake):
        return f"{record.holder}>{record.held}"
    return str(getattr(record, "id", None) or record.name)


def _hosts(records: Iterable[Record]) -> Iterator[Finding]:
    for record in records:
        if (
            isinstance(record, (Producer, Refiner))
            and record.host is not None
            and record.host_ratio is None
        ):
            yield Finding(
                "note",
                "host-without-ratio",
                f"{record.id} is a by-product of {record.host} without a host_ratio, so a loss of "
                "the host does not limit it. Give host_ratio=...",
                (record.id,),
            )


def _controls(
    records: Iterable[Record], minerals: Sequence[str], year: int | None
) -> Iterator[Finding]:
    for record in records:
        if (
            isinstance(record, Control)
            and year is not None
            and record.effective.year < year
            and (record.ends is None or record.ends.year >= year)
            and set(record.minerals) & set(minerals)
        ):
            yield Finding(
                "note",
                "control-in-the-data",
                f"{record.id} has been in force since {record.effective}, before the data's year "
                f"{year}: the figures hold its effect already, so it does nothing more unless "
                "again=True.",
                (record.id,),
            )
