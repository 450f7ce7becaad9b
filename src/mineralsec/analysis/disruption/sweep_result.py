"""What a sweep found: a row a shock and mineral."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from attrs import field, frozen

from mineralsec.arguments import is_word
from mineralsec.cards import table
from mineralsec.errors import GraphError, UnknownNameError, show, suggest
from mineralsec.io.arrow import ArrowStream
from mineralsec.model.names import mineral as any_name
from mineralsec.quantities import percent

__all__ = ["Sweep", "SweepRow"]


@frozen
class SweepRow:
    """One shock's effect on one mineral.

    Parameters
    ----------
    shock
        What was lost.
    mineral
        Name.
    use, unmet
        Use that counts, and how much of it is unmet. [t/yr]
    total_unmet
        Unmet use of everybody, those who left included. [t/yr]
    unmet_by_place
        With ``detail=True`` unmet use that counts by place. [t/yr]
    """

    shock: Any
    mineral: str
    use: float
    unmet: float
    total_unmet: float
    unmet_by_place: dict[str, float] | None = None

    @property
    def share(self) -> float:
        """Unmet use relative to the use that counts; NaN where there is none. [-]"""
        return self.unmet / self.use if self.use > 0 else float("nan")

    @property
    def label(self) -> str:
        """Place or name of the shock."""
        place = getattr(self.shock, "place", repr(self.shock))
        return ", ".join(place) if isinstance(place, tuple) else str(place)


@frozen(eq=False)
class Sweep(ArrowStream):
    """Effects of many shocks, in the order they were given.

    Parameters
    ----------
    rows
        One a shock and mineral; minerals a shock does not touch are left out.
    response
        How the rest reacts.
    asked
        How many shocks there were.
    done
        How many were solved before somebody interrupted.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> swept = ms.sweep(graph, ms.every_country(graph), detail=False)
    >>> swept.of("gallium")[0].label
    'CHN'
    """

    rows: tuple[SweepRow, ...]
    response: Any = field(default=None)
    asked: int = 0
    done: int = 0

    @property
    def complete(self) -> bool:
        """Whether every shock was solved."""
        return self.done == self.asked

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[SweepRow]:
        return iter(self.rows)

    def of(self, mineral: str) -> tuple[SweepRow, ...]:
        """Return the rows of one mineral, worst first.

        Raises
        ------
        UnknownNameError
            If no shock touches such a mineral.
        """
        known = tuple(dict.fromkeys(r.mineral for r in self.rows))
        name = mineral if is_word(mineral, known) else any_name(mineral)
        own = [r for r in self.rows if r.mineral == name]
        if not own:
            raise UnknownNameError(
                f"no shock of this sweep touches {show(mineral)}.{suggest(name, known)} "
                f"Minerals here: {', '.join(known)}."
            )
        return tuple(sorted(own, key=_worst_first))

    def to_dict(self) -> list[dict[str, Any]]:
        """Return plain rows."""
        return [
            {
                "shock": r.label,
                "mineral": r.mineral,
                "shortfall_share": r.share,
                "shortfall_t_per_yr": r.unmet,
                "use_counted_t_per_yr": r.use,
                "total_unmet_t_per_yr": r.total_unmet,
            }
            for r in self.rows
        ]

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row a shock and mineral as a data frame of pandas, polars or pyarrow."""
        from mineralsec.io.frames import frame

        return frame(self.to_dict(), backend)

    def plot(self, largest: int = 12, ax: Any = None) -> Any:
        """Draw the share that goes short, mineral by shock, as a matrix; return the Axes.

        Parameters
        ----------
        largest
            How many shocks are shown: those that leave most short of any mineral.
        ax
            Axes to draw in; None makes new ones.

        Raises
        ------
        GraphError
            If no shock touches anything, or `largest` is below 1.
        """
        from mineralsec.plotting.heat_matrix import heat_matrix

        if not self.rows:
            raise GraphError(
                "no shock of this sweep touches anything, so there is nothing to draw."
            )
        if largest < 1:
            raise GraphError(f"largest must be 1 or more, got {largest}. Leave it out for 12.")
        share = {(r.mineral, r.label): r.share for r in self.rows}
        worst: dict[str, float] = {}
        for row in self.rows:
            worst[row.label] = max(worst.get(row.label, 0.0), float(np.nan_to_num(row.share)))
        labels = sorted(worst, key=lambda label: (-worst[label], label))[:largest]
        minerals = sorted(
            dict.fromkeys(r.mineral for r in self.rows),
            key=lambda m: (-max(np.nan_to_num(share.get((m, label), 0.0)) for label in labels), m),
        )
        return heat_matrix(
            minerals,
            labels,
            [[share.get((m, label), 0.0) for label in labels] for m in minerals],
            axis="share of the use that counts that goes short",
            title="What goes short when one of them stops",
            note=f"{self.response!r}. A dot: nobody else uses any.",
            ax=ax,
        )

    def __repr__(self) -> str:
        if not self.rows:
            return "Sweep(nothing is touched)"
        worst = min(self.rows, key=_worst_first)
        part = "" if self.complete else f", {self.done} of {self.asked} shocks"
        return (
            f"Sweep({len(self.rows)} rows{part}, {self.response!r}; worst: {worst.label}, "
            f"{worst.mineral}, {_said(worst.share)})"
        )

    def _repr_html_(self) -> str:
        rows = sorted(self.rows, key=_worst_first)[:20]
        return table(
            ("shock", "mineral", "share of use that counts", "t/yr"),
            [(r.label, r.mineral, _said(r.share), f"{r.unmet:,.0f}") for r in rows],
            caption=f"{len(self.rows)} rows, worst 20; {self.response!r}",
        )


def _said(share: float) -> str:
    return "nobody uses any" if np.isnan(share) else percent(share)


def _worst_first(row: SweepRow) -> tuple[float, str]:
    return -float(np.nan_to_num(row.share)), row.label
