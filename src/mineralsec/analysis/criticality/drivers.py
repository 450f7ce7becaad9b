"""What a method counts, so that two methods that differ can say why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from mineralsec.analysis.criticality.scores import Scores
from mineralsec.quantities import percent

__all__ = ["Drivers", "drivers_of"]

#: Inputs that push or pull a score: the thing counted, its name, whether more of it is riskier,
#: and whether it is a share. Two methods that count the same thing share its first word.
_KNOWN: Mapping[str, tuple[str, str, bool, bool]] = {
    "concentration": ("concentration", "world concentration", True, False),
    "world": ("governance", "the governance of producers", True, False),
    "sourcing": ("origins", "who supplies this importer", True, False),
    "import_risk": ("origins", "the stability of this importer's origins", True, True),
    "import_reliance": ("reliance", "import reliance", True, True),
    "recycling": ("recycling", "recycling", False, True),
    "substitution": ("substitution", "substitution", True, False),
    "stability": ("governance", "the stability of producers", True, False),
    "depletion": ("reserves", "reserves in the ground", True, False),
}

#: What a score itself counts, by measure, where it has no inputs that say so.
_MEASURES: Mapping[str, tuple[str, str, bool, bool]] = {
    "hhi": ("concentration", "world concentration", True, False),
    "net_import_reliance": ("reliance", "import reliance", True, True),
    "largest_outside_share": ("origins", "the largest origin of this importer", True, True),
    "n_minus_1_cover": ("largest", "what is left without the largest producer", False, True),
    "reserve_life": ("reserves", "reserves in the ground, in years", False, False),
}


@frozen(eq=False)
class Drivers:
    """What one method counts of each mineral.

    Parameters
    ----------
    table
        By thing counted: place between 0 (safest) and 1 (riskiest) and words, by mineral.
    inside
        Things counted only inside another one: an index weighted by governance counts both.
    """

    table: Mapping[str, Mapping[str, tuple[float, str]]]
    inside: frozenset[str] = frozenset()

    @property
    def keys(self) -> frozenset[str]:
        """Things counted, by themselves or inside another one."""
        return frozenset(self.table) | self.inside

    def of(self, mineral: str) -> Iterator[tuple[str, float, str]]:
        """Yield thing, place and words of one mineral."""
        for key, found in self.table.items():
            if mineral in found:
                yield key, *found[mineral]


def drivers_of(name: str, scores: Scores) -> Drivers:
    """Return what a method counts, read from the inputs of its scores.

    Parameters
    ----------
    name
        Name of the method, for a score that has no inputs we know.
    scores
        Its result.
    """
    chosen = scores.by_mineral
    table: dict[str, dict[str, tuple[float, str]]] = {}
    every = {key for row in chosen.values() for key in row.inputs}
    for column, about in _KNOWN.items():
        if column in every:
            values = {mineral: row.inputs.get(column) for mineral, row in chosen.items()}
            _add(table, about, values)
    own = _MEASURES.get(scores.measure)
    if own is None and not table:
        own = (name, f"what {name} measures", scores.high_is_risky, scores.unit == "share")
    if own is not None and own[0] not in table:
        _add(table, own, {mineral: row.value for mineral, row in chosen.items()})
    inside = {"concentration"} if "world" in every or "disruption_potential" in every else set()
    return Drivers(table, frozenset(inside))


def _add(
    table: dict[str, dict[str, tuple[float, str]]],
    about: tuple[str, str, bool, bool],
    values: Mapping[str, Any],
) -> None:
    key, words, risky, share = about
    known = {m: float(v) for m, v in values.items() if v is not None and v == v}
    for mineral, value in known.items():
        below = sum(other < value for other in known.values())
        same = sum(other == value for other in known.values())
        place = (below + (same - 1) / 2) / max(1, len(known) - 1)
        size = percent(value) if share and value >= 0 else f"{value:.2g}"
        found = table.setdefault(key, {})
        found.setdefault(mineral, (place if risky else 1.0 - place, f"{words} ({size})"))
