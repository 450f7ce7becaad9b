"""How unequal the holders of a supply are: Theil index, its parts, Gini coefficient.

Both compare a holder with the average one, so they depend on how many holders are counted;
:mod:`~mineralsec.analysis.indices` has the measures that do not.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mineralsec.analysis.indices import holders, unnamed
from mineralsec.arguments import floats, several
from mineralsec.errors import GraphError

__all__ = ["TheilParts", "gini", "theil", "theil_decomposition"]


def theil(shares: ArrayLike) -> float:
    r"""Theil index of inequality among the holders.

    .. math:: T = \sum_i s_i \ln(N s_i) = \ln N - H

    Parameters
    ----------
    shares : array_like, shape (n,)
        Shares that sum to one. [-]

    Returns
    -------
    float
        From 0 (equal shares) to ``ln N``. [-]

    Raises
    ------
    GraphError
        As :func:`hhi`, or if the residual counts as many holders, whose number the index needs.

    See Also
    --------
    theil_decomposition : the same number between and within groups.

    Examples
    --------
    >>> round(theil([0.4, 0.3, 0.2, 0.1]), 4)
    0.1064
    """
    return _theil(_counted(shares, "Theil index"))


class TheilParts(NamedTuple):
    """A Theil index, split.

    Attributes
    ----------
    between
        Inequality if every group shared equally among its holders. [-]
    within
        Inequality inside the groups, weighted by their shares. [-]
    groups
        Theil index of each group's own holders. [-]
    """

    between: float
    within: float
    groups: dict[Hashable, float]

    @property
    def total(self) -> float:
        """Theil index of all holders, the sum of both parts."""
        return self.between + self.within


def theil_decomposition(shares: ArrayLike, groups: Sequence[Hashable]) -> TheilParts:
    r"""Split the Theil index into inequality between and within groups, exactly.

    .. math::

        T = \sum_g S_g \ln\frac{S_g}{N_g/N} + \sum_g S_g T_g

    with :math:`S_g` the share and :math:`N_g` the number of holders of a group [1]_.

    Parameters
    ----------
    shares : array_like, shape (n,)
        Shares that sum to one. [-]
    groups : sequence, length n
        Group of each holder, in the same order; :meth:`Shares.groups` gives those of a bloc.

    Returns
    -------
    TheilParts
        ``between``, ``within``, ``groups`` and their ``total``.

    Raises
    ------
    GraphError
        As :func:`theil`, or if there are not as many groups as shares.

    References
    ----------
    .. [1] Shorrocks, A. F. (1980). The Class of Additively Decomposable Inequality Measures.
       Econometrica, 48(3), 613-625. https://doi.org/10.2307/1913126

    Examples
    --------
    >>> parts = theil_decomposition([0.4, 0.3, 0.2, 0.1], ["north", "north", "south", "south"])
    >>> round(parts.between, 4), round(parts.within, 4), round(parts.total, 4)
    (0.0823, 0.0242, 0.1064)
    """
    raw = floats(shares, "shares", "[0.5, 0.3, 0.2]")
    groups = several(groups, "groups", "['a', 'a', 'b']")
    if raw.ndim == 1 and len(groups) != len(raw):
        raise GraphError(
            f"there must be one group a holder, got {len(groups)} for {len(raw)} holders. "
            "Give them in the order of the shares."
        )
    s = _counted(shares, "Theil index")
    named: dict[Hashable, list[int]] = {}
    for i, group in enumerate(g for g, x in zip(groups, raw, strict=True) if x > 0):
        named.setdefault(group, []).append(i)
    between = within = 0.0
    inside = {}
    for group, members in named.items():
        held = float(s[members].sum())
        inside[group] = _theil(s[members] / held)
        between += held * math.log(held * len(s) / len(members))
        within += held * inside[group]
    return TheilParts(between, within, inside)


def gini(shares: ArrayLike) -> float:
    r"""Gini coefficient among the holders.

    .. math:: G = \frac{2}{N}\sum_{i=1}^{N} i\,s_{(i)} - \frac{N+1}{N}

    with shares in ascending order.

    Parameters
    ----------
    shares : array_like, shape (n,)
        Shares that sum to one. [-]

    Returns
    -------
    float
        From 0 (equal shares, or one holder) to ``1 - 1/N``. [-]

    Raises
    ------
    GraphError
        As :func:`hhi`, or if the residual counts as many holders, whose number the index needs.

    Notes
    -----
    It depends on how many holders are listed: never compare it across different numbers of them.
    A monopoly has a Gini coefficient of 0.

    Examples
    --------
    >>> round(gini([0.4, 0.3, 0.2, 0.1]), 4)
    0.25
    """
    s = np.sort(_counted(shares, "Gini coefficient"))
    n = len(s)
    # equal shares may come out a rounding error below zero
    return max(0.0, float(2 * (np.arange(1, n + 1) @ s) / n - (n + 1) / n))


def _theil(s: NDArray[np.float64]) -> float:
    return max(0.0, float(np.sum(s * np.log(len(s) * s))))


def _counted(shares: ArrayLike, index: str) -> NDArray[np.float64]:
    """Return the shares, if their holders can be counted."""
    if unnamed(shares) > 0:
        raise GraphError(
            f"the {index} needs the number of holders, but the residual counts as many without "
            "number here. Ask for shares with residual='one holder' or residual='left out'."
        )
    return holders(shares)
