"""Two impacts side by side."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from attrs import fields, frozen, has

from mineralsec.analysis.disruption.breakdown import unmet_by
from mineralsec.cards import table
from mineralsec.errors import GraphError, show
from mineralsec.io.arrow import ArrowStream
from mineralsec.quantities import percent

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.impact import Impact

__all__ = ["Compared", "Comparison"]


@frozen
class Compared:
    """One mineral in two impacts.

    Parameters
    ----------
    mineral
        Name.
    share, other_share
        Unmet use relative to the use that counts, at the headline. [-]
    rate, other_rate
        Unmet use that counts. [t/yr]
    denominator, other_denominator
        Whose use, in words.
    places
        Unmet use by place: one, the other, where they differ. [t/yr]
    """

    mineral: str
    share: float
    other_share: float
    rate: float
    other_rate: float
    denominator: str
    other_denominator: str
    places: dict[str, tuple[float, float]]

    @property
    def difference(self) -> float:
        """Unmet use of the other impact above that of the first. [t/yr]"""
        return self.other_rate - self.rate

    @property
    def alike(self) -> bool:
        """Whether both shares are of the same use."""
        return self.denominator == self.other_denominator


@frozen(eq=False)
class Comparison(ArrowStream):
    """What changes from one impact to another, mineral by mineral.

    Parameters
    ----------
    scope, other_scope
        What was lost in each, in words.
    rows
        One a mineral that both are about.
    only
        Minerals that only one of them is about.
    response, other_response
        How the rest reacts in each, as far as that differs; empty where it does not.
    """

    scope: str
    other_scope: str
    rows: tuple[Compared, ...]
    only: tuple[str, ...]
    response: str = ""
    other_response: str = ""

    @classmethod
    def of(cls, one: Impact, other: Any) -> Comparison:
        """Return the comparison of two impacts.

        Raises
        ------
        GraphError
            If the other is no Impact, or they share no mineral.
        """
        if type(other) is not type(one):
            raise GraphError(f"an Impact is compared with another Impact, got {show(other)}.")
        both = [m for m in one.minerals if m in other.minerals]
        if not both:
            raise GraphError(
                f"the two impacts share no mineral: {', '.join(one.minerals)} here, "
                f"{', '.join(other.minerals)} there."
            )
        only = tuple(m for m in (*one.minerals, *other.minerals) if m not in both)
        rows = tuple(_row(m, one, other) for m in both)
        return cls(one.scope, other.scope, rows, only, *_responses(one, other))

    @property
    def sides(self) -> tuple[str, str]:
        """What each of the two is, in words that differ."""
        one, other = (
            f"{scope}; {response}" if response else scope
            for scope, response in (
                (self.scope, self.response),
                (self.other_scope, self.other_response),
            )
        )
        if one == other and any(r.rate != r.other_rate for r in self.rows):
            other = "the same question, asked of a graph with other figures"
        return one, other

    def __repr__(self) -> str:
        one, other = self.sides
        lines = [f"Comparison(\n  one: {one}\n  other: {other}"]
        for r in self.rows:
            words = f"{_said(r.share)} of {r.denominator}, then {_said(r.other_share)}"
            words += "" if r.alike else f" of {r.other_denominator}"
            lines.append(f"  {r.mineral}: {words} ({r.difference:+,.0f} t/yr)")
        return "\n".join(lines) + "\n)"

    def _repr_html_(self) -> str:
        return table(
            ("mineral", "one", "of", "other", "of", "difference [t/yr]"),
            [
                (
                    r.mineral, _said(r.share), r.denominator, _said(r.other_share),
                    r.other_denominator, f"{r.difference:+,.0f}",
                )
                for r in self.rows
            ],
            caption="one: {}. Other: {}.".format(*self.sides),
        )  # fmt: skip

    def to_dict(self) -> list[dict[str, Any]]:
        """Return one plain row a mineral."""
        return [
            {
                "mineral": r.mineral,
                "shortfall_share": r.share,
                "other_shortfall_share": r.other_share,
                "shortfall_t_per_yr": r.rate,
                "other_shortfall_t_per_yr": r.other_rate,
                "difference_t_per_yr": r.difference,
                "denominator": r.denominator,
                "other_denominator": r.other_denominator,
            }
            for r in self.rows
        ]

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row a mineral as a data frame of pandas, polars or pyarrow."""
        from mineralsec.io.frames import frame

        return frame(self.to_dict(), backend)


def _responses(one: Impact, other: Impact) -> tuple[str, str]:
    """Return how the rest reacts at the two headlines, as far as that differs."""
    rungs = one.headline_rung, other.headline_rung
    first, second = (rung.response for rung in rungs)
    if rungs[0].name == rungs[1].name:
        return "", ""
    if type(first) is not type(second) or not has(type(first)):
        return rungs[0].name, rungs[1].name
    differ = [
        a.name
        for a in fields(type(first))
        if repr(getattr(first, a.name)) != repr(getattr(second, a.name))
    ]
    said = [
        f"{type(r).__name__}({', '.join(f'{n}={show(getattr(r, n))}' for n in differ)})"
        for r in (first, second)
    ]
    return said[0], said[1]


def _said(share: float) -> str:
    return "nothing is used" if math.isnan(share) else percent(share)


def _row(mineral: str, one: Impact, other: Impact) -> Compared:
    (use, unmet), (other_use, other_unmet) = (i.totals(mineral).counted for i in (one, other))
    first, second = (_places(i, mineral) for i in (one, other))
    places = {
        p: (first.get(p, 0.0), second.get(p, 0.0))
        for p in dict.fromkeys((*first, *second))
        if not math.isclose(first.get(p, 0.0), second.get(p, 0.0), rel_tol=1e-6, abs_tol=1e-9)
    }
    return Compared(
        mineral,
        unmet / use if use > 0 else math.nan,
        other_unmet / other_use if other_use > 0 else math.nan,
        unmet,
        other_unmet,
        one.denominator,
        other.denominator,
        dict(sorted(places.items(), key=lambda row: -abs(row[1][1] - row[1][0]))),
    )


def _places(impact: Impact, mineral: str) -> dict[str, float]:
    return {
        place: float(q.m_as("tonne/year"))
        for place, q in unmet_by(impact, mineral, "place").items()
    }
