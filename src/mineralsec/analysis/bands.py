"""Bands of the Herfindahl-Hirschman index: cut-offs with a name and a source.

The cut-offs are conventions of competition law. They say how a merger of two firms is looked at,
not how safe a supply is, so a band never goes without the name of its scheme.
"""

from __future__ import annotations

import math
from typing import Literal

from attrs import frozen

from mineralsec.errors import GraphError, UnknownNameError, show, suggest

__all__ = ["SCHEMES", "Band", "Scheme", "Verdict", "band", "verdict"]

Band = Literal["low", "moderate", "high"]

#: Sums of squares miss a cut-off they are meant to lie on by this much at most.
ROUNDING = 1e-12


@frozen
class Scheme:
    """Cut-offs that divide the index into low, moderate and high.

    Parameters
    ----------
    name
        What a verdict calls it.
    moderate
        Least value that is moderate. [-]
    high
        Largest value that is still moderate. [-]
    source
        Where the cut-offs stand.

    Raises
    ------
    GraphError
        If they are not in order between 0 and 1.

    Examples
    --------
    >>> band(0.3, Scheme("house rule", moderate=0.2, high=0.5))
    'moderate'
    """

    name: str
    moderate: float
    high: float
    source: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse cut-offs that divide nothing."""
        if not 0 < self.moderate <= self.high < 1:
            raise GraphError(
                "moderate and high are in order between 0 and 1, got "
                f"{show(self.moderate)} and {show(self.high)}. Divide points by 10,000."
            )


#: Schemes by name.
SCHEMES = {
    "2010": Scheme(
        "US guidelines of 2010",
        moderate=0.15,
        high=0.25,
        source="US Department of Justice and Federal Trade Commission, Horizontal Merger "
        "Guidelines (2010), section 5.3",
    ),
    "2023": Scheme(
        "US guidelines of 2023",
        moderate=0.10,
        high=0.18,
        source="US Department of Justice and Federal Trade Commission, Merger Guidelines (2023), "
        "guideline 1, for the upper cut-off; the lower one is that of their guidelines of 1992, "
        "which had the same upper one",
    ),
}


@frozen
class Verdict:
    """The band of an index, and whether it survives what is not known.

    Parameters
    ----------
    scheme
        Scheme the bands are of.
    point
        Band of the point value.
    least, most
        Bands of the bounds.
    """

    scheme: Scheme
    point: Band
    least: Band
    most: Band

    @property
    def firm(self) -> bool:
        """Whether every value the figures allow lies in one band."""
        return self.least == self.point == self.most

    def __str__(self) -> str:
        span = self.least if self.least == self.most else f"{self.least} to {self.most}"
        # what is withheld can put the point outside its bounds
        point = "" if self.point in (self.least, self.most) else f", point {self.point}"
        return f"{span}{point} ({self.scheme.name})"


def band(value: float, scheme: str | Scheme) -> Band:
    """Return the band of an index value.

    Parameters
    ----------
    value
        Herfindahl-Hirschman index from 0 to 1. [-]
    scheme
        ``"2010"`` (moderate from 1,500 to 2,500 points), ``"2023"`` (from 1,000 to 1,800) or a
        :class:`Scheme` of your own.

    Returns
    -------
    str
        ``"low"``, ``"moderate"`` or ``"high"``.

    Raises
    ------
    UnknownNameError
        If there is no scheme of that name.
    GraphError
        If the value is not between 0 and 1.

    Notes
    -----
    The cut-offs are those of US merger control [1]_ [2]_. The guidelines of 2023 define the
    upper one only; the lower one is that of 1992, which had the same upper one.

    References
    ----------
    .. [1] US Department of Justice and Federal Trade Commission (2010). Horizontal Merger
       Guidelines, section 5.3.
    .. [2] US Department of Justice and Federal Trade Commission (2023). Merger Guidelines,
       guideline 1.

    Examples
    --------
    >>> band(0.2, "2010"), band(0.2, "2023")
    ('moderate', 'high')
    """
    chosen = _scheme(scheme)
    if not 0 <= value <= 1 + ROUNDING:  # also refuses NaN
        raise GraphError(
            f"an index lies between 0 and 1, got {show(value)}. Divide points by 10,000."
        )
    if value < chosen.moderate - ROUNDING:
        return "low"
    return "high" if value > chosen.high + ROUNDING else "moderate"


def verdict(value: float, bounds: tuple[float, float], scheme: str | Scheme) -> Verdict:
    """Return the band of an index with the bands of its bounds.

    Parameters
    ----------
    value
        Point value from 0 to 1. [-]
    bounds
        Least and largest value, as :func:`mineralsec.hhi_bounds` returns them. [-]
    scheme
        As :func:`band`.

    Raises
    ------
    UnknownNameError, GraphError
        As :func:`band`; also if a bound is not known.

    Examples
    --------
    >>> print(verdict(0.24, (0.22, 0.24), "2010"))
    moderate (US guidelines of 2010)
    >>> print(verdict(0.24, (0.22, 0.26), "2010"))
    moderate to high (US guidelines of 2010)
    """
    least, most = bounds
    if math.isnan(least) or math.isnan(most):
        raise GraphError(
            "a verdict needs both bounds of the index, and they are not known here. "
            "Write band(value, scheme) for the point alone."
        )
    return Verdict(_scheme(scheme), band(value, scheme), band(least, scheme), band(most, scheme))


def _scheme(scheme: str | Scheme) -> Scheme:
    if isinstance(scheme, Scheme):
        return scheme
    if scheme not in SCHEMES:
        raise UnknownNameError(
            f"no scheme is called {show(scheme)}.{suggest(str(scheme), SCHEMES)} Schemes: "
            f"{', '.join(SCHEMES)}; or give a Scheme of your own."
        )
    return SCHEMES[scheme]
