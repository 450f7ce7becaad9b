"""What a set of shocks does: the ladder, who is hit, what holds supply back, how sure it is."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args

from mineralsec.analysis.disruption.after_graph import after_graph
from mineralsec.analysis.disruption.binding import KINDS, Bindings, binding
from mineralsec.analysis.disruption.breakdown import Breakdown, unmet_by
from mineralsec.analysis.disruption.clearing import Clearing
from mineralsec.analysis.disruption.comparison import Comparison
from mineralsec.analysis.disruption.explain import (
    closing,
    doubts,
    every_line,
    one_line,
    provenance,
    sentences,
    where_it_ends,
)
from mineralsec.analysis.disruption.ladder import LadderRow
from mineralsec.analysis.disruption.outcome import Totals
from mineralsec.analysis.disruption.reroute import Reroute
from mineralsec.analysis.disruption.residual import unplaced_minerals, with_producers
from mineralsec.analysis.disruption.rung import Rung
from mineralsec.arguments import is_word
from mineralsec.cards import card
from mineralsec.errors import GraphError, UnknownNameError, show, suggest
from mineralsec.graph.grade import GRADES, grade
from mineralsec.io.arrow import ArrowStream
from mineralsec.quantities import Q, Quantity, percent

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.cleared import Cleared
    from mineralsec.analysis.disruption.limits import Limits
    from mineralsec.graph.supply_graph import SupplyGraph
    from mineralsec.provenance import Citation

__all__ = ["By", "Impact"]

By = Literal["consumer", "place", "site", "stage", "mineral", "sector", "id", "bloc"]

T = TypeVar("T")

#: Notes that a card shows.
NOTES = 8


class Impact(ArrowStream):
    """The effect of a set of shocks on everybody who uses the minerals.

    Read from :func:`~mineralsec.remove_country` or :func:`~mineralsec.simulate`. A figure is
    solved when it is first read. For one mineral a figure is a number or quantity, for several
    it is a mapping from mineral to figure: tonnes of different minerals are never added.

    Parameters
    ----------
    graph
        The undisturbed graph.
    shocks
        What is lost.
    limits
        What the shocks leave.
    minerals
        Minerals that were asked about.
    scalar
        Whether the question was about one mineral.
    rungs
        Responses to solve, least adaptive first.
    again
        Asks the same question of another graph.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> impact = ms.remove_country(graph, "CHN")
    >>> impact.denominator, impact.grade
    ('use outside China', 'B')
    >>> impact.shortfall > ms.Q(100, "tonne")
    True
    """

    def __init__(
        self,
        graph: SupplyGraph,
        shocks: tuple[Any, ...],
        limits: Limits,
        minerals: tuple[str, ...],
        scalar: bool,
        rungs: tuple[Rung, ...],
        again: Callable[[SupplyGraph], Impact] | None = None,
    ) -> None:
        self.graph, self.shocks, self.limits = graph, shocks, limits
        self.minerals, self._scalar, self._rungs = minerals, scalar, rungs
        self._again = again
        self.headline_rung = rungs[len(rungs) // 2]

    # figures ---------------------------------------------------------------------------------

    def _each(self, figure: Callable[[str], T]) -> T | dict[str, T]:
        if self._scalar:
            return figure(self.minerals[0])
        return {m: figure(m) for m in self.minerals}

    def totals(self, mineral: str | None = None, rung: int | None = None) -> Totals:
        """Return unmet use of one mineral by whose it is, at a rung (None: the headline). [t/yr]"""
        name = self._one(mineral)
        chosen = self.headline_rung if rung is None else self._rungs[rung]
        return chosen.totals(name)

    def _one(self, mineral: str | None) -> str:
        if mineral is None:
            if self._scalar:
                return self.minerals[0]
            raise UnknownNameError(
                f"this impact is about several minerals; name one: {', '.join(self.minerals)}."
            )
        name = self.graph.mineral_name(mineral)
        if name not in self.minerals:
            raise UnknownNameError(
                f"this impact is not about {name}. Minerals here: {', '.join(self.minerals)}."
            )
        return name

    @property
    def shortfall(self) -> Quantity | Mapping[str, Quantity]:
        """Unmet use that counts, over the window. [t]"""
        years = self.limits.years
        return self._each(lambda m: Q(self.totals(m).counted[1] * years, "tonne"))

    @property
    def shortfall_rate(self) -> Quantity | Mapping[str, Quantity]:
        """Unmet use that counts, per year. [t/yr]"""
        return self._each(lambda m: Q(self.totals(m).counted[1], "tonne/year"))

    @property
    def shortfall_share(self) -> float | Mapping[str, float]:
        """Unmet use relative to the use that counts; `denominator` says whose. [-]"""
        return self._each(lambda m: _share(*self.totals(m).counted))

    @property
    def shortfall_share_of_world(self) -> float | Mapping[str, float]:
        """Unmet use that counts relative to everybody's use. [-]"""
        return self._each(lambda m: _share(self.totals(m).use, self.totals(m).counted[1]))

    @property
    def own_use(self) -> Quantity | Mapping[str, Quantity]:
        """Use of the removed places, which leaves or is served first. [t/yr]"""
        return self._each(lambda m: Q(self.totals(m).own[0], "tonne/year"))

    @property
    def total_unmet(self) -> Quantity | Mapping[str, Quantity]:
        """Unmet use of all consumers, the removed ones' included; the laws hold for it. [t/yr]"""
        return self._each(lambda m: Q(self.totals(m).unmet, "tonne/year"))

    @property
    def span(self) -> tuple[float, float] | Mapping[str, tuple[float, float]]:
        """Share at the first and at the last rung. [-]"""
        first, last = self._rungs[0], self._rungs[-1]
        return self._each(
            lambda m: (_share(*first.totals(m).counted), _share(*last.totals(m).counted))
        )

    @property
    def ladder(self) -> tuple[LadderRow, ...]:
        """Every rung of every mineral with its horizon."""
        return tuple(
            LadderRow(m, r.name, r.horizon, r.totals(m).counted[1], _share(*r.totals(m).counted))
            for m in self.minerals
            for r in self._rungs
        )

    @cached_property
    def residual(self) -> dict[str, tuple[float, float]]:
        """Share of minerals with use that no source places. [-]

        First as if that use lay outside all producers, which the headline takes, then as if it
        lay with the producers it buys from.
        """
        unplaced = unplaced_minerals(self.graph.columns) & set(self.minerals)
        if not unplaced or self._again is None:
            return {}
        other = self._again(with_producers(self.graph))
        return {
            m: (_share(*self.totals(m).counted), _share(*other.totals(m).counted))
            for m in self.minerals
            if m in unplaced
        }

    @property
    def grade(self) -> str | Mapping[str, str]:
        """How firm the data are: A observed, B modelled trade, C modelled production."""
        return self._each(lambda m: grade(self.graph, m))

    @property
    def basis(self) -> str | Mapping[str, str]:
        """Which figures flow: ``"reconciled"`` ones that balance, or ``"reported"`` ones."""
        return self._each(lambda m: self.graph.network(m).basis)

    # words -----------------------------------------------------------------------------------

    @property
    def scope(self) -> str:
        """What was lost, when, in words."""
        what = "; ".join(self.limits.scope) or "nothing is lost"
        return f"{what} (from {self.limits.start} to before {self.limits.end})"

    @property
    def denominator(self) -> str:
        """Whose use the share is relative to, in words."""
        words = self.limits.whose
        return f"use {' and '.join(words)}" if words else "all use"

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know: where the graph ends, and the assumptions of every rung.

        Each assumption names the argument that changes it.
        """
        found = [line for m in self.minerals for line in where_it_ends(self, m)]
        found += self.limits.notes
        for m in self.minerals:
            for rung in self._rungs:
                found += [n for n in rung.notes(m) if n not in found]
            found += closing(self.graph, m)
            found += [f"{m}: {line}" for line in doubts(self, m)]
            found.append(f"{m}: basis of figures: {self.graph.network(m).basis}.")
        return tuple(found)

    def headline(self, mineral: str | None = None) -> str:
        """Return the share with both ends in words: "26 % (0 to 50 %) of use outside China"."""
        name = self._one(mineral)
        share = _share(*self.totals(name).counted)
        if math.isnan(share):
            return f"no {name} is used there: {self.denominator} is nothing"
        ends = sorted(_share(*r.totals(name).counted) for r in (self._rungs[0], self._rungs[-1]))
        span = "" if len(self._rungs) == 1 else f" ({percent(ends[0])[:-2]} to {percent(ends[1])})"
        return f"{percent(share)}{span} of {self.denominator}"

    def explain(self, mineral: str | None = None) -> str:
        """Return five to ten plain sentences, each built from a number in this result."""
        wanted = self.minerals if mineral is None else (self._one(mineral),)
        return "\n".join(line for m in wanted for line in sentences(self, m))

    def clearing(
        self, elasticities: Any = None, *, spare: Any = "nameplate"
    ) -> Cleared | dict[str, Cleared]:
        """Return the price that clears each market, and the use given up at it.

        Parameters
        ----------
        elasticities, spare
            As :class:`~mineralsec.Clearing` takes them. None takes those of the response, if
            that is a Clearing; there is no default.
        """
        response = self.headline_rung.response
        if elasticities is not None or not isinstance(response, Clearing):
            response = Clearing(elasticities, spare=spare)
        found = response.cleared(self.graph, self.limits)
        if untouched := [m for m in self.minerals if m not in found]:
            raise GraphError(
                f"nothing here touches {', '.join(untouched)}: its market stays as it is."
            )
        return self._each(lambda m: found[m])

    def compare(self, other: Impact) -> Comparison:
        """Return what is different in another impact: shares, tonnes, and who they fall on."""
        return Comparison.of(self, other)

    # rows ------------------------------------------------------------------------------------

    def by(self, word: By = "consumer") -> dict[str, Any]:
        """Return unmet use by consumer, place, site, stage, mineral, sector, id or bloc. [t/yr]

        Largest first; it prints as a table.

        Use without a record appears as ``unrecorded use, stage, place``; by sector it is ``no
        sector named``. Blocs overlap. For several minerals the answer is a mapping from mineral to
        such a mapping, except by mineral.

        Raises
        ------
        UnknownNameError
            If the word is another; the right ones are listed.
        """
        if not is_word(word, get_args(By)):
            raise UnknownNameError(
                f"by must be one of {', '.join(get_args(By))}, got {show(word)}."
                f"{suggest(str(word), get_args(By))}"
            )
        if word == "mineral":
            rows = {m: Q(self.totals(m).counted[1], "tonne/year") for m in self.minerals}
            return Breakdown(rows, word)
        return self._each(lambda m: unmet_by(self, m, word))

    @cached_property
    def binding(self) -> Bindings | dict[str, Bindings]:
        """Limits that hold supply back at the headline rung, dearest first."""
        return self._each(self._binding)

    def _binding(self, mineral: str, kinds: tuple[str, ...] = KINDS) -> Bindings:
        rung = self.headline_rung
        if type(rung.response) is not Reroute or mineral not in rung.touched:
            return Bindings()
        return binding(rung.question(mineral), kinds)

    def binding_stage(self, mineral: str | None = None) -> str:
        """Return the stage whose limits are worth most, or an empty text if none holds back."""
        name = self._one(mineral)
        # capacities say it if any of them holds back; the many lanes are tried only if none does
        rows = self._binding(name, ("capacity",)) or self._binding(name)
        worth = {row.stage: row.value for row in reversed(rows)}
        return max(worth, key=lambda s: worth[s]) if worth else ""

    @property
    def before(self) -> SupplyGraph:
        """The undisturbed graph."""
        return self.graph

    @cached_property
    def after(self) -> SupplyGraph:
        """The graph at the headline rung; what did not change is shared with `before`."""
        return after_graph(self.graph, self.headline_rung)

    @cached_property
    def sources(self) -> tuple[Citation, ...]:
        """Sources of the records of the minerals asked about."""
        return tuple(
            dict.fromkeys(
                r.source
                for r in self.graph.current_records
                if getattr(r, "mineral", None) in self.minerals and r.source is not None
            )
        )

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain dictionary a mineral: figures in t/yr and shares."""
        return [
            {
                "mineral": m,
                "shortfall_share": _share(*self.totals(m).counted),
                "share_first_rung": _share(*self._rungs[0].totals(m).counted),
                "share_last_rung": _share(*self._rungs[-1].totals(m).counted),
                "shortfall_t_per_yr": self.totals(m).counted[1],
                "use_counted_t_per_yr": self.totals(m).counted[0],
                "own_use_t_per_yr": self.totals(m).own[0],
                "world_use_t_per_yr": self.totals(m).use,
                "share_unplaced_use_with_producers": self.residual.get(m, (math.nan,) * 2)[1],
                "grade": grade(self.graph, m),
            }
            for m in self.minerals
        ]

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row a mineral as a data frame of pandas, polars or pyarrow."""
        from mineralsec.io.frames import frame

        return frame(self.rows(), backend)

    def plot(self, ax: Any = None) -> Any:
        """Draw the ladder of each mineral; return the Axes."""
        from mineralsec.plotting.ladder import ladder

        return ladder(
            [f"{m} ({grade(self.graph, m)})" for m in self.minerals],
            [[_share(*r.totals(m).counted) for r in self._rungs] for m in self.minerals],
            [r.horizon or r.name for r in self._rungs],
            denominator=self.denominator,
            title=self.limits.scope[0] if self.limits.scope else "",
            note=provenance(self),
            ax=ax,
        )

    def __repr__(self) -> str:
        """Return one line; ``print`` shows one a mineral."""
        return one_line(self)

    def __str__(self) -> str:
        return "\n".join(every_line(self))

    def _repr_html_(self) -> str:
        rows = [("scope", self.scope)]
        rows += [
            (m, f"{self.headline(m)}; grade {grade(self.graph, m)}, {GRADES[grade(self.graph, m)]}")
            for m in self.minerals
        ]
        shown, left = self.notes[:NOTES], len(self.notes) - NOTES
        return card(
            "Impact", rows, notes=(*shown, f"… and {left} more in .notes") if left > 0 else shown
        )


def _share(use: float, unmet: float) -> float:
    """Return unmet relative to use; NaN where nothing is used."""
    return unmet / use if use > 0 else math.nan
