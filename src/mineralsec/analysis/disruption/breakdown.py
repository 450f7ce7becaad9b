"""Who goes short: unmet use of one mineral, grouped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mineralsec.cards import table
from mineralsec.places import bloc_members, country_of, every_bloc
from mineralsec.quantities import Q, text

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.impact import Impact

__all__ = ["Breakdown", "unmet_by"]

#: Unmet use below this part of the mineral's use is rounding of the solver. [-]
ROUNDING = 1e-9


#: Rows a breakdown or a list of limits shows before it says how many more there are.
SHOWN = 12


class Breakdown(dict[str, Any]):
    """Unmet use by whom it falls on, largest first; a dictionary that prints as a table.

    Parameters
    ----------
    rows
        Label and quantity. [t/yr]
    word
        What the labels are.
    """

    def __init__(self, rows: dict[str, Any], word: str) -> None:
        super().__init__(rows)
        self.word = word

    def __repr__(self) -> str:
        if not self:
            return "nobody goes short"
        wide = max(len(label) for label in list(self)[:SHOWN])
        lines = [f"{label:<{wide}}  {text(q)}" for label, q in list(self.items())[:SHOWN]]
        return "\n".join(lines + more(len(self)))

    def _repr_html_(self) -> str:
        rows = [(label, text(q)) for label, q in list(self.items())[:SHOWN]]
        return table((self.word, "goes short of"), rows, "".join(more(len(self))))


def more(total: int) -> list[str]:
    """Return the line that says how many rows are not shown, if any."""
    return [f"… and {total - SHOWN} more"] if total > SHOWN else []


def unmet_by(impact: Impact, mineral: str, word: str) -> Breakdown:
    """Return unmet use that counts by consumer, place, site, stage, sector, id or bloc. [t/yr]"""
    graph, limits = impact.graph, impact.limits
    network, c = graph.network(mineral), graph.columns
    after = impact.headline_rung.after(mineral)
    wanted = network.received * limits.demand[network.users]
    extra = np.flatnonzero(network.vanishes > 0)
    market = np.concatenate([network.user_market, extra])
    unmet = np.concatenate(
        [wanted - after.received, network.vanishes[extra] - after.unrecorded[extra]]
    )
    counted = limits.counted[network.markets][market]
    floor = ROUNDING * max(float(np.sum(wanted) + np.sum(network.vanishes)), 1e-300)
    names = [c.users.id[i] for i in network.users] + [
        f"unrecorded use, {network.stages[network.stage_of[m]]}, {c.places[network.place_of[m]]}"
        for m in extra
    ]
    if word == "sector":
        from mineralsec.model import Consumer

        users = (r for r in graph.current_records if isinstance(r, Consumer))
        sectors = {user.id: user.sector for user in users}
        names = [sectors.get(name) or "no sector named" for name in names]
    sums: dict[str, float] = {}
    for name, m, short, counts in zip(names, market, unmet, counted, strict=True):
        if counts and short > floor:
            place = c.places[network.place_of[m]]
            for label in _labels(
                word, name, place, network.stages[network.stage_of[m]], graph.year
            ):
                sums[label] = sums.get(label, 0.0) + float(short)
    rows = {
        label: Q(value, "tonne/year")
        for label, value in sorted(sums.items(), key=lambda row: (-row[1], row[0]))
    }
    return Breakdown(rows, word)


def _labels(word: str, name: str, place: str, stage: str, year: int | None) -> tuple[str, ...]:
    if word in ("consumer", "id", "sector"):
        return (name,)
    if word == "place":
        return (country_of(place),)
    if word == "site":
        return (place,)
    if word == "stage":
        return (stage,)
    on = None if year is None else f"{year}-12-31"
    inside = tuple(b for b in every_bloc() if country_of(place) in bloc_members(b, on))
    return inside or ("no bloc",)
