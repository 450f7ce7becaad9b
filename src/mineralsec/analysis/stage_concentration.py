"""How concentrated one stage of one supply is."""

from __future__ import annotations

import math
from typing import Any

from attrs import frozen

from mineralsec.analysis.amounts import Coverage, percent
from mineralsec.analysis.bands import Scheme, Verdict, verdict
from mineralsec.analysis.indices import hhi, normalised_hhi
from mineralsec.analysis.shares import Shares
from mineralsec.errors import GraphError

__all__ = ["StageConcentration"]

#: Measures that competition law quotes in points.
IN_POINTS = (hhi.__name__, normalised_hhi.__name__)


@frozen(eq=False, repr=False)
class StageConcentration:
    """How concentrated one stage of one supply is, and who holds it.

    Parameters
    ----------
    shares
        What the value was computed from.
    metric
        Name of the measure.
    value
        Point value.
    low, high
        Least and largest value the figures allow; NaN where no exact bounds are known for the
        measure.
    """

    shares: Shares
    metric: str
    value: float
    low: float
    high: float

    @property
    def mineral(self) -> str:
        """Name of the mineral."""
        return self.shares.mineral

    @property
    def stage(self) -> str | None:
        """Stage of the chain; None for reserves."""
        return self.shares.stage

    @property
    def year(self) -> int | None:
        """Year of the figures."""
        return self.shares.year

    @property
    def top(self) -> str | None:
        """Largest holder that has a name."""
        return self.shares.top(1)[0][0] if self.shares.top(1) else None

    @property
    def top_share(self) -> float:
        """Share of the largest holder that has a name; NaN if nobody has."""
        return self.shares.top(1)[0][1] if self.shares.top(1) else math.nan

    @property
    def coverage(self) -> Coverage:
        """What part of the total the point value saw."""
        return self.shares.coverage

    @property
    def points(self) -> float:
        """Value on the scale of 0 to 10,000.

        Raises
        ------
        GraphError
            If the measure is not a Herfindahl-Hirschman index.
        """
        _needs_hhi(self.metric, IN_POINTS, "points")
        return self.value * 1e4

    def verdict(self, scheme: str | Scheme) -> Verdict:
        """Return the band of the value, and whether it survives what is not known.

        Parameters
        ----------
        scheme
            ``"2010"``, ``"2023"`` or a scheme of your own; see
            ``mineralsec.analysis.bands.band``.

        Raises
        ------
        GraphError
            If the measure is not the Herfindahl-Hirschman index.
        UnknownNameError
            If there is no scheme of that name.
        """
        _needs_hhi(self.metric, IN_POINTS[:1], "a verdict")
        return verdict(self.value, (self.low, self.high), scheme)

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain values; what is not known, or has no end, is None."""
        seen = self.coverage
        return {
            "mineral": self.mineral,
            "stage": self.stage,
            "year": self.year,
            "value": _known(self.value),
            "low": _known(self.low),
            "high": _known(self.high),
            "top": self.top,
            "top_share": _known(self.top_share),
            "holders": len(self.shares),
            "residual_share": self.shares.residual_share,
            "coverage": seen.least,
            "withheld": list(seen.withheld),
            "left_out": list(seen.left_out),
            "quality": self.shares.quality,
        }

    def cells(self) -> tuple[str, str, str, str, str, str]:
        """Return what is printed: mineral, stage, value, bounds, largest holder, what was seen."""
        span = "bounds unknown" if math.isnan(self.low) else f"{self.low:.3f} to {self.high:.3f}"
        top = "no name" if self.top is None else f"{self.top} {percent(self.top_share)}"
        seen = [] if self.coverage.complete else [f"seen {self.coverage}"]
        if self.shares.residual_share > 0 and not self.shares.residual_share < self.top_share:
            # the point then says more of how the residual is counted than of anybody named
            seen.insert(0, f"not placed {percent(self.shares.residual_share)}")
        if self.shares.quality in ("modelled", "projected"):
            seen.append(f"some figures {self.shares.quality}")
        return (
            self.mineral,
            self.stage or "in the ground",
            f"{self.value:.3f}",
            span,
            top,
            "; ".join(seen),
        )

    def __repr__(self) -> str:
        mineral, stage, value, span, top, seen = self.cells()
        more = f"; {seen}" if seen else ""
        return f"{self.metric} of {mineral} {stage}: {value} ({span}), {top}{more}"


def _needs_hhi(metric: str, known: tuple[str, ...], what: str) -> None:
    if metric not in known:
        raise GraphError(
            f"{what} belong to the Herfindahl-Hirschman index, and these are values of {metric}. "
            "Ask for concentration with metric=ms.hhi."
        )


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None
