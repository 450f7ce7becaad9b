"""Concentration measures: plain functions of shares.

Each takes :class:`~mineralsec.Shares`, or anything NumPy reads as a list of shares that sum to
one, and returns one number. A function of your own with the same signature works wherever one of
these does. Holders without a share are not counted.

Shares as printed in tables seldom sum to exactly one. A gap of up to half a tenth of a percent
for each holder is rounding and is divided out; a larger one is an error.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mineralsec.arguments import floats, number
from mineralsec.errors import GraphError, show

__all__ = [
    "concentration_ratio",
    "effective_number",
    "entropy",
    "hhi",
    "hill_number",
    "holders",
    "normalised_hhi",
    "unnamed",
]

#: Half of the last printed digit of a share, when shares are printed as tenths of a percent.
HALF_UNIT = 0.0005


def hhi(shares: ArrayLike) -> float:
    r"""Herfindahl-Hirschman index: the sum of squared shares.

    .. math:: \mathrm{HHI} = \sum_{i=1}^{N} s_i^2

    Parameters
    ----------
    shares : array_like, shape (n,)
        Shares that sum to one. [-]

    Returns
    -------
    float
        From ``1/N`` (equal shares) to ``1`` (one holder). [-] Competition law quotes the same
        number times 10,000.

    Raises
    ------
    GraphError
        If a share is negative or not a number, there is none, or they do not sum to one.

    Notes
    -----
    The index sees only the holders it is given: splitting one into two lowers it, so a country
    index is at least that of companies which do not cross borders. It says nothing of what else
    a holder could do, or of who would replace it [1]_.

    References
    ----------
    .. [1] Hirschman, A. O. (1964). The Paternity of an Index. American Economic Review, 54(5),
       761-762.

    Examples
    --------
    >>> hhi([0.5, 0.25, 0.25])
    0.375
    """
    s = holders(shares)
    return float(s @ s)


def normalised_hhi(shares: ArrayLike) -> float:
    r"""Herfindahl-Hirschman index between equal shares (0) and one holder (1).

    .. math:: \frac{\mathrm{HHI} - 1/N}{1 - 1/N}

    Parameters
    ----------
    shares : array_like, shape (n,)
        Shares that sum to one. [-]

    Returns
    -------
    float
        From 0 to 1; one holder gives 1, where the formula is undefined. [-] When the residual
        counts as many holders, ``N`` has no limit and the value is the plain index.

    Raises
    ------
    GraphError
        As :func:`hhi`.

    Examples
    --------
    >>> round(normalised_hhi([0.4, 0.3, 0.2, 0.1]), 4)
    0.0667
    """
    s = holders(shares)
    if unnamed(shares) > 0:
        return float(s @ s)
    if len(s) == 1:
        return 1.0
    least = 1 / len(s)
    # equal shares may come out a rounding error below zero
    return max(0.0, (float(s @ s) - least) / (1 - least))


def effective_number(shares: ArrayLike) -> float:
    r"""Effective number of holders: how many equal ones would be as concentrated.

    .. math:: {}^{2}D = 1 / \mathrm{HHI}

    Parameters
    ----------
    shares : array_like, shape (n,)
        Shares that sum to one. [-]

    Returns
    -------
    float
        From 1 to ``N``; the Hill number of order 2 [1]_. [-]

    Raises
    ------
    GraphError
        As :func:`hhi`.

    References
    ----------
    .. [1] Hill, M. O. (1973). Diversity and Evenness: A Unifying Notation and Its Consequences.
       Ecology, 54(2), 427-432. https://doi.org/10.2307/1934352

    Examples
    --------
    >>> effective_number([0.25, 0.25, 0.25, 0.25])
    4.0
    """
    return hill_number(shares, 2)


def hill_number(shares: ArrayLike, order: float) -> float:
    r"""Effective number of holders of any order.

    .. math:: {}^{a}D = \Bigl(\sum_i s_i^a\Bigr)^{1/(1-a)}

    Order 0 counts holders, order 1 is the exponential of the entropy, order 2 is ``1/HHI``, and
    infinity is one over the largest share [1]_.

    Parameters
    ----------
    shares : array_like, shape (n,)
        Shares that sum to one. [-]
    order
        Weight of large holders, at least 0. [-]

    Returns
    -------
    float
        From 1 to ``N``; infinite for orders up to 1 when the residual counts as many holders. [-]

    Raises
    ------
    GraphError
        As :func:`hhi`, or if `order` is negative or not a number.

    References
    ----------
    .. [1] Hill, M. O. (1973). Diversity and Evenness: A Unifying Notation and Its Consequences.
       Ecology, 54(2), 427-432. https://doi.org/10.2307/1934352

    Examples
    --------
    >>> round(hill_number([0.4, 0.3, 0.2, 0.1], 1), 3)
    3.596
    """
    if not number(order, "order", "2") >= 0:
        raise GraphError(f"the order of a Hill number is 0 or more, got {show(order)}. Write 2.")
    s = holders(shares)
    if unnamed(shares) > 0 and order <= 1:
        return math.inf
    if math.isinf(order):
        largest = float(s.max(initial=0.0))
        return 1 / largest if largest > 0 else math.inf
    if order == 1:
        return math.exp(entropy(s))
    power = float(np.sum(s**order))
    if power == 0.0 and unnamed(shares) > 0:  # nobody but the many
        return math.inf
    # through logarithms: near order 1 the exponent is large
    return math.exp(math.log(power) / (1 - order))


def concentration_ratio(shares: ArrayLike, k: int) -> float:
    r"""Share of the `k` largest holders, :math:`\mathrm{CR}_k`.

    Parameters
    ----------
    shares : array_like, shape (n,)
        Shares that sum to one. [-]
    k
        Number of holders; more than there are counts them all.

    Returns
    -------
    float
        From 0 to 1. [-] A residual that counts as one holder can be among the `k`.

    Raises
    ------
    GraphError
        As :func:`hhi`, or if `k` is not a whole number of at least 1.

    Examples
    --------
    >>> round(concentration_ratio([0.4, 0.3, 0.2, 0.1], 3), 6)
    0.9
    """
    s = np.sort(holders(shares))[::-1]
    return min(1.0, float(s[: _count(k)].sum()))


def entropy(shares: ArrayLike) -> float:
    r"""Shannon entropy in natural units.

    .. math:: H = -\sum_i s_i \ln s_i

    Parameters
    ----------
    shares : array_like, shape (n,)
        Shares that sum to one. [-]

    Returns
    -------
    float
        From 0 (one holder) to ``ln N`` (equal shares); infinite when the residual counts as many
        holders. [-]

    Raises
    ------
    GraphError
        As :func:`hhi`.

    Examples
    --------
    >>> round(entropy([0.4, 0.3, 0.2, 0.1]), 4)
    1.2799
    """
    s = holders(shares)
    if unnamed(shares) > 0:
        return math.inf
    return abs(float(np.sum(s * np.log(s))))


def _count(k: object) -> int:
    if isinstance(k, bool) or not isinstance(k, (int, np.integer)) or k < 1:
        raise GraphError(f"k counts holders: a whole number of at least 1, got {show(k)}. Write 3.")
    return int(k)


def unnamed(shares: object) -> float:
    """Return the share of many unnamed holders, each of no size."""
    return float(getattr(shares, "others", 0.0))


def holders(shares: ArrayLike) -> NDArray[np.float64]:
    """Return the shares above zero, summing to one with what the unnamed many hold."""
    s = floats(shares, "shares", "[0.5, 0.3, 0.2]")
    if s.ndim != 1:
        raise GraphError(
            f"shares are a list of numbers, got an array of shape {s.shape}. "
            "Write for example [0.5, 0.3, 0.2]."
        )
    whole = 1.0 - unnamed(shares)
    if len(s) == 0 and whole == 1.0:
        raise GraphError("there are no shares. Write for example [0.5, 0.3, 0.2].")
    if bad := [float(x) for x in s if not 0 <= x < math.inf]:  # also finds NaN
        raise GraphError(
            f"shares are numbers from 0 to 1, got {bad[0]:g}. Leave a withheld share out: it is "
            "not a number, and not zero."
        )
    total = float(s.sum())
    if not abs(total - whole) <= HALF_UNIT * len(s) + 1e-9:
        raise GraphError(
            f"the shares sum to {total:.6g}, not to {whole:g}: beyond rounding to a tenth of a "
            "percent. Divide amounts by their sum first, percentages by 100."
        )
    held = s[s > 0]
    return held if total == whole else held * (whole / total) if total > 0 else held
