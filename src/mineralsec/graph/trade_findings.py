"""Findings about trade that a dataset or reconciling has mended: what stood there before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from mineralsec.graph.columns import POINT, Columns
from mineralsec.graph.finding import Finding, severity
from mineralsec.graph.gaps import FILE_ROUNDING, together, tonnes
from mineralsec.graph.network import Network
from mineralsec.model import Flow, Mineral, Record
from mineralsec.quantities import bounds
from mineralsec.units import MASS_FLOW

__all__ = ["negative_use", "screened"]


def screened(records: Iterable[Record]) -> Iterator[Finding]:
    """Yield a finding for each mineral and stage with flows whose published figure was replaced.

    Parameters
    ----------
    records
        Those that answer, minerals among them.
    """
    contents: dict[tuple[str, str | None], float] = {}
    lanes: dict[tuple[str, str], list[tuple[float, float, str]]] = {}
    moved: dict[tuple[str, str], float] = {}
    for record in records:
        if isinstance(record, Mineral):
            contents |= {(record.name, form.name): form.content for form in record.forms}
        if not isinstance(record, Flow):
            continue
        where = (record.mineral, str(record.stage))
        content = contents.get((record.mineral, record.form), 1.0)
        used = content * bounds(record.quantity, MASS_FLOW)[1]
        moved[where] = moved.get(where, 0.0) + (0.0 if np.isnan(used) else used)
        if record.published is not None:
            before = content * bounds(record.published, MASS_FLOW)[1]
            name = f"{'|'.join(where)}|{record.origin}>{record.destination}"
            lanes.setdefault(where, []).append((before, used, name))
    for where, found in lanes.items():
        # the lane that changed most comes first
        found.sort(key=lambda lane: (-abs(lane[0] - lane[1]), lane[2]))
        before, used = sum(was for was, _, _ in found), sum(now for _, now, _ in found)
        most = found[0]
        share = sum(abs(was - now) for was, now, _ in found) / moved[where]
        yield Finding(
            "warning" if severity(share) != "note" else "note",
            "screened",
            f"{', '.join(where)}: {len(found)} flow{'s' if len(found) > 1 else ''} with another "
            f"quantity than published, because the unit value cannot be: {tonnes(before)} "
            f"published, {tonnes(used)} used (most of it: {most[2].rpartition('|')[2]}, "
            f"{tonnes(most[0])} published, {tonnes(most[1])} used).",
            tuple(dict.fromkeys(name for _, _, name in found)),
            share,
        )


def negative_use(columns: Columns, network: Network, names: Sequence[str]) -> Iterator[Finding]:
    """Yield a finding for every place that ships more of the last stage than it can have.

    Without reconciled figures such a gap stands among those of
    :func:`mineralsec.graph.gaps.gaps`.

    Parameters
    ----------
    columns
        The graph's columns.
    network
        The mineral's network of reconciled figures.
    names
        Ids of all markets, in row order.
    """
    if not network.reconciled:
        return
    yield from together(_shipped_too_much(columns, network, names))


def _shipped_too_much(
    columns: Columns, network: Network, names: Sequence[str]
) -> Iterator[Finding]:
    before = Network.of(columns, network.mineral, reported=True)
    n = len(before)
    fed = before.stage_of[before.maker_intake[before.maker_intake >= 0]]
    made = np.bincount(before.stage_of[before.maker_market], before.output, len(before.stages))
    least = FILE_ROUNDING * before.supply
    # a withheld output is no proof of a negative use
    withheld = np.zeros(n, np.bool_)
    unknown = np.isnan(columns.makers.output[POINT, before.makers])
    withheld[before.maker_market[unknown]] = True
    last = ~np.isin(before.stage_of, fed) & ~withheld
    for i in np.flatnonzero((before.appears > least) & last).tolist():
        gap = float(before.appears[i])
        total = float(made[before.stage_of[i]])
        share = gap / total if total > 0 else 0.0
        yield Finding(
            "warning" if severity(share) != "note" else "note",
            "negative-use",
            f"{names[before.markets[i]]}: {tonnes(gap)} more leave than are made there and arrive, "
            "as reported, so apparent use is negative; the reconciled figures close the gap.",
            (names[before.markets[i]],),
            share,
        )
